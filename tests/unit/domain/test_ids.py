"""Identifiers are UUIDs of version 7 that never go back within a process."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from annotator.domain import ids
from annotator.domain.ids import new_id

MILLISECOND = 1_000_000
"""Nanoseconds."""


def milliseconds_of(identifier: str) -> int:
    """Return the time stamp in the first 48 bits."""
    return uuid.UUID(identifier).int >> 80


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ids._Clock:
    """A clock of this test's own, so that turning it does not touch other tests."""
    fresh = ids._Clock()
    monkeypatch.setattr(ids, "_clock", fresh)
    return fresh


def set_time(monkeypatch: pytest.MonkeyPatch, milliseconds: int) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: milliseconds * MILLISECOND)


def test_an_id_is_written_as_36_lower_case_characters() -> None:
    identifier = new_id()
    assert identifier == str(uuid.UUID(identifier))
    assert len(identifier) == 36


def test_an_id_has_the_version_and_variant_of_rfc_9562() -> None:
    for identifier in (new_id() for _ in range(2000)):
        parsed = uuid.UUID(identifier)
        assert parsed.version == 7
        assert parsed.variant == uuid.RFC_4122
        assert identifier[14] == "7"
        assert identifier[19] in "89ab"


def test_an_id_begins_with_the_time_it_was_made(clock: ids._Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    set_time(monkeypatch, 1_572_771_574_000)
    assert milliseconds_of(new_id()) == 1_572_771_574_000


def test_ids_made_one_after_the_other_sort_in_that_order() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_of_one_millisecond_count_up(clock: ids._Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    set_time(monkeypatch, 1000)
    made = [new_id() for _ in range(100)]
    assert made == sorted(made)
    assert {milliseconds_of(identifier) for identifier in made} == {1000}
    counters = [uuid.UUID(identifier).int >> 64 & 0xFFF for identifier in made]
    assert counters == list(range(100))


def test_a_full_counter_borrows_the_next_millisecond(clock: ids._Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    set_time(monkeypatch, 1000)
    made = [new_id() for _ in range(4096 + 1)]
    assert made == sorted(made)
    assert milliseconds_of(made[-2]) == 1000
    assert milliseconds_of(made[-1]) == 1001
    assert all(uuid.UUID(identifier).version == 7 for identifier in made)


def test_ids_do_not_go_back_when_the_clock_does(clock: ids._Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    set_time(monkeypatch, 5000)
    before = new_id()
    set_time(monkeypatch, 10)
    after = new_id()
    assert after > before
    assert milliseconds_of(after) == 5000


def test_the_random_part_differs_between_ids() -> None:
    tails = {uuid.UUID(new_id()).int & ((1 << 62) - 1) for _ in range(1000)}
    assert len(tails) == 1000


def test_threads_get_ids_in_order_and_none_twice() -> None:
    threads, each = 8, 1000
    start = Barrier(threads)

    def make() -> list[str]:
        start.wait()
        return [new_id() for _ in range(each)]

    with ThreadPoolExecutor(threads) as pool:
        made = [future.result() for future in [pool.submit(make) for _ in range(threads)]]
    assert all(of_one_thread == sorted(of_one_thread) for of_one_thread in made)
    everything = [identifier for of_one_thread in made for identifier in of_one_thread]
    assert len(set(everything)) == threads * each
    assert len({uuid.UUID(identifier).int >> 64 for identifier in everything}) == threads * each


def test_the_clock_is_read_by_one_thread_at_a_time(clock: ids._Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    was_locked: list[bool] = []

    def read() -> int:
        was_locked.append(clock._lock.locked())
        return 1000 * MILLISECOND

    monkeypatch.setattr(time, "time_ns", read)
    new_id()
    assert was_locked == [True]
    assert not clock._lock.locked()
