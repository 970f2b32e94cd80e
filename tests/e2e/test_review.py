"""A reviewer's day in the real window, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.ids import RoundId
from annotator.domain.review import RulingReason, RulingSource
from annotator.gui.review.mode_tabs import Mode
from annotator.gui.review.room import ReviewRoom
from annotator.services.folders import Folders
from annotator.services.review.case import Case, CaseItem, CaseState
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.review_scenes import REVIEWER, reviewed_project
from tests.e2e.test_screens import area_of, size_name


def enter_review(hands: Hands) -> ReviewRoom:
    """Go to the review with its key and wait for the first case."""
    hands.wait_for_article()
    hands.press("Ctrl+4")
    room = hands.window.rooms.current
    assert isinstance(room, ReviewRoom)
    room.page.article.view.set_reduced_motion(True)
    hands.wait(lambda: room.page.case is not None, "a case is open")
    hands.wait(room.page.article.view.hasFocus, "the article has the keyboard")
    hands.wait(lambda: not room.list.waiting, "all cases are listed")
    return room


def shown(room: ReviewRoom) -> tuple[Case, CaseItem]:
    case, item = room.page.case, room.page.item
    assert case is not None
    assert item is not None
    return case, item


def after_case(hands: Hands, room: ReviewRoom, deed: Callable[[], object]) -> None:
    """Do something and wait until the case that comes of it is shown."""
    before = room.page.case
    deed()
    hands.wait(lambda: room.page.case is not before, "the case was shown anew")


def reading(path: Path, look: Callable[[Workspace], None]) -> None:
    """Look at the project with nothing of the window; it has to be sound."""
    with open_workspace(path, folders=Folders.of_person(), coder_name=REVIEWER) as workspace:
        assert workspace.project.check() == ()
        look(workspace)


def cases(workspace: Workspace, round_id: RoundId) -> list[Case]:
    lines = workspace.review.cases(round_id, viewer=workspace.coder.id)
    return [workspace.review.case(round_id, line.key.article_id, viewer=workspace.coder.id) for line in lines]


def test_every_disagreement_is_ruled_on_by_keyboard_and_gold_has_it(play: Play, tmp_path: Path) -> None:
    path, round_id = reviewed_project(tmp_path / "p")
    ruled: list[str] = []

    def rule(hands: Hands) -> None:
        room = enter_review(hands)
        keys = iter("ABAB" * 60)
        while any(line.state is not CaseState.SETTLED for line in room.list.lines):
            _, item = shown(room)
            ruled.append(item.id)
            assert len(ruled) < 200, "the review does not come to an end"
            after_case(hands, room, lambda: hands.press(next(keys)))
        assert "Everything in this list is ruled on" in hands.message

    assert play([str(path)], rule) == 0

    def look(workspace: Workspace) -> None:
        for case in cases(workspace, round_id):
            assert case.open_items == ()
            assert case.gold is not None
            for item in case.items:
                assert item.ruling is not None
        assert len(ruled) >= 10

    reading(path, look)


def test_a_ruling_goes_on_by_itself_and_undo_comes_back(play: Play, tmp_path: Path) -> None:
    path, _ = reviewed_project(tmp_path / "p")

    def rule(hands: Hands) -> None:
        room = enter_review(hands)
        case, first = shown(room)
        after_case(hands, room, lambda: hands.press("A"))
        now, second = shown(room)
        assert second.id != first.id
        ruling = now.item(first.id).ruling  # type: ignore[union-attr]
        assert ruling is not None
        assert ruling.taken_from == (case.sides[0].coder_id,)
        after_case(hands, room, lambda: hands.press("Z"))
        undone, item = shown(room)
        assert item.id == first.id
        assert item.is_open
        after_case(hands, room, lambda: hands.press("Ctrl+Shift+Z"))
        assert shown(room)[0].item(first.id).ruling == ruling  # type: ignore[union-attr]
        assert undone.key == case.key

    assert play([str(path)], rule) == 0


def test_reasons_come_before_a_ruling_after_it_and_late(play: Play, tmp_path: Path) -> None:
    path, _ = reviewed_project(tmp_path / "p")

    def rule(hands: Hands) -> None:
        room = enter_review(hands)
        _, first = shown(room)
        hands.press("3")
        after_case(hands, room, lambda: hands.press("X"))
        case, second = shown(room)
        before = case.item(first.id).ruling  # type: ignore[union-attr]
        assert before is not None
        assert (before.source, before.reason) == (RulingSource.NONE, RulingReason.CODEBOOK_UNCLEAR)
        after_case(hands, room, lambda: hands.press("B"))
        after_case(hands, room, lambda: hands.press("Alt+1"))
        late = shown(room)[0].item(second.id).ruling  # type: ignore[union-attr]
        assert late is not None
        assert late.reason is RulingReason.CODER_SLIP
        hands.press("Up")
        assert shown(room)[1].id == second.id
        after_case(hands, room, lambda: hands.press("5"))
        assert shown(room)[1].id == second.id
        again = shown(room)[1].ruling
        assert again is not None
        assert again.reason is RulingReason.TEXT_AMBIGUOUS

    assert play([str(path)], rule) == 0


def test_a_note_is_typed_with_letters_that_are_keys_elsewhere(play: Play, tmp_path: Path) -> None:
    path, _ = reviewed_project(tmp_path / "p")

    def rule(hands: Hands) -> None:
        room = enter_review(hands)
        _, first = shown(room)
        hands.press("M")
        hands.type_words("naïve: B saw X, A saw nothing (1–7)")
        hands.press("Return")
        hands.wait(room.page.article.view.hasFocus, "the article has the keyboard again")
        assert shown(room)[1].id == first.id
        after_case(hands, room, lambda: hands.press("A"))
        ruling = shown(room)[0].item(first.id).ruling  # type: ignore[union-attr]
        assert ruling is not None
        assert ruling.note == "naïve: B saw X, A saw nothing (1–7)"

    assert play([str(path)], rule) == 0


def test_a_new_answer_is_given_with_words_marked_in_the_article(play: Play, tmp_path: Path) -> None:
    path, _ = reviewed_project(tmp_path / "p", articles=6)

    def rule(hands: Hands) -> None:
        room = enter_review(hands)
        view = room.page.article.view
        for _ in range(80):
            if shown(room)[1].field == "killed_total" and not shown(room)[1].is_whole:
                break
            before = shown(room)
            hands.press("Down")
            hands.wait(lambda: shown(room) != before, "the next item is in view")  # noqa: B023 - waited for here
        case, item = shown(room)
        assert item.field == "killed_total"
        hands.press("N")
        assert room.page.is_entering
        hands.type_words("77")
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        for _ in range(9):
            QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        hands.press("Return")
        after_case(hands, room, lambda: hands.press("Ctrl+Return"))
        ruled = shown(room)[0].item(item.id) if shown(room)[0].key == case.key else None
        assert ruled is not None
        assert ruled.ruling is not None
        assert ruled.ruling.source is RulingSource.NEW
        assert ruled.gold_words == "77"
        assert [case.article.text[slice(*mark.span)] for mark in ruled.gold_spans] == ["Officials"]
        assert not room.page.is_entering

    assert play([str(path)], rule) == 0


@pytest.mark.parametrize("size", [QSize(1280, 720), QSize(1440, 900), QSize(1920, 1080)], ids=size_name)
def test_one_answer_stands_left_of_the_words_and_one_right_and_each_is_taken_by_key(
    play: Play, tmp_path: Path, size: QSize
) -> None:
    path, _ = reviewed_project(tmp_path / "p", articles=4, incidents=3)

    def rule(hands: Hands) -> None:
        room = enter_review(hands)
        a, b = room.page.ruling.cards[:2]
        for key, card in (("A", a), ("B", b)):
            words, window = area_of(room.page.article, hands.window), hands.window
            assert area_of(a, window).right() < words.left()
            assert words.right() < area_of(b, window).left()
            assert words.width() > 480
            assert room.list.isVisible()
            _, item = shown(room)
            assert card.content is not None
            assert card.content.words == item.answers["AB".index(key)].words
            after_case(hands, room, lambda: hands.press(key))  # noqa: B023 - pressed here
            hands.press("Up")
            assert shown(room)[1].id == item.id
            assert card.content is not None
            assert card.content.is_taken
            hands.press("Down")

    assert play([str(path)], rule, size=size) == 0


def test_the_tab_key_leads_from_one_answer_over_the_article_to_the_other_and_takes_it(
    play: Play, tmp_path: Path
) -> None:
    path, _ = reviewed_project(tmp_path / "p")

    def rule(hands: Hands) -> None:
        room = enter_review(hands)
        _, item = shown(room)
        a, b = room.page.ruling.cards[:2]
        hands.press("Shift+Tab")
        while QApplication.focusWidget() is not a.button:
            focused = QApplication.focusWidget()
            assert focused is not None
            assert a.isAncestorOf(focused)
            hands.press("Shift+Tab")
        while QApplication.focusWidget() is not room.page.article.view:
            hands.press("Tab")
        hands.press("Tab")
        assert QApplication.focusWidget() is b.button
        after_case(hands, room, lambda: hands.press("Space"))
        ruling = shown(room)[0].item(item.id).ruling  # type: ignore[union-attr]
        assert ruling is not None
        assert ruling.taken_from == (item.answers[1].coder_id,)

    assert play([str(path)], rule) == 0


def test_incidents_are_taken_apart_and_put_together_by_keyboard(play: Play, tmp_path: Path) -> None:
    path, _ = reviewed_project(tmp_path / "p", incidents=3)

    def align(hands: Hands) -> None:
        room = enter_review(hands)
        case, _ = shown(room)
        pair = next(one for one in case.incidents if all(one.reports))
        hands.press("L")
        assert room.page.mode is Mode.BOARD
        tile = room.page.board.tiles[pair.reports[0][0]]
        while QApplication.focusWidget() is not tile:
            hands.press("Down")
        hands.press("Space")
        after_case(hands, room, lambda: hands.press("T"))
        apart = next(one for one in shown_case(room).incidents if pair.reports[0][0] in one.reports[0])
        assert apart.reports[1] != pair.reports[1]
        after_case(hands, room, lambda: hands.press("Ctrl+Z"))
        assert [one.reports for one in shown_case(room).incidents] == [one.reports for one in case.incidents]
        board = room.page.board
        for report in (pair.reports[0][0], pair.reports[1][0]):
            board.tiles[report].setFocus()
            hands.press("Space")
        after_case(hands, room, lambda: hands.press("P"))
        linked = next(one for one in shown_case(room).incidents if pair.reports[0][0] in one.reports[0])
        assert linked.is_confirmed
        hands.press("Esc")
        assert "review_take_a" in room.available()

    assert play([str(path)], align) == 0


def shown_case(room: ReviewRoom) -> Case:
    case = room.page.case
    assert case is not None
    return case


def test_the_review_goes_on_where_it_was_left(play: Play, tmp_path: Path) -> None:
    path, _ = reviewed_project(tmp_path / "p")
    left: list[str] = []

    def begin(hands: Hands) -> None:
        room = enter_review(hands)
        first = shown_case(room)
        hands.press("J")
        hands.wait(lambda: shown_case(room).key != first.key, "the next case is open")
        after_case(hands, room, lambda: hands.press("A"))
        left.extend((shown_case(room).key.article_id, shown(room)[1].id))

    def go_on(hands: Hands) -> None:
        room = enter_review(hands)
        assert [shown_case(room).key.article_id, shown(room)[1].id] == left

    assert play([str(path)], begin) == 0
    assert play([str(path)], go_on) == 0


def test_names_are_hidden_and_the_sides_still_rule_for_the_right_coder(play: Play, tmp_path: Path) -> None:
    path, _ = reviewed_project(tmp_path / "p", articles=8)

    def rule(hands: Hands) -> None:
        room = enter_review(hands)
        before = shown_case(room)
        hands.wait(room.bar.blind.isVisible, "the box is there")
        QTest.mouseClick(room.bar.blind, Qt.MouseButton.LeftButton, pos=room.bar.blind.rect().center() * 0.2)
        hands.wait(lambda: shown_case(room).is_blind, "names are hidden")
        case, item = shown(room)
        assert case.key == before.key
        assert not {side.shown_name for side in case.sides} & {"Ada", "Ben"}
        assert all("Ada" not in card.accessibleName() for card in room.page.ruling.cards)
        room.page.article.view.setFocus()
        after_case(hands, room, lambda: hands.press("A"))
        ruling = shown_case(room).item(item.id).ruling  # type: ignore[union-attr]
        assert ruling is not None
        assert ruling.taken_from == (item.answers[0].coder_id,)

    assert play([str(path)], rule) == 0
