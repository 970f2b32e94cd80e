"""What the form shows, worked out from codebook and coding before any widget is touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.domain.checking import Problem, ProblemKind
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field
from annotator.domain.coding import Coding, Evidence, Group, Note, Slot, Value
from annotator.domain.ids import ReportId, ValueId

OPEN_KINDS = frozenset((ProblemKind.MISSING, ProblemKind.UNFINISHED, ProblemKind.EVIDENCE))
"""Problems that say what is still to do."""


def is_fault(problem: Problem) -> bool:
    """Tell whether a problem is a contradiction rather than something still to do, and not settled."""
    return problem.kind not in OPEN_KINDS and not problem.is_settled


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading."""

    label: str


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The head of one group's card; the card ends where the next item is no `RowState` of the same group."""

    group: Group
    title: str


@dataclass(frozen=True, slots=True)
class GroupAdd:
    """The place where another group of a level can be added."""

    report_id: ReportId
    level: str
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class RowState:
    """One field at one place with everything its row shows; two equal states look the same."""

    slot: Slot
    field: Field
    value: Value | None = None
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def open_problems(self) -> tuple[Problem, ...]:
        """What is still to do here: a value, its content or its evidence."""
        return tuple(problem for problem in self.problems if problem.kind in OPEN_KINDS)

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What contradicts the codebook's rules and is not settled by a note."""
        return tuple(problem for problem in self.problems if is_fault(problem))

    @property
    def needs_evidence(self) -> bool:
        """Tell whether the codebook asks for a span that is not there."""
        return any(problem.kind is ProblemKind.EVIDENCE for problem in self.problems)


Item = Heading | GroupHead | GroupAdd | RowState


class Outline:
    """Answers what stands where for one coding; built anew for every change, which costs well under a millisecond."""

    def __init__(self, codebook: Codebook, coding: Coding, problems: Sequence[Problem]) -> None:
        self._codebook = codebook
        self._coding = coding
        self._values = coding.values_by_slot()
        self._evidence = coding.evidence_by_value()
        self._notes: dict[str, list[Note]] = {}
        for note in coding.notes():
            self._notes.setdefault(note.subject_id, []).append(note)
        self._problems: dict[Slot, list[Problem]] = {}
        for problem in problems:
            self._problems.setdefault(problem.slot, []).append(problem)

    def article_items(self) -> list[Item]:
        """Return the rows of the article's own fields."""
        return [self.row(field, Slot(field.id)) for field in self._codebook.fields_at(ARTICLE_LEVEL)]

    def report_items(self, report_id: ReportId) -> list[Item]:
        """Return one report's headings, rows and group cards in the codebook's order."""
        items: list[Item] = []
        for section in self._codebook.sections:
            content = [*self._section_rows(section.id, report_id), *self._section_groups(section.id, report_id)]
            if content:
                items += [Heading(section.label), *content]
        return items

    def row(self, field: Field, slot: Slot) -> RowState:
        """Return the state of one field's row."""
        value = self._values.get(slot)
        problems = tuple(self._problems.get(slot, ()))
        if value is None:
            return RowState(slot, field, problems=problems)
        evidence = self._evidence.get(ValueId(value.id), ())
        return RowState(slot, field, value, evidence, tuple(self._notes.get(value.id, ())), problems)

    def _section_rows(self, section: str, report_id: ReportId) -> Iterator[Item]:
        for field in self._codebook.fields_at(INCIDENT_LEVEL):
            if field.section == section:
                yield self.row(field, Slot(field.id, report_id))

    def _section_groups(self, section: str, report_id: ReportId) -> Iterator[Item]:
        for definition in self._codebook.groups:
            if definition.section != section:
                continue
            fields = self._codebook.fields_at(definition.id)
            for number, group in enumerate(self._coding.groups(report_id, definition.id), start=1):
                yield GroupHead(group, f"{definition.label} {number}")
                for field in fields:
                    yield self.row(field, Slot(field.id, report_id, group.id))
            yield GroupAdd(report_id, definition.id, definition.label, definition.help)
