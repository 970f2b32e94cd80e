"""A file of a dataset while it is written."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from annotator.formats.datasets import output
from annotator.formats.datasets.output import OutputFile, WrittenFile

PIECES = [bytes([number % 251]) * (number % 7 * 9_000 + 1) for number in range(60)]
WHOLE = b"".join(PIECES)
PART = 300_000

needs_advice = pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="the system takes no advice on files")


def written(folder: Path) -> WrittenFile:
    with OutputFile(folder, "data.bin") as file:
        for piece in PIECES:
            file.write(piece)
        return file.finished(len(PIECES))


def test_what_was_written_is_there_and_is_told_of(tmp_path: Path) -> None:
    told = written(tmp_path)
    assert (tmp_path / "data.bin").read_bytes() == WHOLE
    assert told == ("data.bin", len(WHOLE), len(PIECES), hashlib.sha256(WHOLE).hexdigest())


@needs_advice
def test_a_long_file_is_on_its_way_to_the_disk_before_it_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(output, "_ON_ITS_WAY", PART)
    monkeypatch.setattr(os, "posix_fadvise", lambda _file, start, size, _advice: sent.append((start, size)))
    written(tmp_path)
    assert len(sent) > 2
    assert [start for start, _ in sent] == [0, *(start + size for start, size in sent[:-1])]
    assert all(size >= PART for _, size in sent)
    assert len(WHOLE) - sum(sent[-1]) < PART


@needs_advice
def test_a_disk_that_takes_no_advice_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(output, "_ON_ITS_WAY", PART)
    monkeypatch.setattr(os, "posix_fadvise", refuse)
    assert written(tmp_path).sha256 == hashlib.sha256(WHOLE).hexdigest()
