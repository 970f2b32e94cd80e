"""Between domain values and rows: which table keeps which kind, and how each column is written and read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json
from sqlalchemy import JSON, Table, bindparam, select

from annotator.domain import content_json
from annotator.domain.article import Article, ArticleImport, Metadata
from annotator.domain.coding import CodebookVersion, Coder, CodingHeader, Evidence, Group, Note, Report, Value
from annotator.domain.content_json import content_to_json
from annotator.domain.entities import Entity
from annotator.domain.packets import Divergence, PacketMerge, PacketOrigin
from annotator.domain.recipe import Recipe
from annotator.domain.review import AlignmentDecision, Ruling
from annotator.domain.rounds import Assignment, Round
from annotator.domain.values import Content
from annotator.store import schema
from annotator.store.quick_records import UNUSUAL, QuickRecords

Row = Sequence[Any]

UNKNOWN_LAST = 2**62
"""Where articles without a publication date sort."""


class DamagedRecordError(ValueError):
    """A row cannot be what this program stored; turned into a ProjectError that names the file where reading ends."""


class Mapper:
    """One kind of entity, the table that keeps it and the statements for one record, built once for speed."""

    def __init__(self, entity: type[Any], table: Table) -> None:
        self.kind: str = entity.model_fields["kind"].default
        self.entity = entity
        self.table = table
        self.columns: tuple[str, ...] = tuple(self.table.columns.keys())
        self.find = select(self.table).where(self.table.c.id == bindparam("wanted"))
        self.insert = self.table.insert()
        self.update = self.table.update().where(self.table.c.id == bindparam("wanted"))
        self._columns_of = attrgetter(*self.columns)
        self._plain = {
            place: _PLAIN[type(column.type)]
            for place, column in enumerate(table.columns)
            if type(column.type) in _PLAIN
        }
        self._many: TypeAdapter[list[Entity]] = TypeAdapter(list[entity])  # type: ignore[valid-type]
        self._quick = _quick_records(entity, self.columns)

    def row(self, entity: Entity) -> dict[str, Any]:
        """Return the entity's columns."""
        return {name: getattr(entity, name) for name in self.columns}

    def replacement(self, entity: Entity) -> dict[str, Any]:
        """Return what `update` takes.

        Without the id: SQLite would look for every row that refers to it, as if it could have changed.
        """
        row = self.row(entity)
        return row | {"wanted": row.pop("id")}

    def plain_row(self, entity: Entity) -> list[Any]:
        """Return the entity's columns as the driver takes them."""
        row = list(self._columns_of(entity))
        for place, as_text in self._plain.items():
            row[place] = as_text(row[place])
        return row

    def entities(self, said: list[dict[str, Any]]) -> list[Entity]:
        """Return the entities that history says; DamagedRecordError when one is none."""
        try:
            return self._many.validate_python(said)
        except ValidationError as error:
            raise DamagedRecordError(f"a {self.kind} of history cannot be read") from error

    def values(self, rows: Iterable[Row]) -> list[Entity]:
        """Return the entities of rows of ``columns``, as the driver or as SQLAlchemy gives them.

        Raises DamagedRecordError for a row that is none.
        """
        rows = list(rows)
        if self._quick is not None:
            try:
                return self._quick.made(rows)
            except UNUSUAL:
                pass  # pydantic takes such rows or refuses them, and knows which
        return self._checked(rows)

    def _checked(self, rows: Sequence[Row]) -> list[Entity]:
        """Return the entities of rows; checked all at once, which is twice as fast as one by one."""
        try:
            return self._many.validate_python([self._said_by(row) for row in rows])
        except ValidationError as error:
            place = int(error.errors(include_input=False)[0]["loc"][0])
            raise self._damage(rows[place]) from error

    def _said_by(self, row: Row) -> dict[str, Any]:
        said = dict(zip(self.columns, row, strict=True))
        if isinstance(content := said.get("content"), str):
            try:
                said["content"] = content_from_json(content)
            except DamagedRecordError as error:
                raise self._damage(row) from error
        return said

    def _damage(self, row: Row) -> DamagedRecordError:
        return DamagedRecordError(f"a stored {self.kind} cannot be read ({row[self.columns.index('id')]})")

    def value(self, row: Row) -> Entity:
        """Return the entity of a row of ``columns``."""
        return self.values([row])[0]


def _quick_records(entity: type[Any], columns: Sequence[str]) -> QuickRecords | None:
    """Return the quick way for a kind; None for kinds with fields that need a closer look, of which there are few."""
    try:
        return QuickRecords(entity, columns, content_json.content_from_json)
    except TypeError:
        return None


def content_from_json(text: str) -> Content:
    """Return the content that was stored as ``text``; DamagedRecordError for a text that is none."""
    try:
        return content_json.content_from_json(text)
    except ValidationError as error:
        raise DamagedRecordError("the content of a stored value cannot be read") from error


@lru_cache(maxsize=16_384)
def is_plain_content(text: str) -> bool:
    """Tell whether a content was stored just as it would be stored again; ValueError for a text that is none."""
    return content_to_json(content_json.content_from_json(text)) == text


_PLAIN: Mapping[type[Any], Callable[[Any], str | None]] = {
    JSON: lambda content: None if content is None else content_to_json(content),
    schema.RecordsAsText: lambda records: to_json(records).decode(),
    schema.TimeAsText: lambda time: None if time is None else time.isoformat(),
}
"""The types whose values the driver does not take as they are."""


_KINDS = (
    Mapper(ArticleImport, schema.ARTICLE_IMPORT),
    Mapper(Coder, schema.CODER),
    Mapper(CodebookVersion, schema.CODEBOOK),
    Mapper(Round, schema.CODING_ROUND),
    Mapper(Assignment, schema.ASSIGNMENT),
    Mapper(CodingHeader, schema.CODING),
    Mapper(Report, schema.REPORT),
    Mapper(Group, schema.REPORT_GROUP),
    Mapper(Value, schema.CODED_VALUE),
    Mapper(Evidence, schema.EVIDENCE),
    Mapper(Note, schema.NOTE),
    Mapper(AlignmentDecision, schema.ALIGNMENT_DECISION),
    Mapper(Ruling, schema.RULING),
    Mapper(PacketOrigin, schema.PACKET_ORIGIN),
    Mapper(PacketMerge, schema.PACKET_MERGE),
    Mapper(Divergence, schema.DIVERGENCE),
    Mapper(Recipe, schema.RECIPE),
)

MAPPERS: Mapping[str, Mapper] = {mapper.kind: mapper for mapper in _KINDS}
"""Every kind of entity, parents before the records that refer to them."""


def is_same(one: Entity, other: Entity) -> bool:
    """Tell whether two records would be stored alike; equal times of different zones are not."""
    return one == other and one.model_dump_json() == other.model_dump_json()


def published_order(published: dt.datetime | dt.date | None) -> int:
    """Return seconds since the year 1, in UTC where the offset is known; the unknown sorts last.

    Whole numbers, because arithmetic on dates overflows at both ends of the calendar.
    """
    if published is None:
        return UNKNOWN_LAST
    days = published.toordinal() * 86_400
    if not isinstance(published, dt.datetime):
        return days
    offset = published.utcoffset() or dt.timedelta()
    seconds = published.hour * 3600 + published.minute * 60 + published.second
    return days + seconds - (offset.days * 86_400 + offset.seconds)


def published_from(text: str) -> dt.datetime | dt.date | None:
    """Return the publication time that was stored as ISO 8601; a bare date stays a date."""
    if not text:
        return None
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def published_day(text: str) -> dt.date | None:
    """Return the day of a stored publication time in the source's own time zone."""
    return dt.date.fromisoformat(text[:10]) if text else None


def article_row(article: Article) -> dict[str, Any]:
    """Return an article's columns, all but the row number."""
    metadata = article.metadata
    return {
        "id": article.id,
        "import_id": article.import_id,
        "published_order": published_order(metadata.published),
        "published": metadata.published.isoformat() if metadata.published else "",
        "published_as_written": metadata.published_as_written,
        "title": metadata.title,
        "author": metadata.author,
        "source": metadata.source,
        "url": metadata.url,
        "is_sample": metadata.is_sample,
        "file_name": article.file_name,
        "header_end": article.header_end,
        "sha256": article.sha256,
        "text": article.text,
    }


_ARTICLE_COLUMNS = tuple(schema.ARTICLE.columns.keys())
_OF_METADATA = tuple(name for name in _ARTICLE_COLUMNS if name in Metadata.model_fields)
_OF_ARTICLE = tuple(name for name in _ARTICLE_COLUMNS if name in Article.model_fields)
_METADATA = QuickRecords(
    Metadata,
    _OF_METADATA,
    content_json.content_from_json,
    {"published": lambda column: list(map(published_from, column))},
)
_ARTICLES = QuickRecords(
    Article,
    (*_OF_ARTICLE, "metadata"),
    content_json.content_from_json,
    {"metadata": lambda column: column},
)


def articles_from(rows: Sequence[Row]) -> list[Article]:
    """Return the articles of whole rows of the table, as the driver or as SQLAlchemy gives them.

    Raises DamagedRecordError for a row that is none.
    """
    if not rows:
        return []
    try:
        columns = dict(zip(_ARTICLE_COLUMNS, zip(*rows, strict=True), strict=True))
        metadata = _METADATA.made_of([columns[name] for name in _OF_METADATA])
        return _ARTICLES.made_of([*(columns[name] for name in _OF_ARTICLE), metadata])
    except UNUSUAL:
        return list(map(_checked_article, rows))


def _checked_article(row: Row) -> Article:
    said = dict(zip(_ARTICLE_COLUMNS, row, strict=True))
    try:
        about = {name: said[name] for name in _OF_METADATA} | {"published": published_from(said["published"])}
        return Article(metadata=Metadata(**about), **{name: said[name] for name in _OF_ARTICLE})
    except UNUSUAL as error:
        raise DamagedRecordError(f"a stored article cannot be read ({said['id']})") from error
