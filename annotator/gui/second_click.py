"""Buttons that do their deed once when they are double-clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton


class _SecondClick(QObject):
    """Takes the second click of a double click away from a button."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop the press that Qt sends as a double click."""
        return event.type() is QEvent.Type.MouseButtonDblClick


def ignore_second_click(button: QAbstractButton) -> None:
    """Have a double click count as one click.

    For buttons that record something and then show something else: the second click would be meant for what was there
    before.
    """
    button.installEventFilter(_SecondClick(button))
