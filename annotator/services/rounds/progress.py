"""How far a round is: per coder, per article and as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import attrgetter
from typing import NamedTuple

from annotator.domain.coding import Coder
from annotator.domain.ids import ArticleId, AssignmentId, CoderId
from annotator.domain.queue import AssignedArticle, Progress
from annotator.domain.rounds import Round

Pair = tuple[CoderId, CoderId]


class Tally(NamedTuple):
    """How many assignments are how far; ``no_incident`` are finished ones without an incident."""

    assigned: int
    not_started: int
    draft: int
    complete: int
    no_incident: int

    @property
    def finished(self) -> int:
        """The number of assignments whose coding was declared finished."""
        return self.complete + self.no_incident

    @property
    def is_done(self) -> bool:
        """Tell whether there is something, and all of it is finished."""
        return self.finished == self.assigned > 0


class CoderProgress(NamedTuple):
    """How far one coder is."""

    coder: Coder
    tally: Tally


class ArticleState(NamedTuple):
    """How far one of an article's coders is."""

    assignment_id: AssignmentId
    coder_id: CoderId
    progress: Progress


class ArticleProgress(NamedTuple):
    """An article of a round with its coders, in the order of their names."""

    article_id: ArticleId
    title: str
    states: tuple[ArticleState, ...]


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """A round as a whole.

    ``coders`` have assignments, in the order of their names. ``total`` counts the assignments of all. ``meetings``
    says how many articles every two of the coders share. ``unsettled`` codings went on in two copies. For somebody
    from whom the round hides the others (``is_own_only``), coders and articles are their own, ``total`` is everybody's
    and ``meetings`` is empty.
    """

    round: Round
    coders: tuple[CoderProgress, ...]
    articles: tuple[ArticleProgress, ...]
    total: Tally
    article_count: int
    multiply_coded: int
    meetings: Mapping[Pair, int]
    unsettled: int
    is_own_only: bool = False

    @property
    def share_multiply_coded(self) -> float:
        """The share of the round's articles that several coders have, from 0 to 1; 0 without articles."""
        return self.multiply_coded / self.article_count if self.article_count else 0.0


def made_progress(
    its_round: Round,
    lines: Sequence[AssignedArticle],
    coders: Sequence[Coder],
    unsettled: int,
    *,
    viewer: CoderId | None = None,
) -> RoundProgress:
    """Put together a round's progress from its assignments, which come article by article.

    With a ``viewer`` only that coder's own work is told apart; everybody else's is in the totals alone.
    """
    ranked = sorted(coders, key=lambda coder: (coder.name.casefold(), coder.id))
    rank = {coder.id: place for place, coder in enumerate(ranked)}
    articles = [_article(list(found), rank) for _, found in groupby(lines, key=attrgetter("article_id"))]
    present = {line.coder_id for line in lines}
    named = [coder for coder in ranked if coder.id in present and viewer in (None, coder.id)]
    shown = articles if viewer is None else _own(articles, viewer)
    return RoundProgress(
        round=its_round,
        coders=_per_coder(lines, named),
        articles=tuple(shown),
        total=_tally(line.progress for line in lines),
        article_count=len(articles),
        multiply_coded=sum(len(article.states) > 1 for article in articles),
        meetings=_meetings(articles, named),
        unsettled=unsettled,
        is_own_only=viewer is not None,
    )


def _article(lines: list[AssignedArticle], rank: Mapping[CoderId, int]) -> ArticleProgress:
    lines.sort(key=lambda line: rank.get(line.coder_id, len(rank)))
    states = tuple(ArticleState(line.assignment_id, line.coder_id, line.progress) for line in lines)
    return ArticleProgress(lines[0].article_id, lines[0].title, states)


def _own(articles: Iterable[ArticleProgress], viewer: CoderId) -> list[ArticleProgress]:
    own = []
    for article in articles:
        states = tuple(state for state in article.states if state.coder_id == viewer)
        if states:
            own.append(article._replace(states=states))
    return own


def _per_coder(lines: Iterable[AssignedArticle], coders: Sequence[Coder]) -> tuple[CoderProgress, ...]:
    states: dict[CoderId, list[Progress]] = {coder.id: [] for coder in coders}
    for line in lines:
        if line.coder_id in states:
            states[line.coder_id].append(line.progress)
    return tuple(CoderProgress(coder, _tally(states[coder.id])) for coder in coders)


def tally_of(counts: Mapping[Progress, int]) -> Tally:
    """Return the tally of assignments counted by progress."""
    return Tally(sum(counts.values()), *(counts.get(progress, 0) for progress in Progress))


def _tally(states: Iterable[Progress]) -> Tally:
    return tally_of(Counter(states))


def _meetings(articles: Iterable[ArticleProgress], coders: Sequence[Coder]) -> dict[Pair, int]:
    counted = Counter(
        pair for article in articles for pair in combinations([state.coder_id for state in article.states], 2)
    )
    return {pair: counted[pair] for pair in combinations([coder.id for coder in coders], 2)}
