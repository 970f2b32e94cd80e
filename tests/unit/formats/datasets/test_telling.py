"""Forms whose work is divided write the same files as forms that do it all themselves."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from annotator.domain.values import Location, Status
from annotator.formats.datasets import registry
from annotator.formats.datasets.form import DivisibleSink
from annotator.formats.datasets.output import DryFolder
from annotator.formats.datasets.registry import ExportCancelledError, ExportSummary, teller_of, write_dataset
from annotator.formats.datasets.source import CodedArticle, DatasetSource, ExportOptions
from annotator.formats.datasets.telling import Teller, ToldStretch
from tests.unit.formats.datasets.making import CREATED, CodingMaker, a_codebook, a_source, all_coded
from tests.unit.formats.nlp_forms.hard_texts import SpanMaker, a_hard_coding, coded_texts

DIVISIBLE = (
    *("csv", "csv-wide", "csv-spreadsheet", "jsonl"),
    *("spacy", "conll", "brat", "xmi", "label-studio", "doccano", "web-annotation", "refi-qda"),
)
WITHOUT_TEXT = ("csv", "csv-wide", "csv-spreadsheet", "jsonl", "web-annotation")


def trouble() -> list[SpanMaker]:
    """Return codings of what forms refuse, alter or number: formulas, forbidden characters, marks, one text twice."""
    made = [
        a_hard_coding(1),
        SpanMaker(2, "\ufeffRaid, two killed", title="=1+1"),
        SpanMaker(3, "a\x01b \n c", title="@"),
    ]
    made += [SpanMaker(4, "same text", title="=2"), SpanMaker(5, "same text", title="=2"), a_hard_coding(6)]
    made[4].article = made[3].article
    for one in made[1:5]:
        report = one.report(0)
        one.marked("killed", [(0, 2), (1, 4)], None, report)
        one.marked("no such field", [(0, 1)], None, report)
        one.marked("place", [(0, 1)], Location(verbatim="there"), report)
        one.note(one.marked("remark", [], None, report, status=Status.UNCLEAR).id, "-1 \x02")
    return made


def source_of(made: Sequence[CodingMaker], options: ExportOptions | None = None) -> DatasetSource:
    codebook = a_codebook()
    articles = [*(one.coded(codebook) for one in made), *all_coded(codebook)]
    return replace(a_source(articles, codebook), options=options or ExportOptions())


def sent(told: ToldStretch) -> ToldStretch:
    """Return what arrives when it is sent to another process."""
    arrived: ToldStretch = pickle.loads(pickle.dumps(told))  # noqa: S301 - made one line ago
    return arrived


def divided(source: DatasetSource, tellers: int, stretch: int) -> registry.Elsewhere:
    """Have several sets of forms say their part in turn, sent as to another process."""

    @contextmanager
    def elsewhere(forms: Sequence[str]) -> Iterator[Iterator[ToldStretch]]:
        with ExitStack() as stack:
            several = cycle([stack.enter_context(teller_of(source, forms)) for _ in range(tellers)])
            yield (sent(next(several).told(some)) for some in stretches())

    def stretches() -> Iterator[list[CodedArticle]]:
        coded = list(source.coded_articles())
        return (coded[start : start + stretch] for start in range(0, len(coded), stretch))

    return elsewhere


def written(source: DatasetSource, folder: Path, forms: Sequence[str], **more: Any) -> ExportSummary:
    return write_dataset(source, folder, forms, created=CREATED, **more)


@pytest.mark.parametrize("form", DIVISIBLE)
@pytest.mark.parametrize("tellers, stretch", [(1, 1), (2, 1), (3, 2), (2, 100)])
def test_what_others_say_is_written_as_if_it_were_said_here(
    form: str, tellers: int, stretch: int, tmp_path: Path
) -> None:
    source = source_of(trouble())
    here = written(source, tmp_path / "here", [form])
    assert written(source, tmp_path / "there", [form], elsewhere=divided(source, tellers, stretch)) == here


def test_forms_that_cannot_be_divided_are_written_beside_those_that_can(tmp_path: Path) -> None:
    source, forms = source_of(trouble()), ["xlsx", "jsonl", "csv-spreadsheet"]
    here = written(source, tmp_path / "here", forms)
    assert written(source, tmp_path / "there", forms, elsewhere=divided(source, 2, 2)) == here


@pytest.mark.parametrize("form", WITHOUT_TEXT)
def test_what_is_kept_back_is_kept_back_elsewhere_and_listed(form: str, tmp_path: Path) -> None:
    source = source_of(trouble(), ExportOptions(with_text=False, fields=frozenset({"name", "place", "killed"})))
    here = written(source, tmp_path / "here", [form])
    assert any("do not leave" in remark for remark in here.remarks)
    assert written(source, tmp_path / "there", [form], elsewhere=divided(source, 2, 2)) == here


@given(st.lists(coded_texts(), min_size=1, max_size=3), st.sampled_from(DIVISIBLE))
@settings(max_examples=60)
def test_of_any_texts_the_files_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, made: list[SpanMaker], form: str
) -> None:
    source, folder = source_of(made), tmp_path_factory.mktemp("any")
    here = written(source, folder / "here", [form])
    assert written(source, folder / "there", [form], elsewhere=divided(source, 2, 1)) == here


@pytest.mark.parametrize("form", DIVISIBLE)
def test_what_is_said_of_an_article_does_not_hang_on_those_before(form: str) -> None:
    source = source_of(trouble())
    coded = list(source.coded_articles())
    with teller_of(source, [form]) as one, teller_of(source, [form]) as other:
        assert one.told(coded).articles == len(coded)
        # What comes into use for the first time is told once by each; all else is the same in any order.
        other.told(coded)
        assert [one.told([each]).said for each in coded] == [other.told([each]).said for each in reversed(coded)][::-1]


def test_when_it_is_cancelled_nothing_is_left(tmp_path: Path) -> None:
    source, done = source_of(trouble()), list[int]()
    with pytest.raises(ExportCancelledError):
        written(
            source,
            tmp_path / "there",
            ["csv", "jsonl"],
            progress=done.append,
            is_cancelled=lambda: len(done) == 2,
            elsewhere=divided(source, 1, 2),
        )
    assert done == [2, 4]
    assert list(tmp_path.iterdir()) == []


def test_nobody_elsewhere_is_asked_where_no_form_can_be_divided(tmp_path: Path) -> None:
    def elsewhere(_forms: Sequence[str]) -> Any:
        raise AssertionError("asked")

    assert written(source_of([]), tmp_path / "out", ["sqlite"], elsewhere=elsewhere).rows == len(
        all_coded(a_codebook())
    )


def test_the_forms_that_can_be_divided_are_these() -> None:
    known = registry.writers | registry.nlp_writers | registry.qualitative_writers
    with ExitStack() as stack:
        sinks = {
            name: stack.enter_context(writer.open(source_of([]), DryFolder()))
            for name, writer in known.items()
            if name not in {"xlsx", "parquet", "hugging-face", "spacy-docbin", "sqlite"}
        }
    assert {name for name, sink in sinks.items() if isinstance(sink, DivisibleSink)} == set(DIVISIBLE)


def test_a_form_that_cannot_be_divided_says_nothing() -> None:
    with pytest.raises(TypeError, match="cannot be divided"):
        Teller(source_of([]), [registry.writers["sqlite"]])
