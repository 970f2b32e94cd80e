"""From bytes to stored text: what the file says of itself first, a shown guess last."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from annotator.domain.errors import ArticleRefusedError
from annotator.domain.text import stored_form

SHORTEST_GUESSABLE = 500
"""Bytes below which a guess is not better than chance."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32's little-endian mark begins with UTF-16's, so it is looked for first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks with the encodings that keep them in the text, where `stored_form` drops one."""

_NEVER_IN_UTF8_NEWS = ("\0", "\x1b")
_REMEDY = "Name the file's encoding, for example windows-1252, and import it again."


class Decoded(NamedTuple):
    """Stored text, the encoding it was decoded from, and whether that encoding is only a guess."""

    text: str
    encoding: str
    is_guessed: bool


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode an article's bytes and bring them into stored form.

    Tried in order: a byte order mark, strict UTF-8, ``encoding`` (the caller's choice), a guess. UTF-8 goes before the
    choice because a choice is made for a whole folder, and bytes that happen to be valid UTF-8 are UTF-8; it stands
    back where it would give NUL or escape characters, as UTF-16 without a mark and ISO-2022 do.
    Raises ArticleRefusedError when nothing fits, when the text is too short to guess, and for NUL characters.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(stored_form(_strictly(data, name)), name, False)
    decoded = _as_utf8(data)
    if decoded is not None and not (encoding and any(sign in decoded for sign in _NEVER_IN_UTF8_NEWS)):
        return Decoded(stored_form(decoded), "utf-8", False)
    if encoding:
        name = _known(encoding)
        return Decoded(stored_form(_strictly(data, name)), name, False)
    return _guessed(data)


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise ArticleRefusedError(f"There is no encoding called “{encoding}”.", remedy=_REMEDY) from error


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleRefusedError(
            f"The bytes are not {encoding}: byte {error.start} does not fit.", remedy=_REMEDY
        ) from error
    except (LookupError, ValueError) as error:
        raise ArticleRefusedError(f"“{encoding}” is not an encoding of text.", remedy=_REMEDY) from error


def _guessed(data: bytes) -> Decoded:
    if b"\0" in data:
        raise ArticleRefusedError("This is a binary file, not text.", remedy="Save the article as plain text.")
    if len(data) < SHORTEST_GUESSABLE:
        raise ArticleRefusedError(
            f"The text is not UTF-8, and its {len(data)} bytes are too few to guess the encoding "
            f"(at least {SHORTEST_GUESSABLE} are needed).",
            remedy=_REMEDY,
        )
    # Loaded only where a guess is needed: almost every file is UTF-8, and the library takes long to load.
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise ArticleRefusedError("The encoding of the text could not be found out.", remedy=_REMEDY)
    return Decoded(stored_form(_strictly(data, best.encoding)), best.encoding, True)
