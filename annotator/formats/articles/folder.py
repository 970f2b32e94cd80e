"""Finding article files in folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import ArticleRefusedError
from annotator.formats.articles.registry import article_suffixes

_README = "readme"


class SkippedPath(NamedTuple):
    """A path that was passed over, and why, as words that follow its name."""

    path: Path
    reason: str


def article_files(paths: Sequence[Path], skipped: list[SkippedPath] | None = None) -> Iterator[Path]:
    """Yield article files, each once: those named, and those in the folders named.

    Folders are walked to the bottom, entries in order of their names, links followed but no folder entered twice.
    In folders only the readers' file endings count, and neither hidden entries nor a README; what is passed over is
    appended to ``skipped`` as the walk goes on. A file that is named itself is always yielded.
    Raises ArticleRefusedError at once when a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise ArticleRefusedError(f"There is no file or folder {path}.", remedy="Check the name.")
    return _Walk([] if skipped is None else skipped).through(paths)


class _Walk:
    """One walk through files and folders; remembers where it has been."""

    def __init__(self, skipped: list[SkippedPath]) -> None:
        self._skipped = skipped
        self._seen: set[Path] = set()

    def through(self, paths: Sequence[Path]) -> Iterator[Path]:
        for path in paths:
            if self._is_new(path):
                yield from self._in_folder(path) if path.is_dir() else (path,)

    def _in_folder(self, folder: Path) -> Iterator[Path]:
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            self._skip(folder, f"cannot be opened ({error.strerror})")
            return
        for entry in entries:
            reason = _reason_to_skip(entry)
            if reason:
                self._skip(entry, reason)
            elif self._is_new(entry):
                yield from self._in_folder(entry) if entry.is_dir() else (entry,)

    def _is_new(self, path: Path) -> bool:
        real = path.resolve()
        is_new = real not in self._seen
        self._seen.add(real)
        return is_new

    def _skip(self, path: Path, reason: str) -> None:
        self._skipped.append(SkippedPath(path, reason))


def _reason_to_skip(entry: Path) -> str:
    """Return why an entry of a folder is passed over, empty when it is not."""
    if entry.name.startswith("."):
        return "is hidden"
    if entry.is_dir():
        return ""
    if entry.suffix.lower() not in article_suffixes:
        return "is not a text file by its ending"
    if entry.stem.lower() == _README:
        return "tells about the folder; to have it as an article, choose the file itself"
    return "" if entry.is_file() else "is not a file"
