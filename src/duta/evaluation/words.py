"""Sentences for what can be wrong with a figure that a person enters."""

from django.utils.translation import gettext_lazy as _

from duta.core.problem_words import WORDS, Words

EVALUATION: dict[str, Words] = {
    "measure_not_allowed": (
        _("Your role does not let you enter readings for this organisation."),
        _("Ask one of its analysts or planners, or an administrator."),
    ),
    "counted_by_duta": (
        _("Duta counts this itself: %(metric)s."),
        _("Nothing to enter. For what only people can know, the planner creates an indicator with another metric."),
    ),
    "reading_negative": (
        _("The value is below zero, and nothing that is counted or measured here can be."),
        _("Check the figure; a decline shows as a smaller value, not as a negative one."),
    ),
    "evidence_too_long": (
        _("The evidence is %(count)s characters long; at most %(limit)s fit."),
        _("Say where the figure comes from and give the address of the rest."),
    ),
    "evidence_missing": (
        _("The evidence is missing."),
        _("Say where the figure comes from: the list, the survey, its sample and dates, or an address."),
    ),
    "measured_in_future": (_("The day lies in the future."), _("Choose the day on which it was measured.")),
    "measured_outside": (
        _("This indicator is measured from %(first)s to %(last)s."),
        _("Choose a day in that period, or ask the planner to change the indicator."),
    ),
    "newer_figure_known": (
        _("A newer figure is known already, and this is a running total."),
        _("Enter the total as it stands today."),
    ),
}


def register() -> None:
    """Add these sentences to ``core.problem_words``; called once when the room is loaded."""
    WORDS.update(EVALUATION)
