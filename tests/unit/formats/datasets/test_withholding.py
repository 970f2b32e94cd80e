"""What the options keep back is in no file of any form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.errors import ExportError
from annotator.domain.values import DateRange, EntityName, FreeText, Location
from annotator.formats.datasets.json_lines_reading import read_json_lines
from annotator.formats.datasets.registry import (
    incident_writers,
    nlp_writers,
    qualitative_writers,
    write_dataset,
    writers,
)
from annotator.formats.datasets.source import DatasetSource, ExportOptions
from annotator.formats.datasets.withholding import Withholding
from tests.golden.laying_open import laid_open
from tests.golden.regenerate import source_for
from tests.unit.formats.datasets.making import CREATED, CodingMaker, a_codebook, a_source, rows_of

WITHOUT_TEXT = ExportOptions(with_text=False)
TEXT = "Qwertz attacked Zuiopü near Asdfgh on Yxcvbn, killing twelve Mnbvcx."
TITLE = "Lkjhgf in Poiuzt"
ALL_WRITERS = writers | incident_writers | nlp_writers | qualitative_writers
OF_RAIDS = [name for name, writer in (writers | nlp_writers).items() if not writer.needs_text]


def a_secret_source() -> DatasetSource:
    made = CodingMaker(1, TEXT, title=TITLE)
    made.article = made.article.model_copy(
        update={"metadata": made.article.metadata.model_copy(update={"published_as_written": "Yxcvbn"})}
    )
    report = made.report(0)
    group = made.group(report, "actor", 0)
    made.value("name", EntityName(verbatim="Qwertz", canonical="The front"), report, group, quotes=("Qwertz",))
    made.value("place", Location(verbatim="Asdfgh", name="Gao"), report, quotes=("Asdfgh",))
    made.value("when", DateRange(expression="Yxcvbn"), report, quotes=("on Yxcvbn",))
    made.value("trigger", None, report, quotes=("attacked Zuiopü",))
    made.value("remark", FreeText(text="The coder's own words."), report)
    return a_source([made.coded(a_codebook())])


@pytest.mark.parametrize("form", OF_RAIDS)
def test_no_word_of_the_article_leaves(tmp_path: Path, form: str) -> None:
    source = replace(a_secret_source(), options=WITHOUT_TEXT)
    write_dataset(source, tmp_path / "out", [form], created=CREATED)
    for name, data in laid_open(tmp_path / "out").items():
        for word in (*TEXT.split(), *TITLE.split()):
            if word.istitle() or word == "attacked":
                assert word.strip(".,").encode() not in data, (name, word)


@pytest.mark.parametrize("form", OF_RAIDS)
def test_the_words_leave_where_the_text_does(tmp_path: Path, form: str) -> None:
    """So that the test above can fail."""
    write_dataset(a_secret_source(), tmp_path / "out", [form], created=CREATED)
    assert any(b"Qwertz" in data for data in laid_open(tmp_path / "out").values())


def test_offsets_length_and_hash_stay(tmp_path: Path) -> None:
    write_dataset(replace(a_secret_source(), options=WITHOUT_TEXT), tmp_path / "out", ["csv"], created=CREATED)
    (article,) = rows_of(tmp_path / "out" / "articles.csv")
    assert (article["article_characters"], article["title"]) == (str(len(TEXT)), "")
    spans = [(int(row["start"]), int(row["end"])) for row in rows_of(tmp_path / "out" / "evidence.csv")]
    assert "Asdfgh" in {TEXT[start:end] for start, end in spans}
    assert {row["quote"] for row in rows_of(tmp_path / "out" / "evidence.csv")} == {""}


def test_json_lines_without_text_are_read_back_with_hash_and_length(tmp_path: Path) -> None:
    write_dataset(replace(a_secret_source(), options=WITHOUT_TEXT), tmp_path / "out", ["jsonl"], created=CREATED)
    (coded,) = read_json_lines(tmp_path / "out" / "dataset.jsonl")
    (before,) = a_secret_source().coded_articles()
    assert coded.article.sha256 == before.article.sha256
    assert coded.text_length == len(TEXT)
    assert [(one.start, one.end) for one in coded.coding.evidence()] == [
        (one.start, one.end) for one in before.coding.evidence()
    ]


@pytest.mark.parametrize("form", [name for name, writer in ALL_WRITERS.items() if writer.needs_text])
def test_a_form_of_texts_is_refused_by_name(tmp_path: Path, form: str) -> None:
    with pytest.raises(ExportError) as refusal:
        write_dataset(replace(a_source(), options=WITHOUT_TEXT), tmp_path / "out", [form], created=CREATED)
    assert ALL_WRITERS[form].label in refusal.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", [*writers, *nlp_writers, *qualitative_writers])
def test_only_the_fields_asked_for_leave(tmp_path: Path, form: str) -> None:
    made = CodingMaker(1)
    report = made.report(0)
    made.value("remark", FreeText(text="SECRETWORD"), report, quotes=("market",))
    made.value("killed", None, report, quotes=("Twelve",))
    made.note(made.records[1].id, "NOTEWORD")
    source = a_source([made.coded(a_codebook())])
    everything = {"remark", *(field.id for field in a_codebook().fields)}
    write_dataset(source, tmp_path / "all", [form], created=CREATED)
    options = ExportOptions(fields=frozenset(everything - {"remark"}))
    write_dataset(replace(source, options=options), tmp_path / "some", [form], created=CREATED)
    codebook_names = ("codebook", "config", "conf", "TypeSystem", "dataset.jsonl")
    for folder, is_there in (("all", True), ("some", False)):
        files = laid_open(tmp_path / folder)
        told = b"".join(data for name, data in files.items() if not any(part in name for part in codebook_names))
        told += b"".join(files.get("dataset.jsonl", b"").split(b"\n")[1:])
        if form not in ("conll", "spacy-docbin"):
            assert (b"SECRETWORD" in told) is is_there
        assert b"NOTEWORD" not in told or is_there


def test_the_manifest_says_what_was_kept_back(tmp_path: Path) -> None:
    options = ExportOptions(with_text=False, fields=frozenset({"remark", "killed"}))
    write_dataset(replace(a_source(), options=options), tmp_path / "out", ["csv"], created=CREATED)
    told = json.loads((tmp_path / "out" / "manifest.json").read_bytes())["options"]
    assert told == {"forms": ["csv"], "with_text": False, "fields": ["killed", "remark"], "units": None, "choice": None}


def test_columns_of_other_fields_are_not_there(tmp_path: Path) -> None:
    options = ExportOptions(fields=frozenset({"killed"}))
    write_dataset(replace(a_source(), options=options), tmp_path / "out", ["csv-wide"], created=CREATED)
    columns = set(rows_of(tmp_path / "out" / "wide" / "reports.csv")[0])
    assert {"killed_low", "killed_status"} <= columns
    assert not {"remark", "place_name", "name_canonical"} & columns
    package = json.loads((tmp_path / "out" / "wide" / "datapackage.json").read_bytes())
    fields = {field["name"] for resource in package["resources"] for field in resource["schema"]["fields"]}
    assert "remark" not in fields


def test_an_incident_form_without_a_field_it_needs_is_refused(tmp_path: Path) -> None:
    options = ExportOptions(fields=frozenset({"killed_total"}))
    with pytest.raises(ExportError, match="incident_date"):
        write_dataset(replace(source_for("incident_forms"), options=options), tmp_path / "o", ["gtd"], created=CREATED)


def test_without_options_a_coded_article_leaves_as_it_is() -> None:
    source = a_secret_source()
    (coded,) = source.coded_articles()
    assert Withholding(source).leaving(coded) is coded
    assert coded.text_length == len(TEXT)
