"""The forms an article may come in, and the one way in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from annotator.domain.errors import ArticleRefusedError
from annotator.formats.articles.draft import ArticleDraft
from annotator.formats.articles.encoding import decode
from annotator.formats.articles.headed_text import HeadedTextReader
from annotator.formats.articles.plain_text import PlainTextReader
from annotator.formats.readable import size_of

__all__ = [
    "LINE_LIMIT",
    "SIZE_LIMIT",
    "ArticleDraft",
    "Reader",
    "article_suffixes",
    "read_article",
    "read_article_file",
    "readers",
]

SIZE_LIMIT = 2_000_000
"""Bytes of one article."""

LINE_LIMIT = 1_000_000
"""Code points of one line; longer ones make every editor crawl."""

_GARBLED = re.compile("Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|â€[\u0090-\u00bf™œ“”˜¦]|â\u0080[\u0090-\u00bf]")
_GARBLED_REMARK = "Some letters look garbled (“{sign}”), as if UTF-8 had been read in another encoding before."
_GUESS_REMARK = "The encoding {encoding} is a guess; check accents and quotation marks before coding."


class Reader(Protocol):
    """One form of article; ``suffixes`` are lower-case file endings with their dot."""

    name: str
    suffixes: tuple[str, ...]

    def recognises(self, text: str) -> bool:
        """Tell whether a text in stored form has this form."""

    def read(self, text: str, file_name: str) -> ArticleDraft:
        """Return the draft of a text in stored form that has this form."""


readers: tuple[Reader, ...] = (HeadedTextReader(), PlainTextReader())
"""Every form, the most particular first; the last one takes any text."""

article_suffixes: frozenset[str] = frozenset(suffix for reader in readers for suffix in reader.suffixes)
"""The file endings looked for in folders."""


def read_article(data: bytes, file_name: str, *, encoding: str | None = None, limit: int = SIZE_LIMIT) -> ArticleDraft:
    """Read one article from a file's bytes.

    ``encoding`` is the caller's choice where the bytes do not tell; ``limit`` is in bytes.
    Raises ArticleRefusedError, its message beginning with the file's name, for an article that is too large, empty,
    binary, one endless line, or not decodable.
    """
    try:
        _refuse_too_large(len(data), limit)
        decoded = decode(data, encoding)
        _refuse_unusable(decoded.text)
    except ArticleRefusedError as error:
        raise _about(file_name, error) from error
    reader = next(reader for reader in readers if reader.recognises(decoded.text))
    draft = reader.read(decoded.text, file_name)
    remarks = list(draft.remarks)
    if decoded.is_guessed:
        remarks.append(_GUESS_REMARK.format(encoding=decoded.encoding))
    if not decoded.text.isascii() and (garbled := _GARBLED.search(decoded.text)):
        remarks.append(_GARBLED_REMARK.format(sign=garbled[0]))
    return replace(draft, encoding=decoded.encoding, is_encoding_guessed=decoded.is_guessed, remarks=tuple(remarks))


def read_article_file(path: Path, *, encoding: str | None = None, limit: int = SIZE_LIMIT) -> ArticleDraft:
    """Read one article from a file, looking at its size before its content.

    Raises ArticleRefusedError as `read_article` does, and when the file cannot be read.
    """
    try:
        size = size_of(path)
        data = path.read_bytes() if size <= limit else b""
    except OSError as error:
        raise ArticleRefusedError(f"{path.name}: The file cannot be read ({error.strerror}).") from error
    if size > limit:
        raise _about(path.name, _too_large(size, limit))
    return read_article(data, path.name, encoding=encoding, limit=limit)


def _about(file_name: str, error: ArticleRefusedError) -> ArticleRefusedError:
    return ArticleRefusedError(f"{file_name}: {error.message}", kept=error.kept, remedy=error.remedy)


def _too_large(size: int, limit: int) -> ArticleRefusedError:
    return ArticleRefusedError(
        f"The file has {size:,} bytes; an article may have {limit:,}.",
        remedy="Split the file, or raise the limit in the settings.",
    )


def _refuse_too_large(size: int, limit: int) -> None:
    if size > limit:
        raise _too_large(size, limit)


def _refuse_unusable(text: str) -> None:
    if not text.strip():
        raise ArticleRefusedError("The file is empty.")
    if len(text) > LINE_LIMIT and max(map(len, text.split("\n"))) > LINE_LIMIT:
        raise ArticleRefusedError(
            f"The text has a line of more than {LINE_LIMIT:,} characters.",
            remedy="Break the text into paragraphs.",
        )
