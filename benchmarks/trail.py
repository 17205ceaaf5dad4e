"""Compare two ways to chain the audit trail on PostgreSQL: hashing under a lock until commit, or sealing afterwards.

Each transaction writes one entry and then works for some milliseconds more, as an operation does. Needs
``DUTA_DATABASE_URL`` of an empty, migrated PostgreSQL database: ``python -m benchmarks.trail``.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import django

WRITERS, SECONDS, WORK = 16, 4.0, 0.005


def main() -> int:
    """Measure, print, return 0."""
    if not os.environ.get("DUTA_DATABASE_URL"):
        print("skipped: set DUTA_DATABASE_URL to an empty, migrated PostgreSQL database")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duta.config.settings.dev")
    django.setup()
    from duta.core.models import TrailHead  # noqa: PLC0415  # after setup
    from duta.core.seals import seal_entries  # noqa: PLC0415
    from duta.core.verifying import walk_chain  # noqa: PLC0415

    TrailHead.objects.get_or_create(pk=1)
    locked = _measure(lambda: TrailHead.objects.select_for_update().get(pk=1))
    print(f"a lock on the head until commit: {locked:.0f} transactions/s")
    free = _measure(lambda: None, beside=_sealer)
    print(f"written unsealed, sealed every second: {free:.0f} transactions/s, {free / locked:.1f} times as many")
    begun = time.perf_counter()
    sealed = seal_entries(now=django.utils.timezone.now())
    took = time.perf_counter() - begun
    print(f"sealing what was left: {sealed} entries in {took:.2f} s")
    begun = time.perf_counter()
    walk = walk_chain()
    took = time.perf_counter() - begun
    print(f"verifying: {walk.count} entries in {took:.2f} s ({walk.count / took:.0f}/s), broken: {walk.broken}")
    return 0


def _measure(before: Callable[[], object], *, beside: Callable[[threading.Event], object] | None = None) -> float:
    over = threading.Event()
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        helper = pool.submit(beside, over) if beside else None
        counts = [pool.submit(_write, before, over) for _ in range(WRITERS)]
        time.sleep(SECONDS)
        over.set()
        if helper:
            helper.result()
        return sum(count.result() for count in counts) / SECONDS


def _write(before: Callable[[], object], over: threading.Event) -> int:
    from django.db import connection, transaction  # noqa: PLC0415

    from duta.core import audit  # noqa: PLC0415
    from duta.core.models import TrailHead  # noqa: PLC0415

    count = 0
    while not over.is_set():
        with transaction.atomic():
            before()
            audit.record(action="head.changed", target=TrailHead(pk=1), by=None)
            time.sleep(WORK)
        count += 1
    connection.close()
    return count


def _sealer(over: threading.Event) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from duta.core.seals import seal_entries  # noqa: PLC0415

    while not over.wait(1.0):
        seal_entries(now=timezone.now())
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
