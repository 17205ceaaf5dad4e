"""The figure on top of a chain."""

from decimal import Decimal

from django.utils import timezone, translation

import make
from duta.desk import tiles
from duta.evaluation import queries
from duta.evaluation.models import Reading


def test_a_unit_of_the_dictionary_is_told_in_the_readers_language(world):
    indicator = make.indicator(make.objective(make.strategy(world.ministry)), unit="kunjungan")
    newest = Reading(indicator=indicator, value=Decimal(4), read_at=timezone.now())
    for language, unit in (("en", "views"), ("id", "kunjungan")):
        with translation.override(language):
            assert tiles.tile_of(queries.stand_of(indicator, newest, now=timezone.now()), None).unit == unit
