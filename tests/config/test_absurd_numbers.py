"""Numbers that no database holds are not there; they are no failure of the program."""

import pytest

import make
from duta.accounts.rules import Role

HUGE = "9" * 25
ADDRESSES = [
    f"/desk/pages/{HUGE}/", f"/desk/pages/{HUGE}/edit/", f"/desk/images/{HUGE}/", f"/desk/users/{HUGE}/",
    f"/desk/newsroom/submissions/{HUGE}/", f"/desk/chain/story/{HUGE}/", f"/desk/chain/reading/{HUGE}/",
    f"/desk/strategy/objective/edit/{HUGE}/", f"/desk/readings/{HUGE}/", f"/desk/channels/{HUGE}/",
    f"/desk/pages/?owner={HUGE}", f"/desk/images/?collection_id={HUGE}", f"/desk/choose-page/?page={HUGE}",
    f"/desk/images/chooser/?id={HUGE}", f"/desk/images/chooser/{HUGE}/", f"/desk/api/main/pages/?offset={HUGE}",
    f"/desk/api/main/pages/?child_of={HUGE}", f"/desk/reports/site-history/?object_id={HUGE}",
    f"/id/{HUGE}-judul/", f"/id/tema/branding/?page={HUGE}", f"/media/{HUGE}",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("superuser", [False, True])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_number_that_no_database_holds_is_no_failure(client, address, superuser):
    where = make.organisation("KBRI")
    person = make.user("root", is_superuser=True, is_staff=True) if superuser else make.person(Role.AUTHOR, where)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code < 500
