"""The typed tables read back by the software they are for, and compared with the project."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import logging
import shutil
import socket
import sqlite3
import zipfile
from collections import Counter
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.coding import Coding
from annotator.domain.values import FieldType
from annotator.formats.datasets.registry import write_dataset
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.table_forms.hugging_face import FEATURES, SPAN_FEATURES, VALUE_FEATURES
from tests.golden.regenerate import everything
from tests.unit.formats.datasets.making import CREATED, VERSION, CodingMaker, a_codebook, a_field, a_source, rows_of
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, span_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    forms = ["csv", "csv-wide", "xlsx", "parquet", "hugging-face", "sqlite"]
    made = tmp_path_factory.mktemp("tables") / "out"
    write_dataset(a_source(everything()), made, forms, created=CREATED)
    return made


def texts_of(coded: CodedArticle) -> list[tuple[str, str]]:
    """Return field and quote of every span, sorted."""
    fields = {value.id: value.field for value in coded.coding.values()}
    return sorted((fields[one.value_id], one.quote) for one in coded.coding.evidence())


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


def table_of(folder: Path, name: str) -> Any:
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    return parquet.read_table(folder / "parquet" / f"{name}.parquet")


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


def test_rows_are_written_in_groups_and_come_back_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.formats.datasets.table_forms.hugging_face._ROWS_KEPT", 3)
    write_dataset(a_source(everything()), tmp_path / "out", ["hugging-face"], created=CREATED)
    rows = rows_of_split(tmp_path / "out")
    assert [row["coding_id"] for row in rows] == [coded.coding.header.id for coded in everything()]
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    (data,) = (tmp_path / "out" / "hugging-face" / "data").iterdir()
    assert parquet.ParquetFile(data).metadata.num_row_groups == 2


# --- Hugging Face ----------------------------------------------------------------------------------------------------


def rows_of_split(folder: Path) -> list[dict[str, Any]]:
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    data = folder / "hugging-face" / "data" / "train-00000-of-00001.parquet"
    rows: list[dict[str, Any]] = parquet.read_table(data).to_pylist()
    return rows


def test_a_row_of_the_split_is_a_coding_with_its_text_values_and_spans(folder: Path) -> None:
    for row, coded in zip(rows_of_split(folder), everything(), strict=True):
        assert row["text"] == coded.article.text
        spans = sorted((span["field"], row["text"][span["start"] : span["end"]]) for span in row["spans"])
        assert spans == texts_of(coded)
        assert {value["id"] for value in row["values"]} == {value.id for value in coded.coding.values()}
        for value in row["values"]:
            if value["content"]:
                content = coded.coding.values_by_id[value["id"]].content
                assert content is not None
                assert json.loads(value["content"]) == json.loads(content.model_dump_json())


def test_the_card_begins_with_yaml_that_describes_the_split(folder: Path) -> None:
    from ruamel.yaml import YAML

    card = (folder / "hugging-face" / "README.md").read_text("utf-8")
    assert card.startswith("---\n")
    _, head, body = card.split("---\n", 2)
    read = YAML(typ="safe").load(head)
    assert (read["license"], read["pretty_name"]) == ("unknown", "Raids 2024")
    (split,) = read["dataset_info"]["splits"]
    assert (split["name"], split["num_examples"]) == ("train", len(everything()))
    assert split["num_bytes"] > sum(len(coded.article.text.encode()) for coded in everything())
    (files,) = read["configs"][0]["data_files"]
    assert (folder / "hugging-face" / files["path"]).is_file()
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    schema = parquet.read_schema(folder / "hugging-face" / files["path"])
    features = {feature["name"]: feature for feature in read["dataset_info"]["features"]}
    assert list(features) == schema.names
    for name in schema.names:
        told = features[name]
        kind = schema.field(name).type
        if "list" in told:
            assert [part["name"] for part in told["list"]] == [part.name for part in kind.value_type]
        else:
            assert told["dtype"] == str(kind)
        assert f"`{name}`" in body


@pytest.mark.parametrize("title", ["a: b", 'He said "no"', "# x", "line\nbreak", "مشروع", ""])
def test_any_project_name_and_licence_make_a_card(title: str) -> None:
    from dataclasses import replace

    from ruamel.yaml import YAML

    from annotator.formats.datasets.table_forms.hugging_face import card

    told = card(replace(a_source([]), project_name=title), "cc-by-4.0", 0, 0)
    read = YAML(typ="safe").load(told.split("---\n", 2)[1])
    assert (read["pretty_name"], read["license"]) == (title, "cc-by-4.0")


# --- Hugging Face, by its own library --------------------------------------------------------------------------------


def datasets_library() -> Any:
    """Import the library where it is used: it takes its time, and is to have this test process's home."""
    return import_module("datasets")


@pytest.fixture
def hosts_asked_for(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Cut the process off from every network and return the list of what it asks for."""
    asked: list[object] = []

    def refuse(*told: object, **more: object) -> None:
        asked.append(told[-1])
        raise OSError(errno.ENETUNREACH, "there is no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return asked


def loaded(folder: Path, cache: Path, **more: Any) -> Any:
    """Return the only split as `datasets` loads it from an exported folder."""
    return datasets_library().load_dataset(str(folder / "hugging-face"), split="train", cache_dir=str(cache), **more)


def test_datasets_loads_the_folder_without_a_network_and_without_a_complaint(
    folder: Path,
    tmp_path: Path,
    hosts_asked_for: list[object],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = datasets_library()
    monkeypatch.setattr(logging.getLogger("datasets"), "propagate", True)
    split = loaded(folder, tmp_path)
    assert split.num_rows == len(everything())
    assert list(library.load_dataset(str(folder / "hugging-face"), cache_dir=str(tmp_path))) == ["train"]
    assert hosts_asked_for == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_the_features_are_those_the_form_declares(folder: Path, tmp_path: Path) -> None:
    library = datasets_library()
    wanted: dict[str, object] = {name: library.Value(kind) for name, kind, _ in FEATURES}
    for name, parts in (("spans", SPAN_FEATURES), ("values", VALUE_FEATURES)):
        wanted[name] = library.List({part: library.Value(kind) for part, kind, _ in parts})
    split = loaded(folder, tmp_path)
    assert split.features == library.Features(wanted)
    assert split.column_names == list(wanted)


def test_every_row_is_its_coding_of_its_article_by_its_coder(folder: Path, tmp_path: Path) -> None:
    for row, coded in zip(loaded(folder, tmp_path), everything(), strict=True):
        article, header = coded.article, coded.coding.header
        assert (row["coding_id"], row["state"], row["coder"]) == (header.id, header.state.value, coded.coder.name)
        assert (row["article_id"], row["title"]) == (article.id, article.metadata.title)
        assert hashlib.sha256(row["text"].encode()).hexdigest() == row["article_sha256"] == article.sha256
        assert (row["codebook"], row["codebook_version"]) == (coded.codebook.id, coded.codebook.version)
        assert row["report_count"] == len(coded.coding.reports())
        told = {value["id"]: (value["field"], value["status"]) for value in row["values"]}
        assert told == {value.id: (value.field, value.status.value) for value in coded.coding.values()}


def test_every_span_cuts_its_quote_from_the_text(folder: Path, tmp_path: Path) -> None:
    for row, coded in zip(loaded(folder, tmp_path), everything(), strict=True):
        found = Counter(
            (span["value_id"], span["stance"], row["text"][span["start"] : span["end"]]) for span in row["spans"]
        )
        assert found == Counter((one.value_id, one.stance.value, one.quote) for one in coded.coding.evidence())


def test_the_spans_of_a_text_with_emoji_arabic_and_combining_marks_are_where_they_were(
    folder: Path, tmp_path: Path
) -> None:
    (row,) = loaded(folder, tmp_path).filter(lambda one: one["text"] == HARD)
    found = sorted((span["start"], span["end"]) for span in row["spans"] if span["field"] == "trigger")
    assert found == sorted(span_of(quote) for quote in QUOTES)


def test_a_stream_of_the_folder_gives_the_same_rows(folder: Path, tmp_path: Path) -> None:
    assert list(loaded(folder, tmp_path, streaming=True)) == rows_of_split(folder) == loaded(folder, tmp_path).to_list()


@pytest.mark.parametrize(
    "before, after",
    [
        ("num_examples: 4\n", "num_examples: 5\n"),
        ("- name: text\n    dtype: string", "- name: text\n    dtype: int64"),
        ("- name: text\n", "- name: words\n"),
        ("path: data/train", "path: data/test"),
    ],
)
def test_datasets_notices_a_card_that_says_other_than_the_data(
    folder: Path, tmp_path: Path, before: str, after: str
) -> None:
    shutil.copytree(folder / "hugging-face", tmp_path / "out" / "hugging-face")
    card_file = tmp_path / "out" / "hugging-face" / "README.md"
    told = card_file.read_text("utf-8")
    assert told.count(before) == 1
    card_file.write_text(told.replace(before, after), "utf-8")
    errors = import_module("datasets.exceptions")
    with pytest.raises((errors.DatasetsError, FileNotFoundError)):
        loaded(tmp_path / "out", tmp_path / "cache")


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
