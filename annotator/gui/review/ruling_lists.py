"""Two pages that list rulings: those a later change made stale, and the answers of a coder that were not taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.domain.describe import describe_day
from annotator.domain.ids import ArticleId, CoderId
from annotator.domain.review import RulingReason, RulingSource
from annotator.gui.form.look import plain_tip
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.lines import LineList, ListLine, Mark
from annotator.gui.review.words import REASON_WORDS
from annotator.gui.second_click import ignore_second_click
from annotator.gui.theme import ThemeName
from annotator.services.review.case import CaseKey, Overruled, OverruledAnswer, StaleRuling

_MOST_NAMED = 3
_LONGEST_ANSWER = 60


class Place(NamedTuple):
    """Where a ruling leads: an article, and the item in it where there still is one."""

    article_id: ArticleId
    item_id: str | None


class ItemPlace(NamedTuple):
    """One item of a case, for other rooms to ask for."""

    key: CaseKey
    item_id: str


class RulingListPage(QWidget):
    """A heading, a sentence, and the rulings; Enter or a double click leads to one's place."""

    place_asked = Signal(object)
    """The `Place` to open."""

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = LineList(title, self)
        self._places: dict[str, Place] = {}
        self._told = WrappedLabel("dim")
        self._empty = WrappedLabel("dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        heading = QLabel(title, self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setProperty("role", "title")
        self.head = QHBoxLayout()
        self.head.setSpacing(12)
        self.head.addWidget(heading)
        self.head.addStretch(1)
        nothing = QWidget(self)
        around = QVBoxLayout(nothing)
        around.setContentsMargins(48, 48, 48, 48)
        around.addWidget(self._empty)
        self._empty.say(empty)  # not before it has a parent, or it would be shown as a window of its own
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(10)
        column.addLayout(self.head)
        column.addWidget(self._told)
        column.addLayout(self._pages, 1)
        self.list.confirmed.connect(lambda key: self.place_asked.emit(self._places[key]))

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self.list.set_theme(theme)

    def show_entries(self, told: str, entries: Sequence[tuple[ListLine, Place]]) -> None:
        """Show these rulings with a sentence about them all."""
        self._told.say(told)
        self._places = {line.key: place for line, place in entries}
        self.list.show_lines([line for line, _ in entries], entries[0][0].key if entries else "")
        self._pages.setCurrentIndex(0 if entries else 1)


class StalePage(RulingListPage):
    """Rulings on what a coder changed afterwards."""

    accept_asked = Signal(object)
    """The `StaleRuling` of an article whose unanimous values are to be accepted anew."""
    withdraw_asked = Signal(object)
    """The `StaleRuling` on something that is in no coding any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        empty = "No ruling is stale. When a coder changes something that was ruled on, the ruling is listed here."
        super().__init__("Stale rulings", empty, parent)
        self._rulings: dict[str, StaleRuling] = {}
        self._can_rule = False
        self.accept = QPushButton("Accept again", self)
        self.accept.setToolTip(plain_tip("Bring what was accepted in this article in line with what agrees now"))
        self.withdraw = QPushButton("Withdraw", self)
        for button in (self.accept, self.withdraw):
            ignore_second_click(button)
        self.withdraw.setToolTip(plain_tip("Take back a ruling on something that is in no coding any more"))
        for button, signal in ((self.accept, self.accept_asked), (self.withdraw, self.withdraw_asked)):
            self.head.addWidget(button)
            button.clicked.connect(self._asker(signal))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._enable())

    def show_rulings(self, rulings: Sequence[StaleRuling], *, can_rule: bool) -> None:
        """Show the stale rulings of a round."""
        self._rulings = {str(number): one for number, one in enumerate(rulings)}
        told = f"{counted(len(rulings), 'ruling')} made before a coder's change. Enter opens one, to rule again."
        entries = [
            (
                ListLine(key, one.label, f"{one.why} · {one.title}", describe_day(one.ruling.at), Mark.STALE),
                Place(one.key.article_id, one.item_id),
            )
            for key, one in self._rulings.items()
        ]
        self._can_rule = can_rule
        self.show_entries(told if rulings else "", entries)
        self._enable()

    def _asker(self, signal: SignalInstance) -> Callable[[], None]:
        return lambda: signal.emit(self._rulings[self.list.current_key()])

    def _enable(self) -> None:
        one = self._rulings.get(self.list.current_key())
        is_accepted = one is not None and one.ruling.source is RulingSource.UNANIMOUS
        self.accept.setVisible(is_accepted and self._can_rule)
        self.withdraw.setVisible(one is not None and one.item_id is None and not is_accepted and self._can_rule)


class OverruledPage(RulingListPage):
    """One coder's answers that were not taken: what, why, and the way there."""

    coder_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Overruled", "Nothing of this coder's was overruled.", parent)
        self.coders = QComboBox(self)
        self.coders.setAccessibleName("Coder")
        self.coders.setMinimumWidth(180)
        self.head.addWidget(self.coders)
        self.coders.activated.connect(lambda _: self.coder_chosen.emit(self.coders.currentData()))

    def offer(self, coders: Mapping[CoderId, str], chosen: CoderId | None) -> CoderId | None:
        """Offer these coders; return the one that is shown, the one before where possible."""
        wanted = chosen if chosen in coders else self.coders.currentData()
        self.coders.clear()
        for coder, name in coders.items():
            self.coders.addItem(name, coder)
        self.coders.setCurrentIndex(max(0, self.coders.findData(wanted)) if coders else -1)
        return CoderId(self.coders.currentData()) if coders else None

    def show_overruled(self, overruled: Overruled) -> None:
        """Show a coder's answers."""
        entries = [(_line(one), Place(one.ruling.article_id, None)) for one in overruled.answers]
        self.show_entries(overruled_told(overruled), entries)


def overruled_told(overruled: Overruled) -> str:
    """Return how many answers were not taken, and the commonest reasons and fields."""
    if not overruled.ruled_on:
        return ""
    told = [f"{len(overruled.answers)} of {counted(overruled.ruled_on, 'answer')} ruled on were not taken"]
    reasons = [f"{_reason_words(name)} ({count})" for name, count in overruled.by_reason if name]
    fields = [f"{label} ({count})" for label, count in overruled.by_field]
    for words, most in (("why", reasons), ("where", fields)):
        if most:
            told.append(f"{words}: {', '.join(most[:_MOST_NAMED])}")
    return " · ".join(told)


def _reason_words(name: str) -> str:
    return REASON_WORDS[RulingReason(name)].lower()


def _line(one: OverruledAnswer) -> ListLine:
    ruling = one.ruling
    why = REASON_WORDS[ruling.reason] if ruling.reason is not None else "no reason given"
    detail = " · ".join(part for part in (why, f"“{ruling.note}”" if ruling.note else "", one.title) if part)
    became = f"became {_shortened(one.ruled)}" if one.ruled else "was not taken"
    return ListLine(ruling.id, f"{one.label}: {_shortened(one.answered)} {became}", detail, describe_day(ruling.at))


def _shortened(words: str) -> str:
    """Return an answer in quotation marks, cut so that what became of it can be seen beside it."""
    return f"“{words if len(words) <= _LONGEST_ANSWER else words[: _LONGEST_ANSWER - 1].rstrip() + '…'}”"
