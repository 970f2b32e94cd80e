"""What every table begins with, and the wide tables: one for each level, one column for each part of a field.

All tables share their first columns and join on ids. A cell is empty when nothing is known: never zero; the status
column beside a field tells why (empty: nobody has touched the field).

Groups repeat within a report. Each level of groups has a table of its own, `group_<level>.csv`, with a row for each
group; beside the report's own fields in `reports.csv` they stand once more, side by side: one column for each part of
their fields, one text for each group in the window's order (see `annotator.formats.datasets.cells` for how texts are
joined), with the number of groups in ``…_count``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook
from annotator.domain.content_json import content_from_json
from annotator.domain.errors import ExportError
from annotator.domain.recipe import ExportUnit
from annotator.formats.datasets.cells import Cell, joined
from annotator.formats.datasets.columns import Answer, Column, FieldColumns, free_name
from annotator.formats.datasets.placement import Place, PlacedCoding, PlacedValue, ToldSpan, ToldValue
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
REPORT = (
    Column("report_id", "The report."),
    Column("report_number", "The number in the tab “Incident 1, 2, …”."),
)


class Laid(NamedTuple):
    """A coded article laid out for the tables."""

    coded: CodedArticle
    placed: PlacedCoding


class Table(Protocol):
    """One table: its file name, what a row is, its columns, and the rows of a coded article.

    ``key`` is the column that names a row; ``references`` are the columns that hold keys of other tables, by name.
    """

    name: str
    row_is: str
    key: str
    references: Mapping[str, str]
    columns: Sequence[Column]
    renamed: Sequence[Column]

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield a coded article's rows, without the cells of `CODING` with which each begins."""


class ArticlesTable:
    """One row per coding, also of articles without any incident."""

    name: str = "articles.csv"
    row_is: str = "one coding of an article, also where the article has no incident"
    key: str = "coding_id"
    references: Mapping[str, str] = {}

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
            Column("round_id", "The round it was coded in; empty for work outside any round."),
            Column("state", "draft, or complete when the coder has declared the coding finished."),
            Column("completed_at", "When the coder last declared it finished, ISO 8601."),
            Column("report_count", "Number of reports; 0 where no incident is coded."),
            Column("value_count", "Number of values."),
            Column("evidence_count", "Number of evidence spans."),
        )
        self._fields = FieldColumns(codebooks, ARTICLE_LEVEL, {column.name for column in own})
        self.columns: Sequence[Column] = (*own, *self._fields.columns)
        self.renamed: Sequence[Column] = self._fields.renamed

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield the coding's row."""
        row: list[Cell] = [None] * self._fields.width
        for value, place, evidence in laid.placed.told:
            if place.report_id is not None:
                break  # what is coded of the article itself comes first
            self._fields.fill(row, _stored_answer(value, evidence))
        yield (*self._metadata(laid.coded), *self._counts(laid), *row)

    @staticmethod
    def _metadata(coded: CodedArticle) -> tuple[Cell, ...]:
        article, metadata, header = coded.article, coded.article.metadata, coded.coding.header
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
            true_false(metadata.is_sample),
            header.round_id,
            header.state,
            header.completed_at.isoformat() if header.completed_at else None,
        )

    @staticmethod
    def _counts(laid: Laid) -> tuple[Cell, ...]:
        values = laid.placed.told
        return len(laid.placed.reports), len(values), sum([len(evidence) for _, _, evidence in values])


class ReportsTable:
    """One row per report with its fields side by side, and unless told otherwise its groups beside them."""

    name: str = "reports.csv"
    row_is: str = "one incident as told by one article, in one coding"
    key: str = "report_id"
    references: Mapping[str, str] = {"coding_id": "articles.csv"}

    def __init__(self, codebooks: Sequence[Codebook], *, has_groups_beside: bool = True) -> None:
        own = (
            *CODING,
            Column("file_name", "The file the article came from."),
            Column("title", "The article's title."),
            Column("published", "Publication day or time as the source gives it, ISO 8601."),
            Column("state", "draft, or complete when the coder has declared the coding finished."),
            *REPORT,
        )
        taken = {column.name for column in own}
        counts = {
            level: Column(free_name(f"{level}_count", taken), f"Number of groups: {label}.")
            for level, label in _group_levels(codebooks).items()
        }
        self._fields = FieldColumns(codebooks, INCIDENT_LEVEL, taken)
        self._has_groups_beside = has_groups_beside
        self._groups: list[FieldColumns] = []
        columns = [*own, *self._fields.columns]
        for level, count in counts.items():
            group = FieldColumns(codebooks, level, taken)
            self._groups.append(group)
            columns += (count, *group.columns) if has_groups_beside else (count,)
        self.columns: Sequence[Column] = columns
        shown = (self._fields, *(self._groups if has_groups_beside else ()))
        self.renamed: Sequence[Column] = [column for fields in shown for column in fields.renamed]

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
                if not self._has_groups_beside:
                    continue
                row += _side_by_side([_filled(fields, by_place.get(group, ())) for group in groups], fields.width)
            yield row


class GroupsTable:
    """One row per group of one level with its fields side by side."""

    key: str = "group_id"
    references: Mapping[str, str] = {"coding_id": "articles.csv", "report_id": "reports.csv"}

    def __init__(self, codebooks: Sequence[Codebook], level: str, label: str) -> None:
        self.name: str = f"group_{level}.csv"
        self.row_is: str = f"one group of a report: {label}"
        self._level = level
        own = (
            *CODING,
            *REPORT,
            Column("group_id", "The group."),
            Column("group_number", "The group's number within its report, from 1."),
        )
        self._fields = FieldColumns(codebooks, level, {column.name for column in own})
        self.columns: Sequence[Column] = (*own, *self._fields.columns)
        self.renamed: Sequence[Column] = self._fields.renamed

    def rows(self, laid: Laid) -> Iterator[Sequence[Cell]]:
        """Yield a row for each group of the level."""
        by_place: dict[Place, list[PlacedValue]] = {}
        for placed in laid.placed.values:
            if placed.place.level == self._level:
                by_place.setdefault(placed.place, []).append(placed)
        for groups in laid.placed.groups.values():
            for group in groups:
                if group.level == self._level:
                    number = (group.report_id, group.report_number, group.group_id, group.group_number)
                    yield (*number, *_filled(self._fields, by_place.get(group, ())))


_UNITS = {
    "articles.csv": ExportUnit.ARTICLE,
    "reports.csv": ExportUnit.REPORT,
    "values.csv": ExportUnit.VALUE,
    "evidence.csv": ExportUnit.EVIDENCE,
}
"""What a row of a table stands for; groups go with their reports, notes are left out where units are chosen."""


def with_units(tables: Sequence[Table], units: Collection[ExportUnit] | None) -> tuple[Table, ...]:
    """Return the tables whose rows stand for the units, all of them for None.

    Raises ExportError when none does: the form has nothing to say of what was chosen.
    """
    if units is None:
        return tuple(tables)
    kept = tuple(table for table in tables if _unit_of(table) in units)
    if not kept:
        chosen = ", ".join(sorted(unit.value for unit in units))
        raise ExportError(
            f"A form that was chosen has no table of this unit: {chosen}.",
            kept="Nothing was written.",
            remedy="Choose another form, or other units.",
        )
    return kept


def _unit_of(table: Table) -> ExportUnit | None:
    return ExportUnit.REPORT if table.name.startswith("group_") else _UNITS.get(table.name)


def wide_tables(codebooks: Sequence[Codebook]) -> tuple[Table, ...]:
    """Return a table for each level of these codebooks, with columns for their fields."""
    groups = (GroupsTable(codebooks, level, label) for level, label in _group_levels(codebooks).items())
    return ArticlesTable(codebooks), ReportsTable(codebooks), *groups


def true_false(answer: bool) -> str:
    """Return a yes or no as tables write it."""
    return "true" if answer else "false"


def _filled(fields: FieldColumns, values: Iterable[PlacedValue]) -> list[Cell]:
    row: list[Cell] = [None] * fields.width
    for placed in values:
        value = placed.value
        fields.fill(row, Answer(value.field, value.status, value.content, [one.quote for one in placed.evidence]))
    return row


def _stored_answer(value: ToldValue, evidence: Sequence[ToldSpan]) -> Answer:
    _, _, _, _, field, status, content, _ = value
    quotes = [quote for _, _, _, _, _, _, quote, _ in evidence]
    return Answer(field, status, None if content is None else content_from_json(content), quotes)


def _side_by_side(groups: Sequence[Sequence[Cell]], width: int) -> Iterable[Cell]:
    """Return one joined cell for each column; the n-th text of every cell is the n-th group's."""
    if not groups:
        return [None] * width
    return [joined(["" if cell is None else str(cell) for cell in column]) for column in zip(*groups, strict=True)]


def _group_levels(codebooks: Sequence[Codebook]) -> dict[str, str]:
    """Return the group levels in order, each with its plural label."""
    return {group.id: group.plural for codebook in codebooks for group in codebook.groups}
