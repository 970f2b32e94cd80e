"""A person's settings, kept outside any project in one file that is written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from annotator.domain.values import Frozen

MOST_RECENT = 8


class Settings(Frozen):
    """What the app remembers of a person; unknown keys and odd values make the file count as damaged."""

    version: Literal[1] = 1
    coder_name: str = ""
    theme: Literal["light", "dark", "high_contrast"] = "light"
    text_size: int = Field(default=12, ge=8, le=40)
    reading_width: int = Field(default=70, ge=40, le=140)
    recent_projects: tuple[str, ...] = ()
    last_articles: dict[str, str] = Field(default_factory=dict)
    last_rounds: dict[str, str] = Field(default_factory=dict)

    def with_project(self, path: Path) -> Settings:
        """Return the settings with a project at the top of the recent ones, if its path is text that JSON can keep."""
        if any("\ud800" <= character <= "\udfff" for character in str(path)):
            return self
        others = tuple(known for known in self.recent_projects if known != str(path))
        return self.model_copy(update={"recent_projects": (str(path), *others)[:MOST_RECENT]})

    def with_last_article(self, project_id: str, article_id: str) -> Settings:
        """Return the settings remembering where the coder was in a project."""
        return self.model_copy(update={"last_articles": {**self.last_articles, project_id: article_id}})

    def with_last_round(self, project_id: str, round_id: str) -> Settings:
        """Return the settings remembering which round's queue was shown in a project; empty for all articles."""
        return self.model_copy(update={"last_rounds": {**self.last_rounds, project_id: round_id}})


class SettingsFile:
    """Reads and writes `Settings`; a damaged file is put aside as ``.damaged`` and defaults are used."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Settings:
        """Return the settings, the defaults when there are none that can be read."""
        try:
            return Settings.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return Settings()
        except ValidationError:
            with suppress(OSError):  # in a folder that cannot be written it stays where it is
                self._path.replace(self._path.with_suffix(".damaged"))
            return Settings()
        except OSError:
            return Settings()

    def write(self, settings: Settings) -> None:
        """Replace the file; raises OSError when the folder cannot be written."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".new")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(settings.model_dump_json(indent=1))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
