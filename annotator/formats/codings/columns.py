"""What the columns of a table mean: chosen in the mapping, proposed by their names."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.values import Frozen


class TableColumns(Frozen):
    """The columns that say where a row belongs; an empty name is a column the table does not have.

    With ``label`` each row is one value: its label, and its ``answer``. Without it each other column is a label, and
    its cells are the answers. ``start``, ``end`` and ``quote`` tell the span; a quote alone must be in the article
    exactly once. ``report`` and ``group`` hold keys: rows with equal ones belong together.
    """

    article: str = ""
    sha256: str = ""
    text: str = ""
    coder: str = ""
    report: str = ""
    group: str = ""
    label: str = ""
    answer: str = ""
    start: str = ""
    end: str = ""
    quote: str = ""

    @property
    def named(self) -> frozenset[str]:
        """The columns that have a meaning."""
        return frozenset(name for name in self.model_dump().values() if name)


_NAMES: dict[str, tuple[str, ...]] = {
    "article": ("file_name", "filename", "file", "article_id", "article", "document", "doc_id", "document_id"),
    "sha256": ("article_sha256", "sha256", "text_sha256"),
    "text": ("text", "article_text", "body"),
    "coder": ("coder", "annotator", "username", "user", "completed_by"),
    "report": ("report_number", "report_id", "report", "incident", "incident_number", "event_id", "event"),
    "group": ("group", "group_id", "group_number"),
    "label": ("field", "label", "variable", "code"),
    "answer": ("value", "answer", "content"),
    "start": ("start", "start_offset", "begin"),
    "end": ("end", "end_offset", "stop"),
    "quote": ("quote", "span", "evidence"),
}
"""Names of columns as tables of codings usually have them, the most telling first."""


def proposed_columns(header: Sequence[str]) -> TableColumns:
    """Return what the names of the columns suggest; ``start`` and ``end`` only together, ``answer`` with ``label``."""
    by_name = {name.strip().lower(): name for name in reversed(header)}
    found = {role: next((by_name[name] for name in names if name in by_name), "") for role, names in _NAMES.items()}
    if not (found["start"] and found["end"]):
        found["start"] = found["end"] = ""
    if not found["label"]:
        found["answer"] = ""
    return TableColumns(**found)
