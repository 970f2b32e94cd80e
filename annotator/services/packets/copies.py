"""Copies of one coding as records: rebuilt from their events, put in place of each other, and shown to a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.domain.coding import Coding, CodingHeader
from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, CoderId, PacketId, RoundId
from annotator.services.packets.lines import Copy

if TYPE_CHECKING:
    from annotator.store.reader import Reader


@dataclass(frozen=True, slots=True)
class CopyView:
    """One copy of a coding for a person to judge.

    ``packet_id`` is None, and ``file_name`` empty, for the copy that was last worked on in the project itself.
    ``coding`` is None for a copy in which everything was undone.
    """

    last_event: str
    packet_id: PacketId | None
    file_name: str
    changed_at: dt.datetime
    last_deed: str
    changes: int
    is_shown: bool
    coding: Coding | None


def records_of_copy(
    reader: Reader, copy: Copy, article_id: ArticleId, coder_id: CoderId, round_id: RoundId
) -> tuple[Entity, ...]:
    """Return the records of a coding as the events of one copy leave them."""
    changes = reader.packets.changes_of_steps(copy.events)
    records: dict[str, Entity] = {}
    for event_id in copy.events:
        records |= {change.after.id: change.after for change in changes[event_id]}
    place = (article_id, coder_id, round_id)
    headers = {record.id for record in records.values() if _place(record) == place}
    return tuple(one for one in records.values() if one.id in headers or getattr(one, "coding_id", "") in headers)


def _place(record: Entity) -> tuple[str, str, str | None] | None:
    if isinstance(record, CodingHeader):
        return record.article_id, record.coder_id, record.round_id
    return None


def replacing(present: Iterable[Entity], wanted: Sequence[Entity]) -> Iterator[Entity]:
    """Yield what to store so that a coding's live records are the wanted ones; the others become tombstones."""
    ids = {record.id for record in wanted}
    for record in present:
        if record.id not in ids and not record.is_deleted:
            yield record.model_copy(update={"is_deleted": True})
    yield from wanted


def view_of(copy: Copy, records: Sequence[Entity], reader: Reader, *, is_shown: bool) -> CopyView:
    """Return a copy as a person judges it."""
    last = reader.packets.events_named([copy.last_event])[copy.last_event]
    headers = (record for record in records if isinstance(record, CodingHeader) and not record.is_deleted)
    return CopyView(
        last_event=copy.last_event,
        packet_id=copy.packet_id,
        file_name=reader.packets.file_name_of(copy.last_event),
        changed_at=last.at,
        last_deed=last.label,
        changes=len(copy.events),
        is_shown=is_shown,
        coding=next((Coding(header).with_entities(records) for header in headers), None),
    )
