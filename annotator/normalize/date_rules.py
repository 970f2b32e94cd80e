"""The rules that turn an expression into days, by the conventions of the UCDP GED 23.1 codebook where it has one.

A pattern is written with plain spaces, which stand for any white space (also NBSP and line ends), and with the names in
`_NAMES` in braces. A rule of a lower ``rank`` says more and wins over one of a higher rank in the same quote.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from annotator.normalize import date_resolvers as days
from annotator.normalize.calendar import MONTHS, WEEKDAYS, week_of
from annotator.normalize.date_resolvers import Resolve, relative
from annotator.normalize.numbers import SMALL_NUMBERS


class DateRule(NamedTuple):
    """One rule; ``says`` finishes the sentence that begins with the expression, ``{weekday}`` in it is filled in."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    resolve: Resolve
    says: str
    rank: int


EXPLICIT, DAY, STRETCH, MONTH, YEAR = range(5)
"""Ranks: a full date, a day by its relation to publication, a few days or weeks, a month, a year."""

_WORD_NUMBERS = "|".join(sorted(SMALL_NUMBERS, key=len, reverse=True))
_NAMES = {
    "month": "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?",
    "weekday": "(?P<weekday>" + "|".join(WEEKDAYS) + r")\b",
    "month2": "(?P<month2>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?",
    "weekday2": "(?P<weekday2>" + "|".join(WEEKDAYS) + r")\b",
    "day": r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|d|er|º)?\b",
    "day2": r"(?P<day2>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|d|er|º)?\b",
    "year": r"(?P<year>(?:1[89]|20)\d\d\b|'\d\d\b|\d\d(?=\s*(?:$|[-–—\])(,.;:])))",
    "year2": r"(?P<year2>(?:1[89]|20)\d\d\b|'\d\d\b|\d\d(?=\s*(?:$|[-–—\])(,.;:])))",
    "year4": r"(?P<year>(?:1[89]|20)\d\d)\b",
    "number": rf"(?P<number>\d{{1,3}}|{_WORD_NUMBERS}|an?|une?|una|a couple of|couple of)",
    "of": r"(?:,? of|,? del?|,)?",
    "to": r"(?:to|and|until|through|-|–|—|or|a|y|et|au|al|or)",
}


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, expression in _NAMES.items():
        pattern = pattern.replace("{" + name + "}", expression)
    return re.compile(r"(?<!\w)(?:" + pattern.replace(" ", r"\s+") + r")(?!\w)", re.IGNORECASE)


def _rule(name: str, rank: int, says: str, resolve: Resolve, *patterns: str) -> DateRule:
    return DateRule(name, tuple(_compiled(pattern) for pattern in patterns), resolve, says, rank)


_DAY_MONTH = "(?:the )?{day}{of} {month}(?:{of} {year})?"
_MONTH_DAY = "{month} {day}(?:,? {year})?"
_ABOUT = "(?:around|about|circa|on or about|on or around|vers le|alrededor del) "
_NOT_LATER = "(?:on or before|not later than|no later than|au plus tard le|a más tardar el) "
_PART = (
    r"(?P<part>early|mid|late|(?:the )?(?:beginning|start|end|middle)|début|mi|fin|"
    r"(?:a )?(?:principios|comienzos|inicios|mediados|finales|fines))(?:-| )(?:(?:in|of|de) )?"
)
_TIME_OF_DAY = "(?: (?:early |late )?(?:morning|afternoon|evening|night|noon|midnight))?"

_EXPLICIT_RULES = (
    _rule(
        "iso_date",
        EXPLICIT,
        "the date as written",
        days.iso_day,
        r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
    ),
    _rule(
        "numeric_date",
        EXPLICIT,
        "the date as written",
        days.numeric_day,
        r"(?P<first>\d{1,2})(?P<mark>[./])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)",
    ),
    _rule(
        "date_range",
        EXPLICIT,
        "from the first day written to the last",
        days.from_to,
        r"{day}{of} {month}(?:{of} {year})?\s*{to}\s*(?:the )?{day2}{of} {month2}(?:{of} {year2})?",
        r"{month} {day}(?:,? {year})?\s*{to}\s*{month2} {day2}(?:,? {year2})?",
        r"(?:the )?{day}\s*{to}\s*(?:the )?{day2}{of} {month}(?:{of} {year})?",
        r"{month} {day}\s*{to}\s*{day2}(?:,? {year})?",
    ),
    _rule(
        "around_date",
        EXPLICIT,
        "the day before to the day after",
        days.around_day,
        _ABOUT + _DAY_MONTH,
        _ABOUT + _MONTH_DAY,
    ),
    _rule(
        "not_later_than",
        EXPLICIT,
        "any day up to the one written",
        days.up_to_day,
        _NOT_LATER + _DAY_MONTH,
        _NOT_LATER + _MONTH_DAY,
    ),
    _rule("written_date", EXPLICIT, "the date as written", days.single_day, _DAY_MONTH, _MONTH_DAY),
)

_DAY_RULES = (
    _rule(
        "day_before_yesterday",
        DAY,
        "two days before publication",
        relative(days.days_before(2)),
        "(?:the )?day before yesterday|avant-hier|anteayer|antier|antes de ayer",
    ),
    _rule(
        "last_night",
        DAY,
        "the day before publication",
        relative(days.days_before(1)),
        "last night|anoche|(?:la )?nuit dernière|hier soir",
    ),
    _rule("yesterday", DAY, "the day before publication", relative(days.days_before(1)), "yesterday|hier|ayer"),
    _rule(
        "today",
        DAY,
        "the day of publication",
        relative(days.days_before(0)),
        "today|tonight|(?:earlier )?this (?:early )?(?:morning|afternoon|evening)",
        "hoy|aujourd['’]hui|ce (?:matin|soir)|esta (?:mañana|tarde|noche|madrugada)",
    ),
    _rule(
        "days_ago",
        DAY,
        "that many days before publication",
        relative(days.days_ago),
        "{number} (?:days?|nights?) ago",
        "hace {number} días?",
        "il y a {number} jours?",
    ),
    _rule(
        "weekdays",
        DAY,
        "up to the last {weekday2} on or before publication",
        relative(days.weekdays),
        r"(?:on |between |from )?{weekday}\s*{to}\s*{weekday2}",
    ),
    _rule(
        "last_weekday",
        DAY,
        "the last {weekday} before publication",
        relative(days.weekday_before),
        f"(?:on )?last {{weekday}}{_TIME_OF_DAY}",
        "(?:el )?{weekday} (?:dernier|pasado)",
    ),
    _rule(
        "weekday",
        DAY,
        "the last {weekday} on or before publication",
        relative(days.weekday),
        f"(?:on |this (?:past )?|ce |el |le )?{{weekday}}{_TIME_OF_DAY}",
    ),
)

_STRETCH_RULES = (
    _rule(
        "weekend",
        STRETCH,
        "the last Saturday and Sunday on or before publication",
        relative(days.weekend),
        "(?:(?:over|during|at|on) )?(?:the|this|last|this past|the past) week-?end",
        "(?:ce|le) week-?end|(?:el|este) fin de semana",
    ),
    _rule(
        "overnight",
        STRETCH,
        "the day before publication and the day itself",
        relative(days.overnight),
        "overnight|(?:during|in) the night|dans la nuit|(?:en|durante) la noche",
    ),
    _rule(
        "last_week",
        STRETCH,
        "Monday to Sunday of the week before publication",
        relative(days.last_week),
        "last week|(?:la )?semaine dernière|(?:la )?semana pasada",
    ),
    _rule(
        "earlier_this_week",
        STRETCH,
        "Monday to the day before publication",
        relative(days.since(week_of, is_earlier=True)),
        "earlier this week",
    ),
    _rule(
        "this_week",
        STRETCH,
        "Monday to the day of publication",
        relative(days.since(week_of, is_earlier=False)),
        "this week|cette semaine|esta semana",
    ),
    _rule(
        "weeks_ago",
        STRETCH,
        "the seven days around the day that many weeks before publication",
        relative(days.weeks_ago),
        "{number} weeks? ago",
        "hace {number} semanas?",
        "il y a {number} semaines?",
    ),
    _rule(
        "past_days",
        STRETCH,
        "that many days up to publication",
        relative(days.past_days),
        "(?:in|over|during|within) the (?:last|past|previous) {number} (?P<unit>days|hours)",
    ),
    _rule(
        "recently",
        STRETCH,
        "the three days before publication",
        relative(days.recently),
        "recently|(?:in|over) (?:recent|the (?:past|last) few) days|récemment|ces derniers jours|recientemente|"
        "en los últimos días",
    ),
)

_MONTH_RULES = (
    _rule(
        "part_of_month",
        MONTH,
        "early is the 1st to the 10th, mid the 11th to the 20th, late the 21st to the end",
        days.part_of_month,
        _PART + "{month}(?:{of} {year4})?",
    ),
    _rule(
        "part_of_this_or_last_month",
        MONTH,
        "early is the 1st to the 10th, mid the 11th to the 20th, late the 21st to the end",
        relative(days.part_of_last_month),
        "(?P<part>early|mid|late) (?P<which>this|last) month",
    ),
    _rule(
        "month",
        MONTH,
        "the whole month",
        days.whole_month,
        "(?:(?:in|during|en|of|de) )?{month}{of} {year4}",
        "(?:in|during|last|this past|en|durante) {month}",
        r"\A\s*{month}\s*\Z",
    ),
    _rule(
        "earlier_this_month",
        MONTH,
        "the 1st of the month to the day before publication",
        relative(days.since(days.this_month, is_earlier=True)),
        "earlier this month",
    ),
    _rule(
        "this_month",
        MONTH,
        "the 1st of the month to the day of publication",
        relative(days.since(days.this_month, is_earlier=False)),
        "this month|ce mois-ci|este mes",
    ),
    _rule(
        "last_month",
        MONTH,
        "the month before publication",
        relative(days.last_month),
        "last month|(?:le )?mois dernier|(?:el )?mes pasado",
    ),
    _rule(
        "months_ago",
        MONTH,
        "the calendar month that many months before publication",
        relative(days.months_ago),
        "{number} months? ago",
        "hace {number} mes(?:es)?",
        "il y a {number} mois",
    ),
)

_YEAR_RULES = (
    _rule(
        "earlier_this_year",
        YEAR,
        "1 January to the day before publication",
        relative(days.since(days.this_year, is_earlier=True)),
        "earlier this year",
    ),
    _rule(
        "this_year",
        YEAR,
        "1 January to the day of publication",
        relative(days.since(days.this_year, is_earlier=False)),
        "this year|cette année|este año",
    ),
    _rule(
        "last_year",
        YEAR,
        "the year before publication",
        relative(days.last_year),
        "last year|(?:l['’])?(?:an|année) dernière?|(?:el )?año pasado",
    ),
    _rule(
        "years_ago",
        YEAR,
        "the calendar year that many years before publication",
        relative(days.years_ago),
        "{number} years? ago",
        "hace {number} años?",
        "il y a {number} ans?",
    ),
    _rule("year", YEAR, "the whole year", days.whole_year, "(?:in|during|of|en|de) {year4}", r"\A\s*{year4}\s*\Z"),
)

DATE_RULES: tuple[DateRule, ...] = (
    *_EXPLICIT_RULES,
    *_DAY_RULES,
    *_STRETCH_RULES,
    *_MONTH_RULES,
    *_YEAR_RULES,
)
"""Every rule."""
