"""What an export would write and refuse, seen before: the same lines as in the files, and nothing on disk."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.errors import ExportError
from annotator.domain.values import EntityName, Location
from annotator.formats.datasets.registry import (
    ExportCancelledError,
    incident_writers,
    nlp_writers,
    preview,
    qualitative_writers,
    write_dataset,
    writers,
)
from annotator.formats.datasets.source import DatasetSource, ExportOptions
from annotator.formats.datasets.tally import Counts
from tests.golden.regenerate import everything, source_for
from tests.unit.formats.datasets.making import CREATED, CodingMaker, a_codebook, a_source

EVERY_FORM = [
    *((source_for("nlp_forms"), form) for form in (*writers, *nlp_writers, *qualitative_writers)),
    *((source_for("incident_forms"), form) for form in incident_writers),
]


def listed(folder: Path) -> list[dict[str, str]]:
    """Return the lines of every list of refusals below a folder."""
    found: list[dict[str, str]] = []
    for path in sorted(folder.rglob("refused.csv")):
        found += csv.DictReader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True)
    return found


@pytest.mark.parametrize("source, form", EVERY_FORM, ids=[form for _, form in EVERY_FORM])
def test_the_lines_are_those_of_the_written_list(tmp_path: Path, source: DatasetSource, form: str) -> None:
    seen = preview(source, [form])
    assert list(tmp_path.iterdir()) == []
    summary = write_dataset(source, tmp_path / "out", [form], created=CREATED)
    told = [{name: "" if cell is None else str(cell) for name, cell in line._asdict().items()} for line in seen.refused]
    assert [{name: cell.removeprefix("'") for name, cell in row.items()} for row in listed(tmp_path)] == told
    assert seen.forms[0].remarks == summary.remarks
    assert seen.forms[0].left_out + seen.forms[0].changed == len(seen.refused)


@pytest.mark.parametrize("source, form", EVERY_FORM, ids=[form for _, form in EVERY_FORM])
def test_a_form_that_leaves_out_or_changes_anything_has_its_list_beside_it(
    tmp_path: Path, source: DatasetSource, form: str
) -> None:
    summary = write_dataset(source, tmp_path / "out", [form], created=CREATED)
    lists = [file.name for file in summary.files if file.name.endswith("refused.csv")]
    assert bool(lists) == bool(preview(source, [form]).refused)
    assert len(lists) <= 1


def test_the_counts_are_those_of_the_project() -> None:
    seen = preview(a_source(everything()), ["jsonl", "csv"])
    codings = [coded.coding for coded in everything()]
    assert seen.counts == Counts(
        articles=4,
        codings=4,
        reports=sum(len(coding.reports()) for coding in codings),
        values=sum(1 for coding in codings for _ in coding.values()),
        spans=sum(1 for coding in codings for _ in coding.evidence()),
    )
    assert [form.counts for form in seen.forms] == [seen.counts, seen.counts]
    assert seen.refused == ()


def test_what_a_form_leaves_out_is_not_counted_for_it() -> None:
    seen = preview(source_for("incident_forms"), ["gtd", "events"])
    gtd, events = seen.forms
    left_out = [line for line in seen.refused if (line.what, line.outcome) == ("report", "left out")]
    assert gtd.counts.reports == seen.counts.reports - len(left_out) < events.counts.reports
    assert gtd.counts.values < seen.counts.values
    assert events.counts == seen.counts
    assert {line.form for line in left_out} == {"GTD"}


def test_an_article_left_out_counts_nothing() -> None:
    made = CodingMaker(1, "a\x01b")
    made.value("relevance", None)
    seen = preview(a_source([made.coded(a_codebook())]), ["xmi"])
    assert seen.forms[0].counts == Counts()
    assert seen.counts.values == 1
    assert [(line.article_id, line.coding_id) for line in seen.refused] == [("article-1", "coding-1")]


def test_two_codings_of_one_article_are_one_article() -> None:
    codebook = a_codebook()
    one, two = CodingMaker(1), CodingMaker(2)
    two.article = one.article
    seen = preview(a_source([one.coded(codebook), two.coded(codebook)]), ["jsonl"])
    assert (seen.counts.articles, seen.counts.codings) == (1, 2)


def test_a_name_that_only_the_text_gives_is_told_when_the_text_stays() -> None:
    made = CodingMaker(1)
    report = made.report(0)
    group = made.group(report, "actor", 0)
    made.value("name", EntityName(verbatim="the raiders"), report, group)
    made.value("place", Location(verbatim="a village", country_iso3="MLI"), report)
    source = a_source([made.coded(a_codebook())])
    seen = preview(replace(source, options=ExportOptions(with_text=False)), ["csv"])
    assert [(line.form, line.field, line.outcome) for line in seen.refused] == [("All forms", "name", "changed")]
    assert preview(source, ["csv"]).refused == ()


def test_progress_is_told_and_a_preview_can_be_stopped() -> None:
    told: list[int] = []
    preview(a_source(everything()), ["csv"], progress=told.append)
    assert told == [1, 2, 3, 4]
    with pytest.raises(ExportCancelledError):
        preview(a_source(everything()), ["csv"], is_cancelled=lambda: True)


def test_a_form_that_cannot_be_made_is_told_as_the_export_would() -> None:
    with pytest.raises(ExportError, match="codebook raids"):
        preview(a_source(), ["gtd"])
    with pytest.raises(ExportError, match="no dataset form"):
        preview(a_source(), ["pdf"])
