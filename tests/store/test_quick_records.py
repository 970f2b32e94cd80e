"""Records made column by column are those that pydantic makes, and what is damaged makes none."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import pytest
from hypothesis import given, strategies as st
from pydantic import BaseModel, ConfigDict, Field

from annotator.domain.coding import CodingHeader, CodingState, Evidence, Note, Stance, Value
from annotator.domain.content_json import content_to_json
from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId, EvidenceId, NoteId, ValueId
from annotator.domain.rounds import Round
from annotator.domain.values import Count, Status
from annotator.store.mapping import MAPPERS, DamagedRecordError, content_from_json
from annotator.store.quick_records import UNUSUAL, Column, QuickRecords
from tests.strategies import entities

QUICK = sorted(kind for kind, mapper in MAPPERS.items() if mapper._quick is not None)


def quick_for(entity: type[BaseModel], *columns: str) -> QuickRecords:
    return QuickRecords(entity, columns, content_from_json)


def stored(entity: Entity) -> list[Any]:
    """Return a record's row as the driver gives it."""
    row = MAPPERS[entity.kind].plain_row(entity)
    return [int(cell) if isinstance(cell, bool) else str(cell) if isinstance(cell, str) else cell for cell in row]


def some_evidence() -> Evidence:
    return Evidence(
        id=EvidenceId("e"), coding_id=CodingId("c"), value_id=ValueId("v"), start=1, end=3, quote="wo", prefix="t",
        stance=Stance.IMPLIES,
    )  # fmt: skip


def test_every_kind_of_which_an_export_has_many_is_quick() -> None:
    assert {"coding", "report", "group", "value", "evidence", "note"} <= set(QUICK)


def test_a_kind_with_a_field_of_another_type_is_left_to_pydantic() -> None:
    assert MAPPERS["round"]._quick is None
    with pytest.raises(TypeError, match="no way"):
        quick_for(Round, "id", "sample_share")


def test_a_kind_with_a_condition_on_a_field_is_left_to_pydantic() -> None:
    class Counted(BaseModel):
        count: Annotated[int, Field(ge=0)]

    with pytest.raises(TypeError, match="ge=0"):
        quick_for(Counted, "count")


@given(entities())
def test_a_record_is_as_pydantic_makes_it_in_every_respect(entity: Entity) -> None:
    mapper = MAPPERS[entity.kind]
    if mapper._quick is None:
        return
    (made,) = mapper._quick.made([stored(entity)])
    (checked,) = mapper._checked([[getattr(entity, name) for name in mapper.columns]])
    assert made == checked == entity
    assert type(made) is type(checked)
    assert hash(made) == hash(checked)
    assert made.model_dump_json() == checked.model_dump_json()
    assert list(vars(made)) == list(vars(checked))
    assert [type(part) for part in vars(made).values()] == [type(part) for part in vars(checked).values()]
    assert made.__pydantic_fields_set__ == checked.__pydantic_fields_set__
    assert made.model_copy(update={"is_deleted": True}).is_deleted is True
    assert made.is_deleted is entity.is_deleted


@given(st.lists(entities(), max_size=8))
def test_rows_of_the_driver_and_of_sqlalchemy_give_the_same(some: list[Entity]) -> None:
    for entity in some:
        mapper = MAPPERS[entity.kind]
        if entity.kind in QUICK:
            assert mapper.values([stored(entity), [getattr(entity, name) for name in mapper.columns]]) == [entity] * 2


def test_a_field_of_another_type_can_be_given_a_reading_of_its_own() -> None:
    class Share(BaseModel):
        model_config = ConfigDict(frozen=True)
        name: str
        share: float

    def halved(column: Column) -> Column:
        return [number / 2 for number in column]

    quick = QuickRecords(Share, ("share", "name"), content_from_json, {"share": halved})
    assert quick.made([(3, "a"), (1.0, "b")]) == [Share(name="a", share=1.5), Share(name="b", share=0.5)]
    assert quick.made_of([[3], ["a"]]) == [Share(name="a", share=1.5)]
    for unusual in [("three", "a"), (3, 7)]:
        with pytest.raises(UNUSUAL):
            quick.made([(3, "a"), unusual])


def test_no_rows_are_no_records() -> None:
    assert MAPPERS["value"].values([]) == []


def test_a_copy_does_not_change_what_the_others_know_they_were_given() -> None:
    one, other = MAPPERS["evidence"].values([stored(some_evidence())] * 2)
    before = set(other.__pydantic_fields_set__)
    one.model_copy(update={"kind": "evidence"})
    assert other.__pydantic_fields_set__ == before


def test_columns_in_another_order_than_the_fields_find_their_places() -> None:
    columns = ("is_deleted", "stance", "suffix", "prefix", "quote", "end", "start", "value_id", "coding_id", "id")
    evidence = some_evidence()
    (made,) = quick_for(Evidence, *columns).made([[getattr(evidence, name) for name in columns]])
    assert made == evidence
    assert made.model_dump_json() == evidence.model_dump_json()


VALUE = Value(id=ValueId("v"), coding_id=CodingId("c"), field="killed", content=Count(best=1))
HEADER = CodingHeader(
    id=CodingId("c"),
    article_id=ArticleId("a"),
    coder_id=CoderId("p"),
    codebook_id=CodebookId("b"),
    state=CodingState.COMPLETE,
)
NOTE = Note(id=NoteId("n"), coding_id=CodingId("c"), subject_id="c", text="remark")


@pytest.mark.parametrize(
    "entity, column, damage",
    [
        (VALUE, "id", None),
        (VALUE, "field", 7),
        (VALUE, "status", "perhaps"),
        (VALUE, "status", None),
        (VALUE, "content", "{"),
        (VALUE, "content", '{"type": "opinion"}'),
        (VALUE, "content", 7),
        (VALUE, "is_deleted", 7),
        (VALUE, "is_deleted", None),
        (some_evidence(), "start", "far"),
        (some_evidence(), "start", None),
        (some_evidence(), "stance", "doubts"),
        (some_evidence(), "quote", 1.5),
        (HEADER, "completed_at", "yesterday"),
        (HEADER, "state", "half"),
        (NOTE, "is_flagged", "maybe"),
    ],
)  # fmt: skip
def test_a_damaged_row_is_refused_and_named_among_good_ones(entity: Any, column: str, damage: object) -> None:
    mapper = MAPPERS[entity.kind]
    good, bad = stored(entity), stored(entity)
    bad[mapper.columns.index("id")] = "the-bad-one"
    bad[mapper.columns.index(column)] = damage
    assert mapper._quick is not None
    with pytest.raises(UNUSUAL):
        mapper._quick.made([good, bad, good])
    name = damage if column == "id" else "the-bad-one"
    with pytest.raises(DamagedRecordError, match=f"a stored {entity.kind} cannot be read .{name}."):
        mapper.values([good, bad, good])


def test_a_row_of_too_few_columns_is_damage() -> None:
    with pytest.raises(UNUSUAL):
        quick_for(Evidence, *MAPPERS["evidence"].columns).made([stored(some_evidence())[:-1]])


def test_what_is_unusual_but_right_is_taken_by_pydantic() -> None:
    mapper = MAPPERS["evidence"]
    row = stored(some_evidence())
    row[mapper.columns.index("start")] = "1"
    assert mapper.values([row]) == [some_evidence()]


def test_a_good_content_in_an_unusual_row_is_read() -> None:
    mapper = MAPPERS["value"]
    row = stored(VALUE)
    row[mapper.columns.index("is_deleted")] = "false"
    assert row[mapper.columns.index("content")] == content_to_json(Count(best=1))
    assert mapper.values([row]) == [VALUE]


def test_times_are_read_with_their_zone() -> None:
    at = dt.datetime(2024, 5, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    header = HEADER.model_copy(update={"completed_at": at})
    (made,) = MAPPERS["coding"].values([stored(header)])
    assert isinstance(made, CodingHeader)
    assert made.completed_at is not None
    assert made.completed_at.isoformat() == "2024-05-01T08:30:00+02:00"


def test_a_status_is_the_member_and_not_only_its_text() -> None:
    class Answer(BaseModel):
        model_config = ConfigDict(frozen=True)
        status: Status

    (made,) = quick_for(Answer, "status").made([["unclear"]])
    assert made.status is Status.UNCLEAR
