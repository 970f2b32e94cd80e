"""Gamma: agreement on where and as what at once, from the best alignment of all coders' units.

Source: Mathet, Widlöcher and Métivier, "The Unified and Holistic Method Gamma (γ) for Inter-Annotator Agreement Measure
and Alignment" (Computational Linguistics 41(3), 2015), sections 4 and 5. Chance is estimated by drawing continua like
those observed, so two figures agree within sampling error only; the seed makes one figure repeatable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.ratings import Floats
from annotator.agreement.solvers import SparseMatrix, assigned, packed


class Unit(NamedTuple):
    """A labelled stretch of the continuum; ends need not be whole numbers."""

    start: float
    end: float
    label: str


Continuum: TypeAlias = Sequence[Sequence[Unit]]
"""Each coder's units."""


@dataclass(frozen=True, slots=True)
class Dissimilarity:
    """How far units are apart: ``position`` × positional + ``category`` × categorical, ``empty`` to stand alone."""

    position: float = 1.0
    category: float = 1.0
    empty: float = 1.0

    def between(self, first: Sequence[Unit], second: Sequence[Unit]) -> Floats:
        """Return the dissimilarities of two coders' units, (first, second)."""
        differs = np.array([[a.label != b.label for b in second] for a in first], dtype=np.float64)
        position = np.array([[positional(a, b) for b in second] for a in first], dtype=np.float64)
        apart: Floats = self.empty * (self.position * position + self.category * differs)
        return apart.reshape(len(first), len(second))


class Gamma(NamedTuple):
    """Gamma with what it is made of."""

    value: float
    observed: float
    expected: float
    samples: int
    seed: int


def positional(first: Unit, second: Unit) -> float:
    """Return ((|Δ start| + |Δ end|) / (length + length))² (Mathet et al. 2015, section 4.2.1)."""
    apart = abs(first.start - second.start) + abs(first.end - second.end)
    lengths = (first.end - first.start) + (second.end - second.start)
    return float((apart / lengths) ** 2)


def disorder(continuum: Continuum, dissimilarity: Dissimilarity) -> float | Undefined:
    """Return the disorder of the best alignment: total dissimilarity over the mean number of units per coder."""
    units = sum(map(len, continuum))
    if not units or len(continuum) < 2:
        return Undefined(Reason.NOTHING_TO_COMPARE)
    if len(continuum) == 2:
        total = _disorder_of_two(continuum[0], continuum[1], dissimilarity)
    else:
        total = _disorder_of_several(continuum, dissimilarity)
    return total * len(continuum) / units


def gamma(continuum: Continuum, dissimilarity: Dissimilarity, *, seed: int, samples: int = 30) -> Gamma | Undefined:
    """Return gamma: 1 − observed / expected disorder, the latter the mean over ``samples`` drawn continua."""
    observed = disorder(continuum, dissimilarity)
    if isinstance(observed, Undefined):
        return observed
    random = np.random.default_rng(seed)
    model = _Model.of(continuum)
    drawn = [disorder(model.continuum(random, len(continuum)), dissimilarity) for _ in range(samples)]
    defined = [one for one in drawn if not isinstance(one, Undefined)]
    expected = float(np.mean(defined)) if defined else 0.0
    if not expected:
        return Undefined(Reason.NO_VARIATION)
    return Gamma(1 - observed / expected, observed, expected, samples, seed)


def _disorder_of_two(first: Sequence[Unit], second: Sequence[Unit], dissimilarity: Dissimilarity) -> float:
    alone = dissimilarity.empty
    saved = np.maximum(2 * alone - dissimilarity.between(first, second), 0.0)
    pairs = assigned(saved) if first and second else []
    return (len(first) + len(second)) * alone - float(sum(saved[pair] for pair in pairs))


def _disorder_of_several(continuum: Continuum, dissimilarity: Dissimilarity) -> float:
    """Choose the unitary alignments (one unit or none of each coder) that cover every unit once at least cost."""
    tuples, costs = _unitary_alignments(continuum, dissimilarity)
    offsets = np.cumsum([0, *map(len, continuum)])
    places = [
        (offsets[coder] + at, column)
        for column, chosen in enumerate(tuples)
        for coder, at in enumerate(chosen)
        if at is not None
    ]
    rows, columns = (np.array(part, dtype=np.int64) for part in zip(*places, strict=True))
    members = SparseMatrix.counting(rows, columns, (int(offsets[-1]), len(tuples)))
    return float(sum(costs[column] for column in packed(-np.array(costs), members, is_cover=True)))


def _unitary_alignments(
    continuum: Continuum, dissimilarity: Dissimilarity
) -> tuple[list[tuple[int | None, ...]], list[float]]:
    """Return the unitary alignments that cost no more than their units standing alone, with their mean pair costs."""
    coders = len(continuum)
    pairs = coders * (coders - 1) / 2
    limit = coders * dissimilarity.empty * pairs
    apart = {(a, b): dissimilarity.between(continuum[a], continuum[b]) for a, b in combinations(range(coders), 2)}
    partial: list[tuple[tuple[int | None, ...], float]] = [((), 0.0)]
    for coder in range(coders):
        extended = []
        for chosen, cost in partial:
            for at in (None, *range(len(continuum[coder]))):
                more = cost + sum(
                    dissimilarity.empty if at is None or other is None else float(apart[earlier, coder][other, at])
                    for earlier, other in enumerate(chosen)
                )
                if more <= limit:
                    extended.append(((*chosen, at), more))
        partial = extended
    kept = [(chosen, cost / pairs) for chosen, cost in partial if any(at is not None for at in chosen)]
    return [chosen for chosen, _ in kept], [cost for _, cost in kept]


@dataclass(frozen=True)
class _Model:
    """Means and deviations of the observed units, from which continua are drawn."""

    counts: Floats
    gaps: Floats
    lengths: Floats
    labels: tuple[str, ...]

    @classmethod
    def of(cls, continuum: Continuum) -> _Model:
        ordered = [sorted(units) for units in continuum]
        gaps = [after.start - before.end for units in ordered for before, after in pairwise(units)]
        every = [unit for units in ordered for unit in units]
        return cls(
            np.array([len(units) for units in ordered], dtype=np.float64),
            np.array(gaps or [0.0]),
            np.array([unit.end - unit.start for unit in every]),
            tuple(unit.label for unit in every),
        )

    def continuum(self, random: np.random.Generator, coders: int) -> list[list[Unit]]:
        """Draw units one after the other for each coder; labels in proportion to their use."""
        return [self._units(random) for _ in range(coders)]

    def _units(self, random: np.random.Generator) -> list[Unit]:
        count = abs(round(random.normal(self.counts.mean(), self.counts.std())))
        at = 0.0
        units = []
        for _ in range(count):
            at += random.normal(self.gaps.mean(), self.gaps.std())
            length = max(abs(random.normal(self.lengths.mean(), self.lengths.std())), 1e-6)
            units.append(Unit(at, at + length, self.labels[random.integers(len(self.labels))]))
            at += length
        return units
