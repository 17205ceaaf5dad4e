"""How a platform will show a version: the connector's preview, cut into pieces that a template can draw."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from duta.accounts.models import Organisation
from duta.channels.models import Channel
from duta.connectors.protocol import Payload, Preview, Span
from duta.connectors.registry import UnknownConnector
from duta.core.problem_words import ProblemSentence, sentence_of
from duta.core.problems import Problem, Severity
from duta.links.queries import Followed
from duta.newsroom.addresses import draft_link
from duta.newsroom.freezing import BROKEN, DRAFT_PICTURE, SHOWN_SIDE, draft_payload, frozen_payload
from duta.newsroom.models import ChannelVersion, Picture, Story
from duta.newsroom.queries import problems_of_version
from duta.newsroom.sharing import text_of

FRAME = 1.91  # width by height of a picture's frame where the connector names none


@dataclass(frozen=True)
class Piece:
    """A stretch of visible text; ``over``: beyond the limit, ``folded``: behind the platform's "more"."""

    text: str
    kind: str
    target: str
    over: bool
    folded: bool


@dataclass(frozen=True)
class Shot:
    """A picture in its frame: ``address`` of the file, ``ratio`` of the frame (width by height)."""

    address: str
    alt: str
    ratio: float
    cropped: bool = False

    @property
    def box(self) -> str:
        """The frame, for an SVG's ``viewBox``."""
        return f"0 0 {round(1000 * (self.ratio or FRAME))} 1000"

    @property
    def fit(self) -> str:
        """How the picture sits in its frame: cut where the platform cuts, else whole."""
        return "xMidYMid slice" if self.cropped or self.ratio else "xMidYMid meet"


@dataclass(frozen=True)
class Said:
    """A problem in words; ``stops``: nothing goes out before it is mended."""

    sentence: ProblemSentence
    stops: bool
    field: str


@dataclass(frozen=True)
class VersionShown:
    """One version as its platform will show it, with what is wrong with it; ``followed``: its link, once it has one."""

    channel: Channel
    language: str
    preview: Preview
    pieces: tuple[Piece, ...]
    shots: tuple[Shot, ...]
    card_shot: Shot | None
    problems: tuple[Said, ...] = ()
    followed: Followed | None = None

    @property
    def platform(self) -> str:
        """The platform's own name."""
        try:
            return self.channel.connector.name
        except UnknownConnector:
            return self.channel.connector_key

    @property
    def is_over(self) -> bool:
        """Whether it is too long."""
        return bool(self.preview.limit) and self.preview.length > self.preview.limit

    @property
    def meter(self) -> dict[str, str]:
        """The attributes of the meter of its length; ``high`` is where it becomes narrow."""
        limit = self.preview.limit
        return {"max": str(limit), "value": str(min(self.preview.length, limit)), "high": str(limit * 9 // 10)}

    @property
    def stops(self) -> bool:
        """Whether it cannot go out as it is."""
        return any(problem.stops for problem in self.problems)


def draft_picture_address(name: str, known: Mapping[int, Picture] | None = None) -> str:
    """Return where the file of a draft's picture is, cut where it will be; empty for one that is not there.

    ``known``: pictures that were read before, with their renditions.
    """
    if not name.startswith(DRAFT_PICTURE):
        return ""
    key, _, cut = name.removeprefix(DRAFT_PICTURE).partition(":")
    picture = known.get(int(key)) if known is not None else Picture.objects.filter(pk=key).first()
    try:
        return picture.get_rendition(cut or f"max-{SHOWN_SIDE}x{SHOWN_SIDE}").url if picture else ""
    except BROKEN:  # the file is missing or cannot be drawn: submitting says so
        return ""


def shown_draft(
    version: ChannelVersion,
    story: Story,
    *,
    place: Organisation,
    now: datetime,
    problems: Sequence[Problem] | None = None,
    address: Callable[[str], str] = draft_picture_address,
) -> VersionShown:
    """Show a version as it stands in the editor, with its problems; ``place``: whose story it is.

    ``problems``: those that were found before; ``address``: finds the file of a picture by its name.
    """
    found = problems_of_version(version, story, place=place, now=now) if problems is None else problems
    try:
        payload = draft_payload(version, story, address=draft_link(version))
    except UnknownConnector:  # what it allows is not known any more; the problems say so
        payload = Payload(text=text_of(version, story), language=story.language, created_at=now)
    return _shown(payload, version.channel, address, said(found))


def shown_frozen(
    version: dict[str, Any], channel: Channel, *, media_address: Callable[[str], str], now: datetime
) -> VersionShown:
    """Show a version of a manifest: exactly what was frozen, its pictures by ``media_address(sha256)``."""
    payload = frozen_payload(version, created_at=now)
    return _shown(payload, channel, media_address, ())


def said(problems: Sequence[Problem]) -> tuple[Said, ...]:
    """Put problems into words, those that stop first."""
    words = [Said(sentence_of(problem), problem.severity is Severity.ERROR, problem.field) for problem in problems]
    return tuple(sorted(words, key=lambda problem: not problem.stops))


def _shown(
    payload: Payload, channel: Channel, address: Callable[[str], str], problems: tuple[Said, ...]
) -> VersionShown:
    preview = _preview(payload, channel)
    card = preview.card
    shots = tuple(Shot(address(shot.sha256), shot.alt, shot.ratio, shot.cropped) for shot in preview.images)
    return VersionShown(
        channel=channel,
        language=payload.language,
        preview=preview,
        pieces=tuple(_pieces(preview)),
        shots=shots,
        card_shot=Shot(address(card.thumbnail), "", card.ratio or FRAME) if card and card.thumbnail else None,
        problems=problems,
    )


def _preview(payload: Payload, channel: Channel) -> Preview:
    try:
        return channel.connector.preview(payload, channel.limits)
    except UnknownConnector:
        return Preview(spans=(Span(payload.text),), length=len(payload.text))


def _pieces(preview: Preview) -> Iterator[Piece]:
    """Cut the spans where the text is folded and where it no longer fits."""
    marks = [mark for mark in (preview.folds_at, preview.over_from) if mark is not None]
    position = 0
    for span in preview.spans:
        for start, text in _cut(span, position, marks):
            over = preview.over_from is not None and start >= preview.over_from
            folded = preview.folds_at is not None and start >= preview.folds_at
            yield Piece(text, span.kind.value, span.target, over, folded)
        position += len(span.text)


def _cut(span: Span, position: int, marks: Sequence[int]) -> Iterator[tuple[int, str]]:
    end = position + len(span.text)
    edges = sorted({position, end, *(mark for mark in marks if position < mark < end)})
    for start, stop in pairwise(edges):
        yield start, span.text[start - position : stop - position]
