"""Words of the glossary and the classes they name; docs/glossary.md is written from this, tests hold it to the models."""

from dataclasses import dataclass
from pathlib import Path

DOC = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"


@dataclass(frozen=True)
class Term:
    """One term: its English and Indonesian word, what names it in code ("room.Class"), what it means."""

    english: str
    indonesian: str
    code: str
    meaning: str


TERMS: tuple[Term, ...] = (
    Term("organisation", "organisasi", "accounts.Organisation", "The ministry, a directorate, a mission (*Perwakilan*) or a partner (*Mitra*)."),
    Term("role held", "peran yang dipegang", "accounts.RoleHeld", "A role that a person holds for an organisation and all below it, for a period."),
    Term("delegation", "pelimpahan", "accounts.Delegation", "The signatory's role, given for a period by a written order to somebody who signs in another's place (*Plh.*, *Plt.*)."),
    Term("person", "orang", "accounts.User", "Somebody who signs in at the desk."),
    Term("strategy", "strategi komunikasi", "strategy.Strategy", "The plan of one organisation for one period, with its narrative."),
    Term("objective", "sasaran", "strategy.Objective", "SMART: statement, theme, baseline, target, unit, deadline, owner."),
    Term("audience", "khalayak", "strategy.Audience", "A segment of people in one or more territories."),
    Term("activity", "kegiatan", "strategy.Activity", "A concrete piece of work with start, end, milestones, responsible person, budget, partners."),
    Term("milestone", "tonggak", "strategy.Milestone", "A date in an activity by which something is to be there."),
    Term("indicator", "indikator capaian", "strategy.Indicator", "What is measured for an objective, and by which rule."),
    Term("observation", "pengamatan", "metrics.Observation", "One value of one metric for one thing at one time, with its origin."),
    Term("reading", "realisasi", "evaluation.Reading", "An indicator's value at a time, by its own rule, or entered with evidence."),
    Term("story", "konten", "newsroom.Story", "One thing that the ministry says: a page with a permanent address, one identity over all its languages."),
    Term("channel version", "versi kanal", "newsroom.ChannelVersion", "The story as one channel gets it, in one language."),
    Term("picture", "gambar", "newsroom.Picture", "A picture in an organisation's collection; a signed file is never replaced."),
    Term("submission", "pengajuan", "newsroom.Submission", "The frozen whole that is put up for clearance, for one language."),
    Term("initials", "paraf", "newsroom.Initials", "Asked of people in parallel, before the signature."),
    Term("clearance", "pengesahan", "newsroom.Clearance", "A named signatory's signature over a submission's hash."),
    Term("reminder", "pengingat", "newsroom.Reminder", "That somebody was reminded of a submission that waits; once for each step."),
    Term("release", "penerbitan", "newsroom.Release", "Putting a cleared submission out, now or at its time."),
    Term("channel", "kanal", "channels.Channel", "Our account on a platform."),
    Term("credential", "kredensial", "channels.Credential", "What opens a channel; sealed by the web, opened by the worker only."),
    Term("tracked link", "tautan terlacak", "links.TrackedLink", "A short address of ours that leads to a story; its clicks are counted."),
    Term("clicks of a link", "klik pada tautan", "links.LinkClicks", "How often one link was followed on one day, people and robots apart."),
    Term("delivery", "pengiriman", "delivery.Delivery", "The order to put a channel version on a channel."),
    Term("attempt", "upaya", "delivery.Attempt", "One try, committed before the network is touched."),
    Term("receipt", "bukti kirim", "delivery.Receipt", "The platform's proof."),
    Term("tally", "catatan angka", "delivery.Tally", "Counts that a person took over from a platform, by hand or from its export file; taken back as a whole."),
    Term("reminder", "pengingat", "delivery.Reminder", "That people were told of something to publish by hand, once before its time and once when late."),
    Term("hold", "penghentian sementara", "delivery.Hold", "Nothing goes out until lifted."),
    Term("pump", "pompa", "delivery.Pump", "A running worker's loop that claims and sends, with its lease."),
    Term("contact", "kontak", "mailing.Contact", "Somebody to whom an organisation may write: address, medium, languages, beats."),
    Term("subscription", "langganan", "mailing.Subscription", "A contact's yes or no to one press list, and how it was said."),
    Term("mailing", "siaran surel", "mailing.Mailing", "What one delivery says to a press list; frozen."),
    Term("letter", "surat", "mailing.Letter", "One mailing to one recipient, with its state; its name is the same in every attempt."),
    Term("notice", "pemberitahuan", "mailing.Notice", "That one message of the mailbox of returned letters was looked at."),
    Term("calendar address", "alamat kalender", "desk.CalendarFeed", "The secret address at which one person's calendar is read by other programmes."),
    Term("audit entry", "catatan audit", "core.AuditEntry", "One change: who, what, to which thing, when."),
)  # fmt: skip


def text() -> str:
    """Return the whole page."""
    lines = [
        "# Glossary",
        "",
        "Written by `python tools/glossary.py`; a test holds it to the models and to the Indonesian screens.",
        "",
    ]
    lines += ["| Term | Indonesian | In code | Meaning |", "|---|---|---|---|"]
    lines += [f"| {term.english} | {term.indonesian} | `{term.code}` | {term.meaning} |" for term in TERMS]
    lines += [
        "",
        "A connector is the code that speaks one platform's protocol (*konektor*); an embargo says not before a time;",
    ]
    lines += [
        "a withdrawal (*penarikan*) takes a released story back; a correction (*ralat*) is a new, cleared submission of it."
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    DOC.write_text(text(), encoding="utf-8")
