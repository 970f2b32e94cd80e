r"""From a file's offsets to spans of code points in stored text, never by a guess.

Programs disagree on what an offset counts. brat counts code points of its text file, carriage returns included
(https://brat.nlplab.org/standoff.html). Label Studio counted UTF-16 code units, as JavaScript does, until it changed to
code points (HumanSignal/label-studio issues 1008, 1347; label-studio-frontend pull request 308), and its exports may
lack the words. doccano keeps what its page counted, UTF-16 units unless a project counts grapheme clusters (doccano
issue 2290), while what was imported into it keeps the importer's counting; it never gives the words.

So all ways of counting that a text allows are tried, and those under which the most quotes are the text's words are
kept. A mark to which these give one span has it; one to which they give none, or several, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from annotator.domain.text import BYTE_ORDER_MARK, Span
from annotator.formats.codings.foreign import Counting, ForeignMark

Settled = tuple[Span, ...] | str
"""A mark's spans, or the reason why it has none."""

_Position = Callable[[int], int | None]
_LINE_BREAKS = "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_SHOWN = 60


def settled(raw: str, stored: str, marks: Sequence[ForeignMark], counting: Counting = Counting.AUTO) -> list[Settled]:
    """Return for each mark its spans in ``stored``, or a sentence that says why there are none.

    ``raw`` is the text as the file has it, before line ends were made alike; ``counting`` is what a person said about
    the whole file. Marks without spans that have a quote are looked for in the text.
    """
    ways = _ways(raw, stored)
    allowed = [_allowed(ways, mark.counting if mark.counting is not Counting.AUTO else counting) for mark in marks]
    scores = dict.fromkeys(ways, 0)
    for mark, names in zip(marks, allowed, strict=True):
        if mark.spans and mark.quote:
            for name in names:
                scores[name] += _fit(mark, ways[name], stored).score
    best = max(scores.values())
    # The file's own text is what its offsets are about, unless only the text with plain line ends gives its words.
    kept = {name for name, score in scores.items() if score == best and name[1]}
    kept = kept or {name for name, score in scores.items() if score == best}
    return [
        _settled(mark, [ways[name] for name in names if name in kept] or [ways[name] for name in names], stored)
        for mark, names in zip(marks, allowed, strict=True)
    ]


def agrees(words: str, quote: str) -> bool:
    """Tell whether two texts are the same words; white space counts as one blank, as do escaped line ends."""
    return _plain(words) == _plain(quote)


def found(quote: str, stored: str) -> Settled:
    """Return where a quote stands in a text; a sentence where it does not, or more than once."""
    words = quote.replace("\r\n", "\n").replace("\r", "\n")
    start = stored.find(words)
    if not words.strip() or start < 0:
        return f"The words “{_shortened(quote)}” are not in the article."
    if stored.find(words, start + 1) >= 0:
        return f"The words “{_shortened(quote)}” are in the article more than once, and no offsets say which are meant."
    return (Span(start, start + len(words)),)


def _settled(mark: ForeignMark, ways: Iterable[_Position], stored: str) -> Settled:
    if not mark.spans:
        return found(mark.quote, stored) if mark.quote else ()
    fits = [_fit(mark, way, stored) for way in ways]
    best = max(fit.score for fit in fits)
    good = {fit.spans for fit in fits if fit.score == best and not fit.reason}
    if len(good) == 1:
        return good.pop()
    if good:
        return (
            "The file does not say whether its offsets count characters or UTF-16 units, and here they differ; "
            "say which in the mapping."
        )
    return fits[0].reason


class _Fit(NamedTuple):
    """What a mark is under one way of counting: its spans, or why it cannot be that way.

    ``score`` is 2 where the words are exactly the quote, 1 where they are but for white space.
    """

    spans: tuple[Span, ...] = ()
    score: int = 0
    reason: str = ""


def _fit(mark: ForeignMark, way: _Position, stored: str) -> _Fit:
    spans: list[Span] = []
    for start, end in mark.spans:
        first, last = way(start), way(end)
        if first is None or last is None or not 0 <= first < last <= len(stored):
            reason = f"The offsets {start} to {end} do not lie in the article, which has {len(stored)} characters."
            return _Fit(reason=reason)
        spans.append(Span(first, last))
    words = " ".join(stored[span.start : span.end] for span in spans)
    quote = mark.quote or ""
    if quote and not agrees(words, quote):
        reason = f"The offsets give “{_shortened(words)}”, but the file says “{_shortened(quote)}”."
        return _Fit(reason=reason)
    is_exact = words == quote.replace("\r\n", "\n").replace("\r", "\n")
    return _Fit(tuple(_joined(spans, stored)), 2 if quote and is_exact else int(bool(quote)))


def _joined(spans: Sequence[Span], stored: str) -> Iterable[Span]:
    """Yield the spans with those made one again that only line ends or tabs, which some formats cannot hold, part."""
    ordered = sorted(spans)
    current = ordered[0]
    for span in ordered[1:]:
        between = stored[current.end : span.start]
        if span.start >= current.end and not between.strip(_LINE_BREAKS):
            current = Span(current.start, span.end)
        else:
            yield current
            current = span
    yield current


def _allowed(ways: dict[tuple[Counting, bool], _Position], counting: Counting) -> list[tuple[Counting, bool]]:
    return [way for way in ways if counting is Counting.AUTO or way[0] is counting]


def _ways(raw: str, stored: str) -> dict[tuple[Counting, bool], _Position]:
    """Return every way of counting: by unit, and whether in the text as the file has it or in the stored one."""
    ways: dict[tuple[Counting, bool], _Position] = {}
    for is_raw, text in ((True, raw),) if raw == stored else ((True, raw), (False, stored)):
        carry: _Position = _carried(raw) if is_raw and raw != stored else _same
        ways[Counting.CODE_POINTS, is_raw] = carry
        ways[Counting.UTF16, is_raw] = _after(_from_utf16(text), carry)
    return ways


def _same(position: int) -> int | None:
    return position


def _after(first: _Position, then: _Position) -> _Position:
    def both(position: int) -> int | None:
        between = first(position)
        return None if between is None else then(between)

    return both


def _from_utf16(text: str) -> _Position:
    """Return the way from UTF-16 units to code points; inside a surrogate pair there is no code point."""
    if text.isascii() or max(text) <= "\uffff":
        return _same
    units = accumulate((2 if character > "\uffff" else 1 for character in text), initial=0)
    places = {unit: index for index, unit in enumerate(units)}
    return places.get


def _carried(raw: str) -> _Position:
    """Return the way from positions in the file's text to those in the stored one: no mark, CR LF as one."""
    places: list[int] = []
    stored = 0
    for index, character in enumerate(raw):
        places.append(stored)
        is_dropped = (index == 0 and character == BYTE_ORDER_MARK) or raw[index : index + 2] == "\r\n"
        stored += not is_dropped
    places.append(stored)
    return lambda position: places[position] if 0 <= position < len(places) else None


def _plain(text: str) -> str:
    return " ".join(text.replace("\\n", " ").split())


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
