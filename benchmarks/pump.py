"""The pump beside what it could be at best.

- against an instant local sink, and a bare aiohttp loop of the same concurrency, count and body;
- ten channels that answer after 200 ms, released at once;
- from a release to the first byte on the wire, on an idle system, beside a poll every second.

    python -m benchmarks.pump            both engines, writes benchmarks/results/pump.json
"""

import json
from typing import Any

from benchmarks.harness import installation, machine, postgresql_version, run_in, write_results
from benchmarks.sink import running_sink


def main() -> None:
    """Run both engines and write the results."""
    before, version = machine(), postgresql_version()
    engines = ["sqlite", "postgresql"] if version else ["sqlite"]
    results: dict[str, Any] = {"postgresql": version or "no server on this machine: left out", "engines": {}}
    with running_sink() as sink:
        for engine in engines:
            with installation(engine) as environment:
                printed = run_in(environment, "-m", "benchmarks.pump_inside", engine, sink)
                results["engines"][engine] = json.loads(printed.splitlines()[-1])
    write_results("pump", results, before=before)


if __name__ == "__main__":
    main()
