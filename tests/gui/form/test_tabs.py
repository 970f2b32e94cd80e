"""The tabs of incidents, the buttons of statuses, and what stands where nothing is coded."""

from __future__ import annotations

from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.ids import ReportId
from annotator.gui.form.context import FormContext, Intents
from annotator.gui.form.empty import NO_ARTICLE, NO_REPORT, NO_REPORT_READ_ONLY, EmptyView
from annotator.gui.form.tabs import ReportTabs, Tab

Shown = TypeVar("Shown", bound=QWidget)


@pytest.fixture
def context() -> FormContext:
    return FormContext(Intents())


@pytest.fixture
def tabs(qtbot: QtBot, context: FormContext) -> ReportTabs:
    return shown(qtbot, ReportTabs(context))


@pytest.fixture
def empty(qtbot: QtBot, context: FormContext) -> EmptyView:
    return shown(qtbot, EmptyView(context))


def shown(qtbot: QtBot, widget: Shown) -> Shown:
    qtbot.addWidget(widget)
    widget.resize(500, 200)
    widget.show()
    return widget


def a_tab(name: str, label: str = "", faults: int = 0, is_open: int = 0) -> Tab:
    return Tab(ReportId(name), label, faults, is_open)


THREE = (a_tab("a", "Tessit", 1, 2), a_tab("b", "", 0, 1), a_tab("c", "<b>Third</b>", 0, 0))


def told(tabs: ReportTabs) -> list[str]:
    return [tabs.bar.accessibleTabName(place) for place in range(tabs.bar.count())]


def test_each_incident_has_a_tab_that_tells_its_name_and_what_is_wrong(tabs: ReportTabs) -> None:
    tabs.show_tabs(THREE, ReportId("b"))
    assert [tabs.bar.tabText(place) for place in range(3)] == ["Incident 1", "Incident 2", "Incident 3"]
    assert told(tabs) == [
        "Incident 1, Tessit, 1 problem, 2 fields still open",
        "Incident 2, 1 field still open",
        "Incident 3, <b>Third</b>",
    ]
    assert tabs.bar.currentIndex() == 1
    assert [tabs.bar.tabIcon(place).isNull() for place in range(3)] == [False, True, True]
    assert "<b>" not in tabs.bar.tabToolTip(2)


def test_showing_tabs_says_nothing_and_turning_to_one_does(tabs: ReportTabs) -> None:
    selected: list[object] = []
    tabs.selected.connect(selected.append)
    tabs.show_tabs(THREE, ReportId("c"))
    tabs.show_tabs(THREE[:2], ReportId("a"))
    assert selected == []
    place = tabs.bar.tabRect(1).center()
    QTest.mouseClick(tabs.bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.keyClick(tabs.bar, Qt.Key.Key_Left)
    assert selected == ["b", "a"]


def test_a_tab_that_comes_back_is_told_anew(tabs: ReportTabs) -> None:
    tabs.show_tabs(THREE, ReportId("a"))
    tabs.show_tabs(THREE[:1], ReportId("a"))
    other = a_tab("x", "Another", 2, 0)
    tabs.show_tabs((THREE[0], other), ReportId("x"))
    assert told(tabs)[1] == "Incident 2, Another, 2 problems"
    tabs.show_tabs(THREE, ReportId("a"))
    assert told(tabs)[1] == "Incident 2, 1 field still open"
    assert tabs.bar.tabIcon(1).isNull()


def test_the_incident_in_view_is_removed_and_no_other(tabs: ReportTabs, context: FormContext) -> None:
    removed: list[str] = []
    context.intents.report_removed.connect(removed.append)
    tabs.show_tabs(THREE, ReportId("b"))
    assert tabs.remove_button.accessibleName() == "Remove incident 2"
    QTest.mouseClick(tabs.remove_button, Qt.MouseButton.LeftButton)
    assert removed == ["b"]


def test_an_incident_is_added_with_the_plus(tabs: ReportTabs, context: FormContext) -> None:
    added: list[bool] = []
    context.intents.report_added.connect(lambda: added.append(True))
    tabs.show_tabs((), None)
    assert not tabs.remove_button.isVisible()
    QTest.mouseClick(tabs.add_button, Qt.MouseButton.LeftButton)
    assert added == [True]


def test_to_read_only_nothing_is_added_or_removed(tabs: ReportTabs, context: FormContext) -> None:
    context.is_read_only = True
    tabs.show_tabs(THREE, ReportId("a"))
    assert not tabs.add_button.isVisible()
    assert not tabs.remove_button.isVisible()
    assert tabs.bar.isVisible()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6), min_size=1, max_size=4))
def test_whatever_was_shown_before_the_tabs_are_those_shown_last(tabs: ReportTabs, series: list[list[str]]) -> None:
    for names in series:
        tabs.show_tabs([a_tab(name, name.upper()) for name in names], ReportId(names[-1]) if names else None)
    assert told(tabs) == [f"Incident {place}, {name.upper()}" for place, name in enumerate(series[-1], start=1)]
    assert tabs.bar.currentIndex() == len(series[-1]) - 1


WHY: list[tuple[bool, bool, str, bool]] = [
    (False, False, NO_ARTICLE, False),
    (True, False, NO_REPORT, True),
    (True, True, NO_REPORT_READ_ONLY, False),
    (False, True, NO_ARTICLE, False),
]


@pytest.mark.parametrize(("has_coding", "is_read_only", "sentence", "has_buttons"), WHY)
def test_an_empty_form_says_why_and_offers_only_what_can_be_done(
    empty: EmptyView, context: FormContext, has_coding: bool, is_read_only: bool, sentence: str, has_buttons: bool
) -> None:
    context.is_read_only = is_read_only
    empty.show_reason(has_coding=has_coding)
    assert [label.text() for label in empty.findChildren(QLabel) if label.isVisible()] == [sentence]
    assert [button.isVisible() for button in empty.findChildren(QPushButton)] == [has_buttons] * 2


def test_an_empty_form_leads_to_the_first_incident_or_to_none(empty: EmptyView, context: FormContext) -> None:
    asked: list[str] = []
    context.intents.report_added.connect(lambda: asked.append("incident"))
    context.intents.no_incident_chosen.connect(lambda: asked.append("none"))
    empty.show_reason(has_coding=True)
    QTest.mouseClick(empty.add_button, Qt.MouseButton.LeftButton)
    QTest.keyClick(empty.none_button, Qt.Key.Key_Space)
    assert asked == ["incident", "none"]
