"""The settings of a connection, the guards in the tables, and SQLite's errors in plain words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import OperationalError

from annotator.domain.errors import (
    AnnotatorError,
    CodingError,
    ProjectBusyError,
    ProjectChangedError,
    ProjectError,
    ProjectReadOnlyError,
    StorageFullError,
)
from annotator.store import sqlite
from annotator.store.schema import METADATA
from tests.store.making import Desk, a_value

FILE = Path("/projects/sahel.annotator")
STATE_TABLES = [table.name for table in METADATA.sorted_tables if table.name != "alembic_version"]


@pytest.mark.parametrize(
    "setting, expected",
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("locking_mode", "normal"),
        ("busy_timeout", 5000),
    ],
)
def test_a_connection_has_the_settings_of_the_design(desk: Desk, setting: str, expected: object) -> None:
    assert desk.project._driver.execute(f"PRAGMA {setting}").fetchone() == (expected,)


def test_a_connection_takes_no_huge_record_and_no_second_database(desk: Desk) -> None:
    driver = desk.project._driver
    assert driver.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == 200_000_000
    with pytest.raises(sqlite3.OperationalError, match="too many attached"):
        driver.execute("ATTACH ':memory:' AS other")


def test_connecting_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        sqlite.connect(tmp_path / "nowhere", "rw")
    assert list(tmp_path.iterdir()) == []


# --- Guards ---


@pytest.mark.parametrize("table", STATE_TABLES)
def test_no_record_is_ever_deleted(desk: Desk, table: str) -> None:
    header = desk.header()
    desk.put(header, a_value(header))
    driver = desk.project._driver
    if driver.execute(f"SELECT count(*) FROM {table}").fetchone() != (0,):  # noqa: S608
        with pytest.raises(sqlite3.IntegrityError, match="records are never deleted"):
            driver.execute(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize("column", ["sequence", "id", "at", "coder_id", "kind", "label", "changes", "hash"])
def test_history_is_append_only(desk: Desk, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="history is append-only"):
        desk.project._driver.execute(f"UPDATE event SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize("column", ["row_number", "id", "import_id", "header_end", "sha256", "text"])
def test_the_text_of_an_article_is_never_changed(desk: Desk, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        desk.project._driver.execute(f"UPDATE article SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize("column", ["id", "uuid"])
def test_a_project_keeps_its_identity(desk: Desk, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="keeps its identity"):
        desk.project._driver.execute(f"UPDATE project SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize("table", STATE_TABLES)
def test_every_table_is_strict(desk: Desk, table: str) -> None:
    rows = desk.project._driver.execute("PRAGMA table_list").fetchall()
    assert {name: strict for _, name, _, _, _, strict in rows}[table] == 1


def test_a_wrong_type_is_refused_by_the_table(desk: Desk) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value"):
        desk.project._driver.execute("UPDATE project SET head = 'many'")


@pytest.mark.parametrize("table", STATE_TABLES)
def test_every_constraint_has_a_name_of_the_convention(table: str) -> None:
    prefixes = ("pk_", "fk_", "uq_", "ck_", "ix_")
    made = METADATA.tables[table]
    preparer = SQLiteDialect().identifier_preparer
    constraints = [preparer.format_constraint(constraint) for constraint in made.constraints]
    names = [*constraints, *(index.name for index in made.indexes)]
    assert all(name is not None and name.startswith(prefixes) for name in names), names


def test_the_schema_is_read_without_touching_a_virtual_table(desk: Desk) -> None:
    desk.project.close()
    with closing(sqlite3.connect(desk.path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE spy USING fts5(words)")
    with sqlite.opened(desk.path, "ro") as connection:
        kinds = {item.kind for item in sqlite.schema_of(connection) if item.name.startswith("spy.")}
        (spy,) = (item for item in sqlite.schema_of(connection) if item.name == "spy")
    assert kinds == set()
    assert spy.kind == "virtual table"


# --- Errors ---


def error(name: str, message: str = "some words of SQLite") -> sqlite3.OperationalError:
    made = sqlite3.OperationalError(message)
    if name:
        made.sqlite_errorname = name
    return made


PLAIN: list[tuple[str, type[AnnotatorError]]] = [
    ("SQLITE_FULL", StorageFullError),
    ("SQLITE_READONLY", ProjectReadOnlyError),
    ("SQLITE_READONLY_DBMOVED", ProjectChangedError),
    ("SQLITE_READONLY_ROLLBACK", ProjectReadOnlyError),
    ("SQLITE_READONLY_DIRECTORY", ProjectReadOnlyError),
    ("SQLITE_BUSY", ProjectBusyError),
    ("SQLITE_BUSY_SNAPSHOT", ProjectBusyError),
    ("SQLITE_LOCKED", ProjectBusyError),
    ("SQLITE_NOTADB", ProjectError),
    ("SQLITE_CORRUPT", ProjectError),
    ("SQLITE_CORRUPT_INDEX", ProjectError),
    ("SQLITE_CANTOPEN", ProjectError),
    ("SQLITE_PERM", ProjectError),
    ("SQLITE_IOERR_WRITE", ProjectError),
    ("SQLITE_IOERR_FSYNC", ProjectError),
    ("SQLITE_INTERRUPT", ProjectError),
    ("SQLITE_TOOBIG", CodingError),
    ("SQLITE_CONSTRAINT_TRIGGER", CodingError),
]


@pytest.mark.parametrize("name, kind", PLAIN)
def test_each_error_of_the_database_is_told_in_plain_words(name: str, kind: type[AnnotatorError]) -> None:
    plain = sqlite.plain_error(error(name), FILE)
    assert type(plain) is kind
    assert str(FILE) in plain.message
    assert "SQLITE" not in str(plain)
    assert "{" not in str(plain)


@pytest.mark.parametrize("name, kind", PLAIN)
def test_wrapped_or_bare_an_error_is_the_same(name: str, kind: type[AnnotatorError]) -> None:
    for raised in (error(name), OperationalError("SELECT 1", {}, error(name))):
        with pytest.raises(kind) as plain, sqlite.translated(FILE):
            raise raised
        assert plain.value.__cause__ is not None


def test_a_text_that_is_none_is_damage_though_it_has_no_name() -> None:
    with pytest.raises(ProjectError, match="is damaged"), sqlite.translated(FILE):
        raise error("", "Could not decode to UTF-8 column 'text' with text '\\x80'")


def test_a_mistake_of_the_program_is_not_dressed_up() -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"), sqlite.translated(FILE):
        raise error("SQLITE_ERROR", "no such column: x")
    with pytest.raises(OperationalError), sqlite.translated(FILE):
        raise OperationalError("SELECT x", {}, error("SQLITE_ERROR"))
    with pytest.raises(KeyError), sqlite.translated(FILE):
        raise KeyError("x")


def test_a_record_beyond_the_limit_is_refused_and_nothing_kept(desk: Desk) -> None:
    huge = desk.codebook.model_copy(update={"source": "x" * 200_000_001})
    with pytest.raises(CodingError, match=r"too long.*200 MB"):
        desk.put(huge)
    with desk.project.read() as reader:
        assert reader.codebook(desk.codebook.id) == desk.codebook
    assert desk.project.verify() == ()
