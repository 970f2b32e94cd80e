"""Before the window, or the project in it, goes: changes that could not be stored are asked about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.domain.errors import AnnotatorError
from annotator.gui.desk import Desk
from annotator.gui.dialogs.message import show_error
from annotator.gui.dialogs.places import ask_new_file
from annotator.gui.dialogs.unsaved_dialog import UnsavedDialog

_LIST_NAME = "unsaved changes.jsonl"


class UnsavedGuard(QObject):
    """Stands between a person who goes and changes that would be lost by it."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._dialog: UnsavedDialog | None = None
        self._go_on: Callable[[], None] = _nothing
        self._trouble = ""
        self._is_given_up = False
        desk.change_kept.connect(lambda error: self._on_answer(str(error)))
        desk.failed.connect(lambda error: self._on_answer(str(error)))
        desk.written.connect(lambda _: self._on_answer(""))
        desk.nothing_changed.connect(lambda: self._on_answer(""))

    @property
    def is_asking(self) -> bool:
        """Tell whether the question is on the screen; it tells by itself what comes of trying again."""
        return self._dialog is not None

    def may_close(self) -> bool:
        """Tell whether the window may close now; when it may not, it is asked, and closed when that is the answer."""
        if self._is_given_up or not self._desk.kept.unstored():
            return True
        self._ask(self._close, is_closing=True)
        return False

    def before(self, go_on: Callable[[], None]) -> None:
        """Do what puts another project in the place of the present one, at once or when the person agrees."""
        if self._desk.kept.unstored():
            self._ask(go_on, is_closing=False)
        else:
            go_on()

    def _close(self) -> None:
        self._is_given_up = True
        self._window.close()

    def _ask(self, go_on: Callable[[], None], *, is_closing: bool) -> None:
        self._go_on = go_on
        if self._dialog is not None:
            self._dialog.raise_()
            return
        kept = self._desk.kept
        dialog = UnsavedDialog(len(kept.unstored()), kept.list_file, is_closing=is_closing, parent=self._window)
        dialog.retry_asked.connect(self._try_again)
        dialog.list_asked.connect(self._save_list)
        dialog.finished.connect(self._on_finished)
        self._dialog = dialog
        dialog.open()

    def _try_again(self) -> None:
        self._trouble = ""
        self._desk.try_again()

    def _save_list(self) -> None:
        chosen = ask_new_file(self._dialog or self._window, "Save the list of changes", _LIST_NAME, "JSON (*.jsonl)")
        if chosen is None or self._dialog is None:
            return
        try:
            self._desk.kept.save_list(chosen)
        except AnnotatorError as error:
            show_error(self._dialog, error)
        else:
            self._dialog.show_remark(f"The list was saved as {chosen}.")

    def _on_answer(self, trouble: str) -> None:
        """Take in what came of one change; when it was the last, go on, or say what is still in the way."""
        self._trouble = self._trouble or trouble
        if self._dialog is None or self._desk.kept.is_writing:
            return
        if self._trouble or self._desk.kept.count:
            self._dialog.show_trouble(self._desk.kept.count, self._trouble)
        else:
            self._dialog.accept()

    def _on_finished(self, result: int) -> None:
        self._dialog = None
        if result:
            self._go_on()


def _nothing() -> None:
    return None
