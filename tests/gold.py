"""A gold coding (JSON) as a flat list of coding steps, independent of window and store.

The JSON is that of `founding_gold.json` (research notation, beside the project) and `tests/data/retelling_gold.json`.
An item is a bare value, a mapping with ``value`` or with the parts of its type, or ``{"status": …}``; ``evidence``
lists ``{start, end, quote}``, ``inferred`` marks it as the coder's inference and ``note`` is kept on the step.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from annotator.domain.coding import Slot, Stance
from annotator.domain.ids import GroupId, ReportId
from annotator.domain.revision import Revision
from annotator.domain.text import Span
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FieldType,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    Status,
    YesNo,
)
from tests.strategies import FIELD_TYPES

REPOSITORY: Final = Path(__file__).resolve().parent.parent
RETELLING_GOLD: Final = REPOSITORY / "tests" / "data" / "retelling_gold.json"
RETELLING_ARTICLE: Final = REPOSITORY / "seeds" / "01_indelimane_outpost.txt"

_ABOUT_THE_ITEM: Final = frozenset({"evidence", "note", "inferred", "value", "status"})


@dataclass(frozen=True, slots=True)
class Step:
    """One field to answer.

    ``report`` counts the article's reports from 0 and is None for the article's own fields; ``group`` is the level and
    the place, from 0, among that report's groups of the level. ``content`` is None unless the status is ``coded``.
    """

    report: int | None
    group: tuple[str, int] | None
    field: str
    content: Content | None
    status: Status = Status.CODED
    evidence: tuple[tuple[Span, Stance], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold coding: file name and hash of the article, the steps in order, the paths of keys that no field takes."""

    file: str
    sha256: str
    steps: tuple[Step, ...]
    left_out: tuple[str, ...]


def load_gold(path: Path) -> Gold:
    """Read a gold coding; raises KeyError or pydantic's ValidationError when it does not have the form above."""
    data = json.loads(path.read_text(encoding="utf-8"))
    reader = _Reader()
    reader.read_article(data)
    return Gold(data["file"], data["sha256"], tuple(reader.steps), tuple(reader.left_out))


def quotes_in(data: object) -> Iterator[tuple[Span, str]]:
    """Yield every span with its quote anywhere in a gold's JSON, those of left-out keys included."""
    if isinstance(data, dict):
        if "quote" in data:
            yield Span(data["start"], data["end"]), data["quote"]
        for part in data.values():
            yield from quotes_in(part)
    elif isinstance(data, list):
        for part in data:
            yield from quotes_in(part)


def code(steps: Iterable[Step], revision: Revision) -> None:
    """Take the steps one by one as a coder does, adding reports and groups as they come up."""
    reports: dict[int, ReportId] = {}
    groups: dict[tuple[int, str, int], GroupId] = {}
    for step in steps:
        if step.report is None:
            _answer(step, Slot(step.field), revision)
            continue
        if step.report not in reports:
            reports[step.report] = revision.add_report().id
        report_id, group_id = reports[step.report], None
        if step.group is not None:
            place = (step.report, *step.group)
            if place not in groups:
                groups[place] = revision.add_group(report_id, step.group[0]).id
            group_id = groups[place]
        _answer(step, Slot(step.field, report_id, group_id), revision)


def _answer(step: Step, slot: Slot, revision: Revision) -> None:
    for span, stance in step.evidence:
        revision.attach_evidence(slot, span, stance)
    content = step.content
    value = revision.set_status(slot, step.status) if content is None else revision.set_content(slot, content)
    if step.note:
        revision.write_note(value.id, step.note)


@dataclass
class _Reader:
    steps: list[Step] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def read_article(self, data: Mapping[str, Any]) -> None:
        for name, item in data.items():
            if name in FIELD_TYPES["article"]:
                self._read_field(None, name, item, FIELD_TYPES["article"][name], name)
            elif name == "incidents":
                for report, incident in enumerate(item):
                    self._read_incident(report, incident)
            elif name not in ("file", "sha256", "offsets", "chars"):
                self.left_out.append(name)

    def _read_incident(self, report: int, incident: Mapping[str, Any]) -> None:
        for name, item in incident.items():
            path = f"incidents[{report}].{name}"
            if name in FIELD_TYPES["incident"]:
                self._read_field(report, name, item, FIELD_TYPES["incident"][name], path)
            elif name in _GROUPS:
                for place, group in enumerate(item if isinstance(item, list) else [item]):
                    self._read_group(report, name, place, group)
            else:
                self.left_out.append(path)

    def _read_field(self, report: int | None, name: str, item: Any, field_type: FieldType, path: str) -> None:
        parts: Mapping[str, Any] = item if isinstance(item, dict) else {"value": item}
        if field_type is FieldType.SPAN:
            parts = {"evidence": item}
        status = Status(parts.get("status", Status.CODED))
        content = _content(field_type, parts) if status is Status.CODED else None
        self.steps.append(Step(report, None, name, content, status, _evidence(parts), parts.get("note", "")))
        known = _ABOUT_THE_ITEM | _PARTS.get(field_type, frozenset())
        self.left_out += [f"{path}.{key}" for key in parts if key not in known]

    def _read_group(self, report: int, name: str, place: int, group: Mapping[str, Any]) -> None:
        level, readers = _GROUPS[name]
        taken = {"evidence", "inferred"}
        for reader in readers:
            taken |= reader.keys
            if reader.key not in group:
                continue
            evidence = _evidence(group) if reader.takes_evidence else ()
            note = group.get(reader.note_key, "")
            content = reader.content(group)
            self.steps.append(Step(report, (level, place), reader.field, content, evidence=evidence, note=note))
        self.left_out += [f"incidents[{report}].{name}[{place}].{key}" for key in group if key not in taken]


def _evidence(parts: Mapping[str, Any]) -> tuple[tuple[Span, Stance], ...]:
    usual = Stance.INFERENCE if parts.get("inferred") else Stance.STATES
    return tuple(
        (Span(one["start"], one["end"]), Stance(one.get("stance", usual))) for one in parts.get("evidence", ())
    )


# Contents

_CONTENT: Final[TypeAdapter[Content]] = TypeAdapter(Content)
_PARTS: Final[dict[FieldType, frozenset[str]]] = {
    FieldType.COUNT: frozenset(Count.model_fields) - {"type"},
    FieldType.DATE_RANGE: frozenset(DateRange.model_fields) - {"type"},
    FieldType.LOCATION: frozenset(Location.model_fields) - {"type"},
}


def _content(field_type: FieldType, parts: Mapping[str, Any]) -> Content:
    if field_type in _PARTS:
        given = {key: parts[key] for key in _PARTS[field_type] if key in parts}
        return _CONTENT.validate_python({"type": field_type.value, **given})
    if field_type is FieldType.SPAN:
        return MarkedSpan()
    return _single_content(field_type, parts["value"])


def _single_content(field_type: FieldType, value: Any) -> Content:
    if field_type is FieldType.DATE:
        return Moment(at=dt.datetime.fromisoformat(value))
    if field_type is FieldType.CATEGORICAL_MULTI:
        return SeveralCategories(categories=tuple(value))
    if field_type is FieldType.BOOLEAN:
        return YesNo(answer=value)
    if field_type is FieldType.ORDINAL:
        return OrdinalLevel(level=value)
    return FreeText(text=value) if field_type is FieldType.TEXT else OneCategory(category=value)


# Groups


@dataclass(frozen=True, slots=True)
class _GroupField:
    """How a field of a repeating part is read: its key in the gold, and whether the group's evidence is its own."""

    field: str
    key: str
    takes_evidence: bool
    type: FieldType
    note_key: str = "note"

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the group's mapping that this field takes."""
        return frozenset({self.key, self.note_key}) | _GROUP_KEYS.get(self.field, frozenset())

    def content(self, group: Mapping[str, Any]) -> Content:
        """Return the field's content."""
        if self.field == "statement":
            return _attributed_value(group)
        if self.type is FieldType.ENTITY:
            return _entity_name(group, group[self.key])
        return _content(self.type, group[self.key] if self.type is FieldType.COUNT else {"value": group[self.key]})


_GROUP_KEYS: Final = {
    "perp_actor": frozenset({"verbatim", "aliases", "actor_type"}),
    "statement": frozenset({"value", "stance", "source", "source_type", "source_named", "via"}),
}

_GROUPS: Final[dict[str, tuple[str, tuple[_GroupField, ...]]]] = {
    "perpetrators": (
        "perpetrator",
        (
            _GroupField("perp_actor", "canonical", True, FieldType.ENTITY),
            _GroupField("perp_attribution", "attribution", True, FieldType.CATEGORICAL),
        ),
    ),
    "claims": (
        "claim",
        (
            _GroupField("claimant", "claimant", True, FieldType.ENTITY),
            _GroupField("claim_mode", "claim_mode", False, FieldType.CATEGORICAL, "mode_note"),
            _GroupField("claim_channel", "claim_channel", True, FieldType.TEXT),
            _GroupField("claim_support", "claim_support", True, FieldType.CATEGORICAL),
        ),
    ),
    "victim_groups": (
        "victim_group",
        (
            _GroupField("vg_type", "vg_type", True, FieldType.CATEGORICAL),
            _GroupField("vg_killed", "vg_killed", True, FieldType.COUNT),
            _GroupField("vg_wounded", "vg_wounded", True, FieldType.COUNT),
            _GroupField("vg_missing", "vg_missing", True, FieldType.COUNT),
        ),
    ),
    "target": ("target", (_GroupField("target", "value", True, FieldType.ENTITY),)),
    "statements": ("statement", (_GroupField("statement", "about", True, FieldType.ATTRIBUTED_VALUE),)),
}


def _entity_name(group: Mapping[str, Any], canonical: str) -> EntityName:
    return EntityName(
        verbatim=group.get("verbatim", ""),
        canonical=canonical,
        aliases=tuple(group.get("aliases", ())),
        entity_type=group.get("actor_type", ""),
    )


def _attributed_value(group: Mapping[str, Any]) -> AttributedValue:
    return AttributedValue(
        about_field=group["about"],
        value=str(group["value"]),
        stance=group["stance"],
        source_entity=group["source"],
        source_type=group["source_type"],
        source_named=group.get("source_named"),
        via=group.get("via", ""),
    )
