"""Page views of this process that are not yet in the database. No database here, no address, no cookie."""

from datetime import date
from typing import NamedTuple

from duta.core.counting import CountBuffer


class Read(NamedTuple):
    """What is counted: a story in a language on a day, read by people or by robots."""

    number: int
    language: str
    day: date
    robot: bool


VIEWS: CountBuffer[Read] = CountBuffer()
