"""How well two coders' spans agree: exact, overlapping one to one, by overlap and by character.

Ends are exclusive throughout; the first coder stands on the recall side, the second on the precision side. A share is
undefined where its side marked nothing; F1 = 2 · matched / (A + B) is undefined only where neither marked anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.solvers import assigned
from annotator.domain.text import Span


class Mark(NamedTuple):
    """A span with its label (a field or a category)."""

    start: int
    end: int
    label: str = ""

    @property
    def span(self) -> Span:
        """The range alone."""
        return Span(self.start, self.end)


Likeness: TypeAlias = Callable[[Mark, Mark], float]


@dataclass(frozen=True, slots=True)
class Matched:
    """How much of two coders' marks matched; sums of these over articles pool the articles.

    ``common`` is the size of what matched seen from either side; ``first`` and ``second`` are what each marked.
    """

    common: float
    first: float
    second: float

    def __add__(self, other: Matched) -> Matched:
        return Matched(self.common + other.common, self.first + other.first, self.second + other.second)

    @property
    def precision(self) -> float | Undefined:
        """Share of the second coder's marks that the first has."""
        return self.common / self.second if self.second else Undefined(Reason.NOTHING_TO_COMPARE)

    @property
    def recall(self) -> float | Undefined:
        """Share of the first coder's marks that the second has."""
        return self.common / self.first if self.first else Undefined(Reason.NOTHING_TO_COMPARE)

    @property
    def f1(self) -> float | Undefined:
        """Harmonic mean of precision and recall."""
        both = self.first + self.second
        return 2 * self.common / both if both else Undefined(Reason.NOTHING_TO_COMPARE)


NOTHING_MATCHED = Matched(0, 0, 0)


def exact(first: Sequence[Mark], second: Sequence[Mark]) -> Matched:
    """Match marks with the same ends and label, each at most once."""
    return _one_to_one(first, second, lambda a, b: float(a == b))


def overlapping(first: Sequence[Mark], second: Sequence[Mark]) -> Matched:
    """Match overlapping marks of the same label one to one, as many as possible; spans that touch do not overlap."""
    return _one_to_one(first, second, lambda a, b: float(a.label == b.label and a.span.overlaps(b.span)))


def by_overlap(first: Sequence[Mark], second: Sequence[Mark]) -> Matched:
    """Match marks of the same label one to one, each pair counting its intersection over union."""
    return _one_to_one(first, second, lambda a, b: intersection_over_union(a, b) if a.label == b.label else 0.0)


def by_character(first: Sequence[Mark], second: Sequence[Mark]) -> Matched:
    """Compare the code points under each label; one marked twice by the same coder counts once."""
    labels = dict.fromkeys(mark.label for mark in (*first, *second))
    total = NOTHING_MATCHED
    for label in labels:
        a = merged(mark.span for mark in first if mark.label == label)
        b = merged(mark.span for mark in second if mark.label == label)
        common = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
        total += Matched(common, length_of(a), length_of(b))
    return total


def unlabelled(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks without their labels."""
    return [mark._replace(label="") for mark in marks]


def intersection_over_union(first: Mark | Span, second: Mark | Span) -> float:
    """Return the shared code points of two spans over those of either."""
    shared = min(first.end, second.end) - max(first.start, second.start)
    either = max(first.end, second.end) - min(first.start, second.start)
    return max(0, shared) / either if either else 0.0


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order with those that overlap or touch made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(Span(*span))
    return result


def length_of(spans: Sequence[Span]) -> int:
    """Return the code points of spans that do not overlap."""
    return sum(span.end - span.start for span in spans)


def _one_to_one(first: Sequence[Mark], second: Sequence[Mark], likeness: Likeness) -> Matched:
    gains = np.array([[likeness(a, b) for b in second] for a in first], dtype=np.float64)
    pairs = assigned(gains) if first and second else []
    return Matched(float(sum(gains[pair] for pair in pairs)), len(first), len(second))
