"""What people decide about codings that differ: which reports are one incident, and rulings on disagreements."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    DecisionId,
    GroupId,
    ReportId,
    RoundId,
    RulingId,
)
from annotator.domain.values import Frozen


class DecisionKind(StrEnum):
    """What a person said of some reports."""

    SAME = "same"
    APART = "apart"


class AlignmentDecision(Frozen):
    """A person's word on reports of one article: they are one incident, or no two of them are.

    Several reports of one coder in a decision of the same incident are a split, or a join, that the person confirmed.
    Where decisions contradict each other the later one (by id) holds; they are kept for ever.
    """

    kind: Literal["decision"] = "decision"
    id: DecisionId
    article_id: ArticleId
    reviewer_id: CoderId
    decision: DecisionKind
    reports: tuple[ReportId, ...]
    is_deleted: bool = False


class DisagreementKind(StrEnum):
    """What sort of difference it is; the first that fits."""

    RELEVANCE = "relevance"
    MISSED_INCIDENT = "missed_incident"
    SPLIT_JOIN = "split_join"
    STATUS = "status"
    OTHER_VALUE_SAME_EVIDENCE = "other_value_same_evidence"
    OTHER_VALUE_OTHER_EVIDENCE = "other_value_other_evidence"
    SAME_AFTER_NORMALISATION = "same_after_normalisation"
    SAME_VALUE_OTHER_EVIDENCE = "same_value_other_evidence"
    NEAR_NUMBER = "near_number"
    EXTRA_MEMBER = "extra_member"


class RulingSource(StrEnum):
    """Where the ruled value comes from.

    ``ONE`` coder's, ``SEVERAL`` coders' put together, a ``NEW`` one of the reviewer's, ``NONE`` of them; ``UNANIMOUS``
    is what all coders had and was accepted without a person.
    """

    ONE = "one"
    SEVERAL = "several"
    NEW = "new"
    NONE = "none"
    UNANIMOUS = "unanimous"


class RulingReason(StrEnum):
    """Why the coders differed, in the reviewer's judgement."""

    CODER_SLIP = "coder_slip"
    MISSED_TEXT = "missed_text"
    CODEBOOK_UNCLEAR = "codebook_unclear"
    CODEBOOK_WRONG = "codebook_wrong"
    TEXT_AMBIGUOUS = "text_ambiguous"
    NORMALISATION = "normalisation"
    TOOL = "tool"


class RulingSide(Frozen):
    """One coder's side of what was ruled on.

    ``digest`` is the SHA-256 over what that coder recorded there, values with their evidence; when it no longer fits
    the coding, the ruling is stale. ``summary`` is the same in words for people.
    """

    coder_id: CoderId
    coding_id: CodingId
    reports: tuple[ReportId, ...] = ()
    group_id: GroupId | None = None
    value_ids: tuple[str, ...] = ()
    digest: str
    summary: str = ""


class Ruling(Frozen):
    """The reviewer's recorded decision on one disagreement, or the acceptance of what an article's coders agree on.

    ``disagreement`` is None and ``field`` empty for such an acceptance. ``field`` is a field, or a group's level where
    members are ruled on. ``taken_from`` names the coders whose answer was taken. ``gold_ids`` are the records of the
    gold coding it put there; ``replaces`` the earlier ruling it takes the place of. ``is_sampled`` marks a unanimous
    value shown to the reviewer all the same. Rulings are never edited: a new one replaces an old one.
    """

    kind: Literal["ruling"] = "ruling"
    id: RulingId
    round_id: RoundId | None
    article_id: ArticleId
    reviewer_id: CoderId
    codebook_id: CodebookId
    at: dt.datetime
    disagreement: DisagreementKind | None = None
    field: str = ""
    sides: tuple[RulingSide, ...]
    source: RulingSource
    taken_from: tuple[CoderId, ...] = ()
    reason: RulingReason | None = None
    note: str = ""
    gold_ids: tuple[str, ...] = ()
    replaces: RulingId | None = None
    is_sampled: bool = False
    is_deleted: bool = False
