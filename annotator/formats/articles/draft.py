"""What a file gives before it becomes an article of a project."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.article import Article, Metadata
from annotator.domain.ids import ArticleId, ImportId, new_id


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

    def as_article(self, import_id: ImportId) -> Article:
        """Return it as an article of the project, with an id of its own."""
        return Article(
            id=ArticleId(new_id()),
            import_id=import_id,
            text=self.text,
            sha256=self.sha256,
            header_end=self.header_end,
            file_name=self.file_name,
            metadata=self.metadata,
        )
