"""Copies of a coding side by side, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.checking import name_of
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding, Value
from annotator.domain.describe import describe, describe_status
from annotator.domain.ids import ReportId
from annotator.domain.values import MarkedSpan, Status
from annotator.services.packets.copies import CopyView

UNTOUCHED = "—"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One part of a coding and what each copy has there, in the order of the copies."""

    name: str
    words: tuple[str, ...]

    @property
    def is_different(self) -> bool:
        """Tell whether the copies differ here."""
        return len(set(self.words)) > 1


@dataclass(frozen=True, slots=True)
class ComparedCopies:
    """The copies of one coding; ``lines`` has what differs first."""

    title: str
    coder_name: str
    copies: tuple[CopyView, ...]
    lines: tuple[ComparedLine, ...]


def compared_lines(copies: Sequence[CopyView], codebook: Codebook) -> tuple[ComparedLine, ...]:
    """Return every part that any copy has, those that differ first, in the order they are first met."""
    said = [_said(copy.coding, codebook) for copy in copies]
    names = dict.fromkeys(name for words in said for name in words)
    lines = [ComparedLine(name, tuple(words.get(name, UNTOUCHED) for words in said)) for name in names]
    return tuple(sorted(lines, key=lambda line: not line.is_different))


def _said(coding: Coding | None, codebook: Codebook) -> dict[str, str]:
    """Return what a copy says by the readable name of each part."""
    if coding is None:
        return {"Coding": "everything was undone"}
    said = {"Coding": coding.header.state.value, "Incidents": str(len(coding.reports()))}
    order = {field.id: number for number, field in enumerate(codebook.fields)}
    reports: list[ReportId | None] = [None, *(report.id for report in coding.reports())]
    values = sorted(coding.values(), key=lambda one: (reports.index(one.report_id), order.get(one.field, 0)))
    for value in values:
        said[name_of(value.slot, coding, codebook)] = _words(value, coding, codebook)
    for number, note in enumerate(coding.notes(), start=1):
        said[f"Note {number}"] = note.text or "flagged for discussion"
    return said


def _words(value: Value, coding: Coding, codebook: Codebook) -> str:
    quotes = " · ".join(f"“{' '.join(evidence.quote.split())}”" for evidence in coding.evidence_for(value.id))
    field = codebook.fields_by_id.get(value.field)
    if value.status is not Status.CODED:
        answer = describe_status(value.status)
    elif value.content is None or field is None or isinstance(value.content, MarkedSpan):
        answer = ""
    else:
        answer = describe(value.content, field, codebook)
    return "  ".join(part for part in (answer, quotes) if part) or "marked"
