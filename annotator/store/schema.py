"""The tables of a project file, as typed Declarative classes used in Core statements only.

Column names equal the field names of the domain values. Nothing here is particular to one database except the
``sqlite_…`` hints, which others pass over.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA_VERSION = 1
"""The schema this program writes: the number of the newest migration, and the file's ``user_version``."""

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT: dict[str, Any] = {"sqlite_strict": True}


class Base(DeclarativeBase):
    """What every row class shares."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text(), bool: Boolean(), int: Integer()}


def table_of(row: type[Base]) -> Table:
    """Return the Core table of a row class."""
    return cast(Table, row.__table__)


def revision_name(version: int) -> str:
    """Return the migration's name for a schema version, for example ``0001``."""
    return f"{version:04d}"


class ProjectRow(Base):
    """The project itself, one row: ``head`` counts its events, ``head_hash`` is the last one's hash."""

    __tablename__ = "project"
    __table_args__ = (CheckConstraint("id = 1", name="single"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str]
    name: Mapped[str]
    head: Mapped[int]
    head_hash: Mapped[str]
    created_at: Mapped[str]


class ArticleImportRow(Base):
    """One act of importing; its articles are visible while it is not deleted."""

    __tablename__ = "article_import"
    __table_args__ = STRICT

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    article_count: Mapped[int]
    digest: Mapped[str]
    is_deleted: Mapped[bool]


class ArticleRow(Base):
    """An article; ``published`` is ISO 8601 as the source gave it, ``published_order`` seconds for sorting.

    The text comes last, so that lists never read the pages it spills over to.
    """

    __tablename__ = "article"
    __table_args__ = (Index("ix_article_queue", "published_order", "id", "import_id"), STRICT)

    row_number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("article_import.id"), index=True)
    published_order: Mapped[int] = mapped_column(BigInteger)
    published: Mapped[str]
    published_as_written: Mapped[str]
    title: Mapped[str]
    author: Mapped[str]
    source: Mapped[str]
    url: Mapped[str]
    is_sample: Mapped[bool]
    file_name: Mapped[str]
    header_end: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]


class CoderRow(Base):
    """A person who codes."""

    __tablename__ = "coder"
    __table_args__ = STRICT

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_deleted: Mapped[bool]


class CodebookRow(Base):
    """A version of a codebook, as its YAML."""

    __tablename__ = "codebook"
    __table_args__ = STRICT

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    source: Mapped[str]
    sha256: Mapped[str]
    is_deleted: Mapped[bool]


class CodingRow(Base):
    """One coder's coding of one article: its header."""

    __tablename__ = "coding"
    __table_args__ = (CheckConstraint("state IN ('draft', 'complete')", name="state"), STRICT)

    id: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("article.id"), index=True)
    coder_id: Mapped[str] = mapped_column(ForeignKey("coder.id"))
    codebook_id: Mapped[str] = mapped_column(ForeignKey("codebook.id"))
    state: Mapped[str]
    is_deleted: Mapped[bool]


class ReportRow(Base):
    """One incident as told by one article."""

    __tablename__ = "report"
    __table_args__ = STRICT

    id: Mapped[str] = mapped_column(primary_key=True)
    coding_id: Mapped[str] = mapped_column(ForeignKey("coding.id"), index=True)
    position: Mapped[int]
    is_deleted: Mapped[bool]


class ReportGroupRow(Base):
    """One repeat of a repeating part of a report."""

    __tablename__ = "report_group"
    __table_args__ = STRICT

    id: Mapped[str] = mapped_column(primary_key=True)
    coding_id: Mapped[str] = mapped_column(ForeignKey("coding.id"), index=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"))
    level: Mapped[str]
    position: Mapped[int]
    is_deleted: Mapped[bool]


class CodedValueRow(Base):
    """What was coded in one field; ``content`` is the typed value as JSON."""

    __tablename__ = "coded_value"
    __table_args__ = (
        CheckConstraint("status IN ('coded', 'not_mentioned', 'unclear', 'not_applicable')", name="status"),
        STRICT,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    coding_id: Mapped[str] = mapped_column(ForeignKey("coding.id"), index=True)
    report_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("report_group.id"))
    field: Mapped[str]
    status: Mapped[str]
    content: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    missing_evidence_reason: Mapped[str]
    is_deleted: Mapped[bool]


class EvidenceRow(Base):
    """A span that bears on a value, half-open, in code points of the article's text."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint('start >= 0 AND "end" > start', name="span"), STRICT)

    id: Mapped[str] = mapped_column(primary_key=True)
    coding_id: Mapped[str] = mapped_column(ForeignKey("coding.id"), index=True)
    value_id: Mapped[str] = mapped_column(ForeignKey("coded_value.id"))
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]
    stance: Mapped[str]
    is_deleted: Mapped[bool]


class NoteRow(Base):
    """A coder's remark on some part of a coding."""

    __tablename__ = "note"
    __table_args__ = STRICT

    id: Mapped[str] = mapped_column(primary_key=True)
    coding_id: Mapped[str] = mapped_column(ForeignKey("coding.id"), index=True)
    subject_id: Mapped[str]
    text: Mapped[str]
    rule: Mapped[str]
    is_flagged: Mapped[bool]
    is_deleted: Mapped[bool]


class EventRow(Base):
    """One event of history; ``changes`` is the exact JSON that the hash covers."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("kind IN ('do', 'undo', 'redo')", name="kind"),
        Index("ix_event_scope", "article_id", "coder_id", "sequence", "kind"),
        STRICT,
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(unique=True)
    at: Mapped[str]
    coder_id: Mapped[str | None] = mapped_column(ForeignKey("coder.id"))
    article_id: Mapped[str | None] = mapped_column(ForeignKey("article.id"))
    kind: Mapped[str]
    verb: Mapped[str]
    label: Mapped[str]
    undoes: Mapped[str | None] = mapped_column(ForeignKey("event.id"))
    previous_hash: Mapped[str]
    hash: Mapped[str]
    changes: Mapped[str]


PROJECT = table_of(ProjectRow)
ARTICLE_IMPORT = table_of(ArticleImportRow)
ARTICLE = table_of(ArticleRow)
CODER = table_of(CoderRow)
CODEBOOK = table_of(CodebookRow)
CODING = table_of(CodingRow)
REPORT = table_of(ReportRow)
REPORT_GROUP = table_of(ReportGroupRow)
CODED_VALUE = table_of(CodedValueRow)
EVIDENCE = table_of(EvidenceRow)
NOTE = table_of(NoteRow)
EVENT = table_of(EventRow)

ALEMBIC_VERSION = Table("alembic_version", Base.metadata, Column("version_num", String(32), primary_key=True))
"""Alembic's own table, as Alembic itself would make it."""
# Alembic gives the key this name whatever the naming convention says.
ALEMBIC_VERSION.primary_key.name = "alembic_version_pkc"


def _only_one_live(name: str, table: Table, *columns: Any) -> None:
    is_live = ~table.c.is_deleted
    Index(name, *columns, unique=True, sqlite_where=is_live, postgresql_where=is_live)


_only_one_live("uq_coder_live_name", CODER, CODER.c.name)
_only_one_live("uq_coding_live", CODING, CODING.c.coder_id, CODING.c.article_id)
_only_one_live(
    "uq_coded_value_live_slot",
    CODED_VALUE,
    CODED_VALUE.c.coding_id,
    func.coalesce(CODED_VALUE.c.report_id, ""),
    func.coalesce(CODED_VALUE.c.group_id, ""),
    CODED_VALUE.c.field,
)
