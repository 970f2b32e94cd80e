"""The data every coefficient takes: units × coders, encoded to integers, with each unit's article."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

MISSING = -1
"""The code of "this coder gave no value"."""


class Level(StrEnum):
    """What the differences between two values mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    SET_MASI = "set:masi"
    SET_JACCARD = "set:jaccard"
    PLACE = "place"
    CUSTOM = "custom"


_SORTED = frozenset({Level.ORDINAL, Level.INTERVAL, Level.RATIO})


class Place(NamedTuple):
    """A resolved place: its areas from the widest in, empty where not known; ``id`` is the gazetteer's, else a name."""

    country: str = ""
    admin1: str = ""
    admin2: str = ""
    id: str = ""


@dataclass(frozen=True)
class Ratings:
    """Values of several coders for the same units.

    ``codes`` is (units, coders), an index into ``values`` or `MISSING`. ``articles`` is (units,), for each unit the
    index of its article below ``article_count``, which also counts articles without any unit: the bootstrap draws
    among all that were coded by more than one. ``distances`` is (values, values) for `Level.CUSTOM` only.
    """

    codes: Integers
    values: tuple[Any, ...]
    level: Level
    articles: Integers
    article_count: int
    distances: Floats | None = None

    @classmethod
    def of(
        cls,
        units: Sequence[Sequence[Hashable | None]],
        level: Level = Level.NOMINAL,
        *,
        articles: Sequence[int] | None = None,
        article_count: int | None = None,
        values: Iterable[Hashable] = (),
        distances: Floats | None = None,
        coder_count: int | None = None,
    ) -> Ratings:
        """Encode units × coders, None where a coder gave no value.

        ``values`` lists values in their order, used or not (categories of a codebook); others follow as they appear.
        Numbers and steps are sorted. Without ``articles`` each unit is an article of its own.
        ``coder_count`` says how many coders there are where there is no unit.
        Raises ValueError when the shapes do not fit together.
        """
        width = len(units[0]) if units else coder_count or 0
        if any(len(unit) != width for unit in units):
            raise ValueError("every unit needs the same number of coders")
        index: dict[Any, int] = {}
        for value in values:
            index.setdefault(value, len(index))
        listed = [[MISSING if v is None else index.setdefault(v, len(index)) for v in unit] for unit in units]
        codes = np.array(listed, dtype=np.int64).reshape(len(units), width)
        ordered = tuple(index)
        if level in _SORTED:
            order = sorted(range(len(ordered)), key=lambda code: ordered[code])
            rank = np.empty(len(order) + 1, dtype=np.int64)
            rank[order] = np.arange(len(order))
            rank[MISSING] = MISSING
            codes, ordered = rank[codes], tuple(ordered[code] for code in order)
        of_article = np.arange(len(units)) if articles is None else np.asarray(articles, dtype=np.int64)
        if len(of_article) != len(units):
            raise ValueError("every unit needs an article")
        count = int(of_article.max(initial=-1)) + 1 if article_count is None else article_count
        return cls(codes, ordered, level, of_article.astype(np.int64), count, distances)

    @property
    def unit_count(self) -> int:
        """Number of units."""
        return int(self.codes.shape[0])

    @property
    def coder_count(self) -> int:
        """Number of coders, those without any value included."""
        return int(self.codes.shape[1])

    @property
    def numbers(self) -> Floats:
        """The values as numbers, (values,); positions from 1 where they are not numbers."""
        if all(isinstance(value, int | float) for value in self.values):
            return np.array(self.values, dtype=np.float64)
        return np.arange(1, len(self.values) + 1, dtype=np.float64)

    @property
    def is_pairable(self) -> Flags:
        """For each unit whether at least two coders gave a value, (units,)."""
        flags: Flags = (self.codes != MISSING).sum(axis=1) >= 2
        return flags

    def between(self, *coders: int) -> Ratings:
        """Return the ratings of some coders only, by column."""
        return replace(self, codes=self.codes[:, list(coders)])

    def of_units(self, chosen: Integers | Flags) -> Ratings:
        """Return the ratings of some units, in the order given; articles stay as they are."""
        return replace(self, codes=self.codes[chosen], articles=self.articles[chosen])

    def against_the_rest(self, value: Hashable) -> Ratings:
        """Return one value against all others: nominal, code 1 where it was chosen and 0 elsewhere.

        Raises ValueError when nobody could have chosen it.
        """
        chosen = (self.codes == self.values.index(value)).astype(np.int64)
        codes = np.where(self.codes == MISSING, MISSING, chosen)
        return replace(self, codes=codes, values=(False, True), level=Level.NOMINAL, distances=None)

    def contains(self, member: Hashable) -> Ratings:
        """Return for sets whether each holds ``member``: nominal, code 1 where it does and 0 elsewhere."""
        holds = np.array([member in value for value in self.values] + [False], dtype=np.int64)
        codes = np.where(self.codes == MISSING, MISSING, holds[self.codes])
        return replace(self, codes=codes, values=(False, True), level=Level.NOMINAL, distances=None)
