"""The list of cases while it comes in, accepting with a way to stop, and undo of what was done to many cases."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.ids import ArticleId, RoundId
from annotator.gui.review import asking
from annotator.gui.review.asking import Questions
from annotator.gui.review.comparing import Comparing
from annotator.gui.review.lines import LineList, ListLine
from annotator.gui.review.room import ReviewRoom
from annotator.services.review.case import CaseKey, CaseListing, CaseState
from tests.gui.review.conftest import OpenRoom
from tests.gui.review.test_room import case_of, item_of, press, remarks_of
from tests.services.review_making import ReviewProject


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing gets one article further at a time."""
    monkeypatch.setattr(asking, "AT_A_TIME", -1.0)


def ids_in(room: ReviewRoom) -> list[str]:
    return [line.key.article_id for line in room.list.lines]


@pytest.mark.usefixtures("slow")
def test_the_list_comes_in_while_the_first_case_is_open_already(qtbot: QtBot, open_room: OpenRoom) -> None:
    seen: list[int] = []
    room = open_room(articles=8, is_listed=False)
    room._comparing.listed.connect(lambda listing: seen.append(len(listing.lines)))
    first = case_of(room)
    assert len(ids_in(room)) < 8
    assert not room.bar.begin.isVisible()
    qtbot.waitUntil(lambda: len(ids_in(room)) == 8)
    assert seen == sorted(seen)
    assert case_of(room).key == first.key
    assert room.list.cases.current_key() == first.key.article_id
    assert room.bar.begin.text() == "Accept what agrees in 8 articles"


@pytest.mark.usefixtures("slow")
def test_a_case_that_is_not_listed_yet_is_opened_all_the_same(qtbot: QtBot, open_room: OpenRoom) -> None:
    keys: list[CaseKey] = []

    def remember(project: ReviewProject, round_id: RoundId) -> None:
        lines = project.review.cases(round_id, viewer=project.reviewer)
        keys.append(lines[-1].key)

    room = open_room(remember, articles=8, is_listed=False)
    assert keys[0].article_id not in ids_in(room)
    room.open_with(keys[0])
    qtbot.waitUntil(lambda: case_of(room).key == keys[0])


@pytest.mark.usefixtures("slow")
def test_a_ruling_made_while_the_list_comes_in_is_in_it(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(articles=8, is_listed=False)
    key = case_of(room).key
    press(Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(ids_in(room)) == 8)
    qtbot.waitUntil(lambda: bool(case_of(room).rulings))
    (line,) = (line for line in room.list.lines if line.key == key)
    assert line.state is not CaseState.NEW


@pytest.mark.usefixtures("slow")
def test_who_leaves_the_room_is_not_followed_and_coming_back_goes_on(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(articles=8, is_listed=False)
    assert room._facts is not None
    room.leave()
    seen = len(ids_in(room))
    assert seen < 8
    room.desk.ask(lambda *_: None, on_success=lambda _: remarks.append("answered"))
    remarks: list[str] = []
    qtbot.waitUntil(lambda: bool(remarks))
    assert len(ids_in(room)) == seen
    room.enter(room._facts, room._theme)
    qtbot.waitUntil(lambda: len(ids_in(room)) == 8)


class Answers:
    """Stands in for the questions: keeps what was asked until the test answers."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def more(self, _round_id: RoundId | None, then: object) -> None:
        self.asked.append(then)

    def answer(self, *waiting: str) -> None:
        then = self.asked.pop(0)
        then(CaseListing((), tuple(ArticleId(one) for one in waiting)))  # type: ignore[operator]


def comparing(parent: QObject, answers: Answers) -> tuple[Comparing, list[CaseListing]]:
    questions: Questions = answers  # type: ignore[assignment]
    heard: list[CaseListing] = []
    made = Comparing(lambda: questions, parent)
    made.listed.connect(heard.append)
    return made, heard


def test_comparing_asks_until_nothing_waits(qapp: QApplication) -> None:
    answers = Answers()
    made, heard = comparing(qapp, answers)
    made.go_on(None, [ArticleId("a"), ArticleId("b")])
    answers.answer("b")
    answers.answer()
    assert answers.asked == []
    assert [one.waiting for one in heard] == [("b",), ()]


def test_what_was_asked_before_a_new_beginning_is_passed_over(qapp: QApplication) -> None:
    answers = Answers()
    made, heard = comparing(qapp, answers)
    made.go_on(None, [ArticleId("a")])
    made.go_on(None, [ArticleId("b")])
    answers.answer("a")
    assert heard == []
    assert len(answers.asked) == 1
    made.stop()
    answers.answer("b")
    assert heard == []
    assert answers.asked == []


def test_nothing_is_asked_where_nothing_waits(qapp: QApplication) -> None:
    answers = Answers()
    made, _ = comparing(qapp, answers)
    made.go_on(None, [])
    assert answers.asked == []


def test_a_list_that_grows_stays_where_it_was_scrolled_to(qtbot: QtBot) -> None:
    made = LineList("Cases")
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show()
    lines = [ListLine(str(number), f"Article {number}") for number in range(80)]
    made.show_lines(lines[:40], "1")
    made.verticalScrollBar().setValue(900)
    made.show_lines(lines, "1")
    assert made.verticalScrollBar().value() == 900
    assert made.current_key() == "1"
    made.show_lines(lines, "2")
    assert made.verticalScrollBar().value() < 200


def test_accepting_says_how_many_articles_were_taken_in(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room()
    told = remarks_of(room)
    QTest.mouseClick(room.bar.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "What all coders agree on is gold now in 3 more articles." in told)


# -- A batch, undone in a case ----------------------------------------------------------------------------------------


def rule_largest_pattern(project: ReviewProject, round_id: RoundId) -> None:
    """Give the first answer of the pattern with most items to all of them."""
    pattern = project.review.patterns(round_id)[0]
    project.review.rule_batch(pattern, pattern.answers[0], reviewer=project.reviewer)


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_undo_in_a_case_takes_the_batch_back_in_all_its_articles_and_says_so(
    qtbot: QtBot, open_room: OpenRoom, modifier: Qt.KeyboardModifier
) -> None:
    room = open_room(rule_largest_pattern, articles=12, incidents=3)
    told = remarks_of(room)
    ruled = [line.key for line in room.list.lines if line.state is not CaseState.NEW]
    assert len(ruled) > 1
    room.open_case(ruled[0].article_id)
    qtbot.waitUntil(lambda: case_of(room).key == ruled[0])
    room.page.article.view.setFocus()
    assert "rule on" in room.page.ruling.foot.verbs["undo"].toolTip()
    press(Qt.Key.Key_Z, modifier)
    qtbot.waitUntil(lambda: all(line.state is CaseState.NEW for line in room.list.lines))
    assert told[-1].startswith("Undone: rule on ")
    assert told[-1].endswith(", in all its articles.")
    assert case_of(room).key == ruled[0]
    assert item_of(room).is_open
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: sum(line.state is not CaseState.NEW for line in room.list.lines) == len(ruled))
    assert QApplication.focusWidget() is room.page.article.view


def test_undo_in_a_case_the_batch_was_not_about_leaves_it(qtbot: QtBot, open_room: OpenRoom) -> None:
    room = open_room(rule_largest_pattern, articles=12, incidents=3)
    told = remarks_of(room)
    other = next(line.key for line in room.list.lines if line.state is CaseState.NEW)
    room.open_case(other.article_id)
    qtbot.waitUntil(lambda: case_of(room).key == other)
    room.page.article.view.setFocus()
    press(Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: "There is nothing to undo in this article." in told)
    assert any(line.state is not CaseState.NEW for line in room.list.lines)
