"""The document can be read: contrast, both media, nothing fetched."""

from __future__ import annotations

import re

import pytest

from annotator.formats.codebook_document.style import STYLE

COLOURS = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", STYLE))
READABLE = 4.5
"""Least contrast of text of ordinary size: WCAG 2.1, criterion 1.4.3."""


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG 2.1 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "error", "warning"])
@pytest.mark.parametrize("paper", ["#ffffff", "tint"])
def test_text_stands_out_from_the_paper(ink: str, paper: str) -> None:
    assert contrast(COLOURS[ink], COLOURS.get(paper, paper)) >= READABLE


def test_the_measure_of_contrast_knows_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


def test_every_colour_that_is_used_is_defined() -> None:
    assert set(re.findall(r"var\(--(\w+)\)", STYLE)) <= set(COLOURS)


def test_braces_are_balanced_at_every_point() -> None:
    depth = 0
    for character in STYLE:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth in (0, 1, 2)
    assert depth == 0


def test_nothing_is_fetched() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "http" not in STYLE


def test_paper_is_thought_of() -> None:
    printed = STYLE.partition("@media print")[2]
    assert "@page { size: A4" in STYLE
    assert "break-inside: avoid" in printed
    assert "break-after: avoid" in printed
    assert "table-header-group" in printed


def test_it_stays_light_whatever_the_reader_s_system_prefers() -> None:
    assert "color-scheme: light" in STYLE
    assert "prefers-color-scheme" not in STYLE
