"""What opens below the active row: help, the editor, the status buttons, the reason and the note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.domain.describe import describe
from annotator.domain.proposal import Proposal
from annotator.domain.values import Content, FieldType, Status
from annotator.gui.form.context import FormContext
from annotator.gui.form.editors.base import Draft, ValueEditor
from annotator.gui.form.editors.registry import EDITORS
from annotator.gui.form.note import NoteEditor
from annotator.gui.form.outline import RowState
from annotator.gui.form.plain import FieldHelp, Line, ProposalBanner, WrappedLabel
from annotator.gui.form.reading import InputRefusedError
from annotator.gui.form.status_buttons import STATUS_KEYS, StatusButtons


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What was typed and could not be read, with the sentence that says why."""

    draft: Draft
    sentence: str


class EditorPanel(QFrame):
    """Edits the value of one row and emits the intents; it closes with Escape.

    A content counts as known from the moment it is emitted, so that a slow store never makes it be emitted twice.

    ``resized`` follows every change of the height it wants, ``closed`` Escape with nothing to put back.
    """

    resized = Signal()
    closed = Signal()

    def __init__(self, context: FormContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._state: RowState | None = None
        self._proposal: Proposal | None = None
        self._known: Content | None = None
        self._editor: ValueEditor | None = None
        self._editors: dict[FieldType, ValueEditor] = {}
        self._help, self._told = FieldHelp(), WrappedLabel("")
        self._proposed, self._message = ProposalBanner(), WrappedLabel("error")
        self._reason, self._line = Line(), QFrame()
        self._reason.setPlaceholderText("Why is there no evidence?")
        self._reason.setAccessibleName("Why is there no evidence?")
        self._reason.editingFinished.connect(self._on_reason_finished)
        self._buttons = StatusButtons()
        self._buttons.chosen.connect(self.choose_status)
        self._buttons.clear_asked.connect(self._on_clear_asked)
        self._buttons.note_toggled.connect(self._on_note_toggled)
        self._note = NoteEditor(context)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 2, 10, 4)
        self._column.setSpacing(6)
        self._line.setProperty("role", "separator")
        self._line.setProperty("line", "horizontal")
        above = (self._help, self._proposed, self._told, self._message)
        for part in (*above, self._reason, self._line, self._buttons, self._note):
            self._column.addWidget(part)

    def _editor_for(self, field_type: FieldType) -> ValueEditor:
        editor = self._editors.get(field_type)
        if editor is None:
            editor = self._editors[field_type] = EDITORS[field_type]()
            editor.hide()
            editor.edited.connect(self._on_edited)
            editor.taken.connect(self.take)
            editor.confirmed.connect(self.confirm)
            editor.refused.connect(self._say)
            self._column.insertWidget(self._column.indexOf(self._message), editor)
        return editor

    # -- state --------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> RowState | None:
        """The row whose value is edited, None while the panel is closed."""
        return self._state

    @property
    def editor(self) -> ValueEditor | None:
        """The editor that is shown, None in a read-only form and while the panel is closed."""
        return self._editor

    @property
    def is_busy(self) -> bool:
        """Tell whether typing or a proposal waits for the person's decision."""
        return self._proposal is not None or (self._editor is not None and self._editor.is_edited)

    def make_one_of(self, types: Sequence[FieldType]) -> bool:
        """Make the editor of one of these types ahead of time; tells whether there was one left to make."""
        missing = next((one for one in types if one not in self._editors), None)
        if missing is not None:
            self._editor_for(missing)
        return missing is not None

    def open(self, state: RowState, unsaved: Unsaved | None = None) -> None:
        """Show the editor for a row, with what was left unsaved there."""
        self._state, self._proposal = state, None
        self._known = _content_of(state)
        self._help.explain(state.field.id, state.field.help)
        self._message.say("")
        self._proposed.say("")
        self._swap_editor(state)
        self._show_rest(state)
        self._buttons.note.setChecked(bool(state.notes))
        if self._editor is not None:
            self._editor.set_content(self._known)
            if unsaved is not None:
                self._editor.restore(unsaved.draft)
                self._message.say(unsaved.sentence)
        self.show()

    def close_up(self) -> Unsaved | None:
        """Close, taking what is entered; return what cannot be read, for the row to keep."""
        unsaved = None
        if self._state is not None and self._proposal is None and self._editor is not None and self._editor.is_edited:
            refused = self._refused_sentence()
            if refused:
                unsaved = Unsaved(self._editor.draft(), refused)
            else:
                self.take()
        self._on_reason_finished()
        self._note.write()
        self._state, self._proposal = None, None
        self.hide()
        return unsaved

    def refresh(self, state: RowState) -> None:
        """Show a changed state of the same row; typing and proposals stay."""
        before, self._state = self._state, state
        if before is None or before.value != state.value:
            self._known = _content_of(state)
            if not self.is_busy and self._editor is not None:
                self._editor.set_content(self._known)
                self._message.say("")
        self._show_rest(state)

    def propose(self, proposal: Proposal) -> None:
        """Fill the editor with a proposal, unless the person is typing there."""
        if self._editor is None or self._editor.is_edited:
            return
        self._proposal = proposal
        self._editor.set_content(proposal.content)
        self._proposed.say(proposal.explanation)
        self._message.say("")

    def focus_editor(self) -> None:
        """Give the editor's first part the keyboard."""
        if self._editor is not None:
            part = self._editor.first_part()
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(part, QLineEdit):
                part.selectAll()
            elif isinstance(part, QPlainTextEdit):
                part.moveCursor(QTextCursor.MoveOperation.End)

    def _swap_editor(self, state: RowState) -> None:
        codebook = self._context.codebook
        wanted = None
        if not self._context.is_read_only and codebook is not None:
            wanted = self._editor_for(state.field.type)
            wanted.set_field(state.field, codebook)
        if self._editor is not None and self._editor is not wanted:
            self._editor.hide()
        self._editor = wanted
        if wanted is not None:
            wanted.show()

    def _show_rest(self, state: RowState) -> None:
        is_read_only, codebook, value = self._context.is_read_only, self._context.codebook, state.value
        content = _content_of(state)
        is_told = is_read_only and content is not None and codebook is not None
        self._told.say(describe(content, state.field, codebook) if is_told and content and codebook else "")
        if codebook is not None:
            self._buttons.show_state(state, codebook, is_read_only=is_read_only)
        reason = value.missing_evidence_reason if value is not None else ""
        self._reason.setVisible(not is_read_only and (state.needs_evidence or bool(reason)))
        if not self._reason.isModified():
            self._reason.setText(reason)
        self._line.setVisible(not is_read_only)
        self._note.set_read_only(is_read_only)
        self._note.show_notes(value.id if value is not None else None, state.notes)
        self._note.setVisible(self._buttons.note.isChecked() and value is not None)

    # -- taking -------------------------------------------------------------------------------------------------------

    def take(self) -> bool:
        """Emit what is entered when it differs from what is stored; tells whether there was nothing to refuse."""
        if self._state is None or self._editor is None:
            return False
        try:
            content = self._editor.content()
        except InputRefusedError as refusal:
            self._say(refusal.message)
            return False
        if content is None:
            return self._take_nothing()
        if self._proposal is not None or content != self._known:
            self._proposal, self._known = None, content
            self._proposed.say("")
            self._editor.settle(content)
            self._context.intents.content_chosen.emit(self._state.slot, content)
        self._message.say("")
        return True

    def take_typing(self) -> bool:
        """Take what was typed; a proposal is left alone. Tells whether nothing is left that cannot be read."""
        self._on_reason_finished()
        self._note.write()
        is_typing = self._state is not None and self._editor is not None and self._editor.is_edited
        return self.take() if is_typing else True

    def confirm(self) -> None:
        """Take what is entered and go on."""
        slot = self._state.slot if self._state is not None else None
        if self._context.is_read_only or self.take():
            self._context.intents.field_confirmed.emit(slot)

    def choose_status(self, status: Status, *, is_going_on: bool = False) -> None:
        """Record a status instead of a content."""
        if self._state is None or self._context.is_read_only:
            return
        slot, self._known = self._state.slot, None
        self.drop_typing()
        self._context.intents.status_chosen.emit(slot, status)
        if is_going_on:
            self._context.intents.field_confirmed.emit(slot)
        elif self._state is not None:
            self._show_rest(self._state)

    def _take_nothing(self) -> bool:
        if self._known is None:
            return True
        self._say("Nothing is entered. “Clear” takes the value away, with its evidence.")
        return False

    def _refused_sentence(self) -> str:
        try:
            content = self._editor.content() if self._editor is not None else None
        except InputRefusedError as refusal:
            return refusal.message
        return "Nothing is entered." if content is None and self._known is not None else ""

    def forget(self) -> None:
        """Drop everything that is being typed."""
        self.drop_typing()
        self._reason.setModified(False)
        self._note.show_notes(None, ())

    def drop_typing(self) -> None:
        """Put the stored content back."""
        self._proposal = None
        self._proposed.say("")
        self._message.say("")
        if self._editor is not None:
            self._editor.set_content(self._known)

    def _say(self, sentence: str) -> None:
        self._message.say(sentence)

    # -- events -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes and goes on, Escape puts back or closes, X and U record a status."""
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        status = STATUS_KEYS.get(event.text().upper())
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._note.isAncestorOf(QApplication.focusWidget() or self):
                self._note.write()
                self.focus_editor()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.confirm()
            case Qt.Key.Key_Escape if self.is_busy:
                self.drop_typing()
            case Qt.Key.Key_Escape:
                self.closed.emit()
            case _ if status is not None and is_plain:
                self.choose_status(status, is_going_on=True)
            case _:
                event.ignore()

    def event(self, event: QEvent) -> bool:
        """Tell the list when the panel wants another height."""
        is_handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.resized.emit()
        return is_handled

    def _on_edited(self) -> None:
        self._message.say("")
        if self._proposal is not None:
            self._proposal = None
            self._proposed.say("")

    def _on_clear_asked(self) -> None:
        if self._state is not None:
            slot, self._known = self._state.slot, None
            self.drop_typing()
            self._context.intents.value_cleared.emit(slot)

    def _on_note_toggled(self, is_open: bool) -> None:
        self._note.setVisible(is_open)
        if is_open and self._buttons.note.hasFocus():
            self._note.start()

    def _on_reason_finished(self) -> None:
        if self._state is None or not self._reason.isModified():
            return
        self._reason.setModified(False)
        self._context.intents.reason_given.emit(self._state.slot, self._reason.text().strip())


def _content_of(state: RowState) -> Content | None:
    return state.value.content if state.value is not None else None
