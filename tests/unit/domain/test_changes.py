"""Changes and their inverses: what undo and redo stand on."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from annotator.domain.changes import Change, Changes, Event, EventKind, UndoState
from annotator.domain.coding import Coder, Coding
from annotator.domain.entities import Entity
from annotator.domain.ids import CoderId, EventId
from tests.strategies import changes, codings, entities, records_of


def coder(name: str = "A", is_deleted: bool = False) -> Coder:
    return Coder(id=CoderId("c1"), name=name, is_deleted=is_deleted)


def event(**parts: object) -> Event:
    given_parts = {
        "sequence": 1,
        "id": EventId("e1"),
        "at": dt.datetime(2019, 11, 3, tzinfo=dt.UTC),
        "coder_id": CoderId("c1"),
        "article_id": None,
        "kind": EventKind.DO,
        "verb": "rename_coder",
        "label": "rename the coder",
        "hash": "0" * 64,
    }
    return Event.model_validate({**given_parts, **parts})


def test_the_inverse_of_a_replacement_swaps_before_and_after() -> None:
    change = Change(before=coder("A"), after=coder("B"))
    assert change.inverted() == Change(before=coder("B"), after=coder("A"))


def test_a_creation_undone_is_a_tombstone() -> None:
    undone = Change(before=None, after=coder()).inverted()
    assert undone == Change(before=coder(), after=coder(is_deleted=True))


def test_a_creation_undone_and_redone_is_there_again() -> None:
    redone = Change(before=None, after=coder()).inverted().inverted()
    assert redone == Change(before=coder(is_deleted=True), after=coder())


def test_a_deletion_undone_is_what_was_there() -> None:
    change = Change(before=coder(), after=coder(is_deleted=True))
    assert change.inverted().after == coder()


@given(entities(), entities())
def test_a_replacement_inverted_twice_is_the_original(before: Entity, after: Entity) -> None:
    change = Change(before=before, after=after)
    assert change.inverted().inverted() == change


@given(entities())
def test_any_creation_undone_is_deleted_and_redone_is_as_made(entity: Entity) -> None:
    creation = Change(before=None, after=entity)
    undone = creation.inverted()
    assert undone.before == entity
    assert undone.after.is_deleted
    assert undone.after.model_copy(update={"is_deleted": entity.is_deleted}) == entity
    assert undone.inverted().after == entity


@given(changes())
def test_an_inverse_begins_where_its_change_ended(change: Change) -> None:
    assert change.inverted().before == change.after
    assert change.inverted().inverted().after == change.after


@given(changes())
def test_a_change_is_the_same_after_json(change: Change) -> None:
    assert Change.model_validate_json(change.model_dump_json()) == change


@given(codings(has_tombstones=False), st.data())
def test_a_coding_made_undone_and_redone_is_the_same(made: Coding, data: st.DataObject) -> None:
    """Build a coding record by record, take part of it back, newest first, and bring that back again."""
    creations = [Change(before=None, after=record) for record in records_of(made)[1:]]
    kept = data.draw(st.integers(0, len(creations)))
    undone = [change.inverted() for change in reversed(creations[kept:])]
    redone = [change.inverted() for change in reversed(undone)]
    after_undo = made.with_entities(change.after for change in undone)
    only_kept = Coding(made.header).with_entities(change.after for change in creations[:kept])
    assert list(after_undo.values()) == list(only_kept.values())
    assert after_undo.reports() == only_kept.reports()
    assert after_undo.evidence_by_value() == only_kept.evidence_by_value()
    assert after_undo.notes() == only_kept.notes()
    assert after_undo.is_empty is only_kept.is_empty
    assert after_undo.with_entities(change.after for change in redone) == made


def test_the_records_of_changes_are_those_after_them_in_order() -> None:
    done = Changes(
        event=event(),
        changes=(Change(before=coder("A"), after=coder("B")), Change(before=None, after=coder("C"))),
    )
    assert done.entities == (coder("B"), coder("C"))


def test_an_event_is_the_same_after_json_with_its_time_in_utc() -> None:
    undo = event(kind=EventKind.UNDO, undoes=EventId("e0"))
    again = Event.model_validate_json(undo.model_dump_json())
    assert again == undo
    assert again.at.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("spoilt", [{"kind": "forget"}, {"sequence": None}, {"colour": "red"}])
def test_an_event_of_another_form_is_refused(spoilt: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        event(**spoilt)


def test_with_no_history_there_is_nothing_to_undo_or_redo() -> None:
    assert UndoState() == UndoState(undo=None, redo=None)
    assert UndoState(undo=event()).redo is None
