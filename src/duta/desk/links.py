"""The addresses of other rooms' screens, in one place."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from duta.accounts.models import Organisation
from duta.core.when import day
from duta.evaluation.chain import Node
from duta.newsroom.models import Release, Submission


def submission_url(submission: Submission) -> str:
    """Where a submission is read, initialled, signed or sent back."""
    return reverse("newsroom:submission", args=[submission.pk])


def submissions_url() -> str:
    """The list of submissions."""
    return reverse("newsroom:submissions")


def edit_url(page_pk: Any) -> str:
    """The editor of a page."""
    return reverse("wagtailadmin_pages:edit", args=[page_pk])


def compose_url(story_pk: Any) -> str:
    """All channel versions of a story, side by side."""
    return reverse("newsroom:compose", args=[story_pk])


def release_url(release: Release) -> str:
    """Where a release is repeated or looked at."""
    return submission_url(release.submission)


def chain_url(kind: str, pk: Any) -> str:
    """The chain of a thing."""
    return reverse("desk_chain", args=[kind, pk])


def stories_url(organisation: Organisation | None, language: str | None) -> str:
    """The explorer at an organisation's page, in a language where there is one."""
    page = home_in(organisation, language)
    return reverse("wagtailadmin_explore", args=[page.pk]) if page else reverse("wagtailadmin_explore_root")


def write_url(organisation: Organisation, language: str | None) -> str:
    """A new story of an organisation."""
    page = home_in(organisation, language)
    return reverse("wagtailadmin_pages:add", args=["newsroom", "story", page.pk])


def home_in(organisation: Organisation | None, language: str | None) -> Any:
    """Return an organisation's page in a language; in its first one where that is missing; None without any."""
    if organisation is None or organisation.home is None:
        return None
    pages = organisation.home.get_translations(inclusive=True).filter(locale__language_code=language)
    return pages.first() or organisation.home


def indicator_url(pk: Any) -> str:
    """Where a reading of an indicator is entered."""
    return reverse("evaluation:enter", args=[pk])


def plan_url(kind: str, pk: Any) -> str:
    """The screen of a part of a plan."""
    return reverse(f"strategy_{kind}:edit", args=[pk])


def plans_url() -> str:
    """The list of strategies."""
    return reverse("strategy_strategy:index")


def add_url(kind: str, objective: Node | None) -> str:
    """A new part of an objective's plan."""
    if objective is None:
        return ""
    return f"{reverse(f'strategy_{kind}:add')}?objective={objective.pk}"


def open_url(kind: str, pk: Any) -> str:
    """Where a thing is worked on or read, as the person's role has it."""
    return reverse("desk_open", args=[kind, pk])


def screen_of(node: Node) -> str:
    """Where a thing of a chain is looked at or worked on; "" where it has no screen of its own on the desk."""
    match node.kind:
        case "version" if node.chain and node.chain[0] == "delivery":
            return reverse("delivery:show", args=[node.chain[1]])
        case "delivery":
            return reverse("delivery:show", args=[node.pk])
        case "story" | "portal" | "version" if node.pk.partition("/")[0].isdecimal():
            return open_url("story", node.pk.partition("/")[0])
        case "objective" | "activity" | "indicator" if node.pk.isdecimal():
            return open_url(node.kind, node.pk)
        case _:
            return ""


def day_of(moment: datetime, organisation: Organisation) -> str:
    """Say the day of a moment in an organisation's zone."""
    return day(moment.astimezone(ZoneInfo(organisation.time_zone)))


def readings_url() -> str:
    """The indicators with their newest readings."""
    return reverse("evaluation:index")
