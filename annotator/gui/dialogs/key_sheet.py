"""The sheet of keys: the table of actions, and the keys the article and the form handle themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.gui.actions import ACTIONS, Menu
from annotator.gui.text.keys import BINDINGS


class KeySheet(QDialog):
    """All keys by where they work."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys")
        self.resize(640, 620)
        inside = QWidget(self)
        grid = QGridLayout(inside)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        row = 0
        for heading, lines in key_blocks():
            row = self._add_block(grid, row, heading, lines)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setAccessibleName("Keys")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)

    def _add_block(self, grid: QGridLayout, row: int, heading: str, lines: list[tuple[str, str]]) -> int:
        title = QLabel(heading, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "section")
        title.setContentsMargins(0, 10 if row else 0, 0, 2)
        grid.addWidget(title, row, 0, 1, 2)
        for offset, (what, key) in enumerate(lines, start=1):
            words, keys = QLabel(what, self), QLabel(key, self)
            keys.setProperty("role", "dim")
            for label in (words, keys):
                label.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(words, row + offset, 0)
            grid.addWidget(keys, row + offset, 1)
        return row + len(lines) + 1


def key_blocks() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return for each part of the window, under its heading, what is done there and with which keys."""
    native = QKeySequence.SequenceFormat.NativeText
    in_article = [
        (command.value.capitalize(), QKeySequence(keys).toString(native)) for keys, command in BINDINGS.items()
    ]
    sheet = [("In the article", [("Attach the marked words to a field", "the field's letter"), *in_article])]
    blocks: dict[str, list[tuple[str, str]]] = {}
    for menu in Menu:
        for spec in (spec for spec in ACTIONS if spec.menu is menu and (spec.hint or spec.shortcuts)):
            keys = spec.hint or ", ".join(QKeySequence(key).toString(native) for key in spec.shortcuts)
            # A menu may serve two rooms, in which the same key means different things.
            blocks.setdefault(spec.room.capitalize() or menu.value, []).append((spec.text, keys))
    return [*sheet, *blocks.items()]
