"""``annotator round``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from annotator.services.folders import person_name
from tests.cli.conftest import Run


def events(run: Run, project: Path) -> int:
    return int(run("check", project, "--json").json["events"])


@pytest.fixture
def pilot(project: Path, news: Path, run: Run) -> Path:
    """A project with two articles, two more coders and a round called Pilot."""
    assert run("import", project, news).status == 0
    for name in ("Ben", "Cleo"):
        assert run("round", "add-coder", project, name).status == 0
    assert run("round", "new", project, "Pilot", "--seed", 5).status == 0
    return project


def test_a_round_is_made_and_listed(project: Path, run: Run) -> None:
    assert run("round", "list", project).out == (
        "The project has no rounds. Make one with: annotator round new PROJECT NAME\n"
    )
    assert run("round", "new", project, "Pilot").out == "Made the round Pilot.\n"
    assert run("round", "list", project).out == ("Pilot: blind, running, incident 1, 0 of 0 assignments finished.\n")


def test_a_round_is_made_with_all_its_options_and_told_to_scripts(project: Path, run: Run) -> None:
    answer = run(
        *("round", "new", project, "Open one", "--open", "--without-proposals", "--seed", 9),
        *("--sample-share", 0.2, "--codebook-version", 1, "--json"),
    )
    facts = answer.json
    assert set(facts) == {*("name", "id", "codebook", "blind", "proposals", "seed", "sample_share", "state", "made")}
    del facts["id"]
    assert facts == {
        "name": "Open one",
        "codebook": "incident 1",
        "blind": False,
        "proposals": False,
        "seed": 9,
        "sample_share": 0.2,
        "state": "running",
        "made": True,
    }
    (listed,) = run("round", "list", project, "--json").json["rounds"]
    assert (listed["name"], listed["blind"], listed["assigned"], listed["finished"]) == ("Open one", False, 0, 0)


def test_a_dry_run_makes_no_round_but_refuses_what_would_be_refused(pilot: Path, run: Run) -> None:
    before = events(run, pilot)
    answer = run("round", "new", pilot, "Second", "--dry-run")
    assert (answer.status, answer.out) == (0, "Would make the round Second.\n")
    assert run("round", "new", pilot, "Second", "--dry-run", "--json").json == {"name": "Second", "made": False}
    refused = run("round", "new", pilot, "pilot", "--dry-run")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("There is a round pilot already.")
    assert events(run, pilot) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("",), "A round's name has 1 to 80 characters."),
        (("x", "--codebook-version", 7), "The project has no version 7 of its codebook."),
        (("x", "--seed", -1), "The seed is -1"),
        (("x", "--sample-share", 2), "The sample is a share from 0 to 1, not 2."),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_a_sentence(
    project: Path, run: Run, options: Sequence[object], sentence: str
) -> None:
    answer = run("round", "new", project, *options)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith(sentence)
    assert run("round", "list", project, "--json").json == {"rounds": []}


def test_progress_is_shown_coder_by_coder(pilot: Path, run: Run) -> None:
    run("assign", "plan", pilot, "Pilot", "--coder", "Ben", "--coder", "Cleo", "--share", 0.5)
    lines = run("round", "progress", pilot, "pilot").out.splitlines()
    assert lines[:2] == [
        "Pilot: 0 of 3 assignments finished.",
        "2 articles, 1 of them given to several coders.",
    ]
    assert sorted(line.split(":")[0] for line in lines[2:]) == ["  Ben", "  Cleo"]
    assert all("0 in progress" in line and "0 without incident" in line for line in lines[2:])


def test_progress_is_told_to_scripts_article_by_article(pilot: Path, run: Run) -> None:
    run("assign", "plan", pilot, "Pilot", "--coder", "Ben", "--coder", "Cleo", "--share", 1)
    facts = run("round", "progress", pilot, "Pilot", "--json").json
    assert (facts["assigned"], facts["articles"], facts["multiply_coded"], facts["unsettled"]) == (4, 2, 2, 0)
    assert facts["pairs"] == [{"coders": ["Ben", "Cleo"], "articles": 2}]
    assert [coder["assigned"] for coder in facts["coders"]] == [2, 2]
    assert [article["title"] for article in facts["by_article"]] == ["First", "Second"]
    assert [article["coders"] for article in facts["by_article"]] == [{"Ben": "not_started", "Cleo": "not_started"}] * 2


def test_a_round_is_released_and_reopened(pilot: Path, run: Run) -> None:
    before = events(run, pilot)
    dry = run("round", "release", pilot, "Pilot", "--dry-run")
    assert dry.out == "Pilot would be released: its coders see each other's work then.\n"
    assert events(run, pilot) == before
    assert run("round", "release", pilot, "Pilot").out == ("Pilot is released: its coders see each other's work now.\n")
    again = run("round", "release", pilot, "Pilot")
    assert (again.status, again.err) == (1, "Pilot is released already. Nothing was changed.\n")
    reopened = run("round", "reopen", pilot, "Pilot", "--json").json
    assert (reopened["round"], reopened["reopened"]) == ("Pilot", True)
    (listed,) = run("round", "list", pilot, "--json").json["rounds"]
    assert listed["state"] == "running"


def test_a_round_is_renamed_and_removed(pilot: Path, run: Run) -> None:
    assert run("round", "rename", pilot, "Pilot", "First").out == "Pilot is renamed.\n"
    missing = run("round", "remove", pilot, "Pilot")
    assert (missing.status, missing.err) == (1, "There is no round Pilot. The rounds are: First.\n")
    assert run("round", "remove", pilot, "First", "--dry-run").out == "First would be removed.\n"
    assert run("round", "remove", pilot, "First").out == "First is removed.\n"
    gone = run("round", "progress", pilot, "First")
    assert (gone.status, gone.err) == (1, "There is no round First. The project has no rounds.\n")


def test_coders_are_added_and_renamed(pilot: Path, run: Run) -> None:
    assert run("round", "add-coder", pilot, "Dora", "--json").json == {"coder": "Dora", "added": True}
    taken = run("round", "add-coder", pilot, "ben")
    assert (taken.status, taken.err.split(".")[0]) == (1, "There is a coder Ben already")
    assert run("round", "rename-coder", pilot, "Dora", "Theodora").out == "Dora is Theodora now.\n"
    missing = run("round", "rename-coder", pilot, "Dora", "D")
    assert missing.status == 1
    assert missing.err.startswith("There is no coder Dora. The coders are: Coder A, ")
    assert "Theodora" in missing.err


def test_looking_changes_nothing_and_adds_nobody(pilot: Path, run: Run) -> None:
    before = events(run, pilot)
    run("round", "list", pilot)
    run("round", "progress", pilot, "Pilot")
    assert events(run, pilot) == before


@pytest.mark.parametrize("command", [("list",), ("progress", "Pilot"), ("release", "Pilot"), ("new", "Pilot")])
def test_a_project_that_is_not_there_is_refused(tmp_path: Path, run: Run, command: tuple[str, ...]) -> None:
    name, *rest = command
    answer = run("round", name, tmp_path / "none.annotator", *rest)
    assert (answer.status, answer.out) == (1, "")
    assert "none.annotator" in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "{project}", "{project}/nothing.txt"),
        ("export", "{project}", "{project}", "--keep-as", "x"),
        ("recipe", "remove", "{project}", "Weekly"),
        ("round", "new", "{project}", "Pilot", "--codebook-version", "9"),
        ("round", "release", "{project}", "Nowhere"),
        ("assign", "hand", "{project}", "First", "--coder", "Coder A", "--article", "none"),
        ("review", "begin", "{project}", "--round", "Nowhere"),
        ("import-codings", "{project}", "{project}", "--form", "csv", "--coder", "Ben"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_who_is_refused_does_not_become_a_coder(run: Run, project: Path, arguments: tuple[str, ...]) -> None:
    before = run("check", project, "--json").json["events"]
    answer = run(*(one.replace("{project}", str(project)) for one in arguments))
    assert answer.status == 1, answer
    assert run("check", project, "--json").json["events"] == before


def test_who_does_something_becomes_a_coder_with_it(run: Run, project: Path) -> None:
    before = run("check", project, "--json").json["events"]
    assert run("round", "new", project, "Pilot").status == 0
    assert run("check", project, "--json").json["events"] == before + 2, "the coder, then the round"
    assert run("round", "new", project, "Second").status == 0
    assert run("check", project, "--json").json["events"] == before + 3


def test_a_person_may_add_themselves_as_a_coder_once(run: Run, project: Path) -> None:
    name = person_name()
    assert run("round", "add-coder", project, name.upper()).status == 0
    refused = run("round", "add-coder", project, name)
    assert (refused.status, refused.err.startswith(f"There is a coder {name} already.")) == (1, True)


def test_a_codebook_version_there_is_not_is_refused_with_those_there_are(run: Run, project: Path) -> None:
    answer = run("round", "new", project, "Pilot", "--codebook-version", "9")
    assert answer.err == "The project has no version 9 of its codebook. It has 1.\n"
