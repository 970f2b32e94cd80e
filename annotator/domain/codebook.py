"""The written coding rules as data."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field as Constraint, model_validator

from annotator.domain.expressions import Expression, parse
from annotator.domain.values import FieldType, Frozen, Qualifier, Status

FORMAT = "incident-annotator/codebook/1"
ARTICLE_LEVEL = "article"
INCIDENT_LEVEL = "incident"
RESERVED_KEYS = frozenset("XU")
"""Keys of the window's own: not mentioned, unclear."""


def _checked_expression(text: str) -> str:
    parse(text)
    return text


Id = Annotated[str, Constraint(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Label = Annotated[str, Constraint(min_length=1, max_length=120)]
ExpressionText = Annotated[str, Constraint(max_length=2000), AfterValidator(_checked_expression)]


class EvidenceRule(StrEnum):
    """Whether a value needs a span."""

    NONE = "none"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"


class Measure(StrEnum):
    """How agreement on a field is measured."""

    NONE = "none"
    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    SET = "set"
    SPAN = "span"
    LOCATION = "location"


class Severity(StrEnum):
    """Errors block completion; warnings ask for a note."""

    ERROR = "error"
    WARNING = "warning"


class Category(Frozen):
    """One allowed value; ``code`` is the number another codebook gives it, ``level`` the step of an ordinal scale."""

    id: Id
    label: Label
    help: str = ""
    code: int | None = None
    level: int | None = None


class Precision(Frozen):
    """One step of a date's or place's precision; for dates ``min_days`` to ``max_days`` is the band it allows."""

    code: int
    label: Label
    min_days: int | None = None
    max_days: int | None = None


class Field(Frozen):
    """One thing to record in the form.

    ``required`` and ``evidence_when`` may be expressions (see `annotator.domain.expressions`) evaluated where the field
    stands; ``evidence_when`` makes the evidence mandatory where it holds. ``categories`` list a categorical field's
    values, an ordinal's steps, an entity's types, or an attributed value's ``stances`` and source types. ``prefill``
    answers the field from the article's metadata with the first thing that is coded.
    """

    id: Id
    label: Label
    level: Id
    section: Id
    type: FieldType
    key: Annotated[str, Constraint(pattern=r"^[A-Z]$")] | None = None
    required: bool | ExpressionText = False
    evidence: EvidenceRule = EvidenceRule.OPTIONAL
    evidence_when: ExpressionText | None = None
    measure: Measure = Measure.NONE
    measure_on: str = ""
    help: str = ""
    categories: tuple[Category, ...] = ()
    stances: tuple[Category, ...] = ()
    max_categories: int | None = None
    precisions: tuple[Precision, ...] = ()
    prefill: Literal["published"] | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        chosen = {FieldType.CATEGORICAL, FieldType.CATEGORICAL_MULTI, FieldType.ORDINAL}
        if self.type in chosen and not self.categories:
            raise ValueError(f"field {self.id}: a {self.type.value} field needs categories")
        _refuse_repeats(f"field {self.id}: category", [category.id for category in self.categories])
        if self.type is FieldType.ORDINAL and any(category.level is None for category in self.categories):
            raise ValueError(f"field {self.id}: each category of an ordinal field needs a level")
        if self.key in RESERVED_KEYS:
            raise ValueError(f"field {self.id}: the key {self.key} is the window's own")
        return self

    def category(self, category_id: str) -> Category | None:
        """Return the category with this id, None when there is none."""
        return next((category for category in self.categories if category.id == category_id), None)

    def category_label(self, category_id: str) -> str:
        """Return a category's label, or the id itself when the codebook has no such category."""
        found = self.category(category_id)
        return found.label if found else category_id


class Section(Frozen):
    """A heading of the form."""

    id: Id
    label: Label


class GroupDefinition(Frozen):
    """A repeating part of a report; its id is the level of its fields."""

    id: Id
    label: Label
    plural: Label
    section: Id
    help: str = ""


class RuleCheck(Frozen):
    """When ``when`` holds, ``require`` must not be false; ``message`` is a sentence with ``{expressions}`` in braces."""

    when: ExpressionText | None = None
    require: ExpressionText
    message: Annotated[str, Constraint(min_length=1, max_length=500)]


class Rule(Frozen):
    """A consistency rule.

    ``for_each`` is where it is evaluated: ``article``, ``incident``, a group's id, or a field type (then ``value`` in
    the expressions is each value of that type). ``field`` is where a click on the problem jumps to.
    """

    id: Annotated[str, Constraint(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=32)]
    severity: Severity
    for_each: str = INCIDENT_LEVEL
    field: Id | None = None
    checks: Annotated[tuple[RuleCheck, ...], Constraint(min_length=1)]


class CategoryChoice(Frozen):
    """One category of one field."""

    field: Id
    category: Id


class Codebook(Frozen):
    """A complete codebook, checked in itself: every id refers to something, none is used twice."""

    format: Literal["incident-annotator/codebook/1"]
    id: Id
    version: Annotated[int, Constraint(ge=1)]
    title: Label
    description: str = ""
    unit: Literal["report"] = "report"
    statuses: tuple[Status, ...] = tuple(Status)
    qualifiers: tuple[Qualifier, ...] = tuple(Qualifier)
    sections: tuple[Section, ...]
    groups: tuple[GroupDefinition, ...] = ()
    fields: Annotated[tuple[Field, ...], Constraint(min_length=1)]
    rules: tuple[Rule, ...] = ()
    no_incident: CategoryChoice | None = None
    """The answer that "no incident in this article" records."""

    @model_validator(mode="after")
    def _refers_to_itself(self) -> Self:
        _refuse_repeats("field", [field.id for field in self.fields])
        _refuse_repeats("key", [field.key for field in self.fields if field.key])
        _refuse_repeats("section", [section.id for section in self.sections])
        _refuse_repeats("group", [group.id for group in self.groups])
        _refuse_repeats("rule", [rule.id for rule in self.rules])
        levels = {ARTICLE_LEVEL, INCIDENT_LEVEL, *(group.id for group in self.groups)}
        sections = {section.id for section in self.sections}
        for part in (*self.fields, *self.groups):
            if part.section not in sections:
                raise ValueError(f"{part.id}: there is no section {part.section}")
        for field in self.fields:
            if field.level not in levels:
                raise ValueError(f"field {field.id}: there is no level {field.level}")
        scopes = levels | {kind.value for kind in FieldType}
        for rule in self.rules:
            if rule.for_each not in scopes:
                raise ValueError(f"rule {rule.id}: for_each names no level and no field type: {rule.for_each}")
            if rule.field is not None and rule.field not in self.fields_by_id:
                raise ValueError(f"rule {rule.id}: there is no field {rule.field}")
        if self.no_incident is not None:
            field = self.fields_by_id.get(self.no_incident.field)
            if field is None or field.category(self.no_incident.category) is None:
                raise ValueError("no_incident: there is no such field and category")
        return self

    @cached_property
    def fields_by_id(self) -> dict[str, Field]:
        """Every field by its id."""
        return {field.id: field for field in self.fields}

    @cached_property
    def fields_by_key(self) -> dict[str, Field]:
        """Every field that has a letter key, by that letter."""
        return {field.key: field for field in self.fields if field.key}

    def fields_at(self, level: str) -> tuple[Field, ...]:
        """Return the fields of one level in the codebook's order."""
        return tuple(field for field in self.fields if field.level == level)

    def group(self, level: str) -> GroupDefinition | None:
        """Return the group definition of a level, None for the article's and the report's own."""
        return next((group for group in self.groups if group.id == level), None)

    def expressions(self) -> dict[str, Expression]:
        """Return every expression of the codebook, parsed, by its text."""
        texts: set[str] = set()
        for field in self.fields:
            texts |= {text for text in (field.required, field.evidence_when) if isinstance(text, str)}
        for rule in self.rules:
            for check in rule.checks:
                texts |= {text for text in (check.when, check.require) if text is not None}
        return {text: parse(text) for text in texts}


def _refuse_repeats(what: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what} {name} is there twice")
        seen.add(name)
