"""What the pages say, and that they say it to everybody."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.test import RequestFactory
from lxml import html
from PIL import Image

import make
from duta.accounts.models import Organisation
from duta.newsroom.models import Picture, Story
from duta.portal.founding import make_ministry
from duta.portal.models import HomePage, OrganisationPage
from duta.strategy.rules import Theme
from portal.looking import find
from portal.stories_out import ministry, out, read, text_of, translated

pytestmark = pytest.mark.django_db


def picture(width=1600, height=1000, **fields):
    content = BytesIO()
    Image.new("RGB", (width, height), "#a3161f").save(content, "JPEG")
    fields = {"title": "Penari", "credit": "Sanggar", **fields}
    return Picture.objects.create(file=ImageFile(content, name="penari.jpg"), **fields)


def address_of(story):
    return f"/{story.locale.language_code}/{story.number}-{story.slug}/"


def test_a_story_says_who_says_it_and_when_there():
    mission = make.organisation("KBRI Den Haag", parent=ministry(), time_zone="Europe/Amsterdam")
    page = html.fromstring(text_of(address_of(out(mission, language="en"))))
    time = find(page, ".opening time")[0]
    assert time.text_content() == "24 November 2026, 04:00 CET"
    assert time.get("datetime") == "2026-11-24T04:00:00+01:00"
    assert time.get("data-reader") == "your time: %s"
    chip = find(page, ".opening .chip")[0]
    assert (chip.text_content(), chip.get("href")) == ("KBRI Den Haag", "/en/kementerian-luar-negeri/kbri-den-haag/")


def test_who_cleared_it_is_not_public():
    story = out(ministry())
    person = make.user("penandatangan", first_name="Ratna", last_name="Rahasia")
    Story.objects.filter(pk=story.pk).update(owner=person)
    assert "Ratna" not in text_of(address_of(story))


def test_a_correction_is_shown_with_its_date():
    story = out(ministry(), language="en")
    assert "Corrected:" not in text_of(address_of(story))
    Story.objects.filter(pk=story.pk).update(last_published_at=make.NOW + timedelta(days=2))
    assert "26 November 2026" in text_of(address_of(story))


def test_every_block_of_a_body_is_shown_and_escaped():
    body = [
        ("heading", "Judul <b>antara</b>"),
        ("paragraph", '<p>Isi <b>tebal</b> dan <a href="https://example.org/">tautan</a>.</p>'),
        ("quote", {"text": "Kata & makna", "source": "Guru <i>tari</i>"}),
        ("figures", {"figures": [{"value": "44.120", "label": "pengunjung", "source": "Loket"}]}),
    ]
    page = text_of(address_of(out(ministry(), body=body)))
    for part in (
        "Judul &lt;b&gt;antara",
        "<b>tebal</b>",
        "Kata &amp; makna",
        "Guru &lt;i&gt;tari",
        "44.120",
        "pengunjung",
    ):
        assert part in page


def test_a_picture_comes_in_several_sizes_with_its_words():
    story = out(ministry(), language="en", picture=picture(), picture_alt="Penari duduk melingkar")
    page = html.fromstring(text_of(address_of(story)))
    image = find(page, ".opening-picture img")[0]
    assert image.get("alt") == "Penari duduk melingkar"
    assert all(image.get(name) for name in ("width", "height", "sizes"))
    assert image.get("loading") is None
    sources = [source.get("srcset") for source in find(page, ".opening-picture source")]
    assert any(".webp 1600w" in srcset and ".webp 800w" in srcset for srcset in sources)
    assert "Picture: Sanggar" in page.text_content()


def test_a_picture_in_the_body_loads_late_and_keeps_its_words():
    shot = picture()
    block = {
        "image": {"image": shot.pk, "alt_text": "Dadak merak", "decorative": False},
        "caption": "Di alun-alun",
        "credit": "",
    }
    story = out(ministry())
    body = Story._meta.get_field("body").to_python(json.dumps([{"type": "picture", "value": block}]))
    Story.objects.filter(pk=story.pk).update(body=body)
    image = find(html.fromstring(text_of(address_of(story))), ".prose img")[0]
    assert (image.get("alt"), image.get("loading")) == ("Dadak merak", "lazy")


def test_a_story_without_a_picture_wears_the_cloth_of_its_theme():
    page = html.fromstring(text_of(address_of(out(ministry(), theme=Theme.PEACE))))
    image = find(page, ".opening-picture img")[0]
    assert re.fullmatch(r"/art/(mega-mendung|kawung)-\d+-wide\.svg", image.get("src"))
    assert image.get("alt") == ""
    assert read(image.get("src")).status_code == 200


def test_a_picture_whose_file_is_lost_does_not_take_the_page_with_it():
    shot = picture()
    story = out(ministry(), picture=shot)
    shot.file.storage.delete(shot.file.name)
    for place in (address_of(story), "/id/", "/id/berita/"):
        assert "/art/" in text_of(place)


def test_search_engines_read_what_it_is():
    mission = make.organisation("KBRI Den Haag", parent=ministry(), time_zone="Europe/Amsterdam")
    story = out(
        mission, language="en", title='Kecak </script><script>alert("x")</script>', slug="kecak", theme=Theme.BRANDING
    )
    page = html.fromstring(text_of(address_of(story)))
    blocks = [json.loads(block.text) for block in page.xpath("//script[@type='application/ld+json']")]
    article, crumbs = blocks
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == story.title
    assert article["datePublished"] == "2026-11-24T04:00:00+01:00"
    assert article["author"]["name"] == "KBRI Den Haag"
    assert article["mainEntityOfPage"] == f"http://testserver{address_of(story)}"
    assert article["image"][0].startswith("http://testserver/static/portal/shared/")
    assert [item["name"] for item in crumbs["itemListElement"]] == ["Home", "Nation branding", story.title]


def test_link_cards_show_title_lead_and_picture():
    story = out(ministry(), picture=picture(), picture_alt="Penari", lead="Satu irama.")
    page = html.fromstring(text_of(address_of(story)))
    cards = {meta.get("property"): meta.get("content") for meta in page.xpath("//meta[@property]")}
    assert cards["og:title"] == story.title
    assert cards["og:description"] == "Satu irama."
    assert cards["og:url"] == f"http://testserver{address_of(story)}"
    assert cards["og:image"].startswith("http://testserver/media/")
    assert cards["og:image:alt"] == "Penari"


def test_the_home_shows_the_newest_large_and_every_theme_that_has_stories():
    where = ministry()
    out(where, language="en", title="Lama", at=make.later(days=-3), theme=Theme.PEACE)
    out(where, language="en", title="Baru", at=make.NOW, theme=Theme.ECONOMY)
    page = html.fromstring(text_of("/en/"))
    assert find(page, ".lead h2")[0].text_content() == "Baru"
    assert [tile.text_content() for tile in find(page, ".tile h3")] == ["Peace", "Economic cooperation"]


def test_an_empty_portal_says_so_and_shows_no_empty_section():
    ministry()
    page = html.fromstring(text_of("/en/"))
    assert "Nothing has been published in this language yet." in page.text_content()
    assert find(page, "main section")[0].get("class") == "nothing patterned"
    assert len(find(page, "main section")) == 1


def test_the_portal_stands_before_there_is_a_ministry():
    make.homes()
    assert "Kementerian Luar Negeri" in text_of("/id/")
    assert "Ministry of Foreign Affairs" in text_of("/en/")


def test_the_ministrys_name_comes_from_the_organisation():
    Organisation.objects.filter(pk=ministry().pk).update(name="Kementerian Contoh", name_en="Example Ministry")
    assert "<title>Kementerian Contoh</title>" in text_of("/id/")
    assert "<title>Example Ministry</title>" in text_of("/en/")


def test_the_help_card_stands_only_where_there_is_a_number_to_call():
    where = ministry()
    out(where)
    assert 'class="help' not in text_of("/id/")
    OrganisationPage.objects.filter(pk=where.home.pk).update(emergency="+62 811 1000 165")
    assert 'href="tel:+628111000165"' in text_of("/id/")


def test_the_foot_of_every_page_says_how_to_reach_the_ministry():
    top = make_ministry(name="Kementerian", name_en="Ministry", host="testserver", port=80, now=make.NOW)
    HomePage.objects.filter(pk=top.home.pk).update(address="Jalan Pejambon 6", telephone="+62 21 344 1508")
    page = html.fromstring(text_of("/id/berita/"))
    assert "Jalan Pejambon 6" in find(page, "footer.site address")[0].text_content()
    assert find(page, "footer.site dd a")[0].get("href") == "tel:+62213441508"


def test_a_mission_right_below_the_home_has_its_page_and_its_stories():
    top = make_ministry(name="Kementerian", name_en="Ministry", host="testserver", port=80, now=make.NOW)
    mission = make.organisation("KBRI Den Haag", parent=top)
    story = out(mission)
    assert "KBRI Den Haag" in text_of(address_of(story))
    assert text_of("/id/kbri-den-haag/")


def test_a_mission_shows_how_to_reach_it_and_what_it_says():
    mission = make.organisation("KBRI Den Haag", parent=ministry(), time_zone="Europe/Amsterdam")
    OrganisationPage.objects.filter(pk=mission.home.pk).update(
        address="Tobias Asserlaan 8", telephone="+31 70 310 8100"
    )
    out(mission, title="Kabar dari Den Haag")
    other = make.organisation("KBRI Tokyo", parent=mission)
    out(other, title="Kabar dari Tokyo")
    page = text_of("/id/kementerian-luar-negeri/kbri-den-haag/")
    for part in ("Tobias Asserlaan 8", "tel:+31703108100", 'data-zone="Europe/Amsterdam"', "Kabar dari Den Haag"):
        assert part in page
    assert "Kabar dari Tokyo" not in page


def test_the_list_of_missions_has_those_whose_page_is_out_and_then_the_directorates():
    top = ministry()
    make.organisation("KBRI Tokyo", parent=top)
    make.organisation("Direktorat", parent=top, kind="directorate")
    hidden = make.organisation("KBRI Rahasia", parent=top)
    OrganisationPage.objects.filter(pk=hidden.home.pk).update(live=False)
    names = [h2.text_content() for h2 in find(html.fromstring(text_of("/id/perwakilan/")), ".houses h3")]
    assert names == ["KBRI Tokyo", "Direktorat"]


def test_a_name_in_another_language_is_marked():
    where = ministry()
    mission = make.organisation("KJRI Hong Kong", parent=where)
    Organisation.objects.filter(pk=mission.pk).update(name_en="")
    story = out(mission, language="en", title="From Hong Kong")
    chip = find(html.fromstring(text_of(address_of(story))), ".opening .chip")[0]
    assert chip.get("lang") == "id"


@pytest.mark.parametrize("path", ["/en/not/there/", "/en/news/not-there/", "/en/theme/not-there/"])
def test_a_missing_page_is_friendly(path):
    ministry()
    answer = read(path)
    assert answer.status_code == 404
    assert b"There is no page at this address" in answer.content
    assert b'href="/en/news/"' in answer.content


def test_each_page_has_one_h1_a_language_landmarks_and_a_way_past_the_menu():
    where = ministry()
    story = out(where)
    other = translated(story, where, title="In English")
    mission = make.organisation("KBRI Den Haag", parent=where)
    out(mission)
    places = ["/id/", address_of(story), address_of(other), "/id/berita/", "/id/tema/citra-bangsa/", "/id/perwakilan/",
              "/id/kementerian-luar-negeri/", "/id/kementerian-luar-negeri/kbri-den-haag/"]  # fmt: skip
    for place in places:
        page = html.fromstring(text_of(place))
        assert len(find(page, "h1")) == 1, place
        assert page.get("lang") == place[1:3]
        for landmark in ("main#main", "header.site nav", "footer.site"):
            assert find(page, landmark), (place, landmark)
        assert find(page, "body > a.skip")[0].get("href") == "#main"
        assert all(image.get("alt") is not None for image in find(page, "img")), place
        ids = [element.get("id") for element in page.xpath("//*[@id]")]
        assert len(ids) == len(set(ids)), place


def test_the_preview_of_a_draft_shows_the_page_without_counting_or_failing():
    draft = make.story(ministry(), title="Konsep")
    request = RequestFactory().get("/")
    answer = draft.make_preview_request(request)
    assert answer.status_code == 200
    assert "Konsep" in answer.content.decode()


def test_the_homes_of_both_languages_know_each_other():
    ministry()
    HomePage.objects.filter(locale__language_code="id").update(tagline="Diplomasi untuk rakyat")
    page = text_of("/id/")
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/">' in page
    assert "Diplomasi untuk rakyat" in page


def test_a_story_page_is_light():
    body = [("paragraph", "<p>" + "Diplomasi adalah percakapan. " * 200 + "</p>")]
    page = text_of(address_of(out(ministry(), body=body)))
    css = read("/static/portal/portal.css")
    size = len(page.encode()) + (len(b"".join(css.streaming_content)) if css.status_code == 200 else 36_000)
    assert size <= 60_000
    assert page.count('rel="stylesheet"') == 1
