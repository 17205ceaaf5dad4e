"""The glossary, the models and the Indonesian screens use the same words."""

import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import glossary

SILENT = {"accounts.SharedCache", "core.FrozenBlob", "core.TrailHead", "core.TrailCheck", "newsroom.PictureRendition", "newsroom.StoryNumber", "newsroom.FrozenPicture",
          "portal.HomePage", "portal.OrganisationPage", "portal.StoryViews"}  # fmt: skip


def models() -> dict[str, type]:
    return {
        f"{config.label}.{model.__name__}": model
        for config in apps.get_app_configs()
        if config.name.startswith("duta.")
        for model in config.get_models()
    }


def test_the_page_is_what_is_declared():
    assert glossary.DOC.read_text(encoding="utf-8") == glossary.text(), "run: python tools/glossary.py"


def test_every_model_has_its_term():
    assert set(models()) - SILENT == {term.code for term in glossary.TERMS}


@pytest.mark.parametrize("term", glossary.TERMS, ids=lambda term: term.code)
def test_screens_use_the_glossary(term):
    model = models()[term.code]
    with translation.override("en"):
        assert str(model._meta.verbose_name) == term.english
    with translation.override("id"):
        assert str(model._meta.verbose_name).lower() == term.indonesian
