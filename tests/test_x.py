"""The task runner: its environment, its commands, and what it says when called for real."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.loading_x import ROOT, x


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout with two lock files, made to be the one x.py works on."""
    locks = tmp_path / "packaging"
    locks.mkdir()
    (locks / x.RUNTIME).write_text("one==1\n")
    (locks / x.DEVELOPMENT).write_text("one==1\ntwo==2\n")
    places = {"ROOT": "", "VENV": ".venv", "VENV_LOCK": ".venv.lock", "BUILD": "build", "LOCKS": "packaging"}
    for name, place in places.items():
        monkeypatch.setattr(x, name, tmp_path / place)
    monkeypatch.setattr(x, "STAMP", tmp_path / ".venv" / "x-setup.json")
    return tmp_path


# --- The virtual environment -----------------------------------------------------------------------------------------


def test_the_interpreter_lies_where_each_system_puts_it(checkout: Path) -> None:
    assert x.venv_python("posix") == checkout / ".venv" / "bin" / "python"
    assert x.venv_python("nt") == checkout / ".venv" / "Scripts" / "python.exe"


def test_a_finished_set_up_is_current(checkout: Path) -> None:
    stamp = x.finished_stamp(x.RUNTIME)
    assert x.is_current(stamp, x.RUNTIME)


def test_the_development_set_up_serves_run_as_well_but_not_the_other_way_round(checkout: Path) -> None:
    development = x.finished_stamp(x.DEVELOPMENT)
    runtime = x.finished_stamp(x.RUNTIME)
    assert x.is_current(development, x.RUNTIME)
    assert not x.is_current(runtime, x.DEVELOPMENT)


def test_a_changed_lock_file_is_noticed_and_mended_in_place(checkout: Path) -> None:
    stamp = x.finished_stamp(x.RUNTIME)
    (x.LOCKS / x.RUNTIME).write_text("one==1.0.1\n")
    assert not x.is_current(stamp, x.RUNTIME)
    assert x.is_usable(stamp)


@pytest.mark.parametrize(
    "change",
    [{"is_finished": False}, {"interpreter": "cpython-399-other"}, {"root": "/somewhere/else"}],
    ids=["interrupted", "another Python", "moved"],
)
def test_an_environment_that_cannot_be_mended_is_not_usable(change: dict[str, object], checkout: Path) -> None:
    stamp = {**x.finished_stamp(x.RUNTIME), **change}
    assert not x.is_usable(stamp)
    assert not x.is_current(stamp, x.RUNTIME)


def test_a_stamp_is_read_back_as_written(checkout: Path) -> None:
    stamp = x.finished_stamp(x.DEVELOPMENT)
    x.write_stamp(stamp)
    assert x.read_stamp() == stamp
    assert [path.name for path in x.STAMP.parent.iterdir()] == ["x-setup.json"]


@pytest.mark.parametrize("content", [None, b"", b"{", b"[1]", b"\xff\xfe"])
def test_an_unreadable_stamp_counts_as_none(content: bytes | None, checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    if content is not None:
        x.STAMP.write_bytes(content)
    assert x.read_stamp() == {}


@pytest.fixture
def steps(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps of a set-up on the made-up checkout, recorded instead of done; pip succeeds."""
    done: list[str] = []
    interpreter = x.venv_python()

    def inheriting(command: list[str]) -> int:
        if "venv" in command:
            done.append("venv")
            interpreter.parent.mkdir(parents=True)
            interpreter.touch()
        else:
            done.append(Path(command[-1]).name)
        return 0

    monkeypatch.setattr(x, "run_inheriting", inheriting)
    monkeypatch.setattr(x, "see_checkout", lambda: done.append("path file"))
    return done


def test_the_first_call_does_everything_and_the_second_nothing(steps: list[str]) -> None:
    x.ensure_environment(x.RUNTIME)
    assert steps == ["venv", "path file", x.RUNTIME]
    x.ensure_environment(x.RUNTIME)
    assert steps == ["venv", "path file", x.RUNTIME]


def test_testing_after_running_adds_to_the_same_environment(steps: list[str]) -> None:
    x.ensure_environment(x.RUNTIME)
    x.ensure_environment(x.DEVELOPMENT)
    x.ensure_environment(x.RUNTIME)
    assert steps == ["venv", "path file", x.RUNTIME, "path file", x.DEVELOPMENT]


def test_an_interrupted_set_up_is_repaired_from_nothing(steps: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    x.ensure_environment(x.RUNTIME)
    x.write_stamp({**x.read_stamp(), "is_finished": False})
    leftover = x.VENV / "half-installed"
    leftover.touch()
    steps.clear()
    x.ensure_environment(x.RUNTIME)
    assert steps == ["venv", "path file", x.RUNTIME]
    assert not leftover.exists()
    assert "Repairing an interrupted set-up" in capsys.readouterr().out


def test_while_pip_works_the_stamp_says_unfinished(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    pip = x.run_inheriting

    def watched(command: list[str]) -> int:
        seen.append(x.read_stamp().get("is_finished"))
        code: int = pip(command)
        return code

    monkeypatch.setattr(x, "run_inheriting", watched)
    x.ensure_environment(x.RUNTIME)
    assert seen == [False, False]
    assert x.read_stamp()["is_finished"] is True


def test_when_packages_cannot_be_had_a_working_environment_stays_usable(
    steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    x.ensure_environment(x.RUNTIME)
    monkeypatch.setattr(x, "run_inheriting", lambda command: 1)
    with pytest.raises(x.SetupError, match="needs a network"):
        x.ensure_environment(x.DEVELOPMENT)
    assert x.is_current(x.read_stamp(), x.RUNTIME)


def test_a_first_set_up_that_failed_starts_afresh(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without_network:
        made = x.run_inheriting
        without_network.setattr(x, "run_inheriting", lambda command: made(command) if "venv" in command else 1)
        with pytest.raises(x.SetupError):
            x.ensure_environment(x.RUNTIME)
    steps.clear()
    x.ensure_environment(x.RUNTIME)
    assert steps == ["venv", "path file", x.RUNTIME]


def test_an_environment_without_an_interpreter_is_made_again(steps: list[str]) -> None:
    x.ensure_environment(x.RUNTIME)
    x.venv_python().unlink()
    x.venv_python().parent.rmdir()
    x.ensure_environment(x.RUNTIME)
    assert steps.count("venv") == 2


def test_packages_are_checked_by_hash_and_never_built(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def keep(command: list[str]) -> int:
        commands.append(command)
        return 0

    monkeypatch.setattr(x, "run_inheriting", keep)
    monkeypatch.setattr(x, "write_stamp", lambda stamp: None)
    x.install_packages(x.RUNTIME, {})
    assert {"--require-hashes", "--only-binary=:all:"} <= set(commands[0])
    assert commands[0][-1] == str(x.LOCKS / x.RUNTIME)


def test_a_second_x_waits_until_the_first_is_done(checkout: Path) -> None:
    script = (
        "import importlib.util, pathlib, sys\n"
        "spec = importlib.util.spec_from_file_location('x', sys.argv[1])\n"
        "x = importlib.util.module_from_spec(spec); spec.loader.exec_module(x)\n"
        "x.VENV_LOCK = pathlib.Path(sys.argv[2])\n"
        "with x.alone():\n"
        "    x.say('inside')\n"
    )
    command = [sys.executable, "-c", script, str(ROOT / "x.py"), str(x.VENV_LOCK)]
    with x.alone():
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert "waiting" in second.stdout.readline()
        assert second.poll() is None
    assert second.communicate(timeout=120)[0] == "inside\n"
    assert second.returncode == 0


# --- Commands --------------------------------------------------------------------------------------------------------


@pytest.fixture
def pythons(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The calls of the environment's Python, recorded instead of made; every set-up is in place."""
    calls: list[tuple[str, ...]] = []

    def record(*arguments: str, **environment: str) -> int:
        calls.append((*arguments, *(f"{name}={value}" for name, value in environment.items())))
        return 0

    monkeypatch.setattr(x, "prepare", lambda lock, is_screen: None)
    monkeypatch.setattr(x, "python", record)
    return calls


def test_with_a_screen_run_opens_the_sample_project(
    pythons: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x, "has_screen", lambda *_: True)
    assert x.main(["run"]) == 0
    assert pythons == [("-m", "annotator", "--sample")]


def test_runs_arguments_go_to_the_app(pythons: list[tuple[str, ...]]) -> None:
    assert x.main(["run", "export", "--help"]) == 0
    assert pythons == [("-m", "annotator", "export", "--help")]


def test_without_a_screen_run_does_the_self_test_and_says_where_its_results_lie(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "build" / "self-test").mkdir(parents=True)
    (checkout / "build" / "self-test" / "of-yesterday.png").touch()

    def self_test(*arguments: str, **environment: str) -> int:
        artifacts = Path(arguments[-1])
        artifacts.mkdir(parents=True)
        (artifacts / "window.png").touch()
        (artifacts / "codings.jsonl").touch()
        return 0

    monkeypatch.setattr(x, "prepare", lambda lock, is_screen: None)
    monkeypatch.setattr(x, "python", self_test)
    monkeypatch.setattr(x, "has_screen", lambda *_: False)
    assert x.main(["run"]) == 0
    said = capsys.readouterr().out
    assert "no screen" in said
    assert f"Screenshots:\n  {Path('build', 'self-test', 'window.png')}\n" in said
    assert f"Dataset:\n  {Path('build', 'self-test', 'codings.jsonl')}\n" in said
    assert "yesterday" not in said


def test_tests_run_offscreen_with_the_arguments_given(pythons: list[tuple[str, ...]]) -> None:
    assert x.main(["test", "-k", "offsets"]) == 0
    assert pythons == [
        ("-m", "pytest", "-n", "auto", "--dist", "worksteal", "-k", "offsets", "QT_QPA_PLATFORM=offscreen")
    ]


def test_check_goes_on_after_a_red_step_and_names_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(x, "prepare", lambda lock, is_screen: None)
    monkeypatch.setattr(x, "python", lambda *arguments, **_: int("mypy" in arguments))
    assert x.main(["check"]) == 1
    said = capsys.readouterr().out
    assert all(f"== {title}" in said for title in x.CHECKS)
    assert said.rstrip().endswith("Red: mypy.")


def test_benchmarks_are_kept_as_json(pythons: list[tuple[str, ...]], checkout: Path) -> None:
    assert x.main(["bench", "-k", "scroll"]) == 0
    assert f"--benchmark-json={checkout / 'build' / 'benchmarks' / 'latest.json'}" in pythons[0]
    assert "python_files=bench_*.py" in pythons[0]


def test_clean_keeps_the_environment_unless_told(checkout: Path) -> None:
    for folder in ("build", ".venv", ".ruff_cache", "annotator/gui/__pycache__"):
        (checkout / folder).mkdir(parents=True)
    assert x.main(["clean"]) == 0
    assert sorted(path.name for path in checkout.iterdir()) == [".venv", "annotator", "packaging"]
    assert list((checkout / "annotator" / "gui").iterdir()) == []


def test_clean_all_removes_the_environment(steps: list[str], checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    assert x.main(["clean", "--all"]) == 0
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("arguments", [["check", "--fast"], ["clean", "everything"]])
def test_an_argument_a_command_does_not_know_is_refused(
    arguments: list[str], pythons: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert x.main(arguments) == x.WRONG_USAGE
    assert arguments[1] in capsys.readouterr().err
    assert pythons == []


def test_making_lock_files_needs_uv(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(x.shutil, "which", lambda name: None)
    assert x.main(["lock"]) == x.LACKING
    assert "needs uv" in capsys.readouterr().err


def test_a_full_disk_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "somewhere/.venv")

    monkeypatch.setattr(x, "prepare", full)
    assert x.main(["test"]) == x.SETUP_FAILED
    assert capsys.readouterr().err == "x.py: No space left on device (somewhere/.venv)\n"


def test_ctrl_c_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(x, "prepare", interrupted)
    assert x.main(["test"]) == x.STOPPED
    assert capsys.readouterr().err == "x.py: stopped.\n"


# --- Called for real -------------------------------------------------------------------------------------------------


def called(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Call x.py as a person does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "x.py"), *arguments], capture_output=True, text=True, check=False, cwd=os.sep
    )


@pytest.mark.parametrize("asked", ["--help", "-h", "help"])
def test_help_lists_every_command(asked: str) -> None:
    finished = called(asked)
    assert finished.returncode == 0
    assert all(f"\n  {command} " in finished.stdout for command in x.COMMANDS)
    assert finished.stderr == ""


def test_without_a_command_the_usage_is_shown_as_wrong_usage() -> None:
    finished = called()
    assert finished.returncode == x.WRONG_USAGE
    assert "usage: python3 x.py COMMAND" in finished.stdout


def test_an_unknown_command_is_named() -> None:
    finished = called("fly")
    assert finished.returncode == x.WRONG_USAGE
    assert "there is no command 'fly'" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("version", [(3, 6), (3, 9), (3, 10)])
def test_an_old_python_is_refused_in_plain_words(version: tuple[int, int]) -> None:
    script = (
        "import platform, runpy, sys\n"
        f"sys.version_info = {(*version, 0, 'final', 0)}\n"
        f"platform.python_version = lambda: '{version[0]}.{version[1]}.0'\n"
        f"sys.argv = ['x.py', 'run']\n"
        f"runpy.run_path({str(ROOT / 'x.py')!r}, run_name='__main__')\n"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert finished.returncode == x.LACKING
    assert f"this is Python {version[0]}.{version[1]}.0" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_an_old_python_can_at_least_parse_it() -> None:
    ast.parse((ROOT / "x.py").read_text("utf-8"), feature_version=(3, 7))


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse((ROOT / "x.py").read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
