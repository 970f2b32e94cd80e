"""Codings by their headers: the same as any, their records made at the first look, their rows as they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from annotator.domain.coding import Coding, Evidence, Group, Note, Report, Value
from annotator.domain.entities import Entity
from annotator.domain.errors import ProjectError
from annotator.domain.ids import new_id
from annotator.domain.stored_records import StoredRecords
from annotator.domain.values import Count
from annotator.store import codings
from annotator.store.mapping import MAPPERS, DamagedRecordError, Mapper
from annotator.store.project_file import ProjectFile
from tests.store.making import Desk, a_desk, tamper
from tests.store.test_machine import adopted
from tests.strategies import CodedArticle, coded_articles, entities

PARTS = {
    "report": "reports_by_id",
    "group": "groups_by_id",
    "value": "values_by_id",
    "evidence": "evidence_by_id",
    "note": "notes_by_id",
}
CODED = (Report, Group, Value, Evidence)
QUICK = [kind for kind, mapper in MAPPERS.items() if mapper._quick is not None]
VALUE_ROW: list[Any] = ["v", "c", "r", None, "killed", "coded", Count(best=1).model_dump_json(), "", 0]


@pytest.fixture
def desk(coded_desk: Desk) -> Desk:
    return coded_desk


def damaged(desk: Desk, statement: str) -> closing[ProjectFile]:
    """Return the project after a change behind the program's back; the constraints of the tables are looked away."""
    desk.project.close()
    tamper(desk.path, "PRAGMA ignore_check_constraints = ON", statement)
    return closing(desk.reopened())


def mapping_of(coding: Coding, kind: str) -> StoredRecords[Any]:
    found = getattr(coding, PARTS[kind])
    assert isinstance(found, StoredRecords)
    return found


def look_at_all(project: ProjectFile, kind: str) -> None:
    with project.read() as reader:
        for coding in reader.codings_with(reader.coding_headers()):
            list(mapping_of(coding, kind))


def plain_rows(coding: Coding, kind: str) -> list[tuple[Any, ...]]:
    rows = mapping_of(coding, kind).rows_if_plain()
    assert rows is not None
    return list(rows)


def row_of(record: Any) -> tuple[Any, ...]:
    """Return the row a plain record has, by its fields."""
    parts = {name: getattr(record, name) for name in type(record).model_fields if name != "kind"}
    content = parts.get("content")
    return tuple((parts | ({"content": content.model_dump_json()} if content is not None else {})).values())


@pytest.mark.parametrize("kind", PARTS)
def test_rows_have_the_fields_of_their_records_in_their_order_and_no_kind(kind: str) -> None:
    entity: Any = next(one for one in (*CODED, Note) if one.model_fields["kind"].default == kind)
    assert ("kind", *MAPPERS[kind].columns) == tuple(entity.model_fields)
    assert MAPPERS[kind].columns[:2] == ("id", "coding_id")


# --- The same codings ---


@settings(max_examples=30)
@given(coded=coded_articles())
def test_any_coding_is_the_same_made_at_once_or_when_looked_at(
    coded: CodedArticle, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with closing(a_desk(tmp_path_factory.mktemp("lazy"), [coded.article.text]).project) as project:
        with project.read() as reader:
            (coder,), (codebook,), (article,) = reader.coders(), reader.codebooks(), list(reader.articles())
        header = coded.coding.header.model_copy(
            update={"article_id": article.id, "coder_id": coder.id, "codebook_id": codebook.id, "round_id": None,
                    "is_deleted": False}
        )  # fmt: skip
        with project.write(coder_id=coder.id, article_id=article.id, verb="put", label="put") as unit:
            for record in (header, *adopted(coded, header)):
                unit.put(record)
        with project.read() as reader:
            (made,) = reader.codings()
            (stored,) = reader.codings_with(reader.coding_headers())
            for kind, name in PARTS.items():
                records = getattr(made, name)
                assert plain_rows(stored, kind) == [row_of(record) for record in records.values()]
                assert list(mapping_of(stored, kind).items()) == list(records.items())
            assert stored == made
            assert (list(stored.values()), stored.notes()) == (list(made.values()), made.notes())
            assert stored.evidence_by_value() == made.evidence_by_value()


def test_codings_come_in_the_order_of_their_headers_each_with_its_own(desk: Desk) -> None:
    with desk.project.read() as reader:
        wanted = list(reader.coding_headers())[::-1]
        found = list(reader.codings_with(wanted))
        assert [coding.header for coding in found] == wanted
        assert found == list(reader.codings())[::-1]
        assert [row[1] for coding in found for row in plain_rows(coding, "value")] == [one.id for one in wanted]
        assert list(reader.codings_with([])) == []


@pytest.mark.parametrize("at_once", [1, 2])
def test_how_many_are_read_together_makes_no_difference(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    with desk.project.read() as reader:
        whole = list(reader.codings())
        monkeypatch.setattr(codings, "CODINGS_AT_ONCE", at_once)
        assert list(reader.codings_with(reader.coding_headers())) == whole


def test_a_coding_without_records_has_empty_mappings_and_no_rows(desk: Desk) -> None:
    header = desk.header().model_copy(update={"id": new_id()})
    with desk.project.read() as reader:
        (empty,) = reader.codings_with([header])
        assert empty == Coding(header)
        assert [plain_rows(empty, kind) for kind in PARTS] == [[], [], [], [], []]


def test_tombstones_are_among_the_rows_and_the_records(desk: Desk) -> None:
    with desk.project.read() as reader:
        first = next(reader.codings())
        (value,) = first.values()
    desk.put(value.model_copy(update={"is_deleted": True}))
    with desk.project.read() as reader:
        (coding,) = reader.codings_with([first.header])
        assert [row[-1] for row in plain_rows(coding, "value")] == [1]
        assert coding.values_by_id[value.id].is_deleted
        assert list(coding.values()) == []


def test_a_changed_coding_takes_over_what_was_stored(desk: Desk) -> None:
    with desk.project.read() as reader:
        (coding,) = reader.codings_with([next(reader.coding_headers())])
        (value,) = coding.values()
        changed = coding.with_entities([value.model_copy(update={"content": Count(best=7)})])
    assert changed.values_by_id[value.id].content == Count(best=7)
    assert changed.evidence_by_id == coding.evidence_by_id


# --- What is made when ---


def test_records_are_made_at_the_first_look_for_all_codings_read_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, int]] = []
    values = Mapper.values

    def noted(mapper: Mapper, rows: Sequence[Any]) -> list[Entity]:
        made.append((mapper.kind, len(rows)))
        return values(mapper, rows)

    monkeypatch.setattr(Mapper, "values", noted)
    with desk.project.read() as reader:
        headers = list(reader.coding_headers())
        made.clear()
        first, second, third = reader.codings_with(headers)
        assert [len(plain_rows(coding, kind)) for coding in (first, second) for kind in ("value", "evidence")] == [
            1
        ] * 4
        assert made == []
        assert len(second.values_by_id) == 1
        assert made == [("value", 3)]
        assert [len(list(coding.evidence())) for coding in (third, first)] == [1, 1]
        assert made.count(("value", 3)) == 1
        assert made.count(("evidence", 3)) == 1


DAMAGE = [
    ("value", 'UPDATE coded_value SET content = \'{"type": "count", "best": "many"}\''),
    ("value", "UPDATE coded_value SET content = 'twelve'"),
    ("value", "UPDATE coded_value SET status = 'perhaps'"),
    ("value", "UPDATE coded_value SET is_deleted = 7"),
    ("evidence", "UPDATE evidence SET stance = 'doubts'"),
    ("report", "UPDATE report SET is_deleted = 12"),
    ("note", "UPDATE note SET is_flagged = -1"),
]


@pytest.mark.parametrize("kind, statement", DAMAGE, ids=[statement[7:] for _, statement in DAMAGE])
def test_a_damaged_row_is_not_plain_and_is_refused_at_the_first_look(desk: Desk, kind: str, statement: str) -> None:
    with damaged(desk, statement) as project:
        with project.read() as reader:
            for coding in reader.codings_with(reader.coding_headers()):
                assert mapping_of(coding, kind).rows_if_plain() is None
                others = [other for other in PARTS if other not in (kind, "group")]
                assert [len(plain_rows(coding, other)) for other in others] == [1] * len(others)
                with pytest.raises(DamagedRecordError, match=f"a stored {kind} cannot be read"):
                    len(mapping_of(coding, kind))
        with pytest.raises(ProjectError, match=rf"project\.annotator is damaged: a stored {kind}"):
            look_at_all(project, kind)


UNUSUAL = {
    "blanks": '{"type": "count", "low": null, "best": 54, "high": null, "qualifier": "exact"}',
    "another order": '{"best":54,"type":"count","low":null,"high":null,"qualifier":"exact"}',
    "what goes without saying": '{"type":"count","best":54}',
    "a number as text": '{"type":"count","low":null,"best":"54","high":null,"qualifier":"exact"}',
    "said twice": '{"type":"count","low":null,"best":1,"best":54,"high":null,"qualifier":"exact"}',
    "escaped letters": '{"type":"count","low":null,"best":54,"high":null,"qualifier":"\\u0065xact"}',
}


@pytest.mark.parametrize("content", UNUSUAL.values(), ids=UNUSUAL)
def test_a_content_stored_in_another_way_is_not_plain_and_means_the_same(desk: Desk, content: str) -> None:
    with desk.project.read() as reader:
        (value,) = next(reader.codings()).values()
    change = f"UPDATE coded_value SET content = '{content}' WHERE id = '{value.id}'"  # noqa: S608 - the test's own words
    with damaged(desk, change) as project, project.read() as reader:
        found = list(reader.codings_with(reader.coding_headers()))
        assert [mapping_of(coding, "value").rows_if_plain() for coding in found] == [None] * 3
        assert found[0].values_by_id == {value.id: value}
        assert len(plain_rows(found[0], "evidence")) == 1


# --- Which rows are plain ---


def stored(entity: Entity) -> list[Any]:
    """Return a record's row as the driver gives it."""
    row = MAPPERS[entity.kind].plain_row(entity)
    return [int(cell) if isinstance(cell, bool) else str(cell) if isinstance(cell, str) else cell for cell in row]


@given(st.lists(entities(), max_size=6))
def test_what_the_program_stores_is_plain(some: list[Entity]) -> None:
    for entity in some:
        mapper = MAPPERS[entity.kind]
        assert mapper.are_plain([tuple(stored(entity))] * 2) is (entity.kind in QUICK)


def test_no_rows_are_plain() -> None:
    assert all(MAPPERS[kind].are_plain([]) for kind in QUICK)


@given(st.text() | st.sampled_from(list(UNUSUAL.values())), st.sampled_from(["", " ", "\n"]))
def test_a_plain_content_is_one_that_is_written_as_it_was_read(text: str, blank: str) -> None:
    row = list(VALUE_ROW)
    row[MAPPERS["value"].columns.index("content")] = blank + text + blank
    assert not MAPPERS["value"].are_plain([tuple(row)])


@pytest.mark.parametrize(
    "column, cell",
    [
        ("id", None), ("id", b"v"), ("field", 7), ("status", "perhaps"), ("status", None), ("content", b"{}"),
        ("content", 7), ("is_deleted", 2), ("is_deleted", None), ("report_id", 1), ("missing_evidence_reason", None),
    ],
)  # fmt: skip
def test_a_cell_of_another_type_or_meaning_is_not_plain(column: str, cell: object) -> None:
    row = list(VALUE_ROW)
    assert MAPPERS["value"].are_plain([tuple(row)])
    row[MAPPERS["value"].columns.index(column)] = cell
    assert not MAPPERS["value"].are_plain([tuple(VALUE_ROW), tuple(row)])


def test_rows_of_too_few_columns_are_not_plain() -> None:
    assert not MAPPERS["value"].are_plain([tuple(VALUE_ROW[:-1])])
    assert not MAPPERS["value"].are_plain([tuple(VALUE_ROW), tuple(VALUE_ROW[:-1])])


@pytest.mark.parametrize("time, is_plain", [("2024-05-01T08:30:00+02:00", True), ("2024-05-01T08:30:00Z", False),
                                            ("20240501T083000", False), ("soon", False), (None, True)])  # fmt: skip
def test_a_time_is_plain_as_it_would_be_stored_again(time: str | None, is_plain: bool) -> None:
    row = ["c", "a", "p", "b", None, "draft", time, 0]
    assert MAPPERS["coding"].are_plain([tuple(row)]) is is_plain
