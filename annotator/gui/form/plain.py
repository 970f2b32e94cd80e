"""Small plain widgets of the form: wrapped text, help that opens, quiet buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.gui.form.look import plain_tip
from annotator.gui.theme import icon

LONG_HELP = 170
"""Help longer than this many code points shows its first sentence only, until it is clicked."""

_SENTENCE = re.compile(r"(?<=[.?!])\s")


def is_for_window(event: QEvent, *, can_undo: bool, can_redo: bool) -> bool:
    """Tell whether a shortcut is an undo or redo for which an input has nothing of its own."""
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return (event.matches(QKeySequence.StandardKey.Undo) and not can_undo) or (
        event.matches(QKeySequence.StandardKey.Redo) and not can_redo
    )


class Line(QLineEdit):
    """A line that leaves undo and redo to the window where it has nothing of its own to take back or bring back."""

    def event(self, event: QEvent) -> bool:
        """Answer who takes a shortcut."""
        if is_for_window(event, can_undo=self.isUndoAvailable(), can_redo=self.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)


class WrappedLabel(QLabel):
    """Plain text on as many lines as it needs; hidden while empty."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, text: str) -> None:
        """Show a text, or nothing."""
        if text != self.text():
            self.setText(text)
        self.setVisible(bool(text))


class HelpLabel(WrappedLabel):
    """A field's help: its first sentence, the whole on a click."""

    def __init__(self) -> None:
        super().__init__("dim")
        self._full, self._short = "", ""

    def explain(self, help_text: str) -> None:
        """Show a field's help, shortened when it is long."""
        first = _SENTENCE.split(help_text, maxsplit=1)[0]
        self._full = help_text
        self._short = f"{first} … more" if len(help_text) > LONG_HELP and len(first) < len(help_text) else help_text
        self.say(self._short)
        self.setToolTip(plain_tip(help_text) if self._short != self._full else "")

    def event(self, event: QEvent) -> bool:
        """Open or close on a click."""
        if event.type() is QEvent.Type.MouseButtonRelease and self._short != self._full:
            self.say(self._full if self.text() == self._short else self._short)
            return True
        return super().event(event)


class FieldHelp(QWidget):
    """A field's help and, below it, earlier rulings on the field; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._field = ""
        self._help, self._precedents = HelpLabel(), WrappedLabel("caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._help)
        layout.addWidget(self._precedents)

    def explain(self, field_id: str, help_text: str) -> None:
        """Show a field's help; what was told of another field's rulings goes."""
        if field_id != self._field:
            self._precedents.say("")
        self._field = field_id
        self._help.explain(help_text)
        self.setVisible(bool(help_text or self._precedents.text()))

    def show_precedents(self, field_id: str, told: Sequence[str]) -> None:
        """Tell of earlier rulings on a field, unless another one is shown by now."""
        if field_id == self._field:
            self._precedents.say("\n".join(["Ruled before:", *told]) if told else "")
            self.setVisible(bool(self._help.text() or told))


class ProposalBanner(QWidget):
    """Says that what the editor shows is only proposed, and why; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        pill = QLabel("Proposed")
        pill.setTextFormat(Qt.TextFormat.PlainText)
        pill.setProperty("role", "pill")
        pill.setProperty("tone", "warn")
        keys = QLabel("Enter takes it, typing corrects it")
        keys.setTextFormat(Qt.TextFormat.PlainText)
        keys.setProperty("role", "caption")
        self._sentence = WrappedLabel("dim")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(pill)
        head.addWidget(keys, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self._sentence)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show the sentence that explains a proposal, or nothing."""
        self._sentence.say(sentence)
        self.setVisible(bool(sentence))

    def text(self) -> str:
        """Return the sentence."""
        return self._sentence.text()


def quiet_button(text: str, accessible_name: str, parent: QWidget | None = None) -> QToolButton:
    """Return a button without a frame."""
    button = QToolButton(parent)
    button.setText(text)
    button.setProperty("role", "quiet")
    button.setAccessibleName(accessible_name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def icon_button(icon_name: str, accessible_name: str, parent: QWidget | None = None) -> QToolButton:
    """Return a small button that shows only an icon, with its name as tool tip."""
    button = quiet_button("", accessible_name, parent)
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(plain_tip(accessible_name))
    return button
