"""The command palette, the sheet of keys and the words about the app."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow

from annotator import __version__
from annotator.gui.action_set import ActionSet
from annotator.gui.actions import ACTIONS, ActionSpec
from annotator.gui.choice_palette import Choice, ChoicePalette
from annotator.gui.dialogs.key_sheet import KeySheet
from annotator.gui.dialogs.message import show_notice
from annotator.gui.theme import current_theme, tokens

_WIDTH = 480


class HelpCommands(QObject):
    """Everything here is made from the table of actions."""

    def __init__(self, window: QMainWindow, actions: ActionSet) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions

    def show_command_palette(self) -> None:
        """List every action that can be taken now; typing finds one."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        choices = [
            Choice(spec.id, spec.text.rstrip("…"), keys_of(spec))
            for spec in ACTIONS
            if self._actions[spec.id].isEnabled() and spec.id != "command_palette"
        ]
        palette = ChoicePalette(
            "Type a command", choices, tokens(current_theme(application)), self._window, width=_WIDTH
        )
        palette.chosen.connect(lambda action_id: self._actions[action_id].trigger())
        palette.open_at(self._window.mapToGlobal(QPoint((self._window.width() - _WIDTH) // 2, 90)))

    def show_shortcut_sheet(self) -> None:
        """Show every key in one table."""
        KeySheet(self._window).open()

    def show_about(self) -> None:
        """Say what this is and which version."""
        show_notice(
            self._window,
            f"Incident Annotator {__version__}",
            "Code news articles about violent incidents by hand, with evidence for every value. MIT licence.",
        )


def keys_of(spec: ActionSpec) -> str:
    """Return an action's key as people read it."""
    if spec.hint:
        return spec.hint
    return QKeySequence(spec.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.shortcuts else ""
