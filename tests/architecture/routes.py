"""The table: every address, and who gets what there. A new route needs a row; a family (``*``) covers libraries'.

``about(thing, roles)`` is asked for each role at own, below and sibling; see ``expectations.py``. A route's own name
goes before a family, and a family before those that stand below it.
"""

from .expectations import EVERYBODY, Expectation, about, closed, not_asked, public, screen, superusers

PLANNERS, WRITERS, SIGNATORIES, MANAGERS, MEASURERS, RELEASERS = "P", "AS", "S", "CD", "PN", "ASC"
COUNTERS = "PNCD"

ACCOUNTS = {
    "account_*": not_asked("tests/accounts/test_sign_in.py"),
    "mfa_*": not_asked("tests/accounts/test_factors.py"),
    "directory_*": not_asked("tests/accounts/test_directory.py"),
    "socialaccount_*": not_asked("tests/accounts/test_directory.py"),
    "accounts:language": not_asked("tests/accounts/test_sign_in.py"),
    "desk_instead:old_*": not_asked("tests/accounts/test_sign_in.py"),
    "desk_instead:tags": screen(EVERYBODY, query="?term=a"),
    "desk_instead:tags_of": screen(EVERYBODY, more={"app_name": "taggit", "model_name": "tag"}),
    "delegations:index": screen("SD"),
    "delegations:add": screen("SD"),
    "delegations:revoke": about("delegation", "D"),
    "organisations:index": screen("D"),
    "organisations:add": screen("D"),
    "organisations:edit": about("organisation", "D"),
    # The organisation of ``own`` lies below one that its administrator does not administer.
    "organisations:move": about("organisation", below="D"),
    "wagtailusers_users:index*": screen("D"),
    "wagtailusers_users:add": screen("D"),
    "wagtailusers_users:end_role": about("person", "D", more={"held": lambda has: has["person"].roles_held.get().pk}),
    "wagtailusers_users:*": about("person", "D"),
}
STRATEGY = {
    "strategy_strategy:index*": screen(EVERYBODY),
    "strategy_strategy:add": screen(PLANNERS),
    **{
        f"strategy_{thing}:{name}": row
        for thing in ("objective", "audience", "activity", "indicator")
        for name, row in (("index*", screen(EVERYBODY)), ("add", screen(PLANNERS)))
    },
    **{
        f"strategy_{thing}:{name}": about(thing, roles)
        for thing in ("strategy", "objective", "audience", "activity", "indicator")
        for name, roles in (
            ("edit", PLANNERS), ("delete", PLANNERS), ("history*", EVERYBODY), ("usage", EVERYBODY),
            ("inspect", EVERYBODY),
        )
    },
}  # fmt: skip
CHANNELS = {
    "channels:index*": screen(EVERYBODY),
    "channels:choose": screen(MANAGERS),
    "channels:add": screen(MANAGERS, more={"connector": "practice"}),
    "channels:show": about("channel", EVERYBODY),
    "channels:edit": about("channel", MANAGERS),
    "channels:check": about("channel", MANAGERS, method="post"),
    "channels:forget": about("channel", MANAGERS),
}
LINKS = {
    "links:show": about("link", EVERYBODY),
    "links:end": about("link", MANAGERS, method="post"),
    "links:open": about("link", MANAGERS, method="post"),
    "links:svg": about("link", EVERYBODY),
    "links:png": about("link", EVERYBODY),
}
DELIVERY = {
    "delivery:index*": screen(EVERYBODY),
    "delivery:health": screen(EVERYBODY),
    "delivery:holds": screen(EVERYBODY),
    "delivery:hold": screen(MANAGERS),
    "delivery:lift": about("hold", MANAGERS, method="post"),
    "delivery:show": about("delivery", EVERYBODY),
    "delivery:calendar": about("to_post", EVERYBODY),
    "delivery:counts": about("handed_out", COUNTERS),
    "delivery:counts_back": about("handed_out", COUNTERS, method="post", more={"tally": lambda has: has["counted"].pk}),
    "delivery:exports": about("hand_channel", EVERYBODY),
    "delivery:tally": about("tally", EVERYBODY),
    "delivery:tally_file": about("tally", EVERYBODY),
    "delivery:take_in": about("tally", COUNTERS, method="post"),
    "delivery:take_back": about("tally", COUNTERS, method="post"),
    "delivery:discard": about("tally", COUNTERS, method="post"),
    "delivery:media": not_asked("names a picture by its hash: tests/delivery"),
    "delivery:*": about("delivery", MANAGERS, method="post"),
}
MAILING = {
    "mailing_contacts:index*": screen(MANAGERS),
    "mailing_contacts:add": screen(MANAGERS),
    "mailing_contacts:import": screen(MANAGERS),
    "mailing_contacts:edit": about("contact", MANAGERS),
    "mailing_contacts:erase": about("contact", MANAGERS),
    "mailing_mailings:show": about("mailing", EVERYBODY),
}
NEWSROOM = {
    "newsroom:check_version": not_asked("names its story in what is posted: tests/newsroom"),
    "newsroom:compose": about("story", WRITERS),
    "newsroom:in_step": about("translation", WRITERS, method="post"),
    "newsroom:translate": about("story", WRITERS, method="post", more={"language": "en"}),
    "newsroom:submit": about("story", WRITERS),
    "newsroom:withdraw": about("released", SIGNATORIES),
    "newsroom:submissions*": screen(EVERYBODY),
    "newsroom:submission": about("submission", EVERYBODY),
    "newsroom:phone_queue": screen(EVERYBODY),
    "newsroom:phone": about("submission", EVERYBODY),
    "newsroom:waits*": screen(EVERYBODY),
    "newsroom:calendar": about("submission", EVERYBODY),
    "newsroom:take_over": about("submission", SIGNATORIES, method="post"),
    "newsroom:sign": about("submission", SIGNATORIES, method="post"),
    "newsroom:initial": about("submission", SIGNATORIES, method="post"),
    "newsroom:return": about("submission", SIGNATORIES, method="post", data={"reason": "Uji"}),
    "newsroom:take_back": about("submission", WRITERS, method="post"),
    "newsroom:frozen_*": not_asked("draws what was frozen: tests/newsroom"),
    "newsroom:release_now": about("release", RELEASERS, method="post"),
    "newsroom:cancel_release": about("release", RELEASERS, method="post"),
    "?desk/images/<int:image_id>/delete/": not_asked("stands before wagtailimages:delete at the same address"),
}
EVALUATION = {
    "evaluation:plan": about("strategy", EVERYBODY),
    "evaluation:index*": screen(EVERYBODY),
    "evaluation:readings": about("indicator", EVERYBODY),
    "evaluation:enter": about("indicator", MEASURERS),
}
DESK = {
    "desk_chain": about("objective", EVERYBODY, more={"kind": "objective"}),
    "desk_open": about("objective", EVERYBODY, more={"kind": "objective"}),
    "desk_calendar": screen(EVERYBODY),
    "desk_calendar_feed": screen(EVERYBODY),
    "desk_calendar_move_story": about("release", RELEASERS),
    "desk_calendar_move_activity": about("activity", PLANNERS),
    "desk_trail_export": screen("D", more={"form": "csv"}),
    "desk_trail*": screen("D"),
}
OUTSIDE = {
    "healthz": public(),
    "?^media/*": public(),
    "portal_*": public(),
    "links_follow": public(),
    "mailing_lists": public(),
    "mailing_join_list": public(),
    "mailing_confirm": public(),
    "mailing_leave": public(),
    "mailing_archive": public(),
    "mailing_picture": public(),
    "desk_calendar_ics": public(),
    "wagtail_serve": public(),
    "wagtailcore_*": public(),
}
PAGES = {
    "wagtailadmin_explore_root": screen(EVERYBODY),
    "wagtailadmin_explore*": about("place", EVERYBODY),
    "wagtailadmin_choose_page": screen(EVERYBODY),
    "wagtailadmin_choose_page_child": about("place", EVERYBODY),
    "wagtailadmin_choose_page_search": screen(EVERYBODY, query="?q=uji"),
    "wagtailadmin_choose_page_chosen_multiple": about("story", EVERYBODY, query="?id={story}"),
    "wagtailadmin_choose_*": screen(EVERYBODY),
    "wagtailadmin_pages:add": about(
        "place", WRITERS, more={"content_type_app_name": "newsroom", "content_type_model_name": "story"}
    ),
    "wagtailadmin_pages:preview_on_add": about(
        "place", WRITERS, method="post",
        more={"content_type_app_name": "newsroom", "content_type_model_name": "story"},
    ),
    "wagtailadmin_pages:type_use*": screen(
        EVERYBODY, more={"content_type_app_name": "newsroom", "content_type_model_name": "story"}
    ),
    "wagtailadmin_pages:choose_parent": screen(EVERYBODY, more={"app_label": "newsroom", "model_name": "story"}),
    "wagtailadmin_pages:search*": screen(EVERYBODY, query="?q=uji"),
    "wagtailadmin_pages:add_subpage": about("place", WRITERS),
    "wagtailadmin_pages:edit": about("story", WRITERS),
    "wagtailadmin_pages:preview_on_edit": about("story", WRITERS, method="post"),
    "wagtailadmin_pages:view_draft": about("story", WRITERS),
    "wagtailadmin_pages:delete": about("story", WRITERS),
    "wagtailadmin_pages:copy": about("story", WRITERS),
    "wagtailadmin_pages:usage": about("story", WRITERS),
    "wagtailadmin_pages:history*": about("story", WRITERS),
    "wagtailadmin_pages:revisions_index": about("story", EVERYBODY),
    "wagtailadmin_pages:revisions_view": about(
        "story", WRITERS, more={"revision_id": lambda has: has["story"].latest_revision_id}
    ),
    "wagtailadmin_pages:revisions_revert": about(
        "story", WRITERS, more={"revision_id": lambda has: has["story"].latest_revision_id}
    ),
    "wagtailadmin_pages:revisions_compare": about(
        "story", WRITERS, more={"revision_id_a": "earliest", "revision_id_b": "latest"}
    ),
    "wagtailadmin_pages:revisions_unschedule": about(
        "story", root="refused", more={"revision_id": lambda has: has["story"].latest_revision_id}
    ),
    "wagtailadmin_pages:move": about("story", WRITERS),
    # Asking shows a page to whoever may look; doing it is asked again.
    "wagtailadmin_pages:move_confirm": about(
        "story", WRITERS, method="post", more={"destination_id": lambda has: has["place"].pk}
    ),
    # Nobody publishes, takes off, locks or hides by Wagtail: clearance and its lock are ours.
    "wagtailadmin_pages:unpublish": about("story", root="refused"),
    "wagtailadmin_pages:convert_alias": about("story", root="404"),
    "wagtailadmin_pages:set_privacy": about("story", root="refused"),
    "wagtailadmin_pages:set_page_position": about("story", method="post"),
    "wagtailadmin_pages:lock": about("story", method="post", root="refused"),
    "wagtailadmin_pages:unlock": about("story", method="post", root="refused"),
    "wagtailadmin_pages:*workflow*": not_asked("Wagtail's workflows are off; these need a task that cannot exist"),
    "wagtail_bulk_action": about(
        "story", WRITERS, query="?id={story}",
        more={"app_label": "wagtailcore", "model_name": "page", "action": "delete"},
    ),
    "wagtailadmin_api:pages:listing": screen(EVERYBODY),
    "wagtailadmin_api:pages:detail": about("place", EVERYBODY),
    "wagtailadmin_api:pages:find": screen(EVERYBODY, query="?html_path=/"),
    "wagtailadmin_api:pages:action": about("story", method="post", more={"action_name": "publish"}, root="refused"),
    "simple_translation:submit_page_translation": about("story"),
    "simple_translation:submit_snippet_translation": closed(
        more={"app_label": "newsroom", "model_name": "story", "pk": "1"}
    ),
}  # fmt: skip
PICTURES = {
    "wagtailimages:index*": screen(WRITERS),
    "wagtailimages:add": screen(WRITERS),
    "wagtailimages:add_multiple": screen(WRITERS),
    "wagtailimages:create_multiple_from_uploaded_image": not_asked("only the uploader's own upload is found"),
    "wagtailimages:delete_upload_multiple": not_asked("only the uploader's own upload is found"),
    "wagtailimages:edit_multiple": about("picture", WRITERS, method="post"),
    "wagtailimages:delete_multiple": about("picture", WRITERS, method="post"),
    "wagtailimages:url_generator*": not_asked("Wagtail's image addresses are not served: 404 for everybody"),
    "wagtailimages:preview": about("picture", WRITERS, more={"filter_spec": "width-10"}),
    "wagtailimages:*": about("picture", WRITERS),
    "wagtailimages_chooser:choose*": screen(EVERYBODY),
    "wagtailimages_chooser:create": screen(WRITERS),
    "wagtailimages_chooser:chosen_multiple": about("picture", WRITERS, query="?id={picture}"),
    "wagtailimages_chooser:*": about("picture", WRITERS),
    "wagtailadmin_api:images:*": closed(more={"pk": 1}),
    "wagtailadmin_api:documents:*": not_asked("holds nothing: src/duta/desk/documents.py"),
}
WAGTAIL = {
    "wagtailadmin_home": screen(EVERYBODY),
    "wagtailadmin_account": screen(EVERYBODY),
    "wagtailadmin_reports:locked_pages*": superusers(),
    "wagtailadmin_reports:aging_pages*": screen(WRITERS),
    "wagtailadmin_reports:site_history*": screen(EVERYBODY),
    "wagtailadmin_reports:page_types_usage*": superusers(),
    "wagtailadmin_reports:workflow*": closed(),
    "wagtailusers_groups:*": closed(more={"pk": 1}),
    "wagtailadmin_workflows:*": not_asked("closed as a whole: tests/accounts/test_gate.py"),
    **{
        f"{family}:{name}": row
        for family in ("wagtaillocales", "wagtailsites", "wagtailredirects", "wagtailadmin_collections")
        for name, row in (
            ("index*", superusers()), ("add", superusers()), ("*", not_asked("superusers': tests/accounts/test_gate.py")),
        )
    },
    "wagtaillocales:add": superusers(root="refused"),  # every language that there is has its locale
    "wagtailadmin_dismissibles": not_asked("one's own"),
    "wagtailadmin_editing_sessions:*": not_asked("asks the page's own tester; a sibling's is a 404 there"),
    "wagtailadmin_block_preview": not_asked("an example of a block, nobody's"),
    "wagtailadmin_logout": not_asked("tests/accounts/test_sign_in.py"),
    "wagtailadmin_login": not_asked("taken over by desk_instead:old_login"),
    "wagtailadmin_password_reset*": not_asked("taken over by desk_instead:old_password_reset*"),
    "wagtailadmin_tag_*": not_asked("taken over by desk_instead:tags*"),
    "wagtailadmin_sprite": public(),
    "wagtailadmin_javascript_catalog": public(),
    "wagtailadmin_error_test": not_asked("raises, for superusers"),
    "?desk/*": not_asked("Wagtail's own 404s"),
}  # fmt: skip
TABLE: dict[str, Expectation] = {
    **ACCOUNTS, **STRATEGY, **CHANNELS, **LINKS, **DELIVERY, **MAILING, **NEWSROOM, **EVALUATION, **DESK, **OUTSIDE, **PAGES, **PICTURES,
    **WAGTAIL,
}  # fmt: skip
