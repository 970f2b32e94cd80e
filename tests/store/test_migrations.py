"""Migrations make what the models say, and a failing one leaves the file as it was."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from annotator.domain.errors import ProjectError, ProjectReadOnlyError, StorageFullError
from annotator.store import header, migrate as migrate_module, project_file, sqlite
from annotator.store.migrate import SCRIPTS, migrate, upgrade_schema
from annotator.store.project_file import ProjectFile
from annotator.store.schema import METADATA, SCHEMA_VERSION, revision_name
from tests.store.making import Desk, a_value, names_in

ROOT = Path(__file__).resolve().parents[2]

SECOND = '''"""A second schema, for the tests."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

{says}

def upgrade() -> None:
    """Go forward."""
    {does}
'''


@pytest.fixture
def empty() -> Iterator[Connection]:
    """An empty database in memory, in a transaction."""
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as driver,
        sqlite.engine_for(driver).begin() as connection,
    ):
        yield connection


def scripts_with(folder: Path, does: str, says: str = "") -> Path:
    """Return a copy of the migrations with a second revision that does what is given."""
    scripts = folder / "100% migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "0002_second.py").write_text(SECOND.format(does=does, says=says))
    return scripts


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """A closed project with a coding in it."""
    header_row = desk.header()
    desk.put(header_row, a_value(header_row))
    desk.project.close()
    return desk


def run(desk: Desk, scripts: Path) -> Path:
    return migrate(desk.path, desk.state_folder, scripts=scripts, target=2)


# --- The revisions there are ---


def test_migrations_make_what_the_models_say(empty: Connection) -> None:
    upgrade_schema(empty)
    sqlite.create_triggers(empty)
    assert sqlite.schema_of(empty) == sqlite.expected_schema()


def test_alembic_finds_nothing_to_add(empty: Connection) -> None:
    upgrade_schema(empty)
    with warnings.catch_warnings():
        # Indexes on expressions cannot be compared; the test above compares them.
        warnings.simplefilter("ignore")
        context = MigrationContext.configure(empty, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_a_new_project_stands_at_the_newest_revision(desk: Desk) -> None:
    assert desk.project._driver.execute("SELECT version_num FROM alembic_version").fetchall() == [
        (revision_name(SCHEMA_VERSION),)
    ]


def test_there_is_one_revision_per_schema_version() -> None:
    directory = ScriptDirectory.from_config(migrate_module._config(SCRIPTS))
    revisions = [revision.revision for revision in directory.walk_revisions()]
    assert revisions == [revision_name(version) for version in range(SCHEMA_VERSION, 0, -1)]


def test_opening_a_project_does_not_load_alembic(desk: Desk) -> None:
    desk.project.close()
    program = (
        "import sys; from pathlib import Path; from annotator.store.project_file import ProjectFile;"
        "ProjectFile.create(Path(sys.argv[2]), name='n', state_folder=Path(sys.argv[3])).close();"
        "ProjectFile.open(Path(sys.argv[1]), state_folder=Path(sys.argv[3])).close();"
        "sys.exit('alembic' in sys.modules or 'PySide6' in sys.modules)"
    )
    words = [sys.executable, "-c", program, str(desk.path), str(desk.folder / "b.annotator"), str(desk.state_folder)]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == 0


# --- The way a migration goes ---


def test_a_migration_backs_up_first_and_keeps_every_row(closed: Desk, tmp_path: Path) -> None:
    scripts = scripts_with(tmp_path, 'op.add_column("coder", sa.Column("email", sa.Text()))')
    backup = run(closed, scripts)
    assert backup.parent == closed.project.backup_folder
    with ProjectFile.open(backup, state_folder=closed.state_folder) as project:
        assert project.head == closed.project.head
        assert project.verify() == ()
    with connected(closed.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)
        assert connection.execute("SELECT name, email FROM coder").fetchall() == [(closed.coder.name, None)]
        triggers = connection.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").fetchone()
    assert triggers == (len(sqlite.triggers()),)


# Making a table anew reads its neighbours too, and indexes on expressions cannot be read.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
def test_a_table_made_anew_keeps_what_refers_to_it(closed: Desk, tmp_path: Path) -> None:
    # Rebuilding a parent with foreign keys on would empty its children.
    does = (
        'with op.batch_alter_table("coding", recreate="always") as batch: batch.add_column(sa.Column("x", sa.Text()))'
    )
    run(closed, scripts_with(tmp_path, does))
    with connected(closed.path) as connection:
        assert connection.execute("SELECT count(*) FROM coding").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM coded_value").fetchone() == (1,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


BAD = [
    ('op.execute("DELETE FROM coded_value")', "coded_value went from 1 to 0 rows"),
    ('op.drop_table("note"); op.drop_table("evidence"); op.execute("DELETE FROM event")', "event went from"),
    ("op.execute(\"UPDATE coding SET coder_id = 'nobody'\")", "refers to a missing row of coder"),
    ('op.execute("INSERT INTO nowhere VALUES (1)")', "no such table"),
    ('op.add_column("coder", sa.Column("name", sa.Text()))', "duplicate column"),
]


@pytest.mark.parametrize("does, message", BAD)
def test_a_migration_that_harms_is_taken_back_whole(closed: Desk, tmp_path: Path, does: str, message: str) -> None:
    before = closed.path.read_bytes()
    scripts = scripts_with(tmp_path, f'op.add_column("coder", sa.Column("email", sa.Text())); {does}')
    with pytest.raises(ProjectError, match=message) as refusal:
        run(closed, scripts)
    assert str(closed.path) in refusal.value.message
    (backup,) = names_in(closed.project.backup_folder)
    assert backup in refusal.value.kept
    assert closed.path.read_bytes() == before
    with ProjectFile.open(closed.path, state_folder=closed.state_folder) as project:
        assert project.verify() == ()


def test_rows_may_go_where_the_migration_says_so(closed: Desk, tmp_path: Path) -> None:
    does = 'op.execute("DELETE FROM coded_value")'
    run(closed, scripts_with(tmp_path, does, 'LOSES_ROWS_OF = frozenset({"coded_value"})'))
    with connected(closed.path) as connection:
        assert connection.execute("SELECT count(*) FROM coded_value").fetchone() == (0,)


def test_a_missing_revision_is_said(closed: Desk) -> None:
    before = closed.path.read_bytes()
    with pytest.raises(ProjectError, match="could not be brought up to date"):
        migrate(closed.path, closed.state_folder, target=2)
    assert closed.path.read_bytes() == before


def test_a_full_disk_at_any_point_leaves_the_file_as_it_was(
    closed: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    does = 'op.execute("CREATE TABLE filler AS SELECT text FROM article, (VALUES (1), (2), (3), (4), (5), (6))")'
    more = 'op.execute("CREATE TABLE more AS SELECT zeroblob(9000) AS filling")'
    scripts = scripts_with(tmp_path, f"{does}; {more}")
    connect, room, before = sqlite.connect, {"pages": 0}, closed.path.read_bytes()

    def connect_to_a_small_disk(file: Path, mode: str) -> sqlite3.Connection:
        connection = connect(file, mode)
        if mode == "rw":
            connection.execute(f"PRAGMA max_page_count = {room['pages']}")
        return connection

    monkeypatch.setattr(sqlite, "connect", connect_to_a_small_disk)
    pages = len(before) // 4096
    for room["pages"] in range(pages, pages + 100):
        try:
            run(closed, scripts)
        except StorageFullError:
            assert closed.path.read_bytes() == before
        else:
            break
    assert room["pages"] > pages, "it never ran out of room"
    with connected(closed.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_opening_an_older_project_brings_it_up_to_date(
    closed: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the next version of the program, whose revision happens to change nothing.
    made: list[Path] = []

    def to_two(file: Path, state_folder: Path) -> None:
        made.append(migrate(file, state_folder, scripts=scripts_with(tmp_path, "pass"), target=2))

    monkeypatch.setattr(project_file, "SCHEMA_VERSION", 2)
    monkeypatch.setattr(header, "SCHEMA_VERSION", 2)
    monkeypatch.setattr(migrate_module, "migrate", to_two)
    with pytest.raises(ProjectReadOnlyError, match="older version"):
        ProjectFile.open(closed.path, state_folder=closed.state_folder, read_only=True)
    with ProjectFile.open(closed.path, state_folder=closed.state_folder) as project:
        assert project.verify() == ()
        assert project.head == closed.project.head
    assert [backup.parent for backup in made] == [closed.project.backup_folder]
