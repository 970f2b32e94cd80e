"""Reader of the MUC-3/4 news texts kept as JSON Lines (`corpora/muc4_dev.jsonl` beside the project; not part of it).

Each line is ``{set, docid, text, published, templates}``: ``published`` is an ISO day or null, ``templates`` lists the
incidents a text was coded with in 1991, none for a text without one. Texts are in capitals, hard-wrapped at 80 columns.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.domain.text import Span

FILE = Path("corpora") / "muc4_dev.jsonl"
"""Where the texts lie below the folder of shared data."""

_DATELINE = re.compile(r"\A.*?--\s*(?:\[[^\]]*\]\s*)*", re.DOTALL)
_TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Muc4Record:
    """One text; ``title`` is made of its first words, since the corpus has none."""

    docid: str
    title: str
    text: str
    published: dt.date | None
    templates: tuple[Mapping[str, Any], ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every span of ``text`` that a template's strings were found at, in reading order, without repeats."""
        found = {Span(start, end) for template in self.templates for start, end in _spans_in(template["slots"])}
        return tuple(sorted(found))


def read_muc4(path: Path) -> Iterator[Muc4Record]:
    """Yield the file's texts in order; raises ValueError or KeyError on a line that is no such record."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            published = record["published"]
            yield Muc4Record(
                docid=record["docid"],
                title=title_of(record["text"]),
                text=record["text"],
                published=dt.date.fromisoformat(published) if published else None,
                templates=tuple(record["templates"]),
            )


def title_of(text: str) -> str:
    """Return the text's first words after dateline and bracketed remarks, on one line of at most 80 characters."""
    body = _DATELINE.sub("", text, count=1) or text
    words = " ".join(body.split())
    if len(words) <= _TITLE_LENGTH:
        return words
    return words[:_TITLE_LENGTH].rsplit(" ", 1)[0][: _TITLE_LENGTH - 1] + "…"


def article_draft(record: Muc4Record) -> dict[str, Any]:
    """Return the record as what an import needs, in the names of `annotator.domain.article`.

    The text is the corpus's own, so that the corpus's offsets hold; the title is metadata and not part of it.
    """
    return {
        "text": record.text,
        "file_name": f"{record.docid}.txt",
        "header_end": 0,
        "metadata": {
            "title": record.title,
            "published": record.published,
            "published_as_written": record.published.isoformat() if record.published else "",
            "source": "MUC-3/4",
        },
    }


def _spans_in(slots: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    for fillers in slots.values():
        for filler in fillers:
            for mention in filler.get("mentions", ()):
                yield from ((start, end) for start, end in mention["spans"])
