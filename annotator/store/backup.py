"""Verified copies of a project, and which of them may go. When to make one is for the callers to decide."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import ProjectError, StorageFullError
from annotator.domain.ids import ProjectId
from annotator.domain.names import shortened
from annotator.store import sqlite
from annotator.store.header import UNTOUCHED, read_header
from annotator.store.unit_of_work import utc_now

DEADLINE_SECONDS = 120.0
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says where a disk, or somebody's share of it, is full."""
PAGES_AT_ONCE = 2_000
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r".+\.(?P<at>\d{8}T\d{6}Z)\.(?P<head>\d{9,})\.(?P<project>[0-9a-f]{12})\.annotator")

_LONGEST_STEM = 150
"""Bytes of a project's name in its backups' names, which have to hold more and still be names for most systems."""

ALL_DAYS, DAILY, WEEKLY, MONTHLY = 2, 12, 10, 9


class Backup(NamedTuple):
    """One copy: when it was made, in UTC, and how many events it has."""

    path: Path
    at: dt.datetime
    head: int


def backup_folder(state_folder: Path, project_id: ProjectId) -> Path:
    """Return where a project's own backups go."""
    return state_folder / "backups" / project_id


def back_up(
    driver: sqlite3.Connection,
    file: Path,
    project_id: ProjectId,
    folder: Path,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> Path:
    """Copy the open project into the folder, check the copy, and thin the project's older copies there.

    ``driver`` must be in no transaction. The copy appears under its name only when it is whole, good and on the
    disk. Raises ProjectError or StorageFullError, and leaves no half copy.
    """
    with sqlite.translated(file):
        head, _ = wanted = sqlite.project_head(driver)
    target = (
        folder / f"{shortened(file.stem, _LONGEST_STEM)}.{utc_now():{_STAMP}}.{head:09d}.{project_id[-12:]}.annotator"
    )
    kept = "The project itself is unchanged."
    copy_verified(driver, target, wanted, words=f"The backup {target}", kept=kept, deadline_seconds=deadline_seconds)
    with suppress(OSError, ProjectError):  # what cannot be removed now is removed another time
        for old in to_remove(backups_in(folder, project_id), utc_now()):
            old.path.unlink(missing_ok=True)
    return target


def copy_verified(
    driver: sqlite3.Connection,
    target: Path,
    wanted: tuple[int, str],
    *,
    words: str,
    kept: str,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> None:
    """Copy an open database to ``target`` by a temporary name, once it is found good and to have the wanted head.

    Raises ProjectError or StorageFullError, which call the copy by its ``words`` and say what is ``kept``.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _plain_errors(words, kept):
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()  # the system says why a file cannot be made, SQLite only that it cannot
        try:
            with closing(sqlite.connect(temporary, "rwc")) as copy:
                driver.backup(
                    copy,
                    pages=PAGES_AT_ONCE,
                    progress=_until(time.monotonic() + deadline_seconds, words, kept),
                    sleep=0.05,
                )
            with closing(sqlite.connect(temporary, "ro")) as copy:
                _refuse_bad(copy, wanted, words, kept)
            wait_until_on_disk(temporary)
            temporary.replace(target)
            wait_until_on_disk(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
            temporary.with_name(f"{temporary.name}-journal").unlink(missing_ok=True)


def restore(backup: Path, target: Path, *, named: Path | None = None, kept: str = "No file was made.") -> None:
    """Copy a backup, or any project file nobody has open, to a new file, and check the copy.

    Raises ProjectError when the backup is no good or the target exists; nothing is ever overwritten. Where the new file
    stands only for a while, the errors name the one ``named`` by the person and say what of it is ``kept``.
    """
    read_header(backup)
    if os.path.lexists(target):
        raise ProjectError(f"{target} exists already.", kept=UNTOUCHED, remedy="Choose another name.")
    with sqlite.translated(backup), closing(sqlite.connect(backup, "ro")) as driver:
        copy_verified(driver, target, sqlite.project_head(driver), words=str(named or target), kept=kept)


def backups_in(folder: Path, project_id: ProjectId) -> tuple[Backup, ...]:
    """Return the project's copies in a folder, oldest first; other files are passed over.

    Raises ProjectError when the folder cannot be looked into.
    """
    try:
        paths = list(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise ProjectError(f"The backups in {folder} cannot be listed: {error.strerror}.") from error
    found = []
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match and match["project"] == project_id[-12:]:
            at = dt.datetime.strptime(match["at"], _STAMP).replace(tzinfo=dt.UTC)
            found.append(Backup(path, at, int(match["head"])))
    return tuple(sorted(found, key=lambda backup: (backup.at, backup.head)))


def to_remove(backups: Sequence[Backup], now: dt.datetime) -> tuple[Backup, ...]:
    """Return the copies that may go.

    Kept are all of the last two days; of those before, the last of each of the twelve newest days, ten newest weeks
    and nine newest months that have any; and, whatever the clock says, the newest and the one with most events.
    """
    kept = {backup for backup in backups if backup.at > now - dt.timedelta(days=ALL_DAYS)}
    older = [backup for backup in backups if backup not in kept]
    kept |= _last_of_each(older, lambda at: at.date(), DAILY)
    kept |= _last_of_each(older, lambda at: at.isocalendar()[:2], WEEKLY)
    kept |= _last_of_each(older, lambda at: (at.year, at.month), MONTHLY)
    if backups:
        kept |= {max(backups, key=_by_head), max(backups, key=lambda backup: backup.at)}
    return tuple(backup for backup in backups if backup not in kept)


def _last_of_each(backups: Iterable[Backup], period_of: Callable[[dt.datetime], object], periods: int) -> set[Backup]:
    last: dict[object, Backup] = {}
    for backup in sorted(backups, key=_by_head):
        last[period_of(backup.at)] = backup
    newest_first = sorted(last.values(), key=lambda backup: backup.at, reverse=True)
    return set(newest_first[:periods])


def _by_head(backup: Backup) -> tuple[int, dt.datetime]:
    return backup.head, backup.at


def _until(deadline: float, words: str, kept: str) -> Callable[[int, int, int], None]:
    """Return a progress callback that ends the copying when it takes too long, for SQLite never gives up by itself."""

    def check(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > deadline:
            raise ProjectError(
                f"{words} took too long and was given up.",
                kept=kept,
                remedy="Try again when no other program is using the project.",
            )

    return check


def _refuse_bad(copy: sqlite3.Connection, wanted: tuple[int, str], words: str, kept: str) -> None:
    problems = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
    problems += [f"broken reference in {row[0]}" for row in copy.execute("PRAGMA foreign_key_check")]
    if not problems and sqlite.project_head(copy) != wanted:
        problems = ["it is not at the project's last change"]
    if problems:
        raise ProjectError(
            f"{words} was not made: the copy is not good ({problems[0]}).",
            kept=kept,
            remedy="Check the project.",
        )


def wait_until_on_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk; folders cannot be waited for everywhere."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _plain_errors(words: str, kept: str) -> Iterator[None]:
    try:
        with sqlite.translated(words, kept):
            yield
    except OSError as error:
        message = f"{words} cannot be written: {error.strerror}."
        if error.errno in FULL:
            raise StorageFullError(message, kept=kept, remedy="Free some space and try again.") from error
        raise ProjectError(message, kept=kept) from error
