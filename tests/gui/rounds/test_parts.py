"""The room's small parts: bars, lists, the plan's preview and the toast, in the states they can be in."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.assigning import AssignmentPlan, PlannedArticle
from annotator.domain.coding import Coder
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.queue import Progress
from annotator.domain.rounds import Round, RoundState
from annotator.gui.queue.queue_model import PROGRESS_WORDS
from annotator.gui.rounds.article_table import ArticleTable
from annotator.gui.rounds.asking import RoundLine
from annotator.gui.rounds.coder_list import CoderListModel
from annotator.gui.rounds.plan_preview import PlanPreview
from annotator.gui.rounds.progress_bar import Legend, paint_bar
from annotator.gui.rounds.round_list import RoundListModel, RoundPanel
from annotator.gui.rounds.undo_toast import UndoToast
from annotator.gui.rounds.words import done_words, tally_words
from annotator.gui.theme import ThemeName, Tokens, tokens
from annotator.services.rounds.progress import CoderProgress, Tally, made_progress
from tests.gui.rounds.making import a_round, people, some_progress

LIGHT = tokens(ThemeName.LIGHT)
MARKUP = "<b>Bold</b> & more"
tallies = st.lists(st.integers(0, 500), min_size=4, max_size=4).map(lambda parts: Tally(sum(parts), *parts))


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


# -- bars -------------------------------------------------------------------------------------------------------------


def painted(tally: Tally, theme: Tokens, width: int = 400) -> QImage:
    image = QImage(QSize(width, 12), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.surface))
    painter = QPainter(image)
    paint_bar(painter, QRectF(0.5, 0.5, width - 1, 11), tally, theme)
    painter.end()
    return image


@pytest.mark.usefixtures("qapp")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tally=tallies, theme=st.sampled_from(ThemeName))
def test_what_is_complete_and_what_is_left_have_the_lengths_of_their_shares(tally: Tally, theme: ThemeName) -> None:
    colours = tokens(theme)
    image = painted(tally, colours)
    row = [image.pixelColor(x, 6).name() for x in range(2, 398)]
    share = 396 / tally.assigned if tally.assigned else 0
    assert row.count(colours.accent.lower()) >= tally.complete * share - 3
    left = tally.not_started * share if tally.assigned else 396
    assert row.count(QColor(colours.neutral_fill).name()) >= left - 3


@pytest.mark.usefixtures("qapp")
def test_a_painter_is_given_back_as_it_was() -> None:
    image = QImage(QSize(40, 12), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setPen(QColor("#123456"))
    paint_bar(painter, QRectF(0, 0, 40, 12), Tally(4, 1, 1, 1, 1), LIGHT)
    assert painter.pen().color().name() == "#123456"
    assert not painter.hasClipping()
    painter.end()


def test_the_legend_names_every_state_once(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    assert sorted(words_of(legend).splitlines()) == sorted(PROGRESS_WORDS.values())


@given(tally=tallies)
def test_a_tally_in_words_names_every_number(tally: Tally) -> None:
    words = tally_words(tally).replace(",", "")
    numbers = [int(part) for part in words.replace(";", "").split() if part.isdigit()]
    assert numbers == [tally.finished, tally.assigned, tally.no_incident, tally.draft, tally.not_started]
    assert (done_words(tally) == "nothing assigned") is (tally.assigned == 0)


# -- lists ------------------------------------------------------------------------------------------------------------


def test_a_coder_s_tip_escapes_what_looks_like_markup_and_the_name_is_as_it_is() -> None:
    model = CoderListModel()
    model.show([CoderProgress(Coder(id=CoderId("c"), name=MARKUP), Tally(2, 1, 0, 1, 0))])
    index = model.index(0)
    assert index.data() == MARKUP
    assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith(f"{MARKUP}: 1 of 2 finished")
    assert model.row_of("c") == 0
    assert model.row_of("somebody else") == -1


@pytest.mark.parametrize(
    ("one", "manner"),
    [
        (a_round(), "blind"),
        (a_round(is_blind=False), "open"),
        (a_round(state=RoundState.RELEASED), "released"),
    ],
)
def test_a_round_is_read_out_with_its_manner_and_how_far_it_is(one: Round, manner: str) -> None:
    model = RoundListModel()
    model.show([RoundLine(one, Tally(4, 1, 1, 1, 1))])
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"Pilot, {manner}: {tally_words(Tally(4, 1, 1, 1, 1))}"


def test_arrow_keys_walk_through_the_rounds_and_stop_at_the_ends(qtbot: QtBot) -> None:
    panel = RoundPanel(LIGHT)
    qtbot.addWidget(panel)
    lines = [RoundLine(a_round(name), Tally(0, 0, 0, 0, 0)) for name in ("Three", "Two", "One")]
    panel.show_rounds(lines, RoundId("Three"), LIGHT)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    chosen: list[str] = []
    panel.round_chosen.connect(chosen.append)
    panel.list.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Home):
        QTest.keyClick(panel.list, key)
    assert chosen == ["Two", "One", "Three"]


@pytest.mark.parametrize("chosen", [None, RoundId("nowhere")])
def test_a_round_that_is_not_listed_is_not_chosen(qtbot: QtBot, chosen: RoundId | None) -> None:
    panel = RoundPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.show_rounds([RoundLine(a_round("One"), Tally(0, 0, 0, 0, 0))], chosen, LIGHT)
    assert not panel.list.currentIndex().isValid()
    panel.show_rounds([], None, LIGHT)
    assert panel.rounds.rowCount() == 0


def test_several_articles_are_chosen_by_keyboard(qtbot: QtBot) -> None:
    table = ArticleTable(LIGHT)
    qtbot.addWidget(table)
    table.articles.show(some_progress())
    with qtbot.waitActive(table):
        table.show()
        table.activateWindow()
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.chosen_articles() == ("a0", "a1")
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.chosen_articles()) == 6
    assert len(table.chosen_assignments("c2")) == sum(
        state.coder_id == "c2" for article in some_progress().articles for state in article.states
    )
    assert table.chosen_assignments("somebody gone") == ()


def test_rows_go_with_the_articles_of_the_round_that_is_shown(qtbot: QtBot) -> None:
    table = ArticleTable(LIGHT)
    qtbot.addWidget(table)
    table.articles.show(some_progress(2, 1))
    assert table.articles.index(0, 1).data() == "Coder 01: not started, Coder 02: in progress"
    table.articles.show(made_progress(a_round(), [], [], 0))
    assert table.articles.rowCount() == 0


# -- the preview ------------------------------------------------------------------------------------------------------


def a_plan(coder_count: int, *articles: tuple[int, ...]) -> AssignmentPlan:
    """Return a plan in which these coders, by their places, have the articles."""
    coders = tuple(coder.id for coder in people(coder_count))
    planned = (
        PlannedArticle(ArticleId(f"a{number}"), tuple(coders[place] for place in places))
        for number, places in enumerate(articles)
    )
    return AssignmentPlan(RoundId("Pilot"), coders, tuple(planned), 0.5, 2, 1)


@pytest.mark.parametrize(
    ("plan", "summary", "met"),
    [
        (a_plan(1, (0,), (0,)), "2 articles, each coded by one coder.", ""),
        (a_plan(2, (0,), (1,)), "2 articles, each coded by one coder.", "Nobody shares an article."),
        (a_plan(2, (0, 1)), "1 article, coded by 2 coders.", "Every two share 1."),
        (a_plan(3, (0, 1), (0, 2), (1, 2), (0,)), "4 articles: 3 coded by 2 coders, 1 by one.", "Every two share 1."),
        (
            a_plan(3, (0, 1), (0, 2)),
            "2 articles, each coded by 2 coders.",
            "Any two share 0 to 1. 1 pair never meets; raise the share for that.",
        ),
        (a_plan(3, *[(0, 1)] * 2, (0, 2), (1, 2)), "4 articles, each coded by 2 coders.", "Any two share 1 to 2."),
    ],
    ids=["alone", "apart", "together", "evenly", "some never", "unevenly"],
)
def test_a_plan_is_summed_up_in_sentences(qtbot: QtBot, plan: AssignmentPlan, summary: str, met: str) -> None:
    preview = PlanPreview(LIGHT)
    qtbot.addWidget(preview)
    preview.show_plan(plan, people(3))
    assert preview.summary.text() == summary
    said = words_of(preview)
    assert met in said
    assert ("Articles any two coders share" in said) is (len(plan.coders) > 1)
    preview.show_nothing("Nothing to give out like this.")
    assert words_of(preview) == "Nothing to give out like this."


@pytest.mark.parametrize(("coder_count", "has_matrix"), [(1, False), (2, True), (12, True), (13, False), (40, False)])
def test_the_triangle_is_shown_while_it_can_be_read_and_is_read_out(
    qtbot: QtBot, coder_count: int, has_matrix: bool
) -> None:
    preview = PlanPreview(LIGHT)
    qtbot.addWidget(preview)
    preview.show_plan(a_plan(coder_count, tuple(range(min(coder_count, 2)))), people(coder_count))
    shown = [one.accessibleName() for one in preview.findChildren(QWidget) if not one.isHidden()]
    assert any("Coder 01 and Coder 02: 1" in name for name in shown) is has_matrix
    assert any(name.startswith("Coder 01: 1") for name in shown)


# -- the toast --------------------------------------------------------------------------------------------------------


@pytest.fixture
def toast(qtbot: QtBot) -> UndoToast:
    below = QWidget()
    qtbot.addWidget(below)
    below.resize(700, 400)
    below.show()
    return UndoToast(below)


def test_the_toast_is_hidden_until_there_is_something_to_say(toast: UndoToast) -> None:
    assert not toast.isVisible()
    toast.say("Pilot is released.")
    assert toast.isVisible()
    assert words_of(toast) == "Pilot is released."


def test_a_long_sentence_is_cut_for_the_eye_and_whole_for_the_ear(toast: UndoToast) -> None:
    sentence = "Pilot " * 60
    toast.say(sentence)
    label = toast.findChildren(QLabel)[0]
    assert label.text().endswith("…")
    assert len(label.text()) < len(sentence)
    assert label.accessibleName() == sentence


def test_undo_is_asked_once_and_takes_the_toast_away(qtbot: QtBot, toast: UndoToast) -> None:
    toast.say(MARKUP)
    assert words_of(toast) == MARKUP
    button = toast.findChildren(QPushButton)[0]
    assert button.accessibleName() == "Undo what was just done"
    with qtbot.waitSignal(toast.undo_asked):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert not toast.isVisible()


def test_the_next_deed_replaces_the_one_before(toast: UndoToast) -> None:
    for sentence in ("One.", "Two."):
        toast.say(sentence)
    assert words_of(toast) == "Two."


def test_every_state_has_words_of_its_own() -> None:
    assert len({PROGRESS_WORDS[progress] for progress in Progress} - {""}) == len(Progress)
