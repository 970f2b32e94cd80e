"""Mentions: the phrase around a number, whom it counts, what happened to them."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotator.domain.values import Qualifier
from annotator.normalize.mentions import counts_things, mentions_of, one_person
from annotator.normalize.vocabulary import PEOPLE, PLURAL_PEOPLE, THINGS, Outcome
from tests.strategies import texts


@pytest.mark.parametrize(
    "quote, phrases",
    [
        ("At least 47 soldiers and a villager died", ["At least 47 soldiers", "a villager"]),
        ("between six and eight people", ["between six and eight people"]),
        ("killed 10 or more", ["10 or more"]),
        ("47 Malian army soldiers were hit", ["47 Malian army soldiers"]),
        ("an army of ants", []),
        ("12, 13 and 14", ["12", "13", "14"]),
        ("😀 12 people 😀", ["12 people"]),
    ],
)
def test_a_mention_is_the_whole_phrase(quote: str, phrases: list[str]) -> None:
    assert [quote[one.start : one.end] for one in mentions_of(quote)] == phrases


@pytest.mark.parametrize(
    "quote, counts_people",
    [
        ("12 people", True),
        ("two police officers", True),
        ("two police vehicles", False),
        ("three car bombs", False),
        ("ten survivors", False),
        ("twelve zorbs", None),
        ("12", None),
        ("12. People", None),
        ("12 and people", None),
    ],
)
def test_the_last_noun_of_the_phrase_tells_who_is_counted(quote: str, counts_people: bool | None) -> None:
    assert mentions_of(quote)[0].counts_people is counts_people


@pytest.mark.parametrize(
    "quote, outcomes",
    [
        ("killed 10 and wounded 20", [Outcome.KILLED, Outcome.WOUNDED]),
        ("10 were killed and 20 wounded", [Outcome.KILLED, Outcome.WOUNDED]),
        ("killed 10 soldiers and 5 civilians", [Outcome.KILLED, Outcome.KILLED]),
        ("10 soldiers and 5 civilians were killed", [Outcome.KILLED, Outcome.KILLED]),
        ("12 pupils are missing", [Outcome.MISSING]),
        ("12 pupils", [None]),
    ],
)
def test_verbs_on_either_side_tell_the_outcome(quote: str, outcomes: list[Outcome | None]) -> None:
    assert [one.outcome for one in mentions_of(quote)] == outcomes


@pytest.mark.parametrize("words", ["including", "among them", "of whom", "dont", "entre ellos"])
def test_a_part_of_another_number_is_marked(words: str) -> None:
    assert [one.is_part for one in mentions_of(f"12 people, {words} 3 children")] == [False, True]


def test_a_range_is_one_mention_with_both_ends() -> None:
    (only,) = mentions_of("six to eight people")
    assert (only.value, only.high, only.qualifier) == (6, 8, Qualifier.RANGE)


def test_a_falling_pair_is_no_range() -> None:
    assert [(one.value, one.high) for one in mentions_of("8-6")] == [(8, None), (6, None)]


@pytest.mark.parametrize(
    "text, phrase",
    [
        ("the driver was hurt", "the driver"),
        ("his wife", "his wife"),
        ("the local mayor", "the local mayor"),
        ("the soldiers", ""),
        ("the mayor's house", ""),
        ("the house", ""),
        ("the murder of judges", ""),
        ("a driver", ""),
    ],
)
def test_one_person_is_known_by_a_determiner_and_a_singular(text: str, phrase: str) -> None:
    assert one_person(text) == phrase


def test_things_are_known_after_a_position() -> None:
    assert counts_things("two houses", 3)
    assert not counts_things("two people", 3)
    assert not counts_things("two zorbs", 3)


def test_no_word_is_both_people_and_thing_and_plurals_are_people() -> None:
    assert not PEOPLE & THINGS
    assert PLURAL_PEOPLE <= PEOPLE
    assert {"women", "policemen", "families", "missionaries", "soldiers", "malians"} <= PLURAL_PEOPLE


@given(texts())
def test_mentions_lie_in_the_quote_and_do_not_cross(quote: str) -> None:
    mentions = mentions_of(f"{quote} 12 people")
    assert mentions
    for one in mentions:
        assert 0 <= one.start <= one.number_start < one.number_end <= one.end <= len(quote) + 10
    starts = [one.number_start for one in mentions]
    assert starts == sorted(starts)
