from __future__ import annotations

import dataclasses
import re

import pytest

from annotator.gui.theme.build import OWN_TEMPLATE, theme_rules
from annotator.gui.theme.contrast import BODY_TEXT, CONTROL_TEXT, GRAPHIC, channels, contrast
from annotator.gui.theme.sheet import StyleRule, parse_sheet
from annotator.gui.theme.tokens import ThemeName, tokens
from annotator.resources import resource_path

READ = {
    "text": ("window", "surface", "raised", "hover", "pressed", "neutral_fill"),
    "on_selection": ("selection",),
    "on_tooltip": ("tooltip",),
    "article_text": ("article_base", "article_selection"),
    "article_dim": ("article_base",),
}
"""Text that is read, with what it may lie on."""
IN_CONTROLS = {
    "text_dim": ("window", "surface", "raised", "hover"),
    "accent": ("window", "surface", "raised"),
    "on_accent": ("accent", "accent_hover"),
    "danger": ("window", "surface", "raised", "hover", "danger_fill"),
    "warning": ("window", "surface", "raised", "hover", "warning_fill"),
    "success": ("window", "surface", "raised", "hover", "success_fill"),
    "article_dim": ("article_selection",),
}
"""Text of controls and short notes, with what it may lie on."""
SIGNS = {
    "control_border": ("window", "surface", "raised", "hover"),
    "accent": ("window", "surface", "raised", "hover"),
    "focus_ring": ("window", "surface", "raised", "hover"),
    "focus_on_accent": ("accent", "accent_hover", "window", "surface"),
    "scroll_handle": ("window", "surface", "article_base"),
    "danger": ("surface", "raised"),
}
"""Lines and shapes that carry meaning, with what they lie on."""
BACKGROUNDS = {token for table in (READ, IN_CONTROLS, SIGNS) for grounds in table.values() for token in grounds}


def pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[ThemeName, str, str]]:
    return [(name, over, under) for name in ThemeName for over, grounds in table.items() for under in grounds]


def ratio(name: ThemeName, over: str, under: str) -> float:
    theme = dataclasses.asdict(tokens(name))
    return contrast(theme[over], theme[under])


def own_rules() -> list[StyleRule]:
    template = resource_path("theme", OWN_TEMPLATE).read_text(encoding="utf-8")
    return parse_sheet(re.sub(r"\{\{\s*t\.(\w+)\s*\}\}", r"token-\1", template))


def named(rule: StyleRule, declaration: str) -> str | None:
    value = dict(rule.declarations).get(declaration, "")
    return value.removeprefix("token-") if value.startswith("token-") else None


def is_for_disabled_only(rule: StyleRule) -> bool:
    return all(":disabled" in selector for selector in rule.selectors)


@pytest.mark.parametrize("name, over, under", pairs(READ))
def test_text_that_is_read_has_a_contrast_of_seven(name: ThemeName, over: str, under: str) -> None:
    assert ratio(name, over, under) >= BODY_TEXT


@pytest.mark.parametrize("name, over, under", pairs(IN_CONTROLS))
def test_text_in_controls_has_a_contrast_of_four_and_a_half(name: ThemeName, over: str, under: str) -> None:
    assert ratio(name, over, under) >= CONTROL_TEXT


@pytest.mark.parametrize("name, over, under", pairs(SIGNS))
def test_signs_have_a_contrast_of_three(name: ThemeName, over: str, under: str) -> None:
    assert ratio(name, over, under) >= GRAPHIC


@pytest.mark.parametrize("under", ["surface", "article_base"])
@pytest.mark.parametrize("over", ["text", "text_dim", "article_text"])
def test_high_contrast_text_has_a_contrast_of_twelve(over: str, under: str) -> None:
    assert ratio(ThemeName.HIGH_CONTRAST, over, under) >= 12


def test_every_text_and_background_the_sheet_sets_together_is_among_the_measured_pairs() -> None:
    measured = {(over, under) for table in (READ, IN_CONTROLS) for over, grounds in table.items() for under in grounds}
    used = {
        (named(rule, "color"), named(rule, "background-color"))
        for rule in own_rules()
        if not is_for_disabled_only(rule) and named(rule, "color") and named(rule, "background-color")
    }
    used |= {
        (named(rule, "selection-color"), named(rule, "selection-background-color"))
        for rule in own_rules()
        if named(rule, "selection-color")
    }
    assert used
    assert used - measured == set()


def test_every_text_colour_of_the_sheet_is_measured_unless_it_is_for_what_is_switched_off() -> None:
    used = {named(rule, "color") for rule in own_rules() if not is_for_disabled_only(rule)} - {None}
    assert used <= READ.keys() | IN_CONTROLS.keys()


def test_every_background_of_the_sheet_is_measured_with_some_text_or_sign() -> None:
    painted_shapes = {"border", "on_accent", "focus_ring", "scroll_handle", "text_dim", "text_disabled"}
    used = {named(rule, "background-color") for rule in own_rules()} - {None}
    assert used <= BACKGROUNDS | painted_shapes


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_colour_of_a_finished_sheet_is_one_of_the_themes(name: ThemeName) -> None:
    known = set(dataclasses.asdict(tokens(name)).values())
    text = "\n".join(str(rule) for rule in theme_rules(tokens(name)))
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text)) <= known
    assert "rgba" not in text


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_token_is_a_colour(name: ThemeName) -> None:
    for colour in dataclasses.asdict(tokens(name)).values():
        assert all(0 <= channel <= 255 for channel in channels(colour))


@pytest.mark.parametrize("name", list(ThemeName))
def test_what_is_switched_off_still_shows(name: ThemeName) -> None:
    assert ratio(name, "text_disabled", "surface") >= 2


def test_a_dark_theme_is_dark_and_a_light_one_light() -> None:
    assert ratio(ThemeName.LIGHT, "text", "window") > 1
    light, dark = tokens(ThemeName.LIGHT), tokens(ThemeName.DARK)
    assert contrast(light.window, "#000000") > contrast(light.text, "#000000")
    assert contrast(dark.window, "#000000") < contrast(dark.text, "#000000")
