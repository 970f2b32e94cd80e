"""Whatever is changed behind the program's back is found."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.coding import Note
from annotator.domain.ids import NoteId, new_id
from annotator.domain.text import Span
from annotator.store.history import EventRecord, event_hash
from annotator.store.project_file import ProjectFile
from annotator.store.verification import Finding
from tests.store.making import TEXT, Desk, a_report, a_value, some_evidence, tamper


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """A closed project with something of every kind, undone and redone."""
    header = desk.header()
    report = a_report(header)
    value = a_value(header, report=report)
    note = Note(id=NoteId(new_id()), coding_id=header.id, subject_id=value.id, text="Could rise.")
    desk.put(header, report)
    desk.put(value, some_evidence(header, value, TEXT, Span(18, 29)))
    desk.put(note)
    desk.undo()
    desk.redo()
    assert desk.project.verify() == ()
    desk.project.close()
    return desk


def found(desk: Desk) -> list[Finding]:
    with ProjectFile.open(desk.path, state_folder=desk.state_folder, read_only=True) as project:
        return list(project.verify())


TAMPERINGS = [
    ("UPDATE article SET text = replace(text, '53', '54')", "articles", "text of article .* was altered"),
    ("UPDATE article SET text = replace(text, '53', '54')", "evidence", "quote of evidence"),
    ("UPDATE article SET sha256 = 'bad'", "articles", "articles of import .* are not those"),
    ("DELETE FROM article WHERE row_number = 3", "articles", "articles of import .* are not those"),
    ("UPDATE article SET id = 'other' WHERE row_number = 3", "articles", "articles of import .* are not those"),
    ("UPDATE evidence SET quote = '35 soldiers'", "evidence", "quote of evidence"),
    ("UPDATE evidence SET start = start + 1", "evidence", "quote of evidence"),
    ("UPDATE evidence SET start = start + 1", "state", "stored evidence .* is not what history says"),
    ("UPDATE coded_value SET content = replace(content, '54', '45')", "state", "stored value .* is not what history"),
    ("UPDATE coded_value SET status = 'unclear'", "state", "stored value"),
    ("UPDATE coding SET state = 'complete'", "state", "stored coding"),
    ("UPDATE report SET is_deleted = 1", "state", "stored report"),
    ("UPDATE coder SET name = 'Mallory'", "state", "stored coder"),
    ("UPDATE codebook SET source = ''", "state", "stored codebook"),
    ("UPDATE article_import SET source = 'elsewhere'", "state", "stored import"),
    ("DELETE FROM note", "state", "note .* of history is not stored"),
    ("DELETE FROM evidence", "state", "evidence .* of history is not stored"),
    ("DELETE FROM report", "file", "refers to a missing row of report"),
    (
        "INSERT INTO note SELECT 'new', coding_id, subject_id, text, rule, is_flagged, is_deleted FROM note",
        "state",
        "stored note new is not what history says",
    ),
    ("UPDATE event SET label = 'another' WHERE sequence = 2", "history", "Event 2 was altered"),
    ("UPDATE event SET at = '2000-01-01T00:00:00+00:00' WHERE sequence = 3", "history", "Event 3 was altered"),
    ("UPDATE event SET coder_id = NULL WHERE sequence = 3", "history", "Event 3 was altered"),
    ("UPDATE event SET changes = replace(changes, '54', '45')", "history", "Event 3 was altered"),
    ("UPDATE event SET changes = '[]' WHERE sequence = 3", "state", "stored value"),
    ("UPDATE event SET changes = '?' WHERE sequence = 3", "state", "changes of event 3 cannot be read"),
    ("UPDATE event SET hash = 'bad' WHERE sequence = 2", "history", "Event 3 does not follow"),
    ("DELETE FROM event WHERE sequence = 3", "history", "Event 3 is missing"),
    ("DELETE FROM event WHERE sequence = 6", "history", "The project counts 6 events, history ends with 5"),
    ("UPDATE project SET head = 5", "history", "The project counts 5 events, history ends with 6"),
    ("UPDATE project SET head_hash = 'bad'", "history", "their hashes differ"),
    ("UPDATE project SET uuid = 'another'", "history", "Event 1 does not follow"),
]


@pytest.mark.parametrize("statement, what, detail", TAMPERINGS)
def test_a_change_behind_the_programs_back_is_found(closed: Desk, statement: str, what: str, detail: str) -> None:
    tamper(closed.path, statement)
    details = [finding.detail for finding in found(closed) if finding.what == what]
    assert any(re.search(detail, one) for one in details), found(closed)


def test_a_history_rewritten_with_fitting_hashes_still_differs_from_the_state(closed: Desk) -> None:
    with closing(sqlite3.connect(closed.path)) as connection:
        rows = connection.execute("SELECT * FROM event ORDER BY sequence").fetchall()
        names = [column[1] for column in connection.execute("PRAGMA table_info(event)")]
    previous, statements = "", []
    for row in rows:
        columns = dict(zip(names, row, strict=True))
        columns["changes"] = columns["changes"].replace('"best":54', '"best":45')
        columns["previous_hash"] = previous or columns["previous_hash"]
        record = EventRecord(**{name: columns[name] for name in EventRecord._fields})
        previous = event_hash(record)
        changes = columns["changes"].replace("'", "''")
        statements.append(
            f"UPDATE event SET changes = '{changes}', previous_hash = '{record.previous_hash}', "  # noqa: S608
            f"hash = '{previous}' WHERE sequence = {record.sequence}"
        )
    statements.append(f"UPDATE project SET head_hash = '{previous}'")  # noqa: S608
    tamper(closed.path, *statements)
    assert {finding.what for finding in found(closed)} == {"state"}


def test_a_flipped_bit_in_an_articles_text_is_found(closed: Desk) -> None:
    flip(closed.path, b"third text", 4)
    findings = found(closed)
    assert [finding.what for finding in findings] == ["articles"]
    assert closed.articles[2].id in findings[0].detail


def test_a_flipped_bit_in_history_is_found(closed: Desk) -> None:
    flip(closed.path, b"the beginning", 1)
    assert [finding.what for finding in found(closed)] == ["history"]


def test_a_text_that_is_no_longer_text_is_found(closed: Desk) -> None:
    flip(closed.path, b"third text", 4, 0x80)
    findings = found(closed)
    assert [finding.what for finding in findings] == ["articles"]
    assert "is damaged" in findings[0].detail


def test_ruined_pages_are_found_and_every_check_still_runs(closed: Desk) -> None:
    content = bytearray(closed.path.read_bytes())
    place = content.index(TEXT.encode()) // 4096 * 4096
    content[place : place + 4096] = b"\xa5" * 4096
    closed.path.write_bytes(content)
    assert {"file", "articles", "evidence"} <= {finding.what for finding in found(closed)}


def test_progress_is_told_from_start_to_end(desk: Desk) -> None:
    heard: list[tuple[int, int]] = []
    desk.project.verify(lambda done, total: heard.append((done, total)))
    assert heard[0] == (0, 6)
    assert heard[-1] == (6, 6)
    assert heard == sorted(heard)


def test_an_empty_project_is_in_order(tmp_path: Path) -> None:
    with ProjectFile.create(tmp_path / "a.annotator", name="a", state_folder=tmp_path / "state") as project:
        assert project.verify() == ()


def flip(path: Path, words: bytes, offset: int, mask: int = 0x01) -> None:
    """Flip bits in the first place of the file that holds the words."""
    content = bytearray(path.read_bytes())
    content[content.index(words) + offset] ^= mask
    path.write_bytes(content)
