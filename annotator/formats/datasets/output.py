"""A file of a dataset while it is written: counted, hashed and safely on disk when it is closed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self


class WrittenFile(NamedTuple):
    """A finished file: its name relative to the dataset's folder, bytes, rows and the SHA-256 of the bytes.

    ``rows`` are a table's data rows without its header, or a JSON Lines file's coded articles.
    """

    name: str
    bytes: int
    rows: int
    sha256: str


class OutputFile:
    """A new file; a file that is already there is never written over."""

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._name = name
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._file.write(data)
        self._hash.update(data)
        self._bytes += len(data)

    def finished(self, rows: int) -> WrittenFile:
        """Bring the file safely to disk, close it and return what it is."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return WrittenFile(self._name, self._bytes, rows, self._hash.hexdigest())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
