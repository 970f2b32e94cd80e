"""Which member of a repeating part is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from annotator.agreement.answers import Answers
from annotator.agreement.groups import answer_at, paired_members
from annotator.agreement.likeness import Basis, Comparison, Profile
from annotator.domain.ids import ReportId
from annotator.domain.text import Span
from annotator.domain.values import Content, Count, OneCategory
from tests.drafts import Draft, default_codebook

BOOK = default_codebook()

Answered = Mapping[str, Content]


def victims(kind: str, killed: int | None = None) -> Answered:
    """Return a victim group's answers."""
    answers: dict[str, Content] = {"vg_type": OneCategory(category=kind)}
    return answers if killed is None else answers | {"vg_killed": Count(best=killed)}


def told(members: Sequence[Answered], *, quote: str | None = None) -> tuple[Answers, ReportId]:
    """Return a coding with one report that has these victim groups."""
    draft = Draft()
    report = draft.report()
    for member in members:
        group = draft.group(report, "victim_group")
        for field, content in member.items():
            draft.put(field, content, report, group, quote=quote)
    return Answers(draft.coding, "trigger"), report


def pairs(
    first: Sequence[Answered], second: Sequence[Answered], left_out: str | None = None, quote: str | None = None
) -> set[tuple[int | None, int | None]]:
    """Return which member goes with which, by their places."""
    sides = (told(first, quote=quote), told(second, quote=quote))
    places = [
        {group.id: at for at, group in enumerate(answers.members(report, "victim_group"))} for answers, report in sides
    ]
    found = paired_members(*sides, "victim_group", BOOK, left_out)
    return {
        (
            None if one.first is None else places[0][one.first],
            None if one.second is None else places[1][one.second],
        )
        for one in found
    }


S, C, P = victims("soldiers", 3), victims("civilians", 1), victims("police_security", 8)


@pytest.mark.parametrize(
    "first, second, expected",
    [
        ([], [], set()),
        ([S], [], {(0, None)}),
        ([], [S], {(None, 0)}),
        ([S, C], [S, C], {(0, 0), (1, 1)}),
        ([S, C], [C, S], {(0, 1), (1, 0)}),
        ([S], [C, S], {(0, 1), (None, 0)}),
        ([S], [C], {(0, 0)}),
        ([S], [C, P], {(0, None), (None, 0), (None, 1)}),
        ([S, P], [C, S], {(0, 1), (1, 0)}),
        ([S, S], [S, S], {(0, 0), (1, 1)}),
        ([victims("soldiers", 3)], [victims("civilians", 3), victims("soldiers", 9)], {(0, 0), (None, 1)}),
    ],
)
def test_members_go_with_those_they_share_most_with(
    first: list[Answered], second: list[Answered], expected: set[tuple[int | None, int | None]]
) -> None:
    assert pairs(first, second) == expected


def test_a_field_left_out_has_no_say() -> None:
    first = [victims("soldiers", 3), victims("civilians", 1)]
    second = [victims("soldiers", 1), victims("civilians", 3)]
    assert pairs(first, second, left_out="vg_killed") == {(0, 0), (1, 1)}
    assert pairs(first, second, left_out="vg_type") == {(0, 1), (1, 0)}


def test_evidence_pairs_members_whose_values_differ() -> None:
    assert pairs([S], [C, P], quote="soldiers") in ({(0, 0), (None, 1)}, {(0, 1), (None, 0)})


@given(st.permutations([S, C, P]), st.permutations([S, C, P]))
def test_the_order_of_members_does_not_matter(first: list[Answered], second: list[Answered]) -> None:
    expected = {(first.index(one), second.index(one)) for one in (S, C, P)}
    assert pairs(first, second) == expected


@pytest.mark.parametrize("order", list(permutations([S, C, P])))
def test_every_member_is_in_exactly_one_pair(order: tuple[Answered, ...]) -> None:
    for count in range(4):
        found = pairs([S, C, P], order[:count])
        assert sorted(a for a, _ in found if a is not None) == [0, 1, 2]
        assert sorted(b for _, b in found if b is not None) == list(range(count))


def test_an_answer_is_found_by_field_report_and_member() -> None:
    answers, report = told([S, C])
    first, second = answers.members(report, "victim_group")
    found = [answer_at(answers, "vg_type", report, group.id) for group in (first, second)]
    assert [one.content for one in found if one] == [
        OneCategory(category="soldiers"),
        OneCategory(category="civilians"),
    ]
    assert answer_at(answers, "vg_type", report) is None
    assert answer_at(answers, "focus", report) is None


# -- The comparison of two reports ------------------------------------------------------------------------------------


def profile(name: str, values: Mapping[str, object], **spans: tuple[int, int]) -> Profile:
    """Return a report's profile."""
    marked = {field: (Span(*ends),) for field, ends in spans.items()}
    return Profile(ReportId(name), marked, {field: frozenset({value}) for field, value in values.items()})


def test_likeness_by_hand() -> None:
    # Text: [0, 10) and [0, 30) share 10 of 40 marked characters twice over: F1 ½, with the trigger ¾. Fields: one of
    # two is the same. Weights ½ and ⅕ of those known.
    first = profile("a", {"focus": "main", "stage": "attempted"}, trigger=(0, 10))
    second = profile("b", {"focus": "main", "stage": "accomplished"}, trigger=(0, 30))
    found = Comparison(first, second, BOOK).without()
    assert found.basis is Basis.TRIGGER
    assert found.score == pytest.approx((0.5 * 0.75 + 0.2 * 0.5) / 0.7)


def test_the_share_held_is_of_each_reports_own_text() -> None:
    first, second = profile("a", {}, trigger=(0, 10), focus=(20, 30)), profile("b", {}, trigger=(0, 40))
    comparison = Comparison(first, second, BOOK)
    assert comparison.held() == pytest.approx((1.0, 0.5))
    assert comparison.held("focus") == pytest.approx((1.0, 0.25))
    assert comparison.held("trigger") == (0.0, 0.0)


def test_reports_of_different_articles_have_no_text_in_common() -> None:
    first, second = (profile(name, {}, trigger=(0, 10)) for name in "ab")
    assert Comparison(first, second, BOOK).without().basis is Basis.TRIGGER
    apart = Comparison(first, second, BOOK, has_common_text=False)
    assert apart.without().basis is Basis.ALONE
    assert apart.held() == (0.0, 0.0)


def test_an_entity_named_in_many_members_is_compared_as_a_set() -> None:
    first = Profile(ReportId("a"), {}, {"perp_actor": frozenset({"north", "south"})})
    second = Profile(ReportId("b"), {}, {"perp_actor": frozenset({"south"})})
    assert Comparison(first, second, BOOK).without().score == pytest.approx(0.5)
