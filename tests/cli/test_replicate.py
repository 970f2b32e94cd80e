"""``annotator replicate``."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from annotator.bootstrap import open_workspace
from annotator.domain.coding import Slot
from annotator.domain.queue import QueueFilter
from annotator.domain.recipe import ExportChoice
from annotator.domain.text import Span
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.cli.conftest import Run


@pytest.fixture
def coded(project: Path, news: Path, run: Run) -> Path:
    """A project with two articles, one of them coded."""
    assert run("import", project, news, "--encoding", "latin-1").status == 0
    with open_workspace(project, folders=Folders.of_person(), coder_name="Coder A") as workspace:
        rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
        first = workspace.articles.queue_page(workspace.coder.id, rows)[0]
        key = CodingKey(first.article_id, workspace.coder.id)
        workspace.coding.attach_evidence(key, Slot("killed_total"), Span(2, 7))
        workspace.recipes.keep("no texts", ExportChoice(with_text=False), by=workspace.coder.id)
    return project


def test_a_package_is_made_in_one_command(coded: Path, run: Run, tmp_path: Path) -> None:
    said = run(
        *("replicate", coded, tmp_path / "package", "--title", "My raids", "--license", "CC-BY-4.0"),
        *("--author", "Family, Given", "--author", "A group"),
    )
    assert said.status == 0
    assert "1 coding in " in said.out
    assert "README.md" in said.out
    assert "no agreement report" in said.out
    assert "# My raids" in (tmp_path / "package" / "README.md").read_text(encoding="utf-8")
    citation = (tmp_path / "package" / "CITATION.cff").read_text(encoding="utf-8")
    assert 'family-names: "Family"' in citation
    assert "license: CC-BY-4.0" in citation


def test_as_json_it_says_files_counts_and_what_is_missing(coded: Path, run: Run, tmp_path: Path) -> None:
    told = run("replicate", coded, tmp_path / "package.zip", "--json").json
    with zipfile.ZipFile(tmp_path / "package.zip") as archive:
        assert {f"replication-package/{file['name']}" for file in told["files"]} == set(archive.namelist())
    assert told["counts"]["codings"] == 1
    assert len(told["absent"]) == 1


def test_made_twice_it_is_the_same_bytes(coded: Path, run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "package.zip", tmp_path / "of-another-name.zip"
    for target in (first, second):
        assert run("replicate", coded, target).status == 0
    assert first.read_bytes() == second.read_bytes()


def test_a_recipe_is_followed(coded: Path, run: Run, tmp_path: Path) -> None:
    assert run("replicate", coded, tmp_path / "package", "--recipe", "no texts").status == 0
    recipe = json.loads((tmp_path / "package" / "recipe.json").read_bytes())
    assert (recipe["name"], recipe["choice"]["with_text"]) == ("no texts", False)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--recipe", "gone"), "no recipe “gone”"),
        (("--license", "all mine!"), "no licence identifier"),
        (("--license", "NOPE"), "The SPDX list has no licence NOPE"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_left(
    coded: Path, run: Run, tmp_path: Path, options: tuple[str, str], words: str
) -> None:
    said = run("replicate", coded, tmp_path / "package", *options)
    assert (said.status, words in said.err) == (1, True)
    assert not (tmp_path / "package").exists()
    assert not list(tmp_path.glob(".*.part*"))


def test_a_target_that_is_there_is_refused(coded: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    said = run("replicate", coded, tmp_path / "package")
    assert (said.status, "exists already" in said.err) == (1, True)


def test_a_project_without_codings_is_refused(project: Path, run: Run, tmp_path: Path) -> None:
    said = run("replicate", project, tmp_path / "package")
    assert (said.status, "Nothing is coded" in said.err) == (1, True)


def test_a_project_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("replicate", tmp_path / "gone.annotator", tmp_path / "package").status == 1
