"""Numbers in running text, as digits and as words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from annotator.normalize.numbers import Number, find_numbers
from tests.strategies import texts

ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """Write a number below a million in English words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{ONES[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    return f"{in_words(thousands)} thousand" + (f" {in_words(rest)}" if rest else "")


def values(text: str) -> list[int]:
    return [number.value for number in find_numbers(text)]


@given(st.integers(0, 999_999))
def test_english_number_words_are_read(number: int) -> None:
    words = in_words(number)
    assert find_numbers(words) == [Number(0, len(words), number)]
    assert values(words.upper()) == [number]


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "\u2009"]))
def test_digits_are_read_with_any_separator_of_thousands(number: int, separator: str) -> None:
    assert values(f"{number:,}".replace(",", separator)) == [number]
    assert values(str(number)) == [number]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("fifty-three", [53]),
        ("fifty three", [53]),
        ("one hundred and five", [105]),
        ("a hundred", [100]),
        ("a dozen", [12]),
        ("two dozen", [24]),
        ("3 million", [3_000_000]),
        ("12 thousand", [12_000]),
        ("hundred and", [100]),
        ("six to eight", [6, 8]),
        ("10 and 20", [10, 20]),
        ("two three", [2, 3]),
        ("twenty and five", [20, 5]),
        ("seven hundred, six", [700, 6]),
        ("quatre-vingt-dix-sept", [97]),
        ("quatre-vingts", [80]),
        ("soixante et onze", [71]),
        ("vingt et un", [21]),
        ("deux cents", [200]),
        ("mille deux cents", [1200]),
        ("dix-sept", [17]),
        ("treinta y dos", [32]),
        ("veintidós", [22]),
        ("doscientos cinco", [205]),
        ("ciento veinte", [120]),
        ("cien", [100]),
        ("1990, 30", [1990, 30]),
        ("1,2", [1, 2]),
        ("1,2345", [1, 2345]),
        ("dozens of hundreds", []),
        ("nothing here", []),
        ("", []),
    ],
)
def test_numbers_are_read_as_long_as_they_go_on(text: str, expected: list[int]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize("article", ["a", "an", "A", "un", "une", "una"])
def test_an_article_counts_as_one_and_is_marked(article: str) -> None:
    assert find_numbers(f"{article} civilian") == [Number(0, len(article), 1, is_article=True)]


@given(texts())
def test_positions_are_code_points_in_order_and_apart(text: str) -> None:
    numbers = find_numbers(text)
    assert all(0 <= one.start < one.end <= len(text) for one in numbers)
    assert all(left.end <= right.start for left, right in pairwise(numbers))


@given(texts(), st.integers(2, 99))
def test_a_number_is_found_behind_any_text(text: str, number: int) -> None:
    found = find_numbers(f"{text}; {number} ;")
    assert found[-1] == Number(len(text) + 2, len(text) + 2 + len(str(number)), number)
