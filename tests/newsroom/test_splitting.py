"""Threads: proposed at the ends of sentences, numbered, each entry as long as the platform counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.connectors.checks import length_in
from duta.connectors.protocol import Counting, Limits
from duta.newsroom.sharing import entries_in
from duta.newsroom.splitting import BETWEEN, TooLong, split_text

EXOTIC = st.text(alphabet="ab. !?\n。👩\u200d👧🇮🇩é\u0301مرحبا\u202eא", max_size=300)


def fitting(limit, counting=Counting.CODE_POINTS, taken=0):
    limits = Limits(text=limit, counting=counting)
    return lambda text, first: length_in(text, limits) + (taken if first else 0) <= limit


def test_a_text_that_fits_stays_one_entry_without_a_number():
    assert split_text(" Satu. Dua. ", fits=fitting(20)) == ["Satu. Dua."]


def test_entries_end_where_sentences_end():
    text = "Kalimat pertama. Kalimat kedua! Yang ketiga?"
    assert split_text(text, fits=fitting(24)) == ["Kalimat pertama. 1/3", "Kalimat kedua! 2/3", "Yang ketiga? 3/3"]


def test_the_first_entry_leaves_room_for_tags_and_link():
    first, *_rest = split_text("Satu dua. Tiga empat. Lima enam.", fits=fitting(24, taken=8))
    assert first == "Satu dua. 1/3"


def test_a_sentence_that_is_too_long_is_cut_at_words_and_a_word_at_what_a_reader_sees():
    assert split_text("satu dua tiga empat", fits=fitting(16)) == ["satu dua 1/2", "tiga empat 2/2"]
    family = "👩‍👩‍👧‍👦"
    entries = split_text(family * 30, fits=fitting(20, Counting.GRAPHEMES))
    assert "".join(entry.rpartition(" ")[0] for entry in entries) == family * 30
    assert all(set(entry.rpartition(" ")[0].split(family)) == {""} for entry in entries)


def test_a_text_for_a_page_is_no_thread():
    with pytest.raises(TooLong):
        split_text("Kata. " * 2000, fits=fitting(40))


@given(text=EXOTIC, counting=st.sampled_from(list(Counting)), taken=st.integers(0, 60))
def test_nothing_is_lost_and_every_entry_fits(text, counting, taken):
    fits = fitting(90, counting, taken)
    try:
        entries = split_text(text, fits=fits)
    except TooLong:
        return
    assert all(fits(entry, False) for entry in entries)
    bare = entries if len(entries) == 1 else [entry.rpartition(" ")[0] for entry in entries]
    assert "".join("".join(bare).split()) == "".join(text.split())


def test_a_line_of_dashes_begins_the_next_entry():
    assert entries_in(BETWEEN.join(["Satu 1/2", "Dua - tiga -- empat 2/2"])) == ("Satu 1/2", "Dua - tiga -- empat 2/2")
    assert entries_in("---\nSatu\n-----\n\n---\n") == ("Satu",)
    assert entries_in("") == ("",)
