from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def tamper(project: Path, statement: str) -> None:
    """Change a closed project with nothing but SQLite, as a person with a database browser would."""
    with closing(sqlite3.connect(project)) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        with database:
            for name, _ in triggers:
                database.execute(f'DROP TRIGGER "{name}"')
            assert database.execute(statement).rowcount > 0
            for _, definition in triggers:
                database.execute(definition)


@pytest.fixture
def filled(project: Path, news: Path, run: Run) -> Path:
    assert run("import", project, news).status == 0
    return project


def test_a_sound_project_is_told_so(filled: Path, run: Run) -> None:
    answer = run("check", filled)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == "The project is sound: 4 events agree with it.\n"


def test_check_tells_scripts_what_it_found(filled: Path, run: Run) -> None:
    facts = run("check", filled, "--json").json
    assert set(facts) == {"project", "id", "events", "is_sound", "findings", "warnings"}
    assert (facts["is_sound"], facts["findings"], facts["events"]) == (True, [], 4)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE article SET text = replace(text, 'Two killed', 'Ten killed') WHERE title = 'First'", "articles"),
        ("UPDATE article SET sha256 = lower(hex(zeroblob(32))) WHERE title = 'First'", "articles"),
        ("UPDATE coder SET name = 'Somebody else' WHERE name = 'Coder A'", "state"),
        ("UPDATE event SET label = 'something else' WHERE sequence = 2", "history"),
        ("UPDATE event SET at = '2001-01-01T00:00:00+00:00' WHERE sequence = 3", "history"),
        ("DELETE FROM event WHERE sequence = 3", "history"),
        ("UPDATE project SET head = head - 1", "history"),
    ],
)
def test_a_change_from_outside_is_found_and_status_1(filled: Path, run: Run, statement: str, what: str) -> None:
    tamper(filled, statement)
    facts = run("check", filled, "--json")
    assert facts.status == 1
    assert facts.json["is_sound"] is False
    assert what in {finding["what"] for finding in facts.json["findings"]}
    words = run("check", filled)
    assert words.status == 1
    assert any(line.startswith(f"{what}: ") for line in words.out.splitlines())
    assert words.out.splitlines()[-1].endswith("findings.")


def test_one_byte_of_a_text_flipped_on_the_disk_is_found(filled: Path, run: Run) -> None:
    data = filled.read_bytes()
    assert data.count(b"Two killed.") == 1
    filled.write_bytes(data.replace(b"Two killed.", b"Two killeb."))
    answer = run("check", filled)
    assert answer.status == 1
    assert "articles: " in answer.out


def test_a_table_from_elsewhere_is_refused_before_anything_is_read(filled: Path, run: Run) -> None:
    with closing(sqlite3.connect(filled)) as database, database:
        database.execute("CREATE TRIGGER spy AFTER INSERT ON event BEGIN SELECT 1; END")
    answer = run("check", filled)
    assert (answer.status, answer.out) == (1, "")
    assert "trigger spy" in answer.err


def test_check_changes_nothing_and_needs_no_lock(filled: Path, run: Run) -> None:
    before = filled.read_bytes()
    run("check", filled)
    assert filled.read_bytes() == before
    assert not filled.with_name(filled.name + ".lock").exists()
