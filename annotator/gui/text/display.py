"""The article's text as Qt may have it: every character that Qt would treat specially, replaced one for one.

The stored text is never touched. A replacement has the length of what it replaces in code points and in UTF-16 units,
so offsets into the display form are offsets into the stored text.
"""

from __future__ import annotations

import re

_REPLACED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2029\ufdd0\ufdd1\ufffc]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")

_LINE_SEPARATOR = "\u2028"
_SYMBOLS = {
    "\x7f": "\u2421",  # symbol for delete
    "\x85": "\u2424",  # symbol for newline
    "\u2029": _LINE_SEPARATOR,  # Qt ends a block here; only a line feed may
    "\ufffc": "\u25a1",  # Qt takes it for an embedded picture
}
_UNKNOWN = "\ufffd"
_CONTROL_PICTURES = 0x2400


def display_form(text: str) -> str:
    """Return the text to give to a QTextDocument, whose blocks then are exactly the lines between line feeds.

    Tab, line feed, U+2028 and the marks of writing direction stay as they are, for they shape the text. Control
    characters turn into their Unicode pictures, the rest of what Qt reserves for itself into a replacement character.
    """
    return _REPLACED.sub(_symbol, text)


def invisible_offsets(text: str) -> list[int]:
    """Return the code point offsets of characters that cannot be seen yet may change what is read.

    These are zero-width characters, soft hyphens, byte order marks inside the text, and the embeddings, overrides and
    isolates of writing direction. The plain joiners and direction marks of Arabic, Persian and emoji are not listed.
    """
    return [match.start() for match in _INVISIBLE.finditer(text)]


def _symbol(match: re.Match[str]) -> str:
    character = match.group()
    if character < " ":
        return chr(_CONTROL_PICTURES + ord(character))
    return _SYMBOLS.get(character, _UNKNOWN)
