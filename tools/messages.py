"""The interface's Indonesian, without GNU gettext: Babel reads the sources, polib keeps the catalogues.

    python tools/messages.py update     every room's django.po follows its sources
    python tools/messages.py check      exit 1, with a list, if a person would meet English or broken text
    python tools/messages.py compile    the .mo files that Django reads

A room's catalogue is `src/duta/<room>/locale/id/LC_MESSAGES/django.po`. Those of `config` are kept by
hand: they hold what libraries leave in English, or say with other words; `update` never writes them.
"""

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import polib
from babel.messages.catalog import Message as BabelMessage
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = Path("src/duta")
CATALOGUE = Path("locale/id/LC_MESSAGES/django.po")
BY_HAND = "config"
TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".xml", ".svg"})
TEMPLATE_FOLDERS = frozenset({"templates", "overrides"})
SKIPPED_FOLDERS = frozenset({"migrations", "node_modules", "test", "tests"})

# Which arguments of Django's functions are read: ordinals, "c" marks the context. None: the first.
Arguments = tuple[int | tuple[int, str], ...] | None
ARGUMENTS: dict[str, Arguments] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_ARGUMENTS: dict[str, Arguments] = {**ARGUMENTS, "_": None}

METADATA = {
    "Project-Id-Version": "Duta",
    "Language": "id",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

# Named and positional %-fields, {fields} and tags: what a translation must carry over unchanged.
NAMED = re.compile(r"%\(\w+\)[-#0+]?\d*(?:\.\d+)?[a-zA-Z]|\{[\w.!:\[\]]*\}|</?[a-zA-Z][^<>]*>|%%")
POSITIONAL = re.compile(r"%[-#0+]?\d*(?:\.\d+)?[diouxXeEfFgGcrs]")


class Key(NamedTuple):
    """What tells two strings of a catalogue apart."""

    context: str | None
    msgid: str


@dataclass
class Found:
    """A string in the sources: its plural ("" if none), the files it stands in, and notes to translators."""

    plural: str = ""
    places: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Sources = dict[Key, Found]


# Reading sources


def imported_names(source: str) -> dict[str, str]:
    """The names under which a module calls Django's translation functions, each with its original name."""
    names = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.module == "django.utils.translation":
            names.update({a.asname or a.name: a.name for a in node.names if a.name in ARGUMENTS})
        elif node.module == "django.utils" and any(a.name == "translation" for a in node.names):
            names.update({name: name for name in ARGUMENTS})
    return names


def read_python(source: str) -> Iterator[tuple[Key, Found]]:
    """Each call of a translation function that the module imports, in the order of its lines."""
    if "gettext" in source or "translation" in source:
        keywords = {alias: ARGUMENTS[name] for alias, name in imported_names(source).items()}
        yield from read_calls(source, keywords)


def read_template(source: str) -> Iterator[tuple[Key, Found]]:
    """Each translatable string of a Django template, as its tags will look it up."""
    lines = templatize(source).splitlines()
    # Python's tokenizer would take the template's indentation for its own.
    yield from read_calls("\n".join(line.lstrip() for line in lines), TEMPLATE_ARGUMENTS)


def read_calls(source: str, keywords: dict[str, Arguments]) -> Iterator[tuple[Key, Found]]:
    calls = extract("python", BytesIO(source.encode()), keywords, comment_tags=("Translators",))
    for _line, message, notes, context in calls:
        msgid, *plural = [message] if isinstance(message, str) else message
        if msgid:
            yield Key(context, msgid), Found(plural=plural[0] if plural else "", notes=list(notes))


def source_files(folder: Path) -> list[Path]:
    """The Python files and templates below a folder, sorted; a nested catalogue's folder is left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if (path.suffix == ".py" or (path.suffix in TEMPLATE_SUFFIXES and TEMPLATE_FOLDERS.intersection(path.parts)))
        and not SKIPPED_FOLDERS.intersection(path.relative_to(folder).parts)
        and not has_own_catalogue(path, folder)
    )


def has_own_catalogue(path: Path, folder: Path) -> bool:
    between = list(path.relative_to(folder).parents)[:-1]
    return any((folder / parent / "locale").is_dir() for parent in between)


def read_sources(folder: Path, root: Path) -> Sources:
    """Every translatable string below a folder, in the order of files and lines.

    Raises ValueError, naming the file, where one cannot be read.
    """
    strings: Sources = {}
    for path in source_files(folder):
        read = read_python if path.suffix == ".py" else read_template
        place = path.relative_to(root).as_posix()
        try:
            for key, found in read(path.read_text(encoding="utf-8")):
                note(strings.setdefault(key, Found()), found, place)
        except (SyntaxError, UnicodeDecodeError) as error:
            raise ValueError(f"{place}: {error}") from error
    return strings


def note(known: Found, found: Found, place: str) -> None:
    known.plural = known.plural or found.plural
    known.places += [place] if place not in known.places else []
    known.notes += [text for text in found.notes if text not in known.notes]


# Catalogues


def key_of(entry: polib.POEntry) -> Key:
    return Key(entry.msgctxt, entry.msgid)


def translation_of(entry: polib.POEntry) -> str:
    """What Indonesian says: it has one form for every number."""
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def merge(strings: Sources, old: Iterable[polib.POEntry]) -> polib.POFile:
    """A catalogue of exactly these strings, in their order, with the translations that are already known."""
    known = {key_of(entry): entry for entry in old if not entry.obsolete}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = dict(METADATA)
    catalogue.extend(merged_entry(key, found, known.get(key)) for key, found in strings.items())
    return catalogue


def merged_entry(key: Key, found: Found, old: polib.POEntry | None) -> polib.POEntry:
    text = translation_of(old) if old else ""
    entry = polib.POEntry(
        msgctxt=key.context,
        msgid=key.msgid,
        msgid_plural=found.plural,
        msgstr="" if found.plural else text,
        msgstr_plural={0: text} if found.plural else {},
        occurrences=[(place, "") for place in found.places],
        comment="\n".join(found.notes),
        tcomment=old.tcomment if old else "",
        flags=format_flags(key.msgid, found.plural),
    )
    if old and text and (old.fuzzy or old.msgid_plural != found.plural):
        entry.flags.insert(0, "fuzzy")
    return entry


def format_flags(msgid: str, plural: str) -> list[str]:
    return sorted(BabelMessage((msgid, plural) if plural else msgid).flags)


def update(folder: Path, root: Path) -> str:
    """Make a room's catalogue follow its sources. Returns what changed, "" if nothing did."""
    path = folder / CATALOGUE
    strings = read_sources(folder, root)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    if not strings:
        path.unlink(missing_ok=True)
        return f"{len(old)} gone, file removed" if old else ""
    text = str(merge(strings, old))
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    before = {key_of(entry) for entry in old if not entry.obsolete}
    return f"{len(strings)} strings, {len(strings.keys() - before)} new, {len(before - strings.keys())} gone"


# Checking


def placeholders(text: str) -> tuple[Counter[str], list[str]]:
    """The fields and tags of a string: those that may change places, and those whose order matters."""
    return Counter(NAMED.findall(text)), POSITIONAL.findall(NAMED.sub("", text))


def problem_of(entry: polib.POEntry) -> str:
    """What keeps an entry from being shown, or would break what it is shown in; "" if nothing does."""
    if entry.obsolete:
        return "obsolete"
    if entry.fuzzy:
        return "fuzzy"
    text = translation_of(entry)
    if not text.strip():
        return "untranslated"
    if placeholders(text) != placeholders(entry.msgid_plural or entry.msgid):
        return "other placeholders or tags than the original's"
    return ""


def problems_of_catalogue(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    for entry in polib.pofile(str(path)):
        if problem := problem_of(entry):
            yield f"{problem}: {shown(key_of(entry))}"


def problems_of_room(folder: Path, root: Path) -> Iterator[str]:
    """Where a room's catalogue and its sources differ. The hand-kept one may say more than its sources."""
    strings = read_sources(folder, root)
    path = folder / CATALOGUE
    known = {key_of(e): e for e in polib.pofile(str(path)) if not e.obsolete} if path.exists() else {}
    for key, found in strings.items():
        if key not in known:
            yield f"missing: {shown(key)} ({found.places[0]})"
        elif known[key].msgid_plural != found.plural:
            yield f"missing its plural as in the source: {shown(key)} ({found.places[0]})"
    if folder.name != BY_HAND:
        yield from (f"obsolete: {shown(key)}" for key in known if key not in strings)
    yield from problems_of_catalogue(path)


def clashes(folders: Sequence[Path]) -> Iterator[str]:
    """Strings that two rooms translate differently: Django would show one of the two everywhere."""
    said: dict[Key, tuple[str, str]] = {}
    for folder in sorted(folders, key=lambda folder: folder.name != BY_HAND):
        path = folder / CATALOGUE
        for entry in polib.pofile(str(path)) if path.exists() else ():
            text = translation_of(entry)
            other, room = said.setdefault(key_of(entry), (text, folder.name))
            if text and other and text != other and not entry.obsolete:
                said_twice = f"{text!r} in {folder.name}, {other!r} in {room}"
                yield f"in two ways: {shown(key_of(entry))} is {said_twice} (set them apart by a context)"


def shown(key: Key) -> str:
    return f"{key.msgid!r}" + (f" in context {key.context!r}" if key.context else "")


# The command


def rooms(root: Path) -> list[Path]:
    return sorted(path for path in (root / ROOMS).iterdir() if path.is_dir() and path.name != "__pycache__")


def update_all(root: Path) -> int:
    for folder in rooms(root):
        if folder.name != BY_HAND and (change := update(folder, root)):
            print(f"{(folder / CATALOGUE).relative_to(root)}: {change}")
    return 0


def check_all(root: Path) -> int:
    """Print every problem under the catalogue it belongs to. Returns 1 if there was one."""
    folders = rooms(root)
    problems = {folder / CATALOGUE: list(problems_of_room(folder, root)) for folder in folders}
    by_hand = root / ROOMS / BY_HAND / CATALOGUE.with_name("djangojs.po")
    problems[by_hand] = list(problems_of_catalogue(by_hand))
    problems[root / ROOMS] = list(clashes(folders))
    for path, lines in problems.items():
        if lines:
            print(f"{path.relative_to(root)}:", *lines, sep="\n  ")
    if not any(problems.values()):
        return 0
    print("Run `python tools/messages.py update`, then translate what it added.")
    return 1


def compile_all(root: Path) -> int:
    """Write each .mo that is missing or older than its .po, whole or not at all; remove those without one."""
    for mo in (root / ROOMS).glob("*/locale/*/LC_MESSAGES/*.mo"):
        if not mo.with_suffix(".po").exists():
            mo.unlink()
    for po in sorted((root / ROOMS).glob("*/locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime <= po.stat().st_mtime:
            half = po.with_suffix(".mo.half")
            polib.pofile(str(po)).save_as_mofile(str(half))
            half.replace(mo)
            print(mo.relative_to(root))
    return 0


COMMANDS = {"update": update_all, "check": check_all, "compile": compile_all}


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    return COMMANDS[parser.parse_args(arguments).command](root)


if __name__ == "__main__":
    sys.exit(main())
