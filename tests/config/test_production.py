"""Production does not start over a demonstration."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

import make
from duta.config.production_checks import refuse_demonstration

pytestmark = pytest.mark.django_db


def test_an_account_of_the_demonstration_is_refused_and_named():
    make.user("bima", demonstration=True)
    with pytest.raises(ImproperlyConfigured, match="bima"):
        refuse_demonstration()


def test_accounts_of_ones_own_are_welcome():
    make.user("tirta")
    make.user("lama", demonstration=True, is_active=False)
    refuse_demonstration()


def test_the_worker_refuses_too(settings):
    settings.DUTA_REFUSE_DEMONSTRATION = True
    make.user("bima", demonstration=True)
    with pytest.raises(ImproperlyConfigured):
        call_command("worker")
