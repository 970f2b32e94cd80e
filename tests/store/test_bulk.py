"""Records compared and written by the thousand fare as they would one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import Connection

from annotator.domain.changes import Change
from annotator.domain.coding import CodingState, Value
from annotator.domain.entities import Entity
from annotator.domain.ids import RulingId, new_id
from annotator.domain.review import Ruling, RulingSource
from annotator.domain.text import Span
from annotator.domain.values import Count, Moment
from annotator.store import bulk, sqlite
from annotator.store.mapping import MAPPERS
from tests.store.making import TEXT, Desk, a_coder, a_desk, a_report, a_value, some_evidence
from tests.store.test_machine import adopted
from tests.strategies import CodedArticle, coded_articles


@pytest.fixture
def connection(desk: Desk) -> Iterator[Connection]:
    """The desk's project in a transaction that is never committed."""
    with desk.project._connected(desk.project._writing) as connection:
        yield connection


def written(connection: Connection, *changes: Change) -> None:
    """Write changes, kind by kind."""
    by_id = {change.after.id: change for change in changes}
    for mapper, records in bulk.by_kind(change.after for change in changes):
        bulk.write(connection, mapper, [by_id[record.id] for record in records])


def stored(connection: Connection, record: Entity) -> tuple[object, ...]:
    mapper = MAPPERS[record.kind]
    return bulk.stored_rows(connection, mapper, [record])[record.id]


def test_kinds_come_before_those_that_refer_to_them_and_records_once(desk: Desk) -> None:
    header = desk.header()
    report, value = a_report(header), a_value(header)
    later = value.model_copy(update={"content": None})
    found = [(mapper.kind, records) for mapper, records in bulk.by_kind([value, report, later, header])]
    assert found == [("coding", [header]), ("report", [report]), ("value", [later])]
    assert list(bulk.by_kind([])) == []


@settings(max_examples=25)
@given(coded=coded_articles())
def test_rows_are_those_the_mapper_makes_one_by_one(coded: CodedArticle, any_desk: Desk) -> None:
    for mapper, records in bulk.by_kind(adopted(coded, any_desk.header())):
        assert bulk.rows_of(mapper, records) == [tuple(mapper.plain_row(record)) for record in records]


@pytest.fixture(scope="module")
def any_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that nothing is stored at."""
    made = a_desk(tmp_path_factory.mktemp("desk"))
    yield made
    made.project.close()


def test_rows_of_moments_and_lists_are_text(desk: Desk) -> None:
    at = dt.datetime(2021, 6, 7, 9, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    complete = desk.header().model_copy(update={"state": CodingState.COMPLETE, "completed_at": at})
    ruling = Ruling(
        id=RulingId(new_id()), round_id=None, article_id=desk.article.id, reviewer_id=desk.coder.id,
        codebook_id=desk.codebook.id, at=at, sides=(), source=RulingSource.NONE, taken_from=(desk.coder.id,),
    )  # fmt: skip
    ((row,), (ruled,)) = (bulk.rows_of(MAPPERS[one.kind], [one]) for one in (complete, ruling))
    assert "2021-06-07T09:00:00+02:00" in row
    assert f'["{desk.coder.id}"]' in ruled


def test_only_what_differs_is_a_change(desk: Desk, connection: Connection) -> None:
    same, other, new = a_coder("Same"), a_coder("Other"), a_coder("New")
    mapper = MAPPERS["coder"]
    bulk.write(connection, mapper, [Change.of_records(None, one) for one in (same, other)])
    renamed = other.model_copy(update={"name": "Renamed"})
    rows = bulk.stored_rows(connection, mapper, [same, other, new])
    assert list(bulk.changes_to(mapper, rows, [same, renamed, new])) == [
        Change(before=other, after=renamed),
        Change(before=None, after=new),
    ]
    assert bulk.are_stored(connection, mapper, [same, other])
    assert not bulk.are_stored(connection, mapper, [same, renamed])
    assert not bulk.are_stored(connection, mapper, [new])


def test_a_text_stored_in_other_words_is_no_change(desk: Desk, connection: Connection) -> None:
    header = desk.header()
    value = a_value(header)
    written(connection, Change.of_records(None, header), Change.of_records(None, value))
    connection.exec_driver_sql("UPDATE coded_value SET content = replace(content, ',', ' , ')")
    assert bulk.are_stored(connection, MAPPERS["value"], [value])
    other = value.model_copy(update={"content": Count(best=55)})
    assert not bulk.are_stored(connection, MAPPERS["value"], [other])


def test_equal_times_of_different_zones_are_a_change(desk: Desk, connection: Connection) -> None:
    header = desk.header()
    at = dt.datetime(2021, 6, 7, 9, tzinfo=dt.UTC)
    value = a_value(header).model_copy(update={"content": Moment(at=at)})
    written(connection, Change.of_records(None, header), Change.of_records(None, value))
    elsewhere = at.astimezone(dt.timezone(dt.timedelta(hours=2)))
    same_time = value.model_copy(update={"content": Moment(at=elsewhere)})
    assert same_time == value
    assert not bulk.are_stored(connection, MAPPERS["value"], [same_time])


def test_the_other_records_of_a_coding_are_found_with_it(desk: Desk, connection: Connection) -> None:
    header = desk.header()
    one, other = a_value(header), a_value(header, "wounded_total")
    written(connection, *(Change.of_records(None, record) for record in (header, one, other)))
    assert bulk.stored_rows(connection, MAPPERS["value"], [one]).keys() == {one.id, other.id}
    assert bulk.stored_rows(connection, MAPPERS["coding"], [header]).keys() == {header.id}


def test_a_live_value_takes_the_place_of_one_that_goes(desk: Desk, connection: Connection) -> None:
    header = desk.header()
    first, second = a_value(header, best=1), a_value(header, best=2)
    written(connection, Change.of_records(None, header), Change.of_records(None, first))
    gone = first.model_copy(update={"is_deleted": True})
    written(connection, Change.of_records(None, second), Change.of_records(first, gone))
    assert stored(connection, first)[-1] == 1
    assert stored(connection, second)[-1] == 0


@pytest.mark.parametrize("update", [{"is_deleted": True}, {"content": None}, {"content": None, "is_deleted": True}])
def test_a_record_is_replaced_whether_it_only_goes_or_changes_too(
    desk: Desk, connection: Connection, update: dict[str, object]
) -> None:
    header = desk.header()
    value: Value = a_value(header)
    evidence = some_evidence(header, value, TEXT, Span(0, 6))
    written(connection, *(Change.of_records(None, record) for record in (header, value, evidence)))
    after = value.model_copy(update=update)
    written(connection, Change.of_records(value, after))
    assert bulk.are_stored(connection, MAPPERS["value"], [after])
    assert bulk.are_stored(connection, MAPPERS["evidence"], [evidence])
    written(connection, Change.of_records(after, value))
    assert bulk.are_stored(connection, MAPPERS["value"], [value])


@given(best=st.none() | st.integers(-(2**62), 2**62), is_deleted=st.booleans())
def test_a_change_of_records_is_the_change_pydantic_makes(best: int | None, is_deleted: bool) -> None:
    before = a_coder("Ada")
    after = before.model_copy(update={"name": f"Ada {best}", "is_deleted": is_deleted})
    for first in (None, before):
        quick, checked = Change.of_records(first, after), Change(before=first, after=after)
        assert quick == checked
        assert quick.model_dump_json() == checked.model_dump_json()
        assert Change.model_validate_json(quick.model_dump_json()) == quick
        assert quick.inverted() == checked.inverted()
        assert quick.inverted().after.is_deleted or first is not None
        assert quick.model_copy() == quick
        with pytest.raises(ValueError, match="frozen"):
            quick.after = before  # type: ignore[misc]


def test_nothing_to_write_runs_no_statement(desk: Desk, connection: Connection) -> None:
    before = desk.project._driver.total_changes
    sqlite.update_rows(connection, MAPPERS["coder"].table, ("name",), [])
    bulk.write(connection, MAPPERS["coder"], [])
    assert bulk.are_stored(connection, MAPPERS["coder"], [])
    assert desk.project._driver.total_changes == before
