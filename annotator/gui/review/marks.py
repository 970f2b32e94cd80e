"""From both coders' evidence to the highlights over the article.

The evidence of the disagreement in view is filled and lettered span by span; whatever else a coder marked is one quiet
line in that coder's colour and pattern, so that a densely coded paragraph stays readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtGui import QColor

from annotator.domain.text import Span
from annotator.gui.review.sides import GOLD, SideLook, shared_fill
from annotator.gui.text.highlights import Highlight

FOCUS_PREFIX = "focus:"
AROUND_PREFIX = "around:"


@dataclass(frozen=True, slots=True)
class SideMark:
    """A span one side marked: whose, for which disagreement (empty for what all agree on), and in words."""

    place: int
    span: Span
    item_id: str
    description: str


def highlights_of(marks: Sequence[SideMark], item_id: str, looks: Mapping[int, SideLook]) -> list[Highlight]:
    """Return the highlights while one disagreement is in view; every mark's place needs a look."""
    focus = list(dict.fromkeys(mark for mark in marks if mark.item_id == item_id and item_id))
    around = [mark for mark in marks if mark.item_id != item_id or not item_id]
    focused = _focused(focus, looks)
    own = {(mark.place, mark.span) for mark in focus}
    return [*focused, *_around(around, focused, own, looks)]


def items_at(marks: Iterable[SideMark], span: Span) -> tuple[str, ...]:
    """Return the disagreements with a mark on a span, each once, in order."""
    return tuple(dict.fromkeys(mark.item_id for mark in marks if mark.item_id and mark.span.overlaps(span)))


def _focused(focus: Sequence[SideMark], looks: Mapping[int, SideLook]) -> list[Highlight]:
    return [
        Highlight(
            key=f"{FOCUS_PREFIX}{number}",
            span=mark.span,
            style=replace(looks[mark.place].in_focus, fill=shared_fill(_sharing(mark, focus, looks))),
            description=mark.description,
        )
        for number, mark in enumerate(focus)
    ]


def _sharing(mark: SideMark, focus: Sequence[SideMark], looks: Mapping[int, SideLook]) -> list[SideLook]:
    """Return the looks of all sides that marked the whole of a span; gold's line is its only sign."""
    if mark.place == GOLD:
        others = {one.place for one in focus if one.place != GOLD and _holds(one.span, mark.span)}
        return [looks[place] for place in sorted(others)] or [looks[GOLD]]
    sharing = {mark.place} | {one.place for one in focus if one.place != GOLD and _holds(one.span, mark.span)}
    return [looks[place] for place in sorted(sharing)]


def _around(
    around: Sequence[SideMark], focus: Sequence[Highlight], own: set[tuple[int, Span]], looks: Mapping[int, SideLook]
) -> list[Highlight]:
    """Return the quiet lines; where a side's words are in focus already (``own``) it gets no second one."""
    found = []
    for place in sorted({mark.place for mark in around}):
        for whole, mine in _united([mark for mark in around if mark.place == place]):
            for span in _cut(whole, focus):
                if any(whose == place and _holds(words, span) for whose, words in own):
                    continue
                told = [mark.description for mark in mine if mark.span.overlaps(span)]
                found.append(
                    Highlight(
                        key=f"{AROUND_PREFIX}{place}:{span.start}",
                        span=span,
                        style=replace(looks[place].around, fill=_fill_over(span, focus, looks[place])),
                        description="\n".join(dict.fromkeys(told)),
                    )
                )
    return found


def _cut(span: Span, focus: Sequence[Highlight]) -> list[Span]:
    """Return a span cut where the words in focus begin and end."""
    edges = sorted({edge for one in focus for edge in one.span if span.start < edge < span.end})
    return [Span(start, end) for start, end in pairwise((span.start, *edges, span.end))]


def _fill_over(span: Span, focus: Sequence[Highlight], look: SideLook) -> QColor:
    """Return the fill of the words in focus; of several marks over the same words the painter takes the shortest."""
    over = [one for one in focus if _holds(one.span, span)]
    shortest = min(over, key=lambda one: one.span.end - one.span.start, default=None)
    return shortest.style.fill if shortest is not None else look.around.fill


def _holds(whole: Span, part: Span) -> bool:
    return whole.start <= part.start and part.end <= whole.end


def _united(marks: Iterable[SideMark]) -> list[tuple[Span, list[SideMark]]]:
    """Return the stretches that marks cover together, each with its marks."""
    united: list[tuple[Span, list[SideMark]]] = []
    for mark in sorted(marks, key=lambda one: one.span):
        if united and mark.span.start <= united[-1][0].end:
            whole, mine = united[-1]
            united[-1] = (Span(whole.start, max(whole.end, mark.span.end)), [*mine, mark])
        else:
            united.append((mark.span, [mark]))
    return united
