"""What the disagreement in view is: its incident, field and type above the article, and the field's help."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from annotator.gui.form.look import plain_tip
from annotator.gui.form.plain import HelpLabel, icon_button, quiet_button
from annotator.gui.review.answer_card import OneLine
from annotator.gui.review.bounded_area import BoundedArea, TextColumn
from annotator.gui.review.precedents import PrecedentList
from annotator.gui.review.presenting import short_label
from annotator.gui.review.words import KIND_SENTENCES, KIND_WORDS
from annotator.services.review.case import Case, CaseItem

_TALLEST_HELP = 160
"""Height in pixels of help and precedents; more is scrolled, so that the article keeps its room."""


class RulingHead(QWidget):
    """Names the disagreement in one line; ``tools``, a row of its own, says which of how many and walks on."""

    step_asked = Signal(int)
    help_asked = Signal(str)
    """The id of the field whose precedents are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tools = QWidget(parent)
        self.precedents = PrecedentList()
        self._case: Case | None = None
        self._item: CaseItem | None = None
        self._place = _label("caption", self.tools)
        self._title = OneLine(self)
        self._title.setProperty("role", "title")
        self._kind = _label("pill", self)
        self._stale = _label("pill", self)
        self._stale.setProperty("tone", "warn")
        self._stale.setText("Changed since ruled")
        self._sentence = OneLine(self)
        self._sentence.setProperty("role", "dim")
        self._help = HelpLabel()
        self._help_button = quiet_button("Help and precedents  H", "Help and precedents of the field", self.tools)
        self._help_button.setCheckable(True)
        self._help_button.toggled.connect(self._show_help)
        self._steps = self._made_steps()
        self._lay_out()

    def _made_steps(self) -> list[QToolButton]:
        previous = icon_button("chevron_up", "Previous disagreement (Up)", self.tools)
        following = icon_button("chevron_down", "Next disagreement (Down)", self.tools)
        previous.clicked.connect(lambda: self.step_asked.emit(-1))
        following.clicked.connect(lambda: self.step_asked.emit(1))
        return [previous, following]

    def _lay_out(self) -> None:
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(2)
        for widget in (self._place, self._help_button, *self._steps):
            tools.addWidget(widget)
        tools.insertSpacing(1, 8)
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self._title, self._kind, self._stale):
            line.addWidget(widget)
        line.addWidget(self._sentence, 1)
        self._title.setSizePolicy(self._kind.sizePolicy())  # as wide as its words, so that the type stands beside them
        told = TextColumn()
        pile = QVBoxLayout(told)
        pile.setContentsMargins(0, 0, 8, 0)
        pile.setSpacing(4)
        pile.addWidget(self._help)
        pile.addWidget(self.precedents)
        pile.addStretch(1)
        self._told = BoundedArea(told, _TALLEST_HELP, self)
        self._told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self._told)

    def show_item(self, case: Case, item: CaseItem) -> None:
        """Say what an item of a case is."""
        self._case, self._item = case, item
        number = [one.id for one in case.items].index(item.id) + 1
        incident = "The article" if item.incident is None else f"Incident {item.incident} of {len(case.incidents)}"
        self._place.setText(f"{incident}   ·   {number} of {len(case.items)}")
        self._title.say(short_label(item))
        self._kind.setText(KIND_WORDS[item.kind] if item.kind is not None else "Agreed")
        self._stale.setVisible(item.is_stale)
        agreed = "All coders agree; it was drawn for a look." if item.is_sampled else "The coders agree by now."
        told = KIND_SENTENCES[item.kind] if item.kind is not None else agreed
        self._sentence.say(told)
        self._kind.setToolTip(plain_tip(told))
        self._show_help()

    def toggle_help(self) -> None:
        """Show or hide the field's help and the rulings made on it."""
        self._help_button.toggle()

    def tab_stops(self) -> list[QWidget]:
        """Return what the Tab key stops at, in order."""
        return [self._help_button, *self._steps]

    def _show_help(self) -> None:
        case, item, is_open = self._case, self._item, self._help_button.isChecked()
        self._told.setVisible(is_open)
        if case is None or item is None or not is_open:
            return
        field, group = case.codebook.fields_by_id.get(item.field), case.codebook.group(item.field)
        words = field.help if field is not None else group.help if group is not None else ""
        self._help.explain(words or "The codebook says nothing more about this.")
        self.help_asked.emit(item.field)


def _label(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
