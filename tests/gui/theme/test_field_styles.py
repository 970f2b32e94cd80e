from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st
from PySide6.QtCore import Qt

from annotator.domain.codebook import Codebook, Field, Section
from annotator.domain.values import FieldType
from annotator.formats.codebooks import read_codebook
from annotator.gui.theme import FieldStyle, ThemeName, field_styles, tokens
from annotator.gui.theme.contrast import BODY_TEXT, CONTROL_TEXT, GRAPHIC, channels, contrast, mix
from annotator.gui.theme.field_styles import HUES, PATTERNS, hue_in_theme
from annotator.resources import resource_path

THEMES = list(ThemeName)
SECTIONS = ("when", "toll", "who")
LETTERS = [letter for letter in "ABCDEFGHIJKLMNOPQRSTVWYZ" if letter not in "XU"]


VISIONS = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""How linear red, green and blue are seen: Machado, Oliveira and Fernandes, IEEE TVCG 15(6), 2009, severity 1.0."""
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)


def times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(weight * part for weight, part in zip(row, vector, strict=True)) for row in matrix]


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    """Return CIE L*, a*, b* (D65) of a colour as that vision sees it."""
    linear = [(part / 255 / 12.92 if part < 11 else ((part / 255 + 0.055) / 1.055) ** 2.4) for part in channels(colour)]
    seen = [min(1.0, max(0.0, part)) for part in times(VISIONS[vision], linear)]
    scaled = [part / white for part, white in zip(times(TO_XYZ, seen), WHITE, strict=True)]
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


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


@pytest.mark.parametrize("vision", list(VISIONS))
@pytest.mark.parametrize("theme", THEMES)
def test_neighbouring_colours_differ_for_every_kind_of_colour_vision(theme: ThemeName, vision: str) -> None:
    seen = [lab(hue_in_theme(hue, tokens(theme)), vision) for hue in HUES]
    for one, other in itertools.pairwise([*seen, seen[0]]):
        assert math.dist(one, other) > 25


@pytest.mark.parametrize("theme", THEMES)
def test_the_default_codebooks_fields_are_all_told_apart(theme: ThemeName) -> None:
    path = resource_path("codebooks", "incident.yaml")
    book = read_codebook(path.read_text(encoding="utf-8"), name=path.name)
    styles = field_styles(book, theme)
    assert styles.keys() == book.fields_by_id.keys()
    assert len({(style.line.name(), style.pattern) for style in styles.values()}) == len(book.fields)
    for field in book.fields:
        assert styles[field.id].letter == (field.key or field.label[0].upper())
        assert contrast(styles[field.id].line.name(), tokens(theme).article_base) >= GRAPHIC
    for one, other in itertools.product(styles.values(), repeat=2):
        assert contrast(tokens(theme).article_text, on_paper(theme, one, other)) >= BODY_TEXT
