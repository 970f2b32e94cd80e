"""Which incidents, and which members of them, the coders of a panel found: layers 2 of agreement, with intervals.

Precision, recall and F1 are ratios of sums over articles, so the article bootstrap holds for them as for coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import add

import numpy as np

from annotator.agreement.alignment import AlignedIncident, Aligner
from annotator.agreement.detection import Detection, detection
from annotator.agreement.groups import member_values
from annotator.agreement.members import ceaf
from annotator.agreement.outcome import Reason
from annotator.agreement.panel import Panel
from annotator.agreement.ratings import Floats
from annotator.agreement.slices import Choice, eligible
from annotator.agreement.spans import NOTHING_MATCHED, Matched
from annotator.agreement.tally import Solve, Tally, ratio_or_nan
from annotator.domain.ids import ReportId

F1, PRECISION, RECALL = "F1", "precision", "recall"

_SHARES: dict[str, Solve] = {
    F1: lambda sums: ratio_or_nan(2 * sums[:, 0], sums[:, 1] + sums[:, 2]),
    PRECISION: lambda sums: ratio_or_nan(sums[:, 0], sums[:, 2]),
    RECALL: lambda sums: ratio_or_nan(sums[:, 0], sums[:, 1]),
}

VARIANTS = {
    F1: "F1 of incidents matched one to one (2 · matched / all reports of both)",
    PRECISION: "share of the coder's incidents that the other has",
    RECALL: "share of the other's incidents that the coder has",
}
_OF_MEMBERS = "F1 by CEAF with similarity φ4 (Luo 2005) over incidents matched one to one"


@dataclass(frozen=True)
class FoundIncident:
    """One incident of an article and who of two coders (places in the article's list) has it."""

    article: int
    incident: AlignedIncident
    pair: tuple[int, int]

    @property
    def is_of_both(self) -> bool:
        """Tell whether both have it; a split incident is one."""
        return all(self.incident.members[coder] for coder in self.pair)


def found_incidents(panel: Panel, choice: Choice) -> Iterator[FoundIncident]:
    """Yield every incident that one of two compared coders has, for each two of them."""
    for article in np.flatnonzero(eligible(panel.participates, choice).flags).tolist():
        for pair in pairs_in(panel, article, choice):
            for incident in panel.aligners[article].without().incidents:
                if any(incident.members[coder] for coder in pair):
                    yield FoundIncident(article, incident, pair)


def pairs_in(panel: Panel, article: int, choice: Choice) -> list[tuple[int, int]]:
    """Return the pairs of an article's coders that a choice compares, the one it is about first."""
    columns = panel.columns[article]
    if not choice.coders:
        return list(combinations(range(len(columns)), 2))
    one = columns.index(choice.coders[0])
    if len(choice.coders) == 1:
        return [(one, other) for other in range(len(columns)) if other != one]
    return [(one, columns.index(choice.coders[1]))]


def incident_tally(panel: Panel, choice: Choice, figure: str) -> Tally:
    """Return precision, recall or F1 of incidents; with all coders at once only F1 says anything."""

    def counted(aligner: Aligner, pair: tuple[int, int]) -> tuple[Matched, int]:
        found = _matched(aligner.without().incidents, pair)
        return found, round(found.first + found.second - found.common)

    return _tally(panel, choice, counted, figure, VARIANTS[figure])


def member_tally(panel: Panel, choice: Choice, level: str) -> Tally:
    """Return how well the members of a repeating part agree; its units are matched incidents that have any."""

    def counted(aligner: Aligner, pair: tuple[int, int]) -> tuple[Matched, int]:
        pairs = [
            (
                member_values(other, incident[1], level, panel.codebook),
                member_values(coder, incident[0], level, panel.codebook),
            )
            for coder, other in [(aligner.answers[pair[0]], aligner.answers[pair[1]])]
            for incident in paired_reports(aligner, pair)
        ]
        total = reduce(add, (ceaf(*both) for both in pairs), NOTHING_MATCHED)
        return total, sum(any(both) for both in pairs)

    return _tally(panel, choice, counted, F1, _OF_MEMBERS)


def paired_reports(aligner: Aligner, pair: tuple[int, int]) -> list[tuple[ReportId, ReportId]]:
    """Return two coders' reports of the incidents that both have and neither split."""
    members = [(one.members[pair[0]], one.members[pair[1]]) for one in aligner.without().incidents]
    return [(first[0], second[0]) for first, second in members if len(first) == 1 == len(second)]


def corrected_for_chance(panel: Panel, pair: tuple[int, int]) -> Detection:
    """Return two coders' detection with what chance alone would give; ``pair`` are columns of the panel."""
    articles = np.flatnonzero(eligible(panel.participates, Choice(pair)).flags).tolist()

    def counted(first: int, second: int) -> Matched:
        sides = [panel.columns[at].index(column) for at, column in zip((first, second), pair, strict=True)]
        if first == second:
            return _matched(panel.aligners[first].without().incidents, (sides[0], sides[1]))
        readings = [panel.aligners[at].readings[side] for at, side in zip((first, second), sides, strict=True)]
        crossed = Aligner(readings, panel.codebook, threshold=panel.threshold, has_common_text=False)
        return _matched(crossed.without().incidents, (0, 1))

    return detection(articles, articles, counted)


def _matched(incidents: tuple[AlignedIncident, ...], pair: tuple[int, int]) -> Matched:
    """Count incidents; the coder compared is the second side, so that precision is about what that coder found."""
    has = [(bool(one.members[pair[0]]), bool(one.members[pair[1]])) for one in incidents]
    return Matched(sum(a and b for a, b in has), sum(b for _, b in has), sum(a for a, _ in has))


def _tally(
    panel: Panel,
    choice: Choice,
    counted: Callable[[Aligner, tuple[int, int]], tuple[Matched, int]],
    figure: str,
    variant: str,
) -> Tally:
    articles = np.flatnonzero(eligible(panel.participates, choice).flags).tolist()
    sums: Floats = np.zeros((len(articles), 3))
    units = np.zeros(len(articles), dtype=np.int64)
    for number, article in enumerate(articles):
        for pair in pairs_in(panel, article, choice):
            found, count = counted(panel.aligners[article], pair)
            sums[number] += (found.common, found.first, found.second)
            units[number] += count

    def reason(total: Floats) -> Reason | None:
        return Reason.NOTHING_TO_COMPARE if np.isnan(_SHARES[figure](total[None, :])[0]) else None

    return Tally(sums, _SHARES[figure], reason, variant, int(units.sum()), int((units > 0).sum()))
