"""Standard errors without resampling: the delete-one jackknife, and Gwet's linearised variances.

Gwet, *Handbook of Inter-Rater Reliability*, 4th edition (2014), chapters 5 and 6. They take units as independent, which
reports of one article are not; the article bootstrap (`annotator.agreement.bootstrap`) is the default, these are for
comparison with other programs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.ratings import MISSING, Floats, Ratings
from annotator.agreement.solvers import student_t_quantile
from annotator.agreement.tally import Tally


class AnalyticInterval(NamedTuple):
    """A coefficient with standard error and two-sided interval (Student's t, units − 1 degrees; cut off at 1)."""

    coefficient: float
    standard_error: float
    lower: float
    upper: float


def jackknife_error(tally: Tally) -> float | Undefined:
    """Return the standard error from leaving out one article at a time.

    For the usual delete-one-unit jackknife make each unit an article of its own.
    """
    matrix = tally.by_article
    rows: Floats = np.asarray(matrix if isinstance(matrix, np.ndarray) else matrix.toarray(), dtype=np.float64)
    rows = rows[rows.any(axis=1)]
    if len(rows) < 2:
        return Undefined(Reason.TOO_FEW_ARTICLES)
    left_out = tally.solve(tally.sums - rows)
    if np.isnan(left_out).any():
        return Undefined(Reason.NO_VARIATION)
    return math.sqrt((len(rows) - 1) * float(left_out.var()))


@dataclass(frozen=True)
class _Units:
    """What the linearised variances need of each unit with a value: counts (units, values), sums and pair agreement."""

    counts: Floats

    @classmethod
    def of(cls, ratings: Ratings, at_least: int) -> _Units:
        present = [ratings.codes == code for code in range(len(ratings.values))]
        counts = np.stack([one.sum(axis=1) for one in present], axis=1).astype(np.float64)
        return cls(counts[(ratings.codes != MISSING).sum(axis=1) >= at_least])

    @property
    def given(self) -> Floats:
        return np.asarray(self.counts.sum(axis=1), dtype=np.float64)

    @property
    def agreeing(self) -> Floats:
        """Ordered pairs of equal values in each unit."""
        return np.asarray((self.counts * (self.counts - 1)).sum(axis=1), dtype=np.float64)


def gwet_ac1_interval(ratings: Ratings, confidence: float = 0.95) -> AnalyticInterval | Undefined:
    """Return AC1 with Gwet's standard error and interval."""
    count = len(ratings.values)

    def chance(shares: Floats) -> float:
        return float((shares * (1 - shares)).sum() / (count - 1))

    def of_unit(shares: Floats) -> Floats:
        return (1 - shares) / (count - 1)

    if count < 2:
        return Undefined(Reason.NO_VARIATION)
    return _by_shares(ratings, chance, of_unit, confidence)


def fleiss_interval(ratings: Ratings, confidence: float = 0.95) -> AnalyticInterval | Undefined:
    """Return Fleiss' kappa (Gwet's extension to missing values) with Gwet's standard error and interval."""

    def chance(shares: Floats) -> float:
        return float((shares**2).sum())

    return _by_shares(ratings, chance, lambda shares: shares, confidence)


def alpha_interval(ratings: Ratings, confidence: float = 0.95) -> AnalyticInterval | Undefined:
    """Return nominal alpha with Gwet's standard error and interval."""
    units = _Units.of(ratings, at_least=2)
    given = units.given
    if len(given) < 2:
        return Undefined(Reason.NO_PAIRABLE_UNITS)
    mean = given.mean()
    shares = (units.counts / mean).mean(axis=0)
    chance = float((shares**2).sum())
    if math.isclose(chance, 1.0):
        return Undefined(Reason.NO_VARIATION)
    of_unit = units.agreeing / (mean * (given - 1))
    observed = float(of_unit.mean())
    share = 1 / given.sum()
    adjusted = (1 - share) * observed + share
    alpha = float((adjusted - chance) / (1 - chance))
    uncorrected = (observed - chance) / (1 - chance)
    excess = (given - mean) / mean
    agreement = (of_unit - adjusted * excess - chance) / (1 - chance)
    expected = units.counts @ shares / mean - chance * excess
    influence = agreement - 2 * (1 - uncorrected) * (expected - chance) / (1 - chance)
    return _interval(alpha, influence - uncorrected, confidence)


def _by_shares(
    ratings: Ratings,
    chance_of: Callable[[Floats], float],
    of_unit: Callable[[Floats], Floats],
    confidence: float,
) -> AnalyticInterval | Undefined:
    units = _Units.of(ratings, at_least=1)
    given = units.given
    is_paired = given >= 2
    if not is_paired.any() or len(given) < 2:
        return Undefined(Reason.NO_PAIRABLE_UNITS)
    shares = (units.counts / given[:, None]).mean(axis=0)
    chance = chance_of(shares)
    if math.isclose(chance, 1.0):
        return Undefined(Reason.EXPECTED_AGREEMENT_1)
    agreement = units.agreeing / np.maximum(given * (given - 1), 1)
    observed = agreement[is_paired].mean()
    coefficient = float((observed - chance) / (1 - chance))
    scale = len(given) / is_paired.sum()
    corrected = scale * (agreement - chance * is_paired) / (1 - chance)
    expected = units.counts @ of_unit(shares) / given
    influence = corrected - 2 * (1 - coefficient) * (expected - chance) / (1 - chance)
    return _interval(coefficient, influence - coefficient, confidence)


def _interval(coefficient: float, deviations: Floats, confidence: float) -> AnalyticInterval:
    count = len(deviations)
    error = math.sqrt(float((deviations**2).sum()) / (count * (count - 1)))
    reach = student_t_quantile(0.5 + confidence / 2, count - 1) * error
    return AnalyticInterval(coefficient, error, coefficient - reach, min(1.0, coefficient + reach))
