"""The composer's check: one keystroke's request over 20 channel versions beside the same request over one.

python -m benchmarks.composer        writes benchmarks/results/composer.json
"""

import json

from benchmarks.harness import installation, machine, run_in, write_results


def main() -> None:
    """Measure in a throw-away installation and write the result."""
    before = machine()
    with installation("sqlite") as environment:
        printed = run_in(environment, "-m", "benchmarks.composer_inside")
    write_results("composer", json.loads(printed.splitlines()[-1]), before=before)


if __name__ == "__main__":
    main()
