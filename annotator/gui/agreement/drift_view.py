"""Figures week by week: fields at the left, the chosen one's points with intervals at the right."""

from __future__ import annotations

import pyqtgraph  # type: ignore[import-untyped]
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.domain.figures import AgreementCell, AgreementOverview, AgreementRow
from annotator.gui.agreement.heatmap_model import figure, told
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.theme import ThemeName, tokens

_BOUNDS = (0.667, 0.8)
_TICKS = (-1.0, -0.5, 0.0, 0.25, 0.5, 0.667, 0.8, 1.0)


class DriftView(QWidget):
    """A point's hollow face says that its figure is not to be trusted; weeks without a figure have none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overview: AgreementOverview | None = None
        self._rows: list[AgreementRow] = []
        self._theme = ThemeName.LIGHT
        self.fields = QListWidget(self)
        self.fields.setAccessibleName("Fields")
        self.fields.setMinimumWidth(200)
        self.plot = pyqtgraph.PlotWidget(self)
        self.plot.setAccessibleName("Agreement week by week")
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "title")
        self._told = WrappedLabel("dim")
        self._lay_out()
        self.fields.currentRowChanged.connect(lambda _: self._draw())

    def _lay_out(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._told)
        column.addWidget(self.plot, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.fields)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([260, 900])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._theme = theme
        self._draw()

    def show_weeks(self, overview: AgreementOverview, wanted: AgreementRow | None = None) -> None:
        """Show an overview by week; fields without any figure are left out."""
        before = wanted or self.row()
        self._overview = overview
        self.fields.blockSignals(True)
        self.fields.clear()
        self._rows = []
        for row in overview.rows:
            defined = [one for one in self._cells(row) if one.value is not None]
            if defined:
                item = QListWidgetItem(row.label)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.label}, {counted(len(defined), 'week')}")
                self.fields.addItem(item)
                self._rows.append(row)
        self.fields.setCurrentRow(next((at for at, row in enumerate(self._rows) if row == before), 0))
        self.fields.blockSignals(False)
        self._draw()

    def row(self) -> AgreementRow | None:
        """Return the field that is shown."""
        at = self.fields.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def points(self) -> list[AgreementCell]:
        """Return the figures of the field shown, week by week, defined or not."""
        row = self.row()
        return [] if row is None else self._cells(row)

    def _cells(self, row: AgreementRow) -> list[AgreementCell]:
        overview = self._overview
        return [] if overview is None else [overview.cell(row, column) for column in overview.columns]

    def _draw(self) -> None:
        colours = tokens(self._theme)
        self.plot.clear()
        self.plot.setBackground(QColor(colours.surface))
        cells = self.points()
        row = self.row()
        self._title.setText(row.label if row else "No figure in any week")
        self._told.say(self._words(cells))
        self._dress(cells)
        for bound in _BOUNDS:
            pen = pyqtgraph.mkPen(colours.text_dim, width=1, style=Qt.PenStyle.DashLine)
            self.plot.addItem(pyqtgraph.InfiniteLine(QPointF(0, bound), angle=0, pen=pen))
        known = [(at, cell, cell.value) for at, cell in enumerate(cells) if cell.value is not None]
        for at, cell, _ in known:
            if cell.lower is not None and cell.upper is not None:
                pen = pyqtgraph.mkPen(colours.accent, width=2)
                self.plot.plot([at, at], [cell.lower, cell.upper], pen=pen)
        line = pyqtgraph.mkPen(colours.control_border, width=1)
        self.plot.plot([at for at, _, _ in known], [value for _, _, value in known], pen=line)
        spots = [
            {
                "pos": (at, value),
                "size": 11,
                "pen": pyqtgraph.mkPen(colours.accent, width=2),
                "brush": pyqtgraph.mkBrush(colours.accent if cell.is_safe else colours.surface),
            }
            for at, cell, value in known
        ]
        self.plot.addItem(pyqtgraph.ScatterPlotItem(spots=spots, pxMode=True))

    def _dress(self, cells: list[AgreementCell]) -> None:
        """Give axes their ticks, range and colours."""
        colours = tokens(self._theme)
        step = max(1, len(cells) // 12)
        weeks = [(at, f"{cell.column.label}\nn {cell.units}") for at, cell in enumerate(cells) if at % step == 0]
        low = min([0.0, *(cell.lower for cell in cells if cell.lower is not None)])
        bottom = self.plot.getAxis("bottom")
        left = self.plot.getAxis("left")
        bottom.setTicks([weeks])
        left.setTicks([[(tick, figure(tick)) for tick in _TICKS if tick >= low]])
        font = QFont(self.font())
        font.setPixelSize(12)
        for axis in (bottom, left):
            axis.setPen(pyqtgraph.mkPen(colours.control_border))
            axis.setTextPen(pyqtgraph.mkPen(colours.text))
            axis.setStyle(tickFont=font, tickTextOffset=8)
        bottom.setHeight(48)
        self.plot.setRange(
            xRange=(-0.6, max(len(cells) - 0.4, 0.6)),
            yRange=(max(-1.0, low), 1.03),
            padding=0.02,
            disableAutoRange=True,
        )

    def _words(self, cells: list[AgreementCell]) -> str:
        """Return in words what the plot shows, for those who do not see it."""
        if not cells:
            return "Complete codings of two coders are needed in at least one week."
        self.plot.setAccessibleDescription(" ".join(told(cell) for cell in cells))
        return (
            "All coders together, by the week of the later completion. Bars are 95% intervals; a hollow point is not "
            "to be trusted; dashed lines stand at 0.667 and 0.8."
        )
