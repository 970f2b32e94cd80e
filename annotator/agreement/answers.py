"""A coding laid out for comparison: every answer with its evidence, report by report and member by member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotator.domain.coding import Coding, Group, Slot, Value
from annotator.domain.ids import ReportId
from annotator.domain.text import Span
from annotator.domain.values import Content, Status

UNTOUCHED = "untouched"
"""Stands in for a status where the coder left a field alone."""


@dataclass(frozen=True)
class Answer:
    """What one coder recorded in a slot, with the evidence spans in order."""

    value: Value
    spans: tuple[Span, ...]

    @property
    def content(self) -> Content | None:
        """The content of a coded value."""
        return self.value.content if self.value.status is Status.CODED else None


def status_of(answer: Answer | None) -> str:
    """Return the status in one word, `UNTOUCHED` where there is no answer."""
    return UNTOUCHED if answer is None else answer.value.status.value


@dataclass(frozen=True)
class Answers:
    """One coder's coding of an article, indexed once.

    ``trigger_field`` is the field whose spans order the reports: by where the trigger begins, then by id.
    """

    coding: Coding
    trigger_field: str | None

    @cached_property
    def by_slot(self) -> Mapping[Slot, Answer]:
        """Every answer by its slot."""
        evidence = self.coding.evidence_by_value()
        return {
            value.slot: Answer(value, tuple(sorted(one.span for one in evidence.get(value.id, ()))))
            for value in self.coding.values()
        }

    @cached_property
    def by_report(self) -> Mapping[ReportId | None, tuple[tuple[Slot, Answer], ...]]:
        """Every answer by its report, None for the article's own."""
        found: dict[ReportId | None, list[tuple[Slot, Answer]]] = {}
        for slot, answer in self.by_slot.items():
            found.setdefault(slot.report_id, []).append((slot, answer))
        return {report_id: tuple(answers) for report_id, answers in found.items()}

    @cached_property
    def reports(self) -> tuple[ReportId, ...]:
        """The reports in a fixed order: where the trigger begins, those without one last, then by id."""
        return tuple(sorted((report.id for report in self.coding.reports()), key=self.place_of))

    def place_of(self, report_id: ReportId) -> tuple[bool, int, str]:
        """Return the key of `reports`."""
        answer = self.by_slot.get(Slot(self.trigger_field or "", report_id))
        starts = [span.start for span in answer.spans] if answer else []
        return (not starts, min(starts, default=0), report_id)

    def of_report(self, report_id: ReportId) -> Sequence[tuple[Slot, Answer]]:
        """Return all answers of a report and its groups."""
        return self.by_report.get(report_id, ())

    @cached_property
    def groups(self) -> Mapping[ReportId, tuple[Group, ...]]:
        """Every report's groups, by level and position."""
        return {report_id: self.coding.groups(report_id) for report_id in self.reports}

    def members(self, report_id: ReportId, level: str) -> tuple[Group, ...]:
        """Return a report's groups of one level, in order."""
        return tuple(group for group in self.groups.get(report_id, ()) if group.level == level)
