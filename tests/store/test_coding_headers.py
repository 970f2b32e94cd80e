"""The headers of codings without the codings, and codings of which a row was damaged by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from annotator.domain.coding import Coding, CodingState
from annotator.domain.errors import ProjectError
from annotator.domain.ids import RoundId
from annotator.store import codings
from tests.store.making import Desk, a_coder


@pytest.fixture
def desk(coded_desk: Desk) -> Desk:
    return coded_desk


def read(desk: Desk) -> list[Coding]:
    with desk.project.read() as reader:
        return list(reader.codings())


def test_headers_are_those_of_the_codings_in_their_order(desk: Desk) -> None:
    with desk.project.read() as reader:
        assert list(reader.coding_headers()) == [coding.header for coding in reader.codings()]
        some = [desk.articles[2].id, desk.articles[0].id]
        assert [one.article_id for one in reader.coding_headers(some)] == [desk.articles[0].id, desk.articles[2].id]
        assert list(reader.coding_headers(rounds=[RoundId("none")])) == []
        assert len(list(reader.coding_headers(rounds=[None]))) == 3


def test_the_headers_are_of_every_coder_and_not_of_what_was_deleted(desk: Desk) -> None:
    other = a_coder("Coder 2")
    header = desk.header(coder=other)
    desk.put(other, header)
    with desk.project.read() as reader:
        assert len(list(reader.coding_headers())) == 4
    desk.put(header.model_copy(update={"is_deleted": True}))
    with desk.project.read() as reader:
        assert len(list(reader.coding_headers())) == 3


def counted(desk: Desk, **asked: Any) -> list[tuple[str, str, int]]:
    with desk.project.read() as reader:
        return sorted((one.coder_id, one.state.value, count) for one, count in reader.coding_counts(**asked))


def test_codings_are_counted_by_coder_round_and_state(desk: Desk) -> None:
    assert counted(desk) == [(desk.coder.id, "draft", 3)]
    other = a_coder("Coder 2")
    done, begun = desk.header(coder=other), desk.header(desk.articles[1], other)
    desk.put(other, done.model_copy(update={"state": CodingState.COMPLETE}), begun)
    assert counted(desk) == [(desk.coder.id, "draft", 3), (other.id, "complete", 1), (other.id, "draft", 1)]
    assert counted(desk, article_ids=[desk.articles[1].id]) == [(desk.coder.id, "draft", 1), (other.id, "draft", 1)]
    assert counted(desk, article_ids=[]) == counted(desk, rounds=[]) == counted(desk, rounds=[RoundId("none")]) == []
    assert counted(desk, rounds=[None, RoundId("none")]) == counted(desk)
    desk.put(begun.model_copy(update={"is_deleted": True}))
    assert counted(desk) == [(desk.coder.id, "draft", 3), (other.id, "complete", 1)]


def test_the_counts_of_many_named_articles_add_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codings, "NAMED_AT_ONCE", 2)
    found = counted(desk, article_ids=[article.id for article in desk.articles])
    assert sum(count for _, _, count in found) == 3
    assert len(found) == 2


def test_a_count_comes_with_the_header_of_one_of_those_counted(desk: Desk) -> None:
    with desk.project.read() as reader:
        ((header, _),) = reader.coding_counts()
        assert header in list(reader.coding_headers())


def test_what_was_taken_back_is_not_counted(desk: Desk) -> None:
    with desk.project.read() as reader:
        (articles_import,) = reader.imports()
    desk.put(articles_import.model_copy(update={"is_deleted": True}))
    assert counted(desk) == []


@pytest.mark.parametrize("at_once", [1, 2, 50])
def test_codings_are_the_same_however_many_are_read_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    whole = read(desk)
    monkeypatch.setattr(codings, "CODINGS_AT_ONCE", at_once)
    assert read(desk) == whole
    assert [len(coding.evidence_by_id) for coding in whole] == [1, 1, 1]


@pytest.mark.parametrize(
    "statement, kind",
    [
        ('UPDATE coded_value SET content = \'{"type": "count", "best": "many"}\'', "value"),
        ("UPDATE coded_value SET content = 'twelve'", "value"),
        ("UPDATE coded_value SET status = 'perhaps'", "value"),
        ("UPDATE evidence SET stance = 'doubts'", "evidence"),
        ("UPDATE report SET is_deleted = 12", "report"),
        ("UPDATE coding SET completed_at = 'yesterday'", "coding"),
    ],
)
def test_a_row_damaged_by_hand_is_named_and_nothing_is_read(desk: Desk, statement: str, kind: str) -> None:
    desk.project.close()
    with closing(sqlite3.connect(desk.path, isolation_level=None)) as driver:
        driver.execute("PRAGMA ignore_check_constraints = ON")
        table = statement.split()[1]
        (damaged,) = driver.execute(f"SELECT id FROM {table} ORDER BY id LIMIT 1 OFFSET 1").fetchone()  # noqa: S608
        driver.execute(f"{statement} WHERE id = ?", (damaged,))
    reopened = desk.reopened()
    with closing(reopened), pytest.raises(ProjectError) as refused, reopened.read() as reader:
        list(reader.codings())
    assert f"a stored {kind} cannot be read ({damaged})" in refused.value.message
    assert str(desk.path) in refused.value.message
