"""A file or folder is complete or absent, and never in another's place."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from annotator.domain.errors import ExportError
from annotator.formats.placing import placed, refuse_present, write_new_file


def test_a_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with placed(target) as made:
        made.write_text("whole")
        assert not target.exists()
    assert target.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_appears_when_the_block_ends(tmp_path: Path) -> None:
    with placed(tmp_path / "out") as made:
        made.mkdir()
        (made / "a").write_text("a")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["out", "out/a"]


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_was_begun_is_gone_when_something_fails(tmp_path: Path, is_folder: bool) -> None:
    def fail() -> None:
        with placed(tmp_path / "out") as made:
            made.mkdir() if is_folder else made.write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "folder", "link to nothing"])
def test_what_is_there_is_refused_and_untouched(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out"
    if kind == "file":
        target.write_text("mine")
    elif kind == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ExportError, match="exists already"), placed(target):
        pytest.fail("the block must not run")
    assert os.path.lexists(target)
    assert kind != "file" or target.read_text() == "mine"


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_came_meanwhile_is_not_replaced(tmp_path: Path, is_folder: bool) -> None:
    target = tmp_path / "out"

    def too_late() -> None:
        with placed(target) as made:
            made.mkdir() if is_folder else made.write_text("ours")
            target.write_text("theirs")

    with pytest.raises(ExportError, match="exists already"):
        too_late()
    assert target.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [target]


def test_drives_without_second_names_get_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_from: Path, _to: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_new_file(tmp_path / "out.txt", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "may not be written"),
        (errno.EROFS, "may not be written"),
        (errno.EIO, "could not be written"),
    ],
)
def test_what_the_disk_says_is_told_in_a_sentence(tmp_path: Path, number: int, words: str) -> None:
    def fail() -> None:
        with placed(tmp_path / "out"):
            raise OSError(number, "no")

    with pytest.raises(ExportError, match=words):
        fail()


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"There is no folder .*gone"):
        write_new_file(tmp_path / "gone" / "out.txt", b"")


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="There is no folder"):
        write_new_file(tmp_path / "file" / "out.txt", b"")


def test_a_target_without_a_name_is_refused() -> None:
    with pytest.raises(ExportError, match="no name"):
        refuse_present(Path("/"))
