"""What stands in the room while the project has no rounds."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.gui.rounds.dialog import plain_label
from annotator.gui.theme import Tint, icon

_WIDTH = 560
_SENTENCES = (
    "A round gives articles to coders: by plan, drawn from a seed, or by hand. Some articles go to two or more coders, "
    "so that you can measure how far they agree.",
    "In a blind round everybody sees only their own work until you release it. Each coder finds the round above "
    "the queue, or gets a packet to code on another computer.",
)


class EmptyPage(QWidget):
    """Says what a round is for, and offers to make one or to merge a packet."""

    new_asked = Signal()
    merge_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel(self)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(self._sign)
        heading = plain_label("No rounds yet", "title")
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(heading)
        for sentence in _SENTENCES:
            label = plain_label(sentence, "dim")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            label.setFixedWidth(_WIDTH)
            column.addWidget(label)
        self.new_button = QPushButton("New round…", self)
        self.new_button.setProperty("role", "primary")
        self.new_button.clicked.connect(self.new_asked)
        self.merge_button = QPushButton("Merge packet…", self)
        self.merge_button.clicked.connect(self.merge_asked)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch(1)
        line.addWidget(self.new_button)
        line.addWidget(self.merge_button)
        line.addStretch(1)
        column.addSpacing(8)
        column.addLayout(line)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addStretch(3)

    def refresh(self, *, can_write: bool) -> None:
        """Take on the theme, and offer only what can be done."""
        self._sign.setPixmap(icon("rounds", Tint.DIM).pixmap(QSize(40, 40)))
        self._sign.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for button in (self.new_button, self.merge_button):
            button.setEnabled(can_write)
