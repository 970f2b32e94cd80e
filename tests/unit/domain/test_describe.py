from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from annotator.domain.describe import (
    NOTHING,
    describe,
    describe_day,
    describe_moment,
    describe_qualifier,
    describe_status,
)
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OrdinalLevel,
    Qualifier,
    Status,
    YesNo,
)
from tests.drafts import count, default_codebook, exactly, one, several
from tests.strategies import contents

FLOATING = dt.datetime.fromisoformat("2019-11-03T08:59:34")
EAST = dt.timezone(dt.timedelta(hours=5, minutes=30))


def _range(start: str | None, end: str | None, precision: int | None = None, **more: str) -> DateRange:
    return DateRange(
        start=dt.date.fromisoformat(start) if start else None,
        end=dt.date.fromisoformat(end) if end else None,
        precision=precision,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "field, content, expected",
    [
        ("killed_total", count(54, 54, None, Qualifier.AT_LEAST), "54 / 54 / – · at least"),
        ("killed_total", count(6, None, 8, Qualifier.RANGE), "6 / – / 8 · range"),
        ("killed_total", count(None, 40, None, Qualifier.ABOUT), "– / 40 / – · about"),
        ("killed_total", exactly(40), "40"),
        ("killed_total", count(40, 40, None), "40 / 40 / – · exact"),
        ("killed_total", count(0, 0, 0, Qualifier.NONE_REPORTED), "0 · none reported"),
        ("killed_total", count(None, None, None, Qualifier.DOZENS), "dozens"),
        ("killed_total", count(None, None, None, Qualifier.PLURAL_UNSPECIFIED), "plural unspecified"),
        ("publication_date", Moment(at=dt.date(2019, 11, 3)), "Sun 3 Nov 2019"),
        ("publication_date", Moment(at=FLOATING), "Sun 3 Nov 2019, 08:59"),
        ("publication_date", Moment(at=dt.datetime(2019, 11, 3, 8, 59, tzinfo=dt.UTC)), "Sun 3 Nov 2019, 08:59 UTC"),
        ("publication_date", Moment(at=dt.datetime(2019, 11, 3, 8, 59, tzinfo=EAST)), "Sun 3 Nov 2019, 08:59 +0530"),
        ("incident_date", _range("2019-11-01", "2019-11-02", 2), "1–2 Nov 2019 · 2–6 days"),
        ("incident_date", _range("2019-11-02", "2019-11-02", 1), "2 Nov 2019 · exact day"),
        ("incident_date", _range("2019-10-30", "2019-11-02"), "30 Oct – 2 Nov 2019"),
        ("incident_date", _range("2018-12-30", "2019-01-02"), "30 Dec 2018 – 2 Jan 2019"),
        ("incident_date", _range("2019-10-30", None), "from 30 Oct 2019"),
        ("incident_date", _range(None, "2019-11-02", time_of_day="at dawn"), "until 2 Nov 2019 · at dawn"),
        ("incident_date", _range(None, None, 9, expression="recently"), "“recently” · unknown"),
        ("incident_date", _range(None, None), NOTHING),
        (
            "location",
            Location(verbatim="Indelimane", admin1="Ménaka", country_iso3="MLI", precision=1),
            "Indelimane, Ménaka, MLI · exact place",
        ),
        ("location", Location(verbatim="the town", name="Gao", admin2="Gao", admin1="Gao"), "Gao"),
        ("location", Location(lat=15.25, lon=-1.5), "15.25, -1.5"),
        ("location", Location(description="a ford"), "a ford"),
        ("location", Location(name="Gao", vicinity="north of"), "Gao · north of"),
        ("location", Location(), NOTHING),
        ("focus", one("main"), "Main"),
        ("focus", one("gone"), "gone"),
        ("tactic", several("bombing_explosion", "armed_assault"), "Bombing or explosion, Armed assault"),
        ("tactic", several(), NOTHING),
        ("coder_confidence", OrdinalLevel(level=4), "4 · Certain"),
        ("coder_confidence", OrdinalLevel(level=7), "7"),
        ("suicide", YesNo(answer=True), "Yes"),
        ("suicide", YesNo(answer=False), "No"),
        (
            "perp_actor",
            EntityName(verbatim="ISIL", canonical="Islamic State", entity_type="rebel_group"),
            "Islamic State · Rebel group",
        ),
        ("claimant", EntityName(verbatim="ISIL"), "ISIL"),
        ("claimant", EntityName(), NOTHING),
        ("incident_label", FreeText(text="two\n lines\there "), "two lines here"),
        ("incident_label", FreeText(text=" "), NOTHING),
        ("trigger", MarkedSpan(), "marked in the text"),
        (
            "statement",
            AttributedValue(
                about_field="killed_total",
                value="at least 53",
                stance="asserts",
                source_entity="A minister",
                source_type="government",
                via="Twitter",
            ),
            "Killed (total): at least 53 · Asserts · A minister, via Twitter",
        ),
        ("statement", AttributedValue(value="more", stance="doubts", source_type="media"), "more · Doubts · Media"),
        ("statement", AttributedValue(about_field="colour", stance="sings"), "colour · sings"),
        ("statement", AttributedValue(), NOTHING),
    ],
)
def test_a_content_is_told_in_one_line(field: str, content: Content, expected: str) -> None:
    codebook = default_codebook()
    assert describe(content, codebook.fields_by_id[field], codebook) == expected


@given(contents())
def test_every_content_has_a_line_of_its_own_even_in_a_field_of_another_type(content: Content) -> None:
    codebook = default_codebook()
    for field in (codebook.fields_by_id["statement"], codebook.fields_by_id["location"]):
        assert describe(content, field, codebook)


@given(contents())
def test_a_count_shows_every_figure_it_has(content: Content) -> None:
    if isinstance(content, Count):
        codebook = default_codebook()
        line = describe(content, codebook.fields_by_id["killed_total"], codebook)
        assert all(str(figure) in line for figure in (content.low, content.best, content.high) if figure is not None)


def test_statuses_and_qualifiers_are_told_in_words() -> None:
    assert [describe_status(status) for status in Status] == ["coded", "not mentioned", "unclear", "not applicable"]
    assert describe_qualifier(Qualifier.FEWER_THAN) == "fewer than"


def test_days_are_told_in_english_whatever_the_machine_speaks() -> None:
    assert describe_day(dt.date(2024, 2, 29)) == "29 Feb 2024"
    assert describe_moment(dt.date(2024, 2, 29)) == "Thu 29 Feb 2024"


def test_something_that_is_no_content_is_refused() -> None:
    codebook = default_codebook()
    with pytest.raises(TypeError, match="no content"):
        describe("54", codebook.fields[0], codebook)  # type: ignore[arg-type]
