"""A dataset's files as bytes that can be compared on every machine."""

from __future__ import annotations

import zipfile
from pathlib import Path


def laid_open(folder: Path) -> dict[str, bytes]:
    """Return every file's bytes by its name in the folder; an archive's files stand for it."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*.*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".zip", ".xlsx"):
            found |= {f"{name}/{inner}": data for inner, data in archive(path).items()}
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def archive(path: Path) -> dict[str, bytes]:
    """Return an archive's files, their checksums checked."""
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}
