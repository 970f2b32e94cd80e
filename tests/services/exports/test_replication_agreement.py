"""The agreement reports of a package: one for each round with something to compare, or the reason for none."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coder, CodingState, Slot
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import ArticleId, RoundId
from annotator.domain.queue import QueueFilter
from annotator.domain.recipe import ExportChoice
from annotator.domain.values import OneCategory
from annotator.formats.replication.parts import Supplement, Wanted
from annotator.services.coding import CodingKey
from annotator.services.exports.replication_agreement import AgreementSupplier

AT = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
FILES = {"report.html", "agreement.csv", "agreement.json", "methods.txt", "diagnosis.csv"}


@pytest.fixture
def articles(workspace: Workspace) -> Sequence[ArticleId]:
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    return [item.article_id for item in workspace.articles.queue_page(workspace.coder.id, rows)][:3]


@pytest.fixture
def people(workspace: Workspace) -> tuple[Coder, Coder]:
    return workspace.coder, workspace.coders.named("Coder B")


def coded_by_both(
    workspace: Workspace, people: Sequence[Coder], articles: Sequence[ArticleId], round_id: RoundId | None = None
) -> None:
    """Have everybody code every article; the second finds the last one not relevant."""
    if round_id is not None:
        for person in people:
            workspace.rounds.assign_by_hand(round_id, person.id, articles, by=workspace.coder.id)
    for place, person in enumerate(people):
        for number, article_id in enumerate(articles):
            key = CodingKey(article_id, person.id, round_id)
            is_last = number == len(articles) - 1
            chosen = "not_relevant" if place or not is_last else "background_or_aggregate_only"
            workspace.coding.set_content(key, Slot("article_relevance"), OneCategory(category=chosen))
            workspace.coding.complete(key)
            assert workspace.coding.worksheet(key).coding.header.state is CodingState.COMPLETE


def supplied(workspace: Workspace, choice: ExportChoice | None = None) -> Supplement:
    supplier = AgreementSupplier(workspace._file, workspace.agreement, workspace.coder.id)
    return supplier(Wanted(choice, AT))


def names(supplement: Supplement) -> set[str]:
    return {part.name for part in supplement.parts}


def text_of(supplement: Supplement, name: str) -> str:
    return next(part.data.decode() for part in supplement.parts if part.name == name)


def test_two_coders_give_a_report_with_figures_and_what_was_compared(
    workspace: Workspace, people: tuple[Coder, Coder], articles: Sequence[ArticleId]
) -> None:
    coded_by_both(workspace, people, articles)
    found = supplied(workspace)
    assert names(found) == {f"agreement/{name}" for name in FILES}
    assert found.why_absent == ""
    rows = list(csv.DictReader(io.StringIO(text_of(found, "agreement/agreement.csv"), newline=""), strict=True))
    assert any("article_relevance" in row.values() for row in rows)
    assert "Coder B" in text_of(found, "agreement/diagnosis.csv")
    assert all(part.about.startswith("Work outside any round. ") for part in found.parts)


def test_asked_again_it_gives_the_same_bytes(
    workspace: Workspace, people: tuple[Coder, Coder], articles: Sequence[ArticleId]
) -> None:
    coded_by_both(workspace, people, articles)
    assert supplied(workspace) == supplied(workspace)


def test_each_round_has_a_report_of_its_own(
    workspace: Workspace, people: tuple[Coder, Coder], articles: Sequence[ArticleId]
) -> None:
    first = workspace.rounds.make("Pilot", by=workspace.coder.id, is_blind=False)
    coded_by_both(workspace, people, articles, first.id)
    coded_by_both(workspace, people, articles)
    found = supplied(workspace)
    assert names(found) == {f"agreement/{number}/{name}" for number in (1, 2) for name in FILES}
    (report,) = (part for part in found.parts if part.name == "agreement/1/report.html")
    assert report.about.startswith("Round “Pilot”. ")
    assert "Pilot" in report.data.decode()


def test_a_recipe_s_rounds_alone_are_compared(
    workspace: Workspace, people: tuple[Coder, Coder], articles: Sequence[ArticleId]
) -> None:
    first = workspace.rounds.make("Pilot", by=workspace.coder.id, is_blind=False)
    coded_by_both(workspace, people, articles, first.id)
    coded_by_both(workspace, people, articles)
    for rounds, name in (((first.id,), "Round “Pilot”. "), ((None,), "Work outside any round. ")):
        found = supplied(workspace, ExportChoice(rounds=rounds))
        assert names(found) == {f"agreement/{file}" for file in FILES}
        assert all(part.about.startswith(name) for part in found.parts)


def test_a_blind_round_that_is_running_is_not_shown_to_its_coders(
    workspace: Workspace, people: tuple[Coder, Coder], articles: Sequence[ArticleId]
) -> None:
    blind = workspace.rounds.make("Blind", by=workspace.coder.id, is_blind=True)
    coded_by_both(workspace, people, articles, blind.id)
    found = supplied(workspace, ExportChoice(rounds=(blind.id,)))
    assert found.parts == ()
    assert found.why_absent.startswith("There is no agreement report (Round “Blind”: ")
    workspace.rounds.release(blind.id, by=workspace.coder.id)
    assert supplied(workspace, ExportChoice(rounds=(blind.id,))).parts != ()


def test_drafts_are_not_compared_and_the_reason_is_told(
    workspace: Workspace, people: tuple[Coder, Coder], articles: Sequence[ArticleId]
) -> None:
    for person in people:
        key = CodingKey(articles[0], person.id)
        workspace.coding.set_content(key, Slot("article_relevance"), OneCategory(category="not_relevant"))
    found = supplied(workspace)
    assert found.parts == ()
    assert found.why_absent.startswith("There is no agreement report (Work outside any round: ")


@pytest.mark.parametrize("choice", [ExportChoice(with_text=False), ExportChoice(fields=("article_relevance",))])
def test_where_texts_or_fields_are_kept_back_what_was_compared_stays(
    workspace: Workspace, people: tuple[Coder, Coder], articles: Sequence[ArticleId], choice: ExportChoice
) -> None:
    coded_by_both(workspace, people, articles)
    assert names(supplied(workspace, choice)) == {f"agreement/{name}" for name in FILES - {"diagnosis.csv"}}


def test_it_can_be_stopped(workspace: Workspace, people: tuple[Coder, Coder], articles: Sequence[ArticleId]) -> None:
    coded_by_both(workspace, people, articles)
    supplier = AgreementSupplier(workspace._file, workspace.agreement, workspace.coder.id)
    with pytest.raises(AnnotatorError):
        supplier(Wanted(None, AT, lambda: True))
