"""Load the demonstration, with the operations that people use; its clock is set back for what happened before today."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from duta.accounts.models import Organisation, User
from duta.accounts.operations import create_organisation, create_person
from duta.channels.models import Channel
from duta.channels.operations import save_channel, seal_credential
from duta.core.moments import ChosenTime, choose_time
from duta.demonstration import ministry as cast
from duta.demonstration.by_hand import publish_by_hand
from duta.demonstration.markup import body_of
from duta.demonstration.plan import Plan, make_plan
from duta.demonstration.practice import ensure_practice_key
from duta.evaluation.operations import enter_reading, take_readings
from duta.links.models import LinkClicks
from duta.links.operations import record_clicks
from duta.mailing.forms import consent_words
from duta.mailing.operations import Person, import_contacts
from duta.newsroom import operations as newsroom
from duta.newsroom.addresses import links_of_story
from duta.newsroom.models import ChannelVersion, Picture, Story, Submission
from duta.newsroom.queries import latest
from duta.newsroom.rules import ReleaseMode
from duta.portal.founding import make_ministry
from duta.portal.models import OrganisationPage, StoryViews
from duta.portal.operations import record_views

PASSWORD = "duta-latihan-2026"  # noqa: S105  (printed by `make run`; production refuses it)
HERE = Path(__file__).resolve().parent
LANGUAGES = ("id", "en")


@dataclass
class Loaded:
    """What is made so far, by the names that the texts use."""

    now: datetime
    ministry: Organisation
    bodies: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    plan: Plan | None = None

    def where(self, slug: str) -> Organisation:
        """The organisation with this slug; "" is the ministry."""
        return self.bodies[slug] if slug else self.ministry


def needs_loading() -> bool:
    """Whether this database has no ministry yet."""
    return not Organisation.objects.exists()


def sign_ins() -> list[tuple[str, str]]:
    """Return the demonstration's user names with what they are; empty when it was not loaded here."""
    usernames = [someone.username for someone in cast.PEOPLE]
    if User.objects.filter(username__in=usernames, demonstration=True).count() != len(usernames):
        return []
    names = {body.slug: body.name_en for body in cast.BODIES}
    return [(each.username, f"{each.role.label}, {names.get(each.where, 'the ministry')}") for each in cast.PEOPLE]


@transaction.atomic
def load_demonstration(*, practice_server: str) -> None:
    """Make the ministry, its people, channels, plan and stories. Everything or nothing."""
    now = timezone.now()
    with translation.override("id"):
        loaded = _found(now)
        _people(loaded)
        _channels(loaded, practice_server)
        _press_list(loaded)
        loaded.plan = make_plan(
            ministry=loaded.ministry, owner=loaded.people["rani"], partner=loaded.bodies["nusantara-siar"],
            today=timezone.localdate(now),
        )  # fmt: skip
        for file in sorted((HERE / "stories").glob("*.toml")):
            _story(loaded, tomllib.loads(file.read_text(encoding="utf-8")))
        publish_by_hand(by=loaded.people["dimas"], now=loaded.now)
        _readings(loaded, loaded.plan)


def _found(now: datetime) -> Loaded:
    name, name_en = cast.MINISTRY
    port = int(settings.BASE_URL.rsplit(":", 1)[-1]) if settings.BASE_URL.count(":") > 1 else 80
    ministry = make_ministry(name=name, name_en=name_en, host="localhost", port=port, now=now - timedelta(days=60))
    loaded = Loaded(now=now, ministry=ministry)
    for home in ministry.home.get_translations(inclusive=True).specific() if ministry.home else ():
        home.tagline = cast.TAGLINES[home.locale.language_code]
        home.address, home.telephone, home.emergency = cast.ADDRESS, cast.TELEPHONE, cast.EMERGENCY
        home.save_revision().publish()
    for body in cast.BODIES:
        loaded.bodies[body.slug] = _organisation(loaded, body)
    return loaded


def _organisation(loaded: Loaded, body: cast.Body) -> Organisation:
    made = create_organisation(
        slug=body.slug, kind=body.kind, parent=loaded.ministry, by=None, now=loaded.now - timedelta(days=60), name=body.name,
        name_en=body.name_en, territory=body.territory, time_zone=body.zone,
    )  # fmt: skip
    if made.home is not None:
        for page in made.home.get_translations(inclusive=True).specific():
            _describe(page, body)
    return made


def _describe(page: OrganisationPage, body: cast.Body) -> None:
    page.intro = body.intro_en if page.locale.language_code == "en" else body.intro
    page.telephone, page.emergency = body.telephone, body.emergency
    page.save_revision().publish()


def _people(loaded: Loaded) -> None:
    since = loaded.now - timedelta(days=60)
    for each in cast.PEOPLE:
        person = create_person(
            username=each.username, password=PASSWORD, first_name=each.first, last_name=each.last, position=each.position,
            email=f"{each.username}@kemlu.example", role=each.role, organisation=loaded.where(each.where), by=None,
            starts_at=since, now=since,
        )  # fmt: skip
        zone = loaded.where(each.where).time_zone
        UserProfile.objects.update_or_create(
            user=person, defaults={"preferred_language": "id", "current_time_zone": zone}
        )
        loaded.people[each.username] = person
    User.objects.filter(pk__in=[person.pk for person in loaded.people.values()]).update(demonstration=True)


def _channels(loaded: Loaded, practice_server: str) -> None:
    key = ensure_practice_key(settings.DUTA_VAR)
    for account in cast.ACCOUNTS:
        channel = Channel(
            organisation=loaded.where(account.where), connector_key=account.connector, name=account.name,
            handle=f"@{account.handle}", languages=list(account.languages),
            settings={"server": practice_server, "account": account.handle, "name": account.name},
        )  # fmt: skip
        save_channel(channel=channel, by=loaded.people["dimas"], now=loaded.now)
        if not account.token:
            continue
        ends = loaded.now + timedelta(days=account.ends_in_days) if account.ends_in_days else None
        token = key if account.token == "right" else "kunci-lama-yang-sudah-diganti"  # noqa: S105
        seal_credential(
            channel=channel, secrets={"key": token}, expires_at=ends, by=loaded.people["dimas"], now=loaded.now
        )


def _press_list(loaded: Loaded) -> None:
    """One press list with invented contacts: without a mail server their letters become files in ``var``."""
    told, by = cast.PRESS_LIST, loaded.people["dimas"]
    where = loaded.where(told.where)
    channel = Channel(
        organisation=where, connector_key="press_list", name=told.name, handle=told.handle, languages=list(LANGUAGES),
        settings={"sender": told.sender, "imprint": told.imprint},
    )  # fmt: skip
    save_channel(channel=channel, by=by, now=loaded.now)
    people = [
        Person(
            address=each.address, name=each.name, medium=each.medium, languages=each.languages, beats=each.beats,
            evidence=each.evidence,
        )
        for each in cast.READERS
    ]  # fmt: skip
    import_contacts(
        people=people, organisation=where, channel=channel, words=consent_words(channel), by=by, now=loaded.now
    )


def _picture(loaded: Loaded, told: dict[str, Any]) -> Picture:
    """A picture in the collection of the story's own organisation: a sibling's could not be chosen."""
    key = f"{told['organisation']}/{told['picture']}"
    if key not in loaded.pictures:
        file = HERE / "pictures" / f"{told['picture']}.jpg"
        with file.open("rb") as content:
            picture = Picture(
                title=shorten(told["id"]["picture_alt"], 80, placeholder="…"), collection=loaded.bodies[told["organisation"]].collection, credit="Duta",
                uploaded_by_user=loaded.people[told["author"]], file=ImageFile(content, name=file.name),
            )  # fmt: skip
            picture.save()
        loaded.pictures[key] = picture
    return loaded.pictures[key]


def _story(loaded: Loaded, told: dict[str, Any]) -> None:
    author, plan = loaded.people[told["author"]], told["plan"]
    began = loaded.now - timedelta(days=plan["days_ago"], hours=3)
    parent = loaded.bodies[told["organisation"]].home
    source = _page(parent, told, "id", loaded, author)
    english = source.copy_for_translation(Locale.objects.get(language_code="en"))
    _fill(english, told, "en", loaded)
    english.save_revision(user=author, log_action="wagtail.edit")
    for page in (source, english):
        newsroom.propose_versions(story=page, by=author, now=began)
        _write_versions(page, told, author)
    newsroom.mark_in_step(story=english, by=author, now=began)
    for page in (source, english):
        _carry_out(loaded, page, told, author, began)


def _page(parent: Any, told: dict[str, Any], language: str, loaded: Loaded, author: User) -> Story:
    story = Story(title=told[language]["title"], slug=told["key"], live=False, owner=author, locale=parent.locale)
    _set(story, told, language, loaded)
    parent.add_child(instance=story)
    story.save_revision(user=author, log_action="wagtail.create")
    return story


def _fill(story: Story, told: dict[str, Any], language: str, loaded: Loaded) -> None:
    story.title = told[language]["title"]
    _set(story, told, language, loaded)


def _set(story: Story, told: dict[str, Any], language: str, loaded: Loaded) -> None:
    text = told[language]
    story.slug = slug_of(text["title"])
    story.lead, story.body, story.picture_alt = text["lead"], body_of(text["body"]), text["picture_alt"]
    story.theme, story.picture = told["theme"], _picture(loaded, told)
    story.activity = loaded.plan.activities[told["activity"]] if loaded.plan else None


def slug_of(title: str) -> str:
    """Return the last part of an address: the first eight words, at most 80 characters."""
    return slugify(" ".join(title.split()[:8]))[:80].strip("-")


def _write_versions(page: Story, told: dict[str, Any], author: User) -> None:
    draft = latest(page)
    versions: list[ChannelVersion] = list(draft.channel_versions.all())
    for version in versions:
        version.text, version.tags = told[draft.language]["text"], told["tags"][draft.language]
        if page.picture is not None and version.channel.connector.capabilities.by_hand:
            version.media = [("picture", _described(page.picture, told[draft.language]["picture_alt"]))]
    draft.channel_versions.set(versions)
    draft.save_revision(user=author, log_action=True, clean=False)


def _described(picture: Picture, alt: str) -> Picture:
    picture.contextual_alt_text, picture.decorative = alt, False
    return picture


def _carry_out(loaded: Loaded, page: Story, told: dict[str, Any], author: User, began: datetime) -> None:
    plan = told["plan"]
    if plan["state"] == "draft":
        return
    signatory = loaded.people[plan.get("signatory", "wibisono")]
    submission = newsroom.submit_story(
        story=page, by=author, signatory=signatory, now=began, timing=_timing(loaded, plan),
        initials=[loaded.people[name] for name in plan.get("initials", [])],
    )  # fmt: skip
    if plan["state"] == "returned":
        later = began + timedelta(hours=1)
        newsroom.return_submission(submission=submission, by=signatory, reason=plan["reason"], now=later)
    elif plan["state"] != "submitted":
        _clear(submission, signatory, plan, began + timedelta(hours=1))


def _clear(submission: Submission, signatory: User, plan: dict[str, Any], now: datetime) -> None:
    newsroom.sign_submission(submission=submission, by=signatory, seen=submission.digest, now=now)
    if plan["state"] == "released":
        newsroom.release_story(release=submission.release, by=signatory, now=now)
        Story.objects.filter(pk=submission.story_id).update(first_published_at=now, last_published_at=now)


def _timing(loaded: Loaded, plan: dict[str, Any]) -> newsroom.Timing:
    if plan["state"] == "by_hand":
        return newsroom.Timing(mode=ReleaseMode.BY_HAND)
    if plan["state"] != "scheduled":
        return newsroom.Timing()
    chosen = _tomorrow(loaded.now, plan["at"])
    return newsroom.Timing(mode=ReleaseMode.AT_TIME, release=chosen, embargo=chosen if plan.get("embargo") else None)


def _tomorrow(now: datetime, at: str) -> ChosenTime:
    zone = settings.TIME_ZONE
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return choose_time(wall=datetime.combine(day, time.fromisoformat(at)), zone=zone)


def _readings(loaded: Loaded, plan: Plan) -> None:
    """Figures of the demonstration are invented; each says so in its evidence."""
    for number, language, people in _views():
        StoryViews.objects.create(
            number=number,
            language=language,
            day=timezone.localdate(loaded.now) - timedelta(days=1),
            people=people,
            robots=people // 7,
        )
    record_views(loaded.now)
    _clicks(loaded)
    entered = {
        "understanding": (61, "Survei seusai lokakarya, n = 1.020 (angka contoh)"),
        "attendance": (1284, "Daftar hadir hari ke-8 (angka contoh)"),
    }
    for key, (value, evidence) in entered.items():
        enter_reading(
            indicator=plan.indicators[key],
            value=Decimal(value),
            evidence=evidence,
            by=loaded.people["laras"],
            now=loaded.now,
        )
    take_readings(now=loaded.now)


def _views() -> list[tuple[int, str, int]]:
    out = Story.objects.filter(live=True).order_by("number", "pk")
    return [
        (story.number or 0, story.language, 340 + 97 * ((story.number or 0) % 9) - 60 * (story.language == "en"))
        for story in out.select_related("locale")
    ]


def _clicks(loaded: Loaded) -> None:
    """How often the short addresses of what is out were followed on each of the last five days."""
    today = timezone.localdate(loaded.now)
    out = Story.objects.filter(live=True).select_related("locale").order_by("number", "pk")
    links = [link for story in out for link in links_of_story(story, _spoken_to(story)).values()]
    LinkClicks.objects.bulk_create(
        LinkClicks(
            link=link, day=today - timedelta(days=back), people=11 + 7 * (link.pk % 5) + 13 * back, robots=3 + back
        )
        for link in links
        for back in range(1, 6)
    )
    record_clicks(loaded.now)


def _spoken_to(story: Story) -> list[int]:
    return [version.channel_id for version in story.channel_versions.all()]
