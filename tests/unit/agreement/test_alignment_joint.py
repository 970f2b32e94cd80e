"""Reports of several coders aligned jointly, and where a person's word stands against the scores."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from annotator.agreement.alignment import Decision, align
from annotator.agreement.joint import Nodes, chosen_groups
from annotator.agreement.likeness import Basis, Likeness
from annotator.domain.codebook import Codebook
from annotator.domain.ids import ReportId
from annotator.domain.review import DecisionKind
from tests.unit.agreement.alignments import aligned, numbers, report, version

# -- Decisions --------------------------------------------------------------------------------------------------------


def decided(kind: DecisionKind, *reports: ReportId) -> Decision:
    """Return a person's decision."""
    return Decision(kind, frozenset(reports))


def test_a_persons_link_stands_against_everything(codebook: Codebook) -> None:
    first, second = version("a", report((0, 20)), report((50, 70))), version("b", report((0, 20)), report((50, 70)))
    (a1, a2), (b1, b2) = ([one.id for one in v.coding.reports()] for v in (first, second))
    for left_out in (None, "trigger", "event_type"):
        found = align(
            [first.coding, second.coding],
            codebook,
            decisions=[decided(DecisionKind.SAME, a1, b2)],
            left_out=left_out,
        )
        linked = next(one for one in found.incidents if one.basis is Basis.LINK)
        assert linked.members == ((a1,), (b2,))
        assert linked.score == 1
        others = [one.members for one in found.incidents if one is not linked]
        assert others in ([((a2,), ()), ((), (b1,))], [((), (b1,)), ((a2,), ())])


def test_people_can_keep_reports_apart(codebook: Codebook) -> None:
    first, second = version("a", report((0, 20))), version("b", report((0, 20)))
    (a,), (b,) = ([one.id for one in v.coding.reports()] for v in (first, second))
    found = align([first.coding, second.coding], codebook, decisions=[decided(DecisionKind.APART, a, b)])
    assert found.matched == ()
    assert found.share_by_people is None


def test_people_can_split_and_join(codebook: Codebook) -> None:
    first, second = version("a", report((0, 20))), version("b", report((50, 70)), report((90, 99)))
    (a,), (b1, b2) = ([one.id for one in v.coding.reports()] for v in (first, second))
    found = align([first.coding, second.coding], codebook, decisions=[decided(DecisionKind.SAME, a, b1, b2)])
    assert [one.members for one in found.incidents] == [((a,), (b1, b2))]
    assert found.incidents[0].is_split
    assert found.share_by_people == 1


def test_a_part_can_be_kept_apart_from_the_whole(codebook: Codebook) -> None:
    first = version("a", report((0, 20), marked=[(40, 80), (100, 140)]))
    second = version("b", report((0, 20), marked=[(40, 80)]), report((100, 120), marked=[(100, 140)]))
    (a,), (_, b2) = ([one.id for one in v.coding.reports()] for v in (first, second))
    found = align([first.coding, second.coding], codebook, decisions=[decided(DecisionKind.APART, a, b2)])
    assert numbers(found, first, second) == [((0,), (0,)), ((), (1,))]


def test_the_later_decision_holds(codebook: Codebook) -> None:
    first, second = version("a", report((0, 20))), version("b", report((0, 20)))
    (a,), (b,) = ([one.id for one in v.coding.reports()] for v in (first, second))
    same, apart = decided(DecisionKind.SAME, a, b), decided(DecisionKind.APART, a, b)
    codings = [first.coding, second.coding]
    assert align(codings, codebook, decisions=[same, apart]).matched == ()
    assert align(codings, codebook, decisions=[apart, same]).matched[0].basis is Basis.LINK


def test_decisions_about_other_articles_are_passed_over(codebook: Codebook) -> None:
    first, second = version("a", report((0, 20))), version("b", report((0, 20)))
    elsewhere = [decided(kind, ReportId("x"), ReportId("y")) for kind in DecisionKind]
    found = align([first.coding, second.coding], codebook, decisions=elsewhere)
    assert [one.basis for one in found.matched] == [Basis.TRIGGER]


# -- Three coders -----------------------------------------------------------------------------------------------------


def test_three_coders_are_aligned_jointly(codebook: Codebook) -> None:
    first = version("a", report((0, 20)), report((50, 70)))
    second = version("b", report((52, 70)), report((0, 18)))
    third = version("c", report((2, 20)))
    found = aligned(codebook, first, second, third)
    assert numbers(found, first, second, third) == [((0,), (1,), (0,)), ((1,), (0,), ())]


def test_a_link_of_two_coders_is_open_to_a_third(codebook: Codebook) -> None:
    versions = [version(name, report((at, at + 10))) for name, at in (("a", 0), ("b", 50), ("c", 52))]
    ids = [one.coding.reports()[0].id for one in versions]
    codings = [one.coding for one in versions]
    found = align(codings, codebook, decisions=[decided(DecisionKind.SAME, ids[0], ids[1])])
    assert [one.members for one in found.incidents] == [((ids[0],), (ids[1],), (ids[2],))]
    apart = [decided(DecisionKind.SAME, ids[0], ids[1]), decided(DecisionKind.APART, ids[0], ids[2])]
    found = align(codings, codebook, decisions=apart)
    assert {one.members for one in found.incidents} == {((ids[0],), (ids[1],), ()), ((), (), (ids[2],))}


def test_coders_without_reports_have_no_part(codebook: Codebook) -> None:
    first, second, third = version("a", report((0, 20))), version("b"), version("c", report((0, 20)))
    assert numbers(aligned(codebook, first, second, third), first, second, third) == [((0,), (), (0,))]
    assert aligned(codebook, version("a"), version("b")).incidents == ()


def best_by_hand(scores: Mapping[tuple[str, str], float], coder_of: Mapping[str, int]) -> float:
    """Return the greatest total of linked pairs over all ways to group reports, one per coder, mean pair ≥ 0.3."""

    def total(group: tuple[str, ...]) -> float:
        return sum(scores.get((a, b), scores.get((b, a), 0.0)) for at, a in enumerate(group) for b in group[at + 1 :])

    def best(rest: tuple[str, ...]) -> float:
        if not rest:
            return 0.0
        first, others = rest[0], rest[1:]
        found = best(others)
        for a in others:
            if coder_of[a] != coder_of[first] and total((first, a)) >= 0.3:
                found = max(found, total((first, a)) + best(tuple(one for one in others if one != a)))
            for b in others:
                group = (first, a, b)
                if len({coder_of[one] for one in group}) == 3 and total(group) / 3 >= 0.3:
                    linked = sum(total(pair) > 0 for pair in ((first, a), (first, b), (a, b)))
                    if linked > 1:
                        found = max(found, total(group) + best(tuple(x for x in others if x not in (a, b))))
        return found

    return best(tuple(coder_of))


@pytest.mark.parametrize("seed", range(25))
def test_the_joint_choice_is_the_best_of_all(seed: int) -> None:
    random = Random(seed)
    coder_of = {f"{coder}{at}": coder for coder in range(3) for at in range(2)}
    scores = {
        (a, b): random.choice((0.35, 0.5, 0.65, 0.9))
        for a in coder_of
        for b in coder_of
        if coder_of[a] < coder_of[b] and random.random() < 0.6
    }
    ids = {ReportId(name): coder for name, coder in coder_of.items()}
    nodes = Nodes(ids, {name: int(name[-1]) for name in ids}, [(name,) for name in ids], frozenset())
    pairs = {(ReportId(a), ReportId(b)): Likeness(score, Basis.EVIDENCE) for (a, b), score in scores.items()}
    chosen = chosen_groups(nodes, pairs, 0.3)
    assert sorted(name for one in chosen for name in one.reports) == sorted(ids)
    total = sum(one.score * len(one.reports) * (len(one.reports) - 1) / 2 for one in chosen)
    assert total == pytest.approx(best_by_hand(scores, coder_of), abs=0.001)


def test_a_tangle_of_many_reports_is_still_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.agreement.joint.MOST_CANDIDATES", 60)
    ids = {ReportId(f"{coder}{at}"): coder for coder in range(4) for at in range(6)}
    order = {name: int(name[1:]) for name in ids}
    nodes = Nodes(ids, order, [(name,) for name in ids], frozenset())
    pairs = {
        (a, b): Likeness(0.9 if order[a] == order[b] else 0.4, Basis.FIELDS)
        for a in ids
        for b in ids
        if ids[a] < ids[b]
    }
    chosen = chosen_groups(nodes, pairs, 0.3)
    assert all(len({order[name] for name in one.reports}) == 1 for one in chosen)
    assert sum(len(one.reports) for one in chosen) == 24
