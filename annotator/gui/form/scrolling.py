"""Scroll areas of the form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from annotator.gui.form.stack import FormStack

_AIR = 8


def scrolled(widget: QWidget) -> QScrollArea:
    """Return a frameless scroll area around a widget that follows its width."""
    area = QScrollArea()
    fill(area, widget)
    return area


def fill(area: QScrollArea, widget: QWidget) -> None:
    """Put a widget into a scroll area, without a frame, a ground of its own or the keyboard; it follows the width."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    widget.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)


def bring_into_view(area: QScrollArea, stack: FormStack) -> None:
    """Scroll no further than needed to show the active row with its editor; its top wins when both do not fit."""
    stack.resize(area.viewport().width(), stack.minimumHeight())
    rect, bar, visible = stack.active_rect(), area.verticalScrollBar(), area.viewport().height()
    bar.setMaximum(max(0, stack.minimumHeight() - visible))
    if rect.bottom() > bar.value() + visible:
        bar.setValue(rect.bottom() - visible + _AIR)
    if rect.top() < bar.value():
        bar.setValue(rect.top() - _AIR)
