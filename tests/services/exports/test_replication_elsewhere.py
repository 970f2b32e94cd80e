"""The package in the hands of somebody else: read by programs that know nothing of this one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
import pytest
from frictionless import Package, system

from annotator.bootstrap import Workspace, create_sample
from annotator.domain.coding import Slot, Stance
from annotator.domain.queue import QueueFilter
from annotator.domain.text import Span
from annotator.domain.values import Count, Qualifier
from annotator.services.coding import CodingKey
from annotator.services.exports.replication import about_package
from annotator.services.folders import Folders

ABOUT = about_package(title="Raids", authors=("Family, Given",), licence="CC0-1.0")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the sample articles, each coded with one count; it is only read."""
    folder = tmp_path_factory.mktemp("elsewhere")
    folders = Folders(folder / "settings", folder / "state", folder / "data")
    with create_sample(folder / "sample.annotator", folders=folders, coder_name="Coder A") as workspace:
        rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
        for number, item in enumerate(workspace.articles.queue_page(workspace.coder.id, rows)):
            code(workspace, CodingKey(item.article_id, workspace.coder.id), number)
        workspace.replication.make(folder / "package", ABOUT)
    return folder / "package"


def code(workspace: Workspace, key: CodingKey, number: int) -> None:
    """Code a count on the first words of the article's body."""
    start = workspace.coding.worksheet(key).article.header_end
    workspace.coding.attach_evidence(key, Slot("killed_total"), Span(start, start + 9), Stance.STATES)
    (report,) = workspace.coding.worksheet(key).coding.reports()
    content = Count(low=number, best=number, high=number, qualifier=Qualifier.EXACT)
    workspace.coding.set_content(key, Slot("killed_total", report.id), content)


def test_pandas_reads_the_values(package: Path) -> None:
    values = pd.read_csv(package / "data" / "values.csv", keep_default_na=False, dtype=str)
    killed = values[values["field"] == "killed_total"]
    assert sorted(killed["best"].astype(int)) == list(range(12))
    assert set(killed["status"]) == {"coded"}


def test_pandas_joins_values_evidence_and_articles_by_their_ids(package: Path) -> None:
    tables = {
        name: pd.read_csv(package / "data" / f"{name}.csv", keep_default_na=False, dtype=str)
        for name in ("values", "evidence", "articles")
    }
    joined = tables["evidence"].merge(tables["values"], on="value_id", suffixes=("", "_of_value"))
    assert len(joined) == len(tables["evidence"])
    assert set(joined["article_id"]) == set(tables["articles"]["article_id"])


def test_the_crosswalk_leads_from_every_event_to_its_article(package: Path) -> None:
    events = pd.read_csv(package / "data" / "events" / "events.csv", keep_default_na=False, dtype=str)
    crosswalk = pd.read_csv(package / "data" / "events" / "crosswalk.csv", keep_default_na=False, dtype=str)
    articles = pd.read_csv(package / "data" / "articles.csv", keep_default_na=False, dtype=str)
    assert len(events) == 12
    assert set(crosswalk["event_id"]) == set(events["event_id"])
    assert set(crosswalk["article_id"]) == set(articles["article_id"])


def test_json_lines_give_the_text_at_every_offset(package: Path) -> None:
    lines = pd.read_json(package / "data" / "dataset.jsonl", lines=True, encoding="utf-8")
    coded = lines[lines["article"].notna()]
    assert len(coded) == 12
    for _, line in coded.iterrows():
        for one in line["evidence"]:
            assert line["article"]["text"][one["start"] : one["end"]] == one["quote"]


@pytest.mark.parametrize("folder", ["data", "data/wide"])
def test_frictionless_finds_nothing_wrong_with_the_tables(package: Path, folder: str) -> None:
    with system.use_context(trusted=True):
        report = Package(str(package / folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])[:3]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the system has no sha256sum")
def test_the_system_s_own_program_checks_the_files(package: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(package, tmp_path / "copy")
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    (copy / "data" / "values.csv").write_text("altered\n")
    assert subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode == 1


def test_nothing_in_it_names_a_folder_of_the_machine(package: Path) -> None:
    secret = str(package.parent).encode()
    assert [path.name for path in package.rglob("*") if path.is_file() and secret in path.read_bytes()] == []
