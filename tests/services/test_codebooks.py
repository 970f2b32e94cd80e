from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, create_workspace, default_codebook_path, open_workspace
from annotator.domain.coding import Slot
from annotator.domain.errors import CodebookError, CodingError, ProjectError
from annotator.domain.ids import CodebookId
from annotator.domain.queue import QueueFilter
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders

DEFAULT = default_codebook_path().read_text(encoding="utf-8")
SECOND = re.sub(r"(?m)^version: 1$", "version: 2", DEFAULT).replace("label: Killed (total)", "label: Dead", 1)


def other_key(workspace: Workspace, key: CodingKey) -> CodingKey:
    """An article nobody has coded."""
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    items = workspace.articles.queue_page(workspace.coder.id, rows)
    return CodingKey(next(item.article_id for item in items if item.article_id != key.article_id), workspace.coder.id)


def test_the_second_version_differs_from_the_first() -> None:
    assert SECOND.count("\nversion: 2\n") == 1
    assert "label: Dead" in SECOND


def test_a_project_begins_with_the_default_codebook(workspace: Workspace) -> None:
    version = workspace.codebooks.current()
    assert (version.name, version.version, version.source) == ("incident", 1, DEFAULT)
    assert workspace.codebooks.versions() == (version,)


def test_the_same_codebook_again_is_nothing_to_do(workspace: Workspace) -> None:
    before = workspace.project.head
    assert workspace.codebooks.add(DEFAULT, file_name="incident.yaml") is None
    assert workspace.project.head == before


def test_the_same_version_with_other_contents_is_refused(workspace: Workspace) -> None:
    before = workspace.project.head
    with pytest.raises(CodebookError, match=r"changed\.yaml: .*version 1 .* other contents") as refusal:
        workspace.codebooks.add(DEFAULT + "# a remark\n", file_name="changed.yaml")
    assert "higher version number" in refusal.value.remedy
    assert workspace.project.head == before


def test_new_codings_use_the_new_version_and_old_ones_keep_theirs(workspace: Workspace, key: CodingKey) -> None:
    workspace.coding.add_report(key)
    fresh = other_key(workspace, key)
    assert workspace.coding.worksheet(fresh).codebook.version == 1
    changes = workspace.codebooks.add(SECOND, file_name="second.yaml", coder_id=workspace.coder.id)
    assert changes is not None
    assert changes.event.label == "add codebook Violent incidents, version 2"
    assert workspace.codebooks.current().version == 2
    assert workspace.coding.worksheet(fresh).codebook.version == 2
    workspace.coding.add_report(fresh)
    assert workspace.coding.worksheet(fresh).coding.header.codebook_id == workspace.codebooks.current().id
    assert workspace.coding.worksheet(key).codebook.version == 1
    workspace.coding.set_missing_evidence_reason(key, Slot("killed_total"), "a table")
    assert workspace.coding.worksheet(key).codebook.version == 1
    assert workspace.project.check() == ()


def test_each_coding_keeps_its_version_after_opening_again(
    workspace: Workspace, key: CodingKey, folders: Folders
) -> None:
    workspace.coding.add_report(key)
    fresh = other_key(workspace, key)
    workspace.codebooks.add(SECOND, file_name="second.yaml")
    workspace.coding.add_report(fresh)
    workspace.close()
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A") as again:
        assert [version.version for version in again.codebooks.versions()] == [1, 2]
        labels = [again.coding.worksheet(one).codebook.fields_by_id["killed_total"].label for one in (key, fresh)]
    assert labels[0] != labels[1]


def test_a_codebook_the_project_does_not_have_is_told_by_id(workspace: Workspace) -> None:
    with pytest.raises(CodingError, match="no codebook nowhere"):
        workspace.codebooks.codebook(CodebookId("nowhere"))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", r"odd\.yaml"),
        ("just words", r"odd\.yaml"),
        ("format: incident-annotator/codebook/99\nid: a\n", r"odd\.yaml"),
        (DEFAULT.replace("killed_total", "killed total"), r"odd\.yaml, line \d+"),
        ("a: &a [*a, *a]\n", r"odd\.yaml"),
        ("a: !!python/object/apply:os.system [ls]\n", r"odd\.yaml"),
    ],
)
def test_a_codebook_that_cannot_be_used_changes_nothing(workspace: Workspace, source: str, words: str) -> None:
    before = workspace.project.head
    with pytest.raises(CodebookError, match=words):
        workspace.codebooks.add(source, file_name="odd.yaml")
    assert workspace.project.head == before
    assert workspace.codebooks.current().version == 1


# -- making a project with one ----------------------------------------------------------------------------------------


def _missing(folder: Path) -> Path:
    return folder / "missing.yaml"


def _binary(folder: Path) -> Path:
    path = folder / "binary.yaml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    return path


def _broken(folder: Path) -> Path:
    path = folder / "broken.yaml"
    path.write_text(DEFAULT.replace("key: K", "key: R"), encoding="utf-8")
    return path


@pytest.mark.parametrize("make", [_missing, _binary, _broken, lambda folder: folder])
def test_a_project_that_cannot_have_its_codebook_leaves_nothing_behind(
    tmp_path: Path, folders: Folders, make: Callable[[Path], Path]
) -> None:
    (tmp_path / "work").mkdir()
    codebook = make(tmp_path)
    with pytest.raises(CodebookError, match=re.escape(codebook.name)):
        create_workspace(tmp_path / "work" / "new.annotator", folders=folders, codebook=codebook)
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 81, "half \udcff"])
def test_a_project_whose_coder_has_no_proper_name_leaves_nothing_behind(
    tmp_path: Path, folders: Folders, name: str
) -> None:
    path = tmp_path / "new.annotator"
    with pytest.raises(CodingError, match="name"):
        create_workspace(path, folders=folders, coder_name=name)
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == []
    create_workspace(path, folders=folders).close()


def test_a_project_that_cannot_be_opened_for_a_coder_is_not_left_locked(empty: Workspace, folders: Folders) -> None:
    empty.close()
    with pytest.raises(CodingError, match="1 to 80"):
        open_workspace(empty.project.path, folders=folders, coder_name="x" * 81)
    open_workspace(empty.project.path, folders=folders).close()


def test_a_project_is_never_made_over_another(empty: Workspace, folders: Folders) -> None:
    empty.close()
    before = empty.project.path.read_bytes()
    with pytest.raises(ProjectError, match="exists already"):
        create_workspace(empty.project.path, folders=folders)
    assert empty.project.path.read_bytes() == before
