"""Everything that is true of SQLite only: connecting, types, triggers, the schema as found, and its errors.

The settings and their reasons: a rollback journal and not WAL, because under WAL a replaced or deleted file is not
noticed; ``synchronous=EXTRA`` so that a commit that returned is on the disk; a real ``BEGIN IMMEDIATE`` so that
definitions are transactional too and two writers meet at the start and not at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from sqlalchemy import JSON, BigInteger, Boolean, Column, Connection, Engine, Table, create_engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import StaticPool

from annotator.domain.content_json import content_to_json
from annotator.domain.errors import (
    AnnotatorError,
    CodingError,
    ProjectBusyError,
    ProjectChangedError,
    ProjectError,
    ProjectReadOnlyError,
    StorageFullError,
)
from annotator.store.header import APPLICATION_ID, FROM_BACKUP, UNTOUCHED, Header
from annotator.store.mapping import DamagedRecordError, content_from_json
from annotator.store.queue import place_of
from annotator.store.schema import METADATA, PROJECT, SCHEMA_VERSION, revision_name

BUSY_SECONDS = 5
LARGEST_RECORD = 200_000_000
"""Bytes in one text or row, and in one statement."""

SETTINGS = (
    "PRAGMA journal_mode=DELETE",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA cache_size=-16384",
    "PRAGMA locking_mode=NORMAL",
)

_BEGIN = "annotator_begin"

SAVED = "Everything saved before is in the file."


# --- Connecting ------------------------------------------------------------------------------------------------------


def connect(file: Path, mode: str) -> sqlite3.Connection:
    """Open a database file with the settings of a project; ``mode`` is SQLite's ``ro``, ``rw`` or ``rwc``.

    The connection may be used by one thread at a time, not only the one that opened it.
    """
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_RECORD)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for setting in SETTINGS:
            connection.execute(setting)
    except (sqlite3.Error, UnicodeDecodeError):
        connection.close()
        raise
    return connection


def engine_for(driver: sqlite3.Connection) -> Engine:
    """Return an engine on one connection; a transaction is immediate unless `reading` was used."""
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: driver,
        poolclass=StaticPool,
        json_serializer=content_to_json,
        json_deserializer=content_from_json,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE"))

    return engine


def reading(engine: Engine) -> Engine:
    """Return the engine with transactions that only read, and so wait for nobody."""
    return engine.execution_options(**{_BEGIN: "BEGIN"})


@contextmanager
def opened(file: Path, mode: str) -> Iterator[Connection]:
    """Open a database file for the length of the block, in a transaction that only reads."""
    with closing(connect(file, mode)) as driver, reading(engine_for(driver)).connect() as connection:
        yield connection


def is_in_transaction(connection: Connection) -> bool:
    """Tell whether SQLite still has the transaction open; after some errors it ends it by itself."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    return driver.in_transaction


def insert_rows(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of plain values, in the order of the table's columns.

    The driver takes them as they are, which for a hundred thousand rows saves most of the time.
    """
    if rows:
        connection.exec_driver_sql(
            str(table.insert().compile(dialect=connection.dialect)), [tuple(row) for row in rows]
        )


def update_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Set columns to plain values; each row has a value for each of them and, last, the id of the row to change."""
    if rows:
        quote = connection.dialect.identifier_preparer.quote
        assignments = ", ".join(f"{quote(column)} = ?" for column in columns)
        statement = f"UPDATE {quote(table.name)} SET {assignments} WHERE id = ?"  # noqa: S608 - the schema's own names
        connection.exec_driver_sql(statement, [tuple(row) for row in rows])


def plain_rows(connection: Connection, table: Table, order: Column[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield a table's rows as the driver has them, in the order of the table's columns."""
    statement = str(select(table).order_by(order).compile(dialect=connection.dialect))
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    yield from driver.execute(statement)


def refuse_ended(connection: Connection) -> None:
    """Raise RuntimeError when SQLite ended the transaction: what is written now would be on the disk at once."""
    if not is_in_transaction(connection):
        raise RuntimeError("The transaction was ended by an error; nothing more can be written in it.")


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Take back what the block did when it fails; all of the transaction when SQLite did so already."""
    point = connection.begin_nested()
    try:
        yield
    except BaseException:
        if is_in_transaction(connection):
            point.rollback()
        raise
    point.commit()


# --- Types of STRICT tables ------------------------------------------------------------------------------------------


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def _as_integer(_type: Boolean | BigInteger, _compiler: Any, **_options: Any) -> str:
    return "INTEGER"


@compiles(JSON, "sqlite")
def _as_text(_type: JSON, _compiler: Any, **_options: Any) -> str:
    return "TEXT"


@compiles(place_of, "sqlite")
def _place_of(element: place_of, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


# --- Making the tables -----------------------------------------------------------------------------------------------


def _trigger(name: str, moment: str, message: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {moment} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def triggers() -> tuple[str, ...]:
    """Return the statements that keep history append-only, texts unchanged and every record in place."""
    tables = [table.name for table in METADATA.sorted_tables if table.name != "alembic_version"]
    return (
        *(_trigger(f"{name}_is_never_deleted", f"DELETE ON {name}", "records are never deleted") for name in tables),
        _trigger("event_is_never_changed", "UPDATE ON event", "history is append-only"),
        _trigger("travelled_event_is_never_changed", "UPDATE ON travelled_event", "history is append-only"),
        _trigger(
            "article_text_is_never_changed",
            "UPDATE OF row_number, id, import_id, header_end, sha256, text ON article",
            "the text of an article is never changed",
        ),
        _trigger("project_is_never_exchanged", "UPDATE OF id, uuid ON project", "a project keeps its identity"),
    )


def create_triggers(connection: Connection) -> None:
    """Create every trigger of the current schema."""
    for statement in triggers():
        connection.exec_driver_sql(statement)


def drop_triggers(connection: Connection) -> None:
    """Drop every trigger there is, so that a migration may rebuild tables."""
    for name in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'").scalars().all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def mark(connection: Connection, version: int) -> None:
    """Write the header's two numbers, within the running transaction."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {version}")


def create_schema(connection: Connection) -> None:
    """Create the tables of the current schema in an empty database, within the running transaction."""
    METADATA.create_all(connection)
    create_triggers(connection)
    version = METADATA.tables["alembic_version"]
    connection.execute(version.insert(), {"version_num": revision_name(SCHEMA_VERSION)})
    mark(connection, SCHEMA_VERSION)


def header_of(connection: Connection) -> Header:
    """Return the header's two numbers as the open database has them."""
    return Header(
        application_id=connection.exec_driver_sql("PRAGMA application_id").scalar_one(),
        user_version=connection.exec_driver_sql("PRAGMA user_version").scalar_one(),
    )


# --- The schema as found ---------------------------------------------------------------------------------------------


class SchemaItem(NamedTuple):
    """One thing of a schema: a table's column or foreign key, an index, a trigger, a view or a virtual table."""

    kind: str
    name: str
    definition: str


_ITEMS = """
SELECT CASE WHEN sql LIKE 'CREATE VIRTUAL%' THEN 'virtual table' ELSE type END AS kind, name,
       CASE WHEN type != 'table' THEN coalesce(sql, '')
            WHEN rtrim(sql, char(10, 32)) LIKE '% STRICT' THEN 'strict' ELSE '' END
FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL
SELECT 'column', m.name || '.' || c.name, c.type || c."notnull" || c.pk || c.hidden || coalesce(c.dflt_value, '')
FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS c
WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL
SELECT 'foreign key', m.name || '.' || f."from", f."table" || '.' || coalesce(f."to", '') || f.on_delete || f.on_update
FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f
WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'
"""
# Reading the columns of a virtual table would run its module, so those are only listed.


def schema_of(connection: Connection) -> frozenset[SchemaItem]:
    """Return the schema of the open database, blanks in definitions evened out."""
    rows = connection.exec_driver_sql(_ITEMS)
    return frozenset(SchemaItem(kind, name, " ".join(definition.split())) for kind, name, definition in rows)


@cache
def expected_schema() -> frozenset[SchemaItem]:
    """Return the schema that this version of the program makes."""
    driver = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        with engine_for(driver).begin() as connection:
            create_schema(connection)
            return schema_of(connection)
    finally:
        driver.close()


def refuse_foreign_schema(connection: Connection, file: Path) -> None:
    """Raise ProjectError when the file has a table, trigger or view that this program did not make, or lacks one."""
    found, expected = schema_of(connection), expected_schema()
    if found == expected:
        return
    known = {item.name for item in expected}
    active = sorted(
        f"{item.kind} {item.name}"
        for item in found - expected
        if item.kind in {"trigger", "view", "virtual table"} and item.name not in known
    )
    if active:
        what = f"holds something that this program did not put there ({', '.join(active)})"
    else:
        names = sorted({item.name for item in found ^ expected})
        what = f"has tables that were altered by another program ({', '.join(names[:5])})"
    raise ProjectError(f"{file} {what}.", kept=UNTOUCHED, remedy=FROM_BACKUP)


def integrity_problems(connection: Connection) -> list[str]:
    """Return what SQLite's own checks find: damaged pages and indexes, rows that refer to nothing."""
    problems = [line for line in connection.exec_driver_sql("PRAGMA integrity_check").scalars() if line != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return problems + [f"row {row} of {table} refers to a missing row of {parent}" for table, row, parent, _ in broken]


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of every table."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).scalars()
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608 - names as found
        for name in names.all()
    }


def project_head(driver: sqlite3.Connection) -> tuple[int, str]:
    """Return head and head hash of a database that only the bare driver has open."""
    head, head_hash = driver.execute(f"SELECT head, head_hash FROM {PROJECT.name}").fetchone()  # noqa: S608
    return int(head), str(head_hash)


# --- Errors ----------------------------------------------------------------------------------------------------------


@contextmanager
def translated(file: Path | str, kept: str | None = None) -> Iterator[None]:
    """Turn SQLite's errors into those a person may read, naming the file; the program's own mistakes pass.

    ``kept`` says what is safe where that is not what was saved in the file before, for example while it is made.
    """
    try:
        yield
    except DBAPIError as error:
        if not isinstance(error.orig, sqlite3.Error):
            raise
        _raise_plain(error.orig, file, kept)
        raise
    except sqlite3.Error as error:
        _raise_plain(error, file, kept)
        raise
    except UnicodeDecodeError as error:
        # SQLite's own message quotes the damaged bytes, and the driver cannot read it.
        raise ProjectError(f"{file} is damaged.", kept=kept or "", remedy=FROM_BACKUP) from error
    except DamagedRecordError as error:
        raise ProjectError(f"{file} is damaged: {error}.", kept=kept or "", remedy=FROM_BACKUP) from error


def _raise_plain(error: sqlite3.Error, file: Path | str, kept: str | None) -> None:
    plain = plain_error(error, file, kept)
    if plain is not None:
        raise plain from error


def plain_error(error: sqlite3.Error, file: Path | str, kept: str | None = None) -> AnnotatorError | None:
    """Return the error in plain words, see `translated`; None when it can only come from a mistake in this program."""
    name = getattr(error, "sqlite_errorname", "")
    if any(words in str(error) for words in _SAID_OF_DAMAGE):
        name = "SQLITE_CORRUPT"
    # The extended names come first: SQLITE_READONLY_DBMOVED is not a SQLITE_READONLY to a person.
    for start, (kind, sentence, kept_before, remedy) in _PLAIN.items():
        if name.startswith(start):
            told = kept_before if kept is None else kept
            return kind(sentence.format(file=file, error=error), kept=told, remedy=remedy)
    return None


_SAID_OF_DAMAGE = ("Could not decode to UTF-8", "unsupported file format")
"""Words of errors that have no code of their own, or the one of a mistake in a statement."""

_PLAIN: dict[str, tuple[type[AnnotatorError], str, str, str]] = {
    "SQLITE_FULL": (
        StorageFullError,
        "{file} cannot grow: the disk is full.",
        "Everything saved before is in the file; the last change is not.",
        "Free some space and try again.",
    ),
    "SQLITE_READONLY_DBMOVED": (
        ProjectChangedError,
        "{file} was moved, deleted or replaced while it was open.",
        "The last change was not stored.",
        "Put the file back, or open it at its new place.",
    ),
    "SQLITE_READONLY": (
        ProjectReadOnlyError,
        "{file} can be read but not changed.",
        SAVED,
        "Copy it to a folder you may write to, or ask for the right to change it.",
    ),
    "SQLITE_BUSY": (
        ProjectBusyError,
        "{file} is being used by another program.",
        SAVED,
        "Wait until it is done (a backup or a synchronisation, perhaps) and try again.",
    ),
    "SQLITE_LOCKED": (ProjectBusyError, "{file} is in use.", SAVED, "Try again."),
    "SQLITE_NOTADB": (ProjectError, "{file} is damaged: it is no longer a project file.", "", FROM_BACKUP),
    "SQLITE_CORRUPT": (ProjectError, "{file} is damaged.", "", FROM_BACKUP),
    "SQLITE_CANTOPEN": (
        ProjectError,
        "{file} cannot be opened.",
        "",
        "Check that the file is there and that you may read it.",
    ),
    "SQLITE_PERM": (ProjectError, "{file} may not be opened by you.", "", "Ask for the right to read it."),
    "SQLITE_IOERR": (
        ProjectError,
        "{file} cannot be read or written: the drive reports an error ({error}).",
        "Everything saved before is in the file as far as the drive kept it.",
        "Check the drive or the network connection, then check the project.",
    ),
    "SQLITE_INTERRUPT": (ProjectError, "Work on {file} was interrupted.", SAVED, ""),
    "SQLITE_TOOBIG": (
        CodingError,
        f"The text is too long for {{file}}; the limit is {LARGEST_RECORD // 1_000_000} MB.",
        "Nothing was changed.",
        "Shorten it.",
    ),
    "SQLITE_CONSTRAINT": (
        CodingError,
        "The change does not fit what {file} holds: {error}.",
        "Nothing was changed.",
        "",
    ),
}
