"""The budgets of the house, measured on source text: sizes, complexity, docstrings, names and what may not be written.

ruff measures what it has rules for, here with ``--isolated --ignore-noqa`` so that neither the project's configuration
nor a comment can raise a budget; the rest is read from the syntax tree.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

MODULE_LINES = 500
CLASS_LINES = 300
FUNCTION_LINES = 50
COMPLEXITY = 8
TESTS_TO_CODE = 1.2

NAMELESS = frozenset({"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"})
"""Words that say nothing about what a module or class is for."""

RUFF_RULES = {
    "C901": "complexity",
    "D100": "docstring",
    "D101": "docstring",
    "D102": "docstring",
    "D103": "docstring",
    "D104": "docstring",
    "D106": "docstring",
    "D419": "docstring",
    "T201": "print",
    "T203": "print",
    "BLE001": "blind except",
    "E722": "blind except",
    "FIX001": "left to do",
    "FIX002": "left to do",
    "FIX003": "left to do",
    "FIX004": "left to do",
}
"""ruff's rule codes and the budget each belongs to."""


class Breach(NamedTuple):
    """One place where a budget is not kept."""

    budget: str
    where: str
    what: str


def breaches(files: Iterable[Path]) -> list[Breach]:
    """Return every breach of a budget in these Python files, in the order of the files."""
    present = sorted(files)
    read = [breach for path in present for breach in (*_sizes(path), *_names(path), *_calls(path))]
    return [*read, *_ruff(present)]


def python_files(folder: Path) -> list[Path]:
    """Return the Python files below a folder."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def written_lines(files: Iterable[Path]) -> int:
    """Return how many lines of these files are not blank."""
    return sum(1 for path in files for line in path.read_text("utf-8").splitlines() if line.strip())


def idle_waits(path: Path) -> list[Breach]:
    """Return the places where a test sleeps or waits a fixed time instead of waiting for what it needs."""
    tree = ast.parse(path.read_text("utf-8"))
    dotted = ((node, ast.unparse(node.func)) for node in ast.walk(tree) if isinstance(node, ast.Call))
    idle = {"time.sleep", "sleep", "qtbot.wait", "QTest.qWait", "QTest.qSleep", "QThread.sleep", "QThread.msleep"}
    return [Breach("idle wait", f"{path}:{node.lineno}", name) for node, name in dotted if name in idle]


def _sizes(path: Path) -> Iterator[Breach]:
    source = path.read_text("utf-8")
    lines = len(source.splitlines())
    if lines > MODULE_LINES:
        yield Breach("module length", str(path), f"{lines} lines")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            kind, limit = "class length", CLASS_LINES
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            kind, limit = "function length", FUNCTION_LINES
        else:
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > limit:
            yield Breach(kind, f"{path}:{node.lineno}", f"{node.name} has {length} lines")


def _names(path: Path) -> Iterator[Breach]:
    if NAMELESS & set(path.stem.split("_")) or path.parent.name in NAMELESS:
        yield Breach("name", str(path), path.stem)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", node.name)}
            if NAMELESS & words:
                yield Breach("name", f"{path}:{node.lineno}", node.name)


def _calls(path: Path) -> Iterator[Breach]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"processEvents", "NotImplementedError"}:
                yield Breach(name, f"{path}:{node.lineno}", name)


def _ruff(files: list[Path]) -> Iterator[Breach]:
    if not files:
        return
    options = ["--isolated", "--ignore-noqa", "--no-cache", "--output-format=json", "--target-version=py311"]
    rules = [f"--select={','.join(RUFF_RULES)}", "--config", f"lint.mccabe.max-complexity={COMPLEXITY}"]
    command = [sys.executable, "-m", "ruff", "check", *options, *rules, *map(str, files)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode in {0, 1}, finished.stderr
    for found in json.loads(finished.stdout):
        budget = RUFF_RULES.get(found["code"], "syntax")
        yield Breach(budget, f"{found['filename']}:{found['location']['row']}", found["message"])
