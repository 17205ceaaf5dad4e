"""The screens of channels: who sees what, and that a secret goes in and never comes out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.channels import sealing
from duta.channels.models import Channel, Credential
from duta.core.models import AuditEntry
from duta.core.problems import Problem

pytestmark = pytest.mark.django_db
FORM = {"name": "Latihan, Den Haag", "handle": "@kbri.denhaag", "languages": ["id", "en"], "active": "on",
        "setting_server": "http://127.0.0.1:8010", "setting_account": "kbri.denhaag", "setting_name": ""}  # fmt: skip


@pytest.fixture
def keys(settings, tmp_path):
    """An installation with keys."""
    settings.DUTA_VAR = tmp_path
    pair = sealing.new_pair()
    sealing.write_keys([pair])
    return [pair]


@pytest.fixture
def no_keys(settings, tmp_path):
    """An installation without."""
    settings.DUTA_VAR = tmp_path


@pytest.fixture
def ministry():
    return make.organisation("Kementerian")


@pytest.fixture
def mission(ministry):
    return make.organisation("Den Haag", parent=ministry)


@pytest.fixture
def sibling(ministry):
    return make.organisation("Tokyo", parent=ministry)


@pytest.fixture
def client(client):
    """A browser that reads English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def as_role(client, role, where):
    client.force_login(make.person(role, where))
    return client


def body(answer) -> str:
    return answer.content.decode()


def test_the_list_holds_own_and_below_and_no_sibling(client, ministry, mission, sibling, keys):
    own, other = make.channel(mission, name="Ours"), make.channel(sibling, name="Theirs")
    shown = body(as_role(client, Role.AUTHOR, mission).get(reverse("channels:index")))
    assert own.name in shown
    assert other.name not in shown
    above = body(as_role(client, Role.AUTHOR, ministry).get(reverse("channels:index")))
    assert own.name in above
    assert other.name in above


@pytest.mark.parametrize("name", ["show", "edit", "forget"])
def test_a_siblings_channel_is_a_404(client, mission, sibling, keys, name):
    channel = make.channel(sibling)
    answer = as_role(client, Role.CHANNEL_MANAGER, mission).get(reverse(f"channels:{name}", args=[channel.pk]))
    assert answer.status_code == 404


def test_who_may_only_look_sees_the_channel_and_no_way_to_change_it(client, mission, keys):
    channel = make.channel(mission)
    as_role(client, Role.AUTHOR, mission)
    shown = body(client.get(reverse("channels:show", args=[channel.pk])))
    assert channel.handle in shown
    assert reverse("channels:edit", args=[channel.pk]) not in shown
    for name in ("edit", "forget"):
        answer = client.get(reverse(f"channels:{name}", args=[channel.pk]))
        assert answer.status_code == 302
        assert answer.url == reverse("wagtailadmin_home")
    client.post(reverse("channels:check", args=[channel.pk]))
    assert not AuditEntry.objects.filter(action="channel.check_asked").exists()
    assert reverse("channels:choose") not in body(client.get(reverse("channels:index")))


def test_a_manager_adds_a_channel_with_its_credential_sealed(client, mission, keys):
    manager = make.person(Role.CHANNEL_MANAGER, mission)
    client.force_login(manager)
    data = {**FORM, "organisation": mission.pk, "secret_key": "opensesame", "expires_on": "2027-01-31"}
    answer = client.post(reverse("channels:add", args=["practice"]), data)
    channel = Channel.objects.get()
    assert answer.url == reverse("channels:show", args=[channel.pk])
    assert channel.settings == {"server": "http://127.0.0.1:8010", "account": "kbri.denhaag", "name": ""}
    assert channel.languages == ["id", "en"]
    sealed = sealing.Sealed(bytes(channel.credential.sealed), channel.credential.key_fingerprint)
    assert sealing.open_sealed(sealed, keys, channel_id=channel.pk) == {"key": "opensesame"}
    assert timezone.localtime(channel.credential.expires_at).date().isoformat() == "2027-01-31"
    assert channel.credential.changed_by == manager


def test_a_secret_is_never_shown_again(client, mission, keys):
    as_role(client, Role.CHANNEL_MANAGER, mission)
    client.post(
        reverse("channels:add", args=["practice"]), {**FORM, "organisation": mission.pk, "secret_key": "opensesame"}
    )
    channel = Channel.objects.get()
    pages = [body(client.get(reverse(f"channels:{name}", args=[channel.pk]))) for name in ("show", "edit", "forget")]
    refused = client.post(reverse("channels:edit", args=[channel.pk]), {"secret_key": "opensesame"})
    assert not any("opensesame" in page for page in [*pages, body(refused)])
    assert not any("opensesame" in str(entry.detail) for entry in AuditEntry.objects.all())


def test_saving_without_a_new_secret_keeps_the_sealed_one(client, mission, keys):
    as_role(client, Role.CHANNEL_MANAGER, mission)
    data = {**FORM, "organisation": mission.pk}
    client.post(reverse("channels:add", args=["practice"]), {**data, "secret_key": "opensesame"})
    channel = Channel.objects.get()
    before = bytes(channel.credential.sealed)
    client.post(reverse("channels:edit", args=[channel.pk]), {**data, "name": "Another name"})
    channel.refresh_from_db()
    assert channel.name == "Another name"
    assert bytes(Credential.objects.get().sealed) == before


def test_a_new_end_without_the_secret_is_refused_with_the_reason(client, mission, keys):
    as_role(client, Role.CHANNEL_MANAGER, mission)
    data = {**FORM, "organisation": mission.pk, "expires_on": "2027-01-31"}
    answer = client.post(reverse("channels:add", args=["practice"]), data)
    assert "enter the credential once more" in body(answer)
    assert not Channel.objects.exists()


def test_an_account_that_is_a_channel_already_is_refused_without_saying_whose(client, mission, sibling, keys):
    theirs = make.channel(sibling, name="Secret name", handle="@KBRI.denhaag")
    as_role(client, Role.CHANNEL_MANAGER, mission)
    answer = client.post(reverse("channels:add", args=["practice"]), {**FORM, "organisation": mission.pk})
    assert "is a channel already" in body(answer)
    assert theirs.name not in body(answer)
    assert Channel.objects.count() == 1


def test_a_channel_is_added_only_for_ones_own_organisation(client, mission, sibling, keys):
    as_role(client, Role.CHANNEL_MANAGER, mission)
    answer = client.post(reverse("channels:add", args=["practice"]), {**FORM, "organisation": sibling.pk})
    assert answer.status_code == 200
    assert not Channel.objects.exists()


def test_the_fields_come_from_the_connector_in_the_readers_language(client, mission, keys):
    manager = make.person(Role.CHANNEL_MANAGER, mission)
    client.force_login(manager)
    address = reverse("channels:add", args=["bluesky"])
    assert "App password" in body(client.get(address, headers={"accept-language": "en"}))
    assert "Kata sandi aplikasi" in body(client.get(address, headers={"accept-language": "id"}))


def test_an_unknown_platform_is_a_404(client, mission, keys):
    as_role(client, Role.CHANNEL_MANAGER, mission)
    assert client.get(reverse("channels:add", args=["carrier-pigeon"])).status_code == 404


def test_without_keys_every_screen_says_so_and_no_secret_is_taken(client, mission, no_keys):
    channel = make.channel(mission)
    as_role(client, Role.CHANNEL_MANAGER, mission)
    for address in (
        reverse("channels:index"),
        *(reverse(f"channels:{n}", args=[channel.pk]) for n in ("show", "edit")),
    ):
        assert "The channels are locked" in body(client.get(address))
    data = {**FORM, "organisation": mission.pk, "secret_key": "opensesame"}
    client.post(reverse("channels:edit", args=[channel.pk]), data)
    assert not Credential.objects.exists()


def test_check_now_asks_the_worker(client, mission, keys):
    channel = make.channel(mission, check_due_at=timezone.now() + timedelta(hours=1))
    as_role(client, Role.CHANNEL_MANAGER, mission)
    client.post(reverse("channels:check", args=[channel.pk]))
    channel.refresh_from_db()
    assert channel.check_due_at <= timezone.now()


def test_a_credential_is_thrown_away_after_a_question(client, mission, keys):
    as_role(client, Role.CHANNEL_MANAGER, mission)
    client.post(
        reverse("channels:add", args=["practice"]), {**FORM, "organisation": mission.pk, "secret_key": "opensesame"}
    )
    channel = Channel.objects.get()
    assert "for good" in body(client.get(reverse("channels:forget", args=[channel.pk])))
    assert Credential.objects.exists()
    client.post(reverse("channels:forget", args=[channel.pk]))
    assert not Credential.objects.exists()


def test_what_is_wrong_is_said_in_words_with_the_remedy(client, mission, keys):
    problem = Problem("credential_refused", said="AuthenticationRequired")
    channel = make.channel(mission, connector_key="bluesky", problem_data=problem.as_json())
    Credential.objects.create(channel=channel, sealed=b"x", key_fingerprint="f", changed_at=timezone.now())
    shown = body(as_role(client, Role.CHANNEL_MANAGER, mission).get(reverse("channels:show", args=[channel.pk])))
    assert "did not accept the channel&#x27;s credential" in shown
    assert "renews it" in shown
    assert "AuthenticationRequired" in shown


def test_a_channel_whose_connector_is_not_installed_still_shows(client, mission, keys):
    channel = make.channel(mission, connector_key="carrier-pigeon")
    as_role(client, Role.CHANNEL_MANAGER, mission)
    assert "carrier-pigeon" in body(client.get(reverse("channels:show", args=[channel.pk])))
    assert "carrier-pigeon" in body(client.get(reverse("channels:index")))
    assert client.get(reverse("channels:edit", args=[channel.pk])).status_code == 404


def test_the_list_takes_as_many_queries_for_thirty_channels_as_for_one(client, mission, keys):
    as_role(client, Role.CHANNEL_MANAGER, mission)
    make.channel(mission)
    client.get(reverse("channels:index"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("channels:index"))
    for _number in range(29):
        make.channel(mission)
    with CaptureQueriesContext(connection) as thirty:
        client.get(reverse("channels:index"))
    assert len(thirty) == len(one)
