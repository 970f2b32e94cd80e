"""The choice among possible incidents: at most one report per coder, each report once, the greatest total likeness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TypeAlias

import numpy as np

from annotator.agreement.likeness import Basis, Likeness
from annotator.agreement.solvers import SparseMatrix, assigned, packed
from annotator.domain.ids import ReportId

MOST_CANDIDATES = 20_000
"""Possible incidents looked at in one tangle of reports; beyond it only each report's likeliest partners are."""

_TIE = 1e-5
"""Weight of the order in which reports stand; above the solver's tolerance, below any difference that counts."""

Pairs: TypeAlias = Mapping[tuple[ReportId, ReportId], Likeness]


@dataclass(frozen=True)
class Nodes:
    """What is to be grouped: reports, each alone or in a group that people made.

    ``order`` is a report's place among its coder's reports; it settles ties. ``apart`` holds the pairs people refused.
    """

    coder_of: Mapping[ReportId, int]
    order: Mapping[ReportId, int]
    groups: Sequence[tuple[ReportId, ...]]
    apart: frozenset[frozenset[ReportId]]

    def is_apart(self, first: ReportId, second: ReportId) -> bool:
        """Tell whether people said that two reports are different incidents."""
        return frozenset({first, second}) in self.apart

    @cached_property
    def coders(self) -> tuple[frozenset[int], ...]:
        """The coders of each group."""
        return tuple(frozenset(self.coder_of[report] for report in group) for group in self.groups)


@dataclass(frozen=True)
class Choice:
    """Reports chosen as one incident; ``parts`` are further reports that one of them holds."""

    reports: tuple[ReportId, ...]
    basis: Basis
    score: float
    is_decided: bool = False
    parts: tuple[ReportId, ...] = ()


@dataclass(frozen=True)
class _Link:
    gain: float
    likeness: Likeness


def chosen_groups(nodes: Nodes, pairs: Pairs, threshold: float) -> list[Choice]:
    """Return the incidents, single reports included; people's groups may grow by other coders' reports only."""
    links = _links(nodes, pairs, threshold)
    coders = len(set(nodes.coder_of.values()))
    chosen: list[tuple[int, ...]] = []
    for tangle in _tangles(len(nodes.groups), links):
        if _is_clear(tangle, links):
            chosen.append(tangle)
        elif coders == 2:
            chosen.extend(_of_two(nodes, tangle, links))
        else:
            chosen.extend(_of_several(nodes, tangle, links, threshold))
    return [_choice(nodes, group, links) for group in chosen]


def _links(nodes: Nodes, pairs: Pairs, threshold: float) -> dict[tuple[int, int], _Link]:
    """Return the pairs of groups that may be one incident, by their likeliest pair of reports."""
    found = {}
    for a, b in combinations(range(len(nodes.groups)), 2):
        if nodes.coders[a] & nodes.coders[b]:
            continue
        reports = [(x, y) for x in nodes.groups[a] for y in nodes.groups[b]]
        if any(nodes.is_apart(x, y) for x, y in reports):
            continue
        known = [pairs[pair] for x, y in reports for pair in ((x, y), (y, x)) if pair in pairs]
        passed = [one for one in known if one.basis is not Basis.ALONE and one.score >= threshold]
        if passed:
            best = max(passed, key=lambda one: (one.score, one.basis))
            steps = nodes.order[nodes.groups[a][0]], nodes.order[nodes.groups[b][0]]
            # Among equally good choices the one that keeps the order of the text, then the earlier reports.
            tie = (steps[0] - steps[1]) ** 2 + sum(steps) / 8
            found[a, b] = _Link(best.score - _TIE * tie, best)
    return found


def _tangles(count: int, links: Mapping[tuple[int, int], _Link]) -> Iterator[tuple[int, ...]]:
    """Yield the groups that hang together by links; each such tangle can be settled alone."""
    home = list(range(count))
    for a, b in links:
        old, new = home[b], home[a]
        home = [new if one == old else one for one in home]
    for name in dict.fromkeys(home):
        yield tuple(at for at, one in enumerate(home) if one == name)


def _is_clear(tangle: Sequence[int], links: Mapping[tuple[int, int], _Link]) -> bool:
    """Tell whether a tangle is one incident beyond doubt: all linked to each other, so no coder has two of it."""
    return all(pair in links for pair in combinations(sorted(tangle), 2))


def _of_two(nodes: Nodes, tangle: Sequence[int], links: Mapping[tuple[int, int], _Link]) -> list[tuple[int, ...]]:
    least = min(nodes.coder_of.values())
    firsts = [at for at in tangle if least in nodes.coders[at]]
    seconds = [at for at in tangle if least not in nodes.coders[at]]
    gains = np.array([[_gain(links, a, b) for b in seconds] for a in firsts])
    pairs = [(firsts[row], seconds[column]) for row, column in assigned(gains) if gains[row, column] > 0]
    taken = {at for pair in pairs for at in pair}
    return [*pairs, *((at,) for at in tangle if at not in taken)]


def _of_several(
    nodes: Nodes, tangle: Sequence[int], links: Mapping[tuple[int, int], _Link], threshold: float
) -> list[tuple[int, ...]]:
    """Choose by integer programme among all groups of one report per coder whose mean likeness is enough."""
    candidates = _candidates(nodes, tangle, links, threshold)
    gains = np.array([_total(links, group) for group in candidates])
    row_of = {at: row for row, at in enumerate(tangle)}
    places = [(row_of[at], column) for column, group in enumerate(candidates) for at in group]
    rows, columns = (np.array(part, dtype=np.int64) for part in zip(*places, strict=True))
    members = SparseMatrix.counting(rows, columns, (len(tangle), len(candidates)))
    best = [candidates[column] for column in packed(gains, members)]
    taken = {at for group in best for at in group}
    return [*best, *((at,) for at in tangle if at not in taken)]


def _candidates(
    nodes: Nodes, tangle: Sequence[int], links: Mapping[tuple[int, int], _Link], threshold: float
) -> list[tuple[int, ...]]:
    """Return the possible incidents of a tangle, with ever fewer partners per report until there are not too many."""
    partners = len(tangle)
    while True:
        kept = _likeliest(tangle, links, partners)
        found: list[tuple[int, ...]] = []
        grown: list[tuple[int, ...]] = sorted(kept)
        while grown and len(found) + len(grown) <= MOST_CANDIDATES:
            found.extend(grown)
            grown = sorted({group for small in grown for group in _grown(nodes, small, kept)})
        if not grown or partners == 1:
            return [group for group in found if _mean(links, group) >= threshold or len(group) == 2]
        partners = max(1, partners // 2)


def _grown(nodes: Nodes, group: tuple[int, ...], kept: set[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """Yield a group with one more linked to any of it, of coders it does not have and whom nobody set apart."""
    coders = frozenset().union(*(nodes.coders[at] for at in group))
    for a, b in kept:
        inside, outside = (a, b) if a in group else (b, a)
        if inside in group and outside not in group and not coders & nodes.coders[outside]:
            reports = [(x, y) for at in group for x in nodes.groups[at] for y in nodes.groups[outside]]
            if not any(nodes.is_apart(x, y) for x, y in reports):
                yield tuple(sorted((*group, outside)))


def _likeliest(tangle: Sequence[int], links: Mapping[tuple[int, int], _Link], partners: int) -> set[tuple[int, int]]:
    kept: set[tuple[int, int]] = set()
    for at in tangle:
        own = sorted((pair for pair in links if at in pair), key=lambda pair: (-links[pair].gain, pair))
        kept.update(own[:partners])
    return kept


def _gain(links: Mapping[tuple[int, int], _Link], a: int, b: int) -> float:
    link = links.get((min(a, b), max(a, b)))
    return link.gain if link else 0.0


def _total(links: Mapping[tuple[int, int], _Link], group: Sequence[int]) -> float:
    return sum(_gain(links, a, b) for a, b in combinations(group, 2))


def _mean(links: Mapping[tuple[int, int], _Link], group: Sequence[int]) -> float:
    return _total(links, group) / (len(group) * (len(group) - 1) / 2)


def _choice(nodes: Nodes, group: Sequence[int], links: Mapping[tuple[int, int], _Link]) -> Choice:
    reports = tuple(report for at in group for report in nodes.groups[at])
    found = [links[pair].likeness for pair in combinations(sorted(group), 2) if pair in links]
    if any(len(nodes.groups[at]) > 1 for at in group):
        return Choice(reports, Basis.LINK, 1.0, is_decided=True)
    if not found:
        return Choice(reports, Basis.ALONE, 0.0)
    pairs = len(group) * (len(group) - 1) / 2
    return Choice(reports, max(one.basis for one in found), sum(one.score for one in found) / pairs)
