"""What the room says where there is nothing to review, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.gui.form.plain import WrappedLabel

_WIDTH = 560
"""A comfortable line, in pixels."""


class Invitation(QWidget):
    """A heading, a sentence, and a button that leads on where there is a way."""

    way_taken = Signal(str)
    """The id of the room that the button leads to, "" where it only stops what is going on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = ""
        self._heading = QLabel(self)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setProperty("role", "title")
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence = WrappedLabel("dim")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.way = QPushButton(self)
        self.way.clicked.connect(lambda: self.way_taken.emit(self._room))
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 48, 48, 48)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._heading)
        self._sentence.setFixedWidth(_WIDTH)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        middle = QHBoxLayout()  # aligned by itself, the label would get the height of one long line
        middle.addStretch(1)
        middle.addWidget(self._sentence)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addWidget(self.way, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_words(self, heading: str, sentence: str, way: str = "", room: str = "") -> None:
        """Say why there is nothing; ``way`` is the button's text and ``room`` where it leads, "" when it stops."""
        self._heading.setText(heading)
        self._sentence.say(sentence)
        self._room = room
        self.way.setText(way)
        self.way.setVisible(bool(way))
        self.setAccessibleName(f"{heading}. {sentence}")

    def text(self) -> str:
        """Return what is said."""
        return f"{self._heading.text()}. {self._sentence.text()}"


HIDDEN = (
    "This round is blind and still running",
    "You code in it, so the other coders' work is not shown to you. It is when the round is released; or have a person"
    " review who codes nothing in it.",
    "Go to the rounds",
    "rounds",
)
NO_SECOND_CODER = (
    "No article has two finished codings yet",
    "The review begins when at least two coders have completed the same article. Give articles to two coders in a"
    " round, or bring in the packets of those who code on their own machines.",
    "Go to the rounds",
    "rounds",
)
