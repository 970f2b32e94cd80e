"""Whatever was coded, exported for another program and read back unchanged: value by value, span by span."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.coding import Coder, Coding, Stance, Value
from annotator.domain.values import SeveralCategories
from annotator.formats.codings.doccano import read_doccano
from annotator.formats.codings.foreign import ForeignCodings, ForeignMark
from annotator.formats.codings.label_studio import read_label_studio
from annotator.formats.codings.offsets import settled
from annotator.formats.codings.own_tables import own_table, read_own_tables
from annotator.formats.codings.registry import OWN_LINES, detected_form, read_codings
from annotator.formats.datasets.registry import write_dataset
from annotator.formats.datasets.source import CodedArticle
from tests.drafts import Draft, default_codebook
from tests.strategies import CodedArticle as Drawn, coded_articles
from tests.unit.formats.datasets.making import CREATED, VERSION, a_source
from tests.unit.formats.refi_qda.test_any_coding import retelling

BOOK = default_codebook()
Said = tuple[object, ...]
Read = Callable[[Path], ForeignCodings]
READERS: dict[str, tuple[str, Read]] = {
    "csv": ("values.csv", read_own_tables),
    "label-studio": ("label-studio/tasks.json", lambda path: read_label_studio([path])),
    "doccano": ("doccano/examples.jsonl", lambda path: read_doccano([path])),
}
every_form = pytest.mark.parametrize("form", READERS)
drawn = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def exported(coded: CodedArticle, folder: Path, form: str) -> Path:
    """Export one coding in one form and return the file that is read back."""
    source = replace(a_source([coded], BOOK), coders=(coded.coder,))
    write_dataset(source, folder, [form], created=CREATED)
    return folder / READERS[form][0]


def as_own(one: Drawn) -> CodedArticle:
    """Return a drawn coding as one under the default codebook."""
    header = one.coding.header.model_copy(update={"codebook_id": VERSION.id, "article_id": one.article.id})
    return CodedArticle(one.article, Coder(id=header.coder_id, name="Ana"), one.coding.with_entities([header]), BOOK)


def places_in(coding: Coding) -> dict[str | None, str]:
    """Return the key of every report and group as an export numbers them."""
    keys: dict[str | None, str] = {None: ""}
    for number, report in enumerate(coding.reports(), start=1):
        keys[report.id] = str(number)
        for level in {group.level for group in coding.groups(report.id)}:
            groups = enumerate(coding.groups(report.id, level), start=1)
            keys |= {group.id: f"{level}_{place}" for place, group in groups}
    return keys


def said_by(coding: Coding) -> Counter[Said]:
    """Return what a coding says: each value once for each of its spans, or once where it has none."""
    keys = places_in(coding)

    def sayings(value: Value) -> Iterator[Said]:
        content = value.content if value.content is None else value.content.model_dump_json()
        whole = (value.field, keys[value.report_id], keys[value.group_id], value.status, content)
        evidence = coding.evidence_for(value.id)
        yield from ((*whole, one.start, one.end, one.stance) for one in evidence)
        if not evidence:
            yield (*whole, None, None, Stance.STATES)

    return Counter(saying for value in coding.values() for saying in sayings(value))


def said_in(marks: tuple[ForeignMark, ...]) -> Counter[Said]:
    """Return what a file says in the same form."""

    def saying(mark: ForeignMark) -> Said:
        content = mark.exact if mark.exact is None else mark.exact.model_dump_json()
        start, end = mark.spans[0] if mark.spans else (None, None)
        return (mark.label, mark.report, mark.group, mark.status, content, start, end, mark.stance)

    return Counter(map(saying, marks))


def is_refused_in_part(folder: Path) -> bool:
    return any(folder.rglob("refused.csv"))


@every_form
def test_any_coding_comes_back_from_the_file_it_went_out_in(
    tmp_path_factory: pytest.TempPathFactory, form: str
) -> None:
    @drawn
    @given(coded_articles())
    def holds(one: Drawn) -> None:
        folder = tmp_path_factory.mktemp("any") / "out"
        coded = as_own(one)
        path = exported(coded, folder, form)
        if is_refused_in_part(folder):
            return
        (found,) = READERS[form][1](path).codings
        assert said_in(found.marks) == said_by(coded.coding)
        assert (found.coder, found.article.article_id) == ("Ana", one.article.id)
        assert found.article.sha256 == one.article.sha256

    holds()


@every_form
def test_the_spans_of_any_coding_settle_where_they_were(tmp_path_factory: pytest.TempPathFactory, form: str) -> None:
    @drawn
    @given(coded_articles(max_reports=2))
    def holds(one: Drawn) -> None:
        folder = tmp_path_factory.mktemp("any") / "out"
        path = exported(as_own(one), folder, form)
        if is_refused_in_part(folder):
            return
        (found,) = READERS[form][1](path).codings
        spans = settled(one.article.text, one.article.text, found.marks)
        assert [tuple(map(tuple, one)) for one in spans if not isinstance(one, str)] == [
            mark.spans for mark in found.marks
        ]

    holds()


@every_form
def test_a_full_gold_coding_comes_back_whole(tmp_path: Path, form: str) -> None:
    coded, _ = retelling()
    path = exported(coded, tmp_path / "out", form)
    (found,) = READERS[form][1](path).codings
    assert said_in(found.marks) == said_by(coded.coding)
    assert len(said_by(coded.coding)) > 50


@every_form
def test_an_export_is_recognised_by_its_folder_and_read_in_its_form(tmp_path: Path, form: str) -> None:
    coded, _ = retelling()
    path = exported(coded, tmp_path / "out", form)
    assert detected_form([path]) == form
    assert read_codings([path], form).codings == READERS[form][1](path).codings
    assert detected_form([path.parent]) == form


def test_the_lossless_lines_are_told_apart_from_every_other_form(tmp_path: Path) -> None:
    coded, source = retelling()
    write_dataset(source, tmp_path / "out", ["jsonl", "csv"], created=CREATED)
    assert detected_form([tmp_path / "out" / "dataset.jsonl"]) == OWN_LINES
    assert own_table([tmp_path / "out"]) == tmp_path / "out" / "values.csv"
    assert own_table([tmp_path / "out" / "articles.csv"]) is None
    assert coded.coding.header.article_id == coded.article.id


# --- Own tables after a spreadsheet was at them ----------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """The own tables of the gold coding."""
    coded, _ = retelling()
    return exported(coded, tmp_path / "out", "csv")


def resaved(path: Path, sign: str = ",", end: str = "\n", mark: str = "") -> None:
    """Save a table anew as a spreadsheet program does, with another sign, line end and mark."""
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, lineterminator=end).writerows(rows)
    path.write_bytes((mark + out.getvalue()).encode())


@pytest.mark.parametrize(("sign", "end", "mark"), [(";", "\r\n", "\ufeff"), ("\t", "\n", ""), (",", "\r\n", "\ufeff")])
def test_own_tables_saved_by_a_spreadsheet_are_read_the_same(tables: Path, sign: str, end: str, mark: str) -> None:
    before = read_own_tables(tables)
    for name in ("values.csv", "evidence.csv", "articles.csv"):
        resaved(tables.with_name(name), sign, end, mark)
    assert own_table([tables]) == tables
    after = read_own_tables(tables)
    assert [said_in(one.marks) for one in after.codings] == [said_in(one.marks) for one in before.codings]


def test_no_category_at_all_comes_back_as_none(tmp_path: Path) -> None:
    draft = Draft()
    draft.report({"weapon": SeveralCategories(categories=())})
    header = draft.header.model_copy(update={"codebook_id": VERSION.id, "article_id": draft.article.id})
    coder = Coder(id=header.coder_id, name="Ana")
    coded = CodedArticle(draft.article, coder, draft.coding.with_entities([header]), BOOK)
    (found,) = read_own_tables(exported(coded, tmp_path / "out", "csv")).codings
    assert [mark.exact for mark in found.marks] == [SeveralCategories(categories=())]


def test_rows_in_another_order_say_the_same(tables: Path) -> None:
    before = read_own_tables(tables)
    for name in ("values.csv", "evidence.csv"):
        path = tables.with_name(name)
        header, *rows = csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True)
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([header, *reversed(rows)])
        path.write_bytes(out.getvalue().encode())
    after = read_own_tables(tables)
    assert [said_in(one.marks) for one in after.codings] == [said_in(one.marks) for one in before.codings]


def test_notes_that_stay_behind_are_counted(tables: Path) -> None:
    path = tables.with_name("notes.csv")
    notes = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True))[1:]
    assert [str(one) for one in read_own_tables(tables).not_taken] == [
        f"notes.csv: {len(notes)} notes are not taken over."
    ]
    path.unlink()
    assert read_own_tables(tables).not_taken == ()


def test_evidence_of_a_value_that_was_taken_out_is_passed_over(tables: Path) -> None:
    header, *rows = csv.reader(io.StringIO(tables.read_bytes().decode(), newline=""), strict=True)
    gone = rows[-1][header.index("value_id")]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows[:-1]])
    before = sum(len(one.marks) for one in read_own_tables(tables).codings)
    tables.write_bytes(out.getvalue().encode())
    after = read_own_tables(tables)
    evidence = csv.DictReader(io.StringIO(tables.with_name("evidence.csv").read_bytes().decode(), newline=""))
    lost = max(1, sum(row["value_id"] == gone for row in evidence))
    assert sum(len(one.marks) for one in after.codings) == before - lost
