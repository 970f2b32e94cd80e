"""Warnings that belong beside a figure: too few articles, or a value too rare for its interval to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from annotator.agreement.ratings import MISSING, Level, Ratings

FEW_ARTICLES = 20
"""Below this many articles a percentile interval is too narrow; a rule of thumb of this project."""

RARE_CODINGS = 10
"""With fewer codings of the rarest used category the 95% interval covers 12 to 65% (measured)."""

_COUNTED = frozenset({Level.NOMINAL, Level.ORDINAL})


class CautionKind(StrEnum):
    """What is wrong."""

    FEW_ARTICLES = "few_articles"
    RARE_CATEGORY = "rare_category"


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning: how many there are, of how many wanted, and for a category which one."""

    kind: CautionKind
    count: int
    wanted: int
    value: str = ""

    @property
    def sentence(self) -> str:
        """The warning for a person to read."""
        if self.kind is CautionKind.FEW_ARTICLES:
            return f"Only {self.count} articles: the interval is too narrow below {self.wanted}."
        times = "once" if self.count == 1 else f"{self.count} times"
        return f"“{self.value}” was used {times}: the interval is not to be trusted below {self.wanted}."


def cautions(ratings: Ratings) -> tuple[Caution, ...]:
    """Return what makes the figures of these ratings unsafe; only pairable values count."""
    pairable = ratings.of_units(ratings.is_pairable)
    found = []
    articles = len(np.unique(pairable.articles))
    if 0 < articles < FEW_ARTICLES:
        found.append(Caution(CautionKind.FEW_ARTICLES, articles, FEW_ARTICLES))
    if ratings.level in _COUNTED:
        used = np.bincount(pairable.codes[pairable.codes != MISSING], minlength=len(ratings.values))
        at = np.flatnonzero(used)
        if len(at) and used[at].min() < RARE_CODINGS:
            rarest = at[np.argmin(used[at])]
            value = str(ratings.values[rarest])
            found.append(Caution(CautionKind.RARE_CATEGORY, int(used[rarest]), RARE_CODINGS, value))
    return tuple(found)
