"""People and organisations in the desk: for administrators, own and below."""

import pytest
from django.urls import reverse

import make
from duta.accounts.models import Organisation, RoleHeld, User
from duta.accounts.rules import Role

OTHERS = [role for role in Role if role is not Role.ADMINISTRATOR]
PERSON_SCREENS = ["edit", "give_role", "password", "switch"]
NEW = "lima kata sandi yang baru"


@pytest.fixture
def chief(world, enter):
    return enter(world.person(Role.ADMINISTRATOR))


def at(screen: str, *keys: int) -> str:
    return reverse(f"wagtailusers_users:{screen}", args=keys)


def words(answer) -> str:
    return answer.content.decode()


def test_the_list_holds_own_and_below_only(world, chief):
    people = {
        place: make.person(Role.AUTHOR, getattr(world, place), name=f"orang{place}")
        for place in ("above", "own", "below", "sibling")
    }
    make.user("tanpaperan")
    text = words(chief.get(at("index")))
    for place, person in people.items():
        assert (str(person) in text) is (place in ("own", "below")), place
    assert "Tanpaperan" not in text


def test_roles_elsewhere_are_not_shown(world, chief):
    director = make.person(Role.SIGNATORY, world.sibling, name="direktur")
    make.role(director, Role.PLANNER, world.own)
    for answer in (chief.get(at("index")), chief.get(at("edit", director.pk))):
        assert "Planner" in words(answer)
        assert "KBRI Kairo" not in words(answer)
        assert "Signatory" not in words(answer)


def test_switched_off_accounts_have_a_list_of_their_own(world, chief):
    off = make.person(Role.AUTHOR, world.own, name="lama")
    User.objects.filter(pk=off.pk).update(is_active=False)
    assert str(off) not in words(chief.get(at("index")))
    assert str(off) in words(chief.get(at("index") + "?state=off"))
    assert str(off) in words(chief.get(at("index") + "?q=lama&state=all"))


def test_queries_of_the_list_do_not_grow(world, chief, django_assert_max_num_queries):
    make.person(Role.AUTHOR, world.own)
    chief.get(at("index"))
    with django_assert_max_num_queries(40) as few:
        chief.get(at("index"))
    for _ in range(15):
        make.role(make.person(Role.AUTHOR, world.own), Role.PLANNER, world.below)
    with django_assert_max_num_queries(len(few)):
        chief.get(at("index"))


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_see_no_people_and_no_organisations(world, enter, role):
    client = enter(world.person(role))
    person = world.person(Role.ADMINISTRATOR)
    for path in (at("index"), at("add"), reverse("organisations:index"), reverse("organisations:add")):
        assert client.get(path).headers["Location"] == "/desk/"
    for screen in PERSON_SCREENS:
        assert client.get(at(screen, person.pk)).status_code == 404
    assert reverse("organisations:index") not in words(client.get(reverse("wagtailadmin_account")))


@pytest.mark.parametrize("screen", PERSON_SCREENS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_siblings_person_is_nowhere(world, chief, screen, method):
    person = make.person(Role.AUTHOR, world.sibling)
    assert getattr(chief, method)(at(screen, person.pk)).status_code == 404


def test_the_menu_has_people_for_administrators(chief):
    assert reverse("organisations:index") in words(chief.get(reverse("wagtailadmin_account")))


def new_person(**fields):
    return {
        "first_name": "Sari", "last_name": "Contoh", "position": "", "username": "sari", "email": "sari@kemlu.example",
        "role": "author", "starts_on": "2026-11-01", "ends_on": "", "password1": "", "password2": "", **fields,
    }  # fmt: skip


def test_an_administrator_adds_a_person_with_the_first_role(world, chief):
    answer = chief.post(at("add"), new_person(organisation=world.below.pk))
    person = User.objects.get(username="sari")
    assert answer.headers["Location"] == at("edit", person.pk)
    assert [(held.role, held.organisation) for held in person.roles_held.all()] == [("author", world.below)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"organisation": ""}, "This field is required"),
        ({"role": ""}, "This field is required"),
        ({"password1": NEW, "password2": "anders"}, "The two passwords differ"),
        ({"password1": "kort", "password2": "kort"}, "too short"),
        ({"username": "taken"}, "already exists"),
        ({"email": "taken@kemlu.example"}, "Another account has this e-mail address"),
        ({"email": ""}, "This field is required"),
        ({"starts_on": "2026-11-30", "ends_on": "2026-11-01"}, "The end must come after the beginning"),
        ({"starts_on": "soon"}, "Enter a valid date"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_made(world, chief, fields, sentence):
    make.user("taken")
    answer = chief.post(at("add"), new_person(**{"organisation": world.own.pk, **fields}))
    assert sentence in words(answer)
    assert not User.objects.filter(username="sari").exists()
    assert 'value="Sari"' in words(answer)


@pytest.mark.parametrize("place", ["above", "sibling"])
def test_a_forged_organisation_is_refused(world, chief, place):
    key = getattr(world, place).pk
    assert "Select a valid choice" in words(chief.post(at("add"), new_person(organisation=key)))
    person = world.person(Role.AUTHOR)
    form = {"role": "signatory", "organisation": key, "starts_on": "2026-11-01"}
    assert "Select a valid choice" in words(chief.post(at("give_role", person.pk), form))
    assert not RoleHeld.objects.filter(organisation=key).exists()


def test_a_period_is_kept_in_days_of_the_organisation(world, chief):
    Organisation.objects.filter(pk=world.own.pk).update(time_zone="Europe/Amsterdam")
    person = world.person(Role.AUTHOR)
    form = {"role": "planner", "organisation": world.own.pk, "starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    chief.post(at("give_role", person.pk), form)
    held = person.roles_held.get(role="planner")
    assert held.starts_at.isoformat() == "2026-11-30T23:00:00+00:00"
    assert held.ends_at.isoformat() == "2026-12-31T23:00:00+00:00"
    assert "1 December 2026 to 31 December 2026" in words(chief.get(at("edit", person.pk)))


def test_a_role_is_ended_after_a_question(world, chief):
    held = world.person(Role.AUTHOR).roles_held.get()
    path = at("end_role", held.user_id, held.pk)
    assert "End the role" in words(chief.get(path))
    assert RoleHeld.objects.get(pk=held.pk).ends_at is None
    chief.post(path)
    assert RoleHeld.objects.get(pk=held.pk).ends_at is not None


def test_a_role_held_elsewhere_cannot_be_ended(world, chief):
    person = world.person(Role.AUTHOR)
    elsewhere = make.role(person, Role.AUTHOR, world.sibling)
    assert chief.post(at("end_role", person.pk, elsewhere.pk)).status_code == 404


def test_nobody_finds_a_button_to_promote_himself(world, chief):
    me = world.person(Role.ADMINISTRATOR)
    text = words(chief.get(at("edit", me.pk)))
    assert at("give_role", me.pk) not in text
    assert "Nobody changes their own roles" in text
    form = {"role": "signatory", "organisation": world.own.pk, "starts_on": "2026-11-01"}
    assert chief.post(at("give_role", me.pk), form).headers["Location"] == "/desk/"
    assert me.roles_held.count() == 1


def test_the_account_of_somebody_with_a_role_above_is_shown_frozen(world, chief):
    director = make.person(Role.SIGNATORY, world.above)
    make.role(director, Role.AUTHOR, world.own)
    assert "only an administrator above changes this" in words(chief.get(at("edit", director.pk)))
    for screen, form in (("edit", {"first_name": "Lain", "email": "mine@kemlu.example", "username": "x"}),
                         ("password", {"password1": NEW, "password2": NEW}), ("switch", {})):  # fmt: skip
        chief.post(at(screen, director.pk), form)
    again = User.objects.get(pk=director.pk)
    assert (again.first_name, again.email, again.is_active) == (director.first_name, director.email, True)
    assert again.check_password("correct horse battery")


def test_particulars_are_saved_and_mistakes_named(world, chief):
    person = world.person(Role.AUTHOR)
    form = {"first_name": "Sari", "last_name": "Baru", "username": person.username, "email": "sari@kemlu.example"}
    chief.post(at("edit", person.pk), form)
    assert User.objects.get(pk=person.pk).get_full_name() == "Sari Baru"
    other = make.user("taken")
    assert "Another account" in words(chief.post(at("edit", person.pk), {**form, "email": other.email}))


def test_a_new_password_and_switching_off(world, chief):
    person = world.person(Role.AUTHOR)
    chief.post(at("password", person.pk), {"password1": NEW, "password2": NEW})
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert "all its roles end now" in words(chief.get(at("switch", person.pk)))
    chief.post(at("switch", person.pk))
    assert not User.objects.get(pk=person.pk).is_active
    chief.post(at("switch", person.pk))
    assert User.objects.get(pk=person.pk).is_active


def test_a_superuser_may_add_people_without_a_role(world, enter):
    root = enter(make.user(is_superuser=True))
    root.post(at("add"), new_person(organisation="", role=""))
    assert User.objects.filter(username="sari").exists()


def test_the_tree_of_organisations_holds_own_and_below(world, chief):
    text = words(chief.get(reverse("organisations:index")))
    assert "KBRI Den Haag" in text
    assert "KJRI Rotterdam" in text
    assert "KBRI Kairo" not in text
    assert ">Kementerian<" not in text


def test_an_organisation_is_added_renamed_and_moved(world, enter):
    root = enter(make.user(is_superuser=True))
    page = words(root.get(reverse("organisations:add") + f"?below={world.own.pk}"))
    assert f'<option value="{world.own.pk}" selected>' in page
    form = {"parent": world.own.pk, "kind": "mission", "name": "KJRI Utrecht", "slug": "kjri-utrecht",
            "territory": "nl", "time_zone": "Europe/Amsterdam"}  # fmt: skip
    root.post(reverse("organisations:add"), form)
    made = Organisation.objects.get(slug="kjri-utrecht")
    assert (made.get_parent(), made.territory) == (world.own, "NL")
    root.post(reverse("organisations:edit", args=[made.pk]), {"name": "Konjen", "time_zone": "Asia/Jakarta"})
    root.post(reverse("organisations:move", args=[made.pk]), {"to": world.sibling.pk})
    moved = Organisation.objects.get(pk=made.pk)
    assert (moved.name, moved.get_parent()) == ("Konjen", world.sibling)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"time_zone": "Mars/Olympus"}, "There is no time zone of this name"),
        ({"slug": "kbri-kairo"}, "already exists"),
        ({"territory": "NLD"}, "Two letters"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_an_organisation_that_does_not_fit_is_not_made(world, chief, fields, sentence):
    form = {"parent": world.own.pk, "kind": "mission", "name": "Baru", "slug": "baru", "time_zone": "Asia/Jakarta"}
    answer = chief.post(reverse("organisations:add"), {**form, **fields})
    assert sentence in words(answer)
    assert not Organisation.objects.filter(name="Baru").exists()


@pytest.mark.parametrize("screen", ["edit", "move"])
@pytest.mark.parametrize("place", ["above", "sibling"])
def test_a_siblings_organisation_is_nowhere(world, chief, screen, place):
    path = reverse(f"organisations:{screen}", args=[getattr(world, place).pk])
    assert chief.get(path).status_code == 404
    assert chief.post(path, {"name": "Diambil alih", "time_zone": "Asia/Jakarta"}).status_code == 404


def test_the_own_organisation_is_moved_only_from_above(world, chief):
    assert chief.get(reverse("organisations:move", args=[world.own.pk])).headers["Location"] == "/desk/"
    assert chief.get(reverse("organisations:move", args=[world.below.pk])).status_code == 200


def test_the_account_page_keeps_wagtails_settings_and_leads_to_our_password(world, enter):
    text = words(enter(world.person(Role.AUTHOR)).get(reverse("wagtailadmin_account")))
    assert reverse("account_change_password") in text
    for name in ("locale-preferred_language", "locale-current_time_zone", "theme-theme", "name_email-first_name"):
        assert f'name="{name}"' in text
    assert "old_password" not in text


def test_the_account_page_saves(world, enter):
    person = world.person(Role.AUTHOR)
    form = {"name_email-first_name": "Sari", "name_email-last_name": "C", "locale-preferred_language": "en",
            "locale-current_time_zone": "Europe/Amsterdam", "theme-theme": "dark", "theme-contrast": "system",
            "theme-density": "default", "theme-keyboard_shortcuts": "on"}  # fmt: skip
    answer = enter(person).post(reverse("wagtailadmin_account"), form)
    assert answer.status_code == 302
    assert User.objects.get(pk=person.pk).wagtail_userprofile.theme == "dark"
