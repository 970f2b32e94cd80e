"""How many articles to code twice: a field, a wanted width, and the answer with its curve and assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import AnnotatorError
from annotator.domain.figures import AgreementRow, PlanPoint, SamplePlan
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.form.scrolling import scrolled
from annotator.gui.theme import current_theme, tokens


class CurveView(QWidget):
    """The width of the interval against the number of articles, with the wanted width and the answer marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: SamplePlan | None = None
        self.setMinimumHeight(190)

    def show_plan(self, plan: SamplePlan | None) -> None:
        """Show a plan's curve, nothing where there is none."""
        self._plan = plan
        words = "; ".join(f"{point.articles} articles: {point.width:.2f}" for point in self._points())
        self.setAccessibleName(f"Width of the interval by number of articles. {words}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the curve."""
        return QSize(520, 200)

    def _points(self) -> Sequence[PlanPoint]:
        """Return the part of the curve around the answer."""
        if self._plan is None:
            return ()
        most = 4 * (self._plan.articles or self._plan.curve[-1].articles if self._plan.curve else 1)
        return [point for point in self._plan.curve if point.articles <= most]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axes, curve, the wanted width and the answer."""
        points = self._points()
        if len(points) < 2 or self._plan is None:
            return
        colours = tokens(current_theme(QApplication.instance()))  # type: ignore[arg-type]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        area = QRectF(self.rect()).adjusted(44, 10, -16, -34)
        widest, most = max(self._plan.wanted, *(point.width for point in points)), points[-1].articles

        def place(articles: float, width: float) -> QPointF:
            return QPointF(area.left() + area.width() * articles / most, area.bottom() - area.height() * width / widest)

        painter.setPen(QColor(colours.control_border))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.topLeft())
        painter.setPen(QColor(colours.text_dim))
        for share in (0, 0.5, 1):
            x, y = place(share * most, share * widest).x(), place(share * most, share * widest).y()
            below = QRectF(x - 40, area.bottom() + 3, 80, 14)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{share * most:.0f}")
            beside = QRectF(0, y - 7, area.left() - 6, 14)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight, f"{share * widest:.2f}")
        caption = QRectF(area.left(), area.bottom() + 17, area.width(), 15)
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, "articles coded twice")
        painter.setPen(QPen(QColor(colours.text_dim), 1, Qt.PenStyle.DashLine))
        painter.drawLine(place(0, self._plan.wanted), place(most, self._plan.wanted))
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawPolyline([place(point.articles, point.width) for point in points])
        if self._plan.articles is not None:
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(place(self._plan.articles, self._plan.wanted), 5, 5)
        painter.end()


class PlannerDialog(QDialog):
    """Asks for a plan whenever field or width change, and shows it."""

    plan_asked = Signal(str, float)
    """The field (with its part after a point) and the width."""

    def __init__(
        self, rows: Sequence[AgreementRow], current: AgreementRow | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Plan a sample")
        self.setMinimumWidth(580)
        self.resize(620, 620)
        self.fields = QComboBox(self)
        self.fields.setAccessibleName("Field")
        for row in rows:
            self.fields.addItem(row.label, f"{row.field}.{row.part}" if row.part else row.field)
        self.fields.setCurrentIndex(next((at for at, row in enumerate(rows) if row == current), 0))
        self.width_box = QDoubleSpinBox(self)
        self.width_box.setAccessibleName("Width of the interval")
        self.width_box.setRange(0.02, 1.5)
        self.width_box.setSingleStep(0.05)
        self.width_box.setValue(0.2)
        self._answer = WrappedLabel("title")
        self._cautions = WrappedLabel("warning")
        self._assumptions = WrappedLabel("dim")
        self.curve = CurveView(self)
        told = QWidget()
        self.area = scrolled(told)
        self.area.setAccessibleName("The plan")
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget, stretch in ((QLabel("Field", self), 0), (self.fields, 1), (QLabel("Interval wide", self), 0)):
            line.addWidget(widget, stretch)
        line.addWidget(self.width_box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(line)
        layout.addWidget(self.area, 1)
        layout.addWidget(buttons)
        pile = QVBoxLayout(told)
        pile.setContentsMargins(0, 0, 8, 0)
        pile.setSpacing(10)
        for part in (self._answer, self._cautions, self.curve, self._assumptions):
            pile.addWidget(part)
        pile.addStretch(1)
        self.fields.activated.connect(lambda _: self.ask())
        self.width_box.valueChanged.connect(lambda _: self.ask())

    def ask(self) -> None:
        """Ask for the plan of what is chosen."""
        if self.fields.count():
            self.plan_asked.emit(self.fields.currentData(), self.width_box.value())

    def show_plan(self, plan: SamplePlan) -> None:
        """Show the answer."""
        self._answer.say(plan.sentence)
        self._cautions.say(" ".join(plan.cautions))
        self._assumptions.say("It assumes:\n" + "\n".join(f"• {words}" for words in plan.assumptions))
        self.curve.setVisible(len(plan.curve) > 1)
        self.curve.show_plan(plan)

    def show_refusal(self, error: AnnotatorError) -> None:
        """Say why there is no plan."""
        self._answer.say("")
        self._cautions.say(str(error))
        self._assumptions.say("")
        self.curve.hide()

    def text(self) -> str:
        """Return what is said."""
        return f"{self._answer.text()}\n{self._cautions.text()}\n{self._assumptions.text()}"
