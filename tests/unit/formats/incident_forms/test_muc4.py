"""Incidents as MUC-4 templates, slot by slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.values import EntityName, Location, Qualifier, Status
from annotator.formats.datasets.incident_forms import muc4, muc4_targets, muc4_words
from annotator.formats.datasets.incident_forms.coded_report import CodedReport, reports_of
from annotator.formats.datasets.incident_forms.muc4 import CONFIDENCE, STAGES, Muc4Writer, fills, losses, refusal
from annotator.formats.datasets.incident_forms.muc4_template import SLOTS
from tests.drafts import Answer, Draft, an_article, count, default_codebook, exactly, one, several
from tests.unit.formats.incident_forms.making import (
    TOWN,
    WORDS_ONLY,
    a_target,
    actor,
    coded,
    days,
    report,
    retelling_reports,
    rows_of,
    sample,
    written,
)

TEXT = "Gunmen shot Mayor Rosa Diaz and two guards at the town hall; five peasants fled."


def slot(name: str, changes: Mapping[str, Answer] | None = None, *groups: Any) -> Sequence[str]:
    return fills(report(changes or {}, *groups))[name]


def with_quotes(*groups: tuple[str, Mapping[str, Answer], Sequence[str]], **changes: Answer) -> CodedReport:
    """Return a report whose groups have these quotes of `TEXT` as evidence on their first field."""
    draft = Draft(article=an_article(TEXT))
    report_id = draft.complete_report({"target_type": Status.UNCLEAR, **changes})
    for level, answers, quotes in groups:
        group_id = draft.group(report_id, level)
        for number, (field, answer) in enumerate(answers.items()):
            value_id = draft.put(field, answer, report_id, group_id, quote=None)
            for quote in quotes if number == 0 else ():
                assert value_id is not None
                start = TEXT.index(quote)
                draft.attach(value_id, start, start + len(quote), quote)
    (only,) = reports_of(coded(draft))
    return only


def people(type_: str, *quotes: str, **counts: Answer) -> tuple[str, Mapping[str, Answer], Sequence[str]]:
    return "victim_group", {"vg_type": one(type_), **counts}, quotes


def thing(name: str, *quotes: str, **more: Any) -> tuple[str, Mapping[str, Answer], Sequence[str]]:
    return "target", {"target": EntityName(verbatim=name, **more)}, quotes


# Which reports have a template


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"event_type": one("protest")}, "without"),
        ({"event_type": one("strategic_development")}, "without"),
        ({"tactic": Status.UNCLEAR}, "attack type"),
    ],
)
def test_what_is_no_act_of_violence_of_a_known_type_is_refused(changes: dict[str, Answer], reason: str) -> None:
    assert reason in refusal(report(changes))


@pytest.mark.parametrize("changes", [{}, {"stage": one("threatened")}, {"focus": one("aggregate")}])
def test_threats_and_aggregates_have_templates(changes: dict[str, Answer]) -> None:
    assert refusal(report(changes)) == ""


# The incident


def test_a_day_and_a_range_are_written_as_such() -> None:
    assert slot("INCIDENT: DATE") == ["07 MAY 2021"]
    assert slot("INCIDENT: DATE", {"incident_date": days("1989-12-29", "1989-12-30", 2)}) == ["29 DEC 89 - 30 DEC 89"]


@pytest.mark.parametrize(
    "place, filler",
    [
        (TOWN, "MALI: GAO"),
        (
            Location(country_iso3="SLV", admin1="San Miguel", name="San Luis de la Reina"),
            "EL SALVADOR: SAN MIGUEL: SAN LUIS DE LA REINA",
        ),
        (Location(country_iso3="PER", admin1="A", admin2="B", admin3="C", name="D"), "PERU: A: B: C: D"),
        (Location(country_iso3="COL"), "COLOMBIA"),
        (Location(verbatim="the hills"), "THE HILLS"),
        (Location(verbatim="the hills\nof the\u2028north"), "THE HILLS OF THE NORTH"),
        (Location(), "-"),
    ],
)
def test_a_place_is_written_from_large_to_small(place: Location, filler: str) -> None:
    assert slot("INCIDENT: LOCATION", {"location": place}) == [filler]


@pytest.mark.parametrize(
    "tactics, weapons, expected",
    [
        (("armed_assault",), (), "ATTACK"),
        (("assassination",), (), "ATTACK"),
        (("unknown",), (), "ATTACK"),
        (("bombing_explosion", "armed_assault"), (), "BOMBING"),
        (("kidnapping", "bombing_explosion"), (), "KIDNAPPING"),
        (("barricade_hostage",), (), "KIDNAPPING"),
        (("hijacking", "kidnapping"), (), "HIJACKING"),
        (("facility_infrastructure",), ("incendiary",), "ARSON"),
        (("facility_infrastructure",), ("firearms",), "ATTACK"),
        (("armed_assault",), ("incendiary",), "ATTACK"),
    ],
)
def test_the_type_is_that_of_the_most_telling_attack_type(
    tactics: tuple[str, ...], weapons: tuple[str, ...], expected: str
) -> None:
    changes = {"tactic": several(*tactics), "weapon": several(*weapons) if weapons else None}
    assert slot("INCIDENT: TYPE", changes) == [expected]


@pytest.mark.parametrize("stage", STAGES)
def test_the_stage_is_in_capitals(stage: str) -> None:
    assert slot("INCIDENT: STAGE OF EXECUTION", {"stage": one(stage)}) == [stage.upper()]
    assert slot("INCIDENT: STAGE OF EXECUTION", {"stage": Status.UNCLEAR}) == []


def test_the_stages_are_those_of_the_codebook() -> None:
    assert {category.id for category in default_codebook().fields_by_id["stage"].categories} == set(STAGES)


@pytest.mark.parametrize(
    "changes, ids, types",
    [
        ({"weapon": several("firearms")}, ['"Gunmen"'], ['GUN: "Gunmen"']),
        ({"weapon": several("explosives_vehicle")}, ['"Gunmen"'], ['VEHICLE BOMB: "Gunmen"']),
        ({"weapon": several("firearms", "grenade")}, ['"Gunmen"'], ["GUN: -", "GRENADE: -"]),
        ({"weapon": several("sabotage")}, ['"Gunmen"'], []),
        ({"weapon": Status.NOT_APPLICABLE}, ["*"], ["*"]),
        ({"weapon": None}, [], []),
        ({"weapon": None, "tactic": several("kidnapping")}, ["*"], ["*"]),
    ],
)
def test_instruments_are_the_words_and_types_of_weapons(
    changes: dict[str, Answer], ids: list[str], types: list[str]
) -> None:
    assert slot("INCIDENT: INSTRUMENT ID", changes) == ids
    assert slot("INCIDENT: INSTRUMENT TYPE", changes) == types


# Perpetrators


@pytest.mark.parametrize(
    "groups, expected",
    [
        ([actor("Front")], ["TERRORIST ACT"]),
        ([actor("Army", "state_forces")], ["STATE-SPONSORED VIOLENCE"]),
        ([actor("Front"), actor("Army", "state_forces")], ["TERRORIST ACT / STATE-SPONSORED VIOLENCE"]),
        ([actor("gunmen", "unknown")], []),
        ([], []),
    ],
)
def test_the_category_tells_the_state_from_all_others(groups: list[Any], expected: list[str]) -> None:
    assert slot("PERP: INCIDENT CATEGORY", {}, *groups) == expected


def test_a_canonical_name_makes_an_organization_and_words_alone_individuals() -> None:
    organization = EntityName(verbatim="FARABUNDO MARTI", canonical="FMLN", aliases=("FMLN",))
    groups = (
        ("perpetrator", {"perp_actor": organization, "perp_attribution": one("possible")}),
        ("perpetrator", {"perp_actor": EntityName(verbatim="TERRORISTS")}),
        ("perpetrator", {"perp_actor": EntityName(entity_type="rebel_group")}),
    )
    assert slot("PERP: ORGANIZATION ID", {}, *groups) == ['"FARABUNDO MARTI" / "FMLN"']
    assert slot("PERP: INDIVIDUAL ID", {}, *groups) == ['"TERRORISTS"']
    assert slot("PERP: ORGANIZATION CONFIDENCE", {}, *groups) == ['POSSIBLE: "FARABUNDO MARTI" / "FMLN"']


@pytest.mark.parametrize("attribution, confidence", sorted(CONFIDENCE.items()))
def test_confidence_has_six_values(attribution: str, confidence: str) -> None:
    made = slot("PERP: ORGANIZATION CONFIDENCE", {}, actor("Front", attribution=attribution))
    assert made == [f'{confidence}: "Front"']


def test_the_confidences_are_those_of_the_codebook() -> None:
    categories = default_codebook().fields_by_id["perp_attribution"].categories
    assert {category.id for category in categories} == set(CONFIDENCE)
    assert len(set(CONFIDENCE.values())) == 6


# Targets


def test_a_target_is_physical_with_its_type_and_damage() -> None:
    made = fills(
        with_quotes(thing("town hall", "town hall"), target_type=several("police"), property_damage=one("some"))
    )
    assert made["PHYS TGT: ID"] == ['"town hall"']
    assert made["PHYS TGT: TYPE"] == ['LAW ENFORCEMENT FACILITY: "town hall"']
    assert made["PHYS TGT: EFFECT OF INCIDENT"] == ['SOME DAMAGE: "town hall"']


@pytest.mark.parametrize(
    "types, expected",
    [
        (("business",), "COMMERCIAL"),
        (("business", "unknown"), "COMMERCIAL"),
        (("ngo", "violent_political_party"), "ORGANIZATION OFFICE"),
        (("military",), "OTHER"),
        (("business", "police"), ""),
        (("unknown",), ""),
    ],
)
def test_physical_targets_have_the_type_where_there_is_only_one(types: tuple[str, ...], expected: str) -> None:
    made = with_quotes(thing("hall", "town hall"), target_type=several(*types))
    assert muc4_targets.physical_type(made, ["hall"]) == expected
    assert ("PHYS TGT: TYPE" in dict(losses(made))) is (expected == "")


@pytest.mark.parametrize(
    "damage, effect",
    [("none", "NO DAMAGE"), ("some", "SOME DAMAGE"), ("unspecified", "SOME DAMAGE"), ("destroyed", "DESTROYED")],
)
def test_damage_without_a_physical_target_is_told_without_a_string(damage: str, effect: str) -> None:
    assert slot("PHYS TGT: EFFECT OF INCIDENT", {"property_damage": one(damage)}) == [f"{effect}: -"]


def test_a_kidnapping_has_no_physical_target_to_speak_of() -> None:
    made = fills(report({"tactic": several("kidnapping")}))
    physical = [name for name in SLOTS if name.startswith("PHYS TGT")]
    assert [made[name] for name in physical] == [["*"]] * 6
    with_target = fills(with_quotes(thing("hall", "town hall"), tactic=several("kidnapping")))
    assert with_target["PHYS TGT: ID"] == ['"hall"']


def test_damage_that_does_not_apply_is_marked_so() -> None:
    assert slot("PHYS TGT: EFFECT OF INCIDENT", {"property_damage": Status.NOT_APPLICABLE}) == ["*"]


def test_a_target_that_shares_a_span_with_victims_is_a_person_and_gives_the_name() -> None:
    made = fills(
        with_quotes(
            people("officials", "Mayor", "Rosa Diaz", vg_killed=exactly(1)),
            thing("Rosa Diaz", "Rosa Diaz", aliases=("the mayor",)),
        )
    )
    assert made["HUM TGT: NAME"] == ['"Rosa Diaz" / "the mayor"']
    assert made["HUM TGT: DESCRIPTION"] == ['"Mayor": "Rosa Diaz" / "the mayor"']
    assert made["HUM TGT: TYPE"] == ['GOVERNMENT OFFICIAL: "Rosa Diaz" / "the mayor"']
    assert made["HUM TGT: NUMBER"] == ['1: "Rosa Diaz" / "the mayor"']
    assert made["HUM TGT: EFFECT OF INCIDENT"] == ['DEATH: "Rosa Diaz" / "the mayor"']
    assert made["PHYS TGT: ID"] == []


@pytest.mark.parametrize(
    "counts, fates",
    [
        ({"vg_killed": exactly(2)}, [("2", "DEATH")]),
        ({"vg_wounded": exactly(2)}, [("2", "INJURY")]),
        ({"vg_missing": exactly(2)}, [("2", "")]),
        ({"vg_killed": exactly(2), "vg_wounded": exactly(3)}, [("2", "DEATH"), ("3", "INJURY")]),
        ({"vg_killed": exactly(0), "vg_wounded": exactly(0)}, [("-", "NO INJURY OR DEATH")]),
        ({"vg_killed": exactly(0)}, [("-", "NO DEATH")]),
        ({"vg_wounded": exactly(0)}, [("-", "NO INJURY")]),
        ({"vg_missing": exactly(2), "vg_killed": exactly(0)}, [("2", "NO DEATH")]),
        ({"vg_killed": WORDS_ONLY[Qualifier.SEVERAL]}, [("PLURAL", "DEATH")]),
        ({"vg_killed": count(6, 6, None, Qualifier.AT_LEAST)}, [("6-", "DEATH")]),
        ({}, [("-", "")]),
    ],
)
def test_each_fate_of_a_victim_group_is_a_target(counts: dict[str, Answer], fates: list[tuple[str, str]]) -> None:
    (group,) = with_quotes(people("soldiers", "guards", **counts)).groups("victim_group")
    assert muc4_targets.fates(group) == fates


def test_two_groups_of_the_same_words_are_two_targets() -> None:
    made = fills(with_quotes(*[people("civilians", "peasants", vg_killed=exactly(1))] * 2))
    assert made["HUM TGT: DESCRIPTION"] == ['"peasants"'] * 2
    assert made["HUM TGT: NUMBER"] == ['1: "peasants"'] * 2


@pytest.mark.parametrize(
    "type_, expected",
    [
        ("civilians", ['CIVILIAN: "guards"']),
        ("soldiers", ['ACTIVE MILITARY: "guards"']),
        ("police_security", ['LAW ENFORCEMENT: "guards"']),
        ("militia", []),
        ("unspecified", []),
    ],
)
def test_people_have_muc4s_type(type_: str, expected: list[str]) -> None:
    assert fills(with_quotes(people(type_, "guards")))["HUM TGT: TYPE"] == expected


def test_dead_attackers_are_no_targets() -> None:
    made = fills(with_quotes(people("perpetrators", "Gunmen", vg_killed=exactly(2))))
    assert [made[name] for name in SLOTS if name.startswith("HUM TGT") and name in made] == [[]] * 5


def test_the_tables_name_categories_of_the_codebook_only() -> None:
    fields = default_codebook().fields_by_id
    for table, field in (
        (muc4_words.WEAPONS, "weapon"),
        (muc4_targets.HUMAN_TYPES, "vg_type"),
        (muc4_words.BUILDINGS, "target_type"),
        (muc4_targets.DAMAGE, "property_damage"),
    ):
        assert set(table) <= {category.id for category in fields[field].categories}


# Words that tell what the codebook's categories do not


@pytest.mark.parametrize(
    "coded, words, expected",
    [
        (["business"], "the Velox Bank", "FINANCIAL"),
        (["business"], "a stationer's", "COMMERCIAL"),
        (["business"], "the riverbanks", "COMMERCIAL"),
        (["transportation"], "Las Canas BRIDGE", "TRANSPORTATION ROUTE"),
        (["transportation"], "two buses", "TRANSPORT VEHICLE"),
        (["airports_aircraft"], "an airplane", "TRANSPORT VEHICLE"),
        (["airports_aircraft"], "the airport", "TRANSPORTATION FACILITY"),
        (["business", "police"], "the police post", "LAW ENFORCEMENT FACILITY"),
        (["business", "police"], "several shops", "COMMERCIAL"),
        (["business", "police"], "the bridge", ""),
        (["military", "business"], "a school", "OTHER"),
        (["unknown"], "the bank", ""),
        ([], "the bank", ""),
    ],
)
def test_words_decide_among_the_types_of_the_coded_targets_only(coded: list[str], words: str, expected: str) -> None:
    made = report({"target_type": several(*coded) if coded else Status.UNCLEAR})
    assert muc4_targets.physical_type(made, [words]) == expected


@pytest.mark.parametrize(
    "weapons, quotes, expected",
    [
        (["firearms"], ["an AK-47"], ['MACHINE GUN: "an AK-47"']),
        (["firearms"], ["rifles"], ['RIFLE: "rifles"']),
        (["firearms"], ["gunfire"], ['GUN: "gunfire"']),
        (["explosives_ied"], ["dynamite sticks", "a bomb"], ['DYNAMITE: "dynamite sticks"', 'BOMB: "a bomb"']),
        (["explosives_ied"], ["explosives"], ['EXPLOSIVE: "explosives"']),
        (["explosives_ied"], [], ["BOMB: -"]),
        (["incendiary"], ["Molotov cocktails"], ['MOLOTOV COCKTAIL: "Molotov cocktails"']),
        (["firearms", "explosives_ied"], ["rifles", "bombs"], ['RIFLE: "rifles"', 'BOMB: "bombs"']),
        (["firearms", "explosives_ied"], ["rifles", "weapons"], ['RIFLE: "rifles"', "BOMB: -"]),
        (["firearms"], ["dynamite"], ['GUN: "dynamite"']),
        (["other"], ["tortured"], ['TORTURE: "tortured"']),
        (["other"], ["ropes"], []),
    ],
)
def test_marked_words_tell_the_type_of_an_instrument_within_what_is_coded(
    weapons: list[str], quotes: list[str], expected: list[str]
) -> None:
    text = f"Gunmen came with {' and '.join(quotes)}.\n"
    draft = Draft(article=an_article(text))
    report_id = draft.complete_report({"weapon": None})
    value_id = draft.put("weapon", several(*weapons), report_id, quote=None)
    assert value_id is not None
    for quote in quotes:
        draft.attach(value_id, text.index(quote), text.index(quote) + len(quote), quote)
    (only,) = reports_of(coded(draft))
    assert fills(only)["INCIDENT: INSTRUMENT TYPE"] == expected


# Losses


@pytest.mark.parametrize(
    "changes, slots",
    [
        ({}, set()),
        ({"tactic": several("bombing_explosion", "armed_assault")}, {"INCIDENT: TYPE"}),
        ({"tactic": several("assassination", "armed_assault")}, set()),
        ({"tactic": several("unknown", "kidnapping")}, set()),
        ({"weapon": several("firearms", "grenade")}, {"INCIDENT: INSTRUMENT TYPE"}),
        ({"weapon": several("fake")}, {"INCIDENT: INSTRUMENT TYPE"}),
        ({"weapon": several("firearms")}, set()),
    ],
)
def test_what_a_template_leaves_out_is_listed(changes: dict[str, Answer], slots: set[str]) -> None:
    assert set(dict(losses(report(changes)))) == slots


@pytest.mark.parametrize(
    "group, slots",
    [
        (people("soldiers", "guards", vg_killed=exactly(2)), set()),
        (people("militia", "guards"), {"HUM TGT: TYPE"}),
        (people("perpetrators", "Gunmen", vg_killed=exactly(2)), {"HUM TGT: TYPE"}),
        (people("soldiers"), {"HUM TGT: DESCRIPTION"}),
        (people("soldiers", "guards", vg_killed=WORDS_ONLY[Qualifier.DOZENS]), {"HUM TGT: NUMBER"}),
        (people("soldiers", "guards", vg_wounded=WORDS_ONLY[Qualifier.SEVERAL]), set()),
    ],
)
def test_what_is_lost_of_people_is_listed(
    group: tuple[str, Mapping[str, Answer], Sequence[str]], slots: set[str]
) -> None:
    assert set(dict(losses(with_quotes(group)))) == slots


def test_the_confidence_of_individuals_is_listed_as_lost() -> None:
    individual: dict[str, Answer] = {
        "perp_actor": EntityName(verbatim="gunmen"),
        "perp_attribution": one("possible"),
    }
    assert "PERP: ORGANIZATION CONFIDENCE" in dict(losses(report({}, ("perpetrator", individual))))
    assert "PERP: ORGANIZATION CONFIDENCE" not in dict(losses(report({}, actor("Front"))))


# The file


def blocks(path: Path) -> list[list[str]]:
    return [block.splitlines() for block in path.read_text("utf-8").split("\n\n") if block.strip()]


def value_of(block: list[str], number: int) -> str:
    return next(line[36:] for line in block if line.startswith(f"{number}."))


def test_templates_count_within_their_article_and_refused_reports_do_not_count(tmp_path: Path) -> None:
    draft = Draft()
    draft.complete_report({"event_type": one("protest")})
    draft.complete_report()
    draft.complete_report()
    result = written(Muc4Writer(), tmp_path / "out", coded(draft, 7))
    made = blocks(tmp_path / "out" / "templates.txt")
    assert [(value_of(block, 0), value_of(block, 1)) for block in made] == [("7", "1"), ("7", "2")]
    assert [file.rows for file in result.files] == [2, 1]
    (refused,) = rows_of(tmp_path / "out" / "refused.csv")
    assert (refused["form"], refused["report_number"], refused["column"]) == ("MUC-4", "1", "")


def test_an_article_without_an_incident_is_a_template_of_stars(tmp_path: Path) -> None:
    nothing = sample()[-1]
    written(Muc4Writer(), tmp_path / "out", nothing)
    (block,) = blocks(tmp_path / "out" / "templates.txt")
    assert value_of(block, 0) == "5"
    assert [value_of(block, number) for number in range(1, 25)] == ["*"] * 24


def test_a_message_without_a_file_name_goes_by_the_articles_id() -> None:
    made = coded(Draft())
    assert muc4.message_id(made) == "1"
    article = made.article.model_copy(update={"file_name": ""})
    assert muc4.message_id(replace(made, article=article)) == "article-1"


def test_the_fields_that_no_slot_takes_are_told(tmp_path: Path) -> None:
    result = written(Muc4Writer(), tmp_path / "out", *sample())
    (sentence,) = (remark for remark in result.remarks if "no place of its own" in remark)
    assert "killed_perpetrators" in sentence
    assert "claim_mode" in sentence


def test_the_retelling_is_a_bombing_by_a_group_that_claimed_it() -> None:
    made = fills(retelling_reports()[0])
    assert made["INCIDENT: DATE"] == ["01 NOV 2019 - 02 NOV 2019"]
    assert made["INCIDENT: TYPE"] == ["BOMBING"]
    assert made["PERP: ORGANIZATION CONFIDENCE"] == ['CLAIMED OR ADMITTED: "Islamic State" / "ISIL" / "ISIS"']
    assert made["HUM TGT: NUMBER"] == ['53-: "at least 53 soldiers"', '1-: "one civilian"']
    assert set(made) <= set(SLOTS)


def test_a_physical_target_without_a_name_is_none() -> None:
    assert fills(report({}, ("target", {"target": EntityName()}), a_target("x")))["PHYS TGT: ID"] == ['"x"']
