"""Headed text: a title line, metadata lines in any order, then the body.

::

    # Title

    Published at: **2024-05-01T10:00:00+00:00**

    Author: **Name**

    Original: [Source](https://example.org/article)

    Body …

Blank lines may stand anywhere before the body, and the stars around a value may be missing. ``****`` and an empty value
mean that the source does not say. ``Sample: **yes**`` marks an article made for practice. Each label is metadata once;
the first other line, or a label's second appearance, begins the body. The stored text keeps the header lines, so that
offsets are the file's and a headline can be evidence.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from annotator.domain.article import Metadata
from annotator.domain.text import text_hash
from annotator.formats.articles.draft import ArticleDraft
from annotator.formats.articles.plain_text import shortened

_TITLE = re.compile(r"#[ \t]+(?P<title>\S.*)")
_LABELLED = re.compile(r"(?P<label>published at|author|original|sample):(?P<value>.*)", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?P<inner>.*)\*\*")
_LINK = re.compile(r"\[(?P<name>.*)\]\((?P<url>.*)\)")
_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST_DATE = 40
_YES = frozenset({"yes", "true"})


class _Header(NamedTuple):
    title: str
    values: dict[str, str]
    end: int


class HeadedTextReader:
    """Reads texts whose first line that is not blank is a ``# Title``."""

    name: str = "headed text"
    suffixes: tuple[str, ...] = (".txt", ".md")

    def recognises(self, text: str) -> bool:
        """Tell whether the text begins with a title line."""
        return _TITLE.match(text.lstrip()) is not None

    def read(self, text: str, file_name: str) -> ArticleDraft:
        """Return the draft of a text in stored form; an unreadable date becomes a remark."""
        header = _header_of(text)
        as_written = header.values.get("published at", "")
        published = _moment(as_written)
        source, url = _source(header.values.get("original", ""))
        remarks = () if published or not as_written else (_unreadable(as_written),)
        return ArticleDraft(
            text=text,
            sha256=text_hash(text),
            header_end=header.end,
            file_name=file_name,
            metadata=Metadata(
                title=shortened(header.title),
                published=published,
                published_as_written=as_written,
                author=header.values.get("author", ""),
                source=source,
                url=url,
                is_sample=header.values.get("sample", "").casefold() in _YES,
            ),
            format=self.name,
            remarks=remarks,
        )


def _header_of(text: str) -> _Header:
    """Walk the lines until the body begins; ``end`` is that line's first code point."""
    title = ""
    values: dict[str, str] = {}
    position = 0
    while position < len(text):
        line_end = text.find("\n", position)
        next_line = len(text) if line_end < 0 else line_end + 1
        line = text[position:next_line].strip()
        labelled = _LABELLED.fullmatch(line) if title else None
        if labelled and labelled["label"].lower() not in values:
            values[labelled["label"].lower()] = _plain(labelled["value"])
        elif not title and (heading := _TITLE.fullmatch(line)):
            title = heading["title"]
        elif line:
            break
        position = next_line
    return _Header(title, values, position)


def _plain(value: str) -> str:
    """Return a value without its stars; ``****`` is empty."""
    value = value.strip()
    bold = _BOLD.fullmatch(value)
    return bold["inner"].strip() if bold else value


def _moment(as_written: str) -> dt.datetime | dt.date | None:
    """Read ISO 8601; a day without a time stays a day."""
    if len(as_written) > _LONGEST_DATE:
        return None
    for read in (dt.date.fromisoformat, dt.datetime.fromisoformat):
        try:
            return read(as_written)
        except ValueError:
            continue
    return None


def _unreadable(as_written: str) -> str:
    shown = shortened(as_written, 60)
    return f"The publication date “{shown}” is not a date in ISO form, so it is unknown until corrected."


def _source(original: str) -> tuple[str, str]:
    """Return name and web address of the source."""
    link = _LINK.fullmatch(original)
    if link:
        return _plain(link["name"]), link["url"].strip()
    return ("", original) if _WEB_ADDRESS.fullmatch(original) else (original, "")
