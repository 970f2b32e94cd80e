"""The agreement room: the table of figures with the units behind them, the weeks, report and planner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.figures import (
    AgreementCell,
    AgreementOverview,
    AgreementRow,
    ColumnKind,
    Columns,
    UnitLine,
)
from annotator.domain.ids import RoundId
from annotator.gui.agreement.asking import Answered, Questions
from annotator.gui.agreement.dialogs import ask_pairs, ask_plan, ask_report
from annotator.gui.agreement.heatmap_view import HeatmapView
from annotator.gui.agreement.legend import Legend
from annotator.gui.agreement.pairs_dialog import Pair
from annotator.gui.agreement.top_bar import SLICING, Compared, Page, TopBar
from annotator.gui.agreement.units_pane import UnitsPane
from annotator.gui.agreement.working_strip import WorkingStrip
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.dialogs.progress import follow
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.invitation import HIDDEN, Invitation
from annotator.gui.review.ruling_lists import ItemPlace
from annotator.gui.rooms import Room
from annotator.gui.theme import ThemeName
from annotator.services.agreement.refusals import AgreementError
from annotator.services.review.case import CaseKey

if TYPE_CHECKING:
    from annotator.gui.agreement.drift_view import DriftView

_ROOM_FOR_GOLD = 10
"""Columns up to which figures against gold stand beside those with the rest."""

_NOTHING = (
    "No article has two finished codings yet",
    "Figures can be given once at least two coders have completed the same article.",
    "Go to the rounds",
    "rounds",
)


class AgreementRoom(Room):
    """Holds what was asked and answered; its parts show and ask."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.bar = TopBar(self)
        self.strip = WorkingStrip(self)
        self.heatmap = HeatmapView(self)
        self.legend = Legend(self)
        self.units = UnitsPane(self)
        self.invitation = Invitation(self)
        self.drift: DriftView | None = None
        self._left_out = WrappedLabel("dim")
        self._theme = ThemeName.LIGHT
        self._answered: Answered | None = None
        self._pairs: tuple[Pair, ...] = ()
        self._page = Page.OVERVIEW
        self._lay_out()
        self._connect()

    # -- making -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heatmap, 1)
        column.addWidget(self.legend)
        below = QVBoxLayout()
        below.setContentsMargins(12, 0, 12, 8)
        below.addWidget(self._left_out)
        column.addLayout(below)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.heatmap.setMinimumWidth(340)
        self.units.setMinimumWidth(300)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.units)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([760, 460])
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self.invitation)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addWidget(self.strip)
        whole.addWidget(self._pages, 1)
        self.starts_at = self.heatmap

    def _connect(self) -> None:
        bar = self.bar
        bar.round_chosen.connect(self._ask)
        bar.page_chosen.connect(self.show_page)
        bar.changed.connect(self._on_choice_changed)
        bar.rows_changed.connect(self._show_table)
        bar.pairs_asked.connect(self.choose_pairs)
        bar.report_asked.connect(self.write_report)
        bar.plan_asked.connect(self.plan_sample)
        self.heatmap.cell_opened.connect(self._ask_units)
        self.units.unit_asked.connect(self._go_to_case)
        self.strip.cancelled.connect(self._on_stopped)
        self.desk.failed.connect(lambda _: self.strip.rest())
        self.invitation.way_taken.connect(lambda room: self.room_asked.emit(room, None))
        keys: dict[str, Callable[[], object]] = {
            "W": self.toggle_weeks,
            "R": self.write_report,
            "N": self.plan_sample,
            "P": self.choose_pairs,
            "Escape": self.heatmap.setFocus,
        }
        for key, slot in keys.items():
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    @property
    def slots(self) -> Mapping[str, Callable[[], object]]:
        """What the room's actions do, by action id."""
        return {
            "agreement_units": self.open_units,
            "agreement_weeks": self.toggle_weeks,
            "agreement_pairs": self.choose_pairs,
            "agreement_report": self.write_report,
            "agreement_plan": self.plan_sample,
        }

    def available(self) -> frozenset[str]:
        """Return the ids of the actions that would do something now."""
        overview = self.overview
        if overview is None or not overview.articles:
            return frozenset()
        return frozenset(self.slots) - (frozenset() if len(overview.coders) > 2 else {"agreement_pairs"})

    @property
    def overview(self) -> AgreementOverview | None:
        """The figures that are shown, None while there are none."""
        return self._answered.overview if self._answered else None

    # -- entering -----------------------------------------------------------------------------------------------------

    def enter(self, facts: ProjectFacts, theme: ThemeName) -> None:
        """Show the project's agreement, in the round that was looked at last."""
        is_other = self.facts is None or self.facts.path != facts.path
        super().enter(facts, theme)
        self._theme = theme
        for part in (self.heatmap, self.legend, self.units):
            part.set_theme(theme)
        if self.drift is not None:
            self.drift.set_theme(theme)
        if is_other:
            self._answered = None
            self._pairs = ()
        self._ask(self._round_id, is_first=self._answered is None)

    def leave(self) -> None:
        """Stop working out what nobody waits for any more."""
        self.strip.finish()

    @property
    def _round_id(self) -> RoundId | None:
        return self._answered.round_id if self._answered else None

    @property
    def _questions(self) -> Questions | None:
        return Questions(self.desk, self.facts.coder.id) if self.facts else None

    # -- figures ------------------------------------------------------------------------------------------------------

    def _ask(self, round_id: RoundId | None, *, is_first: bool = False) -> None:
        questions = self._questions
        if questions is None:
            return
        columns = Columns(SLICING[self.bar.who], pairs=self._pairs if self.bar.who is Compared.PAIRS else ())
        self.strip.follow(
            questions.overview(round_id, self.bar.layer, columns, is_first=is_first, then=self._show_answer)
        )

    def _show_answer(self, answered: Answered) -> None:
        self.strip.rest()
        before = self.heatmap.current_cell()
        self._answered = answered
        self.bar.show_rounds(answered.rounds, answered.round_id)
        self.bar.offer(answered.overview)
        if answered.overview is None:
            self._show_refusal(answered.refusal)
        elif not answered.overview.articles and not answered.overview.has_gold:
            self._invite(answered.overview)
        else:
            self._show_table(before)
            self._show_current_page()
        self.availability_changed.emit()

    def _show_refusal(self, refusal: AnnotatorError | None) -> None:
        if isinstance(refusal, AgreementError):
            self.invitation.show_words(*HIDDEN)
        else:
            self.invitation.show_words("There are no figures", str(refusal or ""))
        self._pages.setCurrentWidget(self.invitation)

    def _invite(self, overview: AgreementOverview) -> None:
        heading, sentence, way, room = _NOTHING
        left_out = " ".join(one.sentence for one in overview.exclusions)
        self.invitation.show_words(heading, f"{sentence} {left_out}".strip(), way, room)
        self._pages.setCurrentWidget(self.invitation)

    def _show_table(self, before: AgreementCell | None = None) -> None:
        overview = self.overview
        if overview is None:
            return
        before = before or self.heatmap.current_cell()
        shown, with_gold = overview, len(overview.columns) <= _ROOM_FOR_GOLD
        if self.bar.who is Compared.GOLD:
            shown, with_gold = _only_gold(overview), True
        self.heatmap.heatmap.show_overview(shown, has_empty_rows=self.bar.empty_rows.isChecked(), with_gold=with_gold)
        self.heatmap.choose(before)
        self.units.show_nothing()
        self._left_out.say(self._words(overview))

    def _words(self, overview: AgreementOverview) -> str:
        facts = overview.alignment
        articles = counted(overview.articles, "article")
        coders = counted(len(overview.coders), "coder")
        words = [f"{articles} of {coders}; {overview.resamples:,} resamples, seed {overview.seed}."]
        if facts.matched:
            bases = ", ".join(f"{count} by {name}" for name, count in facts.bases.items())
            words.append(
                f"{counted(facts.matched, 'incident')} matched: {bases}; likeness at least {facts.threshold:g}."
            )
        left_out = " ".join(one.sentence for one in overview.exclusions)
        return " ".join(words + ([f"Left out: {left_out}"] if left_out else []))

    def _on_choice_changed(self) -> None:
        self.bar.show_page(self._page)
        self._ask(self._round_id)

    def _on_stopped(self) -> None:
        self.remarked.emit("Stopped. Choose again to work the figures out.")

    # -- units --------------------------------------------------------------------------------------------------------

    def open_units(self) -> None:
        """Open the units behind the figure the keyboard is at."""
        cell = self.heatmap.current_cell()
        if cell is not None:
            self._ask_units(cell)

    def _ask_units(self, cell: AgreementCell) -> None:
        questions = self._questions
        if questions is not None:
            self.strip.follow(questions.units(self._round_id, cell, self._show_units))

    def _show_units(self, answer: tuple[AgreementCell, tuple[UnitLine, ...]]) -> None:
        self.strip.rest()
        self.units.show_units(*answer)
        if answer[1]:
            self.units.list.setFocus()

    def _go_to_case(self, line: UnitLine) -> None:
        key = CaseKey(line.article_id, self._round_id)
        self.room_asked.emit("review", ItemPlace(key, line.item_id) if line.item_id else key)

    # -- weeks --------------------------------------------------------------------------------------------------------

    def toggle_weeks(self) -> None:
        """Go from the table to the weeks, or back."""
        self.show_page(Page.OVERVIEW if self._page is Page.DRIFT else Page.DRIFT)

    def show_page(self, page: Page) -> None:
        """Show the table, or the weeks."""
        self._page = page
        self.bar.show_page(page)
        if self.overview is not None and self.overview.articles:
            self._show_current_page()

    def _show_current_page(self) -> None:
        self.bar.show_page(self._page)
        if self._page is Page.OVERVIEW:
            self._pages.setCurrentWidget(self.splitter)
            return
        questions = self._questions
        if questions is not None:
            self._pages.setCurrentWidget(self._made_drift())
            self.strip.follow(questions.weeks(self._round_id, self.bar.layer, self._show_weeks))

    def _made_drift(self) -> DriftView:
        """Return the weeks' page, made when it is first wanted: plots take a while to load."""
        if self.drift is None:
            from annotator.gui.agreement.drift_view import DriftView

            self.drift = DriftView(self)
            self.drift.set_theme(self._theme)
            self._pages.addWidget(self.drift)
        return self.drift

    def _show_weeks(self, overview: AgreementOverview) -> None:
        self.strip.rest()
        self._made_drift().show_weeks(overview, self._current_row())

    def _current_row(self) -> AgreementRow | None:
        cell = self.heatmap.current_cell()
        return None if cell is None else cell.row

    # -- dialogs ------------------------------------------------------------------------------------------------------

    def choose_pairs(self) -> None:
        """Ask which pairs of coders to show."""
        if self.overview is not None:
            ask_pairs(self.overview, self._pairs, self, self._show_pairs)

    def _show_pairs(self, pairs: tuple[Pair, ...]) -> None:
        self._pairs = pairs
        self.bar.compared.setCurrentIndex(self.bar.compared.findData(Compared.PAIRS))
        self._on_choice_changed()

    def write_report(self) -> None:
        """Ask for a folder and write the report."""
        overview, facts = self.overview, self.facts
        if overview is not None and facts is not None:
            ask_report(overview, facts.path, self, self._write)

    def _write(self, folder: Path) -> None:
        questions = self._questions
        if questions is None:
            return
        job = questions.report(
            self._round_id, folder, lambda paths: self.remarked.emit(f"Wrote {len(paths)} files to {folder}.")
        )
        if job is not None:
            follow(job, "Working out the report…", self, total=100)

    def plan_sample(self) -> None:
        """Ask for a field and a width, and say how many articles that takes."""
        overview, questions = self.overview, self._questions
        if overview is not None and questions is not None:
            ask_plan(overview, self._current_row(), questions, self)


def _only_gold(overview: AgreementOverview) -> AgreementOverview:
    return replace(overview, columns=tuple(one for one in overview.columns if one.kind is ColumnKind.GOLD))
