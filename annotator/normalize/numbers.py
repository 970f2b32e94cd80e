"""Numbers in running text: digits with separators, and number words in English, French and Spanish.

Positions are code points of the text given; case does not matter.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_FRENCH = "zéro _ deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
)
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "vingt trente quarante cinquante soixante",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
)
_HUNDREDS = "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"

SMALL_NUMBERS: dict[str, int] = {
    **{word: value for words in (_ENGLISH, _FRENCH, _SPANISH) for value, word in enumerate(words.split())},
    **{word: 20 + 10 * step for words in _TENS for step, word in enumerate(words.split())},
    "veintiún": 21,
    "vingts": 20,
    **dict.fromkeys(("un", "une", "una"), 1),
}
"""Words for numbers below a hundred that stand by themselves."""
del SMALL_NUMBERS["_"]

_WHOLE_HUNDREDS = {word: 100 * value for value, word in enumerate(_HUNDREDS.split(), start=2)}
_MULTIPLIERS = {
    "dozen": 12,
    "hundred": 100,
    "cent": 100,
    "cents": 100,
    "cien": 100,
    "ciento": 100,
    "thousand": 1000,
    "mille": 1000,
    "mil": 1000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "millón": 1_000_000,
    "millones": 1_000_000,
}
ARTICLES = frozenset({"a", "an", "un", "une", "una"})
_JOINING = frozenset({"and", "y", "et"})
_TOKEN = re.compile(r"\d{1,3}(?:[,. \u00a0\u2009\u202f]\d{3})+(?!\d)|\d+|[^\W\d_]+")
_GAP = re.compile(r"[\s\-‐‑]+")


class Number(NamedTuple):
    """A number in a text: where it stands and what it is; ``is_article`` for the “a” of “a civilian”."""

    start: int
    end: int
    value: int
    is_article: bool = False


class _Token(NamedTuple):
    start: int
    end: int
    word: str


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order, the longest reading of each.

    “a” counts as one and is marked as an article, except before “hundred”, “thousand” and “dozen”, to which it belongs.
    """
    tokens = [_Token(found.start(), found.end(), found[0].lower()) for found in _TOKEN.finditer(text)]
    numbers: list[Number] = []
    index = 0
    while index < len(tokens):
        length, number = _number_at(tokens, index, text)
        if number is not None:
            numbers.append(number)
        index += max(1, length)
    return numbers


def _number_at(tokens: list[_Token], index: int, text: str) -> tuple[int, Number | None]:
    """Return how many tokens the number at ``index`` takes, and the number."""
    reading = _Reading()
    length = 0
    first = tokens[index]
    if first.word in ARTICLES:
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is None or following.word not in _MULTIPLIERS or not _is_near(first, following, text):
            return 1, Number(first.start, first.end, 1, is_article=True)
        length = 1
    position = index + length
    while position < len(tokens) and (position == index or _is_near(tokens[position - 1], tokens[position], text)):
        word = tokens[position].word
        if reading.takes(word):
            position += 1
            length = position - index
        elif word in _JOINING and reading.may_join(word) and position > index:
            position += 1
        else:
            break
    if not reading.has_value:
        return 0, None
    return length, Number(first.start, tokens[index + length - 1].end, reading.value)


def _is_near(left: _Token, right: _Token, text: str) -> bool:
    return _GAP.fullmatch(text, left.end, right.start) is not None


class _Reading:
    """A number as far as it has been read."""

    def __init__(self) -> None:
        self.has_value = False
        self._thousands = 0
        self._rest = 0

    @property
    def value(self) -> int:
        """The number read."""
        return self._thousands + self._rest

    def takes(self, word: str) -> bool:
        """Read one more word if it continues the number; tell whether it does."""
        if word in _MULTIPLIERS:
            continues = self._multiply(_MULTIPLIERS[word])
        elif word[0].isdecimal():
            continues = not self.has_value
            self._rest = int(re.sub(r"\D", "", word)) if continues else self._rest
        else:
            continues = self._add(word)
        self.has_value = self.has_value or continues
        return continues

    def may_join(self, word: str) -> bool:
        """Tell whether “and” may stand here: after hundreds in English, after tens in French and Spanish."""
        if word == "and":
            return self.value >= 100 and self._rest % 100 == 0
        return self._rest % 10 == 0 and self._rest % 100 >= 20

    def _multiply(self, factor: int) -> bool:
        if factor < 1000:
            if self._rest > 99 or (self.has_value and self._rest == 0):
                return False
            self._rest = max(1, self._rest) * factor
            return True
        if self._thousands:
            return False
        self._thousands, self._rest = max(1, self._rest) * factor, 0
        return True

    def _add(self, word: str) -> bool:
        value = _WHOLE_HUNDREDS.get(word) or SMALL_NUMBERS.get(word)
        if value is None:
            return False
        tail = self._rest % 100
        if value >= 100:
            fits = self._rest == 0
        elif tail == 4 and word in {"vingt", "vingts"}:
            value, fits = 76, True
        elif tail == 0:
            fits = not self.has_value or self.value > 0
        else:
            fits = _continues_tens(tail, value)
        if fits:
            self._rest += value
        return fits


def _continues_tens(tens: int, units: int) -> bool:
    """Tell whether tens may be followed by a unit; French counts on to 19 after 60 and 80, and says “dix-sept”."""
    if tens in {60, 80}:
        return 0 < units < 20
    if tens == 10:
        return 7 <= units <= 9
    return tens % 10 == 0 and tens >= 20 and 0 < units < 10
