"""What each role may do: the table behind the one permission policy. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What a person is in an organisation and all below it."""

    PLANNER = "planner", _("Planner")
    AUTHOR = "author", _("Author")
    SIGNATORY = "signatory", _("Signatory")
    CHANNEL_MANAGER = "channel_manager", _("Channel manager")
    ANALYST = "analyst", _("Analyst")
    ADMINISTRATOR = "administrator", pgettext_lazy("role", "Administrator")  # Wagtail has the bare word


class Action(TextChoices):
    """What can be done to things that belong to an organisation."""

    VIEW = "view", _("look at it")
    PLAN = "plan", _("plan: strategies, objectives, audiences, activities, indicators")
    WRITE = "write", _("write stories and submit them")
    INITIAL = "initial", _("put initials under a submission")
    SIGN = "sign", _("clear a submission by signature, or send it back")
    RELEASE = "release", _("release what was cleared")
    WITHDRAW = "withdraw", _("withdraw what was released")
    MANAGE_CHANNELS = "manage_channels", _("manage channels and their credentials")
    DELIVER = "deliver", _("decide on deliveries: send again, hold, settle by hand")
    MEASURE = "measure", _("enter readings and evidence")
    ADMINISTER = "administer", _("manage people, roles and organisations")


ALLOWED: dict[Role, frozenset[Action]] = {
    Role.PLANNER: frozenset({Action.VIEW, Action.PLAN, Action.MEASURE, Action.INITIAL}),
    Role.AUTHOR: frozenset({Action.VIEW, Action.WRITE, Action.RELEASE}),
    Role.SIGNATORY: frozenset(
        {Action.VIEW, Action.WRITE, Action.INITIAL, Action.SIGN, Action.RELEASE, Action.WITHDRAW}
    ),
    Role.CHANNEL_MANAGER: frozenset({Action.VIEW, Action.MANAGE_CHANNELS, Action.DELIVER, Action.RELEASE}),
    Role.ANALYST: frozenset({Action.VIEW, Action.MEASURE}),
    Role.ADMINISTRATOR: frozenset({Action.VIEW, Action.ADMINISTER, Action.MANAGE_CHANNELS, Action.DELIVER}),
}


def roles_allowing(action: Action) -> frozenset[Role]:
    """The roles that may do this."""
    return frozenset(role for role, actions in ALLOWED.items() if action in actions)


class DelegationKind(TextChoices):
    """Why somebody signs in another's place, as the order says it."""

    PLH = "plh", _("Plh. (acting: the holder is away)")
    PLT = "plt", _("Plt. (acting: the position is vacant)")

    @property
    def short(self) -> str:
        """How it stands before the position, the same in every language."""
        return f"{self.value.capitalize()}."


class OrganisationKind(TextChoices):
    """What sort of body an organisation is."""

    MINISTRY = "ministry", _("Ministry")
    DIRECTORATE = "directorate", _("Directorate")
    MISSION = "mission", _("Mission")
    PARTNER = "partner", _("Partner")
