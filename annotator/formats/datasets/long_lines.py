"""The rows of the two longest tables as lines of CSV, made without making cells first.

`values.csv` and `evidence.csv` have some fifty rows for each coded article, most of it ids and empty cells. Making
records, then cells and then text of them took more than half of an export's time. Here what a row says of a record is
told by the data base where it can, the place of a value is made into text once for all that stands at it, and the
article's words always stand in quotes. Read back, the lines are the rows of `annotator.formats.datasets.long_tables`;
a test compares the two for codings of every kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from annotator.domain.content_json import content_from_json
from annotator.domain.values import Content, Count, DateRange, FieldType, Location, MarkedSpan
from annotator.formats.datasets.cells import joined
from annotator.formats.datasets.csv_file import csv_line, csv_text, csv_texts
from annotator.formats.datasets.long_tables import NO_SUMMARY, EvidenceTable, ValuesTable, in_full, short, summary
from annotator.formats.datasets.placement import Place, ToldSpan
from annotator.formats.datasets.tables import Laid

_ONLY_A_VALUE = csv_line(NO_SUMMARY)
"""What follows the value where a content is no more than that."""


class LongLines(NamedTuple):
    """The lines of `values.csv` and of `evidence.csv` for one coded article."""

    values: list[str]
    evidence: list[str]


class ToldContent(NamedTuple):
    """What a line says of a content: type and summary before the reason, the whole of it at the end.

    Of marked spans the evidence tells more.
    """

    summary: str
    whole: str
    is_marked_span: bool = False


_NOTHING_TOLD = ToldContent(csv_line((None, *NO_SUMMARY)), "")


@lru_cache(maxsize=4096)
def _told(stored: str) -> ToldContent:
    """Return what a line says of a content, given as JSON, wherever it stands."""
    content = content_from_json(stored)
    return ToldContent(_summary(content), csv_text(in_full(content) or ""), isinstance(content, MarkedSpan))


def long_lines(laid: Laid, beginning: str) -> LongLines:
    """Return a coded article's lines; each begins with ``beginning``, the cells that all tables share."""
    if not _has_plain_ids(laid):
        tables = (ValuesTable(), EvidenceTable())
        return LongLines(*([f"{beginning},{csv_line(row)}" for row in table.rows(laid)] for table in tables))
    values: list[str] = []
    spans: list[str] = []
    start, last = "", None
    sha256 = laid.coded.article.sha256
    for (_, _, _, value_id, field, status, content, reason), place, evidence in laid.placed.told:
        if place is not last:
            start, last = f"{beginning},{_place_cells(place)}", place
        named = f"{start},{value_id},{field}"
        summary, whole, is_marked_span = _NOTHING_TOLD if content is None else _told(content)
        if evidence:
            spans += [
                f"{named},{id_},{stance},{sha256},{begin},{end},{words}"
                for _, _, begin, end, id_, stance, _, words in evidence
            ]
            if is_marked_span:
                summary = _summary_of_spans(evidence)
        values.append(f"{named},{status},{summary},{reason and csv_text(reason)},{len(evidence)},{whole}")
    return LongLines(values, spans)


def _has_plain_ids(laid: Laid) -> bool:
    """Tell whether no id, level or field's name of a coded article needs quotes."""
    told = laid.placed.told
    names = [laid.coded.article.sha256, *{value[4] for value, _, _ in told}]
    for report, groups in laid.placed.groups.items():
        names.append(str(report.report_id))
        for group in groups:
            names += (group.level, str(group.group_id))
    names += [value[3] for value, _, _ in told]
    names += [span[4] for _, _, evidence in told for span in evidence]
    return csv_texts(names) == ",".join(names)


def _place_cells(place: Place) -> str:
    report_id, report_number, level, group_id, group_number = place
    if report_id is None:
        return f",,{level},,"
    return f"{report_id},{report_number},{level},{group_id or ''},{'' if group_number is None else group_number}"


def _summary(content: Content) -> str:
    """Return a content's type and summary."""
    if isinstance(content, Count):
        low, best, high = ["" if number is None else number for number in (content.low, content.best, content.high)]
        return f"count,{best},{low},{best},{high},{content.qualifier},,,"
    if isinstance(content, DateRange | Location):
        return csv_line((content.type, *summary(content, ())))
    return f"{content.type},{csv_text(str(short(content, ())))}{_ONLY_A_VALUE}"


def _summary_of_spans(evidence: Sequence[ToldSpan]) -> str:
    quotes = [quote for _, _, _, _, _, _, quote, _ in evidence]
    return f"{FieldType.SPAN},{csv_text(joined(quotes))}{_ONLY_A_VALUE}"
