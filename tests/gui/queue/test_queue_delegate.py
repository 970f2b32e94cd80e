"""A line of the queue as it is painted."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from annotator.domain.queue import Progress, QueueItem
from annotator.gui.queue.queue_delegate import ROW_HEIGHT, QueueDelegate
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.theme import ThemeName, tokens
from tests.gui.queue.articles import line

WIDTH = 264
MARK = QRect(12, 8, 16, 20)
WORDS = QRect(32, 0, WIDTH - 32, ROW_HEIGHT)
LONG = "Dozens of troops killed in an attack on a military post in the north-east, the government says"


def painted(
    item: QueueItem | None,
    theme: ThemeName = ThemeName.LIGHT,
    state: QStyle.StateFlag = QStyle.StateFlag.State_Enabled,
    width: int = WIDTH,
) -> QImage:
    """Return the picture of one line."""
    model = QueueModel()
    model.set_row_numbers([1])
    if item is not None:
        model.set_page([1], [item])
    colours = tokens(theme)
    image = QImage(width, ROW_HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.surface))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, ROW_HEIGHT)
    option.state = state
    painter = QPainter(image)
    QueueDelegate(colours).paint(painter, option, model.index(0))
    painter.end()
    return image


def colours_in(image: QImage, area: QRect) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(*_span(area.left(), area.width()))
        for y in range(*_span(area.top(), area.height()))
    }


def _span(start: int, length: int) -> tuple[int, int]:
    return start, start + length


@pytest.mark.parametrize("theme", ThemeName)
def test_every_progress_has_a_shape_of_its_own(qtbot: QtBot, theme: ThemeName) -> None:
    # Without colour: it may not be the only sign.
    grey = QImage.Format.Format_Grayscale8
    marks = {progress: painted(line(1, progress), theme).copy(MARK).convertToFormat(grey) for progress in Progress}
    for one, other in combinations(Progress, 2):
        assert marks[one] != marks[other], (one, other)


@pytest.mark.parametrize("theme", ThemeName)
def test_marks_and_words_wear_the_theme_s_colours(qtbot: QtBot, theme: ThemeName) -> None:
    colours = tokens(theme)
    assert colours.accent in colours_in(painted(line(1, Progress.DRAFT), theme), MARK)
    assert colours.success in colours_in(painted(line(1, Progress.COMPLETE), theme), MARK)
    assert colours.text in colours_in(painted(line(1), theme), WORDS)
    done = colours_in(painted(line(1, Progress.COMPLETE), theme), QRect(32, 6, WIDTH - 32, 20))
    assert colours.text_dim in done
    assert colours.text not in done


@pytest.mark.parametrize("theme", ThemeName)
def test_the_current_line_is_filled_and_has_a_bar_at_its_edge(qtbot: QtBot, theme: ThemeName) -> None:
    colours = tokens(theme)
    selected = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Selected
    image = painted(line(1), theme, selected)
    assert image.pixelColor(1, ROW_HEIGHT // 2).name() == colours.accent
    assert image.pixelColor(WIDTH - 2, 2).name() == colours.selection
    assert colours.on_selection in colours_in(image, WORDS)


def test_a_line_under_the_mouse_is_marked_less_than_the_current_one(qtbot: QtBot) -> None:
    hovered = painted(line(1), state=QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_MouseOver)
    assert hovered.pixelColor(WIDTH - 2, 2).name() == tokens(ThemeName.LIGHT).hover


def test_a_long_title_is_cut_within_the_line(qtbot: QtBot) -> None:
    image = painted(line(1, title=LONG))
    right = QRect(WIDTH - 12, 0, 12, ROW_HEIGHT)
    assert colours_in(image, right) == {tokens(ThemeName.LIGHT).surface}
    assert image != painted(line(1, title=LONG), width=2 * WIDTH).copy(0, 0, WIDTH, ROW_HEIGHT)


@pytest.mark.parametrize(
    "title", ["قُتل ثلاثة وخمسون جنديا في هجوم", "一次袭击造成五十三名士兵死亡", "<b>bold</b> &amp; more"]
)
def test_titles_of_every_script_are_painted_as_they_are(qtbot: QtBot, title: str) -> None:
    image = painted(line(1, title=title))
    title_line = QRect(32, 6, WIDTH - 32, 20)
    darkest = min(QColor(name).lightness() for name in colours_in(image, title_line))
    assert darkest < 90, "no words are painted"
    assert image != painted(line(1, title="bold & more"))


def test_a_line_that_is_still_on_its_way_is_left_blank(qtbot: QtBot) -> None:
    assert colours_in(painted(None), QRect(0, 0, WIDTH, ROW_HEIGHT)) == {tokens(ThemeName.LIGHT).surface}


def test_an_article_without_source_and_date_says_so(qtbot: QtBot) -> None:
    bare = line(1).model_copy(update={"source": "", "published": None})
    below = QRect(32, 26, WIDTH - 32, 20)
    assert tokens(ThemeName.LIGHT).text_dim in colours_in(painted(bare), below)
    assert painted(bare) != painted(line(1))


def test_every_line_has_the_same_height(qtbot: QtBot) -> None:
    model = QueueModel()
    model.set_row_numbers([1, 2])
    model.set_page([1, 2], [line(1, title=LONG), line(2)])
    delegate = QueueDelegate(tokens(ThemeName.LIGHT))
    sizes = {delegate.sizeHint(QStyleOptionViewItem(), model.index(row)).height() for row in (0, 1)}
    assert sizes == {ROW_HEIGHT}
    assert delegate.sizeHint(QStyleOptionViewItem(), model.index(0)) == QSize(200, ROW_HEIGHT)


def test_another_theme_s_colours_can_be_taken_over(qtbot: QtBot) -> None:
    model = QueueModel()
    model.set_row_numbers([1])
    model.set_page([1], [line(1)])
    delegate = QueueDelegate(tokens(ThemeName.LIGHT))
    delegate.set_tokens(tokens(ThemeName.DARK))
    image = QImage(WIDTH, ROW_HEIGHT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, WIDTH, ROW_HEIGHT)
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    assert tokens(ThemeName.DARK).text in colours_in(image, WORDS)
