"""What a plan would give, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from annotator.domain.assigning import AssignmentPlan
from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.ids import CoderId
from annotator.gui.rounds.dialog import plain_label
from annotator.gui.theme import Tokens

_ROW, _CELL, _NAME = 22, 26, 128
_GAP = 8
_MOST_IN_MATRIX = 12


class PlanPreview(QWidget):
    """A plan in one sentence, its loads as bars, and how often any two coders meet."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(330)
        self.summary = plain_label("", "subtitle")
        self.summary.setWordWrap(True)
        self._loads = _Loads(tokens)
        self._meetings = _Meetings(tokens)
        self._loads_head = plain_label("Articles for each coder", "section")
        self._meetings_head = plain_label("Articles any two coders share", "section")
        self._met = plain_label("", "dim")
        self._met.setWordWrap(True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        parts: tuple[QWidget, ...] = (self._loads_head, self._loads, self._meetings_head, self._met, self._meetings)
        for part in parts:
            if part is self._meetings_head:
                column.addSpacing(12)
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setAccessibleName("What the plan gives")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.summary)
        layout.addWidget(scroll, 1)
        self._parts: Sequence[QWidget] = parts
        self.show_nothing("")

    def show_nothing(self, reason: str) -> None:
        """Say why there is no plan."""
        self.summary.setText(reason)
        for part in self._parts:
            part.hide()

    def show_plan(self, plan: AssignmentPlan, coders: Sequence[Coder]) -> None:
        """Show what a plan gives."""
        names = {coder.id: coder.name for coder in coders}
        self.summary.setText(plan_sentence(len(plan.articles), plan.multiply_coded, plan.coders_each))
        self._loads.show_loads(plan.loads, names)
        self._met.setText(_met_sentence(plan))
        self._meetings.show_meetings(plan, names)
        for part in (self._loads_head, self._loads):
            part.show()
        for part in (self._meetings_head, self._met):
            part.setVisible(bool(plan.meetings))
        self._meetings.setVisible(1 < len(plan.coders) <= _MOST_IN_MATRIX)


def plan_sentence(articles: int, several: int, coders_each: int) -> str:
    """Return how many articles are given out and to how many coders, ``several`` of them to ``coders_each``."""
    given, each = counted(articles, "article"), counted(coders_each, "coder")
    every = "each " if articles > 1 else ""
    if several == articles:
        return f"{given}, {every}coded by {each}."
    if several == 0:
        return f"{given}, {every}coded by one coder."
    return f"{given}: {several:,} coded by {each}, {articles - several:,} by one."


def _met_sentence(plan: AssignmentPlan) -> str:
    counts = list(plan.meetings.values())
    if not counts:
        return ""
    fewest, most = min(counts), max(counts)
    if most == 0:
        return "Nobody shares an article."
    if fewest == most:
        return f"Every two share {most:,}."
    unmet = sum(count == 0 for count in counts)
    meet = "meets" if unmet == 1 else "meet"
    never = f" {counted(unmet, 'pair')} never {meet}; raise the share for that." if unmet else ""
    return f"Any two share {fewest:,} to {most:,}.{never}"


class _Loads(QWidget):
    """One bar per coder."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._rows: list[tuple[str, int]] = []

    def show_loads(self, loads: Mapping[CoderId, int], names: Mapping[CoderId, str]) -> None:
        """Show how many articles each coder gets."""
        self._rows = [(names[coder], load) for coder, load in loads.items()]
        self.setAccessibleName(", ".join(f"{name}: {load}" for name, load in self._rows))
        self.setFixedHeight(_ROW * len(self._rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, bars and numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self.font())
        most = max((load for _, load in self._rows), default=1) or 1
        numbers = max((metrics.horizontalAdvance(f"{load:,}") for _, load in self._rows), default=0)
        length = self.width() - _NAME - numbers - 2 * _GAP
        for place, (name, load) in enumerate(self._rows):
            line = QRect(0, place * _ROW, _NAME, _ROW)
            painter.setPen(QColor(self._tokens.text))
            painter.drawText(line, _MIDDLE, metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAME - _GAP))
            bar = QRectF(_NAME, place * _ROW + 6, length * load / most, _ROW - 12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._tokens.accent))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setPen(QColor(self._tokens.text))
            painter.drawText(QRectF(bar.right() + _GAP, place * _ROW, numbers + _GAP, _ROW), _MIDDLE, f"{load:,}")
        painter.end()


class _Meetings(QWidget):
    """A triangle of numbers: how many articles every two coders share, darker for more."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._plan: AssignmentPlan | None = None
        self._names: Mapping[CoderId, str] = {}

    def show_meetings(self, plan: AssignmentPlan, names: Mapping[CoderId, str]) -> None:
        """Show the meetings of a plan."""
        self._plan, self._names = plan, names
        pairs = (f"{names[one]} and {names[other]}: {count}" for (one, other), count in plan.meetings.items())
        self.setAccessibleName(", ".join(pairs))
        self.setFixedHeight(_ROW * max(len(plan.coders) - 1, 0) + _ROW)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the triangle."""
        return QSize(_NAME + _CELL * _MOST_IN_MATRIX, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names at the left, their numbers below, and a cell for every pair."""
        if self._plan is None:
            return
        painter = QPainter(self)
        coders, meetings = self._plan.coders, self._plan.meetings
        metrics = QFontMetrics(self.font())
        most = max(meetings.values(), default=0) or 1
        for row, other in enumerate(coders[1:], start=1):
            top = (row - 1) * _ROW
            painter.setPen(QColor(self._tokens.text))
            name = metrics.elidedText(self._names[other], Qt.TextElideMode.ElideRight, _NAME - _GAP)
            painter.drawText(QRect(0, top, _NAME, _ROW), _MIDDLE, name)
            for column, one in enumerate(coders[:row]):
                self._paint_cell(
                    painter, QRect(_NAME + column * _CELL, top, _CELL - 2, _ROW - 2), meetings[one, other], most
                )
        self._paint_initials(painter, (len(coders) - 1) * _ROW)
        painter.end()

    def _paint_cell(self, painter: QPainter, cell: QRect, count: int, most: int) -> None:
        fill = QColor(self._tokens.accent)
        strength = count / most
        fill.setAlphaF(0.12 + 0.88 * strength if count else 0.0)
        painter.fillRect(cell, fill)
        painter.setPen(QColor(self._tokens.on_accent if strength > 0.6 else self._tokens.text))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{count}")

    def _paint_initials(self, painter: QPainter, top: int) -> None:
        if self._plan is None:
            return
        small = QFont(self.font())
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(QColor(self._tokens.text_dim))
        for column, coder in enumerate(self._plan.coders[:-1]):
            initials = "".join(word[0] for word in self._names[coder].split()[:2])
            painter.drawText(
                QRect(_NAME + column * _CELL, top, _CELL - 2, _ROW), Qt.AlignmentFlag.AlignCenter, initials
            )


_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
