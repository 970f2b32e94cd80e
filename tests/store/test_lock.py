"""A second program is refused and told who works on the project; a dead one holds nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain.errors import ProjectBusyError
from annotator.store.lock import FileLock, identity, is_open_here, opened_here
from annotator.store.project_file import ProjectFile
from tests.store.making import Desk, names_in

ROOT = Path(__file__).resolve().parents[2]

HOLDER = """
import sys
from pathlib import Path
from annotator.store.project_file import ProjectFile
project = ProjectFile.open(Path(sys.argv[1]), state_folder=Path(sys.argv[2]))
print("open", flush=True)
sys.stdin.read()
"""


def holder(path: Path, state_folder: Path) -> subprocess.Popen[str]:
    """Start a program that opens the project and holds it until it is killed."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), str(state_folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    return child


def test_a_second_program_is_told_who_holds_the_project(desk: Desk) -> None:
    desk.project.close()
    with holder(desk.path, desk.state_folder) as child:
        with pytest.raises(ProjectBusyError, match=rf"already open.*process {child.pid}") as refusal:
            ProjectFile.open(desk.path, state_folder=desk.state_folder)
        assert str(desk.path) in refusal.value.message
        child.kill()


def test_after_a_crash_the_project_opens_at_once(desk: Desk) -> None:
    desk.project.close()
    with holder(desk.path, desk.state_folder) as child:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert (desk.folder / "project.annotator.lock").exists()
    with ProjectFile.open(desk.path, state_folder=desk.state_folder) as project:
        assert project.warnings == ()
    assert not (desk.folder / "project.annotator.lock").exists()


def test_the_same_program_is_told_so(desk: Desk) -> None:
    with pytest.raises(ProjectBusyError, match="in this program"):
        ProjectFile.open(desk.path, state_folder=desk.state_folder)
    desk.put(desk.header())
    assert desk.project.verify() == ()


def test_a_copy_of_an_open_project_is_the_same_project(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.annotator"
    shutil.copyfile(desk.project.back_up(), copy)
    with pytest.raises(ProjectBusyError):
        ProjectFile.open(copy, state_folder=desk.state_folder)
    assert not copy.with_name("copy.annotator.lock").exists()


def test_closing_gives_both_locks_back(desk: Desk) -> None:
    desk.project.close()
    assert not (desk.folder / "project.annotator.lock").exists()
    assert names_in(desk.state_folder / "locks") == []


def test_a_lock_left_behind_is_nobodys(tmp_path: Path) -> None:
    place = tmp_path / "a.lock"
    place.write_text(json.dumps({"process": 1, "computer": "elsewhere", "user": "somebody"}))
    lock = FileLock(place, tmp_path / "a")
    assert json.loads(place.read_text())["process"] == os.getpid()
    lock.release()
    lock.release()
    assert not place.exists()


@pytest.mark.parametrize("said", ["", "not json", "[]", "{}", '{"process": 1}', "null"])
def test_a_holder_that_says_nothing_sensible_still_holds(tmp_path: Path, said: str) -> None:
    place = tmp_path / "a.lock"
    lock = FileLock(place, tmp_path / "a")
    place.write_text(said)
    with pytest.raises(ProjectBusyError, match="in another window"):
        FileLock(place, tmp_path / "a")
    lock.release()


def test_a_holder_elsewhere_is_named(tmp_path: Path) -> None:
    place = tmp_path / "a.lock"
    lock = FileLock(place, tmp_path / "a")
    place.write_text(json.dumps({"process": 7, "computer": "office", "user": "somebody"}))
    with pytest.raises(ProjectBusyError, match=r"by somebody on office \(process 7\)"):
        FileLock(place, tmp_path / "a")
    lock.release()


def test_a_lock_is_free_again_after_release(tmp_path: Path) -> None:
    for _ in range(3):
        FileLock(tmp_path / "a.lock", tmp_path / "a").release()
    assert names_in(tmp_path) == []


def test_what_is_open_here_is_known_by_identity_and_not_by_name(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.touch()
    (tmp_path / "b").hardlink_to(file)
    with opened_here(identity(file)):
        assert is_open_here(tmp_path / "b")
    assert not is_open_here(tmp_path / "b")
