"""Replication packages of projects with hostile names, two codebooks, nothing in them, and disks that refuse."""

from __future__ import annotations

import errno
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from annotator.bootstrap import Workspace
from annotator.domain.coding import Slot
from annotator.domain.errors import CodingError, ExportError
from annotator.domain.recipe import ExportChoice
from annotator.domain.revision import Revision
from annotator.domain.values import FreeText, OneCategory
from annotator.formats.datasets.output import OutputFile
from annotator.formats.replication.package import FOLDER
from annotator.services.exports.replication import about_package
from tests.services.foreign_work import a_project, code_everything, key_of

HOSTILE = "<script>alert(1)</script> `x` | $(rm) =1+1 “é” 😀 رجل"
ABOUT = about_package(title="Raids", authors=("Family, Given",), licence="CC-BY-4.0")
both_targets = pytest.mark.parametrize("target", ["package", "package.zip"])


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workspace]:
    """A project of two articles that Ana coded and Ben began."""
    with a_project(tmp_path, "work") as workspace:
        code_everything(workspace)
        ben = workspace.coders.add("Ben", by=workspace.coder.id)
        key = key_of(workspace, "plain.txt")._replace(coder_id=ben.id)
        workspace.coding.set_content(key, Slot("article_relevance"), OneCategory(category="not_relevant"))
        yield workspace


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with nothing in it."""
    made = tmp_path / "place"
    made.mkdir()
    return made


def files_in(target: Path) -> dict[str, bytes]:
    """Return the files of a package, folder or archive, by name."""
    if target.is_file():
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def assert_whole(files: dict[str, bytes]) -> None:
    """Fail unless the checksums name every other file and fit it, and the manifest every file but the checksums."""
    lines = [line.partition("  ") for line in files["SHA256SUMS"].decode().splitlines()]
    sums = {name: digest for digest, _, name in lines}
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"}
    manifest = json.loads(files["manifest.json"])
    assert {file["name"] for file in manifest["files"]} == set(files) - {"SHA256SUMS", "manifest.json"}


# --- Hostile names ---------------------------------------------------------------------------------------------------


@both_targets
def test_titles_and_authors_of_any_words_are_said_as_they_are_and_run_nowhere(
    work: Workspace, place: Path, target: str
) -> None:
    about = about_package(title=HOSTILE, authors=(f"{HOSTILE}, {HOSTILE}", HOSTILE), licence="CC0-1.0")
    work.replication.make(place / target, about)
    files = files_in(place / target)
    assert_whole(files)
    citation = YAML(typ="safe", pure=True).load(files["CITATION.cff"].decode())
    assert citation["title"] == HOSTILE
    assert citation["authors"] == [{"family-names": HOSTILE, "given-names": HOSTILE}, {"name": HOSTILE}]
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(files["README.md"].decode())
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_project_of_any_file_name_gives_a_package_of_plain_names(tmp_path: Path, place: Path) -> None:
    name = "raids; rm -rf & <b>x 'é' 😀"
    folder = tmp_path / "odd"
    folder.mkdir()
    with a_project(folder, "plain", texts={"a.txt": "Two died."}) as workspace:
        workspace.coding.set_content(
            key_of(workspace, "a.txt"), Slot("article_relevance"), OneCategory(category="not_relevant")
        )
        workspace.replication.make(place / f"{name}.zip", about_package(title=name, authors=(), licence=""))
    with zipfile.ZipFile(place / f"{name}.zip") as archive:
        assert {one.partition("/")[0] for one in archive.namelist()} == {FOLDER}
        assert all(one.isascii() for one in archive.namelist())


def _labelled(draft: Revision, words: str) -> None:
    draft.set_content(Slot("incident_label", draft.add_report().id), FreeText(text=words))


def test_an_article_and_a_value_of_any_words_name_no_file(tmp_path: Path, place: Path) -> None:
    with a_project(tmp_path, "odd", texts={"%2e%2e%2fx.txt": "Two died."}) as workspace:
        key = key_of(workspace, "%2e%2e%2fx.txt")
        workspace.coding.revise(key, "code", "code", lambda draft: _labelled(draft, f"../../{HOSTILE}"))
        workspace.replication.make(place / "package")
    files = files_in(place / "package")
    assert_whole(files)
    assert not any(".." in name for name in files)
    assert [path.name for path in place.iterdir()] == ["package"]


@pytest.mark.parametrize("licence", ["CC-BY-4.0\nevil: yes", "MIT; rm", "../../x", "é", " ", "x" * 65])
def test_what_is_no_licence_identifier_makes_no_package(licence: str) -> None:
    with pytest.raises(ExportError, match="is no licence identifier"):
        about_package(title="", authors=(), licence=licence)


# --- What is in the project ------------------------------------------------------------------------------------------


@both_targets
def test_a_project_without_articles_is_refused_and_leaves_nothing(tmp_path: Path, place: Path, target: str) -> None:
    with a_project(tmp_path, "bare", texts={}) as bare, pytest.raises(ExportError, match="Nothing is coded"):
        bare.replication.make(place / target, ABOUT)
    assert list(place.iterdir()) == []


def test_a_coding_that_was_taken_back_is_nothing_to_publish(tmp_path: Path, place: Path) -> None:
    with a_project(tmp_path, "bare", texts={"a.txt": "Two died."}) as bare:
        key = key_of(bare, "a.txt")
        bare.coding.set_content(key, Slot("article_relevance"), OneCategory(category="not_relevant"))
        bare.coding.undo(key)
        with pytest.raises(ExportError, match="Nothing is coded"):
            bare.replication.make(place / "package")
    assert list(place.iterdir()) == []


def test_a_recipe_that_chooses_nothing_is_refused(work: Workspace, place: Path) -> None:
    nobody = work.coders.add("Cleo", by=work.coder.id)
    work.recipes.keep("nobody", ExportChoice(coders=(nobody.id,), is_gold_included=False), by=work.coder.id)
    with pytest.raises(ExportError, match="Nothing is coded"):
        work.replication.make(place / "package", recipe="nobody")
    assert list(place.iterdir()) == []


def test_codings_under_two_codebooks_bring_both_and_the_readme_names_both(work: Workspace, place: Path) -> None:
    first = work.codebooks.current()
    title = work.codebooks.codebook(first.id).title
    second = first.source.replace("version: 1", "version: 2", 1).replace(title, f"{title}, revised", 1)
    work.codebooks.add(second, file_name="second.yaml")
    cleo = work.coders.add("Cleo", by=work.coder.id)
    key = key_of(work, "hard.txt")._replace(coder_id=cleo.id)
    work.coding.set_content(key, Slot("article_relevance"), OneCategory(category="not_relevant"))
    work.replication.make(place / "package", ABOUT)
    files = files_in(place / "package")
    assert_whole(files)
    for number, source in ((1, first.source), (2, second)):
        assert files[f"codebook/incident-{number}.yaml"].decode() == source
        assert {f"codebook/incident-{number}.html", f"codebook/incident-{number}.md"} <= set(files)
    assert f"“{title}” and “{title}, revised”" in files["README.md"].decode()


@both_targets
def test_under_pseudonyms_no_name_is_in_any_file(work: Workspace, place: Path, target: str) -> None:
    work.coders.rename(work.coder.id, "Ana Unmistakable", by=work.coder.id)
    work.recipes.keep("nameless", ExportChoice(is_pseudonymous=True), by=work.coder.id)
    summary = work.replication.make(place / target, ABOUT, recipe="nameless")
    files = files_in(place / target)
    assert_whole(files)
    assert [name for name, data in files.items() if b"Unmistakable" in data] == []
    assert b"Coder 1" in files["data/values.csv"]
    assert (summary.counts.coders, "pseudonyms" in " ".join(summary.absent)) == (2, True)


@pytest.mark.parametrize("name", ["", "gone", HOSTILE])
def test_only_a_recipe_that_is_kept_can_be_followed(work: Workspace, place: Path, name: str) -> None:
    work.recipes.keep("kept", ExportChoice(forms=("jsonl",)), by=work.coder.id)
    if name:
        with pytest.raises(CodingError, match="The project has no recipe"):
            work.replication.make(place / "package", recipe=name)
        assert list(place.iterdir()) == []
    else:
        work.replication.make(place / "package", recipe=name)
        assert json.loads((place / "package" / "recipe.json").read_bytes())["name"] == ""


def test_a_recipe_of_a_hostile_name_is_told_as_plain_words(work: Workspace, place: Path) -> None:
    work.recipes.keep(HOSTILE, ExportChoice(forms=("jsonl",)), by=work.coder.id)
    work.replication.make(place / "package", recipe=HOSTILE)
    files = files_in(place / "package")
    assert json.loads(files["recipe.json"])["name"] == HOSTILE
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(files["README.md"].decode())
    assert "<script" not in page


# --- Disks that refuse, people who cancel ----------------------------------------------------------------------------


@both_targets
@pytest.mark.parametrize(
    "code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO], ids=lambda code: errno.errorcode[code]
)
@pytest.mark.parametrize("fails_at", [0, 7, 25])
def test_a_disk_that_refuses_leaves_nothing_and_the_next_try_is_whole(
    work: Workspace, place: Path, monkeypatch: pytest.MonkeyPatch, target: str, code: int, fails_at: int
) -> None:
    whole, calls = OutputFile.write, count()

    def refuse(output: OutputFile, data: bytes) -> None:
        if next(calls) == fails_at:
            raise OSError(code, "no")
        whole(output, data)

    with monkeypatch.context() as patch:
        patch.setattr(OutputFile, "write", refuse)
        with pytest.raises(ExportError) as caught:
            work.replication.make(place / target, ABOUT)
    assert str(place / target) in caught.value.message.replace(";", "").split()
    assert caught.value.kept == "Nothing was written."
    assert list(place.iterdir()) == []
    work.replication.make(place / target, ABOUT)
    assert_whole(files_in(place / target))


@pytest.mark.parametrize("target", ["file/package", "file/package.zip", "gone/deeper/package"])
def test_a_target_where_nothing_can_be_made_is_refused(work: Workspace, place: Path, target: str) -> None:
    (place / "file").write_text("mine")
    with pytest.raises(ExportError):
        work.replication.make(place / target, ABOUT)
    assert [path.name for path in place.iterdir()] == ["file"]
    assert (place / "file").read_text() == "mine"


def yes_at(time: int) -> Callable[[], bool]:
    """Return an answer that is yes the given time it is asked, and no at all others."""
    asked = count(1)
    return lambda: next(asked) == time


@both_targets
def test_whenever_it_is_cancelled_nothing_is_left_and_uncancelled_it_is_the_same_bytes(
    work: Workspace, place: Path, target: str
) -> None:
    asked = count(1)
    work.replication.make(place / target, ABOUT, is_cancelled=lambda: next(asked) < 0)
    times, made = next(asked) - 1, files_in(place / target)
    assert times > 5
    for at in range(1, times + 1):
        with pytest.raises(ExportError, match="cancelled"):
            work.replication.make(place / f"{at} {target}", ABOUT, is_cancelled=yes_at(at))
    assert [path.name for path in place.iterdir()] == [target]
    (place / "again").mkdir()
    work.replication.make(place / "again" / target, ABOUT)
    assert files_in(place / "again" / target) == made


def test_making_a_package_changes_nothing_in_the_project(work: Workspace, place: Path) -> None:
    before = work.project.head
    work.replication.make(place / "package", ABOUT)
    assert work.project.head == before
    assert work.project.check() == ()
