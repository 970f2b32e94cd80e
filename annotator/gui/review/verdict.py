"""What the reviewer decided, on its way to the service."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.ids import CoderId
from annotator.domain.review import RulingReason, RulingSource
from annotator.domain.text import Span
from annotator.domain.values import Content, Status
from annotator.services.review.case import Case, CaseItem


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reviewer decided on one item; the content, status and spans are those of an answer of their own."""

    item_id: str
    source: RulingSource
    taken_from: tuple[CoderId, ...] = ()
    content: Content | None = None
    status: Status | None = None
    spans: tuple[Span, ...] = ()
    reason: RulingReason | None = None
    note: str = ""


def verdict_again(case: Case, item: CaseItem, reason: RulingReason | None, note: str) -> Verdict | None:
    """Return the verdict of the ruling that holds on an item, with another reason or note; None where there is none."""
    ruling = item.ruling
    if ruling is None or ruling.source is RulingSource.UNANIMOUS:
        return None
    again = Verdict(item.id, ruling.source, ruling.taken_from, reason=reason, note=note)
    if ruling.source is not RulingSource.NEW:
        return again
    values = case.gold.values_by_id if case.gold is not None else {}
    value = next((values[one] for one in ruling.gold_ids if one in values), None)
    if value is None:
        return None
    spans = tuple(mark.span for mark in item.gold_spans)
    return replace(again, content=value.content, status=value.status, spans=spans)
