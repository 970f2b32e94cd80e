"""The window: queue, article and form side by side, menus above, the status line below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from annotator.domain.changes import Changes, UndoState
from annotator.domain.errors import AnnotatorError
from annotator.domain.values import Status
from annotator.gui.action_set import ActionSet
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.availability import available_actions
from annotator.gui.coding_gestures import CodingGestures
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.dialogs.message import show_error
from annotator.gui.form import FormView
from annotator.gui.form.focus_order import stops
from annotator.gui.form_intents import FormIntents
from annotator.gui.help_commands import HelpCommands
from annotator.gui.problems import ProblemCommands
from annotator.gui.project_commands import ProjectCommands
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.queue.queue_navigation import QueueNavigation
from annotator.gui.queue.queue_panel import QueuePanel
from annotator.gui.status_line import StatusLine
from annotator.gui.theme import ThemeName, apply_theme, current_theme, field_styles, tokens
from annotator.gui.window_memory import WindowMemory
from annotator.services.coding import Worksheet
from annotator.services.folders import Folders

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
        colours = tokens(self._theme())
        self.queue_model = QueueModel(self)
        self.queue_panel = QueuePanel(self.queue_model, colours, self)
        self.article_panel = ArticlePanel(self)
        self.form = FormView(self)
        self.status_line = StatusLine(self)
        self.actions_by_id = ActionSet(self)
        self.gestures = CodingGestures(desk, self.article_panel, self.form, self)
        self.navigation = QueueNavigation(
            desk, self.queue_model, self.queue_panel, self.article_panel, self.form, self.gestures
        )
        self.form_intents = FormIntents(desk, self.form, self)
        self.project_commands = ProjectCommands(self, desk, lambda: self.memory.settings.coder_name)
        self.problem_commands = ProblemCommands(self, desk, self.gestures, self.form)
        self.help_commands = HelpCommands(self, self.actions_by_id)
        self._lay_out()
        self._connect_desk()
        self._connect_actions()
        self._apply_look()
        self.resize(1280, 720)
        self.memory.restore_layout(self, self._splitter)
        self._show_queue(is_shown=self.memory.is_queue_shown)
        self._show_no_project()

    # -- making -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setChildrenCollapsible(False)
        for panel, width in ((self.queue_panel, 200), (self.article_panel, 360), (self.form, 340)):
            panel.setMinimumWidth(width)
            self._splitter.addWidget(panel)
        # On a wide screen titles and values get room too; the text keeps its reading width.
        for place, share in enumerate((1, 3, 2)):
            self._splitter.setStretchFactor(place, share)
        self._splitter.setSizes([264, 616, 400])
        centre = QWidget(self)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._splitter, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.status_line)
        layout.addLayout(bottom)
        self.setCentralWidget(centre)

    def _connect_desk(self) -> None:
        desk = self.desk
        desk.project_opened.connect(self._on_project_opened)
        desk.worksheet_opened.connect(self._on_worksheet)
        desk.changed.connect(self._on_changed)
        desk.writing_started.connect(self.status_line.show_saving)
        desk.written.connect(lambda at: self.status_line.show_saved(at, desk.kept_count))
        desk.failed.connect(self._on_failed)
        desk.change_kept.connect(self._on_change_kept)
        desk.nothing_changed.connect(lambda: self.status_line.show_unchanged(desk.kept_count))
        self.navigation.article_left.connect(self._on_article_left)
        self.navigation.remarked.connect(self.status_line.show_message)
        self.article_panel.view.point_size_changed.connect(self._on_text_resized)
        self.gestures.remarked.connect(self.status_line.show_message)
        self.status_line.problems_asked.connect(self.problem_commands.show_problems)
        self.status_line.retry_asked.connect(desk.try_again)

    def _connect_actions(self) -> None:
        gestures, project = self.gestures, self.project_commands
        slots: dict[str, Callable[[], object]] = {
            "new_project": project.new_project,
            "open_project": project.open_project,
            "open_sample": project.open_sample,
            "import_files": project.import_files,
            "import_folder": project.import_folder,
            "add_codebook": project.add_codebook,
            "export": project.export,
            "check_project": project.check_project,
            "back_up": project.back_up,
            "undo_import": project.undo_import,
            "quit": self.close,
            "undo": gestures.undo,
            "redo": gestures.redo,
            "remove_evidence": gestures.remove_active_evidence,
            "field_palette": gestures.open_field_palette,
            "attach_to_active": gestures.attach_to_active,
            "not_mentioned": lambda: gestures.set_active_status(Status.NOT_MENTIONED),
            "unclear": lambda: gestures.set_active_status(Status.UNCLEAR),
            "add_incident": gestures.add_incident,
            "remove_incident": gestures.remove_incident,
            "no_incident": gestures.code_no_incident,
            "show_problems": self.problem_commands.show_problems,
            "complete": self.problem_commands.complete,
            "reopen": gestures.reopen,
            "next_article": partial(self.navigation.step, 1),
            "previous_article": partial(self.navigation.step, -1),
            "next_incident": gestures.next_incident,
            "larger_text": lambda: self._resize_text(1),
            "smaller_text": lambda: self._resize_text(-1),
            "toggle_queue": lambda: self._show_queue(is_shown=self.actions_by_id["toggle_queue"].isChecked()),
            "search_queue": self._search_queue,
            "focus_article": self.article_panel.view.setFocus,
            "focus_form": self.form.setFocus,
            "command_palette": self.help_commands.show_command_palette,
            "shortcut_sheet": self.help_commands.show_shortcut_sheet,
            "about": self.help_commands.show_about,
        }
        for theme in ThemeName:
            slots[f"theme_{theme.value}"] = partial(self.set_theme, theme)
        for action_id, slot in slots.items():
            self.actions_by_id.connect(action_id, slot)
        self.problem_commands.completed.connect(partial(self.navigation.step, 1))

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
        colours = tokens(self._theme())
        self.actions_by_id[f"theme_{self._theme().value}"].setChecked(True)
        self.queue_panel.set_tokens(colours)
        view = self.article_panel.view
        view.set_colours(
            text=QColor(colours.article_text),
            base=QColor(colours.article_base),
            dim=QColor(colours.article_dim),
            selection=QColor(colours.article_selection),
        )
        view.set_point_size(self.memory.settings.text_size)
        view.set_reading_width(self.memory.settings.reading_width)
        if self._facts is not None:
            styles = field_styles(self._facts.codebook, self._theme())
            self.form.set_codebook(self._facts.codebook, styles)
            self.gestures.set_look(styles, colours)

    def _resize_text(self, by: int) -> None:
        self.memory.remember(text_size=min(max(self.memory.settings.text_size + by, _SMALLEST_TEXT), _LARGEST_TEXT))
        self.article_panel.view.set_point_size(self.memory.settings.text_size)

    def _on_text_resized(self, points: float) -> None:
        self.memory.remember(text_size=min(max(round(points), _SMALLEST_TEXT), _LARGEST_TEXT))

    def _show_queue(self, *, is_shown: bool) -> None:
        self.actions_by_id["toggle_queue"].setChecked(is_shown)
        self.queue_panel.setVisible(is_shown)

    def _search_queue(self) -> None:
        self._show_queue(is_shown=True)
        self.queue_panel.focus_search()

    # -- answers ------------------------------------------------------------------------------------------------------

    def _show_no_project(self) -> None:
        self._enable_actions()
        self.article_panel.show_nothing("Opening…")
        self.form.show_coding(None, ())

    def _on_project_opened(self, facts: ProjectFacts) -> None:
        self._facts = facts
        self.setWindowTitle(f"{facts.name} · Incident Annotator")
        self.memory.settings = self.memory.settings.with_project(facts.path)
        self._apply_look()
        self.gestures.forget()
        self.article_panel.show_nothing("")
        self.status_line.show_unchanged()
        self.status_line.show_coder(facts.coder.name, is_read_only=facts.is_read_only)
        self.status_line.show_message(" ".join(facts.warnings))
        self._enable_actions()
        self.navigation.begin(self.memory.settings.last_articles.get(facts.id, ""))

    def _on_worksheet(self, worksheet: Worksheet) -> None:
        self._show_state(worksheet)
        if self._facts is not None:
            self.memory.settings = self.memory.settings.with_last_article(self._facts.id, worksheet.article.id)

    def _on_changed(self, _changes: Changes, worksheet: Worksheet) -> None:
        self._show_state(worksheet)

    def _on_article_left(self) -> None:
        self.status_line.show_no_article()
        self._enable_actions()

    def _show_state(self, worksheet: Worksheet) -> None:
        self.status_line.show_worksheet(worksheet)
        self._enable_actions()

    def _on_failed(self, error: AnnotatorError) -> None:
        self.status_line.show_unchanged(self.desk.kept_count)
        if not self.desk.has_project:
            self.article_panel.show_nothing(str(error))
        show_error(self, error)

    def _on_change_kept(self, error: AnnotatorError) -> None:
        self.status_line.show_not_saved(self.desk.kept_count)
        kept = f"{error.kept} The change is kept in this window.".strip()
        remedy = "When that is mended, press “Try again” at the bottom of the window."
        show_error(self, AnnotatorError(error.message, kept=kept, remedy=remedy))

    # -- state --------------------------------------------------------------------------------------------------------

    def _is_read_only(self) -> bool:
        return self._facts is not None and self._facts.is_read_only

    def _enable_actions(self) -> None:
        worksheet = self.gestures.worksheet
        available = available_actions(worksheet, has_project=self._facts is not None, is_read_only=self._is_read_only())
        self.actions_by_id.enable_only(available)
        undo_state = worksheet.undo_state if worksheet is not None else UndoState()
        self.actions_by_id.name_undo(undo_state)

    # -- Qt's events --------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go from the last control below to the first above; in Qt's own order rows the form made late come next."""
        below, above = stops(self.status_line), stops(self.queue_panel) or stops(self.article_panel)
        if is_next and above and below and QApplication.focusWidget() is below[-1]:
            above[0].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().focusNextPrevChild(is_next)

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
        """Remember the window's layout, let the last change be written, close the project."""
        self.form.take_typing()
        try:
            self.memory.write(self, self._splitter, is_queue_shown=self.actions_by_id["toggle_queue"].isChecked())
        except OSError as error:
            self.status_line.show_message(f"The settings could not be kept: {error.strerror}.")
        self.desk.close()
        super().closeEvent(event)
