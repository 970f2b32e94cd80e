"""Where the reviewer was: kept outside the project and written at once, so that it is there after a crash."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from annotator.domain.ids import ArticleId, RoundId
from annotator.services.folders import Folders

_ARTICLE, _ROUND = "article", "round"


class ReviewMemory:
    """The last round and, in each round, the last case."""

    def __init__(self, project_id: str, folders: Folders | None = None) -> None:
        folder = (folders or Folders.of_person()).settings
        self._kept = QSettings(str(folder / "review.ini"), QSettings.Format.IniFormat)
        self._project_id = project_id

    def last_article(self, round_id: RoundId | None) -> ArticleId:
        """Return the article last reviewed in a round, "" when there is none."""
        return ArticleId(str(self._kept.value(self._key(_ARTICLE, round_id), "")))

    def keep(self, round_id: RoundId | None, article_id: ArticleId) -> None:
        """Keep where the reviewer is."""
        self._kept.setValue(self._key(_ARTICLE, round_id), article_id)
        self._kept.setValue(f"{self._project_id}/{_ROUND}", round_id or "")
        self._kept.sync()

    def last_round(self) -> RoundId | None:
        """Return the round last reviewed, None for work outside any round and where nothing is kept."""
        return RoundId(str(self._kept.value(f"{self._project_id}/{_ROUND}", ""))) or None

    def has_round(self) -> bool:
        """Tell whether anything is kept of this project."""
        return self._kept.contains(f"{self._project_id}/{_ROUND}")

    def _key(self, what: str, round_id: RoundId | None) -> str:
        return f"{self._project_id}/{what}/{round_id or 'none'}"
