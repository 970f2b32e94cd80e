"""Checking a project in full: the file, the chain of history, and that state is what history says.

SQLite's own check finds damaged pages but not a flipped bit in a text nor a lost journal; hashes and the head
counter find those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from annotator.domain.changes import Change
from annotator.domain.entities import Entity
from annotator.domain.errors import ProjectError
from annotator.domain.ids import ProjectId
from annotator.domain.packets import PacketMerge
from annotator.domain.values import Frozen
from annotator.store import sqlite
from annotator.store.articles import article_problems
from annotator.store.effects import LostEventsError, effects_of
from annotator.store.history import EventRecord, changes_from_json, event_hash, genesis_hash
from annotator.store.mapping import MAPPERS, DamagedRecordError
from annotator.store.schema import ARTICLE, CODING, EVENT, EVIDENCE, PROJECT
from annotator.store.travelled import travelled_problems

Key = tuple[str, str]
ROWS_AT_ONCE = 500


class Finding(Frozen):
    """Something wrong with a project: ``what`` names the check that found it, ``detail`` is a sentence."""

    what: str
    detail: str


class _Check(NamedTuple):
    name: str
    run: Callable[[Connection], Iterator[str]]


def verify(
    connection: Connection, file: Path, progress: Callable[[int, int], None] | None = None
) -> tuple[Finding, ...]:
    """Run every check on an open project and return what is wrong; nothing when all is well.

    ``progress`` gets the number of checks done and of all. A check that cannot go on because the file is damaged
    ends with a finding of its own.
    """
    checks = (
        _Check("file", _file_problems),
        _Check("history", _history_problems),
        _Check("packets", travelled_problems),
        _Check("state", _state_problems),
        _Check("articles", article_problems),
        _Check("evidence", _quote_problems),
    )
    findings: list[Finding] = []
    for done, check in enumerate(checks):
        if progress is not None:
            progress(done, len(checks))
        try:
            with sqlite.translated(file):
                findings += [Finding(what=check.name, detail=detail) for detail in check.run(connection)]
        except ProjectError as error:
            findings.append(Finding(what=check.name, detail=error.message))
    if progress is not None:
        progress(len(checks), len(checks))
    return tuple(findings)


def _file_problems(connection: Connection) -> Iterator[str]:
    yield from sqlite.integrity_problems(connection)


def _history_problems(connection: Connection) -> Iterator[str]:
    """The head counts the events, none is missing, and each hash covers its event and the one before."""
    project = connection.execute(select(PROJECT)).one()
    previous, expected = genesis_hash(ProjectId(project.uuid)), 1
    columns = [EVENT.c[name] for name in EventRecord._fields]
    for row in _streamed(connection, select(*columns, EVENT.c.hash).order_by(EVENT.c.sequence)):
        record = EventRecord(*row[:-1])
        if record.sequence != expected:
            yield f"Event {expected} is missing."
        if record.previous_hash != previous:
            yield f"Event {record.sequence} does not follow on the event before it."
        if event_hash(record) != row.hash:
            yield f"Event {record.sequence} was altered: its hash does not fit."
        previous, expected = row.hash, record.sequence + 1
    if (project.head, project.head_hash) != (expected - 1, previous):
        yield f"The project counts {project.head} events, history ends with {expected - 1}, or their hashes differ."


def _state_problems(connection: Connection) -> Iterator[str]:
    """Rebuild every record from history and compare it with the one that is stored.

    Codings that came with a merge whose events were lost cannot be rebuilt; the check of packets names the merge.
    """
    rebuilt: dict[Key, bytes] = {}
    lost: set[str] = set()
    columns = (EVENT.c.sequence, EVENT.c.kind, EVENT.c.undoes, EVENT.c.changes)
    for sequence, *told in _streamed(connection, select(*columns).order_by(EVENT.c.sequence)):
        try:
            changes = effects_of(connection, *told)
        except LostEventsError as error:
            lost |= _codings_of(connection, error.merge)
            changes = changes_from_json(told[-1])
        except DamagedRecordError:
            yield f"The changes of event {sequence} cannot be read."
            continue
        yield from _replayed(sequence, changes, rebuilt, lost)
    for kind, mapper in MAPPERS.items():
        for row in _streamed(connection, select(mapper.table)):
            entity = mapper.value(row)
            found = rebuilt.pop((kind, entity.id), None)
            if found != _fingerprint(entity) and not (found is None and _coding_id(entity) in lost):
                yield f"The stored {kind} {entity.id} is not what history says."
    for kind, entity_id in rebuilt:
        yield f"The {kind} {entity_id} of history is not stored."


def _replayed(
    sequence: int, changes: Iterable[Change], rebuilt: dict[Key, bytes], lost: Collection[str]
) -> Iterator[str]:
    for change in changes:
        key = change.after.kind, change.after.id
        before = None if change.before is None else _fingerprint(change.before)
        if rebuilt.get(key) != before and not (key not in rebuilt and _coding_id(change.after) in lost):
            yield f"Event {sequence} starts from another state of the {' '.join(key)} than history left."
        rebuilt[key] = _fingerprint(change.after)


def _codings_of(connection: Connection, merge: PacketMerge) -> set[str]:
    """Return the ids of the codings that came whole with a merge, as they are stored."""
    wanted = select(CODING.c.id, CODING.c.article_id).where(
        CODING.c.coder_id == merge.coder_id, CODING.c.round_id == merge.round_id
    )
    articles = frozenset(merge.whole)
    return {row.id for row in connection.execute(wanted) if row.article_id in articles}


def _coding_id(entity: Entity) -> str:
    return getattr(entity, "coding_id", entity.id)


def _quote_problems(connection: Connection) -> Iterator[str]:
    """Every quote is the text of its span, tombstones included."""
    # Offsets are code points, which is what SQL's substr counts too, but not beyond a NUL; Python is sure.
    spans = (
        select(CODING.c.article_id, EVIDENCE.c.id, EVIDENCE.c.start, EVIDENCE.c.end, EVIDENCE.c.quote)
        .join(CODING, EVIDENCE.c.coding_id == CODING.c.id)
        .order_by(CODING.c.article_id)
    )
    for article_id, evidence in groupby(_streamed(connection, spans), key=lambda row: row.article_id):
        text = connection.execute(select(ARTICLE.c.text).where(ARTICLE.c.id == article_id)).scalar() or ""
        for _, evidence_id, start, end, quote in evidence:
            if text[start:end] != quote:
                yield f"The quote of evidence {evidence_id} is not what the article says there."


def _streamed(connection: Connection, statement: Any) -> Iterator[Any]:
    return iter(connection.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}))


def _fingerprint(entity: Entity) -> bytes:
    return hashlib.blake2b(entity.model_dump_json().encode(), digest_size=16).digest()
