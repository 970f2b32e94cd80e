"""Codings brought in and taken out at the terminal: what scripts are told, and everything that is refused."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from annotator.services.exports.service import forms
from tests.cli.conftest import Run
from tests.services.foreign_work import a_project

TEXT = "Two killed near the 😀 market, a man said."
TABLE = """file_name,coder,field,value,quote
a.txt,Ana,killed_total,2,Two
a.txt,Ana,incident_label,=1+1,
a.txt,Ben,suicide,no,
b.txt,Ana,suicide,yes,
"""


def saved(folder: Path, text: str, name: str = "lab.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two projects that every test gets a copy of."""
    folder = tmp_path_factory.mktemp("templates")
    with a_project(folder, "filled", coder="Coder A", texts={"a.txt": TEXT}):
        pass
    with a_project(folder, "coded", coder="Coder A", texts={"a.txt": TEXT}) as workspace:
        for who, rows in (("Ana", "killed_total,2,Two\na.txt,incident_label,=1+1,"), ("Ben", "suicide,no,")):
            table = saved(folder, f"file_name,field,value,quote\na.txt,{rows}\n", f"{who}.csv")
            workspace.coding_imports.carry_out(workspace.coding_imports.plan([table], "csv", None, who))
    return folder


@pytest.fixture
def filled(templates: Path, tmp_path: Path) -> Path:
    """A project with one article, nothing coded."""
    return Path(shutil.copyfile(templates / "filled.annotator", tmp_path / "project.annotator"))


@pytest.fixture
def coded(templates: Path, tmp_path: Path) -> Path:
    """The same, coded by Ana and by Ben; a folder lies beside it."""
    (tmp_path / "articles").mkdir()
    return Path(shutil.copyfile(templates / "coded.annotator", tmp_path / "project.annotator"))


def plain(text: str) -> str:
    """Return what is on the terminal without the frames around wrong use, which break lines."""
    return " ".join(text.replace("│", " ").split())


def listed(folder: Path) -> list[dict[str, str]]:
    """Return the lines of every list of refusals below a folder."""
    found: list[dict[str, str]] = []
    for path in sorted(folder.rglob("refused.csv")):
        found += csv.DictReader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True)
    return found


def inside(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# --- export --preview ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [form.name for form in forms() if form.name not in {"spacy-docbin", "xlsx"}])
def test_a_preview_tells_scripts_the_lines_of_the_lists_the_export_then_writes(
    coded: Path, run: Run, tmp_path: Path, form: str
) -> None:
    seen = run("export", coded, tmp_path / "out", "--form", form, "--preview", "--json").json
    assert set(seen) == {"articles", "codings", "incidents", "values", "spans", "refused_or_changed", "lines"}
    assert not (tmp_path / "out").exists()
    assert run("export", coded, tmp_path / "out", "--form", form).status == 0
    rows = listed(tmp_path / "out")
    assert seen["refused_or_changed"] == len(rows)
    told = [(line["form"], line["article"], line["why"]) for line in seen["lines"]]
    assert told == [(row["form"], row["file_name"] or row["article_id"], row["reason"]) for row in rows]


def test_a_previews_counts_are_the_rows_of_the_tables(coded: Path, run: Run, tmp_path: Path) -> None:
    seen = run("export", coded, tmp_path / "out", "--preview", "--json").json
    files = {file["name"]: file["rows"] for file in run("export", coded, tmp_path / "out", "--json").json["files"]}
    assert (seen["codings"], seen["incidents"], seen["values"], seen["spans"]) == (
        *(files[f"{name}.csv"] for name in ("articles", "reports", "values", "evidence")),
    )
    assert (seen["articles"], seen["codings"]) == (1, 2)


def test_people_are_told_in_words_what_would_be_refused(coded: Path, run: Run, tmp_path: Path) -> None:
    fine = run("export", coded, tmp_path / "out", "--form", "jsonl", "--preview").out.splitlines()
    assert fine == [
        "1 article, 2 codings, 2 incidents, 3 values, 1 span.",
        "Nothing is refused or changed.",
    ]
    worse = run("export", coded, tmp_path / "out", "--form", "brat", "--preview").out.splitlines()
    assert "refused or changed and will be listed in refused.csv." in worse[1]
    assert [line.split(" · ")[1] for line in worse[2:]] == ["a.txt", "a.txt"]


def test_a_preview_changes_nothing_unless_the_choice_is_kept(coded: Path, run: Run, tmp_path: Path) -> None:
    before = coded.read_bytes()
    assert run("export", coded, tmp_path / "out", "--preview").status == 0
    assert coded.read_bytes() == before
    assert run("export", coded, tmp_path / "out", "--preview", "--keep-as", "Later", "--coder", "Ana").status == 0
    (kept,) = run("recipe", "list", coded, "--json").json["recipes"]
    assert (kept["name"], len(kept["choice"]["coders"])) == ("Later", 1)
    assert not (tmp_path / "out").exists()


# --- export and recipes refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--form", "brat", "--without-text"], 1, "Without the articles' texts there is no brat"),
        (["--form", "brat", "--without-text", "--preview"], 1, "Without the articles' texts there is no brat"),
        (["--form", ""], 2, "There is no form ; there are csv"),
        (["--status", "odd"], 2, "odd"),
        (["--unit", "odd"], 2, "odd"),
        (["--coder", "ana"], 1, "The project has no coder “ana”. The coders are"),
        (["--keep-as", "x" * 81], 1, "A recipe's name has 1 to 80 characters."),
        (["--recipe", "", "--gold", ""], 2, "--gold is one of with, only, without"),
        (["--recipe", "x", "--preview"], 1, "The project has no recipe “x”."),
    ],
)
def test_what_cannot_be_exported_is_told_in_a_sentence_and_nothing_is_written(
    coded: Path, run: Run, tmp_path: Path, options: list[str], status: int, words: str
) -> None:
    answer = run("export", coded, tmp_path / "out", *options)
    assert (answer.status, words in plain(answer.err)) == (status, True), answer.err
    assert answer.out == ""
    assert not (tmp_path / "out").exists()
    assert run("recipe", "list", coded, "--json").json == {"recipes": []}


def test_an_export_over_a_file_or_into_one_is_refused(coded: Path, run: Run, tmp_path: Path) -> None:
    saved(tmp_path, "mine", "file")
    for target in (tmp_path / "file" / "out", tmp_path / "file"):
        answer = run("export", coded, target)
        assert (answer.status, answer.out) == (1, "")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("name", ["gone", "", "Weekly ", "weekly", "=1+1", "--x"])
def test_only_a_recipe_of_that_very_name_is_removed(coded: Path, run: Run, tmp_path: Path, name: str) -> None:
    run("export", coded, tmp_path / "out", "--preview", "--keep-as", "Weekly")
    answer = run("recipe", "remove", coded, "--", name)
    assert answer.status == 1
    assert answer.err.startswith(f"The project has no recipe “{name}”. There are “Weekly”.")
    assert len(run("recipe", "list", coded, "--json").json["recipes"]) == 1


def test_scripts_are_told_of_recipes_kept_and_removed(coded: Path, run: Run, tmp_path: Path) -> None:
    run("export", coded, tmp_path / "out", "--preview", "--keep-as", "Weekly", "--form", "jsonl", "--status", "coded")
    (kept,) = run("recipe", "list", coded, "--json").json["recipes"]
    assert set(kept) == {"id", "name", "choice"}
    assert (kept["choice"]["forms"], kept["choice"]["statuses"]) == (["jsonl"], ["coded"])
    assert run("recipe", "list", coded).out == "Weekly: jsonl; values: coded\n"
    assert run("recipe", "remove", coded, "Weekly", "--json").json == {"removed": "Weekly"}


# --- replicate -------------------------------------------------------------------------------------------------------


def test_scripts_are_told_every_file_of_a_package_with_its_hash(coded: Path, run: Run, tmp_path: Path) -> None:
    told = run("replicate", coded, tmp_path / "package", "--json").json
    assert set(told) == {"target", "head", "counts", "files", "absent", "remarks"}
    assert {file["name"] for file in told["files"]} == inside(tmp_path / "package")
    for file in told["files"]:
        data = (tmp_path / "package" / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert told["counts"] == {"articles": 1, "codings": 2, "coders": 2, "gold": 0, "reports": 2, "coded_twice": 1}
    assert told["head"] == run("check", coded, "--json").json["events"]


@pytest.mark.parametrize(
    ("target", "options", "words"),
    [
        ("gone/package", [], "There is no folder"),
        ("package", ["--license", "CC BY 4.0"], "is no licence identifier"),
        ("package", ["--recipe", "Weekly"], "The project has no recipe “Weekly”."),
        ("project.annotator", [], "exists already"),
        ("articles", [], "exists already"),
    ],
)
def test_a_package_that_cannot_be_made_is_told_and_leaves_nothing(
    coded: Path, run: Run, tmp_path: Path, target: str, options: list[str], words: str
) -> None:
    before = inside(tmp_path)
    answer = run("replicate", coded, tmp_path / target, *options)
    assert (answer.status, words in answer.err, answer.out) == (1, True, "")
    assert inside(tmp_path) == before


def test_making_a_package_leaves_the_project_as_it_was(coded: Path, run: Run, tmp_path: Path) -> None:
    before = coded.read_bytes()
    assert run("replicate", coded, tmp_path / "package.zip", "--author", "", "--author", "  ").status == 0
    assert coded.read_bytes() == before


# --- import-codings --------------------------------------------------------------------------------------------------


def told_of(run: Run, project: Path, path: Path, *options: object) -> dict[str, Any]:
    facts: dict[str, Any] = run("import-codings", project, path, "--coder", "Cleo", *options, "--json").json
    return facts


def test_the_work_of_several_people_is_refused_until_the_mapping_says_whose(
    filled: Path, run: Run, tmp_path: Path
) -> None:
    facts = told_of(run, filled, saved(tmp_path, TABLE))
    assert (facts["imported"], len(facts["refused"])) == (0, 3)
    assert all(set(one) == {"where", "article", "reason"} for one in facts["refused"])
    facts["mapping"]["coder"] = "Ana"
    mapping = saved(tmp_path, json.dumps(facts["mapping"]), "mapping.json")
    chosen = told_of(run, filled, tmp_path / "lab.csv", "--mapping", mapping)
    assert (chosen["imported"], chosen["new"], chosen["values"]) == (1, ["a.txt"], 2)
    assert [one["where"] for one in chosen["absent"]] == ["lab.csv, line 5"]
    assert [one["reason"] for one in chosen["refused"]] == ["It is the work of Ben, and Ana's was chosen."]


def test_each_way_to_be_left_out_is_told_where_and_why(coded: Path, run: Run, tmp_path: Path) -> None:
    table = saved(tmp_path, "file_name,field,value,quote\na.txt,killed_total,2,Two\nz.txt,suicide,no,\n,suicide,no,\n")
    facts = run("import-codings", coded, table, "--coder", "Ana", "--json").json
    assert [one["article"] for one in facts["already"]] == ["a.txt"]
    assert [one["article"] for one in facts["absent"]] == ["z.txt"]
    assert facts["not_taken"] == [{"where": "lab.csv, line 4", "reason": "The row names no article."}]
    assert (facts["imported"], facts["new"], facts["faults"]) == (0, [], [])


def test_a_mapping_with_a_fault_is_told_and_nothing_is_imported(filled: Path, run: Run, tmp_path: Path) -> None:
    mapping = saved(tmp_path, '{"labels": [{"label": "killed_total", "field": "nowhere"}]}', "mapping.json")
    table = saved(tmp_path, "file_name,killed_total\na.txt,2\n")
    dry = run("import-codings", filled, table, "--coder", "Cleo", "--mapping", mapping, "--dry-run", "--json")
    fault = "The codebook has no field nowhere, to which the label killed_total is mapped."
    assert (dry.status, dry.json["faults"]) == (1, [fault])
    done = run("import-codings", filled, table, "--coder", "Cleo", "--mapping", mapping)
    assert (done.status, fault in done.err) == (1, True)
    assert run("export", filled, tmp_path / "out", "--json").json["codings"] == 0


def test_people_are_shown_twenty_reasons_and_scripts_all(filled: Path, run: Run, tmp_path: Path) -> None:
    rows = "".join(f"{number}.txt,no\n" for number in range(30))
    table = saved(tmp_path, f"file_name,suicide\na.txt,no\n{rows}")
    answer = run("import-codings", filled, table, "--coder", "Cleo", "--dry-run")
    assert len(answer.err.splitlines()) == 21
    assert answer.err.splitlines()[-1] == "… and 10 more; --json lists all."
    assert len(told_of(run, filled, table, "--dry-run")["absent"]) == 30


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tasks.json", [{"data": {"text": TEXT}, "predictions": [{"result": []}]}]),
        ("tasks.json", []),
        ("all.jsonl", {"text": "Another text.", "label": [[0, 3, "killed_total"]]}),
        ("lab.csv", "a,b\n1,2\n"),
        ("lab.csv", "file_name,mood\na.txt,bad\n"),
    ],
)
def test_files_of_which_nothing_comes_in_end_with_status_one(
    filled: Path, run: Run, tmp_path: Path, name: str, content: object
) -> None:
    path = saved(tmp_path, content if isinstance(content, str) else json.dumps(content), name)
    answer = run("import-codings", filled, path, "--coder", "Cleo", "--json")
    assert (answer.status, answer.json["imported"]) == (1, 0)
    assert set(answer.json) >= {"already", "absent", "refused", "not_taken", "faults", "mapping"}


def test_a_formula_comes_in_as_words_and_goes_out_disarmed(coded: Path, run: Run, tmp_path: Path) -> None:
    assert run("export", coded, tmp_path / "out", "--form", "csv", "--form", "csv-spreadsheet").status == 0
    assert ",=1+1," in (tmp_path / "out" / "values.csv").read_text(encoding="utf-8")
    assert ",'=1+1," in (tmp_path / "out" / "spreadsheet" / "values.csv").read_text(encoding="utf-8")
