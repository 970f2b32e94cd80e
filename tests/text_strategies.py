"""Hypothesis strategies for text that breaks naive offsets and for its spans; import them from `tests.strategies`."""

from __future__ import annotations

from functools import cache
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from annotator.domain.text import BYTE_ORDER_MARK, Span

TRICKY_PIECES: Final = (
    "😀",
    "👩‍👩‍👧‍👦",
    "👍🏽",
    "🇲🇱",
    "🏳️‍🌈",
    "1️⃣",
    "𠮷野家",
    "𝔄",
    "𓀀",
    "هجوم على القرية",
    "لا\u064b",
    "\u202bنص\u202c",
    "\u200f",
    "שלום",
    "Me\u0301naka",
    "a\u0308\u0323",
    "\u1112\u1161\u11ab",
    "ﬁ",
    "İ",
    "ß",
    "\u00a0",
    "\u202f",
    "\u2028",
    "\u2029",
    "\u0085",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\ufffc",
    "\x0b",
    "\x0c",
    "\x1c",
    "\t",
    "\n",
    "\n\n",
)
"""Texts whose length or line count differs between code points, UTF-16, graphemes and Python's ``splitlines``."""

PLAIN_PIECES: Final = (
    " ",
    ", ",
    ". ",
    "At least 53 soldiers",
    "a civilian",
    "on Saturday",
    "the attack",
    '"under control"',
    "killed",
    "killed",
    "=1+1",
    "<b>bold</b>",
    "{field}",
    "%s",
)


@cache
def _characters() -> SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=8)


@cache
def _pieces() -> SearchStrategy[str]:
    return st.one_of(st.sampled_from(PLAIN_PIECES), st.sampled_from(TRICKY_PIECES), _characters())


@cache
def texts(min_size: int = 1, max_pieces: int = 20) -> SearchStrategy[str]:
    """Draw article text in stored form of at least ``min_size`` code points, mixing plain and tricky pieces."""
    joined = st.lists(_pieces(), min_size=1, max_size=max_pieces).map("".join)
    return joined.map(lambda text: text.lstrip(BYTE_ORDER_MARK).ljust(min_size, "."))


def decoded_texts() -> SearchStrategy[str]:
    """Draw text as a decoder leaves it: CR LF, CR and a leading byte order mark still in."""
    endings = st.sampled_from(["\r\n", "\r", "\n", "\r\r\n", "\n\r"])
    body = st.lists(st.one_of(_pieces(), endings), max_size=20).map("".join)
    return st.builds(str.__add__, st.sampled_from(["", "", BYTE_ORDER_MARK]), body)


def spans_in(text: str) -> SearchStrategy[Span]:
    """Draw a span of ``text``, which must not be empty; never an empty span."""
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(0, len(text) - 1)).map(sorted)
    return ends.map(lambda first_and_last: Span(first_and_last[0], first_and_last[1] + 1))


@st.composite
def texts_with_spans(draw: DrawFn, max_spans: int = 8) -> tuple[str, tuple[Span, ...]]:
    """Draw a text and one or more spans of it, overlaps and repeats included."""
    text = draw(texts())
    return text, tuple(draw(st.lists(spans_in(text), min_size=1, max_size=max_spans)))


@cache
def words() -> SearchStrategy[str]:
    """Draw what a person may type into a field, empty and non-ASCII included."""
    return st.one_of(st.just(""), st.sampled_from(PLAIN_PIECES + TRICKY_PIECES), _characters())


@cache
def category_ids() -> SearchStrategy[str]:
    """Draw the id of a category, of any codebook."""
    return st.from_regex(r"[a-z][a-z0-9_]{0,15}", fullmatch=True)
