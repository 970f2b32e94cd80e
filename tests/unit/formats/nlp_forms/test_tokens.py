"""One stated tokenisation, whatever the language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from annotator.formats.datasets.nlp_forms import tokens
from annotator.formats.datasets.nlp_forms.tokens import pieces_of, tokens_of
from tests.unit.formats.nlp_forms.hard_texts import CAFE, FAMILY, HARD, SOLDIERS, texts


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        (" \n\t", []),
        ("At least 53 soldiers.", ["At", "least", "53", "soldiers", "."]),
        ("sources.He added", ["sources", ".", "He", "added"]),
        ("about 1,200.5 km", ["about", "1,200.5", "km"]),
        ("the co-op's gate", ["the", "co-op's", "gate"]),
        ("don’t – “stop”!", ["don’t", "–", "“", "stop", "”", "!"]),
        ("-3 and 3-", ["-", "3", "and", "3", "-"]),
        ("U.N. troops", ["U", ".", "N", ".", "troops"]),
        (f"{CAFE}\u00a0:", [CAFE, ":"]),
        (f"x {FAMILY}😀 y", ["x", f"{FAMILY}😀", "y"]),
        (f"١٢ {SOLDIERS}، قال", ["١٢", SOLDIERS, "،", "قال"]),
        ("می\u200cروم؟", ["می\u200cروم", "؟"]),
        ("漢字、かな。", ["漢字", "、", "かな", "。"]),
        ("a_b", ["a", "_", "b"]),
        ("\ufeffword", ["\ufeffword"]),
    ],
)
def test_tokens_follow_the_stated_rule(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens_of(text)] == expected


def test_white_space_is_exactly_what_the_language_calls_so() -> None:
    listed = re.compile(f"[{tokens.SPACE}]")
    assert [c for c in map(chr, range(0x110000)) if bool(listed.match(c)) != c.isspace()] == []


def test_no_white_space_counts_as_punctuation() -> None:
    listed = re.compile(f"[{tokens._PUNCTUATION}]")
    assert [c for c in map(chr, range(0x3100)) if listed.match(c) and c.isspace()] == []


def test_a_token_is_cut_where_a_mark_begins_or_ends() -> None:
    assert [token.text for token in tokens_of("uncountable", [2, 7])] == ["un", "count", "able"]


def test_white_space_is_cut_as_well() -> None:
    assert pieces_of("a   b", [2]).texts == ["a", " ", "  ", "b"]


@pytest.mark.parametrize("border", [0, 5, 6, 11, 12, 99])
def test_borders_between_pieces_and_outside_the_text_cut_nothing(border: int) -> None:
    assert [token.text for token in tokens_of("seven eight", [border])] == ["seven", "eight"]


@given(texts, st.lists(st.integers(0, 60)))
def test_pieces_are_the_whole_text_and_end_at_every_border(text: str, borders: list[int]) -> None:
    pieces = list(zip(*pieces_of(text, borders), strict=True))
    assert "".join(piece for piece, *_ in pieces) == text
    assert all(text[start:end] == piece for piece, start, end in pieces)
    ends = {0, *(end for *_, end in pieces)}
    assert {border for border in borders if border <= len(text)} <= ends


@given(texts)
def test_a_token_holds_no_white_space_and_all_else_is_in_one(text: str) -> None:
    found = tokens_of(text)
    assert not any(character.isspace() for token in found for character in token.text)
    assert "".join(token.text for token in found) == "".join(text.split())


def test_every_hard_character_is_in_a_token_once() -> None:
    covered = [position for token in tokens_of(HARD) for position in range(token.start, token.end)]
    assert covered == [position for position, character in enumerate(HARD) if not character.isspace()]
