"""What changes people, organisations and roles, and who may."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import Page

import make
from duta.accounts import operations, queries
from duta.accounts.models import Organisation, RoleHeld, User
from duta.accounts.rules import Action, Role
from duta.core.models import AuditEntry

NOW = make.NOW


@pytest.fixture
def chief(world):
    return world.person(Role.ADMINISTRATOR)


def give(person, where, *, by, role=Role.AUTHOR, **period):
    period = {"starts_at": NOW, **period}
    return operations.give_role(person=person, role=role, organisation=where, by=by, now=NOW, **period)


def create(parent, *, by, slug="kjri-utrecht", **fields):
    fields = {"name": "KJRI Utrecht", "name_en": "Consulate in Utrecht", "kind": "mission", **fields}
    return operations.create_organisation(slug=slug, parent=parent, by=by, now=NOW, **fields)


def pages_of(organisation):
    pages = organisation.home.get_translations(inclusive=True)
    return {page.locale.language_code: (page.title, page.get_parent().title, page.live) for page in pages}


# Roles


def test_an_administrator_gives_roles_at_his_organisation_and_below(world, chief):
    for place in (world.own, world.below):
        person = make.user()
        give(person, place, by=chief)
        assert queries.may(person, Action.WRITE, place, now=NOW)
    assert AuditEntry.objects.filter(action="role.given", actor_id=chief.pk).count() == 2


@pytest.mark.parametrize("place", ["above", "sibling"])
def test_he_gives_none_above_or_beside(world, chief, place):
    with pytest.raises(PermissionDenied):
        give(make.user(), getattr(world, place), by=chief)
    assert not RoleHeld.objects.filter(organisation=getattr(world, place)).exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_gives_roles(world, role):
    with pytest.raises(PermissionDenied):
        give(make.user(), world.own, by=world.person(role))


def test_nobody_promotes_himself_but_a_superuser(world, chief):
    with pytest.raises(PermissionDenied, match="own roles"):
        give(chief, world.own, by=chief, role=Role.SIGNATORY)
    root = make.user(is_superuser=True)
    assert give(root, world.sibling, by=root, role=Role.SIGNATORY)


@pytest.mark.parametrize(
    ("period", "field"),
    [
        ({"starts_at": make.later(days=2), "ends_at": make.later(days=1)}, "ends_at"),
        ({"starts_at": make.later(days=-5), "ends_at": make.later(days=-1)}, "ends_at"),
    ],
)
def test_a_period_must_run_forward_and_not_be_over(world, chief, period, field):
    with pytest.raises(ValidationError) as caught:
        give(make.user(), world.own, by=chief, **period)
    assert field in caught.value.message_dict


def test_the_same_role_is_not_held_twice_at_one_time(world, chief):
    person = make.user()
    give(person, world.own, by=chief, ends_at=make.later(days=10))
    with pytest.raises(ValidationError):
        give(person, world.own, by=chief, starts_at=make.later(days=9))
    assert give(person, world.own, by=chief, starts_at=make.later(days=10))
    assert give(person, world.below, by=chief)


def test_an_ended_role_is_kept_and_gives_nothing_more(world, chief):
    person = world.person(Role.AUTHOR)
    held = person.roles_held.get()
    operations.end_role(held=held, by=chief, now=NOW)
    assert RoleHeld.objects.get(pk=held.pk).ends_at == NOW
    assert not queries.may(User.objects.get(pk=person.pk), Action.WRITE, world.own, now=make.later(minutes=2))
    with pytest.raises(ValidationError):
        operations.end_role(held=held, by=chief, now=make.later(hours=1))


def test_a_role_to_come_is_taken_away(world, chief):
    held = give(make.user(), world.own, by=chief, starts_at=make.later(days=3))
    operations.end_role(held=held, by=chief, now=NOW)
    assert not RoleHeld.objects.filter(pk=held.pk).exists()


# People


def test_an_account_is_made_with_its_first_role(world, chief):
    person = operations.create_person(
        username="sari", first_name="Sari", last_name="Contoh", email="sari@kemlu.example",
        role=Role.AUTHOR, organisation=world.below, by=chief, now=NOW,
    )  # fmt: skip
    assert not person.has_usable_password()
    assert queries.may(person, Action.WRITE, world.below, now=NOW)


def test_an_account_without_a_role_would_belong_to_nobody(world, chief):
    with pytest.raises(ValidationError) as caught:
        operations.create_person(username="sari", email="sari@kemlu.example", by=chief, now=NOW)
    assert "role" in caught.value.message_dict
    with pytest.raises(PermissionDenied):
        operations.create_person(username="sari", role=Role.AUTHOR, organisation=world.sibling, by=chief, now=NOW)
    assert not User.objects.filter(username="sari").exists()


def test_only_a_superuser_makes_superusers(world, chief):
    with pytest.raises(PermissionDenied):
        operations.create_person(
            username="sari", is_superuser=True, role=Role.AUTHOR, organisation=world.own, by=chief, now=NOW
        )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"password": "short"}, "password1"),
        ({"email": "TAKEN@kemlu.example"}, "email"),
        ({"username": "taken"}, "username"),
    ],
)
def test_what_does_not_fit_is_named(world, chief, fields, field):
    make.user("taken")
    fields = {"username": "sari", "email": "sari@kemlu.example", "password": "", **fields}
    with pytest.raises(ValidationError) as caught:
        operations.create_person(role=Role.AUTHOR, organisation=world.own, by=chief, now=NOW, **fields)
    assert field in caught.value.message_dict


def test_a_missions_administrator_cannot_take_over_somebody_who_has_a_role_above(world, chief):
    director = make.person(Role.SIGNATORY, world.above)
    make.role(director, Role.AUTHOR, world.own)
    for attempt in (
        lambda: operations.set_password(person=director, password="lima kata sandi baru", by=chief, now=NOW),
        lambda: operations.change_person(person=director, email="mine@kemlu.example", by=chief, now=NOW),
        lambda: operations.deactivate_person(person=director, by=chief, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert director.check_password("correct horse battery")


@pytest.mark.parametrize("who", ["superuser", "stranger", "sibling"])
def test_nor_a_superuser_nor_who_never_belonged_to_him(world, chief, who):
    person = {
        "superuser": lambda: make.user(is_superuser=True),
        "stranger": make.user,
        "sibling": lambda: make.person(Role.AUTHOR, world.sibling),
    }[who]()
    if who == "superuser":
        make.role(person, Role.AUTHOR, world.own)
    with pytest.raises(PermissionDenied):
        operations.change_person(person=person, first_name="Lain", by=chief, now=NOW)


def test_a_change_is_written_down_without_what_it_said(world, chief):
    person = world.person(Role.AUTHOR)
    operations.change_person(person=person, position="Sekretaris Kedua", by=chief, now=NOW)
    operations.set_password(person=person, password="lima kata sandi baru", by=chief, now=NOW)
    entries = AuditEntry.objects.filter(actor_id=chief.pk)
    assert {entry.action: entry.detail for entry in entries} == {
        "person.changed": {"changed": ["position"]}, "person.password_set": {},
    }  # fmt: skip


def test_a_switched_off_account_loses_its_roles_and_is_kept(world, chief):
    person = world.person(Role.AUTHOR)
    make.role(person, Role.PLANNER, world.own, starts_at=make.later(days=5))
    operations.deactivate_person(person=person, by=chief, now=NOW)
    again = User.objects.get(pk=person.pk)
    assert not again.is_active
    assert not RoleHeld.objects.not_over(make.later(seconds=1)).filter(user=person).exists()
    operations.reactivate_person(person=again, by=chief, now=make.later(days=1))
    assert User.objects.get(pk=person.pk).is_active
    assert not queries.holds_any_role(again, now=make.later(days=6))


def test_nobody_switches_himself_off(world, chief):
    with pytest.raises(PermissionDenied):
        operations.deactivate_person(person=chief, by=chief, now=NOW)


# Organisations


def test_a_new_organisation_has_pages_in_every_language_and_a_collection(world, chief):
    made = create(world.own, by=chief)
    assert made.get_parent() == world.own
    assert pages_of(made) == {
        "id": ("KJRI Utrecht", "KBRI Den Haag", True), "en": ("Consulate in Utrecht", "KBRI Den Haag", True),
    }  # fmt: skip
    assert made.collection.get_parent() == world.own.collection
    author = make.person(Role.AUTHOR, made)
    assert set(queries.page_paths_where(author, Action.WRITE)) == {
        page.path for page in made.home.get_translations(inclusive=True)
    }
    assert AuditEntry.objects.get(action="organisation.created").organisation_id == made.pk


def test_a_ministry_stands_at_the_top(world):
    made = create(None, by=None, slug="lembaga", kind="ministry", name="Lembaga", name_en="Agency")
    assert made.is_root()
    assert pages_of(made)["en"] == ("Agency", "Ministry of Foreign Affairs", True)


@pytest.mark.parametrize("place", ["above", "sibling", None])
def test_only_an_administrator_of_the_place_makes_one(world, chief, place):
    with pytest.raises(PermissionDenied):
        create(getattr(world, place) if place else None, by=chief)
    assert not Organisation.objects.filter(slug="kjri-utrecht").exists()


def test_a_short_name_that_is_taken_is_named_and_leaves_nothing_behind(world, chief):
    pages = Page.objects.count()
    with pytest.raises(ValidationError) as caught:
        create(world.own, by=chief, slug="kbri-kairo")
    assert "slug" in caught.value.message_dict
    assert Page.objects.count() == pages


def test_pages_and_collection_follow_a_new_name_and_drafts_keep_their_text(world, chief):
    page = world.own.home.specific
    page.intro = "Sedang ditulis"
    page.save_revision()
    operations.change_organisation(
        organisation=world.own, name="KBRI Kerajaan Belanda", name_en="Embassy", by=chief, now=NOW
    )
    assert {code: title for code, (title, _, _) in pages_of(Organisation.objects.get(pk=world.own.pk)).items()} == {
        "id": "KBRI Kerajaan Belanda", "en": "Embassy",
    }  # fmt: skip
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.title, draft.intro) == ("KBRI Kerajaan Belanda", "Sedang ditulis")
    world.own.collection.refresh_from_db()
    assert world.own.collection.name == "KBRI Kerajaan Belanda"


def test_a_time_zone_must_exist(world, chief):
    with pytest.raises(ValidationError) as caught:
        operations.change_organisation(organisation=world.own, time_zone="Mars/Olympus", by=chief, now=NOW)
    assert "time_zone" in caught.value.message_dict


def test_a_moved_organisation_takes_all_below_it_along(world):
    root = make.user(is_superuser=True)
    operations.move_organisation(organisation=world.own, to=world.sibling, by=root, now=NOW)
    below = Organisation.objects.get(pk=world.below.pk)
    assert [organisation.name for organisation in below.get_ancestors()] == [
        "Kementerian", "KBRI Kairo", "KBRI Den Haag",
    ]  # fmt: skip
    assert pages_of(Organisation.objects.get(pk=world.own.pk))["en"][1] == "KBRI Kairo"
    author = make.person(Role.AUTHOR, Organisation.objects.get(pk=world.sibling.pk))
    for page in below.home.get_translations(inclusive=True):
        assert queries.organisation_of_page(page) == below
        assert any(page.path.startswith(path) for path in queries.page_paths_where(author, Action.WRITE))
    below.collection.refresh_from_db()
    assert below.collection.path.startswith(Organisation.objects.get(pk=world.sibling.pk).collection.path)


def test_an_organisation_is_moved_only_by_who_administers_both_places(world, chief):
    with pytest.raises(PermissionDenied):
        operations.move_organisation(organisation=world.below, to=world.sibling, by=chief, now=NOW)
    with pytest.raises(PermissionDenied):
        operations.move_organisation(organisation=world.own, to=world.below, by=chief, now=NOW)


def test_an_organisation_cannot_lie_below_itself(world):
    root = make.user(is_superuser=True)
    with pytest.raises(ValidationError):
        operations.move_organisation(organisation=world.own, to=world.below, by=root, now=NOW)
