"""``annotator assign``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def pilot(project: Path, tmp_path: Path, run: Run) -> Path:
    """A project with twelve articles, coders Ben, Cleo and Dora, and a round called Pilot."""
    folder = tmp_path / "twelve"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(f"# Article {number}\n\nAt post {number}.", encoding="utf-8")
    assert run("import", project, folder).status == 0
    for name in ("Ben", "Cleo", "Dora"):
        assert run("round", "add-coder", project, name).status == 0
    assert run("round", "new", project, "Pilot", "--seed", 5).status == 0
    return project


def progress(run: Run, project: Path) -> Any:
    return run("round", "progress", project, "Pilot", "--json").json


def planned(run: Run, project: Path, *options: object) -> Any:
    coders = [option for name in ("Ben", "Cleo", "Dora") for option in ("--coder", name)]
    return run("assign", "plan", project, "Pilot", *coders, *options, "--json").json


def ids(run: Run, project: Path, title: str) -> list[str]:
    return [article["id"] for article in progress(run, project)["by_article"] if article["title"] == title]


def test_a_dry_run_gives_the_plan_that_is_then_given_out(pilot: Path, run: Run) -> None:
    dry = planned(run, pilot, "--share", 0.5, "--dry-run")
    assert progress(run, pilot)["assigned"] == 0
    done = planned(run, pilot, "--share", 0.5)
    assert (dry["done"], done["done"]) == (False, True)
    assert dry | {"done": True} == done
    assert (done["articles"], done["multiply_coded"], done["seed"]) == (12, 6, 5)
    assert done["loads"] == {"Ben": 6, "Cleo": 6, "Dora": 6}
    assert [pair["articles"] for pair in done["pairs"]] == [2, 2, 2]
    stored = {article["id"]: sorted(article["coders"]) for article in progress(run, pilot)["by_article"]}
    assert stored == {article["id"]: article["coders"] for article in done["by_article"]}


def test_a_plan_is_told_to_people(pilot: Path, run: Run) -> None:
    answer = run(
        *("assign", "plan", pilot, "Pilot", "--coder", "ben", "--coder", "Cleo"),
        *("--share", 1, "--search", "Article 1", "--seed", 8),
    )
    assert answer.out.splitlines() == [
        "Assigned 3 articles in Pilot, 3 of them to 2 coders each (seed 8).",
        "  Ben: 3",
        "  Cleo: 3",
        "Any two coders share 3 to 3 articles.",
    ]


def test_another_seed_gives_another_plan_and_the_same_seed_the_same(pilot: Path, run: Run) -> None:
    one, two, again = (planned(run, pilot, "--seed", seed, "--dry-run") for seed in (1, 2, 1))
    assert one == again
    assert one["by_article"] != two["by_article"]


def test_without_names_everybody_codes(pilot: Path, run: Run) -> None:
    loads = run("assign", "plan", pilot, "Pilot", "--dry-run", "--json").json["loads"]
    assert set(loads) >= {"Coder A", "Ben", "Cleo", "Dora"}


def test_a_second_plan_takes_what_nobody_has_yet(pilot: Path, run: Run) -> None:
    assert planned(run, pilot, "--search", "Article 1", "--share", 0)["articles"] == 3
    assert planned(run, pilot, "--share", 0)["articles"] == 9
    refused = run("assign", "plan", pilot, "Pilot")
    assert (refused.status, refused.err) == (1, "There are no articles to give out. Choose other articles.\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--coder", "Nobody"), "There is no coder Nobody. The coders are: Coder A, "),
        (("--coder", "Ben"), "2 coders cannot share an article where only 1 is chosen."),
        (("--coder", "Ben", "--coder", "ben"), "A coder is named twice."),
        (("--share", 3), "The share of articles coded by several is 3; it is a number from 0 to 1."),
        (("--coders-each", 9), "9 coders cannot share an article where only "),
        (("--coders-each", 1), "“Several” cannot be 1"),
        (("--seed", -4), "The seed is -4"),
        (("--article", "nowhere"), "The project has no article nowhere."),
    ],
)
@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_a_plan_that_cannot_be_is_refused(
    pilot: Path, run: Run, options: tuple[object, ...], sentence: str, dry_run: tuple[str, ...]
) -> None:
    answer = run("assign", "plan", pilot, "Pilot", *options, *dry_run)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith(sentence)
    assert progress(run, pilot)["assigned"] == 0


def test_articles_are_given_by_hand_by_phrase_or_id(pilot: Path, run: Run) -> None:
    hand = ("assign", "hand", pilot, "Pilot", "--coder")
    assert run(*hand, "Ben", "--search", "Article 11").out == "1 article assigned to Ben in Pilot.\n"
    (eleven,) = ids(run, pilot, "Article 11")
    given = run(*hand, "Cleo", "--article", eleven, "--json").json
    assert given == {"round": "Pilot", "done": True, "articles": [eleven]}
    twice = run(*hand, "Ben", "--article", eleven)
    assert (twice.status, twice.err) == (1, "Ben has “Article 11” in Pilot already. Nothing was changed.\n")
    dry = run(*hand, "Dora", "--article", eleven, "--dry-run")
    assert dry.out == "1 article would be assigned to Dora in Pilot.\n"
    assert progress(run, pilot)["assigned"] == 2


def test_by_hand_needs_articles_named_one_way(pilot: Path, run: Run) -> None:
    hand = ("assign", "hand", pilot, "Pilot", "--coder", "Ben")
    assert run(*hand).status == 2
    assert run(*hand, "--search", "x", "--article", "y").status == 2
    nothing = run(*hand, "--search", "no such words")
    assert (nothing.status, nothing.err) == (
        1,
        "No article has “no such words” in its title or text. Nothing was changed.\n",
    )


def test_a_plan_for_a_phrase_that_nothing_has_left_says_so(pilot: Path, run: Run) -> None:
    plan = ("assign", "plan", pilot, "Pilot", "--coder", "Ben", "--search", "Article 11")
    assert run(*plan, "--share", 0).status == 0
    again = run(*plan, "--share", 0, "--json")
    assert (again.status, again.out) == (1, "")
    assert again.err == (
        "No article that nobody has in the round has “Article 11” in its title or text. Nothing was changed.\n"
    )


def test_what_is_not_begun_goes_to_another_coder(pilot: Path, run: Run) -> None:
    planned(run, pilot, "--share", 0)
    dry = run("assign", "move", pilot, "Pilot", "--from", "Ben", "--to", "Cleo", "--dry-run")
    assert dry.out == "4 articles would be moved from Ben to Cleo in Pilot.\n"
    assert run("assign", "move", pilot, "Pilot", "--from", "Ben", "--to", "Cleo").status == 0
    assert {coder["name"]: coder["assigned"] for coder in progress(run, pilot)["coders"]} == {"Cleo": 8, "Dora": 4}
    nothing = run("assign", "move", pilot, "Pilot", "--from", "Ben", "--to", "Cleo")
    assert nothing.status == 1
    assert nothing.err.startswith("Ben has no article in Pilot that is not begun")


def test_what_the_other_has_already_is_left_where_it_is(pilot: Path, run: Run) -> None:
    planned(run, pilot, "--share", 1)
    before = {coder["name"]: coder["assigned"] for coder in progress(run, pilot)["coders"]}
    shared = next(pair["articles"] for pair in progress(run, pilot)["pairs"] if pair["coders"] == ["Ben", "Cleo"])
    run("assign", "move", pilot, "Pilot", "--from", "Ben", "--to", "Cleo")
    after = {coder["name"]: coder["assigned"] for coder in progress(run, pilot)["coders"]}
    assert after["Ben"] == shared
    assert after["Cleo"] == before["Cleo"] + before["Ben"] - shared


def test_articles_are_taken_back(pilot: Path, run: Run) -> None:
    planned(run, pilot, "--share", 0)
    (article,) = [one["id"] for one in progress(run, pilot)["by_article"] if "Ben" in one["coders"]][:1]
    take = ("assign", "withdraw", pilot, "Pilot", "--coder", "Ben")
    assert run(*take, "--article", article).out == "1 article taken back from Ben in Pilot.\n"
    again = run(*take, "--article", article)
    assert (again.status, again.err) == (1, f"Ben does not have the article {article} in Pilot.\n")
    assert run(*take, "--dry-run").out == "3 articles would be taken back from Ben in Pilot.\n"
    assert run(*take).out == "3 articles taken back from Ben in Pilot.\n"
    assert progress(run, pilot)["assigned"] == 8


def test_in_a_released_round_nothing_is_given_out(pilot: Path, run: Run) -> None:
    run("round", "release", pilot, "Pilot")
    for command in (("plan",), ("hand", "--coder", "Ben", "--search", "Article")):
        name, *options = command
        answer = run("assign", name, pilot, "Pilot", *options)
        assert answer.status == 1
        assert answer.err.startswith("Pilot is released; nothing is given out or taken back in it any more.")
