"""Records read and made when they are first looked at, for all codings that were read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import given, strategies as st

from annotator.domain.stored_records import RecordBatch, Row, StoredRecords
from annotator.domain.wording import ToldRow, Wording


class Word(NamedTuple):
    """A record to test with."""

    id: str
    coding_id: str
    text: str


ROWS = [("1", "a", "one"), ("2", "b", "two"), ("3", "a", "three")]
TEXT: Wording = ("text",)


class Store:
    """Reads, makes and tells words, and remembers how many it was asked for each time."""

    def __init__(self, rows: Sequence[Row] = ROWS, *, is_usual: bool = True) -> None:
        self.read: list[int] = []
        self.made: list[int] = []
        self.told: list[Wording] = []
        self._rows = rows
        self._is_usual = is_usual

    def batch(self) -> RecordBatch[Word]:
        return RecordBatch(self._read, self._make, self._tell)

    def records(self, *codings: str) -> list[StoredRecords[Word]]:
        batch = self.batch()
        return [StoredRecords(batch, coding_id) for coding_id in codings]

    def _read(self) -> Sequence[Row]:
        self.read.append(len(self._rows))
        return self._rows

    def _make(self, rows: Sequence[Row]) -> list[Word]:
        self.made.append(len(rows))
        return [Word(*row) for row in rows]

    def _tell(self, wording: Wording) -> Mapping[str, Sequence[ToldRow]] | None:
        self.told.append(wording)
        places = [Word._fields.index(str(asked)) for asked in wording]
        told: dict[str, list[ToldRow]] = {}
        for row in self._rows:
            told.setdefault(row[1], []).append((row[1], *(row[place] for place in places)))
        return told if self._is_usual else None


def test_nothing_is_read_before_a_record_is_looked_at_and_then_all_are_made_together() -> None:
    store = Store()
    first, second, none = store.records("a", "b", "c")
    assert (store.read, store.made) == ([], [])
    assert first["3"] == Word("3", "a", "three")
    assert (store.read, store.made) == ([3], [3])
    assert list(second) == ["2"]
    assert len(none) == 0
    assert (store.read, store.made) == ([3], [3])


def test_a_wording_is_told_without_making_a_record_and_asked_once_for_all() -> None:
    store = Store()
    first, second, none = store.records("a", "b", "c")
    assert first.told_if_usual(TEXT) == [("a", "one"), ("a", "three")]
    assert second.told_if_usual(TEXT) == [("b", "two")]
    nothing = none.told_if_usual(TEXT)
    assert nothing is not None
    assert list(nothing) == []
    assert second.told_if_usual(("id", "text")) == [("b", "2", "two")]
    assert (store.read, store.made, store.told) == ([], [], [TEXT, ("id", "text")])


def test_no_coding_of_the_batch_is_told_where_one_record_is_unusual() -> None:
    store = Store(is_usual=False)
    first, second, none = store.records("a", "b", "c")
    assert [one.told_if_usual(TEXT) for one in (first, second, none)] == [None, None, None]
    assert store.told == [TEXT]
    assert [word.text for word in first.values()] == ["one", "three"]


@pytest.mark.parametrize("other", [dict, lambda records: MappingProxyType(dict(records))])
def test_they_equal_a_mapping_with_equal_records_from_either_side(other: type[dict[str, Word]]) -> None:
    first, second = Store().records("a", "b")
    assert first == other(first)
    assert other(first) == first
    assert first != second
    assert first != other(second)
    assert first == Store().records("a")[0]


def test_a_record_there_is_not_is_missing_as_from_any_mapping() -> None:
    (first,) = Store().records("a")
    with pytest.raises(KeyError, match="2"):
        first["2"]
    assert first.get("2") is None
    assert "2" not in first
    assert "1" in first


def test_what_the_maker_refuses_is_refused_at_every_look() -> None:
    def refuse(rows: Sequence[Row]) -> list[Word]:
        raise ValueError(f"{len(rows)} rows cannot be read")

    records: StoredRecords[Word] = StoredRecords(RecordBatch(lambda: ROWS, refuse, lambda _: None), "a")
    for _ in range(2):
        with pytest.raises(ValueError, match="3 rows"):
            list(records.values())
    assert records.told_if_usual(TEXT) is None


def test_a_maker_that_loses_a_record_is_noticed() -> None:
    records: StoredRecords[Word] = StoredRecords(RecordBatch(lambda: ROWS, lambda _: [], lambda _: None), "a")
    with pytest.raises(ValueError, match="shorter"):
        len(records)


@given(st.lists(st.tuples(st.integers(), st.sampled_from("abc"), st.text(max_size=3)), unique_by=lambda row: row[0]))
def test_records_are_those_of_their_coding_in_the_order_of_the_rows(drawn: list[tuple[int, str, str]]) -> None:
    rows = [(str(number), coding_id, text) for number, coding_id, text in drawn]
    batch = Store(rows).batch()
    for coding_id in "abc":
        expected = {row[0]: Word(*row) for row in rows if row[1] == coding_id}
        records: Mapping[str, Word] = StoredRecords(batch, coding_id)
        assert list(records.items()) == list(expected.items())
        assert list(records.values()) == list(expected.values())
        assert list(records) == list(expected)
        assert len(records) == len(expected)
        told = batch.told_if_usual(("id", "text"), coding_id)
        assert told is not None
        assert list(told) == [(coding_id, word.id, word.text) for word in expected.values()]
