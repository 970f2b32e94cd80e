"""Agreement on groups that repeat (perpetrators, claims, victim groups): which member of one is which of the other.

Source: Luo, "On Coreference Resolution Performance Metrics" (HLT/EMNLP 2005), sections 3 and 4: CEAF with similarity
φ4. CEAF-REE, for role fillers, is that of Du, Rush and Cardie, "GRIT" (EACL 2021), section 4; it is not symmetric.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence, Set as AbstractSet
from typing import TypeAlias

import numpy as np

from annotator.agreement.solvers import assigned
from annotator.agreement.spans import Matched

Mentions: TypeAlias = AbstractSet[Hashable]
"""What is known of one member: its names, or its field values."""

Likeness: TypeAlias = Callable[[Mentions, Mentions], float]


def phi4(first: Mentions, second: Mentions) -> float:
    """Return 2 |A ∩ B| / (|A| + |B|); two empty members are alike."""
    size = len(first) + len(second)
    return 2 * len(first & second) / size if size else 1.0


def phi_strict(first: Mentions, second: Mentions) -> float:
    """Return 1 when the second member has mentions and all of them are the first's, otherwise 0 (CEAF-REE)."""
    return float(bool(second) and second <= first)


def phi_proportional(first: Mentions, second: Mentions) -> float:
    """Return the share of the second member's mentions that are the first's (CEAF-REE)."""
    return len(first & second) / len(second) if second else 0.0


def aligned_members(
    first: Sequence[Mentions], second: Sequence[Mentions], likeness: Likeness = phi4
) -> list[tuple[int, int, float]]:
    """Return the one-to-one pairs (index, index, likeness) with the greatest total likeness, none of likeness 0."""
    if not first or not second:
        return []
    gains = np.array([[likeness(a, b) for b in second] for a in first], dtype=np.float64)
    return [(row, column, float(gains[row, column])) for row, column in assigned(gains) if gains[row, column] > 0]


def ceaf(first: Sequence[Mentions], second: Sequence[Mentions], likeness: Likeness = phi4) -> Matched:
    """Return CEAF of two lists of members; precision is of the second list, recall of the first.

    Add the results of roles or articles to pool them (micro average).
    """
    total = sum(gain for _, _, gain in aligned_members(first, second, likeness))
    return Matched(total, len(first), len(second))
