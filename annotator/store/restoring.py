"""Putting a backup in a project's place: the present file steps aside, whole and with its journal, and stays."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from annotator.domain.changes import Event
from annotator.domain.errors import ProjectBusyError, ProjectError
from annotator.domain.ids import ProjectId
from annotator.store import sqlite
from annotator.store.backup import restore, wait_until_on_disk
from annotator.store.header import UNTOUCHED, read_header
from annotator.store.history import Head, event_at
from annotator.store.lock import LOCK_SUFFIX, FileLock, is_open_here
from annotator.store.memory import Memory, project_seen_at
from annotator.store.recovery import journal_of
from annotator.store.schema import PROJECT, SCHEMA_VERSION
from annotator.store.unit_of_work import utc_now
from annotator.store.verification import verify

_STAMP = "%Y%m%dT%H%M%SZ"
OLDER = "Choose an older backup."


class Introduction(NamedTuple):
    """What a project file says of itself: which project it is, its name, its head, and its last event."""

    project_id: ProjectId
    name: str
    head: Head
    last: Event | None


def introduction_of(file: Path) -> Introduction:
    """Read what a project file says of itself, without changing it.

    Raises ProjectError when it is no project that can be read, ProjectBusyError when this program has it open.
    """
    file = _followed(file)
    _refuse_open_here(file)
    read_header(file)
    with _read(file) as connection:
        project = connection.execute(select(PROJECT)).one_or_none()
        if project is None:
            raise ProjectError(f"{file} holds no project.", kept=UNTOUCHED, remedy=OLDER)
        last = event_at(connection, project.head)
        return Introduction(ProjectId(project.uuid), project.name, Head(project.head, project.head_hash), last)


def project_at(file: Path, state_folder: Path) -> ProjectId | None:
    """Return which project a file is, or was when it was last seen on this computer; None when that is not known."""
    file = _followed(file)
    try:
        return introduction_of(file).project_id
    except ProjectBusyError:
        raise
    except ProjectError:
        return project_seen_at(state_folder, file)


def has_event(file: Path, head: Head) -> bool:
    """Tell whether a project file has an event in its history that was another's head."""
    with _read(_followed(file)) as connection:
        found = event_at(connection, head.sequence)
    return head.sequence == 0 or (found is not None and found.hash == head.hash)


def refuse_damaged(backup: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Raise ProjectError when a backup is not whole and sound: file, history, texts, quotes."""
    version = read_header(backup).user_version
    with _read(backup) as connection:
        if version == SCHEMA_VERSION:
            problems = [found.detail for found in verify(connection, backup, progress)]
        else:  # what an older version's tables should hold is known only once they are brought up to date
            problems = list(sqlite.integrity_problems(connection))
    if problems:
        raise ProjectError(f"The backup {backup} is damaged: {problems[0]}", kept=UNTOUCHED, remedy=OLDER)


def put_in_place(backup: Path, target: Path, state_folder: Path) -> Path | None:
    """Put a copy of a backup in a project's place and return where the present file is now; None when there was none.

    Nobody may have the project open. The file at ``target`` is never without a name: it gets a second one beside, then
    the copy, checked and on the disk, takes the first. Raises ProjectError, ProjectBusyError or StorageFullError; the
    file is then as it was.
    """
    file = _followed(target)
    project = introduction_of(backup)
    with _held(file, project.project_id, state_folder):
        copy = file.with_name(f".{file.name}.{os.getpid()}.restored")
        kept = None
        try:
            copy.unlink(missing_ok=True)
            restore(backup, copy, named=target, kept=UNTOUCHED)
            kept = _set_aside(file)
            copy.replace(file)
            wait_until_on_disk(file.parent)
        except OSError as error:
            _step_back(kept, file)
            raise ProjectError(f"{file} cannot be replaced: {error.strerror}.", kept=UNTOUCHED) from error
        finally:
            with suppress(OSError):
                copy.unlink()
    Memory(state_folder, project.project_id).remember(file, project.head)
    return kept


@contextmanager
def _held(file: Path, project_id: ProjectId, state_folder: Path) -> Iterator[None]:
    """Hold the locks of a project, so that nobody opens it meanwhile."""
    with ExitStack() as held:
        try:
            held.callback(FileLock(file.with_name(file.name + LOCK_SUFFIX), file).release)
        except OSError as error:
            raise ProjectError(f"Nothing can be written in {file.parent}: {error.strerror}.", kept=UNTOUCHED) from error
        folder = state_folder / "locks"
        with suppress(OSError):  # as when a project is opened: the lock beside the file is held already
            folder.mkdir(parents=True, exist_ok=True)
            held.callback(FileLock(folder / f"{project_id}{LOCK_SUFFIX}", file).release)
        yield


def _set_aside(file: Path) -> Path | None:
    """Give the file a second name beside its own, and its journal the one that goes with it."""
    if not os.path.lexists(file):
        return None
    kept = _free_name(file)
    try:
        os.link(file, kept)
    except OSError:  # some drives know no second names
        file.rename(kept)
    with suppress(FileNotFoundError):
        journal_of(file).rename(journal_of(kept))
    return kept


def _step_back(kept: Path | None, file: Path) -> None:
    """Have the file that was set aside under its own name alone again."""
    if kept is None:
        return
    with suppress(OSError):
        if os.path.lexists(file):
            kept.unlink()
        else:
            kept.rename(file)
        journal_of(kept).rename(journal_of(file))


def _free_name(file: Path) -> Path:
    name = f"{file.stem}.before-restore-{utc_now():{_STAMP}}"
    free = file.with_name(f"{name}{file.suffix}")
    number = 1
    while os.path.lexists(free):
        number += 1
        free = file.with_name(f"{name}-{number}{file.suffix}")
    return free


def _followed(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _refuse_open_here(file: Path) -> None:
    """Opening and closing a file drops the locks this process has on it."""
    with suppress(OSError):
        if is_open_here(file):
            raise ProjectBusyError(f"{file} is open in this program.", kept=UNTOUCHED, remedy="Close it first.")


@contextmanager
def _read(file: Path) -> Iterator[Connection]:
    try:
        with sqlite.translated(file), sqlite.opened(file, "ro") as connection:
            yield connection
    except (sqlite3.Error, DBAPIError, ValidationError) as error:
        raise ProjectError(f"{file} cannot be read: {error}.", kept=UNTOUCHED, remedy=OLDER) from error
