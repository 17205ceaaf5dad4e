"""Sentences for what can be wrong with a story, a submission, a signature or a release."""

from django.utils.translation import gettext_lazy as _

from duta.core.problem_words import WORDS, Words

NEWSROOM: dict[str, Words] = {
    "lead_missing": (_("The lead is empty."), _("Write one or two sentences that say what matters.")),
    "body_missing": (_("The story has no text."), _("Write the text.")),
    "theme_missing": (_("The story has no theme."), _("Choose the theme that it speaks about.")),
    "activity_missing": (
        _("The story is not tied to an activity, so nobody will see what it achieved."),
        _("Choose the activity that it serves."),
    ),
    "picture_alt_missing": (
        _("The story's picture has no alternative text."),
        _("Describe the picture for people who cannot see it."),
    ),
    "body_alt_missing": (
        _("A picture in the text has no alternative text."),
        _("Describe it, or mark it as decoration."),
    ),
    "address_taken": (
        _("Another story has the address “%(slug)s” already."),
        _("Choose another last part of the address."),
    ),
    "picture_missing": (
        _("A place for a picture is empty."),
        _("Choose a picture, or take the place out."),
    ),
    "channel_language": (
        _("%(channel)s does not speak this language."),
        _("Take this version out, or add the language on the channel's page."),
    ),
    "link_ended": (
        _("The short address %(address)s has ended: readers would find nothing there."),
        _("Ask who serves the channel to let it lead to its page again, or take the link out of this version."),
    ),
    "version_channel_off": (
        _("%(channel)s is switched off."),
        _("Take this version out, or ask the channel manager."),
    ),
    "correction_swaps_pictures": (
        _("%(channel)s has this story with other pictures, and a correction there changes the text only."),
        _(
            "Use the same pictures in this version. To change them, withdraw the story and release it anew, or take this version out: then the channel keeps what it has."
        ),
    ),
    "channel_elsewhere": (
        _("%(channel)s belongs to another organisation."),
        _("Take this version out: stories go out on the channels of their own organisation or those above it."),
    ),
    "channel_needs_somebody": (
        _("%(channel)s cannot send now: %(state)s."),
        _("Ask the channel manager. You can submit; the delivery will wait or be refused with the reason."),
    ),
    "no_versions": (
        _("The story has no channel versions: it will stand on the portal only."),
        _("Let Duta propose versions if it should also go out on channels."),
    ),
    "out_of_date": (
        _("The %(language)s text changed after this translation was made."),
        _("Compare the two and bring the translation up to date, or mark it as still in step."),
    ),
    "address_changed": (
        _("The address was changed after the first release."),
        _("Set the last part of the address back to “%(slug)s”: official addresses stay."),
    ),
    "already_out": (
        _("%(channel)s has this story already and is not sent it again."),
        _("Nothing to do: the correction shows on the portal."),
    ),
    "not_signatory": (
        _("This submission waits for the signature of %(name)s."),
        _("Only the named signatory can sign it or send it back."),
    ),
    "delegation_ended": (
        _("Your delegation as %(capacity)s (order no. %(number)s) ended on %(moment)s (%(zone)s). Nothing was signed."),
        _("Ask for a new order, or leave it to the one who is named."),
    ),
    "delegation_revoked": (
        _(
            "Your delegation as %(capacity)s (order no. %(number)s) was revoked on %(moment)s (%(zone)s). Nothing was signed."
        ),
        _("Ask whoever revoked it, or leave it to the one who is named."),
    ),
    "signatory_edited": (
        _("You edited this story since it was last cleared, so you cannot sign it."),
        _("It is submitted to another signatory."),
    ),
    "initials_missing": (
        _("Initials are still missing: %(names)s."),
        _("You can sign as soon as they are there."),
    ),
    "changed_meanwhile": (
        _("The submission changed while you had it open."),
        _("Read it again, then sign."),
    ),
    "no_longer_open": (
        _("This submission is no longer open: %(state)s."),
        _("Nothing to do."),
    ),
    "embargo_in_force": (
        _("The embargo lasts until %(time)s (%(zone)s)."),
        _("Release it afterwards: Duta does so by itself when a time is set."),
    ),
    "hash_differs": (
        _("What would go out is not what was signed."),
        _("Nothing went out. Submit the story again."),
    ),
    "release_no_longer_open": (
        _("This release is no longer waiting: %(state)s."),
        _("Nothing to do."),
    ),
    "release_moved_meanwhile": (
        _("Somebody moved this release while you had it open."),
        _("Look at its new time, then move it again if you still want to."),
    ),
    "picture_differs": (
        _("The file of the picture “%(picture)s” is no longer the one that was signed."),
        _("Nothing went out. Upload the picture again and submit the story again."),
    ),
    "picture_unreadable": (
        _("The file of the picture “%(picture)s” is missing or cannot be drawn."),
        _("Upload it again as another picture, and choose that one."),
    ),
    "frozen_file_lost": (
        _("A file that was signed is missing or damaged on this server."),
        _("Nothing went out. Tell the engineers, or submit the story again."),
    ),
    "cannot_go_out": (
        _("The release could not be carried out."),
        _("Nothing went out. Try once more; if it fails again, tell the engineers."),
    ),
    "not_allowed": (
        _("Your role does not allow this here."),
        _("Ask somebody who may, or an administrator."),
    ),
    "nobody_may_sign": (
        _("Nobody else may sign for this organisation."),
        _("An administrator gives somebody who does not edit this story the role of signatory."),
    ),
    "no_signatory": (
        _("%(name)s may not sign for this organisation."),
        _("Choose another signatory."),
    ),
    "chosen_signatory_edited": (
        _("%(name)s edited this story since it was last cleared, so cannot sign it."),
        _("Choose another signatory."),
    ),
    "already_submitted": (
        _("This story awaits clearance already."),
        _("Take the submission back first if you want to change something."),
    ),
    "release_waiting": (
        _("An earlier version is cleared and waits for its release."),
        _("It is given up as soon as this one is signed."),
    ),
    "story_locked": (
        _("Somebody has locked this story."),
        _("Ask them to unlock it. What you typed is still on this page."),
    ),
    "shared_changed_meanwhile": (
        _("%(name)s changed the shared part of this language while you were writing."),
        _(
            "Nothing of this language was saved, and what you typed is still here. Compare the two, then save again: yours is kept."
        ),
    ),
    "version_changed_meanwhile": (
        _("%(name)s changed the version for %(channel)s while you were writing."),
        _(
            "Nothing of this language was saved, and what you typed is still here. Compare the two, then save again: yours is kept."
        ),
    ),
    "version_taken_out_meanwhile": (
        _("%(name)s took out a version that you were writing."),
        _("Nothing of this language was saved, and what you typed is still here. Save again to put it back."),
    ),
    "link_off": (
        _("This version does not lead to the story's page."),
        _("Turn its link on, so that readers find the official text and its clicks are counted."),
    ),
    "language_missing": (
        _("There is no %(language)s version of this story."),
        _("Start it here, if it is to be read in that language."),
    ),
    "no_pages_in_language": (
        _("This organisation has no pages in %(language)s."),
        _("An administrator makes them first."),
    ),
    "not_translated": (
        _("The text is still the %(language)s one, word for word."),
        _("Translate it before you submit it."),
    ),
    "body_not_translated": (
        _("The text below title and lead is still the %(language)s one, word for word."),
        _("Translate it before you submit it."),
    ),
    "time_past": (_("The time lies in the past."), _("Choose a time ahead, or release at once.")),
    "release_before_embargo": (
        _("The release would come before the end of the embargo."),
        _("Choose a release time at or after the embargo."),
    ),
}


def register() -> None:
    """Add these sentences to ``core.problem_words``; called once when the room is loaded."""
    WORDS.update(NEWSROOM)
