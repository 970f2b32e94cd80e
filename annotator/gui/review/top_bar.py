"""The bar above the review: which round, which page, names shown or withheld, patterns."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QWidget

from annotator.domain.counted import counted
from annotator.domain.ids import RoundId
from annotator.domain.rounds import Round
from annotator.gui.form.look import plain_tip
from annotator.gui.room_bar import RoundBox, made_tabs, mark_tab


class Page(StrEnum):
    """The pages of the room."""

    CASES = "Cases"
    STALE = "Stale"
    OVERRULED = "Overruled"


class TopBar(QFrame):
    """Announces what the reviewer chose; showing a choice announces nothing."""

    round_chosen = Signal(object)
    """A `RoundId`, or None for work outside any round."""
    page_chosen = Signal(object)
    blind_chosen = Signal(bool)
    patterns_asked = Signal()
    begin_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "toolbar")
        self.rounds = RoundBox(self)
        self.pages = made_tabs(Page, self.page_chosen.emit, self)
        self.begin = QPushButton(self)
        self.begin.setProperty("role", "primary")
        self.begin.setToolTip(plain_tip("Accept what all coders agree on, so that only the rest is left to rule on"))
        self.blind = QCheckBox("Hide names", self)
        self.blind.setToolTip(plain_tip("Hide the coders' names and shuffle the sides"))
        self.patterns = QPushButton("Patterns…  P", self)
        self.patterns.setAccessibleName("Rule on a pattern")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.rounds)
        for tab in self.pages.values():
            row.addWidget(tab)
        row.addStretch(1)
        for widget in (self.begin, self.blind, self.patterns):
            row.addWidget(widget)
        self.rounds.chosen.connect(self.round_chosen)
        self.blind.toggled.connect(self.blind_chosen)
        self.patterns.clicked.connect(self.patterns_asked)
        self.begin.clicked.connect(self.begin_asked)
        self.show_page(Page.CASES)
        self.show_new(0)

    def show_rounds(self, rounds: Sequence[Round], chosen: RoundId | None) -> None:
        """Offer the project's rounds, newest first, and work outside any."""
        self.rounds.show_rounds(rounds, chosen)

    def show_page(self, page: Page) -> None:
        """Mark the page that is shown."""
        mark_tab(self.pages, page)

    def show_new(self, count: int) -> None:
        """Offer to begin with so many articles whose unanimous values nobody took in yet."""
        self.begin.setVisible(count > 0)
        self.begin.setText(f"Accept what agrees in {counted(count, 'article')}")

    def show_stale(self, count: int) -> None:
        """Say beside the page's name how many rulings are stale."""
        self.pages[Page.STALE].setText(f"Stale ({count})" if count else "Stale")
