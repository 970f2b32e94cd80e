"""The long tables: one row per value, one per span of evidence, one per note, and the list of reports they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from annotator.domain.coding import Evidence
from annotator.domain.values import AttributedValue, Content, Count, DateRange, EntityName, Location, OneCategory
from annotator.formats.datasets.cells import Cell, cells_of
from annotator.formats.datasets.columns import Column
from annotator.formats.datasets.placement import live_notes
from annotator.formats.datasets.tables import CODING, PLACE, REPORT, Laid, Table, true_false

NO_SUMMARY: tuple[Cell, ...] = (None,) * 8
_MORE_THAN_A_ROW = frozenset((DateRange, Location, EntityName, AttributedValue))


class ReportListTable:
    """One row per report, without its fields, for the other long tables to refer to."""

    name: str = "reports.csv"
    row_is: str = "one incident as told by one article, in one coding"
    key: str = "report_id"
    references: Mapping[str, str] = {"coding_id": "articles.csv"}
    renamed: Sequence[Column] = ()
    columns: Sequence[Column] = (
        *CODING,
        *REPORT,
        Column("group_count", "Number of groups of all levels."),
    )

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield a row for each report."""
        for place in laid.placed.reports:
            yield place.report_id, place.report_number, len(laid.placed.groups[place])


class ValuesTable:
    """One row per value, in groups and outside."""

    name: str = "values.csv"
    row_is: str = "one value: what was coded in one field at one place"
    key: str = "value_id"
    references: Mapping[str, str] = {"coding_id": "articles.csv", "report_id": "reports.csv"}
    renamed: Sequence[Column] = ()
    columns: Sequence[Column] = (
        *CODING,
        *PLACE,
        Column("value_id", "The value."),
        Column("field", "The field's id in the codebook."),
        Column("status", "coded, not_mentioned, unclear or not_applicable."),
        Column("type", "The content's type; empty where there is no content."),
        Column("value", "The content in short: category, number, text, name or days; quotes for marked spans."),
        Column("low", "Counts: the lowest number."),
        Column("best", "Counts: the best number."),
        Column("high", "Counts: the highest number."),
        Column("qualifier", "Counts: the words around the number."),
        Column("start", "Date ranges: the earliest possible day."),
        Column("end", "Date ranges: the latest possible day."),
        Column("precision", "Date ranges and places: the precision's code in the codebook."),
        Column("missing_evidence_reason", "Why a mandatory span is missing."),
        Column("evidence_count", "Number of evidence spans."),
        Column("content", "The whole content as JSON, where the cells before do not hold all of it."),
    )

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield a row for each value."""
        for value, place, evidence in laid.placed.values:
            content = value.content
            yield (
                *place,
                value.id,
                value.field,
                value.status,
                None if content is None else content.type,
                *summary(content, evidence),
                value.missing_evidence_reason,
                len(evidence),
                in_full(content),
            )


class EvidenceTable:
    """One row per evidence span."""

    name: str = "evidence.csv"
    row_is: str = "one span of the article that supports or contradicts a value"
    key: str = "evidence_id"
    references: Mapping[str, str] = {
        "coding_id": "articles.csv",
        "report_id": "reports.csv",
        "value_id": "values.csv",
    }
    renamed: Sequence[Column] = ()
    columns: Sequence[Column] = (
        *CODING,
        *PLACE,
        Column("value_id", "The value it is evidence for."),
        Column("field", "The value's field."),
        Column("evidence_id", "The evidence."),
        Column("stance", "states, implies, contradicts or inference."),
        Column("article_sha256", "SHA-256 of the article's text in UTF-8."),
        Column("start", "Where the span begins: code points from the start of the text."),
        Column("end", "Where it ends, the code point after the last."),
        Column("quote", "The text of the span."),
        Column("prefix", "The text just before it."),
        Column("suffix", "The text just after it."),
    )

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield a row for each span."""
        sha256 = laid.coded.article.sha256
        for value, place, evidence in laid.placed.values:
            for one in evidence:
                yield (
                    *place,
                    value.id,
                    value.field,
                    one.id,
                    one.stance,
                    sha256,
                    one.start,
                    one.end,
                    one.quote,
                    one.prefix,
                    one.suffix,
                )


class NotesTable:
    """One row per note."""

    name: str = "notes.csv"
    row_is: str = "one remark of the coder"
    key: str = "note_id"
    references: Mapping[str, str] = {"coding_id": "articles.csv"}
    renamed: Sequence[Column] = ()
    columns: Sequence[Column] = (
        *CODING,
        Column("note_id", "The note."),
        Column("subject_id", "The coding, report, group, value or evidence it is about."),
        Column("rule", "The rule whose warning it answers."),
        Column("is_flagged", "true when the coder wants it discussed."),
        Column("text", "The remark."),
    )

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield a row for each note whose subject is there."""
        for note in live_notes(laid.coded.coding):
            yield note.id, note.subject_id, note.rule, true_false(note.is_flagged), note.text


def in_full(content: Content | None) -> str | None:
    """Return a content as JSON where its row's cells do not hold all of it."""
    return to_json(content).decode() if type(content) in _MORE_THAN_A_ROW else None


def short(content: Content, evidence: Sequence[Evidence]) -> Cell:
    """Return a content in one cell: category, number, text, name or days; quotes for marked spans."""
    told = _SHORT.get(type(content))
    return cells_of(content, [one.quote for one in evidence])[0] if told is None else told(content)


def summary(content: Content | None, evidence: Sequence[Evidence]) -> tuple[Cell, ...]:
    """Return value, low, best, high, qualifier, start, end and precision."""
    if content is None:
        return NO_SUMMARY
    value = short(content, evidence)
    if isinstance(content, Count):
        return value, content.low, content.best, content.high, content.qualifier, None, None, None
    if isinstance(content, DateRange):
        start, end, precision, *_ = cells_of(content)
        return value, None, None, None, None, start, end, precision
    if isinstance(content, Location):
        return (value, *NO_SUMMARY[2:], content.precision)
    return (value, *NO_SUMMARY[1:])


def _days(content: DateRange) -> str | None:
    start, end = content.start, content.end
    return None if start is None or end is None else f"{start.isoformat()}/{end.isoformat()}"


_SHORT: Mapping[type, Callable[[Any], Cell]] = {
    Count: lambda content: content.best,
    DateRange: _days,
    Location: lambda content: content.name or content.verbatim,
    EntityName: lambda content: content.canonical or content.verbatim,
    AttributedValue: lambda content: content.value,
    OneCategory: lambda content: content.category,
}


def long_tables() -> tuple[Table, ...]:
    """Return the tables of values, evidence and notes, which are the same for every codebook."""
    return ValuesTable(), EvidenceTable(), NotesTable()
