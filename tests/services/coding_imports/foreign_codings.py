"""Codings of other programs, made for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.bootstrap import Workspace
from annotator.services.coding_imports.service import CodingImportPlan, CodingMapping

GUNMEN = {"start": 0, "end": 6, "text": "Gunmen"}
SOLDIERS = {"start": 48, "end": 60, "text": "two soldiers"}


def labels(*spans: dict[str, Any], label: str = "killed_total") -> list[dict[str, Any]]:
    return [
        {"id": f"r{n}", "from_name": "l", "to_name": "t", "type": "labels", "value": {**span, "labels": [label]}}
        for n, span in enumerate(spans)
    ]


def tasks_file(folder: Path, *tasks: tuple[str, list[dict[str, Any]]], coder: str = "x") -> list[Path]:
    """Write Label Studio tasks, each a text and its results."""
    made = [
        {"id": n, "data": {"text": text}, "annotations": [{"completed_by": coder, "result": results}]}
        for n, (text, results) in enumerate(tasks, start=1)
    ]
    path = folder / "tasks.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    return [path]


def table_file(folder: Path, text: str) -> list[Path]:
    path = folder / "lab.csv"
    path.write_text(text, encoding="utf-8")
    return [path]


def imported(here: Workspace, paths: list[Path], form: str, mapping: CodingMapping | None = None) -> CodingImportPlan:
    plan = here.coding_imports.plan(paths, form, mapping, "Ben")
    here.coding_imports.carry_out(plan, coder_id=here.coder.id)
    return plan
