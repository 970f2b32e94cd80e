from __future__ import annotations

import csv
from pathlib import Path

import pytest

from annotator.bootstrap import open_workspace
from annotator.cli.choosing import FORMS_IN_WORDS
from annotator.domain.coding import Slot
from annotator.domain.queue import QueueFilter
from annotator.domain.values import FreeText
from annotator.services.coding import CodingKey
from annotator.services.exports.service import forms
from annotator.services.folders import Folders
from tests.cli.conftest import Run

FORMULA = "=1+2"


@pytest.fixture
def coded(project: Path, news: Path, run: Run) -> Path:
    """A project with one coding, whose incident is called like a formula."""
    assert run("import", project, news / "a.txt").status == 0
    with open_workspace(project, folders=Folders.of_person(), coder_name="Coder A") as workspace:
        rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
        (item,) = workspace.articles.queue_page(workspace.coder.id, rows)
        key = CodingKey(item.article_id, workspace.coder.id)
        workspace.coding.set_content(key, Slot("incident_label"), FreeText(text=FORMULA))
    return project


def labels_in(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["value"] for row in csv.DictReader(file) if row["field"] == "incident_label"]


def test_export_writes_every_form_and_lists_the_files(coded: Path, run: Run, tmp_path: Path) -> None:
    answer = run("export", coded, tmp_path / "out")
    assert answer.status == 0
    assert answer.out.splitlines()[0] == f"Wrote 1 coding to {tmp_path / 'out'}:"
    for name in ("values.csv", "spreadsheet/values.csv", "dataset.jsonl", "manifest.json"):
        assert f"  {name}  " in answer.out
        assert (tmp_path / "out" / name).is_file()


@pytest.mark.parametrize(
    ("forms", "present", "absent"),
    [
        (["csv"], ["values.csv"], ["spreadsheet", "dataset.jsonl"]),
        (["jsonl"], ["dataset.jsonl"], ["values.csv", "spreadsheet"]),
        (["csv-spreadsheet", "jsonl"], ["spreadsheet/values.csv", "dataset.jsonl"], ["values.csv"]),
    ],
)
def test_only_the_forms_asked_for_are_written(
    coded: Path, run: Run, tmp_path: Path, forms: list[str], present: list[str], absent: list[str]
) -> None:
    options = [option for form in forms for option in ("--form", form)]
    assert run("export", coded, tmp_path / "out", *options).status == 0
    assert all((tmp_path / "out" / name).exists() for name in present)
    assert not any((tmp_path / "out" / name).exists() for name in absent)


def test_a_formula_is_disarmed_for_spreadsheets_and_kept_for_analysis(coded: Path, run: Run, tmp_path: Path) -> None:
    answer = run("export", coded, tmp_path / "out", "--form", "csv", "--form", "csv-spreadsheet")
    assert labels_in(tmp_path / "out" / "values.csv") == [FORMULA]
    assert labels_in(tmp_path / "out" / "spreadsheet" / "values.csv") == ["'" + FORMULA]
    assert "apostrophe" in answer.out


def test_export_tells_scripts_what_it_wrote(coded: Path, run: Run, tmp_path: Path) -> None:
    facts = run("export", coded, tmp_path / "out", "--form", "jsonl", "--json").json
    assert set(facts) == {"folder", "head", "codings", "files", "remarks"}
    assert (facts["folder"], facts["codings"]) == (str(tmp_path / "out"), 1)
    assert {file["name"] for file in facts["files"]} == {"dataset.jsonl", "manifest.json"}
    assert all(file["bytes"] == (tmp_path / "out" / file["name"]).stat().st_size for file in facts["files"])


def test_export_never_writes_into_a_folder_with_something_in_it(coded: Path, run: Run, tmp_path: Path) -> None:
    assert run("export", coded, tmp_path / "out").status == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    answer = run("export", coded, tmp_path / "out")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith(f"The folder {tmp_path / 'out'} is not empty. Nothing was written.")
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_export_over_a_file_is_refused(coded: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    assert run("export", coded, tmp_path / "out").status == 1
    assert (tmp_path / "out").read_text() == "mine"


def test_a_form_there_is_not_is_wrong_usage(coded: Path, run: Run, tmp_path: Path) -> None:
    answer = run("export", coded, tmp_path / "out", "--form", "pdf")
    assert answer.status == 2
    assert "There is no form pdf" in answer.err
    assert not (tmp_path / "out").exists()


def test_export_leaves_the_project_as_it_was(coded: Path, run: Run, tmp_path: Path) -> None:
    before = coded.read_bytes()
    run("export", coded, tmp_path / "out")
    assert coded.read_bytes() == before


def test_an_empty_project_gives_an_empty_dataset(project: Path, run: Run, tmp_path: Path) -> None:
    answer = run("export", project, tmp_path / "out")
    assert answer.status == 0
    assert answer.out.startswith("Wrote 0 codings")


def test_the_help_names_every_form_by_the_families_they_have_in_the_window() -> None:
    told = [part.split(":")[1].strip().split(", ") for part in FORMS_IN_WORDS.split(";")]
    by_family: dict[str, list[str]] = {}
    for form in forms():
        by_family.setdefault(form.family, []).append(form.name)
    assert told == list(by_family.values())


def test_the_help_of_export_can_be_asked_for_without_a_project(run: Run) -> None:
    told = run("export", "--help")
    assert told.status == 0
    for form in forms():
        assert form.name in told.out
