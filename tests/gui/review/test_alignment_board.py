"""The board on which people say which reports are one incident."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.domain.ids import ReportId
from annotator.domain.review import DecisionKind
from annotator.gui.review.alignment_board import AlignmentBoard, BoardRow, Deed
from annotator.gui.review.report_tile import BoardReport, in_lines
from annotator.gui.review.sides import side_look
from annotator.gui.theme import ThemeName

SIDES = [(side_look(place, ThemeName.LIGHT), name) for place, name in enumerate(("Ada", "Ben", "Chiara"))]


def report(name: str, place: int) -> BoardReport:
    return BoardReport(ReportId(name), place, f"Incident {name}", f"Battle · {name} · " + "near the river " * 8)


A1, A2, A3 = (report(name, 0) for name in ("a1", "a2", "a3"))
B1, B2 = (report(name, 1) for name in ("b1", "b2"))
C1 = report("c1", 2)
ROWS = (
    BoardRow(((A1,), (B1,), ()), "the same trigger", 0.89),
    BoardRow(((A2, A3), (), (C1,)), "linked", 1.0, is_by_person=True),
    BoardRow(((), (B2,), ()), "nobody else has it", 0.0),
)


@pytest.fixture
def board(qtbot: QtBot) -> AlignmentBoard:
    made = AlignmentBoard()
    qtbot.addWidget(made)
    made.resize(440, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.show_rows(ROWS, SIDES, can_decide=True)
    qtbot.waitUntil(made.tiles[A1.id].isVisible)
    return made


def choose(board: AlignmentBoard, *reports: BoardReport) -> list[tuple[list[Deed], str]]:
    heard: list[tuple[list[Deed], str]] = []
    board.decided.connect(lambda deeds, verb: heard.append((deeds, verb)))
    for one in reports:
        board.tiles[one.id].setChecked(True)
    return heard


def deed(kind: DecisionKind, *reports: BoardReport) -> Deed:
    return Deed(kind, tuple(one.id for one in reports))


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_pairing_says_that_one_report_of_each_is_the_same(board: AlignmentBoard) -> None:
    heard = choose(board, A2, B2)
    board.pair()
    assert heard == [([deed(DecisionKind.SAME, A2, B2)], "paired")]


def test_joining_takes_in_everything_in_the_chosen_rows(board: AlignmentBoard) -> None:
    heard = choose(board, A1, A2)
    board.join()
    assert heard == [([deed(DecisionKind.SAME, A1, B1, A2, A3, C1)], "joined")]


def test_splitting_with_one_chosen_takes_its_whole_row_apart(board: AlignmentBoard) -> None:
    heard = choose(board, A3)
    board.split()
    assert heard == [([deed(DecisionKind.APART, A2, A3, C1)], "split")]


def test_splitting_with_two_chosen_parts_just_those(board: AlignmentBoard) -> None:
    heard = choose(board, A2, A3)
    board.split()
    assert heard == [([deed(DecisionKind.APART, A2, A3)], "split")]


def test_unmatched_parts_a_report_from_every_other_coders(board: AlignmentBoard) -> None:
    heard = choose(board, A1)
    board.unmatch()
    apart = [deed(DecisionKind.APART, A1, other) for other in (B1, C1, B2)]
    assert heard == [(apart, "left unmatched")]


@pytest.mark.parametrize(
    ("verb", "reports"),
    [
        ("pair", (A1,)),
        ("pair", (A1, A2)),
        ("join", (A1,)),
        ("split", (B2,)),
        ("unmatch", (A1, B1)),
    ],
)
def test_what_makes_no_sense_is_remarked_and_not_decided(
    qtbot: QtBot, board: AlignmentBoard, verb: str, reports: Sequence[BoardReport]
) -> None:
    heard = choose(board, *reports)
    with qtbot.waitSignal(board.remarked):
        getattr(board, verb)()
    assert heard == []


def test_keys_walk_choose_and_decide(board: AlignmentBoard) -> None:
    heard = choose(board)
    board.focus_first()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Right)
    assert QApplication.focusWidget() is board.tiles[B1.id]
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_P)
    assert heard == [([deed(DecisionKind.SAME, A1, B1)], "paired")]
    press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is board.tiles[B2.id]
    press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is board.tiles[B2.id]
    press(Qt.Key.Key_Left)
    focused = QApplication.focusWidget()
    assert focused in (board.tiles[A2.id], board.tiles[A3.id])


def test_the_report_with_the_keyboard_stands_for_a_chosen_one(board: AlignmentBoard) -> None:
    heard = choose(board)
    board.tiles[A1.id].setFocus()
    press(Qt.Key.Key_T)
    assert heard == [([deed(DecisionKind.APART, A1, B1)], "split")]


def test_the_keyboard_on_a_report_asks_for_its_words(qtbot: QtBot, board: AlignmentBoard) -> None:
    with qtbot.waitSignal(board.report_focused) as heard:
        board.tiles[C1.id].setFocus()
    assert heard.args == [C1]


def test_escape_goes_back(qtbot: QtBot, board: AlignmentBoard) -> None:
    board.focus_first()
    with qtbot.waitSignal(board.closed):
        press(Qt.Key.Key_Escape)


def test_a_project_that_is_only_read_decides_nothing(board: AlignmentBoard) -> None:
    board.show_rows(ROWS, SIDES, can_decide=False)
    heard = choose(board, A2, B2)
    board.pair()
    assert heard == []
    verbs = {"Pair", "Join", "Split", "Unmatched"}
    buttons = [one for one in board.findChildren(QAbstractButton) if one.accessibleName() in verbs]
    assert len(buttons) == 4
    assert not any(one.isEnabled() for one in buttons)


def test_rows_say_who_linked_them_and_how_like_they_are(board: AlignmentBoard) -> None:
    told = [label.text() for label in board.findChildren(QLabel)]
    assert "1 · the same trigger · likeness 0.89" in told
    assert "2 · linked by a person" in told
    assert "3 · nobody else has it" in told
    assert told.count("not coded") == 4


def test_the_keyboard_stays_with_its_report_when_the_rows_change(qtbot: QtBot, board: AlignmentBoard) -> None:
    board.tiles[B2.id].setFocus()
    board.show_rows(ROWS[::-1], SIDES, can_decide=True)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is board.tiles[B2.id])


def test_an_article_without_incidents_says_so(board: AlignmentBoard) -> None:
    board.show_rows((), SIDES, can_decide=True)
    told = [label.text() for label in board.findChildren(QLabel) if not label.isHidden()]
    assert "Nobody coded an incident in this article." in told
    board.focus_first()
    assert board.chosen() == []


def test_a_summary_is_set_in_two_lines_that_fit() -> None:
    metrics = QFontMetrics(QFont("Noto Sans"))
    lines = list(in_lines("one two three four five six seven eight nine ten eleven twelve", 120, metrics, 2))
    assert len(lines) == 2
    assert lines[0].startswith("one two")
    assert lines[1].endswith("…")
    assert all(metrics.horizontalAdvance(line) <= 121 for line in lines)
    assert list(in_lines("short", 120, metrics, 2)) == ["short"]
    assert list(in_lines("", 120, metrics, 2)) == []
