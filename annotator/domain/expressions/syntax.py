"""The parts of an expression, each of which evaluates itself in a scope; None stands for "unknown"."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

NamePath: TypeAlias = tuple[str, ...]


class Scope(Protocol):
    """Where an expression stands: an article, a report, a group or one value."""

    def resolve(self, path: NamePath) -> object:
        """Return the value of a field or of its part: bool, int, float, str, date, tuple of str, or None (unknown)."""
        ...

    def is_coded(self, path: NamePath) -> bool:
        """Tell whether the field is coded with content and, for a part, whether that part is there."""
        ...

    def is_answered(self, path: NamePath) -> bool:
        """Tell whether the field was touched at all, whatever its status."""
        ...

    def members(self, level: str) -> Sequence[Scope]:
        """Return the scopes of a level's members, in order."""
        ...


class Node(Protocol):
    """A part of an expression."""

    def evaluate(self, scope: Scope) -> object:
        """Return the part's value in ``scope``, None when it is unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a string, true or false."""

    value: bool | int | float | str

    def evaluate(self, scope: Scope) -> object:
        """Return the value itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class Path:
    """A field, or a part of one."""

    names: NamePath

    def evaluate(self, scope: Scope) -> object:
        """Return what the scope knows under this path."""
        return scope.resolve(self.names)


@dataclass(frozen=True, slots=True)
class StatusTest:
    """``path is [not] coded`` or ``path is [not] answered``; always known."""

    path: Path
    asks_coded: bool
    is_negated: bool = False

    def evaluate(self, scope: Scope) -> object:
        """Return whether the field has the status asked for."""
        test = scope.is_coded if self.asks_coded else scope.is_answered
        return test(self.path.names) != self.is_negated


@dataclass(frozen=True, slots=True)
class Either:
    """Alternatives joined by "or" (Kleene's strong logic)."""

    alternatives: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> object:
        """Return true when one is true, false when all are false, else unknown."""
        return _some_true(one.evaluate(scope) for one in self.alternatives)


@dataclass(frozen=True, slots=True)
class Both:
    """Conditions joined by "and" (Kleene's strong logic)."""

    conditions: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> object:
        """Return false when one is false, true when all are true, else unknown."""
        return _all_true(one.evaluate(scope) for one in self.conditions)


@dataclass(frozen=True, slots=True)
class Negation:
    """``not`` of a condition."""

    condition: Node

    def evaluate(self, scope: Scope) -> object:
        """Return the opposite; the opposite of unknown is unknown."""
        value = self.condition.evaluate(scope)
        return not value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides compared; unknown when a side is unknown or the two are of different kinds."""

    left: Node
    sign: str
    right: Node

    def evaluate(self, scope: Scope) -> object:
        """Return the outcome of the comparison."""
        return compared(self.left.evaluate(scope), self.sign, self.right.evaluate(scope))


@dataclass(frozen=True, slots=True)
class Membership:
    """``left in ('a', 'b')``."""

    left: Node
    choices: tuple[Literal, ...]

    def evaluate(self, scope: Scope) -> object:
        """Return whether the left side equals one of the choices."""
        value = self.left.evaluate(scope)
        return _some_true(compared(value, "=", choice.value) for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """``left includes 'a'``: whether a set holds a value."""

    left: Node
    item: Literal

    def evaluate(self, scope: Scope) -> object:
        """Return whether the left side, a set, holds the item; unknown when it is no set."""
        value = self.left.evaluate(scope)
        if not isinstance(value, tuple):
            return None
        return any(compared(one, "=", self.item.value) is True for one in value)


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms added to (``+``) or taken from (``-``) the first; two dates subtract to a number of days."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def evaluate(self, scope: Scope) -> object:
        """Return the result; unknown when a term is unknown or does not fit."""
        total = self.first.evaluate(scope)
        for sign, term in self.rest:
            total = _added(total, sign, term.evaluate(scope))
        return total


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``count``, ``sum``, ``distinct``, ``any`` or ``all`` over the members of a level.

    ``level.rest`` is looked up in each member for which ``where`` holds. When it is unknown whether ``where`` holds for
    a member, ``count``, ``sum`` and ``distinct`` are unknown. ``sum`` and ``distinct`` pass over unknown parts when at
    least one part is known, and are unknown otherwise. For ``any`` and ``all`` the condition is ``where`` itself or,
    when there is a rest, the rest.
    """

    function: str
    level: str
    rest: Path | None = None
    where: Node | None = None

    def evaluate(self, scope: Scope) -> object:
        """Return the aggregate over the scope's members."""
        members = scope.members(self.level)
        if self.function in ("any", "all"):
            return self._judged(members)
        chosen = [self._is_chosen(member) for member in members]
        if None in chosen:
            return None
        kept = [member for member, is_chosen in zip(members, chosen, strict=True) if is_chosen]
        if self.rest is None:
            return len(kept)
        parts = [part for part in (self.rest.evaluate(member) for member in kept) if part is not None]
        return _REDUCTIONS[self.function](parts)

    def _judged(self, members: Sequence[Scope]) -> bool | None:
        is_any = self.function == "any"
        if self.rest is None:
            outcomes = [self._is_chosen(member) for member in members]
        else:
            chosen = ((member, self._is_chosen(member)) for member in members)
            join = _all_true if is_any else _implied
            outcomes = [join((is_chosen, self.rest.evaluate(member))) for member, is_chosen in chosen]
        return _some_true(outcomes) if is_any else _all_true(outcomes)

    def _is_chosen(self, member: Scope) -> bool | None:
        if self.where is None:
            return True
        value = self.where.evaluate(member)
        return value if isinstance(value, bool) else None


def compared(left: object, sign: str, right: object) -> bool | None:
    """Compare two values; strings regardless of case, unknown (None) unless both are of one kind."""
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        return _COMPARISONS[sign](left.casefold(), right.casefold())
    if isinstance(left, int | float) and isinstance(right, int | float):
        is_alike = isinstance(left, bool) == isinstance(right, bool)
        return _COMPARISONS[sign](left, right) if is_alike else None
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return _COMPARISONS[sign](_day(left), _day(right))
    return None


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "=": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _added(left: object, sign: str, right: object) -> object:
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _within_range(operator.add if sign == "+" else operator.sub, left, right)
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return (_day(left) - _day(right)).days if sign == "-" else None
    if isinstance(left, dt.date) and isinstance(right, int):
        return _within_range(_days_later, _day(left), right if sign == "+" else -right)
    return None


def _within_range(operation: Callable[..., object], *operands: object) -> object:
    try:
        return operation(*operands)
    except OverflowError:
        return None


def _days_later(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


def _summed(parts: Sequence[object]) -> object:
    numbers = [part for part in parts if isinstance(part, int | float) and not isinstance(part, bool)]
    return _within_range(sum, numbers) if numbers else None


def _distinct(parts: Sequence[object]) -> object:
    known = {part.casefold() if isinstance(part, str) else part for part in parts}
    return len(known) if known else None


def _counted(parts: Sequence[object]) -> object:
    return len(parts)


_REDUCTIONS: Mapping[str, Callable[[Sequence[object]], object]] = MappingProxyType(
    {"count": _counted, "sum": _summed, "distinct": _distinct}
)


def _some_true(outcomes: Iterable[object]) -> bool | None:
    result: bool | None = False
    for outcome in outcomes:
        if outcome is True:
            return True
        if outcome is not False:
            result = None
    return result


def _all_true(outcomes: Iterable[object]) -> bool | None:
    result: bool | None = True
    for outcome in outcomes:
        if outcome is False:
            return False
        if outcome is not True:
            result = None
    return result


def _implied(outcomes: tuple[object, object]) -> bool | None:
    condition, consequence = outcomes
    return _some_true((not condition if isinstance(condition, bool) else None, consequence))
