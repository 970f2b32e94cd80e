"""The columns of a codebook's fields, also where versions of a codebook differ."""

from __future__ import annotations

import pytest

from annotator.domain.codebook import Codebook
from annotator.domain.coding import Value
from annotator.domain.ids import CodingId, ValueId
from annotator.domain.values import Content, Count, FieldType, FreeText, Status
from annotator.formats.datasets.cells import PARTS, Cell
from annotator.formats.datasets.columns import Answer, FieldColumns, free_name
from tests.unit.formats.datasets.making import a_codebook, a_field


def columns_of(*codebooks: Codebook, level: str = "incident") -> FieldColumns:
    return FieldColumns(codebooks, level, set())


def a_value(field: str, content: Content | None, status: Status = Status.CODED) -> Value:
    return Value(id=ValueId("v"), coding_id=CodingId("c"), field=field, content=content, status=status)


def filled(columns: FieldColumns, value: Value) -> dict[str, Cell]:
    row: list[Cell] = [None] * columns.width
    columns.fill(row, Answer(value.field, value.status, value.content, ()))
    assert len(row) == columns.width
    return {column.name: cell for column, cell in zip(columns.columns, row, strict=True) if cell is not None}


def test_a_field_has_a_column_for_each_part_and_one_for_its_status() -> None:
    names = [column.name for column in columns_of(a_codebook()).columns]
    assert names[:7] == [
        "trigger",
        "trigger_status",
        "killed_low",
        "killed_best",
        "killed_high",
        "killed_qualifier",
        "killed_status",
    ]


@pytest.mark.parametrize("field_type", list(FieldType))
def test_every_type_of_field_has_columns(field_type: FieldType) -> None:
    assert PARTS[field_type]


def test_only_the_fields_of_the_level_have_columns() -> None:
    fields = {column.field.id for column in columns_of(a_codebook(), level="actor").columns if column.field}
    assert fields == {"name", "size"}


def test_equal_fields_of_two_versions_share_their_columns() -> None:
    newer = a_codebook(a_field("extra", "incident", FieldType.TEXT), version=3)
    shared = columns_of(a_codebook()).columns
    both = columns_of(a_codebook(), newer).columns
    assert both[: len(shared)] == shared
    assert [column.name for column in both[len(shared) :]] == ["extra", "extra_status"]


def test_a_field_whose_type_changed_has_the_columns_of_both_types() -> None:
    older = a_codebook(a_field("extra", "incident", FieldType.TEXT))
    newer = a_codebook(a_field("extra", "incident", FieldType.COUNT), version=3)
    columns = columns_of(older, newer)
    assert filled(columns, a_value("extra", FreeText(text="some"))) == {"extra": "some", "extra_status": "coded"}
    count = filled(columns, a_value("extra", Count(low=3)))
    assert count == {"extra_low": 3, "extra_qualifier": "exact", "extra_status": "coded"}


@pytest.mark.parametrize("status", [Status.NOT_MENTIONED, Status.UNCLEAR, Status.NOT_APPLICABLE])
def test_without_a_content_only_the_status_is_filled(status: Status) -> None:
    assert filled(columns_of(a_codebook()), a_value("killed", None, status)) == {"killed_status": status.value}


def test_a_value_that_has_only_evidence_so_far_shows_its_status() -> None:
    assert filled(columns_of(a_codebook()), a_value("killed", None)) == {"killed_status": "coded"}


def test_a_content_of_another_type_than_the_fields_fills_nothing_else() -> None:
    assert filled(columns_of(a_codebook()), a_value("killed", FreeText(text="x"))) == {"killed_status": "coded"}


def test_a_value_of_an_unknown_field_is_passed_over() -> None:
    assert filled(columns_of(a_codebook()), a_value("unknown", FreeText(text="x"))) == {}


def test_a_taken_name_gets_a_prefix_and_then_a_number() -> None:
    taken: set[str] = set()
    assert [free_name("a", taken) for _ in range(4)] == ["a", "field_a", "field_a_2", "field_a_3"]
    assert taken == {"a", "field_a", "field_a_2", "field_a_3"}


def test_columns_whose_name_was_taken_are_told() -> None:
    columns = FieldColumns([a_codebook()], "incident", {"remark"})
    assert [column.name for column in columns.renamed] == ["field_remark"]
