"""Rules on one repeated pattern at once: the same answers to the same field in many articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.counted import counted
from annotator.domain.review import RulingReason
from annotator.gui.form.plain import Line, WrappedLabel
from annotator.gui.review.lines import LineList, ListLine
from annotator.gui.review.words import KIND_WORDS, REASON_WORDS
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Pattern

_SIZE_OF_A_SENTENCE = QSize(480, 120)


@dataclass(frozen=True, slots=True)
class BatchVerdict:
    """One of a pattern's answers for its items; ``pattern`` has only those that were chosen."""

    pattern: Pattern
    answer: str
    reason: RulingReason | None
    note: str


class BatchDialog(QDialog):
    """Lists the patterns, most frequent first; the articles of one can be ticked off, and all of it is one undo."""

    ruled = Signal(object)
    """The `BatchVerdict`."""
    undo_asked = Signal()
    """The last batch is to be taken back."""

    def __init__(self, patterns: Sequence[Pattern], undo_label: str, theme: ThemeName, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Rule on a pattern")
        self.resize(860, 560)
        self._patterns = tuple(patterns)
        self.list = LineList("Patterns", self)
        self.list.set_theme(theme)
        self.articles = QListWidget(self)
        self.articles.setAccessibleName("Articles the ruling is for")
        self.articles.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.articles.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.articles.itemChanged.connect(self._on_ticked)
        self.answer = QComboBox(self)
        self.answer.setAccessibleName("Answer to take")
        self.reason = QComboBox(self)
        self.reason.setAccessibleName("Reason")
        self.reason.addItem("No reason given", None)
        for reason, words in REASON_WORDS.items():
            self.reason.addItem(words, reason)
        self.note = Line(self)
        self.note.setPlaceholderText("Note on the rulings")
        self.note.setAccessibleName("Note on the rulings")
        self._told = WrappedLabel("subtitle")
        self.go = QPushButton(self)
        self.go.setProperty("role", "primary")
        self.go.clicked.connect(self._on_go)
        self.undo = QPushButton(f"Undo “{undo_label}”", self)
        self.undo.setVisible(bool(undo_label))
        self.undo.clicked.connect(self._on_undo)
        self._lay_out()
        self.list.chosen.connect(lambda _: self._show_pattern())
        self.list.show_lines([_line(number, one) for number, one in enumerate(self._patterns)], "0")
        self._show_pattern()
        (self.list if self._patterns else self._close).setFocus()
        if not self._patterns:
            self.resize(_SIZE_OF_A_SENTENCE)

    def _lay_out(self) -> None:
        self._choices: list[QWidget] = []
        right = QWidget(self)
        form = QVBoxLayout(right)
        form.setContentsMargins(16, 0, 0, 0)
        form.setSpacing(8)
        form.addWidget(self._told)
        for words, widget in (("Take", self.answer), ("Why", self.reason), ("Note", self.note)):
            line, label = QHBoxLayout(), QLabel(words, self)
            label.setProperty("role", "dim")
            label.setFixedWidth(44)
            label.setBuddy(widget)
            line.addWidget(label)
            line.addWidget(widget, 1)
            form.addLayout(line)
            self._choices += [label, widget]
        form.addWidget(self.articles, 1)
        form.addStretch(0)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(right)
        splitter.setSizes([360, 460])
        close = self._close = QPushButton("Close", self)
        close.clicked.connect(self.reject)
        closing = QHBoxLayout()
        closing.addWidget(self.undo)
        closing.addStretch(1)
        closing.addWidget(self.go)
        closing.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(splitter, 1)
        layout.addLayout(closing)

    def sizeHint(self) -> QSize:
        """Return a size that shows a dozen patterns."""
        return QSize(860, 560)

    def pattern(self) -> Pattern | None:
        """Return the pattern that is shown."""
        key = self.list.current_key()
        return self._patterns[int(key)] if key else None

    def _show_pattern(self) -> None:
        pattern = self.pattern()
        self.articles.blockSignals(True)
        self.articles.clear()
        self.answer.clear()
        if pattern is not None:
            self._told.say(pattern_told(pattern))
            for answer in pattern.answers:
                self.answer.addItem(f"“{answer}”", answer)
            for one in pattern.items:
                entry = QListWidgetItem(one.title)
                entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                entry.setCheckState(Qt.CheckState.Checked)
                self.articles.addItem(entry)
        else:
            self._told.say("No disagreement repeats: rule on each in its article.")
        for part in (*self._choices, self.list, self.articles, self.go):
            part.setVisible(pattern is not None)
        self.articles.blockSignals(False)
        self._on_ticked()

    def _ticked(self) -> list[int]:
        rows = range(self.articles.count())
        return [row for row in rows if self.articles.item(row).checkState() is Qt.CheckState.Checked]

    def _on_ticked(self) -> None:
        count = len(self._ticked())
        self.go.setText(f"Rule on {counted(count, 'disagreement')}" if count else "Rule")
        self.go.setEnabled(count > 0)

    def _on_undo(self) -> None:
        self.undo_asked.emit()
        self.accept()

    def _on_go(self) -> None:
        pattern = self.pattern()
        if pattern is None:
            return
        chosen = replace(pattern, items=tuple(pattern.items[row] for row in self._ticked()))
        note = self.note.text().strip()
        self.ruled.emit(BatchVerdict(chosen, self.answer.currentData(), self.reason.currentData(), note))
        self.accept()


def pattern_told(pattern: Pattern) -> str:
    """Return a pattern in a sentence: “firearm” or “explosive”, 14 times in 9 articles."""
    answers = " or ".join(f"“{answer}”" for answer in pattern.answers)
    articles = len({item.key for item in pattern.items})
    return f"{pattern.label}: {answers}, {counted(len(pattern.items), 'time')} in {counted(articles, 'article')}"


def _line(number: int, pattern: Pattern) -> ListLine:
    answers = " | ".join(pattern.answers)
    return ListLine(str(number), f"{pattern.label}: {answers}", KIND_WORDS[pattern.kind], tail=f"{len(pattern.items)}×")
