"""Where words, quoted phrases, sentences, paragraphs and numbers begin and end; offsets are code points."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from annotator.domain.text import Span, trimmed

_INSIDE_WORD = "'’-‑.,"
"""Characters that join two parts of a word or number when letters or digits stand on both sides."""

_QUOTES = {"“": "”", "„": "“”", "‘": "’", "«": "»", "‹": "›", "「": "」", "『": "』", '"': '"'}
_ABBREVIATION_LIST = """
adm al apr aug brig capt cf cmdr co col corp cpl dec dr e.g etc feb fri gen gov hon i.e inc jan jr jul jun lt ltd maj
mar messrs mon mr mrs ms mt no nov oct p.m a.m prof rep rev sat sen sep sept sgt sr st sun thu tue u.k u.n u.s vs wed
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_LIST.split())
_ENDING = re.compile(r"[.!?…。！？؟۔]+[\"'”’»)\]」』]*")
_PLAIN_STOPS = "。！？؟۔"
_NUMBER_WORDS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
billion dozen dozens scores several
"""
_NUMBER = re.compile(
    rf"\d+(?:[.,\u00a0\u202f]\d+)*|\b(?:{'|'.join(_NUMBER_WORDS.split())})(?:-\w+)?\b",
    re.IGNORECASE,
)


def word_at(text: str, offset: int) -> Span:
    """Return the word at or just before an offset, with inner apostrophes, hyphens and decimal points.

    Combining marks belong to their letter. Where there is no word the span is empty.
    """
    start = end = min(max(offset, 0), len(text))
    while end < len(text) and _is_in_word(text, end):
        end += 1
    while start > 0 and _is_in_word(text, start - 1):
        start -= 1
    return Span(start, end)


def quoted_at(text: str, span: Span) -> Span | None:
    """Return the innermost quoted phrase of the paragraph that holds the span, without its marks; None if none does."""
    paragraph = paragraph_at(text, span.start)
    if span.end > paragraph.end:
        return None
    holding = [quote for quote in _quotes(text, paragraph) if quote.start <= span.start and span.end <= quote.end]
    return min(holding, key=lambda quote: quote.end - quote.start, default=None)


def sentence_at(text: str, offset: int) -> Span:
    """Return the sentence at an offset, without the white space around it.

    A stop ends a sentence when white space, the paragraph's end or a capital letter follows ("sources.He added"), but
    not after a known abbreviation, an initial, or before a small letter.
    """
    paragraph = paragraph_at(text, offset)
    start = paragraph.start
    for end in _sentence_ends(text, paragraph):
        if offset < end:
            return trimmed(text, Span(start, end))
        start = end
    return trimmed(text, Span(start, paragraph.end)) if text[start : paragraph.end].strip() else Span(offset, offset)


def paragraph_at(text: str, offset: int) -> Span:
    """Return the line between two line feeds that holds an offset."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return Span(start, len(text) if end < 0 else end)


def expanded(text: str, span: Span) -> Span:
    """Return the next larger of word, quoted phrase, sentence, paragraph and whole text around a span."""
    last = max(span.start, span.end - 1)
    larger = [
        Span(word_at(text, span.start).start, word_at(text, last).end),
        quoted_at(text, span),
        Span(sentence_at(text, span.start).start, max(sentence_at(text, last).end, span.end)),
        Span(paragraph_at(text, span.start).start, paragraph_at(text, last).end),
        Span(0, len(text)),
    ]
    for candidate in larger:
        if candidate is not None and _contains(candidate, span):
            return candidate
    return span


def neighbouring_sentence(text: str, offset: int, *, forward: bool) -> int:
    """Return the offset at which the next sentence begins, or the last that begins before; else the text's own ends."""
    paragraph = paragraph_at(text, offset)
    while True:
        starts = [
            start for start in _sentence_starts(text, paragraph) if (start > offset if forward else start < offset)
        ]
        if starts:
            return starts[0] if forward else starts[-1]
        if (paragraph.end == len(text)) if forward else (paragraph.start == 0):
            return paragraph.end if forward else 0
        paragraph = paragraph_at(text, paragraph.end + 1 if forward else paragraph.start - 1)


def neighbouring_paragraph(text: str, offset: int, *, forward: bool) -> int:
    """Return the start of the next paragraph that has words, or of this one, or of the one before."""
    if forward:
        end = paragraph_at(text, offset).end
        match = re.compile(r"\S").search(text, end)
        return paragraph_at(text, match.start()).start if match else len(text)
    before = text[:offset].rstrip()
    return paragraph_at(text, len(before) - 1).start if before else 0


def neighbouring_number(text: str, offset: int, *, forward: bool) -> Span | None:
    """Return the next number in figures or English words that starts after an offset, or the last one before it."""
    if forward:
        return next((Span(*match.span()) for match in _NUMBER.finditer(text, offset) if match.start() > offset), None)
    for start in range(offset, 0, -_REACH):
        floor = max(0, start - _REACH)
        edge = word_at(text, floor).start
        found = [Span(*match.span()) for match in _NUMBER.finditer(text, edge, offset) if match.start() < offset]
        if found:
            return found[-1]
    return None


_REACH = 2000
"""Code points searched at a time when looking back."""


def _contains(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and outer != inner


def _is_in_word(text: str, index: int) -> bool:
    if _is_wordlike(text[index]):
        return True
    has_both_sides = 0 < index < len(text) - 1 and _is_wordlike(text[index - 1]) and _is_wordlike(text[index + 1])
    if not has_both_sides or text[index] not in _INSIDE_WORD:
        return False
    return text[index] not in ".," or (text[index - 1].isdigit() and text[index + 1].isdigit())


def _is_wordlike(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _quotes(text: str, within: Span) -> Iterator[Span]:
    """Yield what stands between matching quotation marks; an apostrophe inside a word opens and closes nothing."""
    open_at: list[tuple[str, int]] = []
    for index in range(within.start, within.end):
        character = text[index]
        if character in "'’" and _is_in_word(text, index):
            continue
        closed = next((n for n in reversed(range(len(open_at))) if character in open_at[n][0]), None)
        if closed is not None:
            if open_at[closed][1] < index:
                yield Span(open_at[closed][1], index)
            del open_at[closed:]
        elif character in _QUOTES:
            open_at.append((_QUOTES[character], index + 1))


def _sentence_starts(text: str, paragraph: Span) -> Iterator[int]:
    start = paragraph.start
    for end in (*_sentence_ends(text, paragraph), paragraph.end):
        piece = text[start:end]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip())
        start = end


def _sentence_ends(text: str, paragraph: Span) -> Iterator[int]:
    for match in _ENDING.finditer(text, paragraph.start, paragraph.end):
        if _ends_sentence(text, match, paragraph):
            yield match.end()


def _ends_sentence(text: str, match: re.Match[str], paragraph: Span) -> bool:
    if match.end() >= paragraph.end or match.group()[0] in _PLAIN_STOPS:
        return True
    following = text[match.end()]
    word = text[_word_start(text, match.start(), paragraph.start) : match.start()]
    if match.group() == "." and (word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())):
        return False
    if following.isspace():
        rest = text[match.end() : paragraph.end].lstrip()
        return not rest[:1].islower()
    return following.isupper() and word[-1:].isalpha() and len(word) > 1


def _word_start(text: str, offset: int, floor: int) -> int:
    while offset > floor and (_is_wordlike(text[offset - 1]) or text[offset - 1] == "."):
        offset -= 1
    return offset
