"""Counts that people take over from a platform: by hand for one entry, or from its export file. All or nothing, and undoable."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from duta.accounts.models import User
from duta.channels.models import Channel
from duta.core import audit
from duta.core.problems import Problem
from duta.delivery.export_files import MAX_BYTES, Unreadable, look_into
from duta.delivery.export_reading import Outlook, by_hand_connector, digest_of_file, name_of_file, outlook_of
from duta.delivery.export_rows import Columns, columns_from_json, guess_columns
from duta.delivery.keys import thing_of
from duta.delivery.models import Delivery, Receipt, Tally
from duta.delivery.queries import newest_columns, taken_file
from duta.metrics.operations import Sample, record_observations, withdraw_observations
from duta.metrics.queries import latest_of
from duta.metrics.rules import LARGEST, Origin, current_ref, metric_for, row_of_file

DRAFTS_LIVE = timedelta(days=1)


class CountsRefused(ValueError):  # noqa: N818
    """Figures cannot be taken: ``problems`` say why; nothing was kept."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class AlreadyTaken(Exception):  # noqa: N818
    """This very file was taken in before: ``tally`` says when and by whom. Nothing was done."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(str(tally.pk))
        self.tally = tally


@transaction.atomic
def enter_counts(
    *,
    delivery: Delivery,
    counts: Mapping[str, int],
    evidence: str,
    counted_at: datetime,
    lower_is_right: bool,
    by: User,
    now: datetime,
) -> Tally:
    """Keep what a person read off an entry: ``counts`` by names of the metric dictionary.

    A total lower than the one known needs ``lower_is_right``. Raises CountsRefused.
    """
    problems = list(_problems(delivery, counts, evidence, counted_at, now))
    problems += _against_known(delivery, counts, counted_at, lower_is_right=lower_is_right)
    if problems:
        raise CountsRefused(*problems)
    tally = Tally.objects.create(
        channel=delivery.channel, delivery=delivery, evidence=evidence.strip(), counted_at=counted_at, entered_at=now,
        entered_by=by, taken_at=now, row_count=1, entry_count=1,
    )  # fmt: skip
    record_observations(_read_off(tally, delivery, counts, by))
    _note("delivery.counts_entered", tally, by, now, figures=dict(counts))
    return tally


def _read_off(tally: Tally, delivery: Delivery, counts: Mapping[str, int], by: User) -> Iterator[Sample]:
    for metric, value in counts.items():
        yield Sample(
            current_ref(metric), thing_of(delivery.pk), value, tally.counted_at, Origin.PERSON,
            evidence=tally.evidence, entered_by_id=by.pk, batch=tally.batch,
        )  # fmt: skip


def _problems(
    delivery: Delivery, counts: Mapping[str, int], evidence: str, counted_at: datetime, now: datetime
) -> Iterator[Problem]:
    if not Receipt.objects.filter(delivery=delivery, withdrawn_at=None).exists():
        yield Problem("counts_of_nothing_out")
    if not counts:
        yield Problem("counts_missing")
    if not evidence.strip():
        yield Problem("counts_evidence_missing", field="evidence")
    if counted_at > now + timedelta(minutes=1):
        yield Problem("counted_in_future", field="counted_at")
    for metric, value in counts.items():
        if not 0 <= value <= LARGEST:
            yield Problem("count_too_large", {"value": value}, field=metric)


def _against_known(
    delivery: Delivery, counts: Mapping[str, int], counted_at: datetime, *, lower_is_right: bool
) -> Iterator[Problem]:
    pairs = {(str(thing_of(delivery.pk)), current_ref(metric)): metric for metric in counts}
    for pair, known in latest_of(pairs, locked=True).items():
        metric, before = pairs[pair], int(known.value)
        words: dict[str, str | int] = {"metric": str(metric_for(pair[1]).name), "known": before, "now": counts[metric]}
        if known.seen_until > counted_at:
            there = known.seen_until.astimezone(ZoneInfo(delivery.channel.organisation.time_zone))
            yield Problem("count_older", {**words, "at": f"{there:%Y-%m-%dT%H:%M}"}, field="counted_at")
        elif counts[metric] < before and not lower_is_right:
            yield Problem("count_lower", words, field=metric)


def draft_import(
    *, channel: Channel, file: File[bytes], file_name: str, counted_at: datetime, by: User, now: datetime
) -> Tally:
    """Keep an export file as a draft, its columns guessed or as the channel had them last; nothing counts yet.

    Raises Unreadable, AlreadyTaken.
    """
    connector = by_hand_connector(channel)
    if connector is None or connector.export is None:
        raise Unreadable(Problem("channel_without_export"))
    if file.size > MAX_BYTES:
        raise Unreadable(Problem("file_too_large", {"limit": MAX_BYTES // 1024 // 1024}))
    content = cast("BinaryIO", file.file)
    export, digest = look_into(content), digest_of_file(content)
    if (same := taken_file(channel, digest)) is not None:
        raise AlreadyTaken(same)
    columns = guess_columns(export.heading, connector.export, zone=channel.organisation.time_zone)
    if (last := newest_columns(channel)) is not None:
        remembered = columns_from_json(last).fitting(export.heading)
        columns = remembered if remembered.entry and remembered.metrics else columns
    return _keep(
        channel,
        file,
        {"file_name": file_name[:200], "file_digest": digest, "columns": columns.as_json()},
        counted_at,
        by,
        now,
    )


@transaction.atomic
def _keep(
    channel: Channel, file: File[bytes], about: Mapping[str, Any], counted_at: datetime, by: User, now: datetime
) -> Tally:
    tally = Tally.objects.create(channel=channel, counted_at=counted_at, entered_at=now, entered_by=by, **about)
    file.seek(0)
    storages["exports"].save(name_of_file(tally), file)
    return tally


def choose_columns(*, tally: Tally, columns: Columns, counted_at: datetime) -> Tally:
    """Say which column of a draft's file means what. A tally that was taken in meanwhile stays as it is."""
    Tally.objects.filter(pk=tally.pk, taken_at=None).update(columns=columns.as_json(), counted_at=counted_at)
    tally.refresh_from_db()
    return tally


def take_in(*, tally: Tally, seen: str, lower_is_right: bool, by: User, now: datetime) -> Tally:
    """Take every figure of a draft's file, or none. The same draft again changes nothing.

    ``seen``: the mark of the draft as the person was shown it. The file is read before the transaction begins. Raises Unreadable, CountsRefused, AlreadyTaken.
    """
    if tally.taken_at is not None:
        return tally
    if seen != tally.mark:
        raise CountsRefused(Problem("columns_changed"))
    outlook = outlook_of(tally)
    _refuse(outlook, tally, lower_is_right, now)
    try:
        return _take(tally, outlook, by, now)
    except IntegrityError as error:  # the same file was taken in beside us
        same = taken_file(tally.channel, tally.file_digest)
        if same is None:
            raise
        raise AlreadyTaken(same) from error


def _refuse(outlook: Outlook, tally: Tally, lower_is_right: bool, now: datetime) -> None:
    if outlook.problem is not None:
        raise CountsRefused(outlook.problem)
    if outlook.judged.wrong_count:
        raise CountsRefused(Problem("rows_wrong", {"count": outlook.judged.wrong_count}))
    if not outlook.figures:
        raise CountsRefused(Problem("file_has_nothing_of_ours"))
    if tally.counted_at > now + timedelta(minutes=1):
        raise CountsRefused(Problem("counted_in_future", field="counted_at"))
    if outlook.lower and not lower_is_right:
        raise CountsRefused(Problem("totals_lower", {"count": len(outlook.lower)}))


@transaction.atomic
def _take(tally: Tally, outlook: Outlook, by: User, now: datetime) -> Tally:
    if Tally.objects.select_for_update().get(pk=tally.pk).mark != tally.mark:
        raise CountsRefused(Problem("columns_changed"))
    judged = outlook.judged
    counts = {"row_count": judged.rows, "entry_count": len(judged.ours)}
    mine = Tally.objects.filter(pk=tally.pk, taken_at=None).update(taken_at=now, entered_by=by, **counts)
    tally.refresh_from_db()
    if mine:
        record_observations(_samples(tally, outlook))
        _note("delivery.counts_imported", tally, by, now, file=tally.file_name, figures=outlook.figures, **counts)
    return tally


def _samples(tally: Tally, outlook: Outlook) -> Iterable[Sample]:
    for row in outlook.judged.ours:
        for metric, value in row.counts.items():
            yield Sample(
                current_ref(metric), thing_of(row.delivery), value, tally.counted_at, Origin.IMPORT,
                origin_ref=row_of_file(tally.file_name, row.row), batch=tally.batch,
            )  # fmt: skip


@transaction.atomic
def take_back(*, tally: Tally, by: User, now: datetime) -> int:
    """Take back everything that a tally brought; return how many figures. What was known before counts again.

    Doing it twice takes nothing back.
    """
    open_ = Tally.objects.filter(pk=tally.pk, taken_at__isnull=False, withdrawn_at=None)
    if not open_.update(withdrawn_at=now, withdrawn_by=by):
        return 0
    figures = withdraw_observations(batch=tally.batch, now=now)
    _note("delivery.counts_taken_back", tally, by, now, figures=figures)
    return figures


def discard_draft(*, tally: Tally) -> bool:
    """Throw a draft and its file away; False when it was taken in meanwhile: then it stays."""
    gone, _ = Tally.objects.filter(pk=tally.pk, taken_at=None).delete()
    if gone:
        storages["exports"].delete(name_of_file(tally))
    return bool(gone)


def sweep_drafts(*, now: datetime) -> int:
    """Throw drafts away that nobody took in for a day; return how many."""
    old = Tally.objects.filter(taken_at=None, entered_at__lt=now - DRAFTS_LIVE)
    return sum(discard_draft(tally=tally) for tally in old)


def _note(event: str, tally: Tally, by: User, now: datetime, **detail: Any) -> None:
    organisation = tally.channel.organisation_id
    audit.record(action=event, target=tally, by=by, at=now, organisation_id=organisation, detail=detail)
