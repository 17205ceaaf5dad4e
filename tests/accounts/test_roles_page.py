"""docs/users/roles.md says what the rules say."""

from pathlib import Path

import pytest

from duta.accounts.rules import ALLOWED, Action, Role

PAGE = Path(__file__).resolve().parents[2] / "docs" / "users" / "roles.md"
ROWS = {
    "Look at everything there": Action.VIEW,
    "Strategies, objectives": Action.PLAN,
    "Write stories": Action.WRITE,
    "Put initials": Action.INITIAL,
    "Sign, or send back": Action.SIGN,
    "Release what was cleared": Action.RELEASE,
    "Withdraw what is out": Action.WITHDRAW,
    "Channels and their credentials": Action.MANAGE_CHANNELS,
    "Deliveries:": Action.DELIVER,
    "Enter readings": Action.MEASURE,
    "People, roles": Action.ADMINISTER,
}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_every_action_has_its_line():
    assert set(ROWS.values()) == set(Action)


@pytest.mark.parametrize("start", ROWS)
def test_a_line_ticks_the_roles_that_may(start):
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    roles = [Role[name.upper().replace(" ", "_")] for name in cells(next(x for x in lines if "| Planner" in x))[1:]]
    _, *ticks = cells(next(line for line in lines if line.startswith(f"| {start}")))
    ticked = {role for role, tick in zip(roles, ticks, strict=True) if tick}
    assert ticked == {role for role, actions in ALLOWED.items() if ROWS[start] in actions}
