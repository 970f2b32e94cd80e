"""The CSV tables of coded articles: what each lists, column by column.

All tables share their first columns and join on ids. A cell is empty when nothing is known: never zero; the status
column beside a field tells why (empty: nobody has touched the field). Repeating groups stand in `reports.csv` as one
column per field part, one text per group in the window's order (see `annotator.formats.datasets.cells` for how they are
joined), with the number of groups in ``…_count``; `values.csv` has them one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook
from annotator.domain.coding import Evidence
from annotator.domain.values import AttributedValue, Content, Count, DateRange, EntityName, Location
from annotator.formats.datasets.cells import Cell, cells_of, joined
from annotator.formats.datasets.columns import Column, FieldColumns, free_name
from annotator.formats.datasets.placement import Place, PlacedCoding, PlacedValue, live_notes
from annotator.formats.datasets.source import CodedArticle

CODING = (
    Column("coding_id", "The coding: one coder's work on one article under one codebook version."),
    Column("article_id", "The article."),
    Column("coder", "The coder's name."),
    Column("codebook", "The codebook's id."),
    Column("codebook_version", "The codebook's version."),
)
PLACE = (
    Column("report_id", "The report; empty for what is coded of the article as a whole."),
    Column("report_number", "The number in the tab “Incident 1, 2, …”."),
    Column("level", "article, incident, or the group's level."),
    Column("group_id", "The group; empty outside groups."),
    Column("group_number", "The group's number within its report and level, from 1."),
)


_NOTHING = (None,) * 8
_MORE_THAN_A_ROW = (DateRange, Location, EntityName, AttributedValue)


class Laid(NamedTuple):
    """A coded article laid out for the tables."""

    coded: CodedArticle
    placed: PlacedCoding


class Table(Protocol):
    """One table: its file name, what a row is, its columns, and the rows of a coded article."""

    name: str
    row_is: str
    columns: Sequence[Column]

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield a coded article's rows, without the cells of `CODING` with which each begins."""


class ArticlesTable:
    """One row per coding, also of articles without any incident."""

    name: str = "articles.csv"
    row_is: str = "one coding of an article, also where the article has no incident"

    def __init__(self, codebooks: Sequence[Codebook]) -> None:
        own = (
            *CODING,
            Column("coder_id", "The coder."),
            Column("file_name", "The file the article came from."),
            Column("article_sha256", "SHA-256 of the article's text in UTF-8."),
            Column("article_characters", "Length of the article's text in Unicode code points."),
            Column("title", "The article's title."),
            Column("published", "Publication day or time as the source gives it, ISO 8601."),
            Column("published_as_written", "The publication date in the source's words."),
            Column("author", "The article's author."),
            Column("source", "Who published the article."),
            Column("url", "The article's web address."),
            Column("is_sample", "true for articles made for practice."),
            Column("state", "draft, or complete when the coder has declared the coding finished."),
            Column("report_count", "Number of reports; 0 where no incident is coded."),
            Column("value_count", "Number of values."),
            Column("evidence_count", "Number of evidence spans."),
        )
        self._fields = FieldColumns(codebooks, ARTICLE_LEVEL, {column.name for column in own})
        self.columns: Sequence[Column] = (*own, *self._fields.columns)

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield the coding's row."""
        values = (placed for placed in laid.placed.values if placed.place.report_id is None)
        fields = _filled(self._fields, values)
        yield (*self._metadata(laid.coded), *self._counts(laid), *fields)

    @staticmethod
    def _metadata(coded: CodedArticle) -> tuple[Cell, ...]:
        article, metadata = coded.article, coded.article.metadata
        return (
            coded.coder.id,
            article.file_name,
            article.sha256,
            coded.text_length,
            metadata.title,
            metadata.published.isoformat() if metadata.published else None,
            metadata.published_as_written,
            metadata.author,
            metadata.source,
            metadata.url,
            _true_false(metadata.is_sample),
            coded.coding.header.state,
        )

    @staticmethod
    def _counts(laid: Laid) -> tuple[Cell, ...]:
        values = laid.placed.values
        return len(laid.placed.reports), len(values), sum(len(placed.evidence) for placed in values)


class ReportsTable:
    """One row per report with its fields side by side."""

    name: str = "reports.csv"
    row_is: str = "one incident as told by one article, in one coding"

    def __init__(self, codebooks: Sequence[Codebook]) -> None:
        own = (
            *CODING,
            Column("file_name", "The file the article came from."),
            Column("title", "The article's title."),
            Column("published", "Publication day or time as the source gives it, ISO 8601."),
            Column("state", "draft, or complete when the coder has declared the coding finished."),
            Column("report_id", "The report."),
            Column("report_number", "The number in the tab “Incident 1, 2, …”."),
        )
        taken = {column.name for column in own}
        self._fields = FieldColumns(codebooks, INCIDENT_LEVEL, taken)
        self._groups: list[FieldColumns] = []
        columns = [*own, *self._fields.columns]
        for level, label in _group_levels(codebooks).items():
            count = Column(free_name(f"{level}_count", taken), f"Number of groups: {label}.")
            group = FieldColumns(codebooks, level, taken)
            self._groups.append(group)
            columns += (count, *group.columns)
        self.columns: Sequence[Column] = columns

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield a row for each report."""
        coded = laid.coded
        published = coded.article.metadata.published
        article = (
            coded.article.file_name,
            coded.article.metadata.title,
            published.isoformat() if published else None,
            coded.coding.header.state,
        )
        by_place: dict[Place, list[PlacedValue]] = {}
        for placed in laid.placed.values:
            by_place.setdefault(placed.place, []).append(placed)
        for place in laid.placed.reports:
            row: list[Cell] = [*article, place.report_id, place.report_number]
            row += _filled(self._fields, by_place.get(place, ()))
            for fields in self._groups:
                groups = [group for group in laid.placed.groups[place] if group.level == fields.level]
                row.append(len(groups))
                row += _side_by_side([_filled(fields, by_place.get(group, ())) for group in groups], fields.width)
            yield row


class ValuesTable:
    """One row per value, in groups and outside."""

    name: str = "values.csv"
    row_is: str = "one value: what was coded in one field at one place"
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
                *_summary(content, evidence),
                value.missing_evidence_reason,
                len(evidence),
                content.model_dump_json() if isinstance(content, _MORE_THAN_A_ROW) else None,
            )


class EvidenceTable:
    """One row per evidence span."""

    name: str = "evidence.csv"
    row_is: str = "one span of the article that supports or contradicts a value"
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
            yield note.id, note.subject_id, note.rule, _true_false(note.is_flagged), note.text


def all_tables(codebooks: Sequence[Codebook]) -> tuple[Table, ...]:
    """Return every table, with columns for the fields of these codebooks."""
    return (
        ArticlesTable(codebooks),
        ReportsTable(codebooks),
        ValuesTable(),
        EvidenceTable(),
        NotesTable(),
    )


def _true_false(answer: bool) -> str:
    return "true" if answer else "false"


def _filled(fields: FieldColumns, values: Iterable[PlacedValue]) -> list[Cell]:
    row: list[Cell] = [None] * fields.width
    for placed in values:
        fields.fill(row, placed.value, placed.evidence)
    return row


def _side_by_side(groups: Sequence[Sequence[Cell]], width: int) -> Iterable[Cell]:
    """Return one joined cell for each column; the n-th text of every cell is the n-th group's."""
    if not groups:
        return [None] * width
    return [joined(["" if cell is None else str(cell) for cell in column]) for column in zip(*groups, strict=True)]


def _summary(content: Content | None, evidence: Sequence[Evidence]) -> tuple[Cell, ...]:
    """Return value, low, best, high, qualifier, start, end and precision."""
    if content is None:
        return _NOTHING
    summarised = _SUMMARIES.get(type(content))
    return summarised(content) if summarised else (cells_of(content, evidence)[0], *_NOTHING[1:])


def _summary_of_count(content: Count) -> tuple[Cell, ...]:
    return content.best, content.low, content.best, content.high, content.qualifier, None, None, None


def _summary_of_days(content: DateRange) -> tuple[Cell, ...]:
    start, end, precision, *_ = cells_of(content)
    days = None if start is None or end is None else f"{start}/{end}"
    return days, None, None, None, None, start, end, precision


_SUMMARIES: Mapping[type, Callable[[Any], tuple[Cell, ...]]] = {
    Count: _summary_of_count,
    DateRange: _summary_of_days,
    Location: lambda content: (content.name or content.verbatim, *_NOTHING[2:], content.precision),
    EntityName: lambda content: (content.canonical or content.verbatim, *_NOTHING[1:]),
    AttributedValue: lambda content: (content.value, *_NOTHING[1:]),
}


def _group_levels(codebooks: Sequence[Codebook]) -> dict[str, str]:
    """Return the group levels in order, each with its plural label."""
    return {group.id: group.plural for codebook in codebooks for group in codebook.groups}
