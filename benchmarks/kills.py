"""A long run of kills: workers die at random moments, on SQLite and PostgreSQL; nothing may be lost or doubled.

python -m benchmarks.kills [KILLS]        300 for each engine unless told otherwise; writes results/kills.json
"""

import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.harness import ROOT, machine, write_results

sys.path.insert(0, str(ROOT / "tests"))

from delivery.forgetful import ForgetfulPlatform  # the tests' own platform
from delivery.lives import installed_once, why_no_postgresql

SIDE_BY_SIDE = {"sqlite": 1, "postgresql": 3}


def main() -> None:
    """Kill, finish, count."""
    before, kills = machine(), int(sys.argv[1]) if len(sys.argv) > 1 else 300
    engines = ["sqlite"] if why_no_postgresql() else ["sqlite", "postgresql"]
    figures = {engine: run(engine, kills) for engine in engines}
    write_results("kills", {"engines": figures}, before=before)
    if any(one["lost"] or one["doubled"] for one in figures.values()):
        sys.exit("something was lost or went out twice")


def run(engine: str, kills: int) -> dict[str, Any]:
    """Run one engine and return what became of its deliveries."""
    chance, together = random.Random(os.getpid()), SIDE_BY_SIDE[engine]
    keys: list[str] = []
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as copy, ForgetfulPlatform() as platform:
        settings = {"server": f"http://{platform.pair}"}
        channels = [
            {"connector": "loopback", "handle": f"@uji{number}", "settings": settings, "secrets": {}}
            for number in range(12)
        ]
        with (
            installed_once(engine, Path(made)) as installation,
            installation.lives(Path(copy), allowed=platform.pair) as lives,
        ):
            for _ in range(kills // together):
                keys += lives.do("seed", channels=channels, count=15 * together)
                lives.do("live_together", seconds=[chance.uniform(0.05, 0.9) for _ in range(together)])
            found = lives.do("finish", patience=600)
        return {
            "kills": kills // together * together,
            "deliveries": len(keys),
            "lost": sum(platform.keys[key] == 0 for key in keys),
            "doubled": sum(platform.keys[key] > 1 for key in keys),
            "attempts": found["attempts"],
            "states": found["states"],
        }


if __name__ == "__main__":
    main()
