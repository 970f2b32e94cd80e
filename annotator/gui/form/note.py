"""The note on a value, with its flag for discussion."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from annotator.domain.coding import Note
from annotator.gui.form.context import FormContext
from annotator.gui.form.editors.texts import WordsEdit
from annotator.gui.form.plain import WrappedLabel


class NoteEditor(QWidget):
    """Shows the notes on one subject and edits the coder's own; written when the person goes elsewhere or flags it."""

    def __init__(self, context: FormContext) -> None:
        super().__init__()
        self._context = context
        self._subject: str | None = None
        self._note: Note | None = None
        self._known = ("", False)
        self._answers = WrappedLabel("dim")
        self._words = WordsEdit(2)
        self._words.setAccessibleName("Note on this value")
        self._words.setPlaceholderText("Note")
        self._flag = QCheckBox("Discuss")
        self._flag.setAccessibleName("Flag this value for discussion")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._answers, self._words, self._flag):
            layout.addWidget(widget)
        self._words.left.connect(self.write)
        self._flag.clicked.connect(self.write)
        self._words.installEventFilter(self)

    def show_notes(self, subject: str | None, notes: Sequence[Note]) -> None:
        """Show the notes on a subject; words being typed on the same subject stay."""
        own = next((note for note in notes if not note.rule), None)
        self._answers.say("\n".join(note.text for note in notes if note.rule))
        if subject == self._subject and (own == self._note or self._words.document().isModified()):
            self._note = own
            return
        self._subject, self._note = subject, own
        self._known = (own.text, own.is_flagged) if own is not None else ("", False)
        self._words.setPlainText(own.text if own else "")
        self._words.document().setModified(False)
        self._flag.setChecked(bool(own and own.is_flagged))

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the note only be read."""
        self._words.setReadOnly(is_read_only)
        self._flag.setEnabled(not is_read_only)

    def start(self) -> None:
        """Give the words the keyboard."""
        self._words.setFocus()

    def write(self) -> None:
        """Ask for the note to be stored as it stands, or removed when nothing is left of it."""
        if self._subject is None or self._context.is_read_only:
            return
        text = self._words.words().strip() if self._words.document().isModified() else self._known[0]
        is_flagged = self._flag.isChecked()
        if (text, is_flagged) == self._known:
            return
        self._known = (text, is_flagged)
        self._words.document().setModified(False)
        if text or is_flagged:
            self._context.intents.note_written.emit(self._subject, text, is_flagged)
        elif self._note is not None:
            self._context.intents.note_removed.emit(self._note.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Write the note before the words are hidden with the row."""
        if event.type() is QEvent.Type.Hide:
            self.write()
        return super().eventFilter(watched, event)
