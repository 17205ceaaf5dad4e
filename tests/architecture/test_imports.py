"""import-linter holds the rooms' order, also against what is planted."""

import pytest

from architecture.rooms import SOURCE, copy_of_the_source, heights, run_in


def test_the_imports_keep_every_contract(tmp_path):
    done = run_in(copy_of_the_source(tmp_path), "lint-imports", "--no-cache")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "planted", "contract"),
    [
        ("core/moments.py", "from duta.newsroom import rules", "Rooms import downward only"),
        ("strategy/rules.py", "import duta.delivery.rules", "Rooms import downward only"),
        ("core/moments.py", "def hidden():\n    from duta.portal import models", "Rooms import downward only"),
        ("accounts/rules.py", "from duta.accounts import queries", "Inside a room"),
        ("connectors/protocol.py", "import django", "Connectors know neither Django"),
    ],
)
def test_a_planted_import_is_found(tmp_path, file, planted, contract):
    copy = copy_of_the_source(tmp_path)
    path = copy / "src/duta" / file
    path.write_text(f"{path.read_text()}\n\n{planted}\n")
    done = run_in(copy, "lint-imports", "--no-cache")
    assert done.returncode != 0
    assert any(contract in line and "BROKEN" in line for line in done.stdout.splitlines()), done.stdout


def test_every_room_has_its_place_in_the_order():
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert rooms == set(heights())
