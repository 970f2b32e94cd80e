"""What date expressions mean as days: one function per kind, from a match and the day of publication.

Groups a function reads are named in its pattern (see `annotator.normalize.date_rules`). Every function gives None for a
day that does not exist and where it would need a publication date that is not known.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from annotator.normalize.calendar import (
    MONTHS,
    ONE_DAY,
    SATURDAY,
    WEEKDAYS,
    Days,
    full_year,
    last_weekday,
    month_of,
    months_before,
    one_day,
    week_of,
    year_of,
)
from annotator.normalize.numbers import SMALL_NUMBERS

Match = re.Match[str]
Resolve = Callable[[Match, dt.date | None], Days | None]
ResolveFrom = Callable[[Match, dt.date], Days | None]


def relative(resolve: ResolveFrom) -> Resolve:
    """Return a function that gives None without a publication date."""

    def resolve_if_published(match: Match, published: dt.date | None) -> Days | None:
        return None if published is None else resolve(match, published)

    return resolve_if_published


def _day_and_month(match: Match, published: dt.date | None, suffix: str = "") -> dt.date | None:
    """Return the day of the groups ``day``, ``month`` and ``year``; without a year the last one up to publication."""
    groups = match.groupdict()
    day = int(groups["day" + suffix])
    month = MONTHS[(groups.get("month" + suffix) or groups["month"]).lower()]
    written = groups.get("year" + suffix) or groups.get("year")
    if written:
        return _date(full_year(written.lstrip("'"), published), month, day)
    if published is None:
        return None
    candidates = (_date(published.year - back, month, day) for back in range(5))
    return next((day for day in candidates if day is not None and day <= published), None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def single_day(match: Match, published: dt.date | None) -> Days | None:
    """Return a written day."""
    day = _day_and_month(match, published)
    return one_day(day) if day else None


def around_day(match: Match, published: dt.date | None) -> Days | None:
    """Return the day before a written day to the day after."""
    day = _day_and_month(match, published)
    return Days(day - ONE_DAY, day + ONE_DAY) if day else None


def up_to_day(match: Match, published: dt.date | None) -> Days | None:
    """Return everything up to a written day."""
    day = _day_and_month(match, published)
    return Days(None, day) if day else None


def from_to(match: Match, published: dt.date | None) -> Days | None:
    """Return a written day to another."""
    end = _day_and_month(match, published, "2")
    if end is None:
        return None
    start = _day_and_month(match, end)
    return Days(start, end) if start and start <= end else None


def iso_day(match: Match, _published: dt.date | None) -> Days | None:
    """Return a day in ISO 8601."""
    day = _date(int(match["year"]), int(match["m"]), int(match["d"]))
    return one_day(day) if day else None


def numeric_day(match: Match, published: dt.date | None) -> Days | None:
    """Read 31.12.2019 and 31/12/2019; a slashed date that could be either way round gives nothing."""
    first, second, year = int(match["first"]), int(match["second"]), full_year(match["year"], published)
    is_day_first = match["mark"] == "." or first > 12 or first == second
    if not is_day_first and second <= 12:
        return None
    day = _date(year, second, first) if is_day_first else _date(year, first, second)
    return one_day(day) if day else None


def days_before(days: int) -> ResolveFrom:
    """Return a function that gives the day a fixed number of days before publication."""

    def resolve(_match: Match, published: dt.date) -> Days:
        return one_day(published - days * ONE_DAY)

    return resolve


def _number(match: Match) -> int:
    written = match["number"].lower()
    if written.isdigit():
        return int(written)
    return 2 if "couple" in written else SMALL_NUMBERS.get(written, 1)


def days_ago(match: Match, published: dt.date) -> Days | None:
    """Return the day a number of days before publication."""
    return one_day(published - _number(match) * ONE_DAY)


def weeks_ago(match: Match, published: dt.date) -> Days | None:
    """Return the seven days around the day a number of weeks before publication."""
    middle = published - 7 * _number(match) * ONE_DAY
    return Days(middle - 3 * ONE_DAY, middle + 3 * ONE_DAY)


def months_ago(match: Match, published: dt.date) -> Days | None:
    """Return the calendar month a number of months before."""
    return months_before(published, _number(match))


def years_ago(match: Match, published: dt.date) -> Days | None:
    """Return the calendar year a number of years before."""
    return year_of(published.year - _number(match))


def past_days(match: Match, published: dt.date) -> Days | None:
    """Return the last days or hours up to publication."""
    days = -(-_number(match) // 24) if match["unit"].lower().startswith("h") else _number(match)
    return Days(published - days * ONE_DAY, published)


def weekday(match: Match, published: dt.date) -> Days | None:
    """Return the last such weekday on or before publication."""
    return one_day(last_weekday(WEEKDAYS[match["weekday"].lower()], published))


def weekday_before(match: Match, published: dt.date) -> Days | None:
    """Return the last such weekday before publication."""
    return one_day(last_weekday(WEEKDAYS[match["weekday"].lower()], published - ONE_DAY))


def weekdays(match: Match, published: dt.date) -> Days | None:
    """Return one weekday to another, the second the last on or before publication."""
    end = last_weekday(WEEKDAYS[match["weekday2"].lower()], published)
    return Days(last_weekday(WEEKDAYS[match["weekday"].lower()], end), end)


def weekend(_match: Match, published: dt.date) -> Days | None:
    """Return the last Saturday on or before publication and the Sunday after it."""
    saturday = last_weekday(SATURDAY, published)
    return Days(saturday, saturday + ONE_DAY)


def overnight(_match: Match, published: dt.date) -> Days | None:
    """Return the day before publication and the day itself."""
    return Days(published - ONE_DAY, published)


def last_week(_match: Match, published: dt.date) -> Days | None:
    """Return Monday to Sunday of the week before."""
    return week_of(published - 7 * ONE_DAY)


def since(start_of: Callable[[dt.date], Days], is_earlier: bool) -> ResolveFrom:
    """Return a rule from the start of a week, month or year to publication, or to the day before."""

    def resolve(_match: Match, published: dt.date) -> Days:
        start = start_of(published).start or published
        end = published - ONE_DAY if is_earlier else published
        return Days(start, max(start, end))

    return resolve


def this_month(published: dt.date) -> Days:
    """Return the month of publication."""
    return months_before(published, 0)


def this_year(published: dt.date) -> Days:
    """Return the year of publication."""
    return year_of(published.year)


def recently(_match: Match, published: dt.date) -> Days | None:
    """Return the three days before publication."""
    return Days(published - 3 * ONE_DAY, published - ONE_DAY)


_PARTS = (
    (re.compile(r"early|begin|start|début|princip|comienz|inicio", re.IGNORECASE), 1, 10),
    (re.compile(r"mid|mi\b|mi-|mediados", re.IGNORECASE), 11, 20),
    (re.compile(r"late|end|fin", re.IGNORECASE), 21, 31),
)


def _month_start(match: Match, published: dt.date | None) -> dt.date | None:
    """Return the first day of the groups ``month`` and ``year``; without a year the last one up to publication."""
    month, year = MONTHS[match["month"].lower()], match.groupdict().get("year")
    if year:
        return dt.date(full_year(year, published), month, 1)
    if published is None:
        return None
    start = dt.date(published.year, month, 1)
    return start if start <= published else start.replace(year=published.year - 1)


def whole_month(match: Match, published: dt.date | None) -> Days | None:
    """Return a month."""
    start = _month_start(match, published)
    return month_of(start.year, start.month) if start else None


def _part_of(match: Match, start: dt.date | None) -> Days | None:
    part = next(((first, last) for pattern, first, last in _PARTS if pattern.search(match["part"])), None)
    return month_of(start.year, start.month, *part) if start and part else None


def part_of_month(match: Match, published: dt.date | None) -> Days | None:
    """Return the first, second or last third of a month."""
    return _part_of(match, _month_start(match, published))


def part_of_last_month(match: Match, published: dt.date) -> Days | None:
    """Return a third of this month or the last."""
    return _part_of(match, months_before(published, 0 if match["which"].lower() == "this" else 1).start)


def whole_year(match: Match, _published: dt.date | None) -> Days | None:
    """Return a year."""
    return year_of(int(match["year"]))


def last_year(_match: Match, published: dt.date) -> Days | None:
    """Return the year before."""
    return year_of(published.year - 1)


def last_month(_match: Match, published: dt.date) -> Days | None:
    """Return the month before."""
    return months_before(published, 1)
