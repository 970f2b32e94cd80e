"""Gold with provenance as JSON Lines and CSV: one line per value, the same in both.

In the table, lists are JSON, and texts that a spreadsheet program could take for a formula get an apostrophe before
them; ``gold.jsonl`` has everything as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.csv_file import CsvFile
from annotator.formats.datasets.spreadsheet import FormulaGuard
from annotator.formats.placing import placed

LINES_NAME, TABLE_NAME = "gold.jsonl", "gold.csv"


@dataclass(frozen=True, slots=True)
class GoldLine:
    """One value of gold and where it comes from.

    ``report`` and ``group`` count from 1 within the article and the report; None for the article's own fields and
    outside groups. ``content`` is the value as JSON Lines exports have it, ``words`` the same for people. ``evidence``
    are mappings of start, end (code points), stance and quote. ``source`` is the ruling's, ``taken_from`` the names of
    the coders whose answer it is, ``answers`` what each coder had, in words. ``ruled_at`` is in UTC, ISO 8601.
    """

    project: str
    round: str
    article_id: str
    title: str
    report: int | None
    level: str
    group: int | None
    field: str
    label: str
    status: str
    content: dict[str, Any] | None
    words: str
    missing_evidence_reason: str
    evidence: tuple[dict[str, Any], ...]
    codebook: str
    source: str
    disagreement: str
    is_sampled: bool
    taken_from: tuple[str, ...]
    answers: tuple[dict[str, str], ...]
    reason: str
    note: str
    reviewer: str
    ruled_at: str
    value_id: str
    ruling_id: str
    earlier_rulings: tuple[str, ...]


COLUMNS = tuple(field.name for field in fields(GoldLine))


def write_gold(folder: Path, lines: Iterable[GoldLine]) -> int:
    """Write both files into a new folder and return the number of values.

    The folder is complete or absent. Raises ExportError when it is there already or the disk refuses.
    """
    count = 0
    with placed(folder) as made:
        made.mkdir()
        with (
            (made / LINES_NAME).open("xb") as json_lines,
            CsvFile(made, TABLE_NAME, COLUMNS, FormulaGuard(), has_mark=False) as table,
        ):
            for line in lines:
                facts = asdict(line)
                json_lines.write(f"{_as_json(facts)}\n".encode())
                table.add((), [[_cell(facts[column]) for column in COLUMNS]])
                count += 1
            json_lines.flush()
            os.fsync(json_lines.fileno())
            table.finished()
    return count


def _cell(fact: Any) -> Cell:
    if isinstance(fact, bool):
        return "true" if fact else "false"
    if isinstance(fact, dict | list | tuple):
        return _as_json(fact) if fact else ""
    return fact if isinstance(fact, str | int) else None


def _as_json(fact: Any) -> str:
    return json.dumps(fact, ensure_ascii=False, separators=(",", ":"))
