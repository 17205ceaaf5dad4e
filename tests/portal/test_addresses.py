"""Every story has one permanent address, whatever its place in the tree."""

from datetime import timedelta

import pytest

import make
from duta.newsroom.models import Story
from duta.portal import rules
from portal.stories_out import ministry, out, read, text_of, translated, withdraw

pytestmark = pytest.mark.django_db


def test_a_story_is_at_its_number_and_slug():
    story = out(ministry(), title="Kecak membuka pekan Indonesia")
    assert "Kecak membuka pekan Indonesia" in text_of(f"/id/{story.number}-{story.slug}/")


def test_the_portal_and_the_newsroom_agree_on_the_address():
    story = out(ministry())
    assert story.get_url_parts()[2] == rules.permanent_path("id", story.number, story.slug)


@pytest.mark.parametrize("tail", ["-salah/", "-/", "/", "-%E5%8D%B0%E5%B0%BC/"])
def test_any_other_slug_leads_to_the_right_one_for_good(tail):
    story = out(ministry())
    answer = read(f"/id/{story.number}{tail}?utm_source=x")
    assert answer.status_code == 301
    assert answer["Location"] == f"/id/{story.number}-{story.slug}/?utm_source=x"


def test_a_slug_in_another_script_works_and_is_not_redirected_in_a_circle():
    story = out(ministry(), slug="印尼-خبر", title="Judul")
    answer = read(f"/id/{story.number}-x/")
    assert answer.status_code == 301
    assert read(answer["Location"]).status_code == 200


def test_the_place_in_the_tree_leads_to_the_permanent_address():
    ministry_ = ministry()
    mission = make.organisation("KBRI Den Haag", parent=ministry_)
    story = out(mission, slug="kabar")
    answer = read("/id/kementerian-luar-negeri/kbri-den-haag/kabar/")
    assert answer.status_code == 301
    assert answer["Location"].endswith(f"/id/{story.number}-kabar/")


def test_a_story_that_is_out_in_another_language_only_says_so_and_links_there():
    story = out(ministry(), title="Kopi Gayo")
    answer = read(f"/en/{story.number}-gayo-coffee/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "not available in this language" in page
    assert f'href="/id/{story.number}-{story.slug}/" lang="id"' in page
    assert "Kopi Gayo" not in page


def test_a_withdrawn_story_says_when_and_why():
    ministry_ = ministry(time_zone="Asia/Jakarta")
    story = out(ministry_, title="Nomor darurat baru")
    withdraw(story, reason="Nomor teleponnya keliru.", at=make.NOW)
    answer = read(f"/id/{story.number}-{story.slug}/")
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Nomor teleponnya keliru." in page
    assert 'datetime="2026-11-24T10:00:00+07:00"' in page
    assert "noindex" in page
    assert "Nomor darurat baru" not in page


def test_a_story_withdrawn_in_one_language_names_the_language_where_it_still_stands():
    where = ministry()
    story = out(where)
    other = translated(story, where, title="Still here")
    withdraw(story, reason="Keliru.")
    page = read(f"/id/{story.number}-x/").content.decode()
    assert f'href="/en/{story.number}-{other.slug}/"' in page
    assert read(f"/en/{story.number}-{other.slug}/").status_code == 200


def test_a_story_that_came_back_after_its_withdrawal_is_shown():
    story = out(ministry())
    withdraw(story, reason="Keliru.")
    Story.objects.filter(pk=story.pk).update(live=True)
    assert read(f"/id/{story.number}-{story.slug}/").status_code == 200


def test_a_number_that_nobody_has_is_not_found():
    ministry()
    assert read("/id/4711-apa-saja/").status_code == 404


def test_two_languages_share_one_number_and_know_each_other():
    where = ministry()
    story = out(where)
    other = translated(story, where, title="The same in English", at=make.NOW + timedelta(hours=1))
    page = text_of(f"/id/{story.number}-{story.slug}/")
    base = "http://testserver"
    assert f'<link rel="canonical" href="{base}/id/{story.number}-{story.slug}/">' in page
    assert f'<link rel="alternate" hreflang="en" href="{base}/en/{story.number}-{other.slug}/">' in page
    assert f'<a href="/en/{story.number}-{other.slug}/" lang="en" hreflang="en">English</a>' in page


def test_the_switch_says_that_a_story_is_not_there_in_the_other_language():
    story = out(ministry())
    page = text_of(f"/id/{story.number}-{story.slug}/")
    assert 'hreflang="en" href="http' not in page
    assert '<a href="/en/" hreflang="en"><span lang="en">English</span>' in page
