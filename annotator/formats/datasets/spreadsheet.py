"""Making cells safe for spreadsheet programs, which run text that begins like a formula.

The characters are those of OWASP's page on CSV injection, with their full-width forms and with white space and
invisible characters before them, which some programs skip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from annotator.domain.counted import counted
from annotator.formats.datasets.cells import Cell

LONGEST_CELL = 32_767
"""Characters (UTF-16 units) a spreadsheet program keeps of a cell."""

_SURELY_SHORT = LONGEST_CELL // 2
"""So many characters are not too long whatever they are."""

LISTED = 1_000
"""Altered cells that are listed one by one; the rest are only counted."""

_SKIPPED = "[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_FORMULA = re.compile(f"[\t\r\n]|{_SKIPPED}*[=+\\-@＝＋－＠]")
_LIKE_A_FORMULA = "It begins like a formula; an apostrophe stands before the text."
_TOO_LONG = f"It is longer than {LONGEST_CELL:,} characters, of which spreadsheet programs show no more."


class AlteredCell(NamedTuple):
    """Where an apostrophe was put before a text: the file, its data row counted from 1, the column's name."""

    file: str
    row: int
    column: str


class UnsafeCell(NamedTuple):
    """A cell that spreadsheet programs run or cut: its place in the row, and a sentence on why."""

    place: int
    reason: str


def made_safe(cells: Sequence[Cell]) -> tuple[list[Cell], list[UnsafeCell]]:
    """Return a row's cells without formulas, and which of them were unsafe; numbers stay numbers."""
    safe, unsafe = list(cells), []
    for place, cell in enumerate(cells):
        # Nearly every text begins with a letter or digit and is short; asking that first is much the fastest.
        if type(cell) is str and cell and not (cell[0].isalnum() and len(cell) <= _SURELY_SHORT):
            if len(cell) > _SURELY_SHORT and len(cell.encode("utf-16-le")) // 2 > LONGEST_CELL:
                unsafe.append(UnsafeCell(place, _TOO_LONG))
            safe[place] = text = no_formula(cell)
            if text is not cell:
                unsafe.append(UnsafeCell(place, _LIKE_A_FORMULA))
    return safe, unsafe


class FormulaGuard:
    """Puts an apostrophe before every text that could be taken for a formula, and keeps count.

    ``tell`` is told of every cell that was altered or that a spreadsheet program will cut, with a sentence on why.
    """

    def __init__(self, tell: Callable[[AlteredCell, str], None] | None = None) -> None:
        self._tell = tell
        self.altered: list[AlteredCell] = []
        self.altered_count = 0
        self.too_long_count = 0

    def guarded(self, cells: Sequence[Cell], file: str, row: int, columns: Sequence[str]) -> list[Cell]:
        """Return a row's cells made safe; numbers stay numbers."""
        safe, unsafe = made_safe(cells)
        for place, reason in unsafe:
            self.take(AlteredCell(file, row, columns[place]), reason)
        return safe

    def take(self, cell: AlteredCell, reason: str) -> None:
        """Count a cell that `made_safe` found unsafe."""
        if reason == _TOO_LONG:
            self.too_long_count += 1
        else:
            self.altered_count += 1
            if len(self.altered) < LISTED:
                self.altered.append(cell)
        if self._tell:
            self._tell(cell, reason)

    def remarks(self) -> tuple[str, ...]:
        """Return sentences on what was altered and what a spreadsheet program will cut."""
        found = []
        if self.altered_count:
            cells = counted(self.altered_count, "cell")
            found.append(f"{cells} that began like a formula got an apostrophe before the text.")
        if self.too_long_count:
            cells = counted(self.too_long_count, "cell")
            found.append(f"{cells} longer than {LONGEST_CELL:,} characters, which spreadsheets cut.")
        return tuple(found)


def no_formula(text: str) -> str:
    """Return the text itself, with an apostrophe before it where it could be taken for a formula."""
    return "'" + text if _FORMULA.match(text) else text
