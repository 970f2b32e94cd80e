from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st

from annotator.domain.meetings import meeting_sets


def spread(counts: list[int]) -> int:
    return max(counts) - min(counts)


def loads_of(sets: list[tuple[int, ...]], coder_count: int) -> list[int]:
    counted = Counter(coder for members in sets for coder in members)
    return [counted[coder] for coder in range(coder_count)]


def meetings_of(sets: list[tuple[int, ...]], coder_count: int) -> list[int]:
    counted = Counter(pair for members in sets for pair in combinations(members, 2))
    return [counted[pair] for pair in combinations(range(coder_count), 2)]


@given(coder_count=st.integers(2, 40), set_count=st.integers(0, 400))
def test_with_pairs_loads_and_meetings_differ_by_at_most_one(coder_count: int, set_count: int) -> None:
    sets = meeting_sets(coder_count, 2, set_count)
    assert len(sets) == set_count
    assert spread(loads_of(sets, coder_count)) <= 1
    assert spread(meetings_of(sets, coder_count)) <= 1


@pytest.mark.parametrize("coder_count", [2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 39, 40])
def test_pairs_are_a_tournament_in_which_no_two_meet_again_before_all_have_met(coder_count: int) -> None:
    every = list(combinations(range(coder_count), 2))
    first_time_round = meeting_sets(coder_count, 2, len(every))
    assert sorted(first_time_round) == every
    assert meeting_sets(coder_count, 2, 2 * len(every)) == first_time_round * 2


@settings(max_examples=60, deadline=None)
@given(size=st.integers(3, 5), more=st.integers(0, 12), set_count=st.integers(0, 60))
def test_larger_sets_are_even_in_loads_and_nearly_so_in_meetings(size: int, more: int, set_count: int) -> None:
    coder_count = size + more
    sets = meeting_sets(coder_count, size, set_count)
    assert len(sets) == set_count
    assert all(members == tuple(sorted(set(members))) and len(members) == size for members in sets)
    assert spread(loads_of(sets, coder_count)) <= 1
    # Within one is not possible for many numbers: there is no such design. Three is the worst that was seen.
    assert spread(meetings_of(sets, coder_count)) <= 3


@pytest.mark.parametrize(
    ("coder_count", "size", "set_count"),
    [
        pytest.param(7, 3, 7, id="the Fano plane"),
        pytest.param(6, 3, 20, id="every three of six once"),
        pytest.param(9, 3, 12, id="the affine plane of order 3"),
        pytest.param(6, 5, 12, id="everybody but one"),
    ],
)
def test_where_everybody_can_meet_everybody_equally_often_they_do(coder_count: int, size: int, set_count: int) -> None:
    assert spread(meetings_of(meeting_sets(coder_count, size, set_count), coder_count)) == 0


def test_all_coders_together_is_the_same_set_every_time() -> None:
    assert meeting_sets(3, 3, 4) == [(0, 1, 2)] * 4


def test_exchanging_coders_makes_meetings_more_even_than_putting_sets_together_alone() -> None:
    # 15 coders in 50 sets of three: without exchanges some two meet five times more than others.
    assert spread(meetings_of(meeting_sets(15, 3, 50), 15)) == 1


def test_the_sets_are_the_same_every_time() -> None:
    assert meeting_sets(11, 4, 35) == meeting_sets(11, 4, 35)


@pytest.mark.parametrize("coder_count", [2, 4, 6, 10, 16])
def test_an_even_number_of_coders_all_work_before_anybody_works_again(coder_count: int) -> None:
    sets = meeting_sets(coder_count, 2, coder_count // 2 * (coder_count - 1))
    half = coder_count // 2
    for first in range(0, len(sets), half):
        assert sorted(coder for pair in sets[first : first + half] for coder in pair) == list(range(coder_count))


@pytest.mark.parametrize("coder_count", [3, 5, 7, 11, 15])
def test_an_odd_number_of_coders_all_work_twice_before_anybody_works_a_third_time(coder_count: int) -> None:
    sets = meeting_sets(coder_count, 2, coder_count * (coder_count - 1) // 2)
    for first in range(0, len(sets), coder_count):
        assert set(Counter(coder for pair in sets[first : first + coder_count] for coder in pair).values()) == {2}


@given(coder_count=st.integers(2, 20), set_count=st.integers(0, 80), fewer=st.integers(0, 80))
def test_fewer_pairs_are_the_first_of_more(coder_count: int, set_count: int, fewer: int) -> None:
    some = min(fewer, set_count)
    assert meeting_sets(coder_count, 2, some) == meeting_sets(coder_count, 2, set_count)[:some]


@pytest.mark.parametrize(("coder_count", "size"), [(3, 3), (5, 3), (8, 4), (9, 5)])
def test_no_sets_and_one_set_are_possible_for_every_size(coder_count: int, size: int) -> None:
    assert meeting_sets(coder_count, size, 0) == []
    assert meeting_sets(coder_count, size, 1) == [tuple(range(size))]


def test_forty_coders_in_fives_are_planned_within_the_search_s_limit_and_evenly_loaded() -> None:
    sets = meeting_sets(40, 5, 200)
    assert spread(loads_of(sets, 40)) == 0
    assert spread(meetings_of(sets, 40)) <= 3
