"""One stated tokenisation, whatever the language."""

from __future__ import annotations

import re
from operator import add

import pytest
from hypothesis import given, strategies as st

from annotator.formats.datasets.nlp_forms import tokens
from annotator.formats.datasets.nlp_forms.tokens import NumberTexts, Tokens, tokens_and_space, tokens_of
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
    assert tokens_of(text).texts == expected


def test_white_space_is_exactly_what_the_language_calls_so() -> None:
    listed = re.compile(f"[{tokens.SPACE}]")
    assert [c for c in map(chr, range(0x110000)) if bool(listed.match(c)) != c.isspace()] == []


def test_no_white_space_counts_as_punctuation() -> None:
    listed = re.compile(f"[{tokens._PUNCTUATION}]")
    assert [c for c in map(chr, range(0x3100)) if listed.match(c) and c.isspace()] == []


def test_a_token_is_cut_where_a_mark_begins_or_ends() -> None:
    assert tokens_of("uncountable", [2, 7]).texts == ["un", "count", "able"]


def test_white_space_is_never_cut() -> None:
    assert tokens_and_space("a   b", [2, 3]) == Tokens(["a", "  ", "b"], [0, 2, 4], [1, 4, 5])


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        (" ", [" "]),
        ("  a", ["  ", "a"]),
        ("a b", ["a", "b"]),
        ("a ", ["a"]),
        ("a  ", ["a", " "]),
        ("a.\n\nb", ["a", ".", "\n\n", "b"]),
        ("a \n b", ["a", "\n ", "b"]),
        ("a\u00a0b", ["a", "\u00a0", "b"]),
    ],
)
def test_all_white_space_but_one_space_after_a_token_is_a_token_for_spacy(text: str, expected: list[str]) -> None:
    assert tokens_and_space(text).texts == expected


def test_a_token_cut_twice_keeps_its_parts_in_order_beside_others_that_are_cut() -> None:
    assert tokens_of("uncountable\nwonders", [7, 2, 15, 2]) == Tokens(
        ["un", "count", "able", "won", "ders"], [0, 2, 7, 12, 15], [2, 7, 11, 15, 19]
    )


@pytest.mark.parametrize("border", [0, 5, 6, 11, 12, 99])
def test_borders_between_pieces_and_outside_the_text_cut_nothing(border: int) -> None:
    assert tokens_of("seven eight", [border]).texts == ["seven", "eight"]


@given(texts, st.lists(st.integers(0, 60)))
def test_tokens_with_their_space_are_the_whole_text(text: str, borders: list[int]) -> None:
    tokens = tokens_and_space(text, borders)
    between = [text[end:start] for end, start in zip(tokens.ends, [*tokens.starts[1:], len(text)], strict=True)]
    assert {*between} <= {"", " "}
    assert "".join(map(add, tokens.texts, between)) == text
    assert all(text[start:end] == token for token, start, end in zip(*tokens, strict=True))


@given(texts, st.lists(st.integers(0, 60)))
def test_no_token_reaches_over_a_border_inside_it(text: str, borders: list[int]) -> None:
    _, starts, ends = tokens_of(text, borders)
    assert not [border for border in borders for start, end in zip(starts, ends, strict=True) if start < border < end]


@given(texts, st.lists(st.integers(0, 60)))
def test_a_token_holds_no_white_space_and_all_else_is_in_one(text: str, borders: list[int]) -> None:
    found, starts, ends = tokens_of(text, borders)
    assert not any(character.isspace() for token in found for character in token)
    assert "".join(found) == "".join(text.split())
    assert [text[start:end] for start, end in zip(starts, ends, strict=True)] == found


@given(texts, st.lists(st.integers(0, 60)))
def test_the_tokens_without_white_space_are_those_with_it_but_for_it(text: str, borders: list[int]) -> None:
    everything = zip(*tokens_and_space(text, borders), strict=True)
    assert [one for one in everything if not one[0].isspace()] == list(zip(*tokens_of(text, borders), strict=True))


def test_every_hard_character_is_in_a_token_once() -> None:
    _, starts, ends = tokens_of(HARD)
    covered = [position for start, end in zip(starts, ends, strict=True) for position in range(start, end)]
    assert covered == [position for position, character in enumerate(HARD) if not character.isspace()]


@pytest.mark.parametrize("numbers", [[], [0], [7, 12], [3, 8_191], [3, 8_192], [8_191, 1_000_000]])
def test_numbers_are_written_between_what_stands_around_them(numbers: list[int]) -> None:
    texts_of = NumberTexts(b"100% ", b"%d,")
    assert texts_of.of(numbers) == [f"100% {number}%d,".encode() for number in numbers]
