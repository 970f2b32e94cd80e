"""Rounds for the services' tests."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coder
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.queue import ArticleChoice
from annotator.domain.rounds import Round
from annotator.services.coding import CodingKey


def people_of(workspace: Workspace, *names: str) -> list[Coder]:
    """Add these coders and return them after the one at work."""
    return [workspace.coder, *(workspace.coders.add(name, by=workspace.coder.id) for name in names)]


def a_round(workspace: Workspace, name: str = "Pilot", *, is_blind: bool = True) -> Round:
    """Make a round."""
    return workspace.rounds.make(name, by=workspace.coder.id, is_blind=is_blind)


def articles_of(workspace: Workspace) -> tuple[ArticleId, ...]:
    """Return every article in reading order."""
    return workspace.rounds.articles(ArticleChoice())


def give(workspace: Workspace, its_round: Round, coder: Coder, articles: Sequence[ArticleId]) -> None:
    """Assign articles by hand."""
    workspace.rounds.assign_by_hand(its_round.id, coder.id, articles, by=workspace.coder.id)


def finish(workspace: Workspace, article_id: ArticleId, coder_id: CoderId, round_id: RoundId | None) -> None:
    """Have a coder finish an article, in one step."""
    workspace.coding.code_no_incident(CodingKey(article_id, coder_id, round_id))


def begin(workspace: Workspace, article_id: ArticleId, coder_id: CoderId, round_id: RoundId | None) -> None:
    """Have a coder begin an article."""
    workspace.coding.add_report(CodingKey(article_id, coder_id, round_id))
