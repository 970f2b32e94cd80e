"""The dead of a report: coded totals first, victim groups of attackers where there is no total."""

from __future__ import annotations

import pytest

from annotator.domain.values import Count, Qualifier
from annotator.formats.datasets.incident_forms.numbers import best, highest, lowest
from annotator.formats.datasets.incident_forms.tolls import attackers_killed, summed, victims_killed
from tests.drafts import Answer, count, exactly
from tests.unit.formats.incident_forms.making import WORDS_ONLY, report, victims


def test_victims_are_the_coded_total_only() -> None:
    assert victims_killed(report({"killed_total": exactly(9)}, victims("soldiers", exactly(4)))) == exactly(9)


@pytest.mark.parametrize(
    "coded, groups, expected",
    [
        (exactly(3), [], exactly(3)),
        (exactly(3), [exactly(5)], exactly(3)),
        (None, [exactly(5)], exactly(5)),
        (None, [None], None),
        (None, [], None),
        (None, [exactly(2), exactly(3)], exactly(5)),
        (None, [None, exactly(3)], exactly(3)),
    ],
)
def test_attackers_are_the_coded_number_else_their_victim_groups(
    coded: Answer, groups: list[Answer], expected: Count | None
) -> None:
    made = report(
        {"killed_perpetrators": coded},
        victims("soldiers", exactly(70)),
        *(victims("perpetrators", killed) for killed in groups),
    )
    assert attackers_killed(made) == expected


def test_a_sum_with_a_part_without_a_number_has_none() -> None:
    total = summed([exactly(2), WORDS_ONLY[Qualifier.SEVERAL]])
    assert total is not None
    assert (lowest(total), best(total), highest(total)) == (None, None, None)


def test_a_sum_adds_lowest_best_and_highest_apart() -> None:
    total = summed([count(6, None, 8, Qualifier.RANGE), exactly(2), WORDS_ONLY[Qualifier.DOZENS]])
    assert total is not None
    assert (total.low, total.best, total.high) == (20, 20, 22)


def test_no_counts_have_no_sum() -> None:
    assert summed([]) is None
