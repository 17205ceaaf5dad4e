"""The nodes of a story: its pages on the portal, its channel versions, what was sent, what was observed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duta.core.problem_words import sentence_of
from duta.delivery.models import Delivery, Receipt
from duta.delivery.rules import DeliveryAction, DeliveryState
from duta.evaluation.chain.facts import Facts
from duta.evaluation.chain.shape import Column, Figure, Node, Tone
from duta.evaluation.works import Work, thing_of_delivery, thing_of_page
from duta.links.models import TrackedLink
from duta.links.queries import thing_of_link
from duta.metrics.figures import measured, where_from
from duta.metrics.models import Observation
from duta.metrics.rules import DICTIONARY, Shape
from duta.newsroom.models import Release, Story
from duta.newsroom.rules import ReleaseState, SubmissionState

ROBOTS = frozenset({"portal.views_by_robots", "link.clicks_by_robots"})
State = tuple[str, Tone]

# What the world sees of a page comes first; then what is on its way.
RELEASE_STATES: dict[ReleaseState, Tone] = {
    ReleaseState.RELEASED: Tone.GOOD,
    ReleaseState.FAILED: Tone.BAD,
    ReleaseState.PLANNED: Tone.WAITING,
    ReleaseState.WITHDRAWN: Tone.QUIET,
}
DELIVERY_TONES: dict[DeliveryState, Tone] = {
    DeliveryState.DELIVERED: Tone.GOOD,
    DeliveryState.REFUSED: Tone.BAD,
    DeliveryState.UNKNOWN: Tone.BAD,
    DeliveryState.CANCELLED: Tone.QUIET,
}


def nodes_of_work(work: Work, parent: str, facts: Facts) -> Iterator[Node]:
    """Yield the nodes of one story, every parent before its children."""
    yield _story_node(work, parent, facts)
    story = f"story:{work.key}"
    for page in work.pages:
        releases = [release for release in work.releases if release.story_id == page.pk]
        yield from _portal_nodes(page, story, releases, facts)
        yield from _channel_nodes(page, story, work, releases, facts)


def _story_node(work: Work, parent: str, facts: Facts) -> Node:
    page = page_for_reader(work.pages)
    states = [_state_of_page(one, work.releases, facts) for one in work.pages]
    state, tone = min(states, key=lambda one: list(Tone).index(one[1]))
    names = [_language(one) for one in work.pages]
    if len(set(states)) > 1:  # one word for all would say of a draft what is true of another language only
        names = [f"{name}: {said}" for name, (said, _tone) in zip(names, states, strict=True)]
    return Node(
        key=f"story:{work.key}", column=Column.STORY, kind="story", pk=str(page.pk), label=title_of(page),
        state=state, tone=tone, sub=", ".join(names),
        parents=(parent,) if parent else (), chain=("story", str(page.pk)),
    )  # fmt: skip


def page_for_reader(pages: Iterable[Story]) -> Story:
    """Choose the page in the reader's language, or the first one."""
    rows = list(pages)
    return next((page for page in rows if page.language == get_language()), rows[0])


def title_of(page: Story) -> str:
    """Return the title that the world reads, or the draft's."""
    return str(page.title if page.live else page.draft_title or page.title)


def _language(page: Story) -> str:
    return str(page.locale.get_display_name())


def _state_of_page(page: Story, releases: Iterable[Release], facts: Facts) -> State:
    own = {release.state: release for release in releases if release.story_id == page.pk}
    for state, tone in RELEASE_STATES.items():
        if state in own:
            by_hand = state is ReleaseState.PLANNED and own[state].due_at is None
            return (_("Waiting to be released by hand") if by_hand else str(state.label)), tone
    frozen = facts.frozen.get(page.pk)
    if frozen and frozen.state == SubmissionState.SUBMITTED:
        return str(SubmissionState.SUBMITTED.label), Tone.WAITING
    if frozen and frozen.state == SubmissionState.RETURNED:
        return str(SubmissionState.RETURNED.label), Tone.BAD
    return _("Draft"), Tone.QUIET


def _portal_nodes(page: Story, story: str, releases: list[Release], facts: Facts) -> Iterator[Node]:
    """The portal is not a connector: its version is the page, its receipt the release."""
    key = f"portal:{page.pk}"
    state, tone = _state_of_page(page, releases, facts)
    label = _("Portal, %(language)s") % {"language": _language(page)}
    yield Node(
        key=key, column=Column.VERSION, kind="portal", pk=str(page.pk), label=label, state=state, tone=tone,
        parents=(story,), chain=("story", str(page.pk)),
    )  # fmt: skip
    out = [release for release in releases if release.released_at]
    for release in out:
        yield _release_node(release, key)
    newest = f"release:{out[-1].pk}" if out else key
    if page.number:
        yield from _observed(thing_of_page(page), newest, facts)


def _release_node(release: Release, parent: str) -> Node:
    state = ReleaseState(release.state)
    return Node(
        key=f"release:{release.pk}", column=Column.DELIVERY, kind="release", pk=str(release.pk),
        label=_("Permanent address"), state=str(state.label), tone=RELEASE_STATES.get(state, Tone.QUIET),
        parents=(parent,), address=release.address, at=release.released_at,
    )  # fmt: skip


def _channel_nodes(page: Story, story: str, work: Work, releases: list[Release], facts: Facts) -> Iterator[Node]:
    """One version for each channel that the page was frozen for or sent to, in that order."""
    pks = {release.pk for release in releases}
    sent, corrected = _sent(work.deliveries, pks), _sent(work.corrections, pks)
    frozen = facts.frozen.get(page.pk)
    for channel in dict.fromkeys([*(frozen.channels if frozen else ()), *sent, *corrected]):
        key = f"version:{page.pk}/{channel}"
        deliveries, corrections = sent.get(channel, []), corrected.get(channel, [])
        yield _version_node(key, page, story, channel, [*deliveries, *_that_stand(corrections)], facts)
        yield from _link_nodes(work.link_on(page, channel), key, facts)
        for delivery in deliveries:
            yield delivery_node(delivery, key)
            yield from _observed(thing_of_delivery(delivery), f"delivery:{delivery.pk}", facts)
        for correction in corrections:
            yield delivery_node(correction, key)


def _link_nodes(link: TrackedLink | None, version: str, facts: Facts) -> Iterator[Node]:
    """The short address by which a version leads to the page, and who followed it."""
    if link is None:
        return
    address = link.address.partition("://")[2]
    yield Node(
        key=f"link:{link.pk}", column=Column.DELIVERY, kind="link", pk=str(link.pk), label=address,
        parents=(version,), address=link.address, at=link.created_at,
    )  # fmt: skip
    for node in _observed(str(thing_of_link(link.pk)), f"link:{link.pk}", facts):
        yield replace(node, sub=f"{address}, {node.sub}")


def _that_stand(corrections: Iterable[Delivery]) -> list[Delivery]:
    """Corrections that say something of where the version stands: not those that were given up."""
    return [row for row in corrections if row.state != DeliveryState.CANCELLED]


def _sent(rows: Iterable[Delivery], release_pks: set[int]) -> dict[int, list[Delivery]]:
    found: dict[int, list[Delivery]] = {}
    for delivery in rows:
        if _release_pk(delivery) in release_pks:
            found.setdefault(delivery.channel_id, []).append(delivery)
    return found


def _release_pk(delivery: Delivery) -> int:
    return int(delivery.subject.partition(":")[2].partition("/")[0])


def _version_node(key: str, page: Story, story: str, channel: int, deliveries: list[Delivery], facts: Facts) -> Node:
    name = deliveries[-1].channel.name if deliveries else facts.channels[channel].name
    state, tone = _state_of_version(deliveries) if deliveries else _state_of_page(page, (), facts)
    return Node(
        key=key, column=Column.VERSION, kind="version", pk=f"{page.pk}/{channel}",
        label=_("%(channel)s, %(language)s") % {"channel": name, "language": _language(page)}, state=state, tone=tone, parents=(story,),
        chain=("delivery", str(deliveries[-1].pk)) if deliveries else ("story", str(page.pk)),
    )  # fmt: skip


def _state_of_version(deliveries: list[Delivery]) -> State:
    """The newest says it: a correction that was refused too. What was withdrawn is out no longer, corrected or not."""
    published = [row for row in deliveries if row.action == DeliveryAction.PUBLISH]
    receipt = receipt_of(published[-1]) if published else None
    return state_of_delivery(published[-1] if receipt and receipt.withdrawn_at else deliveries[-1])


def delivery_node(delivery: Delivery, parent: str) -> Node:
    """One delivery with its receipt."""
    receipt = receipt_of(delivery)
    state, tone = state_of_delivery(delivery)
    problem = delivery.problem if receipt is None else None
    return Node(
        key=f"delivery:{delivery.pk}", column=Column.DELIVERY, kind="delivery", pk=str(delivery.pk),
        label=str(delivery.channel.name), state=state, tone=tone, parents=(parent,),
        sub=sentence_of(problem).what if problem else "", chain=("delivery", str(delivery.pk)),
        address=receipt.address if receipt else "", at=_moment(delivery, receipt),
    )  # fmt: skip


def receipt_of(delivery: Delivery) -> Receipt | None:
    """Return the platform's proof, if there is one."""
    return getattr(delivery, "receipt", None)


def _moment(delivery: Delivery, receipt: Receipt | None) -> datetime:
    return receipt.accepted_at if receipt else delivery.state_since


def state_of_delivery(delivery: Delivery) -> State:
    """Say where a delivery stands; what was withdrawn is out no longer."""
    receipt = receipt_of(delivery)
    if receipt and receipt.withdrawn_at:
        return _("Withdrawn"), Tone.QUIET
    state = DeliveryState(delivery.state)
    tone = DELIVERY_TONES.get(state, Tone.WAITING)
    if delivery.action != DeliveryAction.EDIT:
        return str(state.label), tone
    return (
        _("Corrected") if state is DeliveryState.DELIVERED else _("Correction: %(state)s") % {"state": state.label}
    ), tone


# Observations


def _observed(thing: str, parent: str, facts: Facts) -> list[Node]:
    node = observation_node(thing, parent, facts)
    return [node] if node else []


def observation_node(thing: str, parent: str, facts: Facts) -> Node | None:
    """The newest observations of one thing together, or None when it was never observed."""
    rows = _rows(thing, facts)
    counted = [row for row in rows if row.metric.key not in ROBOTS]
    if not counted:
        return None
    figures = tuple(_figure(row) for row in counted)
    return Node(
        key=f"observation:{thing}", column=Column.OBSERVATION, kind="observation", pk=thing,
        label=", ".join(measured(one.value, one.unit) for one in figures), sub=_where_from(rows, counted),
        figures=figures, parents=(parent,), at=max(row.seen_until for row in counted),
    )  # fmt: skip


def _rows(thing: str, facts: Facts) -> list[Observation]:
    """In the order of the dictionary; an indicator's chain shows its own metric only."""
    indicator = facts.asked.indicator
    refs = [indicator.metric_ref] if indicator else [metric.ref for metric in DICTIONARY]
    return [facts.observations[thing, ref] for ref in refs if (thing, ref) in facts.observations]


def _figure(row: Observation) -> Figure:
    metric = row.metric
    return Figure(
        metric_ref=metric.ref, name=str(metric.name), unit=str(metric.unit), value=row.value, at=row.observed_at,
        adds=metric.shape is Shape.TOTAL,
    )  # fmt: skip


def _where_from(rows: list[Observation], counted: list[Observation]) -> str:
    origins = dict.fromkeys(where_from(row.origin, row.origin_ref) for row in counted)
    robots = [row for row in rows if row.metric.key in ROBOTS and row.value]
    said = [*origins, *(_("robots not counted: %(count)s") % {"count": measured(row.value, "")} for row in robots)]
    return ", ".join(said)
