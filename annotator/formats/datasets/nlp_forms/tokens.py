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
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

_PUNCTUATION = (
    "!-/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    "\u060c\u061b\u061f\u066a-\u066d\u06d4\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u301f\u3030"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
# What \\s matches, one by one: a set without a category is looked up in a table, which is much faster.
_SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_WORD = f"[^{_SPACE}{_PUNCTUATION}]"
_PIECE = re.compile(f"{_WORD}+(?:(?:['’\\-]|(?<=\\d)[.,](?=\\d)){_WORD}+)*|[{_SPACE}]+|[{_PUNCTUATION}]")


class Token(NamedTuple):
    """A token, or white space between two: its text and its range of code points, half-open."""

    text: str
    start: int
    end: int


def pieces_of(text: str, borders: Iterable[int] = ()) -> Iterator[tuple[str, int, int]]:
    """Yield tokens and the white space between them as text, start and end; together they are the whole text.

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
    if cuts:
        pieces = list(chain.from_iterable(_cut(text, piece, cuts.get(i), ends[i]) for i, piece in enumerate(pieces)))
        ends = list(accumulate(map(len, pieces)))
    return zip(pieces, chain((0,), ends), ends, strict=False)


def tokens_of(text: str, borders: Iterable[int] = ()) -> list[Token]:
    """Return the tokens in order, without the white space between them."""
    return [Token(*piece) for piece in pieces_of(text, borders) if not piece[0].isspace()]


def _cut(text: str, piece: str, cuts: list[int] | None, end: int) -> Iterable[str]:
    if cuts is None:
        return (piece,)
    return [text[begin:stop] for begin, stop in pairwise([*cuts, end])]
