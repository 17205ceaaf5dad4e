"""``duta keys``: make, change and list the keys that channels' credentials are sealed with."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from duta.channels import sealing
from duta.channels.operations import reseal_credentials
from duta.channels.queries import fingerprints_in_use

ACTIONS = {
    "new": "make the first pair of keys, in DUTA_VAR/keys",
    "rotate": "make a new pair, keep the old private keys, and seal every credential anew",
    "reseal": "seal every credential for the newest key (after a rotation of keys that are kept in variables)",
    "show-fingerprints": "list the keys by fingerprint, and how many credentials need each",
    "forget": "remove an old private key that no credential needs",
}


class Command(BaseCommand):
    """Manage the keys; no key is ever printed."""

    help = "Make, rotate and list the keys for channels' credentials."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.epilog = "; ".join(f"{name}: {words}" for name, words in ACTIONS.items())
        parser.add_argument("action", choices=list(ACTIONS))
        parser.add_argument("fingerprint", nargs="?", default="", help="of the key to forget")

    def handle(self, *args: Any, action: str, fingerprint: str, **options: Any) -> None:
        """Do it."""
        try:
            match action:
                case "new":
                    self._new()
                case "rotate":
                    self._rotate()
                case "reseal":
                    self._reseal(self._private_keys())
                case "show-fingerprints":
                    self._show()
                case "forget":
                    self._forget(fingerprint)
        except sealing.UnusableKey as reason:
            raise CommandError(str(reason)) from reason

    def _new(self) -> None:
        if sealing.has_public_key() or sealing.private_keys():
            raise CommandError("There are keys already. To change them: duta keys rotate")
        self._write([sealing.new_pair()])
        self.stdout.write(f"Made the keys in {sealing.private_keys_file().parent}; back them up apart from the data.")
        self.stdout.write("The worker must be able to read channels.key, the web only channels.pub.")

    def _rotate(self) -> None:
        if settings.DUTA_CHANNEL_PRIVATE_KEYS or settings.DUTA_CHANNEL_PUBLIC_KEY:
            raise CommandError(
                "The keys come from variables. Put a new one first in DUTA_CHANNEL_PRIVATE_KEYS and its public half in "
                "DUTA_CHANNEL_PUBLIC_KEY, start everything again, then run: duta keys reseal"
            )
        keys = [sealing.new_pair(), *self._private_keys()]
        self._write(keys)
        self._reseal(keys)

    def _reseal(self, keys: Sequence[sealing.KeyPair]) -> None:
        changed, closed = reseal_credentials(keys=keys, now=timezone.now())
        self.stdout.write(f"Sealed {changed} credentials for the key {keys[0].fingerprint}.")
        for channel in closed:
            self.stderr.write(f"No key opens the credential of “{channel}”: enter it once more on the channel's page.")

    def _show(self) -> None:
        in_use = fingerprints_in_use()
        known = [pair.fingerprint for pair in sealing.private_keys()]
        if not known and not in_use and not sealing.has_public_key():
            self.stdout.write("There are no keys. Make them: duta keys new")
            return
        seals = sealing.fingerprint_of(sealing.public_key()) if sealing.has_public_key() else ""
        for fingerprint in dict.fromkeys([*([seals] if seals else []), *known, *in_use]):
            notes = [f"{in_use.get(fingerprint, 0)} credentials"]
            notes += ["seals"] if fingerprint == seals else []
            notes += ["opens"] if fingerprint in known else ["cannot be opened here"]
            self.stdout.write(f"{fingerprint}  {', '.join(notes)}")

    def _forget(self, fingerprint: str) -> None:
        keys = self._private_keys()
        if fingerprint not in [pair.fingerprint for pair in keys[1:]]:
            raise CommandError("Name an old key by its fingerprint: duta keys show-fingerprints lists them.")
        if needed := fingerprints_in_use().get(fingerprint):
            raise CommandError(f"{needed} credentials need this key. First: duta keys reseal")
        self._write([pair for pair in keys if pair.fingerprint != fingerprint])
        self.stdout.write(f"Forgot the key {fingerprint}.")

    def _private_keys(self) -> tuple[sealing.KeyPair, ...]:
        keys = sealing.private_keys()
        if not keys:
            raise CommandError("There are no private keys here. Make them: duta keys new")
        return keys

    def _write(self, pairs: Sequence[sealing.KeyPair]) -> None:
        if settings.DUTA_CHANNEL_PRIVATE_KEYS:
            raise CommandError("The keys come from variables: change DUTA_CHANNEL_PRIVATE_KEYS instead.")
        sealing.write_keys(pairs)
