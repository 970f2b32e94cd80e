"""Which member of a repeating part (perpetrator, victim group, …) is which, within one aligned incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.answers import Answer, Answers
from annotator.agreement.members import phi4
from annotator.agreement.scored import scored_value
from annotator.agreement.solvers import assigned
from annotator.agreement.spans import Mark, by_character
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Slot
from annotator.domain.ids import GroupId, ReportId
from annotator.domain.text import Span


@dataclass(frozen=True)
class MemberPair:
    """One member as two coders have it; None where a coder does not."""

    first: GroupId | None
    second: GroupId | None


@dataclass(frozen=True)
class _Known:
    """What is known of a member: its scored values and its evidence."""

    items: frozenset[tuple[str, object]]
    spans: tuple[Span, ...]


def paired_members(
    first: tuple[Answers, ReportId],
    second: tuple[Answers, ReportId],
    level: str,
    codebook: Codebook,
    left_out: str | None = None,
) -> tuple[MemberPair, ...]:
    """Pair two reports' members of one level by what they have in common, with one field left out.

    Members that share nothing are paired in order when both coders have equally many, and stay alone otherwise.
    """
    ids = [[group.id for group in answers.members(report, level)] for answers, report in (first, second)]
    known = [
        [_known(answers, report, group, codebook, left_out) for group in of_coder]
        for (answers, report), of_coder in zip((first, second), ids, strict=True)
    ]
    pairs = _likeliest(known[0], known[1])
    rest = [
        [at for at in range(len(of_coder)) if at not in {pair[side] for pair in pairs}]
        for side, of_coder in enumerate(ids)
    ]
    if len(rest[0]) == len(rest[1]):
        pairs = sorted([*pairs, *zip(*rest, strict=True)])
        rest = [[], []]
    return (
        *(MemberPair(ids[0][a], ids[1][b]) for a, b in pairs),
        *(MemberPair(ids[0][a], None) for a in rest[0]),
        *(MemberPair(None, ids[1][b]) for b in rest[1]),
    )


def _known(answers: Answers, report: ReportId, group: GroupId, codebook: Codebook, left_out: str | None) -> _Known:
    items: set[tuple[str, object]] = set()
    spans: list[Span] = []
    for slot, answer in answers.of_report(report):
        field = codebook.fields_by_id.get(slot.field)
        if slot.group_id != group or field is None or field.id == left_out:
            continue
        spans.extend(answer.spans)
        scored = None if answer.content is None else scored_value(answer.content, field)
        if scored is not None:
            items.add((field.id, scored))
    return _Known(frozenset(items), tuple(spans))


def _likeliest(first: Sequence[_Known], second: Sequence[_Known]) -> list[tuple[int, int]]:
    if not first or not second:
        return []
    gains = np.array([[_likeness(a, b) for b in second] for a in first])
    # A hair's breadth for the same place in the list, so that ties keep the order.
    order = 1e-9 * np.abs(np.subtract.outer(np.arange(len(first)), np.arange(len(second))))
    return [pair for pair in assigned(gains - order) if gains[pair] > 0]


def _likeness(first: _Known, second: _Known) -> float:
    values = phi4(first.items, second.items) if first.items or second.items else 0.0
    text = by_character([Mark(*span) for span in first.spans], [Mark(*span) for span in second.spans]).f1
    return values + (text if isinstance(text, float) else 0.0)


def answer_at(answers: Answers, field: str, report: ReportId | None, group: GroupId | None = None) -> Answer | None:
    """Return the answer in a slot, None where there is none."""
    return answers.by_slot.get(Slot(field, report, group))


def member_values(answers: Answers, report: ReportId, level: str, codebook: Codebook) -> list[frozenset[object]]:
    """Return what is known of each member of a report: its scored values with their fields."""
    fields = codebook.fields_by_id
    found = []
    for member in answers.members(report, level):
        own = [(slot.field, one) for slot, one in answers.of_report(report) if slot.group_id == member.id]
        items = {
            (name, scored_value(one.content, fields[name]))
            for name, one in own
            if one.content is not None and name in fields
        }
        found.append(frozenset[object](items))
    return found
