"""Which codings of a round enter its figures of agreement, and which do not and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from annotator.agreement.alignment import Decision
from annotator.agreement.layers import CodedArticle
from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coder, Coding, CodingState
from annotator.domain.errors import CodingError
from annotator.domain.figures import Exclusion, ExclusionKind
from annotator.domain.ids import ArticleId, CodebookId, CoderId, RoundId

if TYPE_CHECKING:
    from annotator.store.reader import Reader

OUTSIDE = "Outside any round"
FIRST, SECOND = CoderId("earlier"), CoderId("later")
"""Stand for one coder's two codings of an article, where a coder is compared with themselves."""

Place: TypeAlias = tuple[RoundId | None, ArticleId, CoderId]


@dataclass(frozen=True)
class Ground:
    """What has to be known before codings are read: every codebook, oldest first, and the codings left out.

    ``current`` is the version new codings use; ``apart`` the codings that went on in copies nobody has settled.
    """

    codebooks: Mapping[CodebookId, Codebook]
    current: CodebookId
    apart: frozenset[Place]


@dataclass(frozen=True)
class ArticleFacts:
    """What a unit's line says of its article; ``monday`` is None where no coding says when it was completed."""

    title: str
    source: str
    monday: dt.date | None
    version: str
    own_coder: CoderId | None = None
    """The coder compared with themselves, None where coders are compared with each other."""

    @property
    def week(self) -> str:
        """The ISO week of the later completion, for example "2026-W07"."""
        return "" if self.monday is None else f"{self.monday:%G-W%V}"


@dataclass
class CodedRound:
    """The codings of a round that can be compared.

    ``articles`` are coded by two coders or more; ``with_gold`` have gold and at least one coder. ``facts`` go with
    either, by place in the sequence.
    """

    name: str
    codebook: Codebook
    codebook_id: CodebookId
    coders: tuple[Coder, ...]
    gold: Coder | None
    articles: list[CodedArticle] = field(default_factory=list)
    facts: list[ArticleFacts] = field(default_factory=list)
    with_gold: list[CodedArticle] = field(default_factory=list)
    gold_facts: list[ArticleFacts] = field(default_factory=list)
    exclusions: tuple[Exclusion, ...] = ()


class _Refused:
    """Counts codings left out, by reason and coder."""

    def __init__(self) -> None:
        self._counts: Counter[ExclusionKind] = Counter()

    def add(self, kind: ExclusionKind, count: int = 1) -> None:
        """Count codings."""
        self._counts[kind] += count

    def all(self) -> tuple[Exclusion, ...]:
        """Return the reasons there were."""
        return tuple(
            Exclusion(kind, self._counts[kind], _sentence(kind, self._counts[kind]))
            for kind in ExclusionKind
            if self._counts[kind]
        )


_SENTENCES = {
    ExclusionKind.DRAFT: "{codings} not declared complete, so nothing is known of what is not coded in {them}.",
    ExclusionKind.OPEN_GOLD: "{gold} not compared with while rulings are still open.",
    ExclusionKind.DIVERGENCE: "{codings} left out because copies went on apart and nobody has settled which counts.",
    ExclusionKind.ALONE: "{codings} of an article nobody else has completed.",
    ExclusionKind.OTHER_CODEBOOK: "{codings} made under another codebook.",
}


def _sentence(kind: ExclusionKind, count: int) -> str:
    is_one = count == 1
    verb = "is" if is_one else "are"
    if kind is ExclusionKind.OTHER_CODEBOOK:
        verb = "was" if is_one else "were"
    codings = f"{count} {'coding' if is_one else 'codings'} {verb}"
    gold = f"Gold of {count} {'article' if is_one else 'articles'} is"
    return _SENTENCES[kind].format(codings=codings, gold=gold, them="it" if is_one else "them")


def coded_round(
    reader: Reader,
    ground: Ground,
    round_id: RoundId | None,
    *,
    only: frozenset[CoderId] = frozenset(),
) -> CodedRound:
    """Return what can be compared in a round, or outside rounds; of some coders only where they are named.

    Raises CodingError when there is no such round.
    """
    name, wanted = _round_name(reader, round_id)
    refused = _Refused()
    codings = [one for one in reader.codings(rounds=[round_id]) if not one.is_empty]
    people = {coder.id: coder for coder in reader.coders()}
    gold_ids = frozenset(coder.id for coder in people.values() if coder.is_gold)
    if only:
        codings = [one for one in codings if one.header.coder_id in only or one.header.coder_id in gold_ids]
    entering = list(_entering(codings, ground.apart, refused, gold_ids))
    codebook_id = wanted or _newest(entering, ground)
    codebook = ground.codebooks[codebook_id]
    comparable = [one for one in entering if ground.codebooks[one.header.codebook_id].id == codebook.id]
    refused.add(ExclusionKind.OTHER_CODEBOOK, len(entering) - len(comparable))
    present = dict.fromkeys(one.header.coder_id for one in comparable)
    of_people = [people.get(coder) or Coder(id=coder, name=str(coder)) for coder in present]
    coders = sorted((one for one in of_people if not one.is_gold), key=lambda coder: (coder.name.casefold(), coder.id))
    gold = next((one for one in of_people if one.is_gold), None)
    found = CodedRound(name, codebook, codebook_id, tuple(coders), gold)
    _gather(reader, found, comparable, refused, ground)
    found.exclusions = refused.all()
    return found


def repeated_codings(reader: Reader, ground: Ground, round_id: RoundId | None) -> CodedRound:
    """Return each coder's codings of a round beside the same coder's last coding of that article in another round."""
    base = coded_round(reader, ground, round_id)
    by_place: dict[tuple[ArticleId, CoderId], list[Coding]] = {}
    for coding in _entering((one for one in reader.codings() if not one.is_empty), ground.apart, _Refused()):
        is_same_book = ground.codebooks[coding.header.codebook_id].id == base.codebook.id
        if is_same_book and (base.gold is None or coding.header.coder_id != base.gold.id):
            by_place.setdefault((coding.header.article_id, coding.header.coder_id), []).append(coding)
    found = CodedRound(base.name, base.codebook, base.codebook_id, base.coders, None)
    articles = {one.id: one for one in reader.articles(list({article for article, _ in by_place}))}
    for (article_id, coder_id), several in by_place.items():
        own = [one for one in several if one.header.round_id == round_id]
        others = sorted((one for one in several if one.header.round_id != round_id), key=_completion)
        if own and others and article_id in articles:
            pair = sorted((own[0], others[-1]), key=_completion)
            article = articles[article_id]
            decisions = _decisions(reader, [article_id]).get(article_id, ())
            found.articles.append(
                CodedArticle(article_id, len(article.text), dict(zip((FIRST, SECOND), pair, strict=True)), decisions)
            )
            found.facts.append(_facts(article, pair, ground, coder_id))
    return found


def _round_name(reader: Reader, round_id: RoundId | None) -> tuple[str, CodebookId | None]:
    if round_id is None:
        return OUTSIDE, None
    found = next((one for one in reader.rounds() if one.id == round_id), None)
    if found is None:
        raise CodingError(f"The project has no round {round_id}.", remedy="See: annotator round list")
    return found.name, found.codebook_id


def _entering(
    codings: Iterable[Coding], apart: frozenset[Place], refused: _Refused, gold: frozenset[CoderId] = frozenset()
) -> Iterator[Coding]:
    for coding in codings:
        header = coding.header
        if (header.round_id, header.article_id, header.coder_id) in apart:
            refused.add(ExclusionKind.DIVERGENCE)
        elif header.state is not CodingState.COMPLETE:
            refused.add(ExclusionKind.OPEN_GOLD if header.coder_id in gold else ExclusionKind.DRAFT)
        else:
            yield coding


def _newest(codings: Sequence[Coding], ground: Ground) -> CodebookId:
    used = {one.header.codebook_id for one in codings}
    return next((one for one in reversed(tuple(ground.codebooks)) if one in used), ground.current)


def _gather(reader: Reader, found: CodedRound, codings: Sequence[Coding], refused: _Refused, ground: Ground) -> None:
    by_article: dict[ArticleId, dict[CoderId, Coding]] = {}
    for coding in codings:
        by_article.setdefault(coding.header.article_id, {})[coding.header.coder_id] = coding
    order = [coder.id for coder in found.coders]
    decisions = _decisions(reader, list(by_article))
    for article in reader.articles(list(by_article)):
        present = by_article[article.id]
        people = {coder: present[coder] for coder in order if coder in present}
        known = decisions.get(article.id, ())
        facts = _facts(article, list(people.values()), ground)
        gold = present.get(found.gold.id) if found.gold else None
        if gold is not None and found.gold is not None and people:
            both = {found.gold.id: gold, **people}
            found.with_gold.append(CodedArticle(article.id, len(article.text), both, known))
            found.gold_facts.append(facts)
        if len(people) > 1:
            found.articles.append(CodedArticle(article.id, len(article.text), people, known))
            found.facts.append(facts)
        else:
            refused.add(ExclusionKind.ALONE, len(people))


def _decisions(reader: Reader, articles: list[ArticleId]) -> dict[ArticleId, tuple[Decision, ...]]:
    found: dict[ArticleId, tuple[Decision, ...]] = {}
    for one in reader.decisions(articles):
        found[one.article_id] = (*found.get(one.article_id, ()), Decision(one.decision, frozenset(one.reports)))
    return found


def _facts(
    article: Article, codings: Sequence[Coding], ground: Ground, own_coder: CoderId | None = None
) -> ArticleFacts:
    times = [one.header.completed_at for one in codings if one.header.completed_at is not None]
    last = max(times).astimezone(dt.UTC).date() if times else None
    monday = None if last is None else last - dt.timedelta(days=last.weekday())
    versions = sorted({ground.codebooks[one.header.codebook_id].version for one in codings})
    version = " and ".join(str(one) for one in versions)
    return ArticleFacts(article.metadata.title, article.metadata.source, monday, version, own_coder)


def _completion(coding: Coding) -> tuple[dt.datetime, str]:
    return (coding.header.completed_at or dt.datetime.min.replace(tzinfo=dt.UTC), coding.header.id)
