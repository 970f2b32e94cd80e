"""Garbage is collected on the GUI thread alone.

Python's collector runs on whichever thread makes many objects, which here is often the store's. Widgets and other
objects of Qt that refer to each other and are not needed any more would then be destroyed there, and Qt may end the
program.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 100
"""Often enough that no more has gathered than the collector looks through at once."""


class Collector(QObject):
    """Collects garbage in place of Python's own collector, at the thresholds that are set for that (`gc`)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self._on_time)
        timer.start(_LOOK_EVERY_MS)

    def _on_time(self) -> None:
        generation = due(gc.get_count(), gc.get_threshold())
        if generation is not None:
            gc.collect(generation)


def due(counts: tuple[int, int, int], thresholds: tuple[int, int, int]) -> int | None:
    """Return the oldest generation with more in it than its threshold, None where there is none; 0 sets no threshold.

    As Python's collector goes about it, but that all of it is looked through also where little of it is new.
    """
    over = [place for place, (count, most) in enumerate(zip(counts, thresholds, strict=True)) if 0 < most < count]
    return over[-1] if over else None
