"""The metric dictionary: versioned definitions that never change; a new meaning is a new version. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Stages of the AMEC Integrated Evaluation Framework."""

    INPUT = "input", _("Input")
    ACTIVITY = "activity", _("Activity")
    OUTPUT = "output", _("Output")
    OUT_TAKE = "out_take", _("Out-take")
    OUTCOME = "outcome", _("Outcome")
    IMPACT = "impact", _("Impact")


# What a stage says and what it does not: shown beside every figure of that stage.
STAGE_NOTES: dict[Stage, str | Promise] = {
    Stage.INPUT: _("What was put in: people, time, money. It says nothing about what came of it."),
    Stage.ACTIVITY: _("What was done. It says nothing about whether anybody met it."),
    Stage.OUTPUT: _("What was put out and could be seen. It says nothing about who took notice."),
    Stage.OUT_TAKE: _("What people took from it: notice, a reaction, a memory. Not yet a change."),
    Stage.OUTCOME: _("What changed in people: knowledge, opinion, behaviour. We contributed; others did too."),
    Stage.IMPACT: _("What changed for the country or the ministry. A contribution, never the effect of one post."),
}
STAGE_ORDER: tuple[Stage, ...] = tuple(Stage)


class Origin(TextChoices):
    """Where an observation came from."""

    RECEIPT = "receipt", _("receipt")
    PAGE_VIEW = "page_view", _("page view")
    CHANNEL = "channel", _("the channel's own count")
    CLICK = "click", _("click")
    EVENT = "event", _("event")
    IMPORT = "import", _("import")
    PERSON = "person", _("a person, with evidence")


class Shape(StrEnum):
    """TOTAL: a running total that is sampled; VALUE: each value stands for itself."""

    TOTAL = "total"
    VALUE = "value"


class Fate(StrEnum):
    """What becomes of a sample: a new row, a longer life of the newest row, or nothing."""

    APPEND = "append"
    EXTEND = "extend"
    DROP = "drop"


LARGEST = Decimal(10) ** 11  # with four places this is what every database here keeps exactly


def stored_value(value: Decimal | int) -> Decimal:
    """Return a value as rows keep it, with four decimal places: so that equal counts compare equal."""
    return Decimal(value).quantize(Decimal("0.0001"))


def fate_of(
    shape: Shape,
    known: tuple[Decimal, datetime] | None,
    *,
    value: Decimal | int,
    at: datetime,
    same_batch: bool = True,
) -> Fate:
    """Decide about a sample, given the newest known value and until when it was seen.

    What came in another batch is a row of its own even when nothing changed: a batch can be taken back alone.
    """
    if shape is Shape.VALUE or known is None:
        return Fate.APPEND
    last, seen_until = known
    if at < seen_until:
        return Fate.DROP
    return Fate.EXTEND if same_batch and stored_value(value) == last else Fate.APPEND


def row_of_file(name: str, row: int) -> str:
    """Spell where an imported value came from, for ``origin_ref``: the file's name and the row in it."""
    return f"{name[:200]}#{row}"


class UnknownMetric(LookupError):  # noqa: N818
    """The dictionary has no such metric or version."""


@dataclass(frozen=True)
class Metric:
    """One versioned definition. ``ref`` ("platform.likes@1") is what rows keep."""

    key: str
    version: int
    name: str | Promise
    unit: str | Promise
    formula: str | Promise
    source: str | Promise
    method: str | Promise
    caveats: str | Promise
    stage: Stage
    shape: Shape = Shape.TOTAL
    denominator: str | Promise = ""
    counted: bool = False  # by Duta itself, so that nobody enters it by hand
    one: str | Promise = ""  # the unit of exactly one, where it is another word

    @property
    def ref(self) -> str:
        """Return key and version as one string."""
        return f"{self.key}@{self.version}"


_PLATFORM_METHOD = _("Read from the platform every few minutes; a sample is kept only when the count changed.")

_PEOPLE_METHOD = _("Read off by a person, or taken from the platform's export file; each says when, and from where.")

DICTIONARY: tuple[Metric, ...] = (
    Metric(
        "portal.views",
        1,
        _("Page views"),
        _("views"),
        _("Requests for a story's page answered with its text, by anything that does not call itself a robot"),
        _("Our own portal"),
        _("Counted at the server without cookie or address; robots are counted apart by what they call themselves."),
        _("One person who reads twice counts twice. Robots that hide are counted."),
        Stage.OUTPUT,
        counted=True,
        one=_("view"),
    ),
    Metric(
        "portal.views_by_robots",
        1,
        _("Page views by robots"),
        _("views"),
        _("Requests for a story's page by visitors that call themselves robots"),
        _("Our own portal"),
        _("Counted at the server, apart from people."),
        _("Not shown as reach."),
        Stage.OUTPUT,
        counted=True,
        one=_("view"),
    ),
    Metric(
        "delivery.published",
        1,
        _("Publications"),
        _("publications"),
        _("Channel versions that are out, proven by a receipt; the portal's own publication counts as one"),
        _("Receipts"),
        _("One for each receipt; what was withdrawn counts no longer."),
        _("Says that something was published, not that anybody saw it."),
        Stage.OUTPUT,
        counted=True,
        one=_("publication"),
    ),
    Metric(
        "platform.likes",
        1,
        _("Likes"),
        _("likes"),
        _("Likes on the entry as the platform counts them"),
        _("The platform's interface"),
        _PLATFORM_METHOD,
        _("Platforms remove likes of closed accounts."),
        Stage.OUT_TAKE,
        one=_("like"),
    ),
    Metric(
        "platform.reposts",
        1,
        _("Reposts"),
        _("reposts"),
        _("Reposts or shares of the entry as the platform counts them, quotes left out"),
        _("The platform's interface"),
        _PLATFORM_METHOD,
        _("Says nothing about agreement."),
        Stage.OUT_TAKE,
        one=_("repost"),
    ),
    Metric(
        "platform.replies",
        1,
        _("Replies"),
        _("replies"),
        _("Replies to the entry as the platform counts them"),
        _("The platform's interface"),
        _PLATFORM_METHOD,
        _("Says nothing about tone."),
        Stage.OUT_TAKE,
        one=_("reply"),
    ),
    Metric(
        "platform.quotes",
        1,
        _("Quotes"),
        _("quotes"),
        _("Entries that quote ours, as the platform counts them"),
        _("The platform's interface"),
        _PLATFORM_METHOD,
        _("Says nothing about tone."),
        Stage.OUT_TAKE,
        one=_("quote"),
    ),
    Metric(
        "event.attendance",
        1,
        _("Attendance"),
        _("people"),
        _("People who were present at the event"),
        _("The organiser's list"),
        _("Entered by a person with evidence."),
        _("People who share one screen count once."),
        Stage.OUTPUT,
        Shape.VALUE,
        one=_("person"),
    ),
    Metric(
        "survey.understanding",
        1,
        _("Understanding"),
        _("%"),
        _("Respondents who answer the knowledge questions right, of all respondents"),
        _("Survey"),
        _("Entered by a person with evidence: the questionnaire, the sample, the dates."),
        _("Self-selected respondents know more than the public."),
        Stage.OUTCOME,
        Shape.VALUE,
        denominator=_("all respondents"),
    ),
    Metric(
        "link.clicks",
        1,
        _("Clicks on our links"),
        _("clicks"),
        _(
            "Requests for a short address of ours that were led to its page, by anything that does not call itself a robot"
        ),
        _("Our own short addresses"),
        _("Counted at the server without cookie or address; robots are counted apart by what they call themselves."),
        _(
            "One person who clicks twice counts twice. Robots that hide are counted. Whoever uses the page's own address is not."
        ),
        Stage.OUT_TAKE,
        counted=True,
        one=_("click"),
    ),
    Metric(
        "link.clicks_by_robots",
        1,
        _("Clicks on our links by robots"),
        _("clicks"),
        _("Requests for a short address of ours by visitors that call themselves robots"),
        _("Our own short addresses"),
        _("Counted at the server, apart from people."),
        _("Platforms fetch each new link once or more to draw its preview. Not shown as reach."),
        Stage.OUTPUT,
        counted=True,
        one=_("click"),
    ),
    Metric(
        "platform.views",
        1,
        _("Views on the platform"),
        _("views"),
        _("How often the entry was shown or played, as the platform counts views (X: impressions)"),
        _("The platform's own figures"),
        _PEOPLE_METHOD,
        _(
            "Each platform counts otherwise: a second of a film, or a line that scrolled by. Never compare two platforms."
        ),
        Stage.OUTPUT,
        one=_("view"),
    ),
    Metric(
        "platform.reach",
        1,
        _("Reach on the platform"),
        _("accounts"),
        _("Accounts that saw the entry at least once, as the platform estimates them"),
        _("The platform's own figures"),
        _PEOPLE_METHOD,
        _("An estimate. One person with two accounts counts twice; the reach of two entries must not be added up."),
        Stage.OUTPUT,
        one=_("account"),
    ),
    Metric(
        "platform.saves",
        1,
        _("Saves"),
        _("saves"),
        _("Times the entry was saved or bookmarked, as the platform counts them"),
        _("The platform's own figures"),
        _PEOPLE_METHOD,
        _("Platforms show it to the account's owner only; nobody else can look it up."),
        Stage.OUT_TAKE,
        one=_("save"),
    ),
)

_BY_REF = {metric.ref: metric for metric in DICTIONARY}


def metric_for(ref: str) -> Metric:
    """Return the definition behind "key@version". Raises UnknownMetric, naming what there is."""
    if ref not in _BY_REF:
        raise UnknownMetric(f"no metric {ref!r}; the dictionary has: {', '.join(_BY_REF)}")
    return _BY_REF[ref]


def current_ref(key: str) -> str:
    """Return "key@version" of a key's newest version. Raises UnknownMetric."""
    versions = [metric for metric in DICTIONARY if metric.key == key]
    if not versions:
        raise UnknownMetric(f"no metric {key!r}")
    return max(versions, key=lambda metric: metric.version).ref


def metric_choices() -> list[tuple[str, str | Promise]]:
    """Return (ref, name) for forms."""
    return [(metric.ref, metric.name) for metric in DICTIONARY]
