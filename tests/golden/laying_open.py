"""A dataset's files as bytes that can be compared on every machine."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

ARCHIVES = (".zip", ".xlsx", ".qdpx")
LIBRARYS_OWN = (".parquet", ".spacy", ".sqlite")
"""Files whose bytes depend on a library's version."""


def laid_open(folder: Path) -> dict[str, bytes]:
    """Return every file's bytes by its name in the folder.

    The files in an archive stand for it; a library's own format is told as text.
    """
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*.*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in ARCHIVES:
            found |= {f"{name}/{inner}": data for inner, data in archive(path).items()}
        elif path.suffix in LIBRARYS_OWN:
            told = {".parquet": _rows_of_parquet, ".spacy": _documents, ".sqlite": _statements}[path.suffix](path)
            found[f"{name}.txt"] = "".join(f"{line}\n" for line in told).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def archive(path: Path) -> dict[str, bytes]:
    """Return an archive's files, their checksums checked."""
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def _rows_of_parquet(path: Path) -> Iterator[str]:
    parquet: Any = import_module("pyarrow.parquet")
    table = parquet.read_table(path)
    yield from (f"{field.name}: {field.type}" for field in table.schema)
    yield from (json.dumps(row, ensure_ascii=False, default=str) for row in table.to_pylist())


def _documents(path: Path) -> Iterator[str]:
    spacy: Any = import_module("spacy")
    vocab = spacy.blank("xx").vocab
    for document in spacy.tokens.DocBin().from_disk(path).get_docs(vocab):
        told = {**document.to_json(), **document.user_data}
        told["spans"] = {
            key: [(span.start_char, span.end_char, span.label_) for span in group]
            for key, group in sorted(document.spans.items())
        }
        yield json.dumps(told, ensure_ascii=False, sort_keys=True)


def _statements(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield from connection.iterdump()
