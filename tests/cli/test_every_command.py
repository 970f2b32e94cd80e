"""What holds for every command of the command line alike: names, help, JSON, and projects it cannot have."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from annotator.__main__ import COMMANDS
from annotator.bootstrap import open_workspace
from annotator.cli.app import made_app
from annotator.services.folders import Folders
from tests.cli.conftest import Run

KEBAB = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True)
class Command:
    """A command as it is typed, and its parameters."""

    words: tuple[str, ...]
    help: str
    parameters: tuple[Any, ...]

    @property
    def options(self) -> dict[str, Any]:
        """The options by each of their names."""
        return {name: one for one in self.parameters if one.param_type_name == "option" for name in one.opts}

    @property
    def arguments(self) -> list[Any]:
        """What is given without a name, in order."""
        return [one for one in self.parameters if one.param_type_name == "argument"]

    def __str__(self) -> str:
        return " ".join(self.words)


def _found(command: Any, words: tuple[str, ...] = ()) -> Iterator[Command]:
    inner = getattr(command, "commands", {})
    for name, one in inner.items():
        yield from _found(one, (*words, name))
    if not inner:
        yield Command(words, command.help or "", tuple(command.params))


ROOT = typer.main.get_command(made_app(lambda _: 0))
EVERY = tuple(_found(ROOT))
NEITHER_PROJECT_NOR_JSON = {("self-test",)}
WITHOUT_PROJECT = NEITHER_PROJECT_NOR_JSON | {("codebook", "validate"), ("codebook", "document")}


# -- names and help ---------------------------------------------------------------------------------------------------


def test_the_program_knows_its_commands_before_it_loads_them() -> None:
    assert set(COMMANDS) == set(ROOT.commands)  # type: ignore[attr-defined]
    assert len(COMMANDS) == len(set(COMMANDS))


@pytest.mark.parametrize("command", EVERY, ids=str)
def test_commands_and_options_are_named_in_small_letters_with_hyphens(command: Command) -> None:
    assert all(KEBAB.fullmatch(word) for word in command.words)
    for name in command.options:
        assert KEBAB.fullmatch(name.lstrip("-")), name
        assert name.startswith("--") or len(name) == len("-x"), name


@pytest.mark.parametrize("command", EVERY, ids=str)
def test_a_command_says_what_it_does_in_sentences(command: Command) -> None:
    assert re.match(r"[A-Z]", command.help)
    assert command.help.rstrip().endswith(".")


@pytest.mark.parametrize("command", EVERY, ids=str)
def test_every_argument_and_option_is_explained_in_a_sentence(command: Command) -> None:
    for parameter in command.parameters:
        assert parameter.help, f"{parameter.name} of {command} has no help"
        assert parameter.help.rstrip().endswith((".", "…")), f"{parameter.name} of {command}: {parameter.help}"


@pytest.mark.parametrize("group", [name for name, one in ROOT.commands.items() if hasattr(one, "commands")])  # type: ignore[attr-defined]
def test_a_group_of_commands_says_what_it_is_about_and_lists_them(run: Run, group: str) -> None:
    answer = run(group, "--help")
    assert answer.status == 0
    for command in EVERY:
        if command.words[0] == group:
            assert f"│ {command.words[1]} " in answer.out
    bare = run(group)
    assert bare.status == 2, "a group alone is no command"


@pytest.mark.parametrize("command", EVERY, ids=str)
def test_help_is_shown_for_the_asking(run: Run, command: Command) -> None:
    answer = run(*command.words, "--help")
    assert answer.status == 0
    assert f"Usage: annotator {command}" in answer.out
    for name in command.options:
        assert name in answer.out, f"{name} is not in the help"


@pytest.mark.parametrize("command", [one for one in EVERY if one.words not in WITHOUT_PROJECT], ids=str)
def test_the_project_comes_first(command: Command) -> None:
    assert command.arguments[0].name == "project"


@pytest.mark.parametrize("command", [one for one in EVERY if one.words not in NEITHER_PROJECT_NOR_JSON], ids=str)
def test_scripts_can_have_json_and_have_to_ask_for_it(command: Command) -> None:
    option = command.options["--json"]
    assert option.is_flag
    assert option.default is False


@pytest.mark.parametrize("command", EVERY, ids=str)
def test_the_same_name_means_the_same_everywhere(command: Command) -> None:
    for name, kind in {"--json": "Print JSON.", "--dry-run": "Only show what would happen."}.items():
        if name in command.options:
            assert command.options[name].help == kind


@pytest.mark.parametrize("command", EVERY, ids=str)
def test_an_option_there_is_not_is_wrong_usage_and_does_nothing(run: Run, command: Command, tmp_path: Path) -> None:
    given = [tmp_path / one.name for one in command.arguments]
    answer = run(*command.words, *given, "--no-such-option")
    assert (answer.status, answer.out) == (2, "")
    assert "--no-such-option" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [one for one in EVERY if one.arguments], ids=str)
def test_a_command_without_what_it_needs_is_wrong_usage(run: Run, command: Command) -> None:
    answer = run(*command.words)
    assert (answer.status, answer.out) == (2, "")
    assert f"Usage: annotator {command}" in answer.err


# -- projects it cannot have ------------------------------------------------------------------------------------------

READING: dict[str, tuple[str, ...]] = {
    "check": (),
    "agreement": (),
    "export": ("{new}",),
    "recipe list": (),
    "round list": (),
    "packet divergences": (),
    "review cases": (),
    "review stale": (),
}
"""Commands that only read, with arguments that a project without articles can answer."""

WRITING: dict[str, tuple[str, ...]] = {
    "import": ("{text}",),
    "import-codings": ("{text}", "--form", "csv", "--coder", "Ben"),
    "export": ("{new}", "--keep-as", "A recipe"),
    "recipe remove": ("A recipe",),
    "round new": ("Pilot",),
    "round release": ("Pilot",),
    "round reopen": ("Pilot",),
    "round rename": ("Pilot", "First"),
    "round remove": ("Pilot",),
    "round add-coder": ("Ben",),
    "round rename-coder": ("Coder A", "Coder B"),
    "assign plan": ("Pilot",),
    "assign hand": ("Pilot", "--coder", "Coder A", "--article", "one"),
    "assign move": ("Pilot", "--from", "Coder A", "--to", "Ben"),
    "assign withdraw": ("Pilot", "--coder", "Coder A"),
    "packet merge": ("{text}",),
    "packet settle": ("one", "two"),
    "review begin": (),
}
"""Commands that write into the project."""

OF_A_ROUND: dict[str, tuple[str, ...]] = {
    "replicate": ("{new}",),
    "round progress": ("Pilot",),
    "packet make": ("{new}", "--round", "Pilot", "--all"),
    "review export": ("{new}",),
}
"""Commands that only read, and find nothing in an empty project."""


FOR_LOST_PROJECTS = ("backup list", "backup restore")
"""Commands whose project may be damaged or gone; see `test_backup`."""


def typed(words: str, more: tuple[str, ...], project: Path, folder: Path) -> list[str]:
    """Return a command with its arguments; ``{new}`` is a place where nothing is, ``{text}`` an article."""
    (folder / "text.txt").write_text("Two killed.", encoding="utf-8")
    places = {"{new}": str(folder / "new"), "{text}": str(folder / "text.txt")}
    return [*words.split(), str(project), *(places.get(one, one) for one in more)]


def test_the_tables_name_every_command_that_opens_a_project() -> None:
    named = {*READING, *WRITING, *OF_A_ROUND, *FOR_LOST_PROJECTS}
    assert named == {str(one) for one in EVERY if one.words not in WITHOUT_PROJECT} - {"new"}


ALL = [*READING.items(), *WRITING.items(), *OF_A_ROUND.items()]


@pytest.mark.parametrize(("words", "more"), ALL, ids=[words for words, _ in ALL])
def test_a_project_that_is_not_there_is_named_and_nothing_is_made(
    run: Run, tmp_path: Path, words: str, more: tuple[str, ...]
) -> None:
    answer = run(*typed(words, more, tmp_path / "gone.annotator", tmp_path))
    assert (answer.status, answer.out) == (1, "")
    assert "There is no file" in answer.err
    assert str(tmp_path / "gone.annotator") in answer.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["text.txt"]


@pytest.mark.parametrize(("words", "more"), ALL, ids=[words for words, _ in ALL])
def test_a_file_that_is_no_project_is_told_and_left_as_it_was(
    run: Run, tmp_path: Path, words: str, more: tuple[str, ...]
) -> None:
    path = tmp_path / "letter.annotator"
    path.write_bytes(b"Dear all,\n" * 60)
    answer = run(*typed(words, more, path, tmp_path), "--json")
    assert (answer.status, answer.out) == (1, "")
    assert "is not a project file" in answer.err
    assert path.read_bytes() == b"Dear all,\n" * 60
    assert sorted(one.name for one in tmp_path.iterdir()) == ["letter.annotator", "text.txt"]


AT_ONCE = {words: more for words, more in WRITING.items() if words != "packet merge"}
"""Merging opens the project to write only when a packet turns out to be one."""


@pytest.mark.parametrize(("words", "more"), AT_ONCE.items(), ids=AT_ONCE)
def test_a_project_that_is_open_elsewhere_is_not_written_into(
    run: Run, project: Path, tmp_path: Path, words: str, more: tuple[str, ...]
) -> None:
    with open_workspace(project, folders=Folders.of_person(), coder_name="Coder A") as workspace:
        head = workspace.project.head
        answer = run(*typed(words, more, project, tmp_path))
        assert workspace.project.head == head
    assert (answer.status, answer.out) == (1, "")
    assert "is already open in this program. Nothing was changed." in answer.err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("words", "more"), READING.items(), ids=READING)
def test_a_project_that_is_open_elsewhere_can_be_read(
    run: Run, project: Path, tmp_path: Path, words: str, more: tuple[str, ...]
) -> None:
    with open_workspace(project, folders=Folders.of_person(), coder_name="Coder A"):
        answer = run(*typed(words, more, project, tmp_path), "--json")
    assert answer.status == 0, answer.err
    assert isinstance(answer.json, dict)


@pytest.mark.parametrize(("words", "more"), READING.items(), ids=READING)
def test_reading_leaves_the_file_as_it_was(
    run: Run, project: Path, tmp_path: Path, words: str, more: tuple[str, ...]
) -> None:
    before = project.read_bytes()
    assert run(*typed(words, more, project, tmp_path)).status == 0
    assert project.read_bytes() == before
    assert [one.name for one in project.parent.glob(f"{project.name}*")] == [project.name]


DRY = {
    words: more for words, more in WRITING.items() if any(str(c) == words and "--dry-run" in c.options for c in EVERY)
}


@pytest.mark.parametrize(("words", "more"), DRY.items(), ids=DRY)
def test_a_dry_run_changes_nothing_whether_it_is_refused_or_not(
    run: Run, project: Path, tmp_path: Path, words: str, more: tuple[str, ...]
) -> None:
    assert run("round", "new", project, "Pilot").status == 0
    before = run("check", project, "--json").json
    answer = run(*typed(words, more, project, tmp_path), "--dry-run")
    assert answer.status in {0, 1}
    assert bool(answer.err) == bool(answer.status) or words == "packet merge"
    assert run("check", project, "--json").json == before


@pytest.mark.parametrize(("words", "more"), ALL, ids=[words for words, _ in ALL])
def test_a_newer_program_s_project_is_refused(
    run: Run, project: Path, tmp_path: Path, words: str, more: tuple[str, ...]
) -> None:
    newer = tmp_path / "newer.annotator"
    shutil.copyfile(project, newer)
    content = bytearray(newer.read_bytes())
    content[60:64] = (99).to_bytes(4, "big")  # the file's user_version
    newer.write_bytes(content)
    answer = run(*typed(words, more, newer, tmp_path))
    assert (answer.status, answer.out) == (1, "")
    assert str(newer) in answer.err
    assert newer.read_bytes() == bytes(content)


def test_json_is_one_value_on_one_stream(run: Run, project: Path) -> None:
    answer = run("round", "list", project, "--json")
    assert json.loads(answer.out) == {"rounds": []}
    assert answer.err == ""
