"""Finds words on the screen that do not have the room they need."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

_TOLERANCE = 1


def words_cut_in(top: QWidget) -> list[str]:
    """Return the labels and buttons shown in a window that are narrower or lower than their words."""
    shown = [one for one in top.findChildren(QWidget) if one.isVisibleTo(top) and one.window() is top.window()]
    labels = [one.text() for one in shown if isinstance(one, QLabel) and one.text() and _is_cut_label(one)]
    buttons = [one.text() for one in shown if isinstance(one, QAbstractButton) and one.text() and _is_cut_button(one)]
    return labels + buttons


def _is_cut_label(label: QLabel) -> bool:
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + _TOLERANCE
    # A label that cuts its words itself, with an ellipsis, asks for less than it would like.
    return label.minimumSizeHint().width() > label.width() + _TOLERANCE


def _is_cut_button(button: QAbstractButton) -> bool:
    seen = button.visibleRegion().boundingRect().width() or button.width()
    return button.sizeHint().width() > min(button.width(), seen) + _TOLERANCE
