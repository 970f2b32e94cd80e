"""Krippendorff's alpha: 1 − observed / expected disagreement, for any number of coders, missing values and any level.

Source: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections A to D; the same data and figures
are in Krippendorff, *Content Analysis*, 2nd edition (2004), pp. 222–236. Coincidences of a unit with r values weigh
1 / (r − 1); units with fewer than two values are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations

import numpy as np

from annotator.agreement.distances import Distance, distance_of
from annotator.agreement.outcome import Reason
from annotator.agreement.ratings import MISSING, Flags, Floats, Integers, Level, Ratings
from annotator.agreement.solvers import SparseMatrix
from annotator.agreement.tally import (
    DistinctRows,
    Tally,
    articles_with,
    distinct_rows,
    ratio_or_nan,
    summed_by_article,
    value_counts,
)

_NOTHING = 1e-12
"""Relative size below which a difference of two sums of squares is rounding and not variation."""

VARIANTS = {
    Level.NOMINAL: "Krippendorff's alpha, nominal",
    Level.ORDINAL: "Krippendorff's alpha, ordinal",
    Level.INTERVAL: "Krippendorff's alpha, interval",
    Level.RATIO: "Krippendorff's alpha, ratio",
    Level.SET_MASI: "Krippendorff's alpha with MASI distance (Passonneau 2006)",
    Level.SET_JACCARD: "Krippendorff's alpha with Jaccard distance",
    Level.PLACE: "Krippendorff's alpha with distance in the hierarchy of places",
    Level.CUSTOM: "Krippendorff's alpha with a table of distances",
}


def krippendorff_alpha(ratings: Ratings) -> Tally:
    """Return alpha at the ratings' own level.

    Undefined without units of two values, and where all pairable values are the same.
    """
    match ratings.level:
        case Level.INTERVAL:
            return _interval(ratings)
        case Level.ORDINAL:
            return _ordinal(ratings)
        case _:
            return _by_distance(ratings, distance_of(ratings))


def category_alpha(ratings: Ratings, category: Hashable) -> Tally:
    """Return nominal alpha of one category against all others.

    Raises ValueError when nobody could have chosen the category.
    """
    return krippendorff_alpha(ratings.against_the_rest(category))


def pairs_within(rows: DistinctRows) -> Iterator[tuple[Flags, Integers, Integers]]:
    """Yield for each two coders where both gave a value, (rows,), and the two codes there."""
    for first, second in combinations(range(rows.codes.shape[1]), 2):
        a, b = rows.codes[:, first], rows.codes[:, second]
        both = (a != MISSING) & (b != MISSING)
        yield both, a[both], b[both]


def disagreement_within(rows: DistinctRows, distance: Distance) -> Floats:
    """Return for each row the distances of all ordered pairs of its values, added up, (rows,)."""
    total = np.zeros(len(rows.codes))
    for both, a, b in pairs_within(rows):
        total[both] += 2 * distance.at(a, b)
    return total


def observed_agreement(ratings: Ratings) -> Tally:
    """Return 1 − observed nominal disagreement: percent agreement in which every value weighs the same.

    The variant of Krippendorff (2011); see `annotator.agreement.kappa.percent_agreement` for the other one.
    """
    rows = distinct_rows(ratings)
    within = disagreement_within(rows, distance_of(Ratings(ratings.codes, (), Level.NOMINAL, ratings.articles, 0)))
    pairable = _pairable(rows)
    columns = [_shared_out(within, rows), rows.counts * pairable]
    return _tally(
        ratings,
        rows,
        columns,
        lambda sums: 1 - ratio_or_nan(sums[:, 0], sums[:, 1]),
        lambda sums: Reason.NO_PAIRABLE_UNITS if sums[1] == 0 else None,
        "percent agreement, each value weighing the same (1 − observed disagreement of alpha)",
    )


def _by_distance(ratings: Ratings, distance: Distance) -> Tally:
    rows = distinct_rows(ratings)
    within = _shared_out(disagreement_within(rows, distance), rows)
    counts = value_counts(rows, len(ratings.values), _pairable(rows))

    def disagreements(sums: Floats) -> tuple[Floats, Floats]:
        used = sums[:, 1:]
        return sums[:, 0] * (used.sum(axis=1) - 1), distance.expected(used, used)

    return _alpha(ratings, rows, [within, counts], disagreements)


def _interval(ratings: Ratings) -> Tally:
    """Interval alpha from moments: no coincidence matrix, so any number of distinct values."""
    rows = distinct_rows(ratings)
    numbers = ratings.numbers
    is_given = rows.codes != MISSING
    # Moments about a value near the middle lose no digits; a value that occurs keeps "all the same" exact.
    centre = numbers[np.argmin(np.abs(numbers - numbers.mean()))] if len(numbers) else 0.0
    given = np.where(is_given, np.append(numbers, 0.0)[rows.codes] - centre, 0.0)
    counts, first, second = rows.counts, given.sum(axis=1), (given**2).sum(axis=1)
    pairable = _pairable(rows)
    within = _shared_out(2 * (counts * second - first**2), rows)
    columns = [within, counts * pairable, first * pairable, second * pairable]

    def disagreements(sums: Floats) -> tuple[Floats, Floats]:
        observed, n, s1, s2 = sums.T
        return observed * (n - 1), _squares_apart(n, s1, s2)

    return _alpha(ratings, rows, columns, disagreements)


def _ordinal(ratings: Ratings) -> Tally:
    """Ordinal alpha as interval alpha of the mid-ranks of the pairable values, ranked anew in every resample."""
    rows = distinct_rows(ratings)
    lows, highs, coincidences = _coincidences(rows, len(ratings.values))
    counts = value_counts(rows, len(ratings.values), _pairable(rows))

    def disagreements(sums: Floats) -> tuple[Floats, Floats]:
        pairs, used = sums[:, : len(lows)], sums[:, len(lows) :]
        ranks = np.cumsum(used, axis=1) - used / 2
        n = used.sum(axis=1)
        observed = (pairs * (ranks[:, highs] - ranks[:, lows]) ** 2).sum(axis=1)
        expected = _squares_apart(n, (used * ranks).sum(axis=1), (used * ranks**2).sum(axis=1))
        return observed * (n - 1), expected

    return _alpha(ratings, rows, [coincidences, counts], disagreements)


def _coincidences(rows: DistinctRows, width: int) -> tuple[Integers, Integers, SparseMatrix]:
    """Return the unequal pairs of values that meet in a row, and (rows, pairs) their weights, both orders together."""
    keys, at_rows, weights = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    shares = _shared_out(np.full(len(rows.codes), 2.0), rows)
    for both, a, b in pairs_within(rows):
        differs = a != b
        at = np.flatnonzero(both)[differs]
        keys.append((np.minimum(a, b) * width + np.maximum(a, b))[differs])
        at_rows.append(at)
        weights.append(shares[at])
    distinct, column = np.unique(np.concatenate(keys), return_inverse=True)
    shape = (len(rows.codes), len(distinct))
    matrix = SparseMatrix.adding(np.concatenate(weights), np.concatenate(at_rows), column, shape)
    return distinct // max(width, 1), distinct % max(width, 1), matrix


def _squares_apart(n: Floats, s1: Floats, s2: Floats) -> Floats:
    """Return Σ (x − y)² over all ordered pairs of n numbers with sum s1 and sum of squares s2; rounding counts as 0."""
    apart = 2 * (n * s2 - s1**2)
    return np.where(apart <= _NOTHING * n * s2, 0.0, apart)


def _pairable(rows: DistinctRows) -> Floats:
    return (rows.counts >= 2).astype(np.float64)


def _shared_out(total: Floats, rows: DistinctRows) -> Floats:
    """Divide what a row's pairs add up to by its number of values less one; 0 for rows without a pair."""
    return np.where(rows.counts >= 2, total / np.maximum(rows.counts - 1, 1), 0.0)


def _alpha(
    ratings: Ratings,
    rows: DistinctRows,
    columns: Sequence[Floats | SparseMatrix],
    disagreements: Callable[[Floats], tuple[Floats, Floats]],
) -> Tally:
    """Make the tally from a function that gives observed × (n − 1) and expected disagreement of sums."""

    def solve(sums: Floats) -> Floats:
        observed, expected = disagreements(sums)
        return 1 - ratio_or_nan(observed, expected)

    is_any = bool(ratings.is_pairable.any())

    def reason(sums: Floats) -> Reason | None:
        if not is_any:
            return Reason.NO_PAIRABLE_UNITS
        return Reason.NO_VARIATION if disagreements(sums[None, :])[1][0] == 0 else None

    return _tally(ratings, rows, columns, solve, reason, VARIANTS[ratings.level])


def _tally(
    ratings: Ratings,
    rows: DistinctRows,
    columns: Sequence[Floats | SparseMatrix],
    solve: Callable[[Floats], Floats],
    reason: Callable[[Floats], Reason | None],
    variant: str,
) -> Tally:
    used = ratings.is_pairable
    sums = summed_by_article(ratings, rows, columns)
    return Tally(sums, solve, reason, variant, int(used.sum()), articles_with(ratings, used))
