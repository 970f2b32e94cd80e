"""The table of labels by itself, and the small panels around it, with every kind of label, field and plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLabel, QMainWindow, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.article import ArticleImport
from annotator.domain.coding import Coder
from annotator.domain.ids import CoderId, ImportId
from annotator.domain.values import FieldType
from annotator.formats.codings.foreign import ForeignArticle, ForeignCoding, ForeignMark, NotTaken, Place
from annotator.formats.codings.mapping import mapping_faults
from annotator.gui.dialogs.columns_panel import ColumnsPanel
from annotator.gui.dialogs.mapping_dialog import reasons_of, summary_of, what_is_in_the_way
from annotator.gui.dialogs.mapping_model import FIELD, HEADINGS, HOW, LEFT_OUT, MappingModel
from annotator.gui.dialogs.reasons_dialog import ReasonsDialog
from annotator.gui.dialogs.restore_dialog import RestoreDialog, summary_of as restore_summary
from annotator.services.coding_imports.restore import RestorePlan
from annotator.services.coding_imports.service import (
    CodingImportPlan,
    CodingMapping,
    ForeignCodings,
    ForeignLabel,
    LabelKey,
    LabelKind,
    LabelRule,
    LeftOut,
    Reading,
    TableColumns,
)
from tests.unit.formats.datasets.making import a_codebook

CODEBOOK = a_codebook()
HERE = Place("lab.json", 3, "task")
FIELDS = {field.label: field for field in CODEBOOK.fields}


def a_label(name: str, kind: LabelKind = LabelKind.SPAN, attribute: str = "", **more: Any) -> ForeignLabel:
    facts = {"count": 1, "examples": ("Gunmen",), "has_answers": kind is not LabelKind.SPAN, **more}
    return ForeignLabel(LabelKey(name, attribute), kind, **facts)


def a_model(*labels: ForeignLabel, mapping: CodingMapping | None = None) -> MappingModel:
    return MappingModel(labels, mapping or CodingMapping(), CODEBOOK)


def ways(model: MappingModel, row: int = 0) -> list[str]:
    return [option.text for option in model.options(model.index(row, HOW))]


def choose(model: MappingModel, text: str, column: int = FIELD, row: int = 0) -> None:
    index = model.index(row, column)
    model.choose(index, next(one for one in model.options(index) if one.text == text))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


# --- The table -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LabelKind)
@pytest.mark.parametrize("field", CODEBOOK.fields, ids=lambda field: field.id)
def test_every_way_offered_for_a_field_is_one_the_codebook_takes(kind: LabelKind, field: Any) -> None:
    model = a_model(a_label("x", kind))
    choose(model, field.label)
    for way in ways(model):
        choose(model, way, HOW)
        assert list(mapping_faults(model.mapping, CODEBOOK)) == []
        assert model.index(0, HOW).data() == way


@pytest.mark.parametrize(
    ("label", "field", "first", "others"),
    [
        (a_label("x"), "Killed", "left open, with evidence", ["the marked words"]),
        (
            a_label("x", has_answers=True),
            "Killed",
            "what the file says",
            ["left open, with evidence", "the marked words"],
        ),
        (a_label("x", LabelKind.COLUMN), "Killed", "what the file says", []),
        (a_label("x", LabelKind.COLUMN, has_answers=False), "Killed", "left open, with evidence", ["the marked words"]),
        (a_label("x", LabelKind.ATTRIBUTE, "y"), "Remark", "what the file says", []),
        (a_label("x"), "Trigger", "left open, with evidence", []),
        (a_label("x", LabelKind.ANSWER), "Sure", "what the file says", ["left open, with evidence"]),
    ],
)
def test_the_most_telling_way_is_first_and_chosen(
    label: ForeignLabel, field: str, first: str, others: list[str]
) -> None:
    model = a_model(label)
    choose(model, field)
    assert model.index(0, HOW).data() == first
    assert ways(model)[0] == first
    assert [way for way in ways(model)[1:] if not way.startswith("always")] == others


def test_a_field_with_a_closed_list_offers_each_of_its_categories() -> None:
    model = a_model(a_label("x"))
    choose(model, "Weapons")
    assert [way for way in ways(model) if way.startswith("always")] == ["always “Gun | rifle”", "always “Bomb”"]
    choose(model, "Suicide")
    assert not any(way.startswith("always") for way in ways(model))


def test_a_category_is_forgotten_with_its_field_and_a_rule_with_its_label() -> None:
    model = a_model(a_label("x"), a_label("y"))
    choose(model, "Weapons")
    choose(model, "always “Bomb”", HOW)
    choose(model, "Killed", row=1)
    choose(model, "Sure")
    assert model.mapping.rule_for(LabelKey("x")) == LabelRule(label="x", field="sure")
    choose(model, LEFT_OUT)
    assert model.mapping.rule_for(LabelKey("x")) is None
    assert model.mapping.rule_for(LabelKey("y")) is not None
    assert (ways(model), model.index(0, HOW).data()) == ([], "")


def test_choosing_what_is_chosen_already_tells_nobody(qtbot: QtBot) -> None:
    model = a_model(a_label("x"))
    choose(model, "Killed")
    told: list[None] = []
    model.mapping_changed.connect(lambda: told.append(None))
    choose(model, "Killed")
    choose(model, "left open, with evidence", HOW)
    assert told == []
    choose(model, "the marked words", HOW)
    assert told == [None]


def test_a_kept_rule_that_the_codebook_cannot_take_is_shown_as_no_choice() -> None:
    gone = LabelRule(label="x", field="gone")
    wrong = LabelRule(label="y", field="sure", reading=Reading.CATEGORY, category="gone")
    model = a_model(a_label("x"), a_label("y"), mapping=CodingMapping(labels=(gone, wrong)))
    assert [model.index(row, column).data() for row in (0, 1) for column in (FIELD, HOW)] == ["", "", "Sure", ""]
    assert not model.index(0, HOW).flags() & Qt.ItemFlag.ItemIsEditable
    choose(model, "Killed")
    choose(model, "always “High”", HOW, row=1)
    assert list(mapping_faults(model.mapping, CODEBOOK)) == []


def test_rules_for_labels_that_these_files_do_not_have_are_kept() -> None:
    other = LabelRule(label="of another file", field="killed")
    model = a_model(a_label("x"), mapping=CodingMapping(labels=(other,), coder="Ana"))
    choose(model, "Remark")
    assert model.mapping.labels[0] == other
    assert model.mapping.coder == "Ana"


def test_cells_say_what_they_are_to_screen_readers_and_numbers_stand_to_the_right() -> None:
    model = a_model(a_label("x", count=12_345, examples=("one", "two")))
    texts = [model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(len(HEADINGS))]
    assert texts == [
        *("Label: x", "Found: span", "Times: 12,345", "Example: one · two"),
        *(f"Field: {LEFT_OUT}", "Value: nothing"),
    ]
    sides = [model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole) for column in range(len(HEADINGS))]
    assert [side is not None and bool(Qt.AlignmentFlag(side) & Qt.AlignmentFlag.AlignRight) for side in sides] == [
        column == 2 for column in range(len(HEADINGS))
    ]


def test_there_is_nothing_below_a_row_and_nothing_outside_the_table() -> None:
    model = a_model(a_label("x"))
    inside = model.index(0, 0)
    assert (model.rowCount(inside), model.columnCount(inside)) == (0, 0)
    assert model.data(QModelIndex()) is None
    assert [model.headerData(section, Qt.Orientation.Horizontal) for section in (-1, 0, 6)] == [None, "Label", None]
    assert model.headerData(0, Qt.Orientation.Vertical) is None


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
labels = st.lists(
    st.builds(
        ForeignLabel,
        key=st.builds(LabelKey, names, names),
        kind=st.sampled_from(LabelKind),
        count=st.integers(0, 10**9),
        examples=st.lists(names, max_size=3).map(tuple),
        has_answers=st.booleans(),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda label: label.key,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(labels, st.data())
def test_whatever_is_chosen_in_whatever_order_the_mapping_is_sound_and_shown(
    qtbot: QtBot, found: list[ForeignLabel], data: st.DataObject
) -> None:
    model = a_model(*found)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for _ in range(data.draw(st.integers(0, 6))):
        index = model.index(data.draw(st.integers(0, len(found) - 1)), data.draw(st.sampled_from([FIELD, HOW])))
        options = model.options(index)
        if options:
            option = data.draw(st.sampled_from(options))
            model.choose(index, option)
            assert model.options(index)[model.chosen(index)] == option
    assert list(mapping_faults(model.mapping, CODEBOOK)) == []
    assert CodingMapping.model_validate_json(model.mapping.model_dump_json()) == model.mapping
    del tester


# --- Columns ---------------------------------------------------------------------------------------------------------


def boxes(panel: QWidget) -> dict[str, QComboBox]:
    return {box.accessibleName().removeprefix("Column: "): box for box in panel.findChildren(QComboBox)}


def test_the_columns_are_shown_as_they_were_chosen_and_can_be_taken_away(qtbot: QtBot, window: QWidget) -> None:
    chosen = TableColumns(article="file", label="field", quote="<b>words</b>")
    panel = ColumnsPanel(["file", "field", "<b>words</b>", "x"], chosen, window)
    assert panel.columns() == chosen
    article = boxes(panel)["Article (name or id)"]
    assert [article.itemText(place) for place in range(article.count())] == ["—", "file", "field", "<b>words</b>", "x"]
    with qtbot.waitSignal(panel.columns_chosen) as asked:
        article.setCurrentIndex(0)
        article.activated.emit(0)
    assert asked.args == [TableColumns(label="field", quote="<b>words</b>")]


def test_each_meaning_has_a_list_of_its_own(qtbot: QtBot, window: QWidget) -> None:
    panel = ColumnsPanel(["a"], TableColumns(), window)
    assert len(boxes(panel)) == len(TableColumns.model_fields)
    for box in boxes(panel).values():
        box.setCurrentIndex(1)
    assert set(panel.columns().model_dump().values()) == {"a"}


def test_a_column_the_table_no_longer_has_is_no_choice(qtbot: QtBot, window: QWidget) -> None:
    assert ColumnsPanel(["a"], TableColumns(article="gone", label="a"), window).columns() == TableColumns(label="a")


# --- Plans in words --------------------------------------------------------------------------------------------------


def a_coding(name: str = "a.txt") -> ForeignCoding:
    return ForeignCoding(HERE, ForeignArticle(name), "", (ForeignMark(HERE, "killed", spans=((0, 6),)),))


def a_plan(**parts: Any) -> CodingImportPlan:
    codings: tuple[ForeignCoding, ...] = parts.pop("codings", (a_coding(),))
    foreign = ForeignCodings("csv", "lab.csv", codings, not_taken=parts.pop("not_taken", ()))
    rules = (LabelRule(label="killed", field=parts.pop("field", "killed")),)
    plan = CodingImportPlan(
        foreign=foreign,
        mapping=CodingMapping(labels=rules),
        coder_name="Ben",
        coder=Coder(id=CoderId("ben"), name="Ben"),
        is_coder_new=True,
        new=(),
        already=(),
        absent=(),
        refused=(),
        faults=(),
    )
    return replace(plan, **parts)


def left(reason: str, name: str = "a.txt") -> tuple[LeftOut, ...]:
    return (LeftOut(a_coding(name), reason),)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (a_plan(faults=("Mend this.",), refused=left("Not this.")), "Mend this."),
        (a_plan(refused=left("Refused."), already=left("Already."), absent=left("Absent.")), "Refused."),
        (a_plan(already=left("Already."), absent=left("Absent.")), "Already."),
        (a_plan(absent=left("Absent.")), "Absent."),
        (a_plan(), "The files hold no codings."),
        (a_plan(field=""), "Choose a field for at least one label."),
        (a_plan(codings=(), not_taken=(NotTaken(HERE, "Nothing here."),)), "Nothing here."),
    ],
)
def test_of_all_that_is_in_the_way_the_first_thing_to_mend_is_said(plan: CodingImportPlan, words: str) -> None:
    assert what_is_in_the_way(plan) == words


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (a_plan(), ""),
        (a_plan(already=left("x")), " 1 coded already."),
        (a_plan(absent=left("x") * 2, refused=left("x")), " 2 of articles not in the project, 1 refused."),
        (a_plan(not_taken=(NotTaken(HERE, "x"),)), " 1 part not taken."),
        (a_plan(not_taken=(NotTaken(HERE, "x"),) * 1_500), " 1,500 parts not taken."),
        (a_plan(field=""), " 1 of 1 labels left out."),
    ],
)
def test_the_summary_tells_of_everything_that_is_left_out(plan: CodingImportPlan, words: str) -> None:
    assert summary_of(plan) == f"0 codings as drafts, with 0 values and 0 evidence spans.{words}"


def test_reasons_are_faults_then_codings_then_parts() -> None:
    plan = a_plan(
        faults=("Fault.",),
        absent=left("Absent.", ""),
        already=left("Already.", "b.txt"),
        refused=left("Refused.", "c.txt"),
        not_taken=(NotTaken(HERE, "Part."),),
    )
    assert reasons_of(plan) == [
        *("Fault.", "c.txt: Refused.", "b.txt: Already.", "lab.json, task 3: Absent.", "lab.json, task 3: Part.")
    ]


# --- Lists and restores ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentences", "count", "text"),
    [
        ([], "0 reasons", ""),
        (["<b>one</b>"], "1 reason", "<b>one</b>"),
        (["two\nlines\t of  it", "😀 رجل"], "2 reasons", "two lines of it\n😀 رجل"),
    ],
)
def test_reasons_are_shown_one_to_a_line_as_plain_text(
    qtbot: QtBot, window: QWidget, sentences: list[str], count: str, text: str
) -> None:
    dialog = ReasonsDialog("Left out", sentences, window)
    assert dialog.text() == text
    assert [label.text() for label in dialog.findChildren(QLabel)] == [count]
    (shown,) = dialog.findChildren(QPlainTextEdit)
    assert (shown.isReadOnly(), shown.accessibleName()) == (True, "Left out")


def a_restore(**parts: Any) -> RestorePlan:
    plan = RestorePlan(Path("d.jsonl"), (), (), (), (), (), 0, (), ())
    return replace(plan, **parts)


def test_a_restore_is_told_in_numbers_that_agree_with_their_nouns() -> None:
    coder = Coder(id=CoderId("c"), name="C")
    plan = a_restore(coders=(coder,), already_here=1, conflicts=(NotTaken(HERE, "x"),) * 1_000)
    assert restore_summary(plan) == (
        "New: 0 codings, 0 articles, 1 coder, 0 codebook versions. 1 coding here already; 1,000 left alone."
    )


def test_a_restore_that_only_brings_an_import_back_has_nothing_to_restore() -> None:
    revived = ArticleImport(id=ImportId("i"), source="x", article_count=1, digest="")
    assert not a_restore(revived=(revived,)).is_ready


@pytest.mark.parametrize(
    ("plan", "text"),
    [
        (a_restore(), "Everything fits this project."),
        (a_restore(remarks=("A remark.",)), "A remark."),
        (
            a_restore(remarks=("A remark.",), conflicts=(NotTaken(Place("d.jsonl", 2), "<b>No.</b>"),)),
            "A remark.\nd.jsonl, line 2: <b>No.</b>",
        ),
    ],
)
def test_what_does_not_fit_is_listed_before_anything_is_restored(
    qtbot: QtBot, window: QWidget, plan: RestorePlan, text: str
) -> None:
    dialog = RestoreDialog(plan, window)
    qtbot.addWidget(dialog)
    (shown,) = dialog.findChildren(QPlainTextEdit)
    assert (shown.toPlainText(), shown.isReadOnly()) == (text, True)
    go = next(one for one in dialog.findChildren(QPushButton) if "estore" in one.text())
    assert (go.text(), go.isEnabled()) == ("Nothing to restore", False)


def test_every_type_of_field_is_among_those_tried_here() -> None:
    assert {field.type for field in FIELDS.values()} == set(FieldType)
