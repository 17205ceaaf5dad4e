"""No template of ours has words outside translate tags: what a person reads comes from a catalogue."""

import re
from pathlib import Path

import pytest

from architecture.rooms import SOURCE

# Names and marks that are the same in every language.
SAME_EVERYWHERE = {
    "Duta",
    "Latihan",
    "PDF",
    "RSS",
    "Atom",
    "ID",
    "EN",
    "API",
    "URL",
    "UTC",
    "CAP",
    "ISO",
    "SHA-256",
    "SVG",
    "PNG",
    "CSV",
    "TOTP",
}
SPOKEN = (
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "label",
    "data-empty",
    "data-label",
    "summary",
)

COMMENT = re.compile(r"{#.*?#}|{% *comment\b.*?{% *endcomment *%}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{% *blocktrans(?:late)?\b.*?{% *endblocktrans(?:late)? *%}", re.DOTALL)
CLASSES = re.compile(r"{% *block \w*(?:class|layout)\w* *%}.*?{% *endblock\b.*?%}", re.DOTALL)
TAKEN = re.compile(r"{%.*?%}", re.DOTALL)
FILLED = re.compile(r"\S*{{.*?}}\S*", re.DOTALL)  # with what is glued to it: an address that is partly filled in
SILENT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
ATTRIBUTE = re.compile(rf'\s(?:{"|".join(SPOKEN)})="([^"]*)"', re.IGNORECASE)
SUBMIT = re.compile(r'<input\b[^>]*type="(?:submit|button)"[^>]*\svalue="([^"]*)"', re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>", re.DOTALL)
ENTITY = re.compile(r"&#?\w+;")
WORD = re.compile(r"[^\W\d_][\w’'-]*")

# Read by machines; and shown when nothing works any more, the catalogues included, so it says all in both languages.
ELSEWHERE = {"robots.txt", "500.html"}
TEMPLATES = sorted(
    path
    for path in SOURCE.rglob("*")
    if {"templates", "overrides"} & set(path.parts)
    and path.suffix in {".html", ".txt", ".svg"}
    and path.name not in ELSEWHERE
)


def bare_words(source: str) -> list[str]:
    """The words of a template that no catalogue translates, in the order in which they stand."""
    text = SILENT.sub(" ", TRANSLATED.sub(" ", COMMENT.sub(" ", source)))
    text = TAKEN.sub(" ", CLASSES.sub(" ", text))
    filled = re.compile(r"{{.*?}}", re.DOTALL)
    spoken = [*ATTRIBUTE.findall(text), *SUBMIT.findall(text)]
    read = " ".join([TAG.sub(" ", filled.sub("{{}}", text)), *spoken])
    return [word for word in WORD.findall(ENTITY.sub(" ", FILLED.sub(" ", read))) if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_has_no_words_of_its_own(path: Path):
    assert bare_words(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p class="x">{% translate "Save" %}</p>', []),
        ("<p>Save it</p>", ["Save", "it"]),
        ("{% blocktranslate trimmed %}Save {{ it }}{% endblocktranslate %} 3 × ·", []),
        ('<a href="{{ url }}" title="Go on">{{ name }}</a>', ["Go", "on"]),
        ('<input type="submit" value="Send">', ["Send"]),
        ("{# a note #}<!-- another --><script>let words;</script>", []),
        ("{% if a %}yes{% endif %}", ["yes"]),
        ('<a href="{% if a > b %}x{% endif %}">{{ a }}, {{ b }}</a>', []),
        ('<p class="{{ a|default:"<b>" }}">', []),
        ("Duta&nbsp;{{ x }}", []),
    ],
)
def test_bare_words_are_found(source: str, found: list[str]):
    assert bare_words(source) == found
