"""A withdrawal is a signatory's order: whoever looks after the channel cannot turn it round at its deliveries."""

import pytest
from django.urls import reverse
from django.utils import timezone

from duta.delivery.models import Delivery, Receipt
from duta.newsroom import operations


def to(delivery: Delivery, state: str, **fields) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, wake_at=None, line=None, **fields)


@pytest.fixture
def withdrawal(scene, db) -> Delivery:
    release = scene.release()
    sent = Delivery.objects.get(channel=scene.first)
    to(sent, "delivered")
    Receipt.objects.create(delivery=sent, handle="h", address="https://example.org/1", accepted_at=timezone.now())
    operations.withdraw_story(release=release, by=scene.signatory, reason="Salah.", now=timezone.now())
    return Delivery.objects.get(action="withdraw")


def test_a_channel_manager_does_not_call_it_off(scene, client, withdrawal):
    client.force_login(scene.manager)
    client.post(reverse("delivery:cancel", args=[withdrawal.pk]))
    withdrawal.refresh_from_db()
    assert withdrawal.state == "scheduled"


def test_it_is_never_settled_as_published(scene, client, withdrawal):
    to(withdrawal, "refused")
    client.force_login(scene.manager)
    client.post(reverse("delivery:there", args=[withdrawal.pk]), {"address": "https://example.org/1"})
    withdrawal.refresh_from_db()
    assert withdrawal.state == "refused"
    assert not Receipt.objects.filter(delivery=withdrawal).exists()


def test_what_was_refused_after_the_withdrawal_is_not_sent_again(scene, client):
    release = scene.release()
    sent = Delivery.objects.get(channel=scene.first)
    to(sent, "unknown")
    operations.withdraw_story(release=release, by=scene.signatory, reason="Salah.", now=timezone.now())
    to(sent, "refused", problem_data={"code": "content_differs"})
    client.force_login(scene.manager)
    client.post(reverse("delivery:again", args=[sent.pk]))
    sent.refresh_from_db()
    assert (sent.state, sent.wanted) == ("refused", False)
