"""What a project knows of packets: where it comes from itself, what was merged, and the events that travelled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Select, or_, select

from annotator.domain.changes import Change, Event, EventKind
from annotator.domain.coding import CodingHeader
from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, CoderId, MergeId, ProjectId, RoundId
from annotator.domain.packets import Divergence, PacketMerge, PacketOrigin
from annotator.store import sqlite
from annotator.store.articles import NAMED_AT_ONCE, batches, is_live
from annotator.store.effects import effects_of
from annotator.store.history import EVENT_COLUMNS, EventRecord, changes_from_json, digest_of, event_from, event_hash
from annotator.store.mapping import MAPPERS
from annotator.store.packet_history import PacketHistory, Progress, StoredEvent, read_history
from annotator.store.schema import ARTICLE, CODING, DIVERGENCE, EVENT, PACKET_MERGE, PACKET_ORIGIN, TRAVELLED_EVENT

MERGE_VERB = "merge_packet"
MAKE_VERB = "make_packet"
SETTLE_VERB = "settle_divergence"
_OF_PACKETS = frozenset({MERGE_VERB, MAKE_VERB})

_RECORD_NAMES = (*EventRecord._fields, "hash")
_PARTS = ("report", "group", "value", "evidence", "note")


class Swing(NamedTuple):
    """An undo or redo of a deed, at an event."""

    sequence: int
    is_live: bool


class Step(NamedTuple):
    """An event that changed one coder's coding of an article in a round."""

    sequence: int
    id: str


class ArticleFacts(NamedTuple):
    """An article's name for people and the hash of its text."""

    title: str
    sha256: str


class Merged(NamedTuple):
    """A merge with what undo and redo made of it since."""

    merge: PacketMerge
    swings: tuple[Swing, ...]


class Settled(NamedTuple):
    """A divergence settled for the copy that ends with ``last_event``, and what undo and redo made of that."""

    sequence: int
    last_event: str
    swings: tuple[Swing, ...]


def settling_line(round_id: RoundId) -> str:
    """Return the name of the line of undo in which a round's divergences are settled."""
    return f"packets:{round_id}"


class PacketReader:
    """Everything about packets in one consistent view of a project."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def origin(self) -> PacketOrigin | None:
        """Return where this project file comes from when it is a packet."""
        row = self._connection.execute(select(PACKET_ORIGIN)).one_or_none()
        return None if row is None else cast(PacketOrigin, MAPPERS["packet_origin"].value(row))

    def divergences(self, round_id: RoundId | None = None) -> tuple[Divergence, ...]:
        """Return the divergences of a round or of all, settled ones included, by id."""
        live = select(DIVERGENCE).where(~DIVERGENCE.c.is_deleted).order_by(DIVERGENCE.c.id)
        if round_id is not None:
            live = live.where(DIVERGENCE.c.round_id == round_id)
        return tuple(cast(list[Divergence], MAPPERS["divergence"].values(self._connection.execute(live).all())))

    def merges(self, coder_id: CoderId, round_id: RoundId) -> tuple[Merged, ...]:
        """Return every merge of this coder's packets of the round, undone ones included, oldest first."""
        wanted = select(PACKET_MERGE).where(PACKET_MERGE.c.coder_id == coder_id, PACKET_MERGE.c.round_id == round_id)
        rows = self._connection.execute(wanted.order_by(PACKET_MERGE.c.merged_at)).all()
        merges = cast(list[PacketMerge], MAPPERS["packet_merge"].values(rows))
        swings = self._swings([merge.merged_at for merge in merges])
        return tuple(Merged(merge, swings.get(merge.merged_at, ())) for merge in merges)

    def article_facts(self, article_ids: Collection[ArticleId] | None = None) -> dict[ArticleId, ArticleFacts]:
        """Return by id what is known of articles, the named ones or all, without their texts."""
        columns = select(ARTICLE.c.id, ARTICLE.c.title, ARTICLE.c.file_name, ARTICLE.c.sha256).where(is_live())
        rows: list[Any] = []
        if article_ids is None:
            rows = list(self._connection.execute(columns).all())
        for named in batches(set(article_ids or ()), NAMED_AT_ONCE):
            rows += self._connection.execute(columns.where(ARTICLE.c.id.in_(named))).all()
        return {ArticleId(row.id): ArticleFacts(row.title or row.file_name or "Article", row.sha256) for row in rows}

    def own_steps(
        self, coder_id: CoderId, round_id: RoundId, article_ids: Collection[ArticleId]
    ) -> dict[ArticleId, list[Step]]:
        """Return the project's own events that changed the coder's codings of these articles in the round, in order.

        Deeds on the project as a whole that made or changed such codings are among them; merges are not.
        """
        steps: dict[ArticleId, list[Step]] = {}
        columns = select(EVENT.c.article_id, EVENT.c.sequence, EVENT.c.id)
        for named in batches(set(article_ids), NAMED_AT_ONCE):
            condition = (EVENT.c.article_id.in_(named), EVENT.c.coder_id == coder_id, EVENT.c.line == round_id)
            for article_id, sequence, event_id in self._connection.execute(columns.where(*condition)).all():
                steps.setdefault(ArticleId(article_id), []).append(Step(sequence, event_id))
        for header, step in self._wholesale(coder_id, round_id):
            if header.article_id in article_ids:
                steps.setdefault(header.article_id, []).append(step)
        return {article_id: sorted(set(found)) for article_id, found in steps.items()}

    def _wholesale(self, coder_id: CoderId, round_id: RoundId) -> Iterator[tuple[CodingHeader, Step]]:
        """Yield the codings that deeds on the project as a whole touched, restored ones for example."""
        deed, mention = EVENT.alias(), '"kind":"coding"'
        wanted = (
            select(EVENT.c.sequence, EVENT.c.id, EVENT.c.kind, EVENT.c.undoes, EVENT.c.changes)
            .outerjoin(deed, deed.c.id == EVENT.c.undoes)
            .where(EVENT.c.article_id.is_(None), EVENT.c.verb.not_in(_OF_PACKETS))
            .where(or_(EVENT.c.changes.contains(mention), deed.c.changes.contains(mention)))
        )
        for sequence, event_id, *told in self._connection.execute(wanted).all():
            for change in effects_of(self._connection, *told):
                header = change.after
                if isinstance(header, CodingHeader) and (header.coder_id, header.round_id) == (coder_id, round_id):
                    yield header, Step(sequence, event_id)

    def travelled_steps(
        self, coder_id: CoderId, round_id: RoundId, article_ids: Collection[ArticleId]
    ) -> dict[ArticleId, dict[MergeId, list[Step]]]:
        """Return the events that travelled, by article and merge, in the packet's order."""
        steps: dict[ArticleId, dict[MergeId, list[Step]]] = {}
        table = TRAVELLED_EVENT
        columns = select(table.c.article_id, table.c.merge_id, table.c.sequence, table.c.id)
        for named in batches(set(article_ids), NAMED_AT_ONCE):
            condition = (table.c.article_id.in_(named), table.c.coder_id == coder_id, table.c.line == round_id)
            ordered = columns.where(*condition).order_by(table.c.sequence)
            for article_id, merge_id, sequence, event_id in self._connection.execute(ordered).all():
                by_merge = steps.setdefault(ArticleId(article_id), {})
                by_merge.setdefault(MergeId(merge_id), []).append(Step(sequence, event_id))
        return steps

    def merge_at(self, sequence: int) -> PacketMerge:
        """Return the merge that the event with this number was."""
        row = self._connection.execute(select(PACKET_MERGE).where(PACKET_MERGE.c.merged_at == sequence)).one()
        return cast(PacketMerge, MAPPERS["packet_merge"].value(row))

    def articles_of_merge(self, merge_id: MergeId) -> frozenset[ArticleId]:
        """Return the articles of the codings that came with a merge."""
        table = TRAVELLED_EVENT
        found = self._connection.execute(select(table.c.article_id).where(table.c.merge_id == merge_id).distinct())
        return frozenset(ArticleId(article_id) for article_id in found.scalars())

    def settlements(self, coder_id: CoderId, round_id: RoundId) -> dict[ArticleId, list[Settled]]:
        """Return by article how the coder's divergences in the round were settled, undone settlements included."""
        wanted = select(EVENT.c.sequence, EVENT.c.changes).where(
            EVENT.c.verb == SETTLE_VERB, EVENT.c.kind == EventKind.DO.value, EVENT.c.line == settling_line(round_id)
        )
        found: list[tuple[int, Divergence]] = []
        for sequence, changes in self._connection.execute(wanted.order_by(EVENT.c.sequence)).all():
            records = (change.after for change in changes_from_json(changes))
            found += [(sequence, one) for one in records if isinstance(one, Divergence) and one.coder_id == coder_id]
        swings = self._swings([sequence for sequence, _ in found])
        settled: dict[ArticleId, list[Settled]] = {}
        for sequence, divergence in found:
            one = Settled(sequence, divergence.settled_by, swings.get(sequence, ()))
            settled.setdefault(divergence.article_id, []).append(one)
        return settled

    def _swings(self, sequences: Sequence[int]) -> dict[int, tuple[Swing, ...]]:
        """Return by the number of each deed when it was undone and redone, in order."""
        swings: dict[int, tuple[Swing, ...]] = {}
        undone = EVENT.alias()
        joined = EVENT.join(undone, undone.c.id == EVENT.c.undoes)
        columns = select(undone.c.sequence, EVENT.c.sequence, EVENT.c.kind).select_from(joined)
        for named in batches(sequences, NAMED_AT_ONCE):
            rows = self._connection.execute(columns.where(undone.c.sequence.in_(named)).order_by(EVENT.c.sequence))
            for deed, sequence, kind in rows.all():
                swings[deed] = (*swings.get(deed, ()), Swing(sequence, kind == EventKind.REDO.value))
        return swings

    def whole_codings(
        self, coder_id: CoderId, round_id: RoundId, article_ids: Collection[ArticleId] | None = None
    ) -> dict[ArticleId, list[Entity]]:
        """Return by article every record of the coder's codings in the round, deleted codings included.

        Headers come first, and what is referred to before what refers to it.
        """
        places: dict[str, ArticleId] = {}
        found: dict[ArticleId, list[Entity]] = {}
        of_coder = select(CODING).where(CODING.c.coder_id == coder_id, CODING.c.round_id == round_id)
        for header in cast(list[CodingHeader], self._entities("coding", of_coder.order_by(CODING.c.id))):
            if article_ids is None or header.article_id in article_ids:
                places[header.id] = header.article_id
                found.setdefault(header.article_id, []).append(header)
        for named in batches(places, NAMED_AT_ONCE):
            for kind in _PARTS:
                table = MAPPERS[kind].table
                parts = select(table).where(table.c.coding_id.in_(named)).order_by(table.c.id)
                for part in cast(list[Any], self._entities(kind, parts)):
                    found[places[part.coding_id]].append(part)
        return found

    def _entities(self, kind: str, statement: Select[Any]) -> list[Entity]:
        return MAPPERS[kind].values(self._connection.execute(statement).all())

    def changes_of_steps(self, event_ids: Collection[str]) -> dict[str, tuple[Change, ...]]:
        """Return by id what events changed, whether they happened here or travelled."""
        return {
            event_id: effects_of(self._connection, event.record.kind, event.record.undoes, event.record.changes)
            for event_id, event in self._named(event_ids).items()
        }

    def events_named(self, event_ids: Collection[str]) -> dict[str, Event]:
        """Return by id the events that happened here or travelled; ids of neither are passed over."""
        events: dict[str, Event] = {}
        for table in (TRAVELLED_EVENT, EVENT):
            columns = [table.c[column.name] for column in EVENT_COLUMNS]
            for named in batches(set(event_ids), NAMED_AT_ONCE):
                rows = self._connection.execute(select(*columns).where(table.c.id.in_(named))).all()
                events |= {row.id: event_from(row) for row in rows}
        return events

    def file_name_of(self, event_id: str) -> str:
        """Return the file name of the packet an event travelled with first; empty for an event that did not."""
        merged = TRAVELLED_EVENT.join(PACKET_MERGE, TRAVELLED_EVENT.c.merge_id == PACKET_MERGE.c.id)
        names = select(PACKET_MERGE.c.file_name).select_from(merged).where(TRAVELLED_EVENT.c.id == event_id)
        return self._connection.execute(names.order_by(PACKET_MERGE.c.merged_at)).scalars().first() or ""

    def _named(self, event_ids: Collection[str]) -> dict[str, StoredEvent]:
        found: dict[str, StoredEvent] = {}
        for table in (TRAVELLED_EVENT, EVENT):
            columns = [table.c[name] for name in _RECORD_NAMES]
            for named in batches(set(event_ids), NAMED_AT_ONCE):
                rows = self._connection.execute(select(*columns).where(table.c.id.in_(named))).all()
                found |= {row.id: StoredEvent(EventRecord(*row[:-1]), row.hash) for row in rows}
        return found

    def history(self, project_id: ProjectId, progress: Progress | None = None) -> PacketHistory:
        """Return a packet's events and records, read whole and checked against each other (see `read_history`)."""
        return read_history(self._connection, project_id, progress)


def insert_travelled(connection: Connection, merge_id: MergeId, events: Sequence[StoredEvent]) -> None:
    """Keep a packet's events as they are, with the merge they came by."""
    records = ((event.record, event.hash) for event in events)
    rows = [(merge_id, one.id, one.sequence, *one[2:-1], its_hash, one.changes) for one, its_hash in records]
    sqlite.insert_rows(connection, TRAVELLED_EVENT, rows)


def travelled_problems(connection: Connection) -> Iterator[str]:
    """Yield what is wrong with events that travelled.

    Each has its hash and follows on the one before it where both are here; together they are those the merge was made
    with.
    """
    merges = {row.id: row for row in connection.execute(select(PACKET_MERGE)).all()}
    hashes: Mapping[str, list[str]] = {merge_id: [] for merge_id in merges}
    columns = [TRAVELLED_EVENT.c[name] for name in (*_RECORD_NAMES, "merge_id")]
    ordered = select(*columns).order_by(TRAVELLED_EVENT.c.merge_id, TRAVELLED_EVENT.c.sequence)
    merge_id, sequence, previous = "", 0, ""
    for row in connection.execute(ordered, execution_options={"yield_per": NAMED_AT_ONCE}):
        record = EventRecord(*row[:-2])
        if event_hash(record) != row.hash:
            yield f"The travelled event {record.id} was altered: its hash does not fit."
        if (row.merge_id, record.sequence) == (merge_id, sequence + 1) and record.previous_hash != previous:
            yield f"The travelled event {record.id} does not follow on the event before it."
        merge_id, sequence, previous = row.merge_id, record.sequence, row.hash
        if merge_id in merges:
            hashes[merge_id].append(row.hash)
        else:
            yield f"The travelled event {record.id} came with a merge that is not here."
    for merge_id, merge in merges.items():
        found = hashes[merge_id]
        if (len(found), digest_of(found)) != (merge.event_count, merge.digest):
            yield f"The events that travelled with merge {merge_id} are not those it was made with."
