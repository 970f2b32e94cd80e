"""Days and the stretches of days that expressions mean."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv enero ene",
            "february feb février fevrier févr fevr febrero",
            "march mar mars marzo",
            "april apr avril avr abril abr",
            "may mai mayo",
            "june jun juin junio",
            "july jul juillet juil julio",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre setiembre",
            "october oct octobre octubre",
            "november nov novembre noviembre",
            "december dec décembre decembre diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
"""Months by their names and abbreviations in English, French and Spanish, lower case, without a full stop."""

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday lundi lunes",
            "tuesday mardi martes",
            "wednesday mercredi miércoles miercoles",
            "thursday jeudi jueves",
            "friday vendredi viernes",
            "saturday samedi sábado sabado",
            "sunday dimanche domingo",
        )
    )
    for name in names.split()
}
"""Days of the week by name, Monday 0 as in `datetime.date.weekday`."""


class Days(NamedTuple):
    """The earliest and the latest possible day; ``start`` is None for “on or before”."""

    start: dt.date | None
    end: dt.date

    @property
    def precision(self) -> int | None:
        """UCDP-style precision: 1 exact, 2 up to six days, 3 a week, 4 up to a month, 5 up to a year; None beyond."""
        if self.start is None:
            return None
        length = (self.end - self.start).days + 1
        bands = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))
        return next((code for longest, code in bands if length <= longest), None)


def one_day(day: dt.date) -> Days:
    """Return an exact day."""
    return Days(day, day)


def month_of(year: int, month: int, first: int = 1, last: int = 31) -> Days:
    """Return a month, or its days from ``first`` to ``last``."""
    end = calendar.monthrange(year, month)[1]
    return Days(dt.date(year, month, first), dt.date(year, month, min(last, end)))


def year_of(year: int) -> Days:
    """Return a calendar year."""
    return Days(dt.date(year, 1, 1), dt.date(year, 12, 31))


def week_of(day: dt.date) -> Days:
    """Return the week from Monday to Sunday around a day."""
    monday = day - dt.timedelta(days=day.weekday())
    return Days(monday, monday + 6 * ONE_DAY)


def months_before(day: dt.date, months: int) -> Days:
    """Return the calendar month that lies a number of months before a day's."""
    index = day.year * 12 + day.month - 1 - months
    return month_of(index // 12, index % 12 + 1)


def last_weekday(weekday: int, published: dt.date) -> dt.date:
    """Return the last such weekday on or before publication."""
    return published - dt.timedelta(days=(published.weekday() - weekday) % 7)


def full_year(written: str, published: dt.date | None) -> int:
    """Return a year written with four digits or two.

    Two digits mean the last such year up to the year after publication; without a publication date the POSIX
    convention holds: 69 to 99 are of the last century.
    """
    year = int(written)
    if len(written) == 4:
        return year
    if published is None:
        return year + (1900 if year >= 69 else 2000)
    latest = published.year + 1
    return latest - (latest - year) % 100


def named(day: dt.date) -> str:
    """Return a day for people, “Sat 2 Nov 2019”, in English on every system."""
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{weekday} {day.day} {months[day.month - 1]} {day.year}"
