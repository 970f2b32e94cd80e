"""``annotator review`` on a project that two coders coded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.services.folders import Folders
from annotator.services.review.case import CaseKey
from tests.cli.conftest import Run
from tests.services.review_making import FIRST, SECOND, ReviewProject, two_coders


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with three articles that two coders coded outside any round."""
    project, _ = two_coders(tmp_path, articles=3, incidents=2, seed=2)
    project.workspace.close()
    return tmp_path / "review.annotator"


def opened(path: Path) -> ReviewProject:
    from annotator.bootstrap import open_workspace

    folders = Folders(path.parent / "settings", path.parent / "state", path.parent / "data")
    return ReviewProject(open_workspace(path, folders=folders, coder_name="Reviewer"))


def test_beginning_accepts_and_says_how_much(run: Run, path: Path) -> None:
    answer = run("review", "begin", path, "--reviewer", "Reviewer")
    assert answer.status == 0
    assert "3 articles accepted, 0 as before, 0 waiting for a second coding." in answer.out
    assert run("review", "begin", path, "--json").json == {"accepted": 0, "unchanged": 3, "waiting": 0}


def test_cases_are_listed_with_what_is_open(run: Run, path: Path) -> None:
    run("review", "begin", path)
    found = run("review", "cases", path, "--json").json["cases"]
    assert len(found) == 3
    assert {"article", "title", "state", "open", "items", "stale", "kinds", "coders"} <= found[0].keys()
    assert found[0]["coders"] == ["Person 1", "Person 2"]
    listed = run("review", "cases", path)
    assert f"3 articles, {sum(line['open'] for line in found)} items open." in listed.out
    assert found[0]["title"] in listed.out


def test_cases_can_be_narrowed_by_state_and_field(run: Run, path: Path) -> None:
    everything = run("review", "cases", path, "--json").json["cases"]
    assert run("review", "cases", path, "--state", "settled", "--json").json["cases"] == []
    assert run("review", "cases", path, "--state", "new", "--json").json["cases"] == everything
    field = next(one for line in everything for one in line["fields"])
    narrowed = run("review", "cases", path, "--field", field, "--json").json["cases"]
    assert narrowed == [line for line in everything if field in line["fields"]]


def test_stale_rulings_are_listed_with_why(run: Run, path: Path) -> None:
    run("review", "begin", path)
    assert "Every ruling fits" in run("review", "stale", path).out
    assert run("review", "stale", path, "--json").json == {"stale": []}
    project = opened(path)
    with project.workspace:
        (line, *_) = project.review.cases(None, viewer=project.reviewer)
        for coder in (FIRST, SECOND):
            coding = project.coding(line.key.article_id, coder)
            assert coding is not None
            value = next(one for one in coding.values() if one.field == "article_relevance")
            project.put([value.model_copy(update={"missing_evidence_reason": "obvious"})], line.key.article_id)
    (found,) = run("review", "stale", path, "--json").json["stale"]
    assert found["source"] == "unanimous"
    assert "coders have changed it since" in found["why"]
    assert found["label"] in run("review", "stale", path).out


def test_gold_is_written_with_provenance(run: Run, path: Path, tmp_path: Path) -> None:
    project = opened(path)
    with project.workspace:
        lines = project.review.cases(None, viewer=project.reviewer)
        project.take_everything(CaseKey(lines[0].key.article_id), SECOND)
    answer = run("review", "export", path, tmp_path / "gold", "--json")
    written = [json.loads(line) for line in (tmp_path / "gold" / "gold.jsonl").read_text("utf-8").splitlines()]
    assert answer.json == {"folder": str(tmp_path / "gold"), "values": len(written)}
    assert {line["reviewer"] for line in written} == {"Reviewer"}
    assert (tmp_path / "gold" / "gold.csv").is_file()
    again = run("review", "export", path, tmp_path / "gold")
    assert again.status == 1
    assert "exists already" in again.err


@pytest.mark.parametrize("command", ["begin", "cases", "stale"])
def test_a_round_that_is_not_there_is_refused(run: Run, path: Path, command: str) -> None:
    answer = run("review", command, path, "--round", "Nonsense")
    assert answer.status == 1
    assert "There is no round Nonsense" in answer.err


def test_gold_that_is_not_there_is_refused_with_what_to_do(run: Run, path: Path, tmp_path: Path) -> None:
    answer = run("review", "export", path, tmp_path / "gold")
    assert answer.status == 1
    assert "annotator review begin" in answer.err
    assert not (tmp_path / "gold").exists()


def test_a_round_is_named_or_the_newest_and_none_is_work_outside_any(run: Run, path: Path) -> None:
    project = opened(path)
    with project.workspace:
        project.round(name="Pilot")
    assert run("review", "cases", path, "--json").json["cases"] == []
    assert run("review", "cases", path, "--round", "pilot", "--json").json["cases"] == []
    assert len(run("review", "cases", path, "--round", "none", "--json").json["cases"]) == 3


def test_a_field_there_is_not_is_refused_with_those_like_it(run: Run, path: Path) -> None:
    answer = run("review", "cases", path, "--field", "killed_totl")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("There is no field killed_totl. Did you mean killed_total")


def test_a_field_like_no_other_is_refused_with_all_there_are(run: Run, path: Path) -> None:
    answer = run("review", "cases", path, "--field", "zzz")
    assert answer.err.startswith("There is no field zzz. The fields are: ")
    assert "killed_total" in answer.err


def test_who_reviews_is_a_coder_of_the_project(run: Run, path: Path) -> None:
    before = run("check", path, "--json").json["events"]
    answer = run("review", "begin", path, "--reviewer", "Reviewr")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("There is no coder Reviewr. The coders are: ")
    assert run("check", path, "--json").json["events"] == before


def test_gold_that_came_back_without_rulings_is_not_written_and_that_is_said(
    run: Run, path: Path, tmp_path: Path
) -> None:
    assert run("review", "begin", path).status == 0
    assert run("export", path, tmp_path / "out", "--form", "jsonl").status == 0
    bare = tmp_path / "bare.annotator"
    assert run("new", bare).status == 0
    restored = run("import-codings", bare, tmp_path / "out" / "dataset.jsonl")
    assert "Gold comes back without the rulings behind it" in restored.out
    told = run("review", "export", bare, tmp_path / "gold", "--round", "none")
    assert "Wrote 0 values of gold" in told.out
    assert "No ruling stands behind gold here" in told.out
    answer = run("review", "export", bare, tmp_path / "gold2", "--round", "none", "--json")
    assert answer.json["values"] == 0
    assert "restored from JSON Lines" in answer.json["remarks"][0]
