"""The product's only conversion between code points and Qt's UTF-16 positions."""

from __future__ import annotations

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16Map:
    """Two-way map between the offsets of one text: code points on our side, UTF-16 units on Qt's.

    Characters outside the basic plane (emoji, rare Han) take two UTF-16 units; the map keeps where they stand, so a
    look-up is one binary search and a text without them costs nothing.
    """

    def __init__(self, text: str) -> None:
        self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        self._astral_in_qt = [offset + count for count, offset in enumerate(self._astral)]
        self.length = len(text) + len(self._astral)
        """Length of the text in UTF-16 units."""

    def to_qt(self, offset: int) -> int:
        """Return the UTF-16 position of a code point offset."""
        return offset + bisect_left(self._astral, offset)

    def from_qt(self, position: int) -> int:
        """Return the code point offset of a UTF-16 position.

        A position between the two halves of a surrogate pair belongs to the offset before that character.
        """
        return position - bisect_left(self._astral_in_qt, position)
