"""Whether codings that an import brought may be taken back: only as long as nobody worked on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.domain.coding import Coding, CodingHeader
from annotator.domain.errors import CodingError

if TYPE_CHECKING:
    from annotator.domain.changes import Event
    from annotator.store.reader import Reader


def refuse_worked_on(reader: Reader, event: Event) -> None:
    """Raise CodingError when codings that the event made have got records of any other event since.

    Records that the event made and somebody changed are the store's to find; this finds what was added, which would
    be hidden with the coding it was added to.
    """
    changes = reader.changes_of(event)
    made = {change.after.id for change in changes}
    worked_on = 0
    for change in changes:
        header = change.after
        if isinstance(header, CodingHeader):
            coding = reader.coding(header.article_id, header.coder_id, header.round_id)
            worked_on += coding is not None and any(record_id not in made for record_id in _live_ids(coding))
    if worked_on:
        raise CodingError(
            f"{worked_on} of the imported codings {'was' if worked_on == 1 else 'were'} worked on since.",
            kept="Nothing was changed.",
            remedy="Undo that work first if the import was a mistake.",
        )


def _live_ids(coding: Coding) -> Iterator[str]:
    parts = (coding.reports_by_id, coding.groups_by_id, coding.values_by_id, coding.evidence_by_id, coding.notes_by_id)
    for records in parts:
        yield from (record.id for record in records.values() if not record.is_deleted)
