"""Asks what a new round is like."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QSpinBox, QWidget

from annotator.domain.coding import CodebookVersion
from annotator.domain.errors import RoundError
from annotator.domain.ids import CodebookId
from annotator.gui.queue.elided_combo_box import ElidedComboBox
from annotator.gui.rounds.dialog import RoundsDialog, plain_label
from annotator.gui.rounds.seed_edit import SeedEdit
from annotator.services.rounds.checks import round_name

LARGEST_DRAWN_SEED = 999_999
_SAMPLE_PERCENT = 5


@dataclass(frozen=True, slots=True)
class RoundWish:
    """A round as somebody wants it."""

    name: str
    codebook_id: CodebookId
    is_blind: bool
    allows_proposals: bool
    seed: int
    sample_share: float


class RoundDialog(RoundsDialog):
    """Name, codebook version, blind or open, proposals, the seed and the reviewer's sample."""

    def __init__(self, versions: Sequence[CodebookVersion], taken: Collection[str], parent: QWidget) -> None:
        super().__init__("New round", "Make round", parent)
        self.setMinimumWidth(560)
        self._taken = {name.casefold() for name in taken}
        self._name = QLineEdit(_first_free(taken), self)
        self._name.setAccessibleName("Name of the round")
        self._name.setMaxLength(80)
        self._name.selectAll()
        self._codebook = ElidedComboBox(self)
        self._codebook.setAccessibleName("Codebook version")
        for version in reversed(versions):
            self._codebook.addItem(f"{version.name}, version {version.version}", version.id)
        self._is_blind = QCheckBox("Blind: coders see only their own work until it is released", self)
        self._is_blind.setChecked(True)
        self._allows_proposals = QCheckBox("The form may propose values from the marked words", self)
        self._allows_proposals.setChecked(True)
        self._seed = SeedEdit(secrets.randbelow(LARGEST_DRAWN_SEED) + 1)
        self._sample = QSpinBox(self)
        self._sample.setAccessibleName("Share of unanimous values the reviewer looks at")
        self._sample.setRange(0, 100)
        self._sample.setValue(_SAMPLE_PERCENT)
        self._sample.setSuffix(" %")
        self._sample.setFixedWidth(110)
        self._lay_out()
        self._name.textChanged.connect(self._on_changed)
        self._seed.value_changed.connect(self._on_changed)
        self._on_changed()
        self._name.setFocus()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        form.addRow("Name", self._name)
        form.addRow("Codebook", self._codebook)
        form.addRow("", self._is_blind)
        form.addRow("", self._allows_proposals)
        form.addRow("Reviewer sees", self._sample)
        form.addRow("", _hint("of the values all coders agree on; the others are accepted without a look."))
        form.addRow("Seed", self._seed)
        form.addRow("", _hint("Plans and the reviewer's sample are drawn from it: same seed, same draw."))
        self.body.addLayout(form)

    def wish(self) -> RoundWish:
        """Return what was asked for."""
        return RoundWish(
            name=self._typed(),
            codebook_id=CodebookId(self._codebook.currentData()),
            is_blind=self._is_blind.isChecked(),
            allows_proposals=self._allows_proposals.isChecked(),
            seed=self._seed.value(),
            sample_share=self._sample.value() / 100,
        )

    def _typed(self) -> str:
        return " ".join(self._name.text().split())

    def _on_changed(self) -> None:
        name = self._typed()
        if self._seed.trouble():
            self.refuse(self._seed.trouble())
        elif not name:
            self.refuse("Give the round a name.")
        else:
            self.refuse(f"There is a round {name} already." if name.casefold() in self._taken else _trouble(name))


def _trouble(name: str) -> str:
    try:
        round_name(name)
    except RoundError as error:
        return error.message
    return ""


def _hint(text: str) -> QLabel:
    label = plain_label(text, "caption")
    label.setWordWrap(True)
    return label


def _first_free(taken: Collection[str]) -> str:
    names = {name.casefold() for name in taken}
    number = 1
    while f"round {number}" in names:
        number += 1
    return f"Round {number}"
