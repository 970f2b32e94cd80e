"""Articles, their metadata, and the imports that bring them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from pydantic import ValidationError

from annotator.domain.article import Article, ArticleImport, Metadata
from annotator.domain.ids import ArticleId, ImportId
from annotator.domain.text import text_hash
from tests.strategies import articles, metadata

MINUTE = dt.timedelta(minutes=1)


def article(**parts: object) -> Article:
    text = "# T\n\nBody"
    given_parts = {"id": ArticleId("a1"), "import_id": ImportId("i1"), "text": text, "sha256": text_hash(text)}
    return Article.model_validate({**given_parts, **parts})


def test_metadata_that_a_source_does_not_give_is_unknown() -> None:
    unknown = Metadata()
    assert (unknown.title, unknown.author, unknown.source, unknown.url) == ("", "", "", "")
    assert unknown.published is None
    assert unknown.published_day is None
    assert unknown.is_sample is False


@pytest.mark.parametrize(
    "published, day",
    [
        (dt.date(2019, 11, 3), dt.date(2019, 11, 3)),
        (dt.datetime(2019, 11, 3, 8, 59, 34, tzinfo=dt.UTC), dt.date(2019, 11, 3)),
        (dt.datetime(2019, 11, 3, 23, 30, tzinfo=dt.timezone(-300 * MINUTE)), dt.date(2019, 11, 3)),
        (dt.datetime(2019, 11, 4, 0, 30, tzinfo=dt.timezone(780 * MINUTE)), dt.date(2019, 11, 4)),
    ],
)
def test_the_day_of_publication_is_that_of_the_sources_own_zone(published: dt.date, day: dt.date) -> None:
    assert Metadata(published=published).published_day == day


@given(metadata())
def test_metadata_is_the_same_after_json(given_metadata: Metadata) -> None:
    again = Metadata.model_validate_json(given_metadata.model_dump_json())
    assert again == given_metadata
    assert type(again.published) is type(given_metadata.published)


@given(metadata())
def test_metadata_is_the_same_after_pythons_own_json(given_metadata: Metadata) -> None:
    again = Metadata.model_validate(json.loads(json.dumps(given_metadata.model_dump(mode="json"))))
    assert again == given_metadata
    assert again.published_day == given_metadata.published_day


@given(articles())
def test_an_article_is_the_same_after_json_and_its_hash_still_fits(given_article: Article) -> None:
    again = Article.model_validate_json(given_article.model_dump_json())
    assert again == given_article
    assert again.sha256 == text_hash(again.text)
    assert 0 <= again.header_end <= len(again.text)


def test_the_text_of_an_article_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        article().text = "other"  # type: ignore[misc]


@pytest.mark.parametrize("spoilt", [{"colour": "red"}, {"text": None}, {"metadata": {"tone": "grave"}}])
def test_an_article_of_another_form_is_refused(spoilt: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        article(**spoilt)


@pytest.mark.parametrize("written", ["2019-13-01", "yesterday ", "0000-00-00"])
def test_a_day_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        Metadata.model_validate({"published": written})


def test_an_import_says_what_it_brought_and_is_there_until_undone() -> None:
    done = ArticleImport(id=ImportId("i1"), source="texts/", article_count=12, digest="0" * 64)
    assert done.kind == "import"
    assert not done.is_deleted
    assert ArticleImport.model_validate_json(done.model_dump_json()) == done
