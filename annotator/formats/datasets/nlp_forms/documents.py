"""Names of the files that stand for one coding each, and the table that says which is which."""

from __future__ import annotations

import re
from pathlib import PurePath

from annotator.formats.datasets.source import CodedArticle

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_STEM = 60
_COLUMNS = ("document", "coding_id", "article_id", "article_sha256", "file_name", "coder")


class DocumentNames:
    """Gives every coding a name: its number in the stream and what is safe of the article's file name."""

    def __init__(self) -> None:
        self._rows = ["\t".join(_COLUMNS)]

    def next_for(self, coded: CodedArticle) -> str:
        """Return the next coding's name, without ending: ASCII letters, digits, ``_`` and ``-``."""
        article = coded.article
        stem = _UNSAFE.sub("_", PurePath(article.file_name).stem)[:_LONGEST_STEM]
        name = f"{len(self._rows):06}-{stem}".rstrip("-_")
        cells = (name, coded.coding.header.id, article.id, article.sha256, article.file_name, coded.coder.name)
        self._rows.append("\t".join(" ".join(cell.split()) for cell in cells))
        return name

    def table(self) -> tuple[str, bytes]:
        """Return `documents.tsv` and its contents."""
        return "documents.tsv", "".join(f"{row}\n" for row in self._rows).encode()
