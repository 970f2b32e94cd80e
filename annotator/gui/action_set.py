"""The table of actions as Qt actions and menus."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow

from annotator.domain.changes import UndoState
from annotator.gui.actions import ACTIONS, ActionSpec, Menu


class ActionSet:
    """One `QAction` per `ActionSpec`, in the window's menu bar and reachable by id."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._actions = {spec.id: self._made(spec) for spec in ACTIONS}
        for menu in Menu:
            self._add_menu(menu)
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
        for action_id, verb, event in (("undo", "Undo", undo_state.undo), ("redo", "Redo", undo_state.redo)):
            label = event.label.replace("&", "&&") if event is not None else ""
            self._actions[action_id].setText(f"{verb} {label}".strip())

    def _made(self, spec: ActionSpec) -> QAction:
        # A hint is a key that the article itself handles; behind a tab it is shown like a shortcut and not bound twice.
        action = QAction(f"{spec.text}\t{spec.hint}" if spec.hint else spec.text, self._window)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(spec.is_checkable)
        action.setMenuRole(QAction.MenuRole.QuitRole if spec.id == "quit" else QAction.MenuRole.NoRole)
        return action

    def _add_menu(self, menu: Menu) -> None:
        made = self._window.menuBar().addMenu(menu.value)
        for spec in ACTIONS:
            if spec.menu is menu:
                if spec.begins_block:
                    made.addSeparator()
                made.addAction(self._actions[spec.id])
