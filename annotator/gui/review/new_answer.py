"""The reviewer's own answer: the field's editor as in the form, a status instead, and words marked in the article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.domain.codebook import Codebook, Field
from annotator.domain.describe import describe_status
from annotator.domain.text import Span
from annotator.domain.values import Content, FieldType, MarkedSpan, Status
from annotator.gui.form.editors.base import ValueEditor
from annotator.gui.form.editors.registry import EDITORS
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.plain import WrappedLabel, quiet_button
from annotator.gui.form.reading import InputRefusedError
from annotator.gui.review.emptying import empty
from annotator.gui.review.quotes import Quoted, QuoteRow
from annotator.gui.review.sides import SideLook


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """What the reviewer entered: a content, or a status other than coded, and the words it rests on."""

    content: Content | None
    status: Status
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """An answer to begin from, by its side's letter."""

    letter: str
    content: Content | None
    status: Status
    spans: tuple[Span, ...]


class NewAnswerPanel(QFrame):
    """Edits one answer; Enter records it, in the article Ctrl+Enter; Escape leaves."""

    recorded = Signal(object)
    """The `NewAnswer`."""
    closed = Signal()
    marking_asked = Signal()
    """The words selected in the article are wanted; `add_span` takes them."""
    quote_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName("New answer")
        self._editors: dict[FieldType, ValueEditor] = {}
        self._editor: ValueEditor | None = None
        self._field: Field | None = None
        self._status = Status.CODED
        self._spans: list[Span] = []
        self._text = ""
        self._look: SideLook | None = None
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "section")
        self._message = WrappedLabel("error")
        self._starts = QWidget(self)
        FlowLayout(self._starts, spacing=0)
        self._statuses = QWidget(self)
        FlowLayout(self._statuses, spacing=0)
        self._quotes = QuoteRow(self)
        self._quotes.quote_pressed.connect(self.quote_pressed)
        self._mark = quiet_button("Add the marked words", "Add the words marked in the article as evidence", self)
        self._mark.clicked.connect(self.marking_asked)
        self._unmark = quiet_button("Remove last", "Remove the last quote", self)
        self._unmark.clicked.connect(self._on_unmark)
        self.record_button = QPushButton("Record  Ctrl+Enter", self)
        self.record_button.setProperty("role", "primary")
        self.record_button.setAccessibleName("Record the new answer")
        self.record_button.clicked.connect(self.record)
        cancel = QPushButton("Cancel  Esc", self)
        cancel.setAccessibleName("Leave without a new answer")
        cancel.clicked.connect(self.closed)
        self._lay_out(cancel)

    def _lay_out(self, cancel: QPushButton) -> None:
        marking, closing = QHBoxLayout(), QHBoxLayout()
        marking.setSpacing(0)
        marking.addWidget(self._mark)
        marking.addWidget(self._unmark)
        marking.addStretch(1)
        closing.addStretch(1)
        closing.addWidget(cancel)
        closing.addWidget(self.record_button)
        self._entering = QVBoxLayout()
        self._entering.setSpacing(4)
        self._entering.addWidget(self._title)
        self._entering.addWidget(self._message)
        self._entering.addStretch(1)
        beside = QVBoxLayout()
        beside.setSpacing(4)
        for part in (self._starts, self._statuses, self._quotes):
            beside.addWidget(part)
        beside.addLayout(marking)
        beside.addStretch(1)
        beside.addLayout(closing)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(20)
        row.addLayout(self._entering, 1)
        row.addLayout(beside, 1)

    # -- state --------------------------------------------------------------------------------------------------------

    @property
    def editor(self) -> ValueEditor | None:
        """The editor that is shown."""
        return self._editor

    def open_for(self, field: Field, codebook: Codebook, text: str, look: SideLook, starts: Sequence[Start]) -> None:
        """Begin an answer to a field of an article's text, empty or from a side's answer."""
        self._field, self._text, self._look = field, text, look
        self._spans = []
        self._title.setText(f"New answer · {field.label}")
        self._swap_editor(field, codebook)
        self._fill(self._starts, [(f"Start from {one.letter}", self._starter(one)) for one in starts])
        statuses = [status for status in codebook.statuses if status is not Status.CODED]
        self._fill(
            self._statuses,
            [(describe_status(status).capitalize(), self._status_chooser(status)) for status in statuses],
            is_checkable=True,
        )
        self._set_status(Status.CODED)
        self._show_spans()
        self._message.say("")
        self.focus_editor()

    def focus_editor(self) -> None:
        """Give the editor the keyboard."""
        if self._editor is not None:
            self._editor.first_part().setFocus(Qt.FocusReason.OtherFocusReason)

    def add_span(self, span: Span | None) -> None:
        """Add words of the article to the evidence."""
        if span is None:
            self._message.say("Mark words in the article first.")
            return
        if span not in self._spans:
            self._spans.append(span)
            self._show_spans()
        self._message.say("")

    def record(self) -> None:
        """Emit what is entered, or say what is missing."""
        try:
            content = self._content()
        except InputRefusedError as refusal:
            self._message.say(refusal.message)
            return
        if content is None and self._status is Status.CODED:
            self._message.say("Enter a value, or choose a status.")
            return
        self.recorded.emit(NewAnswer(content, self._status, tuple(self._spans)))

    def _content(self) -> Content | None:
        if self._status is not Status.CODED or self._editor is None or self._field is None:
            return None
        if self._field.type is FieldType.SPAN:
            return MarkedSpan() if self._spans else None
        return self._editor.content()

    def _swap_editor(self, field: Field, codebook: Codebook) -> None:
        if self._editor is not None:
            self._editor.hide()
        editor = self._editors.get(field.type)
        if editor is None:
            editor = self._editors[field.type] = EDITORS[field.type]()
            editor.edited.connect(self._on_edited)
            editor.confirmed.connect(self._on_confirmed)
            editor.refused.connect(self._message.say)
            self._entering.insertWidget(self._entering.indexOf(self._message), editor)
        editor.set_field(field, codebook)
        editor.set_content(None)
        editor.show()
        self._editor = editor

    def _fill(
        self, row: QWidget, entries: Sequence[tuple[str, Callable[[], None]]], *, is_checkable: bool = False
    ) -> None:
        flow = row.layout()
        if flow is None:
            return
        empty(flow)
        for words, deed in entries:
            button = quiet_button(words, words, row)
            button.setCheckable(is_checkable)
            button.clicked.connect(deed)
            flow.addWidget(button)
            button.show()  # now, not when the layout gets to it
        row.setVisible(bool(entries))

    def _set_status(self, status: Status) -> None:
        self._status = status
        words = describe_status(status).capitalize()
        for button in self._statuses.findChildren(type(self._mark)):
            button.setChecked(button.text() == words)

    def _show_spans(self) -> None:
        if self._look is not None:
            quotes = [Quoted(span, self._text[span.start : span.end]) for span in self._spans]
            self._quotes.show_quotes(quotes, self._look)
        self._unmark.setVisible(bool(self._spans))

    # -- events -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter records, with or without Ctrl; Escape leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.record()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            event.ignore()

    def _on_edited(self) -> None:
        self._message.say("")
        self._set_status(Status.CODED)

    def _on_confirmed(self) -> None:
        self.record()

    def _on_unmark(self) -> None:
        if self._spans:
            self._spans.pop()
            self._show_spans()

    def _starter(self, start: Start) -> Callable[[], None]:
        def begin() -> None:
            if self._editor is not None:
                self._editor.set_content(start.content)
            self._set_status(start.status)
            self._spans = list(start.spans)
            self._show_spans()
            self._message.say("")
            self.focus_editor()

        return begin

    def _status_chooser(self, status: Status) -> Callable[[], None]:
        return lambda: self._set_status(Status.CODED if self._status is status else status)
