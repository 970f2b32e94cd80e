"""Domain values come back from their rows as they went in."""

from __future__ import annotations

import datetime as dt
import typing
from typing import Any

import pytest
from hypothesis import given, strategies as st

from annotator.domain.article import Article, Metadata
from annotator.domain.content_json import content_to_json
from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, ImportId
from annotator.domain.values import Content, Count, FreeText
from annotator.store.mapping import (
    MAPPERS,
    UNKNOWN_LAST,
    DamagedRecordError,
    _checked_article,
    article_row,
    articles_from,
    content_from_json,
    is_plain_content,
    is_same,
    published_day,
    published_from,
    published_order,
)
from annotator.store.schema import ARTICLE
from tests.strategies import articles, contents, entities

TIMES = st.one_of(
    st.dates(),
    # A time that a clock skipped is equal to no time of another zone, not even to itself by its offset.
    st.datetimes(timezones=st.one_of(st.none(), st.timezones()), allow_imaginary=False),
    st.datetimes(timezones=st.integers(-1439, 1439).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))),
)


def test_every_kind_that_history_can_change_has_a_table() -> None:
    union, _ = typing.get_args(Entity)
    kinds = {entity.model_fields["kind"].default for entity in typing.get_args(union)}
    assert kinds == set(MAPPERS)


@pytest.mark.parametrize("kind", MAPPERS)
def test_a_table_has_the_fields_of_its_entity_and_no_others(kind: str) -> None:
    mapper = MAPPERS[kind]
    assert mapper.kind == kind
    assert set(mapper.columns) == set(mapper.table.columns.keys())
    assert all(column == attribute.name for column, attribute in mapper.table.columns.items())


@given(entities())
def test_an_entity_comes_back_from_its_row(entity: Entity) -> None:
    mapper = MAPPERS[entity.kind]
    row = mapper.row(entity)
    assert is_same(mapper.value([row[column] for column in mapper.columns]), entity)


@given(contents())
def test_a_content_comes_back_from_json(content: Content) -> None:
    assert content_to_json(content) == content.model_dump_json()
    assert is_plain_content(content_to_json(content))
    back = content_from_json(content_to_json(content))
    assert back == content
    assert type(back) is type(content)
    assert content_to_json(back) == content_to_json(content)


def article_of(article: Article, **other: object) -> tuple[Any, ...]:
    """Return an article's row as the driver gives it, with some columns changed."""
    said = {"row_number": 1} | article_row(article) | {"is_sample": int(article.metadata.is_sample)} | other
    return tuple(said[name] for name in tuple(ARTICLE.columns.keys()))


SOME_ARTICLE = Article(
    id=ArticleId("a"),
    import_id=ImportId("i"),
    text="One two.",
    sha256="0" * 64,
    metadata=Metadata(title="One", published=dt.datetime(2024, 5, 1, 8, tzinfo=dt.UTC), is_sample=True),
)


@given(articles())
def test_an_article_is_as_pydantic_makes_it_in_every_respect(article: Article) -> None:
    (made,) = articles_from([article_of(article)])
    made_by_pydantic = _checked_article(article_of(article))
    assert made == made_by_pydantic == article
    for one, other in ((made, made_by_pydantic), (made.metadata, made_by_pydantic.metadata)):
        assert hash(one) == hash(other)
        assert one.model_dump_json() == other.model_dump_json()
        assert list(vars(one)) == list(vars(other))
        assert [type(part) for part in vars(one).values()] == [type(part) for part in vars(other).values()]
        assert one.model_fields_set == other.model_fields_set
    assert made.metadata.published_day == article.metadata.published_day


@pytest.mark.parametrize(
    "column, damage",
    [
        ("text", None), ("sha256", 7), ("title", None), ("published", "soon"),
        ("published", 20240501), ("published", "2024-05-01T"), ("is_sample", 7), ("header_end", "far"), ("url", 1.5),
    ],
)  # fmt: skip
def test_a_damaged_article_is_refused_and_named_among_good_ones(column: str, damage: object) -> None:
    good, bad = article_of(SOME_ARTICLE), article_of(SOME_ARTICLE, id="the-bad-one", **{column: damage})
    with pytest.raises(DamagedRecordError, match=r"a stored article cannot be read \(the-bad-one\)"):
        articles_from([good, bad, good])
    assert articles_from([good, good]) == [SOME_ARTICLE] * 2


@pytest.mark.parametrize(
    "column, cell", [("is_sample", True), ("header_end", "0"), ("text", b"One two."), ("is_sample", "true")]
)
def test_an_article_with_something_unusual_is_taken_by_pydantic(column: str, cell: object) -> None:
    assert articles_from([article_of(SOME_ARTICLE, **{column: cell})]) == [SOME_ARTICLE]


def test_no_rows_are_no_articles() -> None:
    assert articles_from([]) == []


@given(articles())
def test_an_article_comes_back_from_its_row(article: Article) -> None:
    row = article_of(article)
    for back in articles_from([row, row]):
        assert back == article
        assert type(back.metadata.published) is type(article.metadata.published)
        assert back.model_dump_json() == article.model_dump_json()


@given(TIMES)
def test_a_publication_time_comes_back_as_day_or_time(published: dt.date) -> None:
    back = published_from(published.isoformat())
    assert back == published
    assert isinstance(back, dt.datetime) == isinstance(published, dt.datetime)
    day = published.date() if isinstance(published, dt.datetime) else published
    assert published_day(published.isoformat()) == day


def test_an_unknown_publication_time_stays_unknown() -> None:
    assert published_from("") is None
    assert published_day("") is None
    assert published_order(None) == UNKNOWN_LAST


@given(st.datetimes(), st.datetimes(), st.integers(-720, 840), st.integers(-720, 840))
def test_times_of_known_offset_sort_by_instant(
    one: dt.datetime, other: dt.datetime, first_offset: int, second_offset: int
) -> None:
    zoned = [
        time.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=offset)))
        for time, offset in ((one, first_offset), (other, second_offset))
    ]
    orders = [published_order(time) for time in zoned]
    assert (zoned[0] < zoned[1]) == (orders[0] < orders[1])
    assert (zoned[0] == zoned[1]) == (orders[0] == orders[1])


@given(st.dates(), st.times())
def test_a_bare_day_sorts_before_every_time_of_it(day: dt.date, time: dt.time) -> None:
    assert published_order(day) <= published_order(dt.datetime.combine(day, time)) < UNKNOWN_LAST
    if day < dt.date.max:
        assert published_order(dt.datetime.combine(day, time)) < published_order(day + dt.timedelta(days=1))


@pytest.mark.parametrize("text", ["", "{}", "null", '{"type": "opinion"}', '{"type": "count", "best": "many"}', "["])
def test_a_content_that_is_none_is_damage(text: str) -> None:
    with pytest.raises(DamagedRecordError, match="content"):
        content_from_json(text)


def test_a_row_that_is_no_entity_is_damage() -> None:
    with pytest.raises(DamagedRecordError, match="stored report"):
        MAPPERS["report"].value(["id", "coding", "first", 0])


def test_contents_that_are_equal_but_written_differently_are_kept_apart() -> None:
    assert content_to_json(Count(best=1)) != content_to_json(FreeText(text="1"))
    assert content_from_json(content_to_json(Count(best=1))) is content_from_json(content_to_json(Count(best=1)))
