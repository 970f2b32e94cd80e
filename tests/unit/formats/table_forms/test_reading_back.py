"""The typed tables read back by the software they are for, and compared with the project."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.coding import Coding
from annotator.domain.values import FieldType
from annotator.formats.datasets.registry import write_dataset
from annotator.formats.datasets.source import DatasetSource
from tests.golden.regenerate import everything
from tests.unit.formats.datasets.making import CREATED, VERSION, CodingMaker, a_codebook, a_field, a_source, rows_of
from tests.unit.formats.table_forms.readers import rows_of_split, table_of, texts_of

# --- Workbook --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sheets(folder: Path) -> dict[str, list[dict[str, Any]]]:
    openpyxl: Any = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    found = {}
    with closing(openpyxl.load_workbook(folder / "xlsx" / "dataset.xlsx")) as book:
        for sheet in book.worksheets:
            head, *rows = sheet.iter_rows(values_only=True)
            found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
            assert sheet.freeze_panes == "A2"
            assert sheet.column_dimensions["A"].width >= 10
            assert not sheet._hyperlinks
            assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "inlineStr"}
    return found


def test_a_workbook_has_a_sheet_for_each_table_and_the_codebook(sheets: dict[str, list[dict[str, Any]]]) -> None:
    names = ["articles", "reports", "group_actor", "group_said", "values", "evidence", "notes", "codebook"]
    assert list(sheets) == names


@pytest.mark.parametrize("table", ["values", "evidence", "notes", "group_actor", "group_said"])
def test_the_workbook_says_what_the_csv_tables_say(
    folder: Path, sheets: dict[str, list[dict[str, Any]]], table: str
) -> None:
    path = folder / ("wide" if table.startswith("group_") else ".") / f"{table}.csv"
    told = [{name: _as_csv(cell) for name, cell in row.items()} for row in sheets[table]]
    expected = rows_of(path)
    assert told == expected


def _as_csv(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def test_texts_like_formulas_are_texts_and_not_altered(sheets: dict[str, list[dict[str, Any]]]) -> None:
    remarks = [row["remark"] for row in sheets["reports"]]
    assert '=cmd|"/c calc"!A1,\nnext line' in remarks
    assert "=SUM(1)" in {row["quote"] for row in sheets["evidence"]}
    assert "@deleted" in {row["title"] for row in sheets["articles"]}


def test_numbers_and_answers_are_typed(sheets: dict[str, list[dict[str, Any]]]) -> None:
    first = sheets["reports"][0]
    assert (first["killed_best"], first["place_lon"], first["suicide"], first["report_number"]) == (12, -2.25, False, 1)
    assert first["when_start"] == "2024-04-29"
    assert sheets["reports"][1]["killed_best"] is None


def test_no_part_of_a_workbook_is_a_formula_a_link_or_a_macro(folder: Path) -> None:
    with zipfile.ZipFile(folder / "xlsx" / "dataset.xlsx") as book:
        assert not [name for name in book.namelist() if "vba" in name or "externalLink" in name]
        for name in book.namelist():
            data = book.read(name)
            assert b"<f>" not in data
            assert b"<hyperlink" not in data
            assert b'TargetMode="External"' not in data


# --- Parquet ---------------------------------------------------------------------------------------------------------


def test_parquet_columns_are_typed(folder: Path) -> None:
    schema = {field.name: str(field.type) for field in table_of(folder, "reports").schema}
    types = {"killed_best": "int64", "place_lat": "double", "suicide": "bool", "when_start": "date32[day]"}
    assert {name: schema[name] for name in types} == types
    assert schema["remark"] == "string"
    assert {str(field.type) for field in table_of(folder, "evidence").schema if field.name in ("start", "end")} == {
        "int64"
    }


def test_parquet_columns_say_what_they_hold(folder: Path) -> None:
    for name in ("reports", "values", "evidence"):
        assert all(field.metadata[b"description"] is not None for field in table_of(folder, name).schema)
    killed = table_of(folder, "reports").schema.field("killed_low")
    assert killed.metadata[b"description"].decode() == "Victims only, “without” attackers."


def test_pyarrow_reads_every_value_and_span(folder: Path) -> None:
    values = {row["value_id"]: row for row in table_of(folder, "values").to_pylist()}
    quotes: dict[str, list[tuple[str, str]]] = {}
    for row in table_of(folder, "evidence").to_pylist():
        quotes.setdefault(row["coding_id"], []).append((row["field"], row["quote"]))
    for coded in everything():
        assert sorted(quotes.get(coded.coding.header.id, [])) == texts_of(coded)
        for value in coded.coding.values():
            assert (values[value.id]["field"], values[value.id]["status"]) == (value.field, value.status.value)
    assert len(values) == sum(1 for coded in everything() for _ in coded.coding.values())


def test_missing_is_null_and_never_zero(folder: Path) -> None:
    exact, vague, none, *_ = table_of(folder, "reports").to_pylist()
    assert [exact["killed_best"], vague["killed_best"], none["killed_best"]] == [12, None, 0]
    assert [exact["suicide"], vague["suicide"], none["suicide"]] == [False, None, None]
    assert exact["when_start"] == dt.date(2024, 4, 29)


def test_groups_are_typed_in_tables_of_their_own(folder: Path) -> None:
    (said,) = table_of(folder, "group_said").to_pylist()
    assert (said["claim_source_named"], said["claim_value"]) == (True, "12")
    raiders, unknown = table_of(folder, "group_actor").to_pylist()[:2]
    assert (raiders["size_low"], raiders["size_qualifier"], unknown["name_status"]) == (None, "dozens", "unclear")


def test_pandas_reads_the_parquet_tables_as_the_csv_tables(folder: Path) -> None:
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    typed = pandas.read_parquet(folder / "parquet" / "evidence.parquet", dtype_backend="numpy_nullable")
    plain = pandas.read_csv(folder / "evidence.csv", keep_default_na=False, na_values=[""], dtype=str)
    assert typed.astype("string").fillna("").to_dict() == plain.astype("string").fillna("").to_dict()


def test_the_data_dictionary_is_there_as_parquet(folder: Path) -> None:
    rows = table_of(folder, "codebook").to_pylist()
    assert {row["table"] for row in rows} >= {"articles", "reports", "group_actor", "values", "evidence", "notes"}
    killed = next(row for row in rows if row["column"] == "killed_low" and row["table"] == "reports")
    assert killed["description"] == "Victims only, “without” attackers."


# --- SQLite ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def data_base(folder: Path) -> Any:
    connection = sqlite3.connect(f"file:{folder / 'sqlite' / 'dataset.sqlite'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    with closing(connection) as opened:
        yield opened


def test_the_copy_is_whole_and_its_references_hold(data_base: sqlite3.Connection) -> None:
    assert data_base.execute("PRAGMA integrity_check").fetchall()[0][0] == "ok"
    assert data_base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert data_base.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


def test_the_copy_has_no_history_locks_or_tombstones(data_base: sqlite3.Connection) -> None:
    tables = {row["name"] for row in data_base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {
        *("about", "article", "coder", "codebook", "coding", "report", "report_group", "coded_value", "evidence"),
        "note",
    }
    columns = {row["name"] for table in tables for row in data_base.execute(f"PRAGMA table_info({table})")}
    assert not {"is_deleted", "event_id", "sequence"} & columns
    assert data_base.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()[0] == 0


def test_the_copy_holds_every_live_record(data_base: sqlite3.Connection) -> None:
    def ids(table: str) -> set[str]:
        return {row["id"] for row in data_base.execute(f"SELECT id FROM {table}")}  # noqa: S608 - names of ours

    codings: list[Coding] = [coded.coding for coded in everything()]
    assert ids("coding") == {coding.header.id for coding in codings}
    assert ids("report") == {report.id for coding in codings for report in coding.reports()}
    assert ids("coded_value") == {value.id for coding in codings for value in coding.values()}
    assert ids("evidence") == {one.id for coding in codings for one in coding.evidence()}
    assert ids("article") == {coded.article.id for coded in everything()}
    assert ids("coder") == {"coder-1"}


def test_contents_come_back_as_json(data_base: sqlite3.Connection) -> None:
    rows = {row["id"]: row for row in data_base.execute("SELECT id, type, content FROM coded_value")}
    for coded in everything():
        for value in coded.coding.values():
            content = None if value.content is None else json.loads(value.content.model_dump_json())
            assert json.loads(rows[value.id]["content"] or "null") == content
            assert rows[value.id]["type"] == (None if content is None else content["type"])


def test_about_describes_every_table(data_base: sqlite3.Connection) -> None:
    told = {row["name"]: row["text"] for row in data_base.execute("SELECT name, text FROM about")}
    tables = {row["name"] for row in data_base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {f"table {table}" for table in tables} <= set(told)
    assert (told["project"], told["head"]) == ("Raids 2024", f"42 {'a' * 64}")


def test_a_text_read_by_sql_is_the_articles_text(data_base: sqlite3.Connection) -> None:
    for coded in everything():
        (row,) = data_base.execute("SELECT text, sha256, text_length FROM article WHERE id = ?", [coded.article.id])
        assert tuple(row) == (coded.article.text, coded.article.sha256, len(coded.article.text))


# --- All -------------------------------------------------------------------------------------------------------------


def with_colliding_fields() -> DatasetSource:
    """Return a project whose fields are named like columns of the export."""
    codebook = a_codebook(
        a_field("title", "incident", FieldType.TEXT),
        a_field("group_id", "actor", FieldType.TEXT),
        a_field("killed_low", "incident", FieldType.TEXT),
        a_field("coder", "article", FieldType.TEXT),
    )
    made = CodingMaker(1)
    made.value("coder", None)
    return a_source([made.coded(codebook)], codebook)


@pytest.mark.parametrize("form", ["xlsx", "parquet", "csv", "csv-wide", "csv-spreadsheet"])
def test_a_field_named_like_a_column_gets_a_prefix_and_a_remark(tmp_path: Path, form: str) -> None:
    summary = write_dataset(with_colliding_fields(), tmp_path / "out", [form], created=CREATED)
    assert any("“field_”" in remark and "field_coder" in remark for remark in summary.remarks)


def test_the_coder_is_the_sources_in_every_form(folder: Path, data_base: sqlite3.Connection) -> None:
    """Pseudonyms replace names in the source; no form may know a name from elsewhere."""
    assert {row["name"] for row in data_base.execute("SELECT name FROM coder")} == {"Coder, one"}
    assert {row["coder"] for row in rows_of_split(folder)} == {"Coder, one"}
    assert set(table_of(folder, "values").column("coder").to_pylist()) == {"Coder, one"}
    assert VERSION.name == "raids"
