"""Contents of every field type: frozen, closed, and the same after a journey through JSON."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from pydantic import BaseModel, TypeAdapter, ValidationError

from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FieldType,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from tests.strategies import contents, contents_of

ADAPTER: TypeAdapter[Content] = TypeAdapter(Content)
MINUTE = dt.timedelta(minutes=1)

EXAMPLES: dict[FieldType, Content] = {
    FieldType.COUNT: Count(low=54, best=54, qualifier=Qualifier.AT_LEAST),
    FieldType.DATE: Moment(at=dt.date(2019, 11, 3)),
    FieldType.DATE_RANGE: DateRange(start=dt.date(2019, 11, 1), end=dt.date(2019, 11, 2), precision=2),
    FieldType.LOCATION: Location(verbatim="Indelimane", admin1="Ménaka", country_iso3="MLI", lat=15.9, lon=2.4),
    FieldType.CATEGORICAL: OneCategory(category="battle"),
    FieldType.CATEGORICAL_MULTI: SeveralCategories(categories=("bombing_explosion", "armed_assault")),
    FieldType.ORDINAL: OrdinalLevel(level=3),
    FieldType.BOOLEAN: YesNo(answer=False),
    FieldType.ENTITY: EntityName(canonical="Islamic State", aliases=("ISIL", "ISIS"), entity_type="rebel_group"),
    FieldType.TEXT: FreeText(text="Amaq"),
    FieldType.SPAN: MarkedSpan(),
    FieldType.ATTRIBUTED_VALUE: AttributedValue(about_field="killed_total", value="40", stance="doubts"),
}


def test_there_is_one_content_for_each_field_type() -> None:
    assert set(EXAMPLES) == set(FieldType)
    assert {content.type for content in EXAMPLES.values()} == {kind.value for kind in FieldType}
    assert len({type(content) for content in EXAMPLES.values()}) == len(FieldType)


@pytest.mark.parametrize("field_type", FieldType)
def test_an_example_is_the_same_after_json(field_type: FieldType) -> None:
    content = EXAMPLES[field_type]
    assert ADAPTER.validate_json(content.model_dump_json()) == content


@given(contents())
def test_any_content_is_the_same_after_json(content: Content) -> None:
    text = content.model_dump_json()
    again = ADAPTER.validate_json(text)
    assert again == content
    assert type(again) is type(content)
    assert again.model_dump_json() == text


@given(contents())
def test_any_content_is_the_same_after_pythons_own_json(content: Content) -> None:
    dumped = json.loads(json.dumps(content.model_dump(mode="json"), ensure_ascii=True))
    assert ADAPTER.validate_python(dumped) == content


@given(contents())
def test_equal_contents_have_equal_hashes(content: Content) -> None:
    assert hash(ADAPTER.validate_json(content.model_dump_json())) == hash(content)


@given(contents())
def test_a_content_is_of_the_type_it_names(content: Content) -> None:
    assert type(content) is type(EXAMPLES[FieldType(content.type)])


@pytest.mark.parametrize("field_type", FieldType)
def test_a_contents_strategy_draws_that_type(field_type: FieldType) -> None:
    @given(contents_of(field_type))
    def check(content: Content) -> None:
        assert content.type == field_type.value

    check()


@pytest.mark.parametrize("content", EXAMPLES.values(), ids=lambda content: content.type)
def test_a_content_cannot_be_changed(content: BaseModel) -> None:
    for name in type(content).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(content, name, None)


@pytest.mark.parametrize("content", EXAMPLES.values(), ids=lambda content: content.type)
def test_an_unknown_key_is_refused(content: Content) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        ADAPTER.validate_python({**content.model_dump(mode="json"), "colour": "red"})


@pytest.mark.parametrize("spoilt", [{"type": "colour"}, {"category": "battle"}, {}, {"type": "count", "low": "many"}])
def test_a_content_of_no_known_type_is_refused(spoilt: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(spoilt)


def test_a_copy_with_one_part_changed_leaves_the_original() -> None:
    count = Count(low=1)
    assert count.model_copy(update={"high": 2}) == Count(low=1, high=2)
    assert count == Count(low=1)


# Nothing is not nought


def test_a_number_that_is_not_given_is_not_nought() -> None:
    assert Count() != Count(low=0, best=0, high=0)
    assert ADAPTER.validate_json(Count().model_dump_json()) == Count()
    assert json.loads(Count().model_dump_json())["low"] is None


def test_the_four_statuses_are_words_of_the_project_file() -> None:
    assert [status.value for status in Status] == ["coded", "not_mentioned", "unclear", "not_applicable"]


def test_a_count_may_have_a_qualifier_and_no_number() -> None:
    dozens = Count(qualifier=Qualifier.DOZENS)
    assert (dozens.low, dozens.best, dozens.high) == (None, None, None)


# Days and times


@pytest.mark.parametrize(
    "at",
    [
        dt.date(2019, 11, 3),
        dt.datetime(2019, 11, 3, 8, 59, 34, tzinfo=dt.UTC),
        dt.datetime(2019, 11, 3, tzinfo=dt.UTC),
        dt.datetime.combine(dt.date(2019, 11, 3), dt.time()),
        dt.datetime(2019, 11, 3, 23, 30, tzinfo=dt.timezone(-5 * 60 * MINUTE)),
        dt.datetime(2019, 11, 3, 8, 59, 34, 123456, tzinfo=dt.timezone(345 * MINUTE)),
    ],
)
def test_a_day_stays_a_day_and_a_time_keeps_its_offset(at: dt.date) -> None:
    again = ADAPTER.validate_json(Moment(at=at).model_dump_json())
    assert isinstance(again, Moment)
    assert again.at == at
    assert type(again.at) is type(at)
    if isinstance(at, dt.datetime) and isinstance(again.at, dt.datetime):
        assert again.at.utcoffset() == at.utcoffset()


def test_the_day_of_a_moment_is_the_local_one_as_written() -> None:
    late = dt.datetime(2019, 11, 3, 23, 30, tzinfo=dt.timezone(-5 * 60 * MINUTE))
    assert Moment(at=late).day == dt.date(2019, 11, 3)
    assert Moment(at=dt.date(2019, 11, 3)).day == dt.date(2019, 11, 3)


@pytest.mark.parametrize(
    "start, end, days",
    [
        (dt.date(2019, 11, 1), dt.date(2019, 11, 2), 2),
        (dt.date(2019, 11, 1), dt.date(2019, 11, 1), 1),
        (dt.date(2019, 12, 31), dt.date(2020, 3, 1), 62),
        (dt.date(2019, 11, 2), dt.date(2019, 11, 1), 0),
        (None, dt.date(2019, 11, 2), None),
        (dt.date(2019, 11, 1), None, None),
    ],
)
def test_the_days_of_a_range_count_both_ends(start: dt.date | None, end: dt.date | None, days: int | None) -> None:
    assert DateRange(start=start, end=end).days == days


# Places


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_coordinate_that_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValidationError):
        Location(lat=number, lon=0.0)
