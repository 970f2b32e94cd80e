"""What a measure returns: a figure with the size of what it rests on, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Reason(StrEnum):
    """Why a figure is not defined for the data."""

    NO_PAIRABLE_UNITS = "no_pairable_units"
    NO_VARIATION = "no_variation"
    EXPECTED_AGREEMENT_1 = "expected_agreement_1"
    NEEDS_TWO_CODERS = "needs_two_coders"
    NOTHING_TO_COMPARE = "nothing_to_compare"
    TOO_FEW_ARTICLES = "too_few_articles"
    NOT_SCORED = "not_scored"


_SENTENCES = {
    Reason.NO_PAIRABLE_UNITS: "No unit has values of two coders.",
    Reason.NO_VARIATION: "All values are the same, so nothing can be told apart from chance.",
    Reason.EXPECTED_AGREEMENT_1: "The coders would agree on everything by chance alone.",
    Reason.NEEDS_TWO_CODERS: "The measure is defined for exactly two coders.",
    Reason.NOTHING_TO_COMPARE: "Neither coder recorded anything here.",
    Reason.TOO_FEW_ARTICLES: "At least two articles are needed.",
    Reason.NOT_SCORED: "The codebook does not ask for agreement on this field.",
}


_SHORT = {
    Reason.NO_PAIRABLE_UNITS: "no two values",
    Reason.NO_VARIATION: "no variation",
    Reason.EXPECTED_AGREEMENT_1: "chance agrees on all",
    Reason.NEEDS_TWO_CODERS: "for two coders",
    Reason.NOTHING_TO_COMPARE: "nothing coded",
    Reason.TOO_FEW_ARTICLES: "one article only",
    Reason.NOT_SCORED: "not asked for",
}


@dataclass(frozen=True, slots=True)
class Undefined:
    """There is no figure, for this reason."""

    reason: Reason

    @property
    def sentence(self) -> str:
        """The reason for a person to read."""
        return _SENTENCES[self.reason]

    @property
    def short(self) -> str:
        """The reason in a few words, where there is little room."""
        return _SHORT[self.reason]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and what it rests on.

    ``variant`` names the definition used, with its source. ``units`` have values of at least two coders; ``articles``
    are those that hold such a unit.
    """

    value: float
    variant: str
    units: int
    articles: int


Outcome: TypeAlias = Estimate | Undefined
