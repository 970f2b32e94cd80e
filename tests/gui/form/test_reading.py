"""Reading what a person types."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from annotator.domain.values import LARGEST_COUNT, Count, Qualifier
from annotator.gui.form.reading import (
    InputRefusedError,
    read_count,
    read_country,
    read_day,
    read_degrees,
    read_moment,
    read_names,
    read_whole,
    weekday,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("54", 54),
        (" 54 ", 54),
        ("1,200", 1200),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("007", 7),
        (str(LARGEST_COUNT), LARGEST_COUNT),
    ],
)
def test_a_whole_number_is_read(text: str, number: int | None) -> None:
    assert read_whole(text) == number


@pytest.mark.parametrize(
    "text", ["-1", "5x", "5.5", "½", "٥", "five", "1e3", "0x10", "²", "+5", str(LARGEST_COUNT + 1), "9" * 400]
)
def test_what_is_no_whole_number_is_refused_with_a_sentence_that_names_it(text: str) -> None:
    with pytest.raises(InputRefusedError) as refused:
        read_whole(text)
    assert text in refused.value.message
    assert refused.value.message.endswith(".")


@given(st.integers(0, LARGEST_COUNT))
def test_every_whole_number_reads_back_however_it_is_grouped(number: int) -> None:
    assert read_whole(str(number)) == read_whole(f"{number:,}") == number


@pytest.mark.parametrize(("text", "degrees"), [("", None), ("15.92", 15.92), ("-2.4", -2.4), ("90", 90.0), ("0", 0.0)])
def test_degrees_are_read(text: str, degrees: float | None) -> None:
    assert read_degrees(text, 90) == degrees


@pytest.mark.parametrize("text", ["90.1", "-91", "nan", "inf", "-inf", "15°", "15,92", "north"])
def test_what_is_no_latitude_is_refused(text: str) -> None:
    with pytest.raises(InputRefusedError) as refused:
        read_degrees(text, 90)
    assert text in refused.value.message


@given(st.floats(-180, 180))
def test_every_longitude_reads_back_from_its_shortest_form(degrees: float) -> None:
    assert read_degrees(repr(degrees), 180) == degrees


def test_a_day_is_read_in_iso_form() -> None:
    assert read_day(" 2019-11-03 ") == dt.date(2019, 11, 3)
    assert read_day("") is None


@pytest.mark.parametrize("text", ["3.11.2019", "2019-13-01", "2019-02-29", "yesterday", "2019-11", "2019-11-03 08:59"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(InputRefusedError) as refused:
        read_day(text)
    assert "2019-11-03" in refused.value.message, "the sentence shows how to write it"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", None),
        ("2019-11-03", dt.date(2019, 11, 3)),
        ("2019-11-03 08:59", dt.datetime.fromisoformat("2019-11-03T08:59:00")),
        ("2019-11-03T08:59:34+00:00", dt.datetime(2019, 11, 3, 8, 59, 34, tzinfo=dt.UTC)),
        ("2019-11-03 08:59Z", dt.datetime(2019, 11, 3, 8, 59, tzinfo=dt.UTC)),
    ],
)
def test_a_day_or_a_moment_is_read(text: str, moment: dt.date | None) -> None:
    found = read_moment(text)
    assert found == moment
    assert type(found) is type(moment)


@pytest.mark.parametrize("text", ["noon", "2019-11-03 25:00", "03/11/2019"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InputRefusedError):
        read_moment(text)


@pytest.mark.parametrize(("text", "code"), [("", ""), ("MLI", "MLI"), (" mli ", "MLI")])
def test_a_country_is_its_code_in_capitals(text: str, code: str) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize("text", ["Mali", "ML", "M1I", "МЛИ", "MLII"])
def test_what_is_no_country_code_is_refused(text: str) -> None:
    with pytest.raises(InputRefusedError):
        read_country(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("ISIL", ("ISIL",)),
        ("ISIL, ISIS", ("ISIL", "ISIS")),
        (" ISIL ,, ISIS, ISIL ,", ("ISIL", "ISIS")),
        ("الدولة الإسلامية, ISIL", ("الدولة الإسلامية", "ISIL")),
    ],
)
def test_names_are_parted_by_commas_without_blanks_and_repeats(text: str, names: tuple[str, ...]) -> None:
    assert read_names(text) == names


@pytest.mark.parametrize(
    ("phrase", "count"),
    [
        ("54", Count(low=54, best=54, high=54)),
        ("exactly 54", Count(low=54, best=54, high=54)),
        ("1,200", Count(low=1200, best=1200, high=1200)),
        ("at least 54", Count(low=54, best=54, qualifier=Qualifier.AT_LEAST)),
        ("At  Least 54", Count(low=54, best=54, qualifier=Qualifier.AT_LEAST)),
        ("more than 100", Count(low=100, best=100, qualifier=Qualifier.MORE_THAN)),
        ("over 100", Count(low=100, best=100, qualifier=Qualifier.MORE_THAN)),
        ("up to 9", Count(best=9, high=9, qualifier=Qualifier.AT_MOST)),
        ("fewer than 9", Count(best=9, high=9, qualifier=Qualifier.FEWER_THAN)),
        ("about 40", Count(best=40, qualifier=Qualifier.ABOUT)),
        ("6-8", Count(low=6, high=8, qualifier=Qualifier.RANGE)),
        ("6 – 8", Count(low=6, high=8, qualifier=Qualifier.RANGE)),
        ("6 to 8", Count(low=6, high=8, qualifier=Qualifier.RANGE)),
    ],
)
def test_a_number_in_words_and_digits_is_read(phrase: str, count: Count) -> None:
    assert read_count(phrase) == count


@pytest.mark.parametrize("phrase", ["", "at", "at least", "dozens of", "5x", "between 6 and 8", "about 6-8"])
def test_a_phrase_that_says_no_number_yet_is_left_alone(phrase: str) -> None:
    assert read_count(phrase) is None


@pytest.mark.parametrize(
    ("phrase", "qualifier"),
    [
        ("tens", Qualifier.TENS),
        ("dozens", Qualifier.DOZENS),
        (" Dozens ", Qualifier.DOZENS),
        ("scores", Qualifier.SCORES),
        ("hundreds", Qualifier.HUNDREDS),
        ("thousands", Qualifier.THOUSANDS),
        ("SEVERAL", Qualifier.SEVERAL),
    ],
)
def test_a_vague_word_gives_its_qualifier_and_no_number(phrase: str, qualifier: Qualifier) -> None:
    assert read_count(phrase) == Count(qualifier=qualifier)


@pytest.mark.parametrize("text", ["8-6", "0-0"])
def test_a_range_is_read_as_it_is_written(text: str) -> None:
    low, high = (int(number) for number in text.split("-"))
    assert read_count(text) == Count(low=low, high=high, qualifier=Qualifier.RANGE)


@pytest.mark.parametrize(
    ("day", "name"),
    [(dt.date(2019, 11, 3), "Sun"), (dt.datetime(2019, 11, 1, 23, 59, tzinfo=dt.UTC), "Fri"), (None, "")],
)
def test_the_weekday_of_a_day_is_told(day: dt.date | None, name: str) -> None:
    assert weekday(day) == name
