"""The line at the bottom: saved or not, what is still open, what undo would do, who codes."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from annotator.domain.rounds import Round
from annotator.gui.elided_label import ElidedLabel
from annotator.gui.form.look import plain_tip
from annotator.gui.round_words import round_words
from annotator.gui.theme import restyle
from annotator.services.coding import Worksheet

_LONGEST_NAME = 32
_LONG_MS = 150
"""A change that is stored sooner than that is not said to be on its way; nobody could read it."""


class StatusLine(QWidget):
    """Facts only: "saved" appears after the store said so."""

    problems_asked = Signal()
    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(30)
        self._saved = self._label("Nothing to save", "Saved state")
        self._message = self._label("", "Message")
        self._undo = self._label("", "Undo")
        self._coder = self._label("", "Coder")
        self._who = ""
        self._long = QTimer(self, singleShot=True, interval=_LONG_MS)
        self._long.timeout.connect(lambda: self._set_saved("Saving…", "neutral"))
        self._saved.setProperty("role", "pill")
        self._saved.setProperty("tone", "neutral")
        self._saved.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._problems = QToolButton(self)
        self._problems.setProperty("role", "quiet")
        self._problems.setAccessibleName("What is still open")
        self._problems.clicked.connect(self.problems_asked)
        self._retry = QPushButton("Try again", self)
        self._retry.setAccessibleName("Try to save the last change again")
        self._retry.clicked.connect(self.retry_asked)
        self._retry.hide()
        self._problems.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(12)
        for widget in (self._saved, self._retry, self._problems, self._undo):
            layout.addWidget(widget)
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addWidget(self._message, 1)
        layout.addWidget(self._coder)

    def show_worksheet(self, worksheet: Worksheet) -> None:
        """Show what is open in a coding and what undo would take back."""
        count = len(worksheet.blocking)
        is_complete = worksheet.coding.header.state == "complete"
        self._problems.setVisible(not worksheet.coding.header.is_deleted)
        self._problems.setText(
            "Complete" if is_complete else "Nothing open" if count == 0 else f"{count} still open · F8"
        )
        undo = worksheet.undo_state.undo
        self._undo.setText(f"Undo “{undo.label}”" if undo else "")
        self._undo.setToolTip(plain_tip(self._undo.text()))

    def show_no_article(self) -> None:
        """Show that nothing is being coded."""
        self._problems.hide()
        self._undo.setText("")

    def show_saving(self) -> None:
        """Say that a change is on its way, once it takes long."""
        self._long.start()

    def show_saved(self, at: dt.datetime, kept_count: int = 0) -> None:
        """Say when the last change was committed, unless earlier ones still wait to be."""
        self._show_state(f"Saved {at:%H:%M:%S}", kept_count)

    def show_unchanged(self, kept_count: int = 0) -> None:
        """Say that everything is saved, unless changes still wait to be."""
        self._show_state("All saved", kept_count)

    def show_not_saved(self, kept_count: int) -> None:
        """Say that changes are kept but not stored, and offer to try again."""
        self._show_state("", kept_count)

    def _show_state(self, words: str, kept_count: int) -> None:
        self._long.stop()
        self._retry.setVisible(kept_count > 0)
        if kept_count:
            self._set_saved("Not saved" if kept_count == 1 else f"{kept_count} changes not saved", "bad")
        else:
            self._set_saved(words, "ok")

    def show_coder(self, name: str, *, is_read_only: bool) -> None:
        """Show who codes."""
        self._who = f"{name} · read only" if is_read_only else name
        self.show_round(None)

    def show_round(self, present: Round | None) -> None:
        """Show in which round work goes on, and whether the others' work is hidden there."""
        words = "" if present is None else f" · {round_words(present, longest=_LONGEST_NAME)}"
        self._coder.setText(f"{self._who}{words}")
        self._coder.setToolTip("" if present is None else plain_tip(round_words(present, starts_sentence=True)))

    def show_message(self, sentence: str) -> None:
        """Show a remark until the next one."""
        self._message.setText(sentence)
        self._message.setToolTip(plain_tip(sentence))

    def _set_saved(self, words: str, tone: str) -> None:
        self._saved.setText(words)
        if self._saved.property("tone") != tone:
            self._saved.setProperty("tone", tone)
            restyle(self._saved)

    def _label(self, text: str, name: str) -> ElidedLabel:
        label = ElidedLabel(self)
        label.setText(text)
        label.setProperty("role", "dim")
        label.setAccessibleName(name)
        label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        return label
