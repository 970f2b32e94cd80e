"""How each coder's side looks in the article and on the cards: a letter, a colour and a line pattern together."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from annotator.gui.text.highlights import HighlightStyle
from annotator.gui.theme import FieldStyle, ThemeName, tokens
from annotator.gui.theme.field_styles import fill_share, hue_in_theme

GOLD = -1
"""Stands for the gold coding where a side's place is asked for."""

_HUES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#332288", "#882255")
_PATTERNS = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_GOLD_HUE = "#b8860b"
_GOLD_SIGN = "★"
_TRANSPARENT = QColor(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SideLook:
    """``letter`` is the key that takes the side; ``fill`` is translucent; gold has no fill, its line alone tells it."""

    letter: str
    line: QColor
    fill: QColor
    pattern: Qt.PenStyle

    @property
    def in_focus(self) -> HighlightStyle:
        """How evidence of the disagreement in view is painted."""
        return HighlightStyle(self.line, self.fill, self.pattern, self.letter)

    @property
    def around(self) -> HighlightStyle:
        """How everything else the coder marked is painted: the line alone."""
        return HighlightStyle(self.line, _TRANSPARENT, self.pattern, "")

    @property
    def as_field(self) -> FieldStyle:
        """The same for chips and keycaps, which are made for fields."""
        return FieldStyle(self.letter, self.line, self.fill, self.pattern)


def side_letter(place: int) -> str:
    """Return the letter of the side at a place, counted from 0: A, B, C and so on."""
    return chr(ord("A") + place % 26)


def side_look(place: int, theme: ThemeName) -> SideLook:
    """Return the look of the side at a place, or of gold for `GOLD`; sides that share a colour differ in pattern."""
    if place == GOLD:
        return SideLook(_GOLD_SIGN, QColor(hue_in_theme(_GOLD_HUE, tokens(theme))), _TRANSPARENT, _gold_pattern())
    colour = hue_in_theme(_HUES[place % len(_HUES)], tokens(theme))
    fill = QColor(colour)
    fill.setAlphaF(fill_share(colour, tokens(theme)))
    return SideLook(side_letter(place), QColor(colour), fill, _PATTERNS[place % len(_PATTERNS)])


def shared_fill(looks: list[SideLook]) -> QColor:
    """Return what lies behind words that several sides marked: their fills, one part each."""
    count = len(looks)
    mixed = QColor(
        sum(look.fill.red() for look in looks) // count,
        sum(look.fill.green() for look in looks) // count,
        sum(look.fill.blue() for look in looks) // count,
    )
    mixed.setAlphaF(max(look.fill.alphaF() for look in looks))
    return mixed


def _gold_pattern() -> Qt.PenStyle:
    return Qt.PenStyle.DashDotDotLine
