"""``annotator codebook document``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.drafts import DEFAULT_CODEBOOK_FILE


@pytest.mark.parametrize(("name", "beginning"), [("book.html", "<!DOCTYPE html>"), ("book.md", "# Violent incidents")])
def test_a_codebook_in_yaml_becomes_a_document(run: Run, tmp_path: Path, name: str, beginning: str) -> None:
    said = run("codebook", "document", DEFAULT_CODEBOOK_FILE, tmp_path / name)
    assert (said.status, "Wrote the codebook incident, version 1" in said.out) == (0, True)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(beginning)


def test_a_project_s_codebook_becomes_the_same_document(run: Run, project: Path, tmp_path: Path) -> None:
    assert run("codebook", "document", project, tmp_path / "of_project.html").status == 0
    assert run("codebook", "document", DEFAULT_CODEBOOK_FILE, tmp_path / "of_file.html").status == 0
    assert (tmp_path / "of_project.html").read_bytes() == (tmp_path / "of_file.html").read_bytes()


def test_as_json_it_names_codebook_and_document(run: Run, project: Path, tmp_path: Path) -> None:
    told = run("codebook", "document", project, tmp_path / "book.md", "--json").json
    assert told == {"document": str(tmp_path / "book.md"), "id": "incident", "version": 1}


@pytest.mark.parametrize(
    ("name", "words"),
    [("book.pdf", "neither HTML nor Markdown"), ("gone/book.md", "no folder"), ("there.md", "exists already")],
)
def test_what_cannot_be_written_is_said(run: Run, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "there.md").write_text("mine")
    said = run("codebook", "document", DEFAULT_CODEBOOK_FILE, tmp_path / name)
    assert (said.status, words in said.err) == (1, True)
    assert (tmp_path / "there.md").read_text() == "mine"


def test_a_codebook_that_cannot_be_read_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("format: nothing\n")
    said = run("codebook", "document", tmp_path / "bad.yaml", tmp_path / "book.md")
    assert said.status == 1
    assert not (tmp_path / "book.md").exists()


def test_a_project_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    assert run("codebook", "document", tmp_path / "gone.annotator", tmp_path / "book.md").status == 1
