"""Greedy interval colouring: every span gets the smallest lane no overlapping earlier span holds.

Spans are taken in order of start, the longer first, then by key, so the result depends on the set alone. Positions may
be in any unit; blocks are given by the sorted positions at which they begin.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

VISIBLE_LANES = 4
"""Lanes that are drawn; spans in higher lanes are only counted."""

_UNPLACED = -1
_Rank = tuple[int, int, str]


class Placed(NamedTuple):
    """A span ``[start, end)`` with the key it is known by and the lane it got."""

    start: int
    end: int
    key: str
    lane: int

    @property
    def rank(self) -> _Rank:
        """Where the span stands in the order of colouring."""
        return self.start, -self.end, self.key


class LaneIndex:
    """Spans by key, their lanes, and which of them touch which block; changes cost what they touch."""

    def __init__(self, block_starts: Sequence[int] = (0,)) -> None:
        self._block_starts = block_starts
        self._placed: dict[str, Placed] = {}
        self._order: list[_Rank] = []
        self._blocks: dict[int, dict[str, None]] = {}

    def __len__(self) -> int:
        """Return the number of spans."""
        return len(self._placed)

    def __contains__(self, key: object) -> bool:
        """Tell whether a span has this key."""
        return key in self._placed

    def get(self, key: str) -> Placed | None:
        """Return the span with this key, None when there is none."""
        return self._placed.get(key)

    def block_of(self, position: int) -> int:
        """Return the number of the block that holds a position."""
        return max(0, bisect_right(self._block_starts, position) - 1)

    def has_block(self, block: int) -> bool:
        """Tell whether any span touches a block."""
        return bool(self._blocks.get(block))

    def in_block(self, block: int) -> list[Placed]:
        """Return the spans that touch a block, in no particular order."""
        return [self._placed[key] for key in self._blocks.get(block, ())]

    def neighbour(self, position: int, *, forward: bool) -> Placed | None:
        """Return the next span that starts after a position, or the last that starts before it; None at the ends."""
        if forward:
            index = bisect_left(self._order, (position + 1,))
            return self._placed[self._order[index][2]] if index < len(self._order) else None
        index = bisect_left(self._order, (position,))
        return self._placed[self._order[index - 1][2]] if index else None

    def rebuild(self, spans: Iterable[tuple[str, int, int]]) -> None:
        """Replace everything by these ``(key, start, end)``. Raises ValueError for a repeated key or an empty span."""
        order = sorted((start, -end, key) for key, start, end in spans)
        lanes = _Lanes()
        placed: dict[str, Placed] = {}
        for start, negative_end, key in order:
            _refuse_empty(key, start, -negative_end)
            placed[key] = Placed(start, -negative_end, key, lanes.take(start, -negative_end))
        if len(placed) < len(order):
            raise ValueError("two spans have the same key")
        self._order, self._placed, self._blocks = order, placed, {}
        for span in placed.values():
            for block in self._blocks_of(span):
                self._blocks.setdefault(block, {})[span.key] = None

    def replace(self, removed: Collection[str], added: Iterable[tuple[str, int, int]]) -> set[int]:
        """Take spans out by key and put ``(key, start, end)`` in; return the blocks that look different now.

        Keys that are not there are ignored. Raises ValueError for a repeated key or an empty span.
        """
        touched: set[int] = set()
        for key in removed:
            gone = self._placed.pop(key, None)
            if gone is None:
                continue
            self._order.pop(bisect_left(self._order, gone.rank))
            for block in self._blocks_of(gone):
                touched.add(block)
                del self._blocks[block][key]
            self._recolour(gone.start, gone.end, touched)
        for key, start, end in added:
            insort(self._order, self._enter(key, start, end).rank)
            self._recolour(start, end, touched)
        return touched

    def _enter(self, key: str, start: int, end: int) -> Placed:
        _refuse_empty(key, start, end)
        if key in self._placed:
            raise ValueError(f"there is a span with the key {key} already")
        placed = self._placed[key] = Placed(start, end, key, _UNPLACED)
        for block in self._blocks_of(placed):
            self._blocks.setdefault(block, {})[key] = None
        return placed

    def _blocks_of(self, placed: Placed) -> range:
        first = self.block_of(placed.start)
        if first + 1 == len(self._block_starts) or placed.end <= self._block_starts[first + 1]:
            return range(first, first + 1)
        return range(first, self.block_of(placed.end - 1) + 1)

    def _recolour(self, start: int, end: int, touched: set[int]) -> None:
        """Give lanes again from ``start`` on, adding to ``touched`` the blocks of every span whose lane changed.

        Colouring from left to right depends only on which lanes are taken, so it may stop at the first span past
        ``end`` and past everything that changed: from there on all is as it was.
        """
        lanes = _Lanes(placed for placed in self.in_block(self.block_of(start)) if _covers(placed, start))
        settled = end
        for index in range(bisect_left(self._order, (start,)), len(self._order)):
            begin, negative_end, key = self._order[index]
            if begin >= settled:
                break
            lane = lanes.take(begin, -negative_end)
            placed = self._placed[key]
            if placed.lane != lane:
                self._placed[key] = placed._replace(lane=lane)
                settled = max(settled, placed.end)
                touched.update(self._blocks_of(placed))


class _Lanes:
    """The lanes taken at a position that only moves to the right."""

    def __init__(self, active: Iterable[Placed] = ()) -> None:
        self._active = [(placed.end, placed.lane) for placed in active]
        heapify(self._active)
        taken = {lane for _, lane in self._active}
        self._fresh = max(taken, default=-1) + 1
        self._free = [lane for lane in range(self._fresh) if lane not in taken]

    def take(self, start: int, end: int) -> int:
        """Return the smallest lane free from ``start`` on and keep it until ``end``."""
        active, free = self._active, self._free
        while active and active[0][0] <= start:
            heappush(free, heappop(active)[1])
        if free:
            lane = heappop(free)
        else:
            lane = self._fresh
            self._fresh += 1
        heappush(active, (end, lane))
        return lane


def _refuse_empty(key: str, start: int, end: int) -> None:
    if start >= end:
        raise ValueError(f"the span of {key} is empty: {start} to {end}")


def _covers(placed: Placed, position: int) -> bool:
    return placed.start < position < placed.end
