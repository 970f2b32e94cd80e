"""Whatever a file holds, a reader reads it or refuses it with a sentence; nothing else ever comes out of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.formats.codings.brat import read_brat
from annotator.formats.codings.doccano import read_doccano
from annotator.formats.codings.foreign import CodingFileError, ForeignCodings
from annotator.formats.codings.label_studio import read_label_studio
from annotator.formats.codings.offsets import settled
from annotator.formats.codings.own_tables import read_own_tables
from annotator.formats.codings.table import read_table
from tests.unit.formats.datasets.making import GOLDEN

Reader = Callable[[list[Path]], ForeignCodings]
quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

atoms = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2**33),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=6),
)
anything = st.recursive(
    atoms,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def shaped(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw an object that has some of these keys, each with what belongs there or with anything."""
    return st.fixed_dictionaries({}, optional={key: part | anything for key, part in parts.items()})


offsets = st.integers(-1, 20)
values = shaped(
    start=offsets,
    end=offsets,
    text=st.just("two"),
    labels=st.lists(st.text(max_size=3), max_size=2),
    choices=st.lists(st.text(max_size=3), max_size=2),
    number=st.integers(0, 9),
    globalOffsets=shaped(start=offsets, end=offsets),
)
results = shaped(
    id=st.sampled_from(["a", "b"]),
    type=st.sampled_from(["labels", "choices", "number", "textarea"]),
    from_name=st.just("name"),
    value=values,
)
own_values = shaped(
    field=st.just("killed"),
    level=st.just("incident"),
    report=st.integers(1, 2),
    group=st.integers(1, 2),
    status=st.sampled_from(["coded", "unclear", "odd"]),
    content=shaped(type=st.sampled_from(["count", "text", "bomb"]), low=st.integers(0, 3), text=st.text(max_size=3)),
    evidence=st.lists(shaped(start=offsets, end=offsets, stance=st.sampled_from(["states", "odd"])), max_size=2),
)
own = {
    "coding_id": st.just("c"),
    "article_id": st.just("a"),
    "article_sha256": st.just("f" * 64),
    "values": st.lists(own_values, max_size=3),
    "notes": st.lists(anything, max_size=1),
}
datas = shaped(text=st.just("Twenty-two men ran."), file_name=st.just("a.txt"), **own)
tasks = shaped(
    data=datas,
    annotations=st.lists(shaped(result=st.lists(results, max_size=3), completed_by=anything), max_size=2),
    completions=st.lists(shaped(result=st.lists(results, max_size=2)), max_size=1),
)
examples = shaped(
    text=st.just("Twenty-two men ran."),
    label=st.lists(st.tuples(offsets, offsets, st.just("killed")) | anything, max_size=3),
    entities=st.lists(shaped(start_offset=offsets, end_offset=offsets, label=st.just("killed")), max_size=2),
    username=st.text(max_size=3),
    meta=shaped(file_name=st.just("a.txt")),
    **own,
)
notes = st.lists(
    st.sampled_from(
        [
            *(
                "T1\tkilled 0 6\tTwenty",
                "T1\tkilled 0 6;7 9\tx",
                "T2\t",
                "A1\tStance T1 odd",
                "A2\tReport T1",
                "A",
                "R1",
            ),
            *(
                "#1\tAnnotatorNotes T1\t{}",
                "N1\tReference T1",
                "\t\t",
                "E1\tx:T1",
                "*\tEquiv T1 T2",
                "#",
                "T3\tx 5 1\ty",
            ),
            '#2\tAnnotatorNotes T1\t{"words":1,"value":2,"evidence":3,"status":4,"content":5,"notes":6}',
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    max_size=6,
).map("\n".join)


def read_or_refused(reader: Reader, path: Path) -> None:
    """Read a file; what is read can be laid over a text, and what is refused is refused in a sentence."""
    try:
        found = reader([path])
    except CodingFileError:
        return
    assert all(one.reason.endswith((".", "!")) for one in found.not_taken)
    for coding in found.codings:
        for text in ("Twenty-two men ran.", "😀\r\nTwenty-two"):
            assert len(settled(text, text.replace("\r\n", "\n"), coding.marks)) == len(coding.marks)


@quickly
@given(data=st.lists(tasks, max_size=2) | anything)
def test_any_json_is_read_or_refused_as_label_studio(tmp_path: Path, data: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    read_or_refused(read_label_studio, path)


@quickly
@given(lines=st.lists(examples | anything, max_size=3))
def test_any_json_lines_are_read_or_refused_as_doccano(tmp_path: Path, lines: list[Any]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    read_or_refused(read_doccano, path)


@quickly
@given(annotations=notes)
def test_any_lines_are_read_or_refused_as_brat(tmp_path: Path, annotations: str) -> None:
    (tmp_path / "a.txt").write_text("Twenty-two men ran.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(annotations, encoding="utf-8")
    read_or_refused(read_brat, tmp_path / "a.ann")


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(
    ["a.txt", "0", "6", "killed", "7"]
)
headers = st.lists(
    st.sampled_from(
        ["file_name", "text", "coder", "field", "value", "start", "end", "quote", "incident", "killed", ""]
    ),
    min_size=1,
    max_size=6,
)


@quickly
@given(header=headers, data=st.data())
def test_any_table_is_read_or_refused(tmp_path: Path, header: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(cells, min_size=len(header), max_size=len(header) + 1), max_size=3))
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    path = tmp_path / "a.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    read_or_refused(read_table, path)


@quickly
@given(data=st.binary(max_size=60))
@pytest.mark.parametrize("reader", [read_label_studio, read_doccano, read_brat, read_table])
def test_any_bytes_are_read_or_refused(tmp_path: Path, reader: Reader, data: bytes) -> None:
    path = tmp_path / "a.ann"
    path.write_bytes(data)
    read_or_refused(reader, path)


@quickly
@given(line=st.integers(1, 12), column=st.integers(0, 24), cell=cells)
def test_an_own_table_with_any_cell_changed_is_read_or_refused(
    tmp_path: Path, line: int, column: int, cell: str
) -> None:
    with (GOLDEN / "csv" / "values.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line % len(rows) or 1][column % len(rows[0])] = cell
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    for name in ("articles.csv", "evidence.csv"):
        (tmp_path / name).write_bytes((GOLDEN / "csv" / name).read_bytes())
    path = tmp_path / "values.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    read_or_refused(lambda paths: read_own_tables(paths[0]), path)
