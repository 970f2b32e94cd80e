"""What the header of a round says, and which of its buttons are on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.coding import CodebookVersion
from annotator.domain.ids import CodebookId
from annotator.domain.rounds import Round, RoundState
from annotator.gui.rounds.round_header import RoundHeader
from annotator.gui.theme import ThemeName, tokens
from annotator.services.rounds.progress import RoundProgress, made_progress
from tests.gui.rounds.making import a_round, people, some_progress

IDS = (
    *("rounds_plan", "rounds_hand", "rounds_move", "rounds_packets", "rounds_release", "rounds_withdraw"),
    *("rounds_add_coder", "rounds_rename_coder", "rounds_merge", "rounds_settle", "rounds_rename", "rounds_remove"),
)
VERSION = CodebookVersion(id=CodebookId("codebook"), name="incident", version=4, source="", sha256="")
LIGHT = tokens(ThemeName.LIGHT)


class Header:
    """A header with what its buttons asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.asked: list[str] = []
        self.widget = RoundHeader({action_id: self._noting(action_id) for action_id in IDS}, LIGHT)
        qtbot.addWidget(self.widget)
        self.widget.resize(960, 220)
        self.widget.show()

    def _noting(self, action_id: str) -> Callable[[], object]:
        return lambda: self.asked.append(action_id)

    def show(self, progress: RoundProgress, available: frozenset[str] = frozenset(IDS)) -> str:
        """Show a round and return what is said of it."""
        self.widget.show_round(progress, [VERSION], LIGHT, available)
        return "\n".join(label.text() for label in self.widget.findChildren(QLabel) if not label.isHidden())

    @property
    def release(self) -> QPushButton:
        """The button that releases."""
        return self.widget.buttons["rounds_release"]

    def more(self) -> list[QAction]:
        """Return the entries of the menu."""
        return self.widget.findChildren(QMenu)[0].actions()


@pytest.fixture
def header(qtbot: QtBot) -> Header:
    return Header(qtbot)


def with_round(one: Round, progress: RoundProgress) -> RoundProgress:
    return RoundProgress(
        one,
        progress.coders,
        progress.articles,
        progress.total,
        progress.article_count,
        progress.multiply_coded,
        progress.meetings,
        progress.unsettled,
    )


def test_a_round_is_introduced_with_its_facts(header: Header) -> None:
    said = header.show(some_progress())
    for words in (
        "Pilot",
        "Blind",
        "Codebook incident, version 4 · values are proposed · reviewer sees 5% of the unanimous values · seed 0",
        "6 articles, 6 (100%) given to several coders; any two share 2",
        "5 of 12 codings finished (42%)",
    ):
        assert words in said


def test_a_round_without_proposals_under_an_unknown_codebook_says_so(header: Header) -> None:
    one = a_round(allows_proposals=False, seed=9).model_copy(update={"codebook_id": CodebookId("gone")})
    said = header.show(with_round(one, some_progress()))
    assert "Codebook unknown · no values are proposed" in said
    assert "seed 9" in said


@pytest.mark.parametrize(
    ("one", "pill", "button", "tip"),
    [
        (
            a_round(),
            "Blind",
            "Release",
            "see each other&#x27;s codings, names and agreement. 7 codings are not finished.",
        ),
        (a_round(is_blind=False), "Open", "Release", "see each other&#x27;s work already"),
        (a_round(state=RoundState.RELEASED), "Released", "Reopen", "runs again and its coders see only their own work"),
        (a_round(is_blind=False, state=RoundState.RELEASED), "Released", "Reopen", "The round runs again. (L)"),
    ],
)
def test_what_releasing_reveals_is_said_before_it_is_done(
    header: Header, one: Round, pill: str, button: str, tip: str
) -> None:
    said = header.show(with_round(one, some_progress()))
    assert pill in said.splitlines()
    assert header.release.text() == button
    assert tip in header.release.toolTip()


def test_nothing_left_to_finish_is_nothing_to_wait_for(header: Header) -> None:
    done = made_progress(a_round(), [], people(1), 0)
    header.show(done)
    assert "not finished" not in header.release.toolTip()


def test_copies_that_went_on_apart_are_told_with_the_way_to_settle_them(header: Header) -> None:
    lines = made_progress(a_round(), [], people(1), 2)
    said = header.show(lines)
    assert "2 codings went on in two copies and nobody has chosen between them (S)." in said


def test_a_name_that_looks_like_markup_is_shown_as_it_is(header: Header) -> None:
    said = header.show(with_round(a_round("<b>Pilot</b> & more"), some_progress()))
    assert "<b>Pilot</b> & more" in said
    title = next(label for label in header.widget.findChildren(QLabel) if "Pilot" in label.text())
    assert "&lt;b&gt;" in title.toolTip()


def test_only_what_would_do_something_can_be_pressed(header: Header) -> None:
    header.show(some_progress(), frozenset({"rounds_plan", "rounds_add_coder"}))
    enabled = {action_id for action_id, button in header.widget.buttons.items() if button.isEnabled()}
    assert enabled == {"rounds_plan"}
    assert [entry.text() for entry in header.more() if entry.isEnabled()] == ["Add coder…"]


def test_every_button_and_entry_does_what_the_action_does(header: Header) -> None:
    header.show(some_progress())
    for button in header.widget.buttons.values():
        button.click()
    for entry in header.more():
        entry.trigger()
    assert sorted(header.asked) == sorted(IDS)


def test_without_assignments_there_is_no_bar_to_look_at(header: Header) -> None:
    said = header.show(made_progress(a_round(), [], people(2), 0))
    assert "codings finished" not in said
    assert "No articles given out yet" in said
