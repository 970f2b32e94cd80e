"""The words of an expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class ExpressionError(ValueError):
    """An expression cannot be read; ``column`` counts characters from 1."""

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(f"{reason} (column {column})")
        self.reason = reason
        self.column = column


class TokenKind(Enum):
    """What sort of word a token is."""

    NUMBER = "number"
    STRING = "string"
    NAME = "name"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    """One word with the column it starts at, counted from 1; a string's text is without its quotes."""

    kind: TokenKind
    text: str
    column: int


_WORD = re.compile(
    r"""(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?(?![0-9A-Za-z_]))
      | (?P<string>'(?:[^']|'')*')
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign><=|>=|!=|[=<>+\-().,])""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*")


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of ``text`` and at last an END token.

    Raises ExpressionError at the first character that begins no word.
    """
    position = _after_space(text, 0)
    while position < len(text):
        found = _WORD.match(text, position)
        if found is None:
            raise ExpressionError(_reason(text[position]), position + 1)
        yield _token(found)
        position = _after_space(text, found.end())
    yield Token(TokenKind.END, "", len(text) + 1)


def _after_space(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position


def _token(found: re.Match[str]) -> Token:
    kind = TokenKind(found.lastgroup)
    word = found.group()
    if kind is TokenKind.STRING:
        word = word[1:-1].replace("''", "'")
    return Token(kind, word, found.start() + 1)


def _reason(character: str) -> str:
    if character == "'":
        return "the quotation mark is not closed"
    if character.isdigit():
        return "a number has at most 15 digits and no letters"
    return f"{character!r} means nothing here"
