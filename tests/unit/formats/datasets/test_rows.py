"""Rows are what is stored, made of records only where nothing else is at hand."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given

from annotator.domain.coding import Coding, Evidence, Group, Report, Value
from annotator.domain.stored_records import RecordBatch, Row, StoredRecords
from annotator.formats.datasets.placement import PlacedCoding, live_records, live_rows
from annotator.formats.datasets.rows import (
    EvidenceRow,
    GroupRow,
    ReportRow,
    ValueRow,
    evidence_rows,
    group_rows,
    report_rows,
    value_rows,
)
from annotator.store.mapping import MAPPERS
from tests.strategies import codings
from tests.unit.formats.datasets.making import a_codebook

ROW_TYPES = {"report": ReportRow, "group": GroupRow, "value": ValueRow, "evidence": EvidenceRow}


@pytest.mark.parametrize("record", [Report, Group, Value, Evidence])
def test_a_row_has_a_records_fields_in_the_order_in_which_they_are_stored(record: Any) -> None:
    kind, *names = record.model_fields
    row: Any = ROW_TYPES[record.model_fields[kind].default]
    assert list(row._fields) == names == list(MAPPERS[record.model_fields[kind].default].columns)


@given(codings())
def test_rows_of_records_are_what_would_be_stored(coding: Coding) -> None:
    found = (report_rows(coding), group_rows(coding), value_rows(coding), evidence_rows(coding))
    records: Any = (coding.reports_by_id, coding.groups_by_id, coding.values_by_id, coding.evidence_by_id)
    for kind, rows, by_id in zip(ROW_TYPES, found, records, strict=True):
        assert list(rows) == [tuple(MAPPERS[kind].plain_row(one)) for one in by_id.values()]


@given(codings())
def test_live_rows_are_the_rows_of_the_live_records(coding: Coding) -> None:
    live, rows = live_records(coding), live_rows(coding)
    pairs: Any = zip(ROW_TYPES, rows, live, strict=False)
    for kind, found, expected in pairs:
        assert MAPPERS[kind].values(found) == list(expected)


@given(codings())
def test_placed_rows_are_the_rows_of_the_placed_values(coding: Coding) -> None:
    placed = PlacedCoding(coding, {field.id: rank for rank, field in enumerate(a_codebook().fields)})
    assert [place for _, place, _ in placed.rows] == [place for _, place, _ in placed.values]
    assert MAPPERS["value"].values([row for row, _, _ in placed.rows]) == [value for value, _, _ in placed.values]
    for (_, _, rows), (_, _, evidence) in zip(placed.rows, placed.values, strict=True):
        assert MAPPERS["evidence"].values(rows) == list(evidence)


def stored(rows: list[Row], *, are_plain: bool) -> tuple[Coding, list[object]]:
    """Return a coding of these rows of values, and what is made of them."""
    made: list[object] = []

    def make(asked: Any) -> Any:
        made.extend(records := MAPPERS["value"].values(asked))
        return records

    batch: RecordBatch[Value] = RecordBatch(rows, make, lambda _: are_plain)
    header = MAPPERS["coding"].value(("c", "a", "p", "b", None, "draft", None, 0))
    assert header.kind == "coding"
    return Coding(header, values_by_id=StoredRecords(batch, "c")), made


ROWS: list[Row] = [
    ("v1", "c", None, None, "relevance", "coded", '{"type":"categorical","category":"yes"}', "", 0),
    ("v2", "c", None, None, "trigger", "coded", None, "not said", 1),
]


def test_stored_rows_are_taken_as_they_are_and_no_record_is_made() -> None:
    coding, made = stored(ROWS, are_plain=True)
    assert list(value_rows(coding)) == ROWS
    assert [row[0] for row in live_rows(coding).values] == ["v1"]
    assert made == []


def test_unusual_rows_are_made_anew_of_their_records() -> None:
    spaced = (*ROWS[0][:6], '{"type": "categorical", "category": "yes"}', *ROWS[0][7:])
    coding, made = stored([spaced, ROWS[1]], are_plain=False)
    assert list(value_rows(coding)) == ROWS
    assert len(made) == len(ROWS)


def test_where_values_were_taken_out_the_rows_are_those_that_are_left() -> None:
    coding, _ = stored(ROWS, are_plain=True)
    left = {id_: value for id_, value in coding.values_by_id.items() if id_ == "v1"}
    assert list(value_rows(Coding(coding.header, values_by_id=MappingProxyType(left)))) == ROWS[:1]
