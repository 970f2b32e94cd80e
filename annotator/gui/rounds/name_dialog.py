"""Asks for one name."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.gui.rounds.dialog import RoundsDialog, plain_label

_LONGEST = 80


class NameDialog(RoundsDialog):
    """A name, with a sentence that says what it is for."""

    def __init__(self, title: str, go: str, sentence: str, present: str, parent: QWidget) -> None:
        super().__init__(title, go, parent)
        self.setMinimumWidth(420)
        words = plain_label(sentence, "dim")
        words.setWordWrap(True)
        self._name = QLineEdit(present, self)
        self._name.setAccessibleName("Name")
        self._name.setMaxLength(_LONGEST)
        self._name.selectAll()
        self._name.textChanged.connect(self._on_changed)
        self.body.addWidget(words)
        self.body.addWidget(self._name)
        self._on_changed()
        self._name.setFocus()

    def name(self) -> str:
        """Return the name."""
        return " ".join(self._name.text().split())

    def _on_changed(self) -> None:
        self.refuse("")
        self.go_button.setEnabled(bool(self.name()))
