"""Positions in UTF-16, which programs in Java and JavaScript count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

_LAST_OF_ONE_UNIT = "\uffff"


def utf16_position_in(text: str) -> Callable[[int], int]:
    """Return a function from a position in code points to one in UTF-16 code units."""
    if text.isascii() or max(text) <= _LAST_OF_ONE_UNIT:
        return int
    astral = [index for index, character in enumerate(text) if character > _LAST_OF_ONE_UNIT]
    return lambda position: position + bisect_left(astral, position)
