"""Widgets that are made once and used again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

_Widget = TypeVar("_Widget", bound=QWidget)


class Pool(Generic[_Widget]):
    """Hands out widgets in order, making new ones only when all are in use."""

    def __init__(self, make: Callable[[], _Widget]) -> None:
        self._make = make
        self._used = 0
        self.all: list[_Widget] = []

    def take(self) -> _Widget:
        """Return the next widget, shown."""
        if self._used == len(self.all):
            self.all.append(self._make())
        widget = self.all[self._used]
        self._used += 1
        if widget.isHidden():
            widget.show()
        return widget

    def hide_rest(self) -> None:
        """Hide what was not taken since the last call, and begin anew."""
        for widget in self.all[self._used :]:
            if not widget.isHidden():
                widget.hide()
        self._used = 0
