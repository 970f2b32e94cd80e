"""Agreement on which incidents an article reports, and how much of it chance alone would give.

The correction is this project's own: pair each coder's article with another article of the other coder. Over all ways
to do that without any article meeting itself, each other article is met equally often, so the mean is exact without
drawing any. With many articles each meets as many others, at even steps through the list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.ratings import Floats
from annotator.agreement.solvers import assigned
from annotator.agreement.spans import NOTHING_MATCHED, Matched

Listed = TypeVar("Listed")

PARTNERS = 10
"""Other articles each article is compared with to see what chance gives."""


def best_pairs(likeness: Floats, threshold: float) -> list[tuple[int, int]]:
    """Return the one-to-one pairs (row, column) of at least ``threshold`` with the greatest total likeness.

    ``likeness`` is (first, second). Pairs below the threshold gain nothing, so they never push out one above it.
    """
    if not likeness.size:
        return []
    gains = np.where(likeness >= threshold, likeness, 0.0)
    return [pair for pair in assigned(gains) if likeness[pair] >= threshold]


@dataclass(frozen=True, slots=True)
class Detection:
    """Matched incidents, pooled over articles, and the F1 expected by chance.

    ``expected`` and ``corrected`` = (F1 − expected) / (1 − expected) are undefined with fewer than two articles.
    """

    matched: Matched
    expected: float | Undefined

    @property
    def corrected(self) -> float | Undefined:
        """F1 corrected for chance."""
        f1 = self.matched.f1
        if isinstance(f1, Undefined):
            return f1
        if isinstance(self.expected, Undefined):
            return self.expected
        return (f1 - self.expected) / (1 - self.expected) if self.expected < 1 else Undefined(Reason.NO_VARIATION)


def detection(
    first: Sequence[Listed],
    second: Sequence[Listed],
    match: Callable[[Listed, Listed], Matched],
    *,
    by_chance: Callable[[Listed, Listed], Matched] | None = None,
    partners: int = PARTNERS,
) -> Detection:
    """Compare two coders' incidents article by article.

    ``match`` counts for one coder's article against the other's; ``by_chance`` does so for two different articles, by
    default in the same way. Each article meets at most ``partners`` others.
    """
    articles = len(first)
    observed = sum((match(a, b) for a, b in zip(first, second, strict=True)), NOTHING_MATCHED)
    marked = observed.first + observed.second
    if articles < 2:
        return Detection(observed, Undefined(Reason.TOO_FEW_ARTICLES))
    if not marked:
        return Detection(observed, Undefined(Reason.NOTHING_TO_COMPARE))
    count = min(partners, articles - 1)
    steps = [1 + at * (articles - 1) // count for at in range(count)]
    meet = by_chance or match
    crossed = sum(meet(one, second[(at + step) % articles]).common for at, one in enumerate(first) for step in steps)
    return Detection(observed, 2 * crossed / count / marked)
