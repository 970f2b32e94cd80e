"""The replication package: what is in it, that it is the same whenever it is made, and what it refuses."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from annotator.bootstrap import Workspace, create_workspace, open_workspace
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Slot, Stance
from annotator.domain.errors import CodingError, ExportError
from annotator.domain.queue import QueueFilter
from annotator.domain.recipe import ExportChoice
from annotator.domain.text import Span
from annotator.domain.values import Count
from annotator.formats.codebooks import read_codebook
from annotator.formats.datasets.json_lines_reading import read_json_lines
from annotator.formats.replication.package import FOLDER
from annotator.formats.replication.parts import PackagePart, Supplement, Wanted
from annotator.services.coding import CodingKey
from annotator.services.exports.replication import ReplicationService, about_package
from annotator.services.folders import Folders
from tests.services.gold_coder import turn_gold

ABOUT = about_package(title="Raids", authors=("Family, Given",), licence="CC-BY-4.0")
QUOTE = "dozens of soldiers dead"


def code(workspace: Workspace, key: CodingKey, low: int = 24) -> None:
    """Code one count on the first words of the article's body."""
    start = workspace.coding.worksheet(key).article.header_end
    workspace.coding.attach_evidence(key, Slot("killed_total"), Span(start, start + 12), Stance.STATES)
    (report,) = workspace.coding.worksheet(key).coding.reports()
    workspace.coding.set_content(key, Slot("killed_total", report.id), Count(low=low))


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def coded(workspace: Workspace) -> Workspace:
    """The sample project with all twelve articles coded by one person."""
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    for item in workspace.articles.queue_page(workspace.coder.id, rows):
        code(workspace, CodingKey(item.article_id, workspace.coder.id))
    return workspace


@pytest.fixture
def twice(coded: Workspace, key: CodingKey) -> Workspace:
    """The project, one article of it coded by a second person too."""
    code(coded, CodingKey(key.article_id, coded.coders.named("Coder B").id), low=30)
    return coded


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with nothing in it."""
    made = tmp_path / "place"
    made.mkdir()
    return made


def with_agreement(
    workspace: Workspace, *parts: PackagePart, why_absent: str = ""
) -> tuple[ReplicationService, list[Wanted]]:
    """Return the service with an agreement report of these parts, and what it will have been asked."""
    asked: list[Wanted] = []

    def supplied(wanted: Wanted) -> Supplement:
        asked.append(wanted)
        return Supplement(parts, why_absent)

    service = ReplicationService(
        workspace._file,
        workspace.codebooks,
        workspace.codebook_documents,
        workspace.recipes,
        workspace.exports.source,
        supplied,
    )
    return service, asked


# --- What is in it ---------------------------------------------------------------------------------------------------


def test_everything_a_reader_needs_is_there(coded: Workspace, place: Path) -> None:
    summary = coded.replication.make(place / "package", ABOUT)
    files = files_in(place / "package")
    assert {file.name for file in summary.files} == set(files)
    assert {
        *("README.md", "LICENSE.txt", "CITATION.cff", "manifest.json", "SHA256SUMS", "recipe.json"),
        *("codebook/incident-1.yaml", "codebook/incident-1.html", "codebook/incident-1.md"),
        *("data/values.csv", "data/wide/reports.csv", "data/dataset.jsonl"),
        *("data/events/events.csv", "data/events/crosswalk.csv"),
    } <= set(files)
    assert (summary.counts.articles, summary.counts.codings, summary.counts.coders) == (12, 12, 1)


def test_the_checksums_and_the_manifest_agree_with_the_files(coded: Workspace, place: Path) -> None:
    coded.replication.make(place / "package", ABOUT)
    files = files_in(place / "package")
    lines = [line.split("  ") for line in files.pop("SHA256SUMS").decode().splitlines()]
    sums = {name: digest for digest, name in lines}
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = json.loads(files.pop("manifest.json"))
    assert {(file["name"], file["sha256"], file["bytes"]) for file in manifest["files"]} == {
        (name, sums[name], len(data)) for name, data in files.items()
    }
    assert manifest["head"] == coded.project.head


def test_the_data_are_the_project_s(coded: Workspace, key: CodingKey, place: Path) -> None:
    coded.replication.make(place / "package")
    back = {one.article.id: one.coding for one in read_json_lines(place / "package" / "data" / "dataset.jsonl")}
    assert len(back) == 12
    assert back[key.article_id] == coded.coding.worksheet(key).coding
    with (place / "package" / "data" / "events" / "crosswalk.csv").open(encoding="utf-8", newline="") as file:
        assert {row["article_id"] for row in csv.DictReader(file, strict=True)} == set(back)


def test_the_codebook_in_it_is_the_one_that_was_used(coded: Workspace, place: Path) -> None:
    coded.replication.make(place / "package")
    source = (place / "package" / "codebook" / "incident-1.yaml").read_text(encoding="utf-8")
    assert source == coded.codebooks.current().source
    assert isinstance(read_codebook(source, name="incident-1.yaml"), Codebook)


def test_a_version_nobody_coded_under_is_not_in_it(coded: Workspace, place: Path) -> None:
    source = coded.codebooks.current().source.replace("version: 1", "version: 2", 1)
    coded.codebooks.add(source, file_name="second.yaml")
    coded.replication.make(place / "package")
    assert not (place / "package" / "codebook" / "incident-2.yaml").exists()


def test_the_only_time_in_it_is_that_of_the_last_event(coded: Workspace, place: Path) -> None:
    with coded._file.read() as reader:
        last = reader.last_event()
    assert last is not None
    coded.replication.make(place / "package", ABOUT)
    manifest = json.loads((place / "package" / "manifest.json").read_bytes())
    assert dt.datetime.fromisoformat(manifest["last_event_at"]) == last.at
    citation = YAML(typ="safe", pure=True).load((place / "package" / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["date-released"] == last.at.astimezone(dt.UTC).date()
    data = json.loads((place / "package" / "data" / "manifest.json").read_bytes())
    assert dt.datetime.fromisoformat(data["created"]) == last.at


def test_gold_gives_the_codebook_its_examples(coded: Workspace, key: CodingKey, place: Path) -> None:
    reviewer = coded.coders.named("Reviewer")
    code(coded, CodingKey(key.article_id, reviewer.id))
    turn_gold(coded, reviewer)
    summary = coded.replication.make(place / "package")
    assert "<blockquote" in (place / "package" / "codebook" / "incident-1.html").read_text(encoding="utf-8")
    assert (summary.counts.gold, summary.counts.coders) == (1, 1)


# --- The same every time ---------------------------------------------------------------------------------------------


class LaterClock(dt.datetime):
    """A clock that is years ahead."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> LaterClock:
        return cls(2099, 1, 1, tzinfo=tz)


def test_made_twice_it_is_the_same_bytes_with_another_clock_folder_and_machine_state(
    twice: Workspace, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice.replication.make(place / "package", ABOUT)
    copy = tmp_path / "elsewhere" / "renamed.annotator"
    copy.parent.mkdir()
    twice.close()
    shutil.copyfile(twice.project.path, copy)
    monkeypatch.setattr(dt, "datetime", LaterClock)
    monkeypatch.chdir(tmp_path / "elsewhere")
    others = Folders(tmp_path / "settings-2", tmp_path / "state-2", tmp_path / "data-2")
    with open_workspace(copy, folders=others, coder_name="Somebody else", read_only=True) as reading:
        reading.replication.make(Path("again"), ABOUT)
    assert files_in(place / "package") == files_in(tmp_path / "elsewhere" / "again")


def test_an_archive_holds_what_the_folder_holds_and_is_the_same_bytes_twice(twice: Workspace, place: Path) -> None:
    twice.replication.make(place / "package", ABOUT)
    twice.replication.make(place / "package.zip", ABOUT)
    (place / "again").mkdir()
    twice.replication.make(place / "again" / "of-another-name.zip", ABOUT)
    with zipfile.ZipFile(place / "package.zip") as archive:
        found = {name.removeprefix(f"{FOLDER}/"): archive.read(name) for name in archive.namelist()}
    assert found == files_in(place / "package")
    assert (place / "package.zip").read_bytes() == (place / "again" / "of-another-name.zip").read_bytes()


# --- Agreement -------------------------------------------------------------------------------------------------------


def test_with_one_coder_the_readme_says_why_there_is_no_agreement_report(coded: Workspace, place: Path) -> None:
    service, asked = with_agreement(coded)
    summary = service.make(place / "package")
    assert asked == []
    assert summary.absent == ("There is no agreement report: only one person coded, so there is nothing to compare.",)
    assert summary.absent[0] in (place / "package" / "README.md").read_text(encoding="utf-8")


def test_without_an_article_coded_twice_there_is_none_either(workspace: Workspace, key: CodingKey, place: Path) -> None:
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    other, *_ = (
        item.article_id
        for item in workspace.articles.queue_page(workspace.coder.id, rows)
        if item.article_id != key.article_id
    )
    code(workspace, key)
    code(workspace, CodingKey(other, workspace.coders.named("Coder B").id))
    service, asked = with_agreement(workspace)
    summary = service.make(place / "package")
    assert (asked, "no article was coded by more than one person" in summary.absent[0]) == ([], True)


def test_with_two_coders_the_report_is_in_the_package_and_in_the_manifest(twice: Workspace, place: Path) -> None:
    service, (*asked,) = with_agreement(twice, PackagePart("agreement/report.html", b"<p>", "How far coders agree."))
    summary = service.make(place / "package")
    assert (place / "package" / "agreement" / "report.html").read_bytes() == b"<p>"
    assert "agreement/report.html" in {file.name for file in summary.files}
    assert "open `agreement/report.html`" in (place / "package" / "README.md").read_text(encoding="utf-8")
    assert (summary.absent, asked) == ((), [])


def test_the_reason_a_report_could_not_be_made_is_told(twice: Workspace, place: Path) -> None:
    service, asked = with_agreement(twice, why_absent="The round is still blind.")
    assert service.make(place / "package").absent == ("The round is still blind.",)
    assert [wanted.choice for wanted in asked] == [None]


# --- Refusals --------------------------------------------------------------------------------------------------------


def test_a_project_in_which_nothing_is_coded_is_refused(workspace: Workspace, place: Path) -> None:
    with pytest.raises(ExportError, match="Nothing is coded"):
        workspace.replication.make(place / "package")
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("target", ["package", "package.zip"])
def test_what_is_at_the_target_is_never_touched(coded: Workspace, place: Path, target: str) -> None:
    (place / target).mkdir()
    with pytest.raises(ExportError, match="exists already"):
        coded.replication.make(place / target)
    assert [path.name for path in place.rglob("*")] == [target]


def test_a_target_in_a_folder_that_is_not_there_is_refused(coded: Workspace, place: Path) -> None:
    with pytest.raises(ExportError, match="There is no folder"):
        coded.replication.make(place / "gone" / "package")
    assert list(place.iterdir()) == []


def answers(*given: bool) -> Iterator[bool]:
    yield from given
    while True:
        yield True


@pytest.mark.parametrize("target", ["package", "package.zip"])
@pytest.mark.parametrize("after", [0, 1, 5, 12, 13, 16])
def test_a_cancelled_package_leaves_nothing(coded: Workspace, place: Path, target: str, after: int) -> None:
    said = answers(*[False] * after)
    with pytest.raises(ExportError, match="cancelled"):
        coded.replication.make(place / target, is_cancelled=lambda: next(said))
    assert list(place.iterdir()) == []


def test_progress_counts_coded_articles(coded: Workspace, place: Path) -> None:
    seen: list[int] = []
    coded.replication.make(place / "package", progress=seen.append)
    assert seen == list(range(1, 13))


def test_a_recipe_that_is_not_there_is_refused(coded: Workspace, place: Path) -> None:
    with pytest.raises(CodingError, match="no recipe “press”"):
        coded.replication.make(place / "package", recipe="press")
    assert list(place.iterdir()) == []


# --- Recipes ---------------------------------------------------------------------------------------------------------


def test_a_recipe_chooses_the_codings_and_is_told(twice: Workspace, place: Path) -> None:
    second = twice.coders.named("Coder B")
    twice.recipes.keep("only B", ExportChoice(coders=(second.id,), forms=("jsonl",)), by=twice.coder.id)
    summary = twice.replication.make(place / "package", recipe="only B")
    assert (summary.counts.codings, summary.counts.coders) == (1, 1)
    assert not (place / "package" / "data" / "values.csv").exists()
    recipe = json.loads((place / "package" / "recipe.json").read_bytes())
    assert (recipe["name"], recipe["choice"]["coders"]) == ("only B", [second.id])
    assert "by the recipe “only B”" in (place / "package" / "README.md").read_text(encoding="utf-8")


def test_where_texts_are_kept_back_no_quote_leaves_in_the_codebook_either(
    coded: Workspace, key: CodingKey, place: Path
) -> None:
    reviewer = coded.coders.named("Reviewer")
    code(coded, CodingKey(key.article_id, reviewer.id))
    turn_gold(coded, reviewer)
    coded.recipes.keep("no texts", ExportChoice(with_text=False), by=coded.coder.id)
    coded.replication.make(place / "package", recipe="no texts")
    article = coded.coding.worksheet(key).article
    quote = article.text[article.header_end :][:12].encode()
    files = files_in(place / "package")
    assert [name for name, data in files.items() if quote in data] == []
    assert "quotes were kept back" in files["README.md"].decode()


def test_where_coders_have_pseudonyms_no_name_leaves(twice: Workspace, place: Path) -> None:
    twice.recipes.keep("nameless", ExportChoice(is_pseudonymous=True), by=twice.coder.id)
    service, asked = with_agreement(twice, PackagePart("agreement/report.html", b"Coder B agrees", "Figures."))
    summary = service.make(place / "package", recipe="nameless")
    assert asked == []
    assert "pseudonyms" in summary.absent[0]
    assert [
        name for name, data in files_in(place / "package").items() if b"Coder A" in data or b"Coder B" in data
    ] == []


# --- Other codebooks -------------------------------------------------------------------------------------------------

SMALL = """
format: incident-annotator/codebook/1
id: small
version: 3
title: Small
sections: [{id: all, label: All}]
fields:
  - {id: killed_total, label: Killed, level: incident, section: all, type: count}
"""


def test_a_codebook_without_the_default_fields_gives_a_package_without_a_crosswalk(
    folders: Folders, tmp_path: Path
) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "a.txt").write_text("# First\n\nTwo killed there.", encoding="utf-8")
    project = tmp_path / "small.annotator"
    with create_workspace(project, folders=folders, coder_name="A", codebook=tmp_path / "small.yaml") as workspace:
        plan = workspace.articles.plan_import([tmp_path / "a.txt"])
        workspace.articles.import_articles(plan, coder_id=workspace.coder.id)
        (item,) = workspace.articles.queue_page(
            workspace.coder.id, workspace.articles.queue(workspace.coder.id, QueueFilter())
        )
        key = CodingKey(item.article_id, workspace.coder.id)
        workspace.coding.attach_evidence(key, Slot("killed_total"), Span(9, 12), Stance.STATES)
        summary = workspace.replication.make(tmp_path / "package")
    assert "no crosswalk" in summary.absent[1]
    assert not (tmp_path / "package" / "data" / "events").exists()
    assert (tmp_path / "package" / "data" / "spreadsheet").is_dir()
    assert (tmp_path / "package" / "codebook" / "small-3.html").exists()
