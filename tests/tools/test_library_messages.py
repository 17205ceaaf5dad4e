"""Every string of the libraries that a person may meet is Indonesian: in their own catalogues or in ours.

After an upgrade the first test lists what is new in English: translate it in `src/duta/config/locale/id/`.
"""

import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import polib
import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
OURS = ROOT / "src/duta/config/locale/id/LC_MESSAGES"
DOMAINS = ("django", "djangojs")

# Each a folder with a catalogue of its own, as the locations in our catalogue name it.
PACKAGES = (
    "wagtail",
    "wagtail/admin",
    "wagtail/images",
    "wagtail/documents",
    "wagtail/users",
    "wagtail/sites",
    "wagtail/search",
    "wagtail/snippets",
    "wagtail/contrib/simple_translation",
    "wagtail/contrib/redirects",
    "wagtail/contrib/settings",
    "wagtail/contrib/forms",
    "wagtail/contrib/table_block",
    "wagtail/contrib/typed_table_block",
    "wagtail/locales",
    "wagtail/embeds",
    "allauth",
    "taggit",
    "treebeard",
    "django",
    "django/contrib/auth",
    "django/contrib/contenttypes",
    "django/contrib/sessions",
    "django/contrib/humanize",
)
CATALOGUE_OF = {"django": "django/conf"}
NOT_OFFERED = ("allauth/idp/",)  # an identity provider for others: not installed

# What Indonesian writes as English does, its fields and tags aside.
SAME_WORDS = """
    Admin Administrator Alias Format Headless ID MFA Menu Minimum Slug Status Tag Token URL WebAuthn
    googol hash label salt slug status tag token uid
    AM PM p.m. KB MB GB TB PB IPv4 IPv6
    April September November Feb. Jan. Nov. feb jan mar apr jun jul sep nov
"""
SAME = frozenset(SAME_WORDS.split())


def load_tool() -> ModuleType:
    """`tools/messages.py` as a module: it is a script, outside the package."""
    if "duta_messages_tool" not in sys.modules:
        spec = importlib.util.spec_from_file_location("duta_messages_tool", ROOT / "tools/messages.py")
        sys.modules["duta_messages_tool"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["duta_messages_tool"])
    return sys.modules["duta_messages_tool"]


messages = load_tool()


def home(package: str) -> Path:
    top, *rest = package.split("/")
    (folder,) = importlib.util.find_spec(top).submodule_search_locations
    return Path(folder, *rest)


@cache
def wanted(package: str, domain: str) -> dict:
    """The strings of a package, by key. Scripts come compiled: theirs are read from the English catalogue."""
    if domain == "djangojs":
        english = home(package) / "locale/en/LC_MESSAGES/djangojs.po"
        entries = polib.pofile(str(english)) if english.exists() else ()
        return {messages.key_of(e): messages.Found(plural=e.msgid_plural) for e in entries if not e.obsolete}
    folder = home(package)
    found = messages.read_sources(folder, folder.parents[package.count("/")])
    return {key: f for key, f in found.items() if not f.places[0].startswith(NOT_OFFERED)}


@cache
def entries_of(path: Path) -> dict:
    entries = polib.pofile(str(path)) if path.exists() else ()
    return {messages.key_of(entry): entry for entry in entries if not entry.obsolete}


@cache
def own(package: str, domain: str) -> dict:
    """What a package itself says in Indonesian. Django finds both names of the folder."""
    locale = home(CATALOGUE_OF.get(package, package)) / "locale"
    places = [locale / name / f"LC_MESSAGES/{domain}.po" for name in ("id", "id_ID")]
    return {key: entry for path in places for key, entry in entries_of(path).items()}


def spoken(package: str, domain: str) -> Iterator[tuple]:
    """Each string of a package with the entry that a person will read, None if there is none."""
    ours, theirs = entries_of(OURS / f"{domain}.po"), own(package, domain)
    for key, found in wanted(package, domain).items():
        yield key, found, ours.get(key) or theirs.get(key)


def problem(found, entry) -> str:
    if entry is None:
        return "untranslated"
    if bool(entry.msgid_plural) != bool(found.plural):
        return "plural in one of the two only"
    return messages.problem_of(entry)


def listed(lines: list[str]) -> str:
    return "\n".join(["", *lines])


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_string_of_the_libraries_has_indonesian(domain):
    lacking = [
        f"{package}: {trouble}: {messages.shown(key)}"
        for package in PACKAGES
        for key, found, entry in spoken(package, domain)
        if (trouble := problem(found, entry))
    ]

    assert not lacking, listed(lacking)


def is_copied(text: str, original: str) -> bool:
    """Whether a translation says what the original says, in words that only English has."""
    words = messages.POSITIONAL.sub("", messages.NAMED.sub("", original)).strip(" :…-/()")
    return text == original and any(map(str.isalpha, words)) and words not in SAME


@pytest.mark.parametrize("domain", DOMAINS)
def test_none_of_it_is_english_copied(domain):
    copied = [
        f"{package}: {messages.shown(key)}"
        for package in PACKAGES
        for key, _found, entry in spoken(package, domain)
        if entry and is_copied(messages.translation_of(entry), key.msgid)
    ]

    assert not copied, listed(copied)


@pytest.mark.parametrize("domain", DOMAINS)
def test_our_catalogue_holds_only_what_its_packages_say(domain):
    stray = [
        f"{place}: {messages.shown(key)}"
        for key, entry in entries_of(OURS / f"{domain}.po").items()
        for place, _line in entry.occurrences or [("no location", "")]
        if not (ROOT / place).is_file() and (place not in PACKAGES or key not in wanted(place, domain))
    ]

    assert not stray, listed(stray)


def installed() -> set[str]:
    apps = {app.partition(".apps.")[0].replace(".", "/") for app in settings.INSTALLED_APPS}
    return {"django", *(app for app in apps if not app.startswith("duta/"))}


def test_every_installed_library_with_a_catalogue_is_looked_after():
    with_catalogue = {package for package in installed() if (home(package) / "locale").is_dir()}

    assert with_catalogue <= set(PACKAGES)


def test_no_room_is_overruled_by_a_library():
    """Libraries stand before the rooms in INSTALLED_APPS: their word for the same string would be shown.

    Where ours says it for both, `tools/messages.py check` compares.
    """
    ours = entries_of(OURS / "django.po")
    overruled = [
        f"{room.name}: {messages.shown(key)} is {messages.translation_of(entry)!r}, in {package} {said!r}"
        for room in messages.rooms(ROOT)
        for key, entry in entries_of(room / messages.CATALOGUE).items()
        for package in sorted(installed())
        if key not in ours and key in own(package, "django")
        if (said := messages.translation_of(own(package, "django")[key])) and said != messages.translation_of(entry)
    ]

    assert not overruled, listed(["Give it a context, or say it in config:", *overruled])
