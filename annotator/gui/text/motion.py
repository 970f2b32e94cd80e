"""The two movements of the reader: a pulse around what was asked for, and a glide to it when it is far."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation
from PySide6.QtWidgets import QScrollBar

from annotator.domain.text import Span

PULSE_MS = 700
GLIDE_MS = 180
_STILL = 0.6
"""Strength at which a pulse stands where motion is not wanted."""


class Pulse:
    """A ring around a span that fades once; where motion is reduced it stands still and then goes."""

    def __init__(self, parent: QObject, on_changed: Callable[[Span], None]) -> None:
        self.span: Span | None = None
        self.strength = 0.0
        self._on_changed = on_changed
        self._animation = QVariantAnimation(parent)
        self._animation.setDuration(PULSE_MS)
        self._animation.setEndValue(0.0)
        self._animation.valueChanged.connect(self._on_value_changed)
        self._animation.finished.connect(self.stop)

    def start(self, span: Span, *, is_still: bool) -> None:
        """Begin around a span, ending any earlier pulse."""
        self.stop()
        self.span = span
        self._animation.setStartValue(_STILL if is_still else 1.0)
        self._animation.setEndValue(_STILL if is_still else 0.0)
        self.strength = _STILL if is_still else 1.0
        self._animation.start()
        self._on_changed(span)

    def stop(self) -> None:
        """End at once."""
        span, self.span, self.strength = self.span, None, 0.0
        self._animation.stop()
        if span is not None:
            self._on_changed(span)

    def _on_value_changed(self, value: float) -> None:
        if self.span is not None:
            self.strength = value
            self._on_changed(self.span)


class Glide:
    """Moves a scroll bar to a value, at once or in a short even movement."""

    def __init__(self, bar: QScrollBar) -> None:
        self._bar = bar
        self._animation = QVariantAnimation(bar)
        self._animation.setDuration(GLIDE_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_value_changed)

    @property
    def target(self) -> int:
        """Where the scroll bar is, or will be when the movement ends."""
        is_moving = self._animation.state() is QVariantAnimation.State.Running
        return int(self._animation.endValue()) if is_moving else self._bar.value()

    def to(self, value: int, *, is_smooth: bool) -> None:
        """Go to a value."""
        self.stop()
        if not is_smooth:
            self._bar.setValue(value)
            return
        self._animation.setStartValue(self._bar.value())
        self._animation.setEndValue(value)
        self._animation.start()

    def stop(self) -> None:
        """Stay where the movement has come to."""
        self._animation.stop()

    def _on_value_changed(self, value: int) -> None:
        self._bar.setValue(value)
