"""Bringing an older project file up to date: all of it, or nothing and the file as it was.

Triggers are no part of a revision: all are dropped before and made anew after, for they exist to forbid just what a
migration may have to do.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from annotator.domain.errors import ProjectError
from annotator.domain.ids import ProjectId
from annotator.store import sqlite
from annotator.store.backup import back_up, backup_folder
from annotator.store.schema import SCHEMA_VERSION, revision_name

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade_schema(connection: Connection, scripts: Path = SCRIPTS, target: int = SCHEMA_VERSION) -> None:
    """Run the revisions that the open database lacks, within its running transaction."""
    config = _config(scripts)
    config.attributes["connection"] = connection
    command.upgrade(config, revision_name(target))


def migrate(file: Path, state_folder: Path, *, scripts: Path = SCRIPTS, target: int = SCHEMA_VERSION) -> Path:
    """Back the file up, bring it to the target version and return the backup.

    The caller has checked the header and holds the lock. Raises ProjectError, with the file as it was, when a
    revision fails, breaks a reference or loses rows without saying so.
    """
    with sqlite.translated(file), closing(sqlite.connect(file, "rw")) as driver:
        project_id = _project_id(driver)
        backup = back_up(driver, file, project_id, backup_folder(state_folder, project_id))
        driver.execute("PRAGMA foreign_keys=OFF")
        kept = f"The file is as it was; a backup is {backup}."
        try:
            with sqlite.engine_for(driver).begin() as connection:
                _upgrade_checked(connection, file, scripts, target, kept)
        except (SQLAlchemyError, CommandError) as error:
            raise _plain(error, file, kept) from error
    with sqlite.translated(file), sqlite.opened(file, "ro") as connection:
        problems = sqlite.integrity_problems(connection)
    if problems:
        raise ProjectError(
            f"{file} was brought up to date but is damaged: {problems[0]}.", remedy=f"Open the backup {backup} instead."
        )
    return backup


def _upgrade_checked(connection: Connection, file: Path, scripts: Path, target: int, kept: str) -> None:
    before, version = sqlite.row_counts(connection), sqlite.header_of(connection).user_version
    sqlite.drop_triggers(connection)
    upgrade_schema(connection, scripts, target)
    after, may_lose = sqlite.row_counts(connection), _may_lose_rows(scripts, version, target)
    problems = [
        f"{name} went from {count} to {after.get(name, 0)} rows"
        for name, count in before.items()
        if after.get(name, 0) < count and name not in may_lose
    ]
    problems += sqlite.integrity_problems(connection)
    if problems:
        raise ProjectError(f"{file} could not be brought up to date: {problems[0]}.", kept=kept)
    sqlite.create_triggers(connection)
    sqlite.mark(connection, target)


def _plain(error: SQLAlchemyError | CommandError, file: Path, kept: str) -> ProjectError:
    cause = getattr(error, "orig", error)
    plain = sqlite.plain_error(cause, file) if isinstance(cause, sqlite3.Error) else None
    if isinstance(plain, ProjectError):
        return type(plain)(plain.message, kept=kept, remedy=plain.remedy)
    return ProjectError(f"{file} could not be brought up to date: {cause}.", kept=kept)


def _may_lose_rows(scripts: Path, version: int, target: int) -> set[str]:
    directory = ScriptDirectory.from_config(_config(scripts))
    revisions = directory.iterate_revisions(revision_name(target), revision_name(version))
    return {name for revision in revisions for name in getattr(revision.module, "LOSES_ROWS_OF", ())}


def _config(scripts: Path) -> Config:
    config = Config()
    # The configuration parser expands percent signs, which a path may have.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def _project_id(driver: sqlite3.Connection) -> ProjectId:
    return ProjectId(driver.execute("SELECT uuid FROM project").fetchone()[0])
