"""What an event changed, also where its own row does not repeat it.

Two kinds of events would be as large as everything they touch, which after a merge is a hundred thousand records:

- A merge brings codings of which the project knew nothing. They are what the events that travelled with it leave; the
  merge's record names their articles and pins those events by a digest.
- Undoing or redoing a deed on the project as a whole is that deed turned round, and says no more than which one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter

from sqlalchemy import Connection, select

from annotator.domain.changes import Change, EventKind
from annotator.domain.entities import Entity
from annotator.domain.packets import PacketMerge
from annotator.store.history import EventRecord, changes_from_json, digest_of
from annotator.store.mapping import MAPPERS, DamagedRecordError
from annotator.store.packet_history import Key, Said, replay
from annotator.store.rows_in_bulk import rows_named
from annotator.store.schema import EVENT, TRAVELLED_EVENT


class LostEventsError(DamagedRecordError):
    """The events that travelled with a merge are not those it was made with; ``merge`` is the merge."""

    def __init__(self, merge: PacketMerge) -> None:
        super().__init__(f"the events that travelled with merge {merge.id} are not those it was made with")
        self.merge = merge


def effects_at(connection: Connection, sequence: int) -> tuple[Change, ...]:
    """Return what the event with this number changed; DamagedRecordError when that cannot be told."""
    columns = select(EVENT.c.kind, EVENT.c.undoes, EVENT.c.changes)
    kind, undoes, changes = connection.execute(columns.where(EVENT.c.sequence == sequence)).one()
    return effects_of(connection, kind, undoes, changes)


def effects_of(connection: Connection, kind: str, undoes: str | None, changes: str) -> tuple[Change, ...]:
    """Return what an event with these columns changed; DamagedRecordError when that cannot be told."""
    told = changes_from_json(changes)
    if undoes is None:
        return (*told, *_brought(connection, told))
    return told or tuple(turned_round(_deed(connection, undoes), kind))


def turned_round(changes: Iterable[Change], kind: str) -> Iterator[Change]:
    """Yield what undoing a deed with these changes does, or redoing it after that."""
    for change in changes:
        if change.before is None and change.after.is_deleted:
            continue  # it came as a tombstone and stays one
        undone = change.inverted()
        yield undone if kind == EventKind.UNDO else undone.inverted()


def _deed(connection: Connection, event_id: str) -> tuple[Change, ...]:
    columns = select(EVENT.c.kind, EVENT.c.undoes, EVENT.c.changes).where(EVENT.c.id == event_id)
    deed = connection.execute(columns).one_or_none()
    if deed is None or deed.undoes is not None:
        raise DamagedRecordError(f"there is no deed {event_id} to be undone or redone")
    return effects_of(connection, *deed)


def _brought(connection: Connection, told: Iterable[Change]) -> Iterator[Change]:
    """Yield the codings that merges among these changes brought whole."""
    for change in told:
        if isinstance(change.after, PacketMerge) and change.before is None and change.after.whole:
            for record in _left_by(connection, change.after):
                yield Change.of_records(None, record)


def _left_by(connection: Connection, merge: PacketMerge) -> Iterator[Entity]:
    """Return the records of the codings a merge brought whole, as the events that travelled with it leave them.

    Raises LostEventsError when those are not the ones it was made with.
    """
    rows = rows_named(connection, TRAVELLED_EVENT.c.merge_id, [merge.id])
    rows.sort(key=itemgetter(2))
    events = [
        (EventRecord(*(sequence, event_id, *others, changes)), its_hash)
        for _, event_id, sequence, *others, its_hash, changes in rows
    ]
    if (len(events), digest_of(its_hash for _, its_hash in events)) != (merge.event_count, merge.digest):
        raise LostEventsError(merge)
    latest: dict[Key, Said] = {}
    articles = frozenset(merge.whole)
    for record, _ in events:
        if record.article_id in articles:
            replay(record, latest)
    return _of_codings(merge, latest)


def _of_codings(merge: PacketMerge, latest: dict[Key, Said]) -> Iterator[Entity]:
    places = {(article_id, merge.coder_id, merge.round_id) for article_id in merge.whole}
    headers = {
        record_id
        for (kind, record_id), said in latest.items()
        if kind == "coding" and (said["article_id"], said["coder_id"], said["round_id"]) in places
    }
    by_kind: dict[str, list[Said]] = {kind: [] for kind in MAPPERS}
    for (kind, record_id), said in latest.items():
        if said.get("coding_id", record_id) in headers:
            by_kind[kind].append(said)
    for kind, found in by_kind.items():
        yield from MAPPERS[kind].entities(found)
