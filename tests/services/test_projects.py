from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.bootstrap import SAMPLE_NAME, Workspace, open_sample, open_workspace
from annotator.domain.coding import Slot
from annotator.domain.errors import ProjectError, ProjectReadOnlyError
from annotator.domain.queue import QueueFilter
from annotator.domain.values import Count
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders


def test_a_project_knows_its_name_and_place(workspace: Workspace, tmp_path: Path) -> None:
    project = workspace.project
    assert (project.name, project.path) == (SAMPLE_NAME, tmp_path / "sample.annotator")
    assert (project.is_read_only, project.warnings) == (False, ())


def test_a_sound_project_has_no_findings_and_tells_how_far_the_check_is(workspace: Workspace) -> None:
    seen: list[tuple[int, int]] = []
    assert workspace.project.check(lambda done, total: seen.append((done, total))) == ()
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1]


def test_a_count_changed_by_another_program_is_found(workspace: Workspace, key: CodingKey, folders: Folders) -> None:
    workspace.coding.set_content(key, Slot("killed_total"), Count(low=53))
    workspace.close()
    with closing(sqlite3.connect(workspace.project.path)) as database, database:
        database.execute("""UPDATE coded_value SET content = replace(content, '53', '54')""")
    with open_workspace(workspace.project.path, folders=folders, read_only=True) as opened:
        findings = opened.project.check()
    assert [finding.what for finding in findings] == ["state"]


def test_a_backup_is_a_project_with_everything_in_it(
    workspace: Workspace, key: CodingKey, folders: Folders, tmp_path: Path
) -> None:
    workspace.coding.set_content(key, Slot("killed_total"), Count(low=53))
    copy = workspace.backups.make(tmp_path / "backups")
    workspace.coding.undo(key)
    assert copy.parent == tmp_path / "backups"
    with open_workspace(copy, folders=folders, coder_name="Coder A", read_only=True) as backup:
        assert backup.project.id == workspace.project.id
        assert Count(low=53) in {value.content for value in backup.coding.worksheet(key).coding.values()}
        assert backup.project.check() == ()


def test_without_a_folder_backups_go_into_the_state_folder(workspace: Workspace, folders: Folders) -> None:
    assert workspace.backups.make().is_relative_to(folders.state)


def test_a_backup_that_cannot_be_written_says_so_and_leaves_the_project(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ProjectError, match="cannot be written") as refusal:
        workspace.backups.make(tmp_path / "file")
    assert refusal.value.kept == "The project itself is unchanged."
    assert workspace.project.check() == ()


def test_a_project_opened_to_read_refuses_every_change(workspace: Workspace, key: CodingKey, folders: Folders) -> None:
    workspace.close()
    before = workspace.project.path.read_bytes()
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A", read_only=True) as reading:
        assert reading.project.is_read_only
        intents: tuple[Callable[[], object], ...] = (
            lambda: reading.coding.add_report(key),
            lambda: reading.coding.undo(key),
            lambda: reading.articles.undo_import(coder_id=reading.coder.id),
        )
        for intent in intents:
            with pytest.raises(ProjectReadOnlyError, match="read but not changed"):
                intent()
    assert workspace.project.path.read_bytes() == before


def test_the_sample_is_made_once_and_then_opened(folders: Folders) -> None:
    with open_sample(folders=folders, coder_name="Coder A") as first:
        rows = first.articles.queue(first.coder.id, QueueFilter())
        items = first.articles.queue_page(first.coder.id, rows)
        first.coding.add_report(CodingKey(items[0].article_id, first.coder.id))
        head = first.project.head
    with open_sample(folders=folders, coder_name="Coder A") as second:
        assert (second.project.id, second.project.head) == (first.project.id, head)
    assert len(items) == 12
    assert all(item.is_sample for item in items)
