"""Starts the window: application, theme, main window first; the project is opened while it is already on screen."""

from __future__ import annotations

import gc
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.domain.errors import AnnotatorError
from annotator.gui.backup_clock import BackupClock
from annotator.gui.desk import Desk
from annotator.gui.dialogs.message import show_error
from annotator.gui.garbage import Collector
from annotator.gui.main_window import MainWindow
from annotator.gui.theme import ThemeName, apply_theme, sheet_put_on_last
from annotator.services.folders import Folders

_SETTLED_AFTER_MS = 3_000
_YOUNG_OBJECTS = 50_000
_TURN_S = 0.0005
"""How long the store's thread may keep the window waiting for the interpreter; ten times as long by default."""


def run(project: Path | None = None, *, is_sample: bool = False) -> int:
    """Open the window, on a project, the sample, or the project used last, and return the exit status."""
    application = application_with_theme()
    window = open_window(project, is_sample=is_sample)
    window.show()
    QTimer.singleShot(_SETTLED_AFTER_MS, window, lambda: settle_memory(window))
    status = application.exec()
    gc.enable()
    return status


def application_with_theme() -> QApplication:
    """Return the application in the person's theme, making it once."""
    application = _application()
    application.setApplicationName("Incident Annotator")
    application.setDesktopFileName("incident-annotator")
    apply_theme(application, ThemeName(Folders.of_person().settings_file().read().theme))
    return application


def open_window(project: Path | None = None, *, is_sample: bool = False) -> MainWindow:
    """Return a main window that begins to open its project as soon as events are handled."""
    sys.setswitchinterval(_TURN_S)
    folders = Folders.of_person()
    desk = Desk(folders)
    BackupClock(desk)
    with sheet_put_on_last(_application()):
        window = MainWindow(desk, folders)
    desk.setParent(window)
    _report_defects_in(window, folders)
    recent = [Path(known) for known in window.memory.settings.recent_projects if Path(known).exists()]
    path = project or (None if is_sample else next(iter(recent), None))
    name = window.memory.settings.coder_name
    QTimer.singleShot(0, window, lambda: desk.open_project(path, name) if path else desk.open_sample(name))
    return window


def _application() -> QApplication:
    present = QApplication.instance()
    return present if isinstance(present, QApplication) else QApplication(sys.argv[:1])


def settle_memory(window: MainWindow) -> None:
    """Begin to collect garbage (see `annotator.__main__`), rarely, and without what was loaded, which stays for good.

    A full collection walks every record of an open coding; at Python's own thresholds it came with every few articles
    and held the window for a tenth of a second at ten thousand spans.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)
    Collector(window)


def _report_defects_in(window: MainWindow, folders: Folders) -> None:
    """Have a defect shown as a sentence, its trace written to a file in the state folder."""
    log = folders.state / "defects.log"

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8") as file:
                file.writelines(traceback.format_exception(kind, error, trace))
        except OSError:
            where = ""
        else:
            where = f"What happened is written in {log}."
        show_error(
            window,
            AnnotatorError(
                "Something went wrong inside the app.",
                kept="Everything that was saved is safe.",
                remedy=f"{where} Close and open the app if it behaves oddly.",
            ),
        )

    sys.excepthook = report
