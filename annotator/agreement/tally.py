"""Counts that add up over articles, from which a coefficient and all its resamples are worked out.

Every coefficient here is a function of sums over units. The distinct rows of units × coders are found once
(`distinct_rows`), what each contributes is worked out once per distinct row, and the contributions are summed by
article. A resample of articles is then a vector of multiplicities, and a thousand of them one matrix product, however
many units there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from annotator.agreement.outcome import Estimate, Outcome, Reason, Undefined
from annotator.agreement.ratings import MISSING, Floats, Integers, Ratings
from annotator.agreement.solvers import SparseMatrix

Solve: TypeAlias = Callable[[Floats], Floats]
"""From sums (samples, columns) to the coefficient of each sample (samples,), NaN where it is not defined."""

_ROOM = 1 << 40
_DENSE_COLUMNS = 64


@dataclass(frozen=True)
class Tally:
    """A coefficient's sums by article.

    ``by_article`` is (articles, columns), dense or sparse. ``solve`` turns sums into coefficients; ``reason`` says why
    there is none for the sums of all articles, None when there is one. ``units`` and ``articles`` count those with
    values of two coders.
    """

    by_article: Any
    solve: Solve
    reason: Callable[[Floats], Reason | None]
    variant: str
    units: int
    articles: int

    @property
    def sums(self) -> Floats:
        """The sums over all articles, (1, columns)."""
        return np.asarray(self.by_article.sum(axis=0), dtype=np.float64).reshape(1, -1)

    def outcome(self) -> Outcome:
        """Return the coefficient of all the data."""
        sums = self.sums
        reason = self.reason(sums[0])
        if reason is not None:
            return Undefined(reason)
        return Estimate(float(self.solve(sums)[0]), self.variant, self.units, self.articles)


@dataclass(frozen=True)
class DistinctRows:
    """The distinct rows of units × coders.

    ``codes`` is (rows, coders); ``row_of`` gives for each unit its row, (units,). ``counts`` is how many coders gave a
    value, (rows,).
    """

    codes: Integers
    row_of: Integers

    @property
    def counts(self) -> Integers:
        """How many coders gave a value, (rows,)."""
        return np.asarray((self.codes != MISSING).sum(axis=1), dtype=np.int64)


def distinct_rows(ratings: Ratings) -> DistinctRows:
    """Return each distinct row of the ratings once.

    Rows are told apart by one integer each, a number in base values + 1; it is compressed before it can overflow.
    """
    base = len(ratings.values) + 1
    key = np.zeros(ratings.unit_count, dtype=np.int64)
    room = 1
    for column in range(ratings.coder_count):
        if room * base > _ROOM:
            distinct, key = np.unique(key, return_inverse=True)
            room = len(distinct)
        key = key * base + (ratings.codes[:, column] + 1)
        room *= base
    firsts, row_of = _numbered(key, room)
    return DistinctRows(ratings.codes[firsts], row_of)


def _numbered(key: Integers, room: int) -> tuple[Integers, Integers]:
    """Return one position of each distinct key, and for each key the number of its kind."""
    if room > 4 * len(key) + 1024:
        _, firsts, row_of = np.unique(key, return_index=True, return_inverse=True)
        return firsts, row_of
    position = np.full(room, MISSING, dtype=np.int64)
    position[key] = np.arange(len(key))
    used = np.flatnonzero(position != MISSING)
    number = np.empty(room, dtype=np.int64)
    number[used] = np.arange(len(used))
    return position[used], number[key]


def summed_by_article(ratings: Ratings, rows: DistinctRows, columns: Sequence[Floats | SparseMatrix]) -> Any:
    """Return (articles, columns): each article's sum of what its units' rows contribute.

    ``columns`` are arrays (rows,) or sparse (rows, k), put side by side. The result is sparse when it is
    wide.
    """
    parts = [SparseMatrix.of(part[:, None]) if isinstance(part, np.ndarray) else part for part in columns]
    contributions = SparseMatrix.beside(parts)
    shape = (ratings.article_count, len(rows.codes))
    counts = SparseMatrix.counting(ratings.articles, rows.row_of, shape)
    product = counts @ contributions
    return product.matrix if product.width > _DENSE_COLUMNS else product.dense()


def value_counts(rows: DistinctRows, width: int, weights: Floats) -> SparseMatrix:
    """Return (rows, values): how often each value is in a row, times the row's weight; weight 0 leaves a row out."""
    at_row, at_coder = np.nonzero((rows.codes != MISSING) & (weights != 0)[:, None])
    return SparseMatrix.adding(weights[at_row], at_row, rows.codes[at_row, at_coder], (len(rows.codes), width))


def articles_with(ratings: Ratings, is_used: Any) -> int:
    """Return how many articles hold a unit for which ``is_used`` (units,) is true."""
    return int(np.count_nonzero(np.bincount(ratings.articles[is_used])))


def ratio_or_nan(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where the divisor is 0."""
    is_defined = below != 0
    return np.where(is_defined, above / np.where(is_defined, below, 1.0), np.nan)
