"""The catalogues follow the sources, and nothing half translated passes."""

import gettext
import importlib.util
import os
import sys
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import polib
import pytest

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"


def load_tool() -> ModuleType:
    """`tools/messages.py` as a module: it is a script, outside the package."""
    if "duta_messages_tool" not in sys.modules:
        spec = importlib.util.spec_from_file_location("duta_messages_tool", TOOL)
        sys.modules["duta_messages_tool"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["duta_messages_tool"])
    return sys.modules["duta_messages_tool"]


messages = load_tool()

IMPORT = "from django.utils.translation import gettext_lazy as _\n"
VIEWS = """
    from django.utils.translation import gettext as _, ngettext, pgettext_lazy as _p

    TITLE = _("Story")
    STATE = _p("of a channel", "Open")

    def counted(n):
        # Translators: a number of channels
        return ngettext("%(n)d channel", "%(n)d channels", n) % {"n": n}
"""
TEMPLATE = """
    {% load i18n %}
    <h1>{% translate "Calendar" %}</h1>
      <p>{% blocktranslate count n=3 trimmed with name=person %}
          {{ name }} has one delivery
      {% plural %}
          {{ name }} has {{ n }} deliveries
      {% endblocktranslate %}</p>
    {% include "x.html" with title=_("Chain") %}
    {% translate "100% done" context "progress" %}
"""


class Project:
    """A small tree of rooms, and the tool's commands on it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str) -> Path:
        target = self.root / "src/duta" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return target

    def run(self, command: str) -> int:
        return messages.main([command], root=self.root)

    def po(self, room: str) -> Path:
        return self.root / "src/duta" / room / "locale/id/LC_MESSAGES/django.po"

    def entries(self, room: str) -> polib.POFile:
        return polib.pofile(str(self.po(room)))

    def translate(self, room: str, **by_msgid: str) -> None:
        """Translate the given strings, and all others with their own text."""
        catalogue = self.entries(room)
        for entry in catalogue:
            text = by_msgid.get(entry.msgid, entry.msgid_plural or entry.msgid)
            if entry.msgid_plural:
                entry.msgstr_plural = {0: text}
            else:
                entry.msgstr = text
        catalogue.save()


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture
def translated(project):
    """One room, complete."""
    project.write("desk/views.py", VIEWS)
    project.write("desk/templates/desk/home.html", TEMPLATE)
    project.run("update")
    project.translate("desk", Story="Konten", Calendar="Kalender")
    return project


# update


def test_strings_come_in_the_order_of_files_and_lines(project):
    project.write("desk/views.py", VIEWS)
    project.write("desk/templates/desk/home.html", TEMPLATE)

    project.run("update")

    assert [(e.msgctxt, e.msgid, e.msgid_plural) for e in project.entries("desk")] == [
        (None, "Calendar", ""),
        (None, "%(name)s has one delivery", "%(name)s has %(n)s deliveries"),
        (None, "Chain", ""),
        ("progress", "100%% done", ""),
        (None, "Story", ""),
        ("of a channel", "Open", ""),
        (None, "%(n)d channel", "%(n)d channels"),
    ]


def test_only_names_imported_from_django_count(project):
    project.write("desk/a.py", 'from duta.core import gettext as _\n\n_("not this")\n')
    project.write("desk/b.py", 'def gettext(text): return text\n\ngettext("nor this")\n')
    project.write("desk/c.py", 'from django.utils import translation\n\ntranslation.gettext("this")\n')
    project.write("desk/d.py", f'{IMPORT}\n_("and this")\n_(no_constant)\n')

    project.run("update")

    assert [entry.msgid for entry in project.entries("desk")] == ["this", "and this"]


def test_one_entry_names_every_file_but_no_line(project):
    project.write("desk/a.py", f'{IMPORT}\n_("Save")\n_("Save")\n')
    project.write("desk/b.py", f'{IMPORT}\n_("Save")\n')

    project.run("update")

    (entry,) = project.entries("desk")
    assert entry.occurrences == [("src/duta/desk/a.py", ""), ("src/duta/desk/b.py", "")]


def test_moving_a_line_changes_nothing(translated):
    before = translated.po("desk").read_text()
    translated.write("desk/views.py", "\n# moved\n\n\n" + dedent(VIEWS))

    translated.run("update")

    assert translated.po("desk").read_text() == before


def test_a_catalogue_says_that_indonesian_has_one_form_and_no_dates(translated):
    assert translated.entries("desk").metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert "Date" not in translated.po("desk").read_text()


def test_notes_and_formats_reach_the_translator(project):
    project.write("desk/views.py", VIEWS)
    project.write(
        "desk/x.py",
        f'{IMPORT}\n_("{{count}} left").format(count=1)\n',
    )

    project.run("update")

    counted = project.entries("desk").find("%(n)d channel")
    assert counted.comment == "Translators: a number of channels"
    assert counted.flags == ["python-format"]
    assert project.entries("desk").find("{count} left").flags == ["python-brace-format"]


def test_translations_stay_new_strings_are_empty_gone_ones_go(translated):
    catalogue = translated.entries("desk")
    catalogue.find("Story").tcomment = "as in the glossary"
    catalogue.save()
    translated.write("desk/views.py", VIEWS.replace('"Open"', '"Shut"'))

    translated.run("update")

    after = translated.entries("desk")
    assert after.find("Story").msgstr == "Konten"
    assert after.find("Story").tcomment == "as in the glossary"
    assert after.find("Shut", msgctxt="of a channel").msgstr == ""
    assert after.find("Open", msgctxt="of a channel") is None


def test_another_plural_asks_a_person_to_look_again(translated):
    translated.write("desk/views.py", VIEWS.replace("%(n)d channels", "%(n)d channels in all"))

    translated.run("update")

    entry = translated.entries("desk").find("%(n)d channel")
    assert entry.fuzzy
    assert entry.msgstr_plural == {0: "%(n)d channels"}


def test_nothing_to_do_writes_nothing(translated):
    translated.run("update")
    os.utime(translated.po("desk"), (1, 1))

    translated.run("update")

    assert translated.po("desk").stat().st_mtime == 1


def test_a_room_without_strings_has_no_catalogue(translated):
    translated.write("desk/views.py", "")
    translated.write("desk/templates/desk/home.html", "")
    translated.write("core/rules.py", "LIMIT = 3\n")

    translated.run("update")

    assert not translated.po("desk").exists()
    assert not translated.po("core").exists()


def test_migrations_are_not_read(project):
    project.write("desk/migrations/0001.py", f'{IMPORT}\n_("old")\n')

    assert messages.read_sources(project.root / "src/duta/desk", project.root) == {}


def test_a_file_that_cannot_be_read_is_named(project):
    project.write("desk/templates/desk/bad.html", "{% blocktranslate %}{% if x %}{% endblocktranslate %}")

    with pytest.raises(ValueError, match=r"src/duta/desk/templates/desk/bad\.html"):
        project.run("update")


# check


def test_a_complete_room_passes(translated, capsys):
    assert translated.run("check") == 0
    assert capsys.readouterr().out == ""


def damage(catalogue: polib.POFile, how: str) -> None:
    match how:
        case "missing":
            catalogue.remove(catalogue.find("Story"))
        case "obsolete":
            catalogue.append(polib.POEntry(msgid="Gone", msgstr="Hilang"))
        case "fuzzy":
            catalogue.find("Story").flags.append("fuzzy")
        case "untranslated":
            catalogue.find("Story").msgstr = ""


@pytest.mark.parametrize("how", ["missing", "obsolete", "fuzzy", "untranslated"])
def test_an_incomplete_room_fails_by_name(translated, capsys, how):
    catalogue = translated.entries("desk")
    damage(catalogue, how)
    catalogue.save()

    assert translated.run("check") == 1

    out = capsys.readouterr().out
    assert "src/duta/desk/locale/id/LC_MESSAGES/django.po:" in out
    assert f"{how}: {'Gone' if how == 'obsolete' else 'Story'!r}" in out


@pytest.mark.parametrize(
    ("original", "translation", "passes"),
    [
        ("%(count)s pages", "%(count)s halaman", True),
        ("%(count)s pages", "%(jumlah)s halaman", False),
        ("%(count)s pages", "beberapa halaman", False),
        ("%(a)s of %(b)s", "dari %(b)s, %(a)s", True),
        ("%s of %d", "%d dari %s", False),
        ("{name} left", "{nama} pergi", False),
        ("{name} left", "{name} pergi", True),
        ("<b>Bold</b>", "<b>Tebal</b>", True),
        ("<b>Bold</b>", "<b>Tebal", False),
        ('<a href="%(url)s">Add</a>', '<a href="%(url)s">Tambah</a>', True),
        ('<a href="%(url)s">Add</a>', '<a href="%(link)s">Tambah</a>', False),
        ("100%% done", "selesai 100%%", True),
        ("100%% done", "selesai 100%", False),
        ("half of all", "50% dari semua", True),
    ],
)
def test_fields_and_tags_are_carried_over(original, translation, passes):
    entry = polib.POEntry(msgid=original, msgstr=translation)

    assert (messages.problem_of(entry) == "") == passes


def test_a_plural_is_measured_by_its_plural():
    entry = polib.POEntry(msgid="one page", msgid_plural="%(n)s pages", msgstr_plural={0: "%(n)s halaman"})

    assert messages.problem_of(entry) == ""


def test_two_rooms_may_not_translate_one_string_in_two_ways(translated, capsys):
    translated.write("portal/views.py", VIEWS)
    translated.run("update")
    translated.translate("portal", Story="Cerita")

    assert translated.run("check") == 1
    assert "'Story' is 'Cerita' in portal, 'Konten' in desk" in capsys.readouterr().out


# The catalogues that are kept by hand


@pytest.fixture
def by_hand(translated):
    translated.write("config/urls.py", "")
    path = translated.po("config")
    path.parent.mkdir(parents=True)
    for name in ("django.po", "djangojs.po"):
        catalogue = polib.POFile()
        catalogue.append(polib.POEntry(msgid="Submit for moderation", msgstr="Kirim untuk pengesahan"))
        catalogue.save(str(path.with_name(name)))
    return translated


def test_update_leaves_them_alone(by_hand):
    before = by_hand.po("config").read_bytes()

    by_hand.run("update")

    assert by_hand.po("config").read_bytes() == before
    assert by_hand.run("check") == 0


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_check_holds_them_complete(by_hand, capsys, name):
    path = by_hand.po("config").with_name(name)
    catalogue = polib.pofile(str(path))
    catalogue[0].msgstr = ""
    catalogue.save()

    assert by_hand.run("check") == 1
    assert f"{name}:\n  untranslated: 'Submit for moderation'" in capsys.readouterr().out


def test_their_words_may_not_differ_from_a_rooms(by_hand, capsys):
    catalogue = by_hand.entries("config")
    catalogue.append(polib.POEntry(msgid="Story", msgstr="Cerita"))
    catalogue.save()

    assert by_hand.run("check") == 1
    assert "'Story' is 'Konten' in desk, 'Cerita' in config" in capsys.readouterr().out


def test_a_string_of_the_settings_must_be_in_them(by_hand, capsys):
    by_hand.write("config/base.py", f'{IMPORT}\n_("Indonesian")\n')

    assert by_hand.run("check") == 1
    assert "missing: 'Indonesian' (src/duta/config/base.py)" in capsys.readouterr().out


# compile


def test_python_reads_what_was_compiled(by_hand):
    by_hand.run("compile")

    with by_hand.po("desk").with_suffix(".mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    assert catalogue.gettext("Story") == "Konten"
    assert catalogue.ngettext("%(n)d channel", "%(n)d channels", 1) == "%(n)d channels"
    assert by_hand.po("config").with_name("djangojs.mo").exists()


def test_a_fuzzy_translation_is_not_shown(translated):
    catalogue = translated.entries("desk")
    catalogue.find("Story").flags.append("fuzzy")
    catalogue.save()

    translated.run("compile")

    with translated.po("desk").with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Story") == "Story"


def test_only_what_is_older_than_its_source_is_compiled(translated, capsys):
    translated.run("compile")
    capsys.readouterr()

    translated.run("compile")
    assert capsys.readouterr().out == ""

    os.utime(translated.po("desk").with_suffix(".mo"), (1, 1))
    translated.run("compile")
    assert capsys.readouterr().out == "src/duta/desk/locale/id/LC_MESSAGES/django.mo\n"


def test_what_has_lost_its_source_is_removed(translated):
    translated.run("compile")
    translated.po("desk").unlink()

    translated.run("compile")

    assert not translated.po("desk").with_suffix(".mo").exists()
