"""The stage itself: it stands, and it leaves nothing behind."""

from browser.system import System


def test_people_come_in_and_everything_runs(house, system: System):
    rani = house.person("rani")
    assert "Rani" in rani.text
    visitor = house.visitor()
    visitor.open("/")
    assert system.is_well()
