"""Asks which pairs of coders are shown; forty coders make 780 of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.ids import CoderId

MOST = 24
"""Pairs that can be shown side by side."""

Pair = tuple[CoderId, CoderId]


class PairsDialog(QDialog):
    """A list of pairs to tick, narrowed by typing names."""

    def __init__(
        self, coders: Sequence[tuple[CoderId, str]], chosen: Collection[Pair], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Pairs of coders")
        self.resize(420, 520)
        self.search = QLineEdit(self)
        self.search.setProperty("role", "search")
        self.search.setPlaceholderText("Narrow by name")
        self.search.setAccessibleName("Narrow by name")
        self.list = QListWidget(self)
        self.list.setAccessibleName("Pairs of coders")
        for first, second in combinations(coders, 2):
            item = QListWidgetItem(f"{first[1]} – {second[1]}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, (first[0], second[0]))
            is_chosen = (first[0], second[0]) in chosen
            item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
        self._remark = QLabel(self)
        self._remark.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._go = QPushButton("Show", self)
        self._go.setProperty("role", "primary")
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.AcceptRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        for widget in (self.search, self.list, self._remark, buttons):
            layout.addWidget(widget)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.search.textChanged.connect(self._narrow)
        self.list.itemChanged.connect(lambda _: self._tell())
        self._tell()

    def pairs(self) -> tuple[Pair, ...]:
        """Return the pairs that are ticked, hidden by the search or not."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setHidden(not all(word in item.text().casefold() for word in words))

    def _tell(self) -> None:
        count = len(self.pairs())
        self._remark.setProperty("role", "error" if count > MOST else "dim")
        words = f"{count} of at most {MOST} chosen."
        self._remark.setText(words if count else "None chosen: those with the most articles in common are shown.")
        self._go.setEnabled(count <= MOST)
