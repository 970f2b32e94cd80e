"""Identifiers: time-ordered UUIDs (version 7), so that work made apart can be merged later."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from typing import NewType

ProjectId = NewType("ProjectId", str)
ImportId = NewType("ImportId", str)
ArticleId = NewType("ArticleId", str)
CodebookId = NewType("CodebookId", str)
CoderId = NewType("CoderId", str)
CodingId = NewType("CodingId", str)
ReportId = NewType("ReportId", str)
GroupId = NewType("GroupId", str)
ValueId = NewType("ValueId", str)
EvidenceId = NewType("EvidenceId", str)
NoteId = NewType("NoteId", str)
EventId = NewType("EventId", str)
RoundId = NewType("RoundId", str)
AssignmentId = NewType("AssignmentId", str)
DecisionId = NewType("DecisionId", str)
RulingId = NewType("RulingId", str)
PacketId = NewType("PacketId", str)
MergeId = NewType("MergeId", str)
DivergenceId = NewType("DivergenceId", str)
RecipeId = NewType("RecipeId", str)

_COUNTER_BITS = 12
_RANDOM_BITS = 62


class _Clock:
    """Milliseconds and a counter that together never go back within a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def tick(self) -> int:
        """Return a 60-bit number (48 bits of milliseconds, 12 of counter), greater than any before."""
        with self._lock:
            now = (time.time_ns() // 1_000_000) << _COUNTER_BITS
            self._last = max(now, self._last + 1)
            return self._last


_clock = _Clock()


def new_id() -> str:
    """Return a fresh UUID version 7 as 36 characters; later ids of one process sort after earlier ones.

    Layout as in RFC 9562, section 5.7, with the counter of method 1 of section 6.2 in ``rand_a``.
    """
    tick = _clock.tick()
    milliseconds, counter = tick >> _COUNTER_BITS, tick & ((1 << _COUNTER_BITS) - 1)
    number = milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62
    return str(uuid.UUID(int=number | secrets.randbits(_RANDOM_BITS)))
