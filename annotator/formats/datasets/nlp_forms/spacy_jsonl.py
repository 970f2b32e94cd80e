"""spaCy: JSON Lines of documents with a span group for each field.

Each line is one coding in the shape of `Doc.to_json` of spaCy 3 (https://spacy.io/api/doc#to_json), so that
``Doc(vocab).from_json(json.loads(line))`` reads it: ``text``, ``tokens`` and ``spans``, a group for each field that
has evidence, every span with the field's id as ``label``. Documents read so are the reference half of training
examples for the span categorizer (``spans_key`` = the field); `spacy.tokens.DocBin` makes them a `.spacy` file.

Offsets are code points. Tokens follow `annotator.formats.datasets.nlp_forms.tokens`, with the white space between
them as spaCy keeps it: one space belongs to the token before, more is a token of its own. Spans may overlap.

spaCy cannot say a span that begins or ends inside white space: it is made shorter by the white space at its ends and
listed in `refused.csv` as changed; a span of nothing but white space is left out and listed. Values, statuses and
notes are not spaCy's; they stand whole under ``meta``, which spaCy passes over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from annotator.formats.datasets.json_text import one_line, quoted, without_line_ends
from annotator.formats.datasets.nlp_forms.marks import (
    Mark,
    MarkedArticle,
    article_members,
    span_refusal,
    without_outer_space,
)
from annotator.formats.datasets.nlp_forms.sink import PlainSink
from annotator.formats.datasets.nlp_forms.tokens import NumberTexts, tokens_and_space
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.refused import CHANGED, Refusal
from annotator.formats.datasets.source import DatasetSource

_ONLY_SPACE = "A span of white space is no token."
_OUTER_SPACE = "White space at the ends of a span is no part of a token."


class SpacyJsonLines(PlainSink):
    """The documents being written."""

    label = "spaCy"
    file_name = "documents.jsonl"

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        self._starts = NumberTexts(b'{"start":', b',"end":')
        self._ends = NumberTexts(after=b"},")
        super().__init__(source, folder)

    def _article(self, marked: MarkedArticle) -> bytes:
        spans: dict[str, list[str]] = {}
        borders: set[int] = set()
        for mark in sayable(marked, partial(self._refuse, marked)):
            borders.update((mark.start, mark.end))
            spans.setdefault(mark.field, []).append(_span(mark))
        groups = ",".join([f"{quoted(field)}:[{','.join(found)}]" for field, found in spans.items()])
        beginning = f'{{"text":{one_line(marked.text)},"tokens":['
        rest = f'],"spans":{{{without_line_ends(groups)}}},"meta":{{{article_members(marked)}}}}}\n'
        return b"".join((beginning.encode(), self._tokens(marked.text, borders), rest.encode()))

    def _tokens(self, text: str, borders: set[int]) -> bytes:
        """Return the tokens as the items of a JSON list."""
        _, starts, ends = tokens_and_space(text, borders)
        items = zip(self._starts.of(starts), self._ends.of(ends), strict=True)
        return b"".join(chain.from_iterable(items))[:-1]


def sayable(marked: MarkedArticle, refuse: Callable[[Refusal], None]) -> Iterator[Mark]:
    """Yield the marks as spaCy can say them; ``refuse`` is told what it cannot."""
    for mark in marked.marks:
        inner = without_outer_space(marked.text, mark)
        if inner is None:
            refuse(span_refusal(mark, _ONLY_SPACE))
            continue
        if inner is not mark:
            refuse(span_refusal(mark, _OUTER_SPACE, outcome=CHANGED))
        yield inner


def _span(mark: Mark) -> str:
    return (
        f'{{"start":{mark.start},"end":{mark.end},"label":{quoted(mark.field)},"kb_id":"",'
        f'"id":{quoted(mark.evidence.id)},"value":{quoted(mark.placed.value.id)},"report":{mark.report_number},'
        f'"stance":"{mark.evidence.stance}"}}'
    )
