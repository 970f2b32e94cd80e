"""Asks how articles are given out, and shows while it is asked what that gives."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.article import ArticleImport
from annotator.domain.assigning import AssignmentPlan
from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.ids import CoderId, ImportId
from annotator.domain.queue import ArticleChoice
from annotator.domain.rounds import Round
from annotator.gui.queue.elided_combo_box import ElidedComboBox
from annotator.gui.rounds.coder_ticks import CoderTicks
from annotator.gui.rounds.dialog import RoundsDialog, plain_label
from annotator.gui.rounds.plan_preview import PlanPreview
from annotator.gui.rounds.seed_edit import SeedEdit
from annotator.gui.theme import Tokens

_PREVIEW_DELAY_MS = 150
_FIRST_SHARE = 20


@dataclass(frozen=True, slots=True)
class PlanWish:
    """A plan as somebody wants it."""

    coders: tuple[CoderId, ...]
    choice: ArticleChoice
    share: float
    coders_each: int
    seed: int


class Ticked(NamedTuple):
    """Who is ticked when a plan is begun, and why, in a sentence."""

    coders: tuple[CoderId, ...]
    why: str


def ticked_at_first(people: Sequence[Coder], with_articles: Collection[CoderId], planner: CoderId) -> Ticked:
    """Return who is likely to code: those who were given articles in a round; in a first round all but who plans it."""
    if with_articles:
        coders = tuple(coder.id for coder in people if coder.id in with_articles)
        return Ticked(coders, "Ticked are those who have articles in a round already.")
    others = tuple(coder.id for coder in people if coder.id != planner)
    if not others:
        return Ticked(tuple(coder.id for coder in people), "You are the only coder so far.")
    return Ticked(others, "Ticked is everybody but you; tick yourself if you code too.")


class PlanDialog(RoundsDialog):
    """Coders, articles, the share coded by several, how many those are, and the seed; the preview beside them."""

    preview_asked = Signal(object)
    """A `PlanWish`; the answer comes through `show_plan` or `show_refusal`."""

    def __init__(
        self,
        its_round: Round,
        people: Sequence[Coder],
        ticked: Ticked,
        imports: Sequence[ArticleImport],
        tokens: Tokens,
        parent: QWidget,
    ) -> None:
        super().__init__(f"Plan assignments · {its_round.name}", "Assign", parent)
        self._round, self._people = its_round, people
        self.plan: AssignmentPlan | None = None
        self.coders = CoderTicks(people, ticked.coders, self)
        self._why_ticked = plain_label(ticked.why, "caption")
        self._why_ticked.setWordWrap(True)
        self._articles = ElidedComboBox(self)
        self._articles.setAccessibleName("Articles")
        self._articles.addItem("All not given out in this round yet", None)
        for made in reversed(imports):
            self._articles.addItem(f"Of the import {made.source} ({counted(made.article_count, 'article')})", made.id)
        self._phrase = QLineEdit(self)
        self._phrase.setProperty("role", "search")
        self._phrase.setPlaceholderText("with these words in title or text")
        self._phrase.setAccessibleName("Words in title or text")
        self._share = QSlider(Qt.Orientation.Horizontal, self)
        self._share.setAccessibleName("Share coded by several, in percent")
        self._percent = _number_box("Share coded by several, in percent", (0, 100), _FIRST_SHARE, " %", self)
        self._each = _number_box("Coders for each of these", (2, max(len(people), 2)), 2, "", self)
        self._seed = SeedEdit(its_round.seed, self)
        self.preview = PlanPreview(tokens, self)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_PREVIEW_DELAY_MS)
        self._lay_out()
        self._connect()
        self.resize(880, 560)
        self.coders.setFocus()
        self._on_changed()

    def _lay_out(self) -> None:
        self._share.setRange(0, 100)
        self._share.setValue(_FIRST_SHARE)
        share = QHBoxLayout()
        share.setSpacing(12)
        share.addWidget(self._share, 1)
        share.addWidget(self._percent)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("Articles", self._articles)
        form.addRow("", self._phrase)
        form.addRow("Share coded by several", share)
        form.addRow("Coders for each of these", self._each)
        form.addRow("Seed", self._seed)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(plain_label("Who codes", "section"))
        left.addWidget(self._why_ticked)
        left.addWidget(self.coders, 1)
        left.addSpacing(8)
        left.addLayout(form)
        sides = QHBoxLayout()
        sides.setSpacing(28)
        sides.addLayout(left, 5)
        sides.addWidget(self.preview, 4)
        self.body.addLayout(sides)

    def _connect(self) -> None:
        self._share.valueChanged.connect(self._percent.setValue)
        self._percent.valueChanged.connect(self._share.setValue)
        self._delay.timeout.connect(lambda: self.preview_asked.emit(self.wish()))
        self.coders.changed.connect(self._on_changed)
        self._articles.currentIndexChanged.connect(self._on_changed)
        self._phrase.textChanged.connect(self._on_changed)
        for box in (self._percent, self._each):
            box.valueChanged.connect(self._on_changed)
        self._seed.value_changed.connect(self._on_changed)

    def wish(self) -> PlanWish:
        """Return what is asked for now."""
        import_id = self._articles.currentData()
        choice = ArticleChoice(
            phrase=self._phrase.text().strip(),
            import_id=ImportId(import_id) if import_id else None,
            unassigned_in=self._round.id,
        )
        return PlanWish(
            self.coders.ticked(), choice, self._percent.value() / 100, self._each.value(), self._seed.value()
        )

    def show_plan(self, wish: PlanWish, plan: AssignmentPlan) -> None:
        """Show what a wish gives, unless something else is asked for by now."""
        if wish != self.wish():
            return
        self.plan = plan
        self.preview.show_plan(plan, self._people)
        self.refuse("")
        self.go_button.setText(f"Assign {counted(len(plan.articles), 'article')}")

    def show_refusal(self, wish: PlanWish, reason: str) -> None:
        """Say why a wish cannot be, unless something else is asked for by now."""
        if wish != self.wish():
            return
        self.preview.show_nothing("Nothing to give out like this.")
        self.refuse(reason)
        self.go_button.setText("Assign")

    def _on_changed(self) -> None:
        self.plan = None
        self.go_button.setEnabled(False)
        self._delay.start()


def _number_box(name: str, bounds: tuple[int, int], value: int, suffix: str, parent: QWidget) -> QSpinBox:
    box = QSpinBox(parent)
    box.setAccessibleName(name)
    box.setRange(*bounds)
    box.setValue(value)
    box.setSuffix(suffix)
    box.setFixedWidth(110)
    return box
