"""What a project knows of one coding, and what another copy of it adds; pure, on ids of events.

A copy of a coding is the list of events that led to it. It knows another copy when it has all of that copy's events.
A project holds the copies that no other one knows: usually one; several when the coding went on apart, and then the
one with the latest event is shown until somebody settles it. Which copies those are depends only on which came, never
on the order they came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from annotator.domain.ids import PacketId


class Outcome(Enum):
    """What a copy means to a project."""

    ALREADY_HERE = "already here"
    NEW = "new"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a coding: its events in the order they happened, and the packet it came with, None for our own."""

    events: tuple[str, ...]
    packet_id: PacketId | None = None

    @property
    def last_event(self) -> str:
        """The id of the copy's last event; it stands for the copy."""
        return self.events[-1]

    def knows(self, other: Copy) -> bool:
        """Tell whether every event of the other copy is in this one."""
        return set(other.events) <= set(self.events)

    def went_on(self, events: Iterable[str], packet_id: PacketId | None = None) -> Copy:
        """Return the copy after more events, which happened in a packet or here."""
        more = tuple(events)
        return Copy((*self.events, *more), packet_id) if more else self


_NOTHING = Copy(())


class Standing(NamedTuple):
    """The copies of a coding that a project holds, the one it shows, and those that were overruled."""

    copies: tuple[Copy, ...] = ()
    shown: Copy = _NOTHING
    overruled: tuple[Copy, ...] = ()

    @property
    def is_diverged(self) -> bool:
        """Tell whether somebody has to settle which copy holds."""
        return len(self.copies) > 1

    def outcome(self, copy: Copy) -> Outcome:
        """Return what a copy that arrives would mean."""
        if any(known.knows(copy) for known in (*self.copies, *self.overruled, _NOTHING)):
            return Outcome.ALREADY_HERE
        return Outcome.NEW if all(copy.knows(known) for known in self.copies) else Outcome.CONFLICTING

    def joined_by(self, copy: Copy) -> Standing:
        """Return the standing after a copy arrived."""
        if self.outcome(copy) is Outcome.ALREADY_HERE:
            return self
        apart = [known for known in self.copies if not copy.knows(known)]
        copies = tuple(sorted((*apart, copy), key=lambda one: one.last_event))
        return Standing(copies, copies[-1], self.overruled)

    def after(self, event: str) -> Standing:
        """Return the standing after somebody went on with the copy that is shown."""
        shown = self.shown.went_on([event])
        apart = (known for known in self.copies if known is not self.shown)
        return Standing((*apart, shown), shown, self.overruled)

    def settled_for(self, last_event: str) -> Standing:
        """Return the standing after the copy with this last event was chosen; the same when there is none such."""
        chosen = next((copy for copy in self.copies if copy.last_event == last_event), None)
        if chosen is None:
            return self
        others = (copy for copy in self.copies if copy is not chosen)
        return Standing((chosen,), chosen, (*self.overruled, *others))


@dataclass(frozen=True, slots=True)
class Deed:
    """A merge or a settlement at an event of the project; ``swings`` say when it was undone and redone."""

    sequence: int
    swings: tuple[tuple[int, bool], ...]

    def is_live_at(self, head: int) -> bool:
        """Tell whether it counted when the project had so many events."""
        states = [self.sequence <= head, *(is_live for at, is_live in self.swings if at <= head)]
        return states[0] and states[-1]


@dataclass(frozen=True, slots=True)
class Arrival(Deed):
    """A copy came with a packet made from the project at ``origin_head``; ``events`` happened in the packet."""

    origin_head: int
    packet_id: PacketId
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settlement(Deed):
    """A divergence was settled for the copy with this last event."""

    last_event: str


@dataclass(frozen=True, slots=True)
class Line:
    """Everything that happened to one coding, as the project knows it."""

    own: tuple[tuple[int, str], ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    _known: dict[int, Standing] = field(default_factory=dict, compare=False)

    def standing(self, head: int) -> Standing:
        """Return the copies as they were when the project had so many events."""
        if head not in self._known:
            self._known[head] = self._replayed(head)
        return self._known[head]

    def copy_from(self, origin_head: int, packet_id: PacketId, events: Iterable[str]) -> Copy:
        """Return the copy in a packet made at that head, after the packet's own events."""
        return self.standing(origin_head).shown.went_on(events, packet_id)

    def _replayed(self, head: int) -> Standing:
        deeds = [deed for deed in (*self.arrivals, *self.settlements) if deed.is_live_at(head)]
        steps: list[tuple[int, str | Deed]] = [(sequence, event) for sequence, event in self.own if sequence <= head]
        steps += [(deed.sequence, deed) for deed in deeds]
        standing = Standing()
        for _, step in sorted(steps, key=lambda one: one[0]):
            if isinstance(step, Arrival):
                standing = standing.joined_by(self.copy_from(step.origin_head, step.packet_id, step.events))
            elif isinstance(step, Settlement):
                standing = standing.settled_for(step.last_event)
            elif isinstance(step, str):
                standing = standing.after(step)
        return standing
