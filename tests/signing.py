"""Signing asks for a recent confirmation of identity: what a test that signs in by ``force_login`` has to add."""

import time
from typing import Any
from unittest import mock

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from duta.accounts.models import User


def confirm(client: Client, person: User, *, method: str = "password", seconds_ago: float = 0, **more: Any) -> Client:
    """Have the person who is signed in with this client confirmed, as allauth writes it down."""
    request = HttpRequest()
    request.session = client.session
    with mock.patch("time.time", return_value=time.time() - seconds_ago):
        record_authentication(request, person, method=method, reauthenticated=True, **more)
    request.session.save()
    return client
