from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Slot, Stance
from annotator.domain.errors import ExportError
from annotator.domain.ids import ArticleId
from annotator.domain.queue import QueueFilter
from annotator.domain.text import Span
from annotator.domain.values import Count, OneCategory, Qualifier, Status
from annotator.formats.datasets.json_lines_reading import read_json_lines
from annotator.services.coding import CodingKey
from annotator.services.exports.service import form_names
from annotator.services.folders import Folders


def articles(workspace: Workspace) -> list[ArticleId]:
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    return [item.article_id for item in workspace.articles.queue_page(workspace.coder.id, rows)]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def code_killed(workspace: Workspace, key: CodingKey, words: str, content: Count) -> None:
    start = workspace.coding.worksheet(key).article.text.index(words)
    workspace.coding.attach_evidence(key, Slot("killed_total"), Span(start, start + len(words)), Stance.IMPLIES)
    (report,) = workspace.coding.worksheet(key).coding.reports()
    workspace.coding.set_content(key, Slot("killed_total", report.id), content)


@pytest.fixture
def coded(workspace: Workspace, key: CodingKey) -> CodingKey:
    """The article of `key`, coded with one count."""
    code_killed(workspace, key, "dozens of soldiers dead", Count(low=24, qualifier=Qualifier.DOZENS))
    return key


def test_the_values_in_the_tables_are_those_of_the_coding(
    workspace: Workspace, coded: CodingKey, tmp_path: Path
) -> None:
    summary = workspace.exports.export(tmp_path / "out", ["csv"])
    assert summary.rows == 1
    coding = workspace.coding.worksheet(coded).coding
    (report,) = coding.reports()
    (row,) = [row for row in rows_of(tmp_path / "out" / "values.csv") if row["field"] == "killed_total"]
    assert (row["low"], row["best"], row["high"], row["qualifier"]) == ("24", "", "", "dozens")
    assert (row["coder"], row["report_id"], row["status"]) == ("Coder A", report.id, "coded")
    evidence = {(row["quote"], int(row["start"]), row["stance"]) for row in rows_of(tmp_path / "out" / "evidence.csv")}
    assert evidence == {(one.quote, one.start, one.stance.value) for one in coding.evidence()}


def test_json_lines_give_the_coding_back_whole(workspace: Workspace, coded: CodingKey, tmp_path: Path) -> None:
    workspace.exports.export(tmp_path / "out", ["jsonl"])
    (back,) = read_json_lines(tmp_path / "out" / "dataset.jsonl")
    worksheet = workspace.coding.worksheet(coded)
    assert (back.coding, back.article, back.codebook) == (worksheet.coding, worksheet.article, worksheet.codebook)


def test_what_was_taken_back_is_not_in_the_dataset(workspace: Workspace, coded: CodingKey, tmp_path: Path) -> None:
    while workspace.coding.worksheet(coded).undo_state.undo is not None:
        workspace.coding.undo(coded)
    assert workspace.exports.coded_count() == 0
    assert workspace.exports.export(tmp_path / "out", ["csv", "jsonl"]).rows == 0
    assert rows_of(tmp_path / "out" / "articles.csv") == rows_of(tmp_path / "out" / "values.csv") == []


def test_a_removed_incident_is_not_in_the_dataset(workspace: Workspace, coded: CodingKey, tmp_path: Path) -> None:
    (report,) = workspace.coding.worksheet(coded).coding.reports()
    workspace.coding.remove_report(coded, report.id)
    workspace.exports.export(tmp_path / "out", ["csv"])
    assert rows_of(tmp_path / "out" / "reports.csv") == []
    assert {row["field"] for row in rows_of(tmp_path / "out" / "values.csv")} == {"publication_date"}


def test_codings_of_several_coders_stand_side_by_side(workspace: Workspace, coded: CodingKey, tmp_path: Path) -> None:
    other = CodingKey(coded.article_id, workspace.coders.named("Coder B").id)
    code_killed(workspace, other, "dozens of soldiers dead", Count(low=30))
    assert workspace.exports.coded_count() == 2
    workspace.exports.export(tmp_path / "out", ["csv"])
    killed = {
        row["coder"]: row["low"] for row in rows_of(tmp_path / "out" / "values.csv") if row["field"] == "killed_total"
    }
    assert killed == {"Coder A": "24", "Coder B": "30"}


def test_articles_nobody_coded_are_left_out_and_those_without_an_incident_are_in(
    workspace: Workspace, coded: CodingKey, tmp_path: Path
) -> None:
    nothing = next(article_id for article_id in articles(workspace) if article_id != coded.article_id)
    workspace.coding.code_no_incident(CodingKey(nothing, workspace.coder.id))
    workspace.exports.export(tmp_path / "out", ["csv"])
    found = {
        row["article_id"]: (row["report_count"], row["state"]) for row in rows_of(tmp_path / "out" / "articles.csv")
    }
    assert found == {coded.article_id: ("1", "draft"), nothing: ("0", "complete")}


def test_a_status_is_told_apart_from_zero(workspace: Workspace, key: CodingKey, tmp_path: Path) -> None:
    workspace.coding.set_content(key, Slot("killed_total"), Count(low=0, best=0, high=0))
    (report,) = workspace.coding.worksheet(key).coding.reports()
    workspace.coding.set_status(key, Slot("wounded_total", report.id), Status.NOT_MENTIONED)
    workspace.exports.export(tmp_path / "out", ["csv"])
    found = {row["field"]: (row["status"], row["best"]) for row in rows_of(tmp_path / "out" / "values.csv")}
    assert found["killed_total"] == ("coded", "0")
    assert found["wounded_total"] == ("not_mentioned", "")


def test_a_note_that_begins_like_a_formula_is_disarmed_for_spreadsheets_only(
    workspace: Workspace, coded: CodingKey, tmp_path: Path
) -> None:
    workspace.coding.write_note(coded, workspace.coding.worksheet(coded).coding.header.id, '=HYPERLINK("http://x")')
    summary = workspace.exports.export(tmp_path / "out", ["csv", "csv-spreadsheet"])
    (plain,), (safe,) = rows_of(tmp_path / "out" / "notes.csv"), rows_of_marked(tmp_path / "out" / "spreadsheet")
    assert plain["text"] == '=HYPERLINK("http://x")'
    assert safe["text"].startswith("'=")
    assert ("spreadsheet/notes.csv", 1, "text") in summary.altered
    assert summary.altered_count == len(summary.altered)
    assert any("apostrophe" in remark for remark in summary.remarks)


def rows_of_marked(folder: Path) -> list[dict[str, str]]:
    """Return the notes written for spreadsheets, which begin with a byte order mark."""
    text = (folder / "notes.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), strict=True))


def test_the_manifest_names_every_file_with_its_hash(workspace: Workspace, coded: CodingKey, tmp_path: Path) -> None:
    workspace.exports.export(tmp_path / "out", form_names())
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["project"]["head"] == workspace.project.head
    for file in manifest["files"]:
        assert hashlib.sha256((tmp_path / "out" / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    written = {
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    assert {file["name"] for file in manifest["files"]} | {"manifest.json"} == written


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_is(
    workspace: Workspace, coded: CodingKey, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match="not empty"):
        workspace.exports.export(folder, ["csv"])
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("forms", [["nonsense"], [], ["csv", "pdf"]])
def test_a_form_there_is_not_is_refused(workspace: Workspace, tmp_path: Path, forms: list[str]) -> None:
    with pytest.raises(ExportError, match="form"):
        workspace.exports.export(tmp_path / "out", forms)
    assert not (tmp_path / "out").exists()


def test_a_cancelled_export_leaves_nothing(workspace: Workspace, coded: CodingKey, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(ExportError, match="cancelled"):
        workspace.exports.export(place / "out", form_names(), is_cancelled=lambda: True)
    assert list(place.iterdir()) == []


def test_progress_counts_codings(workspace: Workspace, coded: CodingKey, tmp_path: Path) -> None:
    workspace.coding.set_content(
        CodingKey(coded.article_id, workspace.coders.named("Coder B").id), Slot("focus"), OneCategory(category="main")
    )
    seen: list[int] = []
    workspace.exports.export(tmp_path / "out", ["csv"], progress=seen.append)
    assert seen == [1, 2]


def test_a_project_opened_to_read_gives_the_same_dataset(
    workspace: Workspace, coded: CodingKey, folders: Folders, tmp_path: Path
) -> None:
    workspace.exports.export(tmp_path / "one", ["csv", "jsonl"])
    with open_workspace(workspace.project.path, folders=folders, read_only=True) as reading:
        reading.exports.export(tmp_path / "two", ["csv", "jsonl"])
    for name in ("values.csv", "evidence.csv", "articles.csv", "dataset.jsonl"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
