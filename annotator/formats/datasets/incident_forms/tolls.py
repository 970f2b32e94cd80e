"""The dead of a report: victims and attackers, which the codebook keeps apart and every dataset puts together anew."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.values import Count
from annotator.formats.datasets.incident_forms.coded_report import CodedReport
from annotator.formats.datasets.incident_forms.numbers import best, highest, lowest

ATTACKERS = "perpetrators"
"""The type of victim group that dead attackers form."""


def victims_killed(report: CodedReport) -> Count | None:
    """Return the number of dead victims as coded."""
    return report.count("killed_total")


def attackers_killed(report: CodedReport) -> Count | None:
    """Return the number of dead attackers: "Attackers killed", else what the victim groups of attackers sum to."""
    coded = report.count("killed_perpetrators")
    if coded is not None:
        return coded
    groups = (group for group in report.groups("victim_group") if group.category("vg_type") == ATTACKERS)
    return summed([count for group in groups if (count := group.count("vg_killed")) is not None])


def summed(counts: Sequence[Count]) -> Count | None:
    """Return the sum of several counts, part by part; None for none, and without a number where one has none."""
    if len(counts) < 2:
        return counts[0] if counts else None
    lows, bests, highs = ([number(count) for count in counts] for number in (lowest, best, highest))
    return Count(low=_sum(lows), best=_sum(bests), high=_sum(highs), qualifier=counts[0].qualifier)


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
