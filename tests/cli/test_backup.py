"""``annotator backup``: listing the copies of a project and going back to one."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.bootstrap import open_workspace
from annotator.services.folders import Folders
from tests.cli.conftest import Run
from tests.small_disk import a_small_disk


@pytest.fixture
def worked(run: Run, project: Path, news: Path) -> Path:
    """A project with a backup of each state: made, and with articles."""
    assert run("import", project, news / "a.txt").status == 0
    return project


def changes(run: Run, project: Path) -> int:
    events: int = run("check", project, "--json").json["events"]
    return events


def test_backups_are_listed_with_time_size_and_last_deed(run: Run, worked: Path) -> None:
    answer = run("backup", "list", worked)
    first, *_, last, where = answer.out.splitlines()
    assert first.endswith("import 1 article")
    assert "add codebook" in last
    assert "MB" in first
    assert where.startswith("Times are in UTC. The backups are in ")
    facts = run("backup", "list", worked, "--json").json
    assert facts["backups"][0]["last"] == "import 1 article"
    assert set(facts["backups"][0]) == {"time", "file", "bytes", "changes", "last", "trouble"}


def test_a_backup_is_named_by_its_time_its_file_or_as_the_newest(run: Run, worked: Path) -> None:
    newest, oldest = (run("backup", "list", worked, "--json").json["backups"][at] for at in (0, -1))
    told = [run("backup", "restore", worked, name, "--dry-run", "--json") for name in ("newest", newest["file"])]
    assert [one.json["backup"] for one in told] == [newest["file"]] * 2
    if newest["time"] != oldest["time"]:
        bare = oldest["time"].replace("-", "").replace(":", "").lower()
        assert run("backup", "restore", worked, bare, "--dry-run", "--json").json["backup"] == oldest["file"]
    else:
        refused = run("backup", "restore", worked, oldest["time"], "--dry-run")
        assert oldest["file"] in refused.err


def test_a_dry_run_says_what_would_happen_and_does_nothing(run: Run, worked: Path) -> None:
    oldest = run("backup", "list", worked, "--json").json["backups"][-1]["file"]
    before = worked.read_bytes()
    answer = run("backup", "restore", worked, oldest, "--dry-run")
    assert answer.status == 0
    assert "of the present file are not in it." in answer.out
    assert "Would restore" in answer.out
    assert worked.read_bytes() == before
    assert [one.name for one in worked.parent.glob("*.annotator")] == [worked.name]


def test_restoring_says_where_the_file_before_is(run: Run, worked: Path) -> None:
    oldest = run("backup", "list", worked, "--json").json["backups"][-1]
    had = changes(run, worked)
    answer = run("backup", "restore", worked, oldest["file"], "--json")
    assert answer.json["restored"] is True
    assert changes(run, worked) == oldest["changes"] < had
    assert changes(run, Path(answer.json["kept"])) == had
    assert (
        answer.json["what_happens"][1] == f"{had - oldest['changes']} later changes of the present file are not in it."
    )


def test_a_damaged_or_lost_project_is_restored(run: Run, worked: Path) -> None:
    had = changes(run, worked)
    worked.write_bytes(b"")
    assert run("backup", "restore", worked, "newest").status == 0
    worked.unlink()
    answer = run("backup", "restore", worked, "newest")
    assert answer.status == 0
    assert "The file before it" not in answer.out
    assert changes(run, worked) == had


def test_a_backup_becomes_a_new_file_once(run: Run, worked: Path) -> None:
    target, before = worked.with_name("copy.annotator"), worked.read_bytes()
    assert run("backup", "restore", worked, "newest", "--to", target, "--dry-run").status == 0
    assert not target.exists()
    answer = run("backup", "restore", worked, "newest", "--to", target)
    assert answer.out.rstrip().endswith(f"as {target}.")
    assert worked.read_bytes() == before
    for more in ([], ["--dry-run"]):
        refused = run("backup", "restore", worked, "newest", "--to", target, *more)
        assert refused.status == 1
        assert "exists already" in refused.err


def test_an_unknown_backup_is_refused_with_those_there_are(run: Run, worked: Path) -> None:
    answer = run("backup", "restore", worked, "2020-01-01T00:00:00Z")
    assert answer.status == 1
    assert "There is no backup “2020-01-01T00:00:00Z”" in answer.err
    assert run("backup", "list", worked, "--json").json["backups"][0]["time"] in answer.err


def test_backups_of_another_project_damaged_ones_and_other_files_are_refused(
    run: Run, worked: Path, tmp_path: Path
) -> None:
    before = worked.read_bytes()
    other = tmp_path / "other.annotator"
    assert run("new", other).status == 0
    strange = run("backup", "list", other, "--json").json["backups"][0]["file"]
    damaged, letter = tmp_path / "damaged.annotator", tmp_path / "letter.txt"
    damaged.write_bytes(Path(strange).read_bytes()[:20_000])
    letter.write_text("Dear all", encoding="utf-8")
    for backup, words in (
        (strange, "is a backup of another project, “other”"),
        (damaged, "damaged"),
        (letter, "is not a project file"),
        (tmp_path, "There is no backup"),
    ):
        answer = run("backup", "restore", worked, backup)
        assert (answer.status, answer.out) == (1, "")
        assert words in answer.err
    assert worked.read_bytes() == before


def test_a_project_open_elsewhere_is_not_replaced(run: Run, worked: Path) -> None:
    newest = run("backup", "list", worked, "--json").json["backups"][0]["file"]
    with open_workspace(worked, folders=Folders.of_person(), coder_name="Coder A"):
        answer = run("backup", "restore", worked, newest)
    assert answer.status == 1
    assert "open" in answer.err


def test_a_place_nothing_is_known_of_is_told(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.annotator", tmp_path):
        answer = run("backup", "list", path)
        assert (answer.status, answer.out) == (1, "")
        assert str(path) in answer.err


@pytest.mark.parametrize("is_new", [True, False], ids=["to a new file", "in the project's place"])
def test_on_a_full_disk_nothing_is_restored_and_the_file_of_the_person_is_named(
    run: Run, worked: Path, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    before, target = worked.read_bytes(), worked.with_name("restored.annotator") if is_new else worked
    names = sorted(path.name for path in worked.parent.iterdir())
    with monkeypatch.context() as patch:
        a_small_disk(patch, 4, under=worked.parent)
        answer = run("backup", "restore", worked, "newest", *(["--to", target] if is_new else []))
    assert (answer.status, answer.out) == (1, "")
    kept = "No file was made." if is_new else "The file was not changed."
    assert answer.err == f"{target} cannot grow: the disk is full. {kept} Free some space and try again.\n"
    assert sorted(path.name for path in worked.parent.iterdir()) == names
    assert worked.read_bytes() == before


def test_a_backup_is_not_restored_under_too_long_a_name(run: Run, worked: Path) -> None:
    target = worked.with_name(f"{'x' * 244}.annotator")
    answer = run("backup", "restore", worked, "newest", "--to", target)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == f"{target} cannot be made: File name too long. Choose a shorter name.\n"


def test_a_deed_without_room_for_its_backup_is_done_and_says_so(
    run: Run, worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        a_small_disk(patch, 4, under=Folders.of_person().state)
        answer = run("round", "new", worked, "Pilot", "--json")
    assert (answer.status, answer.json["made"]) == (0, True)
    assert answer.err.startswith("The backup ")
    assert answer.err.endswith("is full. The project itself is unchanged. Free some space and try again.\n")
    assert [one["name"] for one in run("round", "list", worked, "--json").json["rounds"]] == ["Pilot"]


def test_a_deed_that_is_refused_tells_that_and_the_backup_that_cannot_be_made(
    run: Run, worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for backup in (Folders.of_person().state / "backups").rglob("*.annotator"):
        backup.unlink()
    with monkeypatch.context() as patch:
        a_small_disk(patch, 4, under=Folders.of_person().state)
        answer = run("round", "rename", worked, "Nothing", "Pilot")
    assert answer.status == 1
    told = answer.err.splitlines()
    assert [told[0].startswith("The backup "), told[1].startswith("There is no round Nothing.")] == [True, True]
    assert len(told) == 2
