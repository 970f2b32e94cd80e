"""Any sequence of edits, undo, redo, restarts, backups and restores keeps state and history one and the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.domain.coding import Coding, CodingHeader, Note, Report, Value
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError
from annotator.domain.ids import NoteId, new_id
from annotator.domain.queue import QueueFilter
from annotator.domain.text import Span
from annotator.domain.values import Content, Status
from annotator.store.backup import restore
from annotator.store.history import Head
from annotator.store.mapping import MAPPERS
from annotator.store.project_file import ProjectFile
from tests.store.making import TEXT, a_coder, a_desk, a_report, a_value, some_evidence, state_of
from tests.strategies import CodedArticle, coded_articles, contents, records_of

Records = dict[tuple[str, str], Entity]
FIELDS = ("killed_total", "location", "trigger")
PLACES = st.integers(0, 1)


class StoreMachine(RuleBasedStateMachine):
    """Drives a project and, beside it, a plain dictionary of records and two stacks per coder and article."""

    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)

    @initialize()
    def begin(self) -> None:
        """Make a project with two coders and a coding of the first article by each."""
        desk = a_desk(self.folder, [TEXT, TEXT + " Again."])
        self.project, self.articles = desk.project, desk.articles
        self.coders = [desk.coder, a_coder("Coder 2")]
        self.headers = [desk.header(coder=coder) for coder in self.coders]
        with self.project.write(coder_id=None, article_id=None, verb="begin", label="beginning") as unit:
            unit.put(self.coders[1])
            for header in self.headers:
                unit.put(header)
        self.model: Records = self.stored()
        self.undo_stacks: list[list[list[tuple[Entity | None, Entity]]]] = [[], []]
        self.redo_stacks: list[list[list[tuple[Entity | None, Entity]]]] = [[], []]
        self.backups: list[tuple[Path, Head, Records]] = []

    def stored(self) -> Records:
        """Return every record of the project."""
        found: Records = {}
        with self.project.read() as reader:
            for _, changes in reader.events():
                for change in changes:
                    entity = reader.entity(change.after.kind, change.after.id)
                    assert entity is not None
                    found[entity.kind, entity.id] = entity
        return found

    def own(self, who: int, kind: str) -> list[Any]:
        """Return the live records of one kind in one coder's coding, as the model has them."""
        coding_id = self.headers[who].id
        return [
            record
            for (its_kind, _), record in self.model.items()
            if its_kind == kind and getattr(record, "coding_id", None) == coding_id and not record.is_deleted
        ]

    def do(self, who: int, *entities: Entity) -> None:
        """Put records in the project and in the model."""
        changes = [(self.model.get((entity.kind, entity.id)), entity) for entity in entities]
        with self.project.write(
            coder_id=self.coders[who].id, article_id=self.articles[0].id, verb="do", label="doing"
        ) as unit:
            for entity in entities:
                unit.put(entity)
        assert unit.changes is not None
        self.model |= {(entity.kind, entity.id): entity for entity in entities}
        self.undo_stacks[who].append(changes)
        self.redo_stacks[who].clear()

    @rule(who=PLACES)
    def add_report(self, who: int) -> None:
        """Add a report."""
        self.do(who, a_report(self.headers[who], len(self.own(who, "report"))))

    @rule(who=PLACES, field=st.sampled_from(FIELDS), content=contents(), span=st.integers(0, 20), report=st.booleans())
    def attach(self, who: int, field: str, content: Content, span: int, report: bool) -> None:
        """Fill a slot, replacing what is there, with a piece of evidence."""
        reports: list[Report] = self.own(who, "report")
        place = reports[-1] if report and reports else None
        new = a_value(self.headers[who], field, report=place).model_copy(update={"content": content})
        there = [value for value in self.own(who, "value") if value.slot == new.slot]
        gone = [value.model_copy(update={"is_deleted": True}) for value in there]
        self.do(who, *gone, new, some_evidence(self.headers[who], new, TEXT, Span(span, span + 5)))

    @rule(who=PLACES, field=st.sampled_from(FIELDS), status=st.sampled_from(list(Status)[1:]))
    def answer(self, who: int, field: str, status: Status) -> None:
        """Change the status of a value that is there, or say something of one that is not."""
        values: list[Value] = [value for value in self.own(who, "value") if value.field == field]
        changed = values[0].model_copy(update={"status": status, "content": None}) if values else None
        if changed is not None and changed != values[0]:
            self.do(who, changed)
            return
        header = self.headers[who]
        self.do(who, Note(id=NoteId(new_id()), coding_id=header.id, subject_id=header.id, text=status.value))

    @rule(who=PLACES, kind=st.sampled_from(["report", "value", "evidence", "note"]))
    def delete(self, who: int, kind: str) -> None:
        """Delete the newest record of a kind."""
        records = self.own(who, kind)
        if records:
            self.do(who, records[-1].model_copy(update={"is_deleted": True}))

    @rule(who=PLACES)
    def undo(self, who: int) -> None:
        """Undo, in the project and in the model."""
        with self.project.write(
            coder_id=self.coders[who].id, article_id=self.articles[0].id, verb="", label=""
        ) as unit:
            undone = unit.undo()
        stack = self.undo_stacks[who]
        assert (undone is None) == (not stack)
        if stack:
            changes = stack.pop()
            self.redo_stacks[who].append(changes)
            for before, after in reversed(changes):
                self.model[after.kind, after.id] = before or after.model_copy(update={"is_deleted": True})

    @rule(who=PLACES)
    def redo(self, who: int) -> None:
        """Redo, in the project and in the model."""
        with self.project.write(
            coder_id=self.coders[who].id, article_id=self.articles[0].id, verb="", label=""
        ) as unit:
            redone = unit.redo()
        stack = self.redo_stacks[who]
        assert (redone is None) == (not stack)
        if stack:
            changes = stack.pop()
            self.undo_stacks[who].append(changes)
            self.model |= {(after.kind, after.id): after for _, after in changes}

    @rule()
    def fail_half_way(self) -> None:
        """Put something good and then something bad."""
        header = self.headers[0]
        good = a_report(header)
        bad = a_report(header.model_copy(update={"id": self.articles[0].id}))
        with pytest.raises(CodingError):
            self.do(0, good, bad)

    @rule()
    def restart(self) -> None:
        """Close the project and open it again."""
        path, head = self.project.path, self.project.head
        self.project.close()
        self.project = ProjectFile.open(path, state_folder=state_of(self.folder))
        assert self.project.head == head
        assert self.project.warnings == ()

    @precondition(lambda self: len(self.backups) < 3)
    @rule()
    def back_up(self) -> None:
        """Make a copy and remember what is in it."""
        folder = self.folder / f"backup {len(self.backups)}"
        self.backups.append((self.project.back_up(folder), self.project.head, dict(self.model)))

    @precondition(lambda self: self.backups)
    @rule(which=st.integers(0, 2))
    def restore_elsewhere(self, which: int) -> None:
        """Restore a copy to a new file and look into it."""
        backup, head, model = self.backups[which % len(self.backups)]
        target = self.folder / f"{new_id()}.annotator"
        restore(backup, target)
        with ProjectFile.open(target, state_folder=self.folder / "other", read_only=True) as project:
            assert project.head == head
            assert project.verify() == ()
            with project.read() as reader:
                assert {key: reader.entity(*key) for key in model} == model

    @invariant()
    def state_is_history(self) -> None:
        """The project checks out, and holds what the model holds."""
        assert self.project.verify() == ()
        assert self.stored() == self.model

    @invariant()
    def undo_and_redo_are_offered_where_there_is_something(self) -> None:
        """The stacks of the model and what the project offers agree."""
        with self.project.read() as reader:
            for who, coder in enumerate(self.coders):
                state = reader.undo_state(coder.id, self.articles[0].id)
                assert (state.undo is not None) == bool(self.undo_stacks[who])
                assert (state.redo is not None) == bool(self.redo_stacks[who])

    def teardown(self) -> None:
        """Close the project and remove its folder."""
        if hasattr(self, "project"):
            self.project.close()
        self.temporary.cleanup()


StoreMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_sequence_keeps_state_and_history_the_same = StoreMachine.TestCase


def adopted(coded: CodedArticle, header: CodingHeader) -> list[Entity]:
    """Return a drawn coding's records as those of another coding."""
    own = coded.coding.header.id
    adopted: list[Entity] = []
    for record in records_of(coded.coding):
        if isinstance(record, Note) and record.subject_id == own:
            adopted.append(record.model_copy(update={"coding_id": header.id, "subject_id": header.id}))
        elif not isinstance(record, CodingHeader):
            adopted.append(record.model_copy(update={"coding_id": header.id}))
    return adopted


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(coded=coded_articles())
def test_any_coding_comes_back_as_it_was_put(coded: CodedArticle, tmp_path_factory: pytest.TempPathFactory) -> None:
    desk = a_desk(tmp_path_factory.mktemp("any"), [coded.article.text])
    header = desk.header().model_copy(update={"state": coded.coding.header.state})
    records = adopted(coded, header)
    desk.put(header, *records)
    expected = Coding(header).with_entities(records)
    assert desk.project.verify() == ()
    with desk.project.read() as reader:
        found = reader.coding(desk.article.id, desk.coder.id)
        assert list(reader.codings()) == [found]
        assert (reader.codings_of_import(desk.articles_import.id) == 0) == expected.is_empty
        (line,) = reader.queue_page(desk.coder.id, reader.queue_ids(desk.coder.id, QueueFilter()))
        assert line.is_flagged == any(note.is_flagged for note in expected.notes())
    assert found == expected
    assert desk.undo() == "the change"
    with desk.project.read() as reader:
        assert reader.coding(desk.article.id, desk.coder.id) is None
        for record in records:
            stored = reader.entity(record.kind, record.id)
            assert stored is not None
            assert stored.is_deleted
    desk.redo()
    with desk.project.read() as reader:
        assert reader.coding(desk.article.id, desk.coder.id) == expected
        assert all(reader.entity(kind, "nothing") is None for kind in MAPPERS)
    desk.project.close()
