"""What a form cannot say, as the table `refused.csv` beside it; without any there is no table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from annotator.formats.datasets.csv_file import CsvFile
from annotator.formats.datasets.nlp_forms.marks import Mark
from annotator.formats.datasets.output import WrittenFile
from annotator.formats.datasets.placement import Place, PlacedValue
from annotator.formats.datasets.source import CodedArticle

FILE_NAME = "refused.csv"
COLUMNS = (
    "coding_id",
    "article_id",
    "file_name",
    "coder",
    "report_number",
    "level",
    "group_number",
    "field",
    "what",
    "id",
    "start",
    "end",
    "quote",
    "outcome",
    "reason",
)
LEFT_OUT = "left out"
CHANGED = "changed"
_ARTICLES_NAMED = 3


class Refusal(NamedTuple):
    """One thing left out or changed: ``what`` is article, value, span or note.

    ``reason`` is the same sentence for the same cause, ``detail`` what is special about this one.
    """

    what: str
    id: str
    reason: str
    place: Place | None = None
    field: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    outcome: str = LEFT_OUT
    detail: str = ""


def span_refusal(mark: Mark, reason: str, *, outcome: str = LEFT_OUT) -> Refusal:
    """Return the refusal of one span."""
    one = mark.evidence
    return Refusal("span", one.id, reason, mark.placed.place, mark.field, one.start, one.end, one.quote, outcome)


def value_refusal(placed: PlacedValue, reason: str) -> Refusal:
    """Return the refusal of one value."""
    return Refusal("value", placed.value.id, reason, placed.place, placed.value.field)


class RefusedList:
    """The table being written; the file is made with its first row."""

    def __init__(self, folder: Path, form: str) -> None:
        self._folder = folder
        self._form = form
        self._file: CsvFile | None = None
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._articles: list[str] = []

    def add(self, coded: CodedArticle, refusal: Refusal) -> None:
        """Append a row."""
        if self._file is None:
            self._file = CsvFile(self._folder, FILE_NAME, COLUMNS)
        article, place = coded.article, refusal.place or Place()
        row = (
            coded.coding.header.id,
            article.id,
            article.file_name,
            coded.coder.name,
            place.report_number,
            place.level if refusal.place else None,
            place.group_number,
            refusal.field,
            refusal.what,
            refusal.id,
            refusal.start,
            refusal.end,
            refusal.quote,
            refusal.outcome,
            f"{refusal.reason} {refusal.detail}".strip(),
        )
        self._file.add((), (row,))
        self._counts[refusal.outcome, refusal.what, refusal.reason] += 1
        if refusal.what == "article" and len(self._articles) < _ARTICLES_NAMED:
            self._articles.append(f"“{article.file_name or article.id}”")

    def finished(self) -> tuple[WrittenFile, ...]:
        """Close the table and return it; nothing when there was nothing to list."""
        return () if self._file is None else (self._file.finished(),)

    def remarks(self) -> tuple[str, ...]:
        """Return a sentence for every cause, in the order they first came up."""
        return tuple(self._remark(*cause, count) for cause, count in self._counts.items())

    def _remark(self, outcome: str, what: str, reason: str, count: int) -> str:
        things = f"1 {what} was" if count == 1 else f"{count:,} {what}s were"
        if what == "article":
            more = "" if count <= len(self._articles) else ", …"
            things = f"{things} {outcome} ({', '.join(self._articles)}{more})"
        else:
            things = f"{things} {outcome}"
        return f"{self._form}: {things}, see {FILE_NAME}. {reason}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.__exit__(kind, error, trace)
