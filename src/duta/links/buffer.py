"""Clicks of this process that are not yet in the database. No database here, no address, no cookie."""

from datetime import date
from typing import NamedTuple

from duta.core.counting import CountBuffer


class Click(NamedTuple):
    """What is counted: a link on a day, followed by people or by robots."""

    link: int
    day: date
    robot: bool


CLICKS: CountBuffer[Click] = CountBuffer()
