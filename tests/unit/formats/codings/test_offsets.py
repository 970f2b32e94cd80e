"""From offsets of other programs to spans of stored text: never by a guess."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.domain.text import Span, stored_form
from annotator.formats.codings.foreign import Counting, ForeignMark, Place
from annotator.formats.codings.offsets import agrees, found, settled
from tests.unit.formats.nlp_forms.hard_texts import FAMILY, HARD, QUOTES, span_of

HERE = Place("a.json", 1)
EMOJI = "One 😀 and two 💥 men"


def mark(
    *spans: tuple[int, int], quote: str | None = None, counting: Counting = Counting.AUTO, label: str = "killed"
) -> ForeignMark:
    return ForeignMark(HERE, label, spans=spans, quote=quote, counting=counting)


def utf16(text: str, position: int) -> int:
    return len(text[:position].encode("utf-16-le")) // 2


def in_units(text: str, quote: str) -> tuple[int, int]:
    start, end = span_of(quote, text)
    return utf16(text, start), utf16(text, end)


def test_offsets_in_plain_text_are_its_spans() -> None:
    assert settled("two men", "two men", [mark((0, 3), quote="two")]) == [(Span(0, 3),)]


@pytest.mark.parametrize("quote", QUOTES)
def test_code_points_and_utf16_units_both_give_the_quoted_words(quote: str) -> None:
    expected = Span(*span_of(quote))
    by_points, by_units = mark(span_of(quote), quote=quote), mark(in_units(HARD, quote), quote=quote)
    assert settled(HARD, HARD, [by_points]) == [(expected,)]
    assert settled(HARD, HARD, [by_units]) == [(expected,)]


def test_the_quotes_of_one_coding_settle_how_its_other_offsets_are_counted() -> None:
    unquoted = in_units(EMOJI, "men")
    told = mark(in_units(EMOJI, "two"), quote="two")
    assert settled(EMOJI, EMOJI, [told, mark(unquoted)])[1] == (Span(*span_of("men", EMOJI)),)


def test_an_offset_behind_an_emoji_without_words_is_refused_and_not_guessed() -> None:
    (reason,) = settled(EMOJI, EMOJI, [mark((10, 13))])
    assert isinstance(reason, str)
    assert "characters or UTF-16 units" in reason


def test_an_offset_before_the_first_emoji_needs_no_words() -> None:
    assert settled(EMOJI, EMOJI, [mark((0, 3))]) == [(Span(0, 3),)]


def test_a_person_may_say_what_the_offsets_count() -> None:
    start, end = span_of("two", EMOJI)
    units = in_units(EMOJI, "two")
    assert settled(EMOJI, EMOJI, [mark((start, end))], Counting.CODE_POINTS) == [(Span(start, end),)]
    assert settled(EMOJI, EMOJI, [mark(units)], Counting.UTF16) == [(Span(start, end),)]


def test_what_a_mark_knows_of_itself_goes_before_what_is_said_of_the_file() -> None:
    start, end = span_of("men", EMOJI)
    known = mark((start, end), counting=Counting.CODE_POINTS)
    assert settled(EMOJI, EMOJI, [known], Counting.UTF16) == [(Span(start, end),)]


def test_a_unit_inside_a_surrogate_pair_is_no_place_in_the_text() -> None:
    (reason,) = settled(EMOJI, EMOJI, [mark((0, 5))], Counting.UTF16)
    assert isinstance(reason, str)
    assert reason.startswith("The offsets 0 to 5 do not lie in the article")


def test_words_that_are_not_at_the_offsets_are_refused_with_both() -> None:
    (reason,) = settled("two men", "two men", [mark((0, 3), quote="men")])
    assert reason == "The offsets give “two”, but the file says “men”."


@pytest.mark.parametrize("span", [(0, 0), (3, 2), (0, 99), (98, 99)])
def test_offsets_that_are_no_span_of_the_text_are_refused(span: tuple[int, int]) -> None:
    (reason,) = settled("two men", "two men", [mark(span)])
    assert isinstance(reason, str)
    assert "do not lie in the article, which has 7 characters" in reason


def test_offsets_behind_windows_line_ends_are_carried_over() -> None:
    raw = "One.\r\nTwo.\rThree.\r\n"
    start = raw.index("Three")
    (spans,) = settled(raw, stored_form(raw), [mark((start, start + 5), quote="Three")])
    assert spans == (Span(*span_of("Three", stored_form(raw))),)


def test_offsets_counted_after_line_ends_were_made_alike_are_found_by_their_words() -> None:
    raw = "One.\r\nTwo.\r\nThree."
    plain = stored_form(raw)
    assert settled(raw, plain, [mark(span_of("Three", plain), quote="Three")]) == [(Span(*span_of("Three", plain)),)]


def test_a_byte_order_mark_that_is_dropped_shifts_the_offsets() -> None:
    raw = "\ufeffTwo men"
    assert settled(raw, "Two men", [mark((1, 4), quote="Two")]) == [(Span(0, 3),)]


def test_a_span_over_a_windows_line_end_keeps_it_as_one_sign() -> None:
    raw = "One.\r\nTwo."
    (spans,) = settled(raw, "One.\nTwo.", [mark((0, 10), quote="One.\r\nTwo.")])
    assert spans == (Span(0, 9),)


def test_fragments_that_only_a_line_end_parts_are_one_span_again() -> None:
    text = "two\nmen ran"
    assert settled(text, text, [mark((0, 3), (4, 7), quote="two men")]) == [(Span(0, 7),)]


def test_fragments_with_words_between_them_stay_apart_and_in_order() -> None:
    text = "two old men"
    assert settled(text, text, [mark((8, 11), (0, 3), quote="men two")]) == [(Span(0, 3), Span(8, 11))]


def test_a_mark_about_the_whole_article_has_no_spans() -> None:
    assert settled("text", "text", [mark()]) == [()]


def test_words_without_offsets_are_found_where_they_stand_once() -> None:
    assert settled(HARD, HARD, [mark(quote=FAMILY)]) == [(Span(*span_of(FAMILY)),)]


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("men", "more than once"),
        ("women", "are not in the article"),
        ("  ", "are not in the article"),
    ],
)
def test_words_that_stand_nowhere_or_twice_are_refused(quote: str, reason: str) -> None:
    said = found(quote, "two men, six men")
    assert isinstance(said, str)
    assert reason in said


@pytest.mark.parametrize(
    ("words", "quote", "is_same"),
    [
        ("two\nmen", "two men", True),
        ("two\nmen", "two\\nmen", True),
        ("two  men ", "two men", True),
        ("two men", "two Men", False),
        ("café", "cafe\u0301", False),
    ],
)
def test_words_agree_whatever_the_white_space_and_in_nothing_else(words: str, quote: str, is_same: bool) -> None:
    assert agrees(words, quote) is is_same


pieces = st.lists(st.sampled_from(["a", "bc", "é", "😀", FAMILY, "رجل", "\n", "\r\n", "\r", " "]), min_size=1).map(
    "".join
)


@given(raw=pieces, data=st.data(), is_utf16=st.booleans(), is_raw=st.booleans())
def test_a_quoted_span_is_found_again_however_it_was_counted(
    raw: str, data: st.DataObject, is_utf16: bool, is_raw: bool
) -> None:
    plain = stored_form(raw)
    text = raw if is_raw else plain
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    offsets = (utf16(text, start), utf16(text, end)) if is_utf16 else (start, end)
    (spans,) = settled(raw, plain, [mark(offsets, quote=quote)])
    if isinstance(spans, tuple):
        assert all(agrees(plain[span.start : span.end], quote) for span in spans)
    else:
        # Refused only where white space alone was marked, or where two ways of counting give the same words.
        assert (
            not quote.strip()
            or plain.count(stored_form(quote)) > 1
            or "\r" in quote[:1] + quote[-1:] + raw[start - 1 : start]
        ), spans
