"""Who codes which article: a plan drawn from a seed, the same on every machine.

How it is drawn. Whatever has to be in some order is sorted by the SHA-256 of ``purpose/seed/id``, so that the order
depends on the seed and the ids alone: not on the order they were named in, and not on how a language's random numbers
are made. The first ``round(share × n)`` articles of one such order are coded by several; the sets of coders come from
`meeting_sets`, whose numbers stand for the coders in a second order. Each of the other articles goes to a coder with
the least to do. Coders read in a third order, so that articles coded by several are spread over everybody's queue and
stand in the same order in all of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple, TypeVar

from annotator.domain.errors import RoundError
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.meetings import meeting_sets

Id = TypeVar("Id", bound=str)

LARGEST_SEED = 2**63 - 1
"""The largest seed that a project file can keep; the smallest is 0."""


class PlannedArticle(NamedTuple):
    """An article and who is to code it, in the order of the plan's coders."""

    article_id: ArticleId
    coders: tuple[CoderId, ...]


@dataclass(frozen=True)
class AssignmentPlan:
    """Articles to be given out in a round; ``articles`` are in the order coders read them."""

    round_id: RoundId
    coders: tuple[CoderId, ...]
    articles: tuple[PlannedArticle, ...]
    share: float
    coders_each: int
    seed: int

    @cached_property
    def loads(self) -> Mapping[CoderId, int]:
        """How many articles each coder gets."""
        counted = Counter(coder for article in self.articles for coder in article.coders)
        return {coder: counted[coder] for coder in self.coders}

    @cached_property
    def meetings(self) -> Mapping[tuple[CoderId, CoderId], int]:
        """How many articles every two coders share, pairs in the order of the coders."""
        counted = Counter(pair for article in self.articles for pair in combinations(article.coders, 2))
        return {pair: counted[pair] for pair in combinations(self.coders, 2)}

    @property
    def multiply_coded(self) -> int:
        """How many articles get more than one coder."""
        return sum(len(article.coders) > 1 for article in self.articles)


def plan_assignments(
    round_id: RoundId,
    *,
    coders: Sequence[CoderId],
    article_ids: Sequence[ArticleId],
    share: float,
    coders_each: int = 2,
    seed: int,
) -> AssignmentPlan:
    """Return a plan in which ``share`` of the articles is coded by ``coders_each`` coders and the others by one.

    Loads differ by at most one, and any two coders share as many articles as any other two, as nearly as can be.
    Raises RoundError, in words, for a plan that cannot be.
    """
    several = _checked_several(coders, article_ids, share, coders_each, seed)
    ranked = drawn(coders, seed, "coders")
    sets = meeting_sets(len(coders), coders_each, several) if several else []
    sets += _singles(sets, len(coders), len(article_ids) - several)
    places = {coder: place for place, coder in enumerate(coders)}
    given = {
        article_id: tuple(sorted((ranked[number] for number in numbers), key=places.__getitem__))
        for article_id, numbers in zip(drawn(article_ids, seed, "shared"), sets, strict=True)
    }
    articles = tuple(PlannedArticle(one, given[one]) for one in drawn(article_ids, seed, "queue"))
    return AssignmentPlan(round_id, tuple(coders), articles, share, coders_each, seed)


def drawn(ids: Sequence[Id], seed: int, purpose: str) -> list[Id]:
    """Return ids in an order drawn from the seed; another purpose gives another order."""
    return sorted(ids, key=lambda one: hashlib.sha256(f"{purpose}/{seed}/{one}".encode()).digest())


def _singles(sets: Sequence[tuple[int, ...]], coder_count: int, count: int) -> list[tuple[int, ...]]:
    """Give each of ``count`` articles to one coder so that what all have to do, those sets included, is even."""
    load = Counter(coder for members in sets for coder in members)
    fewest = sorted(range(coder_count), key=lambda coder: (load[coder], coder))
    return [(fewest[turn % coder_count],) for turn in range(count)]


def _checked_several(
    coders: Sequence[CoderId], article_ids: Sequence[ArticleId], share: float, coders_each: int, seed: int
) -> int:
    """Return how many articles several are to code; raises RoundError for what cannot be planned."""
    _refuse_lists(coders, article_ids)
    if not 0 <= share <= 1:
        raise RoundError(f"The share of articles coded by several is {share:g}; it is a number from 0 to 1.")
    if not 0 <= seed <= LARGEST_SEED:
        raise RoundError(f"The seed is {seed}; it is a whole number from 0 to {LARGEST_SEED}.")
    if coders_each < 2:
        raise RoundError(f"“Several” cannot be {coders_each}; it is two coders or more.")
    several = round(share * len(article_ids))
    if several and coders_each > len(coders):
        raise RoundError(
            f"{coders_each} coders cannot share an article where only {len(coders)} "
            f"{'is' if len(coders) == 1 else 'are'} chosen.",
            remedy="Choose more coders, fewer for each article, or a share of 0.",
        )
    return several


def _refuse_lists(coders: Sequence[CoderId], article_ids: Sequence[ArticleId]) -> None:
    if not coders:
        raise RoundError("A plan needs at least one coder.", remedy="Choose who codes.")
    if not article_ids:
        raise RoundError("There are no articles to give out.", remedy="Choose other articles.")
    if len(set(coders)) < len(coders):
        raise RoundError("A coder is named twice.")
    if len(set(article_ids)) < len(article_ids):
        raise RoundError("An article is named twice.")
