"""Spans, units and segments once more, against every possible alignment and against printed figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from annotator.agreement.gamma import Dissimilarity, Gamma, Unit, disorder, gamma, positional
from annotator.agreement.members import ceaf, phi_proportional, phi_strict
from annotator.agreement.outcome import Undefined
from annotator.agreement.segmentation import compare_segmentations
from annotator.agreement.spans import Mark, by_character, by_overlap, exact, overlapping
from annotator.agreement.unitizing import MarkedText, u_alpha
from tests.unit.agreement.test_alpha import value_of

# -- Gamma, by trying every alignment ---------------------------------------------------------------------------------

Tuple = tuple[Unit | None, ...]


def partitions(continuum: Sequence[Sequence[Unit]]) -> Iterator[list[Tuple]]:
    """Yield every way to put all units into tuples of at most one unit per coder."""
    first = next((coder for coder, units in enumerate(continuum) if units), None)
    if first is None:
        yield []
        return
    unit, *rest = continuum[first]
    others = [[None, *(units if coder != first else [])] for coder, units in enumerate(continuum)]
    for chosen in _choices(others, first, unit):
        left = [
            rest if coder == first else [one for one in units if one is not chosen[coder]]
            for coder, units in enumerate(continuum)
        ]
        for more in partitions(left):
            yield [chosen, *more]


def _choices(others: Sequence[Sequence[Unit | None]], first: int, unit: Unit) -> Iterator[Tuple]:
    def grow(coder: int, chosen: Tuple) -> Iterator[Tuple]:
        if coder == len(others):
            yield chosen
        elif coder == first:
            yield from grow(coder + 1, (*chosen, unit))
        else:
            for one in others[coder]:
                yield from grow(coder + 1, (*chosen, one))

    yield from grow(0, ())


def cost(chosen: Tuple) -> float:
    """Return the mean dissimilarity of a tuple's pairs: 1 beside nothing, else position and label."""
    pairs = list(combinations(chosen, 2))

    def apart(a: Unit | None, b: Unit | None) -> float:
        return 1.0 if a is None or b is None else positional(a, b) + (a.label != b.label)

    return sum(apart(a, b) for a, b in pairs) / len(pairs)


UNITS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 8), st.sampled_from("xy")).map(
        lambda drawn: Unit(drawn[0], drawn[0] + drawn[1], drawn[2])
    ),
    max_size=2,
)


@settings(max_examples=40)
@given(st.lists(UNITS, min_size=2, max_size=3).filter(any))
def test_the_disorder_is_that_of_the_best_alignment_there_is(continuum: list[list[Unit]]) -> None:
    best = min(sum(cost(chosen) for chosen in one) for one in partitions(continuum))
    found = disorder(continuum, Dissimilarity())
    assert isinstance(found, float)
    assert found == pytest.approx(best * len(continuum) / sum(map(len, continuum)))


PRINTED_DISORDERS = [
    ([[(1, 5, "a"), (6, 10, "b"), (11, 15, "a")], [(2, 6, "a"), (7, 11, "b"), (12, 16, "a")]], 0.0625),
    ([[(1, 5, "a"), (6, 10, "b"), (20, 24, "a"), (30, 34, "b")], [(2, 6, "a"), (31, 35, "b")]], 0.70833),
    ([[(1, 5, "a"), (10, 15, "b"), (20, 25, "c")], [(1, 5, "a"), (10, 15, "b"), (20, 25, "c")]], 0.0),
]


@pytest.mark.parametrize("coders, printed", PRINTED_DISORDERS)
def test_a_known_disorder_comes_out(coders: list[list[tuple[int, int, str]]], printed: float) -> None:
    continuum = [[Unit(*unit) for unit in units] for units in coders]
    assert disorder(continuum, Dissimilarity()) == pytest.approx(printed, abs=1e-5)


def test_gamma_falls_as_units_move_apart() -> None:
    first = [Unit(0, 3, "a"), Unit(7, 12, "a"), Unit(20, 23, "b"), Unit(31, 39, "a")]
    values = []
    for shift in (0, 1, 2, 3):
        found = gamma([first, [Unit(u.start + shift, u.end + shift, u.label) for u in first]], Dissimilarity(), seed=3)
        assert isinstance(found, Gamma)
        values.append(found.value)
    assert values == sorted(values, reverse=True)
    assert values[0] == 1
    assert values[3] < 0.8


# -- Spans ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first, second, exactly, overlap, iou, characters",
    [
        ([(0, 10)], [(0, 5), (0, 10)], 2 / 3, 2 / 3, 2 / 3, 1.0),
        ([(0, 10)], [(5, 15)], 0.0, 1.0, 1 / 3, 0.5),
        ([(0, 10), (20, 30)], [(0, 30)], 0.0, 2 / 3, 2 / 9, 0.8),
        ([(0, 4)], [(4, 8)], 0.0, 0.0, 0.0, 0.0),
        ([(0, 4), (0, 4)], [(0, 4)], 2 / 3, 2 / 3, 2 / 3, 1.0),
        ([(2, 3)], [], 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_f1_of_spans_by_hand(
    first: list[tuple[int, int]],
    second: list[tuple[int, int]],
    exactly: float,
    overlap: float,
    iou: float,
    characters: float,
) -> None:
    a, b = ([Mark(*ends) for ends in marks] for marks in (first, second))
    found = [measure(a, b).f1 for measure in (exact, overlapping, by_overlap, by_character)]
    assert found == pytest.approx([exactly, overlap, iou, characters])


def test_u_alpha_does_not_fall_when_an_error_gets_smaller() -> None:
    """What its forerunner got wrong: a mark that comes closer to the other coder's raises the figure."""
    values = []
    for end in (60, 50, 45, 42, 40):
        text = MarkedText(200, ((Mark(20, 40, "x"), Mark(100, 120, "x")), (Mark(20, end, "x"), Mark(100, 120, "x"))))
        values.append(value_of(u_alpha([text]).outcome()))
    assert values == sorted(values)
    assert values[-1] == 1


@pytest.mark.parametrize(
    "length, coders, nominal, binary",
    [
        (
            300,
            [[(75, 145, "c"), (220, 250, "c")], [(70, 150, "c"), (205, 225, "c"), (250, 270, "c")]],
            0.51628,
            0.51628,
        ),
        (
            60,
            [[(0, 10, "a"), (20, 30, "b")], [(2, 11, "a"), (20, 28, "b")], [(0, 10, "a"), (22, 33, "a")]],
            0.61583,
            0.75102,
        ),
    ],
)
def test_a_known_u_alpha_comes_out(
    length: int, coders: list[list[tuple[int, int, str]]], nominal: float, binary: float
) -> None:
    text = MarkedText(length, tuple(tuple(Mark(*mark) for mark in marks) for marks in coders))
    assert value_of(u_alpha([text]).outcome()) == pytest.approx(nominal, abs=1e-5)
    assert value_of(u_alpha([text], is_binary=True).outcome()) == pytest.approx(binary, abs=1e-5)


# -- Role fillers and segments ----------------------------------------------------------------------------------------

BUILDING = {"telephone company building", "telephone company offices"}


@pytest.mark.parametrize(
    "gold, found, strict, proportional",
    [
        ([BUILDING, {"pipes"}], [{"telephone company building"}, {"pipes"}], 1.0, 1.0),
        ([BUILDING, {"pipes"}, {"booth"}], [{"telephone company building"}, {"booth"}], 0.8, 0.8),
        ([BUILDING], [{"telephone company building", "pipes"}], 0.0, 0.5),
        ([{"a"}], [{"b"}], 0.0, 0.0),
    ],
)
def test_role_fillers_by_hand(gold: list[set[str]], found: list[set[str]], strict: float, proportional: float) -> None:
    assert ceaf(gold, found, phi_strict).f1 == pytest.approx(strict)
    assert ceaf(gold, found, phi_proportional).f1 == pytest.approx(proportional)


@pytest.mark.parametrize(
    "hypothesis, pk, window_diff, boundary, similarity",
    [
        ([2, 2, 7], 2 / 9, 2 / 9, 0.75, 0.95),
        ([5, 6], 2 / 9, 2 / 9, 0.5, 0.9),
        ([2, 3, 3, 3], 2 / 9, 2 / 9, 2 / 3, 0.9),
        ([2, 3, 6], 0.0, 0.0, 1.0, 1.0),
        ([11], 4 / 9, 4 / 9, 0.0, 0.8),
    ],
)
def test_segments_against_a_reference(
    hypothesis: list[int], pk: float, window_diff: float, boundary: float, similarity: float
) -> None:
    found = compare_segmentations([2, 3, 6], hypothesis)
    assert not any(isinstance(one, Undefined) for one in found)
    assert list(found) == pytest.approx([pk, window_diff, boundary, similarity])


@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.integers(0, 99))
def test_a_segmentation_is_most_like_itself(sizes: list[int], seed: int) -> None:
    other = np.random.default_rng(seed).permutation(sizes).tolist()
    same, shuffled = (compare_segmentations(sizes, one).boundary_similarity for one in (sizes, other))
    assert isinstance(same, float)
    assert isinstance(shuffled, float)
    assert 0 <= shuffled <= same == 1
