"""Shows the copies of a coding side by side and asks which one holds."""

from __future__ import annotations

from functools import partial
from string import ascii_uppercase
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QPushButton, QTableView, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.domain.describe import describe_moment
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.look import plain_tip
from annotator.gui.review.bounded_area import BoundedArea, TextColumn
from annotator.gui.rounds.dialog import plain_label
from annotator.gui.second_click import ignore_second_click
from annotator.services.merging import ComparedCopies, CopyView

KEYS = f"123456789{ascii_uppercase}"
"""The keys of the copies in order: numbers, then letters. More copies than keys are chosen with Tab and Enter."""

_LIST_HEIGHT = 150
"""Pixels; as much as six copies want."""
_BUTTONS_HEIGHT = 168
"""Pixels; five lines of buttons."""
_NAMES = 240
"""Pixels of the parts' names."""
_NARROWEST = 112
"""Pixels of a column, in which its heading and most answers can be read; more columns than fit are scrolled to."""

_Index = QModelIndex | QPersistentModelIndex


class CopiesModel(QAbstractTableModel):
    """One row per part of the coding, named at its head, one column per copy; what differs comes first and is bold."""

    def __init__(self, compared: ComparedCopies, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._compared = compared
        self._bold = QFont()
        self._bold.setBold(True)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of parts."""
        return 0 if parent.isValid() else len(self._compared.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of copies."""
        return 0 if parent.isValid() else len(self._compared.copies)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a copy says of a part."""
        if not index.isValid():
            return None
        line = self._compared.lines[index.row()]
        words = line.words[index.column()]
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if line.is_different else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words)
        return words if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a copy's number or a part's name, which stays in sight while copies are scrolled to."""
        is_copy = orientation is Qt.Orientation.Horizontal
        if not 0 <= section < (self.columnCount() if is_copy else self.rowCount()):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return f"Copy {section + 1}" if is_copy else self._compared.lines[section].name
        if role == Qt.ItemDataRole.ToolTipRole:
            whole = words_about(self._compared.copies[section]) if is_copy else self._compared.lines[section].name
            return plain_tip(whole)
        return None


class SettleDialog(QDialog):
    """Copies of one coding, who changed them when, and a button and a key for each."""

    chosen = Signal(str)
    """The last event of the copy that holds."""

    def __init__(self, compared: ComparedCopies, waiting: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Which copy holds?")
        self.resize(980, 560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        heading = plain_label(f"{compared.coder_name} · {compared.title}", "subtitle")
        heading.setWordWrap(True)
        heading.setMinimumWidth(1)  # a title may be one long word, an address for example, which is cut then
        heading.setToolTip(plain_tip(heading.text()))
        layout.addWidget(heading)
        more = f" After this one, {counted(waiting - 1, 'more coding')} to settle." if waiting > 1 else ""
        words = plain_label(
            "This coding went on in several copies. Choose the one that holds; the others stay in the history." + more,
            "dim",
        )
        words.setWordWrap(True)
        layout.addWidget(words)
        layout.addWidget(self._made_list(compared))
        layout.addWidget(self._made_table(compared), 1)
        layout.addLayout(self._made_buttons(compared))

    def _made_list(self, compared: ComparedCopies) -> BoundedArea:
        """Return a line about each copy; of many copies some have to be scrolled to, so that the parts have room."""
        lines = TextColumn(self)
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for number, copy in enumerate(compared.copies, start=1):
            about = plain_label(f"Copy {number}: {words_about(copy)}")
            about.setWordWrap(True)
            column.addWidget(about)
        return BoundedArea(lines, _LIST_HEIGHT, self)

    def _made_table(self, compared: ComparedCopies) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName("The copies, part by part")
        table.setModel(CopiesModel(compared, self))
        table.verticalHeader().setFixedWidth(_NAMES)
        table.verticalHeader().setSectionsClickable(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setMinimumSectionSize(_NARROWEST)
        table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        return table

    def _made_buttons(self, compared: ComparedCopies) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(16)
        later = QPushButton("Later", self)
        later.setAutoDefault(False)
        later.clicked.connect(self.reject)
        line.addWidget(later, 0, Qt.AlignmentFlag.AlignTop)
        choices = TextColumn(self)
        flow = FlowLayout(choices, spacing=6)
        for number, copy in enumerate(compared.copies, start=1):
            key, choose = KEYS[number - 1 : number], partial(self._on_chosen, copy.last_event)
            shown = "" if key in ("", str(number)) else f"  {key}"
            button = QPushButton(f"Copy {number} holds{shown}", choices)
            button.setAccessibleName(f"Copy {number} holds")
            button.setAccessibleDescription(words_about(copy))
            button.setAutoDefault(False)
            button.setProperty("role", "primary" if copy.is_shown else "")
            button.clicked.connect(choose)
            ignore_second_click(button)
            if key:
                button.setToolTip(plain_tip(f"Key {key}"))
                # The next question looks like this one: a key that is held, or a second click, answers only one.
                QShortcut(QKeySequence(key), self, choose).setAutoRepeat(False)
            flow.addWidget(button)
        line.addWidget(BoundedArea(choices, _BUTTONS_HEIGHT, self), 1)
        return line

    def _on_chosen(self, last_event: str, *_: object) -> None:
        self.chosen.emit(last_event)
        self.accept()


def words_about(copy: CopyView) -> str:
    """Return where a copy comes from, when it was last changed and how, and whether it is the one shown now."""
    where = "worked on in this project" if copy.packet_id is None else f"came with {copy.file_name or 'a packet'}"
    shown = "; shown now" if copy.is_shown else ""
    at = describe_moment(copy.changed_at)
    return f"{where}, last changed {at} (“{copy.last_deed}”), {counted(copy.changes, 'change')} in all{shown}."
