"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LOSES_ROWS_OF: frozenset[str] = frozenset()
"""Tables that may have fewer rows afterwards."""


def upgrade() -> None:
    """Create every table in an empty database."""
    _create_project()
    _create_articles()
    _create_people_and_codebooks()
    _create_rounds()
    _create_codings()
    _create_reports()
    _create_values()
    _create_evidence_and_notes()
    _create_decisions()
    _create_rulings()
    _create_recipes()
    _create_packets()
    _create_divergences()
    _create_travelled_events()
    _create_history()


def _text(name: str, *, is_nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=is_nullable)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _boolean(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _foreign_key(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}"))


def _create_index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, list(columns))


def _create_live_index(name: str, table: str, *columns: str) -> None:
    """Create an index under which only one record that is not deleted may stand at a place."""
    op.create_index(
        name,
        table,
        [sa.text(column) for column in columns],
        unique=True,
        sqlite_where=sa.text("is_deleted = 0"),
        postgresql_where=sa.text("NOT is_deleted"),
    )


def _create_project() -> None:
    op.create_table(
        "project",
        _integer("id"),
        _text("uuid"),
        _text("name"),
        _integer("head"),
        _text("head_hash"),
        _text("created_at"),
        sa.CheckConstraint("id = 1", name=op.f("ck_project_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sqlite_strict=True,
    )


def _create_articles() -> None:
    op.create_table(
        "article_import",
        _text("id"),
        _text("source"),
        _integer("article_count"),
        _text("digest"),
        _boolean("is_deleted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_import")),
        sqlite_strict=True,
    )
    op.create_table(
        "article",
        _integer("row_number"),
        _text("id"),
        _text("import_id"),
        sa.Column("published_order", sa.BigInteger(), nullable=False),
        _text("published"),
        _text("published_as_written"),
        _text("title"),
        _text("author"),
        _text("source"),
        _text("url"),
        _boolean("is_sample"),
        _text("file_name"),
        _integer("header_end"),
        _text("sha256"),
        _text("text"),
        sa.ForeignKeyConstraint(["import_id"], ["article_import.id"], name=op.f("fk_article_import_id_article_import")),
        sa.PrimaryKeyConstraint("row_number", name=op.f("pk_article")),
        sa.UniqueConstraint("id", name=op.f("uq_article_id")),
        sqlite_strict=True,
    )
    _create_index("ix_article_import_id", "article", "import_id")
    _create_index("ix_article_queue", "article", "published_order", "id", "import_id")
    _create_index("ix_article_sha256", "article", "sha256")


def _create_people_and_codebooks() -> None:
    op.create_table(
        "coder",
        _text("id"),
        _text("name"),
        _boolean("is_gold"),
        _boolean("is_deleted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coder")),
        sqlite_strict=True,
    )
    _create_live_index("uq_coder_live_name", "coder", "name")
    op.create_table(
        "codebook",
        _text("id"),
        _text("name"),
        _integer("version"),
        _text("source"),
        _text("sha256"),
        _boolean("is_deleted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook")),
        sqlite_strict=True,
    )


def _create_rounds() -> None:
    op.create_table(
        "coding_round",
        _text("id"),
        _text("name"),
        _text("codebook_id"),
        _boolean("is_blind"),
        _boolean("allows_proposals"),
        _integer("seed"),
        sa.Column("sample_share", sa.REAL(), nullable=False),
        _text("state"),
        _boolean("is_deleted"),
        sa.CheckConstraint("state IN ('running', 'released')", name=op.f("ck_coding_round_state")),
        _foreign_key("coding_round", "codebook_id", "codebook"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_round")),
        sqlite_strict=True,
    )
    _create_live_index("uq_coding_round_live_name", "coding_round", "name")
    op.create_table(
        "assignment",
        _text("id"),
        _text("round_id"),
        _text("article_id"),
        _text("coder_id"),
        _integer("position"),
        _boolean("is_deleted"),
        _foreign_key("assignment", "round_id", "coding_round"),
        _foreign_key("assignment", "article_id", "article"),
        _foreign_key("assignment", "coder_id", "coder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sqlite_strict=True,
    )
    _create_index("ix_assignment_article_id", "assignment", "article_id")
    _create_index("ix_assignment_queue", "assignment", "round_id", "coder_id", "position")
    _create_live_index("uq_assignment_live", "assignment", "round_id", "article_id", "coder_id")


def _create_decisions() -> None:
    op.create_table(
        "alignment_decision",
        _text("id"),
        _text("article_id"),
        _text("reviewer_id"),
        _text("decision"),
        _text("reports"),
        _boolean("is_deleted"),
        sa.CheckConstraint("decision IN ('same', 'apart')", name=op.f("ck_alignment_decision_decision")),
        _foreign_key("alignment_decision", "article_id", "article"),
        _foreign_key("alignment_decision", "reviewer_id", "coder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment_decision")),
        sqlite_strict=True,
    )
    _create_index("ix_alignment_decision_article_id", "alignment_decision", "article_id")


def _create_rulings() -> None:
    op.create_table(
        "ruling",
        _text("id"),
        _text("round_id", is_nullable=True),
        _text("article_id"),
        _text("reviewer_id"),
        _text("codebook_id"),
        _text("at"),
        _text("disagreement", is_nullable=True),
        _text("field"),
        _text("sides"),
        _text("source"),
        _text("taken_from"),
        _text("reason", is_nullable=True),
        _text("note"),
        _text("gold_ids"),
        _text("replaces", is_nullable=True),
        _boolean("is_sampled"),
        _boolean("is_deleted"),
        _foreign_key("ruling", "round_id", "coding_round"),
        _foreign_key("ruling", "article_id", "article"),
        _foreign_key("ruling", "reviewer_id", "coder"),
        _foreign_key("ruling", "codebook_id", "codebook"),
        _foreign_key("ruling", "replaces", "ruling"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sqlite_strict=True,
    )
    _create_index("ix_ruling_article_id", "ruling", "article_id")


def _create_recipes() -> None:
    op.create_table(
        "recipe",
        _text("id"),
        _text("name"),
        _text("choice"),
        _boolean("is_deleted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipe")),
        sqlite_strict=True,
    )
    _create_live_index("uq_recipe_live_name", "recipe", "name")


def _create_packets() -> None:
    op.create_table(
        "packet_origin",
        _text("id"),
        _text("project_id"),
        _text("project_name"),
        _text("round_id"),
        _text("coder_id"),
        _integer("head"),
        _text("head_hash"),
        _boolean("is_deleted"),
        _foreign_key("packet_origin", "round_id", "coding_round"),
        _foreign_key("packet_origin", "coder_id", "coder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_origin")),
        sqlite_strict=True,
    )
    op.create_table(
        "packet_merge",
        _text("id"),
        _text("packet_id"),
        _text("coder_id"),
        _text("round_id"),
        _integer("head"),
        _text("head_hash"),
        _integer("origin_head"),
        _integer("merged_at"),
        _integer("event_count"),
        _text("digest"),
        _text("file_name"),
        _text("whole"),
        _boolean("is_deleted"),
        _foreign_key("packet_merge", "coder_id", "coder"),
        _foreign_key("packet_merge", "round_id", "coding_round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_merge")),
        sqlite_strict=True,
    )
    _create_index("ix_packet_merge_packet_id", "packet_merge", "packet_id")


def _create_divergences() -> None:
    op.create_table(
        "divergence",
        _text("id"),
        _text("round_id"),
        _text("article_id"),
        _text("coder_id"),
        _text("copies"),
        _text("settled_by"),
        _boolean("is_deleted"),
        _foreign_key("divergence", "round_id", "coding_round"),
        _foreign_key("divergence", "article_id", "article"),
        _foreign_key("divergence", "coder_id", "coder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_divergence")),
        sqlite_strict=True,
    )
    _create_index("ix_divergence_article_id", "divergence", "article_id")


def _create_travelled_events() -> None:
    op.create_table(
        "travelled_event",
        _text("merge_id"),
        _text("id"),
        _integer("sequence"),
        _text("at"),
        _text("coder_id", is_nullable=True),
        _text("article_id", is_nullable=True),
        _text("line"),
        _text("kind"),
        _text("verb"),
        _text("label"),
        _text("undoes", is_nullable=True),
        _text("previous_hash"),
        _text("hash"),
        _text("changes"),
        _foreign_key("travelled_event", "merge_id", "packet_merge"),
        sa.PrimaryKeyConstraint("merge_id", "id", name=op.f("pk_travelled_event")),
        sqlite_strict=True,
    )
    _create_index("ix_travelled_event_article_id", "travelled_event", "article_id", "coder_id", "line")


def _create_codings() -> None:
    op.create_table(
        "coding",
        _text("id"),
        _text("article_id"),
        _text("coder_id"),
        _text("codebook_id"),
        _text("round_id", is_nullable=True),
        _text("state"),
        _text("completed_at", is_nullable=True),
        _boolean("is_deleted"),
        sa.CheckConstraint("state IN ('draft', 'complete')", name=op.f("ck_coding_state")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_coding_article_id_article")),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name=op.f("fk_coding_coder_id_coder")),
        sa.ForeignKeyConstraint(["codebook_id"], ["codebook.id"], name=op.f("fk_coding_codebook_id_codebook")),
        sa.ForeignKeyConstraint(["round_id"], ["coding_round.id"], name=op.f("fk_coding_round_id_coding_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
        sqlite_strict=True,
    )
    _create_index("ix_coding_article_id", "coding", "article_id")
    _create_live_index("uq_coding_live", "coding", "coder_id", "article_id", "coalesce(round_id, '')")


def _create_reports() -> None:
    op.create_table(
        "report",
        _text("id"),
        _text("coding_id"),
        _integer("position"),
        _boolean("is_deleted"),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_report_coding_id_coding")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sqlite_strict=True,
    )
    _create_index("ix_report_coding_id", "report", "coding_id")
    op.create_table(
        "report_group",
        _text("id"),
        _text("coding_id"),
        _text("report_id"),
        _text("level"),
        _integer("position"),
        _boolean("is_deleted"),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_report_group_coding_id_coding")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_group_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_group")),
        sqlite_strict=True,
    )
    _create_index("ix_report_group_coding_id", "report_group", "coding_id")


def _create_values() -> None:
    op.create_table(
        "coded_value",
        _text("id"),
        _text("coding_id"),
        _text("report_id", is_nullable=True),
        _text("group_id", is_nullable=True),
        _text("field"),
        _text("status"),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        _text("missing_evidence_reason"),
        _boolean("is_deleted"),
        sa.CheckConstraint(
            "status IN ('coded', 'not_mentioned', 'unclear', 'not_applicable')",
            name=op.f("ck_coded_value_status"),
        ),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_coded_value_coding_id_coding")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_coded_value_report_id_report")),
        sa.ForeignKeyConstraint(["group_id"], ["report_group.id"], name=op.f("fk_coded_value_group_id_report_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coded_value")),
        sqlite_strict=True,
    )
    _create_index("ix_coded_value_coding_id", "coded_value", "coding_id")
    _create_live_index(
        "uq_coded_value_live_slot",
        "coded_value",
        "coding_id",
        "coalesce(report_id, '')",
        "coalesce(group_id, '')",
        "field",
    )


def _create_evidence_and_notes() -> None:
    op.create_table(
        "evidence",
        _text("id"),
        _text("coding_id"),
        _text("value_id"),
        _integer("start"),
        _integer("end"),
        _text("quote"),
        _text("prefix"),
        _text("suffix"),
        _text("stance"),
        _boolean("is_deleted"),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_evidence_span")),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_evidence_coding_id_coding")),
        sa.ForeignKeyConstraint(["value_id"], ["coded_value.id"], name=op.f("fk_evidence_value_id_coded_value")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sqlite_strict=True,
    )
    _create_index("ix_evidence_coding_id", "evidence", "coding_id")
    op.create_table(
        "note",
        _text("id"),
        _text("coding_id"),
        _text("subject_id"),
        _text("text"),
        _text("rule"),
        _boolean("is_flagged"),
        _boolean("is_deleted"),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_note_coding_id_coding")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_strict=True,
    )
    _create_index("ix_note_coding_id", "note", "coding_id")


def _create_history() -> None:
    op.create_table(
        "event",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        _text("id"),
        _text("at"),
        _text("coder_id", is_nullable=True),
        _text("article_id", is_nullable=True),
        _text("line"),
        _text("kind"),
        _text("verb"),
        _text("label"),
        _text("undoes", is_nullable=True),
        _text("previous_hash"),
        _text("hash"),
        _text("changes"),
        sa.CheckConstraint("kind IN ('do', 'undo', 'redo')", name=op.f("ck_event_kind")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_event_article_id_article")),
        sa.ForeignKeyConstraint(["undoes"], ["event.id"], name=op.f("fk_event_undoes_event")),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name=op.f("fk_event_coder_id_coder")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
        sqlite_strict=True,
    )
    _create_index("ix_event_scope", "event", "article_id", "coder_id", "line", "sequence", "kind")
