"""spaCy's own binary form: `documents-0001.spacy` and so on, each a DocBin of up to five hundred documents.

``spacy train`` takes the folder as it is, and ``DocBin().from_disk(file).get_docs(vocab)`` one file. The documents are
those of `annotator.formats.datasets.nlp_forms.spacy_jsonl`, made by spaCy itself with the empty pipeline ``xx``: text,
tokens and a span group for each field. A document's ``user_data`` has ``coding_id``, ``article_id`` and ``coder``; what
was coded has no place in a DocBin, and a remark recalls it. Overlaps and white space are as there. The same codings
give the same bytes with the same version of spaCy.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from operator import ne
from types import TracebackType
from typing import Any, Self

from annotator.formats.datasets.extras import needed
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.nlp_forms.marks import Layout, Mark
from annotator.formats.datasets.nlp_forms.spacy_jsonl import sayable
from annotator.formats.datasets.nlp_forms.tokens import tokens_and_space
from annotator.formats.datasets.output import Folder, OutputFile, WrittenFile
from annotator.formats.datasets.refused import RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource

DOCUMENTS_IN_A_FILE = 500
_LABEL = "spaCy DocBin"
_CONTENTS = f"{_LABEL}: what was coded is not in this form, only where the evidence is; the form spaCy has both."


class SpacyDocBin:
    """The files being written; one file's documents are held at a time."""

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        self._spacy = needed("spacy", "The form spaCy DocBin", "spacy")
        self._tokens = needed("spacy.tokens", "The form spaCy DocBin", "spacy")
        self._folder = folder
        self._layout = Layout(source)
        self._files: list[WrittenFile] = []
        with ExitStack() as opening:
            self._refused = opening.enter_context(RefusedList(folder, _LABEL))
            self._open = opening.pop_all()
        self._begin_file()

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article."""
        marked = self._layout.marked(coded)
        document = self._document(marked.text, list(sayable(marked, partial(self._refused.add, coded))))
        document.user_data.update(coding_id=coded.coding.header.id, article_id=coded.article.id, coder=coded.coder.name)
        self._bin.add(document)
        if len(self._bin) == DOCUMENTS_IN_A_FILE:
            self._end_file()

    def finished(self) -> FormResult:
        """Write what is left and return what was written."""
        if len(self._bin) or not self._files:
            self._end_file()
        return FormResult((*self._files, *self._refused.finished()), (*self._refused.remarks(), _CONTENTS))

    def _document(self, text: str, marks: Sequence[Mark]) -> Any:
        tokens = tokens_and_space(text, {border for mark in marks for border in (mark.start, mark.end)})
        spaces = list(map(ne, tokens.ends, [*tokens.starts[1:], len(text)]))
        document = self._tokens.Doc(self._vocab, words=tokens.texts, spaces=spaces)
        first = {start: index for index, start in enumerate(tokens.starts)}
        after = {end: index for index, end in enumerate(tokens.ends, start=1)}
        groups: dict[str, list[Any]] = {}
        for mark in marks:
            span = self._tokens.Span(
                document, first[mark.start], after[mark.end], label=mark.field, span_id=mark.evidence.id
            )
            groups.setdefault(mark.field, []).append(span)
        for field, spans in groups.items():
            document.spans[field] = spans
        return document

    def _begin_file(self) -> None:
        # A vocabulary of its own for each file, or that of all documents would stay in memory.
        self._vocab: Any = self._spacy.blank("xx").vocab
        self._bin: Any = self._tokens.DocBin(store_user_data=True)

    def _end_file(self) -> None:
        with OutputFile(self._folder, f"documents-{len(self._files) + 1:04}.spacy") as output:
            output.write(self._bin.to_bytes())
            self._files.append(output.finished(len(self._bin)))
        self._begin_file()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)
