"""Bytes become stored text: marks, UTF-8, a chosen encoding, a shown guess."""

from __future__ import annotations

import codecs
from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from annotator.domain.errors import ArticleRefusedError
from annotator.domain.text import stored_form
from annotator.formats.articles.encoding import SHORTEST_GUESSABLE, Decoded, decode
from tests.strategies import decoded_texts, texts

FRENCH = (
    "Au moins trente personnes ont été tuées près de la frontière, a déclaré le ministère de la défense. "
    "Les assaillants sont arrivés à l'aube ; ils ont incendié l'école et le marché avant de s'enfuir. "
)


@pytest.mark.parametrize(
    "mark, codec",
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_dropped(mark: bytes, codec: str) -> None:
    text = "Ménaka 😀 هجوم"
    assert decode(mark + text.encode(codec)) == Decoded(text, codec, False)


def test_a_mark_wins_over_the_callers_choice() -> None:
    assert decode(codecs.BOM_UTF8 + "é".encode(), "windows-1252").text == "é"


@given(texts())
def test_every_text_survives_utf_8(text: str) -> None:
    assert decode(text.encode()) == Decoded(stored_form(text), "utf-8", False)


@given(decoded_texts(), st.sampled_from(["utf-16", "utf-32", "utf-8-sig"]))
def test_every_text_survives_the_encodings_with_a_mark(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == stored_form("\ufeff" + text)


@pytest.mark.parametrize("encoding", ["windows-1252", "cp1252", "CP1252", "latin-1", "mac-roman"])
def test_a_chosen_encoding_is_used_where_the_bytes_are_not_utf_8(encoding: str) -> None:
    decoded = decode("blessés près du marché".encode(encoding), encoding)
    assert decoded.text == "blessés près du marché"
    assert decoded.encoding == codecs.lookup(encoding).name
    assert not decoded.is_guessed


def test_utf_8_goes_before_a_choice_made_for_a_whole_folder() -> None:
    assert decode("blessés".encode(), "windows-1252") == Decoded("blessés", "utf-8", False)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "iso2022_jp"])
def test_a_choice_goes_before_utf_8_where_utf_8_would_give_control_characters(codec: str) -> None:
    text = "attack 攻撃" if codec == "iso2022_jp" else "attack"
    assert decode(text.encode(codec), codec).text == text


def test_line_ends_become_line_feeds_and_nothing_else_changes() -> None:
    assert decode("a\r\nb\rc\u2028d\u00a0e\u0301".encode()).text == "a\nb\nc\u2028d\u00a0e\u0301"


def test_a_long_text_in_another_encoding_is_guessed_and_says_so() -> None:
    data = (FRENCH * 6).encode("windows-1252")
    assert len(data) >= SHORTEST_GUESSABLE
    decoded = decode(data)
    assert decoded.is_guessed
    assert decoded.text == data.decode(decoded.encoding)
    assert "Au moins trente personnes" in decoded.text


def test_a_short_text_is_never_guessed() -> None:
    with pytest.raises(ArticleRefusedError, match="too few to guess") as refusal:
        decode("tuées".encode("windows-1252") * 3)
    assert "Name the file's encoding" in refusal.value.remedy


@pytest.mark.parametrize("size", [SHORTEST_GUESSABLE - 1, SHORTEST_GUESSABLE])
def test_the_limit_of_guessing_is_500_bytes(size: int) -> None:
    data = (FRENCH * 6).encode("windows-1252")[:size]
    if size < SHORTEST_GUESSABLE:
        with pytest.raises(ArticleRefusedError):
            decode(data)
    else:
        assert decode(data).is_guessed


@pytest.mark.parametrize(
    "name", ["no-such-encoding", "utf-99", "", "hex", "zip", "rot13", "undefined", "a\0b", "x" * 300]
)
def test_a_name_that_is_no_text_encoding_is_refused(name: str) -> None:
    with pytest.raises(ArticleRefusedError):
        decode(b"caf\xe9", name)


def test_bytes_that_do_not_fit_the_chosen_encoding_are_refused_with_their_place() -> None:
    with pytest.raises(ArticleRefusedError, match="byte 3"):
        decode(b"caf\xe9", "ascii")


def test_a_truncated_mark_encoding_is_refused() -> None:
    with pytest.raises(ArticleRefusedError, match="utf-16"):
        decode(codecs.BOM_UTF16_LE + b"a\0b")


@pytest.mark.parametrize("data", [b"text\0text", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 40])
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(ArticleRefusedError, match=r"NUL|binary"):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_refusal(data: bytes) -> None:
    with suppress(ArticleRefusedError):
        decoded = decode(data)
        assert stored_form("\ufeff" + decoded.text) == decoded.text
        assert not decoded.is_guessed
