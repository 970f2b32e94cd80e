"""How far two values are apart, by level of measurement; all are symmetric, zero on the diagonal.

Sources: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section "metric differences", for nominal,
interval and ratio; Passonneau, "Measuring Agreement on Set-valued Items (MASI)" (LREC 2006), for sets.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence, Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotator.agreement.ratings import Floats, Integers, Level, Place, Ratings

_BLOCK = 1024
"""Columns of a distance matrix that are worked out at once, so that many distinct values need little memory."""


class Distance(ABC):
    """The distances between values given by their codes."""

    @abstractmethod
    def at(self, first: Integers, second: Integers) -> Floats:
        """Return the distances of two arrays of codes, element by element after broadcasting."""

    def expected(self, first: Floats, second: Floats) -> Floats:
        """Return Σ over values c, k of ``first[:, c] · distance(c, k) · second[:, k]``; both (samples, values)."""
        every = np.arange(first.shape[1])
        total = np.zeros(first.shape[0])
        for start in range(0, len(every), _BLOCK):
            block = every[start : start + _BLOCK]
            apart = self.at(every[:, None], block[None, :])
            total += np.einsum("bk,bk->b", first @ apart, second[:, block])
        return total


class NominalDistance(Distance):
    """1 between any two different values."""

    def at(self, first: Integers, second: Integers) -> Floats:
        """Return 1 where the codes differ."""
        apart: Floats = np.not_equal(first, second).astype(np.float64)
        return apart

    def expected(self, first: Floats, second: Floats) -> Floats:
        """Return the total less what falls on the diagonal."""
        diagonal = np.einsum("bk,bk->b", first, second)
        total: Floats = first.sum(axis=1) * second.sum(axis=1) - diagonal
        return total


@dataclass(frozen=True)
class IntervalDistance(Distance):
    """(a − b)²."""

    numbers: Floats

    def at(self, first: Integers, second: Integers) -> Floats:
        """Return the squared differences."""
        apart: Floats = (self.numbers[first] - self.numbers[second]) ** 2
        return apart


@dataclass(frozen=True)
class RatioDistance(Distance):
    """((a − b) / (a + b))², and 0 for two zeros."""

    numbers: Floats

    def at(self, first: Integers, second: Integers) -> Floats:
        """Return the squared differences relative to the sums."""
        a, b = self.numbers[first], self.numbers[second]
        together = a + b
        apart: Floats = ((a - b) / np.where(together == 0, 1.0, together)) ** 2
        return apart


@dataclass(frozen=True)
class TabledDistance(Distance):
    """Distances looked up in a (values, values) table."""

    table: Floats

    def at(self, first: Integers, second: Integers) -> Floats:
        """Return the entries of the table."""
        apart: Floats = self.table[first, second]
        return apart


def distance_of(ratings: Ratings) -> Distance:
    """Return the distance that goes with the ratings' level.

    Raises ValueError for ordinal ratings, whose distance depends on how often each value is used, and for custom ones
    without a table.
    """
    match ratings.level:
        case Level.NOMINAL:
            return NominalDistance()
        case Level.INTERVAL:
            return IntervalDistance(ratings.numbers)
        case Level.RATIO:
            return RatioDistance(ratings.numbers)
        case Level.SET_MASI | Level.SET_JACCARD:
            return TabledDistance(set_distances(ratings.values, is_masi=ratings.level is Level.SET_MASI))
        case Level.PLACE:
            return TabledDistance(place_distances(ratings.values))
        case Level.CUSTOM if ratings.distances is not None:
            return TabledDistance(ratings.distances)
        case _:
            raise ValueError(f"there is no fixed distance for the level {ratings.level}")


def set_distances(sets: Sequence[AbstractSet[Any]], *, is_masi: bool = True) -> Floats:
    """Return the distances between sets, (sets, sets).

    Jaccard: 1 − |A ∩ B| / |A ∪ B|. MASI: 1 − Jaccard similarity × M, where M is 1 for equal sets, ⅔ when one holds the
    other, ⅓ when they overlap and 0 otherwise (Passonneau 2006). Two empty sets are equal.
    """
    index = {member: column for column, member in enumerate({member: None for one in sets for member in one})}
    holds = np.zeros((len(sets), len(index)))
    for row, one in enumerate(sets):
        holds[row, [index[member] for member in one]] = 1
    shared = holds @ holds.T
    sizes = holds.sum(axis=1)
    union = sizes[:, None] + sizes[None, :] - shared
    jaccard = np.where(union == 0, 1.0, shared / np.where(union == 0, 1.0, union))
    if not is_masi:
        return 1 - jaccard
    is_nested = shared == np.minimum(sizes[:, None], sizes[None, :])
    monotone = np.select([shared == union, (shared > 0) & is_nested, shared > 0], [1, 2 / 3, 1 / 3], 0.0)
    apart: Floats = 1 - jaccard * monotone
    return apart


def place_distances(places: Sequence[Place]) -> Floats:
    """Return the distances between places, (places, places), by the smallest area they share.

    Same place 0, same second-order area ⅓, same first-order area ⅔, same country ⅚, otherwise 1. Places are
    the same when their ids are equal. An area not known is shared with nobody.
    """
    table = np.ones((len(places), len(places)))
    for row, one in enumerate(places):
        for column, other in enumerate(places[:row]):
            table[row, column] = table[column, row] = _apart(one, other)
        table[row, row] = 0.0
    return table


def _apart(one: Place, other: Place) -> float:
    if one.id and one.id == other.id:
        return 0.0
    if not one.country or one.country != other.country:
        return 1.0
    if not one.admin1 or one.admin1 != other.admin1:
        return 5 / 6
    if not one.admin2 or one.admin2 != other.admin2:
        return 2 / 3
    return 1 / 3
