"""A codebook as a document, with examples from the project's gold codings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.codebook import Codebook
from annotator.domain.errors import ExportError
from annotator.domain.ids import CodebookId

if TYPE_CHECKING:
    from annotator.formats.codebook_document.examples import TitledCoding
    from annotator.formats.codebook_document.outline import Examples
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

FORMS = (".html", ".md")
"""Endings of the files a document can be written to."""


class CodebookDocumentService:
    """The project's codebooks for reading and printing."""

    def __init__(self, project: ProjectFile, codebooks: CodebookService) -> None:
        self._project = project
        self._codebooks = codebooks

    def html(self, codebook_id: CodebookId, *, with_examples: bool = True) -> str:
        """Return one codebook's document as HTML that needs no other file."""
        return document(self._codebooks.codebook(codebook_id), ".html", self._examples(codebook_id, with_examples))

    def markdown(self, codebook_id: CodebookId, *, with_examples: bool = True) -> str:
        """Return one codebook's document as Markdown."""
        return document(self._codebooks.codebook(codebook_id), ".md", self._examples(codebook_id, with_examples))

    def write(self, codebook_id: CodebookId, target: Path) -> None:
        """Write the document in the form the target's ending names; raises ExportError as `write_document` does."""
        write_document(self._codebooks.codebook(codebook_id), target, self._examples(codebook_id, True))

    def _examples(self, codebook_id: CodebookId, with_examples: bool) -> Examples:
        from annotator.formats.codebook_document.examples import chosen_examples  # loaded when a document is made

        if not with_examples:
            return {}
        codebook = self._codebooks.codebook(codebook_id)
        with self._project.read() as reader:
            return chosen_examples(_gold(reader, codebook_id), codebook)


def document(codebook: Codebook, ending: str, examples: Examples | None = None) -> str:
    """Return a codebook's document as HTML (``.html``) or Markdown (``.md``)."""
    from annotator.formats.codebook_document.html import codebook_html  # as above
    from annotator.formats.codebook_document.markdown import codebook_markdown

    return (codebook_html if ending == ".html" else codebook_markdown)(codebook, examples or {})


def write_document(codebook: Codebook, target: Path, examples: Examples | None = None) -> None:
    """Write a codebook's document to a new file ending in ``.html`` or ``.md``.

    Raises ExportError, leaving nothing behind, for another ending, a target that is there, and a disk that refuses.
    """
    from annotator.formats.placing import write_new_file

    ending = target.suffix.lower()
    if ending not in FORMS:
        raise ExportError(
            f"{target.name} says neither HTML nor Markdown.",
            kept="Nothing was written.",
            remedy="End the name in .html or .md.",
        )
    write_new_file(target, document(codebook, ending, examples).encode())


def _gold(reader: Reader, codebook_id: CodebookId) -> Iterator[TitledCoding]:
    """Yield the gold codings under one codebook version, with the titles of their articles.

    A document goes from hand to hand, so gold of a round that is blind still is in none, whoever makes it.
    """
    from annotator.formats.codebook_document.examples import TitledCoding  # as above

    blind = {one.id for one in reader.rounds() if one.hides_others}
    for coder in reader.coders():
        if coder.is_gold:
            for coding in reader.codings(coder_id=coder.id):
                header = coding.header
                if header.codebook_id == codebook_id and not header.is_deleted and header.round_id not in blind:
                    article = reader.article(coding.header.article_id)
                    yield TitledCoding(article.metadata.title or article.file_name, coding)
