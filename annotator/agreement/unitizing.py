"""Krippendorff's u-alpha: agreement on where in the text something is said, and as what.

Source: Krippendorff, Mathet, Bouvry and Widlöcher, "On the reliability of unitizing textual continua" (Quality &
Quantity 50, 2016), as restated in Krippendorff, *Content Analysis*, 4th edition (2019), section 12.6, equations 32–35.
Each coder cuts the text into marked sections and gaps. What two coders say of the same code points is one coincidence;
by chance any two sections meet, save a section with itself. Sections cannot meet themselves, gaps count point by point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.agreement.answers import Answers
from annotator.agreement.outcome import Reason
from annotator.agreement.ratings import Floats
from annotator.agreement.spans import Mark, merged
from annotator.agreement.tally import Tally, ratio_or_nan

GAP = ""
"""The label of text nobody marked."""


@dataclass(frozen=True)
class MarkedText:
    """One article's ``length`` in code points and each coder's marks in it, (coders); every coder read the article.

    Marks of one coder with the same label that overlap or touch are one section; under different labels the later
    starting one gives way.
    """

    length: int
    coders: tuple[tuple[Mark, ...], ...]


def marks_of(answers: Answers, field: str) -> tuple[Mark, ...]:
    """Return the distinct spans a coder gave as evidence of a field, anywhere in the article."""
    spans = {span for slot, answer in answers.by_slot.items() if slot.field == field for span in answer.spans}
    return tuple(Mark(*span, field) for span in sorted(spans))


def u_alpha(texts: Sequence[MarkedText], *, is_binary: bool = False) -> Tally:
    """Return u-alpha over all texts, one after the other as one continuum; nominal labels.

    With ``is_binary`` all labels count as one: where, not as what. Undefined when nobody marked anything, or all of it.
    """
    sections = [[_sections(marks, text.length, is_binary) for marks in text.coders] for text in texts]
    every = [section for text in sections for marks in text for section in marks]
    labels = {GAP: 0}
    for section in every:
        labels.setdefault(section.label, len(labels))
    by_article = np.array([_columns(text, labels) for text in sections]).reshape(len(texts), len(labels) + 2)

    def solve(sums: Floats) -> Floats:
        observed, selves, lengths = sums[:, 0], sums[:, 1], sums[:, 2:]
        total = lengths.sum(axis=1)
        apart = total**2 - (lengths**2).sum(axis=1)
        return 1 - ratio_or_nan(observed * (total**2 - selves), total * apart)

    def reason(sums: Floats) -> Reason | None:
        if not any(len(text) >= 2 for text in sections):
            return Reason.NO_PAIRABLE_UNITS
        return Reason.NO_VARIATION if np.count_nonzero(sums[2:]) < 2 else None

    kind = "where only" if is_binary else "nominal"
    marked = sum(any(marks) for marks in sections)
    count = sum(section.label != GAP for section in every)
    return Tally(by_article, solve, reason, f"u-alpha, {kind} (Krippendorff et al. 2016)", count, marked)


def _sections(marks: Sequence[Mark], length: int, is_binary: bool) -> list[Mark]:
    """Cut the text into marks and gaps, in order and without overlap."""
    labels = dict.fromkeys(mark.label for mark in marks)
    if is_binary:
        whole = merged(mark.span for mark in marks)
        joined = [Mark(*span, "marked") for span in whole]
    else:
        joined = [Mark(*span, label) for label in labels for span in merged(m.span for m in marks if m.label == label)]
    cut: list[Mark] = []
    at = 0
    for mark in sorted(joined):
        start = max(at, mark.start)
        end = min(mark.end, length)
        if start >= end:
            continue
        if start > at:
            cut.append(Mark(at, start, GAP))
        cut.append(Mark(start, end, mark.label or "marked"))
        at = end
    if at < length:
        cut.append(Mark(at, length, GAP))
    return cut


def _columns(coders: Sequence[Sequence[Mark]], labels: dict[str, int]) -> list[float]:
    """Return what one text adds: length that differs, self-meetings to leave out, length by label."""
    differing = 0.0
    for first, second in combinations(coders, 2):
        differing += 2 * _differing_length(first, second) / (len(coders) - 1)
    lengths = [0.0] * len(labels)
    selves = 0.0
    for section in (section for marks in coders for section in marks):
        size = section.end - section.start
        lengths[labels[section.label]] += size
        selves += size if section.label == GAP else size**2
    return [differing, selves, *lengths]


def _differing_length(first: Sequence[Mark], second: Sequence[Mark]) -> int:
    """Return how many code points two coders label differently; both lists cover the same text."""
    differing = at_first = at_second = 0
    while at_first < len(first) and at_second < len(second):
        a, b = first[at_first], second[at_second]
        if a.label != b.label:
            differing += min(a.end, b.end) - max(a.start, b.start)
        at_first += a.end <= b.end
        at_second += b.end <= a.end
    return differing
