"""The screens that are looked at before the work is called done; each is kept as a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget

from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.gui.theme import ThemeName, tokens
from annotator.gui.theme.contrast import contrast
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import (
    RETELLING,
    code_partly,
    code_wholly,
    empty_project,
    remember,
    sample_project,
)
from tests.gui.cut_words import words_cut_in

SIZES = (QSize(1280, 720), QSize(1920, 1080))
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def size_name(size: QSize) -> str:
    return f"{size.width()}x{size.height()}"


def picture_of(widget: QWidget, path: Path) -> QImage:
    """Keep a picture of a widget and return it."""
    image = widget.grab().toImage()
    assert image.save(str(path)), path
    return image


def colours_in(image: QImage, area: QRect) -> Counter[str]:
    """Count the colours of an area, every second pixel."""
    inside = area.intersected(image.rect())
    return Counter(
        image.pixelColor(x, y).name()
        for y in range(inside.top(), inside.bottom(), 2)
        for x in range(inside.left(), inside.right(), 2)
    )


def area_of(widget: QWidget, within: QWidget) -> QRect:
    return widget.rect().translated(widget.mapTo(within, QPoint()))


def assert_legible(image: QImage, area: QRect, least: float) -> None:
    """Fail unless the strongest words of an area stand out against its commonest colour."""
    counted = colours_in(image, area)
    ground = counted.most_common(1)[0][0]
    strongest = max(contrast(colour, ground) for colour in counted)
    assert strongest >= least, f"{strongest:.1f} on {ground}"


def assert_no_sideways_scrolling(window: QWidget) -> None:
    for area in window.findChildren(QAbstractScrollArea):
        if area.isVisible():
            assert not area.horizontalScrollBar().isVisible(), area.accessibleName() or type(area).__name__


def open_retelling(hands: Hands) -> None:
    """Open the retelling with the whole queue beside it."""
    hands.wait_for_article()
    hands.open_article(RETELLING)
    hands.press("Ctrl+Shift+F")
    hands.press("Backspace")
    model = hands.window.coding.queue_model
    hands.wait(lambda: model.rowCount() == 12, "the whole queue is listed")
    hands.wait(lambda: all(model.item_at(row) is not None for row in range(12)), "every line is there")
    hands.view.setFocus()
    hands.wait(hands.view.hasFocus, "the article has the keyboard")


@pytest.mark.parametrize("size", SIZES, ids=size_name)
@pytest.mark.parametrize("theme", ThemeName)
def test_the_main_window_is_legible_in_every_theme_and_size(
    play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName, size: QSize
) -> None:
    remember(theme=theme.value)
    path = sample_project(tmp_path / "sample.annotator", code_partly)

    def look(hands: Hands) -> None:
        open_retelling(hands)
        window = hands.window
        image = picture_of(window, artifacts / f"main-{theme.value}-{size_name(size)}.png")
        assert image.size() == size
        article, queue = area_of(hands.view.viewport(), window), area_of(window.coding.queue_panel, window)
        form, status = area_of(window.coding.form, window), area_of(window.status_line, window)
        colours = tokens(theme)
        assert colours_in(image, article).most_common(1)[0][0] == colours.article_base
        assert_legible(image, article, 7.0)
        for area in (queue, form):
            assert_legible(image, area, 7.0)
        assert_legible(image, status, 4.5)
        assert_no_sideways_scrolling(window)
        hands.wait(lambda: words_cut_in(window) == [], "nothing is cut")
        # The highlights are there, in the colours of their fields.
        assert len(colours_in(image, article)) > 60
        # Title and text begin at the same place.
        title = next(
            label for label in window.coding.article_panel.findChildren(QLabel) if label.property("role") == "title"
        )
        left = hands.view.cursorRect().left() + article.left()
        assert abs(title.mapTo(window, QPoint()).x() - left) <= 2

    assert play([str(path)], look, size=size) == 0


@pytest.mark.parametrize("theme", ThemeName)
def test_a_field_is_open_beside_its_evidence(play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName) -> None:
    remember(theme=theme.value)
    path = sample_project(tmp_path / "sample.annotator", code_partly)

    def look(hands: Hands) -> None:
        open_retelling(hands)
        hands.press("K")
        hands.wait(lambda: hands.form.active_slot() is not None, "the toll is open")
        image = picture_of(hands.window, artifacts / f"field-{theme.value}.png")
        assert_legible(image, area_of(hands.form, hands.window), 7.0)
        assert_no_sideways_scrolling(hands.window)

    assert play([str(path)], look) == 0


def open_field_palette(hands: Hands) -> None:
    hands.mark(hands.find("Ten men came out alive"), with_mouse=True)
    hands.press("Space")


def open_problems(hands: Hands) -> None:
    hands.press("F8")


def open_commands(hands: Hands) -> None:
    hands.press("Ctrl+K")


def open_list_of_highlights(hands: Hands) -> None:
    hands.click_text(hands.find("one civilian").start + 2)


@pytest.mark.parametrize("theme", ThemeName)
@pytest.mark.parametrize("opened", [open_field_palette, open_problems, open_commands, open_list_of_highlights])
def test_a_palette_over_the_window(
    play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName, opened: Callable[[Hands], None]
) -> None:
    remember(theme=theme.value)
    path = sample_project(tmp_path / "sample.annotator", code_partly)

    def look(hands: Hands) -> None:
        open_retelling(hands)
        opened(hands)
        palette = hands.palette()
        image = picture_of(palette, artifacts / f"{opened.__name__.removeprefix('open_')}-{theme.value}.png")
        assert_legible(image, image.rect(), 7.0)
        assert_no_sideways_scrolling(palette)
        hands.press("Escape")

    assert play([str(path)], look) == 0


@pytest.mark.parametrize("theme", ThemeName)
def test_a_complete_article(play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName) -> None:
    remember(theme=theme.value)
    path = sample_project(tmp_path / "sample.annotator", code_wholly)

    def look(hands: Hands) -> None:
        open_retelling(hands)
        image = picture_of(hands.window, artifacts / f"complete-{theme.value}.png")
        assert tokens(theme).success in colours_in(image, area_of(hands.window.coding.queue_panel, hands.window))
        assert_legible(image, area_of(hands.form, hands.window), 7.0)
        assert_no_sideways_scrolling(hands.window)

    assert play([str(path)], look) == 0


@pytest.mark.parametrize("theme", ThemeName)
def test_an_untouched_article_and_a_project_without_one(
    play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName
) -> None:
    remember(theme=theme.value)
    untouched = sample_project(tmp_path / "sample.annotator")
    empty = empty_project(tmp_path / "empty.annotator")

    def look_at_untouched(hands: Hands) -> None:
        open_retelling(hands)
        image = picture_of(hands.window, artifacts / f"untouched-{theme.value}.png")
        assert_legible(image, area_of(hands.form, hands.window), 4.5)

    def look_at_empty(hands: Hands) -> None:
        hands.wait(lambda: hands.window.windowTitle().startswith("empty"), "the project is open")
        hands.wait(
            lambda: any(
                label.text().startswith("Nothing to read here yet")
                for label in hands.window.coding.article_panel.findChildren(QLabel)
            ),
            "it says what to do",
        )
        image = picture_of(hands.window, artifacts / f"empty-{theme.value}.png")
        assert_legible(image, area_of(hands.window.coding.article_panel, hands.window), 4.5)

    assert play([str(untouched)], look_at_untouched) == 0
    assert play([str(empty)], look_at_empty) == 0


@pytest.mark.parametrize("theme", ThemeName)
@pytest.mark.parametrize("action", ["export", "shortcut_sheet", "about"])
def test_a_dialog(play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName, action: str) -> None:
    remember(theme=theme.value)
    path = sample_project(tmp_path / "sample.annotator")

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        hands.window.actions_by_id[action].trigger()
        dialog = hands.dialog()
        image = picture_of(dialog, artifacts / f"{action}-{theme.value}.png")
        assert_legible(image, image.rect(), 7.0)
        hands.wait(lambda: words_cut_in(dialog) == [], "nothing is cut")
        assert_no_sideways_scrolling(dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert play([str(path)], look) == 0


@pytest.mark.parametrize("theme", ThemeName)
def test_the_preview_of_an_import(play: Play, tmp_path: Path, artifacts: Path, theme: ThemeName) -> None:
    remember(theme=theme.value)
    path = sample_project(tmp_path / "sample.annotator")
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "flood.txt").write_text(
        "# A flood and a long headline that has to be cut somewhere in its column\n\nPublished at: **2021-03-09**\n"
        "\nAuthor: **A. Reporter**\n\nWater came.\n",
        encoding="utf-8",
    )
    (folder / "plain.txt").write_text("Only words.\n", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "latin.txt").write_bytes("Un soldat tué près de Bamako, où l'armée s'était repliée.".encode("cp1252"))

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        hands.window.project_commands.import_paths([folder])
        dialog = hands.dialog()
        assert isinstance(dialog, ImportDialog)
        image = picture_of(dialog, artifacts / f"import-{theme.value}.png")
        assert_legible(image, image.rect(), 7.0)
        assert_no_sideways_scrolling(dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert play([str(path)], look) == 0


def test_the_pictures_are_compared_with_what_contrast_means() -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    with pytest.raises(AssertionError):
        assert_legible(image, image.rect(), 1.1)
    image.setPixelColor(20, 20, QColor("#000000"))
    assert_legible(image, image.rect(), 20.9)
