"""Asks whom packets are made for, and where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.ids import CoderId
from annotator.domain.rounds import Round
from annotator.gui.dialogs.places import ask_folder
from annotator.gui.dialogs.typed_path import typed_path
from annotator.gui.rounds.coder_ticks import CoderTicks
from annotator.gui.rounds.dialog import RoundsDialog, plain_label

_WHAT = (
    "A packet is a file for one coder: their articles of this round, the codebook and what they have coded so far; "
    "nothing of anybody else. They open it like a project, code, and send it back to be merged."
)


class MakePacketsDialog(RoundsDialog):
    """Which coders, and which folder."""

    def __init__(self, its_round: Round, coders: Sequence[Coder], folder: Path, parent: QWidget) -> None:
        super().__init__(f"Make packets · {its_round.name}", "Make packets", parent)
        self.setMinimumWidth(520)
        self._ticks = CoderTicks(coders, [coder.id for coder in coders], self)
        self._folder = QLineEdit(str(folder), self)
        self._folder.setAccessibleName("Folder for the packets")
        choose = QPushButton("Choose…", self)
        choose.setAutoDefault(False)
        choose.clicked.connect(self._on_choose)
        line = QHBoxLayout()
        line.addWidget(QLabel("Folder", self))
        line.addWidget(self._folder, 1)
        line.addWidget(choose)
        what = plain_label(_WHAT, "dim")
        what.setWordWrap(True)
        self.body.addWidget(what)
        self.body.addWidget(plain_label("For whom", "section"))
        self.body.addWidget(self._ticks, 1)
        self.body.addLayout(line)
        self._ticks.changed.connect(self._on_changed)
        self._folder.textChanged.connect(self._on_changed)
        self._ticks.setFocus()
        self._on_changed()

    def coders(self) -> tuple[CoderId, ...]:
        """Return the ticked coders."""
        return self._ticks.ticked()

    def folder(self) -> Path:
        """Return the folder."""
        return typed_path(self._folder.text())

    def _has_folder(self) -> bool:
        try:
            return bool(self._folder.text().strip()) and self.folder().is_dir()
        except OSError:  # a name longer than the system takes, or a place that may not be looked into
            return False

    def _on_choose(self) -> None:
        chosen = ask_folder(self, "Folder for the packets", self.folder())
        if chosen:
            self._folder.setText(str(chosen))

    def _on_changed(self) -> None:
        count = len(self.coders())
        self.go_button.setText(f"Make {counted(count, 'packet')}" if count else "Make packets")
        if not count:
            self.refuse("Choose at least one coder.")
        elif not self._has_folder():
            self.refuse("There is no such folder.")
        else:
            self.refuse("")
