from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from annotator.gui.theme.build import OWN_TEMPLATE, build, theme_rules
from annotator.gui.theme.sheet import parse_sheet
from annotator.gui.theme.tokens import ThemeName, tokens
from annotator.resources import resource_path

WRITTEN_BY_HAND = {OWN_TEMPLATE, "NOTICE"}
ADDRESS = re.compile(r"url\(([^)]*)\)")


def contents(folder: Path) -> dict[str, str]:
    """Return the text of each file by its path in the folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("theme")
    build(folder)
    return folder


def test_the_committed_themes_are_what_the_build_makes(built: Path) -> None:
    committed = contents(resource_path("theme"))
    assert contents(built) == {name: text for name, text in committed.items() if name not in WRITTEN_BY_HAND}


def test_the_build_neither_touches_the_home_folder_nor_the_environment(
    home: Path, tmp_path: Path, qapp: QApplication
) -> None:
    environment = dict(os.environ)
    palette = QPalette(qapp.palette())
    build(tmp_path / "theme")
    assert list(home.rglob("*")) == []
    assert dict(os.environ) == environment
    assert qapp.palette() == palette


def test_a_second_build_replaces_the_first_and_leaves_nothing_behind(tmp_path: Path) -> None:
    build(tmp_path)
    first = contents(tmp_path)
    (tmp_path / "light" / "active" / "left_over.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "light.qss").write_text("stale", encoding="utf-8")
    build(tmp_path)
    assert contents(tmp_path) == first


@pytest.mark.parametrize("name", list(ThemeName))
def test_each_theme_has_a_sheet(built: Path, name: ThemeName) -> None:
    assert len(parse_sheet((built / f"{name.value}.qss").read_text(encoding="utf-8"))) > 100


@pytest.mark.parametrize("name", list(ThemeName))
def test_addresses_stay_inside_the_theme_and_lead_to_files(built: Path, name: ThemeName) -> None:
    addresses = ADDRESS.findall((built / f"{name.value}.qss").read_text(encoding="utf-8"))
    assert addresses
    for address in addresses:
        scheme, _, path = address.partition(":")
        assert scheme == "theme"
        assert (built / path).is_file()


def test_only_icons_that_are_used_are_written(built: Path) -> None:
    used = {
        address.removeprefix("theme:")
        for name in ThemeName
        for address in ADDRESS.findall((built / f"{name.value}.qss").read_text(encoding="utf-8"))
    }
    assert used == {path for path in contents(built) if path.endswith(".svg")}


def test_every_icon_of_a_theme_paints_something_in_one_colour_of_the_theme(built: Path) -> None:
    for path, text in contents(built).items():
        if not path.endswith(".svg"):
            continue
        theme = tokens(ThemeName(path.split("/")[0]))
        painted = {colour for colour in re.findall(r"(?:fill|stroke)\W{1,2}(#[0-9a-f]+)", text) if colour != "#4caf50"}
        assert painted <= {theme.accent, theme.text_dim, theme.text_disabled, theme.on_accent}, path
        assert len(painted) == 1, path
        root = ET.fromstring(text)  # noqa: S314 - the project's own
        assert any(element.tag.endswith(("path", "rect", "circle")) for element in root.iter()), path


def test_no_file_names_a_machine(built: Path) -> None:
    for path, text in contents(built).items():
        assert not re.search(r"/home/|/Users/|[A-Z]:\\|inkscape|sodipodi|/tmp/", text), path


@pytest.mark.parametrize("name", list(ThemeName))
def test_nothing_is_set_in_capitals_or_by_universal_selectors(name: ThemeName) -> None:
    for rule in theme_rules(tokens(name)):
        assert not {"text-transform", "font-family", "line-height"} & dict(rule.declarations).keys()
        for selector in rule.selectors:
            assert not selector.startswith(("*", "QWidget")), selector
            assert selector not in {"QFrame", ":focus"}


@pytest.mark.parametrize("name", list(ThemeName))
def test_parts_of_qt_material_remain_in_the_sheet(name: ThemeName) -> None:
    own_template = resource_path("theme", OWN_TEMPLATE).read_text(encoding="utf-8")
    selectors = {selector for rule in theme_rules(tokens(name)) for selector in rule.selectors}
    own = {selector for rule in parse_sheet(re.sub(r"\{\{.*?\}\}", "x", own_template)) for selector in rule.selectors}
    assert {"QScrollBar::add-line:vertical", "QToolBar::separator:horizontal"} <= selectors - own


def test_the_licence_of_what_is_used_lies_beside_it() -> None:
    notice = resource_path("theme", "NOTICE").read_text(encoding="utf-8")
    assert "qt-material" in notice
    assert "Redistributions in binary form must reproduce the above copyright notice" in notice


def test_the_running_app_does_not_import_qt_material() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; import annotator.gui.theme as theme;"
        "app = QApplication([]); theme.apply_theme(app, theme.ThemeName.DARK); theme.icon('search').pixmap(16, 16);"
        "sys.exit(any(name.split('.')[0] in {'qt_material', 'jinja2'} for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])


def test_importing_the_theme_does_not_load_pydantic() -> None:
    code = "import sys, annotator.gui.theme; sys.exit('pydantic' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
