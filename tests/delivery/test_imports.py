"""An export file of a platform: what matches, what does not, what is wrong; then all of it or nothing, and back again."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.files.storage import storages

import make
from delivery.corrections import again
from duta.core.models import AuditEntry
from duta.delivery.export_reading import name_of_file, outlook_of
from duta.delivery.export_rows import columns_from_json
from duta.delivery.models import Tally
from duta.delivery.operations import (
    AlreadyTaken,
    CountsRefused,
    choose_columns,
    discard_draft,
    draft_import,
    settle_as_published,
    sweep_drafts,
    take_back,
    take_in,
)
from duta.evaluation.operations import take_readings
from duta.evaluation.queries import newest_readings
from duta.metrics.models import Observation
from duta.metrics.queries import latest_of

SAMPLES = Path(__file__).parent / "exports"
PLATFORMS = {
    # channel, settings, the file, our entry's address, what the file says of it
    "x": ("x_by_hand", "kbri_denhaag", "x_content_en.csv", "https://x.com/KBRI_DenHaag/status/1860000000000000001", {"likes": 41, "views": 12400, "reposts": 7, "replies": 3, "saves": 5}),
    "instagram": ("instagram_by_hand", "kbri.denhaag", "instagram_posts_en.csv", "https://instagram.com/kbri.denhaag/p/DC3abc/?igsh=x", {"likes": 610, "views": 12400, "reach": 9100, "reposts": 88, "replies": 57, "saves": 230}),
    "facebook": ("facebook_by_hand", "kbridenhaag", "facebook_posts_id.csv", "https://www.facebook.com/kbridenhaag/posts/pfbid02abc", {"likes": 1204, "views": 15300, "reach": 11020, "reposts": 45, "replies": 33}),
    "youtube": ("youtube_by_hand", "KBRIDenHaag", "youtube_table_id.csv", "https://youtu.be/dQw4w9WgXcQ", {"views": 8930, "likes": 210, "replies": 18}),
    "tiktok": ("tiktok_by_hand", "kbri.denhaag", "tiktok_content_en.csv", "https://www.tiktok.com/@kbri.denhaag/video/7412345678901234567", {"likes": 1200, "views": 18400, "reposts": 31, "replies": 48}),
}  # fmt: skip


def posted(world, platform="x", address=""):
    """An entry that a person published there."""
    connector, account, _, ours, _ = PLATFORMS[platform]
    known = world.organisation.channels.filter(connector_key=connector).first()
    channel = known or world.channel(connector=connector, sealed=False, settings={"account": account}, handle=account)
    delivery = world.schedule(channel)
    world.work()
    settle_as_published(delivery=again(delivery), address=address or ours, by=world.person, now=world.clock())
    return again(delivery)


def drafted(world, channel, content, name="x.csv"):
    now = world.clock.pass_by(minutes=1)
    content = content.encode() if isinstance(content, str) else content
    file = File(BytesIO(content), name=name)
    return draft_import(channel=channel, file=file, file_name=name, counted_at=now, by=world.person, now=now)


def take(world, tally, *, lower=False):
    return take_in(tally=tally, seen=tally.mark, lower_is_right=lower, by=world.person, now=world.clock())


def known(delivery):
    names = ("likes", "reposts", "replies", "views", "reach", "saves")
    found = latest_of((f"delivery.delivery:{delivery.pk}", f"platform.{name}@1") for name in names)
    return {ref.partition(".")[2].partition("@")[0]: int(row.value) for (_, ref), row in found.items()}


def x_file(*rows, heading="Post id,Date,Post text,Post Link,Impressions,Likes"):
    return "\n".join([heading, *rows]) + "\n"


def x_row(number=1, likes="3", views="10", date='"Mon, Nov 2, 2026"'):
    place = f"https://x.com/kbri_denhaag/status/{1860000000000000000 + number}"
    return f"{1860000000000000000 + number},{date},teks,{place},{views},{likes}"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platforms_file_is_understood_as_it_is_exported(world, platform):
    _, _, name, _, said = PLATFORMS[platform]
    delivery = posted(world, platform)
    tally = drafted(world, delivery.channel, (SAMPLES / name).read_bytes(), name)
    outlook = outlook_of(tally)
    assert (outlook.problem, outlook.judged.wrong) == (None, [])
    assert known(delivery) == {}, "a draft counts nothing"
    take(world, tally)
    assert known(delivery) == said
    row = Observation.objects.filter(batch=tally.batch).first()
    assert row.origin == "import"
    assert row.origin_ref == f"{name}#{outlook.judged.ours[0].row}"


def test_rows_are_ours_or_unknown_or_wrong_each_with_its_number(world):
    delivery = posted(world)
    other = "9,x,teks,https://x.com/kbri_tokyo/status/9,1,1"
    tally = drafted(world, delivery.channel, x_file(x_row(5), x_row(1), other, x_row(1), "1860000000000000001,short"))
    judged = outlook_of(tally).judged
    assert (judged.rows, [row.row for row in judged.ours], [row.row for row in judged.unknown]) == (5, [3], [2])
    assert [(row.row, row.problem.code) for row in judged.wrong] == [
        (4, "address_other_account"), (5, "row_repeated"), (6, "row_has_other_columns"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (x_row(likes="1.2K"), "count_rounded"),
        (x_row(likes="banyak"), "count_unreadable"),
        (x_row(date="kemarin"), "date_unreadable"),
        (x_row(date="2027-01-01"), "row_from_the_future"),
        ("1.86E+18,2026-11-02,teks,1.86E+18,1,1", "entry_number_cut"),
        (x_row() + ",more", "row_has_other_columns"),
        ("1,2026-11-02,teks,https://www.instagram.com/p/DC3abc/,1,1", "address_elsewhere"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken_in(world, row, code):
    one, two = posted(world), posted(world, address="https://x.com/kbri_denhaag/status/1860000000000000002")
    tally = drafted(world, one.channel, x_file(x_row(2), row))
    assert [row.problem.code for row in outlook_of(tally).judged.wrong] == [code]
    with pytest.raises(CountsRefused, match="rows_wrong"):
        take(world, tally)
    assert (known(one), known(two)) == ({}, {})
    assert not Observation.objects.filter(origin="import").exists()


def test_a_fault_while_it_is_taken_in_leaves_nothing_half(world, monkeypatch):
    delivery = posted(world)
    tally = drafted(world, delivery.channel, x_file(x_row(1)))
    monkeypatch.setattr("duta.delivery.operations.tallies._note", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take(world, tally)
    tally.refresh_from_db()
    assert tally.taken_at is None
    assert known(delivery) == {}


def test_the_same_file_twice_counts_once(world):
    delivery = posted(world)
    first, second = (drafted(world, delivery.channel, x_file(x_row(1))) for _ in range(2))
    take(world, first)
    with pytest.raises(AlreadyTaken):
        take(world, second)
    with pytest.raises(AlreadyTaken) as taken:
        drafted(world, delivery.channel, x_file(x_row(1)), "another name.csv")
    assert taken.value.tally == first
    take(world, first)
    assert Observation.objects.filter(origin="import").count() == 2


def test_a_file_is_taken_back_as_a_whole_and_may_come_again(world):
    one, two = posted(world), posted(world, address="https://x.com/kbri_denhaag/status/1860000000000000002")
    take(world, drafted(world, one.channel, x_file(x_row(1, "3"), x_row(2, "5"))))
    second = drafted(world, one.channel, x_file(x_row(1, "4"), x_row(2, "6")))
    take(world, second)
    assert take_back(tally=second, by=world.person, now=world.clock()) == 4
    assert (known(one)["likes"], known(two)["likes"]) == (3, 5)
    take(world, drafted(world, one.channel, x_file(x_row(1, "4"), x_row(2, "6"))))
    assert (known(one)["likes"], known(two)["likes"]) == (4, 6)
    said = AuditEntry.objects.filter(action__startswith="delivery.counts").values_list("action", flat=True)
    assert sorted(said) == ["delivery.counts_imported"] * 3 + ["delivery.counts_taken_back"]


def test_lower_totals_are_questioned_and_older_figures_change_nothing(world):
    delivery = posted(world)
    take(world, drafted(world, delivery.channel, x_file(x_row(1, "30"))))
    lower = drafted(world, delivery.channel, x_file(x_row(1, "20")))
    assert [(one.row, one.known, one.now) for one in outlook_of(lower).lower] == [(2, 30, 20)]
    with pytest.raises(CountsRefused, match="totals_lower"):
        take(world, lower)
    take(world, lower, lower=True)
    assert known(delivery)["likes"] == 20
    old = drafted(world, delivery.channel, x_file(x_row(1, "50")))
    choose_columns(tally=old, columns=columns_from_json(old.columns), counted_at=old.counted_at - timedelta(days=1))
    assert outlook_of(old).stale == 2
    take(world, old)
    assert known(delivery)["likes"] == 20


def test_columns_can_be_chosen_and_are_remembered_for_the_channel(world):
    delivery = posted(world)
    heading = "Nomor,Tanggal,Isi,Alamat entri,Dilihat,Disukai"
    tally = drafted(world, delivery.channel, x_file(x_row(1), heading=heading))
    assert outlook_of(tally).problem.code == "column_of_entry_missing"
    with pytest.raises(CountsRefused, match="column_of_entry_missing"):
        take(world, tally)
    chosen = columns_from_json({"entry": "Alamat entri", "metrics": {"platform.likes": "Disukai"}, "zone": "UTC"})
    take(world, choose_columns(tally=tally, columns=chosen, counted_at=tally.counted_at))
    assert known(delivery) == {"likes": 3}
    again_ = drafted(world, delivery.channel, x_file(x_row(1, "9"), heading=heading))
    assert columns_from_json(again_.columns).metrics == {"platform.likes": "Disukai"}


def test_a_file_without_anything_of_ours_is_not_taken(world):
    delivery = posted(world)
    tally = drafted(world, delivery.channel, x_file(x_row(77)))
    with pytest.raises(CountsRefused, match="file_has_nothing_of_ours"):
        take(world, tally)


def test_what_was_withdrawn_from_the_platform_is_no_entry_of_ours_any_more(world):
    delivery = posted(world)
    delivery.receipt.withdrawn_at = world.clock()
    delivery.receipt.save()
    assert outlook_of(drafted(world, delivery.channel, x_file(x_row(1)))).judged.unknown_count == 1


def test_drafts_and_their_files_go_when_nobody_takes_them_in(world):
    delivery = posted(world)
    thrown, kept = (drafted(world, delivery.channel, x_file(x_row(n))) for n in (1, 2))
    name = name_of_file(thrown)
    assert storages["exports"].exists(name)
    assert discard_draft(tally=thrown)
    assert not storages["exports"].exists(name)
    assert sweep_drafts(now=world.clock()) == 0
    assert sweep_drafts(now=world.clock.pass_by(days=2)) == 1
    assert not Tally.objects.filter(pk=kept.pk).exists()


def test_an_indicator_moves_with_the_file_and_back_again(world):
    delivery = posted(world)
    release = make.release(make.story(world.organisation), channels=[delivery.channel])
    delivery.subject = f"newsroom.release_version:{release.pk}/{delivery.channel_id}"
    delivery.save()
    activity = make.activity(make.objective(make.strategy(world.organisation)))
    type(release.story).objects.filter(pk=release.story_id).update(activity=activity)
    indicator = make.indicator(activity.objective, metric_ref="platform.likes@1")
    tally = drafted(world, delivery.channel, x_file(x_row(1, "30")))
    take(world, tally)
    take_readings(now=world.clock.pass_by(minutes=1))
    assert newest_readings([indicator.pk])[indicator.pk].value == 30
    take_back(tally=tally, by=world.person, now=world.clock())
    take_readings(now=world.clock.pass_by(minutes=1))
    assert newest_readings([indicator.pk])[indicator.pk].value == 0


def test_what_somebody_chose_otherwise_meanwhile_is_not_taken_in_unseen(world):
    delivery = posted(world)
    tally = drafted(world, delivery.channel, (SAMPLES / "x_content_en.csv").read_bytes())
    seen = tally.mark
    columns = columns_from_json(tally.columns)
    choose_columns(tally=tally, columns=columns, counted_at=tally.counted_at - timedelta(days=3))
    with pytest.raises(CountsRefused) as refused:
        take_in(tally=tally, seen=seen, lower_is_right=True, by=world.person, now=world.clock())
    assert [problem.code for problem in refused.value.problems] == ["columns_changed"]
    assert not known(delivery)
