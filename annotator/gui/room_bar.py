"""What the bars above the rooms have in common: the choice of a round, and tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from annotator.domain.ids import RoundId
from annotator.domain.rounds import Round
from annotator.gui.form.look import plain_tip

OUTSIDE_ROUNDS = "Outside any round"
_NARROWEST, _WIDEST = 220, 300

Page = TypeVar("Page", bound=StrEnum)


class RoundBox(QComboBox):
    """Offers the project's rounds; showing a choice announces nothing."""

    chosen = Signal(object)
    """A `RoundId`, or None for work outside any round."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Round")
        self.setMinimumWidth(_NARROWEST)
        self.setMaximumWidth(_WIDEST)
        self.activated.connect(lambda _: self.chosen.emit(self.currentData()))

    def show_rounds(self, rounds: Sequence[Round], chosen: RoundId | None) -> None:
        """Offer the project's rounds, newest first, and work outside any."""
        self.clear()
        for one in reversed(rounds):
            self.addItem(one.name, one.id)
        self.addItem(OUTSIDE_ROUNDS, None)
        self.setCurrentIndex(max(0, self.findData(chosen)) if chosen else self.count() - 1)
        self.setToolTip(plain_tip(self.currentText()))


def made_tabs(pages: type[Page], choose: Callable[[Page], object], parent: QWidget) -> dict[Page, QToolButton]:
    """Return a tab for each page, which has it chosen; a page's key stands behind its name after two spaces."""
    tabs = {}
    for page in pages:
        tab = tabs[page] = QToolButton(parent)
        tab.setText(page.value)
        tab.setAccessibleName(page.value.split("  ")[0])
        tab.setProperty("role", "tab")
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tab.clicked.connect(_chooser(choose, page))
    return tabs


def _chooser(choose: Callable[[Page], object], page: Page) -> Callable[[], object]:
    return lambda: choose(page)


def mark_tab(tabs: Mapping[Page, QToolButton], shown: Page) -> None:
    """Mark the tab of the page that is shown."""
    for page, tab in tabs.items():
        tab.setChecked(page is shown)
