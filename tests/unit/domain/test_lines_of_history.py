"""A coding's round and completion in history, and the lines that keep undo of one role out of another's."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from annotator.domain.changes import Change, Changes, Event, EventKind, UndoState
from annotator.domain.coding import Coding, CodingHeader, CodingState, Group, Report, Value
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EventId,
    GroupId,
    ReportId,
    RoundId,
    ValueId,
)
from annotator.services.coding import CodingKey

AT = dt.datetime(2021, 6, 7, 9, tzinfo=dt.UTC)


def an_event(**update: object) -> Event:
    event = Event(
        sequence=1,
        id=EventId("e"),
        at=AT,
        coder_id=CoderId("c"),
        article_id=ArticleId("t"),
        kind=EventKind.DO,
        verb="complete",
        label="complete the coding",
        hash="00",
    )
    return event.model_copy(update=update)


def a_header(**update: object) -> CodingHeader:
    header = CodingHeader(
        id=CodingId("k"), article_id=ArticleId("t"), coder_id=CoderId("c"), codebook_id=CodebookId("b")
    )
    return header.model_copy(update=update)


def test_an_event_outside_any_round_is_on_the_empty_line() -> None:
    assert an_event().line == ""
    assert CodingKey(ArticleId("t"), CoderId("c")).line == ""


def test_work_in_a_round_is_on_a_line_of_its_own() -> None:
    in_round = CodingKey(ArticleId("t"), CoderId("c"), RoundId("r"))
    assert in_round.line == "r"
    assert CodingKey(ArticleId("t"), CoderId("c"), RoundId("s")).line != in_round.line


@given(st.text(max_size=40))
def test_an_event_keeps_its_line_in_json(line: str) -> None:
    event = an_event(line=line)
    assert Event.model_validate_json(event.model_dump_json()) == event


@pytest.mark.parametrize("spoilt", [{"line": None}, {"line": 7}, {"lines": ""}, {"kind": "again"}, {"sequence": "x"}])
def test_an_event_of_another_form_is_refused(spoilt: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Event.model_validate({**an_event().model_dump(), **spoilt})


@pytest.mark.parametrize("kind", list(EventKind))
def test_an_undo_names_what_it_acts_on_and_a_deed_may_not_have_to(kind: EventKind) -> None:
    event = an_event(kind=kind, undoes=None if kind is EventKind.DO else EventId("before"))
    again = Event.model_validate_json(event.model_dump_json())
    assert (again.kind, again.undoes) == (event.kind, event.undoes)


def test_completing_and_its_undo_move_the_time_of_completion_with_the_state() -> None:
    draft = a_header()
    complete = a_header(state=CodingState.COMPLETE, completed_at=AT)
    done = Change(before=draft, after=complete)
    undone = done.inverted().after
    assert isinstance(undone, CodingHeader)
    assert (undone.state, undone.completed_at) == (CodingState.DRAFT, None)
    redone = done.inverted().inverted().after
    assert redone == complete


def test_a_coding_taken_back_whole_stays_in_its_round() -> None:
    made = Change(before=None, after=a_header(round_id=RoundId("r")))
    gone = made.inverted().after
    assert isinstance(gone, CodingHeader)
    assert gone.is_deleted
    assert gone.round_id == "r"


def test_codings_of_one_article_in_two_rounds_pass_over_each_other_s_records() -> None:
    one = Coding(a_header(id=CodingId("one"), round_id=RoundId("r")))
    other = Coding(a_header(id=CodingId("two"), round_id=RoundId("s")))
    report = Report(id=ReportId("p"), coding_id=CodingId("one"), position=0)
    assert one.with_entities([report]).reports() == (report,)
    assert other.with_entities([report]).is_empty


def test_a_header_of_another_round_does_not_replace_the_coding_s_own() -> None:
    coding = Coding(a_header(round_id=RoundId("r")))
    stranger = a_header(id=CodingId("other"), round_id=RoundId("s"), state=CodingState.COMPLETE)
    assert coding.with_entities([stranger]).header == coding.header
    complete = a_header(round_id=RoundId("r"), state=CodingState.COMPLETE, completed_at=AT)
    assert coding.with_entities([complete]).header == complete


def test_changes_tell_records_as_they_are_now_one_for_each_change() -> None:
    before, after = a_header(), a_header(state=CodingState.COMPLETE, completed_at=AT)
    report = Report(id=ReportId("p"), coding_id=CodingId("k"), position=0)
    changes = Changes(event=an_event(), changes=(Change(before=before, after=after), Change(before=None, after=report)))
    assert changes.entities == (after, report)
    assert Changes.model_validate_json(changes.model_dump_json()) == changes
    assert Changes(event=an_event(), changes=()).entities == ()


def test_undo_and_redo_are_told_apart() -> None:
    state = UndoState(undo=an_event(label="one"), redo=an_event(label="other"))
    assert state != UndoState(undo=state.redo, redo=state.undo)
    assert UndoState().model_dump() == {"undo": None, "redo": None}


LEVELS = ("perpetrator", "victim_group")


@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.integers(-2, 3), st.booleans()), max_size=8), st.booleans())
def test_groups_come_in_order_and_only_while_they_and_their_report_live(
    drawn: list[tuple[str, int, bool]], is_report_gone: bool
) -> None:
    report = Report(id=ReportId("p"), coding_id=CodingId("k"), position=0, is_deleted=is_report_gone)
    groups = [
        Group(
            id=GroupId(f"g{number}"),
            coding_id=CodingId("k"),
            report_id=report.id,
            level=level,
            position=position,
            is_deleted=is_gone,
        )
        for number, (level, position, is_gone) in enumerate(drawn)
    ]
    coding = Coding(a_header()).with_entities([report, *groups])
    alive = [] if is_report_gone else [group for group in groups if not group.is_deleted]
    assert coding.groups(report.id) == tuple(sorted(alive, key=lambda one: (one.level, one.position, one.id)))
    for level in LEVELS:
        assert set(coding.groups(report.id, level)) == {group for group in alive if group.level == level}


PLACED: list[tuple[bool, bool, bool]] = [
    (False, False, True),
    (True, False, False),
    (False, True, False),
    (True, True, False),
]


@pytest.mark.parametrize(("is_report_gone", "is_group_gone", "is_seen"), PLACED)
def test_a_value_in_a_group_is_seen_while_both_its_report_and_its_group_live(
    is_report_gone: bool, is_group_gone: bool, is_seen: bool
) -> None:
    report = Report(id=ReportId("p"), coding_id=CodingId("k"), position=0, is_deleted=is_report_gone)
    group = Group(
        id=GroupId("g"),
        coding_id=CodingId("k"),
        report_id=report.id,
        level="perpetrator",
        position=0,
        is_deleted=is_group_gone,
    )
    value = Value(id=ValueId("v"), coding_id=CodingId("k"), report_id=report.id, group_id=group.id, field="perp_actor")
    coding = Coding(a_header()).with_entities([report, group, value])
    assert (list(coding.values()) == [value]) is is_seen
    assert (coding.value_at(value.slot) == value) is is_seen
