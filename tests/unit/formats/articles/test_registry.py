"""The one way in: which form is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from annotator.domain.errors import ArticleRefusedError
from annotator.domain.text import text_hash
from annotator.formats.articles.plain_text import TITLE_LENGTH, PlainTextReader, shortened
from annotator.formats.articles.registry import (
    LINE_LIMIT,
    SIZE_LIMIT,
    article_suffixes,
    read_article,
    read_article_file,
    readers,
)
from tests.strategies import texts


def test_the_last_reader_takes_any_text() -> None:
    assert readers[-1].recognises("anything")
    assert article_suffixes == {".txt", ".md"}


@pytest.mark.parametrize("text, form", [("# T\nBody", "headed text"), ("T\nBody", "plain text")])
def test_the_text_decides_the_form(text: str, form: str) -> None:
    assert read_article(text.encode(), "a.txt").format == form


def test_plain_text_takes_its_first_line_as_title() -> None:
    draft = read_article(b"\n \n  A  raid\tat dawn \nBody", "a.txt")
    assert draft.metadata.title == "A raid at dawn"
    assert draft.header_end == 0
    assert draft.text == "\n \n  A  raid\tat dawn \nBody"


@pytest.mark.parametrize(
    "line, title",
    [
        ("short", "short"),
        ("a" * TITLE_LENGTH, "a" * TITLE_LENGTH),
        ("a" * (TITLE_LENGTH + 1), "a" * (TITLE_LENGTH - 1) + "…"),
        ("word " * 60, ("word " * 39).strip() + "…"),
        ("😀" * 300, "😀" * 199 + "…"),
    ],
)
def test_long_lines_are_shortened_at_a_word_where_possible(line: str, title: str) -> None:
    assert shortened(line) == title


@given(texts())
def test_a_title_is_never_longer_than_its_limit(text: str) -> None:
    assert len(PlainTextReader().read(text, "a").metadata.title) <= TITLE_LENGTH


@given(texts())
def test_reading_keeps_text_and_hash_in_step(text: str) -> None:
    draft = read_article(("x" + text).encode(), "a.txt")
    assert draft.text == "x" + text
    assert draft.sha256 == text_hash(draft.text)
    assert 0 <= draft.header_end <= len(draft.text)


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \t\r\n", "\u00a0\u2003".encode(), b"\xef\xbb\xbf"])
def test_an_empty_article_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(ArticleRefusedError, match=r"^leer\.txt: The file is empty"):
        read_article(data, "leer.txt")


def test_an_article_over_the_limit_is_refused_with_the_limit() -> None:
    data = b"word \n" * (SIZE_LIMIT // 6 + 1)
    with pytest.raises(ArticleRefusedError, match=r"^big\.txt: .*2,000,000") as refusal:
        read_article(data, "big.txt")
    assert refusal.value.remedy


def test_the_limit_counts_bytes_and_can_be_set() -> None:
    assert read_article(b"abc", "a", limit=3).text == "abc"
    with pytest.raises(ArticleRefusedError, match="3"):
        read_article("abé".encode(), "a", limit=3)


def test_one_endless_line_is_refused() -> None:
    with pytest.raises(ArticleRefusedError, match=r"line of more than 1,000,000"):
        read_article(b"short\n" + b"x" * (LINE_LIMIT + 1), "a.txt")
    assert len(read_article(b"short\n" + b"x" * LINE_LIMIT, "a.txt").text) == LINE_LIMIT + 6


@pytest.mark.parametrize("data", [b"a\0b", b"caf\xe9", b"\xff\xfea"])
def test_refusals_name_the_file(data: bytes) -> None:
    with pytest.raises(ArticleRefusedError, match=r"^bad\.txt: "):
        read_article(data, "bad.txt")


def test_a_guess_is_marked_and_remarked() -> None:
    draft = read_article(("L'armée a annoncé trente tués près de la frontière. " * 20).encode("cp1252"), "a.txt")
    assert draft.is_encoding_guessed
    assert any("guess" in remark for remark in draft.remarks)


@pytest.mark.parametrize("text", ["été près du marché", "“quoted” – dash", "Straße", "هجوم"])
def test_garbled_letters_are_remarked_and_sound_ones_are_not(text: str) -> None:
    garbled = text.encode().decode("latin-1")
    sound = read_article(text.encode(), "a.txt")
    assert sound.remarks == ()
    remarks = read_article(garbled.encode(), "a.txt").remarks
    # Arabic read as Latin-1 has none of the signs that are looked for: the remark is a hint, not a proof.
    assert bool(remarks) is (text != "هجوم")


def test_a_file_is_read_by_path(tmp_path: Path) -> None:
    path = tmp_path / "a b é.txt"
    path.write_bytes(b"# T\nBody")
    assert read_article_file(path) == read_article(b"# T\nBody", path.name)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT * 1000)
    with pytest.raises(ArticleRefusedError, match=r"^sparse\.txt: "):
        read_article_file(path)


@pytest.mark.parametrize("name", ["missing.txt", "folder"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ArticleRefusedError, match=name):
        read_article_file(tmp_path / name)
