"""Where the app keeps what is not part of a project."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from annotator.services.settings import SettingsFile


@dataclass(frozen=True, slots=True)
class Folders:
    """Settings, state (locks, backups, rescued changes) and data (the sample project)."""

    settings: Path
    state: Path
    data: Path

    @classmethod
    def of_person(cls) -> Folders:
        """Return the folders of the person who runs the program, as the system lays them out."""
        dirs = PlatformDirs("incident-annotator", appauthor=False)
        return cls(Path(dirs.user_config_path), Path(dirs.user_state_path), Path(dirs.user_data_path))

    def settings_file(self) -> SettingsFile:
        """Return the person's settings file."""
        return SettingsFile(self.settings / "settings.json")


def person_name() -> str:
    """Return the login name, or "Coder" where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # 3.12 and older raise KeyError where there is no account
        return "Coder"
