"""Choosing what to export on the command line, and keeping the choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.bootstrap import open_workspace
from annotator.domain.coding import Slot
from annotator.domain.errors import ProjectError
from annotator.domain.queue import QueueFilter
from annotator.domain.values import OneCategory
from annotator.services.coding import CodingKey
from annotator.services.exports.recipes import RecipeService
from annotator.services.folders import Folders
from tests.cli.conftest import Run


@pytest.fixture
def coded(project: Path, news: Path, run: Run) -> Path:
    """A project whose first article Coder A calls codable and Coder B not relevant."""
    assert run("import", project, news / "a.txt", news / "b.txt").status == 0
    with open_workspace(project, folders=Folders.of_person(), coder_name="Coder A") as workspace:
        rows = workspace.articles.queue(workspace.coder.id, QueueFilter(phrase="Two killed"))
        (item,) = workspace.articles.queue_page(workspace.coder.id, rows)
        for name, category in (("Coder A", "codable_incident"), ("Coder B", "not_relevant")):
            key = CodingKey(item.article_id, workspace.coders.named(name).id)
            workspace.coding.set_content(key, Slot("article_relevance"), OneCategory(category=category))
    return project


CHOICES = [
    ([], 2),
    (["--coder", "Coder B"], 1),
    (["--gold", "only"], 0),
    (["--gold", "without"], 2),
    (["--round", "none"], 2),
    (["--state", "complete"], 0),
    (["--state", "draft"], 2),
    (["--search", "Nobody killed"], 0),
    (["--search", "Two killed", "--coder", "Coder A"], 1),
    (["--field", "article_relevance", "--without-text", "--pseudonymous"], 2),
]


@pytest.mark.parametrize("options, codings", CHOICES)
def test_options_choose_what_leaves(coded: Path, tmp_path: Path, run: Run, options: list[str], codings: int) -> None:
    answer = run("export", coded, tmp_path / "out", "--form", "csv", *options, "--json")
    assert answer.status == 0, answer.err
    assert answer.json["codings"] == codings


def test_a_choice_is_kept_listed_run_and_removed(coded: Path, tmp_path: Path, run: Run) -> None:
    assert "no recipe yet" in run("recipe", "list", coded).out
    options = ["--form", "jsonl", "--coder", "Coder B", "--pseudonymous"]
    assert run("export", coded, tmp_path / "one", *options, "--keep-as", "For the journal").status == 0
    (kept,) = run("recipe", "list", coded, "--json").json["recipes"]
    assert (kept["name"], kept["choice"]["forms"], kept["choice"]["is_pseudonymous"]) == (
        "For the journal",
        ["jsonl"],
        True,
    )
    answer = run("export", coded, tmp_path / "two", "--recipe", "For the journal", "--json")
    assert answer.json["codings"] == 1
    one, two = ((tmp_path / name / "dataset.jsonl").read_bytes().splitlines()[1:] for name in ("one", "two"))
    assert one == two
    assert b"Coder B" not in b"".join(two)
    assert run("recipe", "remove", coded, "For the journal").status == 0
    assert run("recipe", "list", coded, "--json").json == {"recipes": []}


REFUSED = [
    (["--coder", "Nobody"], 1, "no coder “Nobody”. The coders are: Coder A"),
    (["--round", "Pilot"], 1, "no round “Pilot”"),
    (["--field", "colour"], 1, "There is no field colour."),
    (["--recipe", "Weekly"], 1, "no recipe “Weekly”"),
    (["--recipe", "Weekly", "--coder", "Coder A"], 2, "give --recipe alone"),
    (["--gold", "silver"], 2, "with, only, without"),
    (["--state", "half"], 2, "half"),
]


@pytest.mark.parametrize("options, status, words", REFUSED)
def test_what_the_project_has_not_is_refused_by_name_and_nothing_is_written(
    coded: Path, tmp_path: Path, run: Run, options: list[str], status: int, words: str
) -> None:
    answer = run("export", coded, tmp_path / "out", *options)
    assert answer.status == status
    assert words in " ".join(answer.err.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


def test_a_recipe_is_kept_only_when_the_dataset_was_written(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    before = run("check", project, "--json").json["events"]
    for folder, options in (("taken", []), ("out", ["--coder", "Nobody"])):
        answer = run("export", project, tmp_path / folder, "--keep-as", "Weekly", *options)
        assert answer.status == 1, folder
    assert run("recipe", "list", project, "--json").json == {"recipes": []}
    assert run("check", project, "--json").json["events"] == before
    assert run("export", project, tmp_path / "out", "--keep-as", "Weekly").status == 0
    assert run("recipe", "list", project).out.startswith("Weekly: ")


def test_when_only_the_recipe_cannot_be_kept_it_is_said_that_the_dataset_is_there(
    run: Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ProjectError("The disk is full.", kept="Nothing was changed.", remedy="Free some space.")

    monkeypatch.setattr(RecipeService, "keep", refuse)
    answer = run("export", project, tmp_path / "out", "--keep-as", "Weekly")
    assert answer.status == 1
    words = (
        f"The disk is full. The dataset was written to {tmp_path / 'out'}. The recipe was not kept. Free some space."
    )
    assert answer.err == f"{words}\n"
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_the_list_says_what_each_recipe_chooses(coded: Path, tmp_path: Path, run: Run) -> None:
    options = ["--form", "jsonl", "--coder", "Coder B", "--pseudonymous", "--without-text", "--round", "none"]
    run("export", coded, tmp_path / "one", *options, "--keep-as", "For the journal")
    run("export", coded, tmp_path / "two", "--keep-as", "All")
    lines = run("recipe", "list", coded).out.splitlines()
    assert lines == [
        "For the journal: jsonl; rounds: work outside any round; coders: Coder B; without the articles' text; "
        "coders under pseudonyms",
        "All: csv, csv-spreadsheet, jsonl; everything",
    ]


@pytest.mark.parametrize("phrase, told", [("Two killed", "1 article "), ("never written", "0 articles ")])
def test_a_recipe_of_a_search_says_that_it_keeps_the_articles_found_now(
    coded: Path, tmp_path: Path, run: Run, phrase: str, told: str
) -> None:
    answer = run("export", coded, tmp_path / "one", "--form", "csv", "--search", phrase, "--keep-as", "R")
    assert f"“R” keeps the {told}found now, not the phrase" in answer.out
    assert f"{told.strip()}, always the same" in run("recipe", "list", coded).out
    assert "found now" not in run("export", coded, tmp_path / "two", "--form", "csv", "--keep-as", "S").out
    asked = ("--form", "csv", "--search", phrase, "--keep-as", "T", "--json")
    assert run("export", coded, tmp_path / "three", *asked).json["folder"] == str(tmp_path / "three")


def test_the_help_says_that_a_search_is_of_now(run: Run) -> None:
    said = " ".join(run("export", "--help").out.replace("│", " ").split())
    assert "articles that now have this phrase" in said
    assert "it keeps the articles found now" in said
