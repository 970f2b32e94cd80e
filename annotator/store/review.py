"""Assignments, alignment decisions and rulings as they are asked for."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.store.articles import NAMED_AT_ONCE, batches
from annotator.store.mapping import MAPPERS
from annotator.store.schema import ASSIGNMENT, EVENT, RULING


def assignments_of(connection: Connection, round_id: RoundId, coder_id: CoderId | None) -> tuple[Entity, ...]:
    """Return a round's live assignments, of all coders or one, by coder and position."""
    statement = select(ASSIGNMENT).where(ASSIGNMENT.c.round_id == round_id, ~ASSIGNMENT.c.is_deleted)
    if coder_id is not None:
        statement = statement.where(ASSIGNMENT.c.coder_id == coder_id)
    ordered = statement.order_by(ASSIGNMENT.c.coder_id, ASSIGNMENT.c.position, ASSIGNMENT.c.id)
    return tuple(MAPPERS["assignment"].values(connection.execute(ordered).all()))


def of_articles(connection: Connection, kind: str, article_ids: Collection[ArticleId] | None) -> tuple[Entity, ...]:
    """Return the live records of a kind that have an article, of the named articles or all, oldest first."""
    mapper = MAPPERS[kind]
    table = mapper.table
    live = select(table).where(~table.c.is_deleted)
    if article_ids is None:
        return tuple(mapper.values(connection.execute(live.order_by(table.c.id)).all()))
    rows = [
        row
        for named in batches(set(article_ids), NAMED_AT_ONCE)
        for row in connection.execute(live.where(table.c.article_id.in_(named))).all()
    ]
    return tuple(sorted(mapper.values(rows), key=lambda record: record.id))


def rulings_on(connection: Connection, field: str) -> tuple[Entity, ...]:
    """Return the live rulings on one field, or one group's members, oldest first."""
    chosen = select(RULING).where(RULING.c.field == field, ~RULING.c.is_deleted).order_by(RULING.c.id)
    return tuple(MAPPERS["ruling"].values(connection.execute(chosen).all()))


def deeds_since(connection: Connection, sequence: int) -> tuple[tuple[int, ArticleId | None], ...]:
    """Return the number and the article, if it is about one, of every event after an event."""
    later = select(EVENT.c.sequence, EVENT.c.article_id).where(EVENT.c.sequence > sequence).order_by(EVENT.c.sequence)
    return tuple((row.sequence, row.article_id) for row in connection.execute(later))
