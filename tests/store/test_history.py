"""Undo and redo found without stacks agree with stacks; the chain of hashes covers every column."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, strategies as st

from annotator.domain.changes import Change, EventKind
from annotator.domain.coding import CodingState
from annotator.domain.ids import ProjectId
from annotator.store.history import (
    EventRecord,
    Step,
    changes_from_json,
    changes_to_json,
    event_hash,
    genesis_hash,
    to_redo,
    to_undo,
)
from annotator.store.mapping import DamagedRecordError
from tests.store.making import Desk
from tests.strategies import changes

RECORD = EventRecord(
    sequence=7,
    id="id",
    at="2019-11-02T10:00:00.000000+00:00",
    coder_id="coder",
    article_id=None,
    line="",
    kind="do",
    verb="attach",
    label="Attaching “53 soldiers”",
    undoes=None,
    previous_hash="before",
    changes="[]",
)

VERBS = st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=60)


class Stacks:
    """Undo and redo as one would write them down: two stacks of what can be inverted."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.undo: list[int] = []
        self.redo: list[int] = []

    def run(self, verb: str) -> None:
        """Do, undo or redo; nothing where there is nothing."""
        number = len(self.steps) + 1
        if verb == "do":
            self.undo.append(number)
            self.redo.clear()
        elif verb == "undo" and self.undo:
            self.undo.pop()
            self.redo.append(number)
        elif verb == "redo" and self.redo:
            self.redo.pop()
            self.undo.append(number)
        else:
            return
        self.steps.append((number, verb))


@given(VERBS)
def test_walking_back_finds_what_stacks_would_hold(verbs: list[str]) -> None:
    stacks = Stacks()
    for verb in verbs:
        stacks.run(verb)
        back = stacks.steps[::-1]
        assert to_undo(iter(back)) == (stacks.undo[-1] if stacks.undo else None)
        assert to_redo(iter(back)) == (stacks.redo[-1] if stacks.redo else None)


def test_the_walk_ends_as_soon_as_it_knows() -> None:
    steps = iter([(3, EventKind.DO), (2, EventKind.DO), (1, EventKind.DO)])
    assert to_undo(steps) == 3
    assert next(steps) == (2, EventKind.DO)


def test_nothing_happened_is_nothing_to_undo() -> None:
    assert to_undo(iter([])) is None
    assert to_redo(iter([])) is None


def test_more_events_than_a_page_are_walked_to_the_end(desk: Desk) -> None:
    header = desk.header()
    desk.put(header)
    for number in range(40):
        state = CodingState.COMPLETE if number % 2 == 0 else CodingState.DRAFT
        desk.put(header.model_copy(update={"state": state}))
    for _ in range(40):
        assert desk.undo() == "the change"
    with desk.project.read() as reader:
        undo_state = reader.undo_state(desk.coder.id, desk.article.id)
    assert undo_state.undo is not None
    assert undo_state.undo.article_id == desk.article.id
    assert desk.undo() is not None
    assert desk.undo() is None
    for _ in range(41):
        assert desk.redo() is not None
    assert desk.redo() is None
    assert desk.project.verify() == ()


@pytest.mark.parametrize("column", EventRecord._fields)
def test_the_hash_covers_every_column(column: str) -> None:
    changed = {**RECORD._asdict(), column: 8 if column == "sequence" else "another"}
    assert event_hash(EventRecord(**changed)) != event_hash(RECORD)


def test_the_hash_is_that_of_the_documented_form() -> None:
    canonical = json.dumps(list(RECORD), ensure_ascii=False, separators=(",", ":"))
    assert event_hash(RECORD) == hashlib.sha256(canonical.encode("utf-8")).hexdigest()
    assert "“53 soldiers”" in canonical


def test_a_value_cannot_slip_into_the_next_column() -> None:
    one = RECORD._replace(verb='a","b', label="c")
    other = RECORD._replace(verb="a", label='b","c')
    assert event_hash(one) != event_hash(other)


def test_each_project_starts_its_own_chain() -> None:
    assert genesis_hash(ProjectId("a")) != genesis_hash(ProjectId("b"))
    assert len(genesis_hash(ProjectId("a"))) == 64


@given(st.lists(changes(), max_size=3).map(tuple))
def test_changes_come_back_from_history(made: tuple[Change, ...]) -> None:
    text = changes_to_json(made)
    assert changes_from_json(text) == made
    assert changes_to_json(changes_from_json(text)) == text


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"before": null, "after": {"kind": "opinion"}}]'])
def test_changes_that_are_none_are_damage(text: str) -> None:
    with pytest.raises(DamagedRecordError):
        changes_from_json(text)
