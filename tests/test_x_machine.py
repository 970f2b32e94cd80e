"""What x.py asks of a machine: libraries, fonts and a screen, and how what is missing is named or installed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tests.loading_x import x


@pytest.mark.parametrize(
    "platform_name, environ, expected",
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
        ("darwin", {"QT_QPA_PLATFORM": "minimal"}, False),
    ],
)
def test_a_screen_is_where_a_window_can_be_seen(platform_name: str, environ: Mapping[str, str], expected: bool) -> None:
    assert x.has_screen(platform_name, environ) is expected


def everything_loads(library: str) -> bool:
    """Find every library."""
    return True


def nothing_loads(library: str) -> bool:
    """Find no library."""
    return False


def missing(
    loads: Callable[[str], bool], *, is_screen: bool = False, can_make_venv: bool = True, is_font: bool = True
) -> list[str]:
    """Return what a machine lacks; unless said otherwise it has no screen, fonts and the venv module."""
    found: list[str] = x.missing_packages(
        is_screen=is_screen, can_make_venv=can_make_venv, is_font=is_font, loads=loads
    )
    return found


def test_a_complete_machine_lacks_nothing() -> None:
    assert missing(everything_loads, is_screen=True) == []


def test_a_bare_machine_without_a_screen_lacks_qts_libraries_but_not_those_of_x11() -> None:
    assert missing(nothing_loads) == [
        "libgl1",
        "libegl1",
        "libxkbcommon0",
        "libglib2.0-0",
        "libfontconfig1",
        "libfreetype6",
        "libdbus-1-3",
    ]


def test_a_screen_asks_for_the_libraries_of_x11_too() -> None:
    assert missing(nothing_loads, is_screen=True)[7:] == [
        "libxkbcommon-x11-0",
        "libxcb-cursor0",
        "libxcb-icccm4",
        "libxcb-keysyms1",
        "libxcb-shape0",
    ]


def test_only_the_package_of_the_library_that_is_missing_is_named() -> None:
    assert missing(lambda library: library != "libEGL.so.1") == ["libegl1"]


def test_fonts_and_the_venv_module_are_named_where_they_are_missing() -> None:
    assert missing(everything_loads, is_font=False, can_make_venv=False) == ["fonts-noto-core", "python3-venv"]


@given(st.sets(st.sampled_from([*x.QT_LIBRARIES, *x.SCREEN_LIBRARIES])))
def test_each_missing_library_gives_exactly_its_own_package(gone: set[str]) -> None:
    named = missing(lambda library: library not in gone, is_screen=True)
    assert set(named) == {{**x.QT_LIBRARIES, **x.SCREEN_LIBRARIES}[library] for library in gone}
    assert len(named) == len(gone)


def test_the_apt_line_can_be_pasted() -> None:
    assert x.apt_line(["libgl1", "fonts-noto-core"]) == "sudo apt-get install libgl1 fonts-noto-core"


def test_a_library_that_is_nowhere_cannot_be_loaded() -> None:
    assert not x.can_load("libnowhere-at-all.so.9")


def test_a_font_is_found_however_deep_it_lies(tmp_path: Path) -> None:
    font = tmp_path / "truetype" / "noto" / "NotoSans-Regular.TTF"
    font.parent.mkdir(parents=True)
    (tmp_path / "fonts.conf").touch()
    assert not x.has_fonts([str(tmp_path), str(tmp_path / "nowhere")])
    font.touch()
    assert x.has_fonts([str(tmp_path / "nowhere"), str(tmp_path)])


def test_a_font_of_another_family_does_not_count_for_one_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans.ttf").touch()
    assert x.has_fonts([str(tmp_path)])
    assert not x.has_fonts([str(tmp_path)], family="notosans")
    (tmp_path / "NotoSans-Regular.ttf").touch()
    assert x.has_fonts([str(tmp_path)], family="notosans")


@pytest.mark.parametrize(("user", "family"), [(0, "notosans-"), (1000, "")])
def test_the_pictures_font_is_asked_for_where_it_can_be_installed(
    monkeypatch: pytest.MonkeyPatch, user: int, family: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(x.os, "geteuid", lambda: user)

    def has_fonts(*, family: str) -> bool:
        asked.append(family)
        return True

    monkeypatch.setattr(x, "has_fonts", has_fonts)
    assert "fonts-noto-core" not in x.lacking_on_this_machine(is_screen=False)
    assert asked == [family]


@pytest.fixture
def bare_linux(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A Debian machine that lacks libegl1 until it is installed; the list holds what was installed."""
    installed: list[list[str]] = []
    monkeypatch.setattr(x.sys, "platform", "linux")
    monkeypatch.setattr(x.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(x, "lacking_on_this_machine", lambda is_screen: [] if installed else ["libegl1"])
    monkeypatch.setattr(x, "apt_install", lambda packages: installed.append([*packages]))
    return installed


def test_root_gets_missing_packages_installed(bare_linux: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x.os, "geteuid", lambda: 0, raising=False)
    x.ensure_system_packages(is_screen=False)
    assert bare_linux == [["libegl1"]]


def test_anybody_else_is_told_the_one_line_to_run(bare_linux: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(x.SetupError, match="sudo apt-get install libegl1") as caught:
        x.ensure_system_packages(is_screen=False)
    assert caught.value.code == x.LACKING
    assert bare_linux == []


def test_a_system_without_apt_is_told_what_is_missing(
    bare_linux: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x.shutil, "which", lambda name: None)
    with pytest.raises(x.SetupError, match="libegl1") as caught:
        x.ensure_system_packages(is_screen=False)
    assert caught.value.code == x.LACKING


def test_what_apt_could_not_mend_is_named(bare_linux: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(x, "lacking_on_this_machine", lambda is_screen: ["libegl1"])
    with pytest.raises(x.SetupError, match="still missing: libegl1"):
        x.ensure_system_packages(is_screen=False)


def test_windows_and_macos_need_no_system_packages(
    bare_linux: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x.sys, "platform", "win32")
    x.ensure_system_packages(is_screen=True)
    assert bare_linux == []


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[int]], list[list[str]]]:
    """Answers apt-get with the given exit codes one after the other; returns the list of commands it was called by."""

    def answering(codes: list[int]) -> list[list[str]]:
        called: list[list[str]] = []

        def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            called.append([part for part in command[:2] if part])
            return subprocess.CompletedProcess(command, codes[len(called) - 1])

        monkeypatch.setattr(x.subprocess, "run", answer)
        return called

    return answering


def test_the_package_lists_are_not_refreshed_when_they_are_good(apt: Callable[[list[int]], list[list[str]]]) -> None:
    called = apt([0])
    x.apt_install(["libegl1"])
    assert called == [["apt-get", "install"]]


def test_the_package_lists_are_refreshed_when_a_package_is_not_found(
    apt: Callable[[list[int]], list[list[str]]],
) -> None:
    called = apt([100, 0, 0])
    x.apt_install(["libegl1"])
    assert called == [["apt-get", "install"], ["apt-get", "update"], ["apt-get", "install"]]


def test_when_apt_gives_up_the_line_is_printed(apt: Callable[[list[int]], list[list[str]]]) -> None:
    apt([100, 0, 100])
    with pytest.raises(x.SetupError, match="sudo apt-get install libegl1"):
        x.apt_install(["libegl1"])
