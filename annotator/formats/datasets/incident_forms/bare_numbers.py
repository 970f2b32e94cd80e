"""Counts that leave as a number alone: what each was coded as, listed once per report and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from annotator.domain.values import Count
from annotator.formats.datasets.cells import Cell, joined
from annotator.formats.datasets.incident_forms.numbers import in_words


class BareNumber(NamedTuple):
    """A coded count whose words or range a ``column`` drops; ``label`` says what the ``coded`` count is of."""

    column: str
    field: str
    label: str
    coded: Count


class Told(NamedTuple):
    """What one column drops: the fields' ids, joined, and a sentence on what was coded and what is written."""

    column: str
    field: str
    sentence: str


def told_numbers(row: Mapping[str, Cell], numbers: Iterable[BareNumber]) -> Iterator[Told]:
    """Yield what each column of a row drops; a column that says no number hides none."""
    for column, group in groupby(sorted(numbers, key=attrgetter("column")), key=attrgetter("column")):
        if row.get(column) is None:
            continue
        dropped = list(group)
        coded = ", ".join(f"{one.label} “{in_words(one.coded)}”" for one in dropped)
        fields = joined(dict.fromkeys(one.field for one in dropped))
        yield Told(column, fields, f"Coded: {coded}; written: {row[column]}.")
