"""The inputs an editor is made of: a line that is read into a value, and a choice from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from annotator.gui.form.plain import Line
from annotator.gui.theme import restyle


class Part(Protocol):
    """One input of an editor."""

    @property
    def edited_by_person(self) -> SignalInstance:
        """Emitted after every change by the person."""

    def set_value(self, value: Any) -> None:
        """Show a value; it comes back unchanged until the person changes it."""

    def value(self) -> Any:
        """Return the value; raises InputRefusedError when it cannot be read."""

    def raw(self) -> str:
        """Return what stands there."""

    def set_raw(self, raw: str) -> None:
        """Put a text there as if typed."""

    def set_refused(self, is_refused: bool) -> None:
        """Show the part as one that could not be read."""

    def as_widget(self) -> QWidget:
        """Return the part as a widget."""


def _stripped(text: str) -> str:
    return text.strip()


class LinePart(Line):
    """One line of text.

    ``read`` turns what was typed into a value and refuses with InputRefusedError; ``write`` gives the text of a value.
    """

    def __init__(
        self, read: Callable[[str], Any] = _stripped, write: Callable[[Any], str] = str, placeholder: str = ""
    ) -> None:
        super().__init__()
        self._reader, self._writer = read, write
        self._given: Any = None
        self._is_refused = False
        self.setPlaceholderText(placeholder)
        self.setMinimumWidth(40)

    @property
    def edited_by_person(self) -> SignalInstance:
        """Emitted after every change by the person."""
        return self.textEdited

    def set_value(self, value: Any) -> None:
        """Show a value, nothing for None; it comes back unchanged, whatever the line can show, until it is edited."""
        self._given = value
        self.setText("" if value is None else self._writer(value))
        self.setCursorPosition(0)
        self.setModified(False)

    def value(self) -> Any:
        """Return the value; raises InputRefusedError when the text cannot be read."""
        return self._reader(self.text()) if self.isModified() else self._given

    def raw(self) -> str:
        """Return the text as it stands."""
        return self.text()

    def set_raw(self, raw: str) -> None:
        """Put a text there as if typed; the value there before stays when it has that text already."""
        if raw != self.text():
            self.setText(raw)
            self.setModified(True)

    def set_refused(self, is_refused: bool) -> None:
        """Show the line as one that could not be read."""
        if is_refused != self._is_refused:
            self._is_refused = is_refused
            self.setProperty("state", "error" if is_refused else "")
            restyle(self)

    def as_widget(self) -> QWidget:
        """Return the line."""
        return self


class ChoicePart(QComboBox):
    """A choice from a closed list; a value that is not in the list is kept and shown as it is."""

    chosen = Signal()

    def __init__(self, entries: Sequence[tuple[Any, str]] = ()) -> None:
        super().__init__()
        self._entries: list[tuple[Any, str]] = []
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_entries(entries)
        self.activated.connect(self._on_activated)

    @property
    def edited_by_person(self) -> SignalInstance:
        """Emitted after every choice by the person."""
        return self.chosen

    def set_entries(self, entries: Sequence[tuple[Any, str]]) -> None:
        """Offer other values, each with its label."""
        if list(entries) != self._entries:
            self._entries = list(entries)
            self._fill(self._entries)

    def set_value(self, value: Any) -> None:
        """Show a value; one that is not offered is added for the while."""
        known = [entry for entry, _ in self._entries]
        wanted = self._entries if value in known else [*self._entries, (value, str(value))]
        if len(wanted) != self.count() or value not in known:
            self._fill(wanted)
        self.setCurrentIndex([entry for entry, _ in wanted].index(value))

    def value(self) -> Any:
        """Return the chosen value."""
        index = self.currentIndex()
        return self._shown[index] if 0 <= index < len(self._shown) else None

    def raw(self) -> str:
        """Return the chosen entry's place in the list."""
        return str(self.currentIndex())

    def set_raw(self, raw: str) -> None:
        """Choose the entry at a place of the list."""
        self.setCurrentIndex(int(raw))

    def set_refused(self, is_refused: bool) -> None:
        """Do nothing: a choice can always be read."""

    def as_widget(self) -> QWidget:
        """Return the combo box."""
        return self

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form, so that scrolling over a box never changes a value."""
        event.ignore()

    def showPopup(self) -> None:
        """Open the list wide enough for its longest entry."""
        longest = max((self.fontMetrics().horizontalAdvance(label) for _, label in self._entries), default=0)
        self.view().setMinimumWidth(longest + 40)
        super().showPopup()

    def _fill(self, entries: Sequence[tuple[Any, str]]) -> None:
        self._shown = [value for value, _ in entries]
        self.clear()
        self.addItems([label for _, label in entries])

    def _on_activated(self, _: int) -> None:
        self.chosen.emit()
