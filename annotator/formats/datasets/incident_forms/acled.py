"""The columns of the Armed Conflict Location & Event Data Project.

Codebook followed: Armed Conflict Location & Event Data Project (ACLED), "ACLED Codebook", 2023 (six event types, sub-
event types as since 2019), and its FAQs "ACLED fatality methodology", 2024.

Rules
- A row is one event. Left out: aggregates (ACLED splits them), threats, denied incidents, dates known only to the year
  or not at all (precision 5 and 9), places of which only the country is known.
- ``event_id_cnty`` is the report's id; ACLED's own is given by ACLED.
- ``event_date`` is the first possible day, ``time_precision`` 1 for an exact day and 2 up to a week. At precision 4 it
  is the middle of the month, that is the 15th that the range holds, else the middle day of the range, with 3.
- ``geo_precision``: 1 exact place, 2 near a named place or the second-order area, 3 a larger or fuzzy area, sea or air.
- ``fatalities`` is the sum of the lowest numbers for victims and attackers, since ACLED does not split them: a toll of
  "at least 54" with three dead bombers is 57. Tens are 10, dozens 12, hundreds 100 (see `numbers`). Deaths that the
  article does not mention are 0, as ACLED has it, and are listed; words without a number ("several") are refused.
  Words around a number and ranges ("at least", "about", "6 to 8") have no place and are listed with what is written.
- ``actor1`` is the first perpetrator, "Unidentified Armed Group" (type 3) where none is named; ``actor2`` the attacked:
  in violence against civilians the civilians, else the first armed victim group, else civilians. Names of state forces
  lack the years of rule, which ACLED adds. ``interaction`` joins both types, the smaller first.
- ``sub_event_type`` is blank where the coding does not decide it; coordinates are blank where none are coded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from annotator.domain.values import DateRange, Location
from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.incident_forms.bare_numbers import BareNumber
from annotator.formats.datasets.incident_forms.coded_report import CodedReport, name_of
from annotator.formats.datasets.incident_forms.countries import COUNTRIES, country_name
from annotator.formats.datasets.incident_forms.event_table import Row
from annotator.formats.datasets.incident_forms.inclusion import is_aggregate, not_an_event
from annotator.formats.datasets.incident_forms.numbers import in_words, is_bare, is_word_only, lowest
from annotator.formats.datasets.incident_forms.tolls import killed, victims_killed

COLUMNS: Final = (
    *("event_id_cnty", "event_date", "year", "time_precision", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "notes", "fatalities"),
)

EVENT_TYPES: Final[Mapping[str, str]] = {
    "battle": "Battles",
    "explosion_remote_violence": "Explosions/Remote violence",
    "violence_against_civilians": "Violence against civilians",
    "riot": "Riots",
    "protest": "Protests",
    "strategic_development": "Strategic developments",
}

TIME_PRECISION: Final[Mapping[int, int]] = {1: 1, 2: 2, 3: 2, 4: 3}
GEO_PRECISION: Final[Mapping[int, int]] = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 7: 3}

INTER: Final[Mapping[str, int]] = {
    "state_forces": 1,
    "rebel_group": 2,
    "political_militia": 3,
    "identity_militia": 4,
    "rioters": 5,
    "protesters": 6,
    "civilians": 7,
    "external_other": 8,
    "unknown": 3,
}
UNIDENTIFIED: Final = "Unidentified Armed Group"
CIVILIANS: Final = 7

ARMED_VICTIMS: Final[Mapping[str, tuple[str, int]]] = {
    "soldiers": ("Military Forces of {country}", 1),
    "police_security": ("Police Forces of {country}", 1),
    "militia": ("Unidentified Armed Group ({country})", 3),
    "peacekeepers": ("Peacekeepers ({country})", 8),
}
"""How a group of armed victims is named and which type of actor it is."""

_SUB_EVENTS_BY_WEAPON: Final[Mapping[str, str]] = {
    "explosives_suicide_body": "Suicide bomb",
    "chemical": "Chemical weapon",
    "air_or_drone": "Air/drone strike",
    "explosives_projectile": "Shelling/artillery/missile attack",
    "explosives_ied": "Remote explosive/landmine/IED",
    "explosives_vehicle": "Remote explosive/landmine/IED",
    "mine": "Remote explosive/landmine/IED",
    "grenade": "Grenade",
}
_ABDUCTIONS = frozenset({"kidnapping", "barricade_hostage", "hijacking"})


class Acled:
    """Incidents as rows of ACLED."""

    label = "ACLED"
    columns: Sequence[str] = COLUMNS
    fields: Sequence[str] = (
        *("incident_label", "focus", "stage", "factuality", "incident_date", "location", "event_type", "tactic"),
        *("suicide", "weapon", "perp_actor", "vg_type", "vg_killed", "killed_total", "killed_perpetrators"),
    )

    asked: Sequence[str] = ("focus", "stage", "factuality", "tactic", "suicide", "weapon", "vg_type", "vg_killed")

    def refusal(self, report: CodedReport) -> str:
        """Return why ACLED has no row for a report."""
        reason = not_an_event(report, self.label)
        if reason:
            return reason
        if is_aggregate(report):
            return "The report sums up several incidents; ACLED has one row for each."
        if report.category("event_type") not in EVENT_TYPES:
            return "The event type is not coded; ACLED has no row without one."
        return _date_refusal(report.days("incident_date")) or _place_refusal(report) or _toll_refusal(report)

    def row(self, report: CodedReport) -> Row:
        """Return a report's row."""
        days, place = report.days("incident_date"), report.place("location")
        day = event_date(days)
        country = COUNTRIES.get(place.country_iso3)
        type_ = report.category("event_type")
        return {
            "event_id_cnty": report.report_id,
            "event_date": day.isoformat() if day else None,
            "year": day.year if day else None,
            "time_precision": TIME_PRECISION.get(days.precision or 0),
            "event_type": EVENT_TYPES[type_],
            "sub_event_type": sub_event_type(report),
            **_actor_cells(report),
            "civilian_targeting": "Civilian targeting" if type_ == "violence_against_civilians" else "",
            "iso": country.number if country else None,
            "country": country_name(place.country_iso3),
            "admin1": place.admin1,
            "admin2": place.admin2,
            "admin3": place.admin3,
            "location": place.name or place.verbatim or place.admin3 or place.admin2 or place.admin1,
            "latitude": place.lat,
            "longitude": place.lon,
            "geo_precision": GEO_PRECISION.get(place.precision or 0),
            "source": report.coded.article.metadata.source,
            "notes": report.text("incident_label"),
            "fatalities": sum(lowest(toll.coded) or 0 for toll in killed(report)),
        }

    def losses(self, report: CodedReport) -> Iterator[tuple[str, str]]:
        """Yield what the row changes."""
        if victims_killed(report) is None:
            yield "fatalities", "The number of victims is not known; ACLED has no “unknown” and counts 0."
        for _, label, count in killed(report):
            if is_word_only(count):
                yield (
                    "fatalities",
                    f"{label} is coded as “{in_words(count)}”; by ACLED's table that is {lowest(count)}.",
                )
        if len(report.groups("perpetrator")) > 2:
            yield "assoc_actor_1", "ACLED names one main actor on a side; the others are associated with it."

    def bare_numbers(self, report: CodedReport) -> Iterator[BareNumber]:
        """Yield the tolls that are more than a number."""
        return (BareNumber("fatalities", *toll) for toll in killed(report) if is_bare(toll.coded))


def event_date(days: DateRange) -> dt.date | None:
    """Return the day ACLED would file an event under; None where the first possible day is not known."""
    if days.start is None or days.precision != 4 or days.end is None:
        return days.start
    for month in (days.start, days.end):
        middle = month.replace(day=15)
        if days.start <= middle <= days.end:
            return middle
    return days.start + (days.end - days.start) // 2


def sub_event_type(report: CodedReport) -> str:
    """Return the sub-event type that the coding decides, else an empty text."""
    type_, tactics = report.category("event_type"), set(report.categories("tactic"))
    if type_ == "explosion_remote_violence":
        if report.yes_no("suicide"):
            return "Suicide bomb"
        return next(
            (name for weapon, name in _SUB_EVENTS_BY_WEAPON.items() if weapon in report.categories("weapon")), ""
        )
    if type_ == "violence_against_civilians":
        return "Abduction/forced disappearance" if tactics & _ABDUCTIONS else "Attack"
    return {"battle": "Armed clash", "protest": "Peaceful protest"}.get(type_, "")


def is_place_known(place: Location) -> bool:
    """Tell whether more than the country is known of a place."""
    names = (place.name, place.admin1, place.admin2, place.admin3)
    return place.precision in GEO_PRECISION and (any(names) or place.lat is not None)


def _date_refusal(days: DateRange) -> str:
    if days.start is None or days.precision not in TIME_PRECISION:
        return "The month is not known; ACLED files every event under a day, a week or a month."
    return ""


def _place_refusal(report: CodedReport) -> str:
    if is_place_known(report.place("location")):
        return ""
    return "No place smaller than the country is known; ACLED has no event without one."


def _toll_refusal(report: CodedReport) -> str:
    for _, label, count in killed(report):
        if lowest(count) is None:
            return f"{label} is coded as “{in_words(count)}”, for which ACLED's table has no lowest number."
    return ""


def _actor_cells(report: CodedReport) -> dict[str, Cell]:
    names = report.names("perpetrator", "perp_actor") or (UNIDENTIFIED,)
    inter1 = next(
        (
            INTER.get(entity.entity_type)
            for group in report.groups("perpetrator")
            if (entity := group.entity("perp_actor")) and name_of(entity) == names[0]
        ),
        INTER["unknown"],
    )
    actor2, inter2 = _attacked(report)
    inters = sorted(inter for inter in (inter1, inter2) if inter)
    return {
        "actor1": names[0],
        "assoc_actor_1": "; ".join(names[1:]),
        "inter1": inter1,
        "actor2": actor2,
        "inter2": inter2,
        "interaction": int("".join(str(inter) for inter in inters).ljust(2, "0")) if inters else None,
    }


def _attacked(report: CodedReport) -> tuple[str, int | None]:
    """Return the name and type of who was attacked; nobody where no victim group is coded."""
    country = country_name(report.place("location").country_iso3)
    types = [group.category("vg_type") for group in report.groups("victim_group")]
    of_victims = [name for name in types if name and name != "perpetrators"]
    is_on_civilians = report.category("event_type") == "violence_against_civilians"
    armed = [] if is_on_civilians else [ARMED_VICTIMS[name] for name in of_victims if name in ARMED_VICTIMS]
    if armed:
        name, inter = armed[0]
        return name.format(country=country), inter
    return (f"Civilians ({country})", CIVILIANS) if of_victims or is_on_civilians else ("", None)
