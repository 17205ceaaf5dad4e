"""The policy and the views for models that belong to an organisation, on strategies and objectives."""

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from wagtail.models import Site

import make
from duta.accounts import queries, viewsets
from duta.accounts.choices import limit_choices
from duta.accounts.rules import Action, Role
from duta.accounts.wagtail_policies import OrganisationPermissionPolicy
from duta.channels.models import Channel
from duta.delivery.models import Hold
from duta.strategy.models import Activity, Objective, Strategy

PLACES = ("above", "own", "below", "sibling")


@pytest.fixture
def plans(world):
    return {place: make.strategy(getattr(world, place), title=f"Strategi {place}") for place in PLACES}


@pytest.fixture
def channels(world):
    return {place: make.channel(getattr(world, place), name=f"Kanal {place}") for place in PLACES}


def objectives_policy() -> OrganisationPermissionPolicy:
    return OrganisationPermissionPolicy(Objective, field="strategy__organisation")


def view_for(kind, user, model=Channel, **kwargs):
    """A view that has met its request, and no more."""
    request = RequestFactory().get("/")
    request.user = user
    view = kind(model=model)
    view.request, view.args, view.kwargs = request, (), kwargs
    return view


# The policy


@pytest.mark.parametrize("role", Role)
def test_everybody_with_a_role_looks_and_planners_change(world, plans, role):
    policy, person = OrganisationPermissionPolicy(Strategy), world.person(role)
    may_change = role is Role.PLANNER
    for place, plan in plans.items():
        inside = place in ("own", "below")
        assert policy.user_has_permission_for_instance(person, "view", plan) is inside
        assert policy.user_has_permission_for_instance(person, "choose", plan) is inside
        for permission in ("change", "delete"):
            assert policy.user_has_permission_for_instance(person, permission, plan) is (inside and may_change)
    assert policy.user_has_permission(person, "add") is may_change
    seen = policy.instances_user_has_permission_for(person, "view")
    assert set(seen) == {plans["own"], plans["below"]}
    assert set(policy.instances_user_has_any_permission_for(person, {"change", "delete"})) == (
        set(seen) if may_change else set()
    )


@pytest.mark.parametrize("permission", ["publish", "lock", "unlock", "anything"])
def test_other_permissions_are_nobodys(world, plans, permission):
    policy = OrganisationPermissionPolicy(Strategy)
    for person in (world.person(Role.PLANNER), make.user(is_superuser=True)):
        assert not policy.user_has_permission(person, permission)
        assert not policy.user_has_permission_for_instance(person, permission, plans["own"])


def test_the_organisation_may_be_some_relations_away(world, plans):
    goals = {place: make.objective(plan) for place, plan in plans.items()}
    person = world.person(Role.PLANNER)
    assert set(objectives_policy().instances_user_has_permission_for(person, "change")) == {
        goals["own"],
        goals["below"],
    }
    assert objectives_policy().user_has_permission_for_instance(person, "change", goals["below"])
    assert not objectives_policy().user_has_permission_for_instance(person, "view", goals["sibling"])


def test_people_who_may_hold_a_fitting_role_there_or_above(world, plans):
    here, above = world.person(Role.PLANNER), make.person(Role.PLANNER, world.above)
    make.person(Role.PLANNER, world.sibling)
    root = make.user(is_superuser=True)
    world.person(Role.ANALYST)
    people = OrganisationPermissionPolicy(Strategy).users_with_permission_for_instance("change", plans["own"])
    assert set(people) == {here, above, root}


def test_rows_of_no_organisation_are_a_superusers(world):
    hold = Hold.objects.create(reason="Semua", placed_at=make.NOW)
    policy = OrganisationPermissionPolicy(Hold, change=Action.DELIVER)
    root = make.user(is_superuser=True)
    assert set(policy.instances_user_has_permission_for(root, "view")) == {hold}
    assert not policy.instances_user_has_permission_for(world.person(Role.CHANNEL_MANAGER), "view").exists()


@pytest.mark.parametrize("count", [40, 130])
def test_one_query_for_roles_and_one_for_rows_however_many_missions(world, count, django_assert_num_queries):
    person = make.user()
    for number in range(count):
        where = world.above.add_child(name=f"M{number}", slug=f"m{number}", kind="mission")
        make.role(person, Role.PLANNER, where)
        make.strategy(where)
    person = type(person).objects.get(pk=person.pk)
    with django_assert_num_queries(2):
        assert len(OrganisationPermissionPolicy(Strategy).instances_user_has_permission_for(person, "change")) == count


def test_nested_roles_count_once():
    assert queries.outermost(["00010001", "0001", "0002", "000200010001"]) == ("0001", "0002")
    assert queries.outermost(["", "0001"]) == queries.EVERYWHERE


# The views


def test_lists_and_exports_hold_own_and_below_and_say_what_may_be_changed(world, channels):
    person = make.person(Role.ANALYST, world.own)
    make.role(person, Role.CHANNEL_MANAGER, world.below)
    rows = view_for(viewsets.ScopedIndexView, person).get_base_queryset()
    assert {row.name: row.may_change for row in rows} == {"Kanal own": False, "Kanal below": True}


@pytest.mark.parametrize("kind", [viewsets.ScopedEditView, viewsets.ScopedDeleteView])
def test_a_form_opens_for_who_may_change_is_refused_to_who_looks_and_is_not_there_for_others(world, channels, kind):
    manager, analyst = world.person(Role.CHANNEL_MANAGER), world.person(Role.ANALYST)
    assert view_for(kind, manager, pk=channels["below"].pk).get_object() == channels["below"]
    with pytest.raises(PermissionDenied):
        view_for(kind, analyst, pk=channels["own"].pk).get_object()
    for place in ("above", "sibling"):
        with pytest.raises(Http404):
            view_for(kind, manager, pk=channels[place].pk).get_object()


@pytest.mark.parametrize("kind", [viewsets.ScopedHistoryView, viewsets.ScopedUsageView])
def test_history_and_usage_are_for_those_who_may_look(world, channels, kind):
    view = view_for(kind, world.person(Role.ANALYST))
    assert set(view.get_base_object_queryset()) == {channels["own"], channels["below"]}


@pytest.mark.parametrize("kind", [viewsets.ScopedInspectView, viewsets.ScopedCopyView])
def test_inspect_and_copy_find_own_and_below(world, channels, kind):
    person = world.person(Role.CHANNEL_MANAGER)
    assert view_for(kind, person, pk=channels["own"].pk).get_object() == channels["own"]
    with pytest.raises(Http404):
        view_for(kind, person, pk=channels["sibling"].pk).get_object()


def test_choosers_offer_and_accept_own_and_below(world, channels):
    person = world.person(Role.CHANNEL_MANAGER)
    assert set(view_for(viewsets.ScopedChooseView, person).get_object_list()) == {channels["own"], channels["below"]}
    with pytest.raises(Channel.DoesNotExist):
        view_for(viewsets.ScopedChosenView, person).get_object(channels["sibling"].pk)
    several = view_for(viewsets.ScopedChosenMultipleView, person)
    assert several.get_objects([channels["own"].pk]).get() == channels["own"]
    with pytest.raises(Http404):
        several.get_objects([channels["own"].pk, channels["sibling"].pk])


def test_a_model_without_a_policy_is_a_mistake_of_ours():
    with pytest.raises(ImproperlyConfigured):
        viewsets.policy_of(Site)


# The choices of forms


def form_for(model, fields, instance=None):
    return forms.modelform_factory(model, fields=fields)(instance=instance)


def test_the_relation_that_decides_offers_what_the_person_may_change(world, plans):
    person = make.person(Role.ANALYST, world.own)
    make.role(person, Role.PLANNER, world.below)
    form = form_for(Strategy, ["organisation"])
    limit_choices(form, person)
    assert set(form.fields["organisation"].queryset) == {world.below}
    form = form_for(Objective, ["strategy"])
    limit_choices(form, person)
    assert set(form.fields["strategy"].queryset) == {plans["below"]}


def test_other_relations_offer_what_the_person_may_look_at(world, plans):
    audiences = {place: make.audience(getattr(world, place)) for place in PLACES}
    form = form_for(Objective, ["audiences"])
    limit_choices(form, world.person(Role.PLANNER))
    assert set(form.fields["audiences"].queryset) == {audiences["own"], audiences["below"]}


def test_people_offered_are_those_of_the_own_line(world):
    line = {place: make.person(Role.PLANNER, getattr(world, place)) for place in PLACES}
    make.user("tanpaperan")
    form = form_for(Activity, ["responsible"])
    limit_choices(form, line["own"])
    assert set(form.fields["responsible"].queryset) == {line["above"], line["own"], line["below"]}


def test_a_forged_choice_is_an_error_of_its_field(world, plans):
    form = forms.modelform_factory(Objective, fields=["strategy"])({"strategy": plans["sibling"].pk})
    limit_choices(form, world.person(Role.PLANNER))
    assert "strategy" in form.errors


def test_what_a_row_has_already_can_be_saved_again(world, plans):
    leaver = make.person(Role.PLANNER, world.sibling)
    work = make.activity(make.objective(plans["own"]), responsible=leaver)
    form = form_for(Activity, ["responsible"], instance=work)
    limit_choices(form, world.person(Role.PLANNER))
    assert leaver in form.fields["responsible"].queryset


def test_channels_are_managed_by_their_managers(world):
    policy = OrganisationPermissionPolicy(Channel, change=Action.MANAGE_CHANNELS)
    channel = make.channel(world.own)
    assert policy.user_has_permission_for_instance(world.person(Role.CHANNEL_MANAGER), "change", channel)
    assert not policy.user_has_permission_for_instance(world.person(Role.PLANNER), "change", channel)
