"""Proposing days: the expression, its anchor and the rule, for the coder to judge.

What a day name belongs to in its sentence is for the coder to see; a quote that tells of time only by another event
(“a month after the vote”, “two days later”) gives nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from annotator.domain.proposal import Proposal
from annotator.domain.values import DateRange, Moment
from annotator.normalize.calendar import Days, named
from annotator.normalize.date_rules import DATE_RULES, EXPLICIT, DateRule

_ANCHOR_YEARS = range(1200, 9999)
"""Publication years with room for every rule; anything else is taken for unknown."""

_UNUSABLE_BEFORE = re.compile(
    r"\b(?:before|after|since|until|till|prior to|next|coming|following|depuis|avant|après|desde|antes d[eo]l?|"
    r"después d[eo]l?|hasta)\s+(?:the\s+|el\s+|le\s+|on\s+|about\s+)?$",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(
    r"(?<![\w:+])(?:early (?:morning|hours)|mid-?(?:morning|afternoon)|dawn|daybreak|morning|midday|noon|afternoon|"
    r"evening|dusk|midnight|nightfall|overnight|night|tonight|madrugada|noche|anoche|mañana|tarde|nuit|soir|matin|aube|"
    r"après-midi|\d{1,2}:\d\d(?: ?[ap]\.?m\.?)?(?: ?(?:gmt|utc|local time))?|\d{1,2} ?[ap]\.?m\.?|"
    r"\d{4} (?:hours|hrs|gmt|utc))(?!\w)",
    re.IGNORECASE,
)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?")


class _Reading(NamedTuple):
    """One expression of a quote under one rule."""

    rule: DateRule
    match: re.Match[str]

    @property
    def order(self) -> tuple[int, int, int]:
        """What says more comes first, then what stands first, then what is longer."""
        return self.rule.rank, self.match.start(), self.match.start() - self.match.end()

    def is_less_of(self, other: _Reading) -> bool:
        """Tell whether this says less than the other with some of the same words."""
        shares_words = self.match.start() < other.match.end() and other.match.start() < self.match.end()
        return shares_words and self.rule.rank > other.rule.rank


def propose_dates(quote: str, published: dt.date | None) -> Proposal | None:
    """Propose a range of days from a quote; None where no rule applies or its anchor is not known.

    A week, month or year that publication falls into ends with publication, since what is reported has happened. An
    expression that cannot be resolved (“29 February 2023”) is not read in part as another (“February 2023”).
    """
    anchor = published if published is not None and published.year in _ANCHOR_YEARS else None
    failed: list[_Reading] = []
    for reading in sorted(_readings(quote), key=lambda one: one.order):
        if any(reading.is_less_of(other) for other in failed):
            continue
        days = reading.rule.resolve(reading.match, anchor)
        if days is not None:
            return _proposal(quote, reading, days, anchor)
        failed.append(reading)
    return None


def propose_moment(quote: str, published: dt.date | None) -> Proposal | None:
    """Propose a single day or time: a timestamp as written, else the day of an exact date; None for ranges."""
    stamp = _TIMESTAMP.search(quote)
    if stamp:
        try:
            at = dt.datetime.fromisoformat(stamp[0])
        except ValueError:
            return None
        return Proposal(content=Moment(at=at), explanation=f"“{stamp[0]}”: the time as written.", rule="timestamp")
    found = propose_dates(quote, published)
    if found is None or not isinstance(found.content, DateRange):
        return None
    start = found.content.start
    if start is None or start != found.content.end:
        return None
    return Proposal(content=Moment(at=start), explanation=found.explanation, rule=found.rule)


def _readings(quote: str) -> Iterator[_Reading]:
    for rule in DATE_RULES:
        for pattern in rule.patterns:
            for match in pattern.finditer(quote):
                if not _UNUSABLE_BEFORE.search(quote[: match.start()]):
                    yield _Reading(rule, match)


def _proposal(quote: str, reading: _Reading, resolved: Days, published: dt.date | None) -> Proposal:
    days = resolved if reading.rule.rank == EXPLICIT else _up_to(resolved, published)
    cut = "" if days == resolved else ", where publication ends it"
    expression = " ".join(reading.match[0].split())
    time_of_day = _TIME_OF_DAY.search(quote)
    return Proposal(
        content=DateRange(
            start=days.start,
            end=days.end,
            precision=days.precision,
            time_of_day=time_of_day[0].lower() if time_of_day else "",
            expression=expression,
        ),
        explanation=f"“{expression}”: {_said(reading)}{_anchor(reading.rule, published)}, {_shown(days)}{cut}.",
        rule=reading.rule.name,
    )


def _up_to(days: Days, published: dt.date | None) -> Days:
    if published is None or days.start is None or not days.start <= published < days.end:
        return days
    return Days(days.start, published)


def _said(reading: _Reading) -> str:
    names = {name: (text or "").capitalize() for name, text in reading.match.groupdict().items()}
    return reading.rule.says.format_map(names)


def _anchor(rule: DateRule, published: dt.date | None) -> str:
    return f" ({named(published)})" if published and "publication" in rule.says else ""


def _shown(days: Days) -> str:
    if days.start is None:
        return f"at the latest {named(days.end)}"
    return named(days.end) if days.start == days.end else f"{named(days.start)} to {named(days.end)}"
