from __future__ import annotations

import gc
import re
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from annotator.gui.theme import ThemeName, Tint, icon, icon_names, icons, tokens
from annotator.resources import resource_path

PROMISED = (
    "queue search plus close undo redo check circle half_circle warning flag note palette sun moon import export "
    "chevron_left chevron_right chevron_up chevron_down book keyboard trash copy"
)
NAMES = sorted(icon_names())


@pytest.fixture(autouse=True)
def _light(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    in_theme(monkeypatch, ThemeName.LIGHT)


def in_theme(monkeypatch: pytest.MonkeyPatch, name: ThemeName) -> None:
    monkeypatch.setattr(icons, "current_theme", lambda _: name)


def image_of(drawn: QIcon, size: int = 16, scale: float = 1.0, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return drawn.pixmap(QSize(size, size), scale, mode).toImage()


def core_colour(image: QImage) -> str:
    """Return the colour in the middle, away from soft edges."""
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


def coverage(image: QImage) -> float:
    """Return the share of pixels with anything on them."""
    painted = sum(image.pixelColor(x, y).alpha() > 40 for x in range(image.width()) for y in range(image.height()))
    return painted / (image.width() * image.height())


@pytest.mark.parametrize("name", PROMISED.split())
def test_the_icons_of_the_window_are_there(name: str) -> None:
    assert name in icon_names()


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_shows_something_and_is_no_solid_block(name: str) -> None:
    assert 0.02 < coverage(image_of(icon(name), 32)) < 0.75


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_stays_clear_of_its_edges(name: str) -> None:
    image = image_of(icon(name), 64)
    edges = [image.pixelColor(position, edge).alpha() for position in range(64) for edge in (0, 63)]
    edges += [image.pixelColor(edge, position).alpha() for position in range(64) for edge in (0, 63)]
    assert max(edges) == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_small_and_has_no_colour_of_its_own(name: str) -> None:
    text = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert ET.fromstring(text).attrib["viewBox"] == "0 0 16 16"  # noqa: S314 - the project's own
    assert "currentColor" in text
    assert not re.search(r"#[0-9a-f]{3}|<style|<script|href", text)
    assert len(text) < 1000


def test_no_two_icons_look_the_same() -> None:
    drawn = {name: bytes(image_of(icon(name), 48).constBits()) for name in NAMES if name != "contrast"}
    assert len(set(drawn.values())) == len(drawn)


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("tint", list(Tint))
def test_an_icon_is_painted_in_the_themes_colour(monkeypatch: pytest.MonkeyPatch, theme: ThemeName, tint: Tint) -> None:
    in_theme(monkeypatch, theme)
    expected = getattr(tokens(theme), tint.value)
    assert core_colour(image_of(icon("full_circle", tint), 32)) == expected


def test_an_icon_already_in_a_button_follows_a_change_of_theme(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    button.setIcon(icon("full_circle"))
    assert core_colour(image_of(button.icon(), 32)) == tokens(ThemeName.LIGHT).text
    in_theme(monkeypatch, ThemeName.DARK)
    assert core_colour(image_of(button.icon(), 32)) == tokens(ThemeName.DARK).text


@pytest.mark.parametrize("theme", list(ThemeName))
def test_switched_off_and_selected_icons_have_colours_of_their_own(
    monkeypatch: pytest.MonkeyPatch, theme: ThemeName
) -> None:
    in_theme(monkeypatch, theme)
    drawn = icon("full_circle")
    assert core_colour(image_of(drawn, 32, mode=QIcon.Mode.Disabled)) == tokens(theme).text_disabled
    assert core_colour(image_of(drawn, 32, mode=QIcon.Mode.Selected)) == tokens(theme).on_selection


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 2.5])
def test_an_icon_has_a_pixel_for_each_pixel_of_the_screen(scale: float) -> None:
    pixmap = icon("search").pixmap(QSize(16, 16), scale)
    assert pixmap.width() == round(16 * scale)
    assert pixmap.deviceIndependentSize().width() == pytest.approx(16)


def test_an_icon_at_twice_the_scale_is_drawn_and_not_blown_up() -> None:
    small = image_of(icon("search"), 16)
    sharp = image_of(icon("search"), 16, 2.0)
    sharp.setDevicePixelRatio(1)
    assert sharp != small.scaled(32, 32)


def test_an_icon_in_a_wide_space_stays_square_and_centred() -> None:
    image = icon("full_circle").pixmap(QSize(64, 32)).toImage()
    painted = [x for x in range(64) if image.pixelColor(x, 16).alpha() > 200]
    assert min(painted) >= 20
    assert max(painted) <= 43
    assert min(painted) == 63 - max(painted)


def test_a_name_without_a_drawing_is_refused() -> None:
    with pytest.raises(KeyError, match="there is no icon unicorn"):
        icon("unicorn")


def test_making_an_icon_reads_no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(name: str) -> str:
        read.append(name)
        return '<svg xmlns="http://www.w3.org/2000/svg"/>'

    monkeypatch.setattr(icons, "_drawing", reading)
    monkeypatch.setattr(icons, "_rendered", icons._rendered.__wrapped__)  # whatever was painted before or will be
    drawn = icon("keyboard")
    assert read == []
    drawn.pixmap(QSize(17, 17))
    assert read == ["keyboard"]


def test_icons_survive_being_copied_changed_and_forgotten() -> None:
    for _ in range(200):
        changed = QIcon(icon("search"))
        changed.addPixmap(QPixmap(4, 4))
        copies = [QIcon(changed) for _ in range(3)]
        assert not copies[-1].pixmap(16, 16).isNull()
    gc.collect()
    assert coverage(image_of(icon("search"))) > 0
