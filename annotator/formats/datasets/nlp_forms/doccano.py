"""doccano: JSON Lines for a sequence labelling project.

One line for each coding with ``text`` and ``label``, a list of ``[start, end, field]`` in code points, as doccano 1
imports ("JSONL", column of data ``text``, column of labels ``label``;
https://doccano.github.io/doccano/tutorial/#import-a-dataset). All other columns become the example's metadata there:
whose coding it is and every value, status and note, so nothing is lost. `label_config.json` is the file to import
under "Labels".

A doccano project drops spans that overlap unless it was made with "Allow overlapping spans"; a remark says when that
is needed. A range that several values of one field share is one label, as doccano would show the same label twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.formats.datasets.json_text import indented, one_line
from annotator.formats.datasets.nlp_forms.marks import MarkedArticle, article_members
from annotator.formats.datasets.nlp_forms.sink import Companion, FormSink

CONFIG_NAME = "label_config.json"
_COLOURS = (
    "#5778a4",
    "#a85500",
    "#b8433f",
    "#38766f",
    "#4a7a3b",
    "#7d6500",
    "#84568b",
    "#a8506b",
    "#73574a",
    "#67605c",
)


class Example(NamedTuple):
    """A line, and whether any of its spans overlap."""

    line: bytes
    has_overlaps: bool


class Doccano(FormSink[Example]):
    """The examples being written."""

    label = "doccano"
    file_name = "examples.jsonl"
    _overlapping = 0

    def _article(self, marked: MarkedArticle) -> Example:
        labels = list(dict.fromkeys((mark.start, mark.end, mark.field) for mark in marked.marks))
        text_and_labels = one_line({"text": marked.text, "label": labels})
        line = f"{text_and_labels[:-1]},{article_members(marked)}}}\n"
        return Example(line.encode(), _any_overlap(labels))

    def _append(self, said: Example) -> None:
        self._output.write(said.line)
        self._overlapping += said.has_overlaps
        self._rows += 1

    def _companions(self) -> Iterator[Companion]:
        labels = [
            {
                "text": field,
                "prefix_key": None,
                "suffix_key": None,
                "background_color": _COLOURS[index % len(_COLOURS)],
                "text_color": "#ffffff",
            }
            for index, field in enumerate(self._layout.field_labels)
        ]
        yield Companion(CONFIG_NAME, indented(labels), len(labels))

    def _remarks(self) -> tuple[str, ...]:
        if not self._overlapping:
            return ()
        codings = "1 coding has" if self._overlapping == 1 else f"{self._overlapping:,} codings have"
        tick = "tick “Allow overlapping spans” when you make the project in doccano, or it drops some of them"
        return (f"doccano: {codings} overlapping spans; {tick}.",)


def _any_overlap(labels: Sequence[tuple[int, int, str]]) -> bool:
    """Tell whether any of the spans, in the order of the text, begins before one before it ends."""
    furthest = 0
    for before, after in pairwise(labels):
        furthest = max(furthest, before[1])
        if after[0] < furthest:
            return True
    return False
