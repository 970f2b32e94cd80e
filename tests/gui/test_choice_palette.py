"""The list of choices at the cursor."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from annotator.gui.choice_palette import Choice, ChoiceModel, ChoicePalette
from annotator.gui.theme import ThemeName, tokens

FIELDS = (
    Choice("killed", "Killed (total)", "Toll   K", QColor("#c01010")),
    Choice("wounded", "Wounded", "Toll   W", QColor("#1010c0")),
    Choice("vg_killed", "Killed", "Targets and victims"),
    Choice("place", "Place", "When and where   L"),
)


class Owner(QWidget):
    """A window with a line that has the keyboard before a palette opens."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit(self)
        self.chosen: list[str] = []
        QVBoxLayout(self).addWidget(self.line)

    def offer(self, *choices: Choice, theme: ThemeName = ThemeName.LIGHT, at: QPoint | None = None) -> ChoicePalette:
        palette = ChoicePalette("Go to field…", choices, tokens(theme), self)
        palette.chosen.connect(self.chosen.append)
        palette.open_at(at or QPoint(40, 40))
        return palette


@pytest.fixture
def owner(qtbot: QtBot) -> Owner:
    owner = Owner()
    qtbot.addWidget(owner)
    with qtbot.waitActive(owner):
        owner.show()
        owner.activateWindow()
    owner.line.setFocus()
    qtbot.waitUntil(owner.line.hasFocus)
    return owner


def line_of(palette: ChoicePalette) -> QLineEdit:
    line = palette.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def list_of(palette: ChoicePalette) -> QListView:
    view = palette.findChild(QListView)
    assert isinstance(view, QListView)
    return view


def type_words(palette: ChoicePalette, words: str) -> None:
    for character in words:
        QApplication.sendEvent(
            line_of(palette), QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, character)
        )


def press(palette: ChoicePalette, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(line_of(palette), key)


def shown(palette: ChoicePalette) -> list[str]:
    model = list_of(palette).model()
    return [model.index(row, 0).data(ChoiceModel.ChoiceRole).key for row in range(model.rowCount())]


@pytest.mark.parametrize(
    "words, keys",
    [
        ("", ["killed", "wounded", "vg_killed", "place"]),
        ("kill", ["killed", "vg_killed"]),
        ("KILL toll", ["killed"]),
        ("toll kill", ["killed"]),
        ("  toll   w ", ["wounded"]),
        ("where", ["place"]),
        ("(total)", ["killed"]),
        ("kill where", []),
        (".*", []),
        ("قُتل", []),
    ],
)
def test_what_has_every_typed_word_is_shown(owner: Owner, words: str, keys: list[str]) -> None:
    palette = owner.offer(*FIELDS)
    type_words(palette, words)
    assert shown(palette) == keys
    assert palette.current_key() == (keys[0] if keys else None)


def test_the_line_has_the_keyboard_and_the_first_choice_is_current(owner: Owner) -> None:
    palette = owner.offer(*FIELDS)
    assert QApplication.activePopupWidget() is palette
    assert QApplication.focusWidget() is line_of(palette)
    assert palette.current_key() == "killed"


def test_arrows_go_round_in_both_directions(owner: Owner) -> None:
    palette = owner.offer(*FIELDS)
    seen = []
    for _ in range(5):
        press(palette, Qt.Key.Key_Down)
        seen.append(palette.current_key())
    assert seen == ["wounded", "vg_killed", "place", "killed", "wounded"]
    press(palette, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert palette.current_key() == "place"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_takes_the_current_choice_and_closes(owner: Owner, qtbot: QtBot, key: Qt.Key) -> None:
    palette = owner.offer(*FIELDS)
    press(palette, Qt.Key.Key_Down)
    press(palette, key)
    qtbot.waitUntil(lambda: not isValid(palette))
    assert owner.chosen == ["wounded"]
    qtbot.waitUntil(owner.line.hasFocus)


def test_escape_takes_nothing_and_gives_the_keyboard_back(owner: Owner, qtbot: QtBot) -> None:
    palette = owner.offer(*FIELDS)
    press(palette, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(palette))
    assert owner.chosen == []
    assert QApplication.activePopupWidget() is None
    qtbot.waitUntil(owner.line.hasFocus)


def test_a_click_takes_what_is_clicked(owner: Owner, qtbot: QtBot) -> None:
    palette = owner.offer(*FIELDS)
    view = list_of(palette)
    place = view.visualRect(view.model().index(2, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert owner.chosen == ["vg_killed"]
    assert QApplication.activePopupWidget() is None


def test_a_click_below_the_last_choice_takes_nothing(owner: Owner) -> None:
    palette = owner.offer(*FIELDS)
    type_words(palette, "place")
    view = list_of(palette)
    below = view.visualRect(view.model().index(0, 0)).center() + QPoint(0, 60)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, below)
    assert owner.chosen == []
    assert palette.isVisible()


def test_with_nothing_shown_arrows_and_enter_do_nothing(owner: Owner) -> None:
    palette = owner.offer(*FIELDS)
    type_words(palette, "no such field")
    press(palette, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert owner.chosen == []
    assert palette.isVisible()


def test_a_widget_that_went_away_meanwhile_gets_no_keyboard_back(owner: Owner, qtbot: QtBot) -> None:
    palette = owner.offer(*FIELDS)
    owner.line.deleteLater()
    qtbot.waitUntil(lambda: not isValid(owner.line))
    press(palette, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(palette))


@pytest.mark.parametrize("corner", [QPoint(-500, -500), QPoint(100_000, 100_000)])
def test_a_palette_stays_on_the_screen(owner: Owner, corner: QPoint) -> None:
    palette = owner.offer(*FIELDS, at=corner)
    # The offscreen platform gives every window a frame of two pixels.
    assert palette.screen().availableGeometry().adjusted(0, 0, 2, 2).contains(palette.geometry())


def test_a_long_list_scrolls_and_the_current_choice_stays_in_view(owner: Owner) -> None:
    many = [Choice(str(number), f"Field number {number}") for number in range(60)]
    palette = owner.offer(*many)
    assert palette.height() < 450
    press(palette, Qt.Key.Key_Up)
    view = list_of(palette)
    assert palette.current_key() == "59"
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_a_choice_is_heard_with_its_hint(owner: Owner) -> None:
    palette = owner.offer(*FIELDS)
    assert list_of(palette).model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Killed (total) Toll   K"
    assert line_of(palette).accessibleName() == "Go to field…"
    assert list_of(palette).accessibleName()


@pytest.mark.parametrize("theme", ThemeName)
def test_a_long_choice_is_cut_before_its_hint(owner: Owner, theme: ThemeName) -> None:
    short, long = (
        owner.offer(Choice("a", "Killed " * times, "Toll   K", QColor("#c01010")), theme=theme) for times in (1, 40)
    )
    pictures = [list_of(palette).viewport().grab().toImage() for palette in (short, long)]
    hint = list_of(short).viewport().width() - 60
    for x in range(hint, pictures[0].width()):
        for y in range(pictures[0].height()):
            assert pictures[0].pixelColor(x, y) == pictures[1].pixelColor(x, y)
    assert pictures[0] != pictures[1]


def test_a_colour_is_a_bar_at_the_left(owner: Owner) -> None:
    palette = owner.offer(*FIELDS)
    view = list_of(palette)
    picture = view.viewport().grab().toImage()
    for row, colour in enumerate(("#c01010", "#1010c0")):
        area = view.visualRect(view.model().index(row, 0))
        assert picture.pixelColor(area.left() + 12, area.center().y()).name() == colour


def test_markup_in_a_choice_is_shown_as_it_is(owner: Owner) -> None:
    plain, bold = (owner.offer(Choice("a", words)) for words in ("Killed", "<b>Killed</b>"))
    assert list_of(plain).viewport().grab().toImage() != list_of(bold).viewport().grab().toImage()
    assert list_of(bold).model().index(0, 0).data() == "<b>Killed</b>"
