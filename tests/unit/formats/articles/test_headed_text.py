"""The headed form: title, metadata lines, body; offsets are those of the whole file."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from annotator.domain.article import Metadata
from annotator.formats.articles.draft import ArticleDraft
from annotator.formats.articles.headed_text import HeadedTextReader
from annotator.formats.articles.registry import read_article
from tests.strategies import texts

SHARED = Path(os.environ.get("ANNOTATOR_SHARED", Path(__file__).resolve().parents[5] / "shared"))

WHOLE = """
# Gunmen raid a market

Published at: **2024-05-01T10:00:00+02:00**

Author: **Awa Sissoko**

Original: [The Courier](https://example.org/a_(b)?q=1)

Twelve people were killed.
Author: nobody knows.
"""


def read(text: str) -> ArticleDraft:
    return HeadedTextReader().read(text, "a.txt")


def body(draft: ArticleDraft) -> str:
    return draft.text[draft.header_end :]


def test_every_part_of_a_whole_header_is_read() -> None:
    draft = read(WHOLE)
    assert draft.text == WHOLE
    assert draft.metadata == Metadata(
        title="Gunmen raid a market",
        published=dt.datetime(2024, 5, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        published_as_written="2024-05-01T10:00:00+02:00",
        author="Awa Sissoko",
        source="The Courier",
        url="https://example.org/a_(b)?q=1",
    )
    assert body(draft) == "Twelve people were killed.\nAuthor: nobody knows.\n"
    assert draft.remarks == ()


@pytest.mark.parametrize(
    "line, metadata",
    [
        ("Author: ****", {}),
        ("Author:", {}),
        ("Author: ", {}),
        ("Author: ** **", {}),
        ("Author: Awa", {"author": "Awa"}),
        ("author: **Awa**", {"author": "Awa"}),
        ("Author: **Awa** and **Ben**", {"author": "Awa** and **Ben"}),
        ("Published at: ****", {}),
        ("Published at: **2024-05-01**", {"published": dt.date(2024, 5, 1), "published_as_written": "2024-05-01"}),
        (
            "Published at: 2024-05-01T10:00:00Z",
            {
                "published": dt.datetime(2024, 5, 1, 10, tzinfo=dt.UTC),
                "published_as_written": "2024-05-01T10:00:00Z",
            },
        ),
        ("Original: [Courier](https://example.org)", {"source": "Courier", "url": "https://example.org"}),
        ("Original: **[Courier](https://example.org)**", {"source": "Courier", "url": "https://example.org"}),
        ("Original: [](https://example.org)", {"url": "https://example.org"}),
        ("Original: [****](https://example.org)", {"url": "https://example.org"}),
        ("Original: [A [b] c]()", {"source": "A [b] c"}),
        ("Original: https://example.org/x", {"url": "https://example.org/x"}),
        ("Original: The Courier, page 3", {"source": "The Courier, page 3"}),
        ("Sample: **yes**", {"is_sample": True}),
        ("Sample: Yes", {"is_sample": True}),
        ("Sample: **no**", {}),
        ("Sample: ****", {}),
    ],
)
def test_a_metadata_line_is_read(line: str, metadata: dict[str, object]) -> None:
    draft = read(f"# Title\n\n{line}\n\nBody.\n")
    assert draft.metadata == Metadata(title="Title", **metadata)  # type: ignore[arg-type]
    assert body(draft) == "Body.\n"


@given(st.permutations(["Published at: **2024-05-01**", "Author: **A**", "Original: [S](u)", "Sample: **yes**"]))
def test_metadata_lines_may_stand_in_any_order(lines: list[str]) -> None:
    draft = read("# Title\n" + "\n".join(lines) + "\nBody")
    assert draft.metadata == Metadata(
        title="Title",
        published=dt.date(2024, 5, 1),
        published_as_written="2024-05-01",
        author="A",
        source="S",
        url="u",
        is_sample=True,
    )
    assert body(draft) == "Body"


def test_a_date_that_cannot_be_read_is_kept_as_written_with_a_remark() -> None:
    draft = read("# T\nPublished at: **last Tuesday**\nBody")
    assert draft.metadata.published is None
    assert draft.metadata.published_as_written == "last Tuesday"
    assert len(draft.remarks) == 1
    assert "“last Tuesday”" in draft.remarks[0]


@pytest.mark.parametrize("written", ["2024-02-30", "2024-13-01", "0000-01-01", "99999-01-01", "1" * 5000])
def test_days_that_do_not_exist_are_unknown(written: str) -> None:
    draft = read(f"# T\nPublished at: {written}\nBody")
    assert draft.metadata.published is None
    assert draft.remarks


def test_a_label_counts_once_and_the_second_begins_the_body() -> None:
    draft = read("# T\nAuthor: A\nAuthor: B\nBody")
    assert draft.metadata.author == "A"
    assert body(draft) == "Author: B\nBody"


def test_a_second_heading_begins_the_body() -> None:
    draft = read("# T\n\n# Second\nBody")
    assert draft.metadata.title == "T"
    assert body(draft) == "# Second\nBody"


@pytest.mark.parametrize("text", ["# T", "# T\n", "# T\n\n\n", "\n\n# T\nAuthor: A"])
def test_a_header_without_a_body_ends_with_the_text(text: str) -> None:
    draft = read(text)
    assert draft.header_end == len(text)
    assert draft.metadata.title == "T"


@pytest.mark.parametrize("text", ["# T", "\n\n  # T", "#\tT", "# 😀"])
def test_a_title_line_is_recognised(text: str) -> None:
    assert HeadedTextReader().recognises(text)


@pytest.mark.parametrize("text", ["T", "## T", "#T", "#", "# ", "Author: A\n# T", ""])
def test_other_beginnings_are_not_recognised(text: str) -> None:
    assert not HeadedTextReader().recognises(text)


@given(title=texts(), article=texts())
def test_the_text_is_never_changed_and_the_body_begins_where_it_stands(title: str, article: str) -> None:
    one_line = " ".join(title.split()) or "T"
    header = f"# x{one_line}\n\nPublished at: **2024-05-01**\n\n"
    draft = read(header + "Body " + article)
    assert draft.text == header + "Body " + article
    assert body(draft) == "Body " + article


def test_a_crlf_file_gives_the_same_draft_as_its_lf_form() -> None:
    windows = read_article(WHOLE.replace("\n", "\r\n").encode(), "a.txt")
    assert windows == read_article(WHOLE.encode(), "a.txt")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the founding sample lies beside the project and is not here")
def test_the_founding_sample_is_read() -> None:
    path = SHARED / "data" / "000_da8e43be4a5bb509.txt"
    draft = read_article(path.read_bytes(), path.name)
    assert draft.sha256 == "1e2f920c8ce88d5b4ff8f46d122273cab97aff8fda852c25166fba01fed7650b"
    assert len(draft.text) == 4358
    assert draft.metadata.author == ""
    assert draft.metadata.published == dt.datetime(2019, 11, 3, 8, 59, 34, tzinfo=dt.UTC)
    assert draft.metadata.url.startswith("https://")
    assert body(draft).startswith("At least 53 ")
    assert draft.remarks == ()
