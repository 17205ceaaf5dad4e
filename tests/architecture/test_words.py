"""The design's words and no others, on screens and in the names of models."""

import re
from pathlib import Path

import polib
import pytest
from django.apps import apps

from architecture.rooms import SOURCE

INSTEAD = {
    r"approv\w*": "clearance", r"reject\w*": "sent back, refused", r"workflow\w*": "clearance", r"moderat\w*": "clearance",
    r"renditions?": "channel version", r"articles?": "story", r"campaigns?": "activity", r"kpis?": "indicator",
    r"target groups?": "audience", r"posts?": "mission, or what a platform has", r"users?": "person",
    r"postingan": "konten", r"artikel": "konten", r"pengguna": "orang", r"kampanye": "kegiatan",
}  # fmt: skip
# What is said here is not one of our things.
MEANT = ("nama pengguna", "never the effect of one post", "efek satu unggahan")
CATALOGUES = sorted(path for path in SOURCE.glob("*/locale/id/LC_MESSAGES/django.po") if "config" not in path.parts)


def said(catalogue: Path) -> list[str]:
    """Every sentence of a room, in both languages, without what is put in later."""
    texts = [text for entry in polib.pofile(str(catalogue)) for text in (entry.msgid, entry.msgid_plural, entry.msgstr)]
    bare = [re.sub(r"%\(\w+\)s|<[^>]+>", "", text).lower() for text in texts]
    for phrase in MEANT:
        bare = [text.replace(phrase, "") for text in bare]
    return bare


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.relative_to(SOURCE).parts[0])
def test_screens_use_the_designs_words(catalogue):
    found = {
        text: instead
        for text in said(catalogue)
        for word, instead in INSTEAD.items()
        if re.search(rf"\b{word}\b", text)
    }
    assert found == {}


def test_models_use_the_designs_words():
    names = {
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("duta.")
        for model in config.get_models()
    }
    wrong = {"Post", "Article", "Approval", "Campaign", "Rendition", "Workflow", "Group", "Mission", "Publication"}
    assert names & wrong == set()
