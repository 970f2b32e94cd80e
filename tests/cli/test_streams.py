"""Where the answer of a command goes: files on full disks, pipes that nobody reads, streams that are not there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
FULL = Path("/dev/full")
"""A file that is always full, on Linux."""

ASKED = [("round", "list"), ("round", "list", "--json"), ("check",), ("check", "--json"), ("recipe", "list", "--json")]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other streams and shells")


def shell(line: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which ``"$@"`` is the program with these arguments."""
    program = [sys.executable, "-m", "annotator", *(str(argument) for argument in arguments)]
    return subprocess.run(
        ["sh", "-c", line, "sh", *program], cwd=ROOT, capture_output=True, check=False, timeout=120, text=True
    )


def command(words: tuple[str, ...], project: Path) -> list[object]:
    """Return a command's words with the project where it belongs."""
    names = [word for word in words if not word.startswith("-")]
    return [*names, project, *words[len(names) :]]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no file that is always full")
@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_an_answer_that_finds_no_room_is_a_sentence_and_status_1(project: Path, words: tuple[str, ...]) -> None:
    done = shell(f'"$@" > {FULL}', *command(words, project))
    assert done.stderr == "The answer could not be written (No space left on device).\n"
    assert done.returncode == 1


@pytest.mark.skipif(not FULL.exists(), reason="this system has no file that is always full")
@pytest.mark.parametrize("option", ["--version", "--help"])
def test_so_is_help_that_finds_no_room(option: str) -> None:
    done = shell(f'"$@" > {FULL}', option)
    assert (done.returncode, done.stderr) == (1, "The answer could not be written (No space left on device).\n")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no file that is always full")
def test_what_was_done_before_the_answer_was_lost_is_done(project: Path, run: Run) -> None:
    assert shell(f'"$@" > {FULL}', "round", "new", project, "Pilot").returncode == 1
    assert [one["name"] for one in run("round", "list", project, "--json").json["rounds"]] == ["Pilot"]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_command_without_an_output_does_its_work_in_silence(project: Path, words: tuple[str, ...]) -> None:
    done = shell('"$@" >&-', *command(words, project))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_command_without_an_output_still_says_what_is_wrong(tmp_path: Path) -> None:
    done = shell('"$@" >&-', "check", tmp_path / "gone.annotator", "--json")
    assert done.returncode == 1
    assert done.stderr.startswith(f"There is no file {tmp_path / 'gone.annotator'}.")


def test_a_command_without_a_stream_for_errors_still_answers(project: Path, tmp_path: Path) -> None:
    done = shell('"$@" 2>&-', "round", "list", project, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"rounds": []})
    assert shell('"$@" 2>&-', "check", tmp_path / "gone.annotator").returncode == 1


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["words", "json"])
def test_a_reader_that_went_away_ends_a_command_without_a_word(project: Path, more: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "annotator", "round", "list", str(project), *more],
            cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=120, text=True,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("setting", ["TERM=dumb", "TERM=", "COLUMNS=1", "COLUMNS=x", "LC_ALL=C", "LANG=nowhere"])
def test_no_setting_of_the_terminal_makes_a_command_fail(project: Path, setting: str) -> None:
    done = shell(f'{setting} "$@"', "round", "new", project, "Ménaka 😀")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Made the round ")
