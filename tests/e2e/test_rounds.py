"""A coder's rounds in the window: the queue of a round, what it hides, and giving out articles by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QLineEdit, QWidget

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Slot
from annotator.domain.ids import CoderId, RoundId
from annotator.domain.queue import QueueFilter
from annotator.domain.text import Span
from annotator.gui.rooms import CODING, ROOMS
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import CODER, RETELLING, key_of, remember, sample_project

OTHER, SECRET = "Zbigniew Anders", "only Anders wrote these words"
CHOOSER = "Round whose articles are shown"


def give_everything(workspace: Workspace, *, allows_proposals: bool = True) -> RoundId:
    """Make the blind round Pilot and give every article to the coder and to another, who has finished one."""
    by = workspace.coder.id
    other = workspace.coders.add(OTHER, by=by)
    made = workspace.rounds.make("Pilot", by=by, seed=3, allows_proposals=allows_proposals)
    everything = workspace.articles.queue(by, QueueFilter())
    articles = [item.article_id for item in workspace.articles.queue_page(by, everything)]
    for coder_id in (by, other.id):
        workspace.rounds.assign_by_hand(made.id, coder_id, articles[:10], by=by)
    theirs = CodingKey(key_of(workspace, RETELLING).article_id, other.id, made.id)
    workspace.coding.add_report(theirs)
    report = workspace.coding.worksheet(theirs).coding.reports()[0]
    workspace.coding.write_note(theirs, report.id, SECRET)
    workspace.coding.attach_evidence(theirs, Slot("killed_total", report.id), Span(200, 212))
    return made.id


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project with the round Pilot."""
    remember()
    return sample_project(tmp_path / "sample.annotator", give_everything)


def chooser(hands: Hands) -> QComboBox:
    boxes = hands.window.findChildren(QComboBox)
    return next(box for box in boxes if box.accessibleName() == CHOOSER)


def choose(hands: Hands, row: int) -> None:
    """Choose from the list of rounds with the keyboard."""
    box = chooser(hands)
    box.setFocus()
    while box.currentIndex() != row:
        QTest.keyClick(box, Qt.Key.Key_Down if row > box.currentIndex() else Qt.Key.Key_Up)


def who(hands: Hands) -> str:
    return hands.named(QLabel, "Coder").text()


def everything_said(root: QWidget) -> Iterator[str]:
    """Yield all that a window says: texts, tips, accessible names, lists and tables, seen or not."""
    for widget in (root, *root.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield widget.text()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(row) for row in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from cells_of(widget.model())


def cells_of(model: QAbstractItemModel) -> Iterator[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    columns = 1
    while model.index(0, columns, QModelIndex()).isValid():
        columns += 1
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            index = model.index(row, column, QModelIndex())
            yield from (str(model.data(index, role)) for role in roles)


def test_a_coder_with_a_round_begins_in_it_at_what_is_not_finished(play: Play, sample: Path) -> None:
    def look(hands: Hands) -> None:
        hands.wait_for_article()
        assert chooser(hands).isVisible()
        assert [chooser(hands).itemText(row) for row in range(2)] == ["All articles", "Pilot (blind)"]
        assert chooser(hands).currentText() == "Pilot (blind)"
        assert hands.window.coding.queue_model.rowCount() == 10
        assert who(hands) == f"{CODER} · round Pilot (blind)"
        assert hands.coding.header.round_id is not None

    assert play([str(sample)], look) == 0


def test_without_rounds_there_is_no_choice_to_make(play: Play, tmp_path: Path) -> None:
    remember()
    path = sample_project(tmp_path / "plain.annotator")

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        assert not chooser(hands).isVisible()
        assert who(hands) == CODER
        assert hands.coding.header.round_id is None

    assert play([str(path)], look) == 0


def test_what_is_coded_in_a_round_belongs_to_it_and_not_to_all_articles(play: Play, sample: Path) -> None:
    titles: list[str] = []

    def work(hands: Hands) -> None:
        hands.wait_for_article()
        titles.append(hands.title)
        hands.after_change(partial(hands.press, "0"))
        choose(hands, 0)
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 12, "all articles are listed")
        hands.wait_for_article()
        assert who(hands) == CODER
        assert hands.coding.header.round_id is None
        assert hands.coding.header.is_deleted, "nothing is coded outside the round"
        choose(hands, 1)
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 10, "the round is listed")
        hands.wait(lambda: bool(hands.title) and hands.title != titles[0], "the next unfinished article is open")

    assert play([str(sample)], work) == 0
    with open_workspace(sample, folders=Folders.of_person(), coder_name=CODER) as workspace:
        (made,) = workspace.rounds.rounds()
        progress = workspace.rounds.progress(made.id)
        own = [state for one in progress.articles for state in one.states if state.coder_id == workspace.coder.id]
        assert sum(state.progress.is_finished for state in own) == 1
        assert workspace.coding.worksheet(key_of(workspace, titles[0])).coding.is_empty
        assert workspace.project.check() == ()


def test_the_last_choice_is_remembered_for_the_next_start(play: Play, sample: Path) -> None:
    def leave_the_round(hands: Hands) -> None:
        hands.wait_for_article()
        choose(hands, 0)
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 12, "all articles are listed")

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        assert chooser(hands).currentText() == "All articles"
        assert hands.window.coding.queue_model.rowCount() == 12

    assert play([str(sample)], leave_the_round) == 0
    assert play([str(sample)], look) == 0


@pytest.mark.parametrize("allows_proposals", [True, False])
def test_values_are_proposed_only_where_the_round_allows_it(play: Play, tmp_path: Path, allows_proposals: bool) -> None:
    remember()
    path = sample_project(tmp_path / "sample.annotator", partial(give_everything, allows_proposals=allows_proposals))

    def mark(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.wait_for_article(RETELLING)
        hands.add_report()
        hands.attach("killed_total", hands.find("53"), with_mouse=False)
        typed = {field.text() for field in hands.form.findChildren(QLineEdit) if field.isVisible()}
        assert ("53" in typed) is allows_proposals

    assert play([str(path)], mark) == 0


def test_a_coder_of_a_running_blind_round_finds_no_trace_of_the_others_in_any_room(play: Play, sample: Path) -> None:
    def look_around(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.wait_for_article(RETELLING)
        assert not hands.coding.reports(), "the other's incident is not shown"
        for room in (CODING, *(room.id for room in ROOMS)):
            hands.trigger(f"room_{room}")
            hands.wait(lambda room=room: hands.window.rooms.current_id == room, f"{room} is shown")  # type: ignore[misc]
            said = "\n".join(everything_said(hands.window))
            assert OTHER not in said, room
            assert SECRET not in said, room

    assert play([str(sample)], look_around) == 0


def test_released_the_round_says_so_in_the_queue(play: Play, sample: Path) -> None:
    def release(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("room_rounds")
        hands.wait(hands.window.actions_by_id["rounds_release"].isEnabled, "the round is there")
        hands.trigger("rounds_release")
        hands.wait(lambda: chooser(hands).itemText(1) == "Pilot (released)", "the queue's choice says so")
        hands.trigger("room_code")
        assert who(hands) == f"{CODER} · round Pilot (released)"
        hands.wait(lambda: OTHER in "\n".join(everything_said(hands.window.rooms)), "the others are shown")

    assert play([str(sample)], release) == 0


def test_an_article_taken_away_while_it_is_open_is_left(play: Play, sample: Path) -> None:
    def take_away(hands: Hands) -> None:
        hands.wait_for_article()
        desk = hands.window.desk

        def withdraw(workspace: Workspace) -> None:
            (made,) = workspace.rounds.rounds()
            own: CoderId = workspace.coder.id
            states = [state for one in workspace.rounds.progress(made.id).articles for state in one.states]
            workspace.rounds.withdraw([one.assignment_id for one in states if one.coder_id == own], by=own)

        desk.ask(lambda workspace, _: withdraw(workspace), on_success=lambda _: desk.rounds_changed.emit())
        hands.wait(lambda: not chooser(hands).isVisible(), "the round is gone from the queue")
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 12, "all articles are listed")
        hands.wait_for_article()
        assert hands.coding.header.round_id is None

    assert play([str(sample)], take_away) == 0
