"""Gold of one article, to read: every value, and for the chosen one the ruling and the words behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from annotator.domain.describe import describe_moment
from annotator.domain.review import Ruling, RulingSource
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.lines import LineList, ListLine, Mark
from annotator.gui.review.presenting import quotes_of
from annotator.gui.review.quotes import QuoteRow
from annotator.gui.review.sides import SideLook
from annotator.gui.review.words import REASON_WORDS, SOURCE_WORDS
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Provenance


class GoldPanel(QWidget):
    """Lists gold's values; gold is changed by rulings only, so there is nothing to edit here."""

    value_chosen = Signal(object)
    """The `Provenance` of the value somebody chose."""
    quote_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = LineList("Gold's values", self)
        self._values: dict[str, Provenance] = {}
        self._text = ""
        self._look: SideLook | None = None
        self._words, self._told, self._earlier = WrappedLabel("answer"), WrappedLabel("dim"), WrappedLabel("caption")
        self._quotes = QuoteRow(self)
        self._quotes.quote_pressed.connect(self.quote_pressed)
        self._empty = WrappedLabel("dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._empty.say("There is no gold for this article yet. It comes with the first ruling.")
        self.list.chosen.connect(self._show_value)

    def _lay_out(self) -> None:
        title = QLabel("Gold of this article", self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "subtitle")
        font = self._words.font()
        font.setWeight(font.Weight.DemiBold)
        self._words.setFont(font)
        about = QWidget(self)
        below = QVBoxLayout(about)
        below.setContentsMargins(14, 10, 14, 12)
        below.setSpacing(6)
        for widget in (self._words, self._quotes, self._told, self._earlier):
            below.addWidget(widget)
        values = QWidget(self)
        column = QVBoxLayout(values)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(14, 12, 14, 8)
        head.addWidget(title)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(about)
        nothing = QWidget(self)
        around = QVBoxLayout(nothing)
        around.setContentsMargins(32, 32, 32, 32)
        around.addWidget(self._empty)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(values)
        self._pages.addWidget(nothing)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self.list.set_theme(theme)

    def show_gold(self, values: Sequence[Provenance], text: str, look: SideLook) -> None:
        """Show the values of an article's gold, the chosen one staying chosen."""
        self._values = {one.value_id: one for one in values}
        self._text, self._look = text, look
        chosen = self.list.current_key()
        current = chosen if chosen in self._values else next(iter(self._values), "")
        self.list.show_lines([_line(one) for one in values], current)
        self._pages.setCurrentIndex(0 if values else 1)
        if current:
            self._show_value(current)

    def _show_value(self, key: str) -> None:
        self._tell(key)
        self.value_chosen.emit(self._values[key])

    def _tell(self, key: str) -> None:
        one = self._values.get(key)
        if one is None or self._look is None:
            return
        self._words.say(f"{one.label}: {one.words}")
        self._quotes.show_quotes(quotes_of(one.evidence, self._text), self._look)
        self._told.say(provenance_told(one))
        self._earlier.say("\n".join(f"Before: {_earlier_told(ruling)}" for ruling in one.earlier))


def provenance_told(one: Provenance) -> str:
    """Return where a value comes from in a sentence: whose, why, who ruled and when."""
    ruling = one.ruling
    if ruling.source is RulingSource.UNANIMOUS:
        return f"All coders agreed; accepted {describe_moment(ruling.at.astimezone())}."
    whose = f"from {' and '.join(one.taken_from)}" if one.taken_from else SOURCE_WORDS[ruling.source]
    why = REASON_WORDS[ruling.reason] if ruling.reason is not None else ""
    by = f"ruled by {one.reviewer}, {describe_moment(ruling.at.astimezone())}"
    return " · ".join(part for part in (whose, why, f"“{ruling.note}”" if ruling.note else "", by) if part)


def _earlier_told(ruling: Ruling) -> str:
    return f"{SOURCE_WORDS[ruling.source]}, {describe_moment(ruling.at.astimezone())}"


def _line(one: Provenance) -> ListLine:
    is_agreed = one.ruling.source is RulingSource.UNANIMOUS
    whose = "all agreed" if is_agreed else ", ".join(one.taken_from) or SOURCE_WORDS[one.ruling.source]
    return ListLine(
        one.value_id, f"{one.label}: {one.words}", whose, mark=Mark.AGREED if is_agreed else Mark.DONE, is_dim=is_agreed
    )
