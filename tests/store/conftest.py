"""What the store's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.coding import Note
from annotator.domain.ids import NoteId, new_id
from annotator.domain.text import Span
from tests.store.making import Desk, a_desk, a_report, a_value, some_evidence


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A project with a coder, a codebook and three articles; closed when the test ends."""
    made = a_desk(tmp_path)
    yield made
    made.project.close()


@pytest.fixture
def coded_desk(tmp_path: Path) -> Iterator[Desk]:
    """Three articles, each coded by one person: a report, a value in it, a span and a note."""
    desk = a_desk(tmp_path, ["one two", "three four", "five six"])
    for article in desk.articles:
        header = desk.header(article)
        report = a_report(header)
        value = a_value(header, report=report)
        note = Note(id=NoteId(new_id()), coding_id=header.id, subject_id=value.id, text="Sure?", is_flagged=True)
        desk.put(header, report, value, some_evidence(header, value, article.text, Span(0, 3)), note, article=article)
    yield desk
    desk.project.close()
