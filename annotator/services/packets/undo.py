"""Whether a merge may be taken back: only as long as nobody worked on what it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.errors import CodingError
from annotator.services.packets.planning import lines_of
from annotator.services.packets.reading import KEPT

if TYPE_CHECKING:
    from annotator.domain.changes import Event
    from annotator.domain.packets import Divergence
    from annotator.services.packets.lines import Line
    from annotator.store.reader import Reader

_LATEST = 2**62
"""Later than any event."""


def refuse_merge_worked_on(reader: Reader, event: Event) -> None:
    """Raise CodingError when a coding that a merge brought was changed by any other event since.

    Work that was undone counts too: its events stand on what the merge brought.
    """
    merge = reader.packets.merge_at(event.sequence)
    article_ids = reader.packets.articles_of_merge(merge.id)
    lines = lines_of(reader, merge.coder_id, merge.round_id, article_ids)
    worked_on = sum(_went_on(lines[article_id], merge.merged_at) for article_id in article_ids)
    if worked_on:
        raise CodingError(
            f"{worked_on} of the merged codings {'was' if worked_on == 1 else 'were'} worked on since.",
            kept=KEPT,
            remedy="Correct it by hand, or go back to the backup that was made before the merge.",
        )


def refuse_gone_on(reader: Reader, event: Event, divergence: Divergence) -> None:
    """Raise CodingError when a coding was changed by any other event since the one that settled its divergence."""
    lines = lines_of(reader, divergence.coder_id, divergence.round_id, [divergence.article_id])
    if _went_on(lines[divergence.article_id], event.sequence):
        raise CodingError("The coding was worked on since it was settled.", kept=KEPT)


def _went_on(line: Line, since: int) -> bool:
    own = any(sequence > since for sequence, _ in line.own)
    return own or any(
        deed.sequence > since and deed.is_live_at(_LATEST) for deed in (*line.arrivals, *line.settlements)
    )
