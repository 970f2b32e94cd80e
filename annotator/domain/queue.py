"""The list of articles as one coder sees it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from annotator.domain.ids import ArticleId
from annotator.domain.values import Frozen


class Progress(StrEnum):
    """How far a coder is with an article."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    COMPLETE = "complete"
    NO_INCIDENT = "no_incident"


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
    """What the queue shows: a phrase in title or text (case and accents as written), and a state."""

    phrase: str = ""
    progress: Progress | None = None
