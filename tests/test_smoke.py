"""The smallest promise: the tree of the portal can be made."""

import pytest

import make


@pytest.mark.django_db
def test_an_organisation_has_a_page_in_each_language():
    ministry = make.organisation("Kementerian")
    assert {page.locale.language_code for page in ministry.home.get_translations(inclusive=True)} == {"id", "en"}
    assert make.story(ministry).pk
