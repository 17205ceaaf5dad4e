"""A ministry with something in every state, so that every screen has something to say."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from wagtail.users.models import UserProfile

import make
from duta.accounts.models import Organisation, User
from duta.accounts.operations import revoke_delegation
from duta.accounts.rules import OrganisationKind, Role
from duta.channels.models import Channel, Credential
from duta.connectors.protocol import Payload
from duta.core.moments import choose_time
from duta.core.problems import Problem
from duta.core.subjects import Subject
from duta.delivery.models import Attempt, Delivery, Hold
from duta.delivery.operations import hold_deliveries, schedule_delivery
from duta.delivery.rules import AttemptOutcome, DeliveryState
from duta.evaluation.operations import enter_reading, take_readings
from duta.mailing.models import Letter, Subscription
from duta.mailing.rules import TO_SEND, LetterState, SubscriptionState
from duta.newsroom import operations as newsroom
from duta.newsroom.models import Release, Reminder, Story, Submission
from duta.newsroom.rules import ReleaseMode
from duta.strategy.models import Activity, Milestone
from duta.strategy.rules import Scope

# Every sort of refusal and of doubt that the desk explains.
PROBLEMS = (
    Problem("text_too_long", {"count": 312, "limit": 300}),
    Problem("credential_refused", {}),
    Problem("platform_refused", {"status": 400}, said="Teksnya tidak diterima."),
    Problem("platform_busy", {}),
    Problem("platform_down", {}),
    Problem("answer_lost", {}),
)


@dataclass
class World:
    """Everything there is; ``people`` by role."""

    now: datetime
    ministry: Organisation
    mission: Organisation
    people: dict[str, User] = field(default_factory=dict)


def empty_world() -> World:
    """A ministry with one mission and its people, and nothing done yet."""
    now = timezone.now()
    ministry = make.organisation("Kementerian Luar Negeri", kind=OrganisationKind.MINISTRY)
    mission = make.organisation("KBRI Den Haag", parent=ministry, time_zone="Europe/Amsterdam", territory="NL")
    world = World(now, ministry, mission)
    for role in Role:
        world.people[role.value] = make.person(role, ministry, f"{role.value}1")
    world.people["superuser"] = make.user("root", is_superuser=True, is_staff=True)
    world.people["nobody"] = make.user("tanpaperan")
    for person in world.people.values():
        UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": "id"})
    return world


def full_world() -> World:
    """The same with plans, stories, channels, deliveries and readings in every state."""
    world = empty_world()
    make.organisation("Nusantara Siar", parent=world.ministry, kind=OrganisationKind.PARTNER)
    activity = _plan(world)
    channels = _channels(world)
    _stories(world, activity, channels)
    _press_list(world)
    _hold(world)
    _delegations(world)
    take_readings(now=world.now)
    return world


def _plan(world: World) -> Activity:
    today = timezone.localdate(world.now)
    days = {"starts_on": today.replace(month=1, day=1), "ends_on": today.replace(month=12, day=31)}
    plan = make.strategy(world.mission, title_en="Strategy", **days)
    audience = make.audience(world.mission)
    goal = make.objective(plan, owner=world.people["planner"], deadline=days["ends_on"])
    goal.audiences.add(audience)
    activity = make.activity(goal, starts_on=today - timedelta(days=20), ends_on=today + timedelta(days=5))
    Milestone.objects.create(activity=activity, title="Hari ke-8", due_on=today)
    window = {
        "starts_on": days["starts_on"],
        "ends_on": days["ends_on"],
        "deadline": days["ends_on"],
        "unit": "kunjungan",
    }
    make.indicator(goal, **window)
    make.indicator(goal, title="Suka", metric_ref="platform.likes@1", stage="out_take", **window)
    attended = make.indicator(
        goal, title="Peserta", metric_ref="event.attendance@1", scope=Scope.ACTIVITY, activity=activity,
        read_every_days=1, **{**window, "unit": "orang"},
    )  # fmt: skip
    enter_reading(
        indicator=attended, value=Decimal(120), evidence="Daftar hadir", by=world.people["analyst"],
        now=world.now - timedelta(days=3),
    )  # fmt: skip
    return activity


def _channels(world: World) -> list[Channel]:
    """Ready, about to expire, expired, refused, without a credential, switched off."""
    made = [make.channel(world.mission, last_success_at=world.now) for _ in range(6)]
    made.append(make.channel(world.mission, connector_key="bluesky", handle="@kbri.test"))
    for days, channel in zip((400, 9, -1, 400), made, strict=False):
        Credential.objects.create(
            channel=channel, sealed=b"x", key_fingerprint="0" * 16, changed_at=world.now,
            changed_by=world.people["channel_manager"], expires_at=world.now + timedelta(days=days),
        )  # fmt: skip
    Channel.objects.filter(pk=made[3].pk).update(problem_data=Problem("credential_refused", {}).as_json())
    Channel.objects.filter(pk=made[5].pk).update(active=False)
    return [channel for channel in Channel.objects.order_by("pk") if channel.active]


def _press_list(world: World) -> None:
    """A list with a contact in every state, and a letter in every state."""
    channel = make.channel(world.mission, connector_key="press_list", name="Siaran pers", settings={"sender": "KBRI"})
    out = schedule_delivery(
        channel=channel, subject=Subject("walk.letter", "1"), payload=Payload("Selamat pagi.", "id", world.now),
        title="Selamat pagi.", due_at=world.now, by=world.people["channel_manager"], now=world.now,
    )  # fmt: skip
    mailing = make.mailing(world.mission, channel=channel, delivery_id=out.pk)
    for state in SubscriptionState:
        contact = make.contact(world.mission, beats=["budaya"])
        said = {"consent_at": world.now, "consent_how": "evidence", "consent_words": "Kartu nama"}
        row = Subscription.objects.create(
            channel=channel, contact=contact, state=state, state_since=world.now, **(said if state != "asked" else {})
        )
    for state in LetterState:
        contact = make.contact(world.mission)
        open_, taken = state in TO_SEND, state == LetterState.ATTEMPTING
        Letter.objects.create(
            mailing=mailing, subscription=row, contact=contact, address=contact.address, message_id=f"<{state}@x>",
            state=state, state_since=world.now, created_at=world.now, wake_at=world.now if open_ else None,
            lease_until=world.now if taken else None, repeats=int(state == LetterState.UNSURE),
            problem_data=None if state in ("waiting", "sent") else Problem("letter_later", said="450 Busy").as_json(),
        )  # fmt: skip


def _stories(world: World, activity: Activity, channels: list[Channel]) -> None:
    write = {"activity": activity, "theme": "branding"}
    make.story(world.mission, title="Konsep saja", **write)
    make.story(world.mission, title="Tidak lengkap", lead="", theme="", body=[])
    newsroom.translate_story(
        story=_written(world, "Diterjemahkan", write), language="en", by=world.people["author"], now=world.now
    )
    _submitted(world, "Menunggu", write, initials=[world.people["planner"]])
    returned = _submitted(world, "Dikembalikan", write)
    newsroom.return_submission(
        submission=returned, by=returned.signatory, reason="Sebutkan sumber angkanya.", now=world.now
    )
    newsroom.take_back_submission(
        submission=_submitted(world, "Ditarik kembali", write), by=world.people["author"], now=world.now
    )
    _signed(_submitted(world, "Menunggu tangan", write, timing=newsroom.Timing(mode=ReleaseMode.BY_HAND)), world.now)
    tomorrow = choose_time(wall=(world.now + timedelta(hours=20)).replace(tzinfo=None), zone="Europe/Amsterdam")
    timing = newsroom.Timing(mode=ReleaseMode.AT_TIME, release=tomorrow, embargo=tomorrow)
    _signed(_submitted(world, "Dijadwalkan", write, timing=timing), world.now)
    failed = _signed(_submitted(world, "Gagal terbit", write), world.now)
    Release.objects.filter(pk=failed.pk).update(state="failed", problems_data=[Problem("hash_differs", {}).as_json()])
    _out(world, "Sudah terbit", write, channels)
    withdrawn = _out(world, "Sudah ditarik", write, channels[:1])
    newsroom.withdraw_story(release=withdrawn, by=world.people["signatory"], reason="Angkanya keliru.", now=world.now)


def _written(world: World, title: str, fields: dict[str, Any]) -> Story:
    story = make.story(
        world.mission, title=title, picture=make.picture(world.mission), picture_alt="Titik merah.", **fields
    )
    story.save_revision(user=world.people["author"], log_action=True)
    newsroom.propose_versions(story=story, by=world.people["author"], now=world.now)
    return Story.objects.get(pk=story.pk)


def _submitted(
    world: World, title: str, fields: dict[str, Any], *, initials: Iterable[User] = (), timing: Any = None
) -> Submission:
    return newsroom.submit_story(
        story=_written(world, title, fields), by=world.people["author"], signatory=world.people["signatory"],
        now=world.now, initials=list(initials), timing=timing, note="Mohon dibaca.",
    )  # fmt: skip


def _signed(submission: Submission, now: datetime) -> Release:
    newsroom.sign_submission(submission=submission, by=submission.signatory, seen=submission.digest, now=now)
    return Release.objects.get(submission=submission)


def _out(world: World, title: str, fields: dict[str, Any], channels: list[Channel]) -> Release:
    """Out, with a delivery in each state among the channels."""
    release = _signed(_submitted(world, title, fields), world.now)
    newsroom.release_story(release=release, by=None, now=world.now)
    deliveries = Delivery.objects.filter(subject__startswith=f"newsroom.release_version:{release.pk}/").order_by("pk")
    make.observe(f"newsroom.story:{release.story.number}/id", "portal.views@1", 10, 40, at=world.now)
    for number, delivery in enumerate(deliveries):
        _settle(delivery, number, world)
    return Release.objects.get(pk=release.pk)


def _settle(delivery: Delivery, number: int, world: World) -> None:
    states = (
        DeliveryState.DELIVERED,
        DeliveryState.REFUSED,
        DeliveryState.UNKNOWN,
        DeliveryState.DEFERRED,
        DeliveryState.CANCELLED,
    )
    state = states[number % len(states)]
    problem = PROBLEMS[number % len(PROBLEMS)].as_json()
    waits = state == DeliveryState.DEFERRED
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state, attempt_count=1, problem_data=None if state == DeliveryState.DELIVERED else problem,
        wake_at=world.now if waits else None, line=delivery.channel_id if waits or state == DeliveryState.UNKNOWN else None,
    )  # fmt: skip
    outcome = {DeliveryState.DELIVERED: "accepted", DeliveryState.CANCELLED: ""}.get(state, state.value)
    Attempt.objects.create(
        delivery=delivery, number=1, fence=1, pump_name="uji", started_at=world.now, ended_at=world.now,
        outcome=outcome if outcome in AttemptOutcome.values else "", problem_data=problem,
    )  # fmt: skip
    if state == DeliveryState.DELIVERED:
        _receipt(delivery, world)


def _receipt(delivery: Delivery, world: World) -> None:
    address = f"https://latihan.example/{delivery.pk}"
    delivery.receipt = None
    type(delivery).receipt.related.related_model.objects.create(
        delivery=delivery, handle=str(delivery.pk), address=address, accepted_at=world.now
    )


def _delegations(world: World) -> None:
    """One in force, one to come, one revoked; and what waited so long that it was brought before the signatory."""
    away = make.person(Role.SIGNATORY, world.mission, "berhalangan")
    make.delegation(world.mission, holder=away)
    make.delegation(world.mission, starts_at=world.now + timedelta(days=3))
    gone = make.delegation(world.ministry, holder=world.people["signatory"])
    revoke_delegation(delegation=gone, by=world.people["signatory"], now=world.now)
    write = {"theme": "branding"}
    late = newsroom.submit_story(
        story=_written(world, "Terlalu lama", write), by=world.people["author"], signatory=away, now=world.now
    )
    reminded = {"written_at": world.now, "person": world.people["signatory"]}
    Reminder.objects.create(submission=late, step="escalate", **reminded)
    asked = Submission.objects.get(title="Menunggu")
    Reminder.objects.create(submission=asked, step="remind", **reminded)


def _hold(world: World) -> Hold:
    return hold_deliveries(
        reason="Masa berkabung.", by=world.people["administrator"], now=world.now, organisation=world.mission
    )
