"""The list of articles as one coder sees it, and the articles of a round with everybody's progress."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from annotator.domain.ids import ArticleId, AssignmentId, CoderId, ImportId, RoundId
from annotator.domain.values import Frozen


class Progress(StrEnum):
    """How far a coder is with an article."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    COMPLETE = "complete"
    NO_INCIDENT = "no_incident"

    @property
    def is_finished(self) -> bool:
        """Tell whether the coder has declared the coding finished."""
        return self in (Progress.COMPLETE, Progress.NO_INCIDENT)


class QueueItem(Frozen):
    """One line of the queue."""

    article_id: ArticleId
    title: str
    source: str
    published: dt.date | None
    progress: Progress
    is_sample: bool = False
    is_flagged: bool = False


class QueueFilter(Frozen):
    """What the queue shows: a phrase in title or text (case and accents as written), a state, and a round.

    With a round it shows the coder's assignments in it, in their order, and the progress in that round; without one all
    articles, and the progress outside any round.
    """

    phrase: str = ""
    progress: Progress | None = None
    round_id: RoundId | None = None


class ArticleChoice(Frozen):
    """Which articles to give out: all, those with a phrase, of one import, not assigned in a round yet."""

    phrase: str = ""
    import_id: ImportId | None = None
    unassigned_in: RoundId | None = None


class AssignedArticle(NamedTuple):
    """One assignment with its article and how far its coder is."""

    assignment_id: AssignmentId
    article_id: ArticleId
    coder_id: CoderId
    position: int
    title: str
    progress: Progress
