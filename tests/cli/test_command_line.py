"""The command line as a whole: help, usage, exit status, and a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import __version__
from annotator.__main__ import COMMANDS, INTERRUPTED, _is_for_window
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]


def process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a person would, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "annotator", *(str(argument) for argument in arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_help_lists_every_command(run: Run) -> None:
    answer = run("--help")
    assert answer.status == 0
    for command in COMMANDS:
        assert f"│ {command} " in answer.out


@pytest.mark.parametrize(
    "command", [["new"], ["import"], ["export"], ["check"], ["self-test"], ["codebook", "validate"]]
)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself(run: Run, command: list[str], flag: str) -> None:
    answer = run(*command, flag)
    assert answer.status == 0
    assert f"annotator {' '.join(command)}" in answer.out


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out == f"Incident Annotator {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["new"],
        ["import"],
        ["import", "only-a-project"],
        ["export", "only-a-project"],
        ["check"],
        ["check", "a", "b"],
        ["check", "a", "--nonsense"],
        ["codebook", "validate"],
        ["codebook", "nonsense"],
        ["nonsense", "a"],
        ["--nonsense"],
        ["new", "a", "--codebook"],
    ],
)
def test_wrong_usage_is_status_2_and_says_what_is_wrong(run: Run, arguments: list[str]) -> None:
    answer = run(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert "─ Error ─" in answer.err


@pytest.mark.parametrize("command", ["check", "import", "export"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(200), "is not a project file"),
        (b"SQLite format 3\0", "cut short"),
    ],
)
def test_every_command_refuses_what_is_no_project(
    run: Run, tmp_path: Path, command: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / "work.annotator"
    if content is not None:
        path.write_bytes(content)
    more = {"check": [], "import": [tmp_path], "export": [tmp_path / "out"]}[command]
    answer = run(command, path, *more)
    assert (answer.status, answer.out) == (1, "")
    assert str(path) in answer.err
    assert words in answer.err
    assert (path.read_bytes() if path.exists() else None) == content


def test_no_progress_is_drawn_where_nobody_looks(project: Path, news: Path, run: Run, tmp_path: Path) -> None:
    answers = [run("import", project, news / "a.txt"), run("check", project), run("export", project, tmp_path / "out")]
    assert [answer.err for answer in answers] == ["", "", ""]


def test_a_refusal_of_a_process_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    done = process("check", tmp_path / "gone.annotator")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith(f"There is no file {tmp_path / 'gone.annotator'}.")
    assert b"Traceback" not in done.stderr


def test_wrong_usage_of_a_process_is_status_2() -> None:
    done = process("check")
    assert done.returncode == 2
    assert b"Usage: annotator check" in done.stderr


def test_a_terminal_that_knows_only_ascii_shows_escapes(tmp_path: Path) -> None:
    done = process("new", tmp_path / "Ménaka", "--coder", "محمد", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"M\\xe9naka.annotator" in done.stdout
    assert (tmp_path / "Ménaka.annotator").is_file()


def test_json_stays_json_where_a_path_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    done = process("new", tmp_path / name, "--json", PYTHONIOENCODING="utf-8:strict")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["project"] == str(tmp_path / f"{name}.annotator")


def test_the_terminal_starts_without_the_windows_libraries() -> None:
    code = (
        "import sys; from annotator.__main__ import main; main(['--version']);"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("typed", ["exprot", "frobnicate", "projects"])
def test_a_command_typed_wrong_opens_no_window(run: Run, typed: str) -> None:
    answer = run(typed)
    assert (answer.status, answer.out) == (2, "")
    assert f"No such command '{typed}'" in answer.err


@pytest.mark.parametrize(
    ("argument", "is_for_window"),
    [
        ("--sample", True),
        ("--version", False),
        ("check", False),
        ("frobnicate", False),
        ("gone.annotator", True),
        ("./frobnicate", True),
        ("folder/project", True),
        ("there", True),
    ],
)
def test_a_project_is_told_from_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str, is_for_window: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_bytes(b"")
    assert _is_for_window(argument) is is_for_window


def test_a_self_test_says_at_once_where_it_can_keep_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    answer = run("self-test", "--artifacts", tmp_path / "file" / "inside")
    assert (answer.status, answer.out) == (1, "")
    assert "cannot be made: Not a directory. Choose another folder." in answer.err


LOADING = """
import sys

class Stopping:
    def find_spec(self, name, path=None, target=None):
        if name == "annotator.cli.{module}":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stopping())
from annotator.__main__ import main
sys.exit(main(["check", "x"]))
"""


@pytest.mark.parametrize("module", ["app", "export", "output"])
def test_a_command_that_is_stopped_while_it_loads_ends_without_a_word(module: str) -> None:
    code = LOADING.replace("{module}", module)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, b"", b"")


def test_a_command_that_is_stopped_at_work_ends_with_the_same_status(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("annotator.cli.check.reading", stop)
    answer = run("check", project)
    assert (answer.status, answer.out) == (INTERRUPTED, "")


CLEARING = """
import signal, sys
import annotator.cli.app
from annotator.__main__ import main

def at_work(arguments, run_self_test):
    try:
        print("at work", flush=True)
        while True:  # a signal that came just before would not end a wait
            pass
    finally:
        print("cleared away", flush=True)

annotator.cli.app.run_command = at_work
main(["export", "a", "b"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends programs in another way")
def test_a_command_that_is_ended_clears_away_what_it_began() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CLEARING], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == b"at work\n"
        one.send_signal(signal.SIGTERM)
        try:
            told, _ = one.communicate(timeout=60)
        finally:
            one.kill()
        assert told == b"cleared away\n"
