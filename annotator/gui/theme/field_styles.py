"""How the evidence of each field looks in the article and in the form: a colour, a letter and a line pattern.

Colour is never the only sign (WCAG 1.4.1): fields that share a colour differ in pattern, and each has its letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from annotator.gui.theme.contrast import BODY_TEXT, CONTROL_TEXT, GRAPHIC, contrast, mix
from annotator.gui.theme.tokens import ThemeName, Tokens, tokens

if TYPE_CHECKING:  # pydantic takes 0.2 s to load, and the window is shown before there is a codebook
    from annotator.domain.codebook import Codebook, Field

HUES = (
    "#0072b2",
    "#d55e00",
    "#cc79a7",
    "#f0e442",
    "#332288",
    "#009e73",
    "#e69f00",
    "#882255",
    "#56b4e9",
    "#777777",
)
"""Colours told apart with the common colour-vision deficiencies: seven of Okabe and Ito, "Color universal design"
(2008), with indigo and wine from the "muted" scheme of Paul Tol, "Colour schemes" (SRON/EPS/TN/09-002, 2021), and a
grey. Of all orders this keeps neighbours furthest apart, over all themes, normal vision and three deficiencies."""
PATTERNS = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_STRONGEST_FILL = 24
"""Per cent of its colour that a fill may have at most."""
_RESERVE = 1.03
"""Fills of different colours may mix a little brighter, or darker, than two of one colour."""


@dataclass(frozen=True)
class FieldStyle:
    """``line`` is opaque, for underlines, brackets and badges; ``fill`` is translucent, for behind the text."""

    letter: str
    line: QColor
    fill: QColor
    pattern: Qt.PenStyle


def field_styles(codebook: Codebook, name: ThemeName) -> dict[str, FieldStyle]:
    """Return a style for each field of the codebook by the field's id.

    The same codebook gives the same styles in each run. Walking the sections in order, each field takes the next
    colour; when the colours are used up the pattern changes. So neighbours in the form differ in colour, and no two of
    the first ``len(HUES) * len(PATTERNS)`` fields look alike.
    """
    theme = tokens(name)
    styles: dict[str, FieldStyle] = {}
    for index, field in enumerate(_as_in_the_form(codebook)):
        colour = hue_in_theme(HUES[index % len(HUES)], theme)
        fill = QColor(colour)
        fill.setAlphaF(fill_share(colour, theme))
        pattern = PATTERNS[index // len(HUES) % len(PATTERNS)]
        styles[field.id] = FieldStyle(_letter(field), QColor(colour), fill, pattern)
    return styles


def hue_in_theme(hue: str, theme: Tokens) -> str:
    """Return the hue, moved towards the article's text colour just far enough to stand out as a line (3:1).

    Further would cost more than it gives: the hues come to look alike.
    """
    steps = (mix(hue, theme.article_text, step / 20) for step in range(21))
    return next(colour for colour in steps if contrast(colour, theme.article_base) >= GRAPHIC)


def fill_share(colour: str, theme: Tokens) -> float:
    """Return the opacity at which the article's text still has 7:1 on two fills of the colour and 4.5:1 on four."""
    shares = (percent / 100 for percent in range(_STRONGEST_FILL, 0, -1))
    return next(share for share in shares if _is_legible_on_fills(colour, share, theme))


def _is_legible_on_fills(colour: str, share: float, theme: Tokens) -> bool:
    two = mix(mix(theme.article_base, colour, share), colour, share)
    four = mix(mix(two, colour, share), colour, share)
    text = theme.article_text
    return contrast(text, two) >= BODY_TEXT * _RESERVE and contrast(text, four) >= CONTROL_TEXT * _RESERVE


def _as_in_the_form(codebook: Codebook) -> list[Field]:
    return [field for section in codebook.sections for field in codebook.fields if field.section == section.id]


def _letter(field: Field) -> str:
    return field.key or field.label.lstrip()[:1].upper()
