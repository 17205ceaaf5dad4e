"""This room's own problems in words."""

from django.utils.translation import gettext_lazy as _

from duta.core.problem_words import WORDS, Words, register_words

OURS: dict[str, Words] = {
    "payload_changed": (
        _("What would go out is not what was frozen for this delivery. Nothing was sent."),
        _("Submit the version again. Tell the engineers: somebody or something changed the database."),
    ),
    "account_changed": (
        _("This was cleared for the account %(account)s; the channel now is %(now)s."),
        _("The channel manager sets the channel back to that account; else the story is submitted again."),
    ),
    "worker_late": (
        _("Duta was busy for too long and stopped before sending. Nothing was sent."),
        _("Nothing to do: Duta tries again by itself within seconds."),
    ),
    "to_post": (
        _("A person publishes this on the platform."),
        _("Publish it there, then paste its address here."),
    ),
    "to_correct": (
        _("A person corrects this on the platform."),
        _("Change the entry there so that it says what stands here, then say that it is done."),
    ),
    "to_take_back": (
        _("A person takes this off the platform."),
        _("Delete the entry there, then say that it is done."),
    ),
    "not_to_post": (
        _("It was withdrawn: do not publish it any more."),
        _("If it is there already, paste its address and it is taken back; else say that it was not done."),
    ),
    "nothing_to_change": (
        _("Nothing of this is out that could be changed."),
        _("Nothing to do."),
    ),
    "not_done": (
        _("It was not done on the platform."),
        _("Read why, mend it and send it again, or give it up."),
    ),
    "counts_of_nothing_out": (
        _("Nothing of this is out, so there is nothing to count."),
        _("First paste the entry's address."),
    ),
    "counts_missing": (
        _("No figure was entered."),
        _("Enter at least one; leave empty what the platform does not show."),
    ),
    "counts_evidence_missing": (
        _("The evidence is missing."),
        _("Say where the figures come from, for instance the screen on which you read them."),
    ),
    "counted_in_future": (
        _("The moment at which the figures were counted lies in the future."),
        _("Enter the day and time at which they were read or exported."),
    ),
    "count_too_large": (_("“%(value)s” cannot be a count."), _("Enter whole numbers from zero on.")),
    "count_older": (
        _("A newer figure is known already: %(metric)s %(known)s, counted %(at)s."),
        _("Enter a later moment, or take the newer figure back first."),
    ),
    "count_lower": (
        _("%(metric)s: %(now)s is lower than before (%(known)s)."),
        _("Correct the figure, or confirm below that the platform counts fewer now."),
    ),
    "columns_changed": (
        _("Somebody chose other columns or another time meanwhile. Nothing was taken in."),
        _("Look at the file again, then take it in."),
    ),
    "totals_lower": (
        _("%(count)s totals are lower than before. Nothing was taken in."),
        _("Look at them below; when the platform does count fewer now, confirm it and take the file in again."),
    ),
    "rows_wrong": (
        _("%(count)s rows are wrong. Nothing was taken in."),
        _("Correct the rows in the file, or choose other columns; each row's cause stands below."),
    ),
    "file_has_nothing_of_ours": (
        _("No row of this file is an entry that went out through this channel. Nothing was taken in."),
        _("Check that the file comes from this account, and that the entries' addresses were pasted back."),
    ),
    "file_is_empty": (_("The file holds no rows."), _("Export it again with a span in which something was published.")),
    "file_is_packed": (
        _("This is a ZIP or Excel file."),
        _("Unpack it and choose the CSV file inside; save an Excel file as CSV first."),
    ),
    "file_is_excel": (_("This is an old Excel file."), _("Save it as CSV and choose that file.")),
    "file_is_page": (_("This is a web page."), _("Download the export itself, as CSV.")),
    "file_is_other": (_("This is no text file."), _("Choose the CSV file that the platform exports.")),
    "file_is_gone": (_("The file is not there any more."), _("Choose it once more.")),
    "file_too_large": (
        _("The file is larger than %(limit)s MB."),
        _("Export a shorter span, and take the parts in one after the other."),
    ),
    "file_has_too_many_rows": (
        _("The file has more than %(limit)s rows."),
        _("Export a shorter span, and take the parts in one after the other."),
    ),
    "file_has_too_many_columns": (
        _("The file has more than %(limit)s columns."),
        _("Choose the file that the platform exports for single entries."),
    ),
    "file_has_one_column": (
        _("No columns can be told apart in this file."),
        _("Save it as CSV with commas, semicolons or tabs between the columns."),
    ),
    "file_line_too_long": (
        _("Line %(line)s is longer than %(limit)s characters."),
        _("Choose the CSV file as the platform exports it."),
    ),
    "file_letters_broken": (
        _("Line %(line)s holds letters that cannot be read."),
        _("Export the file again; if it was edited, save it as “CSV UTF-8”."),
    ),
    "file_row_broken": (
        _("Row %(row)s cannot be read: its quotation marks do not match, or one of its cells is far too long."),
        _("Export the file again and do not change it before it is taken in."),
    ),
    "channel_without_export": (
        _("No export file is known for this channel's platform."),
        _("Enter the figures by hand on each entry's page."),
    ),
    "column_of_entry_missing": (
        _("It is not known which column names the entry."),
        _("Choose the column with the entry's address, or with the platform's number of it."),
    ),
    "column_of_figures_missing": (
        _("No column with figures is chosen."),
        _("Choose at least one."),
    ),
    "row_repeated": (
        _("The same entry stands in row %(earlier)s too."),
        _("Export one row for each entry, over its whole life."),
    ),
    "row_has_other_columns": (
        _("The row has %(count)s cells, the heading has %(wanted)s."),
        _("Export the file again and do not change it before it is taken in."),
    ),
    "row_of_one_day": (
        _("The figures are of “%(value)s” only, not of the entry's whole life."),
        _("Export lifetime figures, or choose that this column is not used."),
    ),
    "row_from_the_future": (
        _("It says that it was published on %(value)s, after the figures were counted."),
        _("Check the moment of counting and the order of day and month, or choose that this column is not used."),
    ),
    "entry_number_cut": (
        _("“%(value)s”: a spreadsheet program cut this number."),
        _("Choose the column with the address, or export the file again and do not open it before it is taken in."),
    ),
    "count_rounded": (
        _("“%(value)s” is a rounded number."),
        _("Export exact figures, or choose that this column is not used."),
    ),
    "count_unreadable": (
        _("“%(value)s” is no whole number."),
        _("Check the column and how numbers are written."),
    ),
    "date_unreadable": (
        _("“%(value)s” is no date."),
        _("Check the column and the order of day and month, or choose that this column is not used."),
    ),
    "media_missing": (
        _("A frozen picture of this delivery cannot be read. Nothing was sent."),
        _("The administrator restores the folder of frozen files from the backup; then send again."),
    ),
}


def register() -> None:
    """Add them to the dictionary of problems, once."""
    for code, (what, fix) in OURS.items():
        if code not in WORDS:
            register_words(code, what=what, fix=fix)
