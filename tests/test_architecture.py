"""The house keeps its walls: import contracts and budgets hold, and each would notice a violation."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture import budgets, contracts
from tests.architecture.contracts import PLANTS, ROOT, Plant, Verdict

PACKAGE = ROOT / "annotator"
TESTS = ROOT / "tests"


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Plant, Future[Verdict]]]:
    """What import-linter says of each planted violation, every one in a copy of its own."""
    folder = tmp_path_factory.mktemp("planted")

    def judged(number: int, planted: Plant) -> Verdict:
        copy = contracts.copied_package(folder / str(number))
        contracts.plant(copy, planted)
        return contracts.verdict(copy.parent, planted.contract)

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        yield {planted: pool.submit(judged, number, planted) for number, planted in enumerate(PLANTS)}


# --- Import contracts ------------------------------------------------------------------------------------------------


def test_every_import_contract_is_kept() -> None:
    said = contracts.verdict(ROOT)
    assert said.code == 0, said.output


@pytest.mark.parametrize("planted", PLANTS, ids=lambda p: f"{p.contract}: {p.module} -> {p.imported} {p.form}")
def test_a_planted_import_breaks_its_contract(planted: Plant, verdicts: dict[Plant, Future[Verdict]]) -> None:
    said = verdicts[planted].result()
    assert said.code != 0, said.output
    assert f"{contracts.contract_names()[planted.contract]} BROKEN" in said.output


def test_every_contract_has_a_violation_that_proves_it() -> None:
    assert {planted.contract for planted in PLANTS} == set(contracts.contract_names())


def test_a_package_outside_the_layers_is_noticed(tmp_path: Path) -> None:
    copy = contracts.copied_package(tmp_path / "copy")
    (copy / "outbuilding").mkdir()
    (copy / "outbuilding" / "__init__.py").touch()
    said = contracts.verdict(copy.parent, "layers")
    assert said.code != 0
    assert "outbuilding" in said.output


def test_window_and_command_line_are_kept_from_every_lower_layer() -> None:
    configuration = contracts.configuration()
    forbidden = {
        module
        for contract in configuration
        if contract["id"] == "front-ends"
        for module in contract["forbidden_modules"]
    }
    lower = {"store", "formats", "normalize", "agreement", "suggest"}
    present = {f"annotator.{path.name}" for path in PACKAGE.iterdir() if path.is_dir() and path.name in lower}
    assert present <= forbidden


# --- Budgets ---------------------------------------------------------------------------------------------------------


def test_the_package_keeps_every_budget() -> None:
    found = budgets.breaches(budgets.python_files(PACKAGE))
    assert not found, "\n".join(f"{breach.where}: {breach.budget}: {breach.what}" for breach in found)


def test_the_task_runner_keeps_the_budgets_but_may_print() -> None:
    found = [breach for breach in budgets.breaches([ROOT / "x.py"]) if breach.budget != "print"]
    assert not found, found


def test_no_test_waits_idly() -> None:
    found = [breach for path in budgets.python_files(TESTS) for breach in budgets.idle_waits(path)]
    assert not found, found


def test_there_are_at_least_six_lines_of_tests_for_five_of_code() -> None:
    code = budgets.written_lines(budgets.python_files(PACKAGE))
    tests = budgets.written_lines(budgets.python_files(TESTS))
    assert tests >= budgets.TESTS_TO_CODE * code, f"{tests} lines of tests for {code} of code: {tests / code:.2f}"


def lines(count: int, line: str = "x = 1\n") -> str:
    """Return a module body of ``count`` lines."""
    return line * count


def indented(count: int) -> str:
    """Return the body of a class or function of ``count`` lines."""
    return lines(count, "    x = 1\n")


BRANCHES = "".join(f"    if x == {number}:\n        return {number}\n" for number in range(8))
VIOLATIONS = {
    "module length": ('"""Doc."""\n' + lines(500), '"""Doc."""\n' + lines(499)),
    "class length": (
        '"""Doc."""\nclass House:\n    """Doc."""\n' + indented(299),
        '"""Doc."""\nclass House:\n    """Doc."""\n' + indented(298),
    ),
    "function length": (
        '"""Doc."""\ndef build():\n    """Doc."""\n' + indented(49),
        '"""Doc."""\ndef build():\n    """Doc."""\n' + indented(48),
    ),
    "complexity": (
        f'"""Doc."""\ndef choose(x):\n    """Doc."""\n{BRANCHES}    return x\n',
        f'"""Doc."""\ndef choose(x):\n    """Doc."""\n{BRANCHES[: BRANCHES.rindex("    if")]}    return x\n',
    ),
    "docstring": ('"""Doc."""\ndef build():\n    return 1\n', '"""Doc."""\ndef _build():\n    return 1\n'),
    "print": ('"""Doc."""\nprint("x")\n', '"""Doc."""\n"print(x)".strip()\n'),
    "processEvents": ('"""Doc."""\nqapp.processEvents()\n', '"""Doc. No processEvents."""\n'),
    "NotImplementedError": ('"""Doc."""\nraise NotImplementedError\n', '"""Doc."""\nraise NotADirectoryError\n'),
    "blind except": (
        '"""Doc."""\ntry:\n    x = 1\nexcept Exception:\n    x = 2\n',
        '"""Doc."""\ntry:\n    x = 1\nexcept OSError:\n    x = 2\n',
    ),
    "left to do": ('"""Doc."""\nx = 1  # TO' + "DO: more\n", '"""Doc."""\nx = 1  # to be done by the caller\n'),
    "name": ('"""Doc."""\nclass ProjectManager:\n    """Doc."""\n', '"""Doc."""\nclass Managed:\n    """Doc."""\n'),
}
"""For each budget a module that breaks it by the least possible, and one that just keeps it."""


@pytest.mark.parametrize("budget", VIOLATIONS)
def test_a_module_over_the_budget_is_found(budget: str, tmp_path: Path) -> None:
    module = tmp_path / "planted.py"
    module.write_text(VIOLATIONS[budget][0])
    assert [breach.budget for breach in budgets.breaches([module])] == [budget]


@pytest.mark.parametrize("budget", VIOLATIONS)
def test_a_module_just_within_the_budget_passes(budget: str, tmp_path: Path) -> None:
    module = tmp_path / "planted.py"
    module.write_text(VIOLATIONS[budget][1])
    assert budgets.breaches([module]) == []


@pytest.mark.parametrize(
    "source",
    ["", "def f():\n    return 1\n", '"""Doc."""\nclass House:\n    pass\n', '"""Doc."""\ndef f():\n    """"""\n'],
    ids=["empty module", "no module docstring", "class", "empty docstring"],
)
def test_a_missing_docstring_is_found_wherever_it_is_missing(source: str, tmp_path: Path) -> None:
    package = tmp_path / "planted" / "__init__.py"
    package.parent.mkdir()
    package.write_text(source or "x = 1\n")
    assert {breach.budget for breach in budgets.breaches([package])} == {"docstring"}


@pytest.mark.parametrize("budget", ["print", "complexity", "blind except"])
def test_a_noqa_comment_does_not_raise_a_budget(budget: str, tmp_path: Path) -> None:
    module = tmp_path / "planted.py"
    source = "# ruff: noqa\n" + VIOLATIONS[budget][0].replace(":\n", ":  # noqa\n")
    module.write_text(source)
    assert [breach.budget for breach in budgets.breaches([module])] == [budget]


@pytest.mark.parametrize("name", ["utils.py", "text_helpers.py", "common/__init__.py", "window_manager.py"])
def test_a_module_whose_name_says_nothing_is_found(name: str, tmp_path: Path) -> None:
    module = tmp_path / name
    module.parent.mkdir(exist_ok=True)
    module.write_text('"""Doc."""\n')
    assert [breach.budget for breach in budgets.breaches([module])] == ["name"]


@pytest.mark.parametrize("call", ["time.sleep(1)", "qtbot.wait(50)", "QTest.qWait(5)", "sleep(0.1)"])
def test_an_idle_wait_in_a_test_is_found(call: str, tmp_path: Path) -> None:
    module = tmp_path / "test_planted.py"
    module.write_text(f"def test_planted(qtbot):\n    {call}\n    qtbot.waitUntil(done)\n")
    assert len(budgets.idle_waits(module)) == 1


def test_blank_lines_do_not_count_as_written(tmp_path: Path) -> None:
    module = tmp_path / "planted.py"
    module.write_text("x = 1\n\n   \n\ny = 2\n")
    assert budgets.written_lines([module]) == 2


# --- Dependencies ----------------------------------------------------------------------------------------------------


def test_qt_survives_twenty_thousand_void_calls() -> None:
    """PySide6 6.12 drops a reference to None in each void call on Python 3.11 and aborts after some 6,000."""
    script = (
        "from PySide6.QtCore import QObject\n"
        "named = QObject()\n"
        "for number in range(20_000):\n"
        "    named.setObjectName(str(number))\n"
        "print(named.objectName())\n"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stdout.strip()) == (0, "19999"), finished.stderr


LOCKS = sorted((ROOT / "packaging").glob("*.lock"))
PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)", re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_hashes_and_no_address(lock: Path) -> None:
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE)
    pinned = [entry for entry in entries if entry.strip()]
    assert pinned
    assert all("==" in entry.splitlines()[0] and "--hash=sha256:" in entry for entry in pinned)
    assert "://" not in lock.read_text("utf-8")


def test_the_development_lock_holds_the_runtime_lock() -> None:
    runtime, development = (
        dict(PIN.findall((ROOT / "packaging" / name).read_text("utf-8")))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime.items() <= development.items()


BUILD_STEPS = {"annotator/gui/theme/build.py"}
"""Modules a developer runs in the checkout; they may use what only the development lock brings."""


def imported_libraries(path: Path) -> set[str]:
    """Return the top-level names of what a module imports, whatever the import's place or condition."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found - sys.stdlib_module_names - {"annotator"}


def test_every_library_the_app_imports_is_a_dependency_of_its_own() -> None:
    """What another package happens to bring along today may be gone with its next release."""
    declared = {_bare(requirement) for requirement in contracts.project()["dependencies"]}
    distributions = packages_distributions()
    undeclared = {
        f"{path.relative_to(ROOT)}: {library}"
        for path in budgets.python_files(PACKAGE)
        if path.relative_to(ROOT).as_posix() not in BUILD_STEPS
        for library in imported_libraries(path)
        if not declared & {_bare(name) for name in distributions.get(library, [])}
    }
    assert not undeclared


def test_every_dependency_is_locked() -> None:
    declared = {_bare(requirement) for requirement in contracts.project()["dependencies"]}
    locked = {name for name, _ in PIN.findall((ROOT / "packaging" / "requirements.lock").read_text("utf-8"))}
    assert declared <= locked


def _bare(requirement: str) -> str:
    """Return a requirement's package name in its normal form."""
    return re.sub(r"[._-]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement)[0]).lower()
