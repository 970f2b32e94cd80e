"""What the list of cases is narrowed to: words, open ones only, and six facets that unfold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.domain.ids import CoderId
from annotator.domain.review import DisagreementKind
from annotator.gui.form.plain import quiet_button
from annotator.gui.review.words import KIND_WORDS
from annotator.services.review.case import CaseFacets, CaseLine, CaseState

_TYPING_PAUSE_MS = 120
_STATE_WORDS = {
    CaseState.NEW: "Not begun",
    CaseState.OPEN: "Open",
    CaseState.STALE: "Changed since ruled",
    CaseState.SETTLED: "Settled",
}
_OPEN_STATES = frozenset({CaseState.NEW, CaseState.OPEN, CaseState.STALE})
_FACETS = {
    "kinds": "Any type",
    "fields": "Any field",
    "coders": "Any coder",
    "states": "Any status",
    "weeks": "Any week",
    "sources": "Any source",
}


class FacetPanel(QWidget):
    """Holds the chosen facets; they offer only what the cases have."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit(self)
        self.search.setProperty("role", "search")
        self.search.setPlaceholderText("Search titles")
        self.search.setAccessibleName("Search cases")
        self.search.setClearButtonEnabled(True)
        self.open_only = self._chip("Open only", "Only cases with something left to do")
        self.unfold = self._chip("Filters", "Show or hide the filters")
        self.clear = quiet_button("Clear", "Clear all filters", self)
        self.boxes: dict[str, QComboBox] = {}
        self._folded = QWidget(self)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_TYPING_PAUSE_MS)
        self._delay.timeout.connect(self.changed)
        self._lay_out()
        self.search.textChanged.connect(lambda _: self._delay.start())
        self.open_only.toggled.connect(self._on_changed)
        self.unfold.toggled.connect(self._folded.setVisible)
        self.clear.clicked.connect(self.show_all)
        self._folded.hide()
        self.clear.hide()

    def _chip(self, words: str, name: str) -> QToolButton:
        chip = QToolButton(self)
        chip.setText(words)
        chip.setAccessibleName(name)
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        return chip

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.open_only)
        row.addWidget(self.unfold)
        row.addStretch(1)
        row.addWidget(self.clear)
        folded = QVBoxLayout(self._folded)
        folded.setContentsMargins(0, 0, 0, 0)
        folded.setSpacing(4)
        for facet, words in _FACETS.items():
            box = QComboBox(self._folded)
            box.setAccessibleName(words.removeprefix("Any ").capitalize())
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.addItem(words, None)
            box.currentIndexChanged.connect(self._on_changed)
            folded.addWidget(box)
            self.boxes[facet] = box
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addLayout(row)
        column.addWidget(self._folded)

    def facets(self) -> CaseFacets:
        """Return what the list is narrowed to now."""
        chosen = {
            facet: frozenset() if box.currentData() is None else frozenset({box.currentData()})
            for facet, box in self.boxes.items()
        }
        if self.open_only.isChecked():
            chosen["states"] = (chosen["states"] & _OPEN_STATES) or _OPEN_STATES
        return CaseFacets(phrase=self.search.text().strip(), **chosen)

    def offer(self, lines: Sequence[CaseLine], coders: Mapping[CoderId, str], fields: Mapping[str, str]) -> None:
        """Offer what these cases have; ``coders`` and ``fields`` are the names to show. What is chosen stays."""
        kinds = {kind for line in lines for kind in line.kinds}
        present = {coder for line in lines for coder in line.coders}
        self._fill("kinds", [(KIND_WORDS[kind], kind) for kind in DisagreementKind if kind in kinds])
        self._fill("coders", sorted((coders[coder], coder) for coder in present if coder in coders))
        self._fill("states", [(words, state) for state, words in _STATE_WORDS.items()])
        found = {field for line in lines for field in line.fields}
        self._fill("fields", [(label, field) for field, label in fields.items() if field in found])
        self._fill("weeks", [(week, week) for week in sorted({line.week for line in lines} - {""})])
        self._fill("sources", [(source, source) for source in sorted({line.source for line in lines} - {""})])

    def show_all(self) -> None:
        """Take every facet back."""
        self.search.clear()
        self.open_only.setChecked(False)
        for box in self.boxes.values():
            box.setCurrentIndex(0)
        self._delay.stop()
        self._on_changed()

    def _fill(self, facet: str, entries: Sequence[tuple[str, Any]]) -> None:
        box = self.boxes[facet]
        chosen = box.currentData()
        box.blockSignals(True)
        while box.count() > 1:
            box.removeItem(1)
        for words, value in entries:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(chosen)) if chosen is not None else 0)
        box.setEnabled(bool(entries))
        box.blockSignals(False)

    def _on_changed(self) -> None:
        count = sum(box.currentIndex() > 0 for box in self.boxes.values())
        self.unfold.setText(f"Filters ({count})" if count else "Filters")
        self.clear.setVisible(bool(count or self.open_only.isChecked() or self.search.text()))
        self.changed.emit()
