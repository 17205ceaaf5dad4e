"""The home as a component of Wagtail's home view."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from duta.accounts.queries import may_anywhere
from duta.accounts.rules import Action, Role
from duta.core.when import full_day
from duta.desk import links, queries
from duta.desk.home import first_button, groups_for, soon_for
from duta.desk.rules import PartOfDay, leading_role, part_of_day

SHOWN_ROLES = 3

GREETINGS: Mapping[PartOfDay, str | Promise] = {
    PartOfDay.MORNING: gettext_lazy("Good morning, %(name)s"),
    PartOfDay.MIDDAY: gettext_lazy("Good day, %(name)s"),
    PartOfDay.AFTERNOON: gettext_lazy("Good afternoon, %(name)s"),
    PartOfDay.EVENING: gettext_lazy("Good evening, %(name)s"),
}

# What a role usually does next, when nothing waits.
NEXT: Mapping[Role, str | Promise] = {
    Role.SIGNATORY: gettext_lazy("As soon as an author submits a story to you, it stands here to be read and signed."),
    Role.AUTHOR: gettext_lazy("A good moment to write the next story, or to translate one that is out."),
    Role.CHANNEL_MANAGER: gettext_lazy("The channels work by themselves. What a platform refuses will stand here."),
    Role.PLANNER: gettext_lazy("A good moment to see how the objectives stand, or to plan the next activity."),
    Role.ANALYST: gettext_lazy("A good moment to enter evidence: attendance, surveys, press cuttings."),
    Role.ADMINISTRATOR: gettext_lazy("People and roles stay as they are until somebody comes or leaves."),
}
NEXT_FOR_OTHERS = gettext_lazy("What needs somebody will stand here.")


@dataclass(frozen=True)
class Button:
    """Something to do from the top of the home."""

    label: str
    url: str
    icon: str


class DeskHome(Component):
    """Everything that the home shows to one person."""

    name = "desk_home"
    order = 100
    template_name = "desk/home.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return greeting, buttons, groups and what goes out soon."""
        now = timezone.now()
        held = queries.roles_held(self.user, now=now)
        role = leading_role({one.role for one in held})
        groups = groups_for(self.user, now=now)
        soon, soon_total = soon_for(self.user, now=now)
        return {
            "greeting": _greeting(self.user),
            "roles": held[:SHOWN_ROLES],
            "more_roles": max(0, len(held) - SHOWN_ROLES),
            "today": full_day(timezone.localtime(now)),
            "buttons": buttons_for(self.user, role),
            "groups": [group for group in groups if group.total],
            "quiet": [group for group in groups if not group.total],
            "first": first_button(groups),
            "soon": soon,
            "soon_total": soon_total,
            "next": NEXT[role] if role else NEXT_FOR_OTHERS,
        }


def _greeting(user: Any) -> str:
    hour = timezone.localtime().hour
    return str(GREETINGS[part_of_day(hour)]) % {"name": user.first_name or str(user)}


def buttons_for(user: Any, role: Role | None) -> list[Button]:
    """Return what the person starts from here: the first is the main one."""
    return [button for button in (_writing(user), *_by_role(user, role)) if button]


def _writing(user: Any) -> Button | None:
    place = queries.writing_place(user) if may_anywhere(user, Action.WRITE) else None
    return Button(_("Write a story"), links.write_url(place, get_language()), "plus") if place else None


def _by_role(user: Any, role: Role | None) -> list[Button | None]:
    if role is Role.CHANNEL_MANAGER:
        return [Button(_("Add a channel"), reverse("channels:choose"), "plus")]
    if role is Role.ADMINISTRATOR:
        return [Button(_("Add a person"), reverse("wagtailusers_users:add"), "plus")]
    if role is Role.PLANNER:
        return [Button(_("See the strategies"), links.plans_url(), "duta-strategy")]
    if role is Role.ANALYST:
        return [Button(_("See the readings"), links.readings_url(), "duta-reading")]
    return []
