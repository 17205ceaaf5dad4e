"""What a test needs done inside the installation, by the operations that people use.

usage: python inside.py FUNCTION JSON; prints what the function returns as one line of JSON.
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.users.models import UserProfile  # noqa: E402

from duta.accounts.models import Organisation  # noqa: E402
from duta.accounts.operations import create_organisation, create_person  # noqa: E402
from duta.accounts.rules import OrganisationKind, Role  # noqa: E402
from duta.channels import sealing  # noqa: E402
from duta.channels.models import Channel  # noqa: E402
from duta.channels.operations import save_channel, seal_credential  # noqa: E402
from duta.delivery.models import Receipt  # noqa: E402
from duta.portal.founding import make_ministry  # noqa: E402

PEOPLE = {
    "rani": ("Rani", "Prameswari", "Kepala Fungsi Penerangan", Role.PLANNER, "en"),
    "ayu": ("Ayu", "Lestari", "Atase Pers", Role.AUTHOR, "id"),
    "sari": ("Sari", "Handayani", "Wakil Kepala Perwakilan", Role.SIGNATORY, "id"),
    "dimas": ("Dimas", "Saputra", "Pengelola kanal", Role.CHANNEL_MANAGER, "en"),
}


def found(*, port: int, password: str, practice: dict[str, str], bluesky: dict[str, str]) -> dict[str, Any]:
    """Make an empty ministry with one mission, four people and two channels. Returns what they are called."""
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
    channels = [_practice(mission, practice), _bluesky(mission, bluesky)]
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
    seal_credential(channel=channel, secrets=secrets, expires_at=None, by=None, now=now)
    return channel


def measure_soon() -> int:
    """Bring the next reading of every receipt forward: five minutes are too long for a test. Returns how many."""
    return Receipt.objects.filter(measure_at__isnull=False).update(measure_at=timezone.now())


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
