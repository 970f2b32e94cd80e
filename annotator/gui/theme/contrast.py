"""Contrast and colour mixing on ``#rrggbb`` strings, without Qt.

The formulas are those of the Web Content Accessibility Guidelines 2.2 (W3C, 2023), "relative luminance" and "contrast
ratio": https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio.
"""

from __future__ import annotations

BODY_TEXT = 7.0
"""What text that is read must reach (WCAG 1.4.6, level AAA)."""
CONTROL_TEXT = 4.5
"""What the text of a control must reach (WCAG 1.4.3, level AA)."""
GRAPHIC = 3.0
"""What lines, borders and signs that carry meaning must reach (WCAG 1.4.11)."""


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of ``#rrggbb``; raises ValueError for anything else."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"not a colour of the form #rrggbb: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21; the order does not matter."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(base: str, over: str, share: float) -> str:
    """Return ``over`` painted on ``base`` with the opacity ``share`` (0 to 1), as a raster paint engine does it."""
    pairs = zip(channels(base), channels(over), strict=True)
    return "#" + "".join(f"{round(below + (above - below) * share):02x}" for below, above in pairs)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
