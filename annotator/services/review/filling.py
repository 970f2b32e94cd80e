"""Gold filled from coders' work: what is common and agreed on, what is taken whole, and single answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.coding import Slot
from annotator.domain.gold import GoldAnswer, GoldDraft, gold_group_id, gold_report_id
from annotator.services.review.exam import Examination
from annotator.services.review.matters import Matter, Node, Reports, Shared, Whole


@dataclass(frozen=True)
class Filling:
    """Writes into a draft of gold what an examination found."""

    exam: Examination
    draft: GoldDraft

    def accept(self, nodes: Iterable[Node]) -> list[str]:
        """Put into gold what is common and agreed on and not there yet; return the ids of what was put."""
        put: list[str] = []
        for node in nodes:
            if isinstance(node, Shared):
                put += self._begin(node)
            elif isinstance(node, Matter) and node.field is not None and self.exam.ruling_on(node) is None:
                agreed, slot = self.exam.agreed(node), self.exam.gold_slot(node)
                if agreed is not None and self._is_free(slot):
                    put.append(self.draft.set_answer(slot, agreed))
        return put

    def _is_free(self, slot: Slot) -> bool:
        return self.exam.gold_value(slot) is None

    def _begin(self, shared: Shared) -> list[str]:
        report = self.exam.gold_report(shared.incident, shared.reports)
        if not shared.level:
            is_new = report not in self.exam.gold_reports(shared.incident)
            self.draft.put_report(report, self._position(shared.incident))
            return [report] if is_new else []
        group = self.exam.gold_group(shared.groups)
        is_new = group not in self.exam.gold_groups(shared.groups)
        self.draft.put_group(group, report, shared.level)
        return [group] if is_new else []

    def copy(self, whole: Whole) -> list[str]:
        """Put a coder's incident, or member, into gold as it is; return the ids of what was put.

        Answers to fields that the codebook of gold does not have, or has with another type, are left out.
        """
        coding, codebook = self.exam.material.codings[whole.coder], self.exam.codebook
        mine = whole.groups[whole.coder] if whole.level else None
        put: list[str] = []
        for at, report in enumerate(whole.reports[whole.coder]):
            home = self.exam.gold_report(whole.incident, whole.reports) if whole.level else gold_report_id(report)
            if not whole.level:
                self.draft.put_report(home, self._position(whole.incident) + at)
                put.append(home)
            for group in coding.groups(report):
                if codebook.group(group.level) is not None and mine in (None, group.id):
                    self.draft.put_group(gold_group_id(group.id), home, group.level)
                    put.append(gold_group_id(group.id))
            for value in coding.values():
                field = codebook.fields_by_id.get(value.field)
                is_fitting = field is not None and (value.content is None or value.content.type == field.type.value)
                if is_fitting and value.report_id == report and mine in (None, value.group_id):
                    group_id = None if value.group_id is None else gold_group_id(value.group_id)
                    answer = GoldAnswer.of(value, coding)
                    put.append(self.draft.set_answer(Slot(value.field, home, group_id), answer))
        return put

    def _position(self, incident: int) -> int:
        """Return an incident's place among gold's reports: in the order of alignment, room left where one is split."""
        return 1 + sum(_width(one.members) for one in self.exam.incidents[:incident])

    def clear(self, matter: Matter) -> None:
        """Take out of gold what stands where a whole is."""
        if matter.incident is None:
            for at in range(len(self.exam.incidents)):
                for report in self.exam.gold_reports(at):
                    self.draft.remove_report(report)
        elif matter.scope:
            for group in self.exam.gold_groups(matter.groups):
                self.draft.remove_group(group)
        else:
            for report in self.exam.gold_reports(matter.incident):
                self.draft.remove_report(report)

    def put_answer(self, matter: Matter, answer: GoldAnswer | None) -> tuple[str, ...]:
        """Have an answer, or none, where a field's matter is; return the value's id."""
        slot = self.exam.gold_slot(matter)
        if slot.report_id is not None and matter.incident is not None:
            self.draft.put_report(slot.report_id, self._position(matter.incident))
        if slot.report_id is not None and slot.group_id is not None:
            self.draft.put_group(slot.group_id, slot.report_id, matter.field.level if matter.field else "")
        return (self.draft.set_answer(slot, answer),)


def _width(members: Reports) -> int:
    return max(1, *(len(reports) for reports in members))
