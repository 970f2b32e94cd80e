"""How much of MUC-4's answer keys comes back, slot by slot: ``python -m tests.corpora.muc4_table`` writes the table.

The table is `build/muc4_slots.csv`: lines in the keys, how many come back, per cent, and why the others do not.
"""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.datasets.incident_forms.coded_report import reports_of
from annotator.formats.datasets.incident_forms.muc4 import fills, refusal
from annotator.formats.datasets.incident_forms.muc4_template import SLOTS
from tests.corpora.muc4 import FILE, Muc4Record, read_muc4
from tests.corpora.muc4_codings import coded_key, reproduced, slot_key
from tests.drafts import default_codebook

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "build" / "muc4_slots.csv"
_NO_FIELD = "The codebook has no such field."
WHY = {
    "INCIDENT: DATE": "Spelling in the keys; days without a year.",
    "INCIDENT: LOCATION": "The codebook has no field for the kinds of areas, (CITY) and so on.",
    "INCIDENT: TYPE": "Robbery and forced work stoppage are no attack types of the codebook.",
    "INCIDENT: INSTRUMENT TYPE": "Finer than the codebook's weapons and not told by the marked words.",
    "PHYS TGT: TYPE": "Several types are coded and the target's words name none of them.",
    "PHYS TGT: NUMBER": _NO_FIELD,
    "PHYS TGT: FOREIGN NATION": _NO_FIELD,
    "PHYS TGT: EFFECT OF INCIDENT": "One answer for all targets; theft and other effects are no answers of it.",
    "PHYS TGT: TOTAL NUMBER": _NO_FIELD,
    "HUM TGT: TYPE": "Politicians, judges, diplomats and guards are one kind of victim or another in the codebook.",
    "HUM TGT: NUMBER": "People without a fate have no number in the codebook.",
    "HUM TGT: FOREIGN NATION": _NO_FIELD,
    "HUM TGT: EFFECT OF INCIDENT": "Regained freedom, escape and resignation have no fields.",
    "HUM TGT: TOTAL NUMBER": _NO_FIELD,
}


def pairs(records: list[Muc4Record]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield slot, the key's lines and the exported lines of every template."""
    codebook = default_codebook()
    for record in records:
        reports = list(reports_of(coded_key(record, codebook)))
        assert len(reports) == len(record.templates)
        for report, template in zip(reports, record.templates, strict=True):
            assert refusal(report) == ""
            exported = fills(report)
            for slot in SLOTS[2:]:
                key = [line["raw"] for line in template["slots"].get(slot_key(slot), ())]
                yield slot, key, [line for line in exported.get(slot, ()) if line not in ("-", "*")]


def write_table(keys: Path, target: Path) -> int:
    """Write the table for a file of answer keys and return the number of its rows."""
    lines: Counter[str] = Counter()
    again: Counter[str] = Counter()
    for slot, key, made in pairs([record for record in read_muc4(keys) if record.templates]):
        lines[slot] += len(key)
        again[slot] += reproduced(key, made)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("slot", "lines_in_keys", "come_back", "per_cent", "why_others_do_not"))
        for slot, count in lines.items():
            table.writerow((slot, count, again[slot], round(100 * again[slot] / count, 1), WHY.get(slot, "")))
    return len(lines)


if __name__ == "__main__":
    shared = Path(os.environ.get("ANNOTATOR_SHARED", ROOT.parent / "shared"))
    write_table(shared / "data" / FILE, TARGET)
    sys.stdout.write(TARGET.read_text("utf-8"))
