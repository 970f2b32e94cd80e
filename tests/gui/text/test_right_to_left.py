"""Caret and selection in text that runs from right to left, mixes directions, or holds unusual characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtWidgets import QApplication

from annotator.domain.text import Span
from tests.gui.text.reader import BLUE, Reader, highlight, span_of

ARABIC = "قتل مسلحون 23 جنديا قرب مدينة ميناكا. وقع الهجوم يوم الجمعة."
HEBREW = "שלושה נהרגו בהתקפה."
MIXED = "The group (جماعة نصرة الإسلام) said 53 were killed — “نعم” — on Friday."
NBSP = "\u00a0"
UNUSUAL = f"“1{NBSP}200 morts” à Ménaka\u202f: 😀😀 famille 👩\u200d👧, cafe\u0301, a\u00adb, \u2066x\u2069."


def stops(reader: Reader, keys: str, most: int) -> list[int]:
    """Press a key until the caret stays where it is and return where it stopped on its way."""
    found = [reader.caret()]
    for _ in range(most):
        reader.press(keys)
        if reader.caret() == found[-1]:
            return found
        found.append(reader.caret())
    raise AssertionError(f"the caret never came to rest: {found}")


def splits_a_letter(text: str, offset: int) -> bool:
    """Tell whether an offset lies between a letter and a mark that belongs to it."""
    return 0 < offset < len(text) and unicodedata.combining(text[offset]) != 0


@pytest.mark.parametrize("text", [ARABIC, HEBREW], ids=["Arabic", "Hebrew"])
def test_left_goes_on_in_text_from_right_to_left_and_right_goes_back(reader: Reader, text: str) -> None:
    reader.show(text)
    forward = stops(reader, "Left", len(text) + 1)
    assert forward == list(range(len(text) + 1))
    assert stops(reader, "Right", len(text) + 1) == forward[::-1]


@pytest.mark.parametrize("count", [1, 3, 14, len(ARABIC)])
def test_shift_and_left_select_from_the_first_letter_on(reader: Reader, count: int) -> None:
    reader.show(ARABIC)
    reader.press("Shift+Left", count)
    assert reader.view.selected_span() is not None
    assert reader.selected() == ARABIC[:count].strip()


def test_words_are_walked_over_in_reading_order(reader: Reader) -> None:
    reader.show("قتل مسلحون جنديا")
    assert stops(reader, "Ctrl+Left", 9) == [0, 4, 11, 16]
    assert stops(reader, "Ctrl+Right", 9) == [16, 11, 4, 0]


def test_home_and_end_are_the_ends_of_the_line_as_it_is_read(reader: Reader) -> None:
    reader.show(HEBREW)
    reader.press("End")
    assert reader.caret() == len(HEBREW)
    reader.press("Shift+Home")
    assert reader.selected() == HEBREW


def test_the_first_letter_stands_at_the_right_and_the_last_at_the_left(reader: Reader) -> None:
    reader.show(HEBREW)
    assert reader.edge(0).x() > reader.edge(len(HEBREW) - 1).x()
    reader.show("Three were killed.")
    assert reader.edge(0).x() < reader.edge(17).x()


def test_a_number_inside_keeps_its_own_direction(reader: Reader) -> None:
    reader.show(ARABIC)
    figures = span_of(ARABIC, "23")
    assert reader.edge(figures.start + 1).x() != reader.edge(figures.start).x()
    reader.view.select(figures)
    assert reader.selected() == "23"


SENTENCES = [
    ("Alt+Down", 1, "وقع الهجوم يوم الجمعة."),
    ("Alt+Down", 2, ""),
    ("Ctrl+Down", 1, ""),
]


@pytest.mark.parametrize(("keys", "times", "rest"), SENTENCES)
def test_sentences_and_paragraphs_are_walked_over_alike(reader: Reader, keys: str, times: int, rest: str) -> None:
    reader.show(ARABIC)
    reader.press(keys, times)
    assert ARABIC[reader.caret() :] == rest


def test_growing_a_selection_takes_word_sentence_and_paragraph(reader: Reader) -> None:
    text = reader.show(f"{ARABIC}\n{HEBREW}")
    reader.press("Left", 5)
    grown = []
    for _ in range(4):
        reader.press("Ctrl+E")
        grown.append(reader.selected())
    assert grown == ["مسلحون", "قتل مسلحون 23 جنديا قرب مدينة ميناكا.", ARABIC, text]
    for expected in (ARABIC, "قتل مسلحون 23 جنديا قرب مدينة ميناكا.", "مسلحون"):
        reader.press("Ctrl+Shift+E")
        assert reader.selected() == expected


@pytest.mark.parametrize("words", ["23", "مسلحون", "قتل", "الجمعة"])
def test_a_highlight_in_arabic_is_reached_and_told(reader: Reader, words: str) -> None:
    span = span_of(ARABIC, words)
    reader.show(ARABIC, highlight(ARABIC, ARABIC[span.start : span.end], "one", BLUE))
    reached: list[str] = []
    reader.view.highlight_reached.connect(reached.append)
    reader.press("End")
    reader.press("Ctrl+,")
    assert reached == ["one"]
    assert reader.caret() == span.start
    assert reader.view.keys_at_caret() == ("one",)


def test_the_ends_of_a_highlight_are_moved_in_reading_order(reader: Reader) -> None:
    span = span_of(ARABIC, "مسلحون")
    reader.show(ARABIC, highlight(ARABIC, ARABIC[span.start : span.end], "one", BLUE))
    reader.view.set_active("one")
    adjusted: list[tuple[str, Span]] = []
    reader.view.highlight_adjusted.connect(lambda key, changed: adjusted.append((key, changed)))
    reader.press("Alt+Shift+Right")
    reader.press("Ctrl+Alt+Shift+Left")
    (_, later), (_, earlier) = adjusted
    assert later == Span(span.start, span.end + 1), "later in the text, on whichever side that is"
    assert earlier == Span(span.start - 1, span.end)


@pytest.mark.parametrize("keys", ["Right", "Left"])
def test_in_a_line_of_both_directions_every_letter_is_passed_once(reader: Reader, keys: str) -> None:
    reader.show(MIXED)
    if keys == "Left":
        reader.press("Ctrl+End")
    found = stops(reader, keys, len(MIXED) + 1)
    expected = list(range(len(MIXED) + 1))
    assert found == (expected if keys == "Right" else expected[::-1])


@pytest.mark.parametrize("words", ["جماعة نصرة الإسلام", "(جماعة", "الإسلام) said 53", "“نعم” — on", "نعم"])
def test_words_over_a_change_of_direction_are_selected_and_copied_exactly(reader: Reader, words: str) -> None:
    reader.show(MIXED)
    span = span_of(MIXED, words)
    reader.view.select(span)
    assert reader.view.selected_span() == span
    reader.press("Ctrl+C")
    assert QApplication.clipboard().text() == words


def test_each_paragraph_has_its_own_direction(reader: Reader) -> None:
    text = reader.show(f"{HEBREW}\nThree were killed.")
    start = len(HEBREW) + 1
    assert reader.edge(0).x() > reader.edge(start).x()
    reader.press("Left", len(HEBREW))
    reader.press("Left")
    assert reader.caret() == start, "Left goes on into the next paragraph"
    reader.press("Left")
    assert reader.caret() == len(HEBREW), "where Left goes back"
    assert text[start] == "T"


# -- characters that are not what they seem ---------------------------------------------------------------------------


def test_a_caret_never_stops_inside_what_is_one_letter_to_a_reader(reader: Reader) -> None:
    text = reader.show(UNUSUAL)
    found = stops(reader, "Right", len(text) + 1)
    assert found[0] == 0
    assert found[-1] == len(text)
    assert found == sorted(set(found))
    assert not any(splits_a_letter(text, offset) for offset in found)
    family = text.index("👩")
    assert family in found


@pytest.mark.parametrize(
    "words",
    [f"1{NBSP}200", f"1{NBSP}200 morts", "😀😀", "😀 famille", "👩\u200d👧", "cafe\u0301", "a\u00adb", "\u2066x\u2069"],
)
def test_unusual_characters_are_selected_and_copied_exactly(reader: Reader, words: str) -> None:
    text = reader.show(UNUSUAL)
    span = span_of(text, words)
    reader.view.select(span)
    assert reader.view.selected_span() == span
    assert reader.view.createMimeDataFromSelection().text() == words


@pytest.mark.parametrize("blank", [" ", NBSP, "\u202f", "\u2003", "\t", "\u2028"])
def test_white_space_of_every_kind_is_no_part_of_a_selection_s_ends(reader: Reader, blank: str) -> None:
    text = reader.show(f"one{blank}two{blank}three")
    reader.view.select(Span(3, 8))
    assert reader.view.selected_span() == Span(4, 7)
    reader.view.select(Span(3, 4))
    assert reader.view.selected_span() is None
    assert text[4:7] == "two"


@pytest.mark.parametrize("character", ["😀", "𝔄", "𐎀", "\U0010fffd"])
def test_offsets_after_characters_beyond_the_basic_plane_are_code_points(reader: Reader, character: str) -> None:
    text = reader.show(f"{character * 3}killed{character}end")
    span = span_of(text, "killed")
    assert span == Span(3, 9)
    reader.drag(reader.edge(3), reader.edge(9))
    assert reader.view.selected_span() == span
    reader.press("Ctrl+End")
    assert reader.caret() == len(text) == 13


# -- very long paragraphs ---------------------------------------------------------------------------------------------


def test_the_end_of_a_very_long_paragraph_is_selected_exactly(reader: Reader) -> None:
    sentence = "At least 53 😀 soldiers were killed near Me\u0301naka. "
    text = reader.show(sentence * 2000 + "The end came.")
    reader.press("Ctrl+End")
    assert reader.caret() == len(text)
    reader.press("Ctrl+Shift+Left")
    assert reader.view.selected_span() is not None
    reader.press("Alt+Up")
    assert text[reader.caret() :] == "The end came."
    reader.press("Alt+Shift+Down")
    assert reader.selected() == "The end came."
    span = Span(len(text) - 9, len(text) - 1)
    reader.view.select(span)
    assert reader.selected() == "end came"
    assert reader.view.selected_span() == span


def test_a_very_long_word_wraps_and_is_one_word(reader: Reader) -> None:
    text = reader.show("x" * 3000 + " end")
    assert reader.edge(2500).y() > reader.edge(0).y()
    reader.press("Ctrl+E")
    assert reader.selected() == "x" * 3000
    reader.press("Ctrl+Right")
    assert text[reader.caret() :] == "end"


def test_a_very_long_line_from_right_to_left_is_walked_over_word_by_word(reader: Reader) -> None:
    text = reader.show("قتل " * 400 + "نعم")
    found = stops(reader, "Ctrl+Left", 402)
    assert found == [*range(0, 1601, 4), len(text)]


LETTERS = st.text(st.sampled_from("ab1 .\u00a0قتم٣של😀e\u0301(”\u200f\n"), min_size=1, max_size=14)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LETTERS)
def test_the_caret_gets_through_any_text_from_end_to_end_without_splitting_a_letter(reader: Reader, text: str) -> None:
    reader.show(text)
    seen = {reader.caret()}
    for paragraph_keys in ("Ctrl+Home", "Ctrl+End"):
        reader.press(paragraph_keys)
        seen.add(reader.caret())
    assert {0, len(text)} <= seen
    reader.press("Ctrl+Home")
    for _ in range(len(text)):
        reader.press("Shift+Alt+Down")
    assert reader.view._raw_selection() == Span(0, len(text))
    assert reader.view.createMimeDataFromSelection().text() == text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LETTERS, st.data())
def test_any_selection_is_given_back_as_it_was_made(reader: Reader, text: str, data: st.DataObject) -> None:
    reader.show(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    reader.view.select(Span(start, end))
    assert reader.view._raw_selection() == Span(start, end)
    words = text[start:end]
    found = reader.view.selected_span()
    assert (found is None) == (not words.strip())
    if found is not None:
        assert text[found.start : found.end] == words.strip()
