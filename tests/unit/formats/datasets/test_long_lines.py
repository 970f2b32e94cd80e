"""The quick way to the lines of the long tables says what their cells say."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

import pytest
from hypothesis import given, strategies as st

from annotator.domain.coding import Coding
from annotator.domain.values import Location, MarkedSpan
from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.csv_file import csv_line, csv_text
from annotator.formats.datasets.long_lines import long_lines
from annotator.formats.datasets.long_tables import EvidenceTable, ValuesTable
from annotator.formats.datasets.placement import PlacedCoding
from annotator.formats.datasets.source import CodedArticle
from annotator.formats.datasets.tables import Laid
from tests.strategies import codings
from tests.unit.formats.datasets.making import CODER, CodingMaker, a_codebook, a_coding_with_tombstones, a_full_coding

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def laid_out(coding: Coding, article: CodingMaker | None = None) -> Laid:
    ranks = {field.id: rank for rank, field in enumerate(a_codebook().fields)}
    coded = CodedArticle((article or CodingMaker(1)).article, CODER, coding, a_codebook())
    return Laid(coded, PlacedCoding(coding, ranks))


def read(lines: Iterable[str]) -> list[list[str]]:
    text = "".join(f"{line}\n" for line in lines)
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def as_texts(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    return [["a", "b", *("" if cell is None else str(cell) for cell in row)] for row in rows]


def assert_alike(laid: Laid) -> None:
    made = long_lines(laid, "a,b")
    assert read(made.values) == as_texts(ValuesTable().rows(laid))
    assert read(made.evidence) == as_texts(EvidenceTable().rows(laid))


@pytest.mark.parametrize("make", [a_full_coding, a_coding_with_tombstones])
def test_the_lines_are_the_tables_rows(make: Callable[[], CodingMaker]) -> None:
    made = make()
    assert_alike(laid_out(made.coded(a_codebook()).coding, made))


@given(codings())
def test_the_lines_of_any_coding_are_the_tables_rows(coding: Coding) -> None:
    assert_alike(laid_out(coding))


def test_lines_told_before_say_the_same_the_second_time_and_marked_spans_their_own() -> None:
    made, content = CodingMaker(1), MarkedSpan()
    for quotes in (["Raid"], ["Ménaka", "army"], []):
        made.value("trigger", content, made.report(0), quotes=quotes)
        made.value("place", Location(name="Gao, Mali"), made.report(1))
    laid = laid_out(made.coded(a_codebook()).coding, made)
    first, told = (long_lines(laid, "a,b") for _ in range(2))
    assert read(told.values) == as_texts(ValuesTable().rows(laid))
    assert told == first
    assert [row[11] for row in read(told.values) if row[8] == "trigger"] == ["Raid", "Ménaka | army", ""]


@pytest.mark.parametrize("field", ["a,b", 'a"b', "a\nb", "a\rb"])
def test_a_field_with_a_name_that_needs_quotes_gets_them(field: str) -> None:
    made = CodingMaker(1)
    made.value(field, None)
    laid = laid_out(made.coded(a_codebook()).coding)
    assert_alike(laid)
    assert read(long_lines(laid, "a,b").values)[0][8] == field


@given(ANY_TEXT)
def test_a_text_comes_back_from_its_quotes(text: str) -> None:
    assert read([f"{csv_text(text)},end"]) == [[text, "end"]]


@given(st.lists(st.one_of(st.none(), st.integers(), ANY_TEXT), min_size=2))
def test_a_row_comes_back_from_its_line(cells: list[Cell]) -> None:
    assert read([csv_line(cells)]) == [["" if cell is None else str(cell) for cell in cells]]


@pytest.mark.parametrize("text", ["", "a", "12", "a b", "é“”", "'", ";", "\t"])
def test_a_text_without_need_stands_without_quotes(text: str) -> None:
    assert csv_text(text) == text
