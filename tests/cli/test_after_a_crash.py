"""Commands on a project beside which lies the journal of a program that died while it wrote."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.services.packet_making import ADA, Lab, made_lab

ROOT = Path(__file__).resolve().parents[2]
DYING = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=2")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE assignment SET is_deleted = 1")
connection.execute("UPDATE coded_value SET is_deleted = 1")
connection.execute("UPDATE project SET name = name || ' half written', head = head + 1")
os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends programs in another way")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A project with a round of forty articles and one coding."""
    lab = made_lab(tmp_path_factory.mktemp("lab"), 40)
    with lab.project() as project:
        lab.count(project, 2)
    lab.close()
    return lab


@pytest.fixture
def crashed(lab: Lab, tmp_path: Path) -> Path:
    """A copy of it that a program left half written, in a folder with nothing else but the journal."""
    (tmp_path / "here").mkdir()
    path = Path(shutil.copyfile(lab.path, tmp_path / "here" / "project.annotator"))
    whole = path.read_bytes()
    child = subprocess.run([sys.executable, "-c", DYING, str(path)], cwd=ROOT, check=False)
    assert child.returncode == -signal.SIGKILL
    assert path.read_bytes() != whole, "nothing of the change reached the file"
    assert journal_of(path).stat().st_size
    return path


def journal_of(project: Path) -> Path:
    return project.with_name(f"{project.name}-journal")


READING = {
    "check": ("check", "{project}"),
    "round list": ("round", "list", "{project}"),
    "export": ("export", "{project}", "{new}", "--form", "csv"),
    "export --preview": ("export", "{project}", "{new}", "--preview"),
    "replicate": ("replicate", "{project}", "{new}"),
    "packet make": ("packet", "make", "{project}", "{new}", "--round", "Pilot", "--coder", ADA),
    "review cases": ("review", "cases", "{project}"),
    "a dry run": ("round", "new", "{project}", "Second", "--dry-run"),
    "codebook document": ("codebook", "document", "{project}", "{new}.html"),
}


@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_what_is_half_written_is_taken_back_before_it_is_read(
    lab: Lab, crashed: Path, run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    answer = run(*(word.format(project=crashed, new=tmp_path / "new") for word in words))
    assert (answer.status, answer.err) == (0, "")
    assert crashed.read_bytes() == lab.path.read_bytes()
    assert not journal_of(crashed).exists()
    assert run("check", crashed).status == 0


def test_writing_goes_on_after_it_too(crashed: Path, run: Run) -> None:
    assert run("round", "new", crashed, "Second").status == 0
    assert [one["name"] for one in run("round", "list", crashed, "--json").json["rounds"]] == ["Pilot", "Second"]
    assert run("check", crashed).status == 0


def test_a_packet_left_half_written_is_told_and_the_project_stays_as_it_is(
    lab: Lab, crashed: Path, run: Run, tmp_path: Path
) -> None:
    project = Path(shutil.copyfile(lab.path, tmp_path / "project.annotator"))
    answer = run("packet", "merge", project, crashed)
    assert (answer.status, str(crashed) in answer.out) == (1, True)
    assert project.read_bytes() == lab.path.read_bytes()


def test_where_nothing_can_be_written_it_is_told_what_to_do(
    crashed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: may(path, mode) and not mode & os.W_OK)
    before = crashed.read_bytes(), journal_of(crashed).read_bytes()
    answer = run("check", crashed)
    assert (answer.status, answer.out) == (1, "")
    assert "Copy it to a folder you may write to" in answer.err
    assert (crashed.read_bytes(), journal_of(crashed).read_bytes()) == before


def test_a_journal_that_means_nothing_is_no_matter(lab: Lab, run: Run, tmp_path: Path) -> None:
    project = Path(shutil.copyfile(lab.path, tmp_path / "project.annotator"))
    journal_of(project).write_bytes(b"not a journal at all" * 30)
    assert run("check", project).status == 0
    assert project.read_bytes() == lab.path.read_bytes()
