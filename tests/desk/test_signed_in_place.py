"""A signature in another's place shows its order in the chain of the story and on the audit trail."""

from datetime import date
from types import SimpleNamespace

from django.urls import reverse

import make
from duta.accounts.rules import Role
from duta.core import audit
from duta.core.models import AuditEntry
from duta.desk.trail_details import details_of
from duta.newsroom.models import Clearance

LINE = "Plh. Duta Besar, order no. 0123/PLH/XI/2026, valid "


def test_the_chain_of_a_story_says_by_which_order_it_was_cleared(world, client):
    author, holder = world.person(Role.AUTHOR), world.person(Role.SIGNATORY)
    order = make.delegation(world.mission, holder=holder)
    submission = world.submission(signatory=holder, by=author, state="cleared")
    Clearance.objects.create(
        submission=submission, digest=submission.digest, signatory=order.delegate, name="Sari Handayani",
        signed_at=world.now, delegation=order, capacity=order.capacity, order_number=order.order_number,
        valid_from=date(2026, 11, 23), valid_until=date(2026, 12, 3),
    )  # fmt: skip
    client.force_login(author)
    page = client.get(reverse("desk_chain", args=["story", submission.story_id])).content.decode()
    assert f"Sari Handayani, {LINE}" in page


def test_the_trail_tells_the_order_in_words(world):
    holder = world.person(Role.SIGNATORY)
    make.delegation(world.mission, holder=holder)
    told = dict(details_of(AuditEntry.objects.get(action="delegation.given")))
    assert told["Signs as"] == "Plh. Duta Besar"
    assert told["Number of the order"] == "0123/PLH/XI/2026"
    submission = world.submission(signatory=holder, by=holder)
    entry = audit.record(
        action="submission.cleared", target=submission, by=SimpleNamespace(pk=1, get_full_name=lambda: "Sari"),
        detail={"signed_as": LINE},
    )  # fmt: skip
    assert dict(details_of(entry))["Signed as"] == LINE
