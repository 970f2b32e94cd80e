"""Why the coders differ: seven reasons by key, and a note in the reviewer's own words. Neither is ever asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from annotator.domain.review import RulingReason
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.look import plain_tip
from annotator.gui.form.plain import Line
from annotator.gui.review.words import REASON_CHIPS, REASON_WORDS


class NoteLine(Line):
    """A line that gives the keyboard back with Enter or Escape, and keeps the arrow keys from the room."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Answer that Enter, Escape and the arrow keys are the line's own."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Enter or Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
            return
        super().keyPressEvent(event)


_OWN_KEYS = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down))


class ReasonBar(QWidget):
    """The reason and the note of the ruling in view; both may be given before or after ruling.

    The bar holds the reasons; whoever shows it places the ``note``.
    """

    reason_chosen = Signal(object)
    """The `RulingReason`, or None where the chosen one was taken back."""
    note_written = Signal(str)
    """The note, when the person leaves its line after changing it."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[RulingReason, QToolButton] = {}
        self._flow = FlowLayout(self, spacing=4)
        for number, (reason, words) in enumerate(REASON_WORDS.items(), start=1):
            button = QToolButton(self)
            button.setText(f"{number}  {REASON_CHIPS[reason]}")
            button.setToolTip(plain_tip(f"{words} ({number}; Alt+{number} for the ruling made last)"))
            button.setAccessibleName(f"Reason {number}: {words}")
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._chooser(reason))
            self._flow.addWidget(button)
            self.buttons[reason] = button
        self.note = NoteLine(self)
        self.note.setPlaceholderText("Note on the ruling (M)")
        self.note.setAccessibleName("Note on the ruling")
        self.note.editingFinished.connect(self._on_note_finished)
        self.note.left.connect(self._on_note_left)

    def tab_stops(self) -> list[QWidget]:
        """Return what the Tab key stops at, in order."""
        return [self.note, *self.buttons.values()]

    def enable(self, *, is_on: bool) -> None:
        """Let a reason and a note be given, or not."""
        self.setEnabled(is_on)
        self.note.setEnabled(is_on)

    def sizeHint(self) -> QSize:
        """Return room for all reasons in one line."""
        widths = [button.sizeHint().width() for button in self.buttons.values()]
        width = sum(widths) + self._flow.spacing() * (len(widths) - 1)
        return QSize(width, self._flow.heightForWidth(width))

    def reason(self) -> RulingReason | None:
        """Return the chosen reason."""
        return next((reason for reason, button in self.buttons.items() if button.isChecked()), None)

    def words(self) -> str:
        """Return the note as it stands."""
        return self.note.text().strip()

    def show_given(self, reason: RulingReason | None, note: str) -> None:
        """Show what was given for another disagreement; nothing is announced."""
        for one, button in self.buttons.items():
            button.setChecked(one is reason)
        self.note.setText(note)
        self.note.setModified(False)

    def choose(self, reason: RulingReason) -> None:
        """Choose a reason as its key does; the same again takes it back."""
        is_again = self.buttons[reason].isChecked()
        for one, button in self.buttons.items():
            button.setChecked(one is reason and not is_again)
        self.reason_chosen.emit(None if is_again else reason)

    def _chooser(self, reason: RulingReason) -> Callable[[bool], None]:
        def choose(is_checked: bool) -> None:
            self.buttons[reason].setChecked(not is_checked)
            self.choose(reason)

        return choose

    def _on_note_finished(self) -> None:
        if self.note.isModified():
            self.note.setModified(False)
            self.note_written.emit(self.words())

    def _on_note_left(self) -> None:
        self._on_note_finished()
        self.left.emit()
