"""JSON as the forms write it: UTF-8, no spaces, one line whatever the text holds."""

from __future__ import annotations

import json
from json.encoder import encode_basestring

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_LINE_ENDS = (("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("\x85", "\\u0085"))

quoted = encode_basestring
"""Return a text as a JSON string; characters at which a reader may end a line stay."""


def one_line(data: object) -> str:
    """Return JSON without any character at which a reader may end a line."""
    return without_line_ends(_ENCODER.encode(data))


def without_line_ends(text: str) -> str:
    """Return JSON with references for the characters in its strings at which a reader may end a line."""
    if not text.isascii():
        for character, escaped in _LINE_ENDS:
            text = text.replace(character, escaped)
    return text


def indented(data: object) -> bytes:
    """Return a small file of JSON, indented by two, a line feed at the end."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n"
