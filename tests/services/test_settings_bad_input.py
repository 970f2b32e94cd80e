"""Settings, folders, kept codebooks and copies where the system or somebody's editor is in the way."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from annotator.bootstrap import Workspace, default_codebook_path, open_workspace
from annotator.domain.article import Article, Metadata
from annotator.domain.codebook import Codebook
from annotator.domain.errors import ProjectError, ProjectReadOnlyError
from annotator.domain.ids import ArticleId, ImportId
from annotator.domain.text import Span, text_hash
from annotator.services.codebook_cache import CodebookCache
from annotator.services.codebooks import read_codebook_file
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.services.proposals import propose_for, ranked_fields
from annotator.services.settings import MOST_RECENT, Settings, SettingsFile

ODD: list[dict[str, Any]] = [
    {"version": 0},
    {"version": "1"},
    {"theme": ""},
    {"theme": "Dark"},
    {"text_size": 7},
    {"text_size": 41},
    {"text_size": 12.5},
    {"text_size": None},
    {"reading_width": 39},
    {"reading_width": 141},
    {"coder_name": 7},
    {"coder_name": None},
    {"recent_projects": [1]},
    {"recent_projects": {"a": "b"}},
    {"last_articles": ["a"]},
    {"last_articles": {"a": None}},
    {"last_rounds": {"a": {"b": "c"}}},
    {"Theme": "dark"},
]

FITTING: list[dict[str, Any]] = [
    {},
    {"text_size": 8},
    {"text_size": 40},
    {"reading_width": 40},
    {"reading_width": 140},
    {"theme": "high_contrast"},
    {"recent_projects": []},
    {"coder_name": "=1+2 <b>"},
    {"last_rounds": {"": ""}},
]


def a_settings_file(tmp_path: Path, content: object) -> SettingsFile:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return SettingsFile(path)


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_odd_settings_are_put_aside_rather_than_half_believed(tmp_path: Path, odd: dict[str, Any]) -> None:
    file = a_settings_file(tmp_path, {"coder_name": "Ada", **odd})
    assert file.read() == Settings()
    assert json.loads((tmp_path / "settings.damaged").read_text()) == {"coder_name": "Ada", **odd}
    assert not (tmp_path / "settings.json").exists()


@pytest.mark.parametrize("fitting", FITTING, ids=str)
def test_settings_at_their_limits_are_believed(tmp_path: Path, fitting: dict[str, Any]) -> None:
    found = a_settings_file(tmp_path, fitting).read()
    assert found == Settings(**fitting)
    assert not (tmp_path / "settings.damaged").exists()


def test_the_second_damaged_file_takes_the_first_one_s_place(tmp_path: Path) -> None:
    for content in ({"theme": "neon"}, {"theme": "pastel"}):
        assert a_settings_file(tmp_path, content).read() == Settings()
    assert json.loads((tmp_path / "settings.damaged").read_text()) == {"theme": "pastel"}


def test_a_file_in_the_folder_s_place_is_told_when_writing_and_stops_no_reading(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    file = SettingsFile(tmp_path / "config" / "settings.json")
    assert file.read() == Settings()
    with pytest.raises(OSError, match="config"):
        file.write(Settings())
    assert (tmp_path / "config").read_text() == "in the way"


def test_a_link_that_leads_nowhere_counts_as_no_settings(tmp_path: Path) -> None:
    (tmp_path / "settings.json").symlink_to(tmp_path / "gone.json")
    assert SettingsFile(tmp_path / "settings.json").read() == Settings()


def test_a_project_whose_path_is_no_text_can_be_used_and_is_not_remembered(tmp_path: Path) -> None:
    before = Settings().with_project(tmp_path / "a.annotator")
    settings = before.with_project(tmp_path / os.fsdecode(b"caf\xe9.annotator"))
    file = SettingsFile(tmp_path / "settings.json")
    file.write(settings)
    assert file.read().recent_projects == (str(tmp_path / "a.annotator"),)


@given(st.lists(st.integers(0, 20), max_size=40))
def test_recent_projects_are_the_last_ones_opened_newest_first(opened: list[int]) -> None:
    settings = Settings()
    for number in opened:
        settings = settings.with_project(Path(f"/p/{number}"))
    newest_first = list(dict.fromkeys(f"/p/{number}" for number in reversed(opened)))
    assert list(settings.recent_projects) == [str(Path(one)) for one in newest_first[:MOST_RECENT]]


@given(st.dictionaries(st.text("abc", max_size=2), st.text("xyz", max_size=2)))
def test_what_is_remembered_of_one_project_leaves_the_others_alone(last: dict[str, str]) -> None:
    settings = Settings()
    for project, article in last.items():
        settings = settings.with_last_article(project, article).with_last_round(project, article[::-1])
    assert settings.last_articles == last
    assert settings.last_rounds == {project: article[::-1] for project, article in last.items()}


# -- folders ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "part"), [("XDG_CONFIG_HOME", "settings"), ("XDG_STATE_HOME", "state"), ("XDG_DATA_HOME", "data")]
)
def test_a_person_may_move_each_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, part: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "elsewhere"))
    folders = Folders.of_person()
    assert getattr(folders, part) == tmp_path / "elsewhere" / "incident-annotator"
    others = {"settings", "state", "data"} - {part}
    assert not any(getattr(folders, other).is_relative_to(tmp_path / "elsewhere") for other in others)


def test_asking_for_folders_makes_none(home: Path) -> None:
    Folders.of_person().settings_file().read()
    assert list(home.iterdir()) == []


# -- codebooks that were read before ----------------------------------------------------------------------------------


def test_a_kept_codebook_that_was_cut_short_is_read_anew(tmp_path: Path) -> None:
    codebook = read_codebook_file(default_codebook_path())
    cache = CodebookCache(tmp_path)
    cache.keep("a" * 64, codebook)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        kept.write_bytes(whole[:length])
        assert cache.get("a" * 64) is None


def test_a_kept_codebook_with_something_unknown_in_it_is_not_believed(tmp_path: Path) -> None:
    cache = CodebookCache(tmp_path)
    cache.keep("a" * 64, read_codebook_file(default_codebook_path()))
    (kept,) = tmp_path.iterdir()
    kept.write_text(json.dumps({**json.loads(kept.read_text(encoding="utf-8")), "colour": "red"}), encoding="utf-8")
    assert cache.get("a" * 64) is None


def test_each_hash_and_each_version_of_the_program_has_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codebook = read_codebook_file(default_codebook_path())
    cache = CodebookCache(tmp_path)
    cache.keep("a" * 64, codebook)
    assert cache.get("b" * 64) is None
    monkeypatch.setattr("annotator.services.codebook_cache.__version__", "99.0")
    assert cache.get("a" * 64) is None


def test_a_folder_in_the_place_of_a_kept_codebook_stops_nothing(tmp_path: Path) -> None:
    codebook = read_codebook_file(default_codebook_path())
    cache = CodebookCache(tmp_path)
    cache.keep("a" * 64, codebook)
    (kept,) = tmp_path.iterdir()
    kept.unlink()
    kept.mkdir()
    assert cache.get("a" * 64) is None
    cache.keep("a" * 64, codebook)
    assert cache.get("a" * 64) is None


# -- copies -----------------------------------------------------------------------------------------------------------


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_project_opened_to_read_makes_no_copy_of_itself(workspace: Workspace, folders: Folders) -> None:
    workspace.close()
    before = copies(folders.state / "backups")
    with open_workspace(workspace.project.path, folders=folders, read_only=True) as reading:
        assert reading.backups.make_if_changed() is None
    assert copies(folders.state / "backups") == before


def test_closing_twice_makes_one_copy(workspace: Workspace, key: CodingKey, folders: Folders) -> None:
    workspace.coding.add_report(key)
    workspace.backups.close_project()
    before = copies(folders.state / "backups")
    workspace.backups.close_project()
    assert copies(folders.state / "backups") == before


@pytest.mark.parametrize("name", ["with space", "ménaka 😀", "a.b.c", "-x", "'; --"])
def test_a_copy_may_go_into_a_folder_of_any_name(workspace: Workspace, tmp_path: Path, name: str) -> None:
    made = workspace.backups.make(tmp_path / name)
    assert made.parent == tmp_path / name
    assert copies(tmp_path / name) == [made.name]


def test_strange_files_beside_the_copies_are_left_alone(workspace: Workspace, key: CodingKey, folders: Folders) -> None:
    first = workspace.backups.make()
    strange = [first.parent / "notes.txt", first.parent / "old.annotator", first.parent / ".hidden"]
    for path in strange:
        path.write_text("mine")
    workspace.coding.add_report(key)
    workspace.backups.make()
    assert [path.read_text() for path in strange] == ["mine"] * 3


def test_a_project_whose_copies_were_all_removed_is_copied_again(workspace: Workspace, folders: Folders) -> None:
    workspace.backups.make()
    workspace.close()
    shutil.rmtree(folders.state / "backups")
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A") as again:
        assert again.backups.make_if_changed() is not None


def test_a_copy_into_the_place_of_a_file_is_refused_and_leaves_it(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ProjectError):
        workspace.backups.make(tmp_path / "file" / "deeper")
    assert (tmp_path / "file").read_text() == "mine"


# -- the project as a whole -------------------------------------------------------------------------------------------


def test_with_nothing_done_in_rounds_there_is_nothing_to_take_back(workspace: Workspace) -> None:
    state = workspace.project.undo_state(workspace.coder.id)
    assert (state.undo, state.redo) == (None, None)
    head = workspace.project.head
    assert workspace.project.redo(workspace.coder.id) is None
    assert workspace.project.head == head


def test_taking_back_in_a_project_opened_to_read_is_refused(workspace: Workspace, folders: Folders) -> None:
    workspace.rounds.make("Pilot", by=workspace.coder.id)
    workspace.close()
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A", read_only=True) as reading:
        assert reading.project.undo_state(reading.coder.id).undo is not None
        with pytest.raises(ProjectReadOnlyError):
            reading.project.undo(reading.coder.id)


# -- proposals --------------------------------------------------------------------------------------------------------

CODEBOOK: Codebook = read_codebook_file(default_codebook_path())


def an_article(text: str) -> Article:
    return Article(
        id=ArticleId("a"), import_id=ImportId("i"), text=text, sha256=text_hash(text), metadata=Metadata(title="")
    )


HOSTILE = [
    "",
    " ",
    "\u00a0",
    "\x00",
    "9" * 400,
    "1" + ",000" * 50,
    "-5",
    "1e309",
    "٢٣",
    "½",
    "²",
    "twenty-" * 60 + "one",
    "31 February 2019",
    "29/02/2019",
    "99:99",
    "0000-00-00",
    "Sunday " * 200,
    "between 9 and 3",
    "\u202e32 dellik",
    "😀" * 50,
]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: repr(words[:20]))
def test_whatever_is_marked_each_field_is_proposed_something_or_nothing(words: str) -> None:
    article = an_article(f"At {words} dead.")
    span = Span(3, 3 + len(words))
    for field in CODEBOOK.fields:
        proposal = propose_for(field, article, span)
        if proposal is not None:
            assert proposal.content.type == field.type.value
            assert proposal.explanation
    assert sorted(one.id for one in ranked_fields(CODEBOOK, article, span)) == sorted(CODEBOOK.fields_by_id)


@given(st.text(max_size=60), st.data())
def test_ranking_never_loses_or_invents_a_field(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    ranked = ranked_fields(CODEBOOK, an_article(text), span)
    assert len(ranked) == len(CODEBOOK.fields)
    assert set(ranked) == set(CODEBOOK.fields)
