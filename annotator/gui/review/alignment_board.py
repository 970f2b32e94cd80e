"""Which coder's report is the same incident as which: a row for each incident, a column for each coder, and four verbs.

What a person says here is kept for ever and never worked out over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.domain.ids import ReportId
from annotator.domain.review import DecisionKind
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.look import plain_tip
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.form.scrolling import scrolled
from annotator.gui.review.answer_card import OneLine
from annotator.gui.review.emptying import empty
from annotator.gui.review.report_tile import BoardReport, ReportTile
from annotator.gui.review.sides import SideLook


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One incident: each coder's reports of it, why they were put together, and how sure that is (0 to 1)."""

    members: tuple[tuple[BoardReport, ...], ...]
    basis: str
    score: float | None = None
    is_by_person: bool = False

    @property
    def reports(self) -> tuple[BoardReport, ...]:
        """All reports, coder by coder."""
        return tuple(report for reports in self.members for report in reports)


@dataclass(frozen=True, slots=True)
class Deed:
    """One decision to record."""

    kind: DecisionKind
    reports: tuple[ReportId, ...]


class AlignmentBoard(QWidget):
    """The board; it only asks (`decided`), the case that comes back is shown with `show_rows`."""

    decided = Signal(list, str)
    """The `Deed`s to record as one, and the verb in words."""
    closed = Signal()
    report_focused = Signal(object)
    """The `BoardReport` whose words are to be shown in the text."""
    remarked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[BoardRow, ...] = ()
        self._can_decide = False
        self.tiles: dict[ReportId, ReportTile] = {}
        self._verbs: dict[str, QPushButton] = {}
        self._grid_holder = QWidget(self)
        self._empty = WrappedLabel("dim")
        self._explained = WrappedLabel("dim")
        self._lay_out()
        self._explained.say("Choose reports with Space or a click, then say how they belong together.")

    def _lay_out(self) -> None:
        verbs = QWidget(self)
        flow = FlowLayout(verbs, spacing=6)
        for key, words, tip, deed in (
            ("P", "Pair", "The chosen reports are the same incident", self.pair),
            ("J", "Join", "Everything in the chosen reports' rows is one incident", self.join),
            ("T", "Split", "The chosen reports, or all of the chosen one's row, are different incidents", self.split),
            ("U", "Unmatched", "No other coder has the chosen report's incident", self.unmatch),
        ):
            button = QPushButton(f"{words}  {key}", verbs)
            button.setAccessibleName(words)
            button.setToolTip(plain_tip(tip))
            button.clicked.connect(deed)
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)
            flow.addWidget(button)
            self._verbs[words] = button
        back = QPushButton("Back  Esc", self)
        back.setAccessibleName("Back to the disagreements")
        back.clicked.connect(self.closed)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        title = QLabel("Which reports are the same incident", self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "subtitle")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(back)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._explained)
        column.addWidget(verbs)
        column.addWidget(self._empty)
        column.addWidget(scrolled(self._grid_holder), 1)
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[BoardRow], sides: Sequence[tuple[SideLook, str]], *, can_decide: bool) -> None:
        """Show the incidents of an article, each side with its look and name; the keyboard stays with its report."""
        focused = next((tile.report.id for tile in self.tiles.values() if tile.hasFocus()), None)
        self._rows = tuple(rows)
        self._clear()
        for column, (look, name) in enumerate(sides):
            label = OneLine(self._grid_holder)
            label.setProperty("role", "section")
            label.say(f"{look.letter} · {name}")
            self._grid.addWidget(label, 0, column)
            self._grid.setColumnStretch(column, 1)
        for number, row in enumerate(rows, start=1):
            self._add_row(number, row, sides)
        self._grid.setRowStretch(3 * len(rows) + 1, 1)
        self._empty.say("" if rows else "Nobody coded an incident in this article.")
        self._can_decide = can_decide
        self._enable()
        if focused in self.tiles:
            self.tiles[focused].setFocus()

    def focus_first(self) -> None:
        """Give the first report the keyboard."""
        first = next(iter(self.tiles.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()

    def _clear(self) -> None:
        self.tiles = {}
        empty(self._grid)

    def _add_row(self, number: int, row: BoardRow, sides: Sequence[tuple[SideLook, str]]) -> None:
        line = 3 * number - 2
        told = QLabel(told_of(number, row), self._grid_holder)
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setProperty("role", "caption")
        rule = QFrame(self._grid_holder)
        rule.setProperty("role", "separator")
        rule.setProperty("line", "horizontal")
        self._grid.addWidget(rule, line, 0, 1, max(1, len(sides)))
        self._grid.addWidget(told, line + 1, 0, 1, max(1, len(sides)))
        for column, reports in enumerate(row.members):
            holder = QWidget(self._grid_holder)
            pile = QVBoxLayout(holder)
            pile.setContentsMargins(0, 0, 0, 6)
            pile.setSpacing(4)
            for report in reports:
                pile.addWidget(self._made_tile(report, *sides[column], holder))
            if not reports:
                none = QLabel("not coded", holder)
                none.setProperty("role", "dim")
                none.setAlignment(Qt.AlignmentFlag.AlignCenter)
                pile.addWidget(none)
            pile.addStretch(1)
            self._grid.addWidget(holder, line + 2, column)

    def _made_tile(self, report: BoardReport, look: SideLook, name: str, parent: QWidget) -> ReportTile:
        tile = ReportTile(report, look, name, parent)
        tile.toggled.connect(self._enable)
        tile.focused.connect(lambda: self.report_focused.emit(report))
        tile.walked.connect(lambda columns, rows: self._walk(tile, columns, rows))
        self.tiles[report.id] = tile
        return tile

    # -- verbs --------------------------------------------------------------------------------------------------------

    def chosen(self) -> list[BoardReport]:
        """Return the chosen reports in the order of the board; the one with the keyboard where none is chosen."""
        tiles = self.tiles.values()
        return [tile.report for tile in tiles if tile.isChecked()] or [tile.report for tile in tiles if tile.hasFocus()]

    def pair(self) -> None:
        """Say that the chosen reports, one of each coder, are the same incident."""
        chosen = self.chosen()
        if len(chosen) < 2 or len({report.place for report in chosen}) < len(chosen):
            self.remarked.emit("To pair, choose one report of each coder. To put two of one coder together, join.")
            return
        self._decide([Deed(DecisionKind.SAME, _ids(chosen))], "paired")

    def join(self) -> None:
        """Say that all reports in the rows of the chosen ones are one incident."""
        chosen = self.chosen()
        rows = [row for row in self._rows if any(report in row.reports for report in chosen)]
        together = [report for row in rows for report in row.reports]
        if len(chosen) < 2 or len(together) < 2:
            self.remarked.emit("To join, choose two reports or more.")
            return
        self._decide([Deed(DecisionKind.SAME, _ids(together))], "joined")

    def split(self) -> None:
        """Say that the chosen reports are different incidents; with one chosen, all of its row."""
        chosen = self.chosen()
        if len(chosen) == 1:
            chosen = list(next(row.reports for row in self._rows if chosen[0] in row.reports))
        if len(chosen) < 2:
            self.remarked.emit("To split, choose a report that stands in one row with others.")
            return
        self._decide([Deed(DecisionKind.APART, _ids(chosen))], "split")

    def unmatch(self) -> None:
        """Say that no other coder has the incident of the chosen report."""
        chosen = self.chosen()
        if len(chosen) != 1:
            self.remarked.emit("Choose the one report that no other coder has.")
            return
        others = [report for row in self._rows for report in row.reports if report.place != chosen[0].place]
        deeds = [Deed(DecisionKind.APART, _ids([chosen[0], other])) for other in others]
        if deeds:
            self._decide(deeds, "left unmatched")

    def _decide(self, deeds: list[Deed], verb: str) -> None:
        if self._can_decide:
            self.decided.emit(deeds, verb)

    def _enable(self) -> None:
        count = sum(tile.isChecked() for tile in self.tiles.values())
        for words, button in self._verbs.items():
            is_one_enough = words in ("Split", "Unmatched")
            button.setEnabled(self._can_decide and (count >= 1 if is_one_enough else count >= 2))

    def _walk(self, tile: ReportTile, columns: int, rows: int) -> None:
        """Give the keyboard to the tile next to one: across within its row, or down its column."""
        column = [one for one in self.tiles.values() if one.report.place == tile.report.place]
        if rows:
            at = column.index(tile) + rows
            if 0 <= at < len(column):
                column[at].setFocus()
            return
        wanted = tile.report.place + columns
        there = [one for one in self.tiles.values() if one.report.place == wanted]
        middle = tile.mapTo(self._grid_holder, tile.rect().center()).y()
        nearest = min(
            there, key=lambda one: abs(one.mapTo(self._grid_holder, one.rect().center()).y() - middle), default=None
        )
        if nearest is not None:
            nearest.setFocus()


def told_of(number: int, row: BoardRow) -> str:
    """Return a row's caption: which incident, why its reports are together and how sure that is."""
    if row.is_by_person:
        return f"{number} · linked by a person"
    if sum(bool(reports) for reports in row.members) < 2:
        return f"{number} · {row.basis}"
    return f"{number} · {row.basis}" + (f" · likeness {row.score:.2f}" if row.score is not None else "")


def _ids(reports: Sequence[BoardReport]) -> tuple[ReportId, ...]:
    return tuple(report.id for report in reports)
