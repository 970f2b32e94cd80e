"""How wide the article bootstrap's interval gets with the number of articles, by simulation from a pilot.

Articles of the pilot are drawn with replacement to a sample of each size; the spread of the coefficient over such
samples is the width of the interval to expect there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.ratings import Floats
from annotator.agreement.tally import Tally

SIZES = (10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640, 960, 1280, 1920, 2560, 3840, 5120)
"""Sizes the curve is drawn through, and the largest sample anybody would code twice."""


@dataclass(frozen=True)
class Width:
    """The width of the interval with so many articles; ``undefined`` is the share of samples without a coefficient."""

    articles: int
    width: float
    undefined: float


def expected_width(tally: Tally, articles: int, *, seed: int, resamples: int, confidence: float = 0.95) -> Width:
    """Return the width to expect with a number of articles; NaN where no sample has a coefficient."""
    dense = _dense(tally)
    if not len(dense):
        return Width(articles, float("nan"), 1.0)
    random = np.random.default_rng([seed, articles])
    shares = np.full(len(dense), 1 / len(dense))
    drawn = random.multinomial(articles, shares, size=resamples).astype(np.float64)
    coefficients = tally.solve(drawn @ dense)
    defined = coefficients[~np.isnan(coefficients)]
    undefined = 1 - len(defined) / resamples
    if not len(defined):
        return Width(articles, float("nan"), undefined)
    lower, upper = np.quantile(defined, [0.5 - confidence / 2, 0.5 + confidence / 2])
    return Width(articles, float(upper - lower), undefined)


def width_curve(tally: Tally, *, seed: int, resamples: int, sizes: Sequence[int] = SIZES) -> list[Width]:
    """Return the width at each size."""
    return [expected_width(tally, size, seed=seed, resamples=resamples) for size in sizes]


def articles_for(tally: Tally, curve: Sequence[Width], wanted: float, *, seed: int, resamples: int) -> int | None:
    """Return the least number of articles whose interval is no wider than wanted, None beyond the largest size.

    Between two sizes of the curve it is found by halving.
    """
    last = max((at for at, one in enumerate(curve) if not one.width <= wanted), default=-1)
    if last == len(curve) - 1:
        return None
    high = curve[last + 1].articles
    low = curve[last].articles if last >= 0 else high
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        if expected_width(tally, middle, seed=seed, resamples=resamples).width <= wanted:
            high = middle
        else:
            low = middle
    return high


def _dense(tally: Tally) -> Floats:
    matrix = tally.by_article
    return np.asarray(matrix if isinstance(matrix, np.ndarray) else matrix.toarray(), dtype=np.float64)
