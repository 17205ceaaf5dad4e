"""Every message in our Python has its Indonesian, wherever it hides: an extractor of tokens does not look into f-strings."""

import ast
from collections.abc import Iterator

from django.utils.translation.trans_real import translation

from architecture.rooms import SOURCE, python_files
from walk.catalogue import SEPARATOR, has

FIRST = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}


def messages_of(source: str) -> Iterator[str]:
    """The messages of a module, those with a context as the catalogue keeps them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if node.func.id in FIRST and texts:
                yield texts[0]
            elif node.func.id in WITH_CONTEXT and len(texts) > 1:
                yield SEPARATOR.join(texts[:2])


def test_every_message_has_its_indonesian():
    catalogue = translation("id")
    missing = [
        f"{path.relative_to(SOURCE)}: {message}"
        for path in python_files()
        for message in messages_of(path.read_text())
        if not has(catalogue, message)
    ]
    assert missing == []


def test_messages_are_found_where_they_hide():
    source = 'a = f"{label}: {_(\'under way\')}"\nb = pgettext("a verb", "order")\nc = _(name)\nd = ngettext("one", "many", n)'
    assert sorted(messages_of(source)) == sorted(["under way", f"a verb{SEPARATOR}order", "one"])
