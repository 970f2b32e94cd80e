"""Text kept on disk until its place in a file has come."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BufferedRandom
from types import TracebackType
from typing import Self

from annotator.formats.datasets.output import DryFolder, Folder, Nowhere

_PIECE = 1 << 20


class Spool:
    """A hidden file beside the export that is gone when the spool is closed."""

    def __init__(self, folder: Folder, name: str) -> None:
        self._path = None if isinstance(folder, DryFolder) else folder / f".{name}.spool"
        self._file: BufferedRandom | Nowhere = Nowhere() if self._path is None else self._path.open("xb+")

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was written."""
        return self._file.tell() == 0

    def write(self, text: str) -> None:
        """Append text as UTF-8."""
        self._file.write(text.encode())

    def pieces(self) -> Iterator[bytes]:
        """Yield everything written, from the beginning, a mebibyte at a time."""
        self._file.flush()
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece
        self._file.seek(0, os.SEEK_END)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
