"""Agreement on where a text is cut into segments.

Sources: Beeferman, Berger and Lafferty (1999) for Pk; Pevzner and Hearst (2002) for WindowDiff; Fournier and Inkpen
(2012) for segmentation similarity S; Fournier, "Evaluating Text Segmentation using Boundary Edit Distance" (ACL 2013),
section 4, for boundary similarity B. A segmentation is given by the sizes of its segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from annotator.agreement.outcome import Reason, Undefined


@dataclass(frozen=True, slots=True)
class BoundaryEdits:
    """What turns one set of boundaries into another: matches, near misses by distance, additions and deletions."""

    matches: int
    near_misses: tuple[int, ...]
    added_or_deleted: int


class Segmentation(NamedTuple):
    """The four measures; Pk and WindowDiff are errors, the similarities are not."""

    pk: float
    window_diff: float
    boundary_similarity: float | Undefined
    segmentation_similarity: float | Undefined


def compare_segmentations(
    reference: Sequence[int], hypothesis: Sequence[int], *, window: int | None = None, reach: int = 2
) -> Segmentation:
    """Compare two segmentations of the same text.

    ``window`` is by default half the mean segment of the reference, rounded, at least 2. Boundaries less than ``reach``
    places apart are near misses, which cost their distance / ``reach``.
    Raises ValueError when the sizes do not add up to the same text.
    """
    size = sum(reference)
    if size != sum(hypothesis):
        raise ValueError("the segmentations are of texts of different sizes")
    width = max(2, round(size / len(reference) / 2)) if window is None else window
    first, second = _boundaries(reference), _boundaries(hypothesis)
    counts = [(_within(first, at, at + width), _within(second, at, at + width)) for at in range(size - width)]
    windows = max(len(counts), 1)
    edits = boundary_edits(first, second, reach)
    cost = edits.added_or_deleted + sum(apart / reach for apart in edits.near_misses)
    compared = edits.matches + len(edits.near_misses) + edits.added_or_deleted
    return Segmentation(
        pk=sum((a == 0) != (b == 0) for a, b in counts) / windows,
        window_diff=sum(a != b for a, b in counts) / windows,
        boundary_similarity=1 - cost / compared if compared else Undefined(Reason.NOTHING_TO_COMPARE),
        segmentation_similarity=1 - cost / (size - 1) if size > 1 else Undefined(Reason.NOTHING_TO_COMPARE),
    )


def boundary_edits(first: frozenset[int], second: frozenset[int], reach: int) -> BoundaryEdits:
    """Return the edits between two sets of boundaries, near misses paired nearest first, then from the left."""
    only_first, only_second = set(first - second), set(second - first)
    candidates = sorted(
        (abs(a - b), min(a, b), a, b) for a in only_first for b in only_second if 0 < abs(a - b) < reach
    )
    near = []
    for apart, _, a, b in candidates:
        if a in only_first and b in only_second:
            near.append(apart)
            only_first.remove(a)
            only_second.remove(b)
    return BoundaryEdits(len(first & second), tuple(near), len(only_first) + len(only_second))


def _boundaries(sizes: Sequence[int]) -> frozenset[int]:
    return frozenset(list(accumulate(sizes))[:-1])


def _within(boundaries: frozenset[int], start: int, end: int) -> int:
    """Count the boundaries after ``start`` up to ``end``."""
    return sum(start < boundary <= end for boundary in boundaries)
