"""No cell made for a spreadsheet program can be taken for a formula."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.spreadsheet import LISTED, LONGEST_CELL, AlteredCell, FormulaGuard

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"]


def guarded(*cells: Cell) -> list[Cell]:
    columns = [str(place) for place in range(len(cells))]
    return FormulaGuard().guarded(cells, "t.csv", 1, columns)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == ["'" + text]


@pytest.mark.parametrize("before", [" ", "\u00a0", "\ufeff", "\u200b", "\u202e", "\u2066", "\u00ad", " \u200f "])
def test_white_space_and_invisible_characters_do_not_hide_a_formula(before: str) -> None:
    assert guarded(before + "=1+1") == ["'" + before + "=1+1"]


@pytest.mark.parametrize("text", ["a=1", "12", "(−1)", "'=1", "", " a", "…", "“=1”", "😀=", "é+", "‐1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == [text]


@pytest.mark.parametrize("number", [-1, -1.5, 0, 12, None])
def test_numbers_stay_numbers(number: Cell) -> None:
    assert guarded(number) == [number]


@given(st.text())
def test_a_guarded_text_begins_with_nothing_a_program_runs(text: str) -> None:
    (cell,) = guarded(text)
    assert isinstance(cell, str)
    assert cell.removeprefix("'") == text or cell == text
    assert not cell.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not cell.startswith(("\t", "\r", "\n"))


def test_altered_cells_are_listed_with_their_place_and_counted() -> None:
    guard = FormulaGuard()
    guard.guarded(["a", "=b"], "t.csv", 7, ["x", "y"])
    assert guard.altered == [AlteredCell("t.csv", 7, "y")]
    assert guard.altered_count == 1
    assert guard.remarks() == ("1 cell that began like a formula got an apostrophe before the text.",)


def test_the_list_of_altered_cells_ends_while_the_count_goes_on() -> None:
    guard = FormulaGuard()
    for row in range(LISTED + 5):
        guard.guarded(["=b"], "t.csv", row, ["x"])
    assert len(guard.altered) == LISTED
    assert guard.altered_count == LISTED + 5
    assert "1,005 cells" in guard.remarks()[0]


@pytest.mark.parametrize(
    "text, is_too_long",
    [("x" * LONGEST_CELL, False), ("x" * (LONGEST_CELL + 1), True), ("😀" * (LONGEST_CELL // 2 + 1), True)],
)
def test_cells_longer_than_a_spreadsheet_keeps_are_reported_and_not_cut(text: str, is_too_long: bool) -> None:
    guard = FormulaGuard()
    assert guard.guarded([text], "t.csv", 1, ["x"]) == [text]
    assert bool(guard.remarks()) is is_too_long
