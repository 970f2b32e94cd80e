"""The written coding rules as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, NamedTuple, Self, TypeVar

from pydantic import AfterValidator, Field as Constraint, model_validator

from annotator.domain import vocabulary
from annotator.domain.expressions import parse, parse_message
from annotator.domain.values import FieldType, Frozen, Qualifier, Status
from annotator.domain.vocabulary import VALUE_SCOPE, Standing, Term, Vocabulary, standing_at

FORMAT = "incident-annotator/codebook/1"
ARTICLE_LEVEL = vocabulary.ARTICLE_LEVEL
INCIDENT_LEVEL = vocabulary.INCIDENT_LEVEL
RESERVED_IDS = frozenset((ARTICLE_LEVEL, INCIDENT_LEVEL, VALUE_SCOPE))
RESERVED_KEYS = frozenset("XU")
"""Keys of the window's own: not mentioned, unclear."""


Part = TypeVar("Part")


def _checked_expression(text: str) -> str:
    parse(text)
    return text


def _checked_message(text: str) -> str:
    parse_message(text)
    return text


class Fault(NamedTuple):
    """One thing wrong in a codebook as a whole: the keys and indexes that lead to it, and the reason."""

    where: tuple[str | int, ...]
    reason: str


class CodebookFaultsError(ValueError):
    """The parts of a codebook do not fit together."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.reason for fault in faults))
        self.faults = tuple(faults)


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
        _refuse_repeats(f"field {self.id}: stance", [stance.id for stance in self.stances])
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
    """When ``when`` holds, ``require`` must not be false; ``message`` is a sentence with ``{expressions}`` in it."""

    when: ExpressionText | None = None
    require: ExpressionText
    message: Annotated[str, Constraint(min_length=1, max_length=500), AfterValidator(_checked_message)]


class Rule(Frozen):
    """A consistency rule.

    ``for_each`` is where it is evaluated: ``article``, ``incident``, a group's id, or a field type or ``value`` (then
    ``value`` in the expressions is each value of that type, or each value). ``field`` is where a click on the problem
    jumps to.
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
    def _fits_together(self) -> Self:
        faults = [*self._repeats(), *self._dangling_references()]
        faults = faults or [*self._expression_faults()]
        if faults:
            raise CodebookFaultsError(faults)
        return self

    def _repeats(self) -> Iterator[Fault]:
        yield from _repeats("fields", "field", self.fields, lambda field: field.id)
        yield from _repeats("fields", "key", self.fields, lambda field: field.key)
        yield from _repeats("sections", "section", self.sections, lambda section: section.id)
        yield from _repeats("groups", "group", self.groups, lambda group: group.id)
        yield from _repeats("rules", "rule", self.rules, lambda rule: rule.id)

    def _dangling_references(self) -> Iterator[Fault]:
        sections = {section.id for section in self.sections}
        parts_by_kind: dict[str, Sequence[GroupDefinition | Field]] = {"groups": self.groups, "fields": self.fields}
        for kind, parts in parts_by_kind.items():
            for index, part in enumerate(parts):
                name = f"{kind.removesuffix('s')} {part.id}"
                if part.id in RESERVED_IDS:
                    yield Fault((kind, index, "id"), f"{name}: the name is the program's own")
                if part.section not in sections:
                    yield Fault((kind, index, "section"), f"{name}: there is no section {part.section}")
        for index, field in enumerate(self.fields):
            if not self.is_level(field.level):
                yield Fault(("fields", index, "level"), f"field {field.id}: there is no level {field.level}")
        yield from self._dangling_rules()

    def _dangling_rules(self) -> Iterator[Fault]:
        value_scopes = {VALUE_SCOPE, *FieldType}
        for index, rule in enumerate(self.rules):
            if rule.for_each not in value_scopes and not self.is_level(rule.for_each):
                reason = f"rule {rule.id}: for_each names no level and no field type: {rule.for_each}"
                yield Fault(("rules", index, "for_each"), reason)
            if rule.field is not None and rule.field not in self.fields_by_id:
                yield Fault(("rules", index, "field"), f"rule {rule.id}: there is no field {rule.field}")

    def _expression_faults(self) -> Iterator[Fault]:
        for index, field in enumerate(self.fields):
            standing = standing_at(field.level)
            for key, text in (("required", field.required), ("evidence_when", field.evidence_when)):
                if isinstance(text, str):
                    yield from self._faults_in(text, standing, ("fields", index, key), f"field {field.id}")
        for index, rule in enumerate(self.rules):
            yield from self._rule_faults(index, rule)

    def _rule_faults(self, index: int, rule: Rule) -> Iterator[Fault]:
        standing = self.standing_of(rule)
        where: tuple[str | int, ...] = ("rules", index)
        if rule.field is not None and self.fields_by_id[rule.field].level not in standing.levels:
            reason = f"rule {rule.id}: the field {rule.field} cannot be seen from {rule.for_each}"
            yield Fault((*where, "field"), reason)
        for number, check in enumerate(rule.checks):
            here = (*where, "checks", number)
            for key, text in (("when", check.when), ("require", check.require)):
                if text is not None:
                    yield from self._faults_in(text, standing, (*here, key), f"rule {rule.id}")
            for expression in parse_message(check.message).expressions:
                for reason in self.vocabulary.faults(expression, standing, is_shown=True):
                    yield Fault((*here, "message"), f"rule {rule.id}: {reason}")

    def _faults_in(self, text: str, standing: Standing, where: tuple[str | int, ...], subject: str) -> Iterator[Fault]:
        for reason in self.vocabulary.faults(parse(text), standing):
            yield Fault(where, f"{subject}: {reason}")

    def standing_of(self, rule: Rule) -> Standing:
        """Return what a rule's expressions can see."""
        if rule.for_each == VALUE_SCOPE:
            return Standing(standing_at(ARTICLE_LEVEL).levels, "any")
        if self.is_level(rule.for_each):
            return standing_at(rule.for_each)
        return Standing(standing_at(ARTICLE_LEVEL).levels, FieldType(rule.for_each))

    def is_level(self, name: str) -> bool:
        """Tell whether ``name`` is the article's level, the report's or a group's."""
        return name in (ARTICLE_LEVEL, INCIDENT_LEVEL) or self.group(name) is not None

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names that expressions may use."""
        terms = {
            field.id: Term(
                level=field.level,
                type=field.type,
                categories=frozenset(category.id for category in field.categories),
                stances=frozenset(stance.id for stance in field.stances),
            )
            for field in self.fields
        }
        return Vocabulary(terms, frozenset(group.id for group in self.groups))

    @cached_property
    def fields_by_id(self) -> dict[str, Field]:
        """Every field by its id."""
        return {field.id: field for field in self.fields}

    @cached_property
    def fields_by_key(self) -> dict[str, Field]:
        """Every field that has a letter key, by that letter."""
        return {field.key: field for field in self.fields if field.key}

    @cached_property
    def _fields_by_level(self) -> dict[str, tuple[Field, ...]]:
        levels = dict.fromkeys(field.level for field in self.fields)
        return {level: tuple(field for field in self.fields if field.level == level) for level in levels}

    def fields_at(self, level: str) -> tuple[Field, ...]:
        """Return the fields of one level in the codebook's order."""
        return self._fields_by_level.get(level, ())

    def group(self, level: str) -> GroupDefinition | None:
        """Return the group definition of a level, None for the article's and the report's own."""
        return next((group for group in self.groups if group.id == level), None)


def _repeats(where: str, what: str, parts: Sequence[Part], name_of: Callable[[Part], str | None]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, part in enumerate(parts):
        name = name_of(part)
        if name is not None and name in seen:
            yield Fault((where, index, "key" if what == "key" else "id"), f"{what} {name} is there twice")
        seen.add(name or "")


def _refuse_repeats(what: str, names: list[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise ValueError(f"{what} {name} is there twice")
