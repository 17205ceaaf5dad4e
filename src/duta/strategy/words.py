"""Sentences for what can be wrong with a plan."""

from django.utils.translation import gettext_lazy as _

from duta.core.problem_words import WORDS, Words

STRATEGY: dict[str, Words] = {
    "day_implausible": (
        _("A day lies too far away."),
        _("Enter a year from %(first)s to %(last)s."),
    ),
    "ends_before_start": (
        _("The last day lies before the first."),
        _("Choose a last day that is not earlier than the first."),
    ),
    "strategy_too_short": (
        _("The strategy has objectives or activities outside these days: they need %(first)s to %(last)s."),
        _("Choose days that hold all of them, or change those first."),
    ),
    "unit_missing": (_("The unit is missing."), _("Say what is counted, for instance %% or people.")),
    "target_is_baseline": (
        _("The target is the same as the baseline, so nothing would change."),
        _("Set a target above or below where we stand today."),
    ),
    "deadline_outside": (
        _("The deadline lies outside the strategy, which runs from %(first)s to %(last)s."),
        _("Choose a day in that period, or lengthen the strategy first."),
    ),
    "no_indicator": (
        _("No indicator measures this objective yet."),
        _("Add at least one indicator, so that everybody can see how far we are."),
    ),
    "size_without_source": (
        _("The size has no source."),
        _("Say who counted and when, or leave the size empty."),
    ),
    "unknown_places": (
        _("Not found: %(words)s."),
        _("Write countries by their two letters or their names, with commas between, for instance ID, NL."),
    ),
    "outside_period": (
        _("The activity reaches beyond the strategy, which runs from %(first)s to %(last)s."),
        _("Choose days in that period, or lengthen the strategy first."),
    ),
    "milestone_outside": (
        _("A milestone lies outside the activity, which runs from %(first)s to %(last)s."),
        _("Check the day, or lengthen the activity."),
    ),
    "budget_negative": (
        _("The budget is below zero."),
        _("Write what may be spent, or leave it empty."),
    ),
    "budget_without_currency": (
        _("The budget has no currency that is in use."),
        _("Write the three letters of its currency, for instance IDR."),
    ),
    "window_outside": (
        _("It is measured on days outside the strategy, which runs from %(first)s to %(last)s."),
        _("Check the first and the last day of measuring."),
    ),
    "deadline_not_measured": (
        _("It is measured from %(first)s to %(last)s, and the deadline lies outside."),
        _("Measure until the deadline."),
    ),
    "later_than_objective": (
        _("The deadline is later than the objective's, %(deadline)s."),
        _("Choose a day that is not later, so that the objective can be judged by it."),
    ),
    "scope_needs_activity": (
        _("The indicator counts one activity, but none is chosen."),
        _("Choose the activity, or count all activities of the objective."),
    ),
    "scope_without_activity": (
        _("An activity is chosen, but the indicator counts all activities of the objective."),
        _("Leave the activity empty, or count one activity."),
    ),
    "activity_elsewhere": (
        _("The activity belongs to another objective."),
        _("Choose an activity of the same objective."),
    ),
    "never_read": (
        _("The indicator would never be read."),
        _("Say every how many days a reading is due, at least 1."),
    ),
    "metric_unknown": (
        _("The dictionary has no metric “%(metric)s”."),
        _("Choose one from the list."),
    ),
    "shares_do_not_add": (
        _("%(metric)s is a share of a whole, and shares cannot be added up."),
        _("Take the newest or the largest value."),
    ),
    "ave_refused": (
        _(
            "Advertising value equivalence (AVE) says what the space would have cost as an advertisement. "
            "It is not a measure of what communication achieves (Barcelona Principles 3.0), so Duta refuses it."
        ),
        _("Measure what people noticed, understood or did instead."),
    ),
    "person_elsewhere": (
        _("%(person)s holds no role in %(organisation)s, above or below it."),
        _("Choose somebody who does, or ask an administrator to give a role."),
    ),
    "audience_elsewhere": (
        _("The audience “%(audience)s” belongs to another organisation."),
        _("Choose audiences of the strategy's organisation, or of those above or below it."),
    ),
    "plan_not_allowed": (
        _("Your role does not let you plan for this organisation."),
        _("Ask one of its planners, or an administrator."),
    ),
    "already_measured": (
        _("This indicator has readings, so what it measures stays as it is: metric, unit, rule and what it counts."),
        _("Create another indicator for what you want to measure from now on."),
    ),
    "already_counted": (
        _("Indicators of these objectives have readings that count this activity, or would count it from now on."),
        _("Leave the activity where it is; create another one under the other objective."),
    ),
    "activity_moved_meanwhile": (
        _("Somebody moved this activity while you had it open."),
        _("Look at its new days, then move it again if you still want to."),
    ),
    "still_used": (
        _("“%(name)s” is still used, so it stays: %(uses)s."),
        _("Remove those first, or leave it."),
    ),
}  # fmt: skip


def register() -> None:
    """Add these sentences to ``core.problem_words``; called once when the room is loaded."""
    WORDS.update(STRATEGY)
