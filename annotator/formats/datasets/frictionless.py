"""The data dictionary of the CSV tables for programs: `datapackage.json`.

A Tabular Data Package after the Frictionless specifications 1.0
(https://specs.frictionlessdata.io/tabular-data-package/ and /table-schema/), which `frictionless validate
datapackage.json` checks. For each table it tells every column's type, title and description, what it must hold
(constraints), the primary key, and which columns refer to another table's rows (foreign keys).

An empty cell is the only missing value, never zero. What a Table Schema cannot say stays a string and is told in the
description: cells that hold several texts, one for each group or category (see `annotator.formats.datasets.cells`),
and columns that hold a day in one row and a time in another. A category is constrained to those of all codebooks in
the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook
from annotator.domain.coding import CodingState, Stance
from annotator.domain.values import FieldType, Qualifier, Status
from annotator.formats.datasets.columns import STATUS, Column
from annotator.formats.datasets.csv_tables import DICTIONARY, DICTIONARY_COLUMNS, CsvTables, Shape, ToldRows, tables_of
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.output import Folder, OutputFile, WrittenFile
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.tables import Table

FILE_NAME = "datapackage.json"

_DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True}
_SHA256 = "^[0-9a-f]{64}$"
_ALWAYS_THERE = frozenset({"coding_id", "article_id", "coder_id", "codebook", "codebook_version", "article_sha256"})
_PART_TYPES = {
    (FieldType.COUNT, "low"): "integer",
    (FieldType.COUNT, "best"): "integer",
    (FieldType.COUNT, "high"): "integer",
    (FieldType.DATE_RANGE, "start"): "date",
    (FieldType.DATE_RANGE, "end"): "date",
    (FieldType.DATE_RANGE, "precision"): "integer",
    (FieldType.LOCATION, "lat"): "number",
    (FieldType.LOCATION, "lon"): "number",
    (FieldType.LOCATION, "precision"): "integer",
    (FieldType.ORDINAL, ""): "integer",
    (FieldType.BOOLEAN, ""): "boolean",
    (FieldType.ATTRIBUTED_VALUE, "source_named"): "boolean",
}
"""Types of the parts of fields; all others are strings."""

_INTEGERS = frozenset({"codebook_version", "article_characters", "report_number", "group_number"})
_OWN_TYPES = {
    **dict.fromkeys((("articles.csv", "is_sample"), ("notes.csv", "is_flagged")), "boolean"),
    **dict.fromkeys((("values.csv", "start"), ("values.csv", "end")), "date"),
    **dict.fromkeys((("evidence.csv", "start"), ("evidence.csv", "end")), "integer"),
    **dict.fromkeys((("values.csv", name) for name in ("low", "best", "high", "precision")), "integer"),
}
"""Types of the export's own columns by table and name; counts and numbers are integers, all others strings."""

_OWN_CHOICES: Mapping[tuple[str, str], Iterable[str]] = {
    ("articles.csv", "state"): CodingState,
    ("reports.csv", "state"): CodingState,
    ("values.csv", "status"): Status,
    ("values.csv", "qualifier"): Qualifier,
    ("evidence.csv", "stance"): Stance,
}


class DescribedTables:
    """CSV tables being written that get their description when they are finished."""

    def __init__(self, source: DatasetSource, folder: Folder, shape: Shape) -> None:
        self._tables = CsvTables(source, folder, shape)
        self._source = source
        self._shape = shape
        self._folder = folder

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article to every table."""
        self._tables.add(coded)

    def told(self, coded_articles: Sequence[CodedArticle]) -> Sequence[ToldRows]:
        """Return the rows of coded articles."""
        return self._tables.told(coded_articles)

    def write(self, told: Sequence[ToldRows]) -> None:
        """Append what was told of the next coded articles to every table."""
        self._tables.write(told)

    def finished(self) -> FormResult:
        """Close the tables, write their description and return what was written."""
        result = self._tables.finished()
        package = data_package(self._source, self._shape, result.files)
        with OutputFile(self._folder, FILE_NAME) as output:
            output.write(json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n")
            written = output.finished(len(result.files))
        return result._replace(files=(*result.files, written))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tables.__exit__(kind, error, trace)


def data_package(source: DatasetSource, shape: Shape, files: Iterable[WrittenFile]) -> dict[str, Any]:
    """Return the descriptor of the written tables, ready for JSON."""
    codebooks = source.ordered_codebooks
    tables = tables_of(shape, source)
    keys = {table.name: table.key for table in tables}
    schemas = {table.name: _schema(table, codebooks, keys) for table in tables}
    dictionary = {"fields": [{"name": name, "type": "string"} for name in DICTIONARY_COLUMNS], "missingValues": [""]}
    described = {table.name: f"One row is {table.row_is}." for table in tables}
    schemas[DICTIONARY] = dictionary
    described[DICTIONARY] = "One row is one column of the other tables."
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", source.project_name.lower()).strip("-") or "dataset",
        "title": source.project_name,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": _resource(file.name),
                "path": file.name,
                "description": described[file.name],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": file.bytes,
                "hash": f"sha256:{file.sha256}",
                "dialect": _DIALECT,
                "schema": schemas[file.name],
            }
            for file in files
        ],
    }


def _resource(file_name: str) -> str:
    return file_name.removesuffix(".csv")


def _schema(table: Table, codebooks: Sequence[Codebook], keys: Mapping[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(table, column, codebooks) for column in table.columns],
        "missingValues": [""],
        "primaryKey": [table.key],
    }
    foreign = [
        {
            "fields": [column],
            "reference": {"resource": _resource(other), "fields": [keys[other]]},
        }
        for column, other in table.references.items()
        if other in keys
    ]
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _field(table: Table, column: Column, codebooks: Sequence[Codebook]) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": column_type(table, column)}
    if column.field is not None:
        described["title"] = f"{column.field.label} ({column.part})" if column.part else column.field.label
    described["description"] = column.description
    if column.field is None:
        constraints = _own_constraints(table, column.name)
    else:
        constraints = _constraints(table, column, codebooks)
    return described | ({"constraints": constraints} if constraints else {})


def column_type(table: Table, column: Column) -> str:
    """Return what a column's cells are: string, integer, number, boolean or date."""
    if column.field is None:
        return _own_type(table.name, column.name)
    if _is_repeated(column) and table.key != "group_id":
        return "string"
    return _PART_TYPES.get((column.field.type, column.part), "string")


def _own_type(table: str, name: str) -> str:
    """Return the type of a column of the export's own; one of them counts wherever its name says so."""
    if name in _INTEGERS or name.endswith("_count"):
        return "integer"
    return _OWN_TYPES.get((table, name), "string")


def _own_constraints(table: Table, name: str) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    is_key = name == table.key
    if (
        is_key
        or name in _ALWAYS_THERE
        or (table.name, name) in {("values.csv", "status"), ("evidence.csv", "value_id")}
    ):
        constraints["required"] = True
    if is_key:
        constraints["unique"] = True
    if name == "article_sha256":
        constraints["pattern"] = _SHA256
    if (table.name, name) in _OWN_CHOICES:
        constraints["enum"] = [str(choice) for choice in _OWN_CHOICES[table.name, name]]
    return constraints


def _constraints(table: Table, column: Column, codebooks: Sequence[Codebook]) -> dict[str, Any]:
    holds_several = _is_repeated(column) and table.key != "group_id"
    choices = [] if holds_several else _choices(column, codebooks)
    return {"enum": choices} if choices else {}


def _is_repeated(column: Column) -> bool:
    """Tell whether the field is of a group; beside a report its cells hold one text for each group."""
    return column.field is not None and column.field.level not in (ARTICLE_LEVEL, INCIDENT_LEVEL)


def _choices(column: Column, codebooks: Sequence[Codebook]) -> list[str | int]:
    """Return what a cell of a field's column may hold, in the codebooks' order; nothing where that is open."""
    field = column.field
    if field is None:
        return []
    if column.part == STATUS:
        return [str(status) for status in Status]
    if column.part == "qualifier":
        return [str(qualifier) for qualifier in Qualifier]
    same = [
        found for codebook in codebooks if (found := codebook.fields_by_id.get(field.id)) and found.type is field.type
    ]
    if field.type is FieldType.CATEGORICAL:
        return list(dict.fromkeys(category.id for one in same for category in one.categories))
    if field.type is FieldType.ORDINAL:
        return list(dict.fromkeys(category.level or 0 for one in same for category in one.categories))
    return []
