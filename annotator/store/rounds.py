"""Rounds as they are asked for: who is how far with what, and what could still be given out."""

from __future__ import annotations

from sqlalchemy import Connection, and_, exists, func, select

from annotator.domain.coding import CodingState
from annotator.domain.ids import ArticleId, CoderId, ImportId, RoundId
from annotator.domain.queue import ArticleChoice, AssignedArticle, Progress
from annotator.store.articles import in_order, is_live
from annotator.store.codings import has_content
from annotator.store.queue import has_phrase, progress_case
from annotator.store.schema import ARTICLE, ASSIGNMENT, CODING, CODING_ROUND, DIVERGENCE

_OWN_CODING = and_(
    CODING.c.article_id == ASSIGNMENT.c.article_id,
    CODING.c.coder_id == ASSIGNMENT.c.coder_id,
    CODING.c.round_id == ASSIGNMENT.c.round_id,
    ~CODING.c.is_deleted,
)
_LINES = ASSIGNMENT.join(ARTICLE, ARTICLE.c.id == ASSIGNMENT.c.article_id).outerjoin(CODING, _OWN_CODING)
"""Every assignment with its article and the coding that answers it, where there is one."""


def count_progress(connection: Connection, round_id: RoundId) -> dict[Progress, int]:
    """Return how many of a round's live assignments are how far; what none is does not appear."""
    progress = progress_case().label("progress")
    counted = select(progress, func.count()).select_from(_LINES).group_by(progress)
    rows = connection.execute(counted.where(ASSIGNMENT.c.round_id == round_id, ~ASSIGNMENT.c.is_deleted, is_live()))
    return {Progress(state): number for state, number in rows}


def assigned_articles(connection: Connection, round_id: RoundId) -> tuple[AssignedArticle, ...]:
    """Return a round's live assignments of live articles, by article in order, then by coder."""
    statement = select(
        ASSIGNMENT.c.id,
        ASSIGNMENT.c.article_id,
        ASSIGNMENT.c.coder_id,
        ASSIGNMENT.c.position,
        ARTICLE.c.title,
        progress_case().label("progress"),
    )
    statement = statement.select_from(_LINES).where(
        ASSIGNMENT.c.round_id == round_id, ~ASSIGNMENT.c.is_deleted, is_live()
    )
    rows = connection.execute(in_order(statement).order_by(ASSIGNMENT.c.coder_id)).all()
    return tuple(
        AssignedArticle(row[0], row[1], row[2], row[3], row[4], _PROGRESS[row[5]])  # by name takes thrice as long
        for row in rows
    )


_PROGRESS = {progress.value: progress for progress in Progress}


def ids_of_rounds_with(connection: Connection, coder_id: CoderId) -> frozenset[str]:
    """Return the ids of the rounds, deleted ones too, in which a coder has a live assignment."""
    # Asked round by round, each is one look into the queue's index, however many assignments there are.
    given = exists().where(
        ASSIGNMENT.c.round_id == CODING_ROUND.c.id, ASSIGNMENT.c.coder_id == coder_id, ~ASSIGNMENT.c.is_deleted
    )
    return frozenset(connection.execute(select(CODING_ROUND.c.id).where(given)).scalars())


def chosen_articles(connection: Connection, choice: ArticleChoice) -> tuple[ArticleId, ...]:
    """Return the ids of the live articles of a choice, in order."""
    statement = select(ARTICLE.c.id).where(is_live())
    if choice.phrase:
        statement = statement.where(has_phrase(choice.phrase))
    if choice.import_id is not None:
        statement = statement.where(ARTICLE.c.import_id == choice.import_id)
    if choice.unassigned_in is not None:
        given = select(ASSIGNMENT.c.article_id).where(
            ASSIGNMENT.c.round_id == choice.unassigned_in, ~ASSIGNMENT.c.is_deleted
        )
        statement = statement.where(ARTICLE.c.id.not_in(given))
    return tuple(ArticleId(found) for found in connection.execute(in_order(statement)).scalars())


def finished_codings(connection: Connection, round_id: RoundId) -> frozenset[tuple[ArticleId, CoderId]]:
    """Return article and coder of every live coding of a round that was declared finished."""
    rows = connection.execute(
        select(CODING.c.article_id, CODING.c.coder_id).where(
            CODING.c.round_id == round_id, CODING.c.state == CodingState.COMPLETE.value, ~CODING.c.is_deleted
        )
    )
    return frozenset((ArticleId(row.article_id), CoderId(row.coder_id)) for row in rows)


def codings_in(connection: Connection, round_id: RoundId | None) -> tuple[tuple[ArticleId, CoderId, bool], ...]:
    """Return article, coder and whether it is finished of every live coding of a round, or outside any, in order."""
    statement = select(CODING.c.article_id, CODING.c.coder_id, CODING.c.state)
    statement = statement.select_from(CODING.join(ARTICLE, CODING.c.article_id == ARTICLE.c.id))
    statement = statement.where(CODING.c.round_id == round_id, ~CODING.c.is_deleted, is_live())
    rows = connection.execute(in_order(statement).order_by(CODING.c.coder_id))
    return tuple(
        (ArticleId(row.article_id), CoderId(row.coder_id), row.state == CodingState.COMPLETE.value) for row in rows
    )


def has_codings(connection: Connection, coder_id: CoderId) -> bool:
    """Tell whether a coder has a live coding anywhere."""
    found = select(CODING.c.id).where(CODING.c.coder_id == coder_id, ~CODING.c.is_deleted).limit(1)
    return connection.execute(found).first() is not None


def count_assignments_of_import(connection: Connection, import_id: ImportId) -> int:
    """Return how many live assignments an import's articles have."""
    given = ASSIGNMENT.join(ARTICLE, ARTICLE.c.id == ASSIGNMENT.c.article_id)
    return connection.execute(
        select(func.count()).select_from(given).where(ARTICLE.c.import_id == import_id, ~ASSIGNMENT.c.is_deleted)
    ).scalar_one()


def count_unsettled(connection: Connection, round_id: RoundId) -> int:
    """Return how many live divergences of a round nobody has settled."""
    unsettled = select(func.count()).where(
        DIVERGENCE.c.round_id == round_id, DIVERGENCE.c.settled_by == "", ~DIVERGENCE.c.is_deleted
    )
    return connection.execute(unsettled).scalar_one()


def count_codings(connection: Connection, round_id: RoundId) -> int:
    """Return how many live codings with content a round has."""
    coded = select(func.count()).select_from(CODING)
    return connection.execute(
        coded.where(CODING.c.round_id == round_id, ~CODING.c.is_deleted, has_content())
    ).scalar_one()
