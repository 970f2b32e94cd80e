"""The order in which Tab goes through the form: as it is seen, from top to bottom."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def stops(form: QWidget) -> list[QWidget]:
    """Return the controls that Tab stops at, in the order they are seen."""
    found = [widget for widget in form.findChildren(QWidget) if _is_stop(widget)]
    return sorted(found, key=lambda widget: _place(widget, form))


def next_stop(form: QWidget, focused: QWidget | None, *, is_next: bool) -> QWidget | None:
    """Return where Tab goes from a widget of the form, outside it at the ends; None when there is nowhere to go."""
    if focused is None or not form.isAncestorOf(focused):
        return None
    here, order = _place(focused, form), [widget for widget in stops(form) if widget is not focused]
    if is_next:
        inside = next((widget for widget in order if _place(widget, form) > here), None)
    else:
        inside = next((widget for widget in reversed(order) if _place(widget, form) < here), None)
    return inside or _beyond(form, is_next=is_next)


def _beyond(form: QWidget, *, is_next: bool) -> QWidget | None:
    """Return the next control of the window that is not the form's."""
    widget = form.nextInFocusChain() if is_next else form.previousInFocusChain()
    while widget is not None and widget is not form:
        if not form.isAncestorOf(widget) and _is_stop(widget):
            return widget
        widget = widget.nextInFocusChain() if is_next else widget.previousInFocusChain()
    return None


def _is_stop(widget: QWidget) -> bool:
    is_tab_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return is_tab_stop and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _place(widget: QWidget, form: QWidget) -> tuple[int, int, int]:
    """Return where a control lies: its scroll area's top first, so that scrolling never changes the order."""
    origin, area = QPoint(0, 0), widget.parentWidget()
    while area is not None and area is not form and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    content = area.widget() if isinstance(area, QScrollArea) else None
    if area is not None and content is not None:
        within = widget.mapTo(content, origin)
        return area.mapTo(form, origin).y(), within.y(), within.x()
    own = widget.mapTo(form, origin)
    return own.y(), 0, own.x()
