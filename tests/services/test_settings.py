from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from annotator.services.folders import Folders, person_name
from annotator.services.settings import MOST_RECENT, Settings, SettingsFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_without_a_file_there_are_defaults_and_none_is_made(path: Path) -> None:
    assert SettingsFile(path).read() == Settings()
    assert not path.parent.exists()


@given(
    settings=st.builds(
        Settings,
        coder_name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        theme=st.sampled_from(["light", "dark", "high_contrast"]),
        text_size=st.integers(8, 40),
        recent_projects=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=3).map(tuple),
        last_articles=st.dictionaries(st.text("abc", max_size=3), st.text("abc", max_size=3), max_size=3),
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    file = SettingsFile(tmp_path_factory.mktemp("settings") / "deep" / "settings.json")
    file.write(settings)
    assert file.read() == settings


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"version": 2}',
        b'{"text_size": 4000}',
        b'{"theme": "neon"}',
        b'{"recent_projects": "one"}',
        b'{"coder_name": "A", "nobody_knows_this": 1}',
        b'{"coder_name": "A", "coder_name": ' + b"[" * 5_000,
    ],
)
def test_a_damaged_file_is_put_aside_whole_and_defaults_are_used(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert SettingsFile(path).read() == Settings()
    assert not path.exists()
    assert path.with_suffix(".damaged").read_bytes() == content


def test_a_damaged_file_that_cannot_be_put_aside_stops_nothing(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{")
    path.with_suffix(".damaged").mkdir()
    assert SettingsFile(path).read() == Settings()
    assert path.read_text() == "{"


def test_a_folder_in_the_files_place_stops_nothing(path: Path) -> None:
    path.mkdir(parents=True)
    assert SettingsFile(path).read() == Settings()


def test_a_write_that_fails_leaves_the_old_file_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = SettingsFile(path)
    file.write(Settings(coder_name="Before"))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file.write(Settings(coder_name="After"))
    assert file.read().coder_name == "Before"


def test_what_a_broken_write_left_is_overwritten_by_the_next(path: Path) -> None:
    path.parent.mkdir()
    path.with_suffix(".new").write_text('{"coder_name": "ha')
    SettingsFile(path).write(Settings(coder_name="Whole"))
    assert SettingsFile(path).read().coder_name == "Whole"
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_the_file_is_json_a_person_can_read(path: Path) -> None:
    SettingsFile(path).write(Settings(coder_name="محمد"))
    written = path.read_text(encoding="utf-8")
    assert "محمد" in written
    assert json.loads(written)["text_size"] == Settings().text_size


def test_the_projects_used_last_come_first_each_once_and_not_too_many() -> None:
    settings = Settings()
    for number in (*range(12), 5):
        settings = settings.with_project(Path(f"/projects/{number}.annotator"))
    assert settings.recent_projects[:2] == ("/projects/5.annotator", "/projects/11.annotator")
    assert len(settings.recent_projects) == len(set(settings.recent_projects)) == MOST_RECENT


def test_each_project_has_its_last_article() -> None:
    settings = Settings().with_last_article("p", "a").with_last_article("q", "b").with_last_article("p", "c")
    assert settings.last_articles == {"p": "c", "q": "b"}


def test_the_folders_lie_in_the_persons_home(home: Path) -> None:
    folders = Folders.of_person()
    assert all(place.is_relative_to(home) for place in (folders.settings, folders.state, folders.data))
    folders.settings_file().write(Settings(coder_name="A"))
    assert (folders.settings / "settings.json").is_file()


def test_the_login_name_stands_in_for_a_coder_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "someone")
    assert person_name() == "someone"


def test_a_system_without_a_login_name_makes_the_person_a_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert person_name() == "Coder"


def test_the_round_chosen_last_is_remembered_project_by_project() -> None:
    settings = Settings().with_last_round("one", "pilot").with_last_round("two", "").with_last_round("one", "main")
    assert settings.last_rounds == {"one": "main", "two": ""}
    assert settings.last_rounds.get("three") is None
    assert Settings.model_validate_json(settings.model_dump_json()) == settings
