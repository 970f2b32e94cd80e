"""A file of a dataset while it is written: counted, hashed and safely on disk when it is closed."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from io import BufferedIOBase
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from annotator.formats.datasets.refusal import RefusedLine

_PIECE = 1 << 20
_AT_ONCE = 1 << 16
"""Bytes gathered before they are hashed and written: of CSV, fifty thousand small pieces cost half as much again."""


_ON_ITS_WAY = 1 << 23
"""Bytes after which what was written is sent on its way to the disk, so that little is left to wait for at the end."""


class WrittenFile(NamedTuple):
    """A finished file: its name relative to the dataset's folder, bytes, rows and the SHA-256 of the bytes.

    ``rows`` are a table's data rows without its header, or a JSON Lines file's coded articles.
    """

    name: str
    bytes: int
    rows: int
    sha256: str


class DryFolder:
    """Stands for a folder when a form is only tried: nothing is written, and what the form refuses is kept."""

    def __init__(self) -> None:
        self.refused: list[RefusedLine] = []


Folder = Path | DryFolder


class Nowhere(BufferedIOBase):
    """A file that takes bytes, counts them and keeps none."""

    def __init__(self) -> None:
        self._count = 0

    def write(self, data: object) -> int:
        """Take bytes."""
        size = len(data) if isinstance(data, bytes) else 0
        self._count += size
        return size

    def read(self, _size: int | None = -1) -> bytes:
        """Return nothing, which is what was kept."""
        return b""

    def seek(self, _position: int, _whence: int = 0) -> int:
        """Stay where all is."""
        return self._count

    def tell(self) -> int:
        """Return how many bytes were taken."""
        return self._count


class OutputFile:
    """A new file; a file that is already there is never written over."""

    def __init__(self, folder: Folder, name: str) -> None:
        self._name = name
        self._file = Nowhere() if isinstance(folder, DryFolder) else _new_file(folder / name)
        self._hash = hashlib.sha256()
        self._bytes = 0
        self._sent = 0
        self._pieces: list[bytes] = []
        self._gathered = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._pieces.append(data)
        self._gathered += len(data)
        if self._gathered >= _AT_ONCE:
            self._write_gathered()

    def finished(self, rows: int) -> WrittenFile:
        """Bring the file safely to disk, close it and return what it is."""
        self._write_gathered()
        self._file.flush()
        if not isinstance(self._file, Nowhere):
            os.fsync(self._file.fileno())
        self._file.close()
        return WrittenFile(self._name, self._bytes, rows, self._hash.hexdigest())

    def _write_gathered(self) -> None:
        data = b"".join(self._pieces)
        self._file.write(data)
        self._hash.update(data)
        self._bytes += self._gathered
        self._pieces.clear()
        self._gathered = 0
        if self._bytes - self._sent >= _ON_ITS_WAY and not isinstance(self._file, Nowhere):
            _send_to_disk(self._file, self._sent, self._bytes)
            self._sent = self._bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def written_by_another(folder: Path, name: str, rows: int) -> WrittenFile:
    """Bring a file that a library has written safely to disk and return what it is."""
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("rb+") as file:
        os.fsync(file.fileno())
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return WrittenFile(name, size, rows, digest.hexdigest())


def _send_to_disk(file: BufferedIOBase, start: int, end: int) -> None:
    """Have the system begin to write a part of a file, where it can be told so; nothing waits for that."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):  # it is advice
            # What nobody needs any more is written first; before it is on the disk it does not leave the memory.
            os.posix_fadvise(file.fileno(), start, end - start, os.POSIX_FADV_DONTNEED)


def _new_file(path: Path) -> BufferedIOBase:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")
