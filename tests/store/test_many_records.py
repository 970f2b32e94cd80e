"""Records written by the thousand are the same as those written one by one, and are undone alike."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings, strategies as st

from annotator.domain.coding import Note
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError
from annotator.domain.ids import CodingId, NoteId, RoundId, new_id
from annotator.domain.text import Span
from annotator.store.history import EventRecord, event_hash
from tests.store.making import TEXT, Desk, a_coder, a_desk, a_report, a_value, some_evidence
from tests.store.test_machine import adopted
from tests.strategies import CodedArticle, coded_articles


def put_all(desk: Desk, *entities: Entity) -> None:
    with desk.project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="put", label="many") as unit:
        unit.put_all(entities)


@settings(max_examples=30)
@given(coded=coded_articles())
def test_any_coding_is_the_same_written_either_way(
    coded: CodedArticle, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = a_desk(tmp_path_factory.mktemp("one"), [coded.article.text])
    many = a_desk(tmp_path_factory.mktemp("many"), [coded.article.text])
    header = one.header()
    records = adopted(coded, header)
    one.put(header, *records)
    with many.project.write(coder_id=None, article_id=None, verb="x", label="x") as unit:
        unit.put_all(
            (many.coder, one.codebook.model_copy(update={"version": 2}), one.coder.model_copy(update={"name": "B"}))
        )
    moved = header.model_copy(update={"article_id": many.article.id})
    put_all(many, *reversed([moved, *records]))
    with one.project.read() as reader, many.project.read() as other:
        expected = reader.coding(one.article.id, one.coder.id)
        found = other.coding(many.article.id, one.coder.id)
        assert expected is not None
        assert found is not None
        assert (found.values_by_id, found.evidence_by_id) == (expected.values_by_id, expected.evidence_by_id)
        assert (found.reports_by_id, found.groups_by_id) == (expected.reports_by_id, expected.groups_by_id)
        assert found.notes_by_id == expected.notes_by_id
    assert many.project.verify() == ()
    assert many.undo() == "many"
    with many.project.read() as reader:
        assert reader.coding(many.article.id, one.coder.id) is None
    assert many.redo() == "many"
    with many.project.read() as reader:
        assert reader.coding(many.article.id, one.coder.id) == found
    assert many.project.verify() == ()
    one.project.close()
    many.project.close()


def test_what_is_there_already_is_no_change(desk: Desk) -> None:
    header = desk.header()
    put_all(desk, header, a_report(header))
    head = desk.project.head
    with desk.project.write(coder_id=None, article_id=None, verb="x", label="x") as unit:
        unit.put_all((header,))
    assert unit.changes is None
    assert desk.project.head == head


def test_a_value_takes_the_place_of_another_in_one_event_and_back(desk: Desk) -> None:
    header = desk.header()
    first, second = a_value(header, best=1), a_value(header, best=2)
    put_all(desk, header, first)
    put_all(desk, second, first.model_copy(update={"is_deleted": True}))
    assert desk.undo() == "many"
    assert desk.redo() == "many"
    desk.undo()
    with desk.project.read() as reader:
        coding = reader.coding(desk.article.id, desk.coder.id)
        assert coding is not None
        assert list(coding.values()) == [first]
    assert desk.project.verify() == ()


def test_a_record_of_another_coding_is_never_taken_over(desk: Desk) -> None:
    mine, other = desk.header(), desk.header(desk.articles[1])
    value = a_value(other)
    put_all(desk, mine, other, value)
    with pytest.raises(CodingError, match="belongs to another coding"):
        put_all(desk, mine, value.model_copy(update={"coding_id": mine.id}), a_value(other, "wounded_total"))
    with pytest.raises(CodingError, match="does not fit the project"):
        put_all(desk, value.model_copy(update={"coding_id": mine.id}))
    with pytest.raises(CodingError, match="belongs to another coding"):
        put_all(desk, mine.model_copy(update={"article_id": desk.articles[2].id}))
    with desk.project.read() as reader:
        assert reader.entity("value", value.id) == value


def test_what_refers_to_nothing_is_refused_whole(desk: Desk) -> None:
    head = desk.project.head
    header = desk.header()
    with pytest.raises(CodingError, match="does not fit the project"):
        put_all(desk, header, a_value(header).model_copy(update={"coding_id": CodingId(new_id())}))
    with pytest.raises(CodingError, match="does not fit the project"):
        put_all(desk, desk.coder.model_copy(update={"id": new_id()}))
    assert desk.project.head == head
    assert desk.project.verify() == ()


def test_undo_of_what_was_changed_since_is_refused(desk: Desk) -> None:
    header = desk.header()
    value = a_value(header)
    put_all(desk, header, value, some_evidence(header, value, TEXT, Span(0, 6)))
    with desk.project.write(coder_id=None, article_id=None, verb="x", label="elsewhere") as unit:
        unit.put(value.model_copy(update={"content": None}))
    with pytest.raises(CodingError, match="“many” cannot be undone: it was changed again since"):
        desk.undo()
    assert desk.project.verify() == ()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(label=TEXTS, changes=TEXTS, coder=st.none() | TEXTS, sequence=st.integers(1, 2**40))
def test_the_hash_of_an_event_is_that_of_its_json(label: str, changes: str, coder: str | None, sequence: int) -> None:
    record = EventRecord(sequence, "id", "at", coder, None, "", "do", "verb", label, None, "before", changes)
    canonical = json.dumps(list(record), ensure_ascii=False, separators=(",", ":"))
    assert event_hash(record) == hashlib.sha256(canonical.encode()).hexdigest()


def test_deeds_on_the_whole_project_count_as_steps_of_the_codings_they_touch(desk: Desk) -> None:
    round_id = RoundId("")
    header = desk.header()
    with desk.project.write(coder_id=None, article_id=None, verb="restore_codings", label="restore") as unit:
        unit.put(header.model_copy(update={"round_id": None}))
    note = Note(id=NoteId(new_id()), coding_id=header.id, subject_id=header.id, text="Mine.")
    changes = desk.put(note)
    with desk.project.read() as reader:
        own = reader.packets.own_steps(desk.coder.id, round_id, [article.id for article in desk.articles])
        assert [step.id for step in own[desk.article.id]] == [changes.event.id]
        assert reader.packets.own_steps(a_coder().id, round_id, [desk.article.id]) == {}
        assert reader.packets.own_steps(desk.coder.id, RoundId("other"), [desk.article.id]) == {}
        assert reader.packets.origin() is None
        assert reader.packets.divergences() == ()
        assert reader.packets.file_name_of(changes.event.id) == ""
