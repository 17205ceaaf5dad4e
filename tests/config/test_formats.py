"""Dates are written the way the ministry writes them."""

from datetime import date

import pytest
from django.utils import formats, translation


@pytest.mark.parametrize(("language", "written"), [("en", "31 December 2026"), ("id", "31 Desember 2026")])
def test_a_date_is_written_day_month_year(language, written):
    with translation.override(language):
        assert formats.date_format(date(2026, 12, 31)) == written
