"""Whatever is coded, every form tells each incident as a row or refuses it, and its files can be read back."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.formats.datasets.incident_forms.event_table import ORIGIN, EventTableWriter
from annotator.formats.datasets.incident_forms.muc4_template import SLOTS
from annotator.formats.datasets.incident_forms.ucdp_ged import UcdpGed
from annotator.formats.datasets.incident_forms.writers import incident_writers
from annotator.formats.datasets.source import CodedArticle
from tests.strategies import coded_articles
from tests.unit.formats.incident_forms.making import CODER, rows_of, the_codebook, written

TABLES = {name: writer for name, writer in incident_writers.items() if isinstance(writer, EventTableWriter)}
CODED = coded_articles().map(lambda drawn: CodedArticle(drawn.article, CODER, drawn.coding, the_codebook()))


def listed(folder: Path) -> list[dict[str, str]]:
    path = folder / "refused.csv"
    return rows_of(path) if path.exists() else []


@pytest.mark.parametrize("name", sorted(TABLES))
@given(coded=CODED)
def test_each_report_is_a_row_or_refused_and_the_table_reads_back(name: str, coded: CodedArticle) -> None:
    form = TABLES[name].form
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        written(TABLES[name], folder, coded)
        rows, refused = rows_of(folder / f"{name}.csv"), listed(folder)
    told = [row[form.columns[0]] for row in rows] + [row["id"] for row in refused if not row["column"]]
    assert sorted(told) == sorted(report.id for report in coded.coding.reports())
    assert all(tuple(row) == (*form.columns, *ORIGIN) for row in rows)
    assert {row["column"] for row in refused} <= {"", *form.columns}
    assert all(row["reason"].endswith(".") for row in refused)


@given(coded=CODED)
def test_each_report_is_an_event_a_report_and_a_pair(coded: CodedArticle) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        written(incident_writers["events"], folder, coded)
        files = [rows_of(folder / f"{name}.csv") for name in ("events", "reports", "crosswalk")]
    assert [len(rows) for rows in files] == [len(coded.coding.reports())] * 3


@given(coded=CODED)
def test_each_template_has_its_25_slots_in_order(coded: CodedArticle) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        result = written(incident_writers["muc4"], folder, coded)
        text = (folder / "templates.txt").read_bytes().decode()
        refused = [row for row in listed(folder) if not row["column"]]
    reports = len(coded.coding.reports())
    assert result.files[0].rows == (reports - len(refused) if reports else 1)
    numbers = [int(found[1]) for line in text.split("\n") if (found := re.match(r"(\d+)\. +[A-Z]+", line))]
    assert numbers == list(range(25)) * result.files[0].rows
    for block in filter(None, text.split("\n\n")):
        assert [line[4:36].strip() for line in block.split("\n") if line[:1].isdigit()] == list(SLOTS)


@given(coded=CODED)
@settings(max_examples=30)
def test_the_same_coding_gives_the_same_bytes(coded: CodedArticle) -> None:
    with tempfile.TemporaryDirectory() as place:
        for name, writer in incident_writers.items():
            first, second = Path(place) / name / "1", Path(place) / name / "2"
            assert written(writer, first, coded) == written(writer, second, coded)


@given(coded=CODED)
def test_no_row_of_ucdp_is_without_a_death(coded: CodedArticle) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        written(EventTableWriter("ucdp-ged", "UCDP GED", UcdpGed()), folder, coded)
        for row in rows_of(folder / "ucdp-ged.csv"):
            assert int(row["low"]) <= int(row["best"]) <= int(row["high"])
            assert int(row["high"]) >= 1
