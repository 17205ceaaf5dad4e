"""The screens that `make shots` takes.

"{...}" is a key of ``shot_ids.ids``; ``shots`` fills in "{lang}" and "{practice}". Nobody is signed in as "".
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One screen: its name, who looks at it, its address, a button to press first."""

    name: str
    who: str
    address: str
    press: str = ""


PORTAL = (
    Screen("portal-home", "", "/{lang}/"),
    Screen("portal-news", "", "{portal_news}"),
    Screen("portal-theme", "", "{portal_theme}"),
    Screen("portal-missions", "", "{portal_missions}"),
    Screen("portal-mission", "", "{portal_mission}"),
    Screen("portal-story", "", "{portal_story}"),
    Screen("portal-story-other", "", "{portal_story_other}"),
    Screen("portal-missing", "", "/{lang}/999999-none/"),
    Screen("practice", "", "{practice}/?lang={lang}"),
    Screen("practice-post", "", "{practice}/p/1?lang={lang}"),
    Screen("practice-lessons", "", "{practice}/lessons?lang={lang}"),
)
ENTRANCE = (
    Screen("sign-in", "", "/desk/sign-in/login/"),
    Screen("password-reset", "", "/desk/sign-in/password/reset/"),
    Screen("password-change", "bima", "/desk/sign-in/password/change/"),
    Screen("account", "bima", "/desk/account/"),
)
HOMES = (
    Screen("home-planner", "rani", "/desk/"),
    Screen("home-author", "bima", "/desk/"),
    Screen("home-returned", "fajar", "/desk/"),
    Screen("home-nothing", "wibisono", "/desk/"),
    Screen("home-signatory", "sari", "/desk/"),
    Screen("home-channels", "dimas", "/desk/"),
    Screen("home-analyst", "laras", "/desk/"),
    Screen("home-administrator", "admin", "/desk/"),
    Screen("menu", "rani", "/desk/", "#wagtail-sidebar-toggle, .sidebar-nav-toggle, .sidebar-menu-item button"),
    Screen("search", "bima", "/desk/pages/search/?q=kecak"),
    Screen("desk-missing", "bima", "/desk/tidak-ada/"),
)
CALENDAR = (
    Screen("calendar", "dimas", "/desk/calendar/"),
    Screen("calendar-month", "rani", "/desk/calendar/?view=month"),
    Screen("calendar-week", "dimas", "/desk/calendar/?view=week&beside=Australia%2FSydney"),
    Screen("calendar-list", "dimas", "/desk/calendar/?view=list"),
    Screen(
        "calendar-clocks", "dimas", "/desk/calendar/?view=week&on=2026-10-25&zone=Europe%2FLondon&beside=Asia%2FJakarta"
    ),
    Screen("calendar-feed", "rani", "/desk/calendar/subscribe/"),
)
STRATEGY = (
    Screen("strategies", "rani", "{strategies}"),
    Screen("plan", "rani", "{plan}"),
    Screen("strategy-form", "rani", "{strategy_edit}"),
    Screen("objectives", "rani", "{objectives}"),
    Screen("objective-form", "rani", "{objective_edit}"),
    Screen("objective-inspect", "laras", "{objective_inspect}"),
    Screen("objective-history", "rani", "{objective_history}"),
    Screen("audiences", "rani", "{audiences}"),
    Screen("audience-form", "rani", "{audience_edit}"),
    Screen("activities", "rani", "{activities}"),
    Screen("activity-form", "rani", "{activity_edit}"),
    Screen("indicators", "rani", "{indicators}"),
    Screen("indicator-form", "rani", "{indicator_edit}"),
    Screen("indicator-new", "rani", "{indicator_add}"),
    Screen("readings", "laras", "{readings}"),
    Screen("reading", "laras", "{reading}"),
    Screen("reading-form", "laras", "{reading_enter}"),
    Screen("chain-objective", "rani", "{chain_objective}"),
    Screen("chain-activity", "rani", "{chain_activity}"),
    Screen("chain-story", "rani", "{chain_story}"),
    Screen("chain-indicator", "rani", "{chain_indicator}"),
    Screen("chain-delivery", "dimas", "{chain_delivery}"),
)
NEWSROOM = (
    Screen("stories", "bima", "{stories}"),
    Screen("story-new", "bima", "{story_new}"),
    Screen("story-edit", "bima", "{story_draft}"),
    Screen("story-versions", "bima", "{story_draft}", "#tab-label-channel_versions"),
    Screen("story-panel-versions", "bima", "{story_draft}", '[data-side-panel-toggle="versions"]'),
    Screen("story-panel-languages", "bima", "{story_english}", '[data-side-panel-toggle="languages"]'),
    Screen("story-panel-clearance", "bima", "{story_out}", '[data-side-panel-toggle="clearance"]'),
    Screen("story-frozen", "ayu", "{story_frozen}"),
    Screen("story-history", "bima", "{story_history}"),
    Screen("story-compare", "bima", "{story_compare}"),
    Screen("story-compose", "bima", "{story_compose}"),
    Screen("story-submit", "bima", "{story_submit}"),
    Screen("submissions", "wibisono", "{submissions}"),
    Screen("submission", "sari", "{submission_waiting}"),
    Screen("submission-phone", "sari", "{submission_phone}"),
    Screen("phone-queue", "sari", "{phone_queue}"),
    Screen("waits", "admin", "{waits}"),
    Screen("submission-to-initial", "rani", "{submission_waiting}"),
    Screen("submission-to-initial-dialog", "rani", "{submission_waiting}", '[data-a11y-dialog-show="initial"]'),
    Screen("submission-send-back", "sari", "{submission_waiting}", '[data-a11y-dialog-show="send-back"]'),
    Screen("submission-returned", "fajar", "{submission_returned}"),
    Screen("submission-scheduled", "bima", "{submission_scheduled}"),
    Screen("submission-by-hand", "bima", "{submission_by_hand}"),
    Screen("submission-out", "wibisono", "{submission_out}"),
    Screen("submission-refused", "hasan", "{submission_refused}"),
    Screen("withdraw", "wibisono", "{withdraw}"),
    Screen("images", "bima", "{images}"),
    Screen("image", "bima", "{image}"),
)
CHANNELS = (
    Screen("channels", "dimas", "{channels}"),
    Screen("channel-ready", "dimas", "{channel_ready}"),
    Screen("channel-refused", "dimas", "{channel_refused}"),
    Screen("channel-choose", "dimas", "{channel_choose}"),
    Screen("channel-new-bluesky", "dimas", "{channel_new_bluesky}"),
    Screen("channel-form", "dimas", "{channel_edit}"),
    Screen("deliveries", "dimas", "{deliveries}"),
    Screen("contacts", "dimas", "/desk/contacts/"),
    Screen("contact-new", "dimas", "/desk/contacts/new/"),
    Screen("contacts-import", "dimas", "/desk/contacts/import/"),
    Screen("delivery-done", "dimas", "{delivery_done}"),
    Screen("delivery-by-hand", "dimas", "{delivery_by_hand}"),
    Screen("delivery-refused", "dimas", "{delivery_refused}"),
    Screen("holds", "dimas", "{holds}"),
    Screen("hold-form", "dimas", "{hold_new}"),
)
PEOPLE = (
    Screen("people", "admin", "{people}"),
    Screen("person", "admin", "{person}"),
    Screen("person-new", "admin", "{person_new}"),
    Screen("person-role", "admin", "{person_role}"),
    Screen("delegations", "admin", "{delegations}"),
    Screen("delegation-form", "sari", "{delegation_new}"),
    Screen("organisations", "admin", "{organisations}"),
    Screen("organisation", "admin", "{organisation}"),
    Screen("trail", "admin", "{trail}"),
)
SCREENS: tuple[Screen, ...] = (*PORTAL, *ENTRANCE, *HOMES, *CALENDAR, *STRATEGY, *NEWSROOM, *CHANNELS, *PEOPLE)
