"""A backup in the project's place: the present file stays, whole, and nothing else is touched."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.errors import ProjectBusyError, ProjectError, StorageFullError
from annotator.domain.ids import ProjectId
from annotator.store import sqlite
from annotator.store.history import Head
from annotator.store.memory import Memory, project_seen_at
from annotator.store.project_file import ProjectFile
from annotator.store.recovery import journal_of
from annotator.store.restoring import has_event, introduction_of, project_at, put_in_place, refuse_damaged
from annotator.store.schema import SCHEMA_VERSION
from tests.small_disk import a_small_disk
from tests.store.making import Desk, names_in, tamper


@pytest.fixture
def backup(desk: Desk) -> Path:
    """A backup, and a change made after it; the project is closed."""
    made = desk.project.back_up()
    desk.put(desk.header())
    desk.project.close()
    return made


def beside(desk: Desk) -> list[Path]:
    return sorted(desk.folder.glob("project.before-restore-*.annotator"))


def head_of(file: Path) -> int:
    return introduction_of(file).head.sequence


# --- Putting in place ---


def test_on_a_full_disk_the_present_file_stays_and_is_the_one_that_is_named(
    desk: Desk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, names = desk.path.read_bytes(), names_in(desk.folder)
    with monkeypatch.context() as patch:
        a_small_disk(patch, 3)
        with pytest.raises(StorageFullError) as refused:
            put_in_place(backup, desk.path, desk.state_folder)
    assert str(refused.value) == (
        f"{desk.path} cannot grow: the disk is full. The file was not changed. Free some space and try again."
    )
    assert desk.path.read_bytes() == before
    assert names_in(desk.folder) == names
    put_in_place(backup, desk.path, desk.state_folder)
    assert head_of(desk.path) == head_of(backup)


@pytest.mark.parametrize("letters", ["x" * 235, "é" * 115])
def test_a_project_with_too_long_a_name_for_that_is_not_replaced_and_named(
    desk: Desk, backup: Path, letters: str
) -> None:
    path = desk.path.rename(desk.folder / f"{letters}.annotator")
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="File name too long") as refused:
        put_in_place(backup, path, desk.state_folder)
    assert (str(path) in refused.value.message, ".restored" in refused.value.message) == (True, False)
    assert path.read_bytes() == before


def test_a_restored_project_is_the_backup_and_the_present_file_lies_beside(desk: Desk, backup: Path) -> None:
    before = desk.path.read_bytes()
    kept = put_in_place(backup, desk.path, desk.state_folder)
    assert kept is not None
    assert [kept] == beside(desk)
    assert kept.read_bytes() == before
    with desk.reopened() as project:
        assert project.head == introduction_of(backup).head
        assert project.verify() == ()
        assert project.warnings == (), "an older file is what was asked for"


def test_the_backup_itself_stays_as_it_is(desk: Desk, backup: Path) -> None:
    before = backup.read_bytes()
    put_in_place(backup, desk.path, desk.state_folder)
    assert backup.read_bytes() == before


def test_restoring_twice_keeps_both_files_before(desk: Desk, backup: Path) -> None:
    first = put_in_place(backup, desk.path, desk.state_folder)
    second = put_in_place(backup, desk.path, desk.state_folder)
    assert first is not None
    assert second is not None
    assert first != second
    assert head_of(first) == head_of(second) + 1


def test_a_project_that_is_gone_comes_back_from_its_backup(desk: Desk, backup: Path) -> None:
    desk.path.unlink()
    assert put_in_place(backup, desk.path, desk.state_folder) is None
    assert head_of(desk.path) == head_of(backup)
    assert beside(desk) == []


def test_a_damaged_file_steps_aside_with_its_journal(desk: Desk, backup: Path) -> None:
    desk.path.write_bytes(desk.path.read_bytes()[:5000])
    journal_of(desk.path).write_bytes(b"what a crash left")
    kept = put_in_place(backup, desk.path, desk.state_folder)
    assert kept is not None
    assert journal_of(kept).read_bytes() == b"what a crash left"
    assert not journal_of(desk.path).exists(), "it would be applied to the good copy"
    with desk.reopened() as project:
        assert project.verify() == ()


def test_a_link_to_the_project_leads_to_the_restored_file(desk: Desk, backup: Path) -> None:
    link = desk.folder / "link.annotator"
    link.symlink_to(desk.path)
    put_in_place(backup, link, desk.state_folder)
    assert link.is_symlink()
    assert head_of(link) == head_of(backup)


def test_on_a_drive_without_second_names_the_file_is_renamed(
    desk: Desk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.path.read_bytes()

    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    kept = put_in_place(backup, desk.path, desk.state_folder)
    assert kept is not None
    assert kept.read_bytes() == before
    assert head_of(desk.path) == head_of(backup)


@pytest.mark.parametrize("has_links", [True, False])
def test_when_the_last_step_fails_the_present_file_is_as_it_was(
    desk: Desk, backup: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    before, names = desk.path.read_bytes(), names_in(desk.folder)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target == desk.path:
            raise OSError(5, "Input/output error")
        return replace(self, target)

    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", failing)
    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(ProjectError, match="cannot be replaced: Input/output error"):
        put_in_place(backup, desk.path, desk.state_folder)
    assert desk.path.read_bytes() == before
    assert names_in(desk.folder) == names


def test_a_project_somebody_has_open_is_not_replaced(desk: Desk, backup: Path) -> None:
    with desk.reopened() as project:
        head = project.head
        with pytest.raises(ProjectBusyError):
            put_in_place(backup, desk.path, desk.state_folder)
        assert project.head == head
    assert beside(desk) == []


def test_a_project_open_at_another_place_is_not_replaced_either(desk: Desk, backup: Path) -> None:
    moved = desk.path.rename(desk.folder / "moved.annotator")
    with (
        ProjectFile.open(moved, state_folder=desk.state_folder),
        pytest.raises(ProjectBusyError),
    ):
        put_in_place(backup, desk.path, desk.state_folder)
    assert not desk.path.exists()


def test_a_place_without_a_folder_is_told(desk: Desk, backup: Path) -> None:
    with pytest.raises(ProjectError, match="Nothing can be written"):
        put_in_place(backup, desk.folder / "nowhere" / "p.annotator", desk.state_folder)


# --- Telling what a file is ---


def test_a_project_file_says_what_it_is_and_what_happened_last(desk: Desk, backup: Path) -> None:
    found = introduction_of(desk.path)
    assert found.project_id == desk.project.project_id
    assert found.head == desk.project.head
    assert found.last is not None
    assert found.last.sequence == found.head.sequence


@pytest.mark.parametrize("content", [b"", b"junk", b"SQLite format 3\0", b"x" * 9000])
def test_what_is_no_project_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "p.annotator"
    file.write_bytes(content)
    with pytest.raises(ProjectError):
        introduction_of(file)
    assert project_at(file, tmp_path / "state") is None


def test_a_file_this_program_has_open_is_not_opened_by_other_means(desk: Desk) -> None:
    with pytest.raises(ProjectBusyError, match="is open in this program"):
        introduction_of(desk.path)
    with pytest.raises(ProjectBusyError):
        project_at(desk.path, desk.state_folder)


def test_which_project_was_at_a_place_is_remembered_when_it_is_damaged_or_gone(desk: Desk, backup: Path) -> None:
    desk.path.write_bytes(b"")
    assert project_at(desk.path, desk.state_folder) == desk.project.project_id
    desk.path.unlink()
    assert project_at(desk.path, desk.state_folder) == desk.project.project_id
    assert project_at(desk.folder / "other.annotator", desk.state_folder) is None


def test_of_two_projects_seen_at_a_place_the_last_one_counts(tmp_path: Path) -> None:
    file = tmp_path / "p.annotator"
    for number, project_id in enumerate((ProjectId("one"), ProjectId("two"), ProjectId("three"))):
        Memory(tmp_path, project_id).remember(
            file if project_id != "three" else tmp_path / "q", Head(number, f"hash {number}")
        )
        os.utime(tmp_path / "projects" / f"{project_id}.json", (number, number))
    assert project_seen_at(tmp_path, file) == "two"


def test_histories_are_compared_by_their_hashes(desk: Desk, backup: Path, tmp_path: Path) -> None:
    there, here = introduction_of(backup).head, introduction_of(desk.path).head
    assert has_event(desk.path, there)
    assert not has_event(backup, here)
    assert not has_event(desk.path, there._replace(hash="another"))
    assert has_event(backup, here._replace(sequence=0)), "every history begins the same"


# --- Damage ---


def test_a_sound_backup_passes_and_says_how_far_the_check_is(backup: Path) -> None:
    steps: list[tuple[int, int]] = []
    refuse_damaged(backup, lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] == len(steps) - 1


def test_damage_that_only_hashes_can_find_is_found(backup: Path) -> None:
    tamper(backup, "UPDATE event SET label = 'something else' WHERE sequence = 1")
    with pytest.raises(ProjectError, match="is damaged: Event 1 was altered"):
        refuse_damaged(backup)


def test_a_backup_cut_short_is_refused(desk: Desk, backup: Path) -> None:
    before = desk.path.read_bytes()
    backup.write_bytes(backup.read_bytes()[: 4096 * 3])
    with pytest.raises(ProjectError):
        refuse_damaged(backup)
    with pytest.raises(ProjectError):
        put_in_place(backup, desk.path, desk.state_folder)
    assert desk.path.read_bytes() == before
    assert beside(desk) == []


def test_a_database_with_the_mark_of_a_project_and_none_of_its_tables_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "p.annotator"
    with closing(sqlite.connect(file, "rwc")) as driver, sqlite.engine_for(driver).begin() as connection:
        sqlite.mark(connection, SCHEMA_VERSION)
        connection.exec_driver_sql("CREATE TABLE other (id INTEGER)")
    with pytest.raises(ProjectError, match="cannot be read"):
        introduction_of(file)


def test_a_database_without_a_projects_row_is_refused(desk: Desk, backup: Path) -> None:
    tamper(desk.path, "DELETE FROM project")
    with pytest.raises(ProjectError, match="holds no project"):
        introduction_of(desk.path)
