"""The window's icons: line drawings of this project, tinted when painted, so that they follow a change of theme.

Each drawing is an SVG of 16 x 16 units in ``currentColor``. Nothing is read from disk before an icon is painted.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from annotator.gui.theme.application import current_theme
from annotator.gui.theme.tokens import ThemeName, tokens
from annotator.resources import resource_path


class Tint(StrEnum):
    """What an icon is painted in, by the name of a token."""

    TEXT = "text"
    DIM = "text_dim"
    ACCENT = "accent"
    ON_ACCENT = "on_accent"
    DANGER = "danger"
    WARNING = "warning"
    SUCCESS = "success"
    ON_TOOLTIP = "on_tooltip"


def icon(name: str, tint: Tint = Tint.TEXT) -> QIcon:
    """Return the icon ``resources/icons/<name>.svg``; raises KeyError when there is no such icon."""
    if name not in icon_names():
        raise KeyError(f"there is no icon {name}")
    return QIcon(_TintedEngine(name, tint))


@cache
def icon_names() -> frozenset[str]:
    """Return the names of all icons."""
    return frozenset(path.stem for path in resource_path("icons").glob("*.svg"))


class _TintedEngine(QIconEngine):
    """Paints one drawing in the current theme's colour for the mode asked for."""

    def __init__(self, name: str, tint: Tint) -> None:
        super().__init__()
        self._name = name
        self._tint = tint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the drawing as large as fits the rectangle."""
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, painter.device().devicePixelRatioF()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the drawing at one pixel a unit."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return the drawing for a screen of this scale; ``size`` is in units, ``scale`` pixels each."""
        return _rendered(self._name, self._colour(mode), size.width(), size.height(), scale)

    def clone(self) -> QIconEngine:
        """Return an engine for a copy of the icon."""
        copy = _TintedEngine(self._name, self._tint)
        _copies.append(copy)
        return copy

    def _colour(self, mode: QIcon.Mode) -> str:
        app = QApplication.instance()
        theme = tokens(current_theme(app) if isinstance(app, QApplication) else ThemeName.LIGHT)
        if mode is QIcon.Mode.Disabled:
            return theme.text_disabled
        if mode is QIcon.Mode.Selected:
            return theme.on_selection
        return str(getattr(theme, self._tint.value))


_copies: list[QIconEngine] = []
"""Qt takes a copy's C++ side over without telling Python, which would destroy it; Qt copies an engine hardly ever."""


@lru_cache(maxsize=512)
def _rendered(name: str, colour: str, width: int, height: int, scale: float) -> QPixmap:
    pixmap = QPixmap(round(width * scale), round(height * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    side = min(width, height)
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF((width - side) / 2, (height - side) / 2, side, side))
    painter.end()
    return pixmap


@cache
def _drawing(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
