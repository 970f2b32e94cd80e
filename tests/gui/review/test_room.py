"""The review room on a project: entering, ruling, the other pages, and what it says when there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.domain.coding import Value
from annotator.domain.ids import AssignmentId, RoundId
from annotator.domain.review import RulingReason, RulingSource
from annotator.domain.rounds import Assignment, RoundState
from annotator.domain.values import Count, Status
from annotator.gui.actions import ACTIONS
from annotator.gui.review.batch_dialog import BatchDialog
from annotator.gui.review.invitation import HIDDEN, NO_SECOND_CODER
from annotator.gui.review.mode_tabs import Mode
from annotator.gui.review.room import ReviewRoom
from annotator.gui.review.ruling_lists import ItemPlace
from annotator.gui.review.top_bar import Page
from annotator.gui.room_bar import OUTSIDE_ROUNDS
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Case, CaseItem, CaseState
from tests.e2e.review_scenes import ROUND_NAME
from tests.gui.cut_words import words_cut_in
from tests.gui.review.conftest import OpenRoom, entered
from tests.gui.tab_walk import assert_tab_reaches
from tests.services.review_making import FIRST, SECOND, THIRD, ReviewProject

LEFT = Qt.MouseButton.LeftButton


def case_of(room: ReviewRoom) -> Case:
    case = room.page.case
    assert case is not None
    return case


def item_of(room: ReviewRoom) -> CaseItem:
    item = room.page.item
    assert item is not None
    return item


def after(qtbot: QtBot, room: ReviewRoom, deed: Callable[[], object]) -> None:
    """Do something and wait until the case is shown anew."""
    before = room.page.case
    deed()
    qtbot.waitUntil(lambda: room.page.case is not before)


def press(keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, keys, modifier)


def remarks_of(room: ReviewRoom) -> list[str]:
    heard: list[str] = []
    room.remarked.connect(heard.append)
    return heard


# -- Entering ---------------------------------------------------------------------------------------------------------


def test_the_room_opens_the_first_case_at_its_first_open_item(open_room: OpenRoom) -> None:
    room = open_room()
    assert case_of(room).key == room.list.lines[0].key
    assert item_of(room) == case_of(room).open_items[0]
    assert room.bar.rounds.currentText() == ROUND_NAME
    assert room.page.article.view.hasFocus()
    assert room.list.items.current_key() == item_of(room).id


def test_every_action_of_the_room_is_in_the_table_and_does_something(open_room: OpenRoom) -> None:
    room = open_room()
    of_room = {spec.id for spec in ACTIONS if spec.room == "review"}
    assert set(room.slots) == of_room
    assert room.available() == of_room
    for action_id in sorted(of_room - {"review_patterns"}):
        room.slots[action_id]()


def test_articles_nobody_coded_twice_say_what_to_do(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(coders=(FIRST,))
    assert room.invitation.text() == ". ".join(NO_SECOND_CODER[:2])
    room.resize(1220, 640)
    qtbot.waitUntil(lambda: words_cut_in(room) == [])
    heading, sentence = (one for one in room.invitation.findChildren(QLabel) if one.isVisible())
    middles = {one.geometry().center().x() for one in (heading, sentence, room.invitation.way)}
    assert max(middles) - min(middles) <= 1, "all of it stands in the middle"
    assert room.available() == frozenset()
    assert not room.bar.patterns.isEnabled()
    with qtbot.waitSignal(room.room_asked) as heard:
        QTest.mouseClick(room.invitation.way, Qt.MouseButton.LeftButton)
    assert heard.args == ["rounds", None]


def assign_first_coder(project: ReviewProject, round_id: RoundId) -> None:
    article = project.review.cases(round_id, viewer=project.reviewer)[0].key.article_id
    made = Assignment(id=AssignmentId("assignment"), round_id=round_id, article_id=article, coder_id=FIRST, position=1)
    project.put([made])


def test_a_coder_of_a_running_blind_round_is_told_why_nothing_is_shown(open_room: OpenRoom) -> None:
    room = open_room(assign_first_coder, coder_name="Ada")
    assert room.invitation.text() == ". ".join(HIDDEN[:2])
    assert room.page.case is None
    assert room.list.lines == ()


def test_after_the_release_the_coder_sees_the_cases(open_room: OpenRoom) -> None:
    def released(project: ReviewProject, round_id: RoundId) -> None:
        assign_first_coder(project, round_id)
        made = project.workspace.rounds.round(round_id)
        project.put([made.model_copy(update={"state": RoundState.RELEASED})])

    assert case_of(open_room(released, coder_name="Ada")).sides


def test_work_outside_any_round_is_a_choice_of_its_own(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    room.bar.rounds.setCurrentIndex(room.bar.rounds.findText(OUTSIDE_ROUNDS))
    room.bar.round_chosen.emit(None)
    qtbot.waitUntil(lambda: room.invitation.text() == ". ".join(NO_SECOND_CODER[:2]))


def test_another_room_opens_a_case_or_one_item_of_it(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    wanted = room.list.lines[-1].key
    room.open_with(wanted)
    qtbot.waitUntil(lambda: case_of(room).key == wanted)
    item = case_of(room).items[-1]
    room.open_with(ItemPlace(room.list.lines[0].key, "nothing of this id"))
    qtbot.waitUntil(lambda: case_of(room).key == room.list.lines[0].key)
    room.open_with(ItemPlace(wanted, item.id))
    qtbot.waitUntil(lambda: case_of(room).key == wanted and item_of(room).id == item.id)


def test_the_case_left_last_is_opened_again_also_after_a_crash(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    room.step_case(1)
    qtbot.waitUntil(lambda: case_of(room).key == room.list.lines[1].key)
    facts = room._facts
    assert facts is not None
    again = entered(qtbot, room.desk, facts)  # nothing was left or closed before
    assert case_of(again).key == room.list.lines[1].key


@pytest.mark.parametrize("theme", ThemeName)
def test_a_change_of_theme_keeps_the_place(qtbot: QtBot, open_room: OpenRoom, theme: ThemeName) -> None:
    room = open_room()
    room.page.step(1)
    item, facts = item_of(room).id, room._facts
    assert facts is not None
    after(qtbot, room, lambda: room.enter(facts, theme))
    assert item_of(room).id == item


def test_tab_reaches_everything_from_the_round_to_the_reasons_both_ways(open_room: OpenRoom) -> None:
    room = open_room(articles=4, incidents=3)
    foot = room.page.ruling.foot
    wanted = [room.bar.rounds, room.list.items, room.page.article.view, foot.verbs["skip"], foot.reasons.note]
    assert_tab_reaches(room.page.article.view, wanted)


# -- Ruling -----------------------------------------------------------------------------------------------------------


def test_taking_a_side_is_recorded_and_goes_on(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    heard, first = remarks_of(room), item_of(room)
    after(qtbot, room, lambda: press(Qt.Key.Key_B))
    ruling = case_of(room).item(first.id).ruling  # type: ignore[union-attr]
    assert ruling is not None
    assert (ruling.source, ruling.taken_from) == (RulingSource.ONE, (SECOND,))
    assert item_of(room).id != first.id
    assert any("B." in remark and "Alt+1" in remark for remark in heard)
    assert room.list.lines[0].open == len(case_of(room).open_items)


def test_the_mouse_does_what_the_keys_do(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    first = item_of(room)
    QTest.mouseClick(room.page.ruling.foot.reasons.buttons[RulingReason.MISSED_TEXT], Qt.MouseButton.LeftButton)
    after(qtbot, room, lambda: QTest.mouseClick(room.page.ruling.cards[0].button, Qt.MouseButton.LeftButton))
    ruling = case_of(room).item(first.id).ruling  # type: ignore[union-attr]
    assert ruling is not None
    assert (ruling.taken_from, ruling.reason) == ((FIRST,), RulingReason.MISSED_TEXT)
    after(qtbot, room, lambda: QTest.mouseClick(room.page.ruling.foot.verbs["undo"], Qt.MouseButton.LeftButton))
    assert item_of(room).id == first.id
    assert item_of(room).ruling is None


def test_a_double_click_rules_on_what_was_in_view_and_on_nothing_else(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(articles=4, incidents=3)
    before = len(case_of(room).open_items)
    button = room.page.ruling.cards[0].button
    after(qtbot, room, lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))
    here = QPointF(button.rect().center())
    again = QMouseEvent(
        QEvent.Type.MouseButtonDblClick, here, button.mapToGlobal(here), LEFT, LEFT, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(button, again)
    assert not button.isDown()
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert len(case_of(room).open_items) == before - 1


def test_keys_that_rule_do_so_once_while_they_are_held(open_room: OpenRoom) -> None:
    room = open_room()
    repeated = {one.key().toString(): one.autoRepeat() for one in room.findChildren(QShortcut)}
    assert {key: repeated[key] for key in ("A", "B", "N", "X", "S", "=", "Down", "Up")} == {
        **dict.fromkeys(("A", "B", "N", "X", "S", "="), False),
        **dict.fromkeys(("Down", "Up"), True),
    }


def test_neither_and_skip(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(articles=4, incidents=3)
    first = item_of(room)
    press(Qt.Key.Key_S)
    qtbot.waitUntil(lambda: item_of(room).id != first.id)
    case, second = case_of(room), item_of(room)
    assert case.item(first.id) is None or case.item(first.id).ruling is None  # type: ignore[union-attr]
    after(qtbot, room, lambda: press(Qt.Key.Key_0))
    if case_of(room).key == case.key:
        ruling = case_of(room).item(second.id).ruling  # type: ignore[union-attr]
        assert ruling is not None
        assert ruling.source is RulingSource.NONE


def test_arrows_walk_the_items_and_the_list_follows(open_room: OpenRoom) -> None:
    room = open_room(articles=6, incidents=3)
    ids = [item.id for item in case_of(room).items]
    room.page.show_item(ids[0])
    for wanted in ids[1:3]:
        press(Qt.Key.Key_Down)
        assert item_of(room).id == wanted == room.list.items.current_key()
    press(Qt.Key.Key_Up)
    assert item_of(room).id == ids[1]
    room.page.show_item(ids[0])
    press(Qt.Key.Key_Up)
    assert item_of(room).id == ids[0]


def test_past_the_last_item_comes_the_next_case(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    before = case_of(room)
    room.page.show_item(before.items[-1].id)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: case_of(room).key != before.key)
    assert room.list.cases.current_key() == case_of(room).key.article_id


def test_undo_with_nothing_to_undo_says_so(open_room: OpenRoom) -> None:
    room = open_room()
    heard = remarks_of(room)
    press(Qt.Key.Key_Z)
    press(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["There is nothing to undo in this article.", "There is nothing to redo in this article."]


def test_a_late_reason_without_a_ruling_says_so(open_room: OpenRoom) -> None:
    room = open_room()
    heard = remarks_of(room)
    press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert heard == ["Nothing was ruled on in this article just now."]


def test_the_same_ruling_twice_is_no_error(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    first = item_of(room)
    after(qtbot, room, lambda: press(Qt.Key.Key_A))
    room.page.show_item(first.id)
    failures: list[object] = []
    room.desk.failed.connect(failures.append)
    press(Qt.Key.Key_A)
    qtbot.waitUntil(lambda: room.desk.ask(lambda *_: None, on_success=lambda _: None) is not None)
    assert failures == []


def test_a_third_coder_has_a_key_and_a_fourth_key_does_nothing(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(coders=(FIRST, SECOND, THIRD))
    first = item_of(room)
    press(Qt.Key.Key_D)
    assert item_of(room) == first
    after(qtbot, room, lambda: press(Qt.Key.Key_C))
    ruling = case_of(room).item(first.id).ruling  # type: ignore[union-attr]
    assert ruling is not None
    assert ruling.taken_from == (THIRD,)


def test_accepting_what_agrees_leaves_only_the_rest(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    assert room.bar.begin.text() == "Accept what agrees in 3 articles"
    QTest.mouseClick(room.bar.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not room.bar.begin.isVisible())
    assert not [line for line in room.list.lines if line.state is CaseState.NEW]


# -- Beside the article -----------------------------------------------------------------------------------------------


def test_a_click_on_marked_words_brings_their_disagreement_into_view(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(incidents=3, articles=5)
    other = next(item for item in case_of(room).items if item.id != item_of(room).id and item.answers[0].spans)
    room.page.article.item_clicked.emit(other.id)
    assert item_of(room).id == other.id


def test_keys_that_rule_are_off_while_the_board_or_gold_is_shown(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    first = item_of(room)
    for key, mode in ((Qt.Key.Key_L, Mode.BOARD), (Qt.Key.Key_G, Mode.GOLD)):
        press(key)
        assert room.page.mode is mode
        assert "review_take_a" not in room.available()
        press(Qt.Key.Key_A)
        press(key)
        assert room.page.mode is Mode.RULING
        room.page.article.view.setFocus()
    assert case_of(room).item(first.id).ruling is None  # type: ignore[union-attr]


def test_gold_is_listed_with_what_is_behind_each_value(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(lambda project, round_id: project.review.begin(round_id, reviewer=project.reviewer))
    after(qtbot, room, lambda: press(Qt.Key.Key_A))
    press(Qt.Key.Key_G)
    qtbot.waitUntil(lambda: room.page.gold.list.lines.rowCount() > 0)
    details = {room.page.gold.list.lines.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(40)}
    assert any(detail and "all agreed" in detail for detail in details)
    told = [label.text() for label in room.page.gold.findChildren(QLabel)]
    assert any("All coders agreed; accepted" in words for words in told)


def test_gold_of_an_article_without_rulings_says_where_it_comes_from(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    press(Qt.Key.Key_G)
    labels = room.page.gold.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("no gold" in one.text() and one.isVisible() for one in labels))


def test_help_shows_the_fields_words_and_earlier_rulings(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(articles=5, incidents=3)
    fields = [item for item in case_of(room).items if item.field in case_of(room).codebook.fields_by_id]
    item = next(one for one in fields if not one.is_whole)
    room.page.show_item(item.id)
    press(Qt.Key.Key_3)
    after(qtbot, room, lambda: press(Qt.Key.Key_A))
    room.page.show_item(item.id)
    press(Qt.Key.Key_H)
    labels = room.page.ruling.head.precedents.findChildren(QLabel)
    qtbot.waitUntil(lambda: any(one.text() == "Precedents: 1" for one in labels))
    assert any("codebook unclear" in one.text() for one in labels)


# -- Other pages ------------------------------------------------------------------------------------------------------


def change_after_ruling(project: ReviewProject, round_id: RoundId) -> None:
    """Rule on a number, then have its coder change it."""
    for line in project.review.cases(round_id, viewer=project.reviewer):
        case = project.case(line.key.article_id, round_id)
        for item in case.items:
            answer = item.answers[1]
            if item.field == "killed_total" and not item.is_whole and answer.status is Status.CODED:
                project.take(case.key, item, FIRST)
                coding = case.sides[1].coding
                value = next(
                    one for one in coding.values() if one.field == item.field and one.report_id == answer.reports[0]
                )
                assert isinstance(value, Value)
                project.put(
                    [value.model_copy(update={"content": Count(low=99, best=99, high=99)})], case.key.article_id
                )
                return
    raise AssertionError("no number to rule on")


def test_a_stale_ruling_is_listed_and_leads_to_its_item(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(change_after_ruling, articles=6, incidents=3)
    assert room.bar.pages[Page.STALE].text() == "Stale (1)"
    room.show_page(Page.STALE)
    qtbot.waitUntil(lambda: room.stale.list.lines.rowCount() == 1)
    line = room.stale.list.lines.line_at(0)
    assert line is not None
    assert "A coder changed it after the ruling." in line.detail
    QTest.keyClick(room.stale.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.page.item is not None and item_of(room).is_stale)
    assert room.list.isVisible()


def test_a_page_without_stale_rulings_says_so(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    QTest.mouseClick(room.bar.pages[Page.STALE], Qt.MouseButton.LeftButton)
    labels = room.stale.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("No ruling is stale" in one.text() and one.isVisible() for one in labels))


def test_overruled_answers_are_listed_per_coder(qtbot: QtBot, open_room: OpenRoom) -> None:
    def rule(project: ReviewProject, round_id: RoundId) -> None:
        for line in project.review.cases(round_id, viewer=project.reviewer):
            project.take_everything(line.key, FIRST)

    room = open_room(rule)
    room.show_page(Page.OVERRULED)
    box = room.overruled.coders
    qtbot.waitUntil(lambda: box.count() == 2)
    box.setCurrentIndex(box.findText("Ben"))
    room.overruled.coder_chosen.emit(box.currentData())
    qtbot.waitUntil(lambda: room.overruled.list.lines.rowCount() > 0)
    told = [label.text() for label in room.overruled.findChildren(QLabel) if "ruled on" in label.text()]
    assert told
    article = case_of(room).key
    QTest.keyClick(room.overruled.list, Qt.Key.Key_End)
    with qtbot.waitSignal(room.overruled.place_asked):
        QTest.keyClick(room.overruled.list, Qt.Key.Key_Return)
    qtbot.waitUntil(room.list.isVisible)
    assert article.round_id == case_of(room).key.round_id


def test_a_pattern_is_ruled_on_at_once_and_taken_back_at_once(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(articles=12, incidents=3)
    open_before = sum(line.open for line in room.list.lines)

    def dialog() -> BatchDialog:
        press(Qt.Key.Key_P)
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), BatchDialog))
        found = QApplication.activeModalWidget()
        assert isinstance(found, BatchDialog)
        return found

    first = dialog()
    pattern = first.pattern()
    assert pattern is not None
    assert not first.undo.isVisible()
    first.articles.item(0).setCheckState(Qt.CheckState.Unchecked)
    QTest.mouseClick(first.go, Qt.MouseButton.LeftButton)
    ruled = len(pattern.items) - 1
    qtbot.waitUntil(lambda: sum(line.open for line in room.list.lines) == open_before - ruled)
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    room.page.article.view.setFocus()
    QTest.mouseClick(dialog().undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sum(line.open for line in room.list.lines) == open_before)


def test_hidden_names_are_hidden_in_the_facets_and_the_legend(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    after(qtbot, room, lambda: room.bar.blind.setChecked(True))
    qtbot.waitUntil(lambda: case_of(room).is_blind)
    assert "Ada" not in room.page.article.legend.accessibleDescription()
    assert room.list.facets.boxes["coders"].count() == 1
    assert not room.bar.pages[Page.OVERRULED].isEnabled()


def test_an_answer_begun_is_left_with_escape_and_the_keys_come_back(open_room: OpenRoom) -> None:
    room = open_room(articles=5, incidents=3)
    item = next(one for one in case_of(room).items if not one.is_whole)
    room.page.show_item(item.id)
    press(Qt.Key.Key_N)
    assert room.page.is_entering
    assert "review_take_a" not in room.available()
    press(Qt.Key.Key_Escape)
    assert "review_take_a" in room.available()
    assert room.page.article.view.hasFocus()


def test_a_whole_incident_takes_no_new_answer(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(articles=8, incidents=3)
    while not any(one.is_whole for one in case_of(room).items):
        after(qtbot, room, lambda: room.step_case(1))
    whole = next(one for one in case_of(room).items if one.is_whole)
    room.page.show_item(whole.id)
    heard = remarks_of(room)
    room.page.open_new()
    assert not room.page.is_entering
    assert heard == ["A new answer can be given to a field; here, take a side or neither."]


def test_a_project_that_can_only_be_read_rules_on_nothing(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    facts = room._facts
    assert facts is not None
    room.enter(replace(facts, is_read_only=True), ThemeName.LIGHT)
    qtbot.waitUntil(lambda: not room.page.ruling.cards[0].button.isEnabled())
    first = case_of(room)
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_X)
    assert case_of(room) is first
    assert not room.bar.begin.isVisible()
