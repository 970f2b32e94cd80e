"""Which article of the project a foreign article is: by its text, else by its name if the words agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

from annotator.domain.article import Article
from annotator.domain.errors import ArticleRefusedError
from annotator.domain.ids import ArticleId
from annotator.domain.text import stored_form, text_hash
from annotator.formats.codings.foreign import Counting, ForeignArticle, ForeignCoding
from annotator.formats.codings.offsets import Settled, settled

if TYPE_CHECKING:
    from annotator.store.reader import Reader


class MatchKind(StrEnum):
    """How an article was found, or that it was not."""

    TEXT = "text"
    NAME = "name"
    ABSENT = "absent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Match:
    """The article, how it was found, and for one that was not the reason."""

    kind: MatchKind
    article: Article | None = None
    reason: str = ""


class ArticleMatcher:
    """Finds articles of the project as it is now; good for one reading of it."""

    def __init__(self, reader: Reader, codings: Sequence[ForeignCoding]) -> None:
        self._hashes = {coding.article: _hash_of(coding.article) for coding in codings}
        by_hash = reader.article_hashes({sha256 for sha256 in self._hashes.values() if sha256})
        self._ids_by_name: dict[str, list[ArticleId]] = {}
        if any(self._hashes[coding.article] not in by_hash for coding in codings):
            for article in reader.articles():
                for name in {article.id, article.file_name, PurePath(article.file_name).name} - {""}:
                    self._ids_by_name.setdefault(name, []).append(article.id)
        wanted = {*by_hash.values(), *self._ids_named(coding.article for coding in codings)}
        self._articles = {article.id: article for article in reader.articles(sorted(wanted))}
        self._by_hash = by_hash

    def match(self, coding: ForeignCoding, counting: Counting) -> Match:
        """Return the article a coding is about.

        A text with the same hash is the article. Otherwise one that has the foreign article's id or file name is it if
        every quote of the file stands where the file says; a table of answers without any quote is trusted to name it.
        """
        foreign = coding.article
        sha256 = self._hashes[foreign]
        if sha256 in self._by_hash:
            return Match(MatchKind.TEXT, self._articles[self._by_hash[sha256]])
        named = self._named(foreign)
        if not named:
            return Match(MatchKind.ABSENT, reason="The project has no such article.")
        if len(named) > 1:
            return Match(MatchKind.REFUSED, reason=f"{len(named)} articles of the project are called “{foreign.name}”.")
        article = self._articles[named[0]]
        if foreign.sha256 and foreign.text is None:
            return Match(MatchKind.ABSENT, reason="The project's article of this name has another text.")
        return _if_words_agree(coding, article, counting)

    def _named(self, foreign: ForeignArticle) -> list[ArticleId]:
        for name in (foreign.article_id, foreign.name, PurePath(foreign.name).name):
            if name in self._ids_by_name:
                return list(dict.fromkeys(self._ids_by_name[name]))
        return []

    def _ids_named(self, articles: Iterable[ForeignArticle]) -> Iterable[ArticleId]:
        return (article_id for article in articles for article_id in self._named(article))


def spans_in(coding: ForeignCoding, article: Article, counting: Counting) -> list[Settled]:
    """Return the spans of a coding's marks in an article of the project, or for each why it has none.

    Offsets are about the file's own text only where that is the article's; in an article found by name they must fit
    its text as it is stored.
    """
    foreign = coding.article
    is_same = foreign.text is not None and _hash_of(foreign) == article.sha256
    raw = foreign.text if is_same and foreign.text is not None else article.text
    return settled(raw, article.text, coding.marks, counting)


def _if_words_agree(coding: ForeignCoding, article: Article, counting: Counting) -> Match:
    quoted = [mark for mark in coding.marks if mark.quote]
    if quoted:
        for mark, spans in zip(coding.marks, spans_in(coding, article, counting), strict=True):
            if mark.quote and mark.spans and isinstance(spans, str):
                reason = f"The project's article “{article.file_name or article.id}” has another text: {spans}"
                return Match(MatchKind.REFUSED, reason=reason)
        return Match(MatchKind.NAME, article)
    if coding.article.text is not None:
        return Match(MatchKind.ABSENT, reason="The project's article of this name has another text.")
    if any(mark.spans for mark in coding.marks):
        return Match(MatchKind.REFUSED, reason="Only a name says which article is meant, and no words confirm it.")
    return Match(MatchKind.NAME, article)


def _hash_of(article: ForeignArticle) -> str:
    """Return the hash of the text in stored form, the one the file gives where it has no text, or nothing."""
    if article.text is None:
        return article.sha256
    try:
        return text_hash(stored_form(article.text))
    except ArticleRefusedError:
        return ""
