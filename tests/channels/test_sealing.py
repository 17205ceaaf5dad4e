"""Seals: the web closes them, only the worker's keys open them."""

import stat

import hypothesis.strategies as st
import pytest
from hypothesis import given

import make
from duta.channels import sealing
from duta.channels.models import Credential
from duta.channels.operations import forget_credential, reseal_credentials, seal_credential
from duta.channels.sealing import NoPublicKey, Sealed, UnusableKey, new_pair, open_sealed, seal_for, spell
from duta.connectors.protocol import Locked
from duta.core.models import AuditEntry

SECRETS = {"password": "kata sandi rahasia"}


def problem_of(call):
    with pytest.raises(Locked) as locked:
        call()
    return locked.value.problem.code


@given(secrets=st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=4), channel_id=st.integers(1, 9))
def test_what_was_sealed_is_what_is_opened(secrets, channel_id):
    pair = new_pair()
    sealed = seal_for(pair.public, secrets, channel_id=channel_id)
    assert open_sealed(sealed, [pair], channel_id=channel_id) == secrets


def test_a_seal_shows_nothing_of_what_is_in_it_and_never_looks_the_same_twice():
    pair = new_pair()
    first, second = (seal_for(pair.public, SECRETS, channel_id=1) for _ in range(2))
    assert b"rahasia" not in first.content
    assert first.content != second.content
    assert "rahasia" not in repr(pair)
    assert spell(pair.private) not in repr(pair)


def test_any_key_of_the_list_opens_also_when_the_fingerprint_is_wrong():
    old, new = new_pair(), new_pair()
    sealed = seal_for(old.public, SECRETS, channel_id=1)
    assert open_sealed(sealed, [new, old], channel_id=1) == SECRETS
    assert open_sealed(Sealed(sealed.content, new.fingerprint), [new, old], channel_id=1) == SECRETS


def test_no_key_a_foreign_key_and_another_channel_open_nothing():
    pair = new_pair()
    sealed = seal_for(pair.public, SECRETS, channel_id=1)
    assert problem_of(lambda: open_sealed(sealed, [], channel_id=1)) == "channels_locked"
    assert problem_of(lambda: open_sealed(sealed, [new_pair()], channel_id=1)) == "credential_unreadable"
    assert problem_of(lambda: open_sealed(sealed, [pair], channel_id=2)) == "credential_unreadable"
    assert problem_of(lambda: open_sealed(Sealed(b"x", ""), [pair], channel_id=1)) == "credential_unreadable"


def test_key_files_are_for_their_owner_and_wider_ones_are_refused(keys):
    file = sealing.private_keys_file()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [pair.fingerprint for pair in sealing.private_keys()] == [keys.fingerprint]
    file.chmod(0o640)
    with pytest.raises(UnusableKey, match="chmod 600"):
        sealing.private_keys()


@pytest.mark.parametrize("text", ["no base64!", "c2hvcnQ=", "QUJD" * 20])
def test_a_key_that_is_none_is_named_with_its_remedy(no_keys, settings, text):
    settings.DUTA_CHANNEL_PUBLIC_KEY = text
    with pytest.raises(UnusableKey, match="duta keys new"):
        sealing.public_key()
    settings.DUTA_CHANNEL_PRIVATE_KEYS = [text]
    with pytest.raises(UnusableKey):
        sealing.private_keys()


def test_keys_in_variables_come_before_keys_in_files(keys, settings):
    other = new_pair()
    settings.DUTA_CHANNEL_PUBLIC_KEY = spell(other.public)
    settings.DUTA_CHANNEL_PRIVATE_KEYS = [spell(other.private)]
    assert sealing.fingerprint_of(sealing.public_key()) == other.fingerprint
    assert [pair.fingerprint for pair in sealing.private_keys()] == [other.fingerprint]


@pytest.fixture
def channel(db):
    return make.channel(make.organisation())


def seal(channel, secrets=SECRETS, **fields):
    fields = {"expires_at": None, "by": None, "now": make.NOW, **fields}
    return seal_credential(channel=channel, secrets=secrets, **fields)


def test_the_web_seals_without_ever_reading_a_private_key(channel, keys):
    sealing.private_keys_file().unlink()
    credential = seal(channel)
    assert credential.key_fingerprint == keys.fingerprint
    sealed = Sealed(bytes(Credential.objects.get().sealed), credential.key_fingerprint)
    assert open_sealed(sealed, [keys], channel_id=channel.pk) == SECRETS


def test_without_keys_nothing_is_sealed_and_nothing_kept(channel, no_keys):
    with pytest.raises(NoPublicKey):
        seal(channel)
    assert not Credential.objects.exists()


def test_the_trail_says_who_sealed_what_and_never_the_secret(channel, keys):
    person = make.user()
    seal(channel, by=person, expires_at=make.later(days=30))
    seal(channel, by=person)
    entries = AuditEntry.objects.filter(action="channel.credential_sealed")
    assert entries.count() == 2
    assert Credential.objects.count() == 1
    first = entries.order_by("pk")[0]
    assert first.actor_id == person.pk
    assert first.detail == {
        "fields": ["password"],
        "expires_at": make.later(days=30).isoformat(),
        "key": keys.fingerprint,
    }
    assert "rahasia" not in str(list(entries.values()))


def test_a_new_credential_is_tried_soon_and_the_old_problem_is_forgotten(channel, keys):
    channel.check_due_at, channel.problem_data = make.later(hours=1), {"code": "credential_refused"}
    channel.save()
    seal(channel)
    channel.refresh_from_db()
    assert (channel.check_due_at, channel.problem) == (make.NOW, None)


def test_a_forgotten_credential_is_gone(channel, keys):
    seal(channel)
    forget_credential(channel=channel, by=None, now=make.NOW)
    forget_credential(channel=channel, by=None, now=make.NOW)
    assert not Credential.objects.exists()
    assert AuditEntry.objects.filter(action="channel.credential_forgotten").count() == 1


@pytest.mark.django_db
def test_resealing_moves_every_credential_to_the_newest_key_and_names_those_that_no_key_opens(keys):
    where = make.organisation()
    first, second = make.channel(where), make.channel(where)
    seal(first)
    seal(second)
    Credential.objects.filter(channel=second).update(sealed=b"?" * 90)
    new = new_pair()
    changed, closed = reseal_credentials(keys=[new, keys], now=make.NOW)
    assert (changed, closed) == (1, [second])
    kept = Credential.objects.get(channel=first)
    assert open_sealed(Sealed(bytes(kept.sealed), kept.key_fingerprint), [new], channel_id=first.pk) == SECRETS
    assert reseal_credentials(keys=[new, keys], now=make.NOW) == (0, [second])
