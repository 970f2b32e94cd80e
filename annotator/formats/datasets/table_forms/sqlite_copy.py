"""SQLite: the project's present state as a plain data base, without its history.

`dataset.sqlite` has a table for each kind of record as it is coded now, for SQL, R, Python and any viewer: `article`,
`coder`, `codebook`, `coding`, `report`, `report_group`, `coded_value`, `evidence` and `note`, ids and columns as in the
project, contents as JSON. There is no event, no lock and no tombstone. The table `about` says what each table holds and
where the copy was made from. The file is SQLite 3 with foreign keys, opened for nothing but to be made here; the
project file itself is never touched. The same project gives the same bytes with the same version of SQLite.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic_core import to_json

from annotator.domain.errors import ExportError
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.output import Folder, written_by_another
from annotator.formats.datasets.placement import live_records
from annotator.formats.datasets.source import CodedArticle, DatasetSource

FILE_NAME = "dataset.sqlite"

_TABLES: Mapping[str, tuple[str, str]] = {
    "about": ("What this file is and what each table holds.", "name TEXT PRIMARY KEY, text TEXT NOT NULL"),
    "coder": ("The people who coded.", "id TEXT PRIMARY KEY, name TEXT NOT NULL, is_gold INTEGER NOT NULL"),
    "codebook": (
        "The written rules, one row per version; source is their YAML.",
        "id TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL",
    ),
    "article": (
        "The texts; offsets elsewhere are code points of text. Without its text an article has its length and hash.",
        "id TEXT PRIMARY KEY, file_name TEXT NOT NULL, title TEXT NOT NULL, published TEXT, author TEXT NOT NULL,"
        " source TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL, text_length INTEGER NOT NULL, text TEXT",
    ),
    "coding": (
        "One coder's work on one article under one codebook version.",
        "id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES article, coder_id TEXT NOT NULL REFERENCES coder,"
        " codebook_id TEXT NOT NULL REFERENCES codebook, round_id TEXT, state TEXT NOT NULL, completed_at TEXT",
    ),
    "report": (
        "Incidents as told by an article, in the order of position.",
        "id TEXT PRIMARY KEY, coding_id TEXT NOT NULL REFERENCES coding, position INTEGER NOT NULL",
    ),
    "report_group": (
        "The repeating parts of a report; level names the part.",
        "id TEXT PRIMARY KEY, coding_id TEXT NOT NULL REFERENCES coding, report_id TEXT NOT NULL REFERENCES report,"
        " level TEXT NOT NULL, position INTEGER NOT NULL",
    ),
    "coded_value": (
        "What was coded in a field: of the article, of a report or of a group. A field nobody touched has no row.",
        "id TEXT PRIMARY KEY, coding_id TEXT NOT NULL REFERENCES coding, report_id TEXT REFERENCES report,"
        " group_id TEXT REFERENCES report_group, field TEXT NOT NULL, status TEXT NOT NULL, type TEXT, content TEXT,"
        " missing_evidence_reason TEXT NOT NULL",
    ),
    "evidence": (
        "The marked words, half-open ranges of code points.",
        "id TEXT PRIMARY KEY, coding_id TEXT NOT NULL REFERENCES coding, value_id TEXT NOT NULL REFERENCES coded_value,"
        ' start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, prefix TEXT NOT NULL,'
        " suffix TEXT NOT NULL, stance TEXT NOT NULL",
    ),
    "note": (
        "The coders' remarks on a coding, report, group, value or evidence.",
        "id TEXT PRIMARY KEY, coding_id TEXT NOT NULL REFERENCES coding, subject_id TEXT NOT NULL, text TEXT NOT NULL,"
        " rule TEXT NOT NULL, is_flagged INTEGER NOT NULL",
    ),
}
"""Each table with what it holds and its columns, parents before those that refer to them."""

_INDEXES = ("report", "report_group", "coded_value", "evidence", "note")


class SqliteCopy:
    """The data base being made, in one transaction; in a folder that is only tried there is none."""

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        self._folder = folder
        self._source = source
        self._counts = dict.fromkeys(_TABLES, 0)
        self._articles: set[str] = set()
        self._connection: sqlite3.Connection | None = None
        if isinstance(folder, Path):
            (folder / FILE_NAME).touch(exist_ok=False)
            with _disk_errors():
                self._connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
                self._begin(self._connection)

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article; an article that several coders coded is there once."""
        if self._connection is None:
            return
        header = coded.coding.header
        with _disk_errors():
            if coded.article.id not in self._articles:
                self._articles.add(coded.article.id)
                self._insert("article", [self._article_row(coded)])
            self._insert(
                "coding",
                [
                    (
                        header.id,
                        header.article_id,
                        header.coder_id,
                        header.codebook_id,
                        header.round_id,
                        header.state.value,
                        header.completed_at.isoformat() if header.completed_at else None,
                    )
                ],
            )
            for name, rows in _record_rows(coded):
                self._insert(name, rows)

    def finished(self) -> FormResult:
        """Close the data base and return what was written."""
        if self._connection is None or not isinstance(self._folder, Path):
            return FormResult(())
        with _disk_errors():
            for name in _INDEXES:
                self._connection.execute(f"CREATE INDEX {name}_of_coding ON {name}(coding_id)")
            self._connection.execute("COMMIT")
            self._connection.close()
        return FormResult((written_by_another(self._folder, FILE_NAME, self._counts["coding"]),))

    def _begin(self, connection: sqlite3.Connection) -> None:
        for pragma in ("page_size=4096", "encoding='UTF-8'", "journal_mode=OFF", "synchronous=OFF", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute("BEGIN")
        for name, (_, columns) in _TABLES.items():
            connection.execute(f"CREATE TABLE {name} ({columns}) STRICT")
        source = self._source
        told = {
            "what": "Codings of news articles, as they stood; made by the Incident Annotator. History is not in it.",
            "project": source.project_name,
            "project_id": source.project_id,
            "head": f"{source.head} {source.head_hash}",
            "app_version": source.app_version,
            "with_text": "yes" if source.options.with_text else "no: lengths and hashes only, and no quotes",
            **{f"table {name}": text for name, (text, _) in _TABLES.items()},
        }
        self._insert("about", told.items())
        self._insert("coder", [(one.id, one.name, int(one.is_gold)) for one in source.coders])
        self._insert(
            "codebook",
            [(one.id, one.name, one.version, one.source, one.sha256) for one in source.ordered_versions],
        )

    def _insert(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        kept = list(rows)
        if kept and self._connection is not None:
            places = ",".join("?" * len(kept[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", kept)  # noqa: S608 - a name of ours
            self._counts[table] += len(kept)

    def _article_row(self, coded: CodedArticle) -> Sequence[Any]:
        article, metadata = coded.article, coded.article.metadata
        return (
            article.id,
            article.file_name,
            metadata.title,
            metadata.published.isoformat() if metadata.published else None,
            metadata.author,
            metadata.source,
            metadata.url,
            article.sha256,
            coded.text_length,
            article.text if self._source.options.with_text else None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()


def _record_rows(coded: CodedArticle) -> Iterator[tuple[str, list[Sequence[Any]]]]:
    found = live_records(coded.coding)
    yield "report", [(one.id, one.coding_id, one.position) for one in found.reports]
    yield "report_group", [(one.id, one.coding_id, one.report_id, one.level, one.position) for one in found.groups]
    yield (
        "coded_value",
        [
            (
                one.id,
                one.coding_id,
                one.report_id,
                one.group_id,
                one.field,
                one.status.value,
                None if one.content is None else one.content.type,
                None if one.content is None else to_json(one.content).decode(),
                one.missing_evidence_reason,
            )
            for one in found.values
        ],
    )
    yield (
        "evidence",
        [
            (
                one.id,
                one.coding_id,
                one.value_id,
                one.start,
                one.end,
                one.quote,
                one.prefix,
                one.suffix,
                one.stance.value,
            )
            for one in found.evidence
        ],
    )
    yield (
        "note",
        [(one.id, one.coding_id, one.subject_id, one.text, one.rule, int(one.is_flagged)) for one in found.notes],
    )


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn what SQLite says of the disk into the error that every other form would raise."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ExportError(
            f"The records do not fit together ({error}).",
            kept="Nothing was written.",
            remedy="Check the project; the form JSON Lines can be written all the same.",
        ) from error
    except sqlite3.OperationalError as error:
        number = _ERRNO.get(error.sqlite_errorname, errno.EIO)
        raise OSError(number, os.strerror(number)) from error


_ERRNO = {
    "SQLITE_FULL": errno.ENOSPC,
    "SQLITE_CANTOPEN": errno.EACCES,
    "SQLITE_READONLY": errno.EACCES,
    "SQLITE_PERM": errno.EACCES,
}
