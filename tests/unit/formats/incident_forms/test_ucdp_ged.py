"""Incidents as rows of the UCDP GED, rule by rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, strategies as st

from annotator.domain.values import DateRange, Location, Qualifier, Status
from annotator.formats.datasets.incident_forms.ucdp_ged import Deaths, UcdpGed, deaths_of, type_of_violence
from tests.drafts import Answer, count, default_codebook, exactly, one
from tests.unit.formats.incident_forms.making import (
    TOWN,
    WORDS_ONLY,
    actor,
    days,
    losses_of,
    report,
    retelling_reports,
    row_of,
    victims,
)

UCDP = UcdpGed()
AGAINST_CIVILIANS = {"event_type": one("violence_against_civilians")}
NUMBERS = st.integers(0, 400)


# Which reports have a row


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"stage": one("threatened")}, "only threatened"),
        ({"factuality": one("denied")}, "denied"),
        ({"incident_date": DateRange(precision=9)}, "possible day"),
        ({"incident_date": DateRange(end=dt.date(1989, 1, 21), precision=1)}, "possible day"),
        ({"incident_date": days("2021-05-07", precision=9)}, "possible day"),
        ({"location": Location(precision=9)}, "place is not known"),
        ({"location": Location(country_iso3="MLI")}, "place is not known"),
        ({"killed_total": exactly(0)}, "No death"),
        ({"killed_total": Status.NOT_MENTIONED}, "No death"),
        ({"killed_total": WORDS_ONLY[Qualifier.SEVERAL]}, "No death"),
    ],
)
def test_what_ucdp_cannot_say_is_refused_with_a_reason(changes: dict[str, Answer], reason: str) -> None:
    assert reason in UCDP.refusal(report(changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"killed_total": Status.NOT_MENTIONED, "killed_perpetrators": exactly(1)},
        {"killed_total": count(0, 0, 4, Qualifier.AT_MOST)},
        {"killed_total": WORDS_ONLY[Qualifier.DOZENS]},
        {"location": Location(country_iso3="MLI", precision=6)},
        {"incident_date": days("2021-01-01", "2021-06-30", 5)},
    ],
)
def test_one_death_in_the_highest_estimate_is_enough(changes: dict[str, Answer]) -> None:
    assert UCDP.refusal(report(changes)) == ""


# When, where and how clearly


def test_precisions_are_as_coded() -> None:
    place = TOWN.model_copy(update={"precision": 5, "vicinity": "near the border", "admin2": "Gao Cercle"})
    row = row_of(UCDP, {"location": place, "incident_date": days("2021-05-03", "2021-05-08", 2)})
    assert (row["where_prec"], row["date_prec"]) == (5, 2)
    assert (row["date_start"], row["date_end"], row["year"]) == ("2021-05-03", "2021-05-08", 2021)
    assert (row["adm_1"], row["adm_2"], row["country"]) == ("Gao", "Gao Cercle", "Mali")
    assert (row["latitude"], row["longitude"]) == (16.27, -0.04)
    assert (row["where_coordinates"], row["where_description"]) == ("Gao", "Gao near the border")


def test_a_place_without_a_name_goes_by_its_area_or_country() -> None:
    for place, name in (
        (Location(admin1="Gao", country_iso3="MLI", precision=4), "Gao"),
        (Location(country_iso3="MLI", precision=6), "Mali"),
    ):
        assert row_of(UCDP, {"location": place})["where_coordinates"] == name


@pytest.mark.parametrize("focus, clarity", [("main", 1), ("secondary", 1), ("background", 1), ("aggregate", 2)])
def test_aggregates_are_less_clear(focus: str, clarity: int) -> None:
    assert row_of(UCDP, {"focus": one(focus)})["event_clarity"] == clarity


# Sides


@pytest.mark.parametrize(
    "changes, groups, type_, side_a, side_b",
    [
        ({}, [actor("Front"), victims("soldiers", exactly(2))], 1, "Government of Mali", "Front"),
        ({}, [actor("Front"), victims("police_security", exactly(2))], 1, "Government of Mali", "Front"),
        ({}, [actor("Army", "state_forces"), victims("militia", exactly(2))], 1, "Army", "Unknown"),
        ({}, [actor("Front"), victims("militia", exactly(2))], 2, "Front", "Unknown"),
        ({}, [victims("soldiers", exactly(2))], 1, "Government of Mali", "Unknown"),
        ({}, [actor("Front")], 2, "Front", "Unknown"),
        ({}, [], 2, "Unknown", "Unknown"),
        (AGAINST_CIVILIANS, [actor("Front"), victims("civilians", exactly(2))], 3, "Front", "Civilians"),
        (AGAINST_CIVILIANS, [actor("Army", "state_forces")], 3, "Army", "Civilians"),
        ({}, [actor("A"), actor("B"), victims("militia", exactly(2))], 2, "A; B", "Unknown"),
    ],
)
def test_the_type_of_violence_decides_the_sides(
    changes: dict[str, Answer], groups: list[Any], type_: int, side_a: str, side_b: str
) -> None:
    row = row_of(UCDP, changes, *groups)
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == (type_, side_a, side_b)
    assert type_of_violence(report(changes, *groups)) == type_


# Deaths


@pytest.mark.parametrize(
    "changes, groups, expected",
    [
        (
            {"killed_total": exactly(54), "killed_perpetrators": exactly(3)},
            [victims("soldiers", exactly(53)), victims("civilians", exactly(1))],
            Deaths(3, 53, 1, 0),
        ),
        ({"killed_total": exactly(10)}, [victims("soldiers", exactly(4))], Deaths(0, 4, 0, 6)),
        ({"killed_total": exactly(10)}, [], Deaths(0, 0, 0, 10)),
        (
            {"killed_total": exactly(4)},
            [victims(name, exactly(1)) for name in ("officials", "aid_workers", "journalists", "civilians")],
            Deaths(0, 0, 4, 0),
        ),
        (
            {"killed_total": exactly(2)},
            [victims("peacekeepers", exactly(1)), victims("unspecified", exactly(1))],
            Deaths(0, 0, 0, 2),
        ),
        ({"killed_total": exactly(0)}, [victims("perpetrators", exactly(6))], Deaths(6, 0, 0, 0)),
        (
            {"killed_total": exactly(0), "killed_perpetrators": exactly(5)},
            [victims("perpetrators", exactly(6))],
            Deaths(5, 0, 0, 0),
        ),
        ({"killed_total": WORDS_ONLY[Qualifier.DOZENS]}, [victims("soldiers", exactly(3))], Deaths(0, 3, 0, 9)),
        ({"killed_total": exactly(3)}, [victims("soldiers", WORDS_ONLY[Qualifier.SEVERAL])], Deaths(0, 0, 0, 3)),
        ({"killed_total": exactly(3)}, [victims("soldiers", exactly(2)), victims("soldiers")], Deaths(0, 2, 0, 1)),
    ],
)
def test_deaths_are_told_by_victim_group(changes: dict[str, Answer], groups: list[Any], expected: Deaths) -> None:
    assert deaths_of(report(changes, *groups)) == expected


@pytest.mark.parametrize(
    "changes, groups, sides",
    [
        ({}, [actor("Front"), victims("soldiers", exactly(5))], (5, 2)),
        ({}, [actor("Army", "state_forces"), victims("militia", exactly(5))], (2, 5)),
        ({}, [actor("Front"), victims("militia", exactly(5))], (2, 5)),
    ],
)
def test_the_dead_of_each_side_are_counted_to_it(
    changes: dict[str, Answer], groups: list[Any], sides: tuple[int, int]
) -> None:
    tolls = {"killed_total": exactly(5), "killed_perpetrators": exactly(2)}
    row = row_of(UCDP, {**tolls, **changes}, *groups)
    assert (row["deaths_a"], row["deaths_b"]) == sides


def test_fighters_killed_in_one_sided_violence_are_unknown_since_civilians_are_the_other_side() -> None:
    dead = (victims("soldiers", exactly(2)), victims("civilians", exactly(3)))
    row = row_of(UCDP, {**AGAINST_CIVILIANS, "killed_total": exactly(5), "killed_perpetrators": exactly(1)}, *dead)
    assert [row[f"deaths_{part}"] for part in ("a", "b", "civilians", "unknown")] == [1, 0, 3, 2]


def test_every_victim_group_of_the_codebook_is_counted_somewhere() -> None:
    for category in default_codebook().fields_by_id["vg_type"].categories:
        made = report({"killed_total": exactly(0)}, victims(category.id, exactly(7)))
        assert sum(deaths_of(made)) == 7, category.id


@pytest.mark.parametrize(
    "total, attackers, low_best_high",
    [
        (count(54, 54, None, Qualifier.AT_LEAST), count(3, 3, None, Qualifier.AT_LEAST), (57, 57, 57)),
        (count(6, 7, 8, Qualifier.RANGE), None, (6, 7, 8)),
        (count(6, 7, 8, Qualifier.RANGE), count(1, 2, 3, Qualifier.RANGE), (7, 9, 11)),
        (count(6, None, 8, Qualifier.RANGE), None, (6, 6, 8)),
        (count(None, 40, None, Qualifier.ABOUT), None, (40, 40, 40)),
        (count(None, None, 10, Qualifier.AT_MOST), None, (0, 0, 10)),
        (WORDS_ONLY[Qualifier.HUNDREDS], None, (100, 100, 100)),
        (Status.NOT_MENTIONED, exactly(2), (2, 2, 2)),
    ],
)
def test_low_best_and_high_sum_victims_and_attackers(
    total: Answer, attackers: Answer, low_best_high: tuple[int, int, int]
) -> None:
    row = row_of(UCDP, {"killed_total": total, "killed_perpetrators": attackers})
    assert (row["low"], row["best"], row["high"]) == low_best_high


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.booleans())
def test_best_is_the_sum_of_the_four_and_lies_between_low_and_high(
    soldiers: int, civilians: int, total: int, attackers: int, is_one_sided: bool
) -> None:
    changes = {"killed_total": exactly(total), "killed_perpetrators": exactly(attackers)}
    groups = (victims("soldiers", exactly(soldiers)), victims("civilians", exactly(civilians)))
    made = report({**changes, **(AGAINST_CIVILIANS if is_one_sided else {})}, *groups)
    row: Any = UCDP.row(made)
    parts = [row[f"deaths_{part}"] for part in ("a", "b", "civilians", "unknown")]
    assert row["best"] == sum(parts) == max(soldiers + civilians, total) + attackers
    assert row["low"] <= row["best"] <= row["high"]
    assert (UCDP.refusal(made) == "") == (row["high"] > 0)


@pytest.mark.parametrize(
    "changes, groups, part",
    [
        ({"killed_total": WORDS_ONLY[Qualifier.DOZENS]}, [], "“dozens”, which is 12"),
        ({"killed_perpetrators": WORDS_ONLY[Qualifier.SEVERAL]}, [], "“several”, which has no number"),
        ({"killed_total": exactly(3)}, [victims("soldiers", WORDS_ONLY[Qualifier.TENS])], "“tens”, which is 10"),
        ({"killed_total": exactly(3)}, [victims("soldiers", exactly(5))], "sum to 5, the total is 3"),
    ],
)
def test_what_is_converted_or_does_not_add_up_is_listed(
    changes: dict[str, Answer], groups: list[Any], part: str
) -> None:
    sentences = [reason for column, reason in UCDP.losses(report(changes, *groups)) if column == "best"]
    assert any(part in sentence for sentence in sentences), sentences


def test_numbers_that_add_up_lose_nothing() -> None:
    assert losses_of(UCDP, {}, actor("Front"), victims("soldiers", exactly(2))) == {}
    assert "side_a" in losses_of(UCDP, {}, actor("A"), actor("B"))


# The retelling


def test_the_retellings_best_is_57_by_side() -> None:
    main, earlier = retelling_reports()
    row = UCDP.row(main)
    assert (row["best"], row["low"], row["high"]) == (57, 57, 57)
    assert [row[f"deaths_{part}"] for part in ("a", "b", "civilians", "unknown")] == [53, 3, 1, 0]
    assert (row["side_a"], row["side_b"], row["type_of_violence"]) == ("Government of Mali", "Islamic State", 1)
    assert (row["where_prec"], row["date_prec"], row["event_clarity"]) == (4, 2, 1)
    aggregate = UCDP.row(earlier)
    assert (UCDP.refusal(earlier), aggregate["event_clarity"], aggregate["best"]) == ("", 2, 40)
