"""The dead of a report: victims and attackers, which the codebook keeps apart and every dataset puts together anew."""

from __future__ import annotations

from typing import NamedTuple

from annotator.domain.values import Count
from annotator.formats.datasets.incident_forms.coded_report import CodedReport

ATTACKERS = "perpetrators"
"""The type of victim group that dead attackers form."""


class Toll(NamedTuple):
    """A coded number of dead, the id of its field, and what it is for a sentence."""

    field: str
    label: str
    coded: Count


def victims_killed(report: CodedReport) -> Count | None:
    """Return the number of dead victims as coded."""
    return report.count("killed_total")


def attackers_killed(report: CodedReport) -> tuple[Toll, ...]:
    """Return the numbers of dead attackers: "Attackers killed", else those of the victim groups of attackers."""
    coded = report.count("killed_perpetrators")
    if coded is not None:
        return (Toll("killed_perpetrators", "Attackers killed", coded),)
    groups = (group for group in report.groups("victim_group") if group.category("vg_type") == ATTACKERS)
    counts = (count for group in groups if (count := group.count("vg_killed")) is not None)
    return tuple(Toll("vg_killed", "Attackers killed in a victim group", count) for count in counts)


def killed(report: CodedReport) -> tuple[Toll, ...]:
    """Return every number of dead that together is the toll: the victims' as coded, then the attackers'."""
    victims = victims_killed(report)
    of_victims = () if victims is None else (Toll("killed_total", "Killed", victims),)
    return of_victims + attackers_killed(report)
