"""What the page of a correction says, and of what a person has: something is out in either case."""

import pytest
from django.urls import reverse

import make
from delivery.test_screens import delivery_on, page, sign_in
from duta.accounts.rules import Role
from duta.core.problems import Problem
from duta.delivery.models import Delivery
from duta.desk.home import _deliveries_url
from duta.desk.trail import ACTIONS

pytestmark = pytest.mark.django_db


def edit_of(out, state, problem=None, **more):
    waits = make.NOW if state in ("scheduled", "deferred") else None
    return Delivery.objects.create(
        channel=out.channel,
        subject="test.correction:1",
        title=out.title,
        action="edit",
        due_at=make.NOW,
        changes=out.receipt,
        state=state,
        problem_data=problem.as_json() if problem else None,
        state_since=make.NOW,
        place_at=make.NOW,
        created_at=make.NOW,
        payload_data=out.payload_data,
        wake_at=waits,
        line=waits and 1,
        **more,
    )


def test_a_refused_correction_does_not_say_that_nothing_is_out(client, mission):
    edit = edit_of(delivery_on(mission, "delivered"), "refused", Problem("not_done", said="Akun terkunci"))
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, edit)
    wrong = [w for w in ("It is not out.", "platform&#x27;s own words", "platform's own words") if w in shown]
    assert not wrong, wrong


def test_a_refused_correction_can_be_given_up(client, mission):
    edit = edit_of(delivery_on(mission, "delivered"), "refused", Problem("not_done", said="Akun terkunci"))
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, edit)
    assert "give it up" in shown
    assert "Give it up" in shown


def test_a_deferred_correction_does_not_say_that_nothing_is_out(client, mission):
    edit = edit_of(delivery_on(mission, "delivered"), "deferred", Problem("answer_lost"))
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, edit)
    assert "Certainly nothing is out" not in shown


def test_a_correction_that_was_made_says_so(client, mission):
    edit = edit_of(delivery_on(mission, "delivered"), "delivered")
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, edit)
    assert '<p class="duta-decide__what"></p>' not in shown


def test_the_page_of_a_corrected_entry_says_so(client, mission):
    out = delivery_on(mission, "delivered")
    out.receipt.corrected_at = make.NOW
    out.receipt.save()
    edit_of(out, "delivered")
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "orrect" in page(client, out).split("<main", 1)[-1]


def test_the_page_tells_nobody_to_publish_what_was_withdrawn(client, mission):
    handed = delivery_on(mission, "handed", problem=Problem("not_to_post"), wanted=False)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "Publish it there" not in page(client, handed)


def test_the_homes_list_holds_what_a_person_has(client, mission):
    delivery_on(mission, "handed", problem=Problem("to_post"), title="Tangan")
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "Tangan" in client.get(_deliveries_url()).content.decode()


@pytest.mark.parametrize("action", ["delivery.handed", "delivery.done_by_hand", "delivery.not_done"])
def test_the_trail_has_words_for_it(action):
    assert action in ACTIONS


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.ANALYST])
@pytest.mark.parametrize("name", ["done", "not_done"])
def test_only_who_may_deliver_says_that_it_is_done(client, mission, role, name):
    handed = (
        delivery_on(mission, "handed", problem=Problem("to_post"))
        if name == "not_done"
        else edit_of(delivery_on(mission, "delivered"), "handed", Problem("to_correct"))
    )
    sign_in(client, role, mission)
    client.post(reverse(f"delivery:{name}", args=[handed.pk]), {"reason": "x"})
    handed.refresh_from_db()
    assert handed.state == "handed"


def test_a_reason_is_asked_for_where_somebody_waits(client, mission):
    handed = delivery_on(mission, "handed", problem=Problem("to_post"))
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    answer = client.post(reverse("delivery:not_done", args=[handed.pk]), follow=True)
    handed.refresh_from_db()
    assert handed.state == "handed"
    assert "Say why it was not done." in answer.content.decode()
