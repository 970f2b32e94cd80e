"""The units behind a figure as a list that facets can narrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.figures import UnitLine
from annotator.gui.form.look import plain_tip
from annotator.gui.review.words import KIND_WORDS

Index = QModelIndex | QPersistentModelIndex


class Facet(StrEnum):
    """By what the units can be narrowed."""

    KIND = "Type"
    CODER = "Coder"
    STATUS = "Status"
    WEEK = "Week"
    SOURCE = "Source"


AGREEING, NOT_USED = "Agreed", "Not compared"

_STATUS_WORDS = {"coded": "Coded", "untouched": "Not touched", "": "Not there"}


def kind_of_line(line: UnitLine) -> str:
    """Return in words how the sides of a unit differ."""
    if line.kind is not None:
        return KIND_WORDS[line.kind]
    return AGREEING if line.is_used else NOT_USED


def _statuses(line: UnitLine) -> set[str]:
    return {
        _STATUS_WORDS.get(side.status, side.status.replace("_", " ").capitalize())
        for side in line.sides
        if side.status or side.use in ("no_report", "no_member")
    }


_READ: dict[Facet, Callable[[UnitLine], set[str]]] = {
    Facet.KIND: lambda line: {kind_of_line(line)},
    Facet.CODER: lambda line: {side.coder for side in line.sides},
    Facet.STATUS: _statuses,
    Facet.WEEK: lambda line: {line.week or "No date"},
    Facet.SOURCE: lambda line: {line.source or "No source"},
}


@dataclass(frozen=True)
class Choices:
    """What a facet can be narrowed to, with how many units have it, most first."""

    facet: Facet
    entries: tuple[tuple[str, int], ...]


class UnitsModel(QAbstractListModel):
    """Lines are `UnitLine`s; those that were compared and differ come first."""

    LineRole = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[UnitLine, ...] = ()
        self._shown: list[UnitLine] = []

    def show_units(self, lines: Sequence[UnitLine]) -> None:
        """Show the units of a figure."""
        self._all = tuple(sorted(lines, key=lambda line: (line.kind is None, not line.is_used)))
        self.narrow({})

    def narrow(self, chosen: dict[Facet, str]) -> None:
        """Show only the units that have all that was chosen."""
        self.beginResetModel()
        self._shown = [
            line for line in self._all if all(words in _READ[facet](line) for facet, words in chosen.items())
        ]
        self.endResetModel()

    def choices(self) -> list[Choices]:
        """Return what each facet can be narrowed to."""
        found = []
        for facet, read in _READ.items():
            counts = Counter(words for line in self._all for words in sorted(read(line)))
            found.append(Choices(facet, tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))))
        return found

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many units are shown, how many there are, and how many of all entered the figure."""
        return len(self._shown), len(self._all), sum(line.is_used for line in self._all)

    def line(self, index: Index) -> UnitLine | None:
        """Return the unit at a place."""
        return self._shown[index.row()] if index.isValid() and index.row() < len(self._shown) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of units shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a unit, or what is said of it."""
        line = self.line(index)
        if line is None:
            return None
        if role == self.LineRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return told(line)
        return plain_tip(told(line)) if role == Qt.ItemDataRole.ToolTipRole else None


def told(line: UnitLine) -> str:
    """Return all that is to be said of a unit, for the tool tip and for a screen reader."""
    sides = "; ".join(f"{side.coder}: {side.words}" + _why(side.use, side.why) for side in line.sides)
    return f"{kind_of_line(line)}. {line.title or line.article_id}, {line.place}. {sides}"


def _why(use: str, why: str) -> str:
    return "" if use in ("used", "no_report", "no_member") else f" ({why.lower()})"
