"""Factories: the smallest real thing of each kind. Keyword arguments override; everything is saved."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site

from duta.accounts.models import Delegation, Organisation, RoleHeld, User
from duta.accounts.operations import Order, give_delegation
from duta.accounts.queries import organisation_of_page
from duta.accounts.rules import DelegationKind, OrganisationKind, Role
from duta.channels.models import Channel
from duta.connectors.protocol import Payload
from duta.core.subjects import Subject
from duta.delivery.export_reading import name_of_file
from duta.delivery.models import Delivery, Receipt, Tally
from duta.links.models import TrackedLink
from duta.mailing.models import Contact, Mailing
from duta.metrics.operations import Sample, record_observations
from duta.metrics.rules import Origin
from duta.newsroom.models import Picture, Release, Story, Submission
from duta.portal.models import HomePage, OrganisationPage
from duta.strategy.models import Activity, Audience, Indicator, Objective, Strategy
from duta.strategy.rules import Aggregation, Theme

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_numbers = count(1)


def user(name: str = "", **fields: Any) -> User:
    """A person with the password "correct horse battery"."""
    name = name or f"person{next(_numbers)}"
    fields = {"first_name": name.title(), "last_name": "Contoh", "email": f"{name}@kemlu.example", **fields}
    return User.objects.create_user(username=name, password="correct horse battery", **fields)


def locales() -> tuple[Locale, Locale]:
    """Indonesian (the default) and English."""
    return Locale.objects.get_or_create(language_code="id")[0], Locale.objects.get_or_create(language_code="en")[0]


def homes() -> tuple[HomePage, HomePage]:
    """The portal's home in both languages; made once for each test."""
    indonesian, english = locales()
    first = HomePage.objects.filter(locale=indonesian).first()
    if first is None:
        root = Page.get_first_root_node() or Page.add_root(
            title="Root", slug="root", locale=indonesian, content_type=ContentType.objects.get_for_model(Page)
        )
        first = root.add_child(instance=HomePage(title="Kementerian Luar Negeri", slug="beranda", locale=indonesian))
        second = first.copy_for_translation(english)
        second.title, second.slug, second.live = "Ministry of Foreign Affairs", "home", True
        second.save_revision().publish()
        Site.objects.all().delete()
        Site.objects.create(hostname="testserver", port=80, root_page=first, is_default_site=True, site_name="Duta")
    return first, HomePage.objects.get(locale=english)


def organisation(name: str = "", *, parent: Organisation | None = None, **fields: Any) -> Organisation:
    """An organisation with its pages in both languages and its collection of media."""
    name = name or f"Perwakilan {next(_numbers)}"
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    fields = {"kind": OrganisationKind.MISSION, "time_zone": "Asia/Jakarta", **fields}
    home, _ = homes()
    parent_page = parent.home.specific if parent and parent.home else home
    page = parent_page.add_child(instance=OrganisationPage(title=name, slug=slug, locale=home.locale))
    translated = page.copy_for_translation(Locale.objects.get(language_code="en"))
    translated.live = True
    translated.save_revision().publish()
    collections = parent.collection if parent and parent.collection else _root_collection()
    collection = collections.add_child(instance=Collection(name=name))
    made = Organisation(name=name, name_en=name, slug=slug, home=page, collection=collection, **fields)
    return parent.add_child(instance=made) if parent else Organisation.add_root(instance=made)


def _root_collection() -> Collection:
    """The root of the collections; a test with real transactions takes away what migrations made."""
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def role(person: User, role_: Role, where: Organisation, **fields: Any) -> RoleHeld:
    """A role in force since a long time."""
    fields = {"starts_at": datetime(2020, 1, 1, tzinfo=UTC), **fields}
    return RoleHeld.objects.create(user=person, role=role_, organisation=where, **fields)


def person(role_: Role, where: Organisation, name: str = "") -> User:
    """A person who holds one role."""
    made = user(name or f"{role_}{next(_numbers)}")
    role(made, role_, where)
    return made


def delegation(where: Organisation, *, now: datetime | None = None, **fields: Any) -> Delegation:
    """Somebody signs as Plt. for a vacant position, from yesterday on for nine days; with a ``holder`` as Plh."""
    now = now or timezone.now()
    holder = fields.pop("holder", None)
    given = {
        "kind": DelegationKind.PLH if holder else DelegationKind.PLT, "delegate": None, "holder": holder,
        "organisation": where, "position": "Duta Besar", "number": "0123/PLH/XI/2026",
        "starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=8), **fields,
    }  # fmt: skip
    given["delegate"] = given["delegate"] or user()
    return give_delegation(order=Order(**given), by=None, now=now)


def strategy(where: Organisation, **fields: Any) -> Strategy:
    """A strategy for 2026."""
    fields = {
        "title": "Strategi 2026",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "narrative": "…",
        **fields,
    }
    return Strategy.objects.create(organisation=where, **fields)


def objective(plan: Strategy, *, owner: User | None = None, **fields: Any) -> Objective:
    """From 52 to 70 % until the end of the year."""
    fields = {
        "title": "Publik memahami diplomasi",
        "theme": Theme.PERFORMANCE,
        "unit": "%",
        "baseline": Decimal(52),
        "target": Decimal(70),
        "deadline": date(2026, 12, 31),
        **fields,
    }
    return Objective.objects.create(strategy=plan, owner=owner or user(), **fields)


def audience(where: Organisation, **fields: Any) -> Audience:
    """Students at home."""
    fields = {"title": "Mahasiswa", "whereabouts": "domestic", "territories": ["ID"], "languages": ["id"], **fields}
    return Audience.objects.create(organisation=where, **fields)


def activity(goal: Objective, **fields: Any) -> Activity:
    """A series of workshops."""
    fields = {
        "title": "Seri lokakarya daring",
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2026, 12, 15),
        "responsible": goal.owner,
        **fields,
    }
    return Activity.objects.create(objective=goal, **fields)


def indicator(goal: Objective, **fields: Any) -> Indicator:
    """Page views, last of each story and then the sum."""
    fields = {
        "title": "Kunjungan",
        "metric_ref": "portal.views@1",
        "stage": "output",
        "aggregation": Aggregation.SUM_OF_LAST,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "unit": "views",
        "baseline": Decimal(0),
        "target": Decimal(6000),
        "deadline": date(2026, 12, 31),
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        **fields,
    }
    return Indicator.objects.create(objective=goal, **fields)


def channel(where: Organisation, **fields: Any) -> Channel:
    """A channel on the practice platform."""
    number = next(_numbers)
    fields = {
        "connector_key": "practice",
        "name": f"Latihan {number}",
        "handle": f"@latihan{number}",
        "languages": ["id", "en"],
        **fields,
    }
    return Channel.objects.create(organisation=where, **fields)


def story(where: Organisation, *, language: str = "id", **fields: Any) -> Story:
    """A draft story below the organisation's page."""
    page = where.home.get_translations(inclusive=True).get(locale__language_code=language).specific
    title = fields.pop("title", f"Konten {next(_numbers)}")
    fields = {
        "slug": title.lower().replace(" ", "-")[:200],
        "lead": "Ringkasan.",
        "theme": Theme.BRANDING,
        "body": [("paragraph", "<p>Isi konten.</p>")],
        "live": False,
        **fields,
    }
    made = page.add_child(instance=Story(title=title, locale=page.locale, **fields))
    made.save_revision()
    return made


def later(**delta: Any) -> datetime:
    """NOW and something."""
    return NOW + timedelta(**delta)


def picture(where: Organisation, **fields: Any) -> Picture:
    """A picture of a few red points in the organisation's collection."""
    number = next(_numbers)
    fields = {"title": f"Gambar {number}", "collection": where.collection, **fields}
    return Picture.objects.create(file=get_test_image_file(f"gambar{number}.png", "red", (16, 12)), **fields)


def release(story: Any, *, channels: Any = (), **fields: Any) -> Any:
    """A release of a story whose frozen content names these channels; no clearance behind it, the page is a draft."""
    sender, count_ = user(), next(_numbers)
    submission = Submission.objects.create(
        story=story, revision=story.save_revision(), locale=story.locale, title=story.title, digest=f"{count_:064d}",
        organisation=organisation_of_page(story), signatory=sender, submitted_by=sender, submitted_at=NOW,
        state="cleared", manifest={"address": story.full_url or "", "versions": [{"channel": channel.pk} for channel in channels]},
    )  # fmt: skip
    fields = {"state": "released", "released_at": NOW, "address": submission.manifest["address"], **fields}
    return Release.objects.create(submission=submission, story=story, **fields)


def delivery(of: Any, channel: Any, *, state: str = "delivered", **fields: Any) -> Delivery:
    """A delivery of a release on a channel; a delivered one has its receipt."""
    waits = NOW if state in ("scheduled", "deferred") else None
    fields = {
        "subject": f"newsroom.release_version:{of.pk}/{channel.pk}", "title": of.submission.title, "due_at": NOW,
        "state": state, "state_since": NOW, "created_at": NOW, "wake_at": waits, "line": waits and channel.pk,
        "place_at": NOW, **fields,
    }  # fmt: skip
    made = Delivery.objects.create(channel=channel, **fields)
    if state == "delivered":
        Receipt.objects.create(
            delivery=made, handle=str(made.pk), address=f"https://example.org/{made.pk}", accepted_at=NOW
        )
    return made


def tally(channel: Channel, **fields: Any) -> Tally:
    """Figures that a person took over: of one entry, or from a file, which is kept."""
    fields = {"counted_at": NOW, "entered_at": NOW, "taken_at": NOW, "evidence": "Layar ponsel", **fields}
    made = Tally.objects.create(channel=channel, **fields)
    if made.file_digest:
        storages["exports"].save(name_of_file(made), ContentFile(b"Post Link,Likes\nhttps://x.com/kbri/status/1,3\n"))
    return made


def link(where: Organisation, **fields: Any) -> TrackedLink:
    """A tracked link to a page of ours."""
    number = next(_numbers)
    fields = {
        "code": f"{number:08d}", "subject": f"tests.link:{number}", "target": "http://testserver/id/", "created_at": NOW,
        **fields,
    }  # fmt: skip
    return TrackedLink.objects.create(organisation=where, **fields)


def contact(where: Organisation, **fields: Any) -> Contact:
    """Somebody who reads Indonesian and writes for a newspaper."""
    number = next(_numbers)
    fields = {
        "name": f"Wartawan {number}", "address": f"wartawan{number}@example.org", "languages": ["id"], "created_at": NOW,
        **fields,
    }  # fmt: skip
    return Contact.objects.create(organisation=where, **fields)


def mailing(where: Organisation, **fields: Any) -> Mailing:
    """What a press list of the organisation said."""
    payload = Payload(text="Selamat pagi.", language="id", created_at=NOW)
    key = uuid4()
    fields = {
        "channel": fields.pop("channel", None) or channel(where, connector_key="press_list", settings={"sender": "Uji"}),
        "delivery_id": key, "title": "Selamat pagi.", "language": "id", "payload_data": payload.as_json(),
        "payload_digest": payload.digest(), "made_at": NOW, **fields,
    }  # fmt: skip
    return Mailing.objects.create(pk=key, **fields)


def observe(thing: object, metric: str, *values: int, at: datetime = NOW) -> None:
    """Samples of a thing, a minute apart, the last one at ``at``."""
    record_observations(
        Sample(metric, Subject.parse(str(thing)), value, at - timedelta(minutes=len(values) - 1 - n), Origin.CHANNEL)
        for n, value in enumerate(values)
    )
