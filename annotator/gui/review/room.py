"""The review room: cases at the left, one case beside them, and pages of stale rulings and overruled answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.dialogs.progress import follow
from annotator.gui.review.asking import Overview, Questions, line_after
from annotator.gui.review.case_list import CaseList
from annotator.gui.review.case_page import CasePage
from annotator.gui.review.comparing import Comparing
from annotator.gui.review.invitation import HIDDEN, NO_SECOND_CODER, Invitation
from annotator.gui.review.memory import ReviewMemory
from annotator.gui.review.other_pages import OtherPages
from annotator.gui.review.recorder import Recorder
from annotator.gui.review.room_keys import RoomKeys
from annotator.gui.review.ruling_lists import ItemPlace, Place
from annotator.gui.review.top_bar import Page, TopBar
from annotator.gui.rooms import Room
from annotator.gui.theme import ThemeName
from annotator.services.review.case import BegunReview, Case, CaseKey, CaseListing, CaseState


class ReviewRoom(Room):
    """Holds what is open and has everything recorded; its parts show and ask."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.bar = TopBar(self)
        self.list = CaseList(self)
        self.page = CasePage(self)
        self.recorder = Recorder(self.page, lambda: self._questions, self)
        self._comparing = Comparing(lambda: self._questions, self)
        self.others = OtherPages(lambda: self._questions, self)
        self.stale, self.overruled = self.others.stale, self.others.overruled
        self.invitation = Invitation(self)
        self._facts: ProjectFacts | None = None
        self._theme = ThemeName.LIGHT
        self._memory: ReviewMemory | None = None
        self._overview: Overview | None = None
        self._wanted: Place | None = None
        self._shown = Page.CASES
        self._is_arriving = False
        self._lay_out()
        self._connect()
        self._keys = RoomKeys(self, self.recorder, self.step_case, self.open_patterns)
        self._enable_keys()

    # -- making -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.list.setMinimumWidth(190)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.page)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 5)
        self.splitter.setSizes([256, 964])
        self._pages = QStackedWidget(self)
        for page in (self.splitter, self.stale, self.overruled, self.invitation):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)
        self.starts_at = self.page.article.view

    def _connect(self) -> None:
        bar, page, cases = self.bar, self.page, self.list
        bar.round_chosen.connect(self._on_round_chosen)
        bar.page_chosen.connect(self.show_page)
        bar.blind_chosen.connect(lambda _: self._reload())
        bar.patterns_asked.connect(self.open_patterns)
        bar.begin_asked.connect(self.begin)
        cases.case_chosen.connect(lambda article: self.open_case(ArticleId(article)))
        cases.item_chosen.connect(page.show_item)
        cases.confirmed.connect(page.article.view.setFocus)
        page.item_shown.connect(cases.mark_item)
        page.case_finished.connect(self.next_case)
        for part in (page, self.recorder, self.others):
            part.remarked.connect(self.remarked)
        self.recorder.changed.connect(self._on_case_changed)
        self.recorder.others_changed.connect(self._reload)
        self._comparing.listed.connect(self._on_listed)
        page.mode_changed.connect(self._enable_keys)
        self.others.place_asked.connect(lambda place: self.open_case(place.article_id, place.item_id))
        self.others.changed.connect(self._reload)
        self.invitation.way_taken.connect(lambda room: self.room_asked.emit(room, None))

    def _enable_keys(self) -> None:
        is_case = self._pages.currentWidget() is self.splitter and self.page.case is not None
        self._keys.enable(is_case=is_case, is_entering=self.page.is_entering, is_ruling=self.page.is_ruling)
        self.availability_changed.emit()

    @property
    def slots(self) -> Mapping[str, Callable[[], object]]:
        """What the room's actions do, by action id."""
        shown = {"review_stale": Page.STALE, "review_overruled": Page.OVERRULED}
        pages = {action_id: partial(self.show_page, page) for action_id, page in shown.items()}
        return self._keys.slots | {"review_patterns": self.open_patterns, **pages}

    def available(self) -> frozenset[str]:
        """Return the ids of the actions that would do something now."""
        if self._overview is None or not self._overview.lines:
            return frozenset()
        return self._keys.available() | {"review_stale", "review_overruled", "review_patterns"}

    # -- entering -----------------------------------------------------------------------------------------------------

    def enter(self, facts: ProjectFacts, theme: ThemeName) -> None:
        """Show the project's review, at the case where the reviewer was."""
        is_other = self._facts is None or self._facts.path != facts.path
        self._facts, self._theme, self._is_arriving = facts, theme, True
        self.list.set_theme(theme)
        self.others.set_theme(theme)
        self.page.set_theme(theme)
        if is_other:
            self._memory = ReviewMemory(facts.id)
            self._overview = None
            self.recorder.forget()
        self._reload()

    def open_with(self, argument: object) -> None:
        """Open a case (`CaseKey`), or one item of it (`ItemPlace`)."""
        if isinstance(argument, CaseKey):
            self._wanted = Place(argument.article_id, None)
            self._ask_overview(argument.round_id)
        elif isinstance(argument, ItemPlace):
            self._wanted = Place(argument.key.article_id, argument.item_id)
            self._ask_overview(argument.key.round_id)

    def leave(self) -> None:
        """Leave what is being entered, and what is not compared yet."""
        self._comparing.stop()
        self.page.ruling.close_new()

    @property
    def _round_id(self) -> RoundId | None:
        return self._overview.round_id if self._overview is not None else None

    @property
    def _questions(self) -> Questions | None:
        if self._facts is None:
            return None
        return Questions(self.desk, self._facts.coder.id, is_blind=self.bar.blind.isChecked())

    def _reload(self) -> None:
        if self._overview is not None:
            self._ask_overview(self._round_id)
        elif self._memory is not None and self._memory.has_round():
            self._ask_overview(self._memory.last_round())
        else:
            self._ask_overview(None, is_first=True)

    def _ask_overview(self, round_id: RoundId | None, *, is_first: bool = False) -> None:
        if self._questions is None:
            return
        self._comparing.stop()
        self._questions.overview(round_id, is_first=is_first, then=self._on_overview)
        if self._overview is None or self._overview.round_id != round_id:
            self.invitation.show_words("Comparing the codings…", "")
            self._pages.setCurrentWidget(self.invitation)

    def _on_listed(self, listing: CaseListing) -> None:
        if self._overview is not None:
            self._overview = replace(self._overview, lines=listing.lines, waiting=listing.waiting)
            self._show_lines()

    def _on_round_chosen(self, round_id: RoundId | None) -> None:
        self.recorder.forget()
        self._ask_overview(round_id)

    def _on_overview(self, overview: Overview) -> None:
        self._overview = overview
        self.bar.show_rounds(overview.rounds, overview.round_id)
        self._show_lines()
        self._show_room()
        self._open_first()
        self._comparing.go_on(overview.round_id, overview.waiting)

    def _show_lines(self) -> None:
        """Show the cases compared so far; what all agree on can be accepted when all are."""
        overview = self._overview
        if overview is not None:
            is_offered = not self._is_read_only and not overview.waiting
            self.bar.show_new(sum(line.state is CaseState.NEW for line in overview.lines) if is_offered else 0)
            self.bar.show_stale(sum(line.stale for line in overview.lines))
            names, waiting = self._shown_names(), len(overview.waiting)
            self.list.show_cases(overview.lines, names, overview.fields, self._current_article(), waiting=waiting)

    def _show_room(self) -> None:
        """Show the page that was chosen, or why there is nothing to show."""
        has_cases = self._overview is not None and bool(self._overview.lines)
        if self._overview is not None and not has_cases:
            self.invitation.show_words(*(HIDDEN if self._overview.is_hidden else NO_SECOND_CODER))
        for control in (self.bar.blind, self.bar.patterns, *self.bar.pages.values()):
            control.setEnabled(has_cases)
        self.bar.pages[Page.OVERRULED].setEnabled(has_cases and not self.bar.blind.isChecked())
        if not has_cases:
            self._pages.setCurrentWidget(self.invitation)
        else:
            self.show_page(self._shown)
        self._enable_keys()

    def _shown_names(self) -> Mapping[CoderId, str]:
        """Return the coders' names; none while they are to be hidden."""
        return self._overview.names if self._overview is not None and not self.bar.blind.isChecked() else {}

    @property
    def _is_read_only(self) -> bool:
        return self._facts is None or self._facts.is_read_only

    # -- cases --------------------------------------------------------------------------------------------------------

    def _current_article(self) -> str:
        return self.page.case.key.article_id if self.page.case is not None else ""

    def _open_first(self) -> None:
        """Open what is asked for, else the case that is open, the last one of earlier, the first with work left."""
        if self._overview is None or not self._overview.lines:
            return
        wanted, self._wanted = self._wanted, None
        there = self._overview.article_ids
        if wanted is not None and wanted.article_id in there:
            self.open_case(wanted.article_id, wanted.item_id)
            return
        known = self._memory.last_article(self._round_id) if self._memory is not None else ArticleId("")
        candidates = [ArticleId(self._current_article()), known, self.list.following("") or there[0]]
        item = self.page.item
        article = next(one for one in candidates if one in there)
        self.open_case(article, item.id if item is not None and article == self._current_article() else None)

    def open_case(self, article_id: ArticleId, item_id: str | None = None) -> None:
        """Open an article's case, at an item where one is named."""
        if self._questions is not None:
            key = CaseKey(article_id, self._round_id)
            self._questions.case(key, then=lambda case: self._on_case(case, item_id))

    def _on_case(self, case: Case, item_id: str | None = None) -> None:
        if case.key.round_id != self._round_id:
            return
        self._take_in(case, item_id)
        self.show_page(Page.CASES)
        if self._is_arriving:  # until now there was nothing to give the keyboard to
            self._is_arriving = False
            self.page.article.view.setFocus()
        if self._memory is not None:
            self._memory.keep(case.key.round_id, case.key.article_id)
        if case.remarks:
            self.remarked.emit(" ".join(case.remarks))

    def _take_in(self, case: Case, item_id: str | None) -> None:
        """Show a case as it is now, in the lists too."""
        names = self._overview.names if self._overview is not None else {}
        self.page.show_case(case, names, item_id, can_rule=not self._is_read_only)
        item = self.page.item
        self.list.show_items(case, item.id if item is not None else "")
        self._update_line(case)
        self.list.mark_case(case.key.article_id)
        self._enable_keys()

    def _on_case_changed(self, case: Case, item_id: str | None) -> None:
        """Take in a case that was written to, unless another one is open by now."""
        if self.page.case is not None and self.page.case.key == case.key:
            self._take_in(case, item_id)
        else:
            self._update_line(case)

    def _update_line(self, case: Case) -> None:
        if self._overview is None:
            return
        lines = tuple(line_after(line, case) if line.key == case.key else line for line in self._overview.lines)
        if lines != self._overview.lines:
            self._overview = replace(self._overview, lines=lines)
            self._show_lines()

    def next_case(self) -> None:
        """Go to the next case with work left."""
        waiting = iter(self._overview.waiting if self._overview is not None else ())
        article = self.list.following(self._current_article()) or next(waiting, None)
        if article is None:
            self.remarked.emit("Everything in this list is ruled on.")
        else:
            self.open_case(article)

    def step_case(self, by: int) -> None:
        """Go so many cases down the list, or up."""
        article = self.list.following(self._current_article(), by)
        if article is not None:
            self.open_case(article)

    # -- other pages --------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Accept what all coders agree on."""
        job = self._questions.begin(self._round_id, self._on_begun) if self._questions is not None else None
        if job is not None:
            follow(job, "Accepting what all coders agree on…", self, total=len(self.list.lines))

    def _on_begun(self, begun: BegunReview) -> None:
        self.remarked.emit(f"What all coders agree on is gold now in {counted(begun.accepted, 'more article')}.")
        self._reload()

    def show_page(self, page: Page) -> None:
        """Show the cases, the stale rulings or the overruled answers."""
        self._shown = page
        self.bar.show_page(page)
        widgets: dict[Page, QWidget] = {
            Page.CASES: self.splitter,
            Page.STALE: self.stale,
            Page.OVERRULED: self.overruled,
        }
        self._pages.setCurrentWidget(widgets[page])
        if page is not Page.CASES and self._overview is not None and self._facts is not None:
            self.others.show(page, self._overview, self._facts)
        self._enable_keys()

    def open_patterns(self) -> None:
        """Open the dialog in which one answer is given to a whole pattern."""
        if not self._is_read_only:
            self.others.open_patterns(self._round_id)
