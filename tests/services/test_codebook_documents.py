"""The project's codebook as a document, with examples from gold."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Slot, Stance
from annotator.domain.errors import CodingError, ExportError
from annotator.domain.ids import CodebookId
from annotator.domain.text import Span
from annotator.domain.values import Count
from annotator.services.codebook_documents import document, write_document
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.drafts import default_codebook
from tests.services.gold_coder import turn_gold

QUOTE = "dozens of soldiers dead"


def code(workspace: Workspace, key: CodingKey, quote: str = QUOTE) -> None:
    start = workspace.coding.worksheet(key).article.text.index(quote)
    workspace.coding.attach_evidence(key, Slot("killed_total"), Span(start, start + len(quote)), Stance.STATES)
    (report,) = workspace.coding.worksheet(key).coding.reports()
    workspace.coding.set_content(key, Slot("killed_total", report.id), Count(low=24))


def code_gold(workspace: Workspace, key: CodingKey) -> None:
    """Code the article of the key in gold."""
    reviewer = workspace.coders.named("Reviewer")
    code(workspace, CodingKey(key.article_id, reviewer.id))
    turn_gold(workspace, reviewer)


@pytest.fixture
def codebook_id(workspace: Workspace) -> CodebookId:
    return workspace.codebooks.current().id


def test_examples_come_from_gold_with_title_and_value(
    workspace: Workspace, key: CodingKey, codebook_id: CodebookId
) -> None:
    code_gold(workspace, key)
    assert f">{QUOTE}<" in workspace.codebook_documents.html(codebook_id)
    for told in (workspace.codebook_documents.html(codebook_id), workspace.codebook_documents.markdown(codebook_id)):
        assert QUOTE in told
        assert "24 / – / –" in told
        assert workspace.coding.worksheet(key).article.metadata.title in told


def test_what_only_a_coder_coded_is_no_example(workspace: Workspace, key: CodingKey, codebook_id: CodebookId) -> None:
    code(workspace, key)
    assert QUOTE not in workspace.codebook_documents.html(codebook_id)


def test_gold_of_a_round_that_is_blind_still_is_no_example(
    workspace: Workspace, key: CodingKey, codebook_id: CodebookId
) -> None:
    reviewer = workspace.coders.named("Reviewer")
    made = workspace.rounds.make("Pilot", by=workspace.coder.id)
    code(workspace, CodingKey(key.article_id, reviewer.id, made.id))
    turn_gold(workspace, reviewer)
    assert QUOTE not in workspace.codebook_documents.html(codebook_id)
    assert QUOTE not in workspace.codebook_documents.markdown(codebook_id)
    workspace.rounds.release(made.id, by=workspace.coder.id)
    assert QUOTE in workspace.codebook_documents.html(codebook_id)


def test_examples_can_be_kept_back(workspace: Workspace, key: CodingKey, codebook_id: CodebookId) -> None:
    code_gold(workspace, key)
    assert QUOTE not in workspace.codebook_documents.html(codebook_id, with_examples=False)
    assert QUOTE not in workspace.codebook_documents.markdown(codebook_id, with_examples=False)


def test_gold_under_another_version_gives_no_examples(
    workspace: Workspace, key: CodingKey, codebook_id: CodebookId
) -> None:
    code_gold(workspace, key)
    source = workspace.codebooks.current().source.replace("version: 1", "version: 2", 1)
    workspace.codebooks.add(source, file_name="second.yaml")
    second = workspace.codebooks.current().id
    assert second != codebook_id
    assert QUOTE not in workspace.codebook_documents.html(second)
    assert QUOTE in workspace.codebook_documents.html(codebook_id)


def test_what_gold_took_back_is_no_example(workspace: Workspace, key: CodingKey, codebook_id: CodebookId) -> None:
    reviewer = workspace.coders.named("Reviewer")
    gold = CodingKey(key.article_id, reviewer.id)
    code(workspace, gold)
    (report,) = workspace.coding.worksheet(gold).coding.reports()
    workspace.coding.remove_report(gold, report.id)
    turn_gold(workspace, reviewer)
    assert f">{QUOTE}<" not in workspace.codebook_documents.html(codebook_id)


def test_a_project_that_is_only_read_gives_the_same_document(
    workspace: Workspace, key: CodingKey, codebook_id: CodebookId, folders: Folders
) -> None:
    code_gold(workspace, key)
    told = workspace.codebook_documents.html(codebook_id)
    with open_workspace(workspace.project.path, folders=folders, read_only=True) as reading:
        assert reading.codebook_documents.html(codebook_id) == told


def test_a_codebook_the_project_does_not_have_is_named(workspace: Workspace) -> None:
    with pytest.raises(CodingError, match="no codebook gone"):
        workspace.codebook_documents.html(CodebookId("gone"))


@pytest.mark.parametrize(("ending", "beginning"), [(".html", "<!DOCTYPE html>"), (".HTML", "<!DOCTYPE"), (".md", "# ")])
def test_the_ending_says_the_form(
    workspace: Workspace, codebook_id: CodebookId, tmp_path: Path, ending: str, beginning: str
) -> None:
    workspace.codebook_documents.write(codebook_id, tmp_path / f"codebook{ending}")
    assert (tmp_path / f"codebook{ending}").read_text(encoding="utf-8").startswith(beginning)


@pytest.mark.parametrize("name", ["codebook", "codebook.pdf", "codebook.htm"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="neither HTML nor Markdown"):
        write_document(default_codebook(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "codebook.md").write_text("mine")
    with pytest.raises(ExportError, match="exists already"):
        write_document(default_codebook(), tmp_path / "codebook.md")
    assert (tmp_path / "codebook.md").read_text() == "mine"


def test_a_codebook_outside_a_project_has_a_document_too() -> None:
    assert document(default_codebook(), ".md").startswith("# Violent incidents\n")
