"""The template of MUC-4: its 25 slots, and how numbers, days and strings are written in them.

Publication followed: "Task Description, Template Design, and Specifications for Slot Fillers", version 7, 4 March 1992,
of the Fourth Message Understanding Conference (MUC-4, Proceedings, Morgan Kaufmann, 1992), and the slots and sets of
fillers in the configuration of its scoring program.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from annotator.domain.values import Count, DateRange, Qualifier

SLOTS: Final = (
    "MESSAGE: ID",
    "MESSAGE: TEMPLATE",
    "INCIDENT: DATE",
    "INCIDENT: LOCATION",
    "INCIDENT: TYPE",
    "INCIDENT: STAGE OF EXECUTION",
    "INCIDENT: INSTRUMENT ID",
    "INCIDENT: INSTRUMENT TYPE",
    "PERP: INCIDENT CATEGORY",
    "PERP: INDIVIDUAL ID",
    "PERP: ORGANIZATION ID",
    "PERP: ORGANIZATION CONFIDENCE",
    "PHYS TGT: ID",
    "PHYS TGT: TYPE",
    "PHYS TGT: NUMBER",
    "PHYS TGT: FOREIGN NATION",
    "PHYS TGT: EFFECT OF INCIDENT",
    "PHYS TGT: TOTAL NUMBER",
    "HUM TGT: NAME",
    "HUM TGT: DESCRIPTION",
    "HUM TGT: TYPE",
    "HUM TGT: NUMBER",
    "HUM TGT: FOREIGN NATION",
    "HUM TGT: EFFECT OF INCIDENT",
    "HUM TGT: TOTAL NUMBER",
)
"""The slots in order; each is numbered by its place, from 0."""

NULL: Final = "-"
"""Nothing in the text fills the slot."""

NOT_APPLICABLE: Final = "*"
PLURAL: Final = "PLURAL"

Fills = Mapping[str, Sequence[str]]
"""A template: the fillers of each slot, one per line; a slot that is not there is null."""

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SLOT_WIDTH = 36
_TWO_DIGIT_YEARS = range(1900, 2000)
_AT_LEAST = frozenset({Qualifier.AT_LEAST, Qualifier.MORE_THAN})
_AT_MOST = frozenset({Qualifier.AT_MOST, Qualifier.FEWER_THAN})


def template_text(fills: Fills) -> str:
    """Return a template's lines, a blank line at the end."""
    lines = []
    for number, slot in enumerate(SLOTS):
        head = f"{number}.".ljust(4) + slot
        for filler in fills.get(slot) or (NULL,):
            lines.append(head.ljust(_SLOT_WIDTH) + filler)
            head = ""
    return "\n".join(lines) + "\n\n"


def quoted(strings: Iterable[str]) -> str:
    """Return strings of one thing as alternatives; null for none. White space becomes single spaces."""
    shown = (" ".join(text.split()) for text in strings)
    unique = dict.fromkeys(text for text in shown if text)
    return " / ".join('"' + re.sub(r'(["\\])', r"\\\1", text) + '"' for text in unique) or NULL


def date_fill(days: DateRange) -> str:
    """Return a day, a range, an open range (``- 21 JAN 89`` for on or before) or null."""
    start, end = days.start, days.end
    if start is None and end is None:
        return NULL
    if start == end and start is not None:
        return _day(start)
    bounds = (_day(start) if start else "", NULL, _day(end) if end else "")
    return " ".join(part for part in bounds if part)


def number_fill(count: Count | None) -> str:
    """Return a number: ``6``, ``6-8``, ``6-`` at least, ``-6`` at most, ``~6`` about, ``PLURAL`` for words, or null."""
    if count is None:
        return NULL
    low, high = count.low, count.high
    number = low if count.best is None else count.best
    if count.qualifier in _AT_MOST and high is not None:
        return f"-{high}"
    if low is not None and high is not None and low != high:
        return f"{low}-{high}"
    if number is None:
        return f"-{high}" if high is not None else PLURAL
    if count.qualifier is Qualifier.ABOUT:
        return f"~{number}"
    return f"{number}-" if count.qualifier in _AT_LEAST else str(number)


def _day(day: dt.date) -> str:
    year = f"{day.year % 100:02}" if day.year in _TWO_DIGIT_YEARS else str(day.year)
    return f"{day.day:02} {_MONTHS[day.month - 1]} {year}"
