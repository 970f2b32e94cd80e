"""The left side of the room: how far the review is, the cases, and the disagreements of the case that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from annotator.domain.ids import ArticleId, CoderId
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.facets import FacetPanel
from annotator.gui.review.lines import LineList
from annotator.gui.review.presenting import case_line, item_line, progress_told
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Case, CaseKey, CaseLine, next_case


class CaseList(QWidget):
    """Lists cases and items; choosing one is announced, showing them is not."""

    case_chosen = Signal(str)
    item_chosen = Signal(str)
    confirmed = Signal()
    """Enter was pressed in a list: the keyboard goes to the article."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facets = FacetPanel(self)
        self.cases = LineList("Cases", self)
        self.items = LineList("Disagreements of this article", self)
        self.waiting = 0
        """Articles that are still to be compared before they are listed."""
        self._lines: tuple[CaseLine, ...] = ()
        self._shown: tuple[CaseLine, ...] = ()
        self._current = ""
        self._progress = WrappedLabel("caption")
        self._none = WrappedLabel("dim")
        self._none.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._heading = QLabel("In this article", self)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setProperty("role", "section")
        self._lay_out()
        self.facets.changed.connect(self._narrow)
        self.cases.chosen.connect(self.case_chosen)
        self.items.chosen.connect(self.item_chosen)
        self.cases.confirmed.connect(lambda _: self.confirmed.emit())
        self.items.confirmed.connect(lambda _: self.confirmed.emit())

    def _lay_out(self) -> None:
        top, bottom = QWidget(self), QWidget(self)
        controls = QVBoxLayout()
        controls.setContentsMargins(12, 10, 12, 6)
        controls.setSpacing(6)
        controls.addWidget(self._progress)
        controls.addWidget(self.facets)
        self._pages = QStackedLayout()
        nothing = QWidget(top)
        around = QVBoxLayout(nothing)
        around.setContentsMargins(16, 24, 16, 16)
        around.addWidget(self._none)
        around.addStretch(1)
        self._pages.addWidget(self.cases)
        self._pages.addWidget(nothing)
        upper = QVBoxLayout(top)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addLayout(controls)
        upper.addLayout(self._pages, 1)
        lower = QVBoxLayout(bottom)
        lower.setContentsMargins(0, 8, 0, 0)
        lower.setSpacing(4)
        heading = QVBoxLayout()
        heading.setContentsMargins(12, 0, 12, 0)
        heading.addWidget(self._heading)
        lower.addLayout(heading)
        lower.addWidget(self.items, 1)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(top)
        splitter.addWidget(bottom)
        splitter.setSizes([320, 280])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    @property
    def lines(self) -> tuple[CaseLine, ...]:
        """All cases, whatever the facets hide."""
        return self._lines

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self.cases.set_theme(theme)
        self.items.set_theme(theme)

    def show_cases(
        self,
        lines: Sequence[CaseLine],
        coders: Mapping[CoderId, str],
        fields: Mapping[str, str],
        current: str = "",
        *,
        waiting: int = 0,
    ) -> None:
        """Show the cases of a round; so many more are still to be compared."""
        self._lines, self.waiting = tuple(lines), waiting
        self._current = current
        self._progress.say(progress_told(lines, waiting) if lines else "")
        self.facets.offer(lines, coders, fields)
        self._narrow()

    def show_items(self, case: Case | None, item_id: str = "") -> None:
        """Show the disagreements of a case with one of them current."""
        self.items.show_lines([item_line(item) for item in case.items] if case is not None else [], item_id)
        count = len(case.open_items) if case is not None else 0
        self._heading.setText(f"In this article · {count} open" if case is not None else "In this article")

    def mark_case(self, article_id: str) -> None:
        """Show a case as the one that is open."""
        self._current = article_id
        self.cases.mark(article_id)

    def mark_item(self, item_id: str) -> None:
        """Show a disagreement as the one in view."""
        self.items.mark(item_id)

    def following(self, article_id: str, by: int = 0) -> ArticleId | None:
        """Return the next case with work left; with ``by`` the case so many lines on, whatever its state."""
        keys = [line.key for line in self._shown]
        ids = [key.article_id for key in keys]
        at = ids.index(ArticleId(article_id)) if article_id in ids else -1
        if by:
            return ids[at + by] if 0 <= at + by < len(ids) else None
        after: CaseKey | None = keys[at] if at >= 0 else None
        found = next_case(self._shown, after)
        return found.key.article_id if found is not None else None

    def _narrow(self) -> None:
        facets = self.facets.facets()
        self._shown = tuple(line for line in self._lines if facets.lets_through(line))
        self.cases.show_lines([case_line(line) for line in self._shown], self._current)
        self._none.say("" if self._shown else "No case fits. Clear the filters to see all.")
        self._pages.setCurrentIndex(0 if self._shown or not self._lines else 1)
