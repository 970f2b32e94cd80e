"""Codings put together from their records, one or thousands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, and_, exists, false, func, or_, select

from annotator.domain.coding import Coding, CodingHeader
from annotator.domain.ids import ArticleId, CoderId, ImportId, RoundId
from annotator.domain.stored_records import RecordBatch, StoredRecords
from annotator.store.articles import NAMED_AT_ONCE, batches, is_live
from annotator.store.mapping import MAPPERS
from annotator.store.rows_in_bulk import rows_named
from annotator.store.schema import ARTICLE, CODED_VALUE, CODING, EVIDENCE, NOTE, REPORT, REPORT_GROUP
from annotator.store.wordings import told_of

CODINGS_AT_ONCE = 50
"""In memory together; with more of them, looking for garbage among their records takes a good part of the time."""

_PARTS = {
    "report": "reports_by_id",
    "group": "groups_by_id",
    "value": "values_by_id",
    "evidence": "evidence_by_id",
    "note": "notes_by_id",
}
"""Each kind of record in a coding and the mapping that holds it."""


def coding_of(
    connection: Connection, article_id: ArticleId, coder_id: CoderId, round_id: RoundId | None
) -> Coding | None:
    """Return the coder's coding of the article in a round, its records' tombstones included; None for none."""
    row = connection.execute(
        select(CODING).where(
            CODING.c.article_id == article_id,
            CODING.c.coder_id == coder_id,
            CODING.c.round_id == round_id,
            ~CODING.c.is_deleted,
        )
    ).one_or_none()
    if row is None:
        return None
    return next(_assembled(connection, cast(list[CodingHeader], MAPPERS["coding"].values([row]))))


def stream_codings(
    connection: Connection,
    article_ids: Iterable[ArticleId] | None,
    coder_id: CoderId | None,
    rounds: Collection[RoundId | None] | None,
) -> Iterator[Coding]:
    """Yield live codings of live articles in article order, then by coder and round, a few at a time in memory."""
    for headers in _headers(connection, article_ids, coder_id, rounds):
        yield from _assembled(connection, headers)


def stream_headers(
    connection: Connection, article_ids: Iterable[ArticleId] | None, rounds: Collection[RoundId | None] | None
) -> Iterator[CodingHeader]:
    """Yield the headers of what `stream_codings` yields of all coders."""
    return chain.from_iterable(_headers(connection, article_ids, None, rounds))


def stream_counts(
    connection: Connection, article_ids: Iterable[ArticleId] | None, rounds: Collection[RoundId | None] | None
) -> Iterator[tuple[CodingHeader, int]]:
    """Yield how many headers `stream_headers` yields by coder, round and state, each number with one of the headers."""
    alike = CODING.c.coder_id, CODING.c.round_id, CODING.c.state
    counts = _asked_for(select(func.min(CODING.c.id), func.count()), None, rounds).group_by(*alike)
    for statement in _parted(counts, article_ids):
        numbers = {row[0]: row[1] for row in connection.execute(statement)}
        for header in chain.from_iterable(_headers_named(connection, numbers)):
            yield header, numbers[header.id]


def _headers(
    connection: Connection,
    article_ids: Iterable[ArticleId] | None,
    coder_id: CoderId | None,
    rounds: Collection[RoundId | None] | None,
) -> Iterator[list[CodingHeader]]:
    order = ARTICLE.c.published_order, ARTICLE.c.id, CODING.c.coder_id, func.coalesce(CODING.c.round_id, "")
    if article_ids is None:
        named = _asked_for(select(CODING.c.id), coder_id, rounds).order_by(*order)
        ordered: Sequence[str] = connection.execute(named).scalars().all()
    else:
        placed = _asked_for(select(*order, CODING.c.id), coder_id, rounds)
        found = [tuple(row) for part in _parted(placed, article_ids) for row in connection.execute(part)]
        ordered = [row[-1] for row in sorted(found)]
    return _headers_named(connection, ordered)


def _asked_for(
    statement: Select[*tuple[Any, ...]], coder_id: CoderId | None, rounds: Collection[RoundId | None] | None
) -> Select[*tuple[Any, ...]]:
    """Return a statement about live codings of live articles, of one coder or all and of the rounds or all."""
    found = statement.select_from(CODING.join(ARTICLE, CODING.c.article_id == ARTICLE.c.id))
    found = found.where(~CODING.c.is_deleted, is_live())
    if coder_id is not None:
        found = found.where(CODING.c.coder_id == coder_id)
    if rounds is not None:
        found = found.where(or_(CODING.c.round_id.in_([one for one in rounds if one]), _is_outside(rounds)))
    return found


def _parted(
    statement: Select[*tuple[Any, ...]], article_ids: Iterable[ArticleId] | None
) -> Iterator[Select[*tuple[Any, ...]]]:
    """Yield the statement itself for all articles, or for some of the named at a time."""
    if article_ids is None:
        yield statement
    else:
        for named in batches(set(article_ids), NAMED_AT_ONCE):
            yield statement.where(ARTICLE.c.id.in_(named))


def _headers_named(connection: Connection, ids: Iterable[str]) -> Iterator[list[CodingHeader]]:
    """Yield the headers of these ids in their order, a few at a time."""
    for batch in batches(ids, CODINGS_AT_ONCE):
        by_id = {row[0]: row for row in rows_named(connection, CODING.c.id, batch)}
        found = MAPPERS["coding"].values([by_id[coding_id] for coding_id in batch])
        yield cast(list[CodingHeader], found)


def _is_outside(rounds: Collection[RoundId | None]) -> ColumnElement[bool]:
    """The codings of no round, where those are asked for."""
    return CODING.c.round_id.is_(None) if None in rounds else false()


def _assembled(connection: Connection, headers: Sequence[CodingHeader]) -> Iterator[Coding]:
    """Yield the codings with these headers, all their records made."""
    parts = _parts(connection, headers)
    for header in headers:
        mappings: dict[str, Any] = {
            name: MappingProxyType(batch.records_of(header.id)) for name, batch in parts.items()
        }
        yield Coding(header=header, **mappings)


def stream_codings_with(connection: Connection, headers: Iterable[CodingHeader]) -> Iterator[Coding]:
    """Yield the codings with these headers in their order, a few at a time in memory, their records yet to be read."""
    for together in batches(headers, CODINGS_AT_ONCE):
        parts = _parts(connection, together)
        for header in together:
            mappings: dict[str, Any] = {name: StoredRecords(batch, header.id) for name, batch in parts.items()}
            yield Coding(header=header, **mappings)


def _parts(connection: Connection, headers: Sequence[CodingHeader]) -> dict[str, RecordBatch[Any]]:
    """Return the records of codings under the names of their mappings, read by one query per kind."""
    ids = [header.id for header in headers]
    parts: dict[str, RecordBatch[Any]] = {}
    for kind, name in _PARTS.items():
        mapper = MAPPERS[kind]
        parts[name] = RecordBatch(
            partial(rows_named, connection, mapper.table.c.coding_id, ids),
            mapper.values,
            partial(told_of, connection, mapper, ids),
        )
    return parts


def has_content() -> ColumnElement[bool]:
    """The codings in which anything at all is coded, as `Coding.is_empty` has it."""
    report, value, note = REPORT.alias(), CODED_VALUE.alias(), NOTE.alias()
    # What stands under a report needs no look: when its report is live, that alone is content. So with notes.
    return or_(
        exists().where(report.c.coding_id == CODING.c.id, ~report.c.is_deleted),
        exists().where(value.c.coding_id == CODING.c.id, value.c.report_id.is_(None), _is_placed(value)),
        exists().where(note.c.coding_id == CODING.c.id, note.c.subject_id == CODING.c.id, ~note.c.is_deleted),
    )


def is_flagged() -> ColumnElement[bool]:
    """The codings with a flagged note on something that is there, as `Coding.notes` has it."""
    note, report, group = NOTE.alias(), REPORT.alias(), REPORT_GROUP.alias()
    value, evidence, its_value = CODED_VALUE.alias(), EVIDENCE.alias(), CODED_VALUE.alias()
    subject = note.c.subject_id
    is_there = or_(
        subject == CODING.c.id,
        exists().where(report.c.id == subject, ~report.c.is_deleted),
        exists().where(group.c.id == subject, ~group.c.is_deleted, _is_live(REPORT, group.c.report_id)),
        exists().where(value.c.id == subject, _is_placed(value)),
        exists().where(
            evidence.c.id == subject,
            ~evidence.c.is_deleted,
            its_value.c.id == evidence.c.value_id,
            _is_placed(its_value),
        ),
    )
    return exists().where(note.c.coding_id == CODING.c.id, note.c.is_flagged, ~note.c.is_deleted, is_there)


def _is_placed(value: FromClause) -> ColumnElement[bool]:
    """The live values whose report and group, where they have them, are live too."""
    return and_(
        ~value.c.is_deleted,
        or_(value.c.report_id.is_(None), _is_live(REPORT, value.c.report_id)),
        or_(value.c.group_id.is_(None), _is_live(REPORT_GROUP, value.c.group_id)),
    )


def _is_live(table: Table, record_id: ColumnElement[str]) -> ColumnElement[bool]:
    record = table.alias()
    return exists().where(record.c.id == record_id, ~record.c.is_deleted)


def count_codings_of_import(connection: Connection, import_id: ImportId) -> int:
    """Return how many live codings with content an import's articles have."""
    joined = CODING.join(ARTICLE, CODING.c.article_id == ARTICLE.c.id)
    return connection.execute(
        select(func.count())
        .select_from(joined)
        .where(ARTICLE.c.import_id == import_id, ~CODING.c.is_deleted, has_content())
    ).scalar_one()
