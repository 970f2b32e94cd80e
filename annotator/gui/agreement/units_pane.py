"""The units behind a figure, at the right of the table: what each coder recorded, narrowed by facets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.figures import AgreementCell, UnitLine, UnitSide
from annotator.gui.agreement.heatmap_model import Index, column_words, figure, interval
from annotator.gui.agreement.units_model import Choices, Facet, UnitsModel, kind_of_line
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.theme import ThemeName, tokens

_MOST_SIDES = 4
_LINE, _MARGIN = 18, 10

_HOW_TO_OPEN = "Choose a figure and press Enter, or double-click it: exactly the units it rests on are listed here."


class UnitDelegate(QStyledItemDelegate):
    """Paints a unit: how the sides differ and where, then each side's answer on a line of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens(ThemeName.LIGHT)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._tokens = tokens(theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for two lines and one for each side."""
        line = index.data(UnitsModel.LineRole)
        sides = min(len(line.sides), _MOST_SIDES) if isinstance(line, UnitLine) else 2
        return QSize(200, 2 * _MARGIN + _LINE * (2 + sides))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one unit."""
        line = index.data(UnitsModel.LineRole)
        if not isinstance(line, UnitLine):
            return
        painter.save()
        colours = self._tokens
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if is_current:
            painter.fillRect(area, QColor(colours.selection))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(colours.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(colours.hover))
        painter.setPen(QColor(colours.border))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        ink, dim = (colours.on_selection, colours.on_selection) if is_current else (colours.text, colours.text_dim)
        inner = area.adjusted(_MARGIN + 2, _MARGIN - 2, -_MARGIN, -_MARGIN)
        self._paint_heading(painter, inner, line, ink if line.kind or line.is_used else dim)
        self._write(painter, inner, 1, " · ".join(filter(None, (line.place, line.source, line.week))), dim, size=11)
        for at, side in enumerate(line.sides[:_MOST_SIDES]):
            self._paint_side(painter, inner, at + 2, side, ink, dim)
        painter.restore()

    def _paint_heading(self, painter: QPainter, inner: QRect, line: UnitLine, ink: str) -> None:
        words = kind_of_line(line)
        width = self._write(painter, inner, 0, words, ink, weight=QFont.Weight.DemiBold)
        rest = inner.adjusted(width + 10, 0, 0, 0)
        self._write(painter, rest, 0, line.title or str(line.article_id), ink)

    def _paint_side(self, painter: QPainter, inner: QRect, at: int, side: UnitSide, ink: str, dim: str) -> None:
        name = inner.adjusted(0, 0, 0, 0)
        name.setWidth(min(120, inner.width() // 3))
        self._write(painter, name, at, side.coder, dim)
        answer = inner.adjusted(name.width() + 8, 0, 0, 0)
        is_there = side.use not in ("no_report", "no_member")
        words = side.words if side.use in ("used", "no_report", "no_member") else f"{side.words} – {side.why.lower()}"
        self._write(painter, answer, at, words, ink if is_there else dim, is_italic=not is_there)

    def _write(
        self,
        painter: QPainter,
        area: QRect,
        line: int,
        words: str,
        colour: str,
        *,
        size: int = 13,
        weight: QFont.Weight = QFont.Weight.Normal,
        is_italic: bool = False,
    ) -> int:
        """Write words on a line of the area and return how wide they are."""
        font = QFont(painter.font())
        font.setPixelSize(size)
        font.setWeight(weight)
        font.setItalic(is_italic)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        place = QRect(area.left(), area.top() + _LINE * line, area.width(), _LINE)
        elided = QFontMetrics(font).elidedText(" ".join(words.split()), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, elided)
        return QFontMetrics(font).horizontalAdvance(elided)


class UnitList(QListView):
    """Enter or a double click asks for a unit's case."""

    confirmed = Signal(object)
    """The `UnitLine`."""

    def __init__(self, model: UnitsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._units = model
        self.setModel(model)
        self.setProperty("role", "queue")
        self.setMouseTracking(True)
        self.setAccessibleName("Units behind the figure")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self._confirm)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the case on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._confirm(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _confirm(self, index: QModelIndex) -> None:
        line = self._units.line(index)
        if line is not None:
            self.confirmed.emit(line)


class UnitsPane(QWidget):
    """Heading with the figure, facets, the units."""

    unit_asked = Signal(object)
    """The `UnitLine` whose case is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.units = UnitsModel(self)
        self.list = UnitList(self.units, self)
        self._delegate = UnitDelegate(self)
        self.list.setItemDelegate(self._delegate)
        self.list.confirmed.connect(self.unit_asked)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "title")
        self._title.setMinimumWidth(1)
        self._figure = WrappedLabel("dim")
        self._beside = WrappedLabel("dim")
        self._cautions = WrappedLabel("warning")
        self._count = WrappedLabel("caption")
        self._none = WrappedLabel("dim")
        self.facets = {facet: self._made_facet(facet) for facet in Facet}
        self._lay_out()
        self.show_nothing()

    def _made_facet(self, facet: Facet) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(facet.value)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.activated.connect(lambda _: self._narrow())
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for at, box in enumerate(self.facets.values()):
            grid.addWidget(box, at // 3, at % 3)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 8)
        top.setSpacing(4)
        for label in (self._title, self._figure, self._beside, self._cautions):
            top.addWidget(label)
        top.addSpacing(4)
        top.addLayout(grid)
        top.addWidget(self._count)
        top.addWidget(self._none)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.list, 1)
        whole.addStretch(0)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._delegate.set_theme(theme)
        self.list.viewport().update()

    def show_nothing(self) -> None:
        """Say how a figure is opened."""
        self.units.show_units(())
        self._title.setText("Units")
        for label in (self._figure, self._beside, self._cautions, self._count):
            label.say("")
        self._none.say(_HOW_TO_OPEN)
        self._show_parts(are_shown=False)

    def show_units(self, cell: AgreementCell, lines: Sequence[UnitLine]) -> None:
        """Show the units behind a figure."""
        self.units.show_units(lines)
        self._title.setText(f"{cell.row.label} · {column_words(cell.column)}")
        if cell.value is None:
            self._figure.say(f"Not defined. {cell.reason}")
        else:
            ends = f" · 95% interval {interval(cell)}" if cell.lower is not None else ""
            self._figure.say(f"{figure(cell.value)}{ends} · {cell.variant}")
        beside = [f"{one.name} {_beside(one.value, one.unit)}" for one in cell.beside if one.value is not None]
        self._beside.say(" · ".join(beside))
        self._cautions.say(" ".join(cell.cautions))
        self._none.say("" if lines else "Nothing was coded here by two coders.")
        for choices in self.units.choices():
            self._offer(choices)
        self._show_parts(are_shown=bool(lines))
        self._tell_count()
        self.list.setCurrentIndex(self.units.index(0, 0))

    def _show_parts(self, *, are_shown: bool) -> None:
        for box in self.facets.values():
            box.setVisible(are_shown)
        self.list.setVisible(are_shown)
        layout = self.layout()
        if layout is not None:
            layout.setAlignment(Qt.AlignmentFlag(0) if are_shown else Qt.AlignmentFlag.AlignTop)

    def _offer(self, choices: Choices) -> None:
        box = self.facets[choices.facet]
        box.clear()
        box.addItem(f"{choices.facet.value}: all", None)
        for words, count in choices.entries:
            box.addItem(f"{words} ({count})", words)
        box.setEnabled(len(choices.entries) > 1)

    def _narrow(self) -> None:
        chosen = {facet: box.currentData() for facet, box in self.facets.items() if box.currentData() is not None}
        self.units.narrow(chosen)
        self._tell_count()
        self.list.setCurrentIndex(self.units.index(0, 0))

    def _tell_count(self) -> None:
        shown, every, used = self.units.counts
        if every:
            which = f"{shown} of {every} units" if shown != every else f"{every} units"
            self._count.say(f"{which}; {used} of them entered the figure. Enter opens the case in Review.")


def _beside(value: float, unit: str) -> str:
    """Return a share or a coefficient with two places, other figures as they are with their unit."""
    return figure(value) if unit in ("", "share") else f"{value:g} {unit}"
