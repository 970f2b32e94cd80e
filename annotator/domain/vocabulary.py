"""Which names the expressions of a codebook may use, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal as OneOf

from annotator.domain.expressions import Expression
from annotator.domain.expressions.syntax import (
    Aggregate,
    Both,
    Comparison,
    Either,
    Inclusion,
    Literal,
    Membership,
    NamePath,
    Negation,
    Node,
    Path,
    StatusTest,
    Sum,
)
from annotator.domain.values import FieldType, Qualifier, Status

ARTICLE_LEVEL = "article"
INCIDENT_LEVEL = "incident"
VALUE_SCOPE = "value"
"""In a rule for every value, or for those of one type, the name of the value itself."""

COMMON_PARTS = frozenset(("status", "label", "spans", "misquotes", "missing_evidence_reason"))
"""Parts of every field: its status and label, how many evidence spans it has and how many of those do not equal the
article's text, and the reason why mandatory evidence is missing."""

PARTS: Mapping[FieldType, frozenset[str]] = MappingProxyType(
    {
        FieldType.COUNT: frozenset(("low", "best", "high", "qualifier")),
        FieldType.DATE: frozenset(),
        FieldType.DATE_RANGE: frozenset(
            ("start", "end", "precision", "time_of_day", "expression", "days", "min_days", "max_days")
        ),
        FieldType.LOCATION: frozenset(
            (
                *("verbatim", "name", "admin3", "admin2", "admin1", "country_iso3", "lat", "lon"),
                *("precision", "vicinity", "gazetteer_id", "description"),
            )
        ),
        FieldType.CATEGORICAL: frozenset(),
        FieldType.CATEGORICAL_MULTI: frozenset(),
        FieldType.ORDINAL: frozenset(),
        FieldType.BOOLEAN: frozenset(),
        FieldType.ENTITY: frozenset(("verbatim", "canonical", "aliases", "entity_type", "name")),
        FieldType.TEXT: frozenset(),
        FieldType.SPAN: frozenset(),
        FieldType.ATTRIBUTED_VALUE: frozenset(
            ("about_field", "value", "stance", "source_entity", "source_type", "source_named", "via")
        ),
    }
)

COMPOSITE = frozenset(
    (FieldType.COUNT, FieldType.DATE_RANGE, FieldType.LOCATION, FieldType.ATTRIBUTED_VALUE, FieldType.SPAN)
)
"""Types that have no single value to compare; only their parts have."""


@dataclass(frozen=True, slots=True)
class Term:
    """What expressions need to know of a field."""

    level: str
    type: FieldType
    categories: frozenset[str] = frozenset()
    stances: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an expression stands: the levels whose fields it sees and, in a rule for values, their type.

    ``value_type`` is ``"any"`` for a rule on values of every type and None where there is no ``value``.
    """

    levels: frozenset[str]
    value_type: FieldType | OneOf["any"] | None = None

    @property
    def sees_incident(self) -> bool:
        """Tell whether there is one incident whose groups can be gone through."""
        return INCIDENT_LEVEL in self.levels


def standing_at(level: str) -> Standing:
    """Return the standing of an expression at a level: it sees the level itself and those around it."""
    if level == ARTICLE_LEVEL:
        return Standing(frozenset((ARTICLE_LEVEL,)))
    return Standing(frozenset((ARTICLE_LEVEL, INCIDENT_LEVEL, level)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The fields and groups of a codebook by their ids."""

    terms: Mapping[str, Term]
    groups: frozenset[str]

    def faults(self, expression: Expression, standing: Standing, *, is_shown: bool = False) -> Iterator[str]:
        """Yield what is wrong with the names of an expression, each as a clause without a full stop.

        ``is_shown`` is for the braces of a message, where a whole field may stand because it is only shown.
        """
        if is_shown and isinstance(expression.root, Path):
            yield from self._path_faults(expression.root.names, standing)
        else:
            yield from self._faults(expression.root, standing)

    def _faults(self, node: Node, standing: Standing) -> Iterator[str]:
        match node:
            case Path(names):
                yield from self._path_faults(names, standing)
                yield from self._whole_faults(names, standing)
            case StatusTest(path):
                yield from self._path_faults(path.names, standing)
            case Aggregate():
                yield from self._aggregate_faults(node, standing)
            case Comparison(left, _, right):
                yield from self._faults(left, standing)
                yield from self._faults(right, standing)
                yield from self._choice_faults(left, (right,))
                yield from self._choice_faults(right, (left,))
            case Membership(left, choices):
                yield from self._faults(left, standing)
                yield from self._choice_faults(left, choices)
            case Inclusion(left, item):
                yield from self._faults(left, standing)
                yield from self._choice_faults(left, (item,))
            case _:
                for part in _parts_of(node):
                    yield from self._faults(part, standing)

    def _path_faults(self, names: NamePath, standing: Standing) -> Iterator[str]:
        name, *rest = names
        kind = self._type_of(name, standing)
        if kind is None:
            yield f"there is no field {name}"
            return
        if name != VALUE_SCOPE and self.terms[name].level not in standing.levels:
            yield f"the field {name} belongs to {self.terms[name].level} and cannot be seen from here"
        known = COMMON_PARTS if kind == "any" else COMMON_PARTS | PARTS[kind]
        if rest and (len(rest) > 1 or rest[0] not in known):
            yield f"{name} has no part {'.'.join(rest)}"

    def _whole_faults(self, names: NamePath, standing: Standing) -> Iterator[str]:
        kind = self._type_of(names[0], standing)
        if len(names) == 1 and kind is not None and kind != "any" and kind in COMPOSITE:
            yield f"{names[0]} needs a part, one of {', '.join(sorted(PARTS[kind] or COMMON_PARTS))}"

    def _aggregate_faults(self, node: Aggregate, standing: Standing) -> Iterator[str]:
        if node.level not in self.groups | {INCIDENT_LEVEL}:
            yield f"there is no group {node.level}"
            return
        if node.level != INCIDENT_LEVEL and not standing.sees_incident:
            yield f"{node.level} can only be gone through inside an incident"
        inner = Standing(standing.levels | standing_at(node.level).levels, standing.value_type)
        for part in (node.rest, node.where):
            if part is not None:
                yield from self._faults(part, inner)

    def _choice_faults(self, left: Node, others: tuple[Node, ...]) -> Iterator[str]:
        if not isinstance(left, Path):
            return
        choices = self._choices_of(left.names)
        for other in others:
            if choices and isinstance(other, Literal) and other.value not in choices:
                yield f"{'.'.join(left.names)} is never {other.value!r}"

    def _type_of(self, name: str, standing: Standing) -> FieldType | OneOf["any"] | None:
        if name == VALUE_SCOPE and standing.value_type is not None:
            return standing.value_type
        return self.terms[name].type if name in self.terms else None

    def _choices_of(self, names: NamePath) -> frozenset[str]:
        """The closed list a path's value comes from; empty when the list is open."""
        term = self.terms.get(names[0])
        by_part: dict[str, frozenset[str]] = {"status": frozenset(Status), "qualifier": frozenset(Qualifier)}
        if term is not None:
            by_part |= {"about_field": frozenset(self.terms), "stance": term.stances}
            by_part |= dict.fromkeys(("entity_type", "source_type"), term.categories)
            by_part[""] = frozenset() if term.type is FieldType.ENTITY else term.categories
        return by_part.get(".".join(names[1:]), frozenset())


def _parts_of(node: Node) -> tuple[Node, ...]:
    match node:
        case Either(parts) | Both(parts):
            return parts
        case Negation(condition):
            return (condition,)
        case Sum(first, rest):
            return (first, *(term for _, term in rest))
        case _:
            return ()
