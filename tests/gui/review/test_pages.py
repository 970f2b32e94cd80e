"""Stale rulings, overruled answers, patterns, gold's values, the bar above, and what is remembered."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.ids import ArticleId, CodebookId, CoderId, RoundId
from annotator.domain.review import DisagreementKind, RulingReason, RulingSource
from annotator.domain.rounds import Round
from annotator.domain.text import Span
from annotator.gui.review.asking import line_after
from annotator.gui.review.batch_dialog import BatchDialog, BatchVerdict, pattern_told
from annotator.gui.review.gold_panel import GoldPanel, provenance_told
from annotator.gui.review.memory import ReviewMemory
from annotator.gui.review.quotes import QuoteButton
from annotator.gui.review.ruling_lists import OverruledPage, Place, StalePage, overruled_told
from annotator.gui.review.sides import GOLD, side_look
from annotator.gui.review.top_bar import Page, TopBar
from annotator.gui.review.verdict import verdict_again
from annotator.gui.room_bar import OUTSIDE_ROUNDS
from annotator.gui.theme import ThemeName
from annotator.services.folders import Folders
from annotator.services.review.case import (
    Case,
    CaseKey,
    CaseState,
    Mark,
    Overruled,
    OverruledAnswer,
    Pattern,
    PatternItem,
    Provenance,
    StaleRuling,
)
from tests.gui.review.test_presenting import LINE, ruling

KEY = CaseKey(ArticleId("one"))
ADA, BEN = CoderId("a"), CoderId("b")


def titles(page: StalePage | OverruledPage) -> list[str]:
    model = page.list.lines
    return [model.index(row).data() for row in range(model.rowCount())]


def words_in(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


# -- Stale ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def stale(qtbot: QtBot) -> StalePage:
    page = StalePage()
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    return page


def stale_ruling(item_id: str | None = "item", source: RulingSource = RulingSource.ONE) -> StaleRuling:
    return StaleRuling(KEY, "A title", ruling(source), item_id, "Incident 1 · Killed", "A coder changed it.")


def test_a_stale_ruling_leads_to_its_item(qtbot: QtBot, stale: StalePage) -> None:
    stale.show_rulings([stale_ruling()], can_rule=True)
    assert titles(stale) == ["Incident 1 · Killed"]
    with qtbot.waitSignal(stale.place_asked) as heard:
        QTest.keyClick(stale.list, Qt.Key.Key_Return)
    assert heard.args == [Place(KEY.article_id, "item")]


@pytest.mark.parametrize(
    ("one", "can_rule", "offers"),
    [
        (stale_ruling(), True, ()),
        (stale_ruling(None), True, ("withdraw",)),
        (stale_ruling(None, RulingSource.UNANIMOUS), True, ("accept",)),
        (stale_ruling("item", RulingSource.UNANIMOUS), True, ("accept",)),
        (stale_ruling(None), False, ()),
    ],
)
def test_what_has_no_item_any_more_is_withdrawn_or_accepted_again(
    stale: StalePage, one: StaleRuling, can_rule: bool, offers: tuple[str, ...]
) -> None:
    stale.show_rulings([one], can_rule=can_rule)
    assert {name for name in ("withdraw", "accept") if getattr(stale, name).isVisible()} == set(offers)


def test_the_ruling_in_the_hand_is_the_one_withdrawn(qtbot: QtBot, stale: StalePage) -> None:
    second = replace(stale_ruling(None), label="Another")
    stale.show_rulings([stale_ruling(), second], can_rule=True)
    QTest.keyClick(stale.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(stale.withdraw_asked) as heard:
        QTest.mouseClick(stale.withdraw, Qt.MouseButton.LeftButton)
    assert heard.args == [second]


# -- Overruled --------------------------------------------------------------------------------------------------------


@pytest.fixture
def overruled(qtbot: QtBot) -> OverruledPage:
    page = OverruledPage()
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    return page


def answer(ruled: str = "54", **more: object) -> OverruledAnswer:
    return OverruledAnswer(ruling(**more), "A title", "Killed (total)", "53", ruled)  # type: ignore[arg-type]


def test_an_overruled_answer_tells_what_it_became_and_why(overruled: OverruledPage) -> None:
    found = Overruled(ADA, (answer(reason=RulingReason.MISSED_TEXT, note="See line 2"), answer("")), 9, (), ())
    overruled.show_overruled(found)
    assert titles(overruled)[0] == "Killed (total): “53” became “54”"
    assert titles(overruled)[-1] == "Killed (total): “53” was not taken"
    line = overruled.list.lines.line_at(0)
    assert line is not None
    assert line.detail == "Missed text · “See line 2” · A title"


def test_long_answers_are_cut_so_that_both_can_be_seen(overruled: OverruledPage) -> None:
    long = replace(answer("short"), answered="an attack on a post, " * 20)
    overruled.show_overruled(Overruled(ADA, (long,), 1, (), ()))
    (title,) = titles(overruled)
    assert title.endswith("…” became “short”")
    assert len(title) < 120


def test_the_page_sums_up_reasons_and_fields() -> None:
    reasons = (("codebook_unclear", 5), ("", 4), ("coder_slip", 2), ("tool", 1), ("missed_text", 1))
    found = Overruled(ADA, (answer(), answer()), 80, reasons, (("Killed (total)", 4), ("Stage", 1)))
    assert overruled_told(found) == (
        "2 of 80 answers ruled on were not taken · why: codebook unclear (5), coder's slip (2), the tool (1)"
        " · where: Killed (total) (4), Stage (1)"
    )
    assert overruled_told(Overruled(ADA, (), 0, (), ())) == ""


def test_a_coder_sees_their_own_page_first(overruled: OverruledPage) -> None:
    assert overruled.offer({ADA: "Ada", BEN: "Ben"}, BEN) == BEN
    assert overruled.coders.currentText() == "Ben"
    assert overruled.offer({ADA: "Ada"}, CoderId("reviewer")) == ADA
    assert overruled.offer({}, BEN) is None


# -- Patterns ---------------------------------------------------------------------------------------------------------


def pattern(articles: int = 3) -> Pattern:
    items = tuple(PatternItem(CaseKey(ArticleId(f"a{at}")), f"item{at}", f"Title {at}") for at in range(articles))
    kind = DisagreementKind.OTHER_VALUE_SAME_EVIDENCE
    return Pattern("event_type", "Event type", kind, ("firearm", "explosive"), items)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(window: QWidget) -> BatchDialog:
    made = BatchDialog([pattern(), replace(pattern(2), label="Stage")], "rule on 4 × Stage", ThemeName.LIGHT, window)
    made.open()
    return made  # it goes with the window


def test_a_pattern_is_told_in_a_sentence() -> None:
    assert pattern_told(pattern()) == "Event type: “firearm” or “explosive”, 3 times in 3 articles"
    twice = replace(pattern(1), items=pattern(1).items * 2)
    assert pattern_told(twice) == "Event type: “firearm” or “explosive”, 2 times in 1 article"


def test_one_answer_is_taken_in_the_ticked_articles_only(qtbot: QtBot, dialog: BatchDialog) -> None:
    dialog.articles.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.go.text() == "Rule on 2 disagreements"
    dialog.answer.setCurrentIndex(1)
    dialog.reason.setCurrentIndex(dialog.reason.findText("Codebook unclear"))
    dialog.note.setText("  as in the help  ")
    with qtbot.waitSignal(dialog.ruled) as heard:
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    (verdict,) = heard.args
    assert isinstance(verdict, BatchVerdict)
    assert (verdict.answer, verdict.reason) == ("explosive", RulingReason.CODEBOOK_UNCLEAR)
    assert verdict.note == "as in the help"
    assert [item.item_id for item in verdict.pattern.items] == ["item0", "item2"]


def test_the_deed_stands_left_of_the_way_out_as_in_every_dialog(dialog: BatchDialog) -> None:
    close = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Close")
    assert dialog.go.x() < close.x()
    assert dialog.go.isDefault()


def test_nothing_ticked_is_nothing_to_rule_on(dialog: BatchDialog) -> None:
    for row in range(dialog.articles.count()):
        dialog.articles.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.go.isEnabled()


def test_another_pattern_begins_anew(dialog: BatchDialog) -> None:
    dialog.articles.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    shown = dialog.pattern()
    assert shown is not None
    assert shown.label == "Stage"
    assert dialog.go.text() == "Rule on 2 disagreements"


def test_the_last_batch_is_taken_back_by_name(qtbot: QtBot, dialog: BatchDialog) -> None:
    assert dialog.undo.text() == "Undo “rule on 4 × Stage”"
    with qtbot.waitSignal(dialog.undo_asked):
        QTest.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)


def test_without_patterns_there_is_a_sentence(window: QWidget) -> None:
    made = BatchDialog([], "", ThemeName.LIGHT, window)
    made.open()
    assert "No disagreement repeats: rule on each in its article." in words_in(made)
    assert not made.go.isEnabled()
    shown = [one.text() for one in made.findChildren(QPushButton) if one.isVisible()]
    assert shown == ["Close"], "nothing is offered that could not be done"
    assert made.focusWidget() is not None
    assert not any(one.isVisible() for one in made.findChildren(QComboBox))
    assert made.height() < 200, "a sentence needs no large window"
    made.close()


# -- Gold -------------------------------------------------------------------------------------------------------------

TEXT = "At least 53 soldiers were killed."


def value(name: str = "v1", **more: object) -> Provenance:
    parts = {
        "value_id": name,
        "label": "Killed (total)",
        "words": "53",
        "ruling": ruling(),
        "reviewer": "Rita",
        "taken_from": ("Ben",),
        "evidence": (Mark(Span(0, 20)),),
        **more,
    }
    return Provenance(**parts)  # type: ignore[arg-type]


@pytest.fixture
def gold(qtbot: QtBot) -> GoldPanel:
    panel = GoldPanel()
    qtbot.addWidget(panel)
    panel.resize(440, 560)
    panel.show()
    return panel


def test_the_chosen_value_tells_its_ruling_and_its_words(qtbot: QtBot, gold: GoldPanel) -> None:
    before = ruling(RulingSource.NONE)
    gold.show_gold([value(earlier=(before,)), value("v2", words="54")], TEXT, side_look(GOLD, ThemeName.LIGHT))
    told = words_in(gold)
    assert "Killed (total): 53" in told
    assert any(words.startswith("from Ben · ruled by Rita") for words in told)
    assert any(words.startswith("Before: neither") for words in told)
    (button,) = (one for one in gold.findChildren(QuoteButton) if not one.isHidden())
    with qtbot.waitSignal(gold.quote_pressed) as heard:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.args == [Span(0, 20)]
    with qtbot.waitSignal(gold.value_chosen):
        gold.list.setFocus()
        QTest.keyClick(gold.list, Qt.Key.Key_Down)
    assert "Killed (total): 54" in words_in(gold)


def test_the_chosen_value_stays_chosen_when_gold_changes(gold: GoldPanel) -> None:
    look = side_look(GOLD, ThemeName.LIGHT)
    gold.show_gold([value("v1"), value("v2")], TEXT, look)
    gold.list.mark("v2")
    gold.show_gold([value("v0"), value("v2", words="55")], TEXT, look)
    assert gold.list.current_key() == "v2"
    assert "Killed (total): 55" in words_in(gold)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (value(ruling=ruling(RulingSource.UNANIMOUS)), "All coders agreed; accepted "),
        (value(ruling=ruling(RulingSource.NEW), taken_from=()), "new · ruled by Rita"),
        (value(taken_from=("Ada", "Ben")), "from Ada and Ben · ruled by Rita"),
        (
            value(ruling=ruling(reason=RulingReason.TOOL, note="See help")),
            "from Ben · The tool · “See help” · ruled by Rita",
        ),
        (value(taken_from=()), "one coder's · ruled by Rita"),
    ],
)
def test_provenance_is_told_in_words(one: Provenance, told: str) -> None:
    assert provenance_told(one).startswith(told)


# -- The bar above ----------------------------------------------------------------------------------------------------


@pytest.fixture
def bar(qtbot: QtBot) -> TopBar:
    made = TopBar()
    qtbot.addWidget(made)
    made.resize(1220, 41)
    made.show()
    return made


def a_round(name: str) -> Round:
    return Round(id=RoundId(name), name=f"Round {name}", codebook_id=CodebookId("c"))


def test_rounds_are_offered_newest_first_and_work_outside_last(bar: TopBar) -> None:
    bar.show_rounds([a_round("1"), a_round("2")], RoundId("1"))
    assert [bar.rounds.itemText(row) for row in range(3)] == ["Round 2", "Round 1", OUTSIDE_ROUNDS]
    assert bar.rounds.currentText() == "Round 1"
    bar.show_rounds([a_round("1")], None)
    assert bar.rounds.currentText() == OUTSIDE_ROUNDS


def test_showing_a_page_announces_nothing_and_choosing_one_does(qtbot: QtBot, bar: TopBar) -> None:
    with qtbot.assertNotEmitted(bar.page_chosen):
        bar.show_page(Page.STALE)
    assert bar.pages[Page.STALE].isChecked()
    with qtbot.waitSignal(bar.page_chosen) as heard:
        QTest.mouseClick(bar.pages[Page.OVERRULED], Qt.MouseButton.LeftButton)
    assert heard.args == [Page.OVERRULED]


def test_what_waits_is_counted(bar: TopBar) -> None:
    assert not bar.begin.isVisible()
    bar.show_new(1)
    assert bar.begin.text() == "Accept what agrees in 1 article"
    bar.show_stale(3)
    assert bar.pages[Page.STALE].text() == "Stale (3)"
    bar.show_stale(0)
    assert bar.pages[Page.STALE].text() == "Stale"


# -- What is remembered -----------------------------------------------------------------------------------------------


def test_the_place_is_kept_per_project_and_round_and_at_once(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "settings", tmp_path / "state", tmp_path / "data")
    memory = ReviewMemory("project", folders)
    assert not memory.has_round()
    memory.keep(RoundId("r"), ArticleId("a"))
    memory.keep(None, ArticleId("b"))
    again = ReviewMemory("project", folders)
    assert (again.last_article(RoundId("r")), again.last_article(None)) == ("a", "b")
    assert again.has_round()
    assert again.last_round() is None
    again.keep(RoundId("r"), ArticleId("c"))
    assert ReviewMemory("project", folders).last_round() == "r"
    assert not ReviewMemory("another", folders).has_round()
    assert ReviewMemory("another", folders).last_article(None) == ""


def test_a_damaged_memory_is_none(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "settings", tmp_path / "state", tmp_path / "data")
    folders.settings.mkdir(parents=True)
    (folders.settings / "review.ini").write_bytes(b"\xff\x00[[[\n=;=")
    assert ReviewMemory("project", folders).last_article(None) == ""


# -- Lines and verdicts after a change --------------------------------------------------------------------------------


def test_a_line_follows_its_case_without_being_worked_out_anew(case: Case) -> None:
    line = replace(LINE, key=case.key)
    ruled = replace(case, items=tuple(replace(item, ruling=ruling()) for item in case.items), rulings=(ruling(),))
    assert line_after(line, ruled).state is CaseState.SETTLED
    assert line_after(line, ruled).open == 0
    first, *rest = ruled.items
    assert line_after(line, replace(ruled, items=(replace(first, is_stale=True), *rest))).state is CaseState.STALE
    partly = replace(ruled, items=(case.items[0], *rest))
    assert (line_after(line, partly).state, line_after(line, partly).open) == (CaseState.OPEN, 1)
    assert line_after(replace(line, state=CaseState.NEW), replace(case, rulings=())).state is CaseState.NEW


def test_a_verdict_is_given_again_with_another_reason(case: Case) -> None:
    item = case.items[0]
    assert verdict_again(case, item, RulingReason.TOOL, "") is None
    for source in (RulingSource.ONE, RulingSource.SEVERAL, RulingSource.NONE):
        again = verdict_again(case, replace(item, ruling=ruling(source, ADA)), RulingReason.TOOL, "why")
        assert again is not None
        assert (again.source, again.taken_from, again.reason, again.note) == (source, (ADA,), RulingReason.TOOL, "why")
    accepted = replace(item, ruling=ruling(RulingSource.UNANIMOUS))
    assert verdict_again(case, accepted, RulingReason.TOOL, "") is None
    own = replace(item, ruling=ruling(RulingSource.NEW, at=dt.datetime.now(dt.UTC)))
    assert verdict_again(case, own, RulingReason.TOOL, "") is None
