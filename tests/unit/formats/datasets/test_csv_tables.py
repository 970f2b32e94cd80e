"""CSV tables: what they hold, read back with the csv module."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.domain.values import FieldType
from annotator.formats.datasets.cells import split_cell
from annotator.formats.datasets.csv_file import CsvFile
from annotator.formats.datasets.csv_tables import CsvTables, Shape
from annotator.formats.datasets.source import DatasetSource
from annotator.formats.datasets.tables import ReportsTable
from tests.unit.formats.datasets.making import (
    CODER,
    TEXT,
    CodingMaker,
    a_codebook,
    a_field,
    a_source,
    rows_of,
)

LONG = ("articles.csv", "reports.csv", "values.csv", "evidence.csv", "notes.csv")
WIDE = ("articles.csv", "reports.csv", "group_actor.csv", "group_said.csv")
TABLES = (*dict.fromkeys((*WIDE, *LONG)), "codebook.csv")


def write(source: DatasetSource, folder: Path, shape: Shape = Shape.BOTH, *, for_spreadsheets: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    with CsvTables(source, folder, shape, for_spreadsheets=for_spreadsheets) as tables:
        for coded in source.coded_articles():
            tables.add(coded)
        tables.finished()
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(a_source(), tmp_path)


def test_every_table_is_written(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(TABLES)


@pytest.mark.parametrize("shape, tables", [(Shape.LONG, LONG), (Shape.WIDE, WIDE)])
def test_long_and_wide_have_their_own_tables(tmp_path: Path, shape: Shape, tables: tuple[str, ...]) -> None:
    folder = write(a_source(), tmp_path / "out", shape)
    assert sorted(path.name for path in folder.iterdir()) == sorted((*tables, "codebook.csv"))


def test_the_long_list_of_reports_has_no_fields(tmp_path: Path) -> None:
    rows = rows_of(write(a_source(), tmp_path / "out", Shape.LONG) / "reports.csv")
    assert [(row["report_id"], row["report_number"], row["group_count"]) for row in rows] == [
        ("report-1-03", "1", "3"),
        ("report-1-02", "2", "0"),
        ("report-3-01", "1", "0"),
    ]
    assert "killed_best" not in rows[0]


def test_every_group_has_a_row_of_its_own(folder: Path) -> None:
    raiders, unknown = rows_of(folder / "group_actor.csv")
    assert (raiders["report_id"], raiders["group_number"], raiders["name_canonical"]) == (
        "report-1-03",
        "1",
        "Raiders | A",
    )
    assert (unknown["group_number"], unknown["name_canonical"], unknown["name_status"]) == ("2", "", "unclear")
    (said,) = rows_of(folder / "group_said.csv")
    assert (said["claim_about_field"], said["claim_source_named"]) == ("killed", "true")


@pytest.mark.parametrize("name", TABLES)
def test_rows_end_with_a_line_feed_and_are_all_as_wide_as_the_header(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    assert data.endswith(b"\n")
    assert b"\r\n" not in data
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert len(set(rows[0])) == len(rows[0])


def test_every_coding_has_a_row_also_without_an_incident(folder: Path) -> None:
    rows = rows_of(folder / "articles.csv")
    assert [(row["coding_id"], row["report_count"]) for row in rows] == [
        ("coding-1", "2"),
        ("coding-2", "0"),
        ("coding-3", "1"),
    ]
    assert rows[1]["title"] == "Calm, “really”\nquiet"
    assert (rows[1]["relevance"], rows[1]["relevance_status"]) == ("", "not_applicable")
    assert rows[0]["published_on"] == "2024-05-01T08:30:00+00:00"
    assert rows[0]["coder"] == CODER.name
    assert rows[0]["article_characters"] == str(len(TEXT))


def test_reports_come_in_the_order_of_their_tabs(folder: Path) -> None:
    rows = rows_of(folder / "reports.csv")
    assert [(row["coding_id"], row["report_number"], row["killed_qualifier"]) for row in rows] == [
        ("coding-1", "1", "exact"),
        ("coding-1", "2", "several"),
        ("coding-3", "1", "none_reported"),
    ]


def test_missing_is_never_zero(folder: Path) -> None:
    exact, vague, none = rows_of(folder / "reports.csv")
    assert [exact["killed_best"], vague["killed_best"], none["killed_best"]] == ["12", "", "0"]
    assert [exact["suicide"], vague["suicide"], none["suicide"]] == ["false", "", ""]
    assert [exact["suicide_status"], vague["suicide_status"], none["suicide_status"]] == ["coded", "not_mentioned", ""]


def test_a_report_has_its_fields_side_by_side(folder: Path) -> None:
    row = rows_of(folder / "reports.csv")[0]
    expected = {
        "trigger": "Raid on a market | “killed”",
        "when_start": "2024-04-29",
        "when_end": "2024-04-30",
        "when_precision": "2",
        "when_time_of_day": "night",
        "place_name": "Ménaka",
        "place_lat": "15.5",
        "place_lon": "-2.25",
        "weapons": "gun | bomb",
        "sure": "2",
        "remark": '=cmd|"/c calc"!A1,\nnext line',
    }
    assert {name: row[name] for name in expected} == expected


def test_groups_stand_in_one_column_each_and_keep_their_order(folder: Path) -> None:
    row = rows_of(folder / "reports.csv")[0]
    assert row["actor_count"] == "2"
    assert split_cell(row["name_canonical"]) == ["Raiders | A", ""]
    assert split_cell(row["name_status"]) == ["coded", "unclear"]
    assert split_cell(split_cell(row["name_aliases"])[0]) == ["R.A.", "a|b\\c"]
    assert split_cell(row["size_qualifier"]) == ["dozens", ""]
    assert split_cell(row["claim_source_named"]) == ["true"]


def test_a_report_without_groups_counts_none(folder: Path) -> None:
    row = rows_of(folder / "reports.csv")[1]
    assert (row["actor_count"], row["name_canonical"], row["said_count"]) == ("0", "", "0")


def test_every_value_has_a_row_with_its_place(folder: Path) -> None:
    rows = [row for row in rows_of(folder / "values.csv") if row["coding_id"] == "coding-1"]
    places = [(row["level"], row["report_number"], row["group_number"], row["field"]) for row in rows]
    assert places[:4] == [
        ("article", "", "", "relevance"),
        ("article", "", "", "published_on"),
        ("incident", "1", "", "trigger"),
        ("incident", "1", "", "killed"),
    ]
    assert places[10:] == [
        ("actor", "1", "1", "name"),
        ("actor", "1", "1", "size"),
        ("actor", "1", "2", "name"),
        ("said", "1", "1", "claim"),
        ("incident", "2", "", "killed"),
        ("incident", "2", "", "suicide"),
    ]


@pytest.mark.parametrize(
    "field, cells",
    [
        ("trigger", {"value": "Raid on a market | “killed”", "type": "span", "content": ""}),
        ("killed", {"value": "12", "low": "12", "best": "12", "high": "12", "qualifier": "exact"}),
        ("when", {"value": "2024-04-29/2024-04-30", "start": "2024-04-29", "end": "2024-04-30", "precision": "2"}),
        ("place", {"value": "Ménaka", "precision": "1"}),
        ("weapons", {"value": "gun | bomb"}),
        ("suicide", {"value": "false"}),
        ("name", {"value": "Raiders | A", "type": "entity"}),
        ("claim", {"value": "12", "evidence_count": "1"}),
    ],
)
def test_a_value_is_told_in_short(folder: Path, field: str, cells: dict[str, str]) -> None:
    row = next(row for row in rows_of(folder / "values.csv") if row["field"] == field)
    assert {name: row[name] for name in cells} == cells


def test_what_a_row_cannot_hold_is_there_as_json(folder: Path) -> None:
    rows = rows_of(folder / "values.csv")
    with_json = {row["type"] for row in rows if row["content"]}
    assert with_json == {"date_range", "location", "entity", "attributed_value"}
    when = next(row for row in rows if row["field"] == "when")
    assert '"time_of_day":"night"' in when["content"]
    assert when["missing_evidence_reason"] == "told by the headline"


def test_every_span_has_a_row_whose_quote_is_the_articles_text(folder: Path) -> None:
    rows = rows_of(folder / "evidence.csv")
    assert len(rows) == 7
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        assert TEXT[start:end] == row["quote"]
        assert TEXT[:start].endswith(row["prefix"])
        assert TEXT[end:].startswith(row["suffix"])


def test_deleted_records_and_what_hangs_on_them_are_left_out(folder: Path) -> None:
    for name in ("values.csv", "evidence.csv", "notes.csv"):
        rows = [row for row in rows_of(folder / name) if row["coding_id"] == "coding-3"]
        assert [row["field"] for row in rows] == (["killed"] if name == "values.csv" else [])


def test_notes_are_there_with_what_they_are_about(folder: Path) -> None:
    rows = rows_of(folder / "notes.csv")
    assert [(row["text"], row["rule"], row["is_flagged"]) for row in rows] == [
        ("+1 more later?", "R06", "true"),
        ("Read twice.", "", "false"),
    ]


def test_the_dictionary_describes_every_column_of_every_table(folder: Path) -> None:
    described = {(row["table"], row["column"]) for row in rows_of(folder / "codebook.csv")}
    for name in TABLES[:-1]:
        header = next(csv.reader(io.StringIO((folder / name).read_text("utf-8"), newline="")))
        assert {column for table, column in described if table == name} == set(header)


def test_the_dictionary_tells_field_part_type_and_categories(folder: Path) -> None:
    rows = {row["column"]: row for row in rows_of(folder / "codebook.csv") if row["table"] == "reports.csv"}
    weapons = rows["weapons"]
    assert (weapons["field"], weapons["part"], weapons["type"]) == ("weapons", "", "categorical_multi")
    assert split_cell(weapons["categories"]) == ["gun = Gun | rifle", "bomb = Bomb"]
    assert rows["killed_low"]["part"] == "low"
    assert rows["killed_low"]["description"] == "Victims only, “without” attackers."


def test_names_that_collide_get_a_prefix_and_are_described(tmp_path: Path) -> None:
    extra = (
        a_field("killed_low", "incident", FieldType.TEXT),
        a_field("title", "incident", FieldType.TEXT),
        a_field("actor_count", "actor", FieldType.TEXT),
    )
    codebook = a_codebook(*extra)
    folder = write(a_source([], codebook), tmp_path)
    rows = [row for row in rows_of(folder / "codebook.csv") if row["table"] == "reports.csv"]
    names = {(row["field"], row["part"]): row["column"] for row in rows}
    assert names["killed", "low"] == "killed_low"
    assert names["killed_low", ""] == "field_killed_low"
    assert names["title", ""] == "field_title"
    assert names["actor_count", ""] == "field_actor_count"


def test_a_remark_names_the_columns_whose_names_were_taken(tmp_path: Path) -> None:
    codebook = a_codebook(a_field("title", "incident", FieldType.TEXT), a_field("state", "article", FieldType.TEXT))
    with CsvTables(a_source([], codebook), tmp_path, Shape.BOTH) as tables:
        (remark,) = tables.finished().remarks
    assert remark == "Fields named like a column of the export begin with “field_”: field_state, field_title."


def test_the_number_of_groups_keeps_its_column_and_the_field_of_that_name_gives_way(tmp_path: Path) -> None:
    codebook = a_codebook(a_field("actor_count", "incident", FieldType.TEXT))
    with CsvTables(a_source([], codebook), tmp_path / "out", Shape.BOTH) as tables:
        (remark,) = tables.finished().remarks
    assert remark.endswith("“field_”: field_actor_count.")
    folder = write(a_source([], codebook), tmp_path)
    count = next(one for one in ReportsTable([codebook]).columns if one.name == "actor_count")
    assert (count.field, count.description) == (None, "Number of groups: Actors.")
    rows = [row for row in rows_of(folder / "codebook.csv") if row["table"] == "reports.csv"]
    names = {row["part"]: row["column"] for row in rows if row["field"] == "actor_count"}
    assert names == {"": "field_actor_count", "status": "actor_count_status"}


def test_columns_without_a_collision_need_no_remark(tmp_path: Path) -> None:
    with CsvTables(a_source([]), tmp_path, Shape.BOTH) as tables:
        assert tables.finished().remarks == ()


def test_a_value_of_a_field_the_codebook_lacks_is_still_listed(tmp_path: Path) -> None:
    made = CodingMaker(9)
    report = made.report(0)
    made.value("long_gone", None, report)
    folder = write(a_source([made.coded(a_codebook())]), tmp_path)
    assert [row["field"] for row in rows_of(folder / "values.csv")] == ["long_gone"]


def test_for_spreadsheets_no_text_begins_a_formula(tmp_path: Path) -> None:
    folder = write(a_source(), tmp_path, for_spreadsheets=True)
    assert all((folder / name).read_bytes().startswith(b"\xef\xbb\xbf") for name in TABLES)
    row = rows_of(folder / "reports.csv", "utf-8-sig")[0]
    assert row["remark"].startswith("'=cmd")
    assert row["place_lon"] == "-2.25"
    quotes = [row["quote"] for row in rows_of(folder / "evidence.csv", "utf-8-sig")]
    assert "'=SUM(1)" in quotes
    assert rows_of(folder / "articles.csv", "utf-8-sig")[2]["title"] == "'@deleted"


def test_both_kinds_of_csv_hold_the_same_but_for_the_apostrophes(tmp_path: Path) -> None:
    plain = write(a_source(), tmp_path / "plain")
    safe = write(a_source(), tmp_path / "safe", for_spreadsheets=True)
    for name in TABLES:
        for left, right in zip(rows_of(plain / name), rows_of(safe / name, "utf-8-sig"), strict=True):
            assert left == {column: cell.removeprefix("'") for column, cell in right.items()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shared=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=2),
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), min_size=1, max_size=5
    ),
)
def test_the_csv_module_reads_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, shared: list[str], rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    columns = [str(place) for place in range(len(shared) + 2)]
    with CsvFile(folder, "t.csv", columns) as file:
        file.add(shared, rows)
        written = file.finished()
    text = (folder / "t.csv").read_bytes().decode()
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == [columns, *(shared + row for row in rows)]
    assert written.rows == len(rows)
