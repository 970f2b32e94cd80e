"""What the window remembers of a person between two starts."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

from annotator.services.folders import Folders
from annotator.services.settings import Settings


class WindowMemory:
    """The settings, and the layout of window and panels; both lie in the settings folder."""

    def __init__(self, folders: Folders) -> None:
        self._file = folders.settings_file()
        self.settings: Settings = self._file.read()
        self._layout = QSettings(str(folders.settings / "window.ini"), QSettings.Format.IniFormat)

    def remember(self, **update: object) -> None:
        """Keep values of the settings until they are written."""
        self.settings = self.settings.model_copy(update=update)

    def restore_layout(self, window: QMainWindow, panels: QSplitter) -> None:
        """Give the window and its panels the sizes they had, as far as the screen allows."""
        geometry, state = self._layout.value("geometry"), self._layout.value("panels")
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            panels.restoreState(state)

    @property
    def is_queue_shown(self) -> bool:
        """Tell whether the queue was shown when the window was closed."""
        return self._layout.value("queue_shown", "true") == "true"

    def write(self, window: QMainWindow, panels: QSplitter, *, is_queue_shown: bool) -> None:
        """Write layout and settings; raises OSError when the settings folder cannot be written."""
        self._layout.setValue("geometry", window.saveGeometry())
        self._layout.setValue("panels", panels.saveState())
        self._layout.setValue("queue_shown", "true" if is_queue_shown else "false")
        self._layout.sync()
        self._file.write(self.settings)
