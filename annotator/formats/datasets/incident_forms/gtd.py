"""The columns of the Global Terrorism Database.

Codebook followed: National Consortium for the Study of Terrorism and Responses to Terrorism (START), "Global Terrorism
Database, Codebook: Inclusion Criteria and Variables", University of Maryland, July 2017.

Rules
- A row is one incident. Left out: aggregates (GTD splits them), threats, denied incidents, protests and strategic
  developments (no violence), and acts by state forces alone (GTD lists acts of sub-national actors).
- ``eventid`` is the report's id: GTD's own number is given by GTD. So are its country and region numbers, which have no
  columns here; ``country_txt`` is the everyday English name of the country.
- ``iyear``, ``imonth``, ``iday``: what start and end have in common, 0 for the rest; ``approxdate`` gives the range.
- ``specificity`` from the place's precision: 1 a named place with coordinates, 2 a named place without or with its
  district's, 3 the second-order area, 4 the first-order area, 5 nothing smaller than the country. A line or fuzzy area
  counts as the smallest area named.
- ``attacktype1`` to ``3`` stand in GTD's hierarchy: assassination, hijacking, kidnapping, barricade, bombing, armed
  assault, unarmed assault, facility, unknown. ``success`` is 1 for accomplished, 0 for attempted; ``suicide`` is 0
  without any indication.
- ``nkill`` is victims plus attackers, ``nkillter`` attackers, both from the best number, else the lowest (GTD takes the
  lower figure of a vague report); blank when there are only words, also when only one part is vague, because a sum
  would claim to be complete. Attackers that the article does not mention as dead add nothing. ``nwound`` is victims'.
  Words around a number and ranges ("at least", "about", "6 to 8") have no place and are listed with what is written.
- ``guncertain`` is 0 where the attribution is reported as fact or claimed by the perpetrator, else 1.
- ``claimed`` is 1 with a claim, else 0; the modes are GTD's numbers. ``compclaim`` is 0 for one claim, -9 where
  several are coded and nothing on whether they compete.
- -9 and -99 are GTD's "unknown": ``property`` not mentioned, ``nperps`` without a number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from annotator.domain.values import Count, DateRange, Location, Status
from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.incident_forms.bare_numbers import BareNumber
from annotator.formats.datasets.incident_forms.coded_report import CodedReport, name_of
from annotator.formats.datasets.incident_forms.countries import country_name
from annotator.formats.datasets.incident_forms.event_table import Row
from annotator.formats.datasets.incident_forms.inclusion import is_aggregate, not_an_event
from annotator.formats.datasets.incident_forms.numbers import in_words, is_exact, stated
from annotator.formats.datasets.incident_forms.tolls import attackers_killed, killed, victims_killed

UNKNOWN: Final = -9
UNKNOWN_NUMBER: Final = -99

HIERARCHY: Final = (
    "assassination",
    "hijacking",
    "kidnapping",
    "barricade_hostage",
    "bombing_explosion",
    "armed_assault",
    "unarmed_assault",
    "facility_infrastructure",
    "unknown",
)
"""GTD's attack types, the most telling first."""

ATTACK_TYPES: Final[Mapping[str, tuple[int, str]]] = {
    "assassination": (1, "Assassination"),
    "armed_assault": (2, "Armed Assault"),
    "bombing_explosion": (3, "Bombing/Explosion"),
    "hijacking": (4, "Hijacking"),
    "barricade_hostage": (5, "Hostage Taking (Barricade Incident)"),
    "kidnapping": (6, "Hostage Taking (Kidnapping)"),
    "facility_infrastructure": (7, "Facility/Infrastructure Attack"),
    "unarmed_assault": (8, "Unarmed Assault"),
    "unknown": (9, "Unknown"),
}

WEAPON_TYPES: Final[Mapping[str, tuple[int, str]]] = {
    "biological": (1, "Biological"),
    "chemical": (2, "Chemical"),
    "radiological_nuclear": (3, "Radiological"),
    "firearms": (5, "Firearms"),
    "explosives_ied": (6, "Explosives"),
    "explosives_suicide_body": (6, "Explosives"),
    "explosives_vehicle": (6, "Explosives"),
    "explosives_projectile": (6, "Explosives"),
    "grenade": (6, "Explosives"),
    "mine": (6, "Explosives"),
    "air_or_drone": (6, "Explosives"),
    "fake": (7, "Fake Weapons"),
    "incendiary": (8, "Incendiary"),
    "melee": (9, "Melee"),
    "vehicle": (10, "Vehicle"),
    "sabotage": (11, "Sabotage Equipment"),
    "other": (12, "Other"),
    "unknown": (13, "Unknown"),
}

CLAIM_MODES: Final[Mapping[str, tuple[int, str]]] = {
    "letter": (1, "Letter"),
    "call_after": (2, "Call (post-incident)"),
    "call_before": (3, "Call (pre-incident)"),
    "email": (4, "E-mail"),
    "note_at_scene": (5, "Note left at scene"),
    "video": (6, "Video"),
    "posted_online": (7, "Posted to website, blog, etc."),
    "personal": (8, "Personal claim"),
    "other": (9, "Other"),
    "unknown": (10, "Unknown"),
}

_TARGET_TYPES = (
    "business government_general police military abortion_related airports_aircraft government_diplomatic educational "
    "food_water journalists_media maritime ngo other private_citizens_property religious telecommunication "
    "terrorists_militia tourists transportation unknown utilities violent_political_party"
)
TARGET_TYPES: Final[Mapping[str, int]] = {name: number for number, name in enumerate(_TARGET_TYPES.split(), start=1)}

SURE: Final = frozenset({"reported_as_fact", "claimed_by_perpetrator"})
PROPERTY: Final[Mapping[str, int]] = {"none": 0, "some": 1, "destroyed": 1, "unspecified": 1}
WITHOUT_VIOLENCE: Final = frozenset({"protest", "strategic_development"})

_TAKINGS: Final = frozenset({"kidnapping", "barricade_hostage", "hijacking"})
_MOST_NAMES = 3
_MOST_WEAPONS = 4

COLUMNS: Final = (
    *("eventid", "iyear", "imonth", "iday", "approxdate"),
    *("country_txt", "provstate", "city", "latitude", "longitude", "specificity", "vicinity", "location", "summary"),
    *("success", "suicide"),
    *(f"attacktype{number}{part}" for number in (1, 2, 3) for part in ("", "_txt")),
    *(f"targtype{number}" for number in (1, 2, 3)),
    *("target1", "target2", "target3"),
    *("gname", "gname2", "gname3", "guncertain1", "guncertain2", "guncertain3", "nperps"),
    *("claimed", "claimmode", "claimmode_txt", "claim2", "claimmode2", "claimmode2_txt"),
    *("claim3", "claimmode3", "claimmode3_txt", "compclaim"),
    *(f"weaptype{number}{part}" for number in (1, 2, 3, 4) for part in ("", "_txt")),
    *("nkill", "nkillter", "nwound", "property", "ishostkid", "nhostkid", "addnotes", "scite1"),
)


class Gtd:
    """Incidents as rows of the GTD."""

    label = "GTD"
    columns: Sequence[str] = COLUMNS
    fields: Sequence[str] = (
        *("incident_label", "focus", "stage", "factuality", "incident_date", "location", "event_type", "tactic"),
        *("suicide", "weapon", "property_damage", "perp_actor", "perp_attribution", "perp_number"),
        *("claim_mode", "claim_competing", "target", "target_type", "vg_type", "vg_killed", "vg_missing"),
        *("killed_total", "killed_perpetrators", "wounded_total", "coder_note"),
    )

    asked: Sequence[str] = ("focus", "factuality", "event_type", "vg_type", "vg_killed")

    def refusal(self, report: CodedReport) -> str:
        """Return why GTD has no row for a report."""
        reason = not_an_event(report, self.label)
        if reason:
            return reason
        if is_aggregate(report):
            return "The report sums up several incidents; GTD has one row for each."
        if report.category("event_type") in WITHOUT_VIOLENCE:
            return "GTD lists acts of violence; the incident is coded as one without."
        types = {entity.entity_type for group in report.groups("perpetrator") if (entity := group.entity("perp_actor"))}
        if types == {"state_forces"}:
            return "GTD lists acts of sub-national actors; the perpetrators are state forces."
        return ""

    def row(self, report: CodedReport) -> Row:
        """Return a report's row."""
        place = report.place("location")
        return {
            "eventid": report.report_id,
            **date_cells(report.days("incident_date")),
            "country_txt": country_name(place.country_iso3),
            "provstate": place.admin1,
            "city": place.name or place.verbatim,
            "latitude": place.lat,
            "longitude": place.lon,
            "specificity": specificity(place),
            "vicinity": 1 if place.vicinity else 0,
            "location": "; ".join(part for part in _details(place) if part),
            "summary": report.text("incident_label"),
            "success": {"accomplished": 1, "attempted": 0}.get(report.category("stage")),
            "suicide": {True: 1, False: 0}.get(bool(report.yes_no("suicide"))),
            **_typed("attacktype", attack_types(report), _MOST_NAMES),
            **_target_cells(report),
            **_perpetrator_cells(report),
            **_claim_cells(report),
            **_typed("weaptype", weapon_types(report), _MOST_WEAPONS),
            **_toll_cells(report),
            "property": PROPERTY.get(report.category("property_damage"), UNKNOWN),
            **_hostage_cells(report),
            "addnotes": report.text("coder_note"),
            "scite1": citation(report),
        }

    def losses(self, report: CodedReport) -> Iterator[tuple[str, str]]:
        """Yield what the row does not say."""
        yield from _vague_counts(report)
        for column, level, field in (("gname3", "perpetrator", "perp_actor"), ("target3", "target", "target")):
            names = report.names(level, field)
            if len(names) > _MOST_NAMES:
                yield column, f"GTD has room for three names; left out: {', '.join(names[_MOST_NAMES:])}."
        if len(report.groups("claim")) > _MOST_NAMES:
            yield "claim3", "GTD has room for three claims; the others are left out."
        if report.status("suicide") is Status.UNCLEAR:
            yield "suicide", "Whether it was a suicide attack is unclear; GTD has no “unknown” and codes 0."
        if "radiological_nuclear" in report.categories("weapon"):
            yield "weaptype1", "GTD tells radiological from nuclear weapons; coded here as radiological."

    def bare_numbers(self, report: CodedReport) -> Iterator[BareNumber]:
        """Yield the counts that are more than a number."""
        return (one for one in _counts(report) if stated(one.coded) is not None and not is_exact(one.coded))


def date_cells(days: DateRange) -> dict[str, Cell]:
    """Return year, month and day as far as start and end agree, then 0, and the range in ``approxdate``."""
    if days.start is None or days.end is None:
        return {"iyear": 0, "imonth": 0, "iday": 0, "approxdate": _open_range(days)}
    known: list[int] = []
    for first, last in zip(days.start.timetuple()[:3], days.end.timetuple()[:3], strict=True):
        if first != last:
            break
        known.append(first)
    year, month, day = (*known, 0, 0, 0)[:3]
    return {"iyear": year, "imonth": month, "iday": day, "approxdate": "" if day else f"{days.start} to {days.end}"}


def _open_range(days: DateRange) -> str:
    bounds: tuple[tuple[str, dt.date | None], ...] = (("from", days.start), ("until", days.end))
    return " ".join(f"{word} {day}" for word, day in bounds if day) or days.expression


def specificity(place: Location) -> int:
    """Return GTD's 1 to 5 for how exactly the place is known."""
    has_coordinates = place.lat is not None and place.lon is not None
    if place.precision in (1, 2):
        return 1 if has_coordinates else 2
    if place.precision == 3:
        return 2 if place.name else 3
    if place.precision == 4:
        return 4
    if place.precision == 5 and (place.admin2 or place.admin3):
        return 3
    return 4 if place.precision == 5 and place.admin1 else 5


def _details(place: Location) -> tuple[str, ...]:
    """Return what GTD has no column for: where exactly, and the areas between place and province."""
    return place.vicinity, place.description, place.admin3, place.admin2


def attack_types(report: CodedReport) -> list[tuple[int, str]]:
    """Return up to three attack types in GTD's order; "unknown" only alone."""
    chosen = set(report.categories("tactic"))
    ordered = [name for name in HIERARCHY if name in chosen]
    if len(ordered) > 1 and ordered[-1] == "unknown":
        ordered.pop()
    return [ATTACK_TYPES[name] for name in ordered[:_MOST_NAMES]]


def weapon_types(report: CodedReport) -> list[tuple[int, str]]:
    """Return GTD's weapon types in the coder's order; kinds of explosives are one type."""
    found = (WEAPON_TYPES[name] for name in report.categories("weapon") if name in WEAPON_TYPES)
    return list(dict.fromkeys(found))


def citation(report: CodedReport) -> str:
    """Return the article's title, source and day."""
    metadata = report.coded.article.metadata
    day = metadata.published_day
    parts = (f"“{metadata.title}”" if metadata.title else "", metadata.source, day.isoformat() if day else "")
    return ", ".join(part for part in parts if part)


def _typed(column: str, types: Sequence[tuple[int, str]], most: int) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for number, (code, text) in enumerate(types[:most], start=1):
        cells |= {f"{column}{number}": code, f"{column}{number}_txt": text}
    return cells


def _target_cells(report: CodedReport) -> dict[str, Cell]:
    types = [TARGET_TYPES[name] for name in report.categories("target_type") if name in TARGET_TYPES]
    names = report.names("target", "target")
    cells: dict[str, Cell] = {}
    for number, (code, name) in enumerate(zip_longest(types[:_MOST_NAMES], names[:_MOST_NAMES]), start=1):
        cells |= {f"targtype{number}": code, f"target{number}": name}
    return cells


def _perpetrator_cells(report: CodedReport) -> dict[str, Cell]:
    groups = {name_of(group.entity("perp_actor")): group for group in reversed(report.groups("perpetrator"))}
    cells: dict[str, Cell] = {"gname": "Unknown"}
    for number, name in enumerate(report.names("perpetrator", "perp_actor")[:_MOST_NAMES], start=1):
        cells["gname" if number == 1 else f"gname{number}"] = name
        cells[f"guncertain{number}"] = 0 if groups[name].category("perp_attribution") in SURE else 1
    number_of_attackers = stated(report.count("perp_number"))
    cells["nperps"] = UNKNOWN_NUMBER if number_of_attackers is None else number_of_attackers
    return cells


def _claim_cells(report: CodedReport) -> dict[str, Cell]:
    claims = report.groups("claim")
    cells: dict[str, Cell] = {"claimed": 1 if claims else 0}
    for number, claim in enumerate(claims[:_MOST_NAMES], start=1):
        suffix = "" if number == 1 else str(number)
        code, text = CLAIM_MODES.get(claim.category("claim_mode"), CLAIM_MODES["unknown"])
        cells |= {f"claimmode{suffix}": code, f"claimmode{suffix}_txt": text}
        if suffix:
            cells[f"claim{suffix}"] = 1
    if claims:
        is_competing = report.yes_no("claim_competing") if len(claims) > 1 else False
        cells["compclaim"] = {True: 1, False: 0, None: UNKNOWN}[is_competing]
    return cells


def _toll_cells(report: CodedReport) -> dict[str, Cell]:
    attackers = [stated(toll.coded) for toll in attackers_killed(report)]
    return {
        "nkill": _sum([stated(victims_killed(report)), *attackers]),
        "nkillter": _sum(attackers),
        "nwound": stated(report.count("wounded_total")),
    }


def _sum(numbers: Sequence[int | None]) -> int | None:
    """Return the sum of what is known, None where a part is not known or there is none."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None


def _counts(report: CodedReport) -> Iterator[BareNumber]:
    """Yield every coded count with the column that tells it."""
    for toll in killed(report):
        yield BareNumber("nkill", *toll)
    for toll in attackers_killed(report):
        yield BareNumber("nkillter", *toll)
    for column, field, label in (
        ("nwound", "wounded_total", "Wounded"),
        ("nperps", "perp_number", "Number of attackers"),
    ):
        count = report.count(field)
        if count is not None:
            yield BareNumber(column, field, label, count)
    for count in _held(report):
        yield BareNumber("nhostkid", "vg_missing", "Missing in a victim group", count)


def _vague_counts(report: CodedReport) -> Iterator[tuple[str, str]]:
    for column, _, label, count in _counts(report):
        if stated(count) is None:
            told = "it counts nothing" if column == "nhostkid" else "the cell says “unknown”"
            yield column, f"{label} is coded as “{in_words(count)}”, which is no number; {told}."
    attackers = _sum([stated(toll.coded) for toll in attackers_killed(report)])
    if victims_killed(report) is None and attackers:
        yield "nkill", "Only attackers are coded as killed; the total is not known and the cell is blank."


def _held(report: CodedReport) -> Sequence[Count]:
    """Return how many are missing by victim group, where people were taken."""
    if not _TAKINGS & set(report.categories("tactic")):
        return ()
    counts = (group.count("vg_missing") for group in report.groups("victim_group"))
    return [count for count in counts if count is not None]


def _hostage_cells(report: CodedReport) -> dict[str, Cell]:
    if not _TAKINGS & set(report.categories("tactic")):
        return {"ishostkid": 0 if report.status("tactic") is Status.CODED else UNKNOWN}
    numbers = [number for count in _held(report) if (number := stated(count)) is not None]
    return {"ishostkid": 1, "nhostkid": sum(numbers) if numbers else UNKNOWN_NUMBER}
