"""What tests/conftest.py promises: no test reaches the real home or another test, no warning of Qt goes unheard."""

from __future__ import annotations

import gc
import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import QDir, QPoint, QStandardPaths, Qt, QTemporaryDir
from PySide6.QtGui import QCursor, QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.theme import ThemeName, apply_theme, tokens
from annotator.gui.theme.palette import palette_of

ROOT = Path(__file__).resolve().parents[1]

QT_PLACES = (
    QStandardPaths.StandardLocation.AppConfigLocation,
    QStandardPaths.StandardLocation.AppDataLocation,
    QStandardPaths.StandardLocation.AppLocalDataLocation,
    QStandardPaths.StandardLocation.CacheLocation,
    QStandardPaths.StandardLocation.DesktopLocation,
    QStandardPaths.StandardLocation.DocumentsLocation,
    QStandardPaths.StandardLocation.GenericConfigLocation,
    QStandardPaths.StandardLocation.GenericDataLocation,
    QStandardPaths.StandardLocation.HomeLocation,
)


def test_the_home_of_a_test_is_empty_and_its_own(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert home.is_relative_to(tmp_path_factory.getbasetemp())
    assert Path.home() == home
    assert Path("~").expanduser() == home
    assert list(home.iterdir()) == []


def test_the_folders_of_platformdirs_lie_in_the_tests_home(home: Path) -> None:
    places = platformdirs.PlatformDirs("annotator")
    for place in (places.user_config_path, places.user_data_path, places.user_state_path, places.user_cache_path):
        assert place.is_relative_to(home)


@pytest.mark.parametrize("place", QT_PLACES, ids=lambda place: place.name)
def test_the_folders_of_qt_lie_in_the_tests_home(place: QStandardPaths.StandardLocation, home: Path) -> None:
    assert Path(QStandardPaths.writableLocation(place)).is_relative_to(home)


def test_qt_has_the_same_home(home: Path) -> None:
    assert Path(QDir.homePath()) == home


def test_a_process_started_by_a_test_has_the_same_home(home: Path) -> None:
    script = "import pathlib; print(pathlib.Path.home())"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.strip() == str(home)


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier])
def test_no_key_of_an_earlier_test_is_held(qtbot: QtBot, held: Qt.KeyboardModifier) -> None:
    assert QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier, "the other one came before, or none"
    QTest.keyClick(QWindow(), Qt.Key.Key_A, held)
    assert QGuiApplication.keyboardModifiers() == held, "what a test leaves behind"


PLACES = [QPoint(123, 321), QPoint(321, 123)]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("left", PLACES, ids=["low", "high"])
def test_the_pointer_is_not_where_an_earlier_test_pointed(left: QPoint) -> None:
    assert QCursor.pos() not in PLACES
    QCursor.setPos(left)
    assert QCursor.pos() == left, "what a test leaves behind"


@pytest.mark.parametrize("left", [ThemeName.LIGHT, ThemeName.DARK])
def test_no_theme_of_an_earlier_test_is_on(qapp: QApplication, left: ThemeName) -> None:
    assert (qapp.styleSheet(), qapp.property("annotatorTheme")) == ("", None)
    assert not {qapp.palette().window().color().name(), QToolTip.palette().window().color().name()} & {
        palette_of(tokens(name)).window().color().name() for name in ThemeName
    }
    apply_theme(qapp, left)
    assert qapp.styleSheet(), "what a test leaves behind"


@pytest.mark.parametrize("left", ["a dialog", "another dialog"])
def test_no_window_of_an_earlier_test_is_open(qtbot: QtBot, left: str) -> None:
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == []
    assert QApplication.activeModalWidget() is None
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = QDialog(window)
    dialog.setWindowTitle(left)
    dialog.open()
    assert QApplication.activeModalWidget() is dialog, "what a test leaves behind"


@pytest.mark.parametrize("left", [5, 7])
def test_the_collector_is_set_as_it_was_before_an_earlier_test(left: int) -> None:
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, 0)
    assert gc.get_threshold() != (12 - left,) * 3, "what the other one has left"
    gc.freeze()
    gc.disable()
    gc.set_threshold(left, left, left)


@pytest.mark.usefixtures("qapp")
def test_what_tests_leave_of_qt_is_never_collected_on_the_stores_thread() -> None:
    assert not gc.isenabled()


@pytest.mark.parametrize("waiting", ["waitSignal", "waitSignals", "waitUntil", "waitActive", "waitExposed"])
def test_what_is_sure_to_come_is_waited_for_long(qtbot: QtBot, waiting: str) -> None:
    assert inspect.signature(getattr(qtbot, waiting)).parameters["timeout"].default == 60_000


def test_the_runtime_folder_is_short_private_and_outside_the_real_one() -> None:
    runtime = Path(os.environ["XDG_RUNTIME_DIR"])
    assert runtime.stat().st_mode & 0o777 == 0o700
    assert len(str(runtime)) < 80
    assert not str(runtime).startswith("/run/user")


def test_qt_paints_on_no_screen() -> None:
    assert os.environ["QT_QPA_PLATFORM"] in {"offscreen", "minimal", "xcb"}


def test_temporary_folders_of_qt_can_be_made() -> None:
    assert QTemporaryDir().isValid()


# --- Test runs of their own ------------------------------------------------------------------------------------------


def outcomes(project: Path, source: str, **environ: str) -> tuple[dict[str, str], str]:
    """Run a test module in a new project with this one's conftest and configuration.

    Returns what became of each test by its name, a failed set-up or teardown being an ERROR, and all that was said.
    """
    (project / "tests").mkdir(exist_ok=True)
    shutil.copy(ROOT / "tests" / "conftest.py", project / "tests")
    shutil.copy(ROOT / "pyproject.toml", project)
    (project / "tests" / "test_planted.py").write_text(source)
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "-p", "no:randomly"],
        cwd=project,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    said = finished.stdout + finished.stderr
    lines = re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\w+)", said, flags=re.MULTILINE)
    return {name: outcome for outcome, name in lines}, said


WARNINGS = """
import warnings

import pytest
from PySide6.QtCore import qCritical, qDebug, qWarning

expected = pytest.mark.qt_log_ignore("plant")

@pytest.fixture
def early():
    qWarning("planted")

@pytest.fixture
def late():
    yield
    qWarning("planted")

def test_qt_warns(): qWarning("planted")
def test_qt_is_alarmed(): qCritical("planted")
def test_qt_warns_before(early): ...
def test_qt_warns_after(late): ...
def test_python_warns(): warnings.warn("planted")
def test_qt_is_chatty(qtbot): qDebug("planted")
def test_all_is_quiet(qtbot): ...

@expected
def test_qt_warns_as_expected(): qWarning("planted")
@expected
def test_qt_warns_before_as_expected(early): ...
@expected
def test_qt_warns_after_as_expected(late): ...
"""


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What becomes of tests in which Qt or Python warns."""
    return outcomes(tmp_path_factory.mktemp("warned"), WARNINGS)[0]


@pytest.mark.parametrize(
    "test, outcome",
    [
        ("test_qt_warns", "FAILED"),
        ("test_qt_is_alarmed", "FAILED"),
        ("test_qt_warns_before", "FAILED"),
        ("test_qt_warns_after", "ERROR"),
        ("test_python_warns", "FAILED"),
        ("test_qt_is_chatty", "PASSED"),
        ("test_all_is_quiet", "PASSED"),
        ("test_qt_warns_as_expected", "PASSED"),
        ("test_qt_warns_before_as_expected", "PASSED"),
        ("test_qt_warns_after_as_expected", "PASSED"),
    ],
)
def test_a_warning_fails_the_test_unless_it_is_expected(test: str, outcome: str, warned: dict[str, str]) -> None:
    assert warned[test] == outcome


FOLDERS = """
import hypothesis

def test_shared_data(shared_data):
    assert (shared_data / "gold.json").is_file()

def test_artifacts(artifacts):
    (artifacts / "window.png").touch()

def test_examples_are_repeatable():
    assert hypothesis.settings().derandomize
"""


def test_folders_and_examples_on_a_build_machine_with_the_shared_data(tmp_path: Path) -> None:
    shared, kept = tmp_path / "elsewhere" / "data", tmp_path / "kept"
    shared.mkdir(parents=True)
    (shared / "gold.json").touch()
    environ = {"ANNOTATOR_SHARED": str(shared.parent), "ANNOTATOR_ARTIFACTS": str(kept), "CI": "1"}
    found, said = outcomes(tmp_path, FOLDERS, HYPOTHESIS_PROFILE="", **environ)
    assert set(found.values()) == {"PASSED"}, said
    assert (kept / "window.png").is_file()


def test_folders_and_examples_on_another_machine_without_it(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    environ = {"ANNOTATOR_SHARED": str(nowhere), "ANNOTATOR_ARTIFACTS": "", "CI": "", "HYPOTHESIS_PROFILE": ""}
    found, said = outcomes(tmp_path, FOLDERS, **environ)
    assert found == {"test_artifacts": "PASSED", "test_examples_are_repeatable": "FAILED"}
    assert f"there is no shared data at {nowhere}" in said
    assert (tmp_path / "build" / "screenshots" / "window.png").is_file()
