"""The reader of the MUC-3/4 texts, on lines of our own and, where it is present, on the corpus."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.article import Metadata
from annotator.domain.text import Span, stored_form
from tests.corpora.muc4 import FILE, Muc4Record, article_draft, read_muc4, title_of


def line(**changes: Any) -> str:
    mention = {"string": "BRIDGE", "spans": [[27, 33], [3, 9]]}
    slots = {
        "incident_type": [{"raw": "BOMBING"}],
        "phys_tgt_id": [{"raw": '"BRIDGE"', "mentions": [mention]}],
        "phys_tgt_effect": [{"raw": "DAMAGED", "mentions": [mention]}],
    }
    record = {
        "set": "dev",
        "docid": "DEV-TEST-0001",
        "text": "   BRIDGE -- [TEXT] THE OLD BRIDGE FELL.",
        "published": "1990-01-03",
        "templates": [{"template": "1", "optional": False, "slots": slots}],
    }
    return json.dumps({**record, **changes}) + "\n"


def records(tmp_path: Path, *lines: str) -> list[Muc4Record]:
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return list(read_muc4(path))


def test_each_line_becomes_a_record_in_the_order_of_the_file(tmp_path: Path) -> None:
    read = records(tmp_path, line(), line(docid="DEV-TEST-0002"))
    assert [record.docid for record in read] == ["DEV-TEST-0001", "DEV-TEST-0002"]
    assert read[0].published == dt.date(1990, 1, 3)
    assert read[0].text.startswith("   BRIDGE")


def test_a_text_without_a_day_or_an_incident_is_read_as_such(tmp_path: Path) -> None:
    (record,) = records(tmp_path, line(published=None, templates=[]))
    assert (record.published, record.templates, record.spans) == (None, (), ())


def test_the_spans_of_all_templates_come_in_reading_order_and_once(tmp_path: Path) -> None:
    (record,) = records(tmp_path, line())
    assert record.spans == (Span(3, 9), Span(27, 33))


@pytest.mark.parametrize("spoilt", [line().replace('"docid"', '"id"'), "{\n", line(published="3 JAN 90")])
def test_a_line_that_is_no_record_is_refused(tmp_path: Path, spoilt: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        records(tmp_path, spoilt)


@pytest.mark.parametrize(
    "text, title",
    [
        ("   LIMA, 2 MAY 89 (EFE) -- [TEXT] TWO MEN\nWERE SHOT.", "TWO MEN WERE SHOT."),
        ("LIMA, 2 MAY 89 -- [REPORT] [A PRESS\nOFFICE] [TEXT] RAIN.", "RAIN."),
        ("NO DATELINE AT ALL", "NO DATELINE AT ALL"),
        ("LIMA --", "LIMA --"),
        ("LIMA -- " + "WORD " * 40, "WORD " * 15 + "WORD…"),
        ("LIMA -- " + "W" * 90, "W" * 79 + "…"),
    ],
)
def test_the_title_is_the_first_words_after_the_dateline(text: str, title: str) -> None:
    assert title_of(text) == title
    assert len(title_of(text)) <= 80


def test_a_draft_has_the_text_untouched_and_metadata_the_domain_takes(tmp_path: Path) -> None:
    (record,) = records(tmp_path, line())
    draft = article_draft(record)
    assert (draft["text"], draft["file_name"]) == (record.text, "DEV-TEST-0001.txt")
    metadata = Metadata.model_validate(draft["metadata"])
    assert (metadata.title, metadata.published_day) == ("THE OLD BRIDGE FELL.", dt.date(1990, 1, 3))
    assert metadata.published_as_written == "1990-01-03"


def test_the_corpus_has_1300_texts_in_stored_form_whose_spans_hold_their_strings(shared_data: Path) -> None:
    path = shared_data / FILE
    if not path.is_file():
        pytest.skip(f"there is no {path}")
    read = list(read_muc4(path))
    assert len({record.docid for record in read}) == len(read) == 1300
    assert sum(1 for record in read if not record.templates) == 600
    assert sum(1 for record in read if record.published is None) == 69
    for record in read:
        assert stored_form(record.text) == record.text
        assert record.title
        assert all(0 <= span.start < span.end <= len(record.text) for span in record.spans)
        Metadata.model_validate(article_draft(record)["metadata"])
