"""The reader's keys: which press means which of its own commands, and the names of the keys it passes on."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


class Command(StrEnum):
    """What a key does in the reader beyond what every text view does."""

    NEXT_SENTENCE = "next sentence"
    PREVIOUS_SENTENCE = "previous sentence"
    EXTEND_TO_NEXT_SENTENCE = "extend to the next sentence"
    EXTEND_TO_PREVIOUS_SENTENCE = "extend to the previous sentence"
    NEXT_PARAGRAPH = "next paragraph"
    PREVIOUS_PARAGRAPH = "previous paragraph"
    EXTEND_TO_NEXT_PARAGRAPH = "extend to the next paragraph"
    EXTEND_TO_PREVIOUS_PARAGRAPH = "extend to the previous paragraph"
    EXPAND = "select more: word, quoted phrase, sentence, paragraph"
    SHRINK = "select less"
    NEXT_HIGHLIGHT = "next highlight"
    PREVIOUS_HIGHLIGHT = "previous highlight"
    NEXT_NUMBER = "next number"
    PREVIOUS_NUMBER = "previous number"
    END_LATER = "move the active highlight's end right"
    END_EARLIER = "move the active highlight's end left"
    START_LATER = "move the active highlight's start right"
    START_EARLIER = "move the active highlight's start left"


BINDINGS: dict[str, Command] = {
    "Alt+Down": Command.NEXT_SENTENCE,
    "Alt+Up": Command.PREVIOUS_SENTENCE,
    "Alt+Shift+Down": Command.EXTEND_TO_NEXT_SENTENCE,
    "Alt+Shift+Up": Command.EXTEND_TO_PREVIOUS_SENTENCE,
    "Ctrl+Down": Command.NEXT_PARAGRAPH,
    "Ctrl+Up": Command.PREVIOUS_PARAGRAPH,
    "Ctrl+Shift+Down": Command.EXTEND_TO_NEXT_PARAGRAPH,
    "Ctrl+Shift+Up": Command.EXTEND_TO_PREVIOUS_PARAGRAPH,
    "Ctrl+E": Command.EXPAND,
    "Ctrl+Shift+E": Command.SHRINK,
    "Ctrl+.": Command.NEXT_HIGHLIGHT,
    "Ctrl+,": Command.PREVIOUS_HIGHLIGHT,
    "Ctrl+]": Command.NEXT_NUMBER,
    "Ctrl+[": Command.PREVIOUS_NUMBER,
    "Alt+Shift+Right": Command.END_LATER,
    "Alt+Shift+Left": Command.END_EARLIER,
    "Ctrl+Alt+Shift+Right": Command.START_LATER,
    "Ctrl+Alt+Shift+Left": Command.START_EARLIER,
}
"""Every command by its keys, for the shortcut sheet and the manual too."""

_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}
_KEYS = {
    "Up": Qt.Key.Key_Up,
    "Down": Qt.Key.Key_Down,
    "Left": Qt.Key.Key_Left,
    "Right": Qt.Key.Key_Right,
    "E": Qt.Key.Key_E,
    ".": Qt.Key.Key_Period,
    ",": Qt.Key.Key_Comma,
    "]": Qt.Key.Key_BracketRight,
    "[": Qt.Key.Key_BracketLeft,
}
_PASSED_ON: dict[int, str] = {
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Escape: "Escape",
}
_NOT_TYPING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def _combination(keys: str) -> int:
    *modifiers, key = keys.split("+")
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= _MODIFIERS[modifier]
    return held.value | _KEYS[key].value


_COMMANDS = {_combination(keys): command for keys, command in BINDINGS.items()}


def command_of(event: QKeyEvent) -> Command | None:
    """Return the reader's command for a key press, None when it has none."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _COMMANDS.get(modifiers.value | event.key())


def field_key(event: QKeyEvent) -> str | None:
    """Return the name of a key that is the window's to interpret, None for every other key.

    These are ``A`` to ``Z``, ``0`` to ``9``, ``Space``, ``Return``, ``Delete``, ``Backspace`` and ``Escape``, pressed
    without Ctrl, Alt or Meta.
    """
    if event.modifiers() & _NOT_TYPING:
        return None
    key = event.key()
    if Qt.Key.Key_A <= key <= Qt.Key.Key_Z or Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return chr(key)
    return _PASSED_ON.get(key)
