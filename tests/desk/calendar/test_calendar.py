"""The calendar's screen: what somebody sees there, by which clock, filtered by the address; and what it costs."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

import make
from duta.accounts.rules import Role
from duta.core.moments import ChosenTime
from duta.delivery.models import Hold
from duta.newsroom.models import Release

ON = "2026-11-24"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def at(day, hour=3, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def planned(where, due, *, title="Konten", **fields):
    release = make.release(make.story(where, **fields), state="planned", released_at=None, due_at=due)
    release.submission.title = title
    release.submission.save()
    return release


@pytest.fixture
def signed_in(client, world):
    def sign_in(role=Role.AUTHOR, where=None, zone="Asia/Jakarta"):
        person = make.person(role, where or world.mission)
        UserProfile.objects.create(user=person, current_time_zone=zone, preferred_language="en")
        client.force_login(person, backend=BACKEND)
        return person

    return sign_in


@pytest.fixture
def look(client):
    def looked(**query):
        answer = client.get(reverse("desk_calendar"), {"on": ON, **query})
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", answer.content.decode())

    return looked


def test_everything_that_has_a_time_stands_in_the_month(world, signed_in, look):
    signed_in()
    release = planned(world.mission, at(25), title="Kunjungan presiden")
    release.submission.set_embargo(ChosenTime(at(26), "Asia/Jakarta", at(26)))
    release.submission.save()
    make.activity(make.objective(make.strategy(world.mission)), title="Pekan Indonesia")
    Hold.objects.create(organisation=world.mission, reason="Krisis", placed_at=at(20))
    delivery = make.delivery(release, make.channel(world.mission, name="Bluesky KBRI"), state="refused", due_at=at(24))
    page = look()
    for words in (
        "Kunjungan presiden",
        "Planned",
        "Embargo ends",
        "Pekan Indonesia",
        "Krisis",
        "Bluesky KBRI",
        "Refused",
    ):
        assert words in page
    assert reverse("newsroom:submission", args=[release.submission_id]) in page
    assert reverse("delivery:show", args=[delivery.pk]) in page


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_a_siblings_things_are_in_no_view(world, signed_in, look, view):
    signed_in()
    planned(world.mission, at(25), title="Milik sendiri")
    planned(world.sibling, at(25), title="Milik Tokyo")
    page = look(view=view)
    assert "Milik sendiri" in page
    assert "Milik Tokyo" not in page


def test_times_are_by_ones_own_clock_and_the_organisations_stands_beside(world, signed_in, look):
    signed_in(zone="Asia/Jakarta")
    planned(world.mission, at(25, 9, 30))
    page = look(view="list")
    assert "16:30" in page
    assert "10:30 CET" in page


def test_an_entry_stands_on_the_day_of_the_first_clock_and_names_the_other_ones(world, signed_in, look):
    signed_in(zone="Asia/Jakarta")
    planned(world.mission, at(25, 20))  # 26 November in Jakarta, still the 25th in Amsterdam
    page = look(view="list")
    assert 'id="day-2026-11-26"' in page
    assert "Wed 21:00 CET" in page


def test_the_second_zone_can_be_another_one_or_none(world, signed_in, look):
    signed_in()
    planned(world.mission, at(25, 9, 30))
    assert "20:30 AEDT" in look(view="list", beside="Australia/Sydney")
    assert "CET" not in look(view="list", beside="none").partition("<form")[0]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"kind": "delivery"}, "Kanal satu"),
        ({"theme": "branding", "kind": "story"}, "Tari saman"),
        ({"language": "en"}, "Trade mission"),
        ({"standing": "trouble"}, "Kanal satu"),
    ],
)
def test_filters_stand_in_the_address(world, signed_in, look, query, seen):
    signed_in()
    release = planned(world.mission, at(25), title="Tari saman", theme="branding")
    planned(world.mission, at(25), title="Trade mission", language="en", theme="economy")
    make.delivery(release, make.channel(world.mission, name="Kanal satu"), state="refused", due_at=at(25))
    page = look(view="list", **query)
    for words in {"Tari saman", "Trade mission", "Kanal satu"}:
        assert (f">{words}<" in page or f"{words}," in page) == (
            words == seen or (words == "Tari saman" and seen == "Kanal satu")
        )


def test_an_organisation_filter_takes_those_below_along(world, signed_in, look):
    signed_in(Role.ADMINISTRATOR, world.ministry)
    planned(world.mission, at(25), title="Den Haag bicara")
    planned(world.sibling, at(25), title="Tokyo bicara")
    page = look(organisation=world.mission.pk)
    assert "Den Haag bicara" in page
    assert "Tokyo bicara" not in page
    assert "Tokyo bicara" in look(organisation=world.ministry.pk)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"on": "2026-02-31"}, "Go to day"),
        ({"on": "9999-01-01"}, "Enter a year from 1990 to 2200"),
        ({"zone": "Mars/Olympus"}, "Time zone"),
        ({"organisation": "999999"}, "Organisation and below"),
        ({"kind": "parade"}, "What"),
        ({"view": "decade"}, "View"),
    ],
)
def test_what_an_address_asks_wrongly_is_said_and_the_rest_is_shown(world, signed_in, look, query, named):
    signed_in()
    page = look(**query)
    assert named in page
    assert "Until it is mended" in page


def test_a_siblings_organisation_cannot_be_asked_for(world, signed_in, look):
    signed_in()
    assert "Select a valid choice" in look(organisation=world.sibling.pk)


def test_a_crowded_day_shows_the_most_telling_and_leads_to_the_others(world, signed_in, look):
    signed_in()
    for number in range(15):
        planned(world.mission, at(25, 1, number), title=f"Konten {number}")
    page = look()
    assert "+12 more" in page
    assert "#day-2026-11-25" in page


def test_the_week_names_the_hours_that_a_change_of_clocks_touches(world, signed_in, look):
    signed_in(zone="Asia/Jakarta")
    jump = look(view="week", on="2026-03-29", zone="Europe/London", beside="Asia/Jakarta")
    assert "The clocks jump over this hour." in jump
    assert "London: the clocks jump forward on Sunday, 29 March 2026, from GMT to BST." in jump
    assert "08:00 / 07:00" not in jump
    assert "09:00 / 08:00" in jump  # two in the morning in London is nine in Jakarta, eight once the clocks changed
    back = look(view="week", on="2026-10-25", zone="Europe/London", beside="Asia/Jakarta")
    assert "This hour comes twice." in back
    assert "London: the clocks go back on Sunday, 25 October 2026, from BST to GMT." in back


def test_in_the_hour_that_comes_twice_each_time_says_which(world, signed_in, look):
    signed_in(zone="Europe/London")
    for hour in (0, 1):
        planned(world.mission, at(25, hour, 30, month=10))
    page = look(view="list", on="2026-10-25", beside="none")
    assert "01:30 BST" in page
    assert "01:30 GMT" in page


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_every_view_costs_the_same_for_one_entry_and_for_many(
    world, signed_in, look, view, django_assert_max_num_queries
):
    signed_in()
    channel = make.channel(world.mission)
    goal = make.objective(make.strategy(world.mission))

    def more():
        release = planned(world.mission, at(25))
        make.delivery(release, channel, state="scheduled", due_at=at(25))
        make.activity(goal)
        Hold.objects.create(organisation=world.mission, reason="Uji", placed_at=at(24))

    more()
    look(view=view)
    with django_assert_max_num_queries(60) as one:
        look(view=view)
    for _ in range(7):
        more()
    with django_assert_max_num_queries(len(one.captured_queries)):
        look(view=view)


def test_nothing_at_all_says_what_will_stand_there(world, signed_in, look):
    signed_in()
    assert "Nothing stands in these days." in look()
    assert "The filters may leave it out." in look(kind="hold")


# Moving


def move_url(release):
    return reverse("desk_calendar_move_story", args=[release.pk])


def drop(client, release, to, **more):
    data = {"to": to, "shown": "Asia/Jakarta", "seen": release.due_at.isoformat(), **more}
    return client.post(move_url(release), data, headers={"accept": "application/json"})


@pytest.fixture
def future(world):
    """A release in the next year, chosen in Amsterdam at noon."""
    release = planned(world.mission, datetime(2027, 3, 26, 11, tzinfo=UTC))
    Release.objects.filter(pk=release.pk).update(due_zone="Europe/Amsterdam")
    return Release.objects.get(pk=release.pk)


def test_a_drop_moves_the_day_keeps_the_wall_time_and_says_so(client, signed_in, future):
    signed_in()
    told = drop(client, future, "2027-03-29").json()
    assert told["said"] == f"“{future.submission.title}” now goes out on Monday, 29 March 2027, 12:00 CEST (17:00 WIB)."
    assert Release.objects.get(pk=future.pk).due_at == datetime(2027, 3, 29, 10, tzinfo=UTC)


def test_a_drop_on_an_hour_goes_by_the_clock_that_is_shown(client, signed_in, future):
    signed_in()
    drop(client, future, "2027-03-27", hour="8")
    assert Release.objects.get(pk=future.pk).due_at == datetime(2027, 3, 27, 1, tzinfo=UTC)


def test_a_doubtful_drop_leads_to_the_question_and_either_answer_is_kept(client, world, signed_in):
    signed_in()
    release = planned(world.mission, datetime(2027, 3, 27, 1, 30, tzinfo=UTC))
    told = drop(client, release, "2027-03-28")  # half past two in Amsterdam: the clocks jump over it that night
    assert told.status_code == 409
    question = client.get(told.json()["ask"]).content.decode()
    assert "On Sunday, 28 March 2027 the clocks in Amsterdam jump forward, and 02:30 does not exist." in question
    assert "03:30 CEST" in question
    assert "01:30 CET" in question
    given = {"day": "2027-03-28", "time": "02:30", "zone": "Europe/Amsterdam", "seen": release.due_at.isoformat()}
    assert client.post(move_url(release), given).status_code == 200  # no answer: asked again, nothing moved
    assert Release.objects.get(pk=release.pk).due_at == release.due_at
    client.post(move_url(release), {**given, "which": "1"})
    assert Release.objects.get(pk=release.pk).due_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("which", "hour"), [("0", 0), ("1", 1)])
def test_a_time_that_comes_twice_is_asked_about_in_the_form(client, world, signed_in, which, hour):
    signed_in()
    release = planned(world.mission, datetime(2027, 6, 1, 10, tzinfo=UTC))
    given = {"day": "2027-10-31", "time": "02:30", "zone": "Europe/Amsterdam", "seen": release.due_at.isoformat()}
    asked = client.post(move_url(release), given).content.decode()
    assert "the clocks in Amsterdam go back, and 02:30 comes twice." in asked
    assert client.post(move_url(release), {**given, "which": which}).status_code == 302
    assert Release.objects.get(pk=release.pk).due_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)


def test_a_refused_drop_says_why(client, signed_in, future):
    signed_in()
    told = drop(client, future, "2020-01-01")
    assert told.status_code == 409
    assert told.json()["said"] == "The time lies in the past. Choose a time ahead, or release at once."


@pytest.mark.parametrize(
    "more", [{"to": "tomorrow"}, {"hour": "25"}, {"shown": "Mars"}, {"seen": "now"}, {"seen": "a/b"}]
)
def test_a_damaged_drop_is_a_sentence(client, signed_in, future, more):
    signed_in()
    told = drop(client, future, **{"to": "2027-03-29", **more})
    assert told.status_code == 400
    assert "Open its form" in told.json()["said"]


def test_the_way_back_leads_nowhere_but_to_the_calendar(client, signed_in, future):
    signed_in()
    given = {"day": "2027-04-01", "time": "12:00", "zone": "Asia/Jakarta", "seen": future.due_at.isoformat()}
    answer = client.post(move_url(future), {**given, "back": "https://elsewhere.example/?view=week"})
    assert answer.url.startswith(reverse("desk_calendar"))


def test_an_activity_is_dropped_as_a_whole_and_only_by_planners(client, world, signed_in):
    signed_in(Role.PLANNER)
    activity = make.activity(make.objective(make.strategy(world.mission)))
    url = reverse("desk_calendar_move_activity", args=[activity.pk])
    data = {"to": "2026-11-03", "shown": "Asia/Jakarta", "seen": "2026-11-01/2026-12-15"}
    assert "now lasts from 3 November 2026 to 17 December 2026" in client.post(url, data).json()["said"]
    assert client.post(url, data).status_code == 409  # seen is no longer so
    activity.refresh_from_db()
    assert activity.starts_on == date(2026, 11, 3)
    signed_in(Role.AUTHOR)
    assert client.get(url).status_code in (302, 403)


def test_only_what_somebody_may_move_has_a_grip(world, signed_in, look):
    release = planned(world.mission, at(25))
    signed_in(Role.ANALYST)
    assert move_url(release) not in look()
    signed_in(Role.AUTHOR)
    assert move_url(release) in look()


def test_what_went_out_has_no_grip(world, signed_in, look):
    signed_in()
    release = make.release(make.story(world.mission), released_at=at(24) - timedelta(hours=1))
    page = look()
    assert release.submission.title in page
    assert move_url(release) not in page
