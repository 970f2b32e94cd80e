"""Violations to plant: forbidden imports, written into a copy of the package that import-linter then reads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

FORMS = {
    "at the top": "import {name}\n",
    "under TYPE_CHECKING": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import {name}\n",
    "inside a function": "def planted() -> None:\n    import {name}\n",
}
"""The ways an import can be written; a contract has to see each."""


class Plant(NamedTuple):
    """An import of ``imported`` written into ``module`` (a path below the package), and the contract it breaks."""

    contract: str
    module: str
    imported: str
    form: str = "at the top"


class Verdict(NamedTuple):
    """What import-linter said."""

    code: int
    output: str


FORBIDDEN = (
    ("layers", "domain/text.py", "annotator.services"),
    ("front-ends", "gui/__init__.py", "annotator.store"),
    ("sql", "services/__init__.py", "sqlalchemy"),
    ("qt", "services/__init__.py", "PySide6.QtCore"),
    ("theme", "gui/__init__.py", "qt_material"),
    ("pure-domain", "domain/text.py", "pathlib"),
    ("cycles", "domain/values.py", "annotator.domain.coding"),
)
"""One violation of each contract, planted in every form."""

UPWARD = (
    ("layers", "store/__init__.py", "annotator.services"),
    ("layers", "store/__init__.py", "annotator.formats"),
    ("layers", "formats/__init__.py", "annotator.normalize"),
    ("layers", "normalize/__init__.py", "annotator.bootstrap"),
    ("layers", "resources.py", "annotator.formats"),
    ("layers", "domain/text.py", "annotator.resources"),
    ("layers", "services/__init__.py", "annotator.bootstrap"),
    ("layers", "services/__init__.py", "annotator.gui"),
    ("layers", "bootstrap.py", "annotator.cli"),
    ("layers", "gui/__init__.py", "annotator.cli"),
    ("layers", "cli/__init__.py", "annotator.gui"),
    ("layers", "cli/__init__.py", "annotator.__main__"),
    ("front-ends", "cli/__init__.py", "annotator.formats"),
    ("front-ends", "cli/__init__.py", "annotator.normalize"),
    ("sql", "gui/__init__.py", "alembic"),
    ("sql", "formats/__init__.py", "sqlite3"),
    ("qt", "cli/__init__.py", "PySide6.QtWidgets"),
    ("qt", "domain/text.py", "shiboken6"),
    ("theme", "cli/__init__.py", "qt_material"),
    ("pure-domain", "domain/text.py", "os.path"),
    ("pure-domain", "domain/text.py", "urllib.request"),
)
"""Further violations: every step of the layers, each pair of neighbours, each library."""

PLANTS = (
    *(Plant(*where, form) for where in FORBIDDEN for form in FORMS),
    *(Plant(*where) for where in UPWARD),
)


def project() -> dict[str, Any]:
    """Return the ``[project]`` table of pyproject.toml."""
    table: dict[str, Any] = _pyproject()["project"]
    return table


def configuration() -> list[dict[str, Any]]:
    """Return the contracts as pyproject.toml declares them."""
    declared: list[dict[str, Any]] = _pyproject()["tool"]["importlinter"]["contracts"]
    return declared


def contract_names() -> dict[str, str]:
    """Return the name of every contract of the project by its id."""
    return {contract["id"]: contract["name"] for contract in configuration()}


def copied_package(folder: Path) -> Path:
    """Copy the package and the configuration into a new folder and return the package's path there."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", folder)
    copy = folder / "annotator"
    shutil.copytree(ROOT / "annotator", copy, ignore=lambda _, names: {name for name in names if not _is_source(name)})
    return copy


def plant(package: Path, planted: Plant) -> None:
    """Write the import at the end of the module."""
    module = package / planted.module
    source = module.read_text("utf-8")
    module.write_text(f"{source}\n{FORMS[planted.form].format(name=planted.imported)}", "utf-8")


def verdict(folder: Path, *contracts: str) -> Verdict:
    """Run import-linter in a folder, on these contracts or on all."""
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    finished = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo", *chosen],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return Verdict(finished.returncode, finished.stdout + finished.stderr)


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _is_source(name: str) -> bool:
    return name.endswith(".py") or ("." not in name and name != "__pycache__")
