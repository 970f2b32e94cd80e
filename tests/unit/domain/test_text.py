"""Stored text, spans and quotes, counted in code points."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given, strategies as st

from annotator.domain.errors import ArticleRefusedError, CodingError
from annotator.domain.text import CONTEXT_LENGTH, Span, quote_at, stored_form, text_hash, trimmed, unheld_character
from tests.strategies import TRICKY_PIECES, decoded_texts, spans_in, texts, texts_with_spans

# stored_form


@pytest.mark.parametrize(
    "decoded, stored",
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("a\n\rb", "a\n\nb"),
        ("a\r\r\nb", "a\n\nb"),
        ("\r\n", "\n"),
        ("\ufeffa", "a"),
        ("\ufeff\ufeffa", "\ufeffa"),
        ("a\ufeffb", "a\ufeffb"),
        ("\ufeff", ""),
        ("", ""),
        ("\n# Title", "\n# Title"),
    ],
)
def test_only_line_ends_and_one_leading_mark_change(decoded: str, stored: str) -> None:
    assert stored_form(decoded) == stored


@pytest.mark.parametrize("piece", TRICKY_PIECES)
def test_no_other_character_is_touched(piece: str) -> None:
    text = f"a{piece}b"
    assert stored_form(text) == text


@given(decoded_texts())
def test_stored_text_has_no_carriage_return_and_every_line(decoded: str) -> None:
    stored = stored_form(decoded)
    assert "\r" not in stored
    ends = decoded.count("\r\n")
    assert stored.count("\n") == decoded.count("\n") + decoded.count("\r") - ends
    assert len(stored) == len(decoded.removeprefix("\ufeff")) - ends


@given(texts())
def test_stored_text_stays_as_it_is(text: str) -> None:
    assert stored_form(text) == text


@pytest.mark.parametrize("spoilt, position", [("\0", 0), ("ab\0c", 2), ("\ufeffa\r\n\0", 2)])
def test_a_nul_is_refused_with_its_position(spoilt: str, position: int) -> None:
    with pytest.raises(ArticleRefusedError, match=f"NUL character at position {position}") as caught:
        stored_form(spoilt)
    assert caught.value.remedy


@pytest.mark.parametrize("spoilt, position", [("\ud83d", 0), ("ab\ude00", 2), ("😀\ud800", 1)])
def test_half_a_surrogate_pair_is_refused_with_its_position(spoilt: str, position: int) -> None:
    with pytest.raises(ArticleRefusedError, match=f"surrogate pair at position {position}") as caught:
        stored_form(spoilt)
    assert caught.value.remedy


# text_hash


def test_the_hash_is_the_sha_256_of_the_utf_8_bytes() -> None:
    assert text_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert text_hash("é😀") == hashlib.sha256(b"\xc3\xa9\xf0\x9f\x98\x80").hexdigest()


def test_texts_that_look_alike_have_different_hashes() -> None:
    assert len({text_hash(text) for text in ("é", "e\u0301", "e", "é\n", "\u00a0é")}) == 5


# Span


@pytest.mark.parametrize(
    "first, second, overlap",
    [
        (Span(0, 3), Span(2, 5), True),
        (Span(0, 3), Span(3, 5), False),
        (Span(0, 9), Span(3, 5), True),
        (Span(3, 5), Span(3, 5), True),
        (Span(6, 8), Span(3, 5), False),
    ],
)
def test_spans_overlap_when_they_share_a_code_point(first: Span, second: Span, overlap: bool) -> None:
    assert first.overlaps(second) is overlap
    assert second.overlaps(first) is overlap


@given(texts_with_spans())
def test_overlap_agrees_with_the_sets_of_positions(text_and_spans: tuple[str, tuple[Span, ...]]) -> None:
    _, spans = text_and_spans
    for other in spans:
        assert spans[0].overlaps(other) is bool(set(range(*spans[0])) & set(range(*other)))


def test_spans_sort_by_start_then_end() -> None:
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 1)]) == [Span(0, 1), Span(0, 9), Span(2, 3)]


# quote_at


@given(texts_with_spans())
def test_a_quote_is_what_lies_in_the_span(text_and_spans: tuple[str, tuple[Span, ...]]) -> None:
    text, spans = text_and_spans
    for span in spans:
        quote = quote_at(text, span)
        assert quote.exact == text[span.start : span.end]
        assert len(quote.exact) == span.end - span.start
        assert text[: span.start].endswith(quote.prefix)
        assert text[span.end :].startswith(quote.suffix)
        assert len(quote.prefix) == min(CONTEXT_LENGTH, span.start)
        assert len(quote.suffix) == min(CONTEXT_LENGTH, len(text) - span.end)


@given(texts_with_spans())
def test_prefix_quote_and_suffix_are_found_together_in_the_text(text_and_spans: tuple[str, tuple[Span, ...]]) -> None:
    text, spans = text_and_spans
    for span in spans:
        quote = quote_at(text, span)
        whole = quote.prefix + quote.exact + quote.suffix
        assert text.startswith(whole, span.start - len(quote.prefix))


def test_offsets_count_code_points_not_utf_16_units() -> None:
    text = "😀 𠮷 e\u0301 killed"
    assert quote_at(text, Span(0, 1)).exact == "😀"
    assert quote_at(text, Span(2, 3)).exact == "𠮷"
    assert quote_at(text, Span(4, 6)).exact == "e\u0301"
    assert quote_at(text, Span(7, 13)).exact == "killed"


@pytest.mark.parametrize("span", [Span(0, 0), Span(3, 3), Span(2, 1), Span(-1, 2), Span(0, 5), Span(4, 5), Span(9, 12)])
def test_a_span_that_is_empty_or_outside_the_text_is_refused(span: Span) -> None:
    with pytest.raises(CodingError, match=f"from {span.start} to {span.end} .* 4 characters"):
        quote_at("word", span)


@given(texts(), st.integers(), st.integers())
@example("word", 0, 4)
def test_a_span_is_taken_exactly_when_it_lies_in_the_text(text: str, start: int, end: int) -> None:
    lies_inside = start in range(len(text)) and end in range(start + 1, len(text) + 1)
    try:
        quote = quote_at(text, Span(start, end))
    except CodingError:
        assert not lies_inside
    else:
        assert lies_inside
        assert quote.exact == text[start:end]


# trimmed


@pytest.mark.parametrize(
    "text, span, inner",
    [
        ("  at least 53  ", Span(0, 15), Span(2, 13)),
        ("at least 53", Span(0, 11), Span(0, 11)),
        ("a b", Span(1, 2), Span(1, 2)),
        ("\u00a0killed\u2028\n", Span(0, 9), Span(1, 7)),
        ("x\u3000😀\t", Span(1, 4), Span(2, 3)),
        ("\u200bkilled", Span(0, 7), Span(0, 7)),
    ],
)
def test_white_space_at_the_ends_is_left_out(text: str, span: Span, inner: Span) -> None:
    assert trimmed(text, span) == inner


@given(texts().flatmap(lambda text: st.tuples(st.just(text), spans_in(text))))
def test_a_trimmed_span_lies_within_and_holds_the_same_words(text_and_span: tuple[str, Span]) -> None:
    text, span = text_and_span
    inner = trimmed(text, span)
    exact = text[inner.start : inner.end]
    assert span.start <= inner.start < inner.end <= span.end
    assert exact.strip() == text[span.start : span.end].strip()
    assert exact == exact.strip() or not exact.strip()
    assert trimmed(text, inner) == inner


# unheld_character


@pytest.mark.parametrize("text, found", [("a\0b", "U+0000"), ("\ud83d\0", "U+D83D"), ("😀\x01\ufffe", ""), ("", "")])
def test_nul_and_halves_of_pairs_are_what_no_text_file_holds(text: str, found: str) -> None:
    assert unheld_character(text) == found


@given(texts())
def test_what_a_file_of_text_holds_is_let_through(text: str) -> None:
    assert unheld_character(text.replace("\0", "")) == ""
