"""The panels of the export dialog: any choice shown is given back, and the preview keeps Qt's rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QTableView
from pytestqt.qtbot import QtBot

from annotator.domain.coding import CodingState
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.recipe import ExportChoice, ExportUnit
from annotator.domain.values import Status
from annotator.gui.export.checklist import Checklist
from annotator.gui.export.choice_panel import ChoicePanel, Offer
from annotator.gui.export.forms_panel import CHOSEN_AT_FIRST, FormsPanel
from annotator.gui.export.preview_panel import PreviewPanel, RefusedModel
from annotator.services.exports.service import Preview, PreviewLine, forms
from tests.gui.cut_words import words_cut_in

ROUNDS = (None, RoundId("r1"), RoundId("r2"))
CODERS = (CoderId("1"), CoderId("2"), CoderId("3"))
FIELDS = ("killed_total", "location", "weapon", "tactic")
OFFER = Offer(
    forms=forms(),
    rounds=tuple((str(one), one) for one in ROUNDS),
    coders=tuple((f"Coder {one}", one) for one in CODERS),
    fields=tuple((one.title(), one) for one in FIELDS),
    recipes=(),
)


def some_of(known: tuple[Any, ...], empty: object) -> st.SearchStrategy[Any]:
    """Draw what a list of ticks can say: everything (``empty``), or some in the list's order."""
    chosen = st.sets(st.sampled_from(known), min_size=1, max_size=len(known) - 1)
    return st.just(empty) | chosen.map(lambda some: tuple(one for one in known if one in some))


CHOICES = st.builds(
    ExportChoice,
    rounds=some_of(ROUNDS, None),
    coders=some_of(CODERS, None),
    states=st.sampled_from([(), (CodingState.COMPLETE,), (CodingState.DRAFT,)]),
    statuses=some_of(tuple(Status), ()),
    articles=st.none() | st.lists(st.sampled_from("abc").map(ArticleId), max_size=3).map(tuple),
    fields=some_of(FIELDS, None),
    units=some_of(tuple(ExportUnit), ()),
    with_text=st.booleans(),
    is_pseudonymous=st.booleans(),
    forms=some_of(("csv", "jsonl", "gtd"), ()),
).flatmap(
    lambda choice: st.sampled_from([(True, True), (True, False), (False, True)]).map(
        lambda whose: choice.model_copy(update={"is_gold_included": whose[0], "are_coders_included": whose[1]})
    )
)


@pytest.fixture
def panel(qtbot: QtBot) -> ChoicePanel:
    made = ChoicePanel(OFFER)
    qtbot.addWidget(made)
    return made


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHOICES, min_size=1, max_size=3))
def test_any_choice_that_is_shown_is_given_back_whatever_was_shown_before(
    panel: ChoicePanel, series: list[ExportChoice]
) -> None:
    for choice in series:
        panel.show_choice(choice)
    assert panel.choice(series[-1].forms) == series[-1]


def test_a_choice_is_announced_once_however_much_of_it_differs(panel: ChoicePanel) -> None:
    heard: list[bool] = []
    panel.changed.connect(lambda: heard.append(True))
    panel.show_choice(
        ExportChoice(rounds=(None,), coders=(CODERS[0],), is_gold_included=False, with_text=False, fields=FIELDS[:2])
    )
    assert heard == [True]


GONE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"rounds": (RoundId("gone"),)}, {"rounds": (RoundId("gone"),)}),
    ({"rounds": (RoundId("gone"), RoundId("r1"))}, {"rounds": (RoundId("r1"), RoundId("gone"))}),
    ({"coders": (CoderId("gone"),)}, {"coders": (CoderId("gone"),)}),
    ({"fields": ("gone", "weapon")}, {"fields": ("weapon", "gone")}),
    ({"rounds": ()}, {"rounds": None}),
    ({"states": (CodingState.DRAFT, CodingState.COMPLETE)}, {"states": ()}),
]


@pytest.mark.parametrize(("kept", "shown"), GONE, ids=str)
def test_what_a_recipe_names_and_the_project_has_no_longer_never_becomes_everything(
    panel: ChoicePanel, kept: dict[str, Any], shown: dict[str, Any]
) -> None:
    panel.show_choice(ExportChoice(**kept))
    assert panel.choice(()) == ExportChoice(**shown)


def test_every_control_has_a_name_and_a_label(panel: ChoicePanel) -> None:
    assert all(box.accessibleName() for box in panel.findChildren(QComboBox))
    labelled = {label.buddy() for label in panel.findChildren(QLabel)}
    assert set(panel.findChildren(QComboBox)) <= labelled
    assert all(box.text() for box in panel.findChildren(QCheckBox))


# -- forms ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def chooser(qtbot: QtBot) -> FormsPanel:
    made = FormsPanel(forms())
    qtbot.addWidget(made)
    return made


def test_the_general_forms_are_chosen_at_first_and_there_are_such_forms(chooser: FormsPanel) -> None:
    assert set(chooser.chosen()) == set(CHOSEN_AT_FIRST)
    assert set(CHOSEN_AT_FIRST) <= {form.name for form in forms()}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from([form.name for form in forms()] + ["a form of long ago"])))
def test_any_forms_can_be_chosen_and_unknown_ones_are_passed_over(chooser: FormsPanel, names: set[str]) -> None:
    chooser.choose(names)
    assert set(chooser.chosen()) == names - {"a form of long ago"}


def test_forms_are_given_back_in_the_order_of_the_program_s_list(chooser: FormsPanel) -> None:
    names = [form.name for form in forms()]
    chooser.choose(names[::-1])
    assert set(chooser.chosen()) == set(names)
    families = list(dict.fromkeys(form.family for form in forms()))
    in_families = [form.name for family in families for form in forms() if form.family == family]
    assert list(chooser.chosen()) == in_families


def test_a_form_with_an_ampersand_in_its_name_is_shown_with_it(qtbot: QtBot) -> None:
    form = forms()[0]
    made = FormsPanel((replace(form, label="Salt & pepper"),))
    qtbot.addWidget(made)
    (box,) = made.findChildren(QCheckBox)
    assert box.text() == "Salt && pepper"
    assert box.toolTip() == "Salt & pepper"


# -- preview ----------------------------------------------------------------------------------------------------------

LINES = tuple(
    PreviewLine("GTD", f"{number}.txt", "incident <b>left out</b>", "Because & so on.") for number in range(3)
)


def a_preview(*lines: PreviewLine, codings: int = 2) -> Preview:
    return Preview(codings=codings, articles=2, reports=3, values=4, spans=5, lines=lines, line_count=len(lines))


def test_the_lines_keep_qt_s_rules_for_models(qtbot: QtBot) -> None:
    model = RefusedModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for lines in (LINES, (), LINES[:1]):
        model.show_lines(lines)
        assert model.rowCount() == len(lines)
    assert tester.model() is model
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None


def test_a_cell_s_tool_tip_tells_it_in_full_and_literally() -> None:
    model = RefusedModel()
    model.show_lines(LINES)
    assert model.index(1, 1).data() == "1.txt"
    tip = model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;left out" in tip


@pytest.mark.parametrize(("section", "heading"), [(0, "Form"), (3, "Why"), (4, None), (-1, None)])
def test_columns_have_headings_and_rows_have_none(section: int, heading: str | None) -> None:
    model = RefusedModel()
    assert model.headerData(section, Qt.Orientation.Horizontal) == heading
    assert model.headerData(section, Qt.Orientation.Vertical) is None


def test_a_second_preview_replaces_the_first_and_waiting_empties_the_lines(qtbot: QtBot) -> None:
    panel = PreviewPanel()
    qtbot.addWidget(panel)
    table = panel.findChild(QTableView)
    assert isinstance(table, QTableView)
    panel.show_preview(a_preview(*LINES))
    assert table.model().rowCount() == 3
    panel.show_preview(a_preview(LINES[0], codings=9))
    assert table.model().rowCount() == 1
    assert "9 codings" in [label.text() for label in panel.findChildren(QLabel)]
    panel.show_waiting("Counting…")
    assert table.model().rowCount() == 0
    assert "Counting…" in [label.text() for label in panel.findChildren(QLabel)]


def test_every_number_stands_beside_its_noun_however_wide_the_panel_is(qtbot: QtBot) -> None:
    panel = PreviewPanel()
    qtbot.addWidget(panel)
    panel.resize(480, 400)
    panel.show()
    panel.show_preview(a_preview(*LINES))
    numbers = [one for one in panel.findChildren(QLabel) if one.property("role") == "strong"]
    assert len(numbers) == 5
    qtbot.waitUntil(lambda: all(0 < one.height() < 2 * one.fontMetrics().lineSpacing() for one in numbers))
    assert len({one.y() for one in numbers}) == 1
    panel.resize(200, 400)
    qtbot.waitUntil(lambda: len({one.y() for one in numbers}) > 1)
    qtbot.waitUntil(lambda: words_cut_in(panel) == [])


def test_the_table_is_there_only_while_something_is_refused_or_changed(qtbot: QtBot) -> None:
    panel = PreviewPanel()
    qtbot.addWidget(panel)
    panel.show()
    table = panel.findChild(QTableView)
    assert isinstance(table, QTableView)
    assert not table.isVisible()
    panel.show_preview(a_preview(*LINES))
    assert table.isVisible()
    panel.show_preview(a_preview())
    assert not table.isVisible()


def test_the_reason_of_the_line_in_view_is_told_below_and_goes_with_it(qtbot: QtBot) -> None:
    panel = PreviewPanel()
    qtbot.addWidget(panel)
    panel.show_preview(a_preview(*LINES))
    table = panel.findChild(QTableView)
    assert isinstance(table, QTableView)
    table.selectRow(2)
    assert panel._reason.text() == "Because & so on."
    panel.show_preview(a_preview())
    assert panel._reason.text() == ""


def test_what_is_gone_is_said_and_goes_when_the_person_ticks_something(qtbot: QtBot) -> None:
    fields = Checklist("Fields", [("Killed", "killed"), ("Place", "place"), ("Date", "date")])
    qtbot.addWidget(fields)
    fields.choose(["gone", "place"])
    assert (fields.text(), fields.chosen()) == ("Place, 1 no longer there", ("place", "gone"))
    fields.choose(["gone"])
    assert (fields.text(), fields.chosen()) == ("1 no longer there", ("gone",))
    fields._model.item(0).setCheckState(Qt.CheckState.Checked)
    assert (fields.text(), fields.chosen()) == ("Killed", ("killed",))
