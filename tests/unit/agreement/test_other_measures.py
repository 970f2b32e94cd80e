"""Groups, detection, plain differences, gamma, segmentation, standard errors, solvers."""

from __future__ import annotations

import datetime as dt
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from annotator.agreement import differences, members, solvers, variance
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.detection import best_pairs, detection
from annotator.agreement.differences import Days, Point
from annotator.agreement.gamma import Dissimilarity, Gamma, Unit, disorder, gamma, positional
from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.ratings import Ratings
from annotator.agreement.segmentation import BoundaryEdits, boundary_edits, compare_segmentations
from annotator.agreement.spans import Matched
from tests.unit.agreement import oracles
from tests.unit.agreement.test_alpha import value_of
from tests.unit.agreement.test_kappa import COHEN_P45

# -- Outcomes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_a_sentence(reason: Reason) -> None:
    sentence = Undefined(reason).sentence
    assert sentence.endswith(".")
    assert sentence[0].isupper()


# -- Groups -----------------------------------------------------------------------------------------------------------


def test_phi4_by_hand() -> None:
    assert members.phi4({"Kabul", "capital"}, {"Kabul"}) == pytest.approx(2 / 3)
    assert members.phi4({"a"}, {"b"}) == 0
    assert members.phi4(set(), set()) == 1


def test_members_are_aligned_for_the_greatest_total() -> None:
    first = [{"a", "b"}, {"a"}]
    second = [{"a"}, {"z"}, {"a", "b"}]
    assert members.aligned_members(first, second) == [(0, 2, 1.0), (1, 0, 1.0)]
    assert members.ceaf(first, second) == Matched(2.0, 2, 3)


def test_members_that_share_nothing_stay_alone() -> None:
    assert members.aligned_members([{"a"}], [{"b"}]) == []
    assert members.aligned_members([], [{"b"}]) == []
    assert members.ceaf([], [{"b"}]).f1 == 0
    assert members.ceaf([], []).f1 == Undefined(Reason.NOTHING_TO_COMPARE)


def test_the_likeness_of_role_fillers_is_not_symmetric() -> None:
    gold, found = {"a", "b"}, {"a"}
    assert members.phi_strict(gold, found) == 1
    assert members.phi_strict(found, gold) == 0
    assert members.phi_proportional(found, gold) == 0.5
    assert members.phi_strict(gold, set()) == members.phi_proportional(gold, set()) == 0


# -- Detection --------------------------------------------------------------------------------------------------------


def test_a_pair_below_the_threshold_never_pushes_out_one_above() -> None:
    likeness = np.array([[0.9, 0.49], [0.0, 0.0]])
    assert best_pairs(likeness, 0.5) == [(0, 0)]
    likeness = np.array([[0.6, 0.59], [0.59, 0.0]])
    assert best_pairs(likeness, 0.5) == [(0, 1), (1, 0)]
    assert best_pairs(likeness, 0.595) == [(0, 0)]
    assert best_pairs(np.empty((0, 3)), 0.5) == []


def same(first: list[str], second: list[str]) -> Matched:
    """Match equal words."""
    return Matched(len(set(first) & set(second)), len(first), len(second))


def test_detection_by_hand() -> None:
    # Observed 3 matches of 4 + 3. Across articles: article 1 meets 2 (one "bomb") and 3 (none) and so on.
    first = [["bomb"], ["raid", "bomb"], ["riot"]]
    second = [["bomb"], ["raid"], ["riot"]]
    found = detection(first, second, same)
    assert found.matched == Matched(3, 4, 3)
    crossed = sum(len(set(a) & set(b)) for (i, a), (j, b) in product(enumerate(first), enumerate(second)) if i != j)
    assert found.expected == pytest.approx(2 * crossed / 2 / 7)
    expected = 2 * crossed / 2 / 7
    assert found.corrected == pytest.approx((6 / 7 - expected) / (1 - expected))


def test_detection_in_one_article_has_no_chance_to_correct_for() -> None:
    found = detection([["a"]], [["a"]], same)
    assert found.matched.f1 == 1
    assert found.corrected == Undefined(Reason.TOO_FEW_ARTICLES)


def test_detection_of_nothing_is_undefined() -> None:
    found = detection([[], []], [[], []], same)
    assert found.corrected == found.expected == Undefined(Reason.NOTHING_TO_COMPARE)


def test_detection_that_chance_makes_perfect_is_undefined() -> None:
    assert detection([["a"], ["a"]], [["a"], ["a"]], same).corrected == Undefined(Reason.NO_VARIATION)


# -- Differences ------------------------------------------------------------------------------------------------------


def test_numbers_and_values() -> None:
    assert differences.median_absolute_difference([(53, 54), (10, 10), (0, 100)]) == 1
    assert differences.share_equal([("a", "a"), ("a", "b")]) == 0.5


def test_dates_overlap_when_they_share_a_day() -> None:
    def days(first: int, last: int) -> Days:
        return Days(dt.date(2019, 11, first), dt.date(2019, 11, last))

    pairs = [(days(1, 2), days(2, 2)), (days(1, 1), days(2, 2)), (days(1, 9), days(3, 4))]
    assert differences.share_overlapping(pairs) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "first, second, km",
    [
        (Point(0, 0), Point(0, 0), 0),
        (Point(0, 0), Point(0, 1), 111.19),
        (Point(0, 179.5), Point(0, -179.5), 111.19),
        (Point(90, 0), Point(-90, 50), 20015.1),
        (Point(48.8566, 2.3522), Point(51.5074, -0.1278), 343.6),
    ],
)
def test_kilometres_between_places(first: Point, second: Point, km: float) -> None:
    assert differences.kilometres(first, second) == pytest.approx(km, abs=0.1)
    assert differences.median_km([(first, second)]) == pytest.approx(km, abs=0.1)


def test_without_pairs_nothing_is_defined() -> None:
    missing = Undefined(Reason.NO_PAIRABLE_UNITS)
    assert differences.share_equal([]) == differences.share_overlapping([]) == missing
    assert differences.median_absolute_difference([]) == differences.median_km([]) == missing


# -- Gamma ------------------------------------------------------------------------------------------------------------

FIRST = [Unit(1, 5, "a"), Unit(6, 10, "b"), Unit(11, 15, "a")]
SECOND = [Unit(2, 6, "a"), Unit(7, 11, "b"), Unit(12, 16, "a")]


def test_positions_apart_by_hand() -> None:
    assert positional(Unit(4, 14, ""), Unit(14, 24, "")) == 1
    assert positional(Unit(4, 14, ""), Unit(20, 25, "")) == pytest.approx((27 / 15) ** 2)


def test_disorder_of_shifted_units_by_hand() -> None:
    assert disorder([FIRST, SECOND], Dissimilarity()) == pytest.approx((2 / 8) ** 2)


def test_a_unit_alone_costs_as_much_as_being_empty() -> None:
    # One pair apart by (2/8)², the other unit alone: (1/16 + 1) over 1.5 units per coder.
    assert disorder([FIRST[:1], SECOND[:2]], Dissimilarity()) == pytest.approx((1 / 16 + 1) / 1.5)
    assert disorder([FIRST[:1], []], Dissimilarity(empty=3)) == pytest.approx(6)


def test_two_coders_as_a_special_case_of_several() -> None:
    """A third coder who marks nothing adds the same to every alignment."""
    two = disorder([FIRST, SECOND], Dissimilarity())
    three = disorder([FIRST, SECOND, FIRST], Dissimilarity())
    assert isinstance(two, float)
    assert isinstance(three, float)
    assert three == pytest.approx(two * 2 / 3)


def test_gamma_is_1_for_equal_units_and_repeats_with_its_seed() -> None:
    equal = gamma([FIRST, FIRST], Dissimilarity(), seed=1)
    assert isinstance(equal, Gamma)
    assert (equal.value, equal.observed) == (1, 0)
    assert gamma([FIRST, SECOND], Dissimilarity(), seed=4) == gamma([FIRST, SECOND], Dissimilarity(), seed=4)
    assert gamma([FIRST, SECOND], Dissimilarity(), seed=4) != gamma([FIRST, SECOND], Dissimilarity(), seed=5)


def test_gamma_of_nothing_is_undefined() -> None:
    assert gamma([[], []], Dissimilarity(), seed=1) == Undefined(Reason.NOTHING_TO_COMPARE)
    assert disorder([FIRST], Dissimilarity()) == Undefined(Reason.NOTHING_TO_COMPARE)


# -- Segments ---------------------------------------------------------------------------------------------------------


def test_a_near_miss_costs_half() -> None:
    found = compare_segmentations([2, 3, 6], [2, 2, 7])
    assert found.boundary_similarity == pytest.approx(0.75)
    assert found.segmentation_similarity == pytest.approx(0.95)
    assert found.pk == found.window_diff == pytest.approx(2 / 9)


def test_equal_segmentations() -> None:
    assert compare_segmentations([4, 4, 4], [4, 4, 4]) == (0, 0, 1, 1)


def test_a_text_that_nobody_cuts_has_no_boundaries_to_compare() -> None:
    found = compare_segmentations([9], [9])
    assert found.boundary_similarity == Undefined(Reason.NOTHING_TO_COMPARE)
    assert (found.pk, found.segmentation_similarity) == (0, 1)


def test_edits_of_boundaries() -> None:
    assert boundary_edits(frozenset({2, 5, 9}), frozenset({2, 6, 14}), 2) == BoundaryEdits(1, (1,), 2)
    assert boundary_edits(frozenset({5}), frozenset({4, 6}), 2) == BoundaryEdits(0, (1,), 1)
    assert boundary_edits(frozenset({5}), frozenset({8}), 4) == BoundaryEdits(0, (3,), 0)


def test_segmentations_of_different_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="different sizes"):
        compare_segmentations([3, 3], [3, 4])


# -- Standard errors --------------------------------------------------------------------------------------------------


def test_the_jackknife_leaves_one_unit_out_at_a_time() -> None:
    units = [["a", "a"], ["b", "b"], ["a", "b"], ["b", "b"], ["a", "a"]]
    left_out = [float(oracles.alpha(units[:at] + units[at + 1 :]) or 0) for at in range(5)]
    expected = (4 / 5 * sum((one - np.mean(left_out)) ** 2 for one in left_out)) ** 0.5
    assert variance.jackknife_error(krippendorff_alpha(Ratings.of(units))) == pytest.approx(expected)


def test_a_jackknife_that_loses_all_variation_is_undefined() -> None:
    units = [["a", "a"], ["a", "a"], ["a", "b"]]
    assert variance.jackknife_error(krippendorff_alpha(Ratings.of(units))) == Undefined(Reason.NO_VARIATION)
    assert variance.jackknife_error(krippendorff_alpha(Ratings.of([["a", "b"]]))) == Undefined(Reason.TOO_FEW_ARTICLES)


@pytest.mark.parametrize("measure", [variance.gwet_ac1_interval, variance.fleiss_interval, variance.alpha_interval])
def test_an_analytic_interval_is_about_the_coefficient(measure: object) -> None:
    assert callable(measure)
    found = measure(Ratings.of(COHEN_P45))
    assert found.lower < found.coefficient < found.upper <= 1
    assert found.upper - found.coefficient == pytest.approx(1.972 * found.standard_error, rel=0.001)
    assert isinstance(measure(Ratings.of([["x", "x"]] * 3)), Undefined)
    assert measure(Ratings.of([["x", None], ["y", None]])) == Undefined(Reason.NO_PAIRABLE_UNITS)


def test_the_analytic_alpha_is_alpha() -> None:
    found = variance.alpha_interval(Ratings.of(COHEN_P45))
    assert isinstance(found, variance.AnalyticInterval)
    assert found.coefficient == pytest.approx(value_of(krippendorff_alpha(Ratings.of(COHEN_P45)).outcome()))


# -- Solvers ----------------------------------------------------------------------------------------------------------


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 999))
def test_an_assignment_is_the_best_of_all(rows: int, columns: int, seed: int) -> None:
    gains = np.random.default_rng(seed).random((rows, columns))
    pairs = solvers.assigned(gains)
    assert len(pairs) == min(rows, columns)
    assert sum(float(gains[pair]) for pair in pairs) == pytest.approx(oracles.best_total(gains.tolist()))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sets(st.integers(0, 5), min_size=1), st.integers(1, 9)), min_size=1, max_size=7))
def test_a_packing_is_the_best_of_all(columns: list[tuple[set[int], int]]) -> None:
    best = 0
    for chosen in product((False, True), repeat=len(columns)):
        taken = [column for column, is_in in zip(columns, chosen, strict=True) if is_in]
        rows = [row for members_, _ in taken for row in members_]
        if len(rows) == len(set(rows)):
            best = max(best, sum(gain for _, gain in taken))
    places = [(row, column) for column, (rows_, _) in enumerate(columns) for row in rows_]
    at_rows, at_columns = (np.array(part) for part in zip(*places, strict=True))
    matrix = solvers.SparseMatrix.counting(at_rows, at_columns, (6, len(columns)))
    found = solvers.packed(np.array([float(gain) for _, gain in columns]), matrix)
    assert sum(columns[column][1] for column in found) == best


def test_a_packing_of_nothing_is_empty() -> None:
    nothing = solvers.SparseMatrix.counting(np.empty(0, np.int64), np.empty(0, np.int64), (3, 0))
    assert solvers.packed(np.empty(0), nothing) == []


def test_a_cover_that_does_not_exist_is_an_error() -> None:
    one = solvers.SparseMatrix.counting(np.array([0]), np.array([0]), (2, 1))
    with pytest.raises(ArithmeticError, match="packing"):
        solvers.packed(np.array([1.0]), one, is_cover=True)


def test_students_t() -> None:
    assert solvers.student_t_quantile(0.975, 10) == pytest.approx(2.2281, abs=0.0001)
