"""An article: immutable text with the metadata its source gave."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from annotator.domain.ids import ArticleId, ImportId
from annotator.domain.values import DayOrTime, Frozen


class Metadata(Frozen):
    """What the source says about an article; an empty string or None is "unknown", never a value."""

    title: str = ""
    published: DayOrTime | None = None
    published_as_written: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    is_sample: bool = False

    @property
    def published_day(self) -> dt.date | None:
        """The day of publication in the source's own time zone; None when unknown."""
        return self.published.date() if isinstance(self.published, dt.datetime) else self.published


class Article(Frozen):
    """The news text being coded.

    ``text`` is the stored form (see `annotator.domain.text.stored_form`) and never changes; ``sha256`` is its hash;
    ``header_end`` is the code point at which the body begins, 0 where the text has no header lines.
    """

    id: ArticleId
    import_id: ImportId
    text: str
    sha256: str
    header_end: int = 0
    file_name: str = ""
    metadata: Metadata = Metadata()


class ArticleImport(Frozen):
    """One act of bringing articles in, undone and redone as a whole.

    ``digest`` is the SHA-256 over the articles' ids and text hashes in order, so that history pins the texts without
    repeating them.
    """

    kind: Literal["import"] = "import"
    id: ImportId
    source: str
    article_count: int
    digest: str
    is_deleted: bool = False
