"""Tables of chosen units only."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from annotator.domain.errors import ExportError
from annotator.domain.recipe import ExportUnit
from annotator.formats.datasets.registry import preview, write_dataset
from annotator.formats.datasets.source import DatasetSource, ExportOptions
from tests.unit.formats.datasets.making import CREATED, a_source

CASES = [
    ("csv", {ExportUnit.VALUE}, {"values.csv"}),
    ("csv", {ExportUnit.EVIDENCE}, {"evidence.csv"}),
    ("csv", {ExportUnit.REPORT}, {"reports.csv"}),
    ("csv", {ExportUnit.ARTICLE, ExportUnit.VALUE}, {"articles.csv", "values.csv"}),
    ("csv-wide", {ExportUnit.ARTICLE}, {"articles.csv"}),
]


def of_units(units: set[ExportUnit]) -> DatasetSource:
    return replace(a_source(), options=ExportOptions(units=frozenset(units)))


def tables_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.csv")} - {"codebook.csv", "refused.csv"}


@pytest.mark.parametrize("form, units, tables", CASES)
def test_only_the_tables_of_the_units_are_written(
    tmp_path: Path, form: str, units: set[ExportUnit], tables: set[str]
) -> None:
    write_dataset(of_units(units), tmp_path / "out", [form], created=CREATED)
    assert tables_in(tmp_path / "out") == tables
    with next((tmp_path / "out").rglob("codebook.csv")).open(encoding="utf-8", newline="") as file:
        assert {row["table"] for row in csv.DictReader(file)} == tables


def test_incidents_in_wide_tables_bring_their_groups(tmp_path: Path) -> None:
    write_dataset(of_units({ExportUnit.REPORT}), tmp_path / "out", ["csv-wide"], created=CREATED)
    names = tables_in(tmp_path / "out")
    assert "reports.csv" in names
    assert {name for name in names - {"reports.csv"} if not name.startswith("group_")} == set()


def test_the_description_refers_to_no_table_that_is_not_there(tmp_path: Path) -> None:
    write_dataset(of_units({ExportUnit.VALUE}), tmp_path / "out", ["csv"], created=CREATED)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["name"] for resource in package["resources"]} == {"values", "codebook"}
    assert all("foreignKeys" not in resource["schema"] for resource in package["resources"])


def test_a_workbook_has_the_sheets_of_the_units_and_the_codebook(tmp_path: Path) -> None:
    write_dataset(of_units({ExportUnit.EVIDENCE}), tmp_path / "out", ["xlsx"], created=CREATED)
    (path,) = (tmp_path / "out").rglob("*.xlsx")
    assert set(load_workbook(path, read_only=True).sheetnames) == {"evidence", "codebook"}


def test_the_manifest_says_which_units_were_chosen(tmp_path: Path) -> None:
    write_dataset(of_units({ExportUnit.VALUE, ExportUnit.ARTICLE}), tmp_path / "one", ["csv"], created=CREATED)
    write_dataset(a_source(), tmp_path / "all", ["csv"], created=CREATED)
    said = [json.loads((tmp_path / name / "manifest.json").read_bytes())["options"]["units"] for name in ("one", "all")]
    assert said == [["article", "value"], None]


def test_a_form_without_a_table_of_the_unit_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no table of this unit: value"):
        write_dataset(of_units({ExportUnit.VALUE}), tmp_path / "out", ["csv-wide"], created=CREATED)
    with pytest.raises(ExportError, match="no table of this unit"):
        preview(of_units({ExportUnit.VALUE}), ["csv-wide"])
    assert list(tmp_path.iterdir()) == []


def test_forms_that_are_no_tables_pass_the_units_over(tmp_path: Path) -> None:
    write_dataset(of_units({ExportUnit.VALUE}), tmp_path / "some", ["jsonl"], created=CREATED)
    write_dataset(a_source(), tmp_path / "all", ["jsonl"], created=CREATED)
    one, other = ((tmp_path / name / "dataset.jsonl").read_bytes() for name in ("some", "all"))
    assert one == other
