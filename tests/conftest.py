"""What every test stands on: a home of its own, no screen, no Qt warning unheard, and the folders tests share."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}
"""The variables by which Qt and platformdirs find the places below a home."""


def home_variables(home: Path) -> dict[str, str]:
    """Return the environment that makes ``home`` the home folder of this process and of those it starts."""
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        **{variable: str(home / folder) for variable, folder in FOLDERS.items()},
    }


def _leave_the_real_home() -> None:
    """Point the process at an empty home and at no screen.

    Runs when this file is imported: before any test module is, and before Qt has asked where anything lies.
    """
    home = Path(tempfile.mkdtemp(prefix="annotator-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    runtime = home / "run"  # short, because the path of a local socket may not be longer than about 100 characters
    runtime.mkdir(mode=0o700)
    os.environ.update(home_variables(home), XDG_RUNTIME_DIR=str(runtime))
    os.environ.pop("XDG_CONFIG_DIRS", None)
    os.environ.pop("XDG_DATA_DIRS", None)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


_leave_the_real_home()

hypothesis.settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, print_blob=True, max_examples=100
)
hypothesis.settings.register_profile("dev", deadline=None, derandomize=False, database=None, max_examples=100)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of this test's own, empty."""
    folder = tmp_path_factory.mktemp("home")
    for variable, path in home_variables(folder).items():
        monkeypatch.setenv(variable, path)
    return folder


@pytest.fixture(autouse=True)
def no_key_held() -> Iterator[None]:
    """Let go of Shift and the like after a test: Qt holds what came with the last key until another event comes.

    Views choose rows by it, so the next test would choose other ones.
    """
    yield
    if QGuiApplication.instance() is not None and QGuiApplication.keyboardModifiers():
        QTest.keyRelease(QWindow(), Qt.Key.Key_Shift)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data that lies beside some checkouts; skips the test where it is absent.

    ``ANNOTATOR_SHARED`` names another place for it.
    """
    folder = Path(os.environ.get("ANNOTATOR_SHARED") or ROOT.parent / "shared" / "data")
    folder = folder / "data" if (folder / "data").is_dir() else folder
    if not folder.is_dir():
        pytest.skip(f"there is no shared data at {folder}")
    return folder


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """The folder that keeps the screenshots tests make, ``build/screenshots`` or ``ANNOTATOR_ARTIFACTS``."""
    folder = Path(os.environ.get("ANNOTATOR_ARTIFACTS") or ROOT / "build" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test when Qt warns while it is torn down; ``qt_log_level_fail`` sees its set-up and its call only."""
    ignored = [str(pattern) for mark in item.iter_markers("qt_log_ignore") for pattern in mark.args]
    ignored += item.config.getini("qt_log_ignore")
    heard: list[str] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        is_expected = any(re.search(pattern, message) for pattern in ignored)
        if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} and not is_expected:
            heard.append(message)

    before = qInstallMessageHandler(listen)
    try:
        result = yield
    finally:
        qInstallMessageHandler(before)
    if heard:
        pytest.fail("Qt warned during the teardown:\n" + "\n".join(heard), pytrace=False)
    return result
