"""The table of actions as Qt actions and menus."""

from __future__ import annotations

from collections.abc import Callable, Collection
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow

from annotator.domain.changes import UndoState
from annotator.gui.actions import ACTIONS, ActionSpec, Menu
from annotator.gui.mnemonics import mnemonic_of, with_mnemonics

ENTRANCES = MappingProxyType({Menu.ROUNDS: ("room_rounds",), Menu.REVIEW: ("room_review", "room_agreement")})
"""Actions that lead into the rooms whose actions a menu has; they stand on top of it, and in their own menu too."""
_REPEATED = frozenset(
    {
        *("undo", "redo", "larger_text", "smaller_text"),
        *("next_article", "previous_article", "next_incident"),
    }
)
"""Actions that go on while their keys are held down; the others are done once."""


class ActionSet:
    """One `QAction` per `ActionSpec`, in the window's menu bar and reachable by id."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._words = _words_in_menus()
        self._actions = {spec.id: self._made(spec) for spec in ACTIONS}
        for menu, title in zip(Menu, with_mnemonics([menu.value for menu in Menu]), strict=True):
            self._add_menu(menu, title)
        themes = QActionGroup(window)
        for spec in ACTIONS:
            if spec.id.startswith("theme_"):
                themes.addAction(self._actions[spec.id])

    def __getitem__(self, action_id: str) -> QAction:
        """Return an action by its id."""
        return self._actions[action_id]

    def connect(self, action_id: str, slot: Callable[[], object]) -> None:
        """Have a slot called when the action is chosen."""
        self._actions[action_id].triggered.connect(lambda *_: slot())

    def enable_only(self, action_ids: Collection[str]) -> None:
        """Switch these actions on and all others off."""
        for action_id, action in self._actions.items():
            action.setEnabled(action_id in action_ids)

    def name_undo(self, undo_state: UndoState) -> None:
        """Say in the menu what undo and redo would act on."""
        for action_id, event in (("undo", undo_state.undo), ("redo", undo_state.redo)):
            label = event.label.replace("&", "&&") if event is not None else ""
            self._actions[action_id].setText(f"{self._words[action_id]} {label}".strip())

    def _made(self, spec: ActionSpec) -> QAction:
        # A hint is a key that the article itself handles; behind a tab it is shown like a shortcut and not bound twice.
        words = self._words[spec.id]
        action = QAction(f"{words}\t{spec.hint}" if spec.hint else words, self._window)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        action.setAutoRepeat(spec.id in _REPEATED)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(spec.is_checkable)
        action.setMenuRole(QAction.MenuRole.QuitRole if spec.id == "quit" else QAction.MenuRole.NoRole)
        return action

    def _add_menu(self, menu: Menu, title: str) -> None:
        made = self._window.menuBar().addMenu(title)
        for action_id in ENTRANCES.get(menu, ()):
            made.addAction(self._actions[action_id])
        if menu in ENTRANCES:
            made.addSeparator()
        for spec in ACTIONS:
            if spec.menu is menu:
                if spec.begins_block:
                    made.addSeparator()
                made.addAction(self._actions[spec.id])


def _words_in_menus() -> dict[str, str]:
    """Return each action's words with the letter that chooses it, told apart in every menu the action stands in."""
    words: dict[str, str] = {}
    for menu in sorted(Menu, key=lambda menu: menu in ENTRANCES):
        taken = [mnemonic_of(words[action_id]) for action_id in ENTRANCES.get(menu, ())]
        specs = [spec for spec in ACTIONS if spec.menu is menu]
        words |= zip((spec.id for spec in specs), with_mnemonics([spec.text for spec in specs], taken), strict=True)
    return words
