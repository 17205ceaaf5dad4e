"""Write docs/operators/settings.md from what is declared: variables and commands. A test holds the two together."""

from pathlib import Path

from duta.config.environment import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
DOC = ROOT / "docs" / "operators" / "settings.md"
COMMANDS = ROOT / "src" / "duta" / "config" / "management" / "commands"


def text() -> str:
    """Return the whole page."""
    lines = ["# Settings", "", "Written by `python tools/settings_doc.py`; do not edit by hand.", ""]
    lines += ["## Variables", "", "| Variable | Default | Meaning |", "|---|---|---|"]
    for variable in VARIABLES:
        secret = " Secret." if variable.secret else ""
        lines.append(
            f"| `{variable.name}` | {f'`{variable.default}`' if variable.default else ''} | {variable.meaning}{secret} |"
        )
    lines += ["", "## Commands", "", "| Command | What it does |", "|---|---|"]
    for file in sorted(COMMANDS.glob("[a-z]*.py")):
        first = file.read_text(encoding="utf-8").split('"""')[1].splitlines()[0]
        _, _, meaning = first.partition(":")
        lines.append(f"| `duta {file.stem}` | {meaning.strip()} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    DOC.write_text(text(), encoding="utf-8")
