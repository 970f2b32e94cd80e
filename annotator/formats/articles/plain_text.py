"""Plain text: no metadata; the first line that is not empty serves as title."""

from __future__ import annotations

from annotator.domain.article import Metadata
from annotator.domain.text import text_hash
from annotator.formats.articles.draft import ArticleDraft

TITLE_LENGTH = 200
"""Code points of a title, the ellipsis included."""


def shortened(line: str, length: int = TITLE_LENGTH) -> str:
    """Return a line with white space collapsed, cut at a word where possible, of at most ``length`` code points."""
    words = " ".join(line.split())
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut
    return at_word + "…"


class PlainTextReader:
    """Reads any text at all."""

    name: str = "plain text"
    suffixes: tuple[str, ...] = (".txt", ".md")

    def recognises(self, text: str) -> bool:
        """Tell whether there is any text."""
        return bool(text)

    def read(self, text: str, file_name: str) -> ArticleDraft:
        """Return the draft of a text in stored form."""
        first = next((line for line in text.split("\n") if line.strip()), "")
        return ArticleDraft(
            text=text,
            sha256=text_hash(text),
            header_end=0,
            file_name=file_name,
            metadata=Metadata(title=shortened(first)),
            format=self.name,
        )
