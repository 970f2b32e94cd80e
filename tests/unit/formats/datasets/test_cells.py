"""Cells: several texts in one, and contents as cells."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, strategies as st

from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FieldType,
    FreeText,
    Location,
    Moment,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    YesNo,
)
from annotator.formats.datasets.cells import PARTS, Cell, cells_of, joined, split_cell
from tests.strategies import contents_of
from tests.unit.formats.datasets.making import a_full_coding

AWKWARD = st.text(alphabet=" |\\a\n\u2028😀", max_size=8)


@given(st.lists(st.one_of(AWKWARD, st.text()), min_size=1))
@example([""])
@example(["", ""])
@example([" | ", "|", "\\", "\\|", " "])
def test_a_joined_cell_can_be_taken_apart_again(texts: list[str]) -> None:
    assert split_cell(joined(texts)) == texts


@given(st.lists(st.lists(AWKWARD, min_size=1), min_size=1))
def test_joined_cells_may_be_joined_again(groups: list[list[str]]) -> None:
    outer = joined(joined(group) for group in groups)
    assert [split_cell(group) for group in split_cell(outer)] == groups


@pytest.mark.parametrize(
    "texts, cell",
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a | b"),
        (["a", "", "b"], "a |  | b"),
        (["a|b"], r"a\|b"),
        (["a\\b"], r"a\\b"),
    ],
)
def test_joined_cells_look_as_documented(texts: list[str], cell: str) -> None:
    assert joined(texts) == cell


@pytest.mark.parametrize(
    "content, cells",
    [
        (Count(low=1, best=2, high=3, qualifier=Qualifier.RANGE), (1, 2, 3, "range")),
        (Count(low=0, best=0, high=0, qualifier=Qualifier.NONE_REPORTED), (0, 0, 0, "none_reported")),
        (Count(qualifier=Qualifier.DOZENS), (None, None, None, "dozens")),
        (Moment(at=dt.date(2024, 5, 1)), ("2024-05-01",)),
        (Moment(at=dt.datetime(2024, 5, 1, 8, tzinfo=dt.UTC)), ("2024-05-01T08:00:00+00:00",)),
        (DateRange(end=dt.date(2024, 5, 1), expression="by May"), (None, "2024-05-01", None, "", "by May")),
        (OneCategory(category="gun"), ("gun",)),
        (SeveralCategories(categories=("gun", "bomb")), ("gun | bomb",)),
        (SeveralCategories(categories=()), ("",)),
        (OrdinalLevel(level=3), (3,)),
        (YesNo(answer=True), ("true",)),
        (YesNo(answer=False), ("false",)),
        (EntityName(verbatim="v", canonical="c", aliases=("a", "b|")), ("v", "c", "a | b\\|", "")),
        (FreeText(text="a\nb"), ("a\nb",)),
        (AttributedValue(value="12", source_named=None), ("", "12", "", "", "", "", "")),
        (AttributedValue(source_named=False, via="radio"), ("", "", "", "", "", "false", "radio")),
    ],
)
def test_a_content_becomes_its_cells(content: Content, cells: tuple[Cell, ...]) -> None:
    assert cells_of(content) == cells


def test_a_place_has_a_cell_for_each_of_its_parts() -> None:
    cells = dict(zip(PARTS[FieldType.LOCATION], cells_of(Location(name="X", lat=-1.5, lon=0.0)), strict=True))
    assert (cells["name"], cells["lat"], cells["lon"], cells["precision"]) == ("X", -1.5, 0.0, None)
    assert "type" not in cells


def test_a_marked_span_is_told_by_its_quotes() -> None:
    coding = a_full_coding()
    trigger = next(record for record in coding.records if record.kind == "value" and record.field == "trigger")
    quotes = [record.quote for record in coding.records if record.kind == "evidence" and record.value_id == trigger.id]
    assert trigger.content is not None
    assert cells_of(trigger.content, quotes) == ("“killed” | Raid on a market",)


@pytest.mark.parametrize("field_type", list(FieldType))
@given(data=st.data())
def test_every_content_fills_as_many_cells_as_its_type_has_parts(field_type: FieldType, data: st.DataObject) -> None:
    content = data.draw(contents_of(field_type))
    assert len(cells_of(content)) == len(PARTS[field_type])
