"""What the dialogs of the rounds room ask, say and refuse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QRadioButton,
    QSlider,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.domain.article import ArticleImport
from annotator.domain.assigning import plan_assignments
from annotator.domain.coding import CodebookVersion
from annotator.domain.ids import ArticleId, CodebookId, CoderId, ImportId
from annotator.domain.queue import Progress
from annotator.gui.rounds.coder_ticks import CoderTicks
from annotator.gui.rounds.move_dialog import MoveDialog
from annotator.gui.rounds.name_dialog import NameDialog
from annotator.gui.rounds.plan_dialog import PlanDialog, PlanWish, ticked_at_first
from annotator.gui.rounds.plan_preview import PlanPreview, plan_sentence
from annotator.gui.rounds.round_dialog import RoundDialog
from annotator.gui.theme import ThemeName, tokens
from tests.gui.rounds.making import a_round, people, some_progress
from tests.gui.tab_walk import walk

VERSIONS = [
    CodebookVersion(id=CodebookId(f"v{number}"), name="incident", version=number, source="", sha256="")
    for number in (1, 2)
]
LIGHT = tokens(ThemeName.LIGHT)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What the dialogs lie above."""
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def named(dialog: QWidget, kind: type[QWidget], name: str) -> QWidget:
    return next(one for one in dialog.findChildren(kind) if one.accessibleName() == name)


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


# -- a new round ------------------------------------------------------------------------------------------------------


def test_a_new_round_is_blind_under_the_newest_codebook_with_a_seed_of_its_own(window: QWidget) -> None:
    wish = RoundDialog(VERSIONS, [], window).wish()
    assert (wish.name, wish.codebook_id, wish.is_blind, wish.allows_proposals) == ("Round 1", "v2", True, True)
    assert wish.sample_share == pytest.approx(0.05)
    assert wish.seed > 0


def test_the_next_free_name_is_proposed_and_a_taken_one_refused(window: QWidget) -> None:
    dialog = RoundDialog(VERSIONS, ["Round 1", "ROUND 2"], window)
    assert dialog.wish().name == "Round 3"
    name = dialog.findChildren(QLineEdit)[0]
    for typed, remark in (
        ("round 2", "There is a round round 2 already."),
        ("  ", "Give the round a name."),
        (" none ", "“none” stands for work outside any round."),
        ("\u3164", "A round's name has only characters that cannot be seen."),
    ):
        name.setText(typed)
        assert not dialog.go_button.isEnabled()
        assert remark in words_of(dialog)
        assert "Nothing was changed" not in words_of(dialog)
    name.setText("  Second   wave ")
    assert dialog.go_button.isEnabled()
    assert dialog.wish().name == "Second wave"


# -- a name -----------------------------------------------------------------------------------------------------------


def test_a_name_is_asked_and_an_empty_one_cannot_be_given(window: QWidget) -> None:
    dialog = NameDialog("Add coder", "Add", "Why.", "", window)
    assert not dialog.go_button.isEnabled()
    field = dialog.findChildren(QLineEdit)[0]
    field.setText("   ")
    assert not dialog.go_button.isEnabled()
    field.setText(" Ben  Okafor")
    assert dialog.go_button.isEnabled()
    assert dialog.name() == "Ben Okafor"
    assert field.maxLength() == 80


# -- a plan -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def plan_dialog(window: QWidget) -> PlanDialog:
    made = ArticleImport(id=ImportId("i"), source="news", article_count=4, digest="")
    return PlanDialog(a_round(seed=12), people(4), ticked_at_first(people(4), (), CoderId("")), [made], LIGHT, window)


def test_at_first_everybody_is_ticked_and_the_round_s_seed_taken(plan_dialog: PlanDialog) -> None:
    wish = plan_dialog.wish()
    assert list(wish.coders) == [coder.id for coder in people(4)]
    assert (wish.share, wish.coders_each, wish.seed) == (0.2, 2, 12)
    assert (wish.choice.unassigned_in, wish.choice.import_id, wish.choice.phrase) == ("Pilot", None, "")


@pytest.mark.parametrize(
    ("with_articles", "planner", "ticked", "why"),
    [
        ([], 0, [1, 2, 3], "Ticked is everybody but you; tick yourself if you code too."),
        ([1, 2], 0, [1, 2], "Ticked are those who have articles in a round already."),
        ([0, 3], 0, [0, 3], "Ticked are those who have articles in a round already."),
    ],
)
def test_who_is_ticked_at_first_codes_already_or_is_not_who_plans(
    window: QWidget, with_articles: list[int], planner: int, ticked: list[int], why: str
) -> None:
    ids = [coder.id for coder in people(4)]
    found = ticked_at_first(people(4), [ids[at] for at in with_articles], ids[planner])
    assert list(found.coders) == [ids[at] for at in ticked]
    dialog = PlanDialog(a_round(), people(4), found, [], LIGHT, window)
    assert dialog.wish().coders == found.coders
    assert why in words_of(dialog)


def test_tab_goes_through_a_plan_from_top_to_bottom(qtbot: QtBot, plan_dialog: PlanDialog) -> None:
    with qtbot.waitActive(plan_dialog):
        plan_dialog.open()
        plan_dialog.activateWindow()
    stops = [one.accessibleName() for one in walk(plan_dialog.focusWidget(), is_next=True)]
    assert stops[:8] == [
        "Who codes",
        "All coders",
        "No coder",
        "Articles",
        "Words in title or text",
        *("Share coded by several, in percent",) * 2,
        "Coders for each of these",
    ]


def test_who_is_alone_is_ticked() -> None:
    (only,) = people(1)
    assert ticked_at_first([only], (), only.id) == ((only.id,), "You are the only coder so far.")


def test_every_change_asks_for_another_preview_once(qtbot: QtBot, plan_dialog: PlanDialog) -> None:
    asked: list[PlanWish] = []
    plan_dialog.preview_asked.connect(asked.append)
    with qtbot.waitSignal(plan_dialog.preview_asked):
        named(plan_dialog, QSlider, "Share coded by several, in percent").setValue(50)  # type: ignore[attr-defined]
        named(plan_dialog, QSpinBox, "Coders for each of these").setValue(3)  # type: ignore[attr-defined]
        named(plan_dialog, QLineEdit, "Seed").setText("99")  # type: ignore[attr-defined]
        named(plan_dialog, QComboBox, "Articles").setCurrentIndex(1)  # type: ignore[attr-defined]
        named(plan_dialog, QLineEdit, "Words in title or text").setText(" militia ")  # type: ignore[attr-defined]
    (wish,) = asked
    assert (wish.share, wish.coders_each, wish.seed) == (0.5, 3, 99)
    assert (wish.choice.import_id, wish.choice.phrase) == ("i", "militia")
    assert named(plan_dialog, QSpinBox, "Share coded by several, in percent").value() == 50  # type: ignore[attr-defined]


def a_plan(dialog: PlanDialog, articles: int = 10) -> None:
    wish = dialog.wish()
    plan = plan_assignments(
        a_round().id,
        coders=wish.coders,
        article_ids=[ArticleId(f"a{number}") for number in range(articles)],
        share=wish.share,
        coders_each=wish.coders_each,
        seed=wish.seed,
    )
    dialog.show_plan(wish, plan)


def test_the_preview_says_what_the_plan_gives_and_the_button_how_much(plan_dialog: PlanDialog) -> None:
    assert not plan_dialog.go_button.isEnabled()
    a_plan(plan_dialog)
    assert plan_dialog.go_button.text() == "Assign 10 articles"
    assert plan_dialog.go_button.isEnabled()
    assert plan_dialog.preview.summary.text() == "10 articles: 2 coded by 2 coders, 8 by one."
    assert "Any two share 0 to 1. 4 pairs never meet; raise the share for that." in words_of(plan_dialog.preview)


@pytest.mark.parametrize(
    "articles, several, each, sentence",
    [
        (12, 12, 2, "12 articles, each coded by 2 coders."),
        (12, 0, 2, "12 articles, each coded by one coder."),
        (1, 1, 3, "1 article, coded by 3 coders."),
        (1, 0, 2, "1 article, coded by one coder."),
        (1_300, 260, 2, "1,300 articles: 260 coded by 2 coders, 1,040 by one."),
    ],
)
def test_a_plan_is_told_in_a_sentence(articles: int, several: int, each: int, sentence: str) -> None:
    assert plan_sentence(articles, several, each) == sentence


def test_a_preview_of_what_is_no_longer_asked_is_dropped(plan_dialog: PlanDialog) -> None:
    late = plan_dialog.wish()
    plan = plan_assignments(a_round().id, coders=late.coders, article_ids=[ArticleId("a")], share=0, seed=1)
    named(plan_dialog, QLineEdit, "Seed").setText("5")  # type: ignore[attr-defined]
    plan_dialog.show_plan(late, plan)
    plan_dialog.show_refusal(late, "Too late.")
    assert plan_dialog.plan is None
    assert not plan_dialog.go_button.isEnabled()
    assert "Too late." not in words_of(plan_dialog)


def test_a_plan_that_cannot_be_says_why_and_cannot_be_stored(plan_dialog: PlanDialog) -> None:
    a_plan(plan_dialog)
    plan_dialog.show_refusal(plan_dialog.wish(), "There are no articles to give out.")
    assert not plan_dialog.go_button.isEnabled()
    assert "There are no articles to give out." in words_of(plan_dialog)
    assert plan_dialog.preview.summary.text() == "Nothing to give out like this."


@pytest.mark.parametrize("coder_count", [1, 2, 12, 13, 40])
def test_the_preview_is_painted_for_any_number_of_coders(qtbot: QtBot, coder_count: int) -> None:
    preview = PlanPreview(LIGHT)
    qtbot.addWidget(preview)
    coders = people(coder_count)
    blank = preview.grab().toImage()
    plan = plan_assignments(
        a_round().id,
        coders=[coder.id for coder in coders],
        article_ids=[ArticleId(f"a{number}") for number in range(90)],
        share=0.5 if coder_count > 1 else 0,
        seed=1,
    )
    preview.show_plan(plan, coders)
    preview.resize(360, 500)
    preview.show()
    assert preview.grab().toImage() != blank
    names = [widget.accessibleName() for widget in preview.findChildren(QWidget)]
    assert any(f"Coder 01: {plan.loads[coders[0].id]}" in name for name in names)


def test_coders_are_ticked_with_space_and_all_or_none_by_buttons(qtbot: QtBot) -> None:
    ticks = CoderTicks(people(3), [])
    qtbot.addWidget(ticks)
    changes: list[None] = []
    ticks.changed.connect(lambda: changes.append(None))
    listed = ticks.findChildren(QListWidget)[0]
    QTest.keyClick(listed, Qt.Key.Key_Space)
    assert ticks.ticked() == ("c1",)
    all_button, none_button = (named(ticks, QWidget, name) for name in ("All coders", "No coder"))
    all_button.click()  # type: ignore[attr-defined]
    assert ticks.ticked() == ("c1", "c2", "c3")
    assert "3 of 3" in words_of(ticks)
    none_button.click()  # type: ignore[attr-defined]
    assert ticks.ticked() == ()
    assert len(changes) == 3


# -- moving -----------------------------------------------------------------------------------------------------------


def test_what_is_not_begun_is_moved_but_not_what_the_other_has(window: QWidget) -> None:
    progress = some_progress(3, 12)
    dialog = MoveDialog(progress, people(4), [], "c1", window)
    to = named(dialog, QComboBox, "To")
    to.setCurrentIndex(3)  # type: ignore[attr-defined]
    wish = dialog.wish()
    expected = {
        article.article_id
        for article in progress.articles
        for state in article.states
        if state.coder_id == "c1" and state.progress is Progress.NOT_STARTED
    }
    assert (wish.from_coder, wish.to_coder) == ("c1", "c4")
    assert set(wish.article_ids) == expected
    assert expected
    to.setCurrentIndex(1)  # type: ignore[attr-defined]
    doubled = {
        article.article_id
        for article in progress.articles
        if {"c1", "c2"} <= {state.coder_id for state in article.states}
    }
    assert set(dialog.wish().article_ids) == expected - doubled
    assert "left out: Coder 02 has them already." in words_of(dialog)


def test_what_is_finished_is_never_moved(window: QWidget) -> None:
    progress = some_progress(3, 12)
    chosen = [article.article_id for article in progress.articles]
    dialog = MoveDialog(progress, people(4), chosen, "c1", window)
    named(dialog, QComboBox, "To").setCurrentIndex(3)  # type: ignore[attr-defined]
    open_ones = {
        article.article_id
        for article in progress.articles
        for state in article.states
        if state.coder_id == "c1" and not state.progress.is_finished
    }
    assert set(dialog.wish().article_ids) == open_ones
    next(one for one in dialog.findChildren(QRadioButton) if "not finished" in one.text()).setChecked(True)
    assert set(dialog.wish().article_ids) == open_ones


def test_moving_to_oneself_or_nothing_is_refused(window: QWidget) -> None:
    dialog = MoveDialog(some_progress(), people(3), [], "c1", window)
    named(dialog, QComboBox, "To").setCurrentIndex(0)  # type: ignore[attr-defined]
    assert not dialog.go_button.isEnabled()
    assert "Choose two different people." in words_of(dialog)
    nothing = MoveDialog(some_progress(2, 1), people(3), [], "c2", window)
    named(nothing, QComboBox, "To").setCurrentIndex(2)  # type: ignore[attr-defined]
    assert "There is nothing to re-assign." in words_of(nothing)


def test_escape_leaves_every_dialog(qtbot: QtBot, window: QWidget, plan_dialog: PlanDialog) -> None:
    for dialog in (
        plan_dialog,
        RoundDialog(VERSIONS, [], window),
        MoveDialog(some_progress(), people(3), [], "", window),
    ):
        dialog.open()
        with qtbot.waitSignal(dialog.rejected):
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.result() == QDialog.DialogCode.Rejected.value
