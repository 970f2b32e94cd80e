"""The CSV tables of this program's own export: `values.csv` with `articles.csv` and `evidence.csv` beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from annotator.domain.coding import Stance
from annotator.domain.values import Content, Status
from annotator.formats.codings.files import Progress, csv_rows, parsed_json, refuse, unheard
from annotator.formats.codings.foreign import (
    CodingFileError,
    Counting,
    ForeignArticle,
    ForeignCoding,
    ForeignCodings,
    ForeignMark,
    LabelKind,
    NotTaken,
    Place,
)
from annotator.formats.datasets.cells import split_cell

VALUES, ARTICLES, EVIDENCE, NOTES = "values.csv", "articles.csv", "evidence.csv", "notes.csv"
_COLUMNS = {"coding_id", "article_id", "coder", "level", "value_id", "field", "status", "type", "value", "content"}
_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)
_Row = dict[str, str]


class _Span(NamedTuple):
    """One row of `evidence.csv`."""

    offsets: tuple[int, int]
    quote: str
    stance: Stance


def own_table(paths: list[Path]) -> Path | None:
    """Return the `values.csv` among files or folders that is one of this program's exports, None when none is."""
    for path in paths:
        file = path / VALUES if path.is_dir() else path
        if file.is_file() and file.suffix.lower() == ".csv":
            header = next(csv_rows(file), (0, []))[1]
            if set(header) >= _COLUMNS:
                return file
    return None


def read_own_tables(values: Path, progress: Progress = unheard) -> ForeignCodings:
    """Read an export's values with the articles and evidence beside them.

    Raises CodingFileError naming the row that is not as this program writes it. ``progress`` gets the line read.
    """
    articles = {row["coding_id"]: _article(row) for _, row in _rows(values.with_name(ARTICLES))}
    evidence: dict[str, list[_Span]] = {}
    for place, row in _rows(values.with_name(EVIDENCE)):
        evidence.setdefault(row.get("value_id", ""), []).append(_span(row, place))
    marks: dict[str, list[ForeignMark]] = {coding_id: [] for coding_id in articles}
    coders: dict[str, str] = {row["coding_id"]: row.get("coder", "") for _, row in _rows(values.with_name(ARTICLES))}
    for place, row in _rows(values):
        coding_id = row["coding_id"]
        articles.setdefault(coding_id, ForeignArticle("", article_id=row["article_id"]))
        coders.setdefault(coding_id, row["coder"])
        progress(place.line)
        marks.setdefault(coding_id, []).extend(_marks(row, place, evidence.get(row["value_id"], [])))
    codings = tuple(
        ForeignCoding(Place(values.name), articles[coding_id], coders[coding_id], tuple(found))
        for coding_id, found in marks.items()
    )
    return ForeignCodings("csv", values.name, codings, not_taken=tuple(_notes(values.with_name(NOTES))))


def _rows(path: Path) -> Iterator[tuple[Place, _Row]]:
    """Yield a table's rows by column; none where there is no such table."""
    if not path.is_file():
        return
    rows = csv_rows(path)
    _, header = next(rows, (0, []))
    if "coding_id" not in header:
        refuse(Place(path.name, 1), "There is no column “coding_id”.")
    for line, cells in rows:
        yield Place(path.name, line), dict(zip(header, cells, strict=True))


def _notes(path: Path) -> Iterator[NotTaken]:
    """Say how many notes stay behind; they have no place among marks and answers."""
    if count := sum(1 for _ in _rows(path)):
        yield NotTaken(Place(path.name), f"{count} notes are not taken over.")


def _article(row: _Row) -> ForeignArticle:
    return ForeignArticle(row.get("file_name", ""), None, row.get("article_sha256", ""), row.get("article_id", ""))


def _span(row: _Row, place: Place) -> _Span:
    try:
        offsets = int(row["start"][:10]), int(row["end"][:10])
        return _Span(offsets, row["quote"], Stance(row["stance"]))
    except (KeyError, ValueError):
        refuse(place, "The row is no evidence as this program writes it.")


def _marks(row: _Row, place: Place, spans: list[_Span]) -> Iterator[ForeignMark]:
    try:
        status = Status(row["status"])
        content = _content(row, place) if row["type"] else None
    except (ValueError, ValidationError):
        refuse(place, f"The row is no value as this program writes it: {row['status']} {row['type']}.")
    group = f"{row['level']}_{row['group_number']}" if row.get("group_number") else ""
    plain = ForeignMark(
        place,
        row["field"],
        LabelKind.SPAN if spans else LabelKind.ANSWER,
        answers=(row["value"],) if row["value"] and not spans else (),
        report=row.get("report_number", ""),
        group=group,
        counting=Counting.CODE_POINTS,
        status=status,
        exact=content,
        missing_reason=row.get("missing_evidence_reason", ""),
    )
    if not spans:
        yield plain
    for span in spans:
        yield _with_span(plain, span)


def _with_span(mark: ForeignMark, span: _Span) -> ForeignMark:
    return replace(mark, spans=(span.offsets,), quote=span.quote, stance=span.stance)


def _content(row: _Row, place: Place) -> Content:
    """Return a row's content; raises ValueError (ValidationError is one) when the cells hold none."""
    if row["content"]:
        try:
            return _CONTENT.validate_python(parsed_json(row["content"], place))
        except CodingFileError as error:
            raise ValueError(error.message) from error
    cells = _CELLS.get(row["type"])
    return _CONTENT.validate_python({"type": row["type"], **(cells(row) if cells else {})})


_CELLS: dict[str, Callable[[_Row], dict[str, object]]] = {
    "count": lambda row: {
        **{part: int(row[part]) if row[part] else None for part in ("low", "best", "high")},
        "qualifier": row["qualifier"],
    },
    "categorical": lambda row: {"category": row["value"]},
    "categorical_multi": lambda row: {"categories": tuple(split_cell(row["value"])) if row["value"] else ()},
    "ordinal": lambda row: {"level": int(row["value"])},
    "boolean": lambda row: {"answer": {"true": True, "false": False}.get(row["value"])},
    "date": lambda row: {"at": row["value"]},
    "text": lambda row: {"text": row["value"]},
}
"""How the cells of the types that fit into them are read; the other types stand whole in the last column."""
