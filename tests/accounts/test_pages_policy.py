"""Wagtail's pages by roles held: own and below in every language, nothing of a sibling's."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry

import make
from duta.accounts.models import RoleHeld, User
from duta.accounts.rules import Role
from duta.portal.models import OrganisationPage

WRITERS = (Role.AUTHOR, Role.SIGNATORY)
LOOKERS = (Role.PLANNER, Role.CHANNEL_MANAGER, Role.ANALYST, Role.ADMINISTRATOR)


def policy():
    return policy_registry.get_by_type(Page)


def titles(pages) -> set[str]:
    return {f"{page.locale.language_code}:{page.title}" for page in pages}


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("role", WRITERS)
def test_who_writes_may_edit_own_and_below_in_every_language(world, role):
    pages = policy().instances_user_has_permission_for(world.person(role), "change")
    assert titles(pages) == {f"{code}:{name}" for code in ("id", "en") for name in ("KBRI Den Haag", "KJRI Rotterdam")}


@pytest.mark.parametrize("role", LOOKERS)
def test_who_does_not_write_may_edit_nothing_but_look(world, role):
    person = world.person(role)
    assert not policy().user_has_permission(person, "change")
    assert not policy().instances_user_has_permission_for(person, "change").exists()
    seen = policy().instances_user_has_permission_for(person, "view")
    assert titles(seen) == {f"{code}:{name}" for code in ("id", "en") for name in ("KBRI Den Haag", "KJRI Rotterdam")}


@pytest.mark.parametrize("role", Role)
def test_the_explorer_shows_own_and_below_and_the_way_there(world, role):
    shown = policy().explorable_instances(world.person(role)).exclude(depth=1)
    names = {title.split(":")[1] for title in titles(shown)}
    assert names == {
        "Kementerian Luar Negeri", "Ministry of Foreign Affairs", "Kementerian", "KBRI Den Haag", "KJRI Rotterdam",
    }  # fmt: skip


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", ["publish", "lock", "unlock", "bulk_delete"])
def test_nobody_publishes_or_locks_by_permission(world, role, action):
    person = world.person(role)
    assert not policy().user_has_permission(person, action)
    assert not policy().user_has_permission_for_instance(person, action, world.own.home)
    assert not policy().instances_user_has_permission_for(person, action).exists()


def test_testers_of_single_pages_agree_with_the_policy(world):
    author = world.person(Role.AUTHOR)
    for organisation, may in ((world.above, False), (world.own, True), (world.below, True), (world.sibling, False)):
        for page in organisation.home.get_translations(inclusive=True):
            tester = page.permissions_for_user(fresh(author))
            assert (tester.can_edit(), tester.can_publish()) == (may, False), page
            assert policy().user_has_permission_for_instance(author, "change", page) is may


def test_a_role_that_ended_or_has_not_begun_gives_nothing(world):
    person = make.user()
    make.role(person, Role.AUTHOR, world.own, starts_at=make.later(days=-30), ends_at=make.later(days=-2))
    make.role(person, Role.AUTHOR, world.own, starts_at=make.later(days=30))
    assert not policy().explorable_instances(person).exists()
    assert policy().explorable_root_instance(person) is None


def test_people_without_a_role_or_switched_off_see_no_page(world):
    off = world.person(Role.AUTHOR)
    off.is_active = False
    for person in (make.user(), off):
        assert not policy().explorable_instances(person).exists()
        assert not policy().user_has_any_permission(person, {"add", "change", "view"})


def test_a_superuser_sees_and_edits_every_page(world):
    person = make.user(is_superuser=True)
    assert policy().explorable_instances(person).count() == Page.objects.count()
    assert policy().user_has_permission_for_instance(person, "change", world.sibling.home)


def test_the_people_who_may_edit_a_page_hold_a_role_there_or_above(world):
    here, above, beside = (make.person(Role.AUTHOR, place) for place in (world.own, world.above, world.sibling))
    make.person(Role.ANALYST, world.own)
    story = make.story(world.own, language="en")
    editors = policy().users_with_permission_for_instance("change", story, include_superusers=False)
    assert set(editors) == {here, above}
    assert set(policy().users_with_permission("change", include_superusers=False)) == {here, above, beside}
    assert not policy().users_with_permission("publish", include_superusers=False).exists()


def many_missions(world, count: int) -> User:
    """A person who is author of ``count`` missions with pages in two languages, one role each."""
    person = make.user()
    above = {page.locale_id: page.specific for page in world.above.home.get_translations(inclusive=True)}
    default = world.above.home.locale_id
    for number in range(count):
        fields = {"title": f"Misi {number}", "slug": f"misi-{number}"}
        home = above[default].add_child(instance=OrganisationPage(locale_id=default, **fields))
        for locale, parent in above.items():
            if locale != default:
                parent.add_child(
                    instance=OrganisationPage(locale_id=locale, translation_key=home.translation_key, **fields)
                )
        mission = world.above.add_child(name=fields["title"], slug=fields["slug"], kind="mission", home=home)
        make.role(person, Role.AUTHOR, mission)
    return person


@pytest.mark.parametrize("screen", ["explorer", "editor", "search", "page chooser", "home"])
def test_screens_ask_as_often_for_many_roles_as_for_few(world, enter, screen, django_assert_max_num_queries):
    story = make.story(world.own)
    few, many = many_missions_and_own(world, 0), many_missions_and_own(world, 40)
    path = {
        "explorer": reverse("wagtailadmin_explore", args=[world.own.home.pk]),
        "editor": reverse("wagtailadmin_pages:edit", args=[story.pk]),
        "search": reverse("wagtailadmin_pages:search") + "?q=nothing",
        "page chooser": reverse("wagtailadmin_choose_page_child", args=[world.own.home.pk]),
        "home": reverse("wagtailadmin_home"),
    }[screen]
    asked = {}
    for who in (few, many):
        client = enter(who)
        client.get(path)
        with django_assert_max_num_queries(400) as queries:
            assert client.get(path).status_code == 200
        asked[who] = len(queries)
    assert asked[many] == asked[few]


def many_missions_and_own(world, count: int) -> User:
    person = many_missions(world, count)
    make.role(person, Role.AUTHOR, world.own)
    return person


@pytest.mark.parametrize("count", [40, 130])
def test_queries_stay_the_same_with_many_missions_held_one_by_one(world, count, django_assert_num_queries):
    person = many_missions(world, count)
    story = make.story(world.own)
    for question in (
        lambda who: policy().explorable_instances(who).count(),  # roles, page paths, pages
        lambda who: story.permissions_for_user(who).can_edit(),  # roles, page paths, the outermost pages
    ):
        who = fresh(person)
        with django_assert_num_queries(3):
            question(who)


def test_a_thousand_roles_do_not_break_the_database(world):
    person = make.user()
    paths = [world.above.add_child(name=f"M{n}", slug=f"m{n}", kind="mission").path for n in range(1100)]
    rows = [
        RoleHeld(user=person, role=Role.AUTHOR, organisation=org, starts_at=make.later(days=-1))
        for org in type(world.own).objects.filter(path__in=paths)
    ]
    RoleHeld.objects.bulk_create(rows)
    assert policy().explorable_instances(person).count() == 0
