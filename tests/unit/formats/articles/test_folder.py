"""Finding article files: order, hidden entries, links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.domain.errors import ArticleRefusedError
from annotator.formats.articles.folder import SkippedPath, article_files


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")


def found(*paths: Path) -> list[Path]:
    return list(article_files(paths))


def test_folders_are_walked_in_order_of_names(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a.md", "c/d.txt", "c/a/x.txt", "a.txt", "B.TXT")
    names = [path.relative_to(tmp_path).as_posix() for path in found(tmp_path)]
    assert names == ["B.TXT", "a.md", "a.txt", "b.txt", "c/a/x.txt", "c/d.txt"]


def test_hidden_entries_and_other_endings_are_skipped_and_listed(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", ".hidden.txt", ".git/b.txt", "c.pdf", "noending")
    skipped: list[SkippedPath] = []
    assert [path.name for path in article_files([tmp_path], skipped)] == ["a.txt"]
    assert {(one.path.name, one.reason) for one in skipped} == {
        (".hidden.txt", "is hidden"),
        (".git", "is hidden"),
        ("c.pdf", "is not a text file by its ending"),
        ("noending", "is not a text file by its ending"),
    }


def test_a_file_that_is_named_is_always_taken(tmp_path: Path) -> None:
    make(tmp_path, ".hidden", "c.pdf")
    assert found(tmp_path / ".hidden", tmp_path / "c.pdf") == [tmp_path / ".hidden", tmp_path / "c.pdf"]


def test_named_files_keep_their_order_and_come_once(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt")
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    assert found(b, a, tmp_path, b) == [b, a]


def test_a_missing_path_is_refused_at_once_by_name(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    with pytest.raises(ArticleRefusedError, match=r"nowhere\.txt"):
        article_files([tmp_path / "a.txt", tmp_path / "nowhere.txt"])


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_loops_of_links_end_and_dangling_links_are_listed(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.txt")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "sub")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    skipped: list[SkippedPath] = []
    files = list(article_files([tmp_path], skipped))
    assert [path.resolve() for path in files] == [(tmp_path / "sub" / "a.txt").resolve()]
    assert [(one.path.name, one.reason) for one in skipped] == [("gone.txt", "is not a file")]


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes with names in a folder on Windows")
def test_a_pipe_in_a_folder_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    skipped: list[SkippedPath] = []
    assert list(article_files([tmp_path], skipped)) == []
    assert skipped[0].reason == "is not a file"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root and Windows open every folder")
def test_a_folder_that_cannot_be_opened_is_listed(tmp_path: Path) -> None:
    make(tmp_path, "closed/a.txt", "b.txt")
    (tmp_path / "closed").chmod(0)
    skipped: list[SkippedPath] = []
    try:
        assert [path.name for path in article_files([tmp_path], skipped)] == ["b.txt"]
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert skipped[0].path.name == "closed"


@pytest.mark.parametrize("name", ["README.md", "readme.txt", "ReadMe.MD"])
def test_a_readme_of_a_folder_is_passed_over_and_listed(tmp_path: Path, name: str) -> None:
    make(tmp_path, name, "a.txt", f"inner/{name}", "inner/readme about mali.txt")
    skipped: list[SkippedPath] = []
    taken = [path.relative_to(tmp_path).as_posix() for path in article_files([tmp_path], skipped)]
    assert taken == ["a.txt", "inner/readme about mali.txt"]
    assert [one.path.name for one in skipped] == [name, name]
    assert all("choose the file itself" in one.reason for one in skipped)


def test_a_readme_that_is_named_itself_is_an_article(tmp_path: Path) -> None:
    make(tmp_path, "README.md")
    assert found(tmp_path / "README.md") == [tmp_path / "README.md"]
