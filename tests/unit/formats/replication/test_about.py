"""Days, counts and words of a package."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt

from annotator.formats.replication.about import About, Counts
from annotator.formats.replication.citation import citation_sentence, title_of
from annotator.formats.replication.manifest import PackageFile
from annotator.formats.replication.readme import Told, readme_text
from tests.unit.formats.replication.making import ABOUT, ORIGIN

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


def file_named(name: str, about: str = "A file.") -> PackageFile:
    return PackageFile(name, 1, "a" * 64, about)


def told(*files: PackageFile) -> Told:
    return Told(ABOUT, ORIGIN, Counts(1, 1, 1, 0, 1, 0), ("Raids",), "", True, (), (), files)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (dt.datetime(2024, 6, 1, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2))), "2024-06-02"),
        (dt.datetime(2024, 6, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=3))), "2024-05-31"),
        (dt.datetime(2024, 6, 1, 12, 0, tzinfo=dt.UTC), "2024-06-01"),
    ],
)
def test_the_day_of_a_package_is_that_of_the_last_event_in_utc(at: dt.datetime, day: str) -> None:
    origin = replace(ORIGIN, at=at)
    assert origin.day == day
    assert f"on {day}." in readme_text(told()._replace(origin=origin))


@pytest.mark.parametrize(
    ("title", "said"), [("", "Raids 2024"), ("  ", ""), ("A  title\nof two lines", "A title of two lines")]
)
def test_a_title_is_one_line(title: str, said: str) -> None:
    assert title_of(About(title=title), ORIGIN) == said


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("codebook/raids-2.html", "open `codebook/raids-2.html` in a browser"),
        ("data/wide/reports.csv", "Look at the incidents"),
        ("data/values.csv", "a row per value"),
        ("data/events/events.csv", "a row per event"),
        ("data/dataset.jsonl", "one coded article per line"),
        ("agreement/report.html", "how far coders agree: open `agreement/report.html`"),
        ("agreement/2/report.html", "how far coders agree: open `agreement/2/report.html`"),
    ],
)
def test_the_readme_begins_with_what_is_there_and_nothing_else(name: str, step: str) -> None:
    assert step in readme_text(told(file_named(name)))
    assert step not in readme_text(told(file_named("other.txt")))


def test_files_are_listed_by_name() -> None:
    text = readme_text(told(file_named("b"), file_named("c"), file_named("a")))
    assert text.index("| `a` |") < text.index("| `b` |") < text.index("| `c` |")


@given(texts)
def test_any_words_about_a_file_keep_the_table_whole(words: str) -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(readme_text(told(file_named("a", words))))
    assert page.count("<table>") == 1
    assert page.count("<td") == 3
    assert "<script" not in page


@given(st.lists(texts.filter(lambda text: text.strip() != ""), max_size=4))
def test_every_author_is_cited(authors: list[str]) -> None:
    sentence = citation_sentence(About(title="T", authors=tuple(authors)), ORIGIN)
    assert all(author in sentence for author in authors)
    assert sentence.endswith("(2024). T (version 42) [Data set].")
