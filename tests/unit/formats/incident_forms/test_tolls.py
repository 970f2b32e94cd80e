"""The dead of a report: coded totals first, victim groups of attackers where there is no total."""

from __future__ import annotations

import pytest

from annotator.domain.values import Qualifier, Status
from annotator.formats.datasets.incident_forms.tolls import Toll, attackers_killed, killed, victims_killed
from tests.drafts import Answer, exactly
from tests.unit.formats.incident_forms.making import WORDS_ONLY, report, victims

SEVERAL = WORDS_ONLY[Qualifier.SEVERAL]


def test_victims_are_the_coded_total_only() -> None:
    assert victims_killed(report({"killed_total": exactly(9)}, victims("soldiers", exactly(4)))) == exactly(9)


@pytest.mark.parametrize(
    "coded, groups, expected",
    [
        (exactly(3), [], [("killed_perpetrators", exactly(3))]),
        (exactly(3), [exactly(5)], [("killed_perpetrators", exactly(3))]),
        (None, [exactly(5)], [("vg_killed", exactly(5))]),
        (None, [None], []),
        (None, [], []),
        (None, [exactly(2), SEVERAL], [("vg_killed", exactly(2)), ("vg_killed", SEVERAL)]),
        (None, [None, exactly(3)], [("vg_killed", exactly(3))]),
    ],
)
def test_attackers_are_the_coded_number_else_their_victim_groups(
    coded: Answer, groups: list[Answer], expected: list[tuple[str, Answer]]
) -> None:
    made = report(
        {"killed_perpetrators": coded},
        victims("soldiers", exactly(70)),
        *(victims("perpetrators", number) for number in groups),
    )
    assert [(toll.field, toll.coded) for toll in attackers_killed(made)] == expected


def test_the_toll_is_the_victims_and_the_attackers() -> None:
    made = report({"killed_total": exactly(9)}, victims("perpetrators", exactly(4)))
    assert killed(made) == (
        Toll("killed_total", "Killed", exactly(9)),
        Toll("vg_killed", "Attackers killed in a victim group", exactly(4)),
    )
    assert killed(report({"killed_total": Status.UNCLEAR})) == ()
