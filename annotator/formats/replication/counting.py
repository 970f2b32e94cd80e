"""Counting what a package holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from annotator.domain.ids import CodebookId
from annotator.formats.datasets.source import CodedArticle
from annotator.formats.replication.about import Counts


class Census(NamedTuple):
    """The counts, and the codebook versions that are used, in the order they are met."""

    counts: Counts
    codebooks: tuple[CodebookId, ...]


def census_of(coded_articles: Iterable[CodedArticle]) -> Census:
    """Count articles, codings, the people who coded, gold codings, reports, and articles coded by several people."""
    codings = gold = reports = 0
    people_by_article: dict[str, set[str]] = {}
    codebooks: dict[CodebookId, None] = {}
    for coded in coded_articles:
        codings += 1
        reports += len(coded.coding.reports())
        codebooks[coded.coding.header.codebook_id] = None
        people = people_by_article.setdefault(coded.article.id, set())
        if coded.coder.is_gold:
            gold += 1
        else:
            people.add(coded.coder.id)
    counts = Counts(
        articles=len(people_by_article),
        codings=codings,
        coders=len(set().union(*people_by_article.values())),
        gold=gold,
        reports=reports,
        coded_twice=sum(len(people) > 1 for people in people_by_article.values()),
    )
    return Census(counts, tuple(codebooks))
