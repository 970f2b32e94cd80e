"""Mentions of a number of people or things in a quote: the number, the words around it and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from annotator.domain.values import Qualifier
from annotator.normalize.calendar import MONTHS
from annotator.normalize.numbers import Number, find_numbers
from annotator.normalize.vocabulary import (
    NOT_A_TOLL,
    OUTCOMES,
    PART_OF,
    PEOPLE,
    PLURAL_PEOPLE,
    QUALIFIERS_AFTER,
    QUALIFIERS_BEFORE,
    THINGS,
    Outcome,
    words_of,
)

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:\s?[-–]\s?\d{{1,2}}|\s(?:to|and)\s\d{{1,2}})?(?:\sde)?\s{_MONTH}\b\.?(?:,?\s(?:de\s)?(?:\d{{4}}\b|\d\d(?=\s*(?:$|[-–—(),.;:]))))?"
    rf"|\b{_MONTH}\.?\s\d{{1,2}}(?!\d)(?:,?\s\d{{4}})?|\b{_MONTH}\.?\s\d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BETWEEN = re.compile(r"\b(?:between|entre)\s+$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:to|-|–|—|or|à|ou|o|a)\s*", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|et|y)\s+", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|de|between|entre)\s+$", re.IGNORECASE)
_BEFORE = tuple(
    (
        qualifier,
        re.compile(rf"(?:^|(?<=\W))(?:{words})\s+(?:the\s+|other\s+)?$".replace(r"~)\s+", r"~)\s*"), re.IGNORECASE),
    )
    for qualifier, words in QUALIFIERS_BEFORE
)
_AFTER = tuple((qualifier, re.compile(rf"\s*(?:{words})", re.IGNORECASE)) for qualifier, words in QUALIFIERS_AFTER)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_BREAKING = re.compile(r"[.,;:()\[\]\"“”«»\d—–]")
_STOPPING = frozenset(
    words_of(
        """
        and or were was is are have has had been be who that which when while in on at from near by after
        during with for to as et ou y o ont été étaient sont dans por en fueron han sido
        """
    )
)
_DETERMINER = re.compile(r"\b(?:the|his|her|their|its|another|this|that|el|la|le|son|sa|su)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?\b")
_SEARCHED_WORDS = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """One number in a quote.

    ``start`` to ``end`` is the whole phrase with qualifier and noun. ``counts_people`` is None where the noun is not
    known. ``is_part`` marks a number that is part of the one before (“including two children”).
    """

    start: int
    end: int
    number_start: int
    number_end: int
    value: int
    high: int | None
    qualifier: Qualifier
    counts_people: bool | None
    outcome: Outcome | None = None
    is_part: bool = False


def mentions_of(quote: str) -> list[Mention]:
    """Return the mentions of a quote in order; numbers that cannot be a toll are left out."""
    text = _masked(quote)
    numbers = [number for number in find_numbers(text) if not number.is_article or _is_one_person(text, number)]
    mentions: list[Mention] = []
    index = 0
    while index < len(numbers):
        high = _range_end(text, numbers, index)
        mentions.append(_mention(text, numbers[index], high))
        index += 1 if high is None else 2
    return _with_outcomes(text, mentions)


def counts_things(text: str, position: int) -> bool:
    """Tell whether the noun after a position is known to be no people."""
    return _noun(text, position)[0] is False


def _masked(quote: str) -> str:
    """Return the quote, as long as before, with numbers that are no tolls blanked out."""
    text = NOT_A_TOLL.sub(_blank, _DATE.sub(_blank, quote))
    return _YEAR.sub(lambda year: year[0] if _noun(text, year.end())[0] else _blank(year), text)


def _blank(found: re.Match[str]) -> str:
    return "·" * len(found[0])


def one_person(text: str) -> str:
    """Return the first phrase that tells of one person without a number, “the driver”; empty when there is none."""
    for determiner in _DETERMINER.finditer(text):
        end = _end_of_one_person(text, determiner.end())
        if end:
            return text[determiner.start() : end]
    return ""


def _is_one_person(text: str, number: Number) -> bool:
    return _end_of_one_person(text, number.end) > 0


def _end_of_one_person(text: str, position: int) -> int:
    """Return where a noun for one person ends that begins about ``position``, 0 when there is none."""
    counts_people, end = _noun(text, position)
    words = text[position:end].lower().split()
    is_one = counts_people and "of" not in words and words[-1] not in PLURAL_PEOPLE
    return end if is_one and not _POSSESSIVE.match(text, end) else 0


def _noun(text: str, position: int) -> tuple[bool | None, int]:
    """Return whether the noun after a number is people (None when unknown), and where it ends.

    In a row of nouns the last decides: “police officers” are people, “police vehicles” are not.
    """
    counts_people: bool | None = None
    end = position
    for searched, word in enumerate(_WORD.finditer(text, position)):
        lower = word[0].lower()
        if searched == _SEARCHED_WORDS or lower in _STOPPING or _BREAKING.search(text, position, word.start()):
            break
        is_known = lower in PEOPLE or lower in THINGS
        if counts_people is not None and not is_known:
            break
        if is_known:
            counts_people, end = lower in PEOPLE, word.end()
    return counts_people, end


def _range_end(text: str, numbers: list[Number], index: int) -> Number | None:
    """Return the second number of “six to eight” or “between six and eight” that begins at ``index``."""
    if index + 1 >= len(numbers):
        return None
    low, high = numbers[index], numbers[index + 1]
    joint = text[low.end : high.start]
    is_range = _TO.fullmatch(joint) or (_AND.fullmatch(joint) and _BETWEEN.search(text, 0, low.start))
    return high if is_range and high.value > low.value and not low.is_article and not high.is_article else None


def _mention(text: str, number: Number, high: Number | None) -> Mention:
    last = high or number
    start = number.start
    qualifier = Qualifier.EXACT if high is None else Qualifier.RANGE
    counts_people, end = _noun(text, last.end)
    if high is not None:
        before = _FROM.search(text, 0, start)
        start = before.start() if before else start
    else:
        qualifier, start, end = _qualified(text, number, end)
    return Mention(
        start=start,
        end=max(end, last.end),
        number_start=number.start,
        number_end=last.end,
        value=number.value,
        high=high.value if high else None,
        qualifier=qualifier,
        counts_people=counts_people,
    )


def _qualified(text: str, number: Number, noun_end: int) -> tuple[Qualifier, int, int]:
    """Return the qualifier with the start and end of the phrase."""
    for qualifier, pattern in _BEFORE:
        found = pattern.search(text[: number.start])
        if found:
            return qualifier, found.start(), noun_end
    for qualifier, pattern in _AFTER:
        for end in (number.end, noun_end):
            found = pattern.match(text, end)
            if found:
                return qualifier, number.start, max(noun_end, found.end())
    return Qualifier.EXACT, number.start, noun_end


def _with_outcomes(text: str, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with what happened to those counted, and whether they are part of others."""
    told = sorted((found.start(), outcome) for outcome, pattern in OUTCOMES.items() for found in pattern.finditer(text))
    is_active = bool(told and mentions and told[0][0] < mentions[0].number_start)
    completed: list[Mention] = []
    for index, mention in enumerate(mentions):
        before = mentions[index - 1].number_end if index else 0
        after = mentions[index + 1].number_start if index + 1 < len(mentions) else len(text)
        previous = completed[-1].outcome if completed else None
        outcome = (
            _active_outcome(told, before, mention, after, previous) if is_active else _passive_outcome(told, mention)
        )
        is_part = index > 0 and PART_OF.search(text, before, mention.number_start) is not None
        completed.append(replace(mention, outcome=outcome or previous, is_part=is_part))
    return completed


def _active_outcome(
    told: list[tuple[int, Outcome]], before: int, mention: Mention, after: int, previous: Outcome | None
) -> Outcome | None:
    """“killed 10 and wounded 20”: the last word since the number before, else the next one, else as before."""
    preceding = [outcome for position, outcome in told if before <= position < mention.number_start]
    following = [outcome for position, outcome in told if mention.number_end <= position < after]
    if preceding:
        return preceding[-1]
    return following[0] if following and previous is None else previous or None


def _passive_outcome(told: list[tuple[int, Outcome]], mention: Mention) -> Outcome | None:
    """“10 were killed and 20 wounded”: the next word after the number."""
    return next((outcome for position, outcome in told if position >= mention.number_end), None)
