"""Going back to a backup: what is listed, what is said, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, create_workspace, open_workspace
from annotator.domain.errors import ProjectBusyError, ProjectError
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.services.restoring import GoingBack, RestoreService


@pytest.fixture
def service(folders: Folders) -> RestoreService:
    return RestoreService(folders.state)


@pytest.fixture
def path(workspace: Workspace, key: CodingKey) -> Path:
    """A closed project with a backup before its last change, and the one made on closing."""
    workspace.backups.make_if_changed()
    workspace.coding.add_report(key)
    workspace.close()
    return workspace.project.path


def reports_in(path: Path, folders: Folders, key: CodingKey) -> int:
    with open_workspace(path, folders=folders, coder_name="Coder A") as opened:
        return len(opened.coding.worksheet(key).coding.reports())


def test_backups_are_listed_newest_first_with_what_happened_last(service: RestoreService, path: Path) -> None:
    lines = service.backups(path)
    assert [line.last for line in lines[:2]] == ["add incident", "import 12 articles"]
    assert [line.changes for line in lines] == sorted((line.changes for line in lines), reverse=True)
    for line in lines:
        assert line.size == line.path.stat().st_size
        assert line.trouble == ""


def test_the_open_project_lists_the_same_backups(workspace: Workspace, key: CodingKey, folders: Folders) -> None:
    workspace.coding.add_report(key)
    workspace.backups.make()
    lines = workspace.backups.all()
    workspace.close()
    assert lines == RestoreService(folders.state).backups(workspace.project.path)


def test_a_backup_that_cannot_be_read_is_listed_with_its_trouble(service: RestoreService, path: Path) -> None:
    newest = service.backups(path)[0].path
    newest.write_bytes(b"")
    line = service.backups(path)[0]
    assert (line.path, line.size, line.last) == (newest, 0, "")
    assert line.trouble == f"{newest} is empty."


def test_a_plan_says_what_will_be_lost_and_what_is_kept(service: RestoreService, path: Path) -> None:
    newest, older = service.backups(path)[:2]
    plan = service.plan(path, older.path)
    assert (plan.changes, plan.later) == (older.changes, newest.changes - older.changes)
    assert plan.sentences() == (
        f"The project will be as it was with {older.changes} changes, the last of them “import 12 articles”.",
        "1 later change of the present file is not in it.",
        "The present file is kept beside it, with “before-restore” in its name, and can be opened like any other.",
    )
    assert service.plan(path, newest.path).sentences()[1] == "It has every change of the present file."


def test_an_open_project_says_the_same(workspace: Workspace, key: CodingKey) -> None:
    older = workspace.backups.make()
    workspace.coding.add_report(key)
    workspace.coding.add_report(key)
    plan = workspace.backups.going_back(older)
    assert (plan.later, plan.project) == (2, workspace.project.path)
    assert "2 later changes of the present file are not in it." in plan.sentences()


def test_of_a_damaged_project_it_is_said_that_the_loss_cannot_be_told(service: RestoreService, path: Path) -> None:
    backup = service.backups(path)[0].path
    path.write_bytes(b"not a project any more")
    plan = service.plan(path, backup)
    assert plan.later is None
    assert "Which changes of the present file it lacks cannot be told." in plan.sentences()


def test_of_a_project_that_is_gone_it_is_said_that_it_will_be_made(service: RestoreService, path: Path) -> None:
    backup = service.backups(path)[0].path
    path.unlink()
    assert service.plan(path, backup).sentences()[1] == f"There is no file {path} now; it will be made."


def test_restoring_brings_back_what_was(service: RestoreService, path: Path, folders: Folders, key: CodingKey) -> None:
    steps: list[int] = []
    done = service.restore(service.plan(path, service.backups(path)[1].path), lambda at, _: steps.append(at))
    assert reports_in(path, folders, key) == 0
    assert done.kept is not None
    assert reports_in(done.kept, folders, key) == 1
    assert steps, "the check is told about"


def test_what_was_left_can_be_gone_back_to_as_well(
    service: RestoreService, path: Path, folders: Folders, key: CodingKey
) -> None:
    newest = service.backups(path)[0].path
    service.restore(service.plan(path, service.backups(path)[1].path))
    assert service.plan(path, newest).later == 0, "the newest has all of the older one"
    service.restore(service.plan(path, newest))
    assert reports_in(path, folders, key) == 1


def test_after_going_back_the_next_change_is_backed_up_though_other_backups_have_as_many(
    service: RestoreService, path: Path, folders: Folders, key: CodingKey
) -> None:
    service.restore(service.plan(path, service.backups(path)[1].path))
    with open_workspace(path, folders=folders, coder_name="Coder A") as opened:
        assert opened.backups.make_if_changed() is not None
        assert opened.backups.make_if_changed() is None
        opened.coding.code_no_incident(key)
        made = opened.backups.make_if_changed()
    assert made is not None
    parted = service.plan(path, service.backups(path)[0].path)
    assert parted.last == "code no incident"


def test_histories_that_parted_are_not_counted(
    service: RestoreService, path: Path, folders: Folders, key: CodingKey
) -> None:
    newest, older = (line.path for line in service.backups(path)[:2])
    newest = newest.rename(newest.with_name("elsewhere"))
    service.restore(service.plan(path, older))
    with open_workspace(path, folders=folders, coder_name="Coder A") as opened:
        opened.coding.code_no_incident(key)
        assert opened.backups.going_back(newest).later is None
    assert service.plan(path, newest).later is None


def test_a_backup_of_another_project_is_refused(
    service: RestoreService, path: Path, folders: Folders, tmp_path: Path
) -> None:
    with create_workspace(tmp_path / "other.annotator", folders=folders, name="Other", coder_name="B") as other:
        strange = other.backups.make()
        with pytest.raises(ProjectError, match="backup of another project"):
            other.backups.going_back(service.backups(path)[0].path)
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="backup of another project, “Other”"):
        service.plan(path, strange)
    assert path.read_bytes() == before


def test_a_damaged_backup_is_refused_before_anything_is_touched(service: RestoreService, path: Path) -> None:
    backup, before = service.backups(path)[1].path, path.read_bytes()
    plan = service.plan(path, backup)
    content = bytearray(backup.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xa5" * 8192
    backup.write_bytes(content)
    with pytest.raises(ProjectError):
        service.restore(plan)
    with pytest.raises(ProjectError):
        service.restore_to(backup, path.with_name("new.annotator"))
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.glob("*.annotator")) == [path.name]


def test_a_project_that_is_open_is_refused(service: RestoreService, path: Path, folders: Folders) -> None:
    plan = service.plan(path, service.backups(path)[1].path)
    with open_workspace(path, folders=folders, coder_name="Coder A"):
        for deed in (lambda: service.restore(plan), lambda: service.backups(path)):
            with pytest.raises(ProjectBusyError):
                deed()


def test_a_place_no_project_was_seen_at_is_told(service: RestoreService, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="is not there, and none was seen at this place"):
        service.backups(tmp_path / "nothing.annotator")
    (tmp_path / "letter.annotator").write_text("Dear all", encoding="utf-8")
    with pytest.raises(ProjectError, match="is not a project that can be read"):
        service.backups(tmp_path / "letter.annotator")


def test_a_backup_becomes_a_new_file_and_the_project_stays(service: RestoreService, path: Path) -> None:
    before, target = path.read_bytes(), path.with_name("new.annotator")
    done = service.restore_to(service.backups(path)[1].path, target)
    assert (done.project, done.kept) == (target, None)
    assert path.read_bytes() == before
    with pytest.raises(ProjectError, match="exists already"):
        service.check(service.backups(path)[1].path, target=target)


def test_a_plan_counts_one_change_as_one() -> None:
    plan = GoingBack(Path("p"), Path("b"), "P", 1, "", 1, is_present_there=True)
    assert plan.sentences()[:2] == (
        "The project will be as it was with 1 change.",
        "1 later change of the present file is not in it.",
    )
