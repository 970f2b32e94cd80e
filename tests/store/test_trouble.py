"""Full disks, files taken away or exchanged while open, other programs, and places that cannot be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from annotator.domain.errors import (
    ProjectBusyError,
    ProjectChangedError,
    ProjectError,
    ProjectReadOnlyError,
    StorageFullError,
)
from annotator.store import sqlite
from annotator.store.project_file import ProjectFile
from tests.store.making import Desk, a_coder, an_article, an_import, bring_in, names_in, state_of

ROOT = Path(__file__).resolve().parents[2]


def page_count(project: ProjectFile) -> int:
    return int(project._driver.execute("PRAGMA page_count").fetchone()[0])


def allow_pages(project: ProjectFile, pages: int) -> None:
    project._driver.execute(f"PRAGMA max_page_count = {pages}")


# --- Full disk ---


def write_much(desk: Desk) -> None:
    with desk.project.write(coder_id=None, article_id=desk.article.id, verb="join", label="joining") as unit:
        for number in range(60):
            unit.put(a_coder(f"Coder {number} " + "x" * 600))


def import_much(desk: Desk) -> None:
    articles_import = an_import()
    bring_in(desk.project, articles_import, [an_article(articles_import.id, "x" * 30_000) for _ in range(5)])


def undo_much(desk: Desk) -> None:
    with desk.project.write(coder_id=None, article_id=desk.article.id, verb="", label="") as unit:
        unit.undo()


@pytest.mark.parametrize("work", [write_much, import_much, undo_much])
def test_with_too_little_room_nothing_is_changed_until_there_is_enough(
    desk: Desk, work: Callable[[Desk], None]
) -> None:
    if work is undo_much:
        write_much(desk)
    head, start = desk.project.head, page_count(desk.project)
    refusals: list[StorageFullError] = []
    for pages in range(start, start + 400):
        allow_pages(desk.project, pages)
        try:
            work(desk)
        except StorageFullError as error:
            refusals.append(error)
            assert desk.project.head == head
            assert desk.project.verify() == ()
        else:
            break
    assert len(refusals) > 3
    assert all(str(desk.path) in error.message and error.kept and error.remedy for error in refusals)
    assert desk.project.head.sequence == head.sequence + 1
    assert desk.project.verify() == ()


def test_with_too_little_room_no_project_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect, room = sqlite.connect, {"pages": 1}

    def connect_to_a_small_disk(file: Path, mode: str) -> sqlite3.Connection:
        connection = connect(file, mode)
        connection.execute(f"PRAGMA max_page_count = {room['pages']}")
        return connection

    monkeypatch.setattr(sqlite, "connect", connect_to_a_small_disk)
    path = tmp_path / "a.annotator"
    for room["pages"] in range(1, 200):
        try:
            ProjectFile.create(path, name="a", state_folder=state_of(tmp_path)).close()
        except StorageFullError:
            assert names_in(tmp_path) == []
        else:
            break
    assert room["pages"] > 10
    with ProjectFile.open(path, state_folder=state_of(tmp_path)) as project:
        assert project.verify() == ()


def test_after_a_full_disk_ended_the_transaction_nothing_slips_in(desk: Desk) -> None:
    head = desk.project.head
    allow_pages(desk.project, page_count(desk.project))

    def go_on_regardless() -> None:
        with desk.project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
            with suppress(OperationalError):
                for number in range(60):
                    unit.put(a_coder(f"Coder {number} " + "x" * 600))
            allow_pages(desk.project, 10_000)
            unit.put(a_coder("Coder 2"))

    with pytest.raises((RuntimeError, StorageFullError)):
        go_on_regardless()
    assert desk.project.head == head
    assert desk.project.verify() == ()
    with desk.project.read() as reader:
        assert reader.coders() == (desk.coder,)


# --- The file is not what it was ---


def move_away(desk: Desk, older: Path) -> None:
    desk.path.rename(desk.folder / "moved.annotator")


def unlink(desk: Desk, older: Path) -> None:
    desk.path.unlink()


def rename_over(desk: Desk, older: Path) -> None:
    shutil.copyfile(older, desk.folder / "new")
    (desk.folder / "new").replace(desk.path)


def rename_the_same_over(desk: Desk, older: Path) -> None:
    (desk.folder / "new").write_bytes(subprocess.check_output(["cat", str(desk.path)]))
    (desk.folder / "new").replace(desk.path)


def overwrite_with_older(desk: Desk, older: Path) -> None:
    # Another program's copy: this one must not open the file by other means.
    subprocess.run(["cp", str(older), str(desk.path)], check=True)


EXCHANGES = [move_away, unlink, rename_over, rename_the_same_over, overwrite_with_older]


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_a_file_exchanged_while_open_takes_no_more_changes(desk: Desk, exchange: Callable[[Desk, Path], None]) -> None:
    older = desk.project.back_up(desk.folder / "backups")
    desk.put(desk.header())
    head = desk.project.head
    exchange(desk, older)
    there = desk.path.read_bytes() if exchange not in {move_away, unlink, overwrite_with_older} else None
    for _ in range(2):
        with pytest.raises(ProjectChangedError, match=r"project\.annotator") as refusal:
            desk.put(desk.header(desk.articles[1]), article=desk.articles[1])
        assert refusal.value.kept
        assert refusal.value.remedy
    assert desk.project.head == head
    if there is not None:
        assert desk.path.read_bytes() == there
    desk.project.close()
    if exchange in {move_away, unlink}:
        assert not desk.path.exists()


def test_a_file_overwritten_with_rubbish_is_said_to_be_damaged(desk: Desk) -> None:
    rubbish = desk.folder / "rubbish"
    rubbish.write_bytes(b"rubbish " * 40_000)
    subprocess.run(["cp", str(rubbish), str(desk.path)], check=True)
    with pytest.raises(ProjectError, match="damaged"):
        desk.put(desk.header())
    with pytest.raises(ProjectError, match="damaged"), desk.project.read() as reader:
        reader.coders()


def test_a_file_another_program_wrote_to_takes_no_more_changes(desk: Desk) -> None:
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('UPDATE project SET head = 9'); c.commit()"
    )
    subprocess.run([sys.executable, "-c", script, str(desk.path)], check=True)
    with pytest.raises(ProjectChangedError, match="changed by another program"):
        desk.put(desk.header())


def test_another_program_that_holds_the_file_is_waited_for_and_then_named(desk: Desk) -> None:
    desk.project._driver.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(desk.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectBusyError, match="used by another program"):
            desk.put(desk.header())
        other.execute("ROLLBACK")
    desk.put(desk.header())
    assert desk.project.verify() == ()


def test_a_reader_in_the_way_of_a_commit_costs_that_change_only(desk: Desk) -> None:
    desk.project._driver.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(desk.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM project").fetchall()
        with pytest.raises(ProjectBusyError):
            desk.put(desk.header())
        other.execute("ROLLBACK")
    desk.put(desk.header())
    assert desk.project.verify() == ()


# --- Places that cannot be written ---

LOOKER = """
import sys
from pathlib import Path
from annotator.domain.errors import ProjectError, ProjectReadOnlyError
from annotator.store.project_file import ProjectFile
path, state_folder = Path(sys.argv[1]), Path(sys.argv[2])
with ProjectFile.open(path, state_folder=state_folder) as project:
    assert project.is_read_only
    with project.read() as reader:
        count = len(list(reader.articles()))
    print(count, len(project.verify()))
    try:
        project.write(coder_id=None, article_id=None, verb="", label="").__enter__()
    except ProjectReadOnlyError:
        print("refused")
try:
    ProjectFile.create(path.with_name("new.annotator"), name="n", state_folder=state_folder).close()
    print("made")
except ProjectError as error:
    print(error.message)
"""


def without_override(words: list[str]) -> list[str]:
    """Return the command as one for whom permissions bind; root needs its override taken away for that."""
    if os.name == "nt" or not hasattr(os, "geteuid"):
        pytest.skip("permission bits are those of POSIX")
    if os.geteuid() != 0:
        return words
    if shutil.which("setpriv") is None:
        pytest.skip("run as root, and there is no setpriv to take its override away")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", *words]


@pytest.mark.parametrize("locked", ["file", "folder"])
def test_a_place_that_cannot_be_written_opens_to_read(desk: Desk, locked: str) -> None:
    desk.project.close()
    place = desk.path if locked == "file" else desk.folder
    words = without_override([sys.executable, "-c", LOOKER, str(desk.path), str(desk.state_folder)])
    before, mode = desk.path.read_bytes(), place.stat().st_mode
    place.chmod(mode & ~0o222)
    try:
        said = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    finally:
        place.chmod(mode)
    assert said[:2] == ["3 0", "refused"]
    assert said[2] == ("made" if locked == "file" else f"Nothing can be written in {desk.folder}.")
    assert desk.path.read_bytes() == before


def test_a_file_that_may_not_be_read_is_said(desk: Desk) -> None:
    desk.project.close()
    script = LOOKER.split("with ProjectFile", maxsplit=1)[0] + (
        "try: ProjectFile.open(path, state_folder=state_folder)\nexcept ProjectError as error: print(error.message)"
    )
    words = without_override([sys.executable, "-c", script, str(desk.path), str(desk.state_folder)])
    mode = desk.path.stat().st_mode
    desk.path.chmod(0)
    try:
        said = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    finally:
        desk.path.chmod(mode)
    assert said == f"{desk.path} cannot be read: Permission denied.\n"


def test_a_driver_that_may_only_read_says_so(desk: Desk) -> None:
    desk.project.close()
    with (
        pytest.raises(ProjectReadOnlyError),
        sqlite.translated(desk.path),
        closing(sqlite.connect(desk.path, "ro")) as driver,
    ):
        driver.execute("UPDATE project SET head = head")


# --- Ctrl+C ---


class Interrupting:
    """A parameter that stands for Ctrl+C while the driver takes it."""

    def __conform__(self, _protocol: object) -> str:
        raise KeyboardInterrupt


def test_ctrl_c_in_the_middle_of_a_statement_is_ctrl_c_and_nothing_is_changed(desk: Desk) -> None:
    path, state_folder = desk.project.path, desk.project.state_folder
    with pytest.raises(KeyboardInterrupt), desk.project.read() as reader:
        reader._connection.exec_driver_sql("SELECT ?", (Interrupting(),))
    desk.project.close()
    with closing(ProjectFile.open(path, state_folder=state_folder)) as project, project.read() as reader:
        assert reader.coder_named(desk.coder.name) == desk.coder
