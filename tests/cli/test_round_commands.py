"""``annotator round`` and ``annotator assign`` together: what a study goes through, and what they refuse."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

PEOPLE = ("Ben", "Cleo")


@pytest.fixture
def pilot(project: Path, tmp_path: Path, run: Run) -> Path:
    """A project with six articles, two more coders and a round called Pilot."""
    folder = tmp_path / "six"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"# Article {number}\n\nAt post {number}.", encoding="utf-8")
    assert run("import", project, folder).status == 0
    for name in PEOPLE:
        assert run("round", "add-coder", project, name).status == 0
    assert run("round", "new", project, "Pilot", "--seed", 5).status == 0
    return project


def progress(run: Run, project: Path, name: str = "Pilot") -> Any:
    return run("round", "progress", project, name, "--json").json


def given_out(run: Run, project: Path) -> dict[str, dict[str, str]]:
    return {article["title"]: article["coders"] for article in progress(run, project)["by_article"]}


def assigned(run: Run, project: Path, coder: str) -> list[str]:
    """Give a coder all articles and return their ids."""
    given = run("assign", "hand", project, "Pilot", "--coder", coder, "--search", "Article", "--json").json
    return list(given["articles"])


def events(run: Run, project: Path) -> int:
    return int(run("check", project, "--json").json["events"])


# -- rounds -----------------------------------------------------------------------------------------------------------


def test_rounds_are_listed_oldest_first_with_their_manner_and_state(pilot: Path, run: Run) -> None:
    run("round", "new", pilot, "Second", "--open")
    assigned(run, pilot, "Ben")
    run("round", "release", pilot, "Second")
    assert run("round", "list", pilot).out.splitlines() == [
        "Pilot: blind, running, incident 1, 0 of 6 assignments finished.",
        "Second: open, released, incident 1, 0 of 0 assignments finished.",
    ]


def test_releasing_an_open_round_reveals_nothing_and_says_nothing_of_it(pilot: Path, run: Run) -> None:
    run("round", "new", pilot, "Open", "--open")
    assert run("round", "release", pilot, "Open", "--dry-run").out == "Open would be released.\n"
    assert run("round", "release", pilot, "Open").out == "Open is released.\n"
    assert run("round", "reopen", pilot, "open").out == "Open is reopened.\n"
    again = run("round", "reopen", pilot, "Open")
    assert (again.status, again.err) == (1, "Open is running already. Nothing was changed.\n")


def test_a_round_without_articles_has_progress_all_the_same(pilot: Path, run: Run) -> None:
    assert run("round", "progress", pilot, "Pilot").out.splitlines() == [
        "Pilot: 0 of 0 assignments finished.",
        "0 articles, 0 of them given to several coders.",
    ]
    facts = progress(run, pilot)
    assert (facts["coders"], facts["pairs"], facts["by_article"]) == ([], [], [])


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (("release", "Pilot"), "Pilot would be released: its coders see each other's work then.\n"),
        (("rename", "Pilot", "First"), "Pilot would be renamed.\n"),
        (("remove", "Pilot"), "Pilot would be removed.\n"),
        (("add-coder", "Dora"), "Would add Dora.\n"),
        (("rename-coder", "Ben", "Benjamin"), "Ben would be Benjamin now.\n"),
    ],
)
def test_a_dry_run_says_what_would_be_and_leaves_all_as_it_is(
    pilot: Path, run: Run, words: tuple[str, ...], out: str
) -> None:
    before = events(run, pilot), run("round", "list", pilot).out
    command, *rest = words
    answer = run("round", command, pilot, *rest, "--dry-run")
    assert (answer.status, answer.out, answer.err) == (0, out, "")
    assert (events(run, pilot), run("round", "list", pilot).out) == before


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)], ids=["in earnest", "dry run"])
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("reopen", "Pilot"), "Pilot is running already."),
        (("rename", "Pilot", ""), "A round's name has 1 to 80 characters."),
        (("rename", "Nowhere", "x"), "There is no round Nowhere. The rounds are: Pilot."),
        (("add-coder", "Gold"), "“Gold” is what the rulings' own codings are called."),
        (("add-coder", "x" * 81), "A coder's name has 1 to 80 characters."),
        (("rename-coder", "Ben", "cleo"), "There is a coder Cleo already."),
        (("rename-coder", "Nobody", "x"), "There is no coder Nobody. The coders are: "),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_dry_or_not(
    pilot: Path, run: Run, words: tuple[str, ...], sentence: str, dry_run: tuple[str, ...]
) -> None:
    before = events(run, pilot)
    command, *rest = words
    answer = run("round", command, pilot, *rest, *dry_run)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith(sentence)
    assert events(run, pilot) == before


def test_accents_may_be_typed_either_way(pilot: Path, run: Run) -> None:
    run("round", "new", pilot, "Entra\u0302\u0131nement")
    run("round", "add-coder", pilot, "Zoe\u0308")
    assert run("assign", "hand", pilot, "Entrâ\u0131nement", "--coder", "Zoë", "--search", "Article 1").status == 0
    assert progress(run, pilot, "Entra\u0302\u0131nement")["coders"][0]["name"] == "Zoë"
    assert run("round", "add-coder", pilot, "Zoë").status == 1


# -- assignments ------------------------------------------------------------------------------------------------------


def test_the_round_s_own_seed_is_drawn_with_unless_another_is_named(pilot: Path, run: Run) -> None:
    own = run("assign", "plan", pilot, "Pilot", "--dry-run", "--json").json
    assert own["seed"] == 5
    assert run("assign", "plan", pilot, "Pilot", "--seed", 5, "--dry-run", "--json").json == own
    assert run("assign", "plan", pilot, "Pilot", "--seed", 0, "--dry-run", "--json").json["seed"] == 0


def test_a_plan_of_named_articles_takes_those_only(pilot: Path, run: Run) -> None:
    everything = [one["id"] for one in run("assign", "plan", pilot, "Pilot", "--dry-run", "--json").json["by_article"]]
    options = [option for article in everything[:2] for option in ("--article", article)]
    plan = run("assign", "plan", pilot, "Pilot", *options, "--share", 0, "--json").json
    assert sorted(one["id"] for one in plan["by_article"]) == sorted(everything[:2])
    assert progress(run, pilot)["articles"] == 2


@pytest.mark.parametrize("command", [("plan",), ("hand", "--coder", "Ben")])
def test_articles_are_named_or_searched_for_but_not_both(pilot: Path, run: Run, command: tuple[str, ...]) -> None:
    name, *rest = command
    answer = run("assign", name, pilot, "Pilot", *rest, "--article", "x", "--search", "y")
    assert (answer.status, answer.out) == (2, "")
    assert progress(run, pilot)["assigned"] == 0


def test_what_is_named_twice_is_refused_when_given_and_counted_once_when_taken_back(pilot: Path, run: Run) -> None:
    article = assigned(run, pilot, "Ben")[0]
    twice = ("--article", article, "--article", article)
    given = run("assign", "hand", pilot, "Pilot", "--coder", "Cleo", *twice)
    assert (given.status, given.err) == (1, "An article is named twice. Nothing was changed.\n")
    taken = run("assign", "withdraw", pilot, "Pilot", "--coder", "Ben", *twice)
    assert (taken.status, taken.out) == (0, "1 article taken back from Ben in Pilot.\n")
    assert progress(run, pilot)["assigned"] == 5


def test_named_articles_are_moved_and_the_others_stay(pilot: Path, run: Run) -> None:
    first, second, *_ = assigned(run, pilot, "Ben")
    move = ("assign", "move", pilot, "Pilot", "--from", "Ben", "--to", "Cleo")
    answer = run(*move, "--article", first, "--article", second, "--json")
    assert answer.json == {"round": "Pilot", "done": True, "articles": [first, second]}
    again = run(*move, "--article", first)
    assert (again.status, again.out) == (1, "")
    assert again.err.startswith("Cleo has “Article 0” in Pilot already.")
    assert given_out(run, pilot)["Article 0"] == {"Cleo": "not_started"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--from", "Ben", "--to", "Ben"), "Ben has no article in Pilot that is not begun and could go elsewhere."),
        (("--from", "Cleo", "--to", "Ben"), "Cleo has no article in Pilot that is not begun"),
        (("--from", "Ben", "--to", "Nobody"), "There is no coder Nobody."),
        (("--from", "Ben", "--to", "Gold"), "There is no coder Gold."),
        (("--from", "Ben", "--to", "Cleo", "--article", "nowhere"), "Ben does not have "),
    ],
)
def test_a_move_that_cannot_be_is_refused(pilot: Path, run: Run, options: tuple[str, ...], sentence: str) -> None:
    assigned(run, pilot, "Ben")
    before = events(run, pilot)
    answer = run("assign", "move", pilot, "Pilot", *options)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith(sentence)
    assert events(run, pilot) == before


# -- to read only -----------------------------------------------------------------------------------------------------

WRITING: list[Callable[[Path], tuple[object, ...]]] = [
    lambda path: ("round", "new", path, "Second"),
    lambda path: ("round", "release", path, "Pilot"),
    lambda path: ("round", "remove", path, "Pilot"),
    lambda path: ("round", "add-coder", path, "Dora"),
    lambda path: ("assign", "plan", path, "Pilot"),
    lambda path: ("assign", "hand", path, "Pilot", "--coder", "Ben", "--search", "Article"),
]


@pytest.mark.parametrize("words", WRITING, ids=["new", "release", "remove", "add-coder", "plan", "hand"])
def test_a_project_that_cannot_be_written_is_read_and_left_alone(
    pilot: Path, run: Run, words: Callable[[Path], tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pilot.read_bytes()
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and may(path, mode))
    answer = run(*words(pilot))
    assert (answer.status, answer.out) == (1, "")
    assert "read" in answer.err
    assert run("round", "list", pilot).out.startswith("Pilot: blind, running")
    assert run("round", "progress", pilot, "Pilot").status == 0
    assert pilot.read_bytes() == before
