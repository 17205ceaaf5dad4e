"""A small world: a ministry, below it two missions, below the first a consulate."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import Client

import make
from duta.accounts.models import Organisation, User
from duta.accounts.rules import Role


@dataclass
class World:
    """Seen from ``own``: the ministry is above, the consulate below, the other mission a sibling."""

    above: Organisation
    own: Organisation
    below: Organisation
    sibling: Organisation
    people: dict[Role, User] = field(default_factory=dict)

    def person(self, role: Role) -> User:
        """The person who holds this role at ``own``."""
        if role not in self.people:
            self.people[role] = make.person(role, self.own)
        return self.people[role]


@pytest.fixture(scope="module")
def _planted(django_db_setup, django_db_blocker):
    """Make the organisations once for a module's tests, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        above = make.organisation("Kementerian", kind="ministry")
        own = make.organisation("KBRI Den Haag", parent=above)
        below = make.organisation("KJRI Rotterdam", parent=own)
        sibling = make.organisation("KBRI Kairo", parent=above)
        yield [above.pk, own.pk, below.pk, sibling.pk]
        transaction.set_rollback(True)


@pytest.fixture
def world(_planted, db) -> World:
    return World(*(Organisation.objects.get(pk=key) for key in _planted))


@pytest.fixture
def enter():
    """Return a client that is signed in at the desk as a person."""

    def sign_in(person: User) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
