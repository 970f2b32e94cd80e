"""What other processes answer, handed over in files."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedRandom, FileIO
from pathlib import Path
from typing import Any

import pytest

from annotator.services.exports import answers
from annotator.services.exports.answers import AnswerFiles, InFile, answered

LONG = {"said": [b"\x00\xff" * 70_000, "\u00e9\U0001f525"]}


def lent(files: AnswerFiles) -> Path:
    file = files.lent()
    assert file is not None
    return file


def in_file(said: object, file: Path) -> InFile:
    answer = answered(said, file)
    assert isinstance(answer, InFile)
    return answer


@pytest.mark.parametrize("said", [LONG, None, [], b""])
def test_an_answer_is_read_as_it_was_given(said: Any) -> None:
    with AnswerFiles() as files:
        assert files.read(in_file(said, lent(files))) == said


def test_a_file_goes_round_and_nothing_of_a_longer_answer_is_left_in_a_shorter_one() -> None:
    with AnswerFiles() as files:
        first = lent(files)
        for said in (LONG, "short", LONG, "shorter"):
            assert files.read(in_file(said, first)) == said
            assert lent(files) == first
        assert lent(files) != first, "lent twice at a time"


@pytest.mark.skipif(os.name != "posix", reason="other systems keep such files apart by other means")
def test_nobody_else_can_read_the_answers() -> None:
    with AnswerFiles() as files:
        assert files.folder is not None
        assert stat.S_IMODE(files.folder.stat().st_mode) == stat.S_IRWXU


def test_nothing_is_left_of_them() -> None:
    with AnswerFiles() as files:
        answer = in_file(LONG, lent(files))
        assert answer.file.exists()
    assert not answer.file.parent.exists()


def test_an_answer_that_is_cut_short_is_not_taken_for_one() -> None:
    with AnswerFiles() as files:
        answer = in_file(LONG, lent(files))
        os.truncate(answer.file, answer.size - 1)
        with pytest.raises(OSError, match="cut short"):
            files.read(answer)


def test_where_there_is_no_room_at_all_answers_come_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_options: str) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(answers, "mkdtemp", refuse)
    with AnswerFiles() as files:
        assert files.lent() is None
    assert answered(LONG, None) is LONG


def test_where_the_folder_is_gone_answers_come_by_themselves() -> None:
    with AnswerFiles() as files:
        file = lent(files)
        answers.remove(file.parent)
        assert answered(LONG, file) is LONG
        assert files.lent() is None


def test_an_answer_for_which_there_is_not_room_enough_takes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(FileIO):
        def write(self, data: Any) -> int:
            if self.tell():
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(bytes(data)[:1_000])

    with AnswerFiles() as files:
        file = lent(files)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", lambda path, mode: BufferedRandom(Full(path, mode)))
            patched.setattr(Path, "write_bytes", lambda path, data: os.truncate(path, len(data)))
            assert answered(LONG, file) is LONG
        assert file.read_bytes() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
def test_where_the_disk_is_full_answers_come_by_themselves() -> None:
    assert answered(LONG, Path("/dev/full")) is LONG
