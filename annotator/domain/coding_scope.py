"""What the expressions of a codebook see of a coding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from annotator.domain.article import Article
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field
from annotator.domain.coding import Coding, Evidence, Group, Report, Slot, Value
from annotator.domain.describe import NOTHING, describe, describe_day
from annotator.domain.expressions import Expression, Message
from annotator.domain.expressions.syntax import NamePath, Path
from annotator.domain.ids import GroupId, ReportId, ValueId
from annotator.domain.values import Content, DateRange, EntityName, FieldType, Moment, Status
from annotator.domain.vocabulary import PARTS, VALUE_SCOPE

PUBLICATION_DATE = "publication_date"
"""The article field that, untouched, holds what the article's metadata says."""


class Ground:
    """A coding with its codebook and article, indexed once for many questions."""

    def __init__(self, coding: Coding, codebook: Codebook, article: Article) -> None:
        self.coding = coding
        self.codebook = codebook
        self.article = article
        self.values: Mapping[Slot, Value] = coding.values_by_slot()
        self.evidence: Mapping[ValueId, tuple[Evidence, ...]] = coding.evidence_by_value()
        self.reports: tuple[Report, ...] = coding.reports()
        self._groups = {report.id: coding.groups(report.id) for report in self.reports}
        self._members: dict[tuple[ReportId, str], tuple[Group, ...]] = {}

    def groups(self, report_id: ReportId, level: str) -> tuple[Group, ...]:
        """Return a report's groups of one level in order."""
        key = (report_id, level)
        if key not in self._members:
            found = self._groups.get(report_id, ())
            self._members[key] = tuple(group for group in found if group.level == level)
        return self._members[key]

    @cached_property
    def published(self) -> Moment | None:
        """The publication date the article's metadata gives."""
        published = self.article.metadata.published
        return None if published is None else Moment(at=published)

    def content(self, slot: Slot) -> Content | None:
        """Return what is coded in a slot, with the article's metadata for an untouched publication date."""
        value = self.values.get(slot)
        if value is None:
            return self.published if slot.field == PUBLICATION_DATE else None
        return value.content if value.status is Status.CODED else None

    def is_answered(self, slot: Slot) -> bool:
        """Tell whether the slot was touched, or needs no touch because the metadata answers it."""
        return slot in self.values or self.content(slot) is not None

    def evidence_at(self, slot: Slot) -> tuple[Evidence, ...]:
        """Return the evidence of a slot's value."""
        value = self.values.get(slot)
        return () if value is None else self.evidence.get(value.id, ())

    def misquotes(self, slot: Slot) -> int:
        """Return how many of a slot's spans leave the article or differ from its text."""
        return _misquotes(_Same(self.evidence_at(slot)), _Same(self.article))

    def part(self, slot: Slot, name: str) -> object:
        """Return a part of what is coded in a slot, None when it is not known."""
        if name in _COMMON:
            return _COMMON[name](self, slot)
        content = self.content(slot)
        return None if content is None else _part(content, name, self.codebook.fields_by_id[slot.field])


@dataclass(frozen=True, slots=True)
class CodingScope:
    """The article's, a report's or a group's place in a coding; ``outer`` is where it was entered from.

    ``value`` is the slot that a rule for values calls ``value``.
    """

    ground: Ground
    level: str = ARTICLE_LEVEL
    report_id: ReportId | None = None
    group_id: GroupId | None = None
    outer: CodingScope | None = None
    value: Slot | None = None

    @property
    def subject_id(self) -> str:
        """The id of the group, report or coding this is."""
        return self.group_id or self.report_id or self.ground.coding.header.id

    def slot_of(self, name: str) -> Slot | None:
        """Return where a field sits as seen from here; None when the codebook or this place has no such field."""
        if name == VALUE_SCOPE:
            return self.value if self.value or self.outer is None else self.outer.slot_of(name)
        field = self.ground.codebook.fields_by_id.get(name)
        scope: CodingScope | None = self
        while scope is not None and field is not None:
            if scope.level == field.level:
                return Slot(name, scope.report_id, scope.group_id)
            scope = scope.outer
        return None

    def resolve(self, path: NamePath) -> object:
        """Return what is coded under ``path``."""
        slot = self.slot_of(path[0])
        return None if slot is None else self.ground.part(slot, ".".join(path[1:]))

    def is_coded(self, path: NamePath) -> bool:
        """Tell whether the field is coded with content and the part, if named, is there."""
        slot = self.slot_of(path[0])
        if slot is None or self.ground.content(slot) is None:
            return False
        return len(path) == 1 or self.resolve(path) is not None

    def is_answered(self, path: NamePath) -> bool:
        """Tell whether the field was touched at all."""
        slot = self.slot_of(path[0])
        return slot is not None and self.ground.is_answered(slot)

    def members(self, level: str) -> Sequence[CodingScope]:
        """Return the article's reports, or the groups of the report around this place."""
        if level == INCIDENT_LEVEL:
            return [CodingScope(self.ground, level, report.id, None, self) for report in self.ground.reports]
        if self.report_id is None:
            return ()
        groups = self.ground.groups(self.report_id, level)
        return [CodingScope(self.ground, level, self.report_id, group.id, self) for group in groups]


def rendered(message: Message, scope: CodingScope) -> str:
    """Return a message with the values of its expressions as a person reads them."""
    return "".join(part if isinstance(part, str) else _shown(part, scope) for part in message.parts)


def _shown(expression: Expression, scope: CodingScope) -> str:
    if not isinstance(expression.root, Path) or len(expression.root.names) > 1:
        return _plain(expression.evaluate(scope))
    slot = scope.slot_of(expression.root.names[0])
    content = None if slot is None else scope.ground.content(slot)
    if slot is None or content is None:
        return NOTHING
    codebook = scope.ground.codebook
    return describe(content, codebook.fields_by_id[slot.field], codebook)


def _plain(value: object) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case StrEnum():
            return value.value.replace("_", " ")
        case dt.date():
            return describe_day(value)
        case tuple():
            return ", ".join(str(one) for one in value)
        case _:
            return str(value)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A thing that equals only itself, so that remembering an answer about it never compares contents."""

    thing: Any

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing


@lru_cache(maxsize=512)
def _misquotes(evidence: _Same, article: _Same) -> int:
    """Count the spans that are not their quotes; a value's evidence stays the same tuple until it is changed."""
    return sum(not _is_faithful(one, article.thing.text) for one in evidence.thing)


def _is_faithful(evidence: Evidence, text: str) -> bool:
    is_inside = 0 <= evidence.start < evidence.end <= len(text)
    return is_inside and text[evidence.start : evidence.end] == evidence.quote


def _status(ground: Ground, slot: Slot) -> Status | None:
    value = ground.values.get(slot)
    if value is None or value.status is Status.CODED:
        return None if ground.content(slot) is None else Status.CODED
    return value.status


def _reason(ground: Ground, slot: Slot) -> str | None:
    value = ground.values.get(slot)
    return None if value is None else value.missing_evidence_reason or None


_COMMON: Mapping[str, Callable[[Ground, Slot], object]] = MappingProxyType(
    {
        "status": _status,
        "label": lambda ground, slot: ground.codebook.fields_by_id[slot.field].label,
        "spans": lambda ground, slot: len(ground.evidence_at(slot)),
        "misquotes": Ground.misquotes,
        "missing_evidence_reason": _reason,
    }
)

_WHOLE: Mapping[str, str] = MappingProxyType(
    {
        FieldType.DATE: "day",
        FieldType.CATEGORICAL: "category",
        FieldType.CATEGORICAL_MULTI: "categories",
        FieldType.ORDINAL: "level",
        FieldType.BOOLEAN: "answer",
        FieldType.TEXT: "text",
        FieldType.ENTITY: "name",
    }
)
"""The attribute that stands for the whole content of a type."""


def _part(content: Content, name: str, field: Field) -> object:
    """Return a part of a content by its name in expressions; an empty text or list is None."""
    if name and name not in PARTS[FieldType(content.type)]:
        return None
    attribute = name or _WHOLE.get(content.type, "")
    if attribute in ("min_days", "max_days") and isinstance(content, DateRange):
        step = next((step for step in field.precisions if step.code == content.precision), None)
        return getattr(step, attribute, None)
    if attribute == "name" and isinstance(content, EntityName):
        return content.canonical or content.verbatim or None
    value: object = getattr(content, attribute, None)
    return None if value in ("", ()) else value
