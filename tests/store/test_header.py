"""What is refused before a file is opened, and that it stays as it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.errors import ProjectError
from annotator.store.header import APPLICATION_ID, HEADER_LENGTH, MAGIC, read_header
from annotator.store.project_file import ProjectFile
from annotator.store.schema import SCHEMA_VERSION
from tests.store.making import Desk, a_desk, names_in, state_of


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("Published at: 2019-11-02\nAn article, not a project." * 20)


def short(path: Path) -> None:
    path.write_bytes(MAGIC + b"\x10\x00")


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")


def newer(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 41}")


def without_version(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")


def in_utf_16(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        dump = [f"{line}\n" for line in connection.iterdump()]
        numbers = [f"PRAGMA application_id = {APPLICATION_ID};", f"PRAGMA user_version = {SCHEMA_VERSION};"]
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("".join(["PRAGMA encoding = 'UTF-16';", *numbers, *dump]))


def garbage_after_the_header(path: Path) -> None:
    made(path)
    content = bytearray(path.read_bytes())
    content[HEADER_LENGTH:] = os.urandom(len(content) - HEADER_LENGTH)
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    made(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def with_a_trigger(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TRIGGER spy AFTER INSERT ON coder BEGIN UPDATE note SET text = ''; END")


def with_a_view(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW spy AS SELECT * FROM coder")


def with_a_virtual_table(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE spy USING fts5(words)")


def with_a_table(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE extra (a TEXT)")


def with_a_column(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE coder ADD COLUMN extra TEXT")


def without_an_index(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP INDEX uq_coder_live_name")


def with_a_weaker_trigger(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute("CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT 1; END")


def without_a_project(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        trigger = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'project_is_never_deleted'").fetchone()
        connection.execute("DROP TRIGGER project_is_never_deleted")
        connection.execute("DELETE FROM project")
        connection.execute(trigger[0])
        connection.commit()


def made(path: Path) -> None:
    ProjectFile.create(path, name="p", state_folder=state_of(path.parent)).close()


REFUSALS: list[tuple[Callable[[Path], None], str]] = [
    (empty, "is empty"),
    (text, "is not a project file"),
    (short, "cut short"),
    (foreign, "database of another program"),
    (newer, f"newer version.*file format {SCHEMA_VERSION + 41}"),
    (without_version, "does not say its file format"),
    (in_utf_16, "not in UTF-8"),
    (garbage_after_the_header, "damaged"),
    (cut_short, "damaged"),
    (with_a_trigger, "did not put there .*trigger spy"),
    (with_a_view, "did not put there .*view spy"),
    (with_a_virtual_table, "did not put there .*virtual table spy"),
    (with_a_table, "altered by another program .*extra"),
    (with_a_column, r"altered by another program .*coder\.extra"),
    (without_an_index, "altered by another program .*uq_coder_live_name"),
    (with_a_weaker_trigger, "altered by another program .*event_is_never_changed"),
    (without_a_project, "holds no project"),
]


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("make, message", REFUSALS, ids=lambda case: getattr(case, "__name__", ""))
def test_a_bad_file_is_refused_by_name_and_left_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], message: str, read_only: bool
) -> None:
    path = tmp_path / "some.annotator"
    make(path)
    before = path.read_bytes()
    with pytest.raises(ProjectError, match=message) as refusal:
        ProjectFile.open(path, state_folder=state_of(tmp_path), read_only=read_only)
    assert str(path) in refusal.value.message
    assert refusal.value.remedy
    assert path.read_bytes() == before
    assert [name for name in names_in(tmp_path) if name.startswith("some.annotator")] == ["some.annotator"]


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "some.annotator"
    with pytest.raises(ProjectError, match=r"no file .*some\.annotator"):
        ProjectFile.open(path, state_folder=state_of(tmp_path))
    assert not path.exists()


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="is a folder"):
        ProjectFile.open(tmp_path, state_folder=state_of(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.annotator")
    with pytest.raises(ProjectError, match="not a regular file"):
        ProjectFile.open(tmp_path / "pipe.annotator", state_folder=state_of(tmp_path))


def test_a_link_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.annotator").symlink_to(tmp_path / "b.annotator")
    (tmp_path / "b.annotator").symlink_to(tmp_path / "a.annotator")
    with pytest.raises(ProjectError, match="cannot be reached"):
        ProjectFile.open(tmp_path / "a.annotator", state_folder=state_of(tmp_path))


def test_the_header_carries_our_mark_and_version(tmp_path: Path) -> None:
    desk: Desk = a_desk(tmp_path)
    desk.project.close()
    header = read_header(desk.path)
    assert (header.application_id, header.user_version) == (APPLICATION_ID, SCHEMA_VERSION)
