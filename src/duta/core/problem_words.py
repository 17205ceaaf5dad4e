"""Sentences for problems: what happened, and what to do, in the reader's language.

A connector of a third party adds its own with ``register_words``.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from duta.core.problems import Problem


@dataclass(frozen=True)
class ProblemSentence:
    """``what`` happened and how to mend it (``fix``), ready to show; ``said``: the platform's own words."""

    what: str
    fix: str
    said: str = ""


ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")
Words = tuple[str | Promise, str | Promise]

WORDS: dict[str, Words] = {
    "text_missing": (_("The text is empty."), _("Write the text of this version.")),
    "text_too_long": (
        _("The text has %(count)s characters; %(limit)s are allowed."),
        _("Shorten the text."),
    ),
    "whole_too_long": (
        _("With its tags and its link, the text has %(count)s characters; %(limit)s are allowed."),
        _("Shorten the text by %(over)s characters, or take out tags."),
    ),
    "thread_entry_too_long": (
        _("Part %(number)s of the thread has %(count)s characters; %(limit)s are allowed."),
        _("Shorten it, or begin another part with a line of three dashes (---)."),
    ),
    "text_too_many_bytes": (
        _("The text takes %(count)s bytes; %(limit)s are allowed."),
        _("Shorten the text, or use fewer emoji."),
    ),
    "link_missing": (
        _("This version has no link to the story."),
        _("Turn the link to the story on: it is the permanent, official address."),
    ),
    "alt_missing": (
        _("Picture %(number)s has no alternative text."),
        _("Describe the picture for people who cannot see it."),
    ),
    "alt_too_long": (
        _("The alternative text of picture %(number)s has %(count)s characters; %(limit)s are allowed."),
        _("Shorten the alternative text."),
    ),
    "too_many_media": (
        _("There are %(count)s pictures; %(limit)s are allowed."),
        _("Take out pictures until %(limit)s are left."),
    ),
    "medium_unsupported": (
        _("%(platform)s does not accept %(medium)s."),
        _("Use another kind of file: %(accepted)s."),
    ),
    "medium_too_large": (
        _("Picture %(number)s has %(count)s kB; %(limit)s kB are allowed."),
        _("Choose a smaller picture."),
    ),
    "tag_too_long": (
        _("The tag “%(tag)s” has %(count)s characters; %(limit)s are allowed."),
        _("Choose a shorter tag."),
    ),
    "tag_unusable": (
        _("“%(tag)s” cannot be a tag: a tag is one word with at least one letter."),
        _("Write it without spaces or punctuation, or take it out."),
    ),
    "setting_missing": (
        _("A setting that the platform needs is empty: %(setting)s."),
        _("The channel manager fills it in on the channel's page."),
    ),
    "medium_too_wide": (
        _("Picture %(number)s is %(count)s pixels on its longer side; %(limit)s are allowed."),
        _("Choose a smaller picture."),
    ),
    "credential_missing": (
        _("This channel has no credential."),
        _("The channel manager enters it on the channel's page."),
    ),
    "credential_refused": (
        _("The platform did not accept the channel's credential."),
        _("The channel manager renews it on the channel's page, then sends again."),
    ),
    "credential_expired": (
        _("The channel's credential ended on %(date)s."),
        _("The channel manager renews it on the channel's page, then sends again."),
    ),
    "channels_locked": (
        _("This installation has no key for credentials, so its channels are locked."),
        _("The administrator makes the keys with “duta keys” and starts again. The portal is not affected."),
    ),
    "credential_unreadable": (
        _("The channel's credential cannot be opened with this installation's keys."),
        _("The channel manager enters it once more on the channel's page."),
    ),
    "other_account": (
        _("On %(platform)s the credential belongs to %(found)s, not to %(account)s."),
        _("The channel manager enters the credential of %(account)s on the channel's page."),
    ),
    "channel_name_unusable": (
        _("“%(name)s” is no name of a channel on %(platform)s."),
        _("The channel manager enters the name with its @, or the number, on the channel's page."),
    ),
    "bot_cannot_post": (
        _("The bot may not publish in this channel."),
        _("Make the bot an administrator of the channel there, with the right to publish, edit and delete messages."),
    ),
    "too_old_to_withdraw": (
        _("%(platform)s no longer lets us delete this message."),
        _("Delete it there as an administrator of the channel, or publish a correction."),
    ),
    "platform_forbids": (
        _("The platform does not allow this account to do that."),
        _("The channel manager looks at the account on the platform: it may be suspended or lack a right."),
    ),
    "platform_refused": (
        _("The platform refused this version."),
        _("Read its answer, change the version and submit it again."),
    ),
    "platform_busy": (
        _("The platform asks us to slow down."),
        _("Nothing to do: Duta tries again by itself, not before the platform allows it."),
    ),
    "platform_down": (
        _("The platform does not answer."),
        _("Nothing to do: Duta tries again by itself. Nothing was published twice."),
    ),
    "answer_lost": (
        _("The platform may have published this: its answer was lost."),
        _(
            "Duta looks the account's timeline up by itself. If that is not possible, look there yourself "
            "and say what you see."
        ),
    ),
    "not_out": (
        _("The channel was looked up: this version is not out."),
        _("Nothing to do: Duta sends it again by itself."),
    ),
    "content_differs": (
        _("The platform already has an entry under this delivery's key, with other content."),
        _("Look at the account on the platform; withdraw the entry there, or accept it here."),
    ),
    "gone": (
        _("The platform no longer has this entry."),
        _("Nothing to do."),
    ),
    "given_up": (
        _("Duta tried %(attempts)s times without success."),
        _("Look at the channel's health, then send again."),
    ),
    "connector_fault": (
        _("The connector for this platform failed on its own: %(fault)s."),
        _(
            "Report it to the engineers with this delivery's number. "
            "Duta looks the timeline up before anything is sent again."
        ),
    ),
    "answer_unreadable": (
        _("The address of this channel does not answer like %(platform)s."),
        _("The channel manager checks the server's address on the channel's page."),
    ),
    "cannot_withdraw": (
        _("%(platform)s cannot take back what was published there."),
        _("Publish a correction."),
    ),
    "cannot_measure": (
        _("%(platform)s tells no counts."),
        _("Enter figures by hand, with their evidence."),
    ),
    "figure_too_large": (
        _("The figure is too large to be meant."),
        _("Check it, or give it in thousands or millions and say so in the unit."),
    ),
    "picture_needed": (
        _("%(platform)s takes no text without a picture."),
        _("Add a picture to this version."),
    ),
    "too_many_tags": (
        _("There are %(count)s tags; %(platform)s allows %(limit)s."),
        _("Take out tags until %(limit)s are left."),
    ),
    "characters_forbidden": (
        _("%(platform)s does not allow these characters: %(characters)s."),
        _("Write it in other words."),
    ),
    "address_elsewhere": (
        _("This address does not lead to %(platform)s."),
        _("Open the entry on %(platform)s and copy its address, which looks like %(example)s."),
    ),
    "address_no_entry": (
        _("This address leads to %(platform)s, but not to an entry."),
        _("Open the entry itself and copy its address, which looks like %(example)s."),
    ),
    "address_other_account": (
        _("This entry belongs to the account %(account)s; the channel is %(ours)s."),
        _(
            "Paste the address of the entry on our account. If it was published elsewhere, delete it there and publish it on ours."
        ),
    ),
    "spool_missing": (
        _("This installation has nothing that sends letters for this channel."),
        _("Report it to the engineers: the room that sends letters is not installed."),
    ),
    "cannot_edit": (
        _("%(platform)s cannot change what was published there."),
        _("Withdraw the version and publish a new one."),
    ),
}

# What stays visible after a withdrawal: codes of ``Capability.withdrawal_leaves``.
WITHDRAWAL_WORDS: dict[str, str | Promise] = {
    "": _("Nothing of it stays visible on the platform."),
    "copies_elsewhere": _(
        "The entry disappears, but quotes of it show a gap, "
        "and copies, screenshots and other services' archives may stay."
    ),
    "within_48_hours": _(
        "The message disappears for everybody. After 48 hours this works only while the bot may delete messages "
        "in the channel; what was forwarded or copied stays."
    ),
    "letters_stay": _(
        "Letters that are not out yet are stopped and the archive page says that it was withdrawn; "
        "letters that were sent stay in their mailboxes."
    ),
}


def register_words(code: str, *, what: str | Promise, fix: str | Promise) -> None:
    """Add a third party's sentence. Raises ValueError when the code is taken: one code, one meaning."""
    if code in WORDS:
        raise ValueError(f"the problem code {code!r} has words already")
    WORDS[code] = (what, fix)


def sentence_of(problem: Problem) -> ProblemSentence:
    """Put a problem into words in the active language; an unknown code shows itself, never fails a page."""
    if problem.code not in WORDS:
        return ProblemSentence(
            what=str(_("Unknown problem: %(code)s")) % {"code": problem.code}, fix="", said=problem.said
        )
    what, fix = (_fill(str(words), problem) for words in WORDS[problem.code])
    return ProblemSentence(what=what, fix=fix, said=problem.said)


def _fill(words: str, problem: Problem) -> str:
    return words % _Figures({name: _for_reader(value) for name, value in problem.params.items()})


def _for_reader(value: str | int) -> str | int:
    """Problems keep days and times in ISO 8601; a person reads "24 November 2026, 09:00"."""
    if not isinstance(value, str) or not ISO_TIME.fullmatch(value):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    day = date_format(moment, pgettext("format of a day", "j F Y"))
    return f"{day}, {date_format(moment, pgettext('format of a time', 'H:i'))}" if "T" in value else day


class _Figures(dict[str, str | int]):
    """A figure that a connector left out shows as a gap; it never fails a page."""

    def __missing__(self, name: str) -> str:
        return "…"
