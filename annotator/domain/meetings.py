"""Sets of coders that work on one article together, drawn up so that everybody meets everybody alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, cycle, islice, pairwise

_LONGEST_SEARCH = 60_000
"""Pairs of sets looked at before the search for more even meetings ends, alike on every machine."""

Pair = tuple[int, int]


def meeting_sets(coder_count: int, size: int, set_count: int) -> list[tuple[int, ...]]:
    """Return sets of coders, numbered from 0, each sorted; how often coders are in a set differs by at most one.

    Pairs are a tournament's: no two coders meet again before all have met. For larger sets such a tournament does not
    exist for most numbers; each set is then put together from those who met least so far, and coders are exchanged
    between sets while that makes meetings more even. ``size`` is 2 to ``coder_count``.
    """
    if size == 2:
        return list(islice(cycle(_tournament(coder_count)), set_count))
    return _Meetings(coder_count, size, set_count).evened()


def _tournament(coder_count: int) -> list[Pair]:
    """Return every pair once, ordered so that at any time all have played equally often, give or take one.

    An even number goes by the circle method: rounds in which everybody plays once. With an odd number somebody would
    sit out, so the pairs are the edges of Hamiltonian cycles (Walecki's construction: a zigzag around a hub, turned),
    every second edge of a cycle first.
    """
    if coder_count % 2 == 0:
        return [_sorted_pair(*pair) for turn in range(coder_count - 1) for pair in _round_of(turn, coder_count)]
    hub, rim = coder_count - 1, coder_count - 1
    pairs: list[Pair] = []
    for turn in range(rim // 2):
        ring = [hub, *((turn + step) % rim for step in _zigzag(rim)), hub]
        edges = [_sorted_pair(*edge) for edge in pairwise(ring)]
        pairs += edges[::2] + edges[1::2]
    return pairs


def _round_of(turn: int, coder_count: int) -> Iterator[Pair]:
    circle = coder_count - 1
    yield turn, circle
    for step in range(1, coder_count // 2):
        yield (turn + step) % circle, (turn - step) % circle


def _zigzag(rim: int) -> Iterator[int]:
    """Yield 0, 1, -1, 2, -2, … until every place of the rim was named once."""
    for step in range(rim):
        yield (step + 1) // 2 if step % 2 else -(step // 2)


def _sorted_pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


class _Meetings:
    """Sets under way, and how often every two coders meet in them."""

    def __init__(self, coder_count: int, size: int, set_count: int) -> None:
        self._coders = range(coder_count)
        self._met = [[0] * coder_count for _ in self._coders]
        self._loads = [0] * coder_count
        self._tries_left = _LONGEST_SEARCH
        self._sets = [self._next_set(size) for _ in range(set_count)]

    def evened(self) -> list[tuple[int, ...]]:
        """Exchange coders between sets while some two meet more often than others, and return the sets."""
        while self._exchange_one():
            pass
        return [tuple(sorted(members)) for members in self._sets]

    def _next_set(self, size: int) -> set[int]:
        """Put together one set: always of those with the least to do, among them who met the others least."""
        members: set[int] = set()
        while len(members) < size:
            met = [[self._met[coder][member] for member in members] for coder in self._coders]
            members.add(
                min(
                    (coder for coder in self._coders if coder not in members),
                    key=lambda coder: (self._loads[coder], max(met[coder], default=0), sum(met[coder]), coder),
                )
            )
        for coder in members:
            self._loads[coder] += 1
        for one, other in combinations(sorted(members), 2):
            self._meet(one, other, 1)
        return members

    def _meet(self, one: int, other: int, times: int) -> None:
        self._met[one][other] += times
        self._met[other][one] += times

    def _exchange_one(self) -> bool:
        """Carry out the first exchange that makes meetings more even; False when there is none or it takes too long."""
        pairs = sorted(
            ((self._met[one][other], one, other) for one, other in combinations(self._coders, 2)), reverse=True
        )
        least = pairs[-1][0]
        for times, one, other in pairs:
            if times - least < 2:
                return False
            if self._part(one, other) or self._part(other, one):
                return True
        return False

    def _part(self, staying: int, leaving: int) -> bool:
        """Have one of two who meet too often change places with somebody in another set."""
        without = [others for others in self._sets if leaving not in others]
        for members in self._sets:
            if staying in members and leaving in members:
                self._tries_left -= len(without)
                if self._tries_left < 0:
                    return False
                if any(self._change_places(leaving, members, others) for others in without):
                    return True
        return False

    def _change_places(self, leaving: int, members: set[int], others: set[int]) -> bool:
        for coming in sorted(others - members):
            left, joined = members - {leaving} - others, others - {coming} - members
            if self._gain(leaving, coming, left, joined) > 0:
                for coder in left:
                    self._meet(leaving, coder, -1)
                    self._meet(coming, coder, 1)
                for coder in joined:
                    self._meet(leaving, coder, 1)
                    self._meet(coming, coder, -1)
                members ^= {leaving, coming}
                others ^= {leaving, coming}
                return True
        return False

    def _gain(self, leaving: int, coming: int, left: set[int], joined: set[int]) -> int:
        """Return by how much half the sum of squared meetings would fall; who is in both sets meets both either way."""
        of_leaving, of_coming = self._met[leaving], self._met[coming]
        from_left = sum(of_leaving[coder] - of_coming[coder] - 1 for coder in left)
        return from_left + sum(of_coming[coder] - of_leaving[coder] - 1 for coder in joined)
