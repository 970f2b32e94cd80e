"""The rows of the two longest tables as lines of CSV, made without making cells first.

`values.csv` and `evidence.csv` have some fifty rows for each coded article, most of it ids and empty cells. Making
cells and then text of them took more than half of an export's time. Here the place of a value is made into text once
for all that stands at it, the article's words always stand in quotes, and ids are looked at once for a coding: those
that this program makes never need quotes. Read back, the lines are the rows of
`annotator.formats.datasets.long_tables`; a test compares the two for codings of every kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from annotator.domain.coding import Evidence
from annotator.domain.values import Content, Count, MarkedSpan
from annotator.formats.datasets.csv_file import csv_line, csv_text, csv_texts
from annotator.formats.datasets.long_tables import NO_SUMMARY, EvidenceTable, ValuesTable, in_full, short, summary
from annotator.formats.datasets.remembered import Remembered
from annotator.formats.datasets.tables import Laid

_ONLY_A_VALUE = csv_line(NO_SUMMARY)
"""What follows the value where a content is no more than that."""

_OF_VALUE = attrgetter("id", "field", "status", "content", "missing_evidence_reason")
_OF_EVIDENCE = attrgetter("id", "stance", "start", "end", "quote", "prefix", "suffix")


class LongLines(NamedTuple):
    """The lines of `values.csv` and of `evidence.csv` for one coded article."""

    values: list[str]
    evidence: list[str]


class ToldContent(NamedTuple):
    """What a line says of a content: type and summary before the reason, the whole of it at the end."""

    summary: str
    whole: str


_NOTHING_TOLD = ToldContent(csv_line((None, *NO_SUMMARY)), "")


def told_content(content: Content) -> ToldContent:
    """Return what a line says of a content wherever it stands; of marked spans the evidence tells more."""
    return ToldContent(_told(content), csv_text(in_full(content) or ""))


def long_lines(laid: Laid, beginning: str, contents: Remembered[ToldContent]) -> LongLines:
    """Return a coded article's lines; each begins with ``beginning``, the cells that all tables share.

    ``contents`` remembers `told_content`.
    """
    if not _has_plain_ids(laid):
        return LongLines(
            *(
                [f"{beginning},{csv_line(row)}" for row in table.rows(laid)]
                for table in (ValuesTable(), EvidenceTable())
            )
        )
    values: list[str] = []
    spans: list[str] = []
    start, last = "", None
    sha256 = laid.coded.article.sha256
    for value, place, evidence in laid.placed.values:
        if place is not last:
            start, last = f"{beginning},{csv_line(place)}", place
        value_id, field, status, content, reason = _OF_VALUE(value)
        named = f"{start},{value_id},{field}"
        told, whole = _NOTHING_TOLD if content is None else contents.of(content)
        if evidence and content.__class__ is MarkedSpan:
            told = _told_spans(content, evidence)
        values.append(f"{named},{status},{told},{reason and csv_text(reason)},{len(evidence)},{whole}")
        spans += [
            f"{named},{id_},{stance},{sha256},{begin},{end},{_words(*words)}"
            for id_, stance, begin, end, *words in map(_OF_EVIDENCE, evidence)
        ]
    return LongLines(values, spans)


def _has_plain_ids(laid: Laid) -> bool:
    """Tell whether no id and no field's name of a coded article needs quotes."""
    coding = laid.coded.coding
    names = [laid.coded.article.sha256, *coding.values_by_id, *coding.evidence_by_id]
    names += [value.field for value, _, _ in laid.placed.values]
    return csv_texts(names) == ",".join(names)


def _told(content: Content) -> str:
    """Return a content's type and summary."""
    if content.type == "count":
        return _told_count(content)
    if content.type in ("date_range", "location"):
        return csv_line((content.type, *summary(content, ())))
    return _told_spans(content, ())


def _told_spans(content: Content, evidence: Sequence[Evidence]) -> str:
    return f"{content.type},{csv_text(str(short(content, evidence)))}{_ONLY_A_VALUE}"


def _told_count(content: Count) -> str:
    low, best, high = ["" if number is None else number for number in (content.low, content.best, content.high)]
    return f"count,{best},{low},{best},{high},{content.qualifier},,,"


def _words(quote: str, prefix: str, suffix: str) -> str:
    if '"' in quote or '"' in prefix or '"' in suffix:
        quote, prefix, suffix = (text.replace('"', '""') for text in (quote, prefix, suffix))
    return f'"{quote}","{prefix}","{suffix}"'
