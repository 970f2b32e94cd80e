"""The form against a real coding: whatever is emitted can be stored, and what is stored is what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.codebook import Codebook, Field
from annotator.domain.coding import Coding, Slot, Stance
from annotator.domain.describe import describe, describe_status
from annotator.domain.errors import CodingError
from annotator.domain.ids import GroupId, ReportId
from annotator.domain.proposal import Proposal
from annotator.domain.revision import Revision
from annotator.domain.values import Content, Count, FieldType, MarkedSpan, Qualifier, Status
from annotator.gui.form import FormView
from annotator.gui.form.face import OPEN_VALUE
from annotator.gui.form.look import one_line
from annotator.gui.form.panel import EditorPanel
from annotator.gui.theme import ThemeName, field_styles
from tests.gui.form.conftest import Attack, Draft, Person, load_codebook

CODEBOOK = load_codebook()


class Storekeeper:
    """Stores what the form asks for at once, as the window does, and shows the result."""

    def __init__(self, form: FormView, draft: Draft) -> None:
        self.form, self.draft = form, draft
        self.stored = 0
        form.content_chosen.connect(self._content)
        form.status_chosen.connect(self._status)
        form.value_cleared.connect(self._clear)
        form.reason_given.connect(self._reason)
        form.evidence_removed.connect(self._remove)
        form.stance_chosen.connect(self._stance)
        form.report_added.connect(self._add_report)
        form.report_removed.connect(self._remove_report)
        form.group_added.connect(self._add_group)
        form.group_copied.connect(self._copy_group)
        form.group_removed.connect(self._remove_group)
        form.note_written.connect(self._note)
        form.note_removed.connect(self._remove_note)

    def _store(self, change: Callable[[Revision], object]) -> None:
        revision = self.draft.revise()
        change(revision)
        self.draft.coding = revision.coding
        self.stored += 1
        self.form.refresh(self.draft.coding, self.draft.problems())

    def _content(self, slot: Slot, content: Content) -> None:
        self._store(lambda revision: revision.set_content(slot, content))

    def _status(self, slot: Slot, status: Status) -> None:
        self._store(lambda revision: revision.set_status(slot, status))

    def _clear(self, slot: Slot) -> None:
        self._store(lambda revision: revision.clear(slot))

    def _reason(self, slot: Slot, reason: str) -> None:
        self._store(lambda revision: revision.set_missing_evidence_reason(slot, reason))

    def _remove(self, evidence_id: str) -> None:
        self._store(lambda revision: revision.remove_evidence(evidence_id))  # type: ignore[arg-type]

    def _stance(self, evidence_id: str, stance: Stance) -> None:
        self._store(lambda revision: revision.set_stance(evidence_id, stance))  # type: ignore[arg-type]

    def _add_report(self) -> None:
        self._store(lambda revision: revision.add_report())

    def _remove_report(self, report: str) -> None:
        self._store(lambda revision: revision.remove_report(ReportId(report)))

    def _add_group(self, report: str, level: str) -> None:
        self._store(lambda revision: revision.add_group(ReportId(report), level))

    def _copy_group(self, group: str) -> None:
        self._store(lambda revision: revision.copy_group(GroupId(group)))

    def _remove_group(self, group: str) -> None:
        self._store(lambda revision: revision.remove_group(GroupId(group)))

    def _note(self, subject: str, text: str, is_flagged: bool) -> None:
        self._store(lambda revision: revision.write_note(subject, text, is_flagged=is_flagged))

    def _remove_note(self, note: str) -> None:
        self._store(lambda revision: revision.remove_note(note))  # type: ignore[arg-type]


def _shown_as_stored(person: Person, coding: Coding) -> None:
    """Check that every row shows what the coding holds in its slot."""
    values = coding.values_by_slot()
    slots = set()
    for row in person.rows():
        assert row.state is not None
        slot, field = row.state.slot, row.state.field
        slots.add(slot)
        value = values.get(slot)
        if value is None:
            assert row.summary == ""
        elif value.status is not Status.CODED:
            assert row.summary == describe_status(value.status)
        elif value.content is None:
            assert row.summary == OPEN_VALUE
        else:
            assert row.summary == one_line(describe(value.content, field, CODEBOOK))
    here = person.form.current_report()
    assert {slot for slot in values if slot.report_id is not None and slot.report_id == here} <= slots


class LateStorekeeper(Storekeeper):
    """Stores in order but later, as a thread does; a wish that has lost its place by then is refused."""

    def __init__(self, form: FormView, draft: Draft) -> None:
        super().__init__(form, draft)
        self.waiting: list[Callable[[Revision], object]] = []

    def _store(self, change: Callable[[Revision], object]) -> None:
        self.waiting.append(change)

    def catch_up(self, most: int) -> None:
        """Store up to ``most`` of what waits, showing the coding after each."""
        for change in self.waiting[:most]:
            with suppress(CodingError):
                super()._store(change)
        del self.waiting[:most]


# Every field by keys

_TYPED: dict[FieldType, tuple[str, ...]] = {
    FieldType.COUNT: ("at least 12",),
    FieldType.DATE: ("2019-11-02 10:30",),
    FieldType.DATE_RANGE: ("2019-11-02",),
    FieldType.LOCATION: ("Tessit قرية",),
    FieldType.CATEGORICAL: ("2",),
    FieldType.CATEGORICAL_MULTI: ("2", "1"),
    FieldType.ORDINAL: ("2",),
    FieldType.BOOLEAN: ("n",),
    FieldType.ENTITY: ("the Group",),
    FieldType.TEXT: ("words of mine",),
    FieldType.ATTRIBUTED_VALUE: ("about forty",),
}


def _slot_of(field: Field, draft: Draft, report: ReportId) -> Slot:
    if field.level == "article":
        return Slot(field.id)
    if field.level == "incident":
        return Slot(field.id, report)
    groups = draft.coding.groups(report, field.level)
    return Slot(field.id, report, groups[0].id if groups else draft.group(report, field.level))


@pytest.mark.parametrize("field", [field for field in CODEBOOK.fields if field.type in _TYPED], ids=lambda f: f.id)
def test_every_field_is_filled_by_keys_stored_shown_and_opened_again(person: Person, field: Field) -> None:
    draft = Draft(CODEBOOK)
    slot = _slot_of(field, draft, draft.report())
    person.form.show_coding(draft.coding, draft.problems())
    keeper = Storekeeper(person.form, draft)
    person.form.activate(slot)
    for typed in _TYPED[field.type]:
        person.type(typed)
    person.press(Qt.Key.Key_Return)
    value = draft.coding.value_at(slot)
    assert value is not None
    assert value.content is not None
    assert value.content.type == field.type.value
    assert person.row(slot).summary == one_line(describe(value.content, field, CODEBOOK))
    assert person.heard("field_confirmed")[-1] == (slot,)
    other = next(row.state.slot for row in person.rows() if row.state and row.state.slot != slot)
    person.form.activate(other)
    person.form.activate(slot)
    editor = person.panel().editor
    assert editor is not None
    assert editor.content() == value.content
    person.press(Qt.Key.Key_Return)
    assert draft.coding.value_at(slot) == value, "opening and confirming changes nothing"
    assert keeper.stored >= 1


@pytest.mark.parametrize("field", CODEBOOK.fields, ids=lambda field: field.id)
def test_every_field_can_be_answered_as_not_mentioned_and_cleared(person: Person, field: Field) -> None:
    draft = Draft(CODEBOOK)
    slot = _slot_of(field, draft, draft.report())
    person.form.show_coding(draft.coding, draft.problems())
    keeper = Storekeeper(person.form, draft)
    person.form.activate(slot)
    person.click(person.button("Not mentioned"))
    assert person.row(slot).summary == "not mentioned"
    assert person.button("Not mentioned").isChecked()
    person.click(person.button("Clear the value and its evidence"))
    assert draft.coding.value_at(slot) is None
    assert person.row(slot).summary == ""
    assert not person.button("Not mentioned").isChecked()
    assert keeper.stored == 2


# A coder's minutes


@pytest.fixture
def working(coder: Person, attack: Attack) -> tuple[Person, Storekeeper]:
    return coder, Storekeeper(coder.form, attack)


def test_a_proposal_is_taken_corrected_and_the_next_field_opened(
    working: tuple[Person, Storekeeper], attack: Attack
) -> None:
    person, _ = working
    slot = attack.at("wounded_total")
    attack.mark(slot, "Dozens of troops")
    person.form.refresh(attack.coding, attack.problems())
    dozens = Proposal(content=Count(qualifier=Qualifier.DOZENS), explanation="“dozens”", rule="vague")
    person.form.show_proposal(slot, dozens)
    person.press(Qt.Key.Key_Return)
    assert attack.coding.value_at(slot).content == dozens.content  # type: ignore[union-attr]
    person.form.activate_field("stage")
    person.press(Qt.Key.Key_1)
    assert person.row(attack.at("stage")).summary == "Accomplished"
    _shown_as_stored(person, attack.coding)


def test_a_second_victim_group_is_added_filled_copied_and_removed(
    working: tuple[Person, Storekeeper], attack: Attack
) -> None:
    person, _ = working
    person.click(person.button("Add Victim group"))
    slot = person.form.active_slot()
    assert slot is not None
    assert slot.field == "vg_type"
    person.press(Qt.Key.Key_3)
    person.form.activate_field("vg_killed")
    person.type("7")
    person.press(Qt.Key.Key_Return)
    person.click(person.button("Copy Victim group 3"))
    groups = attack.coding.groups(attack.first, "victim_group")
    assert len(groups) == 4
    killed = [attack.coding.value_at(Slot("vg_killed", attack.first, group.id)) for group in groups[2:]]
    assert [value.content for value in killed if value] == [Count(low=7, best=7, high=7)] * 2
    person.click(person.button("Remove Victim group 3"))
    assert len(attack.coding.groups(attack.first, "victim_group")) == 3
    _shown_as_stored(person, attack.coding)


def test_an_empty_coding_grows_from_the_invitation(person: Person) -> None:
    draft = Draft(CODEBOOK)
    person.form.show_coding(draft.coding, draft.problems())
    keeper = Storekeeper(person.form, draft)
    person.click(person.named("Add incident"))
    assert person.tabs() == ["Incident 1"]
    person.form.activate_field("focus")
    person.press(Qt.Key.Key_1)
    person.click(person.button("Add an incident"))
    assert person.tabs() == ["Incident 1", "Incident 2"]
    assert person.form.current_report() == draft.coding.reports()[1].id
    person.click(person.button("Remove incident 2"))
    person.click(person.button("Remove incident 1"))
    assert person.tabs() == []
    assert person.named("Add incident").isVisible()
    assert keeper.stored == 5


def test_a_quote_is_removed_with_a_value_that_has_nothing_else(
    working: tuple[Person, Storekeeper], attack: Attack
) -> None:
    person, _ = working
    row = person.row(attack.at("toll_status"))
    height = row.height()
    person.click(row, row.chips()[0].close_rect.center())
    row = person.row(attack.at("toll_status"))
    assert row.summary == ""
    assert row.height() < height


def test_a_reason_settles_the_missing_evidence(working: tuple[Person, Storekeeper], attack: Attack) -> None:
    person, _ = working
    slot = attack.at("suicide")
    assert any("needs evidence" in mark for mark in person.row(slot).marks)
    person.form.activate(slot)
    person.retype(person.line("Why is there no evidence?"), "It is in the picture.")
    person.press(Qt.Key.Key_Return)
    assert not any("needs evidence" in mark for mark in person.row(slot).marks)


def test_two_rows_typed_in_turn_are_both_stored(working: tuple[Person, Storekeeper], attack: Attack) -> None:
    person, _ = working
    for field, number in (("wounded_total", "3"), ("perp_number", "5")):
        person.form.activate(attack.at(field))
        person.type(number)
    person.form.activate(attack.at("stage"))
    stored = [attack.coding.value_at(attack.at(field)) for field in ("wounded_total", "perp_number")]
    assert [value.content.low for value in stored if value and isinstance(value.content, Count)] == [3, 5]


def test_what_is_typed_in_a_group_goes_with_the_group(working: tuple[Person, Storekeeper], attack: Attack) -> None:
    person, keeper = working
    person.form.activate(attack.at("vg_killed", attack.soldiers))
    person.type("7")
    person.click(person.button("Remove Victim group 1"))
    assert [name for name, *_ in person.said if name == "content_chosen"] == []
    assert keeper.stored == 1
    _shown_as_stored(person, attack.coding)


# Anything at all

_KEYS = (
    *(Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_X, Qt.Key.Key_U, Qt.Key.Key_Y, Qt.Key.Key_A),
    *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space),
    *(Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Delete, Qt.Key.Key_Home),
)
_GESTURES = st.one_of(
    st.tuples(st.just("key"), st.sampled_from(_KEYS)),
    st.tuples(st.just("key"), st.sampled_from(_KEYS)),
    st.tuples(st.just("field"), st.sampled_from([field.id for field in CODEBOOK.fields])),
    st.tuples(st.just("type"), st.sampled_from(["54", "at least 3", "2019-11-03", "5x", "mil", "قُتل", "😀", ", "])),
    st.tuples(st.just("row"), st.integers(0, 60)),
    st.tuples(st.just("chip"), st.tuples(st.integers(0, 60), st.integers(0, 300))),
    st.tuples(st.just("mark"), st.integers(0, 60)),
    st.tuples(st.just("button"), st.integers(0, 60)),
    st.tuples(st.just("propose"), st.integers(0, 100)),
)
_HARMLESS = ("Remove incident", "Show more")


class Monkey:
    """Does whatever it is told to a form whose wishes are stored at once."""

    def __init__(self, person: Person, draft: Draft) -> None:
        self.person, self.draft = person, draft

    def do(self, what: str, detail: object) -> None:
        """Do one gesture."""
        getattr(self, f"_{what}")(detail)

    def _key(self, key: Qt.Key) -> None:
        if QApplication.focusWidget() is not None:
            self.person.press(key)

    def _field(self, field: str) -> None:
        self.person.form.activate_field(field)

    def _type(self, text: str) -> None:
        if QApplication.focusWidget() is not None:
            self.person.type(text)

    def _row(self, index: int) -> None:
        rows = self.person.rows()
        if rows:
            self.person.click(rows[index % len(rows)], QPoint(60, 8))

    def _chip(self, place: tuple[int, int]) -> None:
        rows = [row for row in self.person.rows() if row.chips()]
        if rows:
            row = rows[place[0] % len(rows)]
            self.person.click(row, QPoint(40 + place[1], row.chips()[0].rect.center().y()))

    def _mark(self, index: int) -> None:
        rows = self.person.rows()
        if rows:
            state = rows[index % len(rows)].state
            assert state is not None
            self.draft.mark(state.slot, "a civilian", nth=index % 2)
            self.person.form.refresh(self.draft.coding, self.draft.problems())

    def _button(self, index: int) -> None:
        buttons = [
            button
            for button in self.person.form.findChildren(QWidget)
            if button.isVisible() and button.isEnabled() and button.inherits("QAbstractButton")
        ]
        button = buttons[index % len(buttons)]
        if not button.accessibleName().startswith(_HARMLESS):
            self.person.click(button)

    def _propose(self, number: int) -> None:
        report = self.person.form.current_report()
        if report is not None:
            content = Count(low=number, best=number)
            proposal = Proposal(content=content, explanation="as written", rule="number")
            self.person.form.show_proposal(Slot("wounded_total", report), proposal)


@contextmanager
def _fresh_form(host: QWidget, codebook: Codebook) -> Iterator[FormView]:
    form = FormView(host)
    form.setGeometry(0, 0, 400, 800)
    form.set_codebook(codebook, field_styles(codebook, ThemeName.LIGHT))
    form.show()
    yield form
    form.hide()
    form.deleteLater()


@given(gestures=st.lists(_GESTURES, min_size=5, max_size=25))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
def test_whatever_a_person_does_is_stored_without_refusal_and_shown_as_stored(
    host: QWidget, qtbot: QtBot, gestures: list[tuple[str, object]]
) -> None:
    with _fresh_form(host, CODEBOOK) as form:
        attack = Attack(CODEBOOK)
        person = Person(form, qtbot)
        form.show_coding(attack.coding, attack.problems())
        keeper = Storekeeper(form, attack)
        monkey = Monkey(person, attack)
        for what, detail in gestures:
            monkey.do(what, detail)
            _shown_as_stored(person, attack.coding)
            active = form.active_slot()
            assert active is None or person.row(active).isVisible() or active.report_id is None
        assert keeper.stored <= len(person.said)
        for slot, content in person.heard("content_chosen"):
            assert isinstance(slot, Slot)
            assert not isinstance(content, MarkedSpan)
            assert content.type == CODEBOOK.fields_by_id[slot.field].type.value  # type: ignore[attr-defined]


@given(gestures=st.lists(st.one_of(_GESTURES, st.tuples(st.just("catch_up"), st.integers(1, 3))), max_size=25))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
def test_a_store_that_lags_behind_is_shown_right_once_it_has_caught_up(
    host: QWidget, qtbot: QtBot, gestures: list[tuple[str, object]]
) -> None:
    with _fresh_form(host, CODEBOOK) as form:
        attack = Attack(CODEBOOK)
        person = Person(form, qtbot)
        form.show_coding(attack.coding, attack.problems())
        keeper = LateStorekeeper(form, attack)
        monkey = Monkey(person, attack)
        for what, detail in gestures:
            if what == "catch_up" and isinstance(detail, int):
                keeper.catch_up(detail)
            else:
                monkey.do(what, detail)
        while keeper.waiting:
            keeper.catch_up(1)
        form.refresh(attack.coding, attack.problems())
        _shown_as_stored(person, attack.coding)
        panel = next((panel for panel in form.findChildren(EditorPanel) if panel.isVisible()), None)
        if panel is not None and panel.editor is not None and panel.state is not None and not panel.is_busy:
            value = attack.coding.value_at(panel.state.slot)
            assert panel.editor.content() == (value.content if value is not None else None)
