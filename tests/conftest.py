"""What every test stands on: a home of its own, no screen, no Qt warning unheard, and the folders tests share.

And nothing of the test before it: no window, no key held, no theme, no setting of the garbage collector.
"""

from __future__ import annotations

import atexit
import gc
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QCursor, QPalette, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

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

PATIENCE_MS = 60_000
"""How long a test waits for what is sure to come: only one that fails ever waits so long.

pytest-qt gives up after five seconds, which are soon over on a machine with other work, and has no setting for it.
"""
for _waiting in (QtBot.waitSignal, QtBot.waitSignals, QtBot.waitUntil, QtBot.waitActive, QtBot.waitExposed):
    assert _waiting.__kwdefaults__
    _waiting.__kwdefaults__["timeout"] = PATIENCE_MS

hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    max_examples=100,
    # The one check that goes by the clock. How slowly examples are made is seen on a developer's own machine; on one
    # that does other work beside it says nothing.
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
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
def usual_collector() -> Iterator[None]:
    """Have the collector look as often as before, and through everything: the window freezes what it starts with."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    gc.enable()


@pytest.fixture(autouse=True)
def application_as_it_was(request: pytest.FixtureRequest, usual_collector: None) -> Iterator[None]:
    """Leave the next test an application without windows of this one, keys it held or its theme, the pointer at rest.

    What tests leave of Qt is collected here: the collector runs on whichever thread makes many objects, and objects of
    Qt that are thrown away on the store's thread can end the process.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    app: QApplication = request.getfixturevalue("qapp")
    pointer = QCursor.pos()
    gc.disable()
    gc.collect(1)
    style, font, palette, tip = app.style().objectName(), app.font(), QPalette(app.palette()), QToolTip.palette()
    yield
    _delete_what_was_closed()
    _let_go()
    if QCursor.pos() != pointer:  # the next window would appear below it and paint what is pointed at
        QCursor.setPos(pointer)
    if app.styleSheet() or app.property("annotatorTheme"):
        app.setStyleSheet("")
        app.setProperty("annotatorTheme", None)
        app.setStyle(style)
        app.setFont(font)
        app.setPalette(palette)
        QToolTip.setPalette(tip)


def _delete_what_was_closed() -> None:
    """Delete windows that shall be deleted later now: until an event loop runs they live on, and with them dialogs.

    An open dialog keeps mouse and keyboard from the next test's window and is found by who looks for its own.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _let_go() -> None:
    """Let go of Shift and the like: Qt holds what came with the last key until another event comes.

    Views choose rows by it, so the next test would choose other ones.
    """
    if QApplication.keyboardModifiers():
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
