"""What a file gives before it becomes an article of a project."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.article import Metadata


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as read from a file.

    ``text`` is the stored form, ``sha256`` the hash of its UTF-8 bytes, ``header_end`` the code point at which the
    body begins (0 without header lines). ``format`` names the reader. ``remarks`` are sentences for the preview.
    """

    text: str
    sha256: str
    header_end: int
    file_name: str
    metadata: Metadata
    format: str
    encoding: str = "utf-8"
    is_encoding_guessed: bool = False
    remarks: tuple[str, ...] = ()
