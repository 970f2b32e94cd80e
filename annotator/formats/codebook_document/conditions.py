"""Expressions of a codebook told in words, with the labels of fields and categories in place of their ids."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatchmethod
from types import MappingProxyType

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field
from annotator.domain.expressions import Expression, Message
from annotator.domain.expressions.syntax import (
    Aggregate,
    Both,
    Comparison,
    Either,
    Inclusion,
    Literal,
    Membership,
    Negation,
    Node,
    Path,
    StatusTest,
    Sum,
)
from annotator.domain.values import FieldType
from annotator.domain.vocabulary import VALUE_SCOPE

_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "low": "lowest figure",
        "best": "best figure",
        "high": "highest figure",
        "start": "first day",
        "end": "last day",
        "days": "number of days",
        "min_days": "fewest days allowed",
        "max_days": "most days allowed",
        "lat": "latitude",
        "lon": "longitude",
        "about_field": "subject",
        "canonical": "canonical name",
        "admin1": "first-order area",
        "admin2": "second-order area",
        "admin3": "third-order area",
        "country_iso3": "country",
        "misquotes": "number of quotes that are not in the text",
        "spans": "number of marked spans",
        "missing_evidence_reason": "reason for missing evidence",
    }
)
_ITS_FIELD = (VALUE_SCOPE, "label")
_SIGNS: Mapping[str, str] = MappingProxyType(
    {"=": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}
)
_DATE_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "=": "is",
        "!=": "is not",
        "<": "is before",
        "<=": "is no later than",
        ">": "is after",
        ">=": "is no earlier than",
    }
)


def in_words(expression: Expression, codebook: Codebook) -> str:
    """Return a condition as a clause without a full stop."""
    return _Teller(codebook).told(expression.root)


def message_in_words(message: Message, codebook: Codebook) -> str:
    """Return a rule's message with ‹words› for what is filled in when the rule speaks."""
    teller = _Teller(codebook)
    parts = (part if isinstance(part, str) else f"‹{teller.told(part.root)}›" for part in message.parts)
    return "".join(parts)


class _Teller:
    """Tells the parts of expressions under one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook

    @singledispatchmethod
    def told(self, node: object) -> str:
        raise TypeError(f"no part of an expression: {node!r}")

    @told.register
    def _(self, node: Literal) -> str:
        if isinstance(node.value, bool):
            return "yes" if node.value else "no"
        return f"“{node.value.replace('_', ' ')}”" if isinstance(node.value, str) else f"{node.value}"

    @told.register
    def _(self, node: Path) -> str:
        name, *rest = node.names
        if node.names == _ITS_FIELD:
            return "the field"
        part = self._part(rest[0]) if rest else ""
        if name == VALUE_SCOPE:
            return f"its {part}" if part else "the value"
        subject = f"“{self._codebook.fields_by_id[name].label}”"
        return f"the {part} of {subject}" if part else subject

    @told.register
    def _(self, node: StatusTest) -> str:
        test = "coded" if node.asks_coded else "answered"
        return f"{self.told(node.path)} is {'not ' if node.is_negated else ''}{test}"

    @told.register
    def _(self, node: Either) -> str:
        return ", or ".join(self.told(one) for one in node.alternatives)

    @told.register
    def _(self, node: Both) -> str:
        return " and ".join(self._grouped(one) for one in node.conditions)

    @told.register
    def _(self, node: Negation) -> str:
        return f"it is not so that {self._grouped(node.condition)}"

    @told.register
    def _(self, node: Comparison) -> str:
        signs = _DATE_SIGNS if self._is_date(node.left) or self._is_date(node.right) else _SIGNS
        return f"{self._side(node.left, node.right)} {signs[node.sign]} {self._side(node.right, node.left)}"

    @told.register
    def _(self, node: Membership) -> str:
        *first, last = (self._side(choice, node.left) for choice in node.choices)
        choices = f"one of {', '.join(first)} or {last}" if first else last
        return f"{self.told(node.left)} is {choices}"

    @told.register
    def _(self, node: Inclusion) -> str:
        return f"{self.told(node.left)} includes {self._side(node.item, node.left)}"

    @told.register
    def _(self, node: Sum) -> str:
        terms = (f" {'plus' if sign == '+' else 'minus'} {self.told(term)}" for sign, term in node.rest)
        return self.told(node.first) + "".join(terms)

    @told.register
    def _(self, node: Aggregate) -> str:
        one, many = self._member(node.level)
        where = f" where {self.told(node.where)}" if node.where else ""
        part = self.told(node.rest) if node.rest else ""
        if node.function == "any":
            joint = " for which " if node.where else " where "
            return f"there is a {one}{where}{joint if part else ''}{part}"
        if node.function == "all":
            return f"for every {one}{where} {part}".rstrip() if part else f"for every {one} it holds that{where[6:]}"
        if node.function == "count" and not part:
            return f"the number of {many}{where}"
        if node.function == "distinct":
            return f"the number of different answers to {part} among {many}{where}"
        return f"the {node.function} of {part} over {many}{where}"

    def _grouped(self, node: Node) -> str:
        """Return a part in parentheses where it would otherwise run into its neighbours."""
        words = self.told(node)
        return f"({words})" if isinstance(node, Either | Both) else words

    def _side(self, node: Node, other: Node) -> str:
        """Return one side of a comparison; a category's id gets the label it has in the other side's field."""
        if isinstance(node, Literal) and isinstance(node.value, str) and isinstance(other, Path):
            field = self._codebook.fields_by_id.get(other.names[0])
            label = self._label_in(field, node.value, other.names[1:]) if field else None
            if label is not None:
                return f"“{label}”"
        return self.told(node)

    def _label_in(self, field: Field, id_: str, part: tuple[str, ...]) -> str | None:
        if part == ("about_field",):
            about = self._codebook.fields_by_id.get(id_)
            return about.label if about else None
        categories = field.stances if part == ("stance",) else field.categories
        return next((category.label for category in categories if category.id == id_), None)

    def _is_date(self, node: Node) -> bool:
        if not isinstance(node, Path):
            return False
        name, *rest = node.names
        field = self._codebook.fields_by_id.get(name)
        return rest in (["start"], ["end"]) or (field is not None and field.type is FieldType.DATE and not rest)

    def _member(self, level: str) -> tuple[str, str]:
        group = self._codebook.group(level)
        if group:
            return f"“{group.label}”", f"“{group.plural}”"
        return {INCIDENT_LEVEL: ("incident", "incidents"), ARTICLE_LEVEL: ("article", "articles")}[level]

    @staticmethod
    def _part(name: str) -> str:
        return _PARTS.get(name, name.replace("_", " "))
