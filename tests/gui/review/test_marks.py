"""What is painted over the article: words in focus, and quiet lines around them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.domain.text import Span
from annotator.gui.review.marks import AROUND_PREFIX, FOCUS_PREFIX, SideMark, highlights_of, items_at
from annotator.gui.review.sides import GOLD, SideLook, side_letter, side_look
from annotator.gui.text.highlights import Highlight
from annotator.gui.theme import ThemeName

LOOKS = {place: side_look(place, ThemeName.LIGHT) for place in (0, 1, 2, GOLD)}


def mark(place: int, start: int, end: int, item: str = "") -> SideMark:
    return SideMark(place, Span(start, end), item, f"{place} from {start} to {end}")


def focused(found: list[Highlight]) -> list[Highlight]:
    return [one for one in found if one.key.startswith(FOCUS_PREFIX)]


def around(found: list[Highlight]) -> list[Highlight]:
    return [one for one in found if one.key.startswith(AROUND_PREFIX)]


def test_words_in_focus_have_fill_and_letter_and_the_rest_only_a_line() -> None:
    found = highlights_of([mark(0, 0, 5, "x"), mark(1, 10, 15, "y")], "x", LOOKS)
    (inside,), (outside,) = focused(found), around(found)
    assert (inside.span, inside.style.letter) == (Span(0, 5), "A")
    assert inside.style.fill.alpha() > 0
    assert (outside.span, outside.style.letter) == (Span(10, 15), "")
    assert outside.style.fill.alpha() == 0
    assert outside.style.line == LOOKS[1].line


def test_words_both_marked_are_filled_in_neither_ones_colour_and_underlined_by_both() -> None:
    found = focused(highlights_of([mark(0, 0, 9, "x"), mark(1, 0, 9, "x")], "x", LOOKS))
    assert [one.style.letter for one in found] == ["A", "B"]
    fills = {one.style.fill.name() for one in found}
    assert len(fills) == 1
    assert not fills & {LOOKS[0].fill.name(), LOOKS[1].fill.name()}
    assert {one.style.line.name() for one in found} == {LOOKS[0].line.name(), LOOKS[1].line.name()}
    assert len({one.style.pattern for one in found}) == 2


def test_the_longer_of_two_overlapping_marks_keeps_its_own_colour() -> None:
    longer, shorter = focused(highlights_of([mark(0, 0, 20, "x"), mark(1, 5, 9, "x")], "x", LOOKS))
    assert longer.style.fill == LOOKS[0].fill
    assert shorter.style.fill.name() != LOOKS[1].fill.name()


def test_gold_has_no_fill_of_its_own() -> None:
    (gold,) = focused(highlights_of([mark(GOLD, 3, 8, "x")], "x", LOOKS))
    assert gold.style.letter == "★"
    assert gold.style.fill.alpha() == 0
    assert gold.style.pattern not in {LOOKS[place].pattern for place in (0, 1, 2)}


def test_a_sides_quiet_lines_are_united_and_tell_of_all_they_stand_for() -> None:
    (line,) = around(highlights_of([mark(0, 0, 9), mark(0, 5, 20), mark(0, 20, 22)], "", LOOKS))
    assert line.span == Span(0, 22)
    assert line.description.count("\n") == 2


def test_a_side_gets_no_second_line_under_its_words_in_focus() -> None:
    found = highlights_of([mark(0, 5, 9, "x"), mark(0, 0, 20, "y")], "x", LOOKS)
    assert [one.span for one in around(found)] == [Span(0, 5), Span(9, 20)]


def test_another_sides_line_goes_on_through_the_words_in_focus_on_their_fill() -> None:
    found = highlights_of([mark(0, 5, 9, "x"), mark(1, 0, 20, "y")], "x", LOOKS)
    assert [one.span for one in around(found)] == [Span(0, 5), Span(5, 9), Span(9, 20)]
    within = around(found)[1]
    assert within.style.fill == focused(found)[0].style.fill


def test_a_click_finds_every_disagreement_marked_there_once_and_in_order() -> None:
    marks = [mark(0, 0, 9, "x"), mark(1, 3, 9, "x"), mark(0, 8, 12, "y"), mark(0, 30, 40, "z"), mark(1, 0, 9)]
    assert items_at(marks, Span(8, 9)) == ("x", "y")
    assert items_at(marks, Span(20, 22)) == ()


MARKS = st.lists(
    st.builds(
        lambda place, start, length, item: mark(place, start, start + length, item),
        st.sampled_from((0, 1, 2, GOLD)),
        st.integers(0, 60),
        st.integers(1, 20),
        st.sampled_from(("", "x", "y")),
    ),
    max_size=14,
)


@given(MARKS)
def test_every_marked_character_is_painted_for_every_side_that_marked_it(marks: list[SideMark]) -> None:
    found = highlights_of(marks, "x", LOOKS)
    for place, look in LOOKS.items():
        wanted = {at for one in marks if one.place == place for at in range(*one.span)}
        painted = {at for one in found if one.style.line == look.line for at in range(*one.span)}
        assert painted == wanted


@given(MARKS)
def test_no_two_highlights_have_one_key(marks: list[SideMark]) -> None:
    keys = [one.key for one in highlights_of(marks, "x", LOOKS)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("theme", ThemeName)
def test_the_sides_differ_in_colour_and_pattern_in_every_theme(theme: ThemeName) -> None:
    looks: list[SideLook] = [side_look(place, theme) for place in (0, 1, 2, 3, GOLD)]
    assert len({look.line.name() for look in looks}) == 5
    assert len({look.pattern for look in looks}) == 5
    assert [look.letter for look in looks] == ["A", "B", "C", "D", "★"]


def test_letters_go_on_for_as_many_coders_as_there_are() -> None:
    assert [side_letter(place) for place in (0, 25, 26)] == ["A", "Z", "A"]
    assert side_look(39, ThemeName.DARK).line.isValid()
