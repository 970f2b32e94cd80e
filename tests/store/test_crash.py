"""Killed at any moment, a project keeps every change that was acknowledged; a journal is tried before it is used."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.domain.coding import Note
from annotator.domain.errors import ProjectError, ProjectReadOnlyError
from annotator.domain.ids import NoteId, new_id
from annotator.store.project_file import ProjectFile
from annotator.store.recovery import has_hot_journal, journal_of, prepare_recovery
from tests.store.making import Desk, a_value, names_in

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("ANNOTATOR_KILL_ROUNDS", "20"))


def writer(desk: Desk, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.killed_writer", str(desk.path), str(desk.state_folder), *words],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def spin(seconds: float) -> None:
    """Let a moment pass without giving up the processor, so that the kill falls anywhere within a commit."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def kill_after(child: subprocess.Popen[str], commits: int, seconds: float) -> list[str]:
    """Kill the child some time after it acknowledged so many commits and return all it acknowledged."""
    assert child.stdout is not None
    acknowledged = [child.stdout.readline() for _ in range(commits)]
    spin(seconds)
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate()
    return [line for line in [*acknowledged, *rest.splitlines(keepends=True)] if line.endswith("\n")]


def test_killed_again_and_again_nothing_acknowledged_is_lost(desk: Desk) -> None:
    desk.put(desk.header())
    desk.project.close()
    chance = random.Random(20191102)
    for _ in range(ROUNDS):
        child = writer(desk)
        acknowledged = kill_after(child, chance.randint(1, 12), chance.uniform(0, 0.006))
        assert child.returncode == -signal.SIGKILL
        sequence, head_hash = acknowledged[-1].split()
        with ProjectFile.open(desk.path, state_folder=desk.state_folder) as project:
            assert int(sequence) <= project.head.sequence <= int(sequence) + 1
            with project.read() as reader:
                assert reader.event_hash(int(sequence)) == head_hash
            assert project.verify() == ()
            assert project.warnings == ()
        assert not has_hot_journal(desk.path)


def with_notes(desk: Desk) -> None:
    """Give the project enough notes that changing them all cannot stay in a small cache."""
    header = desk.header()
    notes = [
        Note(id=NoteId(new_id()), coding_id=header.id, subject_id=header.id, text=f"Note {number}. " * 40)
        for number in range(200)
    ]
    desk.put(header, *notes)


def leave_a_journal(desk: Desk) -> None:
    """Let a program die in the middle of a change, with half of it in the file."""
    child = writer(desk, "in-transaction")
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert has_hot_journal(desk.path)


@pytest.fixture
def crashed(desk: Desk) -> Desk:
    """A closed project beside which lies the journal of a change that died half-way."""
    with_notes(desk)
    desk.project.close()
    before = desk.path.read_bytes()
    leave_a_journal(desk)
    assert desk.path.read_bytes() != before, "nothing of the change reached the file"
    return desk


def test_a_change_that_died_half_way_is_taken_back(crashed: Desk) -> None:
    with ProjectFile.open(crashed.path, state_folder=crashed.state_folder) as project:
        assert project.head == crashed.project.head
        assert project.warnings == ()
        assert project.verify() == ()
        with project.read() as reader:
            coding = reader.coding(crashed.article.id, crashed.coder.id)
        assert coding is not None
        assert not any(note.text.endswith("x") for note in coding.notes())
    assert not journal_of(crashed.path).exists()
    assert names_in(crashed.state_folder / "recovery") == []


def test_a_stale_journal_beside_a_good_file_is_set_aside(crashed: Desk) -> None:
    journal = journal_of(crashed.path).read_bytes()
    with ProjectFile.open(crashed.path, state_folder=crashed.state_folder) as project:
        for number in range(30):
            with project.write(coder_id=crashed.coder.id, article_id=None, verb="put", label="putting") as unit:
                unit.put(crashed.coder.model_copy(update={"name": f"Coder {number}"}))
        head = project.head
    good = crashed.path.read_bytes()
    journal_of(crashed.path).write_bytes(journal)
    with ProjectFile.open(crashed.path, state_folder=crashed.state_folder) as project:
        assert project.head == head
        assert project.verify() == ()
        assert ["set aside" in warning for warning in project.warnings] == [True]
    assert crashed.path.read_bytes() == good
    assert (crashed.folder / "project.annotator-journal.damaged").read_bytes() == journal


def test_a_file_that_is_good_neither_way_is_refused_and_kept(crashed: Desk) -> None:
    content = bytearray(crashed.path.read_bytes())
    content[8192:] = bytes(len(content) - 8192)
    crashed.path.write_bytes(content)
    journal_of(crashed.path).write_bytes(journal_of(crashed.path).read_bytes()[:600])
    before = crashed.path.read_bytes(), journal_of(crashed.path).read_bytes()
    with pytest.raises(ProjectError, match="damaged and its journal does not mend it"):
        ProjectFile.open(crashed.path, state_folder=crashed.state_folder)
    assert (crashed.path.read_bytes(), journal_of(crashed.path).read_bytes()) == before
    assert names_in(crashed.folder) == ["project.annotator", "project.annotator-journal", "state"]


@pytest.mark.parametrize("left", [b"", b"\0" * 4096, b"not a journal at all" * 30])
def test_a_journal_that_means_nothing_is_no_matter(desk: Desk, left: bytes) -> None:
    desk.project.close()
    journal_of(desk.path).write_bytes(left)
    assert not has_hot_journal(desk.path)
    assert prepare_recovery(desk.path, desk.state_folder / "recovery") is None
    with ProjectFile.open(desk.path, state_folder=desk.state_folder) as project:
        assert project.verify() == ()
        assert project.warnings == ()


def test_a_recovery_that_died_half_way_is_done_again(crashed: Desk) -> None:
    # SQLite keeps the journal until every page is back, so a recovery that stopped anywhere starts afresh.
    copy = crashed.folder / "copy.annotator"
    shutil.copyfile(crashed.path, copy)
    shutil.copyfile(journal_of(crashed.path), journal_of(copy))
    ProjectFile.open(copy, state_folder=crashed.state_folder).close()
    good, torn = copy.read_bytes(), bytearray(crashed.path.read_bytes())
    torn[: len(good) // 2] = good[: len(good) // 2]
    crashed.path.write_bytes(torn)
    with ProjectFile.open(crashed.path, state_folder=crashed.state_folder) as project:
        assert project.head == crashed.project.head
        assert project.verify() == ()
    assert crashed.path.read_bytes() == good


def test_a_file_that_needs_recovery_cannot_be_opened_to_read_only(crashed: Desk) -> None:
    before = crashed.path.read_bytes()
    with pytest.raises((ProjectReadOnlyError, ProjectError), match=r"project\.annotator"):
        ProjectFile.open(crashed.path, state_folder=crashed.state_folder, read_only=True)
    assert crashed.path.read_bytes() == before
    assert journal_of(crashed.path).exists()


def test_work_goes_on_after_a_recovery(crashed: Desk) -> None:
    with ProjectFile.open(crashed.path, state_folder=crashed.state_folder) as project:
        with project.read() as reader:
            coding = reader.coding(crashed.article.id, crashed.coder.id)
        assert coding is not None
        with project.write(coder_id=None, article_id=None, verb="put", label="putting") as unit:
            unit.put(a_value(coding.header))
        assert unit.changes is not None
        assert unit.changes.event.sequence == crashed.project.head.sequence + 1
        assert project.verify() == ()
