"""How days, numbers and strings stand in a MUC-4 template."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, strategies as st

from annotator.domain.values import Count, DateRange, Qualifier
from annotator.formats.datasets.incident_forms.muc4_template import (
    SLOTS,
    date_fill,
    number_fill,
    quoted,
    template_text,
)
from tests.drafts import count, exactly
from tests.unit.formats.incident_forms.making import WORDS_ONLY, days

NUMBERS = st.none() | st.integers(0, 5000)
COUNTS = st.builds(Count, low=NUMBERS, best=NUMBERS, high=NUMBERS, qualifier=st.sampled_from(Qualifier))


@pytest.mark.parametrize(
    "coded, filler",
    [
        (days("1989-01-21"), "21 JAN 89"),
        (days("1989-12-29", "1989-12-30"), "29 DEC 89 - 30 DEC 89"),
        (DateRange(end=dt.date(1989, 1, 21)), "- 21 JAN 89"),
        (DateRange(start=dt.date(1989, 1, 21)), "21 JAN 89 -"),
        (DateRange(), "-"),
        (DateRange(precision=9, expression="recently"), "-"),
        (days("2019-11-02"), "02 NOV 2019"),
        (days("1889-11-02"), "02 NOV 1889"),
        (days("1900-03-01"), "01 MAR 00"),
    ],
)
def test_days_are_written_as_in_the_keys(coded: DateRange, filler: str) -> None:
    assert date_fill(coded) == filler


@pytest.mark.parametrize(
    "coded, filler",
    [
        (exactly(6), "6"),
        (exactly(0), "0"),
        (count(6, None, 8, Qualifier.RANGE), "6-8"),
        (count(6, 7, 8, Qualifier.RANGE), "6-8"),
        (count(6, 6, None, Qualifier.AT_LEAST), "6-"),
        (count(100, 100, None, Qualifier.MORE_THAN), "100-"),
        (count(None, None, 10, Qualifier.AT_MOST), "-10"),
        (count(None, None, 10, Qualifier.FEWER_THAN), "-10"),
        (count(None, None, 10, Qualifier.EXACT), "-10"),
        (count(None, 40, None, Qualifier.ABOUT), "~40"),
        (WORDS_ONLY[Qualifier.DOZENS], "PLURAL"),
        (WORDS_ONLY[Qualifier.SEVERAL], "PLURAL"),
        (WORDS_ONLY[Qualifier.PLURAL_UNSPECIFIED], "PLURAL"),
        (count(6, None, None, Qualifier.EXACT), "6"),
        (None, "-"),
    ],
)
def test_numbers_are_written_as_in_the_keys(coded: Count | None, filler: str) -> None:
    assert number_fill(coded) == filler


@given(COUNTS)
def test_every_count_has_a_number_in_the_keys_notation(coded: Count) -> None:
    assert re.fullmatch(r"PLURAL|~?\d+|-\d+|\d+-\d*", number_fill(coded))


@pytest.mark.parametrize(
    "strings, filler",
    [
        (["FMLN"], '"FMLN"'),
        (["FARABUNDO MARTI", "FMLN"], '"FARABUNDO MARTI" / "FMLN"'),
        (["FMLN", "FMLN", ""], '"FMLN"'),
        (['THE "EXTRADITABLES"'], r'"THE \"EXTRADITABLES\""'),
        (["A\\B"], r'"A\\B"'),
        (["TWO\nLINES  APART"], '"TWO LINES APART"'),
        (["رجل 😀 é"], '"رجل 😀 é"'),
        ([" "], "-"),
        ([], "-"),
    ],
)
def test_strings_stand_in_quotes_as_alternatives(strings: list[str], filler: str) -> None:
    assert quoted(strings) == filler


@given(st.lists(st.text()))
def test_a_filler_is_always_one_line(strings: list[str]) -> None:
    assert len(f"{quoted(strings)}".splitlines()) == 1


def test_there_are_25_slots() -> None:
    assert len(SLOTS) == len(set(SLOTS)) == 25
    assert (SLOTS[0], SLOTS[4], SLOTS[24]) == ("MESSAGE: ID", "INCIDENT: TYPE", "HUM TGT: TOTAL NUMBER")


def test_a_template_numbers_its_slots_and_leaves_none_out() -> None:
    lines = template_text({"INCIDENT: TYPE": ["ATTACK"]}).splitlines()
    assert lines[-1] == ""
    assert [int(line.split(".")[0]) for line in lines[:-1]] == list(range(25))
    assert lines[4] == "4.  INCIDENT: TYPE                  ATTACK"
    assert lines[24] == "24. HUM TGT: TOTAL NUMBER           -"


def test_several_fillers_stand_below_each_other() -> None:
    lines = template_text({"HUM TGT: NAME": ['"A"', '"B"']}).splitlines()
    assert lines[18:20] == ['18. HUM TGT: NAME                   "A"', '                                    "B"']
    assert len(lines) == 27


def test_an_empty_slot_is_null() -> None:
    assert "18. HUM TGT: NAME                   -\n" in template_text({"HUM TGT: NAME": []})
