"""The coefficients once more, by their definitions: exact fractions, every pair looked at, no thought of speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product
from typing import Any, TypeAlias

Units: TypeAlias = Sequence[Sequence[Any]]
Distance: TypeAlias = Callable[[Any, Any], Fraction]


def nominal(a: Any, b: Any) -> Fraction:
    """Return 1 for different values."""
    return Fraction(int(a != b))


def interval(a: Any, b: Any) -> Fraction:
    """Return the squared difference."""
    return (Fraction(a) - Fraction(b)) ** 2


def ratio(a: Any, b: Any) -> Fraction:
    """Return the squared difference relative to the sum."""
    return Fraction(0) if a == b else ((Fraction(a) - Fraction(b)) / (Fraction(a) + Fraction(b))) ** 2


def masi(a: Any, b: Any) -> Fraction:
    """Return MASI distance by its four cases."""
    if not a and not b:
        return Fraction(0)
    jaccard = Fraction(len(a & b), len(a | b))
    if a == b:
        return Fraction(0)
    if a <= b or b <= a:
        return 1 - jaccard * Fraction(2, 3)
    return 1 - jaccard * Fraction(1, 3) if a & b else Fraction(1)


def ordinal(units: Units) -> Distance:
    """Return the ordinal distance for the pairable values of these units, by the sum in its definition."""
    used = Counter(value for unit in paired(units) for value in unit)

    def apart(a: Any, b: Any) -> Fraction:
        low, high = min(a, b), max(a, b)
        between = sum(count for value, count in used.items() if low <= value <= high)
        return (between - Fraction(used[a] + used[b], 2)) ** 2

    return apart


def given(units: Units) -> list[list[Any]]:
    """Return each unit's values without the missing ones."""
    return [[value for value in unit if value is not None] for unit in units]


def paired(units: Units) -> list[list[Any]]:
    """Return the values of the units that have at least two."""
    return [unit for unit in given(units) if len(unit) >= 2]


def alpha(units: Units, distance: Distance = nominal) -> Fraction | None:
    """Return Krippendorff's alpha, None where it is not defined."""
    every = [value for unit in paired(units) for value in unit]
    if not every:
        return None
    observed = sum(
        sum((distance(a, b) for a, b in permutations(unit, 2)), Fraction(0)) / (len(unit) - 1) for unit in paired(units)
    ) / Fraction(len(every))
    together = sum((distance(a, b) for a, b in permutations(every, 2)), Fraction(0))
    expected = together / (len(every) * (len(every) - 1))
    return 1 - observed / expected if expected else None


def _corrected(observed: Fraction, expected: Fraction) -> Fraction | None:
    return (observed - expected) / (1 - expected) if expected != 1 else None


def cohen(units: Units) -> Fraction | None:
    """Return Cohen's kappa of the two coders."""
    both = [unit for unit in units if None not in unit]
    if not both:
        return None
    n = len(both)
    first, second = (Counter(unit[at] for unit in both) for at in range(2))
    agreed = Fraction(sum(a == b for a, b in both), n)
    return _corrected(agreed, sum((Fraction(first[v] * second[v], n * n) for v in first), Fraction(0)))


def scott(units: Units) -> Fraction | None:
    """Return Scott's pi of the two coders."""
    both = [unit for unit in units if None not in unit]
    if not both:
        return None
    used = Counter(value for unit in both for value in unit)
    agreed = Fraction(sum(a == b for a, b in both), len(both))
    return _corrected(agreed, sum((Fraction(count, 2 * len(both)) ** 2 for count in used.values()), Fraction(0)))


def unit_agreement(units: Units) -> Fraction | None:
    """Return the mean over units of the share of agreeing pairs."""
    shares = [Fraction(sum(a == b for a, b in pairs), len(pairs)) for pairs in map(_pairs, paired(units))]
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def _pairs(unit: list[Any]) -> list[tuple[Any, Any]]:
    return list(combinations(unit, 2))


def _mean_shares(units: Units) -> dict[Any, Fraction]:
    rated = [unit for unit in given(units) if unit]
    values = {value for unit in rated for value in unit}
    return {v: sum((Fraction(unit.count(v), len(unit)) for unit in rated), Fraction(0)) / len(rated) for v in values}


def fleiss(units: Units) -> Fraction | None:
    """Return Fleiss' kappa in Gwet's extension."""
    agreed = unit_agreement(units)
    return None if agreed is None else _corrected(agreed, sum(s**2 for s in _mean_shares(units).values()) + Fraction(0))


def gwet(units: Units) -> Fraction | None:
    """Return Gwet's AC1 over the values that occur."""
    agreed = unit_agreement(units)
    shares = _mean_shares(units).values()
    if agreed is None or len(shares) < 2:
        return None
    return _corrected(agreed, sum(s * (1 - s) for s in shares) / Fraction(len(shares) - 1))


def conger(units: Units) -> Fraction | None:
    """Return Conger's kappa of complete units."""
    agreed = unit_agreement(units)
    columns = list(zip(*units, strict=True))
    pairs = list(combinations([Counter(column) for column in columns], 2))
    size = len(units) ** 2
    expected = sum((Fraction(sum(a[v] * b[v] for v in a), size) for a, b in pairs), Fraction(0)) / len(pairs)
    return None if agreed is None else _corrected(agreed, expected)


def u_alpha(length: int, coders: Sequence[Sequence[tuple[int, int, str]]]) -> Fraction | None:
    """Return u-alpha character by character; marks of one coder must not overlap or touch."""
    painted = [[""] * length for _ in coders]
    selves = 0
    for row, marks in zip(painted, coders, strict=True):
        for start, end, label in marks:
            row[start:end] = [label] * (end - start)
            selves += (end - start) ** 2
        selves += row.count("")
    others = len(coders) - 1
    differing = sum(a != b for x, y in permutations(painted, 2) for a, b in zip(x, y, strict=True))
    sizes = Counter(label for row in painted for label in row)
    total = length * len(coders)
    apart = sum(sizes[a] * sizes[b] for a, b in permutations(sizes, 2))
    if not apart:
        return None
    return 1 - Fraction(differing, others * total) / Fraction(apart, total**2 - selves)


def best_total(gains: Sequence[Sequence[float]]) -> float:
    """Return the greatest total of one-to-one pairs, trying all."""
    rows, columns = len(gains), len(gains[0])
    if rows > columns:
        return best_total([[gains[row][column] for row in range(rows)] for column in range(columns)])
    return max(
        sum(gains[row][column] for row, column in enumerate(order)) for order in permutations(range(columns), rows)
    )


def characters(marks: Sequence[tuple[int, int, str]]) -> set[tuple[int, str]]:
    """Return every marked code point with its label."""
    return set(product_of(marks))


def product_of(marks: Sequence[tuple[int, int, str]]) -> list[tuple[int, str]]:
    """Return the marked code points with labels, repeats and all."""
    return [pair for start, end, label in marks for pair in product(range(start, end), [label])]
