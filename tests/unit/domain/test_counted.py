"""Numbers with their nouns."""

from __future__ import annotations

import pytest

from annotator.domain.counted import counted


@pytest.mark.parametrize(
    "number, words", [(0, "0 codings"), (1, "1 coding"), (2, "2 codings"), (1000, "1,000 codings"), (-1, "-1 codings")]
)
def test_numbers_have_their_noun(number: int, words: str) -> None:
    assert counted(number, "coding") == words


@pytest.mark.parametrize(
    "number, words", [(1, "1 agreed slot"), (2, "2 agreed slots"), (12_000, "12,000 agreed slots")]
)
def test_a_noun_may_be_more_than_a_word(number: int, words: str) -> None:
    assert counted(number, "agreed slot") == words


def test_a_plural_of_its_own_is_for_all_but_one() -> None:
    assert [counted(number, "boundary", "boundaries") for number in (0, 1, 2)] == [
        "0 boundaries",
        "1 boundary",
        "2 boundaries",
    ]
