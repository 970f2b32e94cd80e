"""Articles in bulk: in by the thousand, out in a stream."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Select, select

from annotator.domain.article import Article, ArticleImport
from annotator.domain.errors import CodingError
from annotator.domain.ids import ArticleId
from annotator.domain.text import text_hash
from annotator.store.mapping import article_row, articles_from
from annotator.store.rows_in_bulk import rows_named
from annotator.store.schema import ARTICLE, ARTICLE_IMPORT

INSERTED_AT_ONCE = 1_000
NAMED_AT_ONCE = 500
"""Values in one IN list."""
TEXTS_AT_ONCE = 100

T = TypeVar("T")


class ImportDigest:
    """The SHA-256 over the ids and text hashes of an import's articles, in order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.count = 0

    def add(self, article_id: str, sha256: str) -> None:
        """Take in the next article."""
        self._hash.update(f"{article_id} {sha256}\n".encode())
        self.count += 1

    def hexdigest(self) -> str:
        """Return the digest so far, 64 hexadecimal digits."""
        return self._hash.hexdigest()


def digest_of(articles: Iterable[Article]) -> str:
    """Return the import digest of these articles."""
    digest = ImportDigest()
    for article in articles:
        digest.add(article.id, article.sha256)
    return digest.hexdigest()


def article_problems(connection: Connection) -> Iterator[str]:
    """Yield what is wrong: a text has another hash, an import other articles than it was made with."""
    digests = {row.id: ImportDigest() for row in connection.execute(select(ARTICLE_IMPORT.c.id))}
    texts = select(ARTICLE.c.id, ARTICLE.c.import_id, ARTICLE.c.sha256, ARTICLE.c.text).order_by(ARTICLE.c.row_number)
    for article_id, import_id, sha256, text in connection.execute(
        texts, execution_options={"yield_per": NAMED_AT_ONCE}
    ):
        digests.setdefault(import_id, ImportDigest()).add(article_id, sha256)
        if text_hash(text) != sha256:
            yield f"The text of article {article_id} was altered: its hash does not fit."
    for row in connection.execute(select(ARTICLE_IMPORT)):
        found = digests[row.id]
        if (found.count, found.hexdigest()) != (row.article_count, row.digest):
            yield f"The articles of import {row.id} are not those it was made with."


def insert_articles(
    connection: Connection,
    articles_import: ArticleImport,
    articles: Iterable[Article],
    progress: Callable[[int], None] | None,
) -> ImportDigest:
    """Insert an import's articles and return their digest; ``progress`` gets the number done so far.

    Raises CodingError for an article that says it belongs to another import.
    """
    digest = ImportDigest()
    for batch in batches(articles, INSERTED_AT_ONCE):
        for article in batch:
            if article.import_id != articles_import.id:
                raise CodingError(f"Article {article.id} belongs to another import than {articles_import.id}.")
            digest.add(article.id, article.sha256)
        connection.execute(ARTICLE.insert(), [article_row(article) for article in batch])
        if progress is not None:
            progress(digest.count)
    return digest


def is_live() -> ColumnElement[bool]:
    """The articles whose import was not taken back."""
    # NOT IN a list that is nearly always empty keeps the scan within the queue's index, where a join would look up
    # the import of every article.
    return ARTICLE.c.import_id.not_in(select(ARTICLE_IMPORT.c.id).where(ARTICLE_IMPORT.c.is_deleted))


_LIVE = is_live()
_PLACE = itemgetter(*(ARTICLE.columns.keys().index(name) for name in ("published_order", "id")))
"""Where a row of the table stands in the order of the queue."""


def in_order(statement: Select[Any]) -> Select[Any]:
    """Return the statement in the order of the queue: by publication, the unknown last, then by id."""
    return statement.order_by(ARTICLE.c.published_order, ARTICLE.c.id)


def row_numbers(connection: Connection, statement: Select[int]) -> list[int]:
    """Return the numbers that a statement of one column finds.

    Fetched a few hundred at a time: a hundred thousand one-number tuples at once would set off collection after
    collection of garbage and take four times as long.
    """
    parts = connection.execute(statement).scalars().partitions(NAMED_AT_ONCE)
    return [number for part in parts for number in part]


def article_named(connection: Connection, article_id: ArticleId) -> Article:
    """Return one live article; CodingError naming the id when there is none."""
    found = _articles(connection, ARTICLE.c.id, [article_id])
    if not found:
        raise CodingError(f"The project has no article {article_id}.")
    return found[0]


def stream_articles(connection: Connection, ids: Sequence[ArticleId] | None) -> Iterator[Article]:
    """Yield live articles, all or those named, in order, a few at a time in memory."""
    if ids is not None and len(set(ids)) <= TEXTS_AT_ONCE:
        yield from _articles(connection, ARTICLE.c.id, list(set(ids)))
        return
    if ids is None:
        ordered = row_numbers(connection, in_order(select(ARTICLE.c.row_number).where(is_live())))
    else:
        ordered = [row.row_number for row in named_in_order(connection, ids)]
    for batch in batches(ordered, TEXTS_AT_ONCE):
        yield from _articles(connection, ARTICLE.c.row_number, batch)


def _articles(connection: Connection, column: Column[Any], names: Sequence[Any]) -> list[Article]:
    """Return the live articles with one of these names in a column, in order."""
    return articles_from(sorted(rows_named(connection, column, names, _LIVE), key=_PLACE))


def named_in_order(connection: Connection, ids: Iterable[ArticleId]) -> list[Any]:
    """Return ``(published_order, id, row_number)`` of the named live articles, in order."""
    found: list[Any] = []
    for batch in batches(set(ids), NAMED_AT_ONCE):
        columns = select(ARTICLE.c.published_order, ARTICLE.c.id, ARTICLE.c.row_number)
        found += connection.execute(columns.where(ARTICLE.c.id.in_(batch), is_live())).all()
    return sorted(found, key=lambda row: (row.published_order, row.id))


def hashes_present(connection: Connection, hashes: Collection[str]) -> dict[str, ArticleId]:
    """Return which of these text hashes live articles have, each with one such article."""
    present: dict[str, ArticleId] = {}
    for batch in batches(hashes, NAMED_AT_ONCE):
        columns = select(ARTICLE.c.sha256, ARTICLE.c.id)
        for sha256, article_id in connection.execute(columns.where(ARTICLE.c.sha256.in_(batch), is_live())).all():
            present.setdefault(sha256, article_id)
    return present


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most ``size``."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
