"""The Qt palette of a theme: what the style, delegates and painted views take their colours from."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from annotator.gui.theme.contrast import mix
from annotator.gui.theme.tokens import Tokens

_Role = QPalette.ColorRole


def palette_of(tokens: Tokens) -> QPalette:
    """Return a palette with every role of the active, inactive and disabled groups set from the tokens."""
    palette = QPalette()
    for role, colour in _usual(tokens).items():
        palette.setColor(QPalette.ColorGroup.All, role, QColor(colour))
    for role, colour in _disabled(tokens).items():
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colour))
    return palette


def _usual(tokens: Tokens) -> dict[QPalette.ColorRole, str]:
    return {
        _Role.Window: tokens.window,
        _Role.WindowText: tokens.text,
        _Role.Base: tokens.surface,
        _Role.AlternateBase: mix(tokens.surface, tokens.hover, 0.5),
        _Role.Text: tokens.text,
        _Role.PlaceholderText: tokens.text_dim,
        _Role.BrightText: tokens.danger,
        _Role.Button: tokens.raised,
        _Role.ButtonText: tokens.text,
        _Role.Highlight: tokens.selection,
        _Role.HighlightedText: tokens.on_selection,
        _Role.Accent: tokens.accent,
        _Role.Link: tokens.accent,
        _Role.LinkVisited: tokens.accent,
        _Role.ToolTipBase: tokens.tooltip,
        _Role.ToolTipText: tokens.on_tooltip,
        _Role.Light: tokens.raised,
        _Role.Midlight: tokens.hover,
        _Role.Mid: tokens.border,
        _Role.Dark: tokens.control_border,
        _Role.Shadow: mix(tokens.window, "#000000", 0.6),
    }


def _disabled(tokens: Tokens) -> dict[QPalette.ColorRole, str]:
    faint = tokens.text_disabled
    return {
        _Role.WindowText: faint,
        _Role.Text: faint,
        _Role.ButtonText: faint,
        _Role.PlaceholderText: faint,
        _Role.Link: faint,
        _Role.LinkVisited: faint,
        _Role.Base: tokens.window,
        _Role.Highlight: tokens.pressed,
        _Role.HighlightedText: tokens.text_dim,
        _Role.Accent: faint,
    }
