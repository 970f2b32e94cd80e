"""The incident forms as files: bytes, refusals, registration, codebooks that do not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from weakref import ref

import pytest

from annotator.domain.errors import ExportError
from annotator.domain.ids import CodebookId
from annotator.formats.datasets.incident_forms.event_table import ORIGIN
from annotator.formats.datasets.incident_forms.gtd import Gtd
from annotator.formats.datasets.incident_forms.writers import incident_writers
from annotator.formats.datasets.registry import write_dataset, writers
from annotator.formats.datasets.source import CodedArticle
from tests.drafts import Draft, draft_of, exactly
from tests.unit.formats.datasets.making import a_source as a_project_of_raids
from tests.unit.formats.incident_forms.making import (
    CREATED,
    coded,
    rows_of,
    sample,
    source_of,
    the_codebook,
    written,
)

FORMS = tuple(incident_writers)
TABLES = ("gtd", "acled", "ucdp-ged")


def test_all_forms_stand_in_folders_of_their_own_and_in_the_manifest(tmp_path: Path) -> None:
    summary = write_dataset(source_of(*sample()), tmp_path / "out", FORMS, created=CREATED)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    names = {file["name"] for file in manifest["files"]}
    assert {"gtd/gtd.csv", "gtd/refused.csv", "acled/acled.csv", "ucdp-ged/ucdp-ged.csv", "events/events.csv"} <= names
    assert names | {"manifest.json"} == {file.name for file in summary.files}
    assert manifest["remarks"] == list(summary.remarks)
    assert any("reports were left out" in remark or "report was left out" in remark for remark in summary.remarks)


def test_the_forms_have_names_of_their_own_and_labels_and_are_not_written_by_default() -> None:
    assert not set(incident_writers) & set(writers)
    for name, writer in incident_writers.items():
        assert (writer.name, writer.folder) == (name, name)
        assert writer.label


@pytest.mark.parametrize("form", FORMS)
def test_a_codebook_without_the_fields_is_refused_and_leaves_nothing(tmp_path: Path, form: str) -> None:
    with pytest.raises(ExportError, match="codebook raids, version 2") as refusal:
        write_dataset(a_project_of_raids(), tmp_path / "out", [form], created=CREATED)
    assert "default codebook" in refusal.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_codebook_that_no_coding_uses_is_not_asked_for_its_fields(tmp_path: Path) -> None:
    stranger = next(iter(a_project_of_raids().codebooks.values()))
    source = source_of(coded(draft_of()))
    source = replace(source, codebooks={**source.codebooks, CodebookId("other"): stranger})
    assert write_dataset(source, tmp_path / "out", ["gtd"], created=CREATED).rows == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_project_without_codings_gives_empty_files(tmp_path: Path, form: str) -> None:
    result = written(incident_writers[form], tmp_path / "out")
    assert all(file.rows == 0 for file in result.files)
    assert result.remarks == ()


@pytest.mark.parametrize("form", TABLES)
def test_every_report_is_a_row_or_refused(tmp_path: Path, form: str) -> None:
    written(incident_writers[form], tmp_path / "out", *sample())
    table = rows_of(tmp_path / "out" / f"{form}.csv")
    refused = [row for row in rows_of(tmp_path / "out" / "refused.csv") if not row["column"]]
    id_column = next(iter(table[0]))
    told = [row[id_column] for row in table] + [row["id"] for row in refused]
    assert len(told) == len(set(told)) == 4
    assert all(row["reason"].endswith(".") and row["what"] == "report" for row in refused)


@pytest.mark.parametrize("form", TABLES)
def test_a_row_ends_with_where_it_comes_from(tmp_path: Path, form: str) -> None:
    written(incident_writers[form], tmp_path / "out", *sample())
    first = rows_of(tmp_path / "out" / f"{form}.csv")[0]
    assert tuple(first)[-3:] == ORIGIN
    assert (first["article_id"], first["coding_id"], first["coder"]) == ("article-1", "coding-1", "Coder, one")


def test_a_refused_value_names_its_column(tmp_path: Path) -> None:
    written(incident_writers["gtd"], tmp_path / "out", *sample())
    columns = {row["column"] for row in rows_of(tmp_path / "out" / "refused.csv")}
    assert columns == {"", "nwound", "nkill"}
    assert columns - {""} <= set(Gtd.columns)


def test_without_refusals_there_is_no_list(tmp_path: Path) -> None:
    result = written(incident_writers["gtd"], tmp_path / "out", coded(draft_of()))
    assert [file.name for file in result.files] == ["gtd.csv"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["gtd.csv"]


def test_articles_are_streamed_one_at_a_time(tmp_path: Path) -> None:
    alive: list[ref[CodedArticle]] = []

    class Watched(CodedArticle):
        __slots__ = ("__weakref__",)

    def stream() -> Iterator[CodedArticle]:
        for number in range(1, 6):
            made = coded(draft_of({"killed_total": exactly(number)}), number)
            watched = Watched(made.article, made.coder, made.coding, made.codebook)
            alive.append(ref(watched))
            del made
            yield watched
            del watched
            assert sum(one() is not None for one in alive) <= 1

    source = replace(source_of(), codebooks={}, codebook_versions={}, coded_articles=stream)
    assert write_dataset(source, tmp_path / "out", FORMS, created=CREATED).rows == 5


def test_the_sample_is_coded_under_the_default_codebook() -> None:
    assert all(one.codebook == the_codebook() for one in sample())
    assert len(sample()) == 5
    assert Draft().codebook == the_codebook()
