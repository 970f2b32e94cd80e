"""Codings by their headers: the same as any, their records made at the first look, told of as they are stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic_core import from_json

from annotator.domain.coding import Coding, Evidence, Group, Note, Report, Value
from annotator.domain.entities import Entity
from annotator.domain.errors import ProjectError
from annotator.domain.ids import new_id
from annotator.domain.stored_records import StoredRecords
from annotator.domain.values import Count, FreeText
from annotator.domain.wording import AS_JSON, AsCells, ToldRow, Wording
from annotator.formats.datasets.told import told
from annotator.store import codings, wordings
from annotator.store.mapping import MAPPERS, DamagedRecordError, Mapper
from annotator.store.project_file import ProjectFile
from tests.store.making import Desk, a_desk, tamper
from tests.store.test_machine import adopted
from tests.strategies import CodedArticle, coded_articles

PARTS = {
    "report": "reports_by_id",
    "group": "groups_by_id",
    "value": "values_by_id",
    "evidence": "evidence_by_id",
    "note": "notes_by_id",
}
CODED = (Report, Group, Value, Evidence)
QUICK = [kind for kind, mapper in MAPPERS.items() if mapper._quick is not None]


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


def told_rows(coding: Coding, kind: str) -> list[ToldRow] | None:
    """Return what is told of live records when all their columns are asked for, without the coding's id before it."""
    told = mapping_of(coding, kind).told_if_usual(MAPPERS[kind].columns)
    return None if told is None else [row[1:] for row in told]


def row_of(record: Any) -> tuple[Any, ...]:
    """Return the row a record has, by its fields."""
    parts = {name: getattr(record, name) for name in type(record).model_fields if name != "kind"}
    content = parts.get("content")
    return tuple((parts | ({"content": content.model_dump_json()} if content is not None else {})).values())


@pytest.mark.parametrize("kind", PARTS)
def test_rows_have_the_fields_of_their_records_in_their_order_and_no_kind(kind: str) -> None:
    entity: Any = next(one for one in (*CODED, Note) if one.model_fields["kind"].default == kind)
    assert ("kind", *MAPPERS[kind].columns) == tuple(entity.model_fields)
    assert MAPPERS[kind].columns[:2] == ("id", "coding_id")


# --- The same codings ---


@contextmanager
def stored_alone(coded: CodedArticle, folder: Path) -> Iterator[ProjectFile]:
    """Keep a coded article in a project with nothing else in it."""
    with closing(a_desk(folder, [coded.article.text]).project) as project:
        with project.read() as reader:
            (coder,), (codebook,), (article,) = reader.coders(), reader.codebooks(), list(reader.articles())
        header = coded.coding.header.model_copy(
            update={"article_id": article.id, "coder_id": coder.id, "codebook_id": codebook.id, "round_id": None,
                    "is_deleted": False}
        )  # fmt: skip
        with project.write(coder_id=coder.id, article_id=article.id, verb="put", label="put") as unit:
            for record in (header, *adopted(coded, header)):
                unit.put(record)
        yield project


@settings(max_examples=30)
@given(coded=coded_articles())
def test_any_coding_is_the_same_made_at_once_or_when_looked_at(
    coded: CodedArticle, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with stored_alone(coded, tmp_path_factory.mktemp("lazy")) as project, project.read() as reader:
        (made,) = reader.codings()
        (stored,) = reader.codings_with(reader.coding_headers())
        for kind, name in PARTS.items():
            records = getattr(made, name)
            assert told_rows(stored, kind) == [row_of(one) for one in records.values() if not one.is_deleted]
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
        assert [row[1] for coding in found for row in told_rows(coding, "value") or ()] == [one.id for one in wanted]
        assert list(reader.codings_with([])) == []


@pytest.mark.parametrize("at_once", [1, 2])
def test_how_many_are_read_together_makes_no_difference(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    with desk.project.read() as reader:
        whole = list(reader.codings())
        monkeypatch.setattr(codings, "CODINGS_AT_ONCE", at_once)
        assert list(reader.codings_with(reader.coding_headers())) == whole


def test_a_coding_without_records_has_empty_mappings_and_nothing_is_told(desk: Desk) -> None:
    header = desk.header().model_copy(update={"id": new_id()})
    with desk.project.read() as reader:
        (empty,) = reader.codings_with([header])
        assert empty == Coding(header)
        assert [told_rows(empty, kind) for kind in PARTS] == [[], [], [], [], []]


def test_tombstones_are_among_the_records_and_nothing_is_told_of_them(desk: Desk) -> None:
    with desk.project.read() as reader:
        first = next(reader.codings())
        (value,) = first.values()
    desk.put(value.model_copy(update={"is_deleted": True}))
    with desk.project.read() as reader:
        (coding,) = reader.codings_with([first.header])
        assert told_rows(coding, "value") == []
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
        for coding in (first, second):
            assert [len(told_rows(coding, kind) or ()) for kind in ("value", "evidence")] == [1, 1]
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
def test_of_a_damaged_row_nothing_is_told_and_it_is_refused_at_the_first_look(
    desk: Desk, kind: str, statement: str
) -> None:
    with damaged(desk, statement) as project:
        with project.read() as reader:
            for coding in reader.codings_with(reader.coding_headers()):
                assert told_rows(coding, kind) is None
                others = [other for other in PARTS if other not in (kind, "group")]
                assert [len(told_rows(coding, other) or ()) for other in others] == [1] * len(others)
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
def test_of_a_content_stored_in_another_way_nothing_is_told_and_it_means_the_same(desk: Desk, content: str) -> None:
    with desk.project.read() as reader:
        (value,) = next(reader.codings()).values()
    change = f"UPDATE coded_value SET content = '{content}' WHERE id = '{value.id}'"  # noqa: S608 - the test's own words
    with damaged(desk, change) as project, project.read() as reader:
        found = list(reader.codings_with(reader.coding_headers()))
        assert [told_rows(coding, "value") for coding in found] == [None] * 3
        assert found[0].values_by_id == {value.id: value}
        assert len(told_rows(found[0], "evidence") or ()) == 1


# --- What is told ---

WORDINGS: dict[str, list[Wording]] = {
    "report": [("position", "id"), ("id", AS_JSON)],
    "group": [("report_id", AS_JSON, "level")],
    "value": [
        ("content", "id"),
        (AS_JSON, "content"),
        ("status", "content", AS_JSON),
        (AsCells(("field",)), "group_id"),
    ],
    "evidence": [("start", "end", AsCells(("quote", "prefix", "suffix"))), (AS_JSON, "stance")],
    "note": [("rule", AS_JSON), (AsCells(("text",)),)],
}


@settings(max_examples=60)
@given(coded=coded_articles())
def test_the_data_base_tells_to_the_byte_what_is_told_of_records(
    coded: CodedArticle, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with stored_alone(coded, tmp_path_factory.mktemp("told")) as project, project.read() as reader:
        (stored,) = reader.codings_with(reader.coding_headers())
        for kind, wordings in WORDINGS.items():
            records = mapping_of(stored, kind)
            for wording in wordings:
                assert records.told_if_usual(wording) is not None
                assert list(told(records, wording)) == list(told(dict(records), wording))


ODD = "".join(map(chr, range(1, 0x100))) + "\u2028\u2029\u0301\U0001f525\ufffe\uffff\u200f"


@pytest.mark.parametrize("text", [ODD, *ODD, '""', "\\\\", '\\"', "'", "''", "a,b", "null", "%s", "?"])
def test_a_text_of_any_characters_is_told_alike(desk: Desk, text: str) -> None:
    with desk.project.read() as reader:
        (coding, *_) = reader.codings()
        (note,), (value,) = coding.notes(), coding.values()
    content = FreeText(text=text)
    changed = value.model_copy(update={"field": text, "content": content, "missing_evidence_reason": text})
    desk.put(note.model_copy(update={"text": text, "rule": text, "is_flagged": False}), changed)
    with desk.project.read() as reader:
        stored = next(reader.codings_with([coding.header]))
        for kind, wording in (
            ("note", ("text", AS_JSON, AsCells(("text", "rule")))),
            ("value", ("field", "content", AS_JSON, AsCells(("field", "missing_evidence_reason")))),
        ):
            records = mapping_of(stored, kind)
            found = records.told_if_usual(wording)
            assert found == told(dict(records), wording)
            assert from_json(found[0][wording.index(AS_JSON) + 1])[wording[0]] == text


def test_statements_are_made_once_for_a_wording(desk: Desk) -> None:
    wording: Wording = ("position", AS_JSON, "id")
    with desk.project.read() as reader:
        made = wordings._statement.cache_info().misses
        for _ in range(2):
            for coding in reader.codings_with(reader.coding_headers()):
                assert mapping_of(coding, "report").told_if_usual(wording)
        assert wordings._statement.cache_info().misses == made + 1


def test_values_as_json_are_not_told_unless_their_contents_are_asked_for(desk: Desk) -> None:
    with desk.project.read() as reader:
        coding = next(reader.codings_with(reader.coding_headers()))
        with pytest.raises(ValueError, match="not in tuple"):
            mapping_of(coding, "value").told_if_usual(("id", AS_JSON))


@pytest.mark.parametrize("kind", PARTS)
def test_what_is_told_has_no_conditions_of_its_own_that_the_data_base_would_not_know(kind: str) -> None:
    assert kind in QUICK, "types, enumerations, flags and contents are all there is to look at"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE coded_value SET status = 'Coded'",
        "UPDATE coded_value SET content = ''",
        "UPDATE coded_value SET content = content || ' '",
        "UPDATE coded_value SET content = '[]'",
        'UPDATE coded_value SET content = \'{"type":"count"\'',
        "UPDATE coded_value SET is_deleted = 2",
    ],
)
@pytest.mark.parametrize("wording", WORDINGS["value"][:3], ids=["content", "json", "both"])
def test_nothing_is_told_of_what_was_not_stored_like_that(desk: Desk, statement: str, wording: Wording) -> None:
    asks_for_status = AS_JSON in wording or "status" in wording
    with damaged(desk, statement) as project, project.read() as reader:
        for coding in reader.codings_with(reader.coding_headers()):
            found = mapping_of(coding, "value").told_if_usual(wording)
            assert (found is None) is (asks_for_status or "status" not in statement)
