"""The tables of a project file, as SQLAlchemy Core tables.

Column names equal the field names of the domain values. Nothing here is particular to one database except the
``sqlite_…`` hints, which others pass over. The object-relational half of SQLAlchemy is not used: no object of the
application is bound to a session, and loading it would cost a tenth of the start.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import (
    JSON,
    REAL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    func,
)

SCHEMA_VERSION = 1
"""The schema this program writes: the number of the newest migration, and the file's ``user_version``."""

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

METADATA = MetaData(naming_convention=NAMING_CONVENTION)


class RecordsAsText(TypeDecorator[Any]):
    """Lists and records of the domain as JSON in a text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Return the JSON that pydantic writes."""
        return to_json(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return lists and dictionaries; the record they belong to validates them, and refuses what is no JSON."""
        try:
            return from_json(value)
        except ValueError:
            return value


class TimeAsText(TypeDecorator[Any]):
    """A moment as ISO 8601, as history writes it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        """Return the text."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the moment; the record it belongs to refuses a text that is none."""
        try:
            return None if value is None else dt.datetime.fromisoformat(value)
        except ValueError:
            return value


def revision_name(version: int) -> str:
    """Return the migration's name for a schema version, for example ``0001``."""
    return f"{version:04d}"


def _table(name: str, *parts: Any) -> Table:
    return Table(name, METADATA, *parts, sqlite_strict=True)


def _key() -> Column[str]:
    return Column("id", Text, primary_key=True)


def _text(name: str, *parts: Any, **options: Any) -> Column[str]:
    return Column(name, Text, *parts, nullable=False, **options)


def _refers_to(name: str, key: str, **options: Any) -> Column[str]:
    return Column(name, Text, ForeignKey(key), nullable=False, **options)


def _may_refer_to(name: str, key: str) -> Column[str | None]:
    return Column(name, Text, ForeignKey(key))


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _belongs_to_coding() -> Column[str]:
    return _refers_to("coding_id", "coding.id", index=True)


def _tombstone() -> Column[bool]:
    return _flag("is_deleted")


PROJECT = _table(
    "project",
    Column("id", Integer, primary_key=True),
    _text("uuid"),
    _text("name"),
    _number("head"),
    _text("head_hash"),
    _text("created_at"),
    CheckConstraint("id = 1", name="single"),
)
"""The project itself, one row: ``head`` counts its events, ``head_hash`` is the last one's hash."""

ARTICLE_IMPORT = _table(
    "article_import", _key(), _text("source"), _number("article_count"), _text("digest"), _tombstone()
)
"""One act of importing; its articles are visible while it is not deleted."""

ARTICLE = _table(
    "article",
    Column("row_number", Integer, primary_key=True),
    _text("id", unique=True),
    _refers_to("import_id", "article_import.id", index=True),
    Column("published_order", BigInteger, nullable=False),
    _text("published"),
    _text("published_as_written"),
    _text("title"),
    _text("author"),
    _text("source"),
    _text("url"),
    _flag("is_sample"),
    _text("file_name"),
    _number("header_end"),
    _text("sha256", index=True),
    _text("text"),
    Index("ix_article_queue", "published_order", "id", "import_id"),
)
"""An article; ``published`` is ISO 8601 as the source gave it, ``published_order`` seconds for sorting.

The text comes last, so that lists never read the pages it spills over to.
"""

CODER = _table("coder", _key(), _text("name"), _flag("is_gold"), _tombstone())
"""A person who codes, or gold."""

CODEBOOK = _table("codebook", _key(), _text("name"), _number("version"), _text("source"), _text("sha256"), _tombstone())
"""A version of a codebook, as its YAML."""

CODING_ROUND = _table(
    "coding_round",
    _key(),
    _text("name"),
    _refers_to("codebook_id", "codebook.id"),
    _flag("is_blind"),
    _flag("allows_proposals"),
    _number("seed"),
    Column("sample_share", REAL, nullable=False),
    _text("state"),
    _tombstone(),
    CheckConstraint("state IN ('running', 'released')", name="state"),
)
"""A round of coding; "round" alone is a function's name in SQL."""

ASSIGNMENT = _table(
    "assignment",
    _key(),
    _refers_to("round_id", "coding_round.id"),
    _refers_to("article_id", "article.id", index=True),
    _refers_to("coder_id", "coder.id"),
    _number("position"),
    _tombstone(),
    Index("ix_assignment_queue", "round_id", "coder_id", "position"),
)
"""An article given to a coder in a round."""

CODING = _table(
    "coding",
    _key(),
    _refers_to("article_id", "article.id", index=True),
    _refers_to("coder_id", "coder.id"),
    _refers_to("codebook_id", "codebook.id"),
    _may_refer_to("round_id", "coding_round.id"),
    _text("state"),
    Column("completed_at", TimeAsText),
    _tombstone(),
    CheckConstraint("state IN ('draft', 'complete')", name="state"),
)
"""One coder's coding of one article in a round or outside any: its header."""

REPORT = _table("report", _key(), _belongs_to_coding(), _number("position"), _tombstone())
"""One incident as told by one article."""

REPORT_GROUP = _table(
    "report_group",
    _key(),
    _belongs_to_coding(),
    _refers_to("report_id", "report.id"),
    _text("level"),
    _number("position"),
    _tombstone(),
)
"""One repeat of a repeating part of a report."""

CODED_VALUE = _table(
    "coded_value",
    _key(),
    _belongs_to_coding(),
    _may_refer_to("report_id", "report.id"),
    _may_refer_to("group_id", "report_group.id"),
    _text("field"),
    _text("status"),
    Column("content", JSON(none_as_null=True)),
    _text("missing_evidence_reason"),
    _tombstone(),
    CheckConstraint("status IN ('coded', 'not_mentioned', 'unclear', 'not_applicable')", name="status"),
)
"""What was coded in one field; ``content`` is the typed value as JSON."""

EVIDENCE = _table(
    "evidence",
    _key(),
    _belongs_to_coding(),
    _refers_to("value_id", "coded_value.id"),
    _number("start"),
    _number("end"),
    _text("quote"),
    _text("prefix"),
    _text("suffix"),
    _text("stance"),
    _tombstone(),
    CheckConstraint('start >= 0 AND "end" > start', name="span"),
)
"""A span that bears on a value, half-open, in code points of the article's text."""

NOTE = _table(
    "note", _key(), _belongs_to_coding(), _text("subject_id"), _text("text"), _text("rule"), _flag("is_flagged"),
    _tombstone(),
)  # fmt: skip
"""A coder's remark on some part of a coding."""

ALIGNMENT_DECISION = _table(
    "alignment_decision",
    _key(),
    _refers_to("article_id", "article.id", index=True),
    _refers_to("reviewer_id", "coder.id"),
    _text("decision"),
    Column("reports", RecordsAsText, nullable=False),
    _tombstone(),
    CheckConstraint("decision IN ('same', 'apart')", name="decision"),
)
"""A person's word that reports are one incident, or are not."""

RULING = _table(
    "ruling",
    _key(),
    _may_refer_to("round_id", "coding_round.id"),
    _refers_to("article_id", "article.id", index=True),
    _refers_to("reviewer_id", "coder.id"),
    _refers_to("codebook_id", "codebook.id"),
    Column("at", TimeAsText, nullable=False),
    Column("disagreement", Text),
    _text("field"),
    Column("sides", RecordsAsText, nullable=False),
    _text("source"),
    Column("taken_from", RecordsAsText, nullable=False),
    Column("reason", Text),
    _text("note"),
    Column("gold_ids", RecordsAsText, nullable=False),
    _may_refer_to("replaces", "ruling.id"),
    _flag("is_sampled"),
    _tombstone(),
)
"""A reviewer's decision; the lists in it are JSON, as history has them."""

RECIPE = _table("recipe", _key(), _text("name"), Column("choice", RecordsAsText, nullable=False), _tombstone())
"""What to export, under a name."""

PACKET_ORIGIN = _table(
    "packet_origin",
    _key(),
    _text("project_id"),
    _text("project_name"),
    _refers_to("round_id", "coding_round.id"),
    _refers_to("coder_id", "coder.id"),
    _number("head"),
    _text("head_hash"),
    _tombstone(),
)
"""In a packet only, one row: the project it was made from."""

PACKET_MERGE = _table(
    "packet_merge",
    _key(),
    _text("packet_id", index=True),
    _refers_to("coder_id", "coder.id"),
    _refers_to("round_id", "coding_round.id"),
    _number("head"),
    _text("head_hash"),
    _number("origin_head"),
    _number("merged_at"),
    _number("event_count"),
    _text("digest"),
    _text("file_name"),
    Column("whole", RecordsAsText, nullable=False),
    _tombstone(),
)
"""One merging of a packet."""

DIVERGENCE = _table(
    "divergence",
    _key(),
    _refers_to("round_id", "coding_round.id"),
    _refers_to("article_id", "article.id", index=True),
    _refers_to("coder_id", "coder.id"),
    Column("copies", RecordsAsText, nullable=False),
    _text("settled_by"),
    _tombstone(),
)
"""A coding that went on in two copies."""

EVENT = _table(
    "event",
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _text("id", unique=True),
    _text("at"),
    _may_refer_to("coder_id", "coder.id"),
    _may_refer_to("article_id", "article.id"),
    _text("line"),
    _text("kind"),
    _text("verb"),
    _text("label"),
    _may_refer_to("undoes", "event.id"),
    _text("previous_hash"),
    _text("hash"),
    _text("changes"),
    CheckConstraint("kind IN ('do', 'undo', 'redo')", name="kind"),
    Index("ix_event_scope", "article_id", "coder_id", "line", "sequence", "kind"),
)
"""One event of history; ``changes`` is the exact JSON that the hash covers."""

TRAVELLED_EVENT = _table(
    "travelled_event",
    _refers_to("merge_id", "packet_merge.id", primary_key=True),
    _text("id", primary_key=True),
    _number("sequence"),
    _text("at"),
    Column("coder_id", Text),
    Column("article_id", Text),
    _text("line"),
    _text("kind"),
    _text("verb"),
    _text("label"),
    Column("undoes", Text),
    _text("previous_hash"),
    _text("hash"),
    _text("changes"),
    Index("ix_travelled_event_article_id", "article_id", "coder_id", "line"),
)
"""An event of a packet's own history, kept as it was when the packet was merged; it refers to nothing here."""

ALEMBIC_VERSION = Table("alembic_version", METADATA, Column("version_num", String(32), primary_key=True))
"""Alembic's own table, as Alembic itself would make it."""
# Alembic gives the key this name whatever the naming convention says.
ALEMBIC_VERSION.primary_key.name = "alembic_version_pkc"


def _only_one_live(name: str, table: Table, *columns: Any) -> None:
    # A hint for another database here would load its dialect at every start.
    Index(name, *columns, unique=True, sqlite_where=~table.c.is_deleted)


_only_one_live("uq_coder_live_name", CODER, CODER.c.name)
_only_one_live("uq_coding_live", CODING, CODING.c.coder_id, CODING.c.article_id, func.coalesce(CODING.c.round_id, ""))
_only_one_live("uq_assignment_live", ASSIGNMENT, ASSIGNMENT.c.round_id, ASSIGNMENT.c.article_id, ASSIGNMENT.c.coder_id)
_only_one_live("uq_coding_round_live_name", CODING_ROUND, CODING_ROUND.c.name)
_only_one_live("uq_recipe_live_name", RECIPE, RECIPE.c.name)
_only_one_live(
    "uq_coded_value_live_slot",
    CODED_VALUE,
    CODED_VALUE.c.coding_id,
    func.coalesce(CODED_VALUE.c.report_id, ""),
    func.coalesce(CODED_VALUE.c.group_id, ""),
    CODED_VALUE.c.field,
)
