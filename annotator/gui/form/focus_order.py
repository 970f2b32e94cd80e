"""The order in which Tab goes through the form: as it is seen, from top to bottom."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget


def stops(form: QWidget) -> list[QWidget]:
    """Return the controls that Tab stops at, in the order they are seen."""
    found = [widget for widget in form.findChildren(QWidget) if _is_stop(widget)]
    return sorted(found, key=lambda widget: _place(widget, form))


def next_stop(form: QWidget, focused: QWidget | None, *, is_next: bool) -> QWidget | None:
    """Return where Tab goes from a widget, None when it leaves the form."""
    if focused is None or not form.isAncestorOf(focused):
        return None
    here, step = _place(focused, form), 1 if is_next else -1
    order = [widget for widget in stops(form) if widget is not focused]
    places = [_place(widget, form) for widget in order]
    if is_next:
        return next((widget for widget, place in zip(order, places, strict=True) if place > here), None)
    return next(
        (widget for widget, place in zip(order[::step], places[::step], strict=True) if place < here),
        None,
    )


def _is_stop(widget: QWidget) -> bool:
    is_tab_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return is_tab_stop and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _place(widget: QWidget, form: QWidget) -> tuple[int, int]:
    origin = widget.mapTo(form, QPoint(0, 0))
    return origin.y(), origin.x()
