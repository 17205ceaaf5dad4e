"""``duta keys``: makes, rotates, lists and forgets keys, and shows none."""

import pytest
from django.core.management import CommandError, call_command

import make
from duta.channels import sealing
from duta.channels.models import Credential
from duta.channels.operations import seal_credential
from duta.channels.sessions import open_channel
from duta.connectors.testing import FakeConnector, installed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty(settings, tmp_path):
    settings.DUTA_VAR = tmp_path
    settings.DUTA_CHANNEL_PUBLIC_KEY, settings.DUTA_CHANNEL_PRIVATE_KEYS = "", []


@pytest.fixture
def channel():
    with installed(FakeConnector()):
        yield make.channel(make.organisation(), connector_key="fake")


def duta_keys(capsys, *arguments: str) -> str:
    call_command("keys", *arguments)
    said = capsys.readouterr()
    for key in sealing.private_keys():
        assert sealing.spell(key.private) not in said.out + said.err
    return said.out + said.err


def fingerprints() -> list[str]:
    return [key.fingerprint for key in sealing.private_keys()]


def seal(channel) -> None:
    seal_credential(channel=channel, secrets={"token": "rahasia"}, expires_at=None, by=None, now=make.NOW)


def test_the_first_pair_is_made_once(capsys):
    assert "no keys" in duta_keys(capsys, "show-fingerprints")
    duta_keys(capsys, "new")
    assert fingerprints() == [sealing.fingerprint_of(sealing.public_key())]
    with pytest.raises(CommandError, match="already"):
        call_command("keys", "new")


def test_a_rotation_moves_every_credential_and_the_old_key_can_then_be_forgotten(capsys, channel):
    duta_keys(capsys, "new")
    seal(channel)
    (old,) = fingerprints()

    assert "Sealed 1 credentials" in duta_keys(capsys, "rotate")

    new, kept = fingerprints()
    assert kept == old
    assert Credential.objects.get().key_fingerprint == new
    assert duta_keys(capsys, "show-fingerprints").splitlines() == [
        f"{new}  1 credentials, seals, opens",
        f"{old}  0 credentials, opens",
    ]
    duta_keys(capsys, "forget", old)
    assert fingerprints() == [new]
    channel.refresh_from_db()
    assert open_channel(channel, now=make.NOW).secrets == {"token": "rahasia"}


def test_what_a_web_process_seals_with_the_old_key_meanwhile_can_be_opened(capsys, channel, settings):
    duta_keys(capsys, "new")
    before = sealing.spell(sealing.public_key())
    duta_keys(capsys, "rotate")
    settings.DUTA_CHANNEL_PUBLIC_KEY = before
    seal(channel)
    assert open_channel(channel, now=make.NOW).secrets == {"token": "rahasia"}


def test_a_key_that_is_needed_or_unknown_or_the_newest_is_not_forgotten(capsys, channel):
    duta_keys(capsys, "new")
    seal(channel)
    (old,) = fingerprints()
    for wrong in (old, "0123456789abcdef", ""):
        with pytest.raises(CommandError, match="Name an old key"):
            call_command("keys", "forget", wrong)
    sealing.write_keys([sealing.new_pair(), *sealing.private_keys()])
    with pytest.raises(CommandError, match="1 credentials need this key"):
        call_command("keys", "forget", old)


def test_a_credential_that_no_key_opens_is_named(capsys, channel):
    duta_keys(capsys, "new")
    seal(channel)
    Credential.objects.update(sealed=b"?" * 80)
    assert channel.name in duta_keys(capsys, "rotate")


def test_keys_in_variables_are_not_changed_in_files(capsys, channel, settings):
    pair = sealing.new_pair()
    settings.DUTA_CHANNEL_PUBLIC_KEY = sealing.spell(pair.public)
    settings.DUTA_CHANNEL_PRIVATE_KEYS = [sealing.spell(pair.private)]
    for action in ("new", "rotate"):
        with pytest.raises(CommandError):
            call_command("keys", action)
    seal(channel)
    newer = sealing.new_pair()
    settings.DUTA_CHANNEL_PRIVATE_KEYS.insert(0, sealing.spell(newer.private))
    settings.DUTA_CHANNEL_PUBLIC_KEY = sealing.spell(newer.public)
    assert "Sealed 1 credentials" in duta_keys(capsys, "reseal")


def test_a_file_that_others_can_read_is_refused_with_its_remedy(capsys):
    duta_keys(capsys, "new")
    sealing.private_keys_file().chmod(0o644)
    with pytest.raises(CommandError, match="chmod 600"):
        call_command("keys", "show-fingerprints")
