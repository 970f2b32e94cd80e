from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.gui.theme.contrast import channels, contrast, luminance, mix

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
shares = st.floats(0, 1)


@pytest.mark.parametrize(
    "one, other, expected",
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#00ff00", "#000000", 15.3),
        ("#595959", "#ffffff", 7.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_is_what_the_guidelines_calculate(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)


def test_white_has_all_the_luminance_and_black_has_none() -> None:
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#000000") == 0


def test_green_is_brighter_than_red_and_red_than_blue() -> None:
    assert luminance("#00ff00") > luminance("#ff0000") > luminance("#0000ff")


@given(colours, colours)
def test_contrast_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)


@given(colours, colours)
def test_contrast_lies_between_one_and_twenty_one(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) <= 21.000001


@given(colours, colours)
def test_nothing_painted_changes_nothing_and_everything_hides_the_base(base: str, over: str) -> None:
    assert mix(base, over, 0) == base
    assert mix(base, over, 1) == over


@given(colours, colours, shares)
def test_a_mixture_lies_between_its_parts(base: str, over: str, share: float) -> None:
    for below, above, mixed in zip(channels(base), channels(over), channels(mix(base, over, share)), strict=True):
        assert min(below, above) <= mixed <= max(below, above)


@given(colours, shares)
def test_a_colour_mixed_with_itself_stays(colour: str, share: float) -> None:
    assert mix(colour, colour, share) == colour


@pytest.mark.parametrize("text", ["", "#fff", "ffffff1", "#ffffff00", "red", "#12345g"])
def test_what_is_not_a_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a colour|invalid literal"):
        channels(text)
