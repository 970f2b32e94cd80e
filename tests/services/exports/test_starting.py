"""Among how many processes an export is divided, and how they are started in good time."""

from __future__ import annotations

import signal
import sys
import threading
import types
from importlib.machinery import ModuleSpec
from multiprocessing import forkserver, get_all_start_methods
from pathlib import Path

import pytest

from annotator import __main__ as program
from annotator.bootstrap import open_workspace
from annotator.services.exports import starting
from annotator.services.exports.starting import processes_for
from tests.benchmarks.coded_project import make_coded_project


@pytest.mark.parametrize(
    "codings, cores, expected",
    [
        (0, 4, 0),
        (999, 4, 0),
        (1_000, 4, 2),
        (1_999, 4, 3),
        (10_000, 4, 4),
        (10_000, 2, 2),
        (10_000, 1, 0),
        (99_999, 64, 8),
        (1_000, 64, 2),
    ],
)
def test_an_export_is_divided_where_that_pays(
    monkeypatch: pytest.MonkeyPatch, codings: int, cores: int, expected: int
) -> None:
    monkeypatch.setattr(starting, "cores", lambda: cores)
    monkeypatch.setattr(starting, "_can_be_loaded_again", lambda _program: True)
    assert processes_for(codings) == expected


def test_a_frozen_program_does_not_start_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "cores", lambda: 4)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert processes_for(10_000) == 0


@pytest.mark.parametrize(
    "file, spec, may_divide",
    [
        ("/usr/bin/annotator", None, True),
        (r"annotator.exe", None, True),
        ("annotator/__main__.py", "annotator.__main__", True),
        (None, None, True),
        ("somebodys_script.py", None, False),
    ],
)
def test_a_script_of_somebody_elses_is_not_run_again(
    monkeypatch: pytest.MonkeyPatch, file: str | None, spec: str | None, may_divide: bool
) -> None:
    program = types.ModuleType("__main__")
    if file is not None:
        program.__file__ = file
    program.__spec__ = None if spec is None else ModuleSpec(spec, None)
    monkeypatch.setattr(starting, "cores", lambda: 4)
    monkeypatch.setitem(sys.modules, "__main__", program)
    assert bool(processes_for(10_000)) is may_divide


# --- In good time ----------------------------------------------------------------------------------------------------

needs_forkserver = pytest.mark.skipif(
    "forkserver" not in get_all_start_methods(), reason="the system has no process that starts others"
)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[set[signal.Signals]]:
    """Which signals were held back each time the process that starts others was set going."""
    times: list[set[signal.Signals]] = []

    def ensure_running() -> None:
        times.append({signal.Signals(one) for one in signal.pthread_sigmask(signal.SIG_BLOCK, [])})

    monkeypatch.setattr(forkserver, "ensure_running", ensure_running)
    monkeypatch.setattr(starting, "cores", lambda: 4)
    monkeypatch.setattr(starting, "_can_be_loaded_again", lambda _program: True)
    monkeypatch.setattr(starting, "LARGE", 1_000)
    return times


@pytest.fixture
def large(tmp_path: Path) -> Path:
    (tmp_path / "large.annotator").write_bytes(bytes(1_000))
    (tmp_path / "small.annotator").write_bytes(bytes(999))
    return tmp_path / "large.annotator"


@needs_forkserver
def test_a_command_that_exports_a_large_project_begins_before_anything_is_loaded(
    begun: list[set[signal.Signals]], large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "clear_away_when_ended", lambda: None)
    for command in program.EXPORTING:
        assert program.main([command, str(large), str(tmp_path / "out")]) != 0, "this is no project"
    assert len(begun) == len(program.EXPORTING)
    assert all(signal.SIGINT in held for held in begun), "Ctrl+C would end it"
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@needs_forkserver
@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "small.annotator", "out"],
        ["export", "no such.annotator", "out"],
        ["export", ".", "out"],
        ["export", "--help"],
        ["export", "\0"],
        ["check", "large.annotator"],
    ],
)
def test_no_other_command_does(
    begun: list[set[signal.Signals]],
    large: Path,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(large.parent)
    monkeypatch.setattr(program, "clear_away_when_ended", lambda: None)
    program.main(arguments)
    assert begun == []
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_frozen_program_begins_nothing(
    begun: list[set[signal.Signals]], large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    starting.get_ready_for([str(large)])
    assert begun == []


@needs_forkserver
def test_a_system_without_a_process_to_spare_is_no_matter(
    large: Path, begun: list[set[signal.Signals]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse() -> None:
        asked.append("for a process")
        raise OSError("no more processes")

    monkeypatch.setattr(forkserver, "ensure_running", refuse)
    starting.get_ready_for([str(large)])
    assert asked == ["for a process"]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, []), "Ctrl+C is for this process again"


@needs_forkserver
@pytest.mark.parametrize("codings_each, is_begun", [(1, True), (500, False)])
def test_before_a_large_export_is_asked_for_the_service_can_be_told(
    codings_each: int,
    is_begun: bool,
    begun: list[set[signal.Signals]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(starting, "CODINGS_EACH", codings_each)
    path, folders = make_coded_project(tmp_path, 3)
    with open_workspace(path, folders=folders, coder_name="Coder A") as workspace:
        told = threading.Thread(target=workspace.exports.get_ready)
        told.start()
        told.join()
    assert bool(begun) is is_begun
