"""The one way out: all or nothing, never over anything."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from annotator.domain.errors import ExportError, ProjectError
from annotator.formats.datasets import destination
from annotator.formats.datasets.output import OutputFile
from annotator.formats.datasets.registry import ExportCancelledError, write_dataset, writers
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests.unit.formats.datasets.making import CREATED, a_source, rows_of

ALL_FORMS = ("csv", "csv-wide", "csv-spreadsheet", "jsonl", "xlsx", "parquet", "hugging-face", "sqlite")


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_forms_are_known_by_name() -> None:
    assert tuple(writers) == ALL_FORMS
    assert all(writer.label for writer in writers.values())


def test_all_forms_are_written_at_once(tmp_path: Path) -> None:
    summary = write_dataset(a_source(), tmp_path / "out", ALL_FORMS, created=CREATED)
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert written == {file.name for file in summary.files}
    assert {"reports.csv", "spreadsheet/reports.csv", "dataset.jsonl", "manifest.json"} <= written
    assert summary.rows == 3
    assert left_in(tmp_path) == ["out"]


def test_the_manifest_tells_what_was_written(tmp_path: Path) -> None:
    write_dataset(a_source(), tmp_path / "out", ALL_FORMS, created=CREATED)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["created"] == "2024-06-01T12:00:00Z"
    assert manifest["project"] == {"id": "project-1", "name": "Raids 2024", "head": 42, "head_hash": "a" * 64}
    assert manifest["codebooks"] == [{"id": "codebook-1", "name": "raids", "version": 2, "sha256": "c" * 64}]
    assert manifest["options"] == {
        "forms": list(ALL_FORMS),
        "with_text": True,
        "fields": None,
        "units": None,
        "choice": None,
    }
    assert manifest["coded_articles"] == 3
    names = [file["name"] for file in manifest["files"]]
    assert names == sorted(names)
    for file in manifest["files"]:
        data = (tmp_path / "out" / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        if file["name"].endswith(".csv"):
            assert file["rows"] == len(rows_of(tmp_path / "out" / file["name"], "utf-8-sig"))


def test_altered_cells_are_counted_and_listed(tmp_path: Path) -> None:
    summary = write_dataset(a_source(), tmp_path / "out", ["csv-spreadsheet"], created=CREATED)
    assert summary.altered_count == len(summary.altered) > 0
    assert {cell.column for cell in summary.altered} >= {"remark", "quote", "title"}
    assert all(cell.file.startswith("spreadsheet/") for cell in summary.altered)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["altered_cells"] == summary.altered_count
    assert manifest["remarks"] == list(summary.remarks)


def test_two_exports_of_one_head_are_equal(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_dataset(a_source(), tmp_path / name, ALL_FORMS, created=CREATED)
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_the_articles_are_streamed_once_for_all_forms(tmp_path: Path) -> None:
    kept = list(a_source().coded_articles())
    starts = []

    def coded_articles() -> Iterator[CodedArticle]:
        starts.append(1)
        return iter(kept)

    told: list[int] = []
    write_dataset(with_articles(coded_articles), tmp_path / "out", ALL_FORMS, created=CREATED, progress=told.append)
    assert starts == [1]
    assert told == [1, 2, 3]


def with_articles(coded_articles: object) -> DatasetSource:
    source = a_source()
    fields = {name: getattr(source, name) for name in source.__dataclass_fields__}
    return DatasetSource(**{**fields, "coded_articles": coded_articles})


def test_an_empty_folder_is_filled_and_missing_parents_are_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_dataset(a_source(), tmp_path / "empty", ["jsonl"], created=CREATED)
    write_dataset(a_source(), tmp_path / "a" / "b", ["jsonl"], created=CREATED)
    assert left_in(tmp_path / "empty") == left_in(tmp_path / "a" / "b") == ["dataset.jsonl", "manifest.json"]


def test_a_folder_with_anything_in_it_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".keep").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="is not empty") as refusal:
        write_dataset(a_source(), tmp_path / "out", ["csv"], created=CREATED)
    assert refusal.value.kept == "Nothing was written."
    assert (tmp_path / "out" / ".keep").read_text("utf-8") == "mine"
    assert left_in(tmp_path) == ["out"]


def test_a_file_in_the_folders_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="is not a folder"):
        write_dataset(a_source(), tmp_path / "out", ["csv"], created=CREATED)
    assert (tmp_path / "out").read_text("utf-8") == "mine"


@pytest.mark.parametrize("forms", [(), ("pdf",), ("csv", "pdf")])
def test_unknown_forms_are_refused_with_the_known_ones(tmp_path: Path, forms: tuple[str, ...]) -> None:
    with pytest.raises(ExportError) as refusal:
        write_dataset(a_source(), tmp_path / "out", forms, created=CREATED)
    assert "csv-spreadsheet" in refusal.value.remedy
    assert left_in(tmp_path) == []


def test_a_form_asked_for_twice_is_written_once(tmp_path: Path) -> None:
    summary = write_dataset(a_source(), tmp_path / "out", ["jsonl", "jsonl"], created=CREATED)
    assert [file.name for file in summary.files] == ["dataset.jsonl", "manifest.json"]


@pytest.mark.parametrize("stop_at", [1, 2, 3])
def test_a_cancelled_export_leaves_nothing(tmp_path: Path, stop_at: int) -> None:
    asked = count(1)
    with pytest.raises(ExportCancelledError):
        write_dataset(
            a_source(), tmp_path / "out", ALL_FORMS, created=CREATED, is_cancelled=lambda: next(asked) == stop_at
        )
    assert left_in(tmp_path) == []


def test_an_error_of_the_project_leaves_nothing_and_is_passed_on(tmp_path: Path) -> None:
    def coded_articles() -> Iterator[CodedArticle]:
        yield next(a_source().coded_articles())
        raise ProjectError("The project went away.")

    with pytest.raises(ProjectError, match="went away"):
        write_dataset(with_articles(coded_articles), tmp_path / "out", ALL_FORMS, created=CREATED)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    "number, reason",
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EACCES, "may not be written"),
        (errno.EROFS, "may not be written"),
        (errno.EIO, "could not be written"),
    ],
)
@pytest.mark.parametrize("fails_at", ["write", "finished"])
def test_a_disk_that_refuses_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str, fails_at: str
) -> None:
    calls = count()

    def refuse(*_arguments: object) -> None:
        if next(calls) >= 1:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(OutputFile, fails_at, refuse)
    with pytest.raises(ExportError, match=reason) as refusal:
        write_dataset(a_source(), tmp_path / "out", ["csv"], created=CREATED)
    assert str(tmp_path / "out") in refusal.value.message
    assert left_in(tmp_path) == []


def test_a_rename_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ExportError):
        write_dataset(a_source(), tmp_path / "out", ["jsonl"], created=CREATED)
    assert left_in(tmp_path) == []


def test_a_parent_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError):
        write_dataset(a_source(), tmp_path / "file" / "out", ["jsonl"], created=CREATED)
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_folders_are_brought_to_disk_before_and_after_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(destination, "bring_to_disk", lambda folder: synced.append(folder.name))
    write_dataset(a_source(), tmp_path / "out", ["csv-spreadsheet"], created=CREATED)
    assert synced[0] == "spreadsheet"
    assert synced[1].startswith(".out.")
    assert synced[2] == tmp_path.name


def test_a_file_of_the_export_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        OutputFile(tmp_path, "a")
