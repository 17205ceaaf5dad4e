"""What a test needs done inside the installation, by the operations that people use.

usage: python inside.py FUNCTION JSON; prints what the function returns as one line of JSON.
"""

import json
import sys
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.users.models import UserProfile  # noqa: E402

from duta.accounts.models import Organisation, User  # noqa: E402
from duta.accounts.operations import create_organisation, create_person  # noqa: E402
from duta.accounts.rules import OrganisationKind, Role  # noqa: E402
from duta.channels import sealing  # noqa: E402
from duta.channels.models import Channel  # noqa: E402
from duta.channels.operations import save_channel, seal_credential  # noqa: E402
from duta.delivery.models import Delivery, Receipt  # noqa: E402
from duta.mailing.models import Contact  # noqa: E402
from duta.mailing.operations import save_contact  # noqa: E402
from duta.metrics.rules import current_ref, metric_for  # noqa: E402
from duta.newsroom.models import Clearance  # noqa: E402
from duta.portal.founding import make_ministry  # noqa: E402
from duta.strategy.operations import create_activity, create_indicator, create_objective, create_strategy  # noqa: E402
from duta.strategy.rules import Aggregation, Theme  # noqa: E402

PEOPLE = {
    "rani": ("Rani", "Prameswari", "Kepala Fungsi Penerangan", Role.PLANNER, "en"),
    "ayu": ("Ayu", "Lestari", "Atase Pers", Role.AUTHOR, "id"),
    "sari": ("Sari", "Handayani", "Wakil Kepala Perwakilan", Role.SIGNATORY, "id"),
    "dimas": ("Dimas", "Saputra", "Pengelola kanal", Role.CHANNEL_MANAGER, "en"),
}
BY_HAND = (
    ("instagram_by_hand", "Instagram Den Haag", "kbri.denhaag"),
    ("x_by_hand", "X Den Haag", "kbri_denhaag"),
    ("youtube_by_hand", "YouTube Den Haag", "KBRIDenHaag"),
)


def found(*, port: int, password: str, practice: dict[str, str], bluesky: dict[str, str]) -> dict[str, Any]:
    """Make an empty ministry with one mission, four people and two channels. Returns what they are called."""
    mission = _mission(port, password)
    return _told(mission, [_practice(mission, practice), _bluesky(mission, bluesky)])


def found_everywhere(
    *, port: int, password: str, mastodon: dict[str, str], telegram: dict[str, str], readers: dict[str, str]
) -> dict[str, Any]:
    """Make one with channels of a person's hands, Mastodon, Telegram and a press list with one reader for each language."""
    mission = _mission(port, password)
    people = [_by_hand(mission, *told) for told in BY_HAND]
    platforms = [_mastodon(mission, mastodon), _telegram(mission, telegram)]
    return _told(mission, [*people, *platforms, _press_list(mission, readers)])


def _mission(port: int, password: str) -> Organisation:
    call_command("migrate", verbosity=0, interactive=False)
    sealing.write_keys([sealing.new_pair()])
    since = timezone.now() - timedelta(days=2)
    ministry = make_ministry(
        name="Kementerian Luar Negeri", name_en="Ministry of Foreign Affairs", host="localhost", port=port, now=since
    )
    mission = create_organisation(
        slug="kbri-den-haag", kind=OrganisationKind.MISSION, parent=ministry, by=None, now=since, name="KBRI Den Haag",
        name_en="Embassy in The Hague", territory="NL", time_zone="Europe/Amsterdam",
    )  # fmt: skip
    for username in PEOPLE:
        _person(username, mission, password, since)
    return mission


def _told(mission: Organisation, channels: list[Channel]) -> dict[str, Any]:
    return {
        "mission": mission.pk,
        "people": {name: told[-1] for name, told in PEOPLE.items()},
        "channels": [channel.pk for channel in channels],
    }


def _person(username: str, mission: Organisation, password: str, since: Any) -> None:
    first, last, position, role, language = PEOPLE[username]
    person = create_person(
        username=username, password=password, first_name=first, last_name=last, position=position,
        email=f"{username}@kemlu.example", role=role, organisation=mission, by=None, starts_at=since, now=since,
    )  # fmt: skip
    UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": language})


def _practice(mission: Organisation, told: dict[str, str]) -> Channel:
    settings = {"server": told["server"], "account": "kbridenhaag", "name": "KBRI Den Haag"}
    return _channel(mission, "practice", "Latihan Den Haag", "@kbridenhaag", settings, {"key": told["key"]})


def _bluesky(mission: Organisation, told: dict[str, str]) -> Channel:
    handle = f"@{told['handle']}"
    settings = {"server": told["server"], "identifier": handle}
    return _channel(mission, "bluesky", "Bluesky Den Haag", handle, settings, {"password": told["password"]})


def _by_hand(mission: Organisation, connector: str, name: str, account: str) -> Channel:
    return _channel(mission, connector, name, f"@{account}", {"account": account}, {})


def _mastodon(mission: Organisation, told: dict[str, str]) -> Channel:
    settings = {"server": told["server"], "account": told["account"]}
    return _channel(mission, "mastodon", "Mastodon Den Haag", told["account"], settings, {"token": told["token"]})


def _telegram(mission: Organisation, told: dict[str, str]) -> Channel:
    settings = {"server": told["server"], "channel": told["channel"]}
    return _channel(mission, "telegram", "Telegram Den Haag", told["channel"], settings, {"token": told["token"]})


def _press_list(mission: Organisation, readers: dict[str, str]) -> Channel:
    channel = _channel(mission, "press_list", "Siaran pers Den Haag", "Siaran pers", {"sender": "KBRI Den Haag"}, {})
    now, dimas = timezone.now(), User.objects.get(username="dimas")
    for language, address in readers.items():
        contact = Contact(organisation=mission, address=address, languages=[language], created_at=now, created_by=dimas)
        save_contact(contact=contact, lists=[channel], words="Ya", evidence="Kartu nama", by=dimas, now=now)
    return channel


def _channel(
    mission: Organisation, connector: str, name: str, handle: str, settings: dict[str, str], secrets: dict[str, str]
) -> Channel:
    now = timezone.now()
    channel = Channel(
        organisation=mission,
        connector_key=connector,
        name=name,
        handle=handle,
        languages=["id", "en"],
        settings=settings,
    )
    save_channel(channel=channel, by=None, now=now)
    if secrets:
        seal_credential(channel=channel, secrets=secrets, expires_at=None, by=None, now=now)
    return channel


def plan(tag: str) -> None:
    """Plan what a story is for: one objective, one activity, and an indicator each of clicks and of likes."""
    now, rani = timezone.now(), User.objects.get(username="rani")
    year = {"starts_on": date(now.year, 1, 1), "ends_on": date(now.year, 12, 31)}
    mission = Organisation.objects.get(slug="kbri-den-haag")
    strategy = create_strategy(
        by=rani, now=now, organisation=mission, narrative="Publik mendukung.", **year, **_named(f"Strategi {tag}")
    )
    objective = create_objective(
        by=rani, now=now, strategy=strategy, theme=Theme.BRANDING, unit="views", baseline=0, target=100, owner=rani,
        deadline=year["ends_on"], **_named(f"Publik mengenal Kecak {tag}"),
    )  # fmt: skip
    create_activity(by=rani, now=now, objective=objective, responsible=rani, **year, **_named(f"Pekan Kecak {tag}"))
    for title, metric in ((f"Klik {tag}", "link.clicks"), (f"Suka {tag}", "platform.likes")):
        create_indicator(
            by=rani, now=now, objective=objective, metric_ref=current_ref(metric), stage=metric_for(current_ref(metric)).stage,
            aggregation=Aggregation.SUM_OF_LAST, unit="times", baseline=0, target=100, deadline=year["ends_on"], **year,
            **_named(title),
        )  # fmt: skip


def _named(title: str) -> dict[str, str]:
    return {"title": title, "title_en": f"{title} (en)"}


def measure_soon() -> int:
    """Bring the next reading of every receipt forward: five minutes are too long for a test. Returns how many."""
    return Receipt.objects.filter(measure_at__isnull=False).update(measure_at=timezone.now())


def deliveries() -> list[dict[str, Any]]:
    """Return what the outbox holds: where, in which language, what was to be done, how it stands, and the proof."""
    return [_row(delivery) for delivery in Delivery.objects.select_related("channel", "receipt", "changes__delivery")]


def _row(delivery: Delivery) -> dict[str, Any]:
    receipt = getattr(delivery, "receipt", None)
    published = delivery.changes.delivery if delivery.changes else delivery
    return {
        "channel": delivery.channel.name, "language": published.payload.language, "action": delivery.action,
        "state": delivery.state, "address": receipt.address if receipt else "",
        "withdrawn": bool(receipt and receipt.withdrawn_at),
    }  # fmt: skip


def signatures() -> list[str]:
    """Return under what every clearance was signed, as the record shows it."""
    return [str(clearance.signed_as) for clearance in Clearance.objects.order_by("signed_at")]


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
