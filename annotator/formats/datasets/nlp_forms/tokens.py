"""The tokens of the forms that need them, by one stated rule for every language.

A token is a run of characters that are neither white space nor punctuation, or one punctuation mark alone. Punctuation
is that of ASCII, Latin-1, Arabic, General Punctuation and CJK; an apostrophe or hyphen inside a word stays in it
("don't", "co-op"), and so does a full stop or comma between two digits ("1.5"). Combining marks, joiners and emoji are
no punctuation; a language without spaces gives long tokens. A token is cut where a mark begins or ends, so that every
mark is a run of whole tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, compress, count
from operator import add, not_
from typing import NamedTuple

_PUNCTUATION = (
    "!-/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    "\u060c\u061b\u061f\u066a-\u066d\u06d4\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u301f\u3030"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
# What \\s matches, one by one: a set without a category is looked up in a table, which is much faster.
SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""The characters that are white space, for a set of a pattern."""
_WORD = f"[^{SPACE}{_PUNCTUATION}]"
# Nothing is ever given back: a word ends where the next character cannot be part of it.
_TOKEN = f"(?:{_WORD}++(?:(?:['’\\-]|(?<=\\d)[.,](?=\\d)){_WORD}++)*+|[{_PUNCTUATION}])"
_WITH_ALL_SPACE = re.compile(f"{_TOKEN}[{SPACE}]*+|[{SPACE}]+")
_WITH_ONE_SPACE = re.compile(f"{_TOKEN} ?|[{SPACE}]+")
"""Tokens with the white space after them, and white space that comes after no token."""


class Tokens(NamedTuple):
    """Tokens of a text side by side, the n-th of each list about the n-th token; positions count code points."""

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


def tokens_of(text: str, borders: Iterable[int] = ()) -> Tokens:
    """Return the tokens in order, without the white space between them; ``borders`` are where to cut."""
    texts, starts, ends = _cut(text, _WITH_ALL_SPACE, borders)
    first = 1 if texts and not texts[0] else 0  # white space at the beginning comes after no token
    return Tokens(texts[first:], starts[first:], ends[first:])


def tokens_and_space(text: str, borders: Iterable[int] = ()) -> Tokens:
    """Return the tokens as spaCy has them: white space is a token as well, but for one space after another token."""
    tokens = _cut(text, _WITH_ONE_SPACE, borders)
    texts, starts, ends = list(tokens.texts), tokens.starts, list(tokens.ends)
    for index in list(compress(count(), map(not_, texts))):
        ends[index] = starts[index + 1] if index + 1 < len(starts) else len(text)
        texts[index] = text[starts[index] : ends[index]]
    return Tokens(texts, starts, ends)


def _cut(text: str, pattern: re.Pattern[str], borders: Iterable[int]) -> Tokens:
    """Return the tokens of a pattern, and an empty one where it finds white space that comes after no token."""
    pieces = pattern.findall(text)
    starts = list(accumulate(map(len, pieces), initial=0))[:-1]
    texts = list(map(str.rstrip, pieces))
    ends = list(map(add, starts, map(len, texts)))
    cuts: dict[int, list[int]] = {}
    for border in sorted(set(borders)):
        index = bisect_left(starts, border) - 1
        if index >= 0 and border < ends[index]:
            cuts.setdefault(index, []).append(border)
    for index in reversed(cuts):  # from the back, so that the places before stay where they are
        begins, stops = [starts[index], *cuts[index]], [*cuts[index], ends[index]]
        texts[index : index + 1] = [text[begin:stop] for begin, stop in zip(begins, stops, strict=True)]
        starts[index : index + 1], ends[index : index + 1] = begins, stops
    return Tokens(texts, starts, ends)


_SMALL = 8_192


class NumberTexts:
    """Numbers as ASCII between what stands ``before`` and ``after`` each; small ones, most positions, are kept made."""

    def __init__(self, before: bytes = b"", after: bytes = b"") -> None:
        self._pattern = before.replace(b"%", b"%%") + b"%d" + after.replace(b"%", b"%%")
        self._made = list(map(self._pattern.__mod__, range(_SMALL)))

    def of(self, ascending: Sequence[int]) -> list[bytes]:
        """Return what is written for each of these numbers."""
        if ascending and ascending[-1] >= _SMALL:
            return list(map(self._pattern.__mod__, ascending))
        made = self._made
        return [made[number] for number in ascending]
