"""The one table of words, and how counts are read for a form."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.domain.values import Count, Qualifier
from annotator.formats.datasets.incident_forms.numbers import (
    NUMBER_OF_WORD,
    best,
    highest,
    in_words,
    is_bare,
    is_exact,
    is_word_only,
    lowest,
    stated,
)
from tests.drafts import count

NUMBERS = st.none() | st.integers(0, 5000)
COUNTS = st.builds(Count, low=NUMBERS, best=NUMBERS, high=NUMBERS, qualifier=st.sampled_from(Qualifier))


def test_the_table_of_words_is_the_one_that_is_documented() -> None:
    assert {word.value: number for word, number in NUMBER_OF_WORD.items()} == {
        "tens": 10,
        "dozens": 12,
        "scores": 20,
        "hundreds": 100,
        "thousands": 1000,
        "none_reported": 0,
    }


@pytest.mark.parametrize("word", [Qualifier.SEVERAL, Qualifier.PLURAL_UNSPECIFIED])
def test_a_word_without_a_number_has_none_anywhere(word: Qualifier) -> None:
    vague = count(None, None, None, word)
    assert (lowest(vague), best(vague), highest(vague), stated(vague)) == (None, None, None, None)
    assert is_word_only(vague)


@pytest.mark.parametrize(
    "coded, numbers, is_vague",
    [
        (count(5, 5, 5), (5, 5, 5, 5), False),
        (count(54, 54, None, Qualifier.AT_LEAST), (54, 54, 54, 54), False),
        (count(100, 100, None, Qualifier.MORE_THAN), (100, 100, 100, 100), False),
        (count(None, 40, None, Qualifier.ABOUT), (40, 40, 40, 40), False),
        (count(6, None, 8, Qualifier.RANGE), (6, 6, 8, 6), False),
        (count(None, None, 10, Qualifier.AT_MOST), (None, None, 10, None), True),
        (count(None, None, None, Qualifier.DOZENS), (12, 12, 12, None), True),
        (count(None, None, None, Qualifier.HUNDREDS), (100, 100, 100, None), True),
        (count(30, None, None, Qualifier.DOZENS), (30, 30, 30, 30), False),
        (count(None, None, None, Qualifier.NONE_REPORTED), (0, 0, 0, 0), False),
        (count(0, 0, 0, Qualifier.NONE_REPORTED), (0, 0, 0, 0), False),
    ],
)
def test_a_count_is_read_as_lowest_best_highest_and_stated(
    coded: Count, numbers: tuple[int | None, ...], is_vague: bool
) -> None:
    assert (lowest(coded), best(coded), highest(coded), stated(coded)) == numbers
    assert is_word_only(coded) is is_vague


def test_nothing_coded_is_no_number_and_not_vague() -> None:
    assert (lowest(None), best(None), highest(None), stated(None)) == (None, None, None, None)
    assert not is_word_only(None)


@given(COUNTS)
def test_a_number_that_is_coded_is_never_replaced_by_a_word(coded: Count) -> None:
    if coded.low is not None:
        assert lowest(coded) == coded.low
    if coded.best is not None:
        assert best(coded) == coded.best
        assert coded.qualifier is Qualifier.NONE_REPORTED or stated(coded) == coded.best
    if coded.high is not None:
        assert highest(coded) == coded.high


@given(COUNTS)
def test_there_is_a_lowest_number_exactly_where_there_is_a_best(coded: Count) -> None:
    assert (lowest(coded) is None) == (best(coded) is None)


@pytest.mark.parametrize(
    "coded, words",
    [
        (count(None, None, None, Qualifier.PLURAL_UNSPECIFIED), "plural unspecified"),
        (count(None, None, 1200, Qualifier.AT_MOST), "at most 1,200"),
        (count(54, 54, None, Qualifier.AT_LEAST), "at least 54"),
        (count(None, None, None, Qualifier.DOZENS), "dozens"),
        (count(6, None, 8, Qualifier.RANGE), "6 to 8"),
        (count(6, 6, 8, Qualifier.EXACT), "6 (highest 8)"),
        (count(35, 40, 45, Qualifier.ABOUT), "about 40 (lowest 35, highest 45)"),
        (count(None, None, None, Qualifier.RANGE), "range"),
        (count(7, 7, 7), "7"),
    ],
)
def test_a_count_is_told_in_words_for_a_sentence(coded: Count, words: str) -> None:
    assert in_words(coded) == words


@pytest.mark.parametrize(
    "coded, is_hiding",
    [
        (count(5, 5, 5), False),
        (count(None, 5, None), False),
        (count(0, 0, 0, Qualifier.NONE_REPORTED), False),
        (count(None, None, None, Qualifier.DOZENS), False),
        (count(None, None, 10, Qualifier.AT_MOST), False),
        (count(None, 40, None, Qualifier.ABOUT), True),
        (count(40, 40, 40, Qualifier.ABOUT), True),
        (count(54, 54, None, Qualifier.AT_LEAST), True),
        (count(6, None, 8, Qualifier.RANGE), True),
        (count(6, 6, 8), True),
        (count(30, None, None, Qualifier.DOZENS), True),
        (count(3, 3, 3, Qualifier.NONE_REPORTED), True),
        (None, False),
    ],
)
def test_a_number_is_bare_where_it_hides_words_or_a_range(coded: Count | None, is_hiding: bool) -> None:
    assert is_bare(coded) is is_hiding


@given(COUNTS)
def test_a_number_that_is_not_bare_is_lowest_best_and_highest_at_once(coded: Count) -> None:
    if stated(coded) is not None and not is_bare(coded):
        assert lowest(coded) == best(coded) == highest(coded) == stated(coded)
        assert is_exact(coded)
    assert in_words(coded)
