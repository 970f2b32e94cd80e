"""Lanes: no two overlapping spans share one, and every span has the smallest that was free."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given, strategies as st

from annotator.gui.text.lanes import LaneIndex, Placed

Triple = tuple[str, int, int]
BLOCKS = [0, 7, 8, 20, 33, 34, 50]
bounds = st.tuples(st.integers(0, 60), st.integers(1, 25)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def named(spans: list[tuple[int, int]]) -> list[Triple]:
    return [(f"s{number:02}", start, end) for number, (start, end) in enumerate(spans)]


span_lists = st.lists(bounds, max_size=30).map(named)


def index_of(spans: list[Triple]) -> LaneIndex:
    index = LaneIndex(BLOCKS)
    index.rebuild(spans)
    return index


def all_placed(index: LaneIndex, spans: list[Triple]) -> list[Placed]:
    found = [index.get(key) for key, _, _ in spans]
    return sorted((placed for placed in found if placed), key=lambda placed: placed.rank)


def plain_colouring(spans: list[Triple]) -> dict[str, int]:
    """The same rule, written without any cleverness."""
    lanes: dict[str, int] = {}
    before: list[Triple] = []
    for key, start, end in sorted(spans, key=lambda span: (span[1], -span[2], span[0])):
        taken = {lanes[other] for other, _, other_end in before if other_end > start}
        lanes[key] = next(lane for lane in range(len(spans)) if lane not in taken)
        before.append((key, start, end))
    return lanes


@given(span_lists)
def test_no_two_overlapping_spans_share_a_lane(spans: list[Triple]) -> None:
    placed = all_placed(index_of(spans), spans)
    for number, first in enumerate(placed):
        for second in placed[number + 1 :]:
            if first.start < second.end and second.start < first.end:
                assert first.lane != second.lane


@given(span_lists)
def test_a_lane_is_the_smallest_that_was_free(spans: list[Triple]) -> None:
    placed = all_placed(index_of(spans), spans)
    assert {span.key: span.lane for span in placed} == plain_colouring(spans)


@given(span_lists, span_lists.map(lambda spans: [(f"n{key}", start, end) for key, start, end in spans]), st.data())
def test_changing_some_spans_gives_what_colouring_all_anew_gives(
    spans: list[Triple], added: list[Triple], data: st.DataObject
) -> None:
    index = index_of(spans)
    removed = data.draw(st.lists(st.sampled_from([key for key, _, _ in spans]), unique=True) if spans else st.just([]))
    index.replace(removed, added)
    left = [span for span in spans if span[0] not in removed] + added
    assert {span.key: span.lane for span in all_placed(index, left)} == plain_colouring(left)
    assert len(index) == len(left)


@given(span_lists, bounds)
def test_every_block_that_looks_different_is_reported(spans: list[Triple], added: tuple[int, int]) -> None:
    index = index_of(spans)
    before = [set(index.in_block(block)) for block in range(len(BLOCKS))]
    touched = index.replace((), [("new", *added)])
    after = [set(index.in_block(block)) for block in range(len(BLOCKS))]
    assert {block for block in range(len(BLOCKS)) if before[block] != after[block]} <= touched


@given(span_lists)
def test_a_block_knows_the_spans_that_touch_it(spans: list[Triple]) -> None:
    index = index_of(spans)
    for block, start in enumerate(BLOCKS):
        end = BLOCKS[block + 1] if block + 1 < len(BLOCKS) else 1000
        touching = {key for key, first, last in spans if first < end and start < last}
        assert {placed.key for placed in index.in_block(block)} == touching
        assert index.has_block(block) is bool(touching)


@given(span_lists, bounds)
def test_adding_and_removing_a_span_leaves_everything_as_it_was(spans: list[Triple], added: tuple[int, int]) -> None:
    index = index_of(spans)
    before = all_placed(index, spans)
    index.replace((), [("new", *added)])
    index.replace(["new"], ())
    assert all_placed(index, spans) == before
    assert "new" not in index


@given(st.integers(0, 80))
def test_the_block_of_a_position_is_the_last_that_starts_at_or_before_it(position: int) -> None:
    assert LaneIndex(BLOCKS).block_of(position) == bisect_right(BLOCKS, position) - 1


def test_a_later_span_takes_the_lane_an_ended_one_gave_back() -> None:
    index = index_of([("a", 0, 10), ("b", 5, 20), ("c", 10, 15), ("d", 12, 14)])
    lanes = {key: placed.lane for key in "abcd" if (placed := index.get(key))}
    assert lanes == {"a": 0, "b": 1, "c": 0, "d": 2}


def test_of_two_spans_that_start_together_the_longer_is_nearer_to_the_words() -> None:
    index = index_of([("short", 3, 5), ("long", 3, 30)])
    assert [placed.key for placed in sorted(index.in_block(0), key=lambda placed: placed.lane)] == ["long", "short"]


def test_a_change_far_away_touches_only_its_own_block() -> None:
    index = index_of([("a", 0, 5), ("b", 2, 6), ("z", 51, 55)])
    assert index.replace((), [("y", 52, 54)]) == {6}
    assert index.replace(["y"], ()) == {6}


def test_removing_what_is_not_there_changes_nothing() -> None:
    assert index_of([("a", 0, 5)]).replace(["gone"], ()) == set()


@pytest.mark.parametrize(
    "position, is_forward, key",
    [
        (0, True, "b"),
        (10, True, "c"),
        (30, True, None),
        (30, False, "b"),
        (10, False, "a"),
        (0, False, None),
        (99, False, "c"),
    ],
)
def test_the_neighbour_of_a_position(position: int, is_forward: bool, key: str | None) -> None:
    index = index_of([("a", 0, 4), ("b", 10, 12), ("c", 30, 31)])
    found = index.neighbour(position, forward=is_forward)
    assert (found.key if found else None) == key


@pytest.mark.parametrize("spans", [[("a", 4, 4)], [("a", 5, 4)], [("a", 0, 1), ("a", 2, 3)]])
def test_an_empty_span_and_a_repeated_key_are_refused(spans: list[Triple]) -> None:
    with pytest.raises(ValueError, match="a"):
        LaneIndex(BLOCKS).rebuild(spans)
    index = LaneIndex(BLOCKS)
    with pytest.raises(ValueError, match="a"):
        index.replace((), spans)


def test_a_refused_set_leaves_the_spans_that_were_there() -> None:
    index = index_of([("kept", 0, 5)])
    with pytest.raises(ValueError, match="same key"):
        index.rebuild([("a", 0, 1), ("a", 2, 3)])
    assert "kept" in index
