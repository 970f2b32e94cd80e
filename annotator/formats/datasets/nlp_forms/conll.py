r"""CoNLL: one token per line, one BIO column for each field.

CoNLL-U Plus (https://universaldependencies.org/ext-format.html): the first line names the columns, ``ID``, ``FORM``,
then ``coded:<field>`` for every field of every codebook in their order, and last ``MISC`` with
``TokenRange=start:end`` in code points of the article's text. Lines end in a line feed, columns are separated by a
tab, and a blank line ends a sentence. A sentence is a line of the text that holds more than white space; before a
coding's first comes ``# newdoc id``.

- Tokens: see `annotator.formats.datasets.nlp_forms.tokens`.
- Tags: BIO (IOB2), ``B-<field>`` on a span's first token, ``I-<field>`` on its others, ``O`` elsewhere.
- Overlaps: columns do not disturb each other. Within a column the longest span wins, of equally long ones the first
  in the text; the others are left out and listed in `refused.csv`. The same range marked for several values of a
  field is said once and not listed.
- A span over several lines begins anew (``B-``) in each and is listed as changed, as is one with white space at its
  ends; a span of nothing but white space is left out and listed.

The form says where a field has its evidence, not what was coded: contents, statuses, report numbers and notes are not
in it. Values without any evidence are listed in `refused.csv`; a remark recalls the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from annotator.formats.datasets.nlp_forms.marks import Mark, MarkedArticle, span_refusal, without_outer_space
from annotator.formats.datasets.nlp_forms.sink import PlainSink
from annotator.formats.datasets.nlp_forms.tokens import NumberTexts, Tokens, tokens_of
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.refused import CHANGED, value_refusal
from annotator.formats.datasets.source import DatasetSource

_OUTSIDE = "\tO"
_TAGGINGS_KEPT = 4_096
_NO_EVIDENCE = "A value without evidence has no tokens to stand at."
_NO_COLUMN = "The codebook has no such field, so there is no column."
_ONLY_SPACE = "A span of white space has no token."
_OUTER_SPACE = "White space at the ends of a span is no part of a token."
_SEVERAL_LINES = "A span over several lines begins anew in each."
_OVERLAP = "A longer or earlier span of the same field overlaps it."
_CONTENTS = (
    "CoNLL: what was coded, in how many reports, and the notes are not in this form, only where the evidence is."
)

_LINE_END = re.compile("\n")

Range = tuple[int, int]
Tagging = dict[int, str]
"""One token's tags by column."""


class Conll(PlainSink):
    """The tokens being written."""

    label = "CoNLL"
    file_name = "tokens.conllup"

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        self._columns: dict[str, int] = {}
        # The same few taggings come again and again.
        self._columns_of = lru_cache(_TAGGINGS_KEPT)(self._columns_made)
        self._numbers, self._starts, self._ends = (
            NumberTexts(after=b"\t"),
            NumberTexts(after=b":"),
            NumberTexts(after=b"\n"),
        )
        super().__init__(source, folder)

    def _beginning(self) -> bytes:
        self._columns = {field: index for index, field in enumerate(self._layout.field_labels)}
        names = ["ID", "FORM", *(f"coded:{field}" for field in self._columns), "MISC"]
        return f"# global.columns = {' '.join(names)}\n".encode()

    def _article(self, marked: MarkedArticle) -> bytes:
        kept = self._kept(marked)
        tokens = tokens_of(marked.text, {border for mark in kept for border in (mark.start, mark.end)})
        firsts = _first_tokens(marked.text, tokens.starts)
        coded = marked.coded
        comments = (
            ("newdoc id", coded.coding.header.id),
            ("article_id", coded.article.id),
            ("article_sha256", coded.article.sha256),
            ("file_name", coded.article.file_name),
            ("coder", coded.coder.name),
        )
        head = "".join([f"# {name} = {' '.join(text.split())}\n" for name, text in comments])
        body = self._lines(tokens, firsts, self._tags(kept, tokens, firsts)) if firsts else b"\n"
        return head.encode() + body

    def _lines(self, tokens: Tokens, firsts: Sequence[int], tags: dict[int, Tagging]) -> bytes:
        """Return a line for each token and an empty one after each sentence."""
        columns = [self._columns_of(())] * len(tokens.texts)
        for index, tagging in tags.items():
            columns[index] = self._columns_of(tuple(sorted(tagging.items())))
        numbers: list[bytes] = []
        ends = self._ends.of(tokens.ends)
        for begin, end in pairwise((*firsts, len(ends))):
            numbers += self._numbers.of(range(1, end - begin + 1))
            ends[end - 1] += b"\n"
        texts = "\n".join(tokens.texts).encode().split(b"\n")
        return b"".join(
            chain.from_iterable(zip(numbers, texts, columns, self._starts.of(tokens.starts), ends, strict=True))
        )

    def _columns_made(self, tagging: tuple[tuple[int, str], ...]) -> bytes:
        """Return what stands between a token's text and its range, for its columns and tags in ascending order."""
        cells, column = [], 0
        for place, tag in tagging:
            cells += [_OUTSIDE * (place - column), "\t", tag]
            column = place + 1
        return f"{''.join(cells)}{_OUTSIDE * (len(self._columns) - column)}\tTokenRange=".encode()

    def _remarks(self) -> tuple[str, ...]:
        return (_CONTENTS,)

    def _kept(self, marked: MarkedArticle) -> list[Mark]:
        """Return the marks to be tagged, none of a field overlapping another; refuse the rest."""
        for placed in marked.values:
            if not placed.evidence:
                self._refuse(marked, value_refusal(placed, _NO_EVIDENCE))
        kept: dict[str, dict[Range, Mark]] = {}
        # Sorting is stable, so that equally long marks stay in the order of the text.
        for mark in sorted(marked.marks, key=lambda mark: mark.start - mark.end):
            inner = without_outer_space(marked.text, mark)
            of_field = kept.setdefault(mark.field, {})
            reason = self._reason_against(mark.field, inner, of_field)
            if reason or inner is None:
                self._refuse(marked, span_refusal(mark, reason))
            else:
                self._tell_change(marked, mark, inner)
                of_field.setdefault((inner.start, inner.end), inner)
        return [mark for of_field in kept.values() for mark in of_field.values()]

    def _reason_against(self, field: str, inner: Mark | None, kept: Collection[Range]) -> str:
        """Return why a mark cannot be tagged beside those kept, nothing when it can."""
        if inner is None:
            return _ONLY_SPACE
        if field not in self._columns:
            return _NO_COLUMN
        span = (inner.start, inner.end)
        return _OVERLAP if span not in kept and any(_overlap(span, other) for other in kept) else ""

    def _tell_change(self, marked: MarkedArticle, mark: Mark, inner: Mark) -> None:
        if inner is not mark:
            self._refuse(marked, span_refusal(mark, _OUTER_SPACE, outcome=CHANGED))
        if "\n" in marked.text[inner.start : inner.end]:
            self._refuse(marked, span_refusal(mark, _SEVERAL_LINES, outcome=CHANGED))

    def _tags(self, kept: Sequence[Mark], tokens: Tokens, firsts: Sequence[int]) -> dict[int, Tagging]:
        """Return the taggings of the tokens that have any, by their numbers."""
        begins = frozenset(firsts)
        tags: dict[int, Tagging] = {}
        for mark in kept:
            column = self._columns[mark.field]
            first = bisect_left(tokens.starts, mark.start)
            for index in range(first, bisect_left(tokens.starts, mark.end)):
                is_first = index == first or index in begins
                tags.setdefault(index, {})[column] = f"{'B' if is_first else 'I'}-{mark.field}"
        return tags


def _overlap(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _first_tokens(text: str, starts: Sequence[int]) -> list[int]:
    """Return the number of the first token of each line that has any."""
    begins = {bisect_left(starts, found.start()) for found in _LINE_END.finditer(text)}
    return sorted((begins | {0}) - {len(starts)})
