"""Puts a theme on the application."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QFont, QFontDatabase, QTextCharFormat
from PySide6.QtWidgets import QApplication, QCalendarWidget, QToolTip, QWidget

from annotator.gui.theme.palette import palette_of
from annotator.gui.theme.tokens import ThemeName, tokens
from annotator.resources import resource_path

BASE_FONT_PX = 13
_PROPERTY = "annotatorTheme"


def apply_theme(app: QApplication, name: ThemeName) -> None:
    """Give the application the theme's style, palette, font and style sheet; may be called again at any time.

    Raises ResourceMissingError when the theme's files are missing from the installation.
    """
    sheet = _sheet(name)
    QDir.setSearchPaths("theme", [str(resource_path("theme"))])
    app.setProperty(_PROPERTY, name.value)
    if app.styleSheet():
        # Replacing a sheet unpolishes and polishes each widget with both; going through none takes half the time.
        app.setStyleSheet("")
    else:
        app.setStyle("Fusion")
        app.setFont(_base_font())
    palette = palette_of(tokens(name))
    app.setPalette(palette)
    QToolTip.setPalette(palette)
    app.setStyleSheet(sheet)


@contextmanager
def sheet_put_on_last(app: QApplication) -> Iterator[None]:
    """Take the style sheet off for the length of the block, in which a window is made.

    While a sheet is on, Qt matches all of it against a widget and everything inside whenever one is put into another.
    """
    sheet = app.styleSheet()
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(sheet)


def current_theme(app: QApplication) -> ThemeName:
    """Return the theme applied last, the light one when none was."""
    stored = app.property(_PROPERTY)
    return ThemeName(stored) if stored else ThemeName.LIGHT


@cache
def _sheet(name: ThemeName) -> str:
    return resource_path("theme", f"{name.value}.qss").read_text(encoding="utf-8")


def _base_font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if sys.platform not in ("win32", "darwin"):
        # Desktops without settings fall back to DejaVu Sans, wide and without many scripts.
        font.setFamilies(["Noto Sans", *font.families()])
    font.setPixelSize(BASE_FONT_PX)
    return font


def restyle(widget: QWidget) -> None:
    """Have the style sheet look at the widget's dynamic properties again, after one of them changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def calm_calendar(calendar: QCalendarWidget) -> None:
    """Paint a calendar's weekends like its other days; Qt has them in pure red, whatever the theme."""
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, QTextCharFormat())
