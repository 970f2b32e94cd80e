"""What every command tells scripts: the keys of its JSON and the kinds of their values, pinned."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from annotator.bootstrap import open_workspace
from annotator.domain.coding import Slot
from annotator.domain.recipe import ExportChoice
from annotator.domain.values import OneCategory
from annotator.services.coding import CodingKey
from tests.cli.conftest import Answer, Run
from tests.services.packet_making import ADA, BEN, LEA, Lab, copied_lab, made_lab

ROUND = "Pilot"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A project with a round, codings of two people and a recipe; it is copied for each test."""
    lab = made_lab(tmp_path_factory.mktemp("study"))
    with open_workspace(lab.path, folders=lab.folders, coder_name=LEA) as workspace:
        for coder in (lab.ada, lab.ben):
            workspace.coding.code_no_incident(CodingKey(lab.articles[0].id, coder.id, lab.round.id))
        for coder, category in ((lab.ada, "not_relevant"), (lab.ben, "codable_incident")):
            key = CodingKey(lab.articles[1].id, coder.id, lab.round.id)
            workspace.coding.set_content(key, Slot("article_relevance"), OneCategory(category=category))
        workspace.recipes.keep("Lines", ExportChoice(forms=("jsonl",)), by=workspace.coder.id)
    return lab


@pytest.fixture
def lab(original: Lab, tmp_path: Path) -> Lab:
    return copied_lab(original, tmp_path)


def shape(found: Any) -> Any:
    """Return the keys of JSON with the names of their values' kinds; of a list, the shape its members share."""
    if isinstance(found, dict):
        return {key: shape(value) for key, value in found.items()}
    if isinstance(found, list):
        shapes = [shape(one) for one in found]
        assert all(_fits(one, shapes[0]) for one in shapes), shapes
        return shapes[:1]
    return "null" if found is None else type(found).__name__


def _fits(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys()
    return type(one) is type(other)


def answered(answer: Answer) -> Any:
    assert answer.status == 0, answer.err
    assert answer.err == ""
    return shape(answer.json)


FACTS_OF_A_ROUND = {
    "name": "str",
    "id": "str",
    "codebook": "str",
    "blind": "bool",
    "proposals": "bool",
    "seed": "int",
    "sample_share": "float",
    "state": "str",
}
TALLY = {"assigned": "int", "not_started": "int", "draft": "int", "complete": "int", "no_incident": "int"}
TALLIED = {**TALLY, "finished": "int"}
PAIR = {"coders": ["str"], "articles": "int"}
MOVED = {"round": "str", "done": "bool", "articles": ["str"]}
FILE = {"name": "str", "bytes": "int", "sha256": "str"}

ON_THE_STUDY: list[tuple[str, tuple[str, ...], Any]] = [
    (
        "check",
        (),
        {"project": "str", "id": "str", "events": "int", "is_sound": "bool", "findings": [], "warnings": []},
    ),
    ("round list", (), {"rounds": [{**FACTS_OF_A_ROUND, **TALLIED}]}),
    ("round new", ("Main",), {**FACTS_OF_A_ROUND, "made": "bool"}),
    ("round new", ("Main", "--dry-run"), {"name": "str", "made": "bool"}),
    ("round release", (ROUND,), {"round": "str", "id": "str", "released": "bool"}),
    ("round release", (ROUND, "--dry-run"), {"round": "str", "id": "str", "released": "bool"}),
    ("round rename", (ROUND, "First"), {"round": "str", "id": "str", "renamed": "bool"}),
    ("round add-coder", ("Cleo",), {"coder": "str", "added": "bool"}),
    ("round rename-coder", (ADA, "Ada"), {"coder": "str", "name": "str", "renamed": "bool"}),
    (
        "round progress",
        (ROUND,),
        {
            **FACTS_OF_A_ROUND,
            **TALLIED,
            "articles": "int",
            "multiply_coded": "int",
            "unsettled": "int",
            "coders": [{"name": "str", "id": "str", **TALLIED}],
            "pairs": [PAIR],
            "by_article": [{"id": "str", "title": "str", "coders": {ADA: "str", BEN: "str"}}],
        },
    ),
    ("assign hand", (ROUND, "--coder", LEA, "--search", "Article 1"), MOVED),
    ("assign withdraw", (ROUND, "--coder", ADA), MOVED),
    ("assign move", (ROUND, "--from", ADA, "--to", LEA), MOVED),
    ("assign move", (ROUND, "--from", ADA, "--to", LEA, "--dry-run"), MOVED),
    ("recipe remove", ("Lines",), {"removed": "str"}),
    (
        "packet make",
        ("{new}", "--round", ROUND, "--coder", ADA),
        {
            "round": "str",
            "packets": [{"path": "str", "id": "str", "coder": "str", "articles": "int", "codings": "int"}],
        },
    ),
    ("packet divergences", (), {"divergences": []}),
    (
        "export",
        ("{new}", "--form", "jsonl"),
        {
            "folder": "str",
            "head": "int",
            "codings": "int",
            "files": [{"name": "str", "rows": "int", "bytes": "int", "sha256": "str"}],
            "remarks": [],
        },
    ),
    (
        "export",
        ("{new}", "--form", "jsonl", "--preview"),
        {
            **dict.fromkeys(("articles", "codings", "incidents", "values", "spans"), "int"),
            "refused_or_changed": "int",
            "lines": [],
        },
    ),
    ("review stale", ("--round", ROUND), {"stale": []}),
    ("review begin", ("--round", ROUND, "--reviewer", LEA), dict.fromkeys(("accepted", "unchanged", "waiting"), "int")),
]


@pytest.mark.parametrize(
    ("words", "more", "wanted"), ON_THE_STUDY, ids=[" ".join((words, *more)) for words, more, _ in ON_THE_STUDY]
)
def test_a_command_tells_scripts_just_this(
    run: Run, lab: Lab, tmp_path: Path, words: str, more: tuple[str, ...], wanted: Any
) -> None:
    more = tuple(str(tmp_path / "new") if one == "{new}" else one for one in more)
    assert answered(run(*words.split(), lab.path, *more, "--json")) == wanted


def test_a_recipe_is_told_with_all_it_chooses(run: Run, lab: Lab) -> None:
    (recipe,) = run("recipe", "list", lab.path, "--json").json["recipes"]
    assert set(recipe) == {"id", "name", "choice"}
    assert set(recipe["choice"]) == set(ExportChoice.model_fields)
    assert ExportChoice.model_validate(recipe["choice"]) == ExportChoice(forms=("jsonl",))


def test_a_package_is_told_file_by_file(run: Run, lab: Lab, tmp_path: Path) -> None:
    told = answered(run("replicate", lab.path, tmp_path / "package", "--json"))
    assert set(told) == {"target", "head", "counts", "files", "absent", "remarks"}
    assert told["files"] == [FILE]
    assert set(told["counts"].values()) == {"int"}


def test_cases_of_review_are_told_line_by_line(run: Run, lab: Lab) -> None:
    told = answered(run("review", "cases", lab.path, "--round", ROUND, "--json"))
    keys = {
        *("article", "title", "week", "source", "coders", "state", "items", "open"),
        *("stale", "sampled", "kinds", "fields"),
    }
    assert set(told["cases"][0]) == keys


def test_a_plan_is_told_with_loads_pairs_and_articles(run: Run, lab: Lab) -> None:
    assert run("round", "new", lab.path, "Second").status == 0
    told = answered(run("assign", "plan", lab.path, "Second", "--coder", ADA, "--coder", BEN, "--share", 1, "--json"))
    assert told == {
        "round": "str",
        "done": "bool",
        "seed": "int",
        "share": "float",
        "coders_each": "int",
        "articles": "int",
        "multiply_coded": "int",
        "loads": {ADA: "int", BEN: "int"},
        "pairs": [PAIR],
        "by_article": [{"id": "str", "coders": ["str"]}],
    }


def test_agreement_is_told_figure_by_figure(run: Run, lab: Lab) -> None:
    told = run("agreement", lab.path, "--round", ROUND, "--json").json
    assert set(told) == {"round", "layer", "articles", "seed", "resamples", "exclusions", "figures"}
    assert (told["round"], told["layer"], told["articles"], told["seed"]) == (ROUND, "matched", 1, 1)
    keys = {
        *("layer", "compared", "coders", "key", "field", "part", "label", "section", "value", "interval"),
        *("units", "articles", "variant", "reason", "cautions", "beside"),
    }
    assert all(set(figure) == keys for figure in told["figures"])
    one = run("agreement", lab.path, "--field", "killed_total", "--field", "weapon", "--json").json
    assert {figure["field"] for figure in one["figures"]} == {"killed_total", "weapon"}
    assert one["figures"] == [one for one in told["figures"] if one["field"] in {"killed_total", "weapon"}]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("colour", "There is no field colour. The fields are: "),
        ("trigger", "There are no figures for the field trigger here. Did you mean target?"),
    ],
)
def test_a_figure_that_there_is_not_is_refused_with_those_there_are(run: Run, lab: Lab, field: str, words: str) -> None:
    answer = run("agreement", lab.path, "--field", field, "--json")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith(words)


@pytest.mark.parametrize("plan", ["killed_total", "killed_total=", "killed_total=wide", "="])
def test_a_plan_without_a_width_is_wrong_usage(run: Run, lab: Lab, plan: str) -> None:
    answer = run("agreement", lab.path, "--plan", plan)
    assert (answer.status, answer.out) == (2, "")
    assert "a field and a width" in answer.err


@pytest.mark.parametrize("width", ["0", "-1", "nan", "inf", "3"])
def test_a_width_that_no_interval_can_have_is_refused(run: Run, lab: Lab, width: str) -> None:
    answer = run("agreement", lab.path, "--plan", f"killed_total={width}", "--json")
    assert answer.status in {1, 2}
    assert answer.out == ""


def test_gold_that_there_is_not_is_refused_with_what_to_do(run: Run, lab: Lab) -> None:
    answer = run("agreement", lab.path, "--versus-gold")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == "Pilot has no gold. Gold is made by rulings: annotator review begin\n"


def test_a_report_of_agreement_is_told_with_its_files(run: Run, lab: Lab, tmp_path: Path) -> None:
    told = run("agreement", lab.path, "--report", tmp_path / "report", "--json").json
    assert set(told) == {"folder", "files", "methods"}
    assert sorted(told["files"]) == sorted(path.name for path in (tmp_path / "report").iterdir())
    assert told["methods"].endswith(".")
    again = run("agreement", lab.path, "--report", tmp_path / "report", "--json")
    assert (again.status, again.out) == (1, "")


def test_a_merge_is_told_coding_by_coding(run: Run, lab: Lab, tmp_path: Path) -> None:
    packet = lab.packet()
    lab.work(packet, 3, number=2)
    planned = answered(run("packet", "merge", lab.path, packet, "--dry-run", "--json"))
    merged = run("packet", "merge", lab.path, packet, "--json")
    assert answered(merged) == planned
    (one,) = merged.json["packets"]
    assert set(one) == {
        *("packet", "coder", "round", "summary", "is_merged"),
        *("new", "already_here", "conflicting", "refused"),
    }
    assert (one["coder"], one["round"], one["is_merged"]) == (ADA, ROUND, True)
    assert [set(coding) for coding in one["new"]] == [{"article", "title", "reason"}]
    assert [coding["title"] for coding in one["new"]] == ["Article 2"]


def test_a_packet_that_cannot_be_used_is_told_beside_those_that_can(run: Run, lab: Lab, tmp_path: Path) -> None:
    packet = lab.packet()
    lab.work(packet, 3, number=2)
    (tmp_path / "letter.annotator").write_text("Dear all")
    answer = run("packet", "merge", lab.path, tmp_path / "letter.annotator", packet, "--json")
    assert answer.status == 1
    bad, good = answer.json["packets"]
    assert set(bad) == {"packet", "error"}
    assert good["is_merged"] is True


def test_two_copies_are_told_and_settled(run: Run, lab: Lab, tmp_path: Path) -> None:
    packet = lab.packet()
    other = tmp_path / "copy.annotator"
    shutil.copyfile(packet, other)
    lab.work(packet, 3, number=2)
    lab.work(other, 4, number=2)
    assert run("packet", "merge", lab.path, packet).status == 0
    run("packet", "merge", lab.path, other)
    (found,) = run("packet", "divergences", lab.path, "--json").json["divergences"]
    assert set(found) == {"id", "coder", "article", "title", "copies"}
    assert (found["coder"], found["title"], len(found["copies"])) == (ADA, "Article 2", 2)
    wanted = {"last_event", "packet", "changed_at", "last_deed", "changes", "is_shown"}
    assert all(wanted <= set(copy) for copy in found["copies"])
    assert sum(copy["is_shown"] for copy in found["copies"]) == 1
    copy = found["copies"][1]["last_event"]
    settled = run("packet", "settle", lab.path, found["id"], copy, "--json").json
    assert set(settled) == {"divergence", "settled_by", "event"}
    assert (settled["divergence"], settled["settled_by"]) == (found["id"], copy)
    assert run("packet", "divergences", lab.path, "--json").json == {"divergences": []}
    again = run("packet", "settle", lab.path, found["id"], copy)
    assert (again.status, again.out) == (1, "")


def test_a_new_project_is_told_with_its_codebook(run: Run, tmp_path: Path) -> None:
    told = answered(run("new", tmp_path / "a", "--coder", "Ada", "--json"))
    assert told == {
        "project": "str",
        "id": "str",
        "name": "str",
        "coder": "str",
        "codebook": {"id": "str", "version": "int", "sha256": "str"},
    }


def test_an_import_is_told_file_by_file(run: Run, project: Path, news: Path) -> None:
    assert answered(run("import", project, news, "--json")) == {
        "imported": "int",
        "new": ["str"],
        "duplicates": [],
        "refused": [{"file": "str", "reason": "str"}],
    }


def test_a_codebook_is_told_and_so_is_its_document(run: Run, project: Path, tmp_path: Path) -> None:
    from annotator.bootstrap import default_codebook_path

    told = answered(run("codebook", "validate", default_codebook_path(), "--json"))
    assert told == {"id": "str", "version": "int", "title": "str", "fields": "int", "rules": "int"}
    document = answered(run("codebook", "document", project, tmp_path / "book.md", "--json"))
    assert document == {"document": "str", "id": "str", "version": "int"}
