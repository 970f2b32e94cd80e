"""Of whatever was coded: the preview's lines are those of the written lists, its counts those of the written tables."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.domain.coding import Coder
from annotator.domain.errors import ExportError
from annotator.formats.datasets.registry import (
    ExportSummary,
    incident_writers,
    nlp_writers,
    preview,
    qualitative_writers,
    write_dataset,
    writers,
)
from annotator.formats.datasets.source import CodedArticle, DatasetSource, ExportOptions
from tests.drafts import default_codebook
from tests.strategies import CodedArticle as Drawn, coded_articles
from tests.unit.formats.datasets.making import CREATED, VERSION, a_source
from tests.unit.formats.refi_qda.qdpx import Qdpx
from tests.unit.formats.refi_qda.test_any_coding import retelling

BOOK = default_codebook()
FAMILIES = {
    "tables": ["csv", "csv-wide", "csv-spreadsheet"],
    "lines": ["jsonl", "sqlite"],
    "columns": ["parquet", "hugging-face"],
    "incidents": list(incident_writers),
    "marks": ["spacy", "conll", "brat", "xmi"],
    "tools": ["label-studio", "doccano", "web-annotation"],
    "qualitative": list(qualitative_writers),
}
every_family = pytest.mark.parametrize("forms", FAMILIES.values(), ids=FAMILIES)
drawn = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
several = st.lists(
    coded_articles(max_reports=2),
    min_size=1,
    max_size=2,
    unique_by=(lambda one: one.article.id, lambda one: one.coding.header.id),
)
options = st.builds(
    ExportOptions,
    with_text=st.booleans(),
    fields=st.none() | st.sets(st.sampled_from(sorted(BOOK.fields_by_id)), min_size=1).map(frozenset),
)


def source_of(coded: Sequence[Drawn], chosen: ExportOptions | None = None) -> DatasetSource:
    """Return drawn codings, each by a coder of its own, as a project under the default codebook."""
    taken: list[CodedArticle] = []
    for number, one in enumerate(coded):
        header = one.coding.header.model_copy(update={"codebook_id": VERSION.id, "article_id": one.article.id})
        coder = Coder(id=header.coder_id, name=f"=Coder {number}")
        taken.append(CodedArticle(one.article, coder, one.coding.with_entities([header]), BOOK))
    source = replace(a_source(taken, BOOK), coders=tuple(dict.fromkeys(one.coder for one in taken)))
    return source if chosen is None else replace(source, options=chosen)


def listed(folder: Path) -> Counter[tuple[str, ...]]:
    """Return the lines of every list of refusals below a folder, without the sign that disarms formulas."""
    found: Counter[tuple[str, ...]] = Counter()
    for path in folder.rglob("refused.csv"):
        rows = csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True)
        next(rows)
        found.update(tuple(cell.removeprefix("'") for cell in row) for row in rows)
    return found


def told(source: DatasetSource, forms: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Return the lines of a preview as the lists would have them."""
    return Counter(
        tuple("" if cell is None else str(cell).removeprefix("'") for cell in line)
        for line in preview(source, forms).refused
    )


def exported(source: DatasetSource, folder: Path, forms: Sequence[str]) -> ExportSummary | str:
    """Return what was written, or why nothing was."""
    try:
        return write_dataset(source, folder, forms, created=CREATED)
    except ExportError as error:
        assert not folder.exists()
        return error.message


def test_every_form_is_in_one_family() -> None:
    every = [*writers, *incident_writers, *nlp_writers, *qualitative_writers]
    slow = {"xlsx", "spacy-docbin"}  # they have tests of their own below
    assert sorted(form for forms in FAMILIES.values() for form in forms) == sorted(set(every) - slow)


@every_family
def test_the_lines_of_any_preview_are_those_of_the_written_lists(
    tmp_path_factory: pytest.TempPathFactory, forms: list[str]
) -> None:
    @drawn
    @given(several, options)
    def holds(coded: list[Drawn], chosen: ExportOptions) -> None:
        source, folder = source_of(coded, chosen), tmp_path_factory.mktemp("any") / "out"
        written = exported(source, folder, forms)
        if isinstance(written, str):
            with pytest.raises(ExportError) as caught:
                preview(source, forms)
            assert caught.value.message == written
            return
        assert told(source, forms) == listed(folder)

    holds()


@pytest.mark.parametrize("form", ["xlsx", "spacy-docbin"])
def test_the_lines_of_a_form_that_is_slow_to_write_are_those_of_its_list(tmp_path: Path, form: str) -> None:
    _, source = retelling()
    assert isinstance(exported(source, tmp_path / "out", [form]), ExportSummary)
    assert told(source, [form]) == listed(tmp_path / "out")


@drawn
@given(several)
def test_the_counts_of_any_preview_are_the_rows_of_the_written_tables(
    tmp_path_factory: pytest.TempPathFactory, coded: list[Drawn]
) -> None:
    source, folder = source_of(coded), tmp_path_factory.mktemp("any") / "out"
    written = write_dataset(source, folder, ["csv", "jsonl"], created=CREATED)
    counts = preview(source, ["csv", "jsonl"]).counts
    rows = {file.name: file.rows for file in written.files}
    assert (counts.codings, counts.reports, counts.values, counts.spans) == tuple(
        rows[f"{name}.csv"] for name in ("articles", "reports", "values", "evidence")
    )
    records = [json.loads(line) for line in (folder / "dataset.jsonl").read_bytes().decode().split("\n")[1:-1]]
    assert counts == (
        len({one["article"]["id"] for one in records}),
        len(records),
        *(sum(len(one[part]) for one in records) for part in ("reports", "values", "evidence")),
    )


@drawn
@given(several)
def test_the_marks_in_the_written_archives_are_the_spans_the_preview_counts(
    tmp_path_factory: pytest.TempPathFactory, coded: list[Drawn]
) -> None:
    source, folder = source_of(coded), tmp_path_factory.mktemp("any") / "out"
    write_dataset(source, folder, ["refi-qda", "label-studio"], created=CREATED)
    archive, studio = preview(source, ["refi-qda", "label-studio"]).forms
    found = Qdpx(folder / "refi-qda" / "project.qdpx")
    assert (len(found.sources), len(found.selections())) == (archive.counts.articles, archive.counts.spans)
    tasks = json.loads((folder / "label-studio" / "tasks.json").read_bytes())
    values = [value for task in tasks for value in task["data"]["values"]]
    assert len(values) == studio.counts.values
    assert sum(len(value["evidence"]) for value in values) == studio.counts.spans


@drawn
@given(several)
def test_the_rows_of_an_incident_table_are_the_reports_the_preview_counts(
    tmp_path_factory: pytest.TempPathFactory, coded: list[Drawn]
) -> None:
    source, folder = source_of(coded), tmp_path_factory.mktemp("any") / "out"
    forms = ["gtd", "acled", "ucdp-ged", "events"]
    rows = {file.name: file.rows for file in write_dataset(source, folder, forms, created=CREATED).files}
    counted = {form.name: form.counts.reports for form in preview(source, forms).forms}
    assert counted["gtd"] == rows["gtd/gtd.csv"]
    assert counted["acled"] == rows["acled/acled.csv"]
    assert counted["events"] == rows["events/reports.csv"] == rows["events/crosswalk.csv"]


@drawn
@given(several, options)
def test_a_preview_says_the_same_twice_and_writes_nothing(
    tmp_path_factory: pytest.TempPathFactory, coded: list[Drawn], chosen: ExportOptions
) -> None:
    source = source_of(coded, chosen)
    forms = ["csv", "csv-spreadsheet", "jsonl"]
    folder = tmp_path_factory.mktemp("any")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert preview(source, forms) == preview(source, forms)
    assert list(folder.iterdir()) == []


@drawn
@given(several)
def test_forms_seen_together_say_what_they_say_alone(coded: list[Drawn]) -> None:
    source = source_of(coded)
    forms = ["csv", "conll", "gtd", "refi-qda"]
    together = preview(source, forms)
    alone = [preview(source, [form]) for form in forms]
    assert together.forms == tuple(one.forms[0] for one in alone)
    assert {one.counts for one in alone} == {together.counts}
    assert Counter(together.refused) == Counter(line for one in alone for line in one.refused)
