"""What holds for every form: all or nothing, everything said or listed."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from annotator.formats.datasets.nlp_forms.forms import nlp_writers
from annotator.formats.datasets.output import OutputFile
from annotator.formats.datasets.registry import ExportCancelledError, write_dataset
from tests.golden.laying_open import laid_open
from tests.golden.regenerate import everything, kept
from tests.unit.formats.datasets.making import CREATED, CodingMaker, a_codebook, a_source
from tests.unit.formats.nlp_forms.hard_texts import written

FORMS = ("spacy", "spacy-docbin", "conll", "brat", "xmi", "label-studio", "doccano", "web-annotation")
TEXT_FORMS = tuple(form for form in FORMS if form != "spacy-docbin")
"""The forms that are written article by article; a DocBin is packed a thousand documents at a time."""


def test_the_forms_are_known_by_name() -> None:
    assert tuple(nlp_writers) == FORMS
    assert all(writer.label and writer.folder == name for name, writer in nlp_writers.items())


@pytest.mark.parametrize("form", FORMS)
def test_the_files_told_of_are_the_files_there(tmp_path: Path, form: str) -> None:
    result = written(form, tmp_path / "out", everything())
    assert {file.name for file in result.files} == {path.name for path in (tmp_path / "out").iterdir()}
    assert all(file.bytes == (tmp_path / "out" / file.name).stat().st_size for file in result.files)
    assert result.files[0].rows == 4


@pytest.mark.parametrize("form", FORMS)
def test_a_project_without_codings_gives_a_form_that_can_be_read(tmp_path: Path, form: str) -> None:
    result = written(form, tmp_path / "out", [])
    assert result.files[0].rows == 0
    assert laid_open(tmp_path / "out")
    assert "refused.csv" not in {file.name for file in result.files}


@pytest.mark.parametrize("form", TEXT_FORMS)
@pytest.mark.parametrize("fails_at", range(4))
def test_a_full_disk_closes_every_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, fails_at: int
) -> None:
    """A file left open would be told as a warning, which fails the test."""
    whole, calls = OutputFile.write, count()

    def refuse(output: OutputFile, data: bytes) -> None:
        if next(calls) == fails_at:
            raise OSError(errno.ENOSPC, "full")
        whole(output, data)

    monkeypatch.setattr(OutputFile, "write", refuse)
    with pytest.raises(OSError, match="full"):
        written(form, tmp_path / "out", everything())


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_a_form_holds_one_article_at_a_time(tmp_path: Path, form: str) -> None:
    codebook = a_codebook()
    (tmp_path / "out").mkdir()
    sizes: list[int] = []
    texts = ("word " * 20_000, "other " * 20_000)

    def stream() -> Iterator[CodingMaker]:
        for number, text in enumerate(texts, start=1):
            sizes.append(sum(path.stat().st_size for path in (tmp_path / "out").iterdir()))
            yield CodingMaker(number, text)

    with nlp_writers[form].open(a_source([], codebook), tmp_path / "out") as sink:
        for made in stream():
            sink.add(made.coded(codebook))
        sink.finished()
    assert sizes[1] > sizes[0] + len(texts[0]) / 2


def test_all_forms_at_once_go_the_one_way_out(tmp_path: Path) -> None:
    summary = write_dataset(a_source(everything()), tmp_path / "out", FORMS, created=CREATED)
    there = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert {file.name for file in summary.files} == there
    assert {f"{form}/{name}" for form in TEXT_FORMS for name in kept("nlp_forms", form) if "/" not in name} <= there
    assert sum(remark.startswith("CoNLL: ") for remark in summary.remarks) > 1


@pytest.mark.parametrize("stop_at", [1, 3])
def test_a_cancelled_export_leaves_nothing(tmp_path: Path, stop_at: int) -> None:
    asked = count(1)
    with pytest.raises(ExportCancelledError):
        write_dataset(
            a_source(everything()),
            tmp_path / "out",
            FORMS,
            created=CREATED,
            is_cancelled=lambda: next(asked) == stop_at,
        )
    assert list(tmp_path.iterdir()) == []
