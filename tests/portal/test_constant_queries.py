"""As many queries for many stories as for one."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import make
from duta.newsroom.models import Story
from duta.strategy.rules import Theme
from portal.stories_out import ministry, out, read
from portal.test_pages import picture

pytestmark = pytest.mark.django_db
HOME_LIMIT = 12


def queries(path):
    read(path)  # pictures are derived once, at the first request
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert read(path).status_code == 200
    return len(caught), [query["sql"][:300] for query in caught]


@pytest.fixture
def portal():
    """One story with a picture, then thirty from ten missions."""
    top = ministry()
    first = out(top, theme=Theme.PEACE, picture=picture())

    def grow():
        for i in range(10):
            mission = make.organisation(parent=top)
            for j in range(3):
                shot = picture(600, 400) if j else None
                out(mission, theme=Theme.PEACE, picture=shot, at=make.NOW - timedelta(hours=i * 3 + j))

    return first, grow


PATHS = [
    "/id/",
    "/id/berita/",
    "/id/tema/perdamaian/",
    "/id/perwakilan/",
    "/id/kementerian-luar-negeri/",
    "/id/atom.xml",
    "/sitemap-0.xml",
    "/sitemap-1.xml",
]


def test_the_number_of_queries_does_not_grow_with_the_stories(portal):
    first, grow = portal
    paths = [*PATHS, f"/id/{first.number}-{first.slug}/"]
    few = {path: queries(path)[0] for path in paths}
    grow()
    for path in paths:
        many, said = queries(path)
        assert many <= few[path] + 2, (path, said)  # counting pages and pictures begin with the second item


def test_the_home_takes_twelve_at_most(portal):
    _first, grow = portal
    grow()
    count, said = queries("/id/")
    assert count <= HOME_LIMIT, said


def test_a_story_with_thirty_pictures_takes_as_many_as_with_one(portal):
    first, _grow = portal
    field = Story._meta.get_field("body")

    def with_pictures(count):
        blocks = [
            {
                "type": "picture",
                "value": {
                    "image": {"image": picture(600, 400).pk, "alt_text": "x", "decorative": False},
                    "caption": "",
                    "credit": "",
                },
            }
            for _ in range(count)
        ]
        Story.objects.filter(pk=first.pk).update(body=field.to_python(json.dumps(blocks)))
        return queries(f"/id/{first.number}-{first.slug}/")

    few, _ = with_pictures(1)
    many, said = with_pictures(30)
    assert many == few, said
