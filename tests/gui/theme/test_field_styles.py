from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given, strategies as st
from PySide6.QtCore import Qt

from annotator.domain.codebook import Codebook, Field, Section
from annotator.domain.values import FieldType
from annotator.gui.theme import FieldStyle, ThemeName, field_styles, tokens
from annotator.gui.theme.contrast import BODY_TEXT, CONTROL_TEXT, GRAPHIC, contrast, mix
from annotator.gui.theme.field_styles import HUES, PATTERNS, hue_in_theme

THEMES = list(ThemeName)
SECTIONS = ("when", "toll", "who")
LETTERS = [letter for letter in "ABCDEFGHIJKLMNOPQRSTVWYZ" if letter not in "XU"]


def codebook(*sections: str, keys: str = "") -> Codebook:
    """Return a codebook with one field per section named, in that order, the first of them with these keys."""
    fields = [
        Field(
            id=f"field_{number}",
            label=f"{section} {number}",
            level="incident",
            section=section,
            type=FieldType.TEXT,
            key=keys[number] if number < len(keys) else None,
        )
        for number, section in enumerate(sections)
    ]
    headings = tuple(Section(id=section, label=section.title()) for section in SECTIONS)
    return Codebook(
        format="incident-annotator/codebook/1",
        id="tested",
        version=1,
        title="Tested",
        sections=headings,
        fields=tuple(fields),
    )


books = st.lists(st.sampled_from(SECTIONS), min_size=1, max_size=60).map(lambda sections: codebook(*sections))
FULL = codebook(*(SECTIONS[number % 3] for number in range(40)))


def in_form_order(book: Codebook) -> list[Field]:
    return [field for section in book.sections for field in book.fields if field.section == section.id]


def on_paper(theme: ThemeName, *styles: FieldStyle) -> str:
    """Return the colour behind the text where the fills lie over one another."""
    colour = tokens(theme).article_base
    for style in styles:
        colour = mix(colour, style.fill.name(), style.fill.alphaF())
    return colour


def one_style_per_hue(theme: ThemeName) -> list[FieldStyle]:
    return list(field_styles(FULL, theme).values())[: len(HUES)]


@pytest.mark.parametrize("theme", THEMES)
def test_every_field_has_a_style(theme: ThemeName) -> None:
    assert field_styles(FULL, theme).keys() == FULL.fields_by_id.keys()


@given(books, st.sampled_from(THEMES))
def test_neighbours_in_the_form_have_different_colours(book: Codebook, theme: ThemeName) -> None:
    styles = field_styles(book, theme)
    for one, other in itertools.pairwise(in_form_order(book)):
        assert styles[one.id].line != styles[other.id].line


@given(books, st.sampled_from(THEMES))
def test_forty_fields_are_told_apart_by_colour_and_pattern(book: Codebook, theme: ThemeName) -> None:
    styles = field_styles(book, theme)
    first = in_form_order(book)[: len(HUES) * len(PATTERNS)]
    looks = Counter((styles[field.id].line.name(), styles[field.id].pattern) for field in first)
    assert set(looks.values()) == {1}


@given(books, st.sampled_from(THEMES))
def test_the_same_codebook_always_gives_the_same_styles(book: Codebook, theme: ThemeName) -> None:
    again = Codebook.model_validate_json(book.model_dump_json())
    assert field_styles(again, theme) == field_styles(book, theme)


@given(books)
def test_letter_and_pattern_do_not_depend_on_the_theme(book: Codebook) -> None:
    light, dark = field_styles(book, ThemeName.LIGHT), field_styles(book, ThemeName.DARK)
    for field_id, style in light.items():
        assert (style.letter, style.pattern) == (dark[field_id].letter, dark[field_id].pattern)


@pytest.mark.parametrize("theme", THEMES)
def test_patterns_begin_solid_and_change_when_the_colours_are_used_up(theme: ThemeName) -> None:
    styles = [field_styles(FULL, theme)[field.id] for field in in_form_order(FULL)]
    assert {style.pattern for style in styles[: len(HUES)]} == {Qt.PenStyle.SolidLine}
    assert styles[len(HUES)].pattern is Qt.PenStyle.DashLine
    assert styles[len(HUES)].line == styles[0].line


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("hue", HUES)
def test_lines_stand_out_from_the_article(theme: ThemeName, hue: str) -> None:
    assert contrast(hue_in_theme(hue, tokens(theme)), tokens(theme).article_base) >= GRAPHIC


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_a_fill_reads_like_text_on_paper(theme: ThemeName) -> None:
    for style in one_style_per_hue(theme):
        assert contrast(tokens(theme).article_text, on_paper(theme, style)) >= BODY_TEXT
        assert contrast(tokens(theme).article_dim, on_paper(theme, style)) >= CONTROL_TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_two_fills_still_has_a_contrast_of_seven(theme: ThemeName) -> None:
    for pair in itertools.product(one_style_per_hue(theme), repeat=2):
        assert contrast(tokens(theme).article_text, on_paper(theme, *pair)) >= BODY_TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_four_fills_can_still_be_read(theme: ThemeName) -> None:
    for four in itertools.combinations_with_replacement(one_style_per_hue(theme), 4):
        assert contrast(tokens(theme).article_text, on_paper(theme, *four)) >= CONTROL_TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_fills_are_translucent_and_lines_opaque(theme: ThemeName) -> None:
    for style in one_style_per_hue(theme):
        assert 0.08 <= style.fill.alphaF() <= 0.4
        assert style.line.alpha() == 255


@pytest.mark.parametrize("theme", THEMES)
def test_a_fill_can_be_seen_on_the_paper(theme: ThemeName) -> None:
    for style in one_style_per_hue(theme):
        assert on_paper(theme, style) != tokens(theme).article_base
        assert contrast(on_paper(theme, style), tokens(theme).article_base) > 1.04


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_hues_end_up_as_one_colour(theme: ThemeName) -> None:
    assert len({hue_in_theme(hue, tokens(theme)) for hue in HUES}) == len(HUES)


def test_a_hue_that_stands_out_is_left_as_it_is() -> None:
    assert hue_in_theme("#0072b2", tokens(ThemeName.LIGHT)) == "#0072b2"


def test_a_hue_that_drowns_is_moved_towards_the_text() -> None:
    light, dark = tokens(ThemeName.LIGHT), tokens(ThemeName.DARK)
    assert contrast(hue_in_theme("#f0e442", light), "#000000") < contrast("#f0e442", "#000000")
    assert contrast(hue_in_theme("#332288", dark), "#000000") > contrast("#332288", "#000000")


def test_a_fields_letter_is_its_key() -> None:
    styles = field_styles(codebook("when", "toll", keys="DK"), ThemeName.LIGHT)
    assert [style.letter for style in styles.values()] == ["D", "K"]


def test_a_field_without_a_key_has_the_first_letter_of_its_label() -> None:
    assert field_styles(codebook("when"), ThemeName.LIGHT)["field_0"].letter == "W"


@given(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=20, unique=True))
def test_every_key_is_its_fields_letter(keys: list[str]) -> None:
    book = codebook(*("toll" for _ in keys), keys="".join(keys))
    styles = field_styles(book, ThemeName.DARK)
    assert [styles[field.id].letter for field in book.fields] == keys
