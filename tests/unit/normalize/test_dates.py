"""Days proposed from quotes, by the rules of the model's page."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, strategies as st

from annotator.domain.values import DateRange, Moment
from annotator.normalize.calendar import Days, full_year, last_weekday, named
from annotator.normalize.dates import propose_dates, propose_moment
from tests.strategies import texts

SUNDAY = dt.date(2024, 3, 10)
WIRE = dt.date(1990, 1, 4)

Found = tuple[str, str, int | None]


def found(quote: str, published: dt.date | None = SUNDAY) -> Found | None:
    proposal = propose_dates(quote, published)
    if proposal is None:
        return None
    content = proposal.content
    assert isinstance(content, DateRange)
    return str(content.start), str(content.end), content.precision


def one(day: str) -> Found:
    return day, day, 1


@pytest.mark.parametrize(
    "quote, expected",
    [
        ("on Saturday", one("2024-03-09")),
        ("Saturday night", one("2024-03-09")),
        ("on Sunday", one("2024-03-10")),
        ("last Sunday", one("2024-03-03")),
        ("Monday's raid", one("2024-03-04")),
        ("ON\nSATURDAY", one("2024-03-09")),
        ("Friday and Saturday", ("2024-03-08", "2024-03-09", 2)),
        ("from Friday to Sunday", ("2024-03-08", "2024-03-10", 2)),
        ("today", one("2024-03-10")),
        ("this morning", one("2024-03-10")),
        ("yesterday", one("2024-03-09")),
        ("Yesterday's raid", one("2024-03-09")),
        ("last night", one("2024-03-09")),
        ("the day before yesterday", one("2024-03-08")),
        ("two days ago", one("2024-03-08")),
        ("overnight", ("2024-03-09", "2024-03-10", 2)),
        ("over the weekend", ("2024-03-09", "2024-03-10", 2)),
        ("this week", ("2024-03-04", "2024-03-10", 3)),
        ("earlier this week", ("2024-03-04", "2024-03-09", 2)),
        ("last week", ("2024-02-26", "2024-03-03", 3)),
        ("a week ago", ("2024-02-29", "2024-03-06", 3)),
        ("in the past 24 hours", ("2024-03-09", "2024-03-10", 2)),
        ("in the last three days", ("2024-03-07", "2024-03-10", 2)),
        ("recently", ("2024-03-07", "2024-03-09", 2)),
        ("in recent days", ("2024-03-07", "2024-03-09", 2)),
        ("earlier this month", ("2024-03-01", "2024-03-09", 4)),
        ("this month", ("2024-03-01", "2024-03-10", 4)),
        ("last month", ("2024-02-01", "2024-02-29", 4)),
        ("late last month", ("2024-02-21", "2024-02-29", 4)),
        ("two months ago", ("2024-01-01", "2024-01-31", 4)),
        ("earlier this year", ("2024-01-01", "2024-03-09", 5)),
        ("last year", ("2023-01-01", "2023-12-31", 5)),
        ("three years ago", ("2021-01-01", "2021-12-31", 5)),
        ("early February", ("2024-02-01", "2024-02-10", 4)),
        ("mid-February", ("2024-02-11", "2024-02-20", 4)),
        ("late February 2023", ("2023-02-21", "2023-02-28", 4)),
        ("early March", ("2024-03-01", "2024-03-10", 4)),
        ("early April", ("2023-04-01", "2023-04-10", 4)),
        ("the beginning of May", ("2023-05-01", "2023-05-10", 4)),
        ("in March", ("2024-03-01", "2024-03-10", 4)),
        ("in April", ("2023-04-01", "2023-04-30", 4)),
        ("in March 2019", ("2019-03-01", "2019-03-31", 4)),
        ("March", ("2024-03-01", "2024-03-10", 4)),
        ("in 2012", ("2012-01-01", "2012-12-31", 5)),
        ("2019", ("2019-01-01", "2019-12-31", 5)),
    ],
)
def test_an_expression_is_resolved_against_publication(quote: str, expected: Found) -> None:
    assert found(quote) == expected


@pytest.mark.parametrize(
    "quote, expected",
    [
        ("3 JAN 90", one("1990-01-03")),
        ("30 December", one("1989-12-30")),
        ("30 DEC 89", one("1989-12-30")),
        ("Nov. 3, 2019", one("2019-11-03")),
        ("November 3rd, 2019", one("2019-11-03")),
        ("the 3rd of November 2019", one("2019-11-03")),
        ("2019-11-03", one("2019-11-03")),
        ("2019-11-03T08:59:34+00:00", one("2019-11-03")),
        ("3.11.2019", one("2019-11-03")),
        ("13/11/2019", one("2019-11-13")),
        ("11/13/2019", one("2019-11-13")),
        ("29 February", one("1988-02-29")),
        ("on Saturday, 2 November 2019", one("2019-11-02")),
        ("30 December 15 people were killed", one("1989-12-30")),
        ("On January 3, 15 people were killed", one("1990-01-03")),
        ("3-5 January 1990", ("1990-01-03", "1990-01-05", 2)),
        ("between 1 and 3 January", ("1990-01-01", "1990-01-03", 2)),
        ("the night of 30-31 December", ("1989-12-30", "1989-12-31", 2)),
        ("31 OCT 89 - 02 NOV 89", ("1989-10-31", "1989-11-02", 2)),
        ("30 December to 2 January", ("1989-12-30", "1990-01-02", 2)),
        ("December 30 to January 2, 1990", ("1989-12-30", "1990-01-02", 2)),
        ("around 2 July 1989", ("1989-07-01", "1989-07-03", 2)),
        ("about July 2, 1989", ("1989-07-01", "1989-07-03", 2)),
        ("on or before 2 July 1989", ("None", "1989-07-02", None)),
    ],
)
def test_a_written_date_is_read(quote: str, expected: Found) -> None:
    assert found(quote, WIRE) == expected


@pytest.mark.parametrize(
    "quote, expected",
    [
        ("le 3 novembre 2019", one("2019-11-03")),
        ("le 1er mars", one("2024-03-01")),
        ("3 de noviembre de 2019", one("2019-11-03")),
        ("hier", one("2024-03-09")),
        ("avant-hier", one("2024-03-08")),
        ("anoche", one("2024-03-09")),
        ("samedi", one("2024-03-09")),
        ("el sábado", one("2024-03-09")),
        ("la semaine dernière", ("2024-02-26", "2024-03-03", 3)),
        ("la semana pasada", ("2024-02-26", "2024-03-03", 3)),
        ("il y a deux jours", one("2024-03-08")),
        ("hace tres días", one("2024-03-07")),
        ("début février", ("2024-02-01", "2024-02-10", 4)),
        ("mi-février", ("2024-02-11", "2024-02-20", 4)),
        ("a finales de febrero", ("2024-02-21", "2024-02-29", 4)),
        ("el mes pasado", ("2024-02-01", "2024-02-29", 4)),
    ],
)
def test_french_and_spanish_are_read(quote: str, expected: Found) -> None:
    assert found(quote) == expected


@pytest.mark.parametrize(
    "quote",
    [
        "a month after two attacks",
        "two days later",
        "a day earlier",
        "the following day",
        "before Saturday",
        "since Saturday",
        "next Sunday",
        "until 3 January",
        "after 3 January",
        "03/11/2019",
        "31 June",
        "29 February 2023",
        "99 January",
        "the attackers may return",
        "they march on",
        "at 10:30",
        "12 people",
        "",
        "…",
    ],
)
def test_what_tells_no_day_of_its_own_gives_nothing(quote: str) -> None:
    assert found(quote) is None


@pytest.mark.parametrize("quote", ["yesterday", "on Saturday", "last week", "30 December", "in March", "early March"])
def test_a_relative_expression_needs_the_publication_date(quote: str) -> None:
    assert found(quote, None) is None


@pytest.mark.parametrize("quote", ["3 January 1990", "2019-11-03", "in March 2019", "2019", "3 JAN 90"])
def test_a_full_date_needs_none(quote: str) -> None:
    assert found(quote, None) is not None


@pytest.mark.parametrize(
    "quote, time_of_day",
    [
        ("Saturday night", "night"),
        ("early morning on Saturday", "early morning"),
        ("at 10:30 a.m. on Saturday", "10:30 a.m."),
        ("at 0600 GMT on Saturday", "0600 gmt"),
        ("at dawn yesterday", "dawn"),
        ("tonight", "tonight"),
        ("on Saturday", ""),
        ("2019-11-03T08:59:34+00:00", ""),
    ],
)
def test_the_time_of_day_is_kept_in_the_quotes_words(quote: str, time_of_day: str) -> None:
    proposal = propose_dates(quote, SUNDAY)
    assert proposal is not None
    assert isinstance(proposal.content, DateRange)
    assert proposal.content.time_of_day == time_of_day


@pytest.mark.parametrize(
    "quote, explanation",
    [
        (
            "on  Saturday",
            "“on Saturday”: the last Saturday on or before publication (Sun 10 Mar 2024), Sat 9 Mar 2024.",
        ),
        ("3 January 1990", "“3 January 1990”: the date as written, Wed 3 Jan 1990."),
        (
            "in March",
            "“in March”: the whole month, Fri 1 Mar 2024 to Sun 10 Mar 2024, where publication ends it.",
        ),
        (
            "last week",
            "“last week”: Monday to Sunday of the week before publication (Sun 10 Mar 2024), "
            "Mon 26 Feb 2024 to Sun 3 Mar 2024.",
        ),
    ],
)
def test_the_explanation_names_expression_rule_anchor_and_days(quote: str, explanation: str) -> None:
    proposal = propose_dates(quote, SUNDAY)
    assert proposal is not None
    assert proposal.explanation == explanation


def test_the_expression_is_kept_as_written() -> None:
    proposal = propose_dates("It happened ON\u00a0SATURDAY.", SUNDAY)
    assert proposal is not None
    assert isinstance(proposal.content, DateRange)
    assert proposal.content.expression == "ON SATURDAY"


@pytest.mark.parametrize(
    "quote, at",
    [
        ("Published at: **2019-11-03T08:59:34+00:00**", dt.datetime(2019, 11, 3, 8, 59, 34, tzinfo=dt.UTC)),
        ("2019-11-03 08:59", dt.datetime(2019, 11, 3, 8, 59)),  # noqa: DTZ001 - the source gives no zone
        ("3 November 2019", dt.date(2019, 11, 3)),
        ("yesterday", dt.date(2024, 3, 9)),
    ],
)
def test_a_moment_is_a_timestamp_or_an_exact_day(quote: str, at: dt.date) -> None:
    proposal = propose_moment(quote, SUNDAY)
    assert proposal is not None
    assert proposal.content == Moment(at=at)


@pytest.mark.parametrize("quote", ["last week", "in March", "on or before 2 July 1989", "2019-13-45T99:99:99", "words"])
def test_a_stretch_of_days_is_no_moment(quote: str) -> None:
    assert propose_moment(quote, SUNDAY) is None


@given(st.integers(0, 6), st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_the_last_weekday_is_within_the_week_up_to_publication(weekday: int, published: dt.date) -> None:
    day = last_weekday(weekday, published)
    assert day.weekday() == weekday
    assert dt.timedelta(0) <= published - day < dt.timedelta(7)


@pytest.mark.parametrize(
    "written, published, year",
    [
        ("1989", WIRE, 1989),
        ("89", WIRE, 1989),
        ("91", WIRE, 1991),
        ("92", WIRE, 1892),
        ("19", SUNDAY, 2019),
        ("90", None, 1990),
        ("68", None, 2068),
        ("00", SUNDAY, 2000),
    ],
)
def test_two_digits_of_a_year_mean_the_last_such_year(written: str, published: dt.date | None, year: int) -> None:
    assert full_year(written, published) == year


@pytest.mark.parametrize(
    "days, precision",
    [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (366, 5), (367, None)],
)
def test_precision_follows_the_number_of_days(days: int, precision: int | None) -> None:
    assert Days(SUNDAY, SUNDAY + dt.timedelta(days - 1)).precision == precision


def test_days_are_named_alike_on_every_system() -> None:
    assert named(dt.date(2024, 3, 9)) == "Sat 9 Mar 2024"


EXPRESSIONS = [
    *("yesterday", "last week", "overnight", "30 December", "29 February", "late last month", "999 days ago"),
    *("999 years ago", "999 months ago", "around 1 January", "over the weekend", "in the past 999 days", "31.12.9999"),
    *("0001-01-01", "Friday and Saturday", "recently", "last year", "99 weeks ago", "1 JAN 00", "9999-12-31"),
]


@given(st.sampled_from(EXPRESSIONS), st.dates())
@example("999 years ago", dt.date.min)
@example("around 1 January", dt.date.max)
def test_any_publication_date_gives_days_in_order_or_nothing(quote: str, published: dt.date) -> None:
    proposal = propose_dates(quote, published)
    if proposal is not None:
        content = proposal.content
        assert isinstance(content, DateRange)
        assert content.end is not None
        assert content.start is None or content.start <= content.end


@given(texts(), st.one_of(st.none(), st.dates()))
def test_any_quote_is_survived(quote: str, published: dt.date | None) -> None:
    proposal = propose_dates(quote, published)
    assert proposal is None or isinstance(proposal.content, DateRange)
