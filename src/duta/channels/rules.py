"""When a channel needs somebody: pure decisions."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from duta.core.problems import Problem, Severity

CREDENTIAL_NOTICE = timedelta(days=14)
CHECK_EVERY = timedelta(hours=1)
SUCCESS_STEP = timedelta(minutes=1)  # "last success" moves at most so often: it is shown, not counted

# What is wrong with the account or its settings, not with one text: the channel's page shows it.
CHANNEL_PROBLEMS = frozenset(
    {
        "account_changed",
        "answer_unreadable",
        "channel_off",
        "channels_locked",
        "connector_missing",
        "credential_expired",
        "credential_missing",
        "credential_refused",
        "credential_unreadable",
        "platform_down",
        "platform_forbids",
        "setting_missing",
    }
)


class ChannelState(TextChoices):
    """What a channel's page and the desk's home say about it."""

    READY = "ready", _("Ready")
    LOCKED = "locked", _("Locked: this installation has no keys")
    NO_CREDENTIAL = "no_credential", _("No credential")
    EXPIRED = "expired", _("Credential ended")
    ENDS_SOON = "ends_soon", _("Credential ends soon")
    FAILING = "failing", _("Failing")
    NEARLY_USED = "nearly_used", _("Rate budget nearly used")
    OFF = "off", _("Switched off")


NEEDS_SOMEBODY = frozenset(ChannelState) - {ChannelState.READY, ChannelState.OFF}


# The worst first: how a list of channels is ordered.
WORST_FIRST = (
    ChannelState.FAILING, ChannelState.EXPIRED, ChannelState.NO_CREDENTIAL, ChannelState.LOCKED, ChannelState.ENDS_SOON,
    ChannelState.NEARLY_USED, ChannelState.READY, ChannelState.OFF,
)  # fmt: skip
CHECK_PAUSE = timedelta(seconds=30)  # a person may ask for a check so often


def state_of(
    *,
    active: bool,
    needs_secret: bool,
    keys: bool,
    sealed: bool,
    expires_at: datetime | None,
    failing: bool,
    now: datetime,
    nearly_used: bool = False,
) -> ChannelState:
    """Say the one thing that matters most about a channel."""
    if not active:
        return ChannelState.OFF
    if needs_secret and not keys:
        return ChannelState.LOCKED
    if needs_secret and not sealed:
        return ChannelState.NO_CREDENTIAL
    if expires_at and expires_at <= now:
        return ChannelState.EXPIRED
    if failing:
        return ChannelState.FAILING
    if expires_at and expires_at <= now + CREDENTIAL_NOTICE:
        return ChannelState.ENDS_SOON
    if nearly_used:
        return ChannelState.NEARLY_USED
    return ChannelState.READY


def is_of_channel(problem: Problem) -> bool:
    """Whether a problem is the channel's own, so that its other deliveries will meet it too."""
    return problem.severity is Severity.ERROR and problem.code in CHANNEL_PROBLEMS


def has_expired(expires_at: datetime | None, *, now: datetime) -> Problem | None:
    """Say that a credential has ended, if it has."""
    if expires_at is None or expires_at > now:
        return None
    return Problem("credential_expired", {"date": expires_at.date().isoformat()})


def account_name(connector_key: str, identity: Iterable[str]) -> str:
    """Return one line that is the same for the same account, however it was typed."""
    named = dict.fromkeys(_bare(part) for part in identity if part.strip())
    return " ".join([connector_key, *named])


def _bare(name: str) -> str:
    return name.strip().removeprefix("@").rstrip("/").lower()
