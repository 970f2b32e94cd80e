"""The forms a dataset may have, each to be ticked, under the heading of its family."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QScrollArea, QVBoxLayout, QWidget

if TYPE_CHECKING:  # the writers of datasets are loaded when somebody asks for them
    from annotator.services.exports.service import Form


CHOSEN_AT_FIRST = ("csv", "jsonl")


class FormsPanel(QScrollArea):
    """Scrolls, because there are many."""

    changed = Signal()

    def __init__(self, forms: Sequence[Form], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Forms")
        self._boxes: dict[str, QCheckBox] = {}
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 12, 0)
        layout.setSpacing(6)
        for family in dict.fromkeys(form.family for form in forms):
            heading = QLabel(family, content)
            heading.setTextFormat(Qt.TextFormat.PlainText)
            heading.setProperty("role", "section")
            layout.addWidget(heading)
            for form in (form for form in forms if form.family == family):
                layout.addWidget(self._made(form, content))
        layout.addStretch(1)
        self.setWidget(content)
        self.setMinimumWidth(content.sizeHint().width() + self.verticalScrollBar().sizeHint().width())

    def chosen(self) -> tuple[str, ...]:
        """Return the names of the forms that are ticked."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def choose(self, names: Collection[str]) -> None:
        """Tick these and no others."""
        for name, box in self._boxes.items():
            box.setChecked(name in names)

    def _made(self, form: Form, parent: QWidget) -> QCheckBox:
        box = QCheckBox(form.label.replace("&", "&&"), parent)
        box.setToolTip(form.label)
        box.setChecked(form.name in CHOSEN_AT_FIRST)
        box.toggled.connect(self.changed)
        self._boxes[form.name] = box
        return box
