"""What a start of the app leaves out."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from annotator.__main__ import search_no_plugins


def _in_a_new_process(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.split()


def test_no_source_is_read_on_behalf_of_qt() -> None:
    read = _in_a_new_process(
        "import linecache, annotator.gui.app, annotator.bootstrap;print(*linecache.cache, sep='\\n')"
    )
    assert [name for name in read if name.endswith(("bootstrap.py", "app.py", "main_window.py", "schema.py"))] == []


def test_qt_keeps_the_names_it_has_in_cpp() -> None:
    names = _in_a_new_process(
        "import annotator.gui.app; from PySide6.QtCore import QObject;"
        "print(*(name for name in ('objectName', 'object_name') if hasattr(QObject(), name)))"
    )
    assert names == ["objectName"]


def test_the_window_is_shown_before_what_only_a_project_needs_is_loaded() -> None:
    loaded = _in_a_new_process("import sys, annotator.gui.app; print(*sys.modules)")
    assert "PySide6.QtWidgets" in loaded
    assert {"sqlalchemy", "annotator.bootstrap", "annotator.normalize"} & set(loaded) == set()


def test_plugins_are_looked_for_only_where_a_person_asked_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "some-plugin")
    search_no_plugins()
    assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "some-plugin"
    monkeypatch.delenv("PYDANTIC_DISABLE_PLUGINS")
    search_no_plugins()
    assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "__all__"


def test_the_store_never_keeps_the_window_waiting_for_long() -> None:
    seconds = _in_a_new_process(
        "import sys; from annotator.gui.app import application_with_theme, open_window; application_with_theme();"
        "window = open_window(is_sample=True); print(sys.getswitchinterval()); window.close()"
    )
    assert float(seconds[0]) <= 0.001, "seconds until the interpreter is handed over"
