"""Agreement on spans: exact, overlapping, by overlap, by character; u-alpha and its forerunner."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.agreement.outcome import Estimate, Reason, Undefined
from annotator.agreement.spans import (
    Mark,
    Matched,
    by_character,
    by_overlap,
    exact,
    intersection_over_union,
    length_of,
    merged,
    overlapping,
    unlabelled,
)
from annotator.agreement.unitizing import MarkedText, u_alpha
from annotator.agreement.unitizing_legacy import legacy_u_alpha, pooled
from annotator.domain.text import Span
from tests.unit.agreement import oracles
from tests.unit.agreement.test_alpha import value_of

A = [Mark(0, 5, "toll"), Mark(10, 20, "place"), Mark(30, 34, "date"), Mark(50, 60, "claim")]
B = [Mark(0, 5, "toll"), Mark(12, 20, "place"), Mark(30, 34, "toll")]


@pytest.mark.parametrize(
    "measure, common, common_unlabelled",
    [(exact, 1, 2), (overlapping, 2, 3), (by_overlap, 1.8, 2.8)],
    ids=["exact", "overlapping", "by overlap"],
)
def test_marks_match_one_to_one(measure: object, common: float, common_unlabelled: float) -> None:
    assert callable(measure)
    for found, expected in ((measure(A, B), common), (measure(unlabelled(A), unlabelled(B)), common_unlabelled)):
        assert found.common == pytest.approx(expected)
        assert (found.first, found.second) == (4, 3)


def test_characters_match_under_the_same_label() -> None:
    assert by_character(A, B) == Matched(13, 29, 17)
    assert by_character(unlabelled(A), unlabelled(B)) == Matched(17, 29, 17)


def test_shares_and_f1_by_hand() -> None:
    matched = exact(A, B)
    assert matched.precision == pytest.approx(1 / 3)
    assert matched.recall == pytest.approx(1 / 4)
    assert matched.f1 == pytest.approx(2 / 7)


def test_spans_that_touch_do_not_overlap() -> None:
    first, second = [Mark(0, 5)], [Mark(5, 9)]
    for measure in (exact, overlapping, by_overlap, by_character):
        assert measure(first, second).f1 == 0


def test_one_mark_matches_one_other_only() -> None:
    assert overlapping([Mark(0, 10)], [Mark(0, 5), Mark(5, 10)]).common == 1
    assert overlapping([Mark(0, 10), Mark(8, 12)], [Mark(9, 10), Mark(0, 3)]).common == 2


def test_where_neither_marked_anything_nothing_is_defined() -> None:
    for measure in (exact, overlapping, by_overlap, by_character):
        matched = measure([], [])
        for share in (matched.precision, matched.recall, matched.f1):
            assert share == Undefined(Reason.NOTHING_TO_COMPARE)


def test_where_one_marked_nothing_f1_is_0_and_its_side_undefined() -> None:
    matched = exact([Mark(0, 3)], [])
    assert matched.f1 == 0
    assert matched.recall == 0
    assert matched.precision == Undefined(Reason.NOTHING_TO_COMPARE)


def test_articles_are_pooled_by_adding() -> None:
    total = exact(A, B) + exact([Mark(0, 3)], [Mark(0, 3)])
    assert total == Matched(2, 5, 4)
    assert total.f1 == pytest.approx(4 / 9)


def test_intersection_over_union_by_hand() -> None:
    assert intersection_over_union(Span(0, 10), Span(5, 20)) == 5 / 20
    assert intersection_over_union(Span(0, 10), Span(10, 20)) == 0
    assert intersection_over_union(Span(3, 4), Span(3, 4)) == 1


def test_spans_that_overlap_or_touch_become_one() -> None:
    spans = [Span(8, 9), Span(0, 3), Span(2, 5), Span(5, 6), Span(8, 9)]
    assert merged(spans) == [Span(0, 6), Span(8, 9)]
    assert length_of(merged(spans)) == 7


def marks(most: int = 4, length: int = 40) -> st.SearchStrategy[list[Mark]]:
    """Draw some marks in a text of ``length``."""
    ends = st.tuples(st.integers(0, length - 1), st.integers(1, 12), st.sampled_from("xy"))
    return st.lists(ends.map(lambda m: Mark(m[0], min(length, m[0] + m[1]), m[2])), max_size=most)


@given(marks(), marks())
def test_characters_are_counted_as_sets_of_positions(first: list[Mark], second: list[Mark]) -> None:
    a, b = oracles.characters(first), oracles.characters(second)
    assert by_character(first, second) == Matched(len(a & b), len(a), len(b))


@given(marks(), marks())
def test_the_assignment_is_the_best_there_is(first: list[Mark], second: list[Mark]) -> None:
    gains = [[intersection_over_union(a, b) * (a.label == b.label) for b in second] for a in first]
    expected = oracles.best_total(gains) if first and second else 0
    assert by_overlap(first, second).common == pytest.approx(expected)


@given(marks(), marks())
def test_swapping_the_coders_swaps_precision_and_recall(first: list[Mark], second: list[Mark]) -> None:
    for measure in (exact, overlapping, by_overlap, by_character):
        there, back = measure(first, second), measure(second, first)
        assert there.common == pytest.approx(back.common)
        assert (there.first, there.second) == (back.second, back.first)


# -- u-alpha ----------------------------------------------------------------------------------------------------------


def test_u_alpha_by_hand() -> None:
    # Length 10, marks [0, 4) and [2, 4): 2 of 10 differ. Marked 6, gaps 14 of 20; a section never meets itself:
    # expected 2 · 6 · 14 / (400 − 16 − 4 − 14).
    text = MarkedText(10, ((Mark(0, 4),), (Mark(2, 4),)))
    assert value_of(u_alpha([text]).outcome()) == pytest.approx(1 - (2 * 2 / 20) / (168 / 366))


def test_the_same_marks_agree_perfectly() -> None:
    text = MarkedText(30, ((Mark(3, 8, "a"), Mark(20, 25, "b")),) * 3)
    assert value_of(u_alpha([text]).outcome()) == 1


def test_another_label_is_a_difference_unless_only_the_place_counts() -> None:
    text = MarkedText(30, ((Mark(3, 8, "a"), Mark(20, 25, "a")), (Mark(3, 8, "a"), Mark(20, 25, "b"))))
    assert value_of(u_alpha([text]).outcome()) < 0.9
    outcome = u_alpha([text], is_binary=True).outcome()
    assert isinstance(outcome, Estimate)
    assert outcome.value == 1
    assert outcome.variant == "u-alpha, where only (Krippendorff et al. 2016)"


@pytest.mark.parametrize("coders", [((), ()), ((Mark(0, 9, "a"),), (Mark(0, 9, "a"),))], ids=["nothing", "everything"])
def test_without_variation_u_alpha_is_undefined(coders: tuple[tuple[Mark, ...], ...]) -> None:
    assert u_alpha([MarkedText(9, coders)]).outcome() == Undefined(Reason.NO_VARIATION)


def test_one_coder_alone_is_no_pair_for_u_alpha() -> None:
    assert u_alpha([]).outcome() == Undefined(Reason.NO_PAIRABLE_UNITS)
    assert u_alpha([MarkedText(9, ((Mark(0, 2, "a"),),))]).outcome() == Undefined(Reason.NO_PAIRABLE_UNITS)


def test_overlapping_marks_of_one_label_are_one_section() -> None:
    twice = MarkedText(20, ((Mark(0, 5, "a"), Mark(3, 8, "a")), (Mark(0, 8, "a"),)))
    assert value_of(u_alpha([twice]).outcome()) == 1


def test_under_two_labels_the_later_start_gives_way() -> None:
    given_way = MarkedText(20, ((Mark(0, 5, "a"), Mark(3, 8, "b")), (Mark(0, 5, "a"), Mark(5, 8, "b"))))
    assert value_of(u_alpha([given_way]).outcome()) == 1


def test_marks_beyond_the_text_are_cut_off() -> None:
    text = MarkedText(10, ((Mark(5, 40, "a"),), (Mark(5, 10, "a"),)))
    assert value_of(u_alpha([text]).outcome()) == 1


def apart(drawn: list[tuple[int, int, str]]) -> tuple[Mark, ...]:
    """Return marks one after the other with gaps between, from (gap, length, label)."""
    at, placed = 0, []
    for gap, length, label in drawn:
        placed.append(Mark(at + gap, at + gap + length, label))
        at += gap + length
    return tuple(placed)


PLACED = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.sampled_from("ab")), max_size=4).map(apart)


@given(st.lists(PLACED, min_size=2, max_size=3))
def test_u_alpha_is_its_definition_character_by_character(coders: list[tuple[Mark, ...]]) -> None:
    expected = oracles.u_alpha(50, coders)
    outcome = u_alpha([MarkedText(50, tuple(coders))]).outcome()
    if expected is None:
        assert outcome == Undefined(Reason.NO_VARIATION)
    else:
        assert value_of(outcome) == pytest.approx(float(expected))


@given(st.lists(PLACED, min_size=2, max_size=2), st.lists(PLACED, min_size=2, max_size=2))
def test_two_texts_are_one_after_the_other(first: list[tuple[Mark, ...]], second: list[tuple[Mark, ...]]) -> None:
    moved = [tuple(Mark(m.start + 50, m.end + 50, m.label) for m in coder) for coder in second]
    joined = tuple((*a, *b) for a, b in zip(first, moved, strict=True))
    apart_ = u_alpha([MarkedText(50, tuple(first)), MarkedText(50, tuple(second))]).outcome()
    together = u_alpha([MarkedText(100, joined)]).outcome()
    if isinstance(together, Undefined):
        assert apart_ == together
    else:
        assert value_of(apart_) == pytest.approx(together.value)


# -- The forerunner ---------------------------------------------------------------------------------------------------

CONTINUUM = Span(150, 450)
CODERS = [
    [Mark(225, 295, "c"), Mark(370, 400, "c"), Mark(180, 240, "k"), Mark(300, 350, "k")],
    [Mark(220, 300, "c"), Mark(355, 375, "c"), Mark(400, 420, "c"), Mark(180, 240, "k"), Mark(300, 350, "k")],
]
"""Krippendorff (2004), p. 254: two observers, two categories."""


def test_krippendorffs_example_of_the_first_unitizing_alpha() -> None:
    found = legacy_u_alpha(CODERS, CONTINUUM)
    assert set(found) == {"c", "k"}
    # 2 · (5² + 5² + 15² + 25² + 20²) / (2 · 300²)
    assert found["c"].observed == pytest.approx(2600 / 180_000)
    assert found["c"].expected == pytest.approx(0.0532, abs=0.0001)
    assert found["k"].observed == 0
    assert found["k"].expected == pytest.approx(0.0490, abs=0.0001)
    assert found["c"].alpha == pytest.approx(0.729, abs=0.001)
    assert pooled(list(found.values())).alpha == pytest.approx(0.859, abs=0.001)


def test_without_marks_the_first_unitizing_alpha_is_undefined() -> None:
    assert legacy_u_alpha([[], []], CONTINUUM) == {}
    assert pooled([]).alpha == Undefined(Reason.NO_VARIATION)
