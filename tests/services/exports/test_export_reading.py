"""What an export reads of a project: no more than what leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Coding, CodingState, Slot
from annotator.domain.errors import ProjectError
from annotator.domain.ids import ArticleId, CoderId
from annotator.domain.recipe import ExportChoice
from annotator.domain.stored_records import StoredRecords
from annotator.domain.values import Count, Status
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.services.round_making import a_round, articles_of, begin, give
from tests.store.making import tamper

PARTS = ("reports_by_id", "groups_by_id", "values_by_id", "evidence_by_id", "notes_by_id")


@pytest.fixture
def other(workspace: Workspace, key: CodingKey) -> CoderId:
    """Coder B, who has coded the article of `key` as Coder A has, with another number."""
    other = workspace.coders.named("Coder B").id
    for coder_id, killed in ((workspace.coder.id, 3), (other, 30)):
        its_key = key._replace(coder_id=coder_id)
        workspace.coding.set_content(its_key, Slot("killed_total"), Count(best=killed))
        (report,) = workspace.coding.worksheet(its_key).coding.reports()
        workspace.coding.set_status(its_key, Slot("wounded_total", report.id), Status.UNCLEAR)
    return other


@contextmanager
def with_a_number_of_b_damaged(workspace: Workspace, folders: Folders) -> Iterator[Workspace]:
    """Open the project again after Coder B's number was made unreadable."""
    path = workspace.project.path
    workspace.close()
    tamper(path, "UPDATE coded_value SET content = 'thirty' WHERE content LIKE '%\"best\":30%'")
    with open_workspace(path, folders=folders, coder_name="Coder A") as opened:
        yield opened


def look_at_all(workspace: Workspace, choice: ExportChoice) -> list[Coding]:
    """Return the codings that leave, all their records made while the project is read."""
    with workspace.exports.source(choice) as source:
        codings = [coded.coding for coded in source.coded_articles()]
        assert all(list(coding.values()) for coding in codings)
        for coding in codings:
            made = [list(getattr(coding, part)) for part in PARTS]
            assert made[PARTS.index("reports_by_id")]
        return codings


def numbers(codings: list[Coding]) -> list[int | None]:
    contents = [value.content for coding in codings for value in coding.values()]
    return [content.best for content in contents if isinstance(content, Count)]


def test_what_is_not_chosen_is_not_looked_at(workspace: Workspace, other: CoderId, folders: Folders) -> None:
    with with_a_number_of_b_damaged(workspace, folders) as opened:
        assert numbers(look_at_all(opened, ExportChoice(coders=(opened.coder.id,)))) == [3]
        assert opened.exports.coded_count() == 2


def test_a_damaged_value_is_told_and_nothing_is_written(
    workspace: Workspace, other: CoderId, folders: Folders, tmp_path: Path
) -> None:
    with with_a_number_of_b_damaged(workspace, folders) as opened:
        with pytest.raises(ProjectError, match=r"sample\.annotator is damaged: a stored value cannot be read"):
            look_at_all(opened, ExportChoice())
        for form in ("csv", "jsonl", "csv-wide", "brat"):
            with pytest.raises(ProjectError, match=r"is damaged: a stored value cannot be read"):
                opened.exports.export(tmp_path / form, [form])
            assert not (tmp_path / form).exists()


def test_the_codings_of_an_export_are_those_of_the_project_in_its_order(workspace: Workspace, other: CoderId) -> None:
    keys = [
        CodingKey(article_id, coder_id)
        for article_id in articles_of(workspace)
        for coder_id in (workspace.coder.id, other)
    ]
    worked_on = [workspace.coding.worksheet(key).coding for key in keys]
    expected = [coding for coding in worked_on if not coding.is_empty]
    assert look_at_all(workspace, ExportChoice()) == expected
    assert numbers(expected) == [3, 30]


def test_where_statuses_are_chosen_the_values_are_a_mapping_like_any_other(
    workspace: Workspace, other: CoderId
) -> None:
    with workspace.exports.source(ExportChoice(statuses=(Status.UNCLEAR,))) as source:
        for coded in source.coded_articles():
            assert not isinstance(coded.coding.values_by_id, StoredRecords)
            assert [value.field for value in coded.coding.values()] == ["wounded_total"]
    with workspace.exports.source(ExportChoice()) as source:
        for coded in source.coded_articles():
            assert isinstance(coded.coding.values_by_id, StoredRecords)
            told = coded.coding.values_by_id.told_if_usual(("status", "field"))
            assert told is not None
            assert {("coded", "killed_total"), ("unclear", "wounded_total")} <= {row[1:] for row in told}


@pytest.mark.parametrize(
    "choice, count",
    [
        (ExportChoice(), 2),
        (ExportChoice(states=(CodingState.DRAFT,)), 2),
        (ExportChoice(states=(CodingState.COMPLETE,)), 0),
        (ExportChoice(are_coders_included=False), 0),
        (ExportChoice(articles=()), 0),
        (ExportChoice(articles=(ArticleId("gone"),)), 0),
        (ExportChoice(rounds=(None,)), 2),
        (ExportChoice(rounds=()), 0),
    ],
)
def test_as_many_are_counted_as_leave(workspace: Workspace, other: CoderId, choice: ExportChoice, count: int) -> None:
    assert workspace.exports.coded_count(choice) == count
    assert len(look_at_all(workspace, choice)) == count


def test_the_rounds_of_what_leaves_are_named_and_no_others(workspace: Workspace, other: CoderId) -> None:
    first, second, _ = articles_of(workspace)[:3]
    pilot, main, unused = (a_round(workspace, name, is_blind=False) for name in ("Pilot", "Main", "Unused"))
    for made, article_id, coder_id in ((pilot, first, other), (main, second, workspace.coder.id)):
        give(workspace, made, workspace.coders.person(coder_id), [article_id])
        begin(workspace, article_id, coder_id, made.id)

    def named(**chosen: Any) -> list[str]:
        with workspace.exports.source(ExportChoice(**chosen)) as source:
            return [one.name for one in source.rounds()]

    assert named() == ["Pilot", "Main"]
    assert named(coders=(other,)) == ["Pilot"]
    assert named(rounds=(main.id, unused.id)) == ["Main"]
    assert named(articles=(second,)) == ["Main"]
    assert named(rounds=(None,)) == named(rounds=()) == named(states=(CodingState.COMPLETE,)) == []
