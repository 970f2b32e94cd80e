"""Words around numbers as numbers: the one table by which every incident form converts them.

ACLED takes 10 for "tens", 12 for "dozens" and 100 for "hundreds" (Armed Conflict Location & Event Data Project, FAQs:
ACLED fatality methodology, 2024) "and so on"; "scores" as 20 and "thousands" as 1,000 follow that rule, the number the
word names, once. "Several" and bare plurals name no number and have none here: a form that needs one must refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from annotator.domain.values import Count, Qualifier

NUMBER_OF_WORD: Mapping[Qualifier, int] = MappingProxyType(
    {
        Qualifier.TENS: 10,
        Qualifier.DOZENS: 12,
        Qualifier.SCORES: 20,
        Qualifier.HUNDREDS: 100,
        Qualifier.THOUSANDS: 1_000,
        Qualifier.NONE_REPORTED: 0,
    }
)
"""The number a word stands for."""

_SAID_BY_NUMBERS = frozenset({Qualifier.EXACT, Qualifier.RANGE})


def stated(count: Count | None) -> int | None:
    """Return the number the text gives: the best, else the lowest; None where there are only words."""
    if count is None:
        return None
    if count.qualifier is Qualifier.NONE_REPORTED:
        return 0
    return count.low if count.best is None else count.best


def lowest(count: Count | None) -> int | None:
    """Return the lowest number: as coded, else the best, else the word's; None where there is none."""
    if count is None:
        return None
    return _first(count.low, count.best, NUMBER_OF_WORD.get(count.qualifier))


def best(count: Count | None) -> int | None:
    """Return the best number: as coded, else the lowest, else the word's; None where there is none."""
    if count is None:
        return None
    return _first(count.best, count.low, NUMBER_OF_WORD.get(count.qualifier))


def highest(count: Count | None) -> int | None:
    """Return the highest number: as coded, else the best that can be had; None where there is none."""
    return None if count is None else _first(count.high, best(count))


def in_words(count: Count) -> str:
    """Return what is coded, for a sentence: ``dozens``, ``at most 10``, ``6 to 8``."""
    word, numbers = count.qualifier.value.replace("_", " "), _numbers_in_words(count)
    if not numbers:
        return word
    return numbers if count.qualifier in _SAID_BY_NUMBERS else f"{word} {numbers}"


def is_exact(count: Count) -> bool:
    """Tell whether a number alone says all that is coded: no words around it, and no range."""
    numbers = {number for number in (count.low, count.best, count.high) if number is not None}
    if count.qualifier is Qualifier.NONE_REPORTED:
        return numbers <= {0}
    return count.qualifier is Qualifier.EXACT and len(numbers) < 2


def is_bare(count: Count | None) -> bool:
    """Tell whether a count's number, standing alone, hides words or a range."""
    return count is not None and lowest(count) is not None and not is_word_only(count) and not is_exact(count)


def _numbers_in_words(count: Count) -> str:
    if count.best is None:
        return " to ".join(f"{number:,}" for number in (count.low, count.high) if number is not None)
    ends = (("lowest", count.low), ("highest", count.high))
    told = ", ".join(f"{name} {number:,}" for name, number in ends if number not in (None, count.best))
    return f"{count.best:,}" + (f" ({told})" if told else "")


def is_word_only(count: Count | None) -> bool:
    """Tell whether a count has neither lowest nor best number, but something was said."""
    return count is not None and count.low is None and count.best is None and lowest(count) != 0


def _first(*numbers: int | None) -> int | None:
    return next((number for number in numbers if number is not None), None)
