"""What the list of cases is narrowed to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.domain.ids import ArticleId, CoderId
from annotator.domain.review import DisagreementKind
from annotator.gui.review.case_list import CaseList
from annotator.gui.review.facets import FacetPanel
from annotator.services.review.case import ALL_CASES, CaseKey, CaseLine, CaseState
from tests.gui.review.test_presenting import LINE

ADA, BEN, CHIARA = CoderId("a"), CoderId("b"), CoderId("c")
NAMES = {ADA: "Ada", BEN: "Ben", CHIARA: "Chiara"}
FIELDS = {"killed_total": "Killed (total)", "event_type": "Event type", "stage": "Stage"}


def line(name: str, **change: object) -> CaseLine:
    return replace(LINE, key=CaseKey(ArticleId(name)), title=f"Title {name}", **change)  # type: ignore[arg-type]


LINES = (
    line("one"),
    line("two", state=CaseState.SETTLED, open=0, kinds=(), fields=(), source="Wire"),
    line("three", kinds=(DisagreementKind.RELEVANCE,), fields=("event_type",), coders=(BEN, CHIARA)),
    line("four", published=dt.date(2021, 5, 12), state=CaseState.STALE, stale=1),
    line("five", published=None, source="", state=CaseState.NEW),
)


@pytest.fixture
def panel(qtbot: QtBot) -> FacetPanel:
    made = FacetPanel()
    qtbot.addWidget(made)
    made.show()
    made.offer(LINES, NAMES, FIELDS)
    return made


@pytest.fixture
def cases(qtbot: QtBot) -> CaseList:
    made = CaseList()
    qtbot.addWidget(made)
    made.resize(256, 600)
    made.show()
    made.show_cases(LINES, NAMES, FIELDS, "one")
    return made


def titles(cases: CaseList) -> list[str]:
    model = cases.cases.lines
    return [model.index(row).data() for row in range(model.rowCount())]


def choose(panel: FacetPanel, facet: str, value: object) -> None:
    box = panel.boxes[facet]
    box.setCurrentIndex(box.findData(value))


def offered(panel: FacetPanel, facet: str) -> list[str]:
    box = panel.boxes[facet]
    return [box.itemText(row) for row in range(1, box.count())]


def test_at_first_nothing_is_narrowed(panel: FacetPanel) -> None:
    assert panel.facets() == ALL_CASES
    assert panel.clear.isHidden()


def test_facets_offer_what_the_cases_have(panel: FacetPanel) -> None:
    assert offered(panel, "kinds") == ["Incident or none", "Other status", "Near numbers"]
    assert offered(panel, "coders") == ["Ada", "Ben", "Chiara"]
    assert offered(panel, "fields") == ["Killed (total)", "Event type"]
    assert offered(panel, "weeks") == ["2021-W18", "2021-W19"]
    assert offered(panel, "sources") == ["Daily", "Wire"]
    assert offered(panel, "states") == ["Not begun", "Open", "Changed since ruled", "Settled"]


@pytest.mark.parametrize(
    ("facet", "value", "shown"),
    [
        ("kinds", DisagreementKind.RELEVANCE, ["Title three"]),
        ("coders", CHIARA, ["Title three"]),
        ("states", CaseState.SETTLED, ["Title two"]),
        ("fields", "event_type", ["Title three"]),
        ("weeks", "2021-W19", ["Title four"]),
        ("sources", "Wire", ["Title two"]),
    ],
)
def test_each_facet_narrows_the_list(cases: CaseList, facet: str, value: object, shown: list[str]) -> None:
    choose(cases.facets, facet, value)
    assert titles(cases) == shown
    assert cases.facets.unfold.text() == "Filters (1)"
    cases.facets.show_all()
    assert len(titles(cases)) == len(LINES)


def test_open_only_leaves_out_what_is_settled(cases: CaseList) -> None:
    QTest.mouseClick(cases.facets.open_only, Qt.MouseButton.LeftButton)
    assert titles(cases) == ["Title one", "Title three", "Title four", "Title five"]
    choose(cases.facets, "states", CaseState.STALE)
    assert titles(cases) == ["Title four"]


def test_titles_are_searched_without_regard_to_case(qtbot: QtBot, cases: CaseList) -> None:
    cases.facets.search.setText("TITLE F")
    qtbot.waitUntil(lambda: titles(cases) == ["Title four", "Title five"])


def test_a_list_with_nothing_in_it_says_what_to_do(qtbot: QtBot, cases: CaseList) -> None:
    cases.facets.search.setText("nowhere")
    qtbot.waitUntil(lambda: titles(cases) == [])
    assert not cases.cases.isVisible()
    QTest.mouseClick(cases.facets.clear, Qt.MouseButton.LeftButton)
    assert len(titles(cases)) == len(LINES)
    assert cases.cases.isVisible()


def test_a_choice_stays_while_the_cases_change(panel: FacetPanel) -> None:
    choose(panel, "coders", CHIARA)
    choose(panel, "kinds", DisagreementKind.RELEVANCE)
    panel.offer(LINES[2:], NAMES, FIELDS)
    assert panel.facets().coders == {CHIARA}
    assert panel.facets().kinds == {DisagreementKind.RELEVANCE}


def test_hidden_names_are_not_offered(panel: FacetPanel) -> None:
    panel.offer(LINES, {}, FIELDS)
    assert offered(panel, "coders") == []
    assert not panel.boxes["coders"].isEnabled()


def test_the_next_case_is_the_next_with_work_left(cases: CaseList) -> None:
    assert cases.following("one") == "three"
    assert cases.following("five") == "one"
    assert cases.following("one", 1) == "two"
    assert cases.following("one", -1) is None
    choose(cases.facets, "states", CaseState.SETTLED)
    assert cases.following("two") is None


def test_forty_coders_with_long_names_fit(cases: CaseList) -> None:
    coders = {CoderId(f"c{at}"): f"Coder number {at} with a remarkably long name" for at in range(40)}
    cases.show_cases([line("one", coders=tuple(coders))], coders, FIELDS)
    cases.facets.unfold.setChecked(True)
    assert len(offered(cases.facets, "coders")) == 40
    assert cases.facets.boxes["coders"].width() <= cases.width()
