"""Incidents as rows of ACLED, rule by rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, strategies as st

from annotator.domain.values import DateRange, Location, Qualifier, Status, YesNo
from annotator.formats.datasets.incident_forms.acled import EVENT_TYPES, INTER, Acled, event_date, sub_event_type
from tests.drafts import Answer, count, default_codebook, exactly, one, several
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

ACLED = Acled()


# Which reports have a row


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"stage": one("threatened")}, "only threatened"),
        ({"factuality": one("denied")}, "denied"),
        ({"focus": one("aggregate"), "n_events": exactly(2)}, "one row for each"),
        ({"event_type": Status.UNCLEAR}, "event type"),
        ({"incident_date": days("2021-01-01", "2021-06-30", 5)}, "month"),
        ({"incident_date": DateRange(precision=9)}, "month"),
        ({"incident_date": DateRange(end=dt.date(1989, 1, 21), precision=1)}, "month"),
        ({"location": Location(country_iso3="MLI", precision=6)}, "smaller than the country"),
        ({"location": Location(precision=9)}, "smaller than the country"),
        ({"location": Location(country_iso3="MLI", verbatim="the border", precision=5)}, "smaller than the country"),
        ({"killed_total": WORDS_ONLY[Qualifier.SEVERAL]}, "“several”"),
        ({"killed_perpetrators": WORDS_ONLY[Qualifier.PLURAL_UNSPECIFIED]}, "“plural unspecified”"),
        ({"killed_total": count(None, None, 10, Qualifier.AT_MOST)}, "“at most 10”"),
    ],
)
def test_what_acled_cannot_say_is_refused_with_a_reason(changes: dict[str, Answer], reason: str) -> None:
    assert reason in ACLED.refusal(report(changes))


def test_a_complete_report_is_not_refused() -> None:
    assert ACLED.refusal(report()) == ""


# When


@pytest.mark.parametrize(
    "coded, expected",
    [
        (days("2019-11-01", "2019-11-02", 2), "2019-11-01"),
        (days("2019-11-04", "2019-11-10", 3), "2019-11-04"),
        (days("2019-11-01", "2019-11-30", 4), "2019-11-15"),
        (days("2019-10-10", "2019-10-31", 4), "2019-10-15"),
        (days("2019-10-20", "2019-11-17", 4), "2019-11-15"),
        (days("2019-09-26", "2019-10-10", 4), "2019-10-03"),
        (days("2019-10-16", "2019-10-31", 4), "2019-10-23"),
    ],
)
def test_the_event_date_is_the_start_or_the_middle_of_the_month(coded: DateRange, expected: str) -> None:
    assert event_date(coded) == dt.date.fromisoformat(expected)


@given(st.dates(dt.date(1, 2, 1), dt.date(9998, 1, 1)), st.integers(0, 31), st.sampled_from([1, 2, 3, 4]))
def test_the_event_date_lies_in_the_range(start: dt.date, length: int, precision: int) -> None:
    end = start + dt.timedelta(days=length)
    found = event_date(DateRange(start=start, end=end, precision=precision))
    assert found is not None
    assert start <= found <= end


@pytest.mark.parametrize("precision, expected", [(1, 1), (2, 2), (3, 2), (4, 3)])
def test_time_precision_follows_the_dates(precision: int, expected: int) -> None:
    row = row_of(ACLED, {"incident_date": days("2021-05-03", "2021-05-09", precision)})
    assert (row["time_precision"], row["year"]) == (expected, 2021)


# Where


@pytest.mark.parametrize("precision, expected", [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (7, 3)])
def test_geo_precision_follows_the_places(precision: int, expected: int) -> None:
    place = TOWN.model_copy(update={"precision": precision})
    assert row_of(ACLED, {"location": place})["geo_precision"] == expected


def test_a_place_fills_acleds_columns() -> None:
    row = row_of(ACLED, {"location": TOWN.model_copy(update={"admin2": "Gao Cercle"})})
    assert (row["iso"], row["country"], row["admin1"], row["admin2"]) == (466, "Mali", "Gao", "Gao Cercle")
    assert (row["location"], row["latitude"], row["longitude"]) == ("Gao", 16.27, -0.04)


def test_an_area_without_a_named_place_gives_its_name() -> None:
    place = Location(admin1="Gao", country_iso3="MLI", precision=4)
    assert row_of(ACLED, {"location": place})["location"] == "Gao"


def test_a_country_that_iso_does_not_list_keeps_its_letters() -> None:
    row = row_of(ACLED, {"location": TOWN.model_copy(update={"country_iso3": "XKX"})})
    assert (row["iso"], row["country"]) == (None, "XKX")


# What


def test_every_event_type_of_the_codebook_is_acleds() -> None:
    categories = default_codebook().fields_by_id["event_type"].categories
    assert {category.id for category in categories} == set(EVENT_TYPES)


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"event_type": one("battle")}, "Armed clash"),
        ({"event_type": one("protest")}, "Peaceful protest"),
        ({"event_type": one("riot")}, ""),
        ({"event_type": one("strategic_development")}, ""),
        ({"event_type": one("violence_against_civilians")}, "Attack"),
        (
            {"event_type": one("violence_against_civilians"), "tactic": several("armed_assault", "kidnapping")},
            "Abduction/forced disappearance",
        ),
        ({"event_type": one("explosion_remote_violence"), "suicide": YesNo(answer=True)}, "Suicide bomb"),
        (
            {"event_type": one("explosion_remote_violence"), "weapon": several("firearms", "explosives_projectile")},
            "Shelling/artillery/missile attack",
        ),
        (
            {"event_type": one("explosion_remote_violence"), "weapon": several("mine")},
            "Remote explosive/landmine/IED",
        ),
        ({"event_type": one("explosion_remote_violence")}, ""),
    ],
)
def test_the_sub_event_is_told_where_the_coding_decides_it(changes: dict[str, Answer], expected: str) -> None:
    assert sub_event_type(report(changes)) == expected


# Who


def test_every_type_of_actor_of_the_codebook_has_acleds_number() -> None:
    categories = default_codebook().fields_by_id["perp_actor"].categories
    assert {category.id for category in categories} == set(INTER)


@pytest.mark.parametrize(
    "groups, cells",
    [
        (
            [actor("Front"), victims("civilians"), victims("soldiers")],
            ("Front", "", 2, "Military Forces of Mali", 1, 12),
        ),
        ([actor("Army", "state_forces"), victims("civilians")], ("Army", "", 1, "Civilians (Mali)", 7, 17)),
        ([actor("A"), actor("B"), victims("police_security")], ("A", "B", 2, "Police Forces of Mali", 1, 12)),
        ([victims("unspecified")], ("Unidentified Armed Group", "", 3, "Civilians (Mali)", 7, 37)),
        ([actor("gunmen", "unknown")], ("gunmen", "", 3, "", None, 30)),
        ([actor("Front"), victims("perpetrators")], ("Front", "", 2, "", None, 20)),
        ([actor("Front", "")], ("Front", "", None, "", None, None)),
    ],
)
def test_actors_are_the_perpetrator_and_the_attacked(groups: list[Any], cells: tuple[Any, ...]) -> None:
    row = row_of(ACLED, {}, *groups)
    names = ("actor1", "assoc_actor_1", "inter1", "actor2", "inter2", "interaction")
    assert tuple(row[name] for name in names) == cells


def test_in_violence_against_civilians_the_attacked_are_civilians() -> None:
    row = row_of(ACLED, {"event_type": one("violence_against_civilians")}, actor("Front"), victims("soldiers"))
    assert (row["actor2"], row["inter2"]) == ("Civilians (Mali)", 7)
    assert row["civilian_targeting"] == "Civilian targeting"
    assert row_of(ACLED)["civilian_targeting"] == ""


# Toll


@pytest.mark.parametrize(
    "victims_coded, attackers, fatalities",
    [
        (count(54, 54, None, Qualifier.AT_LEAST), count(3, 3, None, Qualifier.AT_LEAST), 57),
        (exactly(5), None, 5),
        (count(6, 7, 8, Qualifier.RANGE), None, 6),
        (count(None, 40, None, Qualifier.ABOUT), None, 40),
        (WORDS_ONLY[Qualifier.TENS], None, 10),
        (WORDS_ONLY[Qualifier.DOZENS], None, 12),
        (WORDS_ONLY[Qualifier.DOZENS], exactly(2), 14),
        (WORDS_ONLY[Qualifier.HUNDREDS], None, 100),
        (WORDS_ONLY[Qualifier.NONE_REPORTED], None, 0),
        (Status.NOT_MENTIONED, exactly(3), 3),
        (Status.NOT_MENTIONED, None, 0),
    ],
)
def test_fatalities_are_the_sum_of_the_lowest_numbers(
    victims_coded: Answer, attackers: Answer, fatalities: int
) -> None:
    row = row_of(ACLED, {"killed_total": victims_coded, "killed_perpetrators": attackers})
    assert row["fatalities"] == fatalities


@pytest.mark.parametrize(
    "changes, part",
    [
        ({"killed_total": WORDS_ONLY[Qualifier.DOZENS]}, "“dozens”; by ACLED's table that is 12"),
        ({"killed_perpetrators": WORDS_ONLY[Qualifier.TENS]}, "“tens”; by ACLED's table that is 10"),
        ({"killed_total": Status.NOT_MENTIONED}, "counts 0"),
    ],
)
def test_every_number_that_nobody_coded_is_listed(changes: dict[str, Answer], part: str) -> None:
    assert part in losses_of(ACLED, changes)["fatalities"]


def test_a_coded_number_is_no_loss() -> None:
    assert losses_of(ACLED, {}, actor("A"), actor("B")) == {}


def test_more_than_two_perpetrators_are_listed() -> None:
    assert "assoc_actor_1" in losses_of(ACLED, {}, actor("A"), actor("B"), actor("C"))


# The retelling


def test_the_retelling_has_57_fatalities_since_acled_does_not_split_them() -> None:
    main, earlier = retelling_reports()
    row = ACLED.row(main)
    assert ACLED.refusal(main) == ""
    assert row["fatalities"] == 57
    assert (row["event_date"], row["time_precision"], row["geo_precision"]) == ("2019-11-01", 2, 3)
    assert (row["event_type"], row["actor1"], row["actor2"]) == (
        "Battles",
        "Islamic State",
        "Military Forces of Mali",
    )
    assert "one row for each" in ACLED.refusal(earlier)
