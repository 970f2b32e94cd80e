"""Bars, marks and words."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, strategies as st
from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.queue import Progress
from annotator.domain.rounds import RoundState
from annotator.gui.queue.progress_mark import paint_progress_mark
from annotator.gui.round_words import manner, round_words
from annotator.gui.rounds.article_table import ArticleTable, ArticleTableModel, coder_width, fitted
from annotator.gui.rounds.asking import RoundLine
from annotator.gui.rounds.coder_list import CoderList
from annotator.gui.rounds.progress_bar import Legend, ProgressBar, paint_bar
from annotator.gui.rounds.round_list import RoundPanel
from annotator.gui.rounds.undo_toast import UndoToast
from annotator.gui.rounds.words import done_words, met_words, sharing_words, tally_words
from annotator.gui.theme import ThemeName, tokens
from annotator.services.rounds.progress import Tally
from tests.gui.rounds.making import a_round, some_progress

LIGHT, DARK = tokens(ThemeName.LIGHT), tokens(ThemeName.DARK)


def painted(tally: Tally) -> QImage:
    image = QImage(QSize(120, 12), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_bar(painter, QRectF(0.5, 0.5, 119, 11), tally, LIGHT)
    painter.end()
    return image


@pytest.mark.usefixtures("qapp")
def test_the_four_parts_of_a_bar_look_different_from_each_other() -> None:
    whole = [Tally(1, 1, 0, 0, 0), Tally(1, 0, 1, 0, 0), Tally(1, 0, 0, 1, 0), Tally(1, 0, 0, 0, 1)]
    images = [painted(tally).convertToFormat(QImage.Format.Format_Grayscale8) for tally in whole]
    assert all(one != other for one, other in combinations(images, 2)), "also without colour"


@pytest.mark.usefixtures("qapp")
def test_the_length_of_a_part_is_its_share() -> None:
    half = painted(Tally(10, 5, 0, 5, 0))
    assert half.pixelColor(30, 6).name() == LIGHT.accent
    assert half.pixelColor(56, 6).name() == LIGHT.accent
    assert half.pixelColor(64, 6).name() == LIGHT.neutral_fill
    assert painted(Tally(0, 0, 0, 0, 0)).pixelColor(60, 6).name() == LIGHT.neutral_fill


@pytest.mark.usefixtures("qapp")
def test_every_progress_has_a_shape_of_its_own() -> None:
    images = []
    for progress in Progress:
        image = QImage(QSize(16, 16), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_progress_mark(painter, QPointF(8, 8), progress, LIGHT)
        painter.end()
        images.append(image.convertToFormat(QImage.Format.Format_Grayscale8))
    assert all(one != other for one, other in combinations(images, 2))


def test_a_bar_tells_screen_readers_its_numbers(qtbot: QtBot) -> None:
    bar = ProgressBar(LIGHT)
    qtbot.addWidget(bar)
    bar.show_tally(Tally(12, 3, 2, 4, 3), LIGHT)
    assert bar.accessibleName() == "7 of 12 finished, 3 of them without an incident; 2 in progress, 3 not started"


def test_the_legend_follows_the_theme(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    light = legend.grab().toImage()
    legend.set_tokens(DARK)
    assert legend.grab().toImage() != light


# -- lists ------------------------------------------------------------------------------------------------------------


def test_forty_coders_are_listed_and_one_is_chosen_by_keyboard(qtbot: QtBot) -> None:
    listed = CoderList(LIGHT)
    qtbot.addWidget(listed)
    progress = some_progress(40, 80)
    listed.show_coders(progress.coders, LIGHT)
    listed.resize(300, 400)
    with qtbot.waitActive(listed):
        listed.show()
        listed.activateWindow()
    listed.setFocus()
    chosen: list[str] = []
    listed.coder_chosen.connect(chosen.append)
    QTest.keyClick(listed, Qt.Key.Key_End)
    assert chosen == [progress.coders[-1].coder.id]
    listed.show_coders(progress.coders, DARK)
    assert listed.chosen() == progress.coders[-1].coder.id, "another look keeps the choice"
    assert len(chosen) == 1
    listed.show_coders(progress.coders[:2], DARK)
    assert listed.chosen() == ""


def test_a_coder_s_line_reads_name_and_numbers(qtbot: QtBot) -> None:
    listed = CoderList(LIGHT)
    qtbot.addWidget(listed)
    progress = some_progress()
    listed.show_coders(progress.coders, LIGHT)
    told = listed.coders.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == f"Coder 01: {tally_words(progress.coders[0].tally)}"


def test_choosing_a_round_announces_it_and_showing_one_does_not(qtbot: QtBot) -> None:
    panel = RoundPanel(LIGHT)
    qtbot.addWidget(panel)
    chosen: list[str] = []
    panel.round_chosen.connect(chosen.append)
    lines = [RoundLine(a_round(name), Tally(0, 0, 0, 0, 0)) for name in ("Two", "One")]
    panel.show_rounds(lines, lines[0].round.id, LIGHT)
    assert chosen == []
    panel.list.setCurrentIndex(panel.rounds.index(1))
    assert chosen == ["One"]


@given(widths=st.lists(st.integers(1, 400), min_size=1, max_size=6), available=st.integers(100, 700))
def test_names_share_the_room_there_is_and_short_ones_stay_whole(widths: list[int], available: int) -> None:
    given_ = fitted(widths, available, has_more=False)
    gaps = 14 * (len(widths) - 1)
    assert all(0 <= got <= wanted for got, wanted in zip(given_, widths, strict=True))
    if sum(widths) + gaps <= available:
        assert given_ == widths
    else:
        assert sum(given_) + gaps <= max(available, gaps)
        fair = (available - gaps) // len(widths)
        assert all(got == wanted for got, wanted in zip(given_, widths, strict=True) if wanted <= fair)


@pytest.mark.parametrize("width", [120, 300, 900])
def test_the_table_paints_coders_in_any_width(qtbot: QtBot, width: int) -> None:
    table = ArticleTable(LIGHT)
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.articles.show(some_progress(6, 12))
    table.show()
    table.selectRow(1)
    light = table.grab().toImage()
    table.set_tokens(DARK)
    assert table.grab().toImage() != light
    assert table.chosen_articles() == ("a1",)


def test_titles_get_the_room_that_the_coders_names_do_not_need(qtbot: QtBot) -> None:
    table = ArticleTable(LIGHT)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.articles.show(some_progress(6, 12))
    table.show()
    two_names = 2 * coder_width("Coder 01", QFontMetrics(table.font()))
    assert two_names < table.columnWidth(1) < two_names + 60
    assert table.columnWidth(0) + table.columnWidth(1) == table.viewport().width()
    table.resize(300, 300)
    assert table.columnWidth(1) == table.viewport().width() // 2
    table.articles.show(None)
    assert table.columnWidth(1) == table.viewport().width() // 2


def test_the_table_gives_the_chosen_articles_assignments_of_one_coder_or_all(qtbot: QtBot) -> None:
    table = ArticleTable(LIGHT)
    qtbot.addWidget(table)
    table.articles.show(some_progress())
    table.selectAll()
    assert len(table.chosen_assignments()) == 12
    assert len(table.chosen_assignments("c1")) == 4
    table.clearSelection()
    assert table.chosen_assignments() == ()


def test_a_row_tells_the_coders_in_words(qtbot: QtBot) -> None:
    model = ArticleTableModel()
    model.show(some_progress())
    assert model.rowCount(QModelIndex()) == 6
    assert model.index(0, 1).data() == "Coder 01: not started, Coder 02: in progress"


# -- the toast --------------------------------------------------------------------------------------------------------


def test_the_toast_stays_inside_and_in_the_middle(qtbot: QtBot) -> None:
    below = QWidget()
    qtbot.addWidget(below)
    below.resize(700, 400)
    below.show()
    toast = UndoToast(below)
    toast.say("x " * 500)
    assert below.rect().contains(toast.geometry())
    below.resize(900, 500)
    assert abs(toast.geometry().center().x() - below.rect().center().x()) <= 1
    assert below.rect().contains(toast.geometry())


# -- words ------------------------------------------------------------------------------------------------------------


def test_rounds_are_named_with_their_manner() -> None:
    assert round_words(a_round("Pilot")) == "round Pilot (blind)"
    assert round_words(a_round("Round 1")) == "Round 1 (blind)"
    assert round_words(a_round("Pilot", is_blind=False), starts_sentence=True) == "Pilot (open)"
    assert round_words(a_round("A very long name"), longest=7) == "round A very… (blind)"
    assert manner(a_round(state=RoundState.RELEASED, is_blind=False)) == "released"


def test_numbers_are_told_in_words() -> None:
    assert done_words(Tally(0, 0, 0, 0, 0)) == "nothing assigned"
    assert done_words(Tally(1000, 0, 0, 999, 1)) == "1,000 of 1,000"
    assert met_words(()) == ""
    assert met_words((2, 2)) == "; any two share 2"
    assert met_words((0, 3)) == "; any two share 0 to 3"


def test_how_articles_are_shared_is_told() -> None:
    assert sharing_words(some_progress(3, 6)) == "6 articles, 6 (100%) given to several coders; any two share 2"
    assert sharing_words(some_progress(3, 0)) == "No articles given out yet"
