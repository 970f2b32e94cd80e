"""The article with every side's marks, and above it whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.text import Span
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.review.legend import Legend
from annotator.gui.review.marks import AROUND_PREFIX, SideMark, highlights_of, items_at
from annotator.gui.review.presenting import looks_of, marks_of
from annotator.gui.review.sides import GOLD, SideLook
from annotator.gui.text.highlights import Highlight
from annotator.gui.theme import ThemeName, tokens
from annotator.services.review.case import Case, CaseItem


class MarkedArticle(QWidget):
    """Shows one case's article; the same article does not move when the case changes."""

    item_clicked = Signal(str)
    """The id of the disagreement whose words were clicked; again on the same words, the next one's there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = ArticlePanel(self)
        self.view = self.panel.view
        self.legend = Legend(self)
        self.looks: dict[int, SideLook] = {}
        self._case: Case | None = None
        self._marks: list[SideMark] = []
        self._shown: list[Highlight] = []
        self._item_id = ""
        self._head = QHBoxLayout()
        self._head.addWidget(self.legend, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.panel, 1)
        self.view.setAccessibleDescription("The article with the marks of every coder.")
        self.view.highlight_clicked.connect(self._on_highlights_clicked)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme's page."""
        colours = tokens(theme)
        self.view.set_colours(
            text=QColor(colours.article_text),
            base=QColor(colours.article_base),
            dim=QColor(colours.article_dim),
            selection=QColor(colours.article_selection),
            accent=QColor(colours.accent),
        )

    def show_case(self, case: Case, theme: ThemeName) -> bool:
        """Show a case's article and marks; tells whether it is another article than before."""
        is_other = self._case is None or self._case.key != case.key
        self._case = case
        self.looks = looks_of(case, theme)
        self._marks = marks_of(case)
        if is_other:
            self.panel.show_article(case.article)
            self.view.document().documentLayout().documentSizeChanged.connect(self._align_legend)
            self._align_legend()
        names = [(self.looks[place], side.shown_name) for place, side in enumerate(case.sides)]
        self.legend.show_sides([*names, (self.looks[GOLD], "Gold")])
        return is_other

    def show_item(self, item: CaseItem | None) -> None:
        """Bring a disagreement's words into view and into focus."""
        self._item_id = item.id if item is not None else ""
        self._paint(
            [mark for mark in self._marks if mark.place != GOLD or mark.item_id == self._item_id], self._item_id
        )
        if item is not None:
            spans = [mark.span for answer in item.answers for mark in answer.spans]
            if spans:
                self.view.reveal(min(spans))

    def point_out(self, key: str, place: int, spans: Sequence[Span], words: str) -> None:
        """Bring the words that something beside the article rests on into view and into focus.

        Around gold's words only gold's other marks are shown, around a coder's those of all coders.
        """
        pointed = [SideMark(place, span, key, words) for span in spans]
        others = [replace(mark, item_id="") for mark in self._marks if (mark.place == GOLD) is (place == GOLD)]
        self._paint([*pointed, *others], key)
        if spans:
            self.view.reveal(min(spans))

    def _paint(self, marks: Sequence[SideMark], item_id: str) -> None:
        self._shown = highlights_of(marks, item_id, self.looks)
        self.view.set_active(None)
        self.view.set_highlights(self._shown)

    def _align_legend(self) -> None:
        """Let the legend begin where title and text begin."""
        document = self.view.document()
        side = round(document.rootFrame().frameFormat().leftMargin() + document.documentMargin())
        self._head.setContentsMargins(side, 8, 12, 0)

    def _on_highlights_clicked(self, keys: tuple[str, ...]) -> None:
        hit = [one for one in self._shown if one.key in keys]
        around = [one for one in hit if one.key.startswith(AROUND_PREFIX)]
        spans = [one.span for one in (*around, *hit)]
        found = items_at(self._marks, spans[0]) if spans else ()
        if found:
            at = found.index(self._item_id) + 1 if self._item_id in found else 0
            self.item_clicked.emit(found[at % len(found)])
