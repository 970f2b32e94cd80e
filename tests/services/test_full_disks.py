"""Projects that cannot be finished are not there; projects that cannot be backed up are closed all the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.bootstrap import SAMPLE_NAME, Workspace, create_sample, create_workspace, open_sample, open_workspace
from annotator.domain.errors import CodingError, ProjectError, StorageFullError
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.store import sqlite
from tests.small_disk import PAGE, a_small_disk, sqlite_error


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


# -- making -----------------------------------------------------------------------------------------------------------


def pages_of(path: Path) -> int:
    return path.stat().st_size // PAGE


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.8, 0.95])
def test_a_project_that_finds_no_room_is_not_made_and_said_not_to_be(
    tmp_path: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    made, path = tmp_path / "made.annotator", tmp_path / "work.annotator"
    create_workspace(made, folders=folders, coder_name="Coder A").close()
    before = left_in(tmp_path)
    with monkeypatch.context() as patch:
        a_small_disk(patch, int(pages_of(made) * share), under=tmp_path)
        with pytest.raises(StorageFullError) as refused:
            create_workspace(path, folders=folders, coder_name="Coder A")
    assert str(refused.value) == (
        f"{path} cannot grow: the disk is full. No project was made. Free some space and try again."
    )
    assert left_in(tmp_path) == before
    with create_workspace(path, folders=folders, coder_name="Coder A") as workspace:
        assert workspace.project.check() == ()


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_sample_project_is_there_with_its_articles_or_not_at_all(
    tmp_path: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    made = tmp_path / "made.annotator"
    create_sample(made, folders=folders, coder_name="Coder A").close()
    with monkeypatch.context() as patch:
        a_small_disk(patch, int(pages_of(made) * share), under=folders.data)
        with pytest.raises(StorageFullError) as refused:
            open_sample(folders=folders, coder_name="Coder A")
    assert (refused.value.kept, left_in(folders.data)) == ("No project was made.", [])
    with open_sample(folders=folders, coder_name="Coder A") as workspace:
        assert workspace.project.name == SAMPLE_NAME
        assert workspace.articles.imports()


def test_what_else_is_wrong_with_a_new_project_is_told_as_ever(tmp_path: Path, folders: Folders) -> None:
    with pytest.raises(CodingError) as refused:
        create_workspace(tmp_path / "work.annotator", folders=folders, coder_name="x" * 81)
    assert refused.value.kept == "Nothing was changed."
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("letters", ["x" * 244, "x" * 300, "é" * 122])
def test_a_name_too_long_for_a_file_is_refused_as_it_was_typed(tmp_path: Path, folders: Folders, letters: str) -> None:
    path = tmp_path / f"{letters}.annotator"
    with pytest.raises(ProjectError) as refused:
        create_workspace(path, folders=folders, name="Long", coder_name="Coder A")
    assert str(refused.value) == f"{path} cannot be made: File name too long. Choose a shorter name."
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("letters", ["x" * 215, "é" * 107])
def test_a_name_that_is_taken_can_be_worked_under(tmp_path: Path, folders: Folders, letters: str) -> None:
    path = tmp_path / f"{letters}.annotator"
    assert create_workspace(path, folders=folders, coder_name="Coder A").close() is None
    with open_workspace(path, folders=folders, coder_name="Coder B") as again:
        assert {coder.name for coder in again.coders.people()} == {"Coder A", "Coder B"}
    assert len(list((folders.state / "backups").rglob("*.annotator"))) == 2


# -- closing ----------------------------------------------------------------------------------------------------------


def test_closing_says_nothing_where_the_backup_is_made_or_none_is_needed(workspace: Workspace, key: CodingKey) -> None:
    workspace.coding.add_report(key)
    assert workspace.close() is None
    assert workspace.close() is None


def test_a_full_disk_under_the_backups_is_told_and_the_project_closed(
    workspace: Workspace, key: CodingKey, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.project.path
    workspace.coding.add_report(key)
    with monkeypatch.context() as patch:
        a_small_disk(patch, 2, under=folders.state)
        told = workspace.close()
    assert isinstance(told, StorageFullError)
    assert told.message.startswith(f"The backup {folders.state / 'backups'}")
    assert told.kept == "The project itself is unchanged."
    with open_workspace(path, folders=folders, coder_name="Coder A") as again:
        assert len(again.coding.worksheet(key).coding.reports()) == 1
        assert again.backups.make_if_changed() is not None


@pytest.mark.parametrize("name", ["SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_FULL"])
def test_a_project_that_cannot_be_read_any_more_is_closed_and_that_is_told(
    workspace: Workspace, key: CodingKey, folders: Folders, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def refuse(_: sqlite3.Connection) -> tuple[int, str]:
        raise sqlite_error(name)

    path = workspace.project.path
    workspace.coding.add_report(key)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "project_head", refuse)
        told = workspace.close()
    assert isinstance(told, ProjectError)
    assert str(path) in told.message
    with open_workspace(path, folders=folders, coder_name="Coder A") as again:
        assert not again.project.is_read_only


def test_a_mistake_of_the_program_is_no_backup_that_could_not_be_made(
    workspace: Workspace, key: CodingKey, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: sqlite3.Connection) -> tuple[int, str]:
        raise sqlite3.ProgrammingError("You did not supply a value for binding 1.")

    workspace.coding.add_report(key)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "project_head", refuse)
        with pytest.raises(sqlite3.ProgrammingError):
            workspace.close()
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A") as again:
        assert not again.project.is_read_only
