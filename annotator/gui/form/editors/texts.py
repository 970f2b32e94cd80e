"""The editor of the coder's own words, and the stand-in for fields that are answered by marking."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import Content, FreeText
from annotator.gui.form.editors.base import Draft, ValueEditor
from annotator.gui.form.plain import is_for_window

_SHOWN_LINES = 3
_ENDS = str.maketrans("\u2029\u2028", "\n\n")


class WordsEdit(QPlainTextEdit):
    """A few lines of plain text: Enter confirms, Shift+Enter begins a new line, Tab goes on."""

    left = Signal()

    def __init__(self, lines: int = _SHOWN_LINES) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 16)

    def words(self) -> str:
        """Return the words as typed; unlike `toPlainText` this keeps no-break spaces."""
        return self.document().toRawText().translate(_ENDS)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where there is nothing typed to take back or bring back."""
        document = self.document()
        if is_for_window(event, can_undo=document.isUndoAvailable(), can_redo=document.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter and Escape to the editor around."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or (
            event.key() == Qt.Key.Key_Escape
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the person went elsewhere; a menu over the text is not elsewhere."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class TextEditor(ValueEditor):
    """The coder's own words; taken with Enter or when the person goes elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._words = WordsEdit()
        self._is_filling = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words)
        self._words.textChanged.connect(self._on_text_changed)
        self._words.left.connect(self._on_left)

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Name the text after the field."""
        self._words.setAccessibleName(field.label)

    def draft(self) -> Draft:
        """Return the words."""
        return {"text": self._words.words()}

    def restore(self, draft: Draft) -> None:
        """Put the words back, as if typed again."""
        self._words.setPlainText(draft["text"])

    def first_part(self) -> QWidget:
        """Return the text."""
        return self._words

    def _show(self, content: Content | None) -> None:
        self._is_filling = True
        self._words.setPlainText(content.text if isinstance(content, FreeText) else "")
        self._is_filling = False

    def _read(self) -> Content | None:
        text = self._words.words().strip()
        return FreeText(text=text) if text else None

    def _on_text_changed(self) -> None:
        if not self._is_filling:
            self._mark_edited()

    def _on_left(self) -> None:
        if self._is_edited:
            self.taken.emit()


class SpanEditor(ValueEditor):
    """Says that the answer is given by marking."""

    def __init__(self) -> None:
        super().__init__()
        label = QLabel("Mark the phrase in the text; the mark is the answer.")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("role", "dim")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Name the stand-in after the field."""
        self.setAccessibleName(f"{field.label}: mark the phrase in the text")
