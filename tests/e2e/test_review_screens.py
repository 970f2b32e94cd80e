"""The review's screens that are looked at before the work is called done; each is kept as a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.ids import RoundId
from annotator.gui.review.batch_dialog import BatchDialog
from annotator.gui.review.room import ReviewRoom
from annotator.gui.theme import ThemeName, tokens
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.review_scenes import REVIEWER, filled, reviewed_project
from tests.e2e.scenes import remember
from tests.e2e.test_review import after_case, enter_review, shown_case
from tests.e2e.test_screens import (
    SIZES,
    area_of,
    assert_legible,
    assert_no_sideways_scrolling,
    colours_in,
    picture_of,
    size_name,
)
from tests.gui.cut_words import words_cut_in
from tests.services.review_making import FIRST, SECOND, THIRD, made_project


@pytest.mark.parametrize("size", SIZES, ids=size_name)
@pytest.mark.parametrize("theme", ThemeName)
def test_a_case_is_legible_in_every_theme_and_size(
    play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName, size: QSize
) -> None:
    path, _ = reviewed_project(tmp_path / "p", articles=8, incidents=3)
    remember(theme=theme.value, coder_name=REVIEWER)

    def look(hands: Hands) -> None:
        room = enter_review(hands)
        after_case(hands, room, lambda: hands.press("A"))
        hands.press("Up")
        image = picture_of(hands.window, artifacts / f"review-{theme.value}-{size_name(size)}.png")
        colours = tokens(theme)
        article = area_of(room.page.article.view.viewport(), hands.window)
        assert colours_in(image, article).most_common(1)[0][0] == colours.article_base
        assert_legible(image, article, 7.0)
        for part in (room.list, room.page.ruling):
            assert_legible(image, area_of(part, hands.window), 7.0)
        assert_legible(image, area_of(room.bar, hands.window), 4.5)
        assert_no_sideways_scrolling(hands.window)
        hands.wait(lambda: words_cut_in(hands.window) == [], "nothing is cut")
        for place in (0, 1):
            assert room.page.article.looks[place].line.name() in colours_in(image, article)
        assert_everything_fits(room.page.ruling)

    assert play([str(path)], look, size=size) == 0


def assert_everything_fits(panel: QWidget) -> None:
    """Fail when a card or a verb sticks out of the panel at the side."""
    for part in panel.findChildren(QWidget):
        if part.isVisible():
            assert area_of(part, panel).right() <= panel.width(), part.accessibleName() or type(part).__name__


def show_board(hands: Hands, room: ReviewRoom) -> QWidget:
    hands.press("L")
    return room.page.board


def show_gold(hands: Hands, room: ReviewRoom) -> QWidget:
    after_case(hands, room, lambda: hands.press("A"))
    hands.press("G")
    hands.wait(lambda: room.page.gold.list.lines.rowCount() > 0, "gold is listed")
    return room.page.gold


def show_new_answer(hands: Hands, room: ReviewRoom) -> QWidget:
    case = shown_case(room)
    while all(item.is_whole for item in case.items):
        after_case(hands, room, lambda: hands.press("J"))
        case = shown_case(room)
    room.page.show_item(case.items[0].id)
    field = next(item for item in case.items if not item.is_whole)
    for _ in case.items[: case.items.index(field)]:
        hands.press("Down")
    hands.press("N")
    answer = room.page.ruling.foot.new_answer
    hands.wait(lambda: is_wholly_in_view(answer.record_button), "the panel has made room for the answer")
    return answer


def is_wholly_in_view(widget: QWidget) -> bool:
    """Tell whether nothing of a widget is scrolled away or covered by its parents."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def show_patterns(hands: Hands, room: ReviewRoom) -> QWidget:
    hands.press("P")
    dialog = hands.dialog()
    assert isinstance(dialog, BatchDialog)
    return dialog


@pytest.mark.parametrize("theme", ThemeName)
@pytest.mark.parametrize("show", [show_board, show_gold, show_new_answer, show_patterns], ids=lambda one: one.__name__)
def test_what_stands_beside_the_article_is_legible(
    play: Play,
    tmp_path: Path,
    artifacts: Path,
    theme: ThemeName,
    show: Callable[[Hands, ReviewRoom], QWidget],
) -> None:
    path, _ = reviewed_project(tmp_path / "p", articles=8, incidents=3, coders=(FIRST, SECOND, THIRD))
    remember(theme=theme.value, coder_name=REVIEWER)

    def look(hands: Hands) -> None:
        part = show(hands, enter_review(hands))
        hands.wait(part.isVisible, "it is shown")
        image = picture_of(part.window(), artifacts / f"{show.__name__}-{theme.value}.png")
        assert_legible(image, area_of(part, part.window()), 7.0)
        assert_no_sideways_scrolling(part.window())

    assert play([str(path)], look) == 0


@pytest.mark.parametrize("theme", ThemeName)
def test_an_empty_review_says_what_to_do(play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName) -> None:
    path, _ = reviewed_project(tmp_path / "p", coders=(FIRST,))
    remember(theme=theme.value, coder_name=REVIEWER)

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        hands.press("Ctrl+4")
        room = hands.window.rooms.current
        assert isinstance(room, ReviewRoom)
        hands.wait(lambda: room.invitation.way.text() == "Go to the rounds", "the room says what to do")
        image = picture_of(hands.window, artifacts / f"review-empty-{theme.value}.png")
        assert_legible(image, area_of(room.invitation, hands.window), 7.0)
        hands.wait(lambda: words_cut_in(hands.window) == [], "nothing is cut")

    assert play([str(path)], look) == 0


def test_sixty_disagreements_and_long_names_stay_in_their_place(play: Play, tmp_path: Path, artifacts: Path) -> None:
    remember(coder_name=REVIEWER)
    project = made_project(tmp_path)
    round_id: RoundId = filled(project, articles=1, incidents=24, coders=(FIRST, SECOND, THIRD))
    with project.file.read() as reader:
        coders = [one for one in reader.coders() if one.id in (FIRST, SECOND, THIRD)]
    project.put([one.model_copy(update={"name": f"{one.name} of the Northern Field Office " * 2}) for one in coders])
    (line,) = project.review.cases(round_id, viewer=project.reviewer)
    assert line.items >= 60
    path = project.workspace.project.path
    project.workspace.close()

    def look(hands: Hands) -> None:
        room = enter_review(hands)
        picture_of(hands.window, artifacts / "review-sixty.png")
        assert_no_sideways_scrolling(hands.window)
        assert_everything_fits(room.page.ruling)
        last = room.list.items.lines.rowCount() - 1
        assert last + 1 == line.items
        room.list.items.setFocus()
        QTest.keyClick(room.list.items, Qt.Key.Key_End)
        wanted = room.list.items.lines.line_at(last)
        assert wanted is not None
        hands.wait(lambda: room.page.item is not None and room.page.item.id == wanted.key, "the last item is in view")
        assert QApplication.focusWidget() is room.list.items

    assert play([str(path)], look) == 0
