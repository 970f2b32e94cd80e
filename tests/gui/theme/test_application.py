from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QSpinBox,
    QSplitter,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.gui.theme import (
    ThemeName,
    apply_theme,
    calm_calendar,
    current_theme,
    restyle,
    sheet_put_on_last,
    tokens,
)
from tests.gui.theme.gallery import LABEL_ROLES, TONES, focusable, gallery, sample_menu, with_role

Role = QPalette.ColorRole
Group = QPalette.ColorGroup
THEMES = list(ThemeName)
UNABLE = "This plugin does not support"
"""How the offscreen platform begins what it says about itself."""
pytestmark = pytest.mark.qt_log_ignore(UNABLE)


@pytest.fixture
def warnings_of_qt() -> Iterator[list[str]]:
    """Collect what Qt says; it complains about style sheets it cannot parse."""
    heard: list[str] = []

    def listen(kind: QtMsgType, _: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg:
            heard.append(message)

    before = qInstallMessageHandler(listen)
    yield heard
    qInstallMessageHandler(before)


def shown(qtbot: QtBot, widget: QWidget) -> QImage:
    """Return what the widget looks like on the screen."""
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return widget.grab().toImage()


def settled(qtbot: QtBot, widget: QWidget) -> QImage:
    """Return what the widget looks like once its layout has come to rest."""
    seen: list[QImage] = []

    def has_come_to_rest() -> bool:
        seen.append(widget.grab().toImage())
        return len(seen) > 5 and all(image == seen[-1] for image in seen[-5:])

    qtbot.waitUntil(has_come_to_rest)
    return seen[-1]


def share_that_differs(one: QImage, other: QImage) -> float:
    points = [(x, y) for x in range(0, one.width(), 3) for y in range(0, one.height(), 3)]
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in points) / len(points)


def colours_of(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("name", THEMES)
def test_the_palette_is_the_themes(qapp: QApplication, name: ThemeName) -> None:
    apply_theme(qapp, name)
    palette, theme = qapp.palette(), tokens(name)
    expected = {
        Role.Window: theme.window,
        Role.WindowText: theme.text,
        Role.Base: theme.surface,
        Role.Text: theme.text,
        Role.ButtonText: theme.text,
        Role.PlaceholderText: theme.text_dim,
        Role.Highlight: theme.selection,
        Role.HighlightedText: theme.on_selection,
        Role.Link: theme.accent,
        Role.Accent: theme.accent,
        Role.ToolTipBase: theme.tooltip,
        Role.ToolTipText: theme.on_tooltip,
    }
    for role, colour in expected.items():
        for group in (Group.Active, Group.Inactive):
            assert palette.color(group, role).name() == colour, (role, group)


@pytest.mark.parametrize("name", THEMES)
def test_no_role_of_the_palette_is_left_to_the_platform(qapp: QApplication, name: ThemeName) -> None:
    apply_theme(qapp, name)
    roles = [role for role in Role if role not in {Role.NoRole, Role.NColorRoles}]
    for group in (Group.Active, Group.Inactive, Group.Disabled):
        assert [role for role in roles if not qapp.palette().isBrushSet(group, role)] == []


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("role", [Role.WindowText, Role.Text, Role.ButtonText, Role.PlaceholderText])
def test_what_is_switched_off_is_faint(qapp: QApplication, name: ThemeName, role: QPalette.ColorRole) -> None:
    apply_theme(qapp, name)
    assert qapp.palette().color(Group.Disabled, role).name() == tokens(name).text_disabled


@pytest.mark.parametrize("name", THEMES)
def test_tool_tips_have_the_themes_palette(qapp: QApplication, name: ThemeName) -> None:
    apply_theme(qapp, name)
    assert QToolTip.palette().color(Role.ToolTipBase).name() == tokens(name).tooltip


def test_a_theme_brings_fusion_and_a_font_of_thirteen_pixels(qapp: QApplication) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    qapp.setStyleSheet("")
    assert qapp.style().objectName().lower() == "fusion"
    assert qapp.font().pixelSize() == 13


def test_without_a_theme_the_current_one_is_light(qapp: QApplication) -> None:
    qapp.setProperty("annotatorTheme", None)
    assert current_theme(qapp) is ThemeName.LIGHT


@pytest.mark.parametrize("name", THEMES)
def test_the_current_theme_is_the_one_applied_last(qapp: QApplication, name: ThemeName) -> None:
    apply_theme(qapp, ThemeName.DARK)
    apply_theme(qapp, name)
    assert current_theme(qapp) is name


def test_a_theme_leaves_environment_and_home_alone(qapp: QApplication, home: Path) -> None:
    before = dict(os.environ)
    for name in THEMES:
        apply_theme(qapp, name)
    assert dict(os.environ) == before
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize("name", THEMES)
def test_qt_understands_every_rule_for_every_control(
    qapp: QApplication, qtbot: QtBot, warnings_of_qt: list[str], name: ThemeName
) -> None:
    apply_theme(qapp, name)
    window = gallery()
    shown(qtbot, window)
    shown(qtbot, sample_menu(window))
    for control in focusable():
        shown(qtbot, control)
    complaints = [message for message in warnings_of_qt if UNABLE not in message]
    assert complaints == []


def test_a_broken_sheet_would_be_heard(qapp: QApplication, qtbot: QtBot, warnings_of_qt: list[str]) -> None:
    qapp.setStyleSheet("QLabel { color: red; } }} {")
    shown(qtbot, QLabel("x"))
    assert any("Could not parse" in message for message in warnings_of_qt)


def test_an_open_window_changes_with_the_theme_and_back(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    window = gallery()
    shown(qtbot, window)
    light = settled(qtbot, window)
    apply_theme(qapp, ThemeName.DARK)
    dark = window.grab().toImage()
    apply_theme(qapp, ThemeName.LIGHT)
    # Scrolled contents may come to lie a pixel beside where they were; everything else is as before.
    assert share_that_differs(settled(qtbot, window), light) < 0.001
    assert share_that_differs(dark, light) > 0.9
    corner = light.width() - 40, 30
    assert light.pixelColor(*corner).name() == tokens(ThemeName.LIGHT).window
    assert dark.pixelColor(*corner).name() == tokens(ThemeName.DARK).window


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("role", LABEL_ROLES)
def test_labels_look_like_their_role(qapp: QApplication, qtbot: QtBot, role: str, name: ThemeName) -> None:
    apply_theme(qapp, name)
    theme = tokens(name)
    expected = {"title": theme.text, "error": theme.danger, "warning": theme.warning}
    label = with_role(QLabel("A label"), role)
    shown(qtbot, label)
    assert label.palette().color(Role.WindowText).name() == expected.get(role, theme.text_dim)


@pytest.mark.parametrize("name", THEMES)
def test_what_is_made_without_the_sheet_looks_as_if_made_under_it(
    qapp: QApplication, qtbot: QtBot, name: ThemeName
) -> None:
    apply_theme(qapp, name)
    under = gallery()
    with sheet_put_on_last(qapp):
        before = gallery()
    pictures = []
    for window in (under, before):
        shown(qtbot, window)
        pictures.append(settled(qtbot, window))
    # Scrolled contents may come to lie a pixel beside where they were; everything else is as before.
    assert share_that_differs(*pictures) < 0.001


def test_the_sheet_comes_back_when_making_a_window_fails(qapp: QApplication) -> None:
    apply_theme(qapp, ThemeName.DARK)
    sheet = qapp.styleSheet()

    def fail() -> None:
        with sheet_put_on_last(qapp):
            assert qapp.styleSheet() == ""
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert qapp.styleSheet() == sheet
    assert current_theme(qapp) is ThemeName.DARK


def test_without_a_theme_no_sheet_is_put_on(qapp: QApplication) -> None:
    with sheet_put_on_last(qapp):
        pass
    assert qapp.styleSheet() == ""


def test_titles_are_larger_and_captions_smaller_than_the_rest(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    labels = [with_role(QLabel("Size"), role) for role in ("caption", "dim", "title")]
    for label in labels:
        shown(qtbot, label)
    assert [label.fontInfo().pixelSize() for label in labels] == [11, 13, 18]


@pytest.mark.parametrize("name", THEMES)
def test_pills_differ_in_colour_by_their_tone(qapp: QApplication, qtbot: QtBot, name: ThemeName) -> None:
    apply_theme(qapp, name)
    theme = tokens(name)
    fills = {
        "ok": theme.success_fill,
        "warn": theme.warning_fill,
        "bad": theme.danger_fill,
        "neutral": theme.neutral_fill,
    }
    for tone in TONES:
        image = shown(qtbot, with_role(QLabel("pill"), "pill", tone=tone))
        assert image.pixelColor(10, 2).name() == fills[tone]


def test_a_row_that_becomes_active_gets_its_bar_when_restyled(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, ThemeName.DARK)
    theme = tokens(ThemeName.DARK)
    row = with_role(QFrame(), "row", active="false")
    row.resize(100, 30)
    assert shown(qtbot, row).pixelColor(1, 15).name() != theme.accent
    row.setProperty("active", "true")
    restyle(row)
    image = row.grab().toImage()
    assert image.pixelColor(1, 15).name() == theme.accent
    assert image.pixelColor(50, 15).name() == theme.hover


def test_a_row_may_also_be_active_by_a_truth_value(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    row = QFrame()
    row.setProperty("role", "row")
    row.setProperty("active", True)
    row.resize(100, 30)
    assert shown(qtbot, row).pixelColor(1, 15).name() == tokens(ThemeName.LIGHT).accent


@pytest.mark.parametrize("make", [QPushButton, QLineEdit, QComboBox, QSpinBox, QDateEdit])
def test_controls_of_one_line_are_twenty_eight_to_thirty_pixels_high(
    qapp: QApplication, qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    control = make()
    shown(qtbot, control)
    assert 28 <= control.sizeHint().height() <= 30


def test_a_splitter_is_a_line_of_one_pixel(qapp: QApplication) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    splitter = QSplitter()
    splitter.addWidget(QWidget())
    splitter.addWidget(QWidget())
    splitter.ensurePolished()
    assert splitter.handleWidth() == 1


def test_scroll_bars_are_slim(qapp: QApplication) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    bar = QScrollBar(Qt.Orientation.Vertical)
    bar.ensurePolished()
    assert bar.sizeHint().width() == 12


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("index", range(len(["plain", "primary", "quiet", "danger", "icon", "chip", "tab", "text"])))
def test_the_keyboards_focus_shows_on_buttons_and_fields(
    qapp: QApplication, qtbot: QtBot, index: int, name: ThemeName
) -> None:
    apply_theme(qapp, name)
    holder, other = QWidget(), QLineEdit()
    control = focusable()[index]
    control.setParent(holder)
    other.setParent(holder)
    control.setGeometry(4, 4, 120, 30)
    other.setGeometry(4, 60, 120, 30)
    other.setFocus()
    shown(qtbot, holder)
    qtbot.waitActive(holder)
    qtbot.waitUntil(other.hasFocus)
    without = colours_of(control.grab().toImage())
    control.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(control.hasFocus)
    theme = tokens(name)
    ring = theme.focus_on_accent if control.property("role") == "primary" else theme.focus_ring
    image = control.grab().toImage()
    assert image.pixelColor(60, 1).name() == ring
    assert image.pixelColor(60, 28).name() == ring
    assert colours_of(image) != without


@pytest.mark.parametrize("text", ["Complete", "no incident in this article", "ÉLÉMENT straße"])
def test_texts_stay_as_written(qapp: QApplication, qtbot: QtBot, text: str) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    button, box = QPushButton(text), QCheckBox(text)
    shown(qtbot, button)
    shown(qtbot, box)
    assert (button.text(), box.text()) == (text, text)
    assert button.font().capitalization() is button.font().Capitalization.MixedCase


def test_a_calmed_calendar_has_no_red_weekends(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, ThemeName.DARK)
    calendar = QCalendarWidget()
    calendar.setSelectedDate(QDate(2019, 11, 2))
    red = QColor(Qt.GlobalColor.red)
    assert calendar.weekdayTextFormat(Qt.DayOfWeek.Saturday).foreground().color() == red
    calm_calendar(calendar)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        assert calendar.weekdayTextFormat(day).foreground().style() is Qt.BrushStyle.NoBrush
    assert red.name() not in colours_of(shown(qtbot, calendar))
