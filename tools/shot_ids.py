"""Set everybody's language, then print where the demonstration's things are that ``shot_list`` names, as JSON."""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duta.config.settings.dev")
django.setup()

from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402
from wagtail.users.models import UserProfile  # noqa: E402

from duta.accounts.models import Organisation, User  # noqa: E402
from duta.channels.models import Channel  # noqa: E402
from duta.delivery.models import Delivery  # noqa: E402
from duta.newsroom.models import Picture, Story, Submission  # noqa: E402
from duta.portal.rules import missions_path, news_path, theme_path  # noqa: E402
from duta.strategy.models import Activity, Audience, Indicator, Objective, Strategy  # noqa: E402
from duta.strategy.rules import Theme  # noqa: E402

PLURALS = {
    "strategy": "strategies", "objective": "objectives", "audience": "audiences", "activity": "activities",
    "indicator": "indicators",
}  # fmt: skip
PLAN: dict[str, Any] = {
    "strategy": Strategy, "objective": Objective, "audience": Audience, "activity": Activity, "indicator": Indicator,
}  # fmt: skip
LISTS = {
    "readings": "evaluation:index", "submissions": "newsroom:submissions", "images": "wagtailimages:index",
    "channels": "channels:index", "channel_choose": "channels:choose", "deliveries": "delivery:index",
    "holds": "delivery:holds", "hold_new": "delivery:hold", "people": "wagtailusers_users:index",
    "person_new": "wagtailusers_users:add", "organisations": "organisations:index", "trail": "desk_trail",
    "delegations": "delegations:index", "delegation_new": "delegations:add", "phone_queue": "newsroom:phone_queue",
    "waits": "newsroom:waits",
}  # fmt: skip


def ids(language: str) -> dict[str, str]:
    """Return each address by its name in ``shot_list``; those of the portal are in one language."""
    parts = (_portal(language), _plan(), _chains(), _stories(language), _submissions(), _channels(), _people())
    lists = {key: reverse(name) for key, name in LISTS.items()}
    return lists | {key: address for part in parts for key, address in part.items()}


def _home(slug: str, language: str) -> Any:
    home = Organisation.objects.get(slug=slug).home
    return home and home.get_translations(inclusive=True).get(locale__language_code=language)


def _portal(language: str) -> dict[str, str]:
    out = Story.objects.filter(live=True, locale__language_code=language)
    return {
        "portal_news": news_path(language),
        "portal_missions": missions_path(language),
        "portal_theme": theme_path(language, Theme.BRANDING),
        "portal_mission": _home("kbri-den-haag", language).url,
        "portal_story": out.order_by("number")[0].url,
        "portal_story_other": out.order_by("-number")[0].url,
    }


def _plan() -> dict[str, str]:
    found = {"plan": reverse("evaluation:plan", args=[Strategy.objects.latest("pk").pk])}
    for name, plural in PLURALS.items():
        key = PLAN[name].objects.order_by("pk")[0].pk
        found[plural] = reverse(f"strategy_{name}:index")
        found[f"{name}_add"] = reverse(f"strategy_{name}:add")
        for what in ("edit", "inspect", "history"):
            found[f"{name}_{what}"] = reverse(f"strategy_{name}:{what}", args=[key])
    views, survey = (Indicator.objects.filter(metric_ref__startswith=ref)[0].pk for ref in ("portal.views", "survey"))
    found["reading"] = reverse("evaluation:readings", args=[views])
    found["reading_enter"] = reverse("evaluation:enter", args=[survey])
    return found


def _chains() -> dict[str, str]:
    keys = {
        "objective": Objective.objects.latest("pk").pk, "activity": Activity.objects.order_by("pk")[0].pk,
        "indicator": Indicator.objects.filter(metric_ref__startswith="portal.views").latest("pk").pk,
        "story": Story.objects.filter(live=True).order_by("number")[0].pk,
        "delivery": Delivery.objects.filter(state="delivered")[0].pk,
    }  # fmt: skip
    return {f"chain_{kind}": reverse("desk_chain", args=[kind, key]) for kind, key in keys.items()}


def _stories(language: str) -> dict[str, str]:
    def address(name: str, story: Story, *more: int) -> str:
        return reverse(name, args=[story.pk, *more])

    edit = "wagtailadmin_pages:edit"
    draft = Story.objects.filter(submissions=None, live=False, locale__language_code="id")[0]
    english = Story.objects.get(translation_key=draft.translation_key, locale__language_code="en")
    out = Story.objects.filter(live=True, locale__language_code="id").order_by("number")[0]
    first, last = (draft.revisions.order_by(order)[0].pk for order in ("pk", "-pk"))
    home = _home("dirjen-diplomasi-publik", language).pk
    return {
        "stories": reverse("wagtailadmin_explore", args=[home]),
        "story_new": reverse("wagtailadmin_pages:add", args=["newsroom", "story", home]),
        "story_draft": address(edit, draft),
        "story_english": address(edit, english),
        "story_out": address(edit, out),
        "story_frozen": address(edit, Story.objects.filter(submissions__state="submitted")[0]),
        "story_history": address("wagtailadmin_pages:history", out),
        "story_compare": address("wagtailadmin_pages:revisions_compare", draft, first, last),
        "story_compose": address("newsroom:compose", draft),
        "story_submit": address("newsroom:submit", draft),
        "withdraw": address("newsroom:withdraw", out),
    }


def _submissions() -> dict[str, str]:
    def show(**wanted: Any) -> str:
        return reverse("newsroom:submission", args=[Submission.objects.filter(**wanted).order_by("pk")[0].pk])

    return {
        "submission_waiting": show(state="submitted"),
        "submission_phone": show(state="submitted") + "phone/",
        "submission_returned": show(state="returned"),
        "submission_scheduled": show(release__state="planned", release__due_at__isnull=False),
        "submission_by_hand": show(release__state="planned", release__due_at=None),
        "submission_out": show(release__state="released", signatory__username="wibisono"),
        "submission_refused": show(title=Delivery.objects.filter(state="refused")[0].title),
    }


def _channels() -> dict[str, str]:
    ready, refused = (
        Channel.objects.filter(deliveries__state=state).order_by("pk")[0].pk for state in ("delivered", "refused")
    )
    done, stuck = (Delivery.objects.filter(state=state).order_by("pk")[0].pk for state in ("delivered", "refused"))
    by_hand = Delivery.objects.filter(channel__connector_key="instagram_by_hand", receipt=None).order_by("pk")[0].pk
    return {
        "channel_ready": reverse("channels:show", args=[ready]),
        "channel_edit": reverse("channels:edit", args=[ready]),
        "channel_refused": reverse("channels:show", args=[refused]),
        "channel_new_bluesky": reverse("channels:add", args=["bluesky"]),
        "delivery_done": reverse("delivery:show", args=[done]),
        "delivery_by_hand": reverse("delivery:show", args=[by_hand]),
        "delivery_refused": reverse("delivery:show", args=[stuck]),
    }


def _people() -> dict[str, str]:
    person = User.objects.get(username="ayu").pk
    return {
        "person": reverse("wagtailusers_users:edit", args=[person]),
        "person_role": reverse("wagtailusers_users:give_role", args=[person]),
        "organisation": reverse("organisations:edit", args=[Organisation.objects.get(slug="kbri-den-haag").pk]),
        "image": reverse("wagtailimages:edit", args=[Picture.objects.order_by("pk")[0].pk]),
    }


if __name__ == "__main__":
    UserProfile.objects.update(preferred_language=sys.argv[1])
    with translation.override(sys.argv[1]):
        print(json.dumps(ids(sys.argv[1])))
