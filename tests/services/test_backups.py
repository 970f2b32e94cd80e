from __future__ import annotations

import shutil
from pathlib import Path

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.errors import ProjectError
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders


def copies(folders: Folders) -> list[Path]:
    return sorted((folders.state / "backups").rglob("*.annotator"))


def test_closing_makes_a_copy_of_what_changed(workspace: Workspace, key: CodingKey, folders: Folders) -> None:
    workspace.coding.add_report(key)
    workspace.close()
    newest = copies(folders)[-1]
    with open_workspace(newest, folders=folders, read_only=True, coder_name="Coder A") as copy:
        assert len(copy.coding.worksheet(key).coding.reports()) == 1
        assert copy.project.check() == ()


def test_opening_and_closing_without_a_change_makes_no_copy(workspace: Workspace, folders: Folders) -> None:
    workspace.close()
    before = copies(folders)
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A"):
        pass
    assert copies(folders) == before


def test_a_second_copy_is_made_only_after_a_change(workspace: Workspace, key: CodingKey) -> None:
    assert workspace.backups.make_if_changed() is not None
    assert workspace.backups.make_if_changed() is None
    workspace.coding.add_report(key)
    assert workspace.backups.make_if_changed() is not None


def test_a_copy_into_a_folder_of_ones_own_does_not_count_as_the_states(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.backups.make(tmp_path / "elsewhere")
    assert made.parent == tmp_path / "elsewhere"
    assert workspace.backups.make_if_changed() is not None


def test_an_import_makes_a_copy_first(workspace: Workspace, tmp_path: Path, folders: Folders) -> None:
    (tmp_path / "one.txt").write_text("Five hurt in a blast\n\nA blast hurt five.", encoding="utf-8")
    before = len(copies(folders))
    plan = workspace.articles.plan_import([tmp_path / "one.txt"])
    workspace.articles.import_articles(plan, coder_id=workspace.coder.id)
    assert len(copies(folders)) == before + 1


def test_a_copy_that_cannot_be_made_does_not_keep_the_project_open(
    workspace: Workspace, key: CodingKey, folders: Folders
) -> None:
    shutil.rmtree(folders.state / "backups", ignore_errors=True)
    (folders.state / "backups").write_text("in the way", encoding="utf-8")
    workspace.coding.add_report(key)
    told = workspace.close()
    assert isinstance(told, ProjectError)
    assert "backups" in told.message
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A") as again:
        assert len(again.coding.worksheet(key).coding.reports()) == 1
