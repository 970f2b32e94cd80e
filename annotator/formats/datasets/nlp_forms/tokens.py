"""The tokens of the forms that need them, by one stated rule for every language.

A token is a run of characters that are neither white space nor punctuation, or one punctuation mark alone. Punctuation
is that of ASCII, Latin-1, Arabic, General Punctuation and CJK; an apostrophe or hyphen inside a word stays in it
("don't", "co-op"), and so does a full stop or comma between two digits ("1.5"). Combining marks, joiners and emoji are
no punctuation; a language without spaces gives long tokens. A token is cut where a mark begins or ends, so that every
mark is a run of whole tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, pairwise
from operator import not_
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
_PIECE = re.compile(f"{_WORD}+(?:(?:['’\\-]|(?<=\\d)[.,](?=\\d)){_WORD}+)*|[{SPACE}]+|[{_PUNCTUATION}]")


class Token(NamedTuple):
    """A token, or white space between two: its text and its range of code points, half-open."""

    text: str
    start: int
    end: int


class Pieces(NamedTuple):
    """Pieces of a text side by side, the n-th of each list about the n-th piece; positions count code points."""

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def kept(self, are_kept: Sequence[object]) -> Pieces:
        """Return the pieces at whose place there is something true."""
        texts, starts, ends = self
        return Pieces(list(compress(texts, are_kept)), list(compress(starts, are_kept)), list(compress(ends, are_kept)))

    def tokens(self) -> Pieces:
        """Return the pieces that are no white space."""
        return self.kept(list(map(not_, map(str.isspace, self.texts))))


def pieces_of(text: str, borders: Iterable[int] = ()) -> Pieces:
    """Return tokens and the white space between them; together they are the whole text.

    ``borders`` are the positions at which to cut.
    """
    pieces = _PIECE.findall(text)
    ends = list(accumulate(map(len, pieces)))
    cuts: dict[int, list[int]] = {}
    for border in sorted(set(borders)):
        index = bisect_right(ends, border)
        start = ends[index - 1] if index else 0
        if index < len(ends) and border > start:
            cuts.setdefault(index, [start]).append(border)
    for index in reversed(cuts):  # from the back, so that the places before stay where they are
        begins = cuts[index]
        pieces[index : index + 1] = [text[begin:stop] for begin, stop in pairwise([*begins, ends[index]])]
        ends[index:index] = begins[1:]
    return Pieces(pieces, [0, *ends[:-1]] if ends else [], ends)


def tokens_of(text: str, borders: Iterable[int] = ()) -> list[Token]:
    """Return the tokens in order, without the white space between them."""
    return [Token(*token) for token in zip(*pieces_of(text, borders).tokens(), strict=True)]


_NUMBERS = [str(number) for number in range(8_192)]
"""The positions of most articles as text."""


def number_texts(numbers: Sequence[int]) -> Iterator[str]:
    """Return ascending numbers as text, several times as fast as one by one where they are small."""
    if numbers and numbers[-1] >= len(_NUMBERS):
        return map(str, numbers)
    return map(_NUMBERS.__getitem__, numbers)
