"""What a planner does at the desk: a strategy, an objective, an activity, indicators."""

import re
from datetime import date, timedelta

from browser.people import Person

DAY = "%Y-%m-%d"


def make_strategy(planner: Person, title: str) -> None:
    """Make the strategy of the running year."""
    planner.open("/desk/")
    planner.press("Strategy")
    planner.press("Strategies", role="link")
    planner.press("Add strategy", role="link")
    planner.fill(
        title=title, title_en=f"{title} (en)", organisation="Embassy in The Hague", starts_on=_year(1, 1),
        ends_on=_year(12, 31), narrative="Publik lebih mudah mendukung diplomasi yang dipahaminya.",
    )  # fmt: skip
    _create(planner)


def make_objective(planner: Person, title: str, strategy: str) -> None:
    """Make an objective below a strategy."""
    planner.press("Strategy")
    planner.press("Objectives", role="link")
    planner.press("Add objective", role="link")
    planner.fill(
        strategy=f"{strategy} (en), Embassy in The Hague", title=title, title_en=f"{title} (en)", theme="Nation branding",
        unit="views", baseline="0", target="100", deadline=_year(12, 31), owner="Rani Prameswari, Kepala Fungsi Penerangan",
    )  # fmt: skip
    _create(planner)


def make_activity(planner: Person, title: str, objective: str) -> None:
    """Make an activity that runs around today."""
    today = date.today()  # noqa: DTZ011  # the form's own day
    planner.press("Strategy")
    planner.press("Activities", role="link")
    planner.press("Add activity", role="link")
    planner.fill(
        objective=objective, title=title, title_en=f"{title} (en)",
        starts_on=max(today - timedelta(days=5), today.replace(month=1, day=1)).strftime(DAY),
        ends_on=min(today + timedelta(days=5), today.replace(month=12, day=31)).strftime(DAY),
        responsible="Rani Prameswari, Kepala Fungsi Penerangan",
    )  # fmt: skip
    _create(planner)


def make_indicator(planner: Person, title: str, objective: str, metric: str, *, target: int) -> None:
    """Make an indicator over all activities of an objective; stage and aggregation are the metric's own."""
    planner.press("Strategy")
    planner.press("Indicators", role="link")
    planner.press("Add indicator", role="link")
    planner.fill(objective=objective, title=title, title_en=f"{title} (en)", metric_ref=metric)
    planner.fill(
        unit="times", baseline="0", target=str(target), starts_on=_year(1, 1), ends_on=_year(12, 31), deadline=_year(12, 31),
    )  # fmt: skip
    _create(planner)


def figure_of(planner: Person, indicator: str) -> int:
    """Return the newest reading in an indicator's row; -1 while there is none."""
    planner.page.reload()
    row = planner.page.locator("tr", has_text=indicator)
    found = re.match(r"\s*(\d+)", row.locator("th, td").nth(2).inner_text())
    return int(found.group(1)) if found else -1


def _create(planner: Person) -> None:
    """Press the button at the foot of the form, and see that it was done."""
    planner.press("Create")
    planner.page.locator(".messages .success").wait_for()


def _year(month: int, day: int) -> str:
    return date.today().replace(month=month, day=day).strftime(DAY)  # noqa: DTZ011
