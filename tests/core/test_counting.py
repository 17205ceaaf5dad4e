"""Counting in memory, and the thread that writes it down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

from duta.core import flushing
from duta.core.counting import CountBuffer
from duta.core.flushing import MANY, Flusher


def nothing(now: datetime) -> int:
    return 0


def test_what_is_taken_out_is_gone_and_what_is_put_back_counts_again():
    counts: CountBuffer[str] = CountBuffer()
    assert [counts.add("a"), counts.add("b"), counts.add("a")] == [1, 2, 3]
    taken = counts.take()
    assert taken == {"a": 2, "b": 1}
    assert counts.take() == {}
    counts.add("a")
    counts.put_back(taken)
    assert counts.take() == {"a": 3, "b": 1}


def test_no_count_is_lost_between_threads():
    counts: CountBuffer[str] = CountBuffer()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: counts.add("a"), range(4000)))
    assert counts.take() == {"a": 4000}


def test_one_thread_writes_soon_and_at_once_when_many_wait(monkeypatch, settings):
    settings.DUTA_FLUSH_VIEWS = True
    flushed = Event()
    monkeypatch.setattr(Flusher, "flush_and_say", lambda _self: flushed.set())
    monkeypatch.setattr(flushing, "Finalize", lambda *_args, **_fields: None)
    monkeypatch.setattr(flushing, "EVERY", 3600.0)
    ours = Flusher("tests", nothing)
    ours.notice(1)
    thread = ours._thread
    ours.notice(MANY)
    assert flushed.wait(5)
    assert ours._thread is thread
    assert thread.daemon


def test_no_thread_starts_where_it_is_switched_off(settings):
    settings.DUTA_FLUSH_VIEWS = False
    ours = Flusher("tests", nothing)
    ours.notice(MANY)
    assert ours._thread is None
