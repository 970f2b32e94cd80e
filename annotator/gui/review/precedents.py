"""Earlier rulings on a field, to rule alike; shown with the field's help."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.words import REASON_WORDS
from annotator.services.review.case import Precedent

SHOWN = 5


class PrecedentList(QWidget):
    """The latest rulings on a field in a few lines each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = WrappedLabel("section")
        self._lines = [WrappedLabel("dim") for _ in range(SHOWN)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        for line in self._lines:
            column.addWidget(line)

    def show_precedents(self, precedents: Sequence[Precedent]) -> None:
        """Show the first of these."""
        count = len(precedents)
        self._head.say(f"Precedents: {count}" if count else "No precedent yet on this field.")
        told = [precedent_told(one) for one in precedents[:SHOWN]]
        for line, words in zip(self._lines, [*told, *[""] * (SHOWN - len(told))], strict=True):
            line.say(words)


def precedent_told(precedent: Precedent) -> str:
    """Return one ruling in a sentence: what was ruled, out of what, why and where."""
    ruling = precedent.ruling
    words = f"“{precedent.ruled}”" if precedent.ruled else "nothing taken"
    others = [answer for answer in precedent.answers if answer != precedent.ruled]
    against = f", not {' or '.join(f'“{answer}”' for answer in others)}" if others else ""
    reason = REASON_WORDS[ruling.reason].lower() if ruling.reason is not None else ""
    why = ": ".join(part for part in (reason, ruling.note) if part)
    return f"{words}{against}" + (f" ({why})" if why else "") + f" · {precedent.title}"
