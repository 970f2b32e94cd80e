"""What a form of incidents says of a coding elsewhere is written as if it were said here."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from annotator.domain.errors import ExportError
from annotator.formats.datasets.form import DivisibleSink, FormResult
from annotator.formats.datasets.incident_forms.writers import incident_writers
from annotator.formats.datasets.output import DryFolder
from annotator.formats.datasets.source import CodedArticle
from tests.drafts import draft_of
from tests.unit.formats.datasets.making import CodingMaker, a_codebook
from tests.unit.formats.incident_forms.making import TOWN, actor, coded, sample, source_of, written


def codings() -> list[CodedArticle]:
    """Return codings of which forms refuse some, lose something of others, and alter texts like formulas."""
    return [*sample(), coded(draft_of({"location": TOWN}, actor("=1+1"), actor("+2")), 9, title="@title")]


def opened(form: str, folder: Path | DryFolder) -> DivisibleSink:
    sink = incident_writers[form].open(source_of(*codings()), folder)
    assert isinstance(sink, DivisibleSink)
    return sink


@pytest.mark.parametrize("form", incident_writers)
def test_the_files_and_remarks_are_the_same(form: str, tmp_path: Path) -> None:
    here = written(incident_writers[form], tmp_path / "here", *codings())
    with (elsewhere := opened(form, DryFolder())):
        sent = [pickle.dumps(elsewhere.told(stretch)) for stretch in (codings()[:2], codings()[2:])]
    (tmp_path / "there").mkdir()
    with (sink := opened(form, tmp_path / "there")):
        for told in sent:
            sink.write(pickle.loads(told))  # noqa: S301 - made three lines ago
        there: FormResult = sink.finished()
    assert there == here
    assert any(file.name == "refused.csv" for file in there.files)
    assert form == "muc4" or there.altered_count > 0


@pytest.mark.parametrize("form", incident_writers)
def test_a_codebook_without_the_fields_is_refused_where_it_is_told(form: str) -> None:
    with (
        (sink := opened(form, DryFolder())),
        pytest.raises(ExportError, match="cannot be made from the codebook raids"),
    ):
        sink.told([CodingMaker(1).coded(a_codebook())])
