"""Which values of a panel a figure compares: all coders, two of them, or one against each of the others.

A slice keeps for each of its rows which unit and which coders it came from, so that what is behind a figure can be
shown exactly. It counts only the articles that could hold a pair, so the bootstrap draws among those.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.ratings import MISSING, Flags, Integers, Ratings


@dataclass(frozen=True)
class Choice:
    """Whose values are compared, by column of the panel, and over which articles (None for all).

    Without ``coders`` all are compared at once; with one, that one against each of the others; with two, those.
    """

    coders: tuple[int, ...] = ()
    articles: frozenset[int] | None = None


@dataclass(frozen=True)
class Eligible:
    """The articles that could hold a pair for a choice: ``flags`` is (articles,), ``number`` renumbers them."""

    flags: Flags
    number: Integers

    @property
    def count(self) -> int:
        """How many articles there are."""
        return int(self.flags.sum())


@dataclass(frozen=True)
class Slice:
    """``units`` and ``coders`` say for each row which unit of the panel, (rows,), and which coders, (rows, values).

    ``ratings`` are (rows, values), its articles numbered among those eligible.
    """

    ratings: Ratings
    units: Integers
    coders: Integers


def eligible(participates: Flags, choice: Choice) -> Eligible:
    """Return which articles were coded by two of those compared; ``participates`` is (articles, coders)."""
    many = participates.sum(axis=1) >= 2
    flags = many & participates[:, list(choice.coders)].all(axis=1)
    if choice.articles is not None:
        flags &= np.isin(np.arange(len(flags)), list(choice.articles))
    return Eligible(flags, np.cumsum(flags) - 1)


def sliced(ratings: Ratings, participates: Flags, concerns: Flags, choice: Choice) -> Slice:
    """Return the rows of a choice.

    ``concerns`` is (units, coders): with one or two coders a unit that neither side has is none of theirs.
    """
    articles = eligible(participates, choice)
    at = np.flatnonzero(articles.flags[ratings.articles]) if ratings.unit_count else np.empty(0, np.int64)
    if not choice.coders:
        columns = np.broadcast_to(np.arange(ratings.coder_count), (len(at), ratings.coder_count))
        return _slice(ratings, articles, at, columns)
    if len(choice.coders) == 1:
        (coder,) = choice.coders
        present = participates[ratings.articles[at]].copy()
        present[:, coder] = False
        row, other = np.nonzero(present)
        at = at[row]
    else:
        coder, second = choice.coders
        other = np.full(len(at), second)
    is_theirs = concerns[at, coder] | concerns[at, other]
    at, other = at[is_theirs], other[is_theirs]
    return _slice(ratings, articles, at, np.stack([np.full(len(at), coder), other], axis=1))


def _slice(ratings: Ratings, articles: Eligible, at: Integers, columns: Integers) -> Slice:
    codes = np.take_along_axis(ratings.codes[at], columns, axis=1) if len(at) else np.empty((0, columns.shape[1]))
    chosen = replace(
        ratings,
        codes=codes.astype(np.int64),
        articles=articles.number[ratings.articles[at]].astype(np.int64),
        article_count=articles.count,
    )
    return Slice(_compact(chosen), at, np.asarray(columns, dtype=np.int64))


def _compact(ratings: Ratings) -> Ratings:
    """Leave out values nobody in the slice uses, where the measure does not depend on them."""
    used = np.unique(ratings.codes[ratings.codes != MISSING])
    if len(used) == len(ratings.values):
        return ratings
    code_of = np.full(len(ratings.values) + 1, MISSING, dtype=np.int64)
    code_of[used] = np.arange(len(used))
    table = None if ratings.distances is None else ratings.distances[np.ix_(used, used)]
    values = tuple(ratings.values[code] for code in used)
    return replace(ratings, codes=code_of[ratings.codes], values=values, distances=table)
