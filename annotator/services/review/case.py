"""What the review room shows: the list of cases, and one case with its sides, items and gold.

A case is one article of a round that at least two coders have completed. An item is one disagreement in it, or a
unanimous value drawn for a look all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from annotator.domain.article import Article
from annotator.domain.changes import UndoState
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding, Stance
from annotator.domain.ids import ArticleId, CoderId, CodingId, GroupId, ReportId, RoundId
from annotator.domain.review import DisagreementKind, Ruling
from annotator.domain.text import Span
from annotator.domain.values import Content, Status

UNTOUCHED_WORDS = "not answered"
"""Said of a side whose coder left the field alone."""


class CaseKey(NamedTuple):
    """Which article, reviewed in which round; None is work outside any."""

    article_id: ArticleId
    round_id: RoundId | None = None

    @property
    def line(self) -> str:
        """The name of the reviewers' own line of undo and redo."""
        return review_line(self.round_id)


def review_line(round_id: RoundId | None) -> str:
    """Return the line of undo and redo of a round's rulings."""
    return f"review:{round_id or ''}"


def acceptance_line(round_id: RoundId | None) -> str:
    """Return the line of the acceptance of what is unanimous, which undoing rulings never takes back."""
    return f"accept:{round_id or ''}"


class CaseState(StrEnum):
    """How far the review of an article is.

    ``NEW``: nothing accepted or ruled yet. ``OPEN``: items wait for a ruling. ``STALE``: all is ruled, but a coder
    changed something since. ``SETTLED``: nothing is left to do.
    """

    NEW = "new"
    OPEN = "open"
    STALE = "stale"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class CaseSide:
    """One coder's coding in a case.

    ``letter`` is the side's key, A, B, C …; ``shown_name`` the coder's name, or "Coder A" where names are withheld.
    """

    letter: str
    coder_id: CoderId
    shown_name: str
    coding: Coding


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the article that is evidence, and how it bears on the value."""

    span: Span
    stance: Stance = Stance.STATES


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """What one side has of an item; in the order of the case's sides.

    ``is_missing`` says that the side does not have the incident or the member at all. ``status`` is None where the
    coder left the field alone, and for whole incidents and members. ``spans`` are the evidence, in text order: the
    value's, or all of the incident's or member's.
    """

    letter: str
    coder_id: CoderId
    words: str
    status: Status | None = None
    content: Content | None = None
    spans: tuple[Mark, ...] = ()
    is_missing: bool = False
    reports: tuple[ReportId, ...] = ()
    group_id: GroupId | None = None


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One disagreement, or a unanimous value shown all the same.

    ``id`` is the same for the same field at the same reports and members, after a restart too. ``kind`` is None where
    the coders agree: in a sampled item, and in one whose ruling outlived the disagreement. ``field`` is a field's id,
    a group's level where a member is the matter, and empty for a whole incident. ``incident`` is the incident's number
    in the case, None for the article's own fields. Fields that the codebook does not score (`is_scored` false) may be
    ruled on but are never open. ``gold_words`` is what gold has there now, "" for nothing. ``is_member`` says that a
    member as a whole is the matter, even where the coders agree on it by now.
    """

    id: str
    kind: DisagreementKind | None
    field: str
    label: str
    incident: int | None
    answers: tuple[SideAnswer, ...]
    ruling: Ruling | None = None
    is_stale: bool = False
    is_sampled: bool = False
    is_scored: bool = True
    gold_words: str = ""
    gold_spans: tuple[Mark, ...] = ()
    is_member: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether the reviewer still has to rule."""
        return self.is_stale or (self.ruling is None and self.is_scored)

    @property
    def is_whole(self) -> bool:
        """Tell whether an incident or a member as a whole is the matter, not a value in it."""
        presence = (DisagreementKind.MISSED_INCIDENT, DisagreementKind.SPLIT_JOIN, DisagreementKind.EXTRA_MEMBER)
        return self.kind in presence or self.is_member or not self.field


@dataclass(frozen=True, slots=True)
class CaseIncident:
    """One incident as the sides' reports were aligned; ``reports`` in the order of the sides.

    ``basis`` says in words why they are held to be one, ``score`` how alike they are (0 to 1); ``is_confirmed`` that a
    person said so. ``gold_reports`` are gold's reports of it.
    """

    number: int
    label: str
    reports: tuple[tuple[ReportId, ...], ...]
    basis: str
    score: float
    is_confirmed: bool
    gold_reports: tuple[ReportId, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """All the window shows of one case.

    ``remarks`` are sentences: whose draft was left out, what of gold fits no coding any more. ``rulings`` are those
    that hold, oldest first, the acceptance of the unanimous among them; ``unplaced`` those of them whose incident or
    member is in no coding any more. ``gold`` is None before the first ruling.
    """

    key: CaseKey
    article: Article
    codebook: Codebook
    sides: tuple[CaseSide, ...]
    incidents: tuple[CaseIncident, ...]
    items: tuple[CaseItem, ...]
    gold: Coding | None
    rulings: tuple[Ruling, ...]
    undo_state: UndoState
    is_blind: bool = False
    remarks: tuple[str, ...] = ()
    unplaced: tuple[Ruling, ...] = ()

    @property
    def open_items(self) -> tuple[CaseItem, ...]:
        """The items that wait for a ruling."""
        return tuple(item for item in self.items if item.is_open)

    def item(self, item_id: str) -> CaseItem | None:
        """Return an item, None where there is none of this id."""
        return next((item for item in self.items if item.id == item_id), None)

    def side(self, coder_id: CoderId) -> CaseSide | None:
        """Return a coder's side."""
        return next((side for side in self.sides if side.coder_id == coder_id), None)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list; counts are of items. ``kinds`` are the types among its open items, each once."""

    key: CaseKey
    title: str
    published: dt.date | None
    source: str
    coders: tuple[CoderId, ...]
    state: CaseState
    items: int
    open: int
    stale: int
    sampled: int
    kinds: tuple[DisagreementKind, ...]
    fields: tuple[str, ...]

    @property
    def week(self) -> str:
        """The week of publication as in ISO 8601, "2021-W18"; "" where the date is unknown."""
        if self.published is None:
            return ""
        year, week, _ = self.published.isocalendar()
        return f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class CaseListing:
    """The cases of a round compared so far, and the articles still to be compared, in order."""

    lines: tuple[CaseLine, ...]
    waiting: tuple[ArticleId, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFacets:
    """What the list is narrowed to; an empty facet lets everything through, and all have to fit."""

    kinds: frozenset[DisagreementKind] = frozenset()
    coders: frozenset[CoderId] = frozenset()
    states: frozenset[CaseState] = frozenset()
    weeks: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    phrase: str = ""

    def lets_through(self, line: CaseLine) -> bool:
        """Tell whether a case is shown; the phrase is looked for in the title without regard to case."""
        return (
            _meets(self.kinds, line.kinds)
            and _meets(self.coders, line.coders)
            and _meets(self.states, (line.state,))
            and _meets(self.weeks, (line.week,))
            and _meets(self.sources, (line.source,))
            and _meets(self.fields, line.fields)
            and self.phrase.casefold() in line.title.casefold()
        )


ALL_CASES = CaseFacets()


def _meets(wanted: frozenset[object], found: Iterable[object]) -> bool:
    return not wanted or not wanted.isdisjoint(found)


def next_open(case: Case, after: str | None = None) -> CaseItem | None:
    """Return the open item that follows an item, beginning again at the first; None when nothing is open."""
    ids = [item.id for item in case.items]
    start = ids.index(after) + 1 if after in ids else 0
    ordered = (*case.items[start:], *case.items[:start])
    return next((item for item in ordered if item.is_open and item.id != after), None) or _still_open(case, after)


def _still_open(case: Case, item_id: str | None) -> CaseItem | None:
    item = case.item(item_id) if item_id is not None else None
    return item if item is not None and item.is_open else None


def next_case(lines: Sequence[CaseLine], after: CaseKey | None = None) -> CaseLine | None:
    """Return the case with work left that follows another in the list, beginning again at the first."""
    keys = [line.key for line in lines]
    start = keys.index(after) + 1 if after in keys else 0
    ordered = (*lines[start:], *lines[:start])
    return next((line for line in ordered if line.state is not CaseState.SETTLED and line.key != after), None)


@dataclass(frozen=True, slots=True)
class PatternItem:
    """One open item of a pattern."""

    key: CaseKey
    item_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Open items that are alike: the same field, the same type, the same answers whichever coder gave them.

    ``answers`` are the answers in words, each once; a ruling of all of them takes one of these.
    """

    field: str
    label: str
    kind: DisagreementKind
    answers: tuple[str, ...]
    items: tuple[PatternItem, ...]


@dataclass(frozen=True, slots=True)
class StaleRuling:
    """A ruling that no longer fits what the coders have.

    ``item_id`` is the item to rule on again, None where its place is in no coding any more; ``why`` is a sentence.
    """

    key: CaseKey
    title: str
    ruling: Ruling
    item_id: str | None
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier ruling on a field that says something: what was ruled, in words, and why."""

    ruling: Ruling
    title: str
    ruled: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OldCoding:
    """A value coded under an older version of the codebook."""

    key: CaseKey
    coding_id: CodingId
    coder_name: str
    title: str
    version: int
    words: str


@dataclass(frozen=True, slots=True)
class OverruledAnswer:
    """An answer that was not taken: what the coder had, what gold has."""

    ruling: Ruling
    title: str
    label: str
    answered: str
    ruled: str


@dataclass(frozen=True, slots=True)
class Overruled:
    """One coder's answers that were not taken, newest first, out of how many that were ruled on.

    ``by_reason`` counts them by the reviewer's reason ("" where none was given), ``by_field`` by field, most first.
    """

    coder_id: CoderId
    answers: tuple[OverruledAnswer, ...]
    ruled_on: int
    by_reason: tuple[tuple[str, int], ...]
    by_field: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one value of gold comes from; ``earlier`` are the rulings that the one in force replaced, newest first."""

    value_id: str
    label: str
    words: str
    ruling: Ruling
    reviewer: str
    taken_from: tuple[str, ...]
    evidence: tuple[Mark, ...]
    earlier: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True)
class BegunReview:
    """What beginning a review did: articles whose unanimous values were taken in, and those left for later.

    ``waiting`` counts articles of the round that fewer than two coders have completed.
    """

    accepted: int
    unchanged: int
    waiting: int
    articles: tuple[ArticleId, ...] = field(default=())
