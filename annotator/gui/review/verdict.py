"""What the reviewer decided, on its way to the service."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.ids import CoderId
from annotator.domain.review import RulingReason, RulingSource
from annotator.domain.text import Span
from annotator.domain.values import Content, Status


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
