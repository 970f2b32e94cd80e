"""Colours and small signs the form paints itself, so that a row costs one widget."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QApplication

from annotator.gui.theme import FieldStyle, ThemeName, Tint, current_theme, icon, tokens

LONGEST_LINE = 240
"""More code points than any one line of the form can show; longer text is cut before it is measured."""

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_DOT = 4.5
"""Radius of a keyless field's dot, in pixels."""
_ICON_SIDE = 14


@dataclass(frozen=True, slots=True)
class Colours:
    """The theme's colours by what the form uses them for."""

    text: QColor
    dim: QColor
    border: QColor
    card: QColor
    raised: QColor
    hover: QColor
    accent: QColor

    @classmethod
    def current(cls) -> Colours:
        """Return the colours of the theme that is on."""
        app = QApplication.instance()
        return _colours(current_theme(app) if isinstance(app, QApplication) else ThemeName.LIGHT)


@cache
def _colours(name: ThemeName) -> Colours:
    theme = tokens(name)
    return Colours(
        text=QColor(theme.text),
        dim=QColor(theme.text_dim),
        border=QColor(theme.border),
        card=QColor(theme.window),
        raised=QColor(theme.raised),
        hover=QColor(theme.hover),
        accent=QColor(theme.accent),
    )


def plain_tip(text: str) -> str:
    """Return text as a tool tip that wraps and shows it letter by letter, whatever it holds."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def one_line(text: str) -> str:
    """Return text for one line: cut to what can be seen, line ends as spaces."""
    return " ".join(text[:LONGEST_LINE].split())


def quoted(quote: str) -> str:
    """Return a quote in quotation marks, isolated so that its writing direction stays inside them."""
    shortened = one_line(quote) + ("…" if len(quote) > LONGEST_LINE else "")
    return f"“{_FIRST_STRONG_ISOLATE}{shortened}{_POP_ISOLATE}”"


def bold(font: QFont) -> QFont:
    """Return the font in demi-bold."""
    heavier = QFont(font)
    heavier.setWeight(QFont.Weight.DemiBold)
    return heavier


@contextmanager
def kept(painter: QPainter) -> Iterator[None]:
    """Leave the painter as it was."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


def paint_keycap(painter: QPainter, rect: QRect, style: FieldStyle, *, has_key: bool) -> None:
    """Paint a field's letter as a framed key in its colour; a field without a key is a plain dot of its colour."""
    with kept(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.line, 1.5))
        painter.setBrush(style.fill)
        if not has_key:
            painter.drawEllipse(QRectF(rect).center(), _DOT, _DOT)
            return
        painter.drawRoundedRect(QRectF(rect).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        painter.setFont(bold(painter.font()))
        painter.setPen(Colours.current().text)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, style.letter)


def paint_icon(painter: QPainter, rect: QRect, name: str, tint: Tint) -> None:
    """Paint an icon of the window in the middle of a rectangle."""
    place = QRect(0, 0, _ICON_SIDE, _ICON_SIDE)
    place.moveCenter(rect.center())
    icon(name, tint).paint(painter, place)
