"""The window: queue, article and form side by side, menus above, the status line below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from annotator.domain.changes import Changes, UndoState
from annotator.domain.errors import AnnotatorError
from annotator.gui.action_set import ActionSet
from annotator.gui.availability import available_actions
from annotator.gui.backup_commands import BackupCommands
from annotator.gui.closing import UnsavedGuard
from annotator.gui.coding_import_commands import CodingImportCommands
from annotator.gui.coding_room import CodingRoom
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.dialogs.message import show_error, shown_alone
from annotator.gui.export.commands import ExportCommands
from annotator.gui.form.focus_order import stops
from annotator.gui.help_commands import HelpCommands
from annotator.gui.nav_rail import NavRail
from annotator.gui.project_commands import ProjectCommands
from annotator.gui.room_stack import RoomStack
from annotator.gui.rooms import CODING, ROOMS
from annotator.gui.status_line import StatusLine
from annotator.gui.theme import ThemeName, apply_theme, current_theme
from annotator.gui.window_memory import WindowMemory
from annotator.services.coding import Worksheet
from annotator.services.folders import Folders

_NO_PROJECT = "No project is open."
_WAYS_TO_A_PROJECT = ("open_project", "new_project", "open_sample")
_SMALLEST_TEXT, _LARGEST_TEXT = 8, 40


class MainWindow(QMainWindow):
    """Puts the parts together and connects them; what they do is theirs."""

    def __init__(self, desk: Desk, folders: Folders, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.memory = WindowMemory(folders)
        self._facts: ProjectFacts | None = None
        self.setWindowTitle("Incident Annotator")
        self.setAcceptDrops(True)
        self.actions_by_id = ActionSet(self)
        # Made in the order in which Tab goes through them.
        self.rail = NavRail(self)
        self.coding = CodingRoom(desk, self._theme(), self)
        self.rooms = RoomStack(self.coding, desk, self.actions_by_id, self)
        self.status_line = StatusLine(self)
        self.export_commands = ExportCommands(self, desk)
        self.unsaved = UnsavedGuard(self, desk)
        self.project_commands = ProjectCommands(self, desk, self.unsaved, lambda: self.memory.settings.coder_name)
        self.backup_commands = BackupCommands(self, desk, self.unsaved, lambda: self.memory.settings.coder_name)
        self.coding_import_commands = CodingImportCommands(self, desk)
        self.help_commands = HelpCommands(self, self.actions_by_id)
        self._lay_out()
        self._connect_desk()
        self._connect_actions()
        self._apply_look()
        self.resize(1280, 720)
        self.memory.restore_layout(self, self.coding.splitter)
        self._show_queue(is_shown=self.memory.is_queue_shown)
        self._show_no_project()

    # -- making -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        centre = QWidget(self)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.rail)
        beside.addWidget(self.rooms, 1)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(beside, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.status_line)
        layout.addLayout(bottom)
        self.setCentralWidget(centre)
        self.rail.show_room(CODING)

    def _connect_desk(self) -> None:
        desk = self.desk
        desk.project_opened.connect(self._on_project_opened)
        desk.worksheet_opened.connect(self._on_worksheet)
        desk.changed.connect(self._on_changed)
        desk.writing_started.connect(self.status_line.show_saving)
        desk.written.connect(lambda at: self.status_line.show_saved(at, desk.kept_count))
        desk.failed.connect(self._on_failed)
        desk.change_kept.connect(self._on_change_kept)
        desk.round_changed.connect(self.status_line.show_round)
        desk.nothing_changed.connect(lambda: self.status_line.show_unchanged(desk.kept_count))
        self.coding.article_left.connect(self._on_article_left)
        self.coding.navigation.round_chosen.connect(self._on_round_chosen)
        self.coding.article_panel.way_chosen.connect(lambda action_id: self.actions_by_id[action_id].trigger())
        self.coding.remarked.connect(self.status_line.show_message)
        self.coding.article_panel.view.point_size_changed.connect(self._on_text_resized)
        self.status_line.problems_asked.connect(self.coding.problem_commands.show_problems)
        self.status_line.retry_asked.connect(desk.try_again)
        self.rail.room_chosen.connect(self.rooms.go_to)
        self.rooms.entered.connect(self._on_room_entered)
        self.rooms.remarked.connect(self.status_line.show_message)
        self.rooms.availability_changed.connect(self._enable_actions)

    def _connect_actions(self) -> None:
        project = self.project_commands
        slots: dict[str, Callable[[], object]] = {
            "new_project": project.new_project,
            "open_project": project.open_project,
            "open_sample": project.open_sample,
            "import_files": project.import_files,
            "import_folder": project.import_folder,
            "import_codings": self.coding_import_commands.import_codings,
            "add_codebook": project.add_codebook,
            "export": self.export_commands.export,
            "check_project": project.check_project,
            "back_up": self.backup_commands.back_up,
            "restore_backup": self.backup_commands.restore_backup,
            "undo_import": project.undo_import,
            "quit": self.close,
            "larger_text": lambda: self._resize_text(1),
            "smaller_text": lambda: self._resize_text(-1),
            "toggle_queue": lambda: self._show_queue(is_shown=self.actions_by_id["toggle_queue"].isChecked()),
            "search_queue": self._search_queue,
            "command_palette": self.help_commands.show_command_palette,
            "shortcut_sheet": self.help_commands.show_shortcut_sheet,
            "about": self.help_commands.show_about,
        }
        slots |= self.coding.slots
        for room_id in (CODING, *(room.id for room in ROOMS)):
            slots[f"room_{room_id}"] = partial(self.rooms.go_to, room_id)
        for theme in ThemeName:
            slots[f"theme_{theme.value}"] = partial(self.set_theme, theme)
        for action_id, slot in slots.items():
            self.actions_by_id.connect(action_id, slot)

    # -- look ---------------------------------------------------------------------------------------------------------

    def set_theme(self, name: ThemeName) -> None:
        """Change the theme now and for the next start."""
        application = QApplication.instance()
        if isinstance(application, QApplication) and current_theme(application) is not name:
            apply_theme(application, name)
        self.memory.remember(theme=name.value)
        self._apply_look()

    def _theme(self) -> ThemeName:
        return ThemeName(self.memory.settings.theme)

    def _apply_look(self) -> None:
        self.actions_by_id[f"theme_{self._theme().value}"].setChecked(True)
        self.coding.set_look(self._theme(), self.memory.settings, self._facts)
        self.rooms.show_project(self._facts, self._theme())

    def _resize_text(self, by: int) -> None:
        self.memory.remember(text_size=min(max(self.memory.settings.text_size + by, _SMALLEST_TEXT), _LARGEST_TEXT))
        self.coding.article_panel.view.set_point_size(self.memory.settings.text_size)

    def _on_text_resized(self, points: float) -> None:
        self.memory.remember(text_size=min(max(round(points), _SMALLEST_TEXT), _LARGEST_TEXT))

    def _show_queue(self, *, is_shown: bool) -> None:
        self.actions_by_id["toggle_queue"].setChecked(is_shown)
        self.coding.queue_panel.setVisible(is_shown)

    def _search_queue(self) -> None:
        self._show_queue(is_shown=True)
        self.coding.queue_panel.focus_search()

    # -- answers ------------------------------------------------------------------------------------------------------

    def _show_no_project(self) -> None:
        self._enable_actions()
        self.coding.show_nothing("Opening…")

    def _on_project_opened(self, facts: ProjectFacts) -> None:
        self._facts = facts
        self.setWindowTitle(f"{facts.name} · Incident Annotator")
        self.memory.settings = self.memory.settings.with_project(facts.path)
        self._apply_look()
        self.status_line.show_unchanged()
        self.status_line.show_coder(facts.coder.name, is_read_only=facts.is_read_only)
        self.status_line.show_message(" ".join(facts.warnings))
        self._enable_actions()
        settings = self.memory.settings
        self.coding.begin(facts, settings.last_articles.get(facts.id, ""), settings.last_rounds.get(facts.id))

    def _on_worksheet(self, worksheet: Worksheet) -> None:
        self._show_state(worksheet)
        if self._facts is not None:
            self.memory.settings = self.memory.settings.with_last_article(self._facts.id, worksheet.article.id)

    def _on_changed(self, _changes: Changes, worksheet: Worksheet) -> None:
        self._show_state(worksheet)

    def _on_round_chosen(self, round_id: str) -> None:
        if self._facts is not None:
            self.memory.settings = self.memory.settings.with_last_round(self._facts.id, round_id)

    def _on_room_entered(self, room_id: str) -> None:
        self.rail.show_room(room_id)
        self._enable_actions()

    def _on_article_left(self) -> None:
        self.status_line.show_no_article()
        self._enable_actions()

    def _show_state(self, worksheet: Worksheet) -> None:
        self.status_line.show_worksheet(worksheet)
        self._enable_actions()

    def _on_failed(self, error: AnnotatorError) -> None:
        if self.desk.has_project:
            self.status_line.show_unchanged(self.desk.kept_count)
        else:
            self.coding.show_nothing(_NO_PROJECT, _WAYS_TO_A_PROJECT)
        if not self.unsaved.is_asking:
            show_error(self, error)

    def _on_change_kept(self, error: AnnotatorError) -> None:
        self.status_line.show_not_saved(self.desk.kept_count)
        if self.unsaved.is_asking:
            return
        kept = f"{error.kept} The change is kept in this window.".strip()
        remedy = "When that is mended, press “Try again” at the bottom of the window."
        show_error(self, AnnotatorError(error.message, kept=kept, remedy=remedy))

    # -- state --------------------------------------------------------------------------------------------------------

    def _is_read_only(self) -> bool:
        return self._facts is not None and self._facts.is_read_only

    def _enable_actions(self) -> None:
        room = self.rooms.current
        worksheet = self.coding.worksheet if room is None else None
        available = available_actions(worksheet, has_project=self._facts is not None, is_read_only=self._is_read_only())
        if room is not None:
            available |= room.available()
        self.actions_by_id.enable_only(available)
        undo_state = worksheet.undo_state if worksheet is not None else UndoState()
        self.actions_by_id.name_undo(undo_state)

    # -- Qt's events --------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go from the last control to the rail, and back; in Qt's own order rows the form made late come next."""
        focused, below, above = QApplication.focusWidget(), stops(self.status_line), stops(self.rail)
        if is_next and above and below and focused is below[-1]:
            above[0].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        last = below or (stops(self.coding.form) if self.rooms.current is None else [])
        if not is_next and last and above and focused is above[0]:
            last[-1].setFocus(Qt.FocusReason.BacktabFocusReason)
            return True
        return super().focusNextPrevChild(is_next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the keyboard, as in a dialog; in a window Qt leaves that to Space."""
        button = QApplication.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders."""
        if self._facts is not None and not self._is_read_only() and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Offer to import what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.project_commands.import_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window's layout, let the last change be written, close the project; see `UnsavedGuard`."""
        self.coding.form.take_typing()
        if not self.unsaved.may_close():
            event.ignore()
            return
        self.rooms.leave()
        try:
            self.memory.write(self, self.coding.splitter, is_queue_shown=self.actions_by_id["toggle_queue"].isChecked())
        except OSError as error:
            self.status_line.show_message(f"The settings could not be kept: {error.strerror}.")
        not_backed_up = self.desk.close()
        if not_backed_up is not None:
            self._last_words = shown_alone(not_backed_up)
        super().closeEvent(event)
