"""The keys the reader handles and the names of those it passes on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.gui.text.keys import BINDINGS, Command, command_of, field_key

CTRL, ALT, SHIFT, META, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.MetaModifier,
    Qt.KeyboardModifier.NoModifier,
)


def event(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers)


@pytest.mark.parametrize("keys, command", BINDINGS.items())
def test_a_binding_reads_as_qt_reads_it(keys: str, command: Command) -> None:
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    assert command_of(event(combination.key(), combination.keyboardModifiers())) is command


def test_every_command_has_exactly_one_binding() -> None:
    assert sorted(BINDINGS.values()) == sorted(Command)


def test_a_command_on_the_keypad_is_the_same_command() -> None:
    pressed = event(Qt.Key.Key_Down, CTRL | Qt.KeyboardModifier.KeypadModifier)
    assert command_of(pressed) is Command.NEXT_PARAGRAPH


@pytest.mark.parametrize(
    "key, modifiers, name",
    [
        (Qt.Key.Key_K, NONE, "K"),
        (Qt.Key.Key_K, SHIFT, "K"),
        (Qt.Key.Key_0, NONE, "0"),
        (Qt.Key.Key_9, NONE, "9"),
        (Qt.Key.Key_Space, NONE, "Space"),
        (Qt.Key.Key_Return, NONE, "Return"),
        (Qt.Key.Key_Enter, NONE, "Return"),
        (Qt.Key.Key_Delete, NONE, "Delete"),
        (Qt.Key.Key_Backspace, NONE, "Backspace"),
        (Qt.Key.Key_Escape, NONE, "Escape"),
        (Qt.Key.Key_K, CTRL, None),
        (Qt.Key.Key_K, ALT, None),
        (Qt.Key.Key_K, META, None),
        (Qt.Key.Key_Left, NONE, None),
        (Qt.Key.Key_F1, NONE, None),
        (Qt.Key.Key_Eacute, NONE, None),
        (Qt.Key.Key_Slash, NONE, None),
    ],
)
def test_the_name_of_a_field_key(key: Qt.Key, modifiers: Qt.KeyboardModifier, name: str | None) -> None:
    assert field_key(event(key, modifiers)) == name


def test_plain_arrows_are_left_to_the_text_view() -> None:
    assert command_of(event(Qt.Key.Key_Right)) is None
    assert command_of(event(Qt.Key.Key_Right, SHIFT)) is None
    assert command_of(event(Qt.Key.Key_Right, CTRL)) is None
