from __future__ import annotations

from pathlib import Path

import pytest

from annotator.bootstrap import default_codebook_path, open_workspace
from annotator.services.codebook_cache import CodebookCache
from annotator.services.codebooks import read_codebook_file
from annotator.services.folders import Folders
from tests.e2e.scenes import sample_project

HASH = "a" * 64


def test_a_codebook_that_was_kept_is_the_same_codebook(tmp_path: Path) -> None:
    codebook = read_codebook_file(default_codebook_path())
    CodebookCache(tmp_path / "kept").keep(HASH, codebook)
    assert CodebookCache(tmp_path / "kept").get(HASH) == codebook


def test_what_was_not_kept_is_not_there(tmp_path: Path) -> None:
    assert CodebookCache(tmp_path / "kept").get(HASH) is None
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[1]", b'{"id": "x"}'])
def test_a_damaged_file_counts_as_none_and_is_replaced(tmp_path: Path, content: bytes) -> None:
    codebook = read_codebook_file(default_codebook_path())
    cache = CodebookCache(tmp_path)
    cache.keep(HASH, codebook)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(content)
    assert cache.get(HASH) is None
    cache.keep(HASH, codebook)
    assert cache.get(HASH) == codebook


def test_where_nothing_can_be_kept_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("in the way")
    cache = CodebookCache(tmp_path / "kept")
    cache.keep(HASH, read_codebook_file(default_codebook_path()))
    assert cache.get(HASH) is None


def test_a_project_opens_alike_with_and_without_what_was_kept(tmp_path: Path) -> None:
    path = sample_project(tmp_path / "sample.annotator")
    folders = Folders.of_person()
    kept = folders.state / "codebooks"
    seen = []
    for is_emptied in (False, True, False):
        for file in kept.iterdir() if is_emptied else ():
            file.write_bytes(b"nonsense")
        with open_workspace(path, folders=folders) as workspace:
            seen.append(workspace.codebooks.codebook(workspace.codebooks.current().id))
    assert seen[0] == seen[1] == seen[2] == read_codebook_file(default_codebook_path())
