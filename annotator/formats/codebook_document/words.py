"""What the parts of a codebook are called in a text for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from annotator.domain.codebook import (
    ARTICLE_LEVEL,
    INCIDENT_LEVEL,
    Category,
    Codebook,
    EvidenceRule,
    Field,
    Measure,
    Precision,
)
from annotator.domain.expressions import parse
from annotator.domain.values import FieldType, Status
from annotator.formats.codebook_document.conditions import in_words

TYPES: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.COUNT: "a number: lowest, best and highest figure, and the words around it",
        FieldType.DATE: "a day, with the time where it is known",
        FieldType.DATE_RANGE: "a date: earliest and latest possible day, and how exact they are",
        FieldType.LOCATION: "a place: name, admin areas, country, coordinates, and how exact they are",
        FieldType.CATEGORICAL: "one category",
        FieldType.CATEGORICAL_MULTI: "one or several categories",
        FieldType.ORDINAL: "one step of a scale",
        FieldType.BOOLEAN: "yes or no",
        FieldType.ENTITY: "a name: as written, its canonical form, other names and type",
        FieldType.TEXT: "words of the coder’s own",
        FieldType.SPAN: "the marked words themselves",
        FieldType.ATTRIBUTED_VALUE: "a statement: who says what about which field, and how",
    }
)
"""What is recorded in a field of each type."""

STATUSES: Mapping[Status, str] = MappingProxyType(
    {
        Status.CODED: "the field has a value",
        Status.NOT_MENTIONED: "the article says nothing about it; never the same as 0 or “no”",
        Status.UNCLEAR: "the article says something, but it cannot be decided what",
        Status.NOT_APPLICABLE: "the question does not arise for this incident",
    }
)
"""What each status says."""

_MEASURES: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.NOMINAL: "as categories, any two equally far apart",
        Measure.ORDINAL: "as steps of a scale",
        Measure.INTERVAL: "by the differences between values",
        Measure.RATIO: "by the ratios of values",
        Measure.SET: "by what sets have in common",
        Measure.SPAN: "by the words marked in common",
        Measure.LOCATION: "by the distance between places",
    }
)


def level_words(codebook: Codebook, level: str) -> str:
    """Return what a field of this level is answered for."""
    if level == ARTICLE_LEVEL:
        return "once for the article"
    if level == INCIDENT_LEVEL:
        return "for each incident"
    group = codebook.group(level)
    return f"for each {_lowered(group.label)}" if group else level


def required_words(codebook: Codebook, field: Field) -> str:
    """Return when the field has to be answered."""
    if isinstance(field.required, str):
        return f"required when {in_words(parse(field.required), codebook)}"
    return "required" if field.required else "optional"


def evidence_words(codebook: Codebook, field: Field) -> str:
    """Return when a value needs marked words."""
    if field.type is FieldType.SPAN:
        return "the marked words are the answer"
    rule = {
        EvidenceRule.MANDATORY: "words must be marked, or a reason given",
        EvidenceRule.OPTIONAL: "words may be marked",
        EvidenceRule.NONE: "no words are marked",
    }[field.evidence]
    if field.evidence_when is None:
        return rule
    return f"{rule}; they must be when {in_words(parse(field.evidence_when), codebook)}"


def measure_words(field: Field) -> str:
    """Return how agreement on the field is measured; empty where it is not."""
    words = _MEASURES.get(field.measure, "")
    return f"{words} (on {field.measure_on})" if words and field.measure_on else words


def category_code(category: Category) -> str:
    """Return the number by which other codebooks know a category or its step on the scale; empty for none."""
    number = category.level if category.level is not None else category.code
    return "" if number is None else str(number)


def precision_words(step: Precision) -> str:
    """Return a step of precision with the days it allows."""
    bounds = (step.min_days, step.max_days)
    if bounds == (None, None):
        return step.label
    if step.min_days == step.max_days:
        return f"{step.label} ({_days(step.min_days)})"
    if step.max_days is None:
        return f"{step.label} ({_days(step.min_days)} or more)"
    if step.min_days is None:
        return f"{step.label} (up to {_days(step.max_days)})"
    return f"{step.label} ({step.min_days} to {_days(step.max_days)})"


def status_name(status: Status) -> str:
    """Return a status in words with a capital."""
    return status.value.replace("_", " ").capitalize()


def enumerated(parts: Iterable[str]) -> str:
    """Return the parts as "a, b and c"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _days(count: int | None) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _lowered(label: str) -> str:
    """Return a label as it stands inside a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
