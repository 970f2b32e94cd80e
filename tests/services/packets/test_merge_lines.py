"""Which copies of a coding a project holds depends on what came, never on the order it came in."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import assume, given, settings, strategies as st

from annotator.domain.ids import PacketId
from annotator.services.packets.lines import Arrival, Copy, Line, Outcome, Settlement, Standing

P, Q = PacketId("p"), PacketId("q")


def copy(events: str, packet_id: PacketId | None = P) -> Copy:
    return Copy(tuple(events), packet_id)


def standing(*copies: str) -> Standing:
    found = Standing()
    for events in copies:
        found = found.joined_by(copy(events))
    return found


OUTCOMES = [
    ((), "a", Outcome.NEW),
    ((), "", Outcome.ALREADY_HERE),
    (("ab",), "ab", Outcome.ALREADY_HERE),
    (("ab",), "a", Outcome.ALREADY_HERE),
    (("ab",), "abc", Outcome.NEW),
    (("ab",), "ac", Outcome.CONFLICTING),
    (("ab", "ac"), "ad", Outcome.CONFLICTING),
    (("ab", "ac"), "abd", Outcome.CONFLICTING),
    (("ab", "ac"), "abcd", Outcome.NEW),
    (("ab", "ac"), "ac", Outcome.ALREADY_HERE),
]


@pytest.mark.parametrize("present, arrives, outcome", OUTCOMES)
def test_what_a_copy_means_to_a_project(present: tuple[str, ...], arrives: str, outcome: Outcome) -> None:
    assert standing(*present).outcome(copy(arrives)) is outcome


def test_a_copy_that_went_on_takes_the_place_of_what_it_knows() -> None:
    found = standing("ab", "ac", "abd")
    assert [one.last_event for one in found.copies] == ["c", "d"]
    assert found.shown.last_event == "d"
    assert found.is_diverged


copies = st.lists(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5, unique=True).map("".join), min_size=1, max_size=4
)


@settings(max_examples=200)
@given(copies)
def test_copies_join_in_any_order_and_any_number_of_times(arriving: list[str]) -> None:
    expected = {frozenset(one.events) for one in standing(*arriving).copies}
    for order in permutations(arriving):
        found = standing(*order, *order)
        assert {frozenset(one.events) for one in found.copies} == expected
        assert all(any(one.knows(copy(events)) for one in found.copies) for events in arriving), "nothing is lost"
        assert found.shown in found.copies


@settings(max_examples=200)
@given(copies, st.data())
def test_after_settling_one_copy_is_left_and_all_are_known(arriving: list[str], data: st.DataObject) -> None:
    found = standing(*arriving)
    # An event happens once, so no two copies end with the same one.
    assume(len({one.last_event for one in found.copies}) == len(found.copies))
    chosen = data.draw(st.sampled_from(found.copies))
    settled = found.settled_for(chosen.last_event)
    assert settled.copies == (chosen,)
    assert settled.shown == chosen
    assert all(settled.outcome(copy(events)) is Outcome.ALREADY_HERE for events in arriving)
    assert settled.outcome(chosen.went_on("z")) is Outcome.NEW


def test_settling_for_a_copy_that_is_not_there_changes_nothing() -> None:
    found = standing("ab", "ac")
    assert found.settled_for("x") == found


def test_what_is_done_here_goes_on_from_the_copy_that_is_shown() -> None:
    found = standing("ab", "ac").after("d")
    assert {one.events for one in found.copies} == {tuple("ab"), tuple("acd")}
    assert found.shown.packet_id is None
    assert Standing().after("a").copies == (Copy(("a",)),)


def arrival(sequence: int, events: str, origin: int = 0, swings: tuple[tuple[int, bool], ...] = ()) -> Arrival:
    return Arrival(sequence, swings, origin, P, tuple(events))


def test_a_line_is_replayed_as_it_was_at_any_time() -> None:
    line = Line(own=((2, "a"), (7, "d")), arrivals=(arrival(5, "bc", origin=3),))
    assert [line.standing(head).shown.events for head in (1, 2, 4, 5, 6, 9)] == [
        (), ("a",), ("a",), tuple("abc"), tuple("abc"), tuple("abcd"),
    ]  # fmt: skip


def test_a_packet_knows_what_the_project_knew_when_it_was_made() -> None:
    line = Line(own=((2, "a"),), arrivals=(arrival(5, "bc", origin=3), arrival(8, "d", origin=6)))
    assert line.copy_from(6, Q, "x") == Copy(tuple("abcx"), Q)
    assert line.standing(8).shown.events == tuple("abcd")
    assert not line.standing(8).is_diverged


def test_a_merge_that_was_undone_counts_only_while_it_held() -> None:
    line = Line(arrivals=(arrival(5, "b", swings=((6, False), (8, True), (9, False))),))
    assert [bool(line.standing(head).copies) for head in range(4, 11)] == [
        False, True, False, False, True, False, False,
    ]  # fmt: skip


def test_a_packet_made_while_an_undone_merge_held_knows_it_still() -> None:
    line = Line(arrivals=(arrival(5, "b", swings=((7, False),)),))
    assert line.copy_from(6, Q, "c").events == ("b", "c")
    assert line.standing(9).outcome(line.copy_from(6, Q, "")) is Outcome.NEW


def test_a_settlement_holds_from_its_event_on_and_until_it_is_undone() -> None:
    line = Line(
        arrivals=(arrival(3, "b"), arrival(4, "c")),
        settlements=(Settlement(5, ((7, False),), "b"),),
    )
    assert [line.standing(head).is_diverged for head in (3, 4, 5, 6, 7)] == [False, True, False, False, True]
    assert line.standing(6).shown.events == ("b",)
