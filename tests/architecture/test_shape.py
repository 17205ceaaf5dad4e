"""The shape of the code: rooms introduce themselves, files and functions stay short, nothing hides in signals."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from architecture.rooms import ROOT, SOURCE, python_files

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
LONGEST_DRAWING = 60  # a motif is one list of strokes; cutting it in two makes no part of it clearer


def functions() -> list[tuple[str, int]]:
    """Each function of ours with the lines of its body, docstring and comments left out."""
    return [found for path in python_files() for found in _functions_of(path)]


def _functions_of(path: Path) -> Iterator[tuple[str, int]]:
    text = path.read_text()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", _length(node, text.splitlines())


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not body:
        return 0
    return sum(
        1 for line in lines[body[0].lineno - 1 : node.end_lineno] if line.strip() and not line.strip().startswith("#")
    )


@pytest.mark.parametrize("room", sorted(SOURCE.glob("*/__init__.py")), ids=lambda path: path.parent.name)
def test_every_room_says_what_it_is_for(room):
    docstring = ast.get_docstring(ast.parse(room.read_text()))
    assert docstring
    assert len(docstring) > 20


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in python_files()}
    assert {path: count for path, count in long.items() if count > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen():
    long = {name: count for name, count in functions() if count > LONGEST_FUNCTION}
    drawings = {name for name, count in long.items() if "/portal/motifs/" in name and count <= LONGEST_DRAWING}
    assert {name: count for name, count in long.items() if name not in drawings} == {}


def test_functions_stay_short():
    assert median(count for _, count in functions()) < 10


def test_nobody_listens_to_model_signals():
    listening = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if "django.db.models.signals" in path.read_text() or "wagtail.signals" in path.read_text()
    ]
    assert listening == []
