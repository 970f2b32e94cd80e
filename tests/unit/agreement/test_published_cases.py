"""Every case of `agreement_cases.json`: figures from publications and from independent calculations."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.unit.agreement.published import ANSWERS, PROPERTIES, Case

ROOT = Path(__file__).resolve().parents[3]
ABSENT = "there is no agreement_cases.json beside this checkout"


def _file() -> Path:
    folder = Path(os.environ.get("ANNOTATOR_SHARED") or ROOT.parent / "shared" / "data")
    folder = folder / "data" if (folder / "data").is_dir() else folder
    return folder / "agreement_cases.json"


def _cases() -> list[Any]:
    if not _file().is_file():
        return [pytest.param(None, id="absent", marks=pytest.mark.skip(reason=ABSENT))]
    content = json.loads(_file().read_text("utf-8"))
    datasets = content["datasets"]
    return [
        pytest.param(
            Case(
                case["id"],
                case["metric"],
                case["params"],
                case["input"],
                case["expected"],
                case["tolerance"],
                datasets,
            ),
            id=f"{case['id']} ({case['source']})",
        )
        for case in content["cases"]
    ]


def agrees(found: Any, expected: Any, tolerance: float) -> bool:
    """Tell whether an answer is the expected one, number by number within the tolerance."""
    if isinstance(expected, dict):
        return all(name in found and agrees(found[name], part, tolerance) for name, part in expected.items())
    if isinstance(expected, list):
        pairs = zip(found, expected, strict=True)
        return len(found) == len(expected) and all(agrees(a, b, tolerance) for a, b in pairs)
    if isinstance(expected, float):
        return bool(found == pytest.approx(expected, abs=tolerance))
    return bool(found == expected)


@pytest.mark.parametrize("case", _cases())
def test_a_published_figure_comes_out(case: Case) -> None:
    if case.metric == "property":
        pairs = list(PROPERTIES[case.id](case.datasets))
        assert len(pairs) >= 10
        assert [(before, after) for before, after in pairs if not agrees(before, after, case.tolerance)] == []
        return
    found = ANSWERS[case.metric](case)
    assert agrees(found, case.expected, case.tolerance or 1e-12), found


def test_all_of_the_file_is_asked() -> None:
    if not _file().is_file():
        pytest.skip(ABSENT)
    content = json.loads(_file().read_text("utf-8"))
    assert len(_cases()) == content["n_cases"] == 122
    asked = {case["metric"] for case in content["cases"]} - {"property"}
    assert asked == set(ANSWERS)
    assert {case["id"] for case in content["cases"] if case["metric"] == "property"} == set(PROPERTIES)


def test_a_wrong_answer_would_be_noticed() -> None:
    expected = {"value": 0.5, "parts": [{"n": 1, "p": None}]}
    assert agrees({"value": 0.5 + 1e-8, "parts": [{"n": 1, "p": None}]}, expected, 1e-6)
    assert not agrees({"value": 0.51, "parts": [{"n": 1, "p": None}]}, expected, 1e-6)
    assert not agrees({"value": 0.5, "parts": [{"n": 2, "p": None}]}, expected, 1e-6)
    assert not agrees({"value": 0.5}, expected, 1e-6)
    assert not agrees({"status": "undefined:no_variation"}, {"value": 1.0}, 1e-6)
