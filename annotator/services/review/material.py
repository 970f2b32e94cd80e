"""What the review of one article works on, read at once from one view of the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import TYPE_CHECKING, TypeVar

from annotator.domain.coding import Coder, Coding, CodingState
from annotator.domain.errors import CodingError
from annotator.domain.gold import gold_coder_id
from annotator.domain.review import AlignmentDecision, Ruling, RulingSource
from annotator.domain.rounds import Round
from annotator.services.review.case import CaseKey

if TYPE_CHECKING:
    from annotator.domain.article import Article
    from annotator.domain.codebook import Codebook
    from annotator.domain.entities import Entity
    from annotator.domain.ids import ArticleId, CodebookId, CoderId, ProjectId, RoundId
    from annotator.store.reader import Reader

T = TypeVar("T", Ruling, AlignmentDecision)

ARTICLES_AT_ONCE = 100
DEFAULT_SAMPLE_SHARE = 0.05
"""Share of unanimous values shown to the reviewer where work outside any round is reviewed."""


@dataclass(frozen=True)
class Surroundings:
    """What all cases of a round have in common; ``round`` is None for work outside any."""

    project_id: ProjectId
    round: Round | None
    coders: Mapping[CoderId, Coder]
    codebooks: Mapping[CodebookId, Codebook]
    """Every version, oldest first."""

    @property
    def round_id(self) -> RoundId | None:
        """The round's id."""
        return self.round.id if self.round else None

    @property
    def gold_coder_id(self) -> CoderId:
        """Gold's id, whether there is gold already or not."""
        known = (coder.id for coder in self.coders.values() if coder.is_gold)
        return next(known, gold_coder_id(self.project_id))

    def is_gold(self, coder_id: CoderId) -> bool:
        """Tell whether a coder stands for gold."""
        coder = self.coders.get(coder_id)
        return coder is not None and coder.is_gold

    @property
    def seed(self) -> int:
        """What the sample and the order of the sides are drawn with."""
        return self.round.seed if self.round else 0

    @property
    def sample_share(self) -> float:
        """Share of unanimous values shown to the reviewer."""
        return self.round.sample_share if self.round else DEFAULT_SAMPLE_SHARE

    def codebook_id(self, codings: Sequence[Coding]) -> CodebookId:
        """Return the codebook a case is reviewed under: the round's, or the newest among its codings'."""
        if self.round is not None:
            return self.round.codebook_id
        used = {coding.header.codebook_id for coding in codings}
        return next(
            (known for known in reversed(tuple(self.codebooks)) if known in used), codings[0].header.codebook_id
        )


@dataclass(frozen=True)
class Material:
    """One article with its finished codings by coder, the drafts left out, gold, and what people decided about it.

    ``rulings`` are those of the round that were not undone, replaced ones among them, oldest first.
    """

    key: CaseKey
    around: Surroundings
    article: Article
    codings: tuple[Coding, ...]
    drafts: tuple[Coding, ...]
    gold: Coding | None
    rulings: tuple[Ruling, ...]
    decisions: tuple[AlignmentDecision, ...]

    @property
    def codebook_id(self) -> CodebookId:
        """The codebook version it is reviewed under."""
        return self.around.codebook_id(self.codings)

    @property
    def codebook(self) -> Codebook:
        """The codebook it is reviewed under."""
        return self.around.codebooks[self.codebook_id]

    @property
    def is_case(self) -> bool:
        """Tell whether there are two finished codings to compare."""
        return len(self.codings) > 1

    @property
    def acceptance(self) -> Ruling | None:
        """The acceptance of the unanimous values that is in force."""
        found = [ruling for ruling in in_force(self.rulings) if ruling.source is RulingSource.UNANIMOUS]
        return found[-1] if found else None

    def with_entities(self, entities: Iterable[Entity]) -> Material:
        """Return the material as it would be with these records of gold, rulings and decisions stored."""
        entities = tuple(entities)
        rulings = {ruling.id: ruling for ruling in self.rulings}
        decisions = {decision.id: decision for decision in self.decisions}
        gold = self.gold
        for entity in entities:
            if isinstance(entity, Ruling):
                rulings[entity.id] = entity
            elif isinstance(entity, AlignmentDecision):
                decisions[entity.id] = entity
            elif entity.kind == "coding" and gold is None:
                gold = Coding(entity)
        return replace(
            self,
            gold=gold.with_entities(entities) if gold else None,
            rulings=tuple(ruling for ruling in rulings.values() if not ruling.is_deleted),
            decisions=tuple(decision for decision in decisions.values() if not decision.is_deleted),
        )


def in_force(rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """Return the rulings that neither were undone nor replaced by another that was not."""
    kept = [ruling for ruling in rulings if not ruling.is_deleted]
    replaced = {ruling.replaces for ruling in kept}
    return tuple(ruling for ruling in kept if ruling.id not in replaced)


def surroundings(
    reader: Reader, project_id: ProjectId, round_id: RoundId | None, codebooks: Mapping[CodebookId, Codebook]
) -> Surroundings:
    """Return what a round's cases have in common; CodingError when there is no such round."""
    found = reader.entity("round", round_id) if round_id is not None else None
    if round_id is not None and (not isinstance(found, Round) or found.is_deleted):
        raise CodingError("The round is not in the project any more.", kept="Nothing was changed.")
    coders = {coder.id: coder for coder in reader.coders()}
    return Surroundings(project_id, found if isinstance(found, Round) else None, coders, codebooks)


def material_of(reader: Reader, around: Surroundings, article_id: ArticleId) -> Material:
    """Return one article's material; CodingError when there is no such article or nothing is coded in it."""
    found = next(materials(reader, around, [article_id]), None)
    if found is None:
        reader.article(article_id)
        raise CodingError("Nobody has coded this article in the round.", kept="Nothing was changed.")
    return found


def articles_under_review(reader: Reader, around: Surroundings) -> tuple[list[ArticleId], int]:
    """Return the articles that at least two coders have finished, in order, and how many others are coded."""
    finished: dict[ArticleId, int] = {}
    for article_id, coder_id, is_finished in reader.codings_in(around.round_id):
        is_counted = is_finished and not around.is_gold(coder_id)
        finished[article_id] = finished.get(article_id, 0) + is_counted
    found = [article_id for article_id, count in finished.items() if count > 1]
    return found, len(finished) - len(found)


def materials(
    reader: Reader, around: Surroundings, article_ids: Sequence[ArticleId] | None = None
) -> Iterator[Material]:
    """Yield the material of every article that is coded in the round, in the order of articles, a few at a time."""
    streamed = reader.codings(article_ids, rounds=[around.round_id])
    by_article = (
        (article_id, tuple(codings)) for article_id, codings in groupby(streamed, lambda one: one.header.article_id)
    )
    while batch := dict(islice(by_article, ARTICLES_AT_ONCE)):
        yield from _assembled(reader, around, batch)


def _assembled(
    reader: Reader, around: Surroundings, batch: Mapping[ArticleId, tuple[Coding, ...]]
) -> Iterator[Material]:
    ids = list(batch)
    rulings = _by_article(ruling for ruling in reader.rulings(ids) if ruling.round_id == around.round_id)
    decisions = _by_article(reader.decisions(ids))
    for article in reader.articles(ids):
        people = [coding for coding in batch[article.id] if not around.is_gold(coding.header.coder_id)]
        gold = (coding for coding in batch[article.id] if around.is_gold(coding.header.coder_id))
        yield Material(
            key=CaseKey(article.id, around.round_id),
            around=around,
            article=article,
            codings=tuple(coding for coding in people if coding.header.state is CodingState.COMPLETE),
            drafts=tuple(coding for coding in people if coding.header.state is not CodingState.COMPLETE),
            gold=next(gold, None),
            rulings=tuple(rulings.get(article.id, ())),
            decisions=tuple(decisions.get(article.id, ())),
        )


def _by_article(records: Iterable[T]) -> dict[ArticleId, list[T]]:
    found: dict[ArticleId, list[T]] = {}
    for record in records:
        found.setdefault(record.article_id, []).append(record)
    return found
