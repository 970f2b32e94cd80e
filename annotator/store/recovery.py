"""Opening after a crash: the journal is tried on a copy before SQLite may apply it to the file.

SQLite applies any journal it finds beside a file. One that belongs to another state of the file (left behind when a
good copy was put in its place) would ruin it, and no check could tell before. So file and journal are copied, SQLite
recovers the copy, and only when that is good is it let loose on the file itself.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from annotator.domain.errors import ProjectError
from annotator.store import sqlite
from annotator.store.header import FROM_BACKUP, UNTOUCHED
from annotator.store.unit_of_work import current_head
from annotator.store.verification import verify

JOURNAL_SUFFIX = "-journal"
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


def journal_of(file: Path) -> Path:
    """Return the path of the file's journal."""
    return file.with_name(file.name + JOURNAL_SUFFIX)


def has_hot_journal(file: Path) -> bool:
    """Tell whether a journal lies beside the file that SQLite would apply."""
    try:
        with journal_of(file).open("rb") as stream:
            return stream.read(len(_JOURNAL_MAGIC)) == _JOURNAL_MAGIC
    except FileNotFoundError:
        return False


def prepare_recovery(file: Path, scratch: Path) -> str | None:
    """Make sure that the journal beside the file, if any, may be applied to it.

    Nobody may have the file open. A journal that would ruin the file is renamed to ``….damaged`` when the file is
    provably whole without it; the sentence returned says so. Raises ProjectError, and touches nothing, when the
    file is good neither with nor without it.
    """
    if not has_hot_journal(file):
        return None
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, ignore_cleanup_errors=True) as folder:
        with_journal, without = Path(folder, "with.annotator"), Path(folder, "without.annotator")
        shutil.copyfile(file, with_journal)
        shutil.copyfile(journal_of(file), journal_of(with_journal))
        shutil.copyfile(file, without)
        recovered, plain = _head(with_journal, _is_damaged), _head(without, _passes)
        # A journal of an interrupted change takes back that one change; one that takes back more is not this file's.
        if recovered is not None and (plain is None or plain <= recovered + 1):
            return None
        if _head(without, _has_findings) is None:
            raise ProjectError(
                f"{file} is damaged and its journal does not mend it.", kept=UNTOUCHED, remedy=FROM_BACKUP
            )
    journal = journal_of(file)
    journal.replace(journal.with_name(journal.name + ".damaged"))
    return f"A journal that did not belong to this file was set aside as {journal.name}.damaged."


def _head(file: Path, is_bad: Callable[[Connection, Path], bool]) -> int | None:
    """Return the head of a copy; None when it cannot be read or is found bad."""
    try:
        with sqlite.opened(file, "rw") as connection:
            return None if is_bad(connection, file) else current_head(connection).sequence
    except (sqlite3.Error, DBAPIError):
        return None


def _passes(_connection: Connection, _file: Path) -> bool:
    return False


def _is_damaged(connection: Connection, _file: Path) -> bool:
    return bool(sqlite.integrity_problems(connection))


def _has_findings(connection: Connection, file: Path) -> bool:
    return bool(verify(connection, file))
