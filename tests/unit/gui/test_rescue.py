"""What is left of a change that could not be stored."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from pathlib import Path

import pytest

from annotator.domain.coding import Slot, Stance
from annotator.domain.ids import ArticleId, CoderId, EvidenceId, ReportId
from annotator.domain.text import Span
from annotator.domain.values import Count, FreeText, Qualifier, Status
from annotator.gui.rescue import rescue_file, write_rescue
from annotator.services.coding import CodingKey, CodingService

KEY = CodingKey(ArticleId("article"), CoderId("coder"))
SLOT = Slot("killed", ReportId("report"))


def rescued(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in rescue_file(folder).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    "intent, verb, arguments",
    [
        (
            partial(CodingService.attach_evidence, slot=SLOT, span=Span(3, 9), stance=Stance.IMPLIES),
            "attach_evidence",
            {"slot": ["killed", "report", None], "span": [3, 9], "stance": "implies"},
        ),
        (
            partial(CodingService.set_content, slot=SLOT, content=Count(low=54, best=54, qualifier=Qualifier.AT_LEAST)),
            "set_content",
            {
                "slot": ["killed", "report", None],
                "content": {"type": "count", "low": 54, "best": 54, "high": None, "qualifier": "at_least"},
            },
        ),
        (
            partial(CodingService.set_status, slot=SLOT, status=Status.UNCLEAR),
            "set_status",
            {"slot": ["killed", "report", None], "status": "unclear"},
        ),
        (
            partial(CodingService.remove_evidence, evidence_id=EvidenceId("e1")),
            "remove_evidence",
            {"evidence_id": "e1"},
        ),
        (partial(CodingService.add_report), "add_report", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_change_is_written_with_all_that_is_needed_to_repeat_it(
    tmp_path: Path, intent: partial[object], verb: str, arguments: dict[str, object]
) -> None:
    write_rescue(tmp_path / "state", KEY, intent)
    (line,) = rescued(tmp_path / "state")
    assert line.keys() == {"at", "article", "coder", "verb", "arguments"}
    assert (line["article"], line["coder"], line["verb"]) == ("article", "coder", verb)
    assert line["arguments"] == arguments
    assert dt.datetime.fromisoformat(str(line["at"])).tzinfo is not None


def test_changes_are_added_one_line_each_and_nothing_is_lost(tmp_path: Path) -> None:
    for words in ("first", "قُتل ثلاثة\nوخمسون", "<b>third</b>"):
        write_rescue(tmp_path, KEY, partial(CodingService.set_content, slot=SLOT, content=FreeText(text=words)))
    contents = [line["arguments"]["content"]["text"] for line in rescued(tmp_path)]  # type: ignore[index]
    assert contents == ["first", "قُتل ثلاثة\nوخمسون", "<b>third</b>"]


def test_a_folder_that_cannot_be_made_is_no_second_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    write_rescue(tmp_path / "file" / "state", KEY, partial(CodingService.add_report))
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


def test_a_file_that_cannot_be_written_is_no_second_failure(tmp_path: Path) -> None:
    rescue_file(tmp_path).mkdir()
    write_rescue(tmp_path, KEY, partial(CodingService.add_report))
    assert list(rescue_file(tmp_path).iterdir()) == []
