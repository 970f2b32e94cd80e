"""What a side of a matter, an incident or a gold value says, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.domain.codebook import Codebook, Field
from annotator.domain.coding import Coding, Slot, Value
from annotator.domain.counted import counted
from annotator.domain.describe import describe, describe_status
from annotator.domain.ids import GroupId
from annotator.domain.values import DateRange, EntityName, FieldType, Location, MarkedSpan, Status
from annotator.services.review.case import UNTOUCHED_WORDS, Mark

LONGEST_QUOTE = 60
_JOINT = " · "


def value_words(value: Value | None, coding: Coding, codebook: Codebook) -> str:
    """Return a value in one line: what it says, the words marked where these are all, or its status."""
    if value is None:
        return UNTOUCHED_WORDS
    field = codebook.fields_by_id.get(value.field)
    if value.status is not Status.CODED:
        return describe_status(value.status)
    if value.content is None or field is None:
        return "only evidence" if value.content is None else value.content.type
    if isinstance(value.content, MarkedSpan):
        quotes = [f"“{shortened(one.quote)}”" for one in coding.evidence_for(value.id)]
        return ", ".join(quotes) or "nothing marked"
    return describe(value.content, field, codebook)


def incident_words(values: Sequence[Value], coding: Coding, codebook: Codebook) -> str:
    """Return what tells an incident, whose values these are, from others: trigger, date, place, number of answers."""
    telling = {value.field: value for value in values if isinstance(value.content, MarkedSpan | DateRange | Location)}
    told = [value_words(telling[field.id], coding, codebook) for field in codebook.fields if field.id in telling]
    return _JOINT.join([*told, counted(len(values), "answer")])


def member_words(coding: Coding, group_id: GroupId, codebook: Codebook) -> str:
    """Return everything coded in a member, names first."""
    values = {value.field: value for value in coding.values() if value.group_id == group_id}
    fields = [field for field in codebook.fields if field.id in values]
    fields.sort(key=lambda field: field.type is not FieldType.ENTITY)
    said = [_with_label(field, values[field.id], coding, codebook) for field in fields]
    return _JOINT.join(said) or "nothing in it"


def _with_label(field: Field, value: Value, coding: Coding, codebook: Codebook) -> str:
    words = value_words(value, coding, codebook)
    return words if isinstance(value.content, EntityName) else f"{field.label}: {words}"


def place_words(field: Field | None, level: str, incident: int | None, codebook: Codebook) -> str:
    """Return where a matter is: "Incident 2 · Victim group · Killed", "Incident 2", or the article's field."""
    definition = codebook.group(field.level if field else level)
    steps = [f"Incident {incident}"] if incident is not None else []
    if definition is not None:
        steps.append(definition.label)
    if field is not None and field.label not in steps:
        steps.append(field.label)
    return _JOINT.join(steps)


def marks_of(coding: Coding, values: Iterable[Value]) -> tuple[Mark, ...]:
    """Return the evidence of values in text order, each span once."""
    found = {one.span: Mark(one.span, one.stance) for value in values for one in coding.evidence_for(value.id)}
    return tuple(found[span] for span in sorted(found))


def slot_words(slot: Slot, coding: Coding, codebook: Codebook) -> str:
    """Return where a gold value stands, as `place_words` does."""
    field = codebook.fields_by_id.get(slot.field)
    reports = [report.id for report in coding.reports()]
    number = reports.index(slot.report_id) + 1 if slot.report_id in reports else None
    return place_words(field, "", number, codebook) or slot.field


def shortened(quote: str) -> str:
    """Return a quote on one line, cut after about sixty characters."""
    line = " ".join(quote.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"
