"""An input for the seed that plans and samples are drawn with, of any size a round may have."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.domain.assigning import LARGEST_SEED

_DIGITS = len(str(LARGEST_SEED))
_WIDTH = 190


class SeedEdit(QLineEdit):
    """A whole number; a spin box would end at 2³¹ − 1 and show a larger seed smaller than it is."""

    value_changed = Signal()

    def __init__(self, value: int, parent: QWidget | None = None) -> None:
        super().__init__(str(value), parent)
        self.setAccessibleName("Seed")
        self.setPlaceholderText("0")
        self.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{_DIGITS}}}"), self))
        self.setFixedWidth(_WIDTH)
        self.textChanged.connect(lambda _: self.value_changed.emit())

    def value(self) -> int:
        """Return the seed as it is typed, 0 for nothing; it may be larger than a round takes, see `trouble`."""
        return int(self.text() or 0)

    def trouble(self) -> str:
        """Return what is wrong with the seed as a sentence, empty when it can be taken."""
        return "" if self.value() <= LARGEST_SEED else f"The seed is a whole number from 0 to {LARGEST_SEED}."
