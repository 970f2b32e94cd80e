"""Records made when they are first looked at, for all codings that were read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import given, strategies as st

from annotator.domain.stored_records import RecordBatch, Row, StoredRecords


class Word(NamedTuple):
    """A record to test with."""

    id: str
    coding_id: str
    text: str


class Maker:
    """Makes words, and remembers how many it was asked for each time."""

    def __init__(self, *, is_plain: bool = True) -> None:
        self.made: list[int] = []
        self.checked: list[int] = []
        self._is_plain = is_plain

    def make(self, rows: Sequence[Row]) -> list[Word]:
        self.made.append(len(rows))
        return [Word(*row) for row in rows]

    def are_plain(self, rows: Sequence[Row]) -> bool:
        self.checked.append(len(rows))
        return self._is_plain


ROWS = [("1", "a", "one"), ("2", "b", "two"), ("3", "a", "three")]


def batch_of(maker: Maker, rows: Sequence[Row] = ROWS) -> RecordBatch[Word]:
    return RecordBatch(rows, maker.make, maker.are_plain)


def stored(maker: Maker, *codings: str) -> list[StoredRecords[Word]]:
    batch = batch_of(maker)
    return [StoredRecords(batch, coding_id) for coding_id in codings]


def test_no_record_is_made_before_one_is_looked_at_and_then_all_are_made_together() -> None:
    maker = Maker()
    first, second, none = stored(maker, "a", "b", "c")
    assert maker.made == []
    assert first["3"] == Word("3", "a", "three")
    assert maker.made == [3]
    assert list(second) == ["2"]
    assert len(none) == 0
    assert maker.made == [3]


def test_rows_are_given_without_making_a_record_and_are_checked_once() -> None:
    maker = Maker()
    first, second, none = stored(maker, "a", "b", "c")
    assert first.rows_if_plain() == [ROWS[0], ROWS[2]]
    assert second.rows_if_plain() == [ROWS[1]]
    none_of_it = none.rows_if_plain()
    assert none_of_it is not None
    assert list(none_of_it) == []
    assert (maker.made, maker.checked) == ([], [3])


def test_no_coding_of_the_batch_gives_rows_where_one_is_not_plain() -> None:
    maker = Maker(is_plain=False)
    first, second, none = stored(maker, "a", "b", "c")
    assert [one.rows_if_plain() for one in (first, second, none)] == [None, None, None]
    assert maker.checked == [3]
    assert [word.text for word in first.values()] == ["one", "three"]


@pytest.mark.parametrize("other", [dict, lambda records: MappingProxyType(dict(records))])
def test_they_equal_a_mapping_with_equal_records_from_either_side(other: type[dict[str, Word]]) -> None:
    first, second = stored(Maker(), "a", "b")
    assert first == other(first)
    assert other(first) == first
    assert first != second
    assert first != other(second)
    assert first == stored(Maker(), "a")[0]


def test_a_record_there_is_not_is_missing_as_from_any_mapping() -> None:
    (first,) = stored(Maker(), "a")
    with pytest.raises(KeyError, match="2"):
        first["2"]
    assert first.get("2") is None
    assert "2" not in first
    assert "1" in first


def test_what_the_maker_refuses_is_refused_at_every_look() -> None:
    def refuse(rows: Sequence[Row]) -> list[Word]:
        raise ValueError(f"{len(rows)} rows cannot be read")

    records: StoredRecords[Word] = StoredRecords(RecordBatch(ROWS, refuse, lambda rows: False), "a")
    for _ in range(2):
        with pytest.raises(ValueError, match="3 rows"):
            list(records.values())
    assert records.rows_if_plain() is None


def test_a_maker_that_loses_a_record_is_noticed() -> None:
    records: StoredRecords[Word] = StoredRecords(RecordBatch(ROWS, lambda rows: [], lambda rows: True), "a")
    with pytest.raises(ValueError, match="shorter"):
        len(records)


@given(st.lists(st.tuples(st.integers(), st.sampled_from("abc"), st.text(max_size=3)), unique_by=lambda row: row[0]))
def test_records_are_those_of_their_coding_in_the_order_of_the_rows(drawn: list[tuple[int, str, str]]) -> None:
    rows = [(str(number), coding_id, text) for number, coding_id, text in drawn]
    batch = batch_of(Maker(), rows)
    for coding_id in "abc":
        expected = {row[0]: Word(*row) for row in rows if row[1] == coding_id}
        records: Mapping[str, Word] = StoredRecords(batch, coding_id)
        assert list(records.items()) == list(expected.items())
        assert list(records.values()) == list(expected.values())
        assert list(records) == list(expected)
        assert len(records) == len(expected)
        given_rows = batch.rows_if_plain(coding_id)
        assert given_rows is not None
        assert [Word(*row) for row in given_rows] == list(expected.values())
