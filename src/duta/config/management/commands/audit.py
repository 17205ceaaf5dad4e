"""``duta audit``: verify that the audit trail is what was written."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from duta.core.chain import Break, Flaw
from duta.core.guards import missing_guards
from duta.core.verifying import Walk, late_unsealed, walk_chain

ACTIONS = {"verify": "walk the trail from its first entry to its last, and say whether it is what was sealed"}


class Command(BaseCommand):
    """Verify the audit trail; reads only. Exit code 1 when anything is found."""

    help = "Verify that no entry of the audit trail was changed, removed or reordered."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and the hash that an auditor noted."""
        parser.epilog = "; ".join(f"{name}: {words}" for name, words in ACTIONS.items())
        parser.add_argument("action", choices=list(ACTIONS))
        parser.add_argument("--head", default="", help="a hash that was noted earlier: it must still be in the chain")

    def handle(self, *args: Any, action: str, head: str, **options: Any) -> None:
        """Verify; raise CommandError with every finding."""
        noted = head.strip().lower()
        walk = walk_chain(noted=noted)
        self.stdout.write(_what_was_read(walk))
        if walk.noted:
            self.stdout.write(f"The noted hash is that of entry {walk.noted}; {walk.count - walk.noted} came after it.")
        if findings := list(_findings(walk, noted, timezone.now())):
            raise CommandError("\n".join(findings))


def _what_was_read(walk: Walk) -> str:
    if not walk.count or not walk.first_at or not walk.last_at:
        return "No sealed entry was read."
    until = "up to the first break" if walk.broken else "all unchanged, in order and without a gap"
    return (
        f"{walk.count} entries, from {_moment(walk.first_at)} to {_moment(walk.last_at)}, {until}. "
        f"The last one's hash: {walk.head.hash}"
    )


def _findings(walk: Walk, noted: str, now: datetime) -> Iterator[str]:
    if walk.broken:
        yield f"The chain is broken. {sentence_for(walk.broken)}"
    if noted and not walk.noted:
        yield f"The noted hash {noted} is not in the chain: entries were removed, or the trail was written anew."
    unsealed, oldest = late_unsealed(now=now)
    if oldest:
        yield f"{unsealed} entries have not been sealed since {_moment(oldest)}. Is the worker running?"
    if unguarded := missing_guards():
        yield f"Triggers of the database that keep entries from being changed are missing: {', '.join(unguarded)}."


def sentence_for(broken: Break) -> str:
    """Say what is wrong, and with which entry."""
    entry = f"Entry {broken.number} of the chain (id {broken.entry_id})"
    match broken.flaw:
        case Flaw.CHANGED if broken.column:
            return f"{entry} was changed after it was sealed: its {broken.column}."
        case Flaw.CHANGED:
            return f"{entry} was changed after it was sealed: what it says does not fit its hash."
        case Flaw.MISSING:
            return f"Entry {broken.number} of the chain is missing."
        case Flaw.ORDER:
            return (
                f"{entry} does not follow the one before it: the order was changed, or one was put in another's place."
            )
        case Flaw.CUT:
            return f"Entry {broken.number} of the chain, and every one after it, is missing at the end."
        case Flaw.ADDED:
            return (
                f"Entry {broken.number} of the chain, and every one after it, was added without being sealed by Duta."
            )


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="seconds")
