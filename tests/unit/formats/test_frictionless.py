"""The data package: what it says of the CSV tables holds for every cell in them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.codebook import Category
from annotator.domain.coding import CodebookVersion
from annotator.domain.ids import CodebookId
from annotator.domain.values import FieldType
from annotator.formats.datasets.csv_tables import Shape
from annotator.formats.datasets.frictionless import DescribedTables, data_package
from annotator.formats.datasets.output import WrittenFile
from annotator.formats.datasets.registry import write_dataset
from annotator.formats.datasets.source import DatasetSource
from tests.unit.formats.datasets.making import CREATED, VERSION, a_codebook, a_field, a_source, all_coded, rows_of
from tests.unit.formats.nlp_forms.hard_texts import a_hard_coding

TABLES = ("articles", "codebook", "evidence", "group_actor", "group_said", "notes", "reports", "values")


def written(folder: Path, source: DatasetSource | None = None) -> dict[str, Any]:
    """Write the CSV tables, long and wide, and return their description."""
    source = source or full_source()
    folder.mkdir()
    with DescribedTables(source, folder, Shape.BOTH) as tables:
        for coded in source.coded_articles():
            tables.add(coded)
        tables.finished()
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    return package


def full_source() -> DatasetSource:
    codebook = a_codebook()
    return a_source([*all_coded(codebook), a_hard_coding().coded(codebook)], codebook)


def resources(package: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in package["resources"]}


def fields_of(package: Mapping[str, Any], table: str) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in resources(package)[table]["schema"]["fields"]}


READ: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": float,
    "date": dt.date.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
}


def faults_in_cell(cell: str, field: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a cell by the rules of a Table Schema, as far as the package uses them."""
    constraints = field.get("constraints", {})
    if cell == "":
        return ["required"] if constraints.get("required") else []
    try:
        value = READ[field["type"]](cell)
    except (KeyError, ValueError):
        return ["type"]
    faults = []
    if value not in constraints.get("enum", [value]):
        faults.append("enum")
    if not re.fullmatch(constraints.get("pattern", ".*"), cell, re.DOTALL):
        faults.append("pattern")
    return faults


def faults_in(folder: Path, package: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return table, column and what is wrong, over every cell, key and reference."""
    found = []
    rows = {name: rows_of(folder / resource["path"]) for name, resource in resources(package).items()}
    for name, resource in resources(package).items():
        schema = resource["schema"]
        columns = {field["name"]: field for field in schema["fields"]}
        for row in rows[name]:
            assert list(row) == list(columns)
            found += [
                (name, column, fault) for column, cell in row.items() for fault in faults_in_cell(cell, columns[column])
            ]
        for column, field in columns.items():
            if field.get("constraints", {}).get("unique") and len({row[column] for row in rows[name]}) < len(
                rows[name]
            ):
                found.append((name, column, "unique"))
        for key in schema.get("foreignKeys", ()):
            (column,), reference = key["fields"], key["reference"]
            there = {row[reference["fields"][0]] for row in rows[reference["resource"]]} | {""}
            found += [(name, column, "reference") for row in rows[name] if row[column] not in there]
    return found


def test_every_cell_key_and_reference_is_as_described(tmp_path: Path) -> None:
    package = written(tmp_path / "out")
    assert faults_in(tmp_path / "out", package) == []


@pytest.mark.parametrize(
    "table, before, after, fault",
    [
        ("values", ",12,12,12,exact", ",12,twelve,12,exact", ("values", "best", "type")),
        ("values", ",12,12,12,exact", ",12,12,12,precisely", ("values", "qualifier", "enum")),
        ("values", "value-1-07", "value-1-04", ("values", "value_id", "unique")),
        ("evidence", "value-1-07", "value-9-99", ("evidence", "value_id", "reference")),
        ("reports", "coding-1", "coding-9", ("reports", "coding_id", "reference")),
        ("articles", ",complete,", ",finished,", ("articles", "state", "enum")),
        ("articles", "false", "no", ("articles", "is_sample", "type")),
        ("notes", "note-1-28", "", ("notes", "note_id", "required")),
        ("reports", "2024-04-29", "29 April", ("reports", "when_start", "type")),
        ("articles", "3ddefb7d", "3DDEFB7D", ("articles", "article_sha256", "pattern")),
    ],
)
def test_a_damaged_cell_is_noticed(
    tmp_path: Path, table: str, before: str, after: str, fault: tuple[str, str, str]
) -> None:
    package = written(tmp_path / "out")
    path = tmp_path / "out" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode())
    assert fault in faults_in(tmp_path / "out", package)


def test_every_table_is_a_resource_with_its_size_and_hash(tmp_path: Path) -> None:
    package = written(tmp_path / "out")
    assert sorted(resources(package)) == sorted(TABLES)
    for resource in package["resources"]:
        data = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["encoding"] == "utf-8"


def test_a_name_is_as_the_specification_wants_it(tmp_path: Path) -> None:
    package = written(tmp_path / "out")
    assert (package["name"], package["title"], package["profile"]) == (
        "raids-2024",
        "Raids 2024",
        "tabular-data-package",
    )
    assert all(re.fullmatch("[-a-z0-9._]+", name) for name in resources(package))


@pytest.mark.parametrize("title, name", [("Überfälle, März", "berf-lle-m-rz"), ("مشروع", "dataset"), ("", "dataset")])
def test_any_project_name_gives_a_name(title: str, name: str) -> None:
    assert data_package(replace(a_source(), project_name=title), Shape.LONG, ())["name"] == name


@pytest.mark.parametrize(
    "table, column, kind",
    [
        ("reports", "killed_low", "integer"),
        ("reports", "killed_qualifier", "string"),
        ("reports", "when_start", "date"),
        ("reports", "when_precision", "integer"),
        ("reports", "place_lat", "number"),
        ("reports", "place_name", "string"),
        ("reports", "suicide", "boolean"),
        ("reports", "sure", "integer"),
        ("reports", "weapons", "string"),
        ("reports", "size_low", "string"),
        ("reports", "actor_count", "integer"),
        ("reports", "report_number", "integer"),
        ("articles", "published_on", "string"),
        ("articles", "article_characters", "integer"),
        ("values", "start", "date"),
        ("values", "value", "string"),
        ("evidence", "start", "integer"),
        ("notes", "is_flagged", "boolean"),
        ("codebook", "required", "string"),
    ],
)
def test_columns_have_the_type_of_what_they_hold(tmp_path: Path, table: str, column: str, kind: str) -> None:
    """Columns of groups hold several texts in a cell and so are strings whatever the field is."""
    assert fields_of(written(tmp_path / "out"), table)[column]["type"] == kind


def test_closed_lists_are_told(tmp_path: Path) -> None:
    package = written(tmp_path / "out")
    articles, reports = fields_of(package, "articles"), fields_of(package, "reports")
    assert articles["relevance"]["constraints"] == {"enum": ["gun", "bomb"]}
    assert reports["sure"]["constraints"] == {"enum": [1, 2]}
    assert reports["killed_status"]["constraints"]["enum"] == ["coded", "not_mentioned", "unclear", "not_applicable"]
    assert "dozens" in reports["killed_qualifier"]["constraints"]["enum"]
    for open_column in ("weapons", "name_status", "size_qualifier", "remark"):
        assert "constraints" not in reports[open_column]


def test_titles_and_descriptions_come_from_the_codebook(tmp_path: Path) -> None:
    reports = fields_of(written(tmp_path / "out"), "reports")
    assert reports["killed_low"]["title"] == "Killed (low)"
    assert reports["killed_low"]["description"] == "Victims only, “without” attackers."
    assert reports["suicide"]["title"] == "Suicide"
    assert "title" not in reports["report_id"]


def test_categories_of_every_codebook_version_are_allowed() -> None:
    later = tuple(Category(id=id_, label=id_) for id_ in ("gun", "knife"))
    codebooks = {
        VERSION.id: a_codebook(a_field("kind", "incident", FieldType.CATEGORICAL, categories=(later[0],))),
        CodebookId("codebook-2"): a_codebook(
            a_field("kind", "incident", FieldType.CATEGORICAL, categories=later), version=3
        ),
    }
    versions = {id_: CodebookVersion(**{**VERSION.model_dump(), "id": id_}) for id_ in codebooks}
    source = replace(a_source([]), codebooks=codebooks, codebook_versions=versions)
    table = written_files(source)
    assert fields_of(table, "reports")["kind"]["constraints"] == {"enum": ["gun", "knife"]}


def written_files(source: DatasetSource) -> dict[str, Any]:
    """Return the description of tables of no particular size."""
    return data_package(source, Shape.BOTH, [WrittenFile(f"{name}.csv", 0, 0, "0" * 64) for name in TABLES])


@pytest.mark.parametrize("form, folder", [("csv", ""), ("csv-wide", "wide")])
def test_long_and_wide_are_valid_each_by_itself(tmp_path: Path, form: str, folder: str) -> None:
    frictionless: Any = pytest.importorskip("frictionless", reason="frictionless is not installed")
    write_dataset(full_source(), tmp_path / "out", [form], created=CREATED)
    report = frictionless.validate(str(tmp_path / "out" / folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])


def test_tables_for_spreadsheets_are_not_described(tmp_path: Path) -> None:
    """Their cells may have an apostrophe that is not data."""
    write_dataset(a_source(), tmp_path / "out", ["csv-spreadsheet"], created=CREATED)
    assert not list((tmp_path / "out").rglob("datapackage.json"))


def test_a_project_without_codings_is_described_as_well(tmp_path: Path) -> None:
    package = written(tmp_path / "out", a_source([]))
    assert sorted(resources(package)) == sorted(TABLES)
    assert faults_in(tmp_path / "out", package) == []


def test_the_description_is_the_same_every_time(tmp_path: Path) -> None:
    written(tmp_path / "one")
    written(tmp_path / "two")
    assert (tmp_path / "one" / "datapackage.json").read_bytes() == (tmp_path / "two" / "datapackage.json").read_bytes()


def test_frictionless_finds_the_package_and_its_data_valid(tmp_path: Path) -> None:
    frictionless: Any = pytest.importorskip("frictionless", reason="frictionless is not installed")
    written(tmp_path / "out")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    assert {task.name for task in report.tasks} == set(TABLES)


def test_frictionless_notices_a_broken_reference(tmp_path: Path) -> None:
    frictionless: Any = pytest.importorskip("frictionless", reason="frictionless is not installed")
    package = written(tmp_path / "out")
    path = tmp_path / "out" / "evidence.csv"
    path.write_bytes(path.read_bytes().replace(b"value-1-07", b"value-9-99"))
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (tmp_path / "out" / "datapackage.json").write_text(json.dumps(package), "utf-8")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert {kind for (kind,) in report.flatten(["type"])} == {"foreign-key"}


def test_pandas_reads_the_tables_with_the_described_types(tmp_path: Path) -> None:
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    package = written(tmp_path / "out")
    types = {"integer": "Int64", "number": "float64", "string": "string", "boolean": "boolean", "date": "string"}
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        table = pandas.read_csv(
            tmp_path / "out" / resource["path"],
            dtype={field["name"]: types[field["type"]] for field in fields},
            keep_default_na=False,
            na_values=resource["schema"]["missingValues"],
        )
        assert list(table.columns) == [field["name"] for field in fields]
        for field in fields:
            if field["type"] == "date":
                pandas.to_datetime(table[field["name"]], format="%Y-%m-%d")
    evidence = pandas.read_csv(tmp_path / "out" / "evidence.csv", keep_default_na=False)
    texts = {one.article.id: one.article.text for one in full_source().coded_articles()}
    assert all(texts[row.article_id][row.start : row.end] == row.quote for row in evidence.itertuples())
