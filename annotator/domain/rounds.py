"""Rounds and assignments: which articles are coded by whom, under which codebook, blind or open."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from annotator.domain.ids import ArticleId, AssignmentId, CodebookId, CoderId, RoundId
from annotator.domain.values import Frozen


class RoundState(StrEnum):
    """Whether coders of a blind round may see each other's work."""

    RUNNING = "running"
    RELEASED = "released"


class Round(Frozen):
    """A set of articles coded under one codebook version.

    While a blind round is running, a coder sees only their own work. ``allows_proposals`` says whether the form may
    propose values. ``seed`` is what assignments by plan and the reviewer's sample are drawn with; ``sample_share`` the
    share of unanimous values the reviewer sees all the same.
    """

    kind: Literal["round"] = "round"
    id: RoundId
    name: Annotated[str, Field(min_length=1, max_length=80)]
    codebook_id: CodebookId
    is_blind: bool = True
    allows_proposals: bool = True
    seed: int = 0
    sample_share: Annotated[float, Field(ge=0, le=1)] = 0.05
    state: RoundState = RoundState.RUNNING
    is_deleted: bool = False

    @property
    def hides_others(self) -> bool:
        """Tell whether its coders may not see each other's work now."""
        return self.is_blind and self.state is RoundState.RUNNING


class Assignment(Frozen):
    """One article given to one coder in a round; ``position`` orders the coder's queue, from 1."""

    kind: Literal["assignment"] = "assignment"
    id: AssignmentId
    round_id: RoundId
    article_id: ArticleId
    coder_id: CoderId
    position: int
    is_deleted: bool = False
