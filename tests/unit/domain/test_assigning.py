from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from annotator.domain.assigning import LARGEST_SEED, AssignmentPlan, drawn, plan_assignments
from annotator.domain.errors import RoundError
from annotator.domain.ids import ArticleId, CoderId, RoundId

ROUND = RoundId("round")


def coders_named(number: int) -> list[CoderId]:
    return [CoderId(f"coder {place}") for place in range(number)]


def articles_named(number: int) -> list[ArticleId]:
    return [ArticleId(f"article {place}") for place in range(number)]


def a_plan(coders: int, articles: int, share: float, coders_each: int = 2, seed: int = 0) -> AssignmentPlan:
    return plan_assignments(
        ROUND,
        coders=coders_named(coders),
        article_ids=articles_named(articles),
        share=share,
        coders_each=coders_each,
        seed=seed,
    )


requests = st.tuples(
    st.integers(2, 12), st.integers(1, 80), st.floats(0, 1), st.integers(2, 5), st.integers(0, LARGEST_SEED)
).map(lambda drawn_: (*drawn_[:3], min(drawn_[3], drawn_[0]), drawn_[4]))


@settings(deadline=None)
@given(requests)
def test_every_article_gets_one_coder_or_several_different_ones(request_: tuple[int, int, float, int, int]) -> None:
    coders, articles, share, coders_each, seed = request_
    plan = a_plan(coders, articles, share, coders_each, seed)
    assert sorted(article.article_id for article in plan.articles) == sorted(articles_named(articles))
    assert all(len(set(article.coders)) == len(article.coders) for article in plan.articles)
    assert {len(article.coders) for article in plan.articles} <= {1, coders_each}
    assert plan.multiply_coded == round(share * articles)


@settings(deadline=None)
@given(requests)
def test_loads_differ_by_at_most_one_and_add_up(request_: tuple[int, int, float, int, int]) -> None:
    coders, articles, share, coders_each, seed = request_
    plan = a_plan(coders, articles, share, coders_each, seed)
    loads = plan.loads.values()
    assert list(plan.loads) == coders_named(coders)
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == articles + (coders_each - 1) * plan.multiply_coded


@given(coders=st.integers(2, 20), articles=st.integers(1, 120), share=st.floats(0, 1), seed=st.integers(0, 2**40))
def test_any_two_coders_share_as_many_articles_as_any_other_two_give_or_take_one(
    coders: int, articles: int, share: float, seed: int
) -> None:
    plan = a_plan(coders, articles, share, seed=seed)
    assert list(plan.meetings) == list(combinations(coders_named(coders), 2))
    assert max(plan.meetings.values()) - min(plan.meetings.values()) <= 1
    assert sum(plan.meetings.values()) == plan.multiply_coded


@settings(deadline=None)
@given(requests, st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_plan_in_whatever_order_articles_are_named(
    request_: tuple[int, int, float, int, int], chance: random.Random
) -> None:
    coders, articles, share, coders_each, seed = request_
    shuffled = articles_named(articles)
    chance.shuffle(shuffled)
    again = plan_assignments(
        ROUND, coders=coders_named(coders), article_ids=shuffled, share=share, coders_each=coders_each, seed=seed
    )
    assert again == a_plan(coders, articles, share, coders_each, seed)


def test_a_plan_is_the_same_on_every_machine() -> None:
    # Written down once: what is drawn depends on SHA-256 alone, not on a language's random numbers or hashes.
    plan = a_plan(3, 6, 0.5, seed=7)
    assert [(article.article_id, article.coders) for article in plan.articles] == GIVEN_WITH_SEED_7


GIVEN_WITH_SEED_7 = [
    ("article 5", ("coder 0",)),
    ("article 4", ("coder 1", "coder 2")),
    ("article 1", ("coder 2",)),
    ("article 0", ("coder 1",)),
    ("article 2", ("coder 0", "coder 1")),
    ("article 3", ("coder 0", "coder 2")),
]


def test_another_seed_gives_another_plan() -> None:
    plans = {a_plan(4, 30, 0.3, seed=seed).articles for seed in range(20)}
    assert len(plans) == 20


def test_articles_coded_by_several_are_spread_over_the_queue() -> None:
    plan = a_plan(4, 200, 0.5)
    several = [place for place, article in enumerate(plan.articles) if len(article.coders) > 1]
    quarters = Counter(place // 50 for place in several)
    assert all(15 <= quarters[quarter] <= 35 for quarter in range(4))


def test_two_coders_read_what_they_share_in_the_same_order() -> None:
    plan = a_plan(3, 40, 1.0)
    queues: dict[CoderId, list[ArticleId]] = {coder: [] for coder in plan.coders}
    for article in plan.articles:
        for coder in article.coders:
            queues[coder].append(article.article_id)
    one, other = (queues[coder] for coder in plan.coders[:2])
    shared = set(one) & set(other)
    assert len(shared) > 10
    assert [article for article in one if article in shared] == [article for article in other if article in shared]


def test_who_gets_one_article_more_is_drawn_too() -> None:
    with_more = Counter(
        coder for seed in range(60) for coder, load in a_plan(3, 4, 0, seed=seed).loads.items() if load == 2
    )
    assert set(with_more) == set(coders_named(3))
    assert min(with_more.values()) >= 8


def test_one_coder_alone_can_be_planned_for_when_nothing_is_shared() -> None:
    plan = a_plan(1, 5, 0)
    assert plan.loads == {CoderId("coder 0"): 5}
    assert plan.meetings == {}


def test_a_share_so_small_that_no_article_is_shared_needs_no_second_coder() -> None:
    assert a_plan(1, 5, 0.05).multiply_coded == 0


def test_an_article_s_coders_come_in_the_order_of_the_plan() -> None:
    order = coders_named(6)
    for article in a_plan(6, 50, 1.0, 3).articles:
        places = [order.index(coder) for coder in article.coders]
        assert places == sorted(places)


def test_an_order_drawn_for_another_purpose_is_another_order() -> None:
    ids = articles_named(30)
    orders = [drawn(ids, 1, purpose) for purpose in ("shared", "queue")]
    assert orders[0] != orders[1]
    assert all(sorted(order) == sorted(ids) for order in orders)
    assert all(one != other for one, other in pairwise([drawn(ids, seed, "queue") for seed in range(5)]))


@pytest.mark.parametrize(
    ("coders", "articles", "request_", "message"),
    [
        pytest.param((), ("a",), {}, "at least one coder", id="no coders"),
        pytest.param(("x", "y"), (), {}, "no articles", id="no articles"),
        pytest.param(("x", "x"), ("a",), {}, "coder is named twice", id="a coder twice"),
        pytest.param(("x", "y"), ("a", "a"), {}, "article is named twice", id="an article twice"),
        pytest.param(("x", "y"), ("a",), {"share": 1.5}, "1.5; it is a number from 0 to 1", id="share above one"),
        pytest.param(("x", "y"), ("a",), {"share": -0.1}, "-0.1", id="share below nothing"),
        pytest.param(("x", "y"), ("a",), {"share": float("nan")}, "nan", id="share that is no number"),
        pytest.param(("x", "y"), ("a",), {"seed": -1}, "seed is -1", id="seed below nothing"),
        pytest.param(("x", "y"), ("a",), {"seed": 2**63}, "whole number", id="seed too large for the file"),
        pytest.param(("x", "y"), ("a",), {"coders_each": 1}, "two coders or more", id="several that is one"),
        pytest.param(("x", "y"), ("a",), {"coders_each": 3}, "only 2 are chosen", id="more than there are"),
        pytest.param(("x",), ("a",), {}, "only 1 is chosen", id="sharing with nobody"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(
    coders: Sequence[str], articles: Sequence[str], request_: dict[str, Any], message: str
) -> None:
    asked: dict[str, Any] = {"share": 1.0, "coders_each": 2, "seed": 0} | request_
    with pytest.raises(RoundError, match=message):
        plan_assignments(
            ROUND, coders=[CoderId(one) for one in coders], article_ids=[ArticleId(one) for one in articles], **asked
        )
