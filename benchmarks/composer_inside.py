"""What benchmarks/composer.py measures, inside one installation: ``python -m benchmarks.composer_inside`` prints JSON."""

import json
import sys
import time
from typing import Any

import django
from benchmarks.harness import ROOT, median, percentile

django.setup()
sys.path.insert(0, str(ROOT / "tests"))

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from lxml import html  # noqa: E402

import make  # noqa: E402  # the tests' factories, after setup
from duta.accounts.rules import Role  # noqa: E402
from duta.connectors.registry import all_connectors  # noqa: E402
from duta.newsroom.models import ChannelVersion, Story  # noqa: E402

MANY, ROUNDS, TARGET = 20, 40, 20.0
TEXT = "Duta besar membuka Festival Kecak di Den Haag 🎉 dan mengundang semua orang. مرحبا " * 6


def main() -> None:
    """Measure one and many in turn, so that a busy minute weighs on both alike; print the figures."""
    settings.ALLOWED_HOSTS = ["*"]
    mission = make.organisation("KBRI Den Haag", parent=make.organisation("Kementerian"))
    author = make.person(Role.AUTHOR, mission)
    client = Client()
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    asked = {count: _question(client, _story(mission, author, count)) for count in (1, MANY)}
    times: dict[int, list[float]] = {count: [] for count in asked}
    for _ in range(ROUNDS):
        for count, (address, body) in asked.items():
            times[count].append(_ask(client, count, address, body))
    print(json.dumps(_figures(client, asked, times)))


def _story(mission: Any, author: Any, count: int) -> Story:
    """A story with so many versions, on every platform that there is, with a picture, half of them in their own words."""
    platforms = sorted(all_connectors())
    story = make.story(mission, title=f"Festival Kecak {count}")
    draft = story.get_latest_revision_as_object()
    draft.picture, draft.picture_alt, draft.shared_text = make.picture(mission), "Penari Kecak.", TEXT
    draft.channel_versions = [
        ChannelVersion(
            channel=make.channel(mission, connector_key=platforms[number % len(platforms)]),
            text=TEXT if number % 2 else "",
            with_picture=True,
        )
        for number in range(count)
    ]
    draft.save_revision(user=author, clean=False)
    return story


def _question(client: Client, story: Story) -> tuple[str, str]:
    """What the browser posts at a keystroke: the whole form."""
    address = reverse("newsroom:compose", args=[story.pk])
    form = html.fromstring(client.get(address).content).xpath("//form[contains(@class, 'duta-compose')]")[0]
    data = QueryDict(mutable=True)
    for name, value in form.form_values():
        data.appendlist(name, value)
    data["do"] = "check"
    return address, data.urlencode()


def _ask(client: Client, count: int, address: str, body: str) -> float:
    """Ask once about so many versions; return milliseconds."""
    begun = time.perf_counter()
    answer = client.post(
        address, body, content_type="application/x-www-form-urlencoded", headers={"x-requested-with": "XMLHttpRequest"}
    )
    took = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"the check answered {answer.status_code}")
    shown = sum(name.endswith("-preview") and bool(drawn) for name, drawn in answer.json()["parts"].items())
    if shown != count:
        raise SystemExit(f"{shown} of {count} versions were checked")
    return took


def _figures(client: Client, asked: dict[int, tuple[str, str]], times: dict[int, list[float]]) -> dict[str, Any]:
    ratio = median(times[MANY]) / median(times[1])
    return {
        "versions": {str(count): _of(client, count, asked[count], times[count]) for count in asked},
        "ratio": round(ratio, 2),
        "target_below": TARGET,
        "met": ratio < TARGET,
    }


def _of(client: Client, count: int, question: tuple[str, str], times: list[float]) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as queries:
        _ask(client, count, *question)
    return {
        "median_ms": round(median(times), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
        "queries": len(queries),
    }


if __name__ == "__main__":
    main()
