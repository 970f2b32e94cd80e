"""Which columns an overview has, straight from codings: no project, no window."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from annotator.agreement.layers import CodedArticle
from annotator.domain.coding import Coder
from annotator.domain.figures import ColumnKind, Slicing
from annotator.domain.ids import CodebookId, CoderId
from annotator.services.agreement.codings import ArticleFacts, CodedRound
from annotator.services.agreement.columns import MOST_PAIRS, RoundComparisons
from tests import agreement_generator as generator
from tests.drafts import default_codebook

GOLD = Coder(id=CoderId("gold"), name="Gold", is_gold=True)


def a_round(pairs: list[tuple[int, int]], coders: int, *, gold: Coder | None = None) -> CodedRound:
    """Return a round with an article for each pair of coders, a week apart, versions taking turns."""
    people = tuple(Coder(id=CoderId(f"c{at}"), name=f"Coder {at}") for at in range(coders))
    found = CodedRound("Round", default_codebook(), CodebookId("book"), people, gold)
    for at, pair in enumerate(pairs):
        (article,) = generator.gold_articles(Random(at), 1, 1)
        codings = {
            people[coder].id: generator.coded(article, f"{at}-{coder}", article.incidents).coding
            for coder in sorted(pair)
        }
        monday = dt.date(2021, 6, 7) + dt.timedelta(weeks=at) if at else None
        facts = ArticleFacts(f"Article {at}", "Wire", monday, str(1 + at % 2))
        found.articles.append(CodedArticle(article.id, len(article.text), codings))
        found.facts.append(facts)
        if gold is not None:
            own = generator.coded(article, f"{at}-gold", article.incidents).coding
            found.with_gold.append(CodedArticle(article.id, len(article.text), {gold.id: own, **codings}))
            found.gold_facts.append(facts)
    return found


def comparisons(found: CodedRound) -> RoundComparisons:
    return RoundComparisons(found, lambda: None)


@pytest.mark.parametrize("coders, rest", [(2, 0), (3, 3), (5, 5)])
def test_two_coders_have_no_rest(coders: int, rest: int) -> None:
    columns = comparisons(a_round([(0, 1)], coders)).columns(Slicing.CODERS)
    kinds = [one.column.kind for one in columns]
    assert kinds == [ColumnKind.TOGETHER] + [ColumnKind.REST] * rest
    assert columns[0].choice.coders == ((0, 1) if coders == 2 else ())


def test_gold_is_the_last_column_of_a_panel_of_its_own() -> None:
    found = comparisons(a_round([(0, 1), (1, 2)], 3, gold=GOLD))
    columns = [one for one in found.columns(Slicing.CODERS) if one.column.kind is ColumnKind.GOLD]
    assert [one.choice.coders for one in columns] == [(0, 3), (1, 3), (2, 3)]
    assert all(one.comparison is found.against_gold() for one in columns)
    assert found.against_gold().panel.coders[-1] == GOLD.id
    assert GOLD.id not in found.among_coders().panel.coders


def test_a_round_without_gold_cannot_be_compared_with_it() -> None:
    with pytest.raises(ValueError, match="no gold"):
        comparisons(a_round([(0, 1)], 2)).against_gold()


def test_the_busiest_pairs_are_shown_in_the_coders_order() -> None:
    found = comparisons(a_round([(2, 3), (2, 3), (0, 1), (1, 2)], 5))
    assert found.busiest_pairs() == [("c0", "c1"), ("c1", "c2"), ("c2", "c3")]
    labels = [one.column.label for one in found.columns(Slicing.PAIRS)]
    assert labels == ["Coder 0 – Coder 1", "Coder 1 – Coder 2", "Coder 2 – Coder 3"]


def test_no_more_pairs_than_fit() -> None:
    every = [(first, second) for first in range(8) for second in range(first + 1, 8)]
    found = comparisons(a_round([*every, (6, 7)], 8))
    pairs = found.busiest_pairs()
    assert len(pairs) == MOST_PAIRS
    assert (CoderId("c6"), CoderId("c7")) in pairs


def test_pairs_of_coders_who_are_not_there_are_passed_over() -> None:
    found = comparisons(a_round([(0, 1), (1, 2)], 3))
    wanted = [(CoderId("c2"), CoderId("nobody")), (CoderId("c2"), CoderId("c1"))]
    (column,) = found.columns(Slicing.PAIRS, wanted)
    assert column.choice.coders == (2, 1)


def test_weeks_are_in_order_and_those_without_a_date_have_a_column() -> None:
    columns = comparisons(a_round([(0, 1)] * 3, 2)).columns(Slicing.WEEK)
    assert [(one.column.key, one.choice.articles) for one in columns] == [
        ("2021-W24", frozenset({1})),
        ("2021-W25", frozenset({2})),
        ("no date", frozenset({0})),
    ]
    assert all(one.choice.coders == (0, 1) for one in columns)


def test_versions_are_columns_over_their_articles() -> None:
    columns = comparisons(a_round([(0, 1), (1, 2), (0, 2)], 3)).columns(Slicing.VERSION)
    assert [(one.column.key, one.choice.articles) for one in columns] == [
        ("version 1", frozenset({0, 2})),
        ("version 2", frozenset({1})),
    ]
    assert all(one.choice.coders == () for one in columns)


def test_articles_are_aligned_once() -> None:
    steps: list[int] = []
    found = RoundComparisons(a_round([(0, 1)] * 4, 2), lambda: steps.append(1))
    assert found.step_count == 4
    for slicing in (Slicing.CODERS, Slicing.WEEK, Slicing.VERSION, Slicing.PAIRS):
        found.columns(slicing)
    assert len(steps) == 4
    assert found.step_count == 0


def test_the_week_of_a_monday_is_its_iso_week() -> None:
    assert ArticleFacts("", "", dt.date(2020, 12, 28), "1").week == "2020-W53"
    assert ArticleFacts("", "", dt.date(2021, 1, 4), "1").week == "2021-W01"
    assert ArticleFacts("", "", None, "1").week == ""
