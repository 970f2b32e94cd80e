"""The bar above the figures: which round, what is compared, who with whom, report and plan."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.domain.figures import LAYER_LABELS, AgreementLayer, AgreementOverview, Slicing
from annotator.domain.ids import RoundId
from annotator.domain.rounds import Round
from annotator.gui.form.look import plain_tip
from annotator.gui.room_bar import RoundBox, made_tabs, mark_tab


class Page(StrEnum):
    """The pages of the room."""

    OVERVIEW = "Overview"
    DRIFT = "Week by week"


class Compared(StrEnum):
    """Who is compared with whom, as it is offered."""

    CODERS = "Coders, each with the rest"
    GOLD = "Coders against gold"
    PAIRS = "Pairs of coders"
    VERSION = "Codebook versions"
    REPEATED = "The same coder twice"


SLICING = {
    Compared.CODERS: Slicing.CODERS,
    Compared.GOLD: Slicing.CODERS,
    Compared.PAIRS: Slicing.PAIRS,
    Compared.VERSION: Slicing.VERSION,
    Compared.REPEATED: Slicing.REPEATED,
}


class TopBar(QFrame):
    """Announces what the person chose; showing a choice announces nothing."""

    round_chosen = Signal(object)
    """A `RoundId`, or None for work outside any round."""
    page_chosen = Signal(object)
    changed = Signal()
    """Something else is to be compared."""
    rows_changed = Signal()
    """Fields without figures are to be shown, or not."""
    pairs_asked = Signal()
    report_asked = Signal()
    plan_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "toolbar")
        self.rounds = RoundBox(self)
        self.layers = self._box("What is compared", 240)
        for layer in AgreementLayer:
            self.layers.addItem(LAYER_LABELS[layer], layer)
        self.compared = self._box("Who is compared", 210)
        self.pages = made_tabs(Page, self.page_chosen.emit, self)
        self.pairs = self._button("Choose pairs…", "Choose which pairs of coders are shown", self.pairs_asked)
        self.report = self._button("Report…", "Write figures, definitions and the diagnosis table", self.report_asked)
        self.plan = self._button("Plan a sample…", "How many articles to code twice", self.plan_asked)
        self.empty_rows = QCheckBox("All fields", self)
        self.empty_rows.setToolTip(plain_tip("Show fields that nobody coded too"))
        self._lay_out()
        self.rounds.chosen.connect(self.round_chosen)
        self.layers.activated.connect(lambda _: self.changed.emit())
        self.compared.activated.connect(lambda _: self.changed.emit())
        self.empty_rows.toggled.connect(lambda _: self.rows_changed.emit())
        self.offer(None)
        self.show_page(Page.OVERVIEW)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(8)
        first.addWidget(self.rounds)
        for tab in self.pages.values():
            first.addWidget(tab)
        first.addStretch(1)
        first.addWidget(self.plan)
        first.addWidget(self.report)
        for widget in (self.layers, self.compared, self.pairs):
            second.addWidget(widget)
        second.addStretch(1)
        second.addWidget(self.empty_rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(second)

    def _box(self, name: str, width: int) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setMinimumWidth(width)
        box.setMaximumWidth(width + 80)
        return box

    def _button(self, text: str, tip: str, signal: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(plain_tip(tip))
        button.clicked.connect(signal)
        return button

    @property
    def layer(self) -> AgreementLayer:
        """What is to be compared."""
        return AgreementLayer(self.layers.currentData())

    @property
    def who(self) -> Compared:
        """Who is to be compared."""
        return Compared(self.compared.currentData())

    def show_rounds(self, rounds: Sequence[Round], chosen: RoundId | None) -> None:
        """Offer the project's rounds, newest first, and work outside any."""
        self.rounds.show_rounds(rounds, chosen)

    def offer(self, overview: AgreementOverview | None) -> None:
        """Offer the comparisons a round allows: gold where it has some, pairs where there are more than two coders."""
        chosen = self.compared.currentData()
        offered = [Compared.CODERS]
        if overview is not None and overview.has_gold:
            offered.append(Compared.GOLD)
        if overview is not None and len(overview.coders) > 2:
            offered.append(Compared.PAIRS)
        offered += [Compared.VERSION, Compared.REPEATED]
        self.compared.clear()
        for one in offered:
            self.compared.addItem(one.value, one)
        self.compared.setCurrentIndex(max(0, self.compared.findData(chosen)))
        self.pairs.setVisible(self.who is Compared.PAIRS)
        for button in (self.report, self.plan):
            button.setEnabled(overview is not None and overview.articles > 0)

    def show_page(self, page: Page) -> None:
        """Mark the page that is shown; who is compared is chosen for the overview only."""
        mark_tab(self.pages, page)
        is_overview = page is Page.OVERVIEW
        self.compared.setVisible(is_overview)
        self.pairs.setVisible(is_overview and self.who is Compared.PAIRS)
        self.empty_rows.setVisible(is_overview)
