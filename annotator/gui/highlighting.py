"""From evidence to the highlights that the article paints."""

from __future__ import annotations

from annotator.domain.changes import Changes
from annotator.domain.coding import Evidence, Note, Value
from annotator.gui.text.highlights import Highlight, HighlightStyle
from annotator.gui.theme import FieldStyle
from annotator.services.coding import Worksheet


def highlights_of(worksheet: Worksheet, styles: dict[str, FieldStyle]) -> list[Highlight]:
    """Return a highlight for every evidence span of a coding."""
    return [_highlight(evidence, worksheet, styles) for evidence in worksheet.coding.evidence()]


def touched_highlights(
    changes: Changes, worksheet: Worksheet, styles: dict[str, FieldStyle]
) -> tuple[list[str], list[Highlight]] | None:
    """Return the keys of highlights to take away and the highlights to put in their place.

    None when the change reaches further than the evidence it names (a report or group came or went, a value was
    removed), so that everything has to be drawn again.
    """
    removed: list[str] = []
    added: list[Highlight] = []
    for change in changes.changes:
        entity = change.after
        if isinstance(entity, Evidence):
            removed.append(entity.id)
            if not entity.is_deleted and not worksheet.coding.values_by_id[entity.value_id].is_deleted:
                added.append(_highlight(entity, worksheet, styles))
        elif isinstance(entity, Value):
            if change.before is not None and entity.is_deleted != change.before.is_deleted:
                return None
        elif not isinstance(entity, Note) and (change.before is None or entity.is_deleted != change.before.is_deleted):
            return None
    return removed, added


def _highlight(evidence: Evidence, worksheet: Worksheet, styles: dict[str, FieldStyle]) -> Highlight:
    value = worksheet.coding.values_by_id[evidence.value_id]
    field = worksheet.codebook.fields_by_id[value.field]
    style = styles[field.id]
    return Highlight(
        key=evidence.id,
        span=evidence.span,
        style=HighlightStyle(line=style.line, fill=style.fill, pattern=style.pattern, letter=style.letter),
        description=f"{field.label}: {evidence.quote}",
    )
