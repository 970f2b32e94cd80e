"""The colours of each theme by what they are for. No Qt here: the build step and the tests read them too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ThemeName(StrEnum):
    """The themes a coder can choose."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, each ``#rrggbb``."""

    window: str
    """The window behind the panels, tool bars, the status line."""
    surface: str
    """Panels, lists and input fields."""
    raised: str
    """What lies above a surface: menus, pop-ups, cards, the active row."""
    hover: str
    pressed: str
    border: str
    """Quiet lines between things; carries no meaning."""
    control_border: str
    """The outline by which an input is recognised."""
    text: str
    text_dim: str
    text_disabled: str
    """Switched-off controls only (WCAG 1.4.3 asks no contrast of these)."""
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    """Behind selected items and selected text in inputs."""
    on_selection: str
    danger: str
    danger_fill: str
    warning: str
    warning_fill: str
    success: str
    success_fill: str
    neutral_fill: str
    """Behind neutral pills and chips."""
    tooltip: str
    on_tooltip: str
    article_base: str
    article_text: str
    article_dim: str
    """Header lines of the article and what the coder need not read."""
    article_selection: str
    scroll_handle: str
    focus_ring: str
    """Around what has the keyboard."""
    focus_on_accent: str
    """The same around what is painted in the accent."""


_LIGHT = Tokens(
    window="#f4f5f7",
    surface="#ffffff",
    raised="#ffffff",
    hover="#eceef2",
    pressed="#e0e4ea",
    border="#dde1e7",
    control_border="#808794",
    text="#1b1f26",
    text_dim="#565e6c",
    text_disabled="#9aa1ad",
    accent="#2f5ac7",
    accent_hover="#3a64d0",
    on_accent="#ffffff",
    selection="#d5e1fa",
    on_selection="#14181f",
    danger="#b02418",
    danger_fill="#fde8e6",
    warning="#855000",
    warning_fill="#fdf0d5",
    success="#17663a",
    success_fill="#e0f3e7",
    neutral_fill="#e9ecf0",
    tooltip="#23272f",
    on_tooltip="#f3f5f8",
    article_base="#fdfcfa",
    article_text="#1c1d20",
    article_dim="#54575f",
    article_selection="#bcd2fb",
    scroll_handle="#828996",
    focus_ring="#2f5ac7",
    focus_on_accent="#000000",
)

_DARK = Tokens(
    window="#16181c",
    surface="#1d2025",
    raised="#262a30",
    hover="#2b3037",
    pressed="#343a43",
    border="#30353d",
    control_border="#747c89",
    text="#e6e8ec",
    text_dim="#a9b0bc",
    text_disabled="#686f7b",
    accent="#648eff",
    accent_hover="#5f87f0",
    on_accent="#08112a",
    selection="#2c4170",
    on_selection="#f4f6fa",
    danger="#ff9a90",
    danger_fill="#42211f",
    warning="#f0b85f",
    warning_fill="#3a2d14",
    success="#74cf99",
    success_fill="#1a3426",
    neutral_fill="#30353d",
    tooltip="#3a404a",
    on_tooltip="#f4f6fa",
    article_base="#1a1c20",
    article_text="#dfe1e5",
    article_dim="#b0b6c0",
    article_selection="#2b4378",
    scroll_handle="#68707c",
    focus_ring="#8fb0ff",
    focus_on_accent="#ffffff",
)

_HIGH_CONTRAST = Tokens(
    window="#000000",
    surface="#000000",
    raised="#101010",
    hover="#2a2a2a",
    pressed="#3a3a3a",
    border="#9a9a9a",
    control_border="#ffffff",
    text="#ffffff",
    text_dim="#e0e0e0",
    text_disabled="#8f8f8f",
    accent="#ffd83d",
    accent_hover="#ffe680",
    on_accent="#000000",
    selection="#0b3fc4",
    on_selection="#ffffff",
    danger="#ffb0a8",
    danger_fill="#3d0a05",
    warning="#ffd083",
    warning_fill="#332200",
    success="#8df0b4",
    success_fill="#00331a",
    neutral_fill="#2a2a2a",
    tooltip="#ffffff",
    on_tooltip="#000000",
    article_base="#000000",
    article_text="#ffffff",
    article_dim="#dcdcdc",
    article_selection="#1f4fbf",
    scroll_handle="#c8c8c8",
    focus_ring="#4de1ff",
    focus_on_accent="#1f6fff",
)

_TOKENS = {ThemeName.LIGHT: _LIGHT, ThemeName.DARK: _DARK, ThemeName.HIGH_CONTRAST: _HIGH_CONTRAST}


def tokens(name: ThemeName) -> Tokens:
    """Return the colours of a theme."""
    return _TOKENS[name]
