"""What holds of a plan when what was asked for is changed a little, and of plans that were put together by hand."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st

from annotator.domain.assigning import LARGEST_SEED, AssignmentPlan, PlannedArticle, drawn, plan_assignments
from annotator.domain.errors import RoundError
from annotator.domain.ids import ArticleId, CoderId, RoundId

ROUND = RoundId("round")
seeds = st.integers(0, LARGEST_SEED)
names = st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=20, unique=True)


def plan_of(
    coders: list[str], articles: list[str], share: float, coders_each: int = 2, seed: int = 0
) -> AssignmentPlan:
    return plan_assignments(
        ROUND,
        coders=[CoderId(one) for one in coders],
        article_ids=[ArticleId(one) for one in articles],
        share=share,
        coders_each=coders_each,
        seed=seed,
    )


def given_to(plan: AssignmentPlan) -> dict[ArticleId, frozenset[CoderId]]:
    return {article.article_id: frozenset(article.coders) for article in plan.articles}


def shared_in(plan: AssignmentPlan) -> set[ArticleId]:
    return {article.article_id for article in plan.articles if len(article.coders) > 1}


def lettered(number: int, letter: str = "c") -> list[str]:
    return [f"{letter}{place}" for place in range(number)]


# -- a little more, a little less -------------------------------------------------------------------------------------


@settings(deadline=None)
@given(coder_count=st.integers(2, 9), article_count=st.integers(1, 40), seed=seeds, chance=st.randoms())
def test_who_gets_what_does_not_depend_on_the_order_coders_are_named_in(
    coder_count: int, article_count: int, seed: int, chance: random.Random
) -> None:
    coders, articles = lettered(coder_count), lettered(article_count, "a")
    shuffled = chance.sample(coders, len(coders))
    one, other = plan_of(coders, articles, 0.5, seed=seed), plan_of(shuffled, articles, 0.5, seed=seed)
    assert given_to(one) == given_to(other)
    assert [article.article_id for article in one.articles] == [article.article_id for article in other.articles]
    assert list(other.loads) == shuffled


@given(article_count=st.integers(1, 60), shares=st.tuples(st.floats(0, 1), st.floats(0, 1)), seed=seeds)
def test_a_larger_share_keeps_every_article_that_was_shared(
    article_count: int, shares: tuple[float, float], seed: int
) -> None:
    articles = lettered(article_count, "a")
    fewer, more = (plan_of(lettered(4), articles, share, seed=seed) for share in sorted(shares))
    assert shared_in(fewer) <= shared_in(more)
    assert [one.article_id for one in fewer.articles] == [one.article_id for one in more.articles]


@given(articles=names, seed=seeds, purpose=st.sampled_from(["shared", "queue", "coders"]))
def test_leaving_out_an_article_leaves_the_order_of_the_others(articles: list[str], seed: int, purpose: str) -> None:
    whole = drawn([ArticleId(one) for one in articles], seed, purpose)
    for gone in whole:
        assert drawn([one for one in whole if one != gone], seed, purpose) == [one for one in whole if one != gone]


@given(articles=names, seed=seeds)
def test_any_text_can_be_an_id_and_none_is_lost_or_doubled(articles: list[str], seed: int) -> None:
    plan = plan_of(["one coder", "O'Neill; DROP TABLE", "محمد"], articles, 0.5, seed=seed)
    assert Counter(article.article_id for article in plan.articles) == Counter(articles)
    assert set(plan.coders) == set(plan.loads)


@pytest.mark.parametrize(
    ("article_count", "share", "expected"),
    [
        (10, 0.0, 0),
        (10, -0.0, 0),
        (10, 0.04, 0),
        (10, 0.06, 1),
        (10, 0.99, 10),
        (10, 1.0, 10),
        (3, 0.5, 2),
        (5, 0.5, 2),
        (1, 0.51, 1),
        (1, 0.5, 0),
    ],
)
def test_the_share_is_rounded_to_whole_articles_halves_to_even(article_count: int, share: float, expected: int) -> None:
    assert plan_of(lettered(3), lettered(article_count, "a"), share).multiply_coded == expected


@pytest.mark.parametrize("coders_each", [2, 3, 4, 5])
def test_everybody_on_everything_is_a_plan(coders_each: int) -> None:
    plan = plan_of(lettered(coders_each), lettered(7, "a"), 1, coders_each)
    assert set(plan.loads.values()) == {7}
    assert set(plan.meetings.values()) == {7}


@pytest.mark.parametrize("coder_count", [3, 7, 13, 40])
def test_fewer_articles_than_coders_leave_some_with_nothing_and_nobody_with_two(coder_count: int) -> None:
    plan = plan_of(lettered(coder_count), ["only"], 0, seed=5)
    assert sorted(plan.loads.values()) == [0] * (coder_count - 1) + [1]


def test_forty_coders_and_two_thousand_articles_meet_evenly() -> None:
    plan = plan_of(lettered(40), lettered(2000, "a"), 0.39)
    assert set(plan.meetings.values()) == {1}, "780 shared articles are one for each of the 780 pairs"
    assert set(plan.loads.values()) == {(2000 + 780) // 40, (2000 + 780) // 40 + 1}


@pytest.mark.parametrize("share", [float("inf"), float("-inf"), float("nan"), -1e-9, 1 + 1e-9])
def test_what_is_no_share_is_refused_however_small_the_difference(share: float) -> None:
    with pytest.raises(RoundError, match="a number from 0 to 1"):
        plan_of(lettered(2), ["a"], share)


@pytest.mark.parametrize("coders_each", [-1, 0, 1])
def test_several_is_two_or_more_even_where_nothing_is_shared(coders_each: int) -> None:
    with pytest.raises(RoundError, match="two coders or more"):
        plan_of(lettered(2), ["a"], 0, coders_each)


def test_more_coders_each_than_there_are_is_no_matter_where_nothing_is_shared() -> None:
    assert plan_of(lettered(2), ["a"], 0, coders_each=9).multiply_coded == 0


def test_the_smallest_and_the_largest_seed_give_plans_of_their_own() -> None:
    articles = lettered(30, "a")
    plans = {plan_of(lettered(3), articles, 0.5, seed=seed).articles for seed in (0, 1, LARGEST_SEED)}
    assert len(plans) == 3


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(RoundError) as refused:
        plan_of(["a"], ["x"], 1, 3)
    assert refused.value.message == "3 coders cannot share an article where only 1 is chosen."
    assert refused.value.remedy == "Choose more coders, fewer for each article, or a share of 0."


# -- by hand ----------------------------------------------------------------------------------------------------------


def by_hand(coders: list[str], *articles: list[str]) -> AssignmentPlan:
    planned = (
        PlannedArticle(ArticleId(f"a{place}"), tuple(CoderId(one) for one in coders_))
        for place, coders_ in enumerate(articles)
    )
    return AssignmentPlan(ROUND, tuple(CoderId(one) for one in coders), tuple(planned), 0.5, 2, 0)


def test_loads_and_meetings_are_counted_from_the_articles() -> None:
    plan = by_hand(["x", "y", "z", "idle"], ["x", "y", "z"], ["x", "z"], ["y"])
    assert plan.loads == {"x": 2, "y": 2, "z": 2, "idle": 0}
    assert {pair: count for pair, count in plan.meetings.items() if count} == {
        ("x", "y"): 1,
        ("x", "z"): 2,
        ("y", "z"): 1,
    }
    assert len(plan.meetings) == 6
    assert plan.multiply_coded == 2


def test_a_plan_of_nothing_has_idle_coders_and_no_meetings() -> None:
    plan = by_hand(["x", "y"])
    assert (plan.loads, plan.meetings, plan.multiply_coded) == ({"x": 0, "y": 0}, {("x", "y"): 0}, 0)


@given(
    articles=st.lists(st.lists(st.sampled_from("wxyz"), min_size=1, max_size=4, unique=True).map(sorted), max_size=20)
)
def test_meetings_add_up_to_the_pairs_on_every_article(articles: list[list[str]]) -> None:
    plan = by_hand(list("wxyz"), *articles)
    assert sum(plan.meetings.values()) == sum(len(list(combinations(one, 2))) for one in articles)
    assert sum(plan.loads.values()) == sum(map(len, articles))


def test_two_plans_that_give_the_same_are_equal_whether_or_not_somebody_looked() -> None:
    one, other = by_hand(["x", "y"], ["x"]), by_hand(["x", "y"], ["x"])
    assert one.loads
    assert one == other
