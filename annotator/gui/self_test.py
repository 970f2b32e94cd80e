"""``annotator self-test``: the way of a coding day in small, through the real window and without a screen."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator import __version__
from annotator.bootstrap import SUFFIX, create_sample, open_workspace
from annotator.domain.coding import Coding
from annotator.domain.errors import AnnotatorError
from annotator.domain.text import Span
from annotator.gui.desk import Desk
from annotator.gui.main_window import MainWindow
from annotator.gui.waiting import wait_until
from annotator.services.coding import CodingKey, Worksheet
from annotator.services.exports.service import codings_in
from annotator.services.folders import Folders

_TITLE = "Mali army post overrun, dozens of soldiers dead"
_MARKS = (
    ("An assault on an army post", Qt.Key.Key_T),
    ("at least 53\u00a0soldiers and one civilian", Qt.Key.Key_K),
    ("Indelimane", Qt.Key.Key_L),
    ("yesterday", Qt.Key.Key_D),
    ("at least three suicide bombers", Qt.Key.Key_B),
)
_CODER = "Self-test"
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


@dataclass
class _Result:
    """What was tried and how it went."""

    steps: list[dict[str, Any]] = field(default_factory=list)

    def note(self, step: str, is_right: bool, detail: object = "") -> None:
        self.steps.append({"step": step, "ok": is_right, "detail": str(detail)})

    @property
    def is_right(self) -> bool:
        return all(step["ok"] for step in self.steps)


class _Hand:
    """Marks words and presses keys in a window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._view = window.coding.article_panel.view

    @property
    def worksheet(self) -> Worksheet | None:
        return self._window.coding.gestures.worksheet

    def after_change(self, deed: Callable[[], None]) -> bool:
        before = self.worksheet
        deed()
        return wait_until(lambda: self.worksheet is not before)

    def mark_and_press(self, words: str, key: Qt.Key) -> bool:
        if self.worksheet is None:
            return False
        start = self.worksheet.article.text.find(words)
        self._view.setFocus()
        self._view.reveal(Span(start, start + len(words)), pulse=False)
        self._view.select(Span(start, start + len(words)))
        return start >= 0 and self.after_change(lambda: QTest.keyClick(self._view, key))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        return self.after_change(lambda: QTest.keyClick(self._window, key, modifiers))


def run_self_test(artifacts: Path | None) -> int:
    """Make a project, code a sample article in the window, export, reopen, verify; print JSON.

    Project, dataset and screenshots stay in ``artifacts`` when one is given, else everything is removed. Returns 0
    when every step came out right, 1 otherwise.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(tempfile.mkdtemp(prefix="annotator-self-test-"))
    result = _Result()
    try:
        _run(folder, result)
    except AnnotatorError as error:
        result.note("no error", False, error)
    kept = _kept(folder, artifacts) if artifacts is not None else None
    shutil.rmtree(folder, ignore_errors=True)
    answer = {"ok": result.is_right, "version": __version__, "artifacts": kept, "steps": result.steps}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    return 0 if result.is_right else 1


def _run(folder: Path, result: _Result) -> None:
    from annotator.gui.app import application_with_theme

    application_with_theme()
    folders = Folders(folder / "settings", folder / "state", folder / "data")
    path = folder / f"self-test{SUFFIX}"
    with create_sample(path, folders=folders, coder_name=_CODER):
        result.note("make the sample project", path.is_file(), path.name)
    coded = _code(folders, path, folder, result)
    if coded is not None:
        _verify(folders, path, folder, coded, result)


def _code(folders: Folders, path: Path, folder: Path, result: _Result) -> Coding | None:
    """Code in the window, undo all, redo all; return the coding, None when the window did not come so far."""
    desk = Desk(folders)
    window = MainWindow(desk, folders)
    desk.setParent(window)
    window.resize(1280, 720)
    window.show()
    desk.open_project(path, _CODER)
    hand = _Hand(window)
    is_open = wait_until(lambda: hand.worksheet is not None)
    result.note("open the window on it", is_open)
    coded = None
    if is_open:
        _open_article(window, hand, result)
        for words, key in _MARKS:
            result.note(f"mark “{words}” and press {key.name[-1]}", hand.mark_and_press(words, key))
        window.grab().save(str(folder / "window.png"))
        coded = hand.worksheet.coding if hand.worksheet else None
        _undo_and_redo(hand, coded, result)
    window.close()
    window.deleteLater()
    return coded


def _open_article(window: MainWindow, hand: _Hand, result: _Result) -> None:
    model, panel = window.coding.queue_model, window.coding.queue_panel
    wait_until(lambda: all(model.item_at(row) for row in range(model.rowCount())))
    titles = [item.title if (item := model.item_at(row)) else "" for row in range(model.rowCount())]
    if _TITLE in titles:
        panel.choose_row(titles.index(_TITLE))
    is_open = wait_until(lambda: hand.worksheet is not None and hand.worksheet.article.metadata.title == _TITLE)
    result.note("open the article", is_open, _TITLE)


def _undo_and_redo(hand: _Hand, coded: Coding | None, result: _Result) -> None:
    while hand.worksheet and hand.worksheet.undo_state.undo and hand.press(Qt.Key.Key_Z, _CONTROL):
        pass
    result.note("undo everything", hand.worksheet is not None and hand.worksheet.coding.is_empty)
    while hand.worksheet and hand.worksheet.undo_state.redo and hand.press(Qt.Key.Key_Z, _CONTROL | _SHIFT):
        pass
    result.note("redo everything", hand.worksheet is not None and hand.worksheet.coding == coded)


def _verify(folders: Folders, path: Path, folder: Path, coded: Coding, result: _Result) -> None:
    """Export, reopen, compare with what the window showed."""
    with open_workspace(path, folders=folders, coder_name=_CODER) as workspace:
        key = CodingKey(coded.header.article_id, coded.header.coder_id)
        stored = workspace.coding.worksheet(key)
        result.note("reopen and find the same coding", stored.coding == coded)
        text = stored.article.text
        evidence = list(stored.coding.evidence())
        is_exact = all(one.quote == text[one.start : one.end] for one in evidence)
        result.note("every quote is the text's", is_exact and len(evidence) > len(_MARKS), f"{len(evidence)} quotes")
        findings = workspace.project.check()
        result.note("check the project", not findings, "; ".join(found.detail for found in findings))
        summary = workspace.exports.export(folder / "dataset", ["csv", "jsonl"])
        result.note("export the dataset", summary.rows == 1, f"{len(summary.files)} files")
    back = codings_in(folder / "dataset" / "dataset.jsonl")
    is_same = len(back) == 1 and set(back[0].values()) == set(coded.values())
    result.note("read the dataset back", is_same and set(back[0].evidence()) == set(coded.evidence()))


def _kept(folder: Path, artifacts: Path) -> str:
    for name in (f"self-test{SUFFIX}", "window.png"):
        if (folder / name).exists():
            artifacts.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / name, artifacts / name)
    if (folder / "dataset").is_dir():
        shutil.rmtree(artifacts / "dataset", ignore_errors=True)
        shutil.copytree(folder / "dataset", artifacts / "dataset")
    return str(artifacts.resolve())
