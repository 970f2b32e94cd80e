"""Article text and half-open spans of code points in it."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from annotator.domain.errors import ArticleRefusedError, CodingError

CONTEXT_LENGTH = 32
"""Code points of prefix and suffix kept with a quote (W3C TextQuoteSelector)."""

BYTE_ORDER_MARK = "\ufeff"
_UNHELD = re.compile("[\x00\ud800-\udfff]")


class Span(NamedTuple):
    """The half-open range ``[start, end)`` of code points in an article's stored text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two ranges share a code point."""
        return self.start < other.end and other.start < self.end


class Quote(NamedTuple):
    """The text of a span with the code points just before and after it."""

    exact: str
    prefix: str
    suffix: str


def stored_form(decoded: str) -> str:
    """Return decoded text as it is stored: one leading byte order mark dropped, CR LF and CR turned into LF.

    Nothing else is normalised; offsets into the result are the offsets of the whole product.
    Raises ArticleRefusedError for a NUL or a lone surrogate, which no stored text may hold.
    """
    text = decoded.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    nul = text.find("\0")
    if nul >= 0:
        raise ArticleRefusedError(
            f"The text has a NUL character at position {nul}; it is probably not a text file.",
            remedy="Save the article as plain text and import it again.",
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ArticleRefusedError(
            f"The text has half of a surrogate pair at position {error.start}.",
            remedy="Save the article as UTF-8 and import it again.",
        ) from error
    return text


def unheld_character(text: str) -> str:
    """Return the first character of a text that no file of text can hold, as ``U+0000``; empty where there is none.

    That is NUL, at which readers stop, and half of a surrogate pair, which UTF-8 has not.
    """
    found = _UNHELD.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def text_hash(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def quote_at(text: str, span: Span) -> Quote:
    """Return the quote of ``span`` with up to ``CONTEXT_LENGTH`` code points either side.

    Raises CodingError when the span is empty or leaves the text.
    """
    start, end = span
    if not 0 <= start < end <= len(text):
        raise CodingError(f"A span from {start} to {end} does not lie in an article of {len(text)} characters.")
    return Quote(text[start:end], text[max(0, start - CONTEXT_LENGTH) : start], text[end : end + CONTEXT_LENGTH])


def trimmed(text: str, span: Span) -> Span:
    """Return the span without the white space at its ends; unchanged when it holds nothing else."""
    exact = text[span.start : span.end]
    inner = exact.strip()
    if not inner:
        return span
    start = span.start + len(exact) - len(exact.lstrip())
    return Span(start, start + len(inner))
