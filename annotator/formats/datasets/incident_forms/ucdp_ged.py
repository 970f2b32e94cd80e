"""The columns of the UCDP Georeferenced Event Dataset.

Codebook followed: Högbladh, Stina, "UCDP GED Codebook version 23.1", Department of Peace and Conflict Research, Uppsala
University, 2023.

Rules
- A row is one event with at least one death in its highest estimate; others are refused, as are threats, denied
  incidents, and dates or places of unknown precision (9), for which UCDP has no code.
- ``id`` is the report's id. Numbers that UCDP gives (conflicts, dyads, actors, countries, grid cells) have no columns.
- ``type_of_violence`` is 3 (one-sided) where the event is violence against civilians, 1 (state-based) where state
  forces are perpetrators or soldiers or police are victims, else 2 (non-state).
- ``side_a`` is the state in state-based violence, else the perpetrator; ``side_b`` the other, "Civilians" if one-sided.
- Deaths by victim group: attackers to the perpetrators' side, soldiers, police and militia to the other side (to
  ``deaths_unknown`` in one-sided violence), civilians, officials, aid workers and journalists to ``deaths_civilians``,
  peacekeepers and unspecified people to ``deaths_unknown``. What the total has beyond the groups is ``deaths_unknown``.
  "Attackers killed" counts; victim groups of attackers only where it is not coded.
- ``best`` is the sum of the four. ``low`` and ``high`` sum the lowest and highest numbers of victims and attackers; a
  missing highest number is the best, and both are kept on their side of ``best``. "At least 54" with three dead bombers
  is 57, 57, 57. Words are converted by `numbers`; words without a number count nothing and are listed.
- Words around a number have no place, and only ``low``, ``best`` and ``high`` tell a range. Listed with the number
  written: a sum by group ("about 4 civilians"), a ``best`` made from a lowest number ("6 to 8"), a ``high`` or ``low``
  that nobody gave ("at least 54", "at most 10", "about 40").
- ``where_prec`` and ``date_prec`` are the codes as coded. ``event_clarity`` is 2 for aggregates, else 1.
  Coordinates are blank where none are coded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from annotator.domain.values import Count, DateRange, Qualifier
from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.incident_forms.bare_numbers import BareNumber
from annotator.formats.datasets.incident_forms.coded_report import CodedReport
from annotator.formats.datasets.incident_forms.countries import country_name
from annotator.formats.datasets.incident_forms.event_table import Row
from annotator.formats.datasets.incident_forms.inclusion import is_aggregate, not_an_event
from annotator.formats.datasets.incident_forms.numbers import best, highest, in_words, is_bare, is_word_only, lowest
from annotator.formats.datasets.incident_forms.tolls import (
    ATTACKERS,
    Toll,
    attackers_killed,
    killed,
    victims_killed,
)

COLUMNS: Final = (
    *("id", "year", "type_of_violence", "side_a", "side_b"),
    *("number_of_sources", "source_article", "source_date", "source_headline"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "country"),
    *("event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
)

STATE_BASED: Final = 1
NON_STATE: Final = 2
ONE_SIDED: Final = 3

DATE_PRECISIONS: Final = frozenset(range(1, 6))
PLACE_PRECISIONS: Final = frozenset(range(1, 8))

STATE_VICTIMS: Final = frozenset({"soldiers", "police_security"})
FIGHTERS: Final = STATE_VICTIMS | {"militia"}
SIDES: Final = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
DOWNWARDS: Final = frozenset({Qualifier.AT_MOST, Qualifier.FEWER_THAN, Qualifier.ABOUT})
"""Words around a number that leave the lowest open."""
UPWARDS: Final = frozenset(Qualifier) - {
    *(Qualifier.EXACT, Qualifier.RANGE, Qualifier.NONE_REPORTED, Qualifier.AT_MOST, Qualifier.FEWER_THAN)
}
"""Words around a number that leave the highest open."""
UNARMED: Final = frozenset({"civilians", "officials", "aid_workers", "journalists"})


class Deaths(NamedTuple):
    """Deaths by whose they were; attackers and attacked stand for the two sides."""

    attackers: int = 0
    attacked: int = 0
    civilians: int = 0
    unknown: int = 0


class UcdpGed:
    """Incidents as rows of the UCDP GED."""

    label = "UCDP GED"
    columns: Sequence[str] = COLUMNS
    fields: Sequence[str] = (
        *("focus", "stage", "factuality", "incident_date", "location", "event_type", "perp_actor"),
        *("vg_type", "vg_killed", "killed_total", "killed_perpetrators"),
    )

    asked: Sequence[str] = ("stage", "factuality", "event_type")

    def refusal(self, report: CodedReport) -> str:
        """Return why UCDP has no row for a report."""
        reason = not_an_event(report, self.label)
        if reason:
            return reason
        days = report.days("incident_date")
        if days.start is None or days.end is None or days.precision not in DATE_PRECISIONS:
            return "First and last possible day are not both known; UCDP has no code for that."
        if report.place("location").precision not in PLACE_PRECISIONS:
            return "The place is not known; UCDP has no code for that."
        if _high(report) < 1:
            return "No death is counted; UCDP lists events with at least one."
        return ""

    def row(self, report: CodedReport) -> Row:
        """Return a report's row."""
        place, metadata = report.place("location"), report.coded.article.metadata
        published = metadata.published_day
        coordinates = place.name or place.admin2 or place.admin1 or country_name(place.country_iso3)
        return {
            "id": report.report_id,
            "number_of_sources": 1,
            "source_article": metadata.source,
            "source_date": published.isoformat() if published else None,
            "source_headline": metadata.title,
            "where_prec": place.precision,
            "where_coordinates": coordinates,
            "where_description": " ".join(part for part in (place.verbatim, place.vicinity) if part),
            "adm_1": place.admin1,
            "adm_2": place.admin2,
            "latitude": place.lat,
            "longitude": place.lon,
            "country": country_name(place.country_iso3),
            "event_clarity": 2 if is_aggregate(report) else 1,
            **_date_cells(report.days("incident_date")),
            **_side_cells(report),
            **_death_cells(report),
        }

    def losses(self, report: CodedReport) -> Iterator[tuple[str, str]]:
        """Yield what the row changes."""
        for _, label, count in (*killed(report), *(toll for _, toll in _by_group(report))):
            if is_word_only(count):
                number = best(count)
                told = "has no number and counts nothing" if number is None else f"is {number} by the table of words"
                yield "best", f"{label} is coded as “{in_words(count)}”, which {told}."
        total, of_groups = best(victims_killed(report)), sum(deaths_of(report)[1:])
        if total is not None and of_groups > total:
            yield "best", f"The victim groups sum to {of_groups}, the total is {total}; UCDP's best is the groups' sum."
        if len(report.names("perpetrator", "perp_actor")) > 1:
            yield "side_a", "UCDP has one name for a side; the perpetrators stand in one cell."

    def bare_numbers(self, report: CodedReport) -> Iterator[BareNumber]:
        """Yield the tolls that are more than the numbers of their columns."""
        columns, by_group = _columns(report), _by_group(report)
        sides = [(columns[part], toll) for part, toll in by_group]
        sides += [(columns["attackers"], toll) for toll in attackers_killed(report)]
        total = victims_killed(report)
        if total is not None and (best(total) or 0) > sum(best(toll.coded) or 0 for _, toll in by_group):
            sides.append((columns["unknown"], Toll("killed_total", "Killed", total)))
        yield from (BareNumber(column, *toll) for column, toll in sides if is_bare(toll.coded))
        ends = killed(report) if total is not None else (*attackers_killed(report), *(toll for _, toll in by_group))
        for toll in ends:
            yield from (BareNumber(column, *toll) for column in _ends_not_given(toll.coded))


def type_of_violence(report: CodedReport) -> int:
    """Return UCDP's type of violence."""
    victims = {group.category("vg_type") for group in report.groups("victim_group")}
    if report.category("event_type") == "violence_against_civilians":
        return ONE_SIDED
    return STATE_BASED if _is_state_perpetrator(report) or victims & STATE_VICTIMS else NON_STATE


def deaths_of(report: CodedReport) -> Deaths:
    """Return the best numbers of dead by side."""
    deaths: dict[str, int] = {}
    for part, toll in _by_group(report):
        deaths[part] = deaths.get(part, 0) + (best(toll.coded) or 0)
    beyond = max(0, (best(victims_killed(report)) or 0) - sum(deaths.values()))
    return Deaths(
        sum(best(toll.coded) or 0 for toll in attackers_killed(report)),
        deaths.get("attacked", 0),
        deaths.get("civilians", 0),
        deaths.get("unknown", 0) + beyond,
    )


def _by_group(report: CodedReport) -> list[tuple[str, Toll]]:
    """Return each victim group's dead with the part of `Deaths` they belong to."""
    groups = [group for group in report.groups("victim_group") if group.category("vg_type") != ATTACKERS]
    return [
        (_part_of(group.category("vg_type")), Toll("vg_killed", "Killed in a victim group", count))
        for group in groups
        if (count := group.count("vg_killed")) is not None
    ]


def _part_of(victims: str) -> str:
    if victims in FIGHTERS:
        return "attacked"
    return "civilians" if victims in UNARMED else "unknown"


def _is_state_perpetrator(report: CodedReport) -> bool:
    entities = (group.entity("perp_actor") for group in report.groups("perpetrator"))
    return any(entity is not None and entity.entity_type == "state_forces" for entity in entities)


def _date_cells(days: DateRange) -> dict[str, Cell]:
    start, end = days.start, days.end
    return {
        "year": start.year if start else None,
        "date_prec": days.precision,
        "date_start": start.isoformat() if start else None,
        "date_end": end.isoformat() if end else None,
    }


def _side_cells(report: CodedReport) -> dict[str, Cell]:
    type_ = type_of_violence(report)
    attackers = "; ".join(report.names("perpetrator", "perp_actor")) or "Unknown"
    if type_ == ONE_SIDED:
        return {"type_of_violence": type_, "side_a": attackers, "side_b": "Civilians"}
    if type_ == STATE_BASED and not _is_state_perpetrator(report):
        government = f"Government of {country_name(report.place('location').country_iso3)}"
        return {"type_of_violence": type_, "side_a": government, "side_b": attackers}
    return {"type_of_violence": type_, "side_a": attackers, "side_b": "Unknown"}


def _death_cells(report: CodedReport) -> dict[str, Cell]:
    sides = dict.fromkeys(SIDES, 0)
    columns = _columns(report)
    for part, number in deaths_of(report)._asdict().items():
        sides[columns[part]] += number
    return {**sides, "best": _best(report), "high": _high(report), "low": _low(report)}


def _columns(report: CodedReport) -> Mapping[str, str]:
    """Return which column tells each part of `Deaths`."""
    type_ = type_of_violence(report)
    is_side_b = type_ == STATE_BASED and not _is_state_perpetrator(report)
    attackers, attacked = ("deaths_b", "deaths_a") if is_side_b else ("deaths_a", "deaths_b")
    return {
        "attackers": attackers,
        "attacked": "deaths_unknown" if type_ == ONE_SIDED else attacked,
        "civilians": "deaths_civilians",
        "unknown": "deaths_unknown",
    }


def _ends_not_given(count: Count) -> Iterator[str]:
    """Yield which of low, best and high are numbers that the coding does not give as such."""
    if not is_bare(count):
        return
    number = best(count)
    if count.best is None:
        yield "best"
    if count.qualifier in UPWARDS and count.high in (None, number):
        yield "high"
    if count.qualifier in DOWNWARDS and count.low in (None, number):
        yield "low"


def _best(report: CodedReport) -> int:
    return sum(deaths_of(report))


def _low(report: CodedReport) -> int:
    victims = lowest(victims_killed(report))
    attackers = sum(lowest(toll.coded) or 0 for toll in attackers_killed(report))
    return _best(report) if victims is None else min(_best(report), victims + attackers)


def _high(report: CodedReport) -> int:
    return max(_best(report), sum(highest(toll.coded) or 0 for toll in killed(report)))
