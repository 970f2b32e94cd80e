"""Recipes are kept in the project, and exports follow them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import CodingState, Slot
from annotator.domain.errors import CodingError
from annotator.domain.recipe import ExportChoice, ExportUnit
from annotator.domain.values import OneCategory
from annotator.formats.datasets.json_lines_reading import read_json_lines
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders

CHOICE = ExportChoice(
    rounds=(None,),
    is_gold_included=False,
    states=(CodingState.COMPLETE,),
    fields=("article_relevance", "killed_total"),
    units=(ExportUnit.VALUE,),
    with_text=False,
    is_pseudonymous=True,
    forms=("csv", "jsonl"),
)


@pytest.fixture
def two_coders(workspace: Workspace, key: CodingKey) -> tuple[CodingKey, CodingKey]:
    """One article coded by Coder A and by Coder B, differently."""
    other = key._replace(coder_id=workspace.coders.named("Coder B").id)
    for whose, category in ((key, "codable_incident"), (other, "not_relevant")):
        workspace.coding.set_content(whose, Slot("article_relevance"), OneCategory(category=category))
    return key, other


def exported(workspace: Workspace, folder: Path, choice: ExportChoice) -> dict[str, str]:
    """Export as JSON Lines; return each coder's name with the relevance they coded."""
    workspace.exports.export(folder, ["jsonl"], choice=choice)
    found = {}
    for coded in read_json_lines(folder / "dataset.jsonl"):
        value = coded.coding.value_at(Slot("article_relevance"))
        assert value is not None
        assert isinstance(value.content, OneCategory)
        found[coded.coder.name] = value.content.category
    return found


def test_a_recipe_is_there_when_the_project_is_opened_again(workspace: Workspace, folders: Folders) -> None:
    assert workspace.recipes.all() == ()
    assert workspace.recipes.keep("  For   the journal ", CHOICE, by=workspace.coder.id) is not None
    path = workspace.project.path
    workspace.close()
    with open_workspace(path, folders=folders, coder_name="Coder A") as again:
        assert again.recipes.named("For the journal").choice == CHOICE
        assert again.project.check() == ()


def test_keeping_under_a_name_that_is_taken_replaces_the_recipe(workspace: Workspace) -> None:
    workspace.recipes.keep("Weekly", ExportChoice(), by=workspace.coder.id)
    first = workspace.recipes.named("Weekly")
    workspace.recipes.keep("Weekly", CHOICE, by=workspace.coder.id)
    (now,) = workspace.recipes.all()
    assert (now.id, now.choice) == (first.id, CHOICE)
    assert workspace.recipes.keep("Weekly", CHOICE, by=workspace.coder.id) is None


def test_a_recipe_that_was_removed_gives_its_name_free(workspace: Workspace) -> None:
    workspace.recipes.keep("Weekly", CHOICE, by=workspace.coder.id)
    workspace.recipes.remove("Weekly", by=workspace.coder.id)
    assert workspace.recipes.all() == ()
    workspace.recipes.keep("Weekly", ExportChoice(), by=workspace.coder.id)
    assert workspace.recipes.named("Weekly").choice == ExportChoice()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_that_is_none_is_refused(workspace: Workspace, name: str) -> None:
    head = workspace.project.head
    with pytest.raises(CodingError, match="1 to 80 characters"):
        workspace.recipes.keep(name, CHOICE, by=workspace.coder.id)
    assert workspace.project.head == head


def test_an_unknown_recipe_is_answered_with_those_there_are(workspace: Workspace) -> None:
    with pytest.raises(CodingError, match=r"no recipe “Weekly”.*annotator export --keep-as"):
        workspace.recipes.named("Weekly")
    workspace.recipes.keep("Monthly", CHOICE, by=workspace.coder.id)
    with pytest.raises(CodingError, match=r"no recipe “Weekly”.*There are “Monthly”"):
        workspace.recipes.remove("Weekly", by=workspace.coder.id)


def test_only_the_chosen_coder_s_work_leaves(
    workspace: Workspace, two_coders: tuple[CodingKey, CodingKey], tmp_path: Path
) -> None:
    both = {"Coder A": "codable_incident", "Coder B": "not_relevant"}
    assert exported(workspace, tmp_path / "all", ExportChoice()) == both
    only = ExportChoice(coders=(two_coders[1].coder_id,))
    assert exported(workspace, tmp_path / "one", only) == {"Coder B": "not_relevant"}
    assert workspace.exports.coded_count(only) == 1


def test_no_coder_s_name_leaves_under_pseudonyms(
    workspace: Workspace, two_coders: tuple[CodingKey, CodingKey], tmp_path: Path
) -> None:
    choice = ExportChoice(is_pseudonymous=True)
    found = exported(workspace, tmp_path / "out", choice)
    assert found == {"Coder 1": "codable_incident", "Coder 2": "not_relevant"}
    only = ExportChoice(is_pseudonymous=True, coders=(two_coders[1].coder_id,))
    assert exported(workspace, tmp_path / "one", only) == {"Coder 2": "not_relevant"}
    for file in (tmp_path / "out").rglob("*"):
        assert file.is_dir() or b"Coder A" not in file.read_bytes()


def test_without_text_no_words_of_the_article_leave(
    workspace: Workspace, two_coders: tuple[CodingKey, CodingKey], tmp_path: Path
) -> None:
    choice = ExportChoice(with_text=False, forms=("csv", "jsonl"))
    workspace.exports.export(tmp_path / "out", choice.forms, choice=choice)
    article = workspace.articles.article(two_coders[0].article_id)
    written = b"".join(file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()).decode()
    assert article.sha256 in written
    assert article.metadata.title not in written
    assert "dozens of soldiers" not in written


def test_only_the_chosen_fields_leave(
    workspace: Workspace, two_coders: tuple[CodingKey, CodingKey], tmp_path: Path
) -> None:
    workspace.exports.export(tmp_path / "out", ["jsonl"], choice=ExportChoice(fields=("article_relevance",)))
    for coded in read_json_lines(tmp_path / "out" / "dataset.jsonl"):
        assert {value.field for value in coded.coding.values()} == {"article_relevance"}


def test_a_coder_of_a_blind_round_takes_out_only_their_own_work(
    workspace: Workspace, key: CodingKey, tmp_path: Path
) -> None:
    other = workspace.coders.named("Coder B")
    blind = workspace.rounds.make("Pilot", by=workspace.coder.id)
    for coder_id, category in ((workspace.coder.id, "codable_incident"), (other.id, "not_relevant")):
        workspace.rounds.assign_by_hand(blind.id, coder_id, [key.article_id], by=workspace.coder.id)
        mine = CodingKey(key.article_id, coder_id, blind.id)
        workspace.coding.set_content(mine, Slot("article_relevance"), OneCategory(category=category))
    assert exported(workspace, tmp_path / "blind", ExportChoice()) == {"Coder A": "codable_incident"}
    workspace.rounds.release(blind.id, by=workspace.coder.id)
    both = {"Coder A": "codable_incident", "Coder B": "not_relevant"}
    assert exported(workspace, tmp_path / "released", ExportChoice()) == both
    assert exported(workspace, tmp_path / "outside", ExportChoice(rounds=(None,))) == {}


def test_the_manifest_says_what_was_chosen(workspace: Workspace, key: CodingKey, tmp_path: Path) -> None:
    workspace.exports.export(tmp_path / "all", ["jsonl"])
    workspace.exports.export(tmp_path / "some", ["jsonl"], choice=CHOICE)
    said = {}
    for name in ("all", "some"):
        manifest = json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8"))
        said[name] = manifest["options"]["choice"]
    assert said["all"] is None
    assert ExportChoice.model_validate(said["some"]) == CHOICE
