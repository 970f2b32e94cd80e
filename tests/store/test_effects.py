"""What an event changed is told in full even where its row says no more than what it turns round or brought."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, strategies as st

from annotator.domain.changes import Change, Changes, EventKind
from annotator.domain.coding import CodingHeader, Report, Value
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError, ProjectError
from annotator.domain.ids import ArticleId, CoderId, MergeId, PacketId, RoundId, new_id
from annotator.domain.packets import PacketMerge
from annotator.domain.rounds import Round
from annotator.store import sqlite
from annotator.store.effects import turned_round
from annotator.store.history import EventRecord, changes_to_json, event_hash
from annotator.store.packet_history import StoredEvent
from tests.store.making import Desk, a_coder, a_report, a_value, tamper

# -- deeds on the project as a whole that are turned round -------------------------------------------------------------


def whole(desk: Desk, *entities: Entity) -> Changes:
    """Put records as a deed on the project as a whole."""
    with desk.project.write(coder_id=None, article_id=None, verb="put", label="the deed") as unit:
        unit.put_all(entities)
    assert unit.changes is not None
    return unit.changes


def swing(desk: Desk, kind: EventKind) -> Changes:
    """Undo or redo the last deed on the project as a whole."""
    with desk.project.write(coder_id=None, article_id=None, verb="", label="") as unit:
        unit.undo() if kind is EventKind.UNDO else unit.redo()
    assert unit.changes is not None
    return unit.changes


def told(desk: Desk, changes: Changes) -> str:
    """Return what the row of an event says of its changes."""
    (text,) = desk.project._driver.execute(
        "SELECT changes FROM event WHERE sequence = ?", [changes.event.sequence]
    ).fetchone()
    return str(text)


def test_undo_and_redo_of_a_deed_on_the_whole_project_are_read_as_what_they_did(desk: Desk) -> None:
    joined, renamed = a_coder("Ada"), desk.coder.model_copy(update={"name": "Renamed"})
    done = whole(desk, joined, renamed)
    undone, redone, again = (swing(desk, kind) for kind in (EventKind.UNDO, EventKind.REDO, EventKind.UNDO))
    assert [told(desk, one) for one in (undone, redone, again)] == ["[]"] * 3
    assert set(undone.changes) == {
        Change(before=joined, after=joined.model_copy(update={"is_deleted": True})),
        Change(before=renamed, after=desk.coder),
    }
    assert set(redone.changes) == {change.inverted() for change in undone.changes}
    assert set(again.changes) == set(undone.changes)
    with desk.project.read() as reader:
        for one in (done, undone, redone, again):
            assert set(reader.changes_of(one.event)) == set(one.changes)
        read = {event.id: set(changes) for event, changes in reader.events()}
        assert read[redone.event.id] == set(redone.changes)
        named = reader.packets.changes_of_steps([done.event.id, again.event.id])
        assert set(named[again.event.id]) == set(again.changes)
    assert desk.project.verify() == ()


def test_undo_at_an_article_says_itself_what_it_did(desk: Desk) -> None:
    desk.put(desk.header())
    desk.undo()
    with desk.project.read() as reader:
        last = reader.last_event()
        assert last is not None
        (change,) = reader.changes_of(last)
    (text,) = desk.project._driver.execute("SELECT changes FROM event ORDER BY sequence DESC LIMIT 1").fetchone()
    assert text == changes_to_json((change,))


def test_what_came_as_a_tombstone_is_not_changed_by_undo(desk: Desk) -> None:
    gone, there = a_coder("Gone").model_copy(update={"is_deleted": True}), a_coder("There")
    whole(desk, gone, there)
    undone = swing(desk, EventKind.UNDO)
    assert [change.before for change in undone.changes] == [there]
    redone = swing(desk, EventKind.REDO)
    assert [change.after for change in redone.changes] == [there]
    assert desk.project.verify() == ()


def test_what_is_put_after_an_undo_in_the_same_deed_is_told_in_full(desk: Desk) -> None:
    whole(desk, a_coder("Ada"))
    other = a_coder("Ben")
    with desk.project.write(coder_id=None, article_id=None, verb="", label="") as unit:
        unit.undo()
        unit.put(other)
    assert unit.changes is not None
    assert len(json.loads(told(desk, unit.changes))) == 2
    assert desk.project.verify() == ()


def test_restored_codings_that_were_taken_back_are_steps_of_the_coding_twice(desk: Desk) -> None:
    coding_round = Round(id=RoundId(new_id()), name="Pilot", codebook_id=desk.codebook.id)
    whole(desk, coding_round)
    header = desk.header().model_copy(update={"round_id": coding_round.id})
    done, undone = whole(desk, header), swing(desk, EventKind.UNDO)
    with desk.project.read() as reader:
        steps = reader.packets.own_steps(desk.coder.id, coding_round.id, [desk.article.id])
    assert [step.id for step in steps[desk.article.id]] == [done.event.id, undone.event.id]


@pytest.mark.parametrize("names", ["(SELECT id FROM event WHERE sequence = 3)", "id"])
def test_an_undo_of_what_is_no_deed_is_damage_and_no_endless_walk(desk: Desk, names: str) -> None:
    whole(desk, a_coder("Ada"))
    swing(desk, EventKind.UNDO)
    redone = swing(desk, EventKind.REDO)
    desk.project.close()
    tamper(desk.path, f"UPDATE event SET undoes = {names} WHERE sequence = {redone.event.sequence}")  # noqa: S608
    project = desk.reopened()
    with pytest.raises(ProjectError, match="is damaged: there is no deed"), project.read() as reader:
        reader.changes_of(redone.event)
    details = [one.detail for one in project.verify()]
    assert f"The changes of event {redone.event.sequence} cannot be read." in details
    project.close()


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)


@given(before=st.none() | NAMES, after=NAMES, is_deleted=st.booleans())
def test_undo_leads_back_and_redo_there_again(before: str | None, after: str, is_deleted: bool) -> None:
    coder = a_coder(after).model_copy(update={"is_deleted": is_deleted})
    change = Change(before=None if before is None else coder.model_copy(update={"name": before}), after=coder)
    undone, redone = (list(turned_round([change], kind)) for kind in (EventKind.UNDO, EventKind.REDO))
    assert [one.before for one in undone] == [one.after for one in redone]
    assert [one.after for one in undone] == [one.before for one in redone]
    if change.before is None and is_deleted:
        assert undone == []
    else:
        assert [one.before for one in undone] == [coder]
        assert all(one.after == (change.before or coder.model_copy(update={"is_deleted": True})) for one in undone)


# -- codings that a merge brought whole --------------------------------------------------------------------------------

ROUND = RoundId(new_id())


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """A project with a round."""
    whole(desk, Round(id=ROUND, name="Pilot", codebook_id=desk.codebook.id))
    return desk


def travelled(desk: Desk, *changes: tuple[Change, ...], article_id: ArticleId | None = None) -> list[StoredEvent]:
    """Return events of a packet that changed this, one after the other."""
    events: list[StoredEvent] = []
    for number, part in enumerate(changes, start=2):
        previous = events[-1].hash if events else hashlib.sha256(b"made").hexdigest()
        record = EventRecord(
            number, new_id(), "2021-06-07T09:00:00.000000+00:00", desk.coder.id, article_id or desk.article.id, ROUND,
            "do", "code", "code", None, previous, changes_to_json(part),
        )  # fmt: skip
        events.append(StoredEvent(record, event_hash(record)))
    return events


def a_merge(desk: Desk) -> PacketMerge:
    return PacketMerge(
        id=MergeId(new_id()), packet_id=PacketId(new_id()), coder_id=desk.coder.id, round_id=ROUND, head=3,
        head_hash="", origin_head=1, merged_at=desk.project.head.sequence + 1, event_count=0, digest="",
        file_name="ada.annotator",
    )  # fmt: skip


def coded(desk: Desk) -> tuple[CodingHeader, Report, Value]:
    header = desk.header().model_copy(update={"round_id": ROUND})
    report = a_report(header)
    return header, report, a_value(header, report=report)


def merged(desk: Desk, events: list[StoredEvent], records: tuple[Entity, ...]) -> Changes:
    """Merge a coding of the first article as a whole."""
    with desk.project.write(coder_id=None, article_id=None, verb="merge_packet", label="merge") as unit:
        unit.keep_travelled(a_merge(desk), events, {desk.article.id: records})
    assert unit.changes is not None
    return unit.changes


def made(*records: Entity) -> tuple[Change, ...]:
    return tuple(Change(before=None, after=record) for record in records)


def test_a_merge_does_not_repeat_the_codings_it_brought_and_changed_them_all_the_same(ready: Desk) -> None:
    header, report, value = coded(ready)
    later = value.model_copy(update={"missing_evidence_reason": "Said in a picture."})
    events = travelled(ready, made(header, report, value), (Change(before=value, after=later),))
    changes = merged(ready, events, (header, report, later))
    (said,) = json.loads(told(ready, changes))
    assert said["after"]["whole"] == [ready.article.id]
    assert {one.after.kind for one in changes.changes} == {"packet_merge", "coding", "report", "value"}
    with ready.project.read() as reader:
        assert set(reader.changes_of(changes.event)) == set(changes.changes)
        assert reader.entity("value", value.id) == later
    assert ready.project.verify() == ()
    swing(ready, EventKind.UNDO)
    with ready.project.read() as reader:
        assert reader.coding(ready.article.id, ready.coder.id, ROUND) is None
        assert reader.packets.merge_at(changes.event.sequence).is_deleted
    swing(ready, EventKind.REDO)
    with ready.project.read() as reader:
        assert reader.entity("value", value.id) == later
    assert ready.project.verify() == ()


def test_a_coding_of_which_something_is_stored_is_told_by_the_merge_itself(ready: Desk) -> None:
    header, report, value = coded(ready)
    events = travelled(ready, made(header, report, value))
    merged(ready, events, (header, report, value))
    swing(ready, EventKind.UNDO)
    changes = merged(ready, events, (header, report, value))
    said = json.loads(told(ready, changes))
    assert [one["after"]["whole"] for one in said if one["after"]["kind"] == "packet_merge"] == [[]]
    assert len(said) == 4
    assert ready.project.verify() == ()


def test_only_the_coder_s_coding_in_the_round_is_what_a_merge_brought(ready: Desk) -> None:
    header, report, value = coded(ready)
    stranger, outside = a_coder("Stranger"), ready.header()
    events = travelled(ready, made(header, stranger, report, outside, value))
    changes = merged(ready, events, (header, report, value))
    with ready.project.read() as reader:
        brought = {change.after.id for change in reader.changes_of(changes.event)}
    assert brought.isdisjoint({stranger.id, outside.id})
    assert {header.id, report.id, value.id} < brought
    assert ready.project.verify() == ()


def test_events_of_other_articles_are_none_of_what_came_whole(ready: Desk) -> None:
    header, report, value = coded(ready)
    elsewhere = coded(ready)[0].model_copy(update={"article_id": ready.articles[1].id})
    events = travelled(ready, made(header, report, value))
    events += travelled(ready, made(elsewhere), article_id=ready.articles[1].id)
    changes = merged(ready, events, (header, report, value))
    with ready.project.read() as reader:
        assert elsewhere.id not in {change.after.id for change in reader.changes_of(changes.event)}


LOSSES = [
    "DELETE FROM travelled_event WHERE sequence = 2",
    "DELETE FROM travelled_event",
    "UPDATE travelled_event SET hash = 'x' WHERE sequence = 3",
]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_merge_that_lost_its_events_is_named_once_and_not_undone(ready: Desk, loss: str) -> None:
    header, report, value = coded(ready)
    later = value.model_copy(update={"content": None})
    events = travelled(ready, made(header, report, value), (Change(before=value, after=later),))
    changes = merged(ready, events, (header, report, later))
    since = a_value(header, "wounded_total", report=report)
    with ready.project.write(coder_id=ready.coder.id, article_id=ready.article.id, verb="x", label="x") as unit:
        unit.put_all((since, later.model_copy(update={"is_deleted": True})))
    ready.project.close()
    tamper(ready.path, loss)
    project = ready.reopened()
    found = project.verify()
    assert {one.what for one in found} == {"packets"}, found
    assert sum("are not those it was made with" in one.detail for one in found) == 1
    with pytest.raises(ProjectError, match="are not those it was made with"), project.read() as reader:
        reader.changes_of(changes.event)
    project.close()


def test_a_record_of_a_lost_merge_is_still_held_against_what_was_done_since(ready: Desk) -> None:
    header, report, value = coded(ready)
    merged(ready, travelled(ready, made(header, report, value)), (header, report, value))
    since = a_value(header, "wounded_total", report=report)
    ready.put(since)
    ready.project.close()
    tamper(
        ready.path,
        "DELETE FROM travelled_event",
        f"UPDATE coded_value SET field = 'other' WHERE id = '{since.id}'",  # noqa: S608
    )
    project = ready.reopened()
    assert {one.what for one in project.verify()} == {"packets", "state"}
    project.close()


# -- events too large to be kept ---------------------------------------------------------------------------------------


def test_a_deed_too_large_for_one_event_is_refused_and_its_undo_would_not_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [a_coder(f"Ärztin {number} " + "x" * 50_000) for number in range(20)]
    monkeypatch.setattr(sqlite, "LARGEST_RECORD", 2_200_000)
    done = whole(desk, *many)
    monkeypatch.setattr(sqlite, "LARGEST_RECORD", 1_001_000)
    assert set(swing(desk, EventKind.UNDO).changes) == {change.inverted() for change in done.changes}
    head = desk.project.head
    with pytest.raises(CodingError, match="“the deed” changes more than one event of history can hold") as refused:
        whole(desk, *(a_coder(f"Nurse {number} " + "x" * 50_000) for number in range(20)))
    assert refused.value.kept == "Nothing was changed."
    assert "in parts" in refused.value.remedy
    assert desk.project.head == head
    assert desk.project.verify() == ()


def test_the_limit_counts_bytes_and_not_letters(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "LARGEST_RECORD", 1_004_000)
    whole(desk, a_coder("x" * 3_000))
    with pytest.raises(CodingError, match="more than one event"):
        whole(desk, a_coder("ä" * 3_000))


def test_the_event_of_a_merge_stays_small_however_much_it_brings(ready: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    header, report, _ = coded(ready)
    values = [a_value(header, f"field_{number}", report=report) for number in range(2_000)]
    monkeypatch.setattr(sqlite, "LARGEST_RECORD", 1_010_000)
    changes = merged(ready, travelled(ready, made(header, report, *values)), (header, report, *values))
    assert len(changes.changes) == 2_003
    assert len(swing(ready, EventKind.UNDO).changes) == 2_003
    assert ready.project.verify() == ()


def test_a_coder_unknown_to_the_project_brings_nothing(ready: Desk) -> None:
    header, report, value = coded(ready)
    stranger = header.model_copy(update={"coder_id": CoderId(new_id())})
    with pytest.raises(CodingError, match="does not fit the project"):
        merged(ready, travelled(ready, made(stranger, report, value)), (stranger, report, value))
    assert ready.project.verify() == ()
