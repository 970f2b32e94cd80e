"""The first unitizing alpha, for comparison with programs that still report it.

Source: Krippendorff, "On the reliability of unitizing continuous data" (Sociological Methodology 25, 1995), as in
*Content Analysis*, 2nd edition (2004), pp. 251–256. It is not monotone: more agreement can lower it.
`unitizing.u_alpha` replaces it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from typing import NamedTuple

from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.spans import Mark
from annotator.domain.text import Span


class LegacyUnitizing(NamedTuple):
    """Observed and expected disagreement of one category or of all."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float | Undefined:
        """1 − observed / expected disagreement."""
        return 1 - self.observed / self.expected if self.expected else Undefined(Reason.NO_VARIATION)


def legacy_u_alpha(coders: Sequence[Sequence[Mark]], continuum: Span) -> dict[str, LegacyUnitizing]:
    """Return the legacy measure by category, for each coder's marks in a continuum.

    Add the disagreements of categories (`pooled`) for the figure of all. Marks of one coder and category must not
    overlap.
    """
    labels = dict.fromkeys(mark.label for marks in coders for mark in marks)
    length = continuum.end - continuum.start
    found = {}
    for label in labels:
        cut = [list(_cut(sorted(m.span for m in marks if m.label == label), continuum)) for marks in coders]
        scale = len(coders) * (len(coders) - 1) * length**2
        found[label] = LegacyUnitizing(_observed(cut) / scale, _expected(cut, length))
    return found


def pooled(parts: Sequence[LegacyUnitizing]) -> LegacyUnitizing:
    """Return the disagreements of several categories added up."""
    return LegacyUnitizing(sum(part.observed for part in parts), sum(part.expected for part in parts))


class _Section(NamedTuple):
    span: Span
    is_marked: bool

    @property
    def length(self) -> int:
        return self.span.end - self.span.start


def _cut(spans: Sequence[Span], continuum: Span) -> Iterator[_Section]:
    bounds = [Span(continuum.start, continuum.start), *spans, Span(continuum.end, continuum.end)]
    for before, after in pairwise(bounds):
        if before.end < after.start:
            yield _Section(Span(before.end, after.start), is_marked=False)
        if after.start < after.end:
            yield _Section(after, is_marked=True)


def _observed(cut: Sequence[Sequence[_Section]]) -> float:
    return sum(_apart(a, b) for first, second in permutations(cut, 2) for a in first for b in second)


def _apart(one: _Section, other: _Section) -> float:
    """Return the squared distance of two sections of different coders."""
    if one.is_marked and other.is_marked and one.span.overlaps(other.span):
        return (one.span.start - other.span.start) ** 2 + (one.span.end - other.span.end) ** 2
    if one.is_marked and not other.is_marked and _is_within(one.span, other.span):
        return one.length**2
    if other.is_marked and not one.is_marked and _is_within(other.span, one.span):
        return other.length**2
    return 0.0


def _is_within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _expected(cut: Sequence[Sequence[_Section]], length: int) -> float:
    marked = [section.length for sections in cut for section in sections if section.is_marked]
    gaps = [section.length for sections in cut for section in sections if not section.is_marked]
    places = len(cut) * length
    pairs = places * (places - 1) - sum(size * (size - 1) for size in marked)
    total = 0.0
    for size in marked:
        total += (len(marked) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        total += size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
    return 2 / length * total / pairs if pairs else 0.0
