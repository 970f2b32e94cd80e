"""One case on its page: what each key and click means, before anything is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.changes import UndoState
from annotator.domain.review import RulingReason, RulingSource
from annotator.domain.text import Span
from annotator.gui.review.alignment_board import AlignmentBoard
from annotator.gui.review.case_page import CasePage
from annotator.gui.review.marks import FOCUS_PREFIX
from annotator.gui.review.mode_tabs import Mode
from annotator.gui.review.new_answer import NewAnswer
from annotator.gui.review.sides import GOLD
from annotator.gui.review.verdict import Verdict
from annotator.gui.review.words import KIND_SENTENCES, KIND_WORDS
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Case, CaseItem
from tests.gui.review.conftest import item_where
from tests.gui.review.test_presenting import ruling

NAMES = {}  # type: ignore[var-annotated]


@pytest.fixture
def page(qtbot: QtBot, case: Case) -> CasePage:
    made = CasePage()
    qtbot.addWidget(made)
    made.resize(964, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.set_theme(ThemeName.LIGHT)
    made.article.view.set_reduced_motion(True)
    made.show_case(case, NAMES)
    return made


def verdicts_of(page: CasePage) -> list[tuple[Verdict, bool]]:
    heard: list[tuple[Verdict, bool]] = []
    page.verdict_given.connect(lambda verdict, is_going_on: heard.append((verdict, is_going_on)))
    return heard


def shown(page: CasePage) -> CaseItem:
    item = page.item
    assert item is not None
    return item


def a_value(case: Case) -> CaseItem:
    return item_where(
        case, lambda one: not one.is_whole and one.kind is not None and all(answer.spans for answer in one.answers)
    )


def words_on(page: CasePage) -> set[str]:
    return {label.text() for label in page.findChildren(QLabel) if label.isVisible()}


# -- Showing ----------------------------------------------------------------------------------------------------------


def test_the_head_says_which_item_of_how_many_and_what_type(page: CasePage, case: Case) -> None:
    item = a_value(case)
    page.show_item(item.id)
    number = [one.id for one in case.items].index(item.id) + 1
    told = words_on(page)
    assert f"Incident {item.incident} of {len(case.incidents)}   ·   {number} of {len(case.items)}" in told
    assert item.kind is not None
    assert KIND_WORDS[item.kind] in told


def test_the_type_is_explained_in_a_sentence_cut_where_there_is_no_room(page: CasePage, case: Case) -> None:
    item = item_where(case, lambda one: one.kind is not None)
    page.resize(1500, 700)
    page.show_item(item.id)
    assert item.kind is not None
    assert KIND_SENTENCES[item.kind] in words_on(page)


def left_to_right(page: CasePage, *widgets: QWidget) -> list[tuple[int, int]]:
    """Return where widgets begin and end across the page."""
    found = [(widget.mapTo(page, QPoint()).x(), widget.width()) for widget in widgets]
    return [(left, left + width) for left, width in found]


@pytest.mark.parametrize("width", [820, 964, 1124, 1520, 3400])
def test_the_article_stands_between_the_cards(qtbot: QtBot, page: CasePage, width: int) -> None:
    page.resize(width, 600)
    first, second = page.ruling.cards[:2]

    def is_between() -> bool:
        a, words, b = left_to_right(page, first, page.article, second)
        return a[1] <= words[0] and words[1] <= b[0] and b[1] <= page.width()

    qtbot.waitUntil(is_between)
    assert not page.article.legend.isVisible()
    assert page.article.width() >= 340


def test_the_third_side_stands_left_again_below_the_first(qtbot: QtBot, page: CasePage, case_of_three: Case) -> None:
    assert len(page.ruling.cards) == 2
    page.show_case(case_of_three, NAMES)
    first, second, third = page.ruling.cards
    assert [card.content.look.letter for card in (first, second, third) if card.content] == ["A", "B", "C"]
    assert page.ruling.left.cards == [first, third]
    assert page.ruling.right.cards == [second]
    qtbot.waitUntil(lambda: first.geometry().bottom() < third.geometry().top())
    assert page.ruling.foot.verbs["several"].text() == "All  ="
    assert page.ruling.foot.verbs["none"].text() == "None  X"


def test_a_case_of_fewer_sides_hides_the_cards_of_the_others(page: CasePage, case: Case, case_of_three: Case) -> None:
    page.show_case(case_of_three, NAMES)
    page.show_case(case, NAMES)
    assert [card.isVisible() for card in page.ruling.cards] == [True, True, False]


def test_each_card_takes_the_side_it_shows(page: CasePage, case_of_three: Case) -> None:
    page.show_case(case_of_three, NAMES)
    heard = verdicts_of(page)
    for card in page.ruling.cards:
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
    answers = shown(page).answers
    assert [verdict.taken_from for verdict, _ in heard] == [(answer.coder_id,) for answer in answers]


def test_a_long_answer_scrolls_in_its_side_and_moves_nothing_else(qtbot: QtBot, page: CasePage, case: Case) -> None:
    item = a_value(case)
    page.show_item(item.id)
    foot, article = page.ruling.foot.geometry(), page.article.geometry()
    answers = (replace(item.answers[0], words="a long answer " * 300), *item.answers[1:])
    longer = tuple(replace(one, answers=answers) if one.id == item.id else one for one in case.items)
    page.show_case(replace(case, items=longer), NAMES, item.id)
    area = page.ruling.left.findChildren(QScrollArea)[0]
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert page.ruling.right.findChildren(QScrollArea)[0].verticalScrollBar().maximum() == 0
    assert (page.ruling.foot.geometry(), page.article.geometry()) == (foot, article)
    area.verticalScrollBar().setValue(90)
    page.show_case(replace(case, items=longer), NAMES, item.id)
    assert area.verticalScrollBar().value() == 90
    page.step(1)
    assert area.verticalScrollBar().value() == 0


def test_the_foot_keeps_its_height_from_item_to_item(page: CasePage, case: Case) -> None:
    heights = set()
    for item in case.items:
        page.show_item(item.id)
        QApplication.sendPostedEvents()
        heights.add(page.ruling.foot.height())
    assert len(heights) == 1


def test_the_tab_key_goes_as_the_eye_does(page: CasePage, case: Case) -> None:
    page.show_item(a_value(case).id)
    first, second = page.ruling.cards[:2]
    wanted = [first.button, page.article.view, second.button, page.ruling.foot.verbs["several"]]
    seen: list[QWidget] = []
    first.button.setFocus()
    for _ in range(30):
        now = QApplication.focusWidget()
        assert now is not None
        seen.append(now)
        page.focusNextChild()
    assert [seen.index(one) for one in wanted] == sorted(seen.index(one) for one in wanted)


def test_what_stands_beside_takes_the_place_of_the_cards_and_gives_it_back(qtbot: QtBot, page: CasePage) -> None:
    page.ruling.splitter.setSizes([250, 460, 250, 0, 0])
    before = page.ruling.splitter.sizes()
    around = (page.ruling.left, page.ruling.right, page.ruling.foot, page.ruling.head, page.ruling.head.tools)
    page.go_to(Mode.BOARD)
    assert not any(part.isVisible() for part in around)
    assert page.article.legend.isVisible()
    assert page.board.width() >= 380
    page.go_to(Mode.GOLD)
    assert page.gold.isVisible()
    assert not page.board.isVisible()
    page.go_to(Mode.RULING)
    assert all(part.isVisible() for part in around)
    assert page.ruling.splitter.sizes() == before


def test_help_is_open_for_the_next_item_too_and_leaves_the_article_its_room(page: CasePage, case: Case) -> None:
    asked: list[str] = []
    page.ruling.head.help_asked.connect(asked.append)
    page.ruling.head.toggle_help()
    page.step(1)
    assert asked == [case.items[0].field, case.items[1].field]
    page.ruling.head.precedents._head.say("a long precedent " * 200)
    QApplication.sendPostedEvents()
    assert page.article.height() > 200
    page.ruling.head.toggle_help()
    page.step(1)
    assert len(asked) == 2


def test_the_words_of_the_item_in_view_are_in_focus(page: CasePage, case: Case) -> None:
    item = a_value(case)
    page.show_item(item.id)
    focused = [one for one in page.article._shown if one.key.startswith(FOCUS_PREFIX)]
    assert {one.span for one in focused} == {mark.span for answer in item.answers for mark in answer.spans}


def test_a_case_in_which_all_agree_says_so(page: CasePage, case: Case) -> None:
    page.show_case(replace(case, items=()), NAMES)
    assert page.item is None
    assert "The coders agree on everything here." in words_on(page)
    assert not page.is_ruling
    assert not page.ruling.foot.isVisible()
    assert page.article.legend.isVisible()


def test_the_same_article_does_not_move_when_its_case_changes(page: CasePage, case: Case) -> None:
    page.resize(700, 260)
    bar = page.article.view.verticalScrollBar()
    page.article.view.document().documentLayout().documentSize()
    bar.setValue(bar.maximum())
    before = bar.value()
    assert before > 0
    document = page.article.view.document()
    page.show_case(replace(case, undo_state=UndoState()), NAMES, shown(page).id)
    assert page.article.view.document() is document


def test_a_click_on_words_of_several_items_walks_through_them(qtbot: QtBot, page: CasePage, case: Case) -> None:
    shared: Callable[[CaseItem], set[Span]] = lambda one: {mark.span for mark in one.answers[0].spans}  # noqa: E731
    first = a_value(case)
    page.show_item(first.id)
    key = next(one.key for one in page.article._shown if one.span in shared(first))
    seen = []
    for _ in range(len(case.items) + 1):
        page.article._on_highlights_clicked((key,))
        seen.append(shown(page).id)
        keys = [one.key for one in page.article._shown if one.span in shared(first)]
        key = keys[0] if keys else key
    mine = shared(first)
    touching = {one.id for one in case.items if any(span.overlaps(own) for own in mine for span in spans(one))}
    assert set(seen) <= touching


def spans(item: CaseItem) -> set[Span]:
    return {mark.span for answer in item.answers for mark in answer.spans}


# -- Verdicts ---------------------------------------------------------------------------------------------------------


def test_taking_a_side_names_its_coder_and_carries_reason_and_note(page: CasePage, case: Case) -> None:
    heard = verdicts_of(page)
    page.show_item(a_value(case).id)
    page.ruling.foot.reasons.choose(RulingReason.MISSED_TEXT)
    page.ruling.foot.reasons.note.setText(" as in the headline ")
    page.take(1)
    item = shown(page)
    coder = item.answers[1].coder_id
    wanted = Verdict(item.id, RulingSource.ONE, (coder,), reason=RulingReason.MISSED_TEXT, note="as in the headline")
    assert heard == [(wanted, True)]


def test_a_side_that_is_not_there_is_not_taken(page: CasePage) -> None:
    heard = verdicts_of(page)
    page.take(2)
    page.take(7)
    assert heard == []


def test_both_takes_those_who_have_something(page: CasePage, case: Case) -> None:
    heard = verdicts_of(page)
    missed = item_where(case, lambda one: any(answer.is_missing for answer in one.answers))
    page.show_item(missed.id)
    page.take_all()
    ((verdict, _),) = heard
    assert verdict.taken_from == tuple(answer.coder_id for answer in missed.answers if not answer.is_missing)


def test_neither_takes_nobody(page: CasePage) -> None:
    heard = verdicts_of(page)
    page.take_none()
    assert heard == [(Verdict(shown(page).id, RulingSource.NONE), True)]


def test_a_project_that_is_only_read_gives_no_verdict(page: CasePage, case: Case) -> None:
    page.show_case(case, NAMES, can_rule=False)
    heard = verdicts_of(page)
    page.take(0)
    page.take_none()
    page.take_all()
    page.open_new()
    page.give_reason(RulingReason.TOOL)
    assert heard == []
    assert not page.is_entering
    assert not page.ruling.cards[0].button.isEnabled()
    assert page.ruling.foot.verbs["skip"].isEnabled()


def test_a_reason_on_a_ruled_item_repeats_its_ruling_and_stays(page: CasePage, case: Case) -> None:
    item = a_value(case)
    made = ruling(RulingSource.ONE, item.answers[0].coder_id, note="kept")
    ruled = replace(case, items=tuple(replace(one, ruling=made) if one.id == item.id else one for one in case.items))
    page.show_case(ruled, NAMES, item.id)
    heard = verdicts_of(page)
    page.give_reason(RulingReason.CODEBOOK_WRONG)
    wanted = Verdict(item.id, RulingSource.ONE, made.taken_from, reason=RulingReason.CODEBOOK_WRONG, note="kept")
    assert heard == [(wanted, False)]


def test_a_reason_before_the_ruling_waits_for_it(page: CasePage) -> None:
    heard = verdicts_of(page)
    page.give_reason(RulingReason.TOOL)
    assert heard == []
    page.take(0)
    assert heard[0][0].reason is RulingReason.TOOL


def test_a_new_answer_is_a_verdict_of_its_own(page: CasePage, case: Case) -> None:
    item = a_value(case)
    page.show_item(item.id)
    heard = verdicts_of(page)
    page.open_new()
    assert page.is_entering
    page.take(0)
    assert heard == []
    answer = NewAnswer(item.answers[0].content, item.answers[0].status, (Span(0, 4),))  # type: ignore[arg-type]
    page.ruling.foot.new_answer.recorded.emit(answer)
    ((verdict, is_going_on),) = heard
    assert (verdict.source, verdict.content, verdict.spans) == (RulingSource.NEW, answer.content, (Span(0, 4),))
    assert is_going_on


def test_marked_words_go_into_the_new_answer_with_enter(page: CasePage, case: Case) -> None:
    page.show_item(a_value(case).id)
    page.open_new()
    page.article.view.setFocus()
    page.article.view.select(Span(0, 9))
    QTest.keyClick(page.article.view, Qt.Key.Key_Return)
    assert page.ruling.foot.new_answer._spans == [Span(0, 9)]
    QTest.keyClick(page.article.view, Qt.Key.Key_Escape)
    assert not page.ruling.is_entering


def test_what_decides_waits_while_an_answer_is_entered(page: CasePage, case: Case) -> None:
    page.show_item(a_value(case).id)
    page.open_new()
    assert not page.ruling.foot.gold.isVisible()
    assert not page.ruling.cards[0].button.isVisible()
    page.go_to(Mode.GOLD)
    assert page.mode is Mode.RULING
    page.ruling.foot.new_answer.closed.emit()
    assert page.ruling.foot.gold.isVisible()
    assert page.ruling.cards[0].button.isVisible()


def test_the_words_stay_in_view_and_the_answers_in_their_place_while_an_answer_is_entered(
    qtbot: QtBot, page: CasePage, case: Case
) -> None:
    page.resize(964, 600)
    fields = [item for item in case.items if not item.is_whole and spans(item)]
    item = max(fields, key=lambda one: min(spans(one)))
    page.show_item(item.id)
    view, card = page.article.view, page.ruling.cards[0]
    cursor = view.textCursor()
    cursor.setPosition(min(spans(item)).start)

    def is_in_view() -> bool:
        return view.viewport().rect().contains(view.cursorRect(cursor).center())

    qtbot.waitUntil(is_in_view)
    words = next(label for label in card.findChildren(QLabel) if label.text() == item.answers[0].words)
    before, full = words.pos(), view.viewport().height()
    page.open_new()
    qtbot.waitUntil(page.ruling.foot.new_answer.record_button.isVisible)
    qtbot.waitUntil(lambda: is_in_view() and view.viewport().height() < full)
    assert words.pos() == before


# -- Going on ---------------------------------------------------------------------------------------------------------


def test_skipping_goes_through_the_open_items_and_then_to_the_next_case(
    qtbot: QtBot, page: CasePage, case: Case
) -> None:
    still_open = [item.id for item in case.items if item.is_open]
    page.show_item(still_open[0])
    seen = [shown(page).id]
    with qtbot.waitSignal(page.case_finished):
        for _ in still_open:
            page.skip()
            seen.append(shown(page).id)
    assert seen[: len(still_open)] == still_open


def test_after_the_last_open_item_the_case_is_finished(qtbot: QtBot, page: CasePage, case: Case) -> None:
    done = replace(case, items=tuple(replace(item, ruling=ruling()) for item in case.items))
    page.show_case(done, NAMES)
    with qtbot.waitSignal(page.case_finished):
        page.go_on()


def test_going_on_begins_again_at_what_was_skipped(page: CasePage, case: Case) -> None:
    still_open = [item.id for item in case.items if item.is_open]
    page.show_item(still_open[-1])
    page.go_on()
    assert shown(page).id == still_open[0]


# -- Beside the article -----------------------------------------------------------------------------------------------


def test_the_board_is_filled_when_it_is_seen(page: CasePage, case: Case) -> None:
    board: AlignmentBoard = page.board
    assert board.tiles == {}
    page.toggle(Mode.BOARD)
    assert len(board.tiles) == sum(len(side.coding.reports()) for side in case.sides)
    page.toggle(Mode.BOARD)
    assert page.is_ruling


def test_a_report_on_the_board_brings_its_words_into_focus(page: CasePage) -> None:
    page.go_to(Mode.BOARD)
    tile = list(page.board.tiles.values())[-1]
    tile.focused.emit()
    focused = {one.span for one in page.article._shown if one.key.startswith(FOCUS_PREFIX)}
    assert focused == set(tile.report.spans)


def test_gold_is_asked_for_when_it_is_seen_and_again_when_the_case_changes(
    qtbot: QtBot, page: CasePage, case: Case
) -> None:
    with qtbot.waitSignal(page.gold_asked):
        page.go_to(Mode.GOLD)
    with qtbot.waitSignal(page.gold_asked):
        page.show_case(case, NAMES)
    assert all(one.style.line != page.article.looks[GOLD].line for one in page.article._shown)


@pytest.mark.parametrize("theme", ThemeName)
def test_a_theme_repaints_the_case_and_keeps_its_item(page: CasePage, case: Case, theme: ThemeName) -> None:
    wanted = case.items[-1].id
    page.show_item(wanted)
    page.set_theme(theme)
    assert shown(page).id == wanted
    assert page.article.view._colours.base.name() == page.article.view.palette().base().color().name()
