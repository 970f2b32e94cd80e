"""Incidents as rows of the Global Terrorism Database, rule by rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, strategies as st

from annotator.domain.values import DateRange, EntityName, FreeText, Location, Qualifier, Status, YesNo
from annotator.formats.datasets.incident_forms import gtd
from annotator.formats.datasets.incident_forms.gtd import Gtd, attack_types, date_cells, specificity
from tests.drafts import Answer, count, default_codebook, exactly, one, several
from tests.unit.formats.incident_forms.making import (
    TOWN,
    WORDS_ONLY,
    a_claim,
    a_target,
    actor,
    days,
    losses_of,
    report,
    retelling_reports,
    row_of,
    victims,
)

GTD = Gtd()
SEVERAL = WORDS_ONLY[Qualifier.SEVERAL]
DOZENS = WORDS_ONLY[Qualifier.DOZENS]


# Which reports have a row


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"stage": one("threatened")}, "only threatened"),
        ({"factuality": one("denied")}, "denied"),
        ({"focus": one("aggregate"), "n_events": exactly(2)}, "one row for each"),
        ({"event_type": one("protest")}, "without"),
        ({"event_type": one("strategic_development")}, "without"),
    ],
)
def test_what_is_no_single_act_of_violence_is_refused_with_a_reason(changes: dict[str, Answer], reason: str) -> None:
    assert reason in GTD.refusal(report(changes))


def test_acts_of_the_state_alone_are_refused() -> None:
    assert "state forces" in GTD.refusal(report({}, actor("Army", "state_forces")))
    assert GTD.refusal(report({}, actor("Army", "state_forces"), actor("Front"))) == ""
    assert GTD.refusal(report({})) == ""


@pytest.mark.parametrize("stage, success", [("accomplished", 1), ("attempted", 0)])
def test_success_tells_whether_the_attack_was_carried_out(stage: str, success: int) -> None:
    assert row_of(GTD, {"stage": one(stage)})["success"] == success


# When


@pytest.mark.parametrize(
    "coded, cells",
    [
        (days("2019-11-02"), (2019, 11, 2, "")),
        (days("2019-11-01", "2019-11-02", 2), (2019, 11, 0, "2019-11-01 to 2019-11-02")),
        (days("2019-10-31", "2019-11-01", 2), (2019, 0, 0, "2019-10-31 to 2019-11-01")),
        (days("2018-12-31", "2019-01-01", 2), (0, 0, 0, "2018-12-31 to 2019-01-01")),
        (days("2018-05-02", "2019-05-02", 5), (0, 0, 0, "2018-05-02 to 2019-05-02")),
        (DateRange(), (0, 0, 0, "")),
        (DateRange(end=dt.date(1989, 1, 21)), (0, 0, 0, "until 1989-01-21")),
        (DateRange(start=dt.date(1989, 1, 21)), (0, 0, 0, "from 1989-01-21")),
        (DateRange(precision=9, expression="years ago"), (0, 0, 0, "years ago")),
    ],
)
def test_what_is_not_known_of_the_date_is_zero(coded: DateRange, cells: tuple[Any, ...]) -> None:
    assert tuple(date_cells(coded).values()) == cells


@given(st.dates(), st.dates())
def test_a_day_is_given_only_where_start_and_end_are_the_same(first: dt.date, last: dt.date) -> None:
    cells = date_cells(DateRange(start=min(first, last), end=max(first, last)))
    assert (cells["iday"] != 0) == (first == last)
    assert (cells["approxdate"] == "") == (first == last)
    assert not (cells["iday"] and not cells["imonth"])
    assert not (cells["imonth"] and not cells["iyear"])


# Where


@pytest.mark.parametrize(
    "place, expected",
    [
        (Location(name="Gao", lat=1.0, lon=1.0, precision=1), 1),
        (Location(name="Gao", lat=1.0, lon=1.0, precision=2), 1),
        (Location(name="Gao", precision=1), 2),
        (Location(name="Gao", admin2="Gao", precision=3), 2),
        (Location(admin2="Gao", precision=3), 3),
        (Location(admin1="Gao", precision=4), 4),
        (Location(admin2="Gao", admin1="Gao", precision=5), 3),
        (Location(admin1="Gao", precision=5), 4),
        (Location(country_iso3="MLI", precision=5), 5),
        (Location(country_iso3="MLI", precision=6), 5),
        (Location(precision=7), 5),
        (Location(precision=9), 5),
        (Location(), 5),
    ],
)
def test_specificity_follows_the_precision(place: Location, expected: int) -> None:
    assert specificity(place) == expected


def test_a_place_fills_gtds_columns() -> None:
    place = TOWN.model_copy(update={"vicinity": "10 km from the town"})
    row = row_of(GTD, {"location": place})
    assert (row["country_txt"], row["provstate"], row["city"]) == ("Mali", "Gao", "Gao")
    assert (row["latitude"], row["longitude"]) == (16.27, -0.04)
    assert (row["vicinity"], row["location"]) == (1, "10 km from the town")
    between = TOWN.model_copy(update={"admin2": "Gao Cercle", "admin3": "Gao Commune", "description": "a market"})
    assert row_of(GTD, {"location": between})["location"] == "a market; Gao Commune; Gao Cercle"
    assert row_of(GTD)["vicinity"] == 0


# What


@pytest.mark.parametrize(
    "chosen, codes",
    [
        (("armed_assault", "bombing_explosion"), [3, 2]),
        (("facility_infrastructure", "unarmed_assault", "armed_assault"), [2, 8, 7]),
        (("barricade_hostage", "kidnapping", "hijacking"), [4, 6, 5]),
        (("armed_assault", "assassination"), [1, 2]),
        (("unknown",), [9]),
        (("unknown", "armed_assault"), [2]),
    ],
)
def test_attack_types_stand_in_gtds_hierarchy(chosen: tuple[str, ...], codes: list[int]) -> None:
    assert [code for code, _ in attack_types(report({"tactic": several(*chosen)}))] == codes


@given(st.permutations(list(gtd.HIERARCHY)))
def test_the_order_of_coding_does_not_matter_to_attack_types(chosen: list[str]) -> None:
    assert [code for code, _ in attack_types(report({"tactic": several(*chosen)}))] == [1, 4, 6]


@pytest.mark.parametrize(
    "field, codes",
    [
        ("tactic", {name: code for name, (code, _) in gtd.ATTACK_TYPES.items()}),
        ("target_type", dict(gtd.TARGET_TYPES)),
        ("claim_mode", {name: code for name, (code, _) in gtd.CLAIM_MODES.items()}),
    ],
)
def test_the_numbers_are_those_the_codebook_gives(field: str, codes: dict[str, int]) -> None:
    categories = default_codebook().fields_by_id[field].categories
    assert {category.id: category.code for category in categories} == codes


def test_every_weapon_of_the_codebook_has_gtds_number() -> None:
    for category in default_codebook().fields_by_id["weapon"].categories:
        assert category.id in gtd.WEAPON_TYPES
        assert category.code in (None, gtd.WEAPON_TYPES[category.id][0])


def test_kinds_of_explosives_are_one_weapon_type() -> None:
    row = row_of(GTD, {"weapon": several("grenade", "firearms", "explosives_vehicle")})
    assert [row.get(f"weaptype{number}") for number in (1, 2, 3, 4)] == [6, 5, None, None]
    assert row["weaptype1_txt"] == "Explosives"


def test_targets_have_types_and_names_side_by_side() -> None:
    row = row_of(GTD, {"target_type": several("military", "police")}, a_target("a post"))
    assert (row["targtype1"], row["target1"]) == (4, "a post")
    assert (row["targtype2"], row["target2"]) == (3, None)


@pytest.mark.parametrize(
    "damage, expected",
    [(one("none"), 0), (one("some"), 1), (one("destroyed"), 1), (one("unspecified"), 1), (None, -9)],
)
def test_property_is_minus_nine_where_nothing_is_said(damage: Answer, expected: int) -> None:
    assert row_of(GTD, {"property_damage": damage})["property"] == expected


@pytest.mark.parametrize(
    "answer, expected, is_listed",
    [(YesNo(answer=True), 1, False), (YesNo(answer=False), 0, False), (Status.UNCLEAR, 0, True)],
)
def test_a_suicide_attack_is_one(answer: Answer, expected: int, is_listed: bool) -> None:
    assert row_of(GTD, {"suicide": answer})["suicide"] == expected
    assert ("suicide" in losses_of(GTD, {"suicide": answer})) is is_listed


def test_hostages_are_the_missing_of_a_kidnapping() -> None:
    taken = victims("civilians", None, vg_missing=exactly(4))
    row = row_of(GTD, {"tactic": several("kidnapping")}, taken, victims("soldiers", None, vg_missing=exactly(2)))
    assert (row["ishostkid"], row["nhostkid"]) == (1, 6)
    assert row_of(GTD, {"tactic": several("kidnapping")})["nhostkid"] == -99
    assert row_of(GTD)["ishostkid"] == 0
    assert row_of(GTD, {"tactic": Status.UNCLEAR})["ishostkid"] == -9


# Who


@pytest.mark.parametrize(
    "attribution, uncertain",
    [
        ("reported_as_fact", 0),
        ("claimed_by_perpetrator", 0),
        ("accused_by_authorities", 1),
        ("accused_by_others", 1),
        ("possible", 1),
        ("denied_or_acquitted", 1),
    ],
)
def test_a_perpetrator_is_uncertain_unless_fact_or_claimed(attribution: str, uncertain: int) -> None:
    row = row_of(GTD, {}, actor("Front", attribution=attribution))
    assert (row["gname"], row["guncertain1"]) == ("Front", uncertain)


def test_three_perpetrators_have_a_place_and_the_fourth_is_listed() -> None:
    actors = [actor(name, attribution="possible" if name == "B" else "reported_as_fact") for name in "ABCD"]
    row = row_of(GTD, {}, *actors)
    assert (row["gname"], row["gname2"], row["gname3"]) == ("A", "B", "C")
    assert (row["guncertain1"], row["guncertain2"], row["guncertain3"]) == (0, 1, 0)
    assert losses_of(GTD, {}, *actors)["gname3"].endswith("left out: D.")


def test_without_a_perpetrator_the_name_is_unknown() -> None:
    row = row_of(GTD)
    assert (row["gname"], row.get("guncertain1"), row["nperps"]) == ("Unknown", None, -99)


def test_a_perpetrator_without_a_canonical_name_goes_by_the_texts_words() -> None:
    named = {"perp_actor": EntityName(verbatim="gunmen"), "perp_attribution": one("reported_as_fact")}
    assert row_of(GTD, {}, ("perpetrator", named))["gname"] == "gunmen"


# Claims


def test_claims_are_told_with_their_modes() -> None:
    row = row_of(GTD, {"claim_competing": YesNo(answer=True)}, a_claim("video"), a_claim("letter", "Other front"))
    assert (row["claimed"], row["claimmode"], row["claimmode_txt"]) == (1, 6, "Video")
    assert (row["claim2"], row["claimmode2"], row["compclaim"]) == (1, 1, 1)


@pytest.mark.parametrize(
    "claims, answer, expected",
    [(0, None, None), (1, None, 0), (2, YesNo(answer=False), 0), (2, None, -9), (2, Status.UNCLEAR, -9)],
)
def test_claims_compete_only_where_there_are_several(claims: int, answer: Answer, expected: int | None) -> None:
    row = row_of(GTD, {"claim_competing": answer}, *[a_claim()] * claims)
    assert row["claimed"] == (1 if claims else 0)
    assert row.get("compclaim") == expected


def test_a_fourth_claim_is_listed() -> None:
    assert "claim3" in losses_of(GTD, {}, *[a_claim()] * 4)
    assert "claim3" not in losses_of(GTD, {}, *[a_claim()] * 3)


# Toll


@pytest.mark.parametrize(
    "victims_coded, attackers, nkill, nkillter",
    [
        (count(54, 54, None, Qualifier.AT_LEAST), count(3, 3, None, Qualifier.AT_LEAST), 57, 3),
        (exactly(5), None, 5, None),
        (exactly(5), Status.NOT_MENTIONED, 5, None),
        (exactly(0), exactly(0), 0, 0),
        (count(0, 0, 0, Qualifier.NONE_REPORTED), None, 0, None),
        (count(None, 40, None, Qualifier.ABOUT), exactly(1), 41, 1),
        (count(6, None, 8, Qualifier.RANGE), None, 6, None),
        (DOZENS, None, None, None),
        (DOZENS, exactly(3), None, 3),
        (exactly(5), SEVERAL, None, None),
        (count(None, None, 10, Qualifier.AT_MOST), None, None, None),
        (Status.NOT_MENTIONED, exactly(3), None, 3),
        (Status.UNCLEAR, None, None, None),
    ],
)
def test_nkill_is_victims_and_attackers_and_blank_when_vague(
    victims_coded: Answer, attackers: Answer, nkill: int | None, nkillter: int | None
) -> None:
    row = row_of(GTD, {"killed_total": victims_coded, "killed_perpetrators": attackers})
    assert (row["nkill"], row["nkillter"]) == (nkill, nkillter)


@pytest.mark.parametrize(
    "changes, columns",
    [
        ({"killed_total": DOZENS}, {"nkill"}),
        ({"killed_perpetrators": SEVERAL}, {"nkill", "nkillter"}),
        ({"wounded_total": SEVERAL}, {"nwound"}),
        ({"perp_number": DOZENS}, {"nperps"}),
        ({"killed_total": Status.NOT_MENTIONED, "killed_perpetrators": exactly(2)}, {"nkill"}),
        ({"killed_total": Status.NOT_MENTIONED}, set()),
        ({}, set()),
    ],
)
def test_every_blank_that_hides_words_is_listed(changes: dict[str, Answer], columns: set[str]) -> None:
    assert set(losses_of(GTD, changes)) == columns


def test_a_toll_of_words_is_told_in_those_words() -> None:
    assert "“dozens”" in losses_of(GTD, {"killed_total": DOZENS})["nkill"]


def test_weapons_that_gtd_tells_apart_are_listed() -> None:
    assert "weaptype1" in losses_of(GTD, {"weapon": several("radiological_nuclear")})


def test_notes_and_source_are_carried() -> None:
    row = row_of(GTD, {"coder_note": FreeText(text="sums do not add up")})
    assert row["addnotes"] == "sums do not add up"
    assert row["scite1"] == "2021-05-10"
    assert row["summary"] == "Checkpoint attack"


# The retelling


def test_the_retelling_has_57_dead_of_whom_3_are_attackers() -> None:
    main, earlier = retelling_reports()
    row = GTD.row(main)
    assert (row["nkill"], row["nkillter"], row["nwound"]) == (57, 3, None)
    assert (row["iyear"], row["imonth"], row["iday"]) == (2019, 11, 0)
    assert (row["attacktype1"], row["attacktype2"], row["suicide"]) == (3, 2, 1)
    assert (row["claimed"], row["claimmode"], row["compclaim"], row["guncertain1"]) == (1, 7, 0, 0)
    assert (row["country_txt"], row["provstate"], row["specificity"]) == ("Mali", "Ménaka", 4)
    assert [column for column, _ in GTD.losses(main)] == ["nwound"]
    assert "one row for each" in GTD.refusal(earlier)


@pytest.mark.parametrize("number, nkillter", [(exactly(3), 5), (DOZENS, None), (SEVERAL, None)])
def test_attackers_by_victim_group_are_summed_unless_one_is_words(number: Answer, nkillter: int | None) -> None:
    groups = (victims("perpetrators", exactly(2)), victims("perpetrators", number))
    row = row_of(GTD, {"killed_total": exactly(1)}, *groups)
    assert row["nkillter"] == nkillter
    assert ("nkillter" in losses_of(GTD, {"killed_total": exactly(1)}, *groups)) is (nkillter is None)


def test_the_missing_that_are_words_count_nothing_and_are_listed() -> None:
    groups = (victims("civilians", vg_missing=SEVERAL), victims("soldiers", vg_missing=exactly(2)))
    changes: dict[str, Answer] = {"tactic": several("kidnapping")}
    assert row_of(GTD, changes, *groups)["nhostkid"] == 2
    assert losses_of(GTD, changes, *groups)["nhostkid"].endswith("“several”, which is no number; it counts nothing.")
