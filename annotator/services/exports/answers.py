"""What other processes answer, handed over in files.

A pipe takes 64 KB at a time, so that one who sends a megabyte through it waits sixteen times for the one who reads, and
that one is kept from writing as often. A file takes all at once. There are few of them, written over again and again,
and they are gone before the system has any reason to bring them to the disk.
"""

from __future__ import annotations

import pickle
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

Said = TypeVar("Said")


class InFile(NamedTuple):
    """An answer that stands in a file: its first so many bytes."""

    file: Path
    size: int


class AnswerFiles:
    """Files for answers in a folder that nobody else may read; leaving the context removes them.

    Where the system has no room for passing files there are none, and answers come by themselves.
    """

    def __init__(self) -> None:
        self.folder = _passing_folder()
        self._free: list[Path] = []
        self._made = 0

    def lent(self) -> Path | None:
        """Return a file for an answer, if there is one to be had."""
        if self._free or self.folder is None:
            return self._free.pop() if self._free else None
        file = self.folder / str(self._made)
        try:
            file.touch()
        except OSError:
            return None
        self._made += 1
        return file

    def read(self, answer: InFile) -> Any:
        """Return what an answer says; raises OSError when its file is not what it was. The file can be lent again."""
        with answer.file.open("rb") as file:
            said = file.read(answer.size)
        if len(said) < answer.size:
            raise OSError("an answer is cut short")
        self._free.append(answer.file)
        return pickle.loads(said)  # noqa: S301 - made by a process of this export, where nobody else can write

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.folder is not None:
            remove(self.folder)


def answered(said: Said, file: Path | None) -> Said | InFile:
    """Return what a process sends as its answer: where in the file it stands, or all of it where that takes nothing."""
    if file is None:
        return said
    data = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
    try:
        with file.open("r+b") as lent:
            lent.write(data)
    except OSError:
        with suppress(OSError):
            file.write_bytes(b"")  # what little room there is, is the dataset's
        return said
    return InFile(file, len(data))


def remove(folder: Path) -> None:
    """Remove the files for answers, as far as they are there."""
    shutil.rmtree(folder, ignore_errors=True)


def _passing_folder() -> Path | None:
    try:
        return Path(mkdtemp(prefix="annotator-"))
    except OSError:
        return None
