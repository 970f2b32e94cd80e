"""What the founding article's coding comes to in each dataset, where it is present."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.datasets.incident_forms.acled import Acled
from annotator.formats.datasets.incident_forms.coded_report import CodedReport
from annotator.formats.datasets.incident_forms.gtd import Gtd
from annotator.formats.datasets.incident_forms.ucdp_ged import UcdpGed
from tests.unit.formats.incident_forms.making import gold_reports


@pytest.fixture
def founding(shared_data: Path) -> list[CodedReport]:
    gold, article = shared_data / "founding_gold.json", shared_data / "000_da8e43be4a5bb509.txt"
    if not (gold.is_file() and article.is_file()):
        pytest.skip(f"there is no {gold} with its article")
    return gold_reports(gold, article)


def test_gtd_counts_57_dead_of_whom_3_are_attackers(founding: list[CodedReport]) -> None:
    row = Gtd().row(founding[0])
    assert (row["nkill"], row["nkillter"]) == (57, 3)
    assert (row["attacktype1"], row["attacktype2"], row["suicide"], row["claimed"]) == (3, 2, 1, 1)
    assert (row["iyear"], row["imonth"], row["iday"]) == (2019, 11, 0)


def test_acled_counts_57_fatalities_as_it_does_not_split_them(founding: list[CodedReport]) -> None:
    row = Acled().row(founding[0])
    assert (row["fatalities"], row["event_date"], row["time_precision"]) == (57, "2019-11-01", 2)


def test_ucdps_best_is_57(founding: list[CodedReport]) -> None:
    row = UcdpGed().row(founding[0])
    assert [row[name] for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")] == [53, 3, 1, 0]
    assert (row["best"], row["low"], row["high"]) == (57, 57, 57)


def test_the_two_earlier_attacks_are_one_unclear_event_for_ucdp_and_none_for_the_others(
    founding: list[CodedReport],
) -> None:
    earlier = founding[1]
    assert UcdpGed().refusal(earlier) == ""
    assert (UcdpGed().row(earlier)["event_clarity"], UcdpGed().row(earlier)["best"]) == (2, 40)
    assert "one row for each" in Gtd().refusal(earlier)
    assert "one row for each" in Acled().refusal(earlier)
