"""Which article of the project a foreign one is; told apart without a guess."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace
from annotator.formats.codings.foreign import Counting, ForeignArticle, ForeignCoding, ForeignMark, Place
from annotator.services.coding_imports.matching import ArticleMatcher, Match, MatchKind, spans_in
from tests.services.foreign_work import PLAIN, a_project, articles_of

HERE = Place("a.json", 1)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A project with the two articles."""
    with a_project(tmp_path, "here") as workspace:
        yield workspace


def coding(article: ForeignArticle, *marks: ForeignMark) -> ForeignCoding:
    return ForeignCoding(HERE, article, "", marks)


def match(here: Workspace, one: ForeignCoding) -> Match:
    with here._file.read() as reader:
        return ArticleMatcher(reader, [one]).match(one, Counting.AUTO)


def a_mark(start: int, end: int, quote: str | None = None) -> ForeignMark:
    return ForeignMark(HERE, "killed", spans=((start, end),), quote=quote)


@pytest.mark.parametrize("text", [PLAIN, f"\ufeff{PLAIN}", PLAIN.replace("\n", "\r\n"), PLAIN.replace("\n", "\r")])
def test_the_same_text_is_the_article_whatever_its_name_and_line_ends(here: Workspace, text: str) -> None:
    found = match(here, coding(ForeignArticle("no such name", text)))
    assert found.kind is MatchKind.TEXT
    assert found.article == articles_of(here)["plain.txt"]


@pytest.mark.parametrize("text", [f"{PLAIN} ", PLAIN.upper(), PLAIN[1:], "", "a\0b", "\ud800"])
def test_another_text_of_another_name_is_no_article_here(here: Workspace, text: str) -> None:
    found = match(here, coding(ForeignArticle("other.txt", text)))
    assert (found.kind, found.article) == (MatchKind.ABSENT, None)


@pytest.mark.parametrize("name", ["plain.txt", "some/folder/plain.txt"])
def test_a_name_is_enough_where_every_quote_is_at_its_place(here: Workspace, name: str) -> None:
    found = match(here, coding(ForeignArticle(name), a_mark(0, 6, "Gunmen")))
    assert (found.kind, found.article) == (MatchKind.NAME, articles_of(here)["plain.txt"])


def test_an_id_of_the_project_names_its_article(here: Workspace) -> None:
    article = articles_of(here)["plain.txt"]
    found = match(here, coding(ForeignArticle("x", article_id=article.id), a_mark(0, 6, "Gunmen")))
    assert (found.kind, found.article) == (MatchKind.NAME, article)


def test_one_quote_at_another_place_makes_it_another_text(here: Workspace) -> None:
    found = match(here, coding(ForeignArticle("plain.txt"), a_mark(0, 6, "Gunmen"), a_mark(7, 9, "attacked")))
    assert found.kind is MatchKind.REFUSED
    assert "has another text" in found.reason


def test_a_table_of_answers_is_trusted_to_name_its_article(here: Workspace) -> None:
    answer = ForeignMark(HERE, "killed", answers=("2",))
    assert match(here, coding(ForeignArticle("plain.txt"), answer)).kind is MatchKind.NAME


def test_spans_without_words_do_not_confirm_a_name(here: Workspace) -> None:
    assert match(here, coding(ForeignArticle("plain.txt"), a_mark(0, 6))).kind is MatchKind.REFUSED


def test_the_offsets_of_an_article_found_by_name_are_about_our_text(here: Workspace) -> None:
    article = articles_of(here)["plain.txt"]
    one = coding(ForeignArticle("plain.txt", f"\ufeff{PLAIN} and more"), a_mark(0, 6, "Gunmen"))
    (spans,) = spans_in(one, article, Counting.AUTO)
    assert not isinstance(spans, str)
    assert [article.text[span.start : span.end] for span in spans] == ["Gunmen"]
