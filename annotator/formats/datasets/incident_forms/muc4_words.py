"""Words of the text by which a type of MUC-4 is told where the codebook's category is coarser.

The codebook has one category where MUC-4 has several: "firearms" is GUN, RIFLE, HANDGUN or MACHINE GUN there. The table
of each category lists the types it may be, the one without a word last; the marked words decide among these and nothing
else, so that a word never contradicts what was coded. Words are English and are looked for as written, in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

ANY_WORD: Final = ""

WEAPONS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "firearms": (
        ("MACHINE GUN", r"machine.?guns?|ak-?47s?|m-?60s?"),
        ("RIFLE", r"rifles?|carbines?|m-?16s?|galils?"),
        ("HANDGUN", r"pistols?|revolvers?|hand.?guns?"),
        ("GUN", ANY_WORD),
    ),
    "explosives_ied": (
        ("DYNAMITE", r"dynamite"),
        ("BOMB", r"bombs?"),
        ("EXPLOSIVE", r"explosives?|charges?|rpgs?"),
        ("BOMB", ANY_WORD),
    ),
    "explosives_suicide_body": (("BOMB", ANY_WORD),),
    "explosives_vehicle": (("VEHICLE BOMB", ANY_WORD),),
    "explosives_projectile": (
        ("MORTAR", r"mortars?"),
        ("ROCKET", r"rockets?|bazookas?"),
        ("MISSILE", r"missiles?"),
        ("PROJECTILE", ANY_WORD),
    ),
    "grenade": (("GRENADE", ANY_WORD),),
    "mine": (("MINE", ANY_WORD),),
    "air_or_drone": (("AERIAL BOMB", ANY_WORD),),
    "incendiary": (("MOLOTOV COCKTAIL", r"molotov"), ("FIRE", ANY_WORD)),
    "melee": (("STONE", r"stones?|rocks?"), ("CLUB", r"clubs?|sticks?"), ("CUTTING DEVICE", ANY_WORD)),
    "other": (("TORTURE", r"torture\w*"),),
}
"""MUC-4's types of each weapon; weapons that are not here have none."""

BUILDINGS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "business": (("FINANCIAL", r"banks?|\w*financ\w*|exchange house"), ("COMMERCIAL", ANY_WORD)),
    "government_general": (
        ("POLITICAL FIGURE OFFICE OR RESIDENCE", r"(country )?(home|house|residence)s? of|politicians?|candidates?"),
        ("GOVERNMENT OFFICE OR RESIDENCE", ANY_WORD),
    ),
    "police": (("LAW ENFORCEMENT FACILITY", ANY_WORD),),
    "airports_aircraft": (
        ("TRANSPORT VEHICLE", r"\w*planes?|aircraft|helicopters?|jets?"),
        ("TRANSPORTATION FACILITY", ANY_WORD),
    ),
    "government_diplomatic": (("DIPLOMAT OFFICE OR RESIDENCE", ANY_WORD),),
    "food_water": (("WATER", ANY_WORD),),
    "journalists_media": (("COMMUNICATIONS", ANY_WORD),),
    "ngo": (("ORGANIZATION OFFICE", ANY_WORD),),
    "private_citizens_property": (("CIVILIAN RESIDENCE", ANY_WORD),),
    "telecommunication": (("COMMUNICATIONS", ANY_WORD),),
    "transportation": (
        ("TRANSPORTATION ROUTE", r"bridges?|roads?|\w*ways?|streets?|rails?|tracks?|tunnels?"),
        ("TRANSPORT VEHICLE", ANY_WORD),
    ),
    "utilities": (("ENERGY", ANY_WORD),),
    "violent_political_party": (("ORGANIZATION OFFICE", ANY_WORD),),
    "unknown": (),
}
"""MUC-4's types of each target; targets that are not here are "OTHER"."""

OWN_WORDS: Final[Mapping[str, str]] = {
    "COMMERCIAL": r"stores?|shops?|super-?markets?|hotels?|restaurants?|businesses|business|gas stations?|brothels?",
    "CIVILIAN RESIDENCE": r"houses?|homes?|dwellings?|apartments?|residences?",
    "COMMUNICATIONS": r"tele(phone|communication|vision)s?|radio|newspapers?|antennas?|transmitters?",
    "ENERGY": r"electric\w*|power|pylons?|high.voltage|pipelines?|oil|towers?",
    "DIPLOMAT OFFICE OR RESIDENCE": r"embass(y|ies)|consulates?",
    "LAW ENFORCEMENT FACILITY": r"police|barracks|jails?|prisons?",
    "GOVERNMENT OFFICE OR RESIDENCE": r"government|ministr(y|ies)|(city|town) halls?|mayor\S*|municipal\w*|registr\w+",
    "ORGANIZATION OFFICE": r"unions?|part(y|ies)|headquarters|movement|association",
    "TRANSPORT VEHICLE": r"cars?|bus(es)?|trucks?|vehicles?|trains?|jeeps?|taxis?|vans?|automobiles?|pickups?",
    "WATER": r"water|aqueducts?",
    "OTHER": r"schools?|church(es)?|buildings?|hospitals?|universit(y|ies)|property",
}
"""Words that tell one of several coded types of target, where each has only one type of MUC-4."""


def type_by_words(words: Iterable[str], types: Sequence[tuple[str, str]]) -> str:
    """Return the first type one of whose words is in the text, or the one that needs none; empty where neither is."""
    text = " ".join(words)
    for name, pattern in types:
        if not pattern or re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
            return name
    return ""


def types_of(coded: Iterable[str], table: Mapping[str, tuple[tuple[str, str], ...]]) -> list[tuple[str, str]]:
    """Return the types of several coded categories, those with words first and told only by them."""
    return [(name, pattern) for category in coded for name, pattern in table.get(category, ()) if pattern]
