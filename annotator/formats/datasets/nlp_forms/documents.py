"""Names of the files that stand for one coding each, and the table that says which is which."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import NamedTuple

from annotator.formats.datasets.source import CodedArticle

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_STEM = 60
_COLUMNS = ("document", "coding_id", "article_id", "article_sha256", "file_name", "coder")


class Titled(NamedTuple):
    """What is safe of an article's file name, and what the table says of the coding."""

    stem: str
    cells: tuple[str, ...]


def titled(coded: CodedArticle) -> Titled:
    """Return what a coding's file is named by."""
    article = coded.article
    stem = _UNSAFE.sub("_", PurePath(article.file_name).stem)[:_LONGEST_STEM]
    cells = (coded.coding.header.id, article.id, article.sha256, article.file_name, coded.coder.name)
    return Titled(stem, cells)


class DocumentNames:
    """Gives every coding a name: its number in the stream and what is safe of the article's file name."""

    def __init__(self) -> None:
        self._rows = ["\t".join(_COLUMNS)]

    def next_for(self, document: Titled) -> str:
        """Return the next coding's name, without ending: ASCII letters, digits, ``_`` and ``-``."""
        name = f"{len(self._rows):06}-{document.stem}".rstrip("-_")
        self._rows.append("\t".join(" ".join(cell.split()) for cell in (name, *document.cells)))
        return name

    def table(self) -> tuple[str, bytes]:
        """Return `documents.tsv` and its contents."""
        return "documents.tsv", "".join(f"{row}\n" for row in self._rows).encode()
