"""Which report is which: reasons and gate, assignment, ties, parts, and the truth."""

from __future__ import annotations

from itertools import combinations, permutations
from random import Random
from typing import NamedTuple

import pytest

from annotator.agreement.alignment import Aligner, Decision, align
from annotator.agreement.likeness import Basis
from annotator.domain.codebook import Codebook
from annotator.domain.review import DecisionKind
from annotator.domain.values import Status
from tests import agreement_generator as generator
from tests.agreement_generator import Habits, Incident, Told
from tests.unit.agreement.alignments import aligned, numbers, report, version

# -- Reasons and gate -------------------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """Two reports and why they are held to be the same, if they are."""

    name: str
    first: Incident
    second: Incident
    basis: Basis


SAME_FIELDS = {"focus": "main", "stage": "accomplished", "factuality": "attributed", "toll_scope": "victims_only"}
OTHER_FIELDS = {"focus": "background", "stage": "attempted", "factuality": "disputed", "toll_scope": "unclear"}
PAIRS = [
    Pair("triggers overlap", report((0, 20)), report((10, 30)), Basis.TRIGGER),
    Pair(
        "triggers overlap, the rest differs",
        report((0, 20), 1, fields=SAME_FIELDS),
        report((15, 25), 9, fields=OTHER_FIELDS),
        Basis.TRIGGER,
    ),
    Pair("triggers touch", report((0, 20)), report((20, 30)), Basis.ALONE),
    Pair("evidence overlaps", report((0, 9), marked=[(40, 80)]), report((90, 99), marked=[(40, 80)]), Basis.EVIDENCE),
    Pair(
        "evidence hardly overlaps", report((0, 9), marked=[(40, 80)]), report((90, 99), marked=[(79, 99)]), Basis.ALONE
    ),
    Pair("same day and place", report(day=3, district="Tamarra"), report(day=3, district="Tamarra"), Basis.DATE_PLACE),
    Pair("same day, other place", report(day=3, district="Tamarra"), report(day=3, district="Duvria"), Basis.ALONE),
    Pair("other day, same place", report(day=3, district="Tamarra"), report(day=9, district="Tamarra"), Basis.ALONE),
    Pair(
        "next day, same place", report(day=3, district="Tamarra"), report(day=4, district="Tamarra"), Basis.DATE_PLACE
    ),
    Pair("same day, place unknown", report(day=3), report(day=3), Basis.ALONE),
    Pair("same other fields", report(fields=SAME_FIELDS), report(fields=SAME_FIELDS), Basis.FIELDS),
    Pair("other fields", report(fields=SAME_FIELDS), report(fields=OTHER_FIELDS), Basis.ALONE),
    Pair(
        "too few fields",
        report(fields={"focus": "main", "stage": "attempted"}),
        report(fields={"focus": "main", "stage": "attempted"}),
        Basis.ALONE,
    ),
    Pair("nothing at all", report(), report(), Basis.ALONE),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair_needs_a_reason(pair: Pair, codebook: Codebook) -> None:
    for first, second in ((pair.first, pair.second), (pair.second, pair.first)):
        found = aligned(codebook, version("a", first), version("b", second))
        assert [one.basis for one in found.matched] == ([pair.basis] if pair.basis is not Basis.ALONE else [])
        assert len(found.incidents) == (1 if pair.basis is not Basis.ALONE else 2)


def test_text_goes_before_date_and_place(codebook: Codebook) -> None:
    first = version("a", report((0, 20), day=3, district="Tamarra"), report((50, 70), day=5, district="Duvria"))
    second = version("b", report((50, 70), day=3, district="Tamarra"), report((0, 20), day=5, district="Duvria"))
    assert numbers(aligned(codebook, first, second), first, second) == [((0,), (1,)), ((1,), (0,))]


def test_date_and_place_count_for_reports_no_text_ties(codebook: Codebook) -> None:
    first = version("a", report((0, 20), day=3, district="Tamarra"), report(day=5, district="Duvria"))
    second = version("b", report(day=5, district="Duvria"), report((4, 20), day=5, district="Duvria"))
    found = aligned(codebook, first, second)
    assert numbers(found, first, second) == [((0,), (1,)), ((1,), (0,))]
    assert [one.basis for one in found.incidents] == [Basis.TRIGGER, Basis.DATE_PLACE]


def test_a_pair_below_the_threshold_stays_apart(codebook: Codebook) -> None:
    first = version("a", report((0, 20), marked=[(0, 200)]))
    second = version("b", report((19, 22), marked=[(300, 400)], day=9))
    codings = [first.coding, second.coding]
    assert len(align(codings, codebook).matched) == 1
    assert align(codings, codebook, threshold=0.99).matched == ()


def test_the_best_total_wins_over_the_best_pair(codebook: Codebook) -> None:
    # a1 overlaps both; taking its better partner b1 would leave a2, which overlaps only b1, alone.
    first = version("a", report((10, 40)), report((30, 60)))
    second = version("b", report((14, 46)), report((6, 16)))
    assert numbers(aligned(codebook, first, second), first, second) == [((0,), (1,)), ((1,), (0,))]


# -- Leaving the scored field out -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first, second, field",
    [
        (report((0, 20)), report((0, 20)), "trigger"),
        (report(marked=[(0, 50)]), report(marked=[(0, 50)]), "event_type"),
        (report(day=3, district="Tamarra"), report(day=3, district="Tamarra"), "incident_date"),
        (report(day=3, district="Tamarra"), report(day=3, district="Tamarra"), "location"),
        (report(fields={"focus": "main", "stage": "attempted", "factuality": "disputed"}),) * 2 + ("stage",),
    ],
)
def test_a_field_left_out_is_no_reason(first: Incident, second: Incident, field: str, codebook: Codebook) -> None:
    codings = [version("a", first).coding, version("b", second).coding]
    assert len(align(codings, codebook).matched) == 1
    assert align(codings, codebook, left_out=field).matched == ()
    assert align(codings, codebook, left_out=field).left_out == field


def test_what_is_recorded_in_a_field_does_not_move_the_alignment_that_leaves_it_out(codebook: Codebook) -> None:
    random = Random(4)
    for article in generator.gold_articles(random, 10, 4):
        gold = generator.first_coder(article)
        other = generator.second_coder(article, random, generator.CARELESS)
        moved = [one.changed("event_type", Told(None, status=Status.UNCLEAR)) for one in article.incidents]
        before = align([gold.coding, other.coding], codebook, left_out="event_type")
        after = align([generator.coded(article, "gold", moved).coding, other.coding], codebook, left_out="event_type")
        shape = [[len(reports) for reports in one.members] for one in before.incidents]
        assert shape == [[len(reports) for reports in one.members] for one in after.incidents]


def test_a_field_nobody_touched_is_left_out_at_no_cost(codebook: Codebook) -> None:
    first, second = version("a", report((0, 20))), version("b", report((0, 20)))
    aligner = Aligner.of([first.coding, second.coding], codebook)
    assert aligner.without("weapon").incidents is aligner.without().incidents
    assert aligner.without("weapon").left_out == "weapon"
    assert aligner.without("weapon") is aligner.without("weapon")


# -- Ties -------------------------------------------------------------------------------------------------------------


def test_equal_reports_are_paired_in_the_order_of_the_text(codebook: Codebook) -> None:
    same = [report(fields=SAME_FIELDS) for _ in range(4)]
    first, second = version("a", *same), version("b", *same[:3])
    found = aligned(codebook, first, second)
    assert numbers(found, first, second) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), ())]


def test_the_order_of_the_text_is_that_of_the_triggers(codebook: Codebook) -> None:
    first = version("a", report((60, 70), fields=SAME_FIELDS), report((20, 30), fields=SAME_FIELDS))
    second = version("b", report((100, 110), fields=SAME_FIELDS), report((80, 90), fields=SAME_FIELDS))
    found = align([first.coding, second.coding], codebook, threshold=0.1)
    assert numbers(found, first, second) == [((1,), (1,)), ((0,), (0,))]


def test_swapping_the_coders_changes_nothing(codebook: Codebook) -> None:
    random = Random(8)
    for article in generator.gold_articles(random, 20, 5):
        gold = generator.first_coder(article)
        other = generator.second_coder(article, random, generator.CARELESS)
        there = align([gold.coding, other.coding], codebook)
        back = align([other.coding, gold.coding], codebook)
        assert {one.members for one in there.incidents} == {one.members[::-1] for one in back.incidents}


def test_the_order_of_three_coders_changes_nothing(codebook: Codebook) -> None:
    random = Random(9)
    for article in generator.gold_articles(random, 6, 4):
        codings = [
            generator.first_coder(article).coding,
            generator.second_coder(article, random, generator.CARELESS).coding,
            generator.second_coder(article, random, generator.CARELESS, "third").coding,
        ]
        found = []
        for order in permutations(range(3)):
            alignment = align([codings[at] for at in order], codebook)
            found.append({frozenset(r for reports in one.members for r in reports) for one in alignment.incidents})
        assert all(one == found[0] for one in found)


# -- One report for two -----------------------------------------------------------------------------------------------


def test_a_report_that_another_holds_is_a_part_of_it(codebook: Codebook) -> None:
    first = version("a", report((0, 20), marked=[(40, 80), (100, 140)]))
    second = version("b", report((0, 20), marked=[(40, 80)]), report((100, 120), marked=[(100, 140)]))
    for one, other, expected in ((first, second, ((0,), (0, 1))), (second, first, ((0, 1), (0,)))):
        found = aligned(codebook, one, other)
        assert numbers(found, one, other) == [expected]
        assert found.incidents[0].is_split
        assert found.incidents[0].basis is Basis.TRIGGER


def test_a_report_held_by_less_than_half_is_alone(codebook: Codebook) -> None:
    first = version("a", report((0, 20), marked=[(40, 80), (100, 110)]))
    second = version("b", report((0, 20), marked=[(40, 80)]), report((130, 150), marked=[(100, 140)]))
    assert numbers(aligned(codebook, first, second), first, second) == [((0,), (0,)), ((), (1,))]


# -- The truth --------------------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """Pairs of reports over many articles: true, found, and both."""

    both: int
    found: int
    true: int


def found_pairs(incidents: int, habits: Habits, codebook: Codebook) -> Found:
    """Align gold and a second coder over many articles and count pairs of reports of one incident."""
    random = Random(100 + incidents)
    both = found = true = 0
    for article in generator.gold_articles(random, 40, incidents):
        gold, other = generator.first_coder(article), generator.second_coder(article, random, habits)
        truth = {
            (a, b) for a, told in gold.numbers.items() for b, others in other.numbers.items() if set(told) & set(others)
        }
        alignment = align([gold.coding, other.coding], codebook)
        pairs = {(a, b) for one in alignment.incidents for a in one.members[0] for b in one.members[1]}
        both, found, true = both + len(truth & pairs), found + len(pairs), true + len(truth)
    return Found(both, found, true)


@pytest.mark.parametrize("incidents", range(1, 9))
def test_the_true_pairs_are_found(incidents: int, codebook: Codebook) -> None:
    pairs = found_pairs(incidents, Habits(), codebook)
    assert pairs.both / pairs.found >= 0.99
    assert pairs.both / pairs.true >= 0.99


@pytest.mark.parametrize("incidents", range(1, 9))
def test_careless_coders_are_still_paired_right(incidents: int, codebook: Codebook) -> None:
    """A third of the reports without any evidence, a fifth with another place."""
    pairs = found_pairs(incidents, generator.CARELESS, codebook)
    assert pairs.both / pairs.found >= 0.98
    assert pairs.both / pairs.true >= 0.9


def test_every_report_is_in_exactly_one_incident(codebook: Codebook) -> None:
    random = Random(12)
    for article in generator.gold_articles(random, 25, 6):
        versions = [
            generator.first_coder(article),
            generator.second_coder(article, random, generator.CARELESS),
            generator.second_coder(article, random, Habits(), "third"),
        ]
        found = align([one.coding for one in versions], codebook)
        placed = [report for one in found.incidents for reports in one.members for report in reports]
        assert sorted(placed) == sorted(report for one in versions for report in one.numbers)


def test_scores_lie_between_0_and_1(codebook: Codebook) -> None:
    random = Random(13)
    for article in generator.gold_articles(random, 10, 5):
        gold, other = generator.first_coder(article), generator.second_coder(article, random, Habits())
        for one in align([gold.coding, other.coding], codebook).incidents:
            assert 0 <= one.score <= 1
            assert (one.score == 0) == (one.basis is Basis.ALONE)


@pytest.mark.parametrize("incidents", [1, 2, 4, 6])
def test_three_coders_are_paired_right(incidents: int, codebook: Codebook) -> None:
    random = Random(200 + incidents)
    both = found = true = 0
    for article in generator.gold_articles(random, 15, incidents):
        versions = [
            generator.first_coder(article),
            generator.second_coder(article, random, Habits(), "second"),
            generator.second_coder(article, random, generator.CARELESS, "third"),
        ]
        told = {report: told for one in versions for report, told in one.numbers.items()}
        coder_of = {report: at for at, one in enumerate(versions) for report in one.numbers}
        # An aside both coders took for an incident is not the same incident for all we know.
        truth = {
            frozenset({a, b})
            for a, b in combinations(told, 2)
            if coder_of[a] != coder_of[b] and (set(told[a]) & set(told[b])) - {-1}
        }
        pairs = {
            frozenset({a, b})
            for one in align([one.coding for one in versions], codebook).incidents
            for a, b in combinations([report for reports in one.members for report in reports], 2)
            if coder_of[a] != coder_of[b] and told[a] != (-1,) != told[b]
        }
        both, found, true = both + len(truth & pairs), found + len(pairs), true + len(truth)
    assert both / found >= 0.95
    assert both / true >= 0.88


@pytest.mark.parametrize("seed", range(12))
def test_decisions_hold_whatever_is_left_out_and_whoever_else_codes(seed: int, codebook: Codebook) -> None:
    random = Random(seed)
    article = generator.gold_articles(random, 1, 5)[0]
    versions = [
        generator.first_coder(article),
        generator.second_coder(article, random, generator.CARELESS, "second"),
        generator.second_coder(article, random, generator.CARELESS, "third"),
    ]
    first, second = (list(one.numbers) for one in versions[:2])
    same = [frozenset(pair) for pair in zip(random.sample(first, 2), random.sample(second, 2), strict=True)]
    taken = frozenset().union(*same)
    apart = [frozenset({a, b}) for a in first for b in second if not {a, b} & taken and random.random() < 0.5]
    decisions = [Decision(DecisionKind.SAME, one) for one in same]
    decisions += [Decision(DecisionKind.APART, one) for one in apart]
    for count in (2, 3):
        aligner = Aligner.of([one.coding for one in versions[:count]], codebook, decisions)
        for left_out in (None, "trigger", "location", "event_type"):
            found = [
                frozenset(report for reports in one.members for report in reports)
                for one in aligner.without(left_out).incidents
            ]
            assert all(any(pair <= one for one in found) for pair in same)
            assert not any(pair <= one for one in found for pair in apart)
            linked = [one for one in aligner.without(left_out).incidents if one.basis is Basis.LINK]
            assert len(linked) == len(same)
            share = aligner.without(left_out).share_by_people
            assert share is not None
            assert 0 < share <= 1
