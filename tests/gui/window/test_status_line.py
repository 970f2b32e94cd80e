"""The line at the bottom: what is saved, what is open, what undo would do, who codes where."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from annotator.domain.changes import Event, EventKind, UndoState
from annotator.domain.coding import Coding, CodingState
from annotator.domain.ids import CodebookId, EventId, RoundId
from annotator.domain.rounds import Round, RoundState
from annotator.gui.status_line import StatusLine
from annotator.gui.theme import ThemeName, apply_theme
from annotator.gui.theme.contrast import contrast
from annotator.services.coding import Worksheet
from tests.gui.form.conftest import Attack, load_codebook

AT = dt.datetime(2021, 5, 10, 14, 3, 9, tzinfo=dt.UTC)
CODEBOOK = load_codebook()


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    line = StatusLine()
    qtbot.addWidget(line)
    line.resize(1000, 30)
    line.show()
    return line


def a_worksheet(*, state: CodingState = CodingState.DRAFT, undo: str = "", is_deleted: bool = False) -> Worksheet:
    draft = Attack(CODEBOOK)
    header = draft.coding.header.model_copy(update={"state": state, "is_deleted": is_deleted})
    event = Event(
        sequence=1,
        id=EventId("e"),
        at=AT,
        coder_id=None,
        article_id=None,
        kind=EventKind.DO,
        verb="set_content",
        label=undo,
        hash="0",
    )
    coding = Coding(header).with_entities([*draft.coding.reports(), *draft.coding.values()])
    return Worksheet(draft.article, CODEBOOK, coding, draft.problems(), UndoState(undo=event if undo else None))


def said(line: StatusLine, name: str) -> str:
    return next(one for one in line.findChildren(QLabel) if one.accessibleName() == name).text()


def tone(line: StatusLine) -> str:
    label = next(one for one in line.findChildren(QLabel) if one.accessibleName() == "Saved state")
    return str(label.property("tone"))


def problems_button(line: StatusLine) -> QToolButton:
    return next(one for one in line.findChildren(QToolButton) if one.accessibleName() == "What is still open")


def retry_button(line: StatusLine) -> QPushButton:
    return next(one for one in line.findChildren(QPushButton) if one.text() == "Try again")


def test_at_first_nothing_is_claimed_to_be_saved(line: StatusLine) -> None:
    assert said(line, "Saved state") == "Nothing to save"
    assert not problems_button(line).isVisible()
    assert not retry_button(line).isVisible()


def test_a_change_that_takes_long_is_said_to_be_on_its_way(qtbot: QtBot, line: StatusLine) -> None:
    line.show_saving()
    assert said(line, "Saved state") == "Nothing to save", "most changes are stored before anybody could read it"
    qtbot.waitUntil(lambda: said(line, "Saved state") == "Saving…")
    assert tone(line) == "neutral"
    line.show_saved(AT)
    assert (said(line, "Saved state"), tone(line)) == ("Saved 14:03:09", "ok")


@pytest.mark.parametrize(
    "answer",
    [
        lambda line: line.show_saved(AT),
        lambda line: line.show_unchanged(),
        lambda line: line.show_not_saved(1),
    ],
    ids=["saved", "unchanged", "not-saved"],
)
def test_after_the_store_s_answer_nothing_is_on_its_way(line: StatusLine, answer: Callable[[StatusLine], None]) -> None:
    line.show_saving()
    answer(line)
    assert not any(timer.isActive() for timer in line.findChildren(QTimer))


def test_saved_is_said_with_the_time_of_the_store_s_word(line: StatusLine) -> None:
    line.show_saving()
    line.show_saved(AT)
    assert (said(line, "Saved state"), tone(line)) == ("Saved 14:03:09", "ok")
    line.show_unchanged()
    assert (said(line, "Saved state"), tone(line)) == ("All saved", "ok")


@pytest.mark.parametrize(
    ("kept", "words"), [(1, "Not saved"), (2, "2 changes not saved"), (40, "40 changes not saved")]
)
def test_what_waits_to_be_saved_is_never_called_saved(line: StatusLine, kept: int, words: str) -> None:
    shows: tuple[Callable[[], None], ...] = (
        lambda: line.show_saved(AT, kept),
        lambda: line.show_unchanged(kept),
        lambda: line.show_not_saved(kept),
    )
    for show in shows:
        line.show_saving()
        show()
        assert (said(line, "Saved state"), tone(line)) == (words, "bad")
        assert retry_button(line).isVisible()
    line.show_saved(AT)
    assert not retry_button(line).isVisible()


def test_trying_again_is_asked_for_with_mouse_and_key(line: StatusLine) -> None:
    asked: list[bool] = []
    line.retry_asked.connect(lambda: asked.append(True))
    line.show_not_saved(1)
    QTest.mouseClick(retry_button(line), Qt.MouseButton.LeftButton)
    QTest.keyClick(retry_button(line), Qt.Key.Key_Space)
    assert asked == [True, True]


def test_what_is_open_is_counted_without_what_a_note_settled(line: StatusLine) -> None:
    worksheet = a_worksheet()
    count = len(worksheet.blocking)
    assert count > 1
    line.show_worksheet(worksheet)
    assert problems_button(line).text() == f"{count} still open · F8"
    settled = worksheet.problems[0].model_copy(update={"is_settled": True})
    line.show_worksheet(replace(worksheet, problems=(settled, *worksheet.problems[1:])))
    assert problems_button(line).text() == f"{count - 1} still open · F8"
    line.show_worksheet(replace(worksheet, problems=()))
    assert problems_button(line).text() == "Nothing open"


def test_a_complete_coding_is_called_so_whatever_the_codebook_says_now(line: StatusLine) -> None:
    line.show_worksheet(a_worksheet(state=CodingState.COMPLETE))
    assert problems_button(line).text() == "Complete"


def test_an_article_nobody_has_coded_has_nothing_open(line: StatusLine) -> None:
    line.show_worksheet(a_worksheet(is_deleted=True))
    assert not problems_button(line).isVisible()
    line.show_worksheet(a_worksheet())
    assert problems_button(line).isVisible()


def test_a_click_on_what_is_open_asks_for_the_list(line: StatusLine, qtbot: QtBot) -> None:
    line.show_worksheet(a_worksheet())
    with qtbot.waitSignal(line.problems_asked):
        QTest.mouseClick(problems_button(line), Qt.MouseButton.LeftButton)


def test_undo_is_named_and_goes_with_the_article(line: StatusLine) -> None:
    line.show_worksheet(a_worksheet(undo="set <b>Killed</b> & more"))
    assert said(line, "Undo") == "Undo “set <b>Killed</b> & more”"
    line.show_worksheet(a_worksheet())
    assert said(line, "Undo") == ""
    line.show_worksheet(a_worksheet(undo="set Place"))
    line.show_no_article()
    assert said(line, "Undo") == ""
    assert not problems_button(line).isVisible()


def a_round(**update: object) -> Round:
    made = Round(id=RoundId("r"), name="Pilot", codebook_id=CodebookId("b"))
    return made.model_copy(update=update)


WHO: list[tuple[bool, Round | None, str]] = [
    (False, None, "Ada"),
    (True, None, "Ada · read only"),
    (False, a_round(), "Ada · round Pilot (blind)"),
    (True, a_round(is_blind=False), "Ada · read only · round Pilot (open)"),
    (False, a_round(state=RoundState.RELEASED, name="Round 2"), "Ada · Round 2 (released)"),
]


@pytest.mark.parametrize(("is_read_only", "present", "words"), WHO)
def test_who_codes_in_which_round_is_said(
    line: StatusLine, is_read_only: bool, present: Round | None, words: str
) -> None:
    line.show_coder("Ada", is_read_only=is_read_only)
    line.show_round(present)
    assert said(line, "Coder") == words


def test_another_coder_is_in_no_round_until_one_is_chosen(line: StatusLine) -> None:
    line.show_coder("Ada", is_read_only=False)
    line.show_round(a_round())
    line.show_coder("Ben", is_read_only=False)
    assert said(line, "Coder") == "Ben"


@pytest.mark.parametrize("sentence", ["", "Short.", "<img src=x> & co", "x" * 5_000, "قُتل ثلاثة", "two\nlines"])
def test_a_remark_is_plain_text_and_keeps_the_line_s_height(line: StatusLine, sentence: str) -> None:
    line.show_message(sentence)
    assert said(line, "Message") == sentence
    label = next(one for one in line.findChildren(QLabel) if one.accessibleName() == "Message")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<img" not in label.toolTip()
    assert line.height() == 30


def test_long_words_never_make_the_window_wider(line: StatusLine) -> None:
    before = line.minimumSizeHint().width()
    line.show_message("A sentence that goes on and on. " * 200)
    line.show_coder("A coder with a name of many words " * 20, is_read_only=True)
    line.show_worksheet(a_worksheet(undo="set Short name " * 40))
    assert line.minimumSizeHint().width() < before + 200
    assert line.width() == 1000


@pytest.mark.parametrize("theme", ThemeName)
def test_words_that_do_not_fit_are_cut_with_an_ellipsis_in_the_colour_of_the_others(
    qapp: QApplication, line: StatusLine, theme: ThemeName
) -> None:
    apply_theme(qapp, theme)
    label = next(one for one in line.findChildren(QLabel) if one.accessibleName() == "Message")
    inks = []
    for sentence in ("Short words", "Long words " * 60):
        line.show_message(sentence)
        image = label.grab().toImage()
        ground = image.pixelColor(0, 0).name()
        colours = Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))
        inks.append(max(colours, key=lambda one, ground=ground: contrast(one, ground)))  # type: ignore[misc]
        right = [image.pixelColor(image.width() - 2, y).name() for y in range(image.height())]
        assert set(right) == {ground}, "no letter is cut through"
    assert inks[0] == inks[1]
