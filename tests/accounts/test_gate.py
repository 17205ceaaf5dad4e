"""Wagtail's screens through the desk's gate: a sibling's page, picture or person is a 404 in every one of them."""

import json

import pytest
from django.urls import reverse
from wagtail.models import Page

import make
from duta.accounts.rules import Role

PAGE_SCREENS = [
    "wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_choose_page_child",
    "wagtailadmin_pages:edit", "wagtailadmin_pages:preview_on_edit", "wagtailadmin_pages:view_draft",
    "wagtailadmin_pages:add_subpage", "wagtailadmin_pages:delete", "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:convert_alias", "wagtailadmin_pages:move", "wagtailadmin_pages:copy",
    "wagtailadmin_pages:set_privacy", "wagtailadmin_pages:lock", "wagtailadmin_pages:unlock",
    "wagtailadmin_pages:revisions_index", "wagtailadmin_pages:usage", "wagtailadmin_pages:history",
    "wagtailadmin_pages:history_results", "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:set_page_position", "wagtailadmin_api:pages:detail",
    "simple_translation:submit_page_translation",
]  # fmt: skip
PICTURE_SCREENS = [
    "wagtailimages:edit", "wagtailimages:delete", "wagtailimages:url_generator", "wagtailimages:image_usage",
    "wagtailimages:edit_multiple", "wagtailimages:delete_multiple", "wagtailimages_chooser:chosen",
    "wagtailimages_chooser:select_format",
]  # fmt: skip


@pytest.fixture
def author(world, enter):
    return enter(world.person(Role.AUTHOR))


@pytest.fixture
def theirs(world):
    return make.story(world.sibling, title="Rahasia Kairo")


@pytest.mark.parametrize("screen", PAGE_SCREENS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_siblings_page_is_nowhere(author, theirs, screen, method):
    answer = getattr(author, method)(reverse(screen, args=[theirs.pk]))
    assert answer.status_code == (404 if method == "get" or screen != "wagtailadmin_api:pages:detail" else 405)
    assert "Rahasia" not in answer.content.decode()


@pytest.mark.parametrize("screen", PICTURE_SCREENS)
def test_a_siblings_picture_is_nowhere(author, world, screen):
    picture = make.picture(world.sibling, title="Rahasia Kairo")
    assert author.get(reverse(screen, args=[picture.pk])).status_code == 404
    assert author.post(reverse(screen, args=[picture.pk])).status_code == 404


def test_nor_are_its_revisions_or_places_to_move_to(author, theirs, world):
    ours = make.story(world.own)
    revision = theirs.latest_revision.pk
    for path in (
        reverse("wagtailadmin_pages:revisions_view", args=[theirs.pk, revision]),
        reverse("wagtailadmin_pages:revisions_revert", args=[theirs.pk, revision]),
        reverse("wagtailadmin_pages:revisions_compare", args=[theirs.pk, "earliest", "latest"]),
        reverse("wagtailadmin_pages:move_confirm", args=[ours.pk, world.sibling.home.pk]),
        reverse("wagtailadmin_pages:add", args=["newsroom", "story", world.sibling.home.pk]),
        reverse("wagtailadmin_choose_page") + f"?user_perms=move_to&target_pages[]={theirs.pk}",
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={theirs.pk}",
    ):
        assert author.get(path).status_code == 404, path
    # A revision of theirs is not reached through a page of ours either.
    assert author.get(reverse("wagtailadmin_pages:revisions_view", args=[ours.pk, revision])).status_code == 404


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
@pytest.mark.parametrize("query", ["id={theirs}", "id=all&childOf={top}", "id=all", "id={ours}&id={theirs}"])
def test_bulk_actions_name_nothing_of_a_sibling(author, theirs, world, action, query):
    ours = make.story(world.own)
    query = query.format(theirs=theirs.pk, ours=ours.pk, top=world.above.home.pk)
    answer = author.get(reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?{query}")
    assert answer.status_code == 404
    assert Page.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("action", ["delete", "add_tags", "add_to_collection"])
def test_nor_do_those_for_pictures(author, world, action):
    picture = make.picture(world.sibling)
    path = reverse("wagtail_bulk_action", args=["newsroom", "picture", action])
    assert author.get(f"{path}?id={picture.pk}").status_code == 404


def test_people_are_not_changed_in_bulk_by_anybody(world, enter):
    root = enter(make.user(is_superuser=True))
    for action in ("delete", "set_active_state", "assign_role"):
        path = reverse("wagtail_bulk_action", args=["accounts", "user", action])
        assert root.get(f"{path}?id=1").status_code == 404


def test_explorer_search_and_choosers_list_own_and_below_only(author, theirs, world):
    make.story(world.own, title="Rahasia Den Haag")
    make.story(world.below, title="Rahasia Rotterdam")
    top = world.above.home
    for path in (
        reverse("wagtailadmin_explore", args=[top.pk]) + "?q=Rahasia&search_all=1",
        reverse("wagtailadmin_pages:search") + "?q=Rahasia",
        reverse("wagtailadmin_choose_page_search") + "?q=Rahasia",
        reverse("wagtailadmin_pages:type_use", args=["newsroom", "story"]),
        reverse("wagtailadmin_api:pages:listing") + f"?child_of={world.own.home.pk}",
    ):
        text = author.get(path).content.decode()
        assert "Rahasia Kairo" not in text, path
        assert "KBRI Kairo" not in text, path
        assert "Rahasia Den Haag" in text, path


def test_the_tree_shows_the_way_down_without_the_siblings(author, world):
    for path in (
        reverse("wagtailadmin_explore", args=[world.above.home.pk]),
        reverse("wagtailadmin_choose_page_child", args=[world.above.home.pk]),
        reverse("wagtailadmin_api:pages:listing") + f"?child_of={world.above.home.pk}&for_explorer=1",
    ):
        text = author.get(path).content.decode()
        assert "KBRI Den Haag" in text, path
        assert "KBRI Kairo" not in text, path


def test_what_is_above_can_be_passed_but_not_opened(author, world):
    for screen in ("edit", "history", "copy", "usage"):
        path = reverse(f"wagtailadmin_pages:{screen}", args=[world.above.home.pk])
        assert author.get(path).status_code == 404


def test_filters_name_no_strangers(author, world):
    colleague = make.person(Role.AUTHOR, world.own, name="rekan")
    stranger = make.person(Role.AUTHOR, world.sibling, name="asing")
    make.story(world.own, owner=colleague)
    make.story(world.sibling, owner=stranger)
    text = author.get(reverse("wagtailadmin_explore", args=[world.own.home.pk])).content.decode()
    assert f'value="{colleague.pk}"' in text
    assert str(stranger) not in text


def test_pictures_are_listed_own_and_below_only(author, world):
    for place in (world.above, world.own, world.below, world.sibling):
        make.picture(place, title=f"Foto {place.name}")
    for path in (
        reverse("wagtailimages:index"), reverse("wagtailimages:index_results"),
        reverse("wagtailimages_chooser:choose"), reverse("wagtailimages_chooser:choose_results"),
        reverse("wagtailimages:index") + "?q=Foto",
    ):  # fmt: skip
        text = author.get(path).content.decode()
        assert "Foto KBRI Den Haag" in text, path
        assert "Foto KJRI Rotterdam" in text, path
        assert "Foto KBRI Kairo" not in text, path
        assert "Foto Kementerian" not in text, path


def test_a_new_picture_goes_only_into_own_collections(author, world):
    form = author.get(reverse("wagtailimages:add")).context["form"]
    assert set(form.fields["collection"].queryset) == {world.own.collection, world.below.collection}


def test_tags_offered_are_those_of_own_pictures(author, world):
    make.picture(world.own).tags.add("kecak")
    make.picture(world.sibling).tags.add("kerahasiaan")
    answer = author.get(reverse("wagtailadmin_tag_autocomplete") + "?term=ke")
    assert json.loads(answer.content) == ["kecak"]


@pytest.mark.parametrize(
    "screen",
    [
        "wagtailadmin_collections:index", "wagtaillocales:index", "wagtailsites:index", "wagtailredirects:index",
        "wagtailadmin_collections:add", "wagtaillocales:add", "wagtailsites:add", "wagtailredirects:add",
    ],
)  # fmt: skip
@pytest.mark.parametrize("role", Role)
def test_wagtails_own_models_are_for_superusers(world, enter, role, screen):
    assert enter(world.person(role)).get(reverse(screen)).headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    "screen",
    [
        "wagtailusers_groups:index", "wagtailusers_groups:add", "wagtailadmin_workflows:index",
        "wagtailadmin_workflows:task_index", "wagtailadmin_reports:workflow", "wagtailadmin_api:images:listing",
    ],
)  # fmt: skip
def test_what_duta_does_not_use_is_closed_to_everybody(world, enter, screen):
    for person in (make.user(is_superuser=True), world.person(Role.AUTHOR)):
        assert enter(person).get(reverse(screen)).status_code == 404


@pytest.mark.parametrize("report", ["page_types_usage", "page_types_usage_results"])
def test_the_report_that_asks_nobody_is_for_superusers(world, enter, report):
    path = reverse(f"wagtailadmin_reports:{report}")
    assert enter(world.person(Role.AUTHOR)).get(path).status_code == 404
    assert enter(make.user(is_superuser=True)).get(path).status_code == 200


def test_reports_name_nothing_of_a_sibling(world, enter, theirs):
    chief = enter(world.person(Role.AUTHOR))
    theirs.locked = True
    theirs.save()
    for report in ("site_history", "site_history_results", "locked_pages", "aging_pages"):
        answer = chief.get(reverse(f"wagtailadmin_reports:{report}"))
        if answer.status_code == 200:
            assert "Rahasia" not in answer.content.decode(), report


def test_own_pages_open_as_ever(author, world):
    story = make.story(world.own)
    for screen in ("edit", "history", "view_draft", "copy", "usage"):
        answer = author.get(reverse(f"wagtailadmin_pages:{screen}", args=[story.pk]))
        assert answer.status_code == 200, screen
