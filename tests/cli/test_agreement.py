"""``annotator agreement``: figures, reports, plans, and what it refuses."""

from __future__ import annotations

import csv
import errno
import json
from pathlib import Path

import pytest

from annotator.bootstrap import open_workspace
from annotator.domain.ids import ArticleId, AssignmentId
from annotator.domain.rounds import Assignment
from annotator.store.project_file import ProjectFile
from tests.agreement_project import ROUND, coded_project, folders_of
from tests.cli.conftest import Run

FIELDS = ("--field", "event_type", "--field", "killed_total")


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eleven articles coded by two of three coders, with gold."""
    return coded_project(tmp_path_factory.mktemp("coded"), articles=11, coders=3, has_gold=True)


def test_it_prints_a_line_per_field_and_comparison(coded: Path, run: Run) -> None:
    answer = run("agreement", coded, *FIELDS)
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0] == "Round 1: values on matched incidents, 11 articles compared."
    figures = [line for line in lines if " n = " in line]
    assert len(figures) == 2 * 7
    assert figures[0].lstrip().startswith("Event type")
    assert "vs gold" in figures[6]
    assert "What happened" in lines


def test_json_has_the_same_figures(coded: Path, run: Run) -> None:
    facts = run("agreement", coded, *FIELDS, "--json").json
    assert (facts["round"], facts["layer"], facts["articles"]) == ("Round 1", "matched", 11)
    assert {one["field"] for one in facts["figures"]} == {"event_type", "killed_total"}
    assert {one["compared"] for one in facts["figures"]} == {"together", "rest", "gold"}
    assert all(one["interval"][0] <= one["value"] <= 1 for one in facts["figures"])


def test_only_against_gold(coded: Path, run: Run) -> None:
    facts = run("agreement", coded, "--versus-gold", "--json").json
    assert {one["compared"] for one in facts["figures"]} == {"gold"}


def test_gold_that_is_not_there_is_refused(tmp_path: Path, run: Run) -> None:
    answer = run("agreement", coded_project(tmp_path, articles=2), "--versus-gold")
    assert answer.status == 1
    assert answer.err.startswith("Round 1 has no gold.")


@pytest.mark.parametrize(
    "by, compared, columns",
    [("pairs", "pair", 3), ("week", "week", 2), ("version", "version", 1), ("repeated", "repeated", 1)],
)
def test_other_columns(coded: Path, run: Run, by: str, compared: str, columns: int) -> None:
    facts = run("agreement", coded, "--by", by, "--field", "event_type", "--json").json
    assert [one["compared"] for one in facts["figures"]] == [compared] * columns


@pytest.mark.parametrize(
    "layer, field", [("status", "suicide"), ("evidence", "trigger"), ("detection", "incident"), ("strict", "focus")]
)
def test_other_layers(coded: Path, run: Run, layer: str, field: str) -> None:
    facts = run("agreement", coded, "--layer", layer, "--field", field, "--json").json
    assert facts["layer"] == layer
    assert {one["field"] for one in facts["figures"]} == {field}


def test_some_coders_only(coded: Path, run: Run) -> None:
    facts = run("agreement", coded, "--coder", "Coder 01", "--coder", "coder 02", *FIELDS, "--json").json
    assert {one["coders"] for one in facts["figures"] if one["compared"] == "together"} == {"Coder 01 – Coder 02"}


def test_the_seed_decides_the_intervals(coded: Path, run: Run) -> None:
    first, same, other = (
        run("agreement", coded, "--field", "event_type", "--seed", seed, "--json").json["figures"] for seed in (1, 1, 2)
    )
    assert first == same
    assert first[0]["interval"] != other[0]["interval"]


def test_a_report_is_written_into_a_new_folder(coded: Path, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    answer = run("agreement", coded, "--report", folder)
    assert answer.status == 0
    names = ["agreement.html", "agreement.csv", "agreement.json", "diagnosis.csv", "methods.txt"]
    assert [line.strip() for line in answer.out.splitlines()[1:]] == names
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert json.loads((folder / "agreement.json").read_text("utf-8"))["articles"] == 11
    again = run("agreement", coded, "--report", folder)
    assert again.status == 1
    assert "exists already. Nothing was written." in again.err


def test_a_report_that_fails_half_way_leaves_nothing(
    coded: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write_text = Path.write_text

    def full_after_two(path: Path, *told: str, **how: str) -> int:
        if "place" in path.parent.name:
            if len(written) == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
            written.append(path.name)
        return write_text(path, *told, **how)

    monkeypatch.setattr(Path, "write_text", full_after_two)
    answer = run("agreement", coded, "--report", tmp_path / "place")
    assert (answer.status, written) == (1, ["agreement.html", "agreement.csv"])
    assert answer.err.startswith("The disk is full;")
    assert f"{tmp_path / 'place'} was not written" in answer.err
    assert not (tmp_path / "place").exists()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".place")] == []


def test_the_same_project_and_seed_give_the_same_report(coded: Path, run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("agreement", coded, "--report", tmp_path / name, "--json").json["folder"] == str(tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_the_diagnosis_says_of_every_answer_whether_it_was_used(coded: Path, run: Run, tmp_path: Path) -> None:
    assert run("agreement", coded, "--report", tmp_path / "out").status == 0
    with (tmp_path / "out" / "diagnosis.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    figures = run("agreement", coded, "--field", "event_type", "--json").json["figures"]
    used = [row for row in rows if row["field"] == "event_type" and row["use"] == "used"]
    assert len(used) == 2 * figures[0]["units"]
    assert all(bool(row["why"]) == (row["use"] != "used") for row in rows)
    assert {"used", "unmatched", "no_report", "untouched", "not_scored"} <= {row["use"] for row in rows}


def test_a_plan_says_how_many_articles_and_what_it_assumes(coded: Path, run: Run) -> None:
    answer = run("agreement", coded, "--plan", "event_type=0.15")
    assert answer.status == 0
    assert answer.out.startswith("Code ")
    assert "It assumes:" in answer.out
    facts = run("agreement", coded, "--plan", "event_type=0.15", "--json").json
    assert facts["articles"] > 11
    assert facts["pilot_articles"] == 11
    assert f"Code {facts['articles']} articles twice" in answer.out
    assert any("Only" in words for words in facts["cautions"])


def test_a_plan_without_a_pilot_promises_nothing(run: Run, project: Path) -> None:
    answer = run("agreement", project, "--plan", "killed_total=0.2")
    assert answer.status == 0
    assert answer.out.splitlines() == [
        "No number can be given for Killed (total).",
        "The pilot has 0 articles and 0 units.",
        "! The pilot gives no figure: No unit has values of two coders.",
    ]


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        (("--plan", "event_type"), 2, "a field and a width"),
        (("--plan", "event_type=wide"), 2, "a field and a width"),
        (("--plan", "event_type=3"), 1, "cannot be 3 wide"),
        (("--plan", "event_type=nan"), 1, "cannot be nan wide"),
        (("--plan", "nothing=0.2"), 1, "There is no field nothing."),
        (("--field", "nothing"), 1, "There is no field nothing."),
        (("--round", "Nowhere"), 1, "There is no round Nowhere."),
        (("--coder", "Nobody"), 1, "There is no coder Nobody."),
        (("--seed", "-1"), 2, "--seed"),
        (("--by", "colour"), 2, "--by"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    coded: Path, run: Run, arguments: tuple[str, ...], status: int, words: str
) -> None:
    answer = run("agreement", coded, *arguments)
    assert answer.status == status
    assert words in " ".join(answer.err.split())
    assert answer.out == ""


def test_work_outside_rounds_is_none(coded: Path, run: Run) -> None:
    answer = run("agreement", coded, "--round", "none", *FIELDS)
    assert answer.status == 0
    assert answer.out.splitlines()[:2] == [
        "Outside any round: values on matched incidents, 0 articles compared.",
        "No article has complete codings of two coders.",
    ]
    refused = run("agreement", coded, "--round", "none", "--report", coded.parent / "never")
    assert refused.status == 1
    assert refused.err.startswith("No article has complete codings of two coders.")
    assert not (coded.parent / "never").exists()


def test_a_coder_of_a_running_blind_round_is_refused(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    path = coded_project(tmp_path, articles=2)
    with open_workspace(path, folders=folders_of(path), coder_name="Coder Zero") as workspace:
        coder = workspace.coder
    project = ProjectFile.open(path, state_folder=folders_of(path).state)
    with project.write(coder_id=None, article_id=None, verb="assign", label="assign") as unit:
        unit.put(
            Assignment(
                id=AssignmentId("one"),
                round_id=ROUND,
                article_id=ArticleId("article-0000"),
                coder_id=coder.id,
                position=1,
            )
        )
    project.close()
    monkeypatch.setattr("annotator.bootstrap.person_name", lambda: "Coder Zero")
    answer = run("agreement", path)
    assert answer.status == 1
    assert "hidden from the coders of a blind round" in answer.err


def test_what_is_left_out_is_said(tmp_path: Path, run: Run) -> None:
    path = coded_project(tmp_path, articles=3, coders=2, each=1)
    answer = run("agreement", path)
    assert "Left out: 3 codings are of an article nobody else has completed." in answer.out
