"""The buttons below an editor: the statuses, clear and note."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from annotator.domain.codebook import Codebook
from annotator.domain.values import Status
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.outline import RowState
from annotator.gui.form.plain import icon_button, quiet_button

STATUS_KEYS = {"X": Status.NOT_MENTIONED, "U": Status.UNCLEAR}
"""The window's own keys for statuses."""

_LABELS = {
    Status.NOT_MENTIONED: ("Not mentioned (X)", "Not mentioned"),
    Status.UNCLEAR: ("Unclear (U)", "Unclear"),
    Status.NOT_APPLICABLE: ("N/A", "Not applicable"),
}


class StatusButtons(QWidget):
    """Shows the status of a value and asks for another, for clearing it or for its note."""

    chosen = Signal(object)
    clear_asked = Signal()
    note_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, spacing=0)
        self.by_status: dict[Status, QToolButton] = {}
        for status, (label, name) in _LABELS.items():
            button = quiet_button(label, name, self)
            button.setCheckable(True)
            button.clicked.connect(self._chooser(status))
            self.by_status[status] = button
            flow.addWidget(button)
        self.clear = quiet_button("Clear", "Clear the value and its evidence", self)
        self.clear.clicked.connect(self.clear_asked)
        self.note = icon_button("note", "Note on this value", self)
        self.note.setCheckable(True)
        self.note.toggled.connect(self.note_toggled)
        flow.addWidget(self.clear)
        flow.addWidget(self.note)
        for button in (*self.by_status.values(), self.clear, self.note):
            button.setProperty("role", "tight")  # all of them in one line of the narrowest form

    def show_state(self, state: RowState, codebook: Codebook, *, is_read_only: bool) -> None:
        """Show the status of a row's value, offering those that the codebook has."""
        value = state.value
        for status, button in self.by_status.items():
            button.setVisible(not is_read_only and status in codebook.statuses)
            button.setChecked(value is not None and value.status is status)
        self.clear.setVisible(not is_read_only)
        self.clear.setEnabled(value is not None)
        self.note.setEnabled(value is not None)
        self.note.setVisible(not is_read_only or bool(state.notes))

    def _chooser(self, status: Status) -> Callable[[], None]:
        return lambda: self.chosen.emit(status)
