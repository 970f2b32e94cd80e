"""The list of what a form could not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.datasets.incident_forms.refused import FILE_NAME, RefusedRow, RefusedRows
from annotator.formats.datasets.spreadsheet import FormulaGuard
from tests.unit.formats.incident_forms.making import rows_of

WHOLE = RefusedRow("gtd", "article-1", "report-1", "It was only threatened.", "", "1.txt", 2)
VALUE = RefusedRow("gtd", "article-1", "report-2", "“Dozens” is no number.", "nkill", "1.txt", 1)


def listed(folder: Path, *rows: RefusedRow) -> RefusedRows:
    with RefusedRows(folder) as refused:
        for row in rows:
            refused.add(row)
        refused.finished()
    return refused


def test_without_a_row_there_is_no_file(tmp_path: Path) -> None:
    with RefusedRows(tmp_path) as refused:
        assert refused.finished() == ()
    assert list(tmp_path.iterdir()) == []
    assert refused.remarks("GTD") == ()


def test_every_row_is_written_with_its_reason(tmp_path: Path) -> None:
    listed(tmp_path, WHOLE, VALUE)
    first, second = rows_of(tmp_path / FILE_NAME)
    assert first == {
        "form": "gtd",
        "article": "article-1",
        "report": "report-1",
        "reason": "It was only threatened.",
        "column": "",
        "file_name": "1.txt",
        "report_number": "2",
    }
    assert (second["column"], second["reason"]) == ("nkill", "“Dozens” is no number.")


@pytest.mark.parametrize(
    "rows, told",
    [
        ([WHOLE], "1 incident was left out"),
        ([VALUE], "1 value was left out or changed"),
        ([WHOLE] * 2, "2 incidents were left out"),
        ([WHOLE, VALUE, VALUE], "1 incident was left out and 2 values were left out or changed"),
        ([WHOLE] * 1200, "1,200 incidents were left out"),
    ],
)
def test_the_remark_counts_incidents_and_values_apart(tmp_path: Path, rows: list[RefusedRow], told: str) -> None:
    assert listed(tmp_path, *rows).remarks("GTD") == (f"GTD: {told}; refused.csv lists them with reasons.",)


def test_the_written_file_is_told_with_its_rows(tmp_path: Path) -> None:
    with RefusedRows(tmp_path) as refused:
        refused.add(WHOLE)
        (file,) = refused.finished()
    assert (file.name, file.rows, file.bytes) == (FILE_NAME, 1, (tmp_path / FILE_NAME).stat().st_size)


def test_a_list_that_is_not_finished_is_closed_all_the_same(tmp_path: Path) -> None:
    refused = RefusedRows(tmp_path)
    refused.add(WHOLE)
    refused.__exit__(None, None, None)
    with pytest.raises(ValueError, match="closed"):
        refused.finished()


def test_a_file_name_like_a_formula_is_disarmed_for_spreadsheets(tmp_path: Path) -> None:
    guard = FormulaGuard()
    with RefusedRows(tmp_path, guard) as refused:
        refused.add(WHOLE._replace(file_name="=1+1.txt"))
        refused.finished()
    assert guard.altered_count == 1
    assert "'=1+1.txt" in (tmp_path / FILE_NAME).read_text("utf-8-sig")
