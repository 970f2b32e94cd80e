"""CSV: one row per value, or one per article or report with a column per field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.codings.columns import TableColumns, proposed_columns
from annotator.formats.codings.files import Progress, csv_rows, found_files, refuse, unheard
from annotator.formats.codings.foreign import (
    CodingFileError,
    ForeignArticle,
    ForeignCoding,
    ForeignCodings,
    ForeignMark,
    LabelKind,
    NotTaken,
    Place,
)

ROW_LIMIT = 2_000_000
NO_ARTICLE = "No column says which article a row is about; choose the one with its file name, id or text."
_OFFSET = re.compile("[0-9]{1,9}")
_CodingKey = tuple[ForeignArticle, str]


def read_table(paths: list[Path], columns: TableColumns | None = None, progress: Progress = unheard) -> ForeignCodings:
    """Read tables; the meaning of the columns is proposed by their names unless it is given.

    A table none of whose columns names the article gives its columns only, so that one can be chosen. Raises
    CodingFileError with the row for a table that is ragged or has a column twice. ``progress`` gets the line read.
    """
    codings: dict[_CodingKey, list[ForeignMark]] = {}
    places: dict[_CodingKey, Place] = {}
    not_taken: list[NotTaken] = []
    header: list[str] = []
    for path in found_files(paths, ".csv", ".tsv"):
        rows = csv_rows(path)
        first = next(rows, None)
        if first is None:
            refuse(Place(path.name), "The table is empty.")
        header = _checked_header(first[1], path)
        table = _Table(header, columns or proposed_columns(header), path)
        if not table.names_articles:
            not_taken.append(NotTaken(Place(path.name, 1), NO_ARTICLE))
            continue
        for line, cells in rows:
            key, marks = table.row(line, cells)
            if key is None:
                not_taken.append(NotTaken(Place(path.name, line), "The row names no article."))
                continue
            places.setdefault(key, Place(path.name, line))
            codings.setdefault(key, []).extend(marks)
            progress(line)
        not_taken += table.not_taken
    read = tuple(ForeignCoding(places[key], key[0], key[1], tuple(marks)) for key, marks in codings.items())
    return ForeignCodings("csv", ", ".join(path.name for path in paths), read, tuple(not_taken), tuple(header))


def _checked_header(header: list[str], path: Path) -> list[str]:
    twice = next((name for name, count in Counter(header).items() if count > 1), None)
    if twice is not None:
        refuse(Place(path.name, 1), f"The column “{twice}” is there twice." if twice else "A column has no name.")
    if not all(header):
        refuse(Place(path.name, 1), "A column has no name.")
    return header


class _Table:
    """One table while it is read."""

    def __init__(self, header: list[str], columns: TableColumns, path: Path) -> None:
        self._columns = columns
        self._file = path.name
        self._index = {name: place for place, name in enumerate(header)}
        self._labels = [name for name in header if name not in columns.named]
        self.not_taken: list[NotTaken] = []
        missing = columns.named - set(header)
        if missing:
            refuse(Place(self._file, 1), f"There is no column “{min(missing)}”.", "Choose the columns again.")

    @property
    def names_articles(self) -> bool:
        """Tell whether a column says which article a row is about."""
        return bool(self._columns.article or self._columns.sha256 or self._columns.text)

    def row(self, line: int, cells: list[str]) -> tuple[_CodingKey | None, list[ForeignMark]]:
        """Return whose coding of which article a row is part of, and what it says."""
        if line > ROW_LIMIT:
            refuse(Place(self._file, line), f"A table may have {ROW_LIMIT:,} rows.")
        columns = self._columns
        named = self._cell(cells, columns.article)
        text = cells[self._index[columns.text]] if columns.text else ""
        article = ForeignArticle(named, text or None, self._cell(cells, columns.sha256), named)
        if article == ForeignArticle(""):
            return None, []
        try:
            marks = list(self._marks(Place(self._file, line), cells))
        except CodingFileError as error:
            self.not_taken.append(NotTaken(Place(self._file, line), error.reason))
            marks = []
        return (article, self._cell(cells, columns.coder)), marks

    def _marks(self, place: Place, cells: list[str]) -> Iterator[ForeignMark]:
        columns = self._columns
        report, group = self._cell(cells, columns.report), self._cell(cells, columns.group)
        quote = self._cell(cells, columns.quote) or None
        spans = self._spans(place, cells)
        if columns.label:
            said = {self._cell(cells, columns.label): self._cell(cells, columns.answer)}
            kind = LabelKind.SPAN if columns.quote or columns.start else LabelKind.ANSWER
        else:
            said = {name: answer for name in self._labels if (answer := self._cell(cells, name))}
            kind = LabelKind.COLUMN
        for label, answer in said.items():
            if label:
                yield ForeignMark(
                    place, label, kind, spans, quote, (answer,) if answer else (), report=report, group=group
                )

    def _spans(self, place: Place, cells: list[str]) -> tuple[tuple[int, int], ...]:
        start, end = self._cell(cells, self._columns.start), self._cell(cells, self._columns.end)
        if not (start or end):
            return ()
        if not (_OFFSET.fullmatch(start) and _OFFSET.fullmatch(end)):
            refuse(place, f"The offsets “{start}” and “{end}” are not whole numbers.")
        return ((int(start), int(end)),)

    def _cell(self, cells: list[str], name: str) -> str:
        return cells[self._index[name]].strip() if name else ""
