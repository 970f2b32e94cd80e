"""What leaves: whose work, which articles, values and tables, with what of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from annotator.domain.coding import CodingState
from annotator.domain.ids import CoderId, RoundId
from annotator.domain.recipe import ExportChoice, ExportUnit, Recipe
from annotator.domain.values import Status
from annotator.gui.export.checklist import Checklist

if TYPE_CHECKING:  # the writers of datasets are loaded when somebody asks for them
    from annotator.services.exports.service import Form

_GOLD = (("Coders and gold", (True, True)), ("Gold only", (True, False)), ("Coders only", (False, True)))
_STATES = (
    ("Complete and drafts", ()),
    ("Complete only", (CodingState.COMPLETE,)),
    ("Drafts only", (CodingState.DRAFT,)),
)
_STATUSES = {
    Status.CODED: "coded",
    Status.NOT_MENTIONED: "not mentioned",
    Status.UNCLEAR: "unclear",
    Status.NOT_APPLICABLE: "not applicable",
}
_UNITS = {
    ExportUnit.VALUE: "values",
    ExportUnit.EVIDENCE: "spans of evidence",
    ExportUnit.REPORT: "incidents",
    ExportUnit.ARTICLE: "articles",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from: (words, id) each."""

    forms: tuple[Form, ...]
    rounds: tuple[tuple[str, RoundId | None], ...]
    coders: tuple[tuple[str, CoderId], ...]
    fields: tuple[tuple[str, str], ...]
    recipes: tuple[Recipe, ...]


class ChoicePanel(QWidget):
    """The choice as controls; what it cannot show of a recipe (a list of articles) is kept as it is."""

    changed = Signal()

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._articles: ExportChoice = ExportChoice()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._rounds = self._with_checklist("Rounds", offer.rounds)
        self._gold = self._with_box("Whose work", _GOLD)
        self._coders = self._with_checklist("Coders", offer.coders)
        self._states = self._with_box("Codings", _STATES)
        self._fields = self._with_checklist("Fields", offer.fields)
        self._statuses = self._with_checklist("Values that are", [(words, one) for one, words in _STATUSES.items()])
        self._units = self._with_checklist("Tables of", [(words, one) for one, words in _UNITS.items()])
        self._text = self._with_tick("With the articles' text and quotes")
        self._text.setChecked(True)
        self._pseudonymous = self._with_tick("Coders as Coder 1, Coder 2, …")

    def choice(self, forms: Sequence[str]) -> ExportChoice:
        """Return the choice with these forms."""
        is_gold_included, are_coders_included = self._gold.currentData()
        return ExportChoice(
            rounds=cast(Any, self._rounds.chosen()),
            coders=cast(Any, self._coders.chosen()),
            is_gold_included=is_gold_included,
            are_coders_included=are_coders_included,
            states=self._states.currentData(),
            statuses=cast(Any, self._statuses.chosen() or ()),
            articles=self._articles.articles,
            fields=cast(Any, self._fields.chosen()),
            units=cast(Any, self._units.chosen() or ()),
            with_text=self._text.isChecked(),
            is_pseudonymous=self._pseudonymous.isChecked(),
            forms=tuple(forms),
        )

    def show_choice(self, choice: ExportChoice) -> None:
        """Set every control as a recipe has it."""
        self._articles = choice
        was_blocked = self.blockSignals(True)
        self._rounds.choose(choice.rounds)
        self._coders.choose(choice.coders)
        self._fields.choose(choice.fields)
        self._statuses.choose(choice.statuses or None)
        self._units.choose(choice.units or None)
        self._gold.setCurrentIndex(_place(_GOLD, (choice.is_gold_included, choice.are_coders_included)))
        self._states.setCurrentIndex(_place(_STATES, choice.states))
        self._text.setChecked(choice.with_text)
        self._pseudonymous.setChecked(choice.is_pseudonymous)
        self.blockSignals(was_blocked)
        self.changed.emit()

    def _with_checklist(self, words: str, choices: Sequence[tuple[str, object]]) -> Checklist:
        button = Checklist(words, choices, self)
        button.changed.connect(self.changed)
        self._add(words, button)
        return button

    def _with_box(self, words: str, choices: Sequence[tuple[str, object]]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(words)
        for text, data in choices:
            box.addItem(text, data)
        box.currentIndexChanged.connect(self.changed)
        self._add(words, box)
        return box

    def _with_tick(self, words: str) -> QCheckBox:
        box = QCheckBox(words, self)
        box.toggled.connect(self.changed)
        self._grid.addWidget(box, self._grid.rowCount(), 0, 1, 2)
        return box

    def _add(self, words: str, control: QWidget) -> None:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(control)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(control, row, 1)


def _place(choices: Sequence[tuple[str, object]], data: object) -> int:
    return next((place for place, (_, one) in enumerate(choices) if one == data), 0)
