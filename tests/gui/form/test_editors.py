"""Every editor gives back the content it was given, and reads what is typed."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from annotator.domain.codebook import Codebook, Field
from annotator.domain.coding import Slot
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FieldType,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    YesNo,
)
from annotator.gui.form.editors.base import ValueEditor
from annotator.gui.form.editors.choices import ChoiceEditor
from annotator.gui.form.editors.parts import ChoicePart, LinePart
from annotator.gui.form.editors.registry import EDITORS
from tests import strategies
from tests.gui.form.conftest import Attack, Person, load_codebook

EVERY_TYPE = sorted(FieldType)
UNHURRIED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


@cache
def _codebook() -> Codebook:
    return load_codebook()


def _field_of(kind: FieldType) -> Field:
    return next(field for field in _codebook().fields if field.type is kind)


def _editor_for(kind: FieldType, host: QWidget) -> ValueEditor:
    """Return an editor in a window, which takes it along; widgets left to the garbage collector die at bad times."""
    editor = EDITORS[kind]()
    editor.setParent(host)
    editor.set_field(_field_of(kind), _codebook())
    return editor


def test_every_type_of_field_has_an_editor() -> None:
    assert set(EDITORS) == set(FieldType)


def test_the_default_codebook_has_a_field_for_each_editor() -> None:
    present = {field.type for field in _codebook().fields}
    assert set(FieldType) - present <= {FieldType.DATE}


@pytest.mark.parametrize("kind", EVERY_TYPE)
@given(data=st.data())
@UNHURRIED
def test_a_content_comes_back_as_it_was_set(host: QWidget, kind: FieldType, data: st.DataObject) -> None:
    editor = _editor_for(kind, host)
    content = data.draw(strategies.contents_of(kind))
    editor.set_content(content)
    assert editor.content() == content
    assert not editor.is_edited
    editor.set_content(None)
    assert editor.content() is None


def _choices(kind: FieldType) -> list[str]:
    return [category.id for category in _field_of(kind).categories]


_TYPED = st.text("abcXYZ é‐قتل𠮷-_.", max_size=12).map(str.strip)
_TYPABLE: dict[FieldType, st.SearchStrategy[Content]] = {
    FieldType.COUNT: strategies.counts(),
    FieldType.DATE: st.builds(
        Moment,
        at=st.one_of(
            strategies.days(),
            st.datetimes(timezones=st.just(dt.UTC)),
        ),
    ),
    FieldType.DATE_RANGE: strategies.date_ranges().map(
        lambda dates: dates.model_copy(update={"time_of_day": "night", "expression": "on Saturday"})
    ),
    FieldType.LOCATION: st.builds(
        Location,
        verbatim=_TYPED,
        name=_TYPED,
        admin1=_TYPED,
        country_iso3=st.sampled_from(["", "MLI"]),
        precision=st.sampled_from([None, 1, 4]),
        vicinity=_TYPED,
    ),
    FieldType.CATEGORICAL: st.deferred(
        lambda: st.builds(OneCategory, category=st.sampled_from(_choices(FieldType.CATEGORICAL)))
    ),
    FieldType.ENTITY: st.builds(
        EntityName,
        verbatim=_TYPED,
        canonical=_TYPED,
        aliases=st.lists(_TYPED.filter(bool), max_size=3, unique=True).map(tuple),
        entity_type=st.sampled_from(["", "rebel_group"]),
    ),
    FieldType.TEXT: st.builds(FreeText, text=_TYPED.filter(bool)),
    FieldType.ATTRIBUTED_VALUE: st.builds(
        AttributedValue,
        about_field=st.sampled_from(["", "killed_total"]),
        value=_TYPED,
        stance=st.sampled_from(["", "asserts", "doubts"]),
        source_entity=_TYPED,
        source_named=st.sampled_from([None, True, False]),
        via=_TYPED,
    ),
}


@pytest.mark.parametrize("kind", sorted(set(_TYPABLE) - {FieldType.CATEGORICAL}))
@given(data=st.data())
@UNHURRIED
def test_what_an_editor_shows_typed_into_an_empty_one_is_the_same_content(
    host: QWidget, kind: FieldType, data: st.DataObject
) -> None:
    content = data.draw(_TYPABLE[kind])
    shown, empty = _editor_for(kind, host), _editor_for(kind, host)
    shown.set_content(content)
    empty.set_content(None)
    empty.restore(shown.draft())
    assert empty.is_edited
    assert empty.content() == (content if content != _nothing(kind) else None)


def _nothing(kind: FieldType) -> Content | None:
    empty: dict[FieldType, Content] = {
        FieldType.COUNT: Count(),
        FieldType.DATE_RANGE: DateRange(),
        FieldType.LOCATION: Location(),
        FieldType.ENTITY: EntityName(),
        FieldType.ATTRIBUTED_VALUE: AttributedValue(),
    }
    return empty.get(kind)


@given(text=strategies.words())
@UNHURRIED
def test_a_line_gives_back_any_text_that_nobody_edits(host: QWidget, text: str) -> None:
    line = LinePart()
    line.setParent(host)
    line.set_value(text)
    assert line.value() == text
    line.set_raw(line.raw())
    assert line.value() == text, "putting the same text there is no edit"


def test_a_settled_entry_is_not_edited_any_more(host: QWidget) -> None:
    editor = _editor_for(FieldType.COUNT, host)
    editor.set_content(None)
    editor.restore({"low": "1,200"})
    content = editor.content()
    assert content == Count(low=1200)
    editor.settle(content)
    assert not editor.is_edited
    assert editor.draft()["low"] == "1,200", "the text stays as typed"
    assert editor.content() == Count(low=1200)


def test_a_category_that_the_codebook_does_not_have_is_shown_and_kept(host: QWidget) -> None:
    editor = _editor_for(FieldType.ENTITY, host)
    strange = EntityName(canonical="X", entity_type="pirates")
    editor.set_content(strange)
    editor.restore({**editor.draft(), "canonical": "Y"})
    assert editor.content() == EntityName(canonical="Y", entity_type="pirates")


def test_a_choice_shows_what_it_is_given_even_if_it_is_not_offered(host: QWidget) -> None:
    part = ChoicePart([("a", "First"), ("b", "Second")])
    part.setParent(host)
    part.set_value("z")
    assert (part.value(), part.currentText()) == ("z", "z")
    part.set_value("b")
    assert (part.value(), part.count()) == ("b", 2)


def test_the_wheel_over_a_choice_never_changes_it(host: QWidget) -> None:
    part = ChoicePart([("a", "First"), ("b", "Second")])
    part.setParent(host)
    part.set_value("a")
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(part, turn)
    assert part.value() == "a"
    assert not turn.isAccepted()


# Numbers


@pytest.fixture
def killed(coder: Person, attack: Attack) -> Person:
    coder.form.activate(attack.at("wounded_total"))
    return coder


def test_the_phrase_fills_the_parts_as_it_is_typed(killed: Person) -> None:
    killed.type("50-60")
    shown = [killed.line(f"Wounded (total): {part}").text() for part in ("Low", "Best", "High")]
    assert shown == ["50", "", "60"]
    qualifier = killed.named("Wounded (total): Wording")
    assert isinstance(qualifier, ChoicePart)
    assert qualifier.value() is Qualifier.RANGE


def test_a_vague_number_is_its_wording_alone(killed: Person, attack: Attack) -> None:
    qualifier = killed.named("Wounded (total): Wording")
    assert isinstance(qualifier, ChoicePart)
    qualifier.setFocus()
    killed.type("dozens")
    killed.press(Qt.Key.Key_Return)
    assert killed.heard("content_chosen") == [(attack.at("wounded_total"), Count(qualifier=Qualifier.DOZENS))]


# Dates


@pytest.fixture
def dated(coder: Person, attack: Attack) -> Person:
    coder.form.activate(attack.at("incident_date"))
    return coder


def test_the_weekday_stands_beside_each_day(dated: Person) -> None:
    assert {"Fri", "Sat"} <= set(dated.sentences())
    dated.retype(dated.line("Date: First day"), "2019-10-31")
    assert "Thu" in dated.sentences()
    dated.retype(dated.line("Date: First day"), "2019-10-3x")
    assert "Thu" not in dated.sentences()


def test_the_last_day_follows_the_first_while_it_is_empty_or_the_same(coder: Person, attack: Attack) -> None:
    attack.put(attack.at("incident_date"), DateRange(start=dt.date(2019, 11, 1), end=dt.date(2019, 11, 1)))
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(attack.at("incident_date"))
    first, last = coder.line("Date: First day"), coder.line("Date: Last day")
    coder.retype(first, "2019-10-30")
    assert last.text() == "2019-10-30"
    coder.retype(last, "2019-10-31")
    coder.retype(first, "2019-10-29")
    assert last.text() == "2019-10-31", "an end of its own stays"


def test_a_last_day_before_the_first_is_refused(dated: Person) -> None:
    dated.retype(dated.line("Date: Last day"), "2019-10-01")
    dated.press(Qt.Key.Key_Return)
    assert dated.heard("content_chosen") == []
    assert dated.has_text("The last day, 2019-10-01, lies before the first, 2019-11-01.")


def test_a_date_keeps_its_precision_and_words(dated: Person, attack: Attack) -> None:
    precision = dated.named("Date: Precision")
    assert isinstance(precision, ChoicePart)
    assert precision.value() == 2
    dated.retype(dated.line("Date: Words in the text"), "Yesterday's attack")
    dated.press(Qt.Key.Key_Return)
    ((_, content),) = dated.heard("content_chosen")
    wanted = DateRange(
        start=dt.date(2019, 11, 1), end=dt.date(2019, 11, 2), precision=2, expression="Yesterday's attack"
    )
    assert content == wanted


# Places


def test_less_used_parts_of_a_place_wait_behind_more(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("location"))
    names = [line.accessibleName() for line in coder.form.findChildren(QLineEdit) if line.isVisible()]
    assert "Place: Latitude" not in names
    coder.click(coder.button("Show more parts"))
    coder.retype(coder.line("Place: Latitude"), "15.92")
    coder.press(Qt.Key.Key_Return)
    assert coder.has_text("Latitude and longitude go together")
    coder.retype(coder.line("Place: Longitude"), "2.4")
    coder.press(Qt.Key.Key_Return)
    ((_, content),) = coder.heard("content_chosen")
    assert content == Location(verbatim="Tessit", name="Tessit", admin1="Gao", country_iso3="MLI", lat=15.92, lon=2.4)


def test_a_place_with_less_used_parts_shows_them(coder: Person, attack: Attack) -> None:
    attack.put(attack.at("location"), Location(name="Tessit", lat=0.0, lon=0.0))
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(attack.at("location"))
    assert coder.line("Place: Latitude").text() == "0.0"


# Statements and actors


def test_a_statement_is_about_a_field_of_the_codebook(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.statement)
    about = coder.named("Statement: About")
    assert isinstance(about, ChoicePart)
    labels = [about.itemText(index) for index in range(about.count())]
    assert labels[1:] == [field.label for field in attack.codebook.fields]
    named = coder.named("Statement: Named")
    assert isinstance(named, ChoicePart)
    named.setFocus()
    coder.type("y")
    coder.press(Qt.Key.Key_Return)
    ((_, content),) = coder.heard("content_chosen")
    assert content == AttributedValue(about_field="killed_total", value="53", stance="asserts", source_named=True)


def test_an_actor_has_other_names_and_a_type(coder: Person, attack: Attack) -> None:
    slot = attack.at("perp_actor", attack.perpetrator)
    coder.form.activate(slot)
    coder.retype(coder.line("Other names, parted by commas"), "ISIL, ISIS")
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == [
        (slot, EntityName(verbatim="the Group", canonical="The Group", aliases=("ISIL", "ISIS")))
    ]


# Text and span


def test_shift_enter_begins_a_new_line_and_enter_takes_the_words(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("coder_note"))
    coder.type("one")
    coder.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    coder.type("two\u00a0words")
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == [(attack.at("coder_note"), FreeText(text="one\ntwo\u00a0words"))]


def test_a_field_that_is_answered_by_marking_has_nothing_to_type(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("trigger"))
    assert coder.has_text("Mark the phrase in the text")
    coder.press(Qt.Key.Key_Return)
    assert coder.said[1:] == [("field_confirmed", attack.at("trigger"))]


def test_a_marked_span_is_a_content_like_any_other(host: QWidget) -> None:
    editor = _editor_for(FieldType.SPAN, host)
    editor.set_content(MarkedSpan())
    assert editor.content() == MarkedSpan()


# Choices


def _chips(person: Person) -> list[str]:
    editor = person.panel().editor
    assert isinstance(editor, ChoiceEditor)
    return [button.accessibleName() for button in editor.shown()]


def test_every_category_is_offered_in_the_codebooks_order(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("target_type"))
    labels = [category.label for category in attack.codebook.fields_by_id["target_type"].categories]
    assert _chips(coder) == labels
    coder.form.activate(attack.at("stage"))
    assert _chips(coder) == [category.label for category in attack.codebook.fields_by_id["stage"].categories]


def test_the_chosen_category_is_pressed(coder: Person, attack: Attack) -> None:
    coder.form.activate(Slot("article_relevance"))
    assert coder.button("Codable incident").isChecked()


def test_typing_filters_when_there_are_more_than_nine(coder: Person, attack: Attack) -> None:
    slot = attack.at("target_type")
    coder.form.activate(slot)
    coder.type("mil")
    assert _chips(coder) == ["Military", "Terrorists or militia"]
    coder.press(Qt.Key.Key_2)
    assert coder.heard("content_chosen") == [(slot, SeveralCategories(categories=("terrorists_militia",)))]
    assert len(_chips(coder)) > 9, "the filter is gone after the choice"


def test_enter_takes_the_first_that_the_filter_leaves(coder: Person, attack: Attack) -> None:
    slot = attack.at("target_type")
    coder.form.activate(slot)
    coder.type("journ")
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == [(slot, SeveralCategories(categories=("journalists_media",)))]


def test_letters_typed_on_a_chip_go_to_the_filter(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("target_type"))
    coder.press(Qt.Key.Key_Down)
    assert coder.focused().accessibleName() == "Business"
    coder.type("pol")
    assert _chips(coder)[0] == "Police"


def test_several_are_kept_in_the_order_they_are_chosen_and_taken_off_again(coder: Person, attack: Attack) -> None:
    slot = attack.at("tactic")
    coder.form.activate(slot)
    for key in (Qt.Key.Key_1, Qt.Key.Key_3):
        coder.press(key)
    chosen = [content.categories for _, content in coder.heard("content_chosen")]  # type: ignore[attr-defined]
    assert chosen == [
        ("bombing_explosion", "armed_assault", "assassination"),
        ("armed_assault", "assassination"),
    ]
    assert coder.heard("field_confirmed") == []


def test_no_more_than_the_codebook_allows_can_be_chosen(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("tactic"))
    coder.press(Qt.Key.Key_1)
    coder.press(Qt.Key.Key_4)
    assert len(coder.heard("content_chosen")) == 1
    assert coder.has_text("At most 3 can be chosen; take one off first.")
    assert not coder.button("Hijacking").isChecked()


def test_the_last_of_several_cannot_be_taken_off_without_clearing(coder: Person, attack: Attack) -> None:
    attack.put(attack.at("tactic"), SeveralCategories(categories=("armed_assault",)))
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(attack.at("tactic"))
    coder.click(coder.button("Armed assault"))
    assert coder.heard("content_chosen") == []
    assert coder.has_text("Nothing is entered.")


def test_arrows_walk_the_chips_and_space_or_enter_chooses(coder: Person, attack: Attack) -> None:
    slot = attack.at("stage")
    coder.form.activate(slot)
    for _ in range(2):
        coder.press(Qt.Key.Key_Right)
    assert coder.focused().accessibleName() == "Attempted"
    assert coder.heard("content_chosen") == [], "walking chooses nothing"
    coder.press(Qt.Key.Key_Return)
    assert coder.said[1:] == [
        ("content_chosen", slot, OneCategory(category="attempted")),
        ("field_confirmed", slot),
    ]
    coder.press(Qt.Key.Key_Left)
    coder.press(Qt.Key.Key_Space)
    assert coder.heard("content_chosen")[-1] == (slot, OneCategory(category="accomplished"))


@pytest.mark.parametrize(
    ("key", "answer"),
    [(Qt.Key.Key_Y, True), (Qt.Key.Key_N, False), (Qt.Key.Key_1, True), (Qt.Key.Key_2, False)],
)
def test_yes_and_no_have_letters_and_digits(coder: Person, attack: Attack, key: Qt.Key, answer: bool) -> None:
    slot = attack.at("claim_competing")
    coder.form.activate(slot)
    coder.press(key)
    assert coder.said[1:] == [("content_chosen", slot, YesNo(answer=answer)), ("field_confirmed", slot)]


def test_a_step_of_a_scale_is_chosen_by_its_digit(coder: Person, attack: Attack) -> None:
    slot = attack.at("coder_confidence")
    coder.form.activate(slot)
    coder.press(Qt.Key.Key_3)
    steps = sorted(category.level or 0 for category in attack.codebook.fields_by_id["coder_confidence"].categories)
    assert coder.heard("content_chosen") == [(slot, OrdinalLevel(level=steps[2]))]


def test_a_digit_without_a_category_does_nothing(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("stage"))
    coder.press(Qt.Key.Key_9)
    assert coder.said[1:] == []


def test_a_category_nobody_knows_is_shown_as_it_is(coder: Person, attack: Attack) -> None:
    editor = ChoiceEditor()
    editor.setParent(coder.form)
    editor.set_field(attack.codebook.fields_by_id["stage"], attack.codebook)
    editor.set_content(OneCategory(category="rumoured"))
    assert [button.accessibleName() for button in editor.shown() if button.isChecked()] == ["rumoured"]
    assert editor.content() == OneCategory(category="rumoured")
