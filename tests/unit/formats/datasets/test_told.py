"""What a wording asks for is told of records where the data base cannot tell it, and nothing is made where it can."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from hypothesis import given, strategies as st

from annotator.domain.coding import Coding, Evidence, Stance, Value
from annotator.domain.content_json import content_from_json, content_to_json
from annotator.domain.ids import CodingId, EvidenceId, ValueId
from annotator.domain.stored_records import RecordBatch, Row, StoredRecords
from annotator.domain.wording import AS_JSON, AsCells, ToldRow, Wording
from annotator.formats.datasets.placement import PlacedCoding, PlacedTold, PlacedValue
from annotator.formats.datasets.told import told
from annotator.store.mapping import MAPPERS
from tests.strategies import codings
from tests.unit.formats.datasets.making import a_codebook

RANKS = {field.id: rank for rank, field in enumerate(a_codebook().fields)}
ROWS: list[Row] = [
    ("v1", "c", None, None, "relevance", "coded", '{"type":"categorical","category":"yes"}', "", 0),
    ("v2", "c", None, None, "trigger", "coded", None, "not said", 1),
]


def a_span(quote: str, prefix: str = "") -> Evidence:
    return Evidence(
        id=EvidenceId("e"),
        coding_id=CodingId("c"),
        value_id=ValueId("v"),
        start=3,
        end=3 + len(quote),
        quote=quote,
        prefix=prefix,
        stance=Stance.IMPLIES,
    )


# --- Of records ---


@given(codings())
def test_columns_are_told_as_they_are_stored_and_of_live_records_only(coding: Coding) -> None:
    mapper = MAPPERS["value"]
    live = [value for value in coding.values_by_id.values() if not value.is_deleted]
    found = told(coding.values_by_id, mapper.columns[:-1])
    assert [row[1:] for row in found] == [tuple(mapper.plain_row(value)[:-1]) for value in live]
    assert {row[0] for row in found} <= {coding.header.id}


@given(codings())
def test_a_record_as_json_is_what_pydantic_writes(coding: Coding) -> None:
    for records in (coding.reports_by_id, coding.groups_by_id, coding.values_by_id, coding.evidence_by_id):
        by_id: Any = records
        found = told(by_id, ("id", AS_JSON))
        assert [text for *_, text in found] == [by_id[id_].model_dump_json().encode() for _, id_, _ in found]
        assert [json.loads(text)["id"] for *_, text in found] == [id_ for _, id_, _ in found]


@given(quote=st.text(min_size=1), prefix=st.text())
def test_cells_stand_in_quotes_whatever_they_hold(quote: str, prefix: str) -> None:
    ((coding_id, cells, start),) = told({"e": a_span(quote, prefix)}, (AsCells(("quote", "prefix")), "start"))
    doubled = [text.replace('"', '""') for text in (quote, prefix)]
    assert (coding_id, cells, start) == ("c", f'"{doubled[0]}","{doubled[1]}"', 3)


# --- In their places ---


def assert_same(one: PlacedTold, other: PlacedValue) -> None:
    row, place, evidence = one
    value = other.value
    content = None if row[6] is None else content_from_json(row[6])
    assert (row[1:6], content, row[7]) == (
        (value.group_id, value.report_id, value.id, value.field, value.status),
        value.content,
        value.missing_evidence_reason,
    )
    assert place == other.place
    assert [span[2:7] for span in evidence] == [
        (span.start, span.end, span.id, span.stance, span.quote) for span in other.evidence
    ]


@given(codings())
def test_placed_values_are_told_in_the_order_of_the_records(coding: Coding) -> None:
    placed = PlacedCoding(coding, RANKS)
    for one, other in zip(placed.told, placed.values, strict=True):
        assert_same(one, other)


# --- Of what is stored ---


class Store:
    """Stands for the data base: it tells what it was given to tell, and remembers what it was asked."""

    def __init__(self, answer: Mapping[str, Sequence[ToldRow]] | None) -> None:
        self.answer = answer
        self.asked: list[Wording] = []
        self.made = 0
        batch: RecordBatch[Value] = RecordBatch(lambda: ROWS, self._make, self._tell)
        self.values = StoredRecords(batch, "c")

    def _make(self, rows: Sequence[Row]) -> Any:
        self.made += len(rows)
        return MAPPERS["value"].values(rows)

    def _tell(self, wording: Wording) -> Mapping[str, Sequence[ToldRow]] | None:
        self.asked.append(wording)
        return self.answer


def test_what_the_data_base_tells_is_taken_and_no_record_is_made() -> None:
    store = Store({"c": [("c", "v1")], "another": [("another", "v3")]})
    assert list(told(store.values, ("id",))) == [("c", "v1")]
    assert (store.asked, store.made) == ([("id",)], 0)


def test_where_the_data_base_does_not_tell_the_records_do() -> None:
    store = Store(None)
    content = content_to_json(content_from_json(str(ROWS[0][6])))
    assert told(store.values, ("id", "content", "status")) == [("c", "v1", content, "coded")]
    assert store.made == len(ROWS)


def test_where_values_were_taken_out_the_data_base_is_not_asked() -> None:
    store = Store({"c": [("c", "v1"), ("c", "v2")]})
    left = {id_: value for id_, value in store.values.items() if id_ == "v2"}
    assert told(MappingProxyType(left), ("id",)) == [], "only the deleted one was left"
    assert store.asked == []
