"""The colours of figures: one hue from weak to strong, so that the order shows in grey and to colour-blind readers."""

from __future__ import annotations

from annotator.gui.theme import ThemeName

BOUNDS = (0.4, 0.667, 0.8, 0.9)
"""Where a step begins; 0.667 and 0.8 are Krippendorff's bounds (2004, p. 241)."""

STEP_WORDS = ("below 0.40", "0.40–0.67", "0.67–0.80", "0.80–0.90", "0.90 and more")

_STEPS: dict[ThemeName, tuple[tuple[str, str], ...]] = {
    ThemeName.LIGHT: (
        ("#f3f6fa", "#1b1f26"),
        ("#d3e2f0", "#1b1f26"),
        ("#9fc3e0", "#0d1a24"),
        ("#2f6ea6", "#ffffff"),
        ("#174a7a", "#ffffff"),
    ),
    ThemeName.DARK: (
        ("#22262c", "#e6e8ec"),
        ("#24384c", "#e6e8ec"),
        ("#27507a", "#f2f6fb"),
        ("#6aa5d8", "#08121c"),
        ("#a9d0f0", "#08121c"),
    ),
    ThemeName.HIGH_CONTRAST: (
        ("#000000", "#ffffff"),
        ("#16293c", "#ffffff"),
        ("#1f4a78", "#ffffff"),
        ("#7fc0ff", "#000000"),
        ("#e4f2ff", "#000000"),
    ),
}
"""Fill and ink of each step; ink reaches 4.5:1 on its fill."""


def step_of(value: float) -> int:
    """Return the number of a figure's step, 0 the weakest."""
    return sum(value >= bound for bound in BOUNDS)


def steps(theme: ThemeName) -> tuple[tuple[str, str], ...]:
    """Return fill and ink of every step, weakest first."""
    return _STEPS[theme]
