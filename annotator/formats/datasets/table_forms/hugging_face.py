"""A Hugging Face dataset folder: `data/train-00000-of-00001.parquet` and a card, `README.md`.

``datasets.load_dataset("<folder>")`` reads it (https://huggingface.co/docs/hub/datasets-cards and
https://huggingface.co/docs/datasets/repository_structure). There is one split, ``train``, with one row for each coding:
the article and its text, whose coding it is, every value (``values``, contents in short and whole as JSON) and every
span of evidence (``spans``, in code points of ``text``, overlaps and all). How to split further is the reader's
decision. The licence in the card is ``unknown`` unless one is given: who may pass the texts on is not the app's to say.

Where nothing is coded the split has columns and no rows. `datasets` (5.2) makes no table of such a split, whatever its
files or the card say, but streams it; so the card tells how to open it, and the export that it is empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from annotator.domain.codebook import Codebook
from annotator.formats.datasets.extras import needed
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.long_tables import in_full, short
from annotator.formats.datasets.nlp_forms.marks import Layout, MarkedArticle
from annotator.formats.datasets.output import Folder, OutputFile
from annotator.formats.datasets.placement import PlacedValue
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.table_forms.parquet import ParquetFile

DATA_NAME = "data/train-00000-of-00001.parquet"
CARD_NAME = "README.md"
LICENSE_UNKNOWN = "unknown"
_ROWS_KEPT = 500
"""Rows with a whole article each."""
_EMPTY = (
    "The Hugging Face dataset has no rows, which load_dataset opens only with streaming=True; its README.md says more."
)
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))

FEATURES = (
    ("coding_id", "string", "The coding: one coder's work on one article."),
    ("article_id", "string", "The article."),
    ("article_sha256", "string", "SHA-256 of the text in UTF-8."),
    ("file_name", "string", "The file the article came from."),
    ("title", "string", "The article's title."),
    ("published", "string", "Publication day or time, ISO 8601."),
    ("source", "string", "Who published the article."),
    ("url", "string", "The article's web address."),
    ("text", "string", "The article's text as it was coded."),
    ("coder", "string", "Who coded."),
    ("codebook", "string", "The codebook's id."),
    ("codebook_version", "int64", "The codebook's version."),
    ("state", "string", "draft, or complete when the coder has declared the coding finished."),
    ("report_count", "int64", "Number of incidents the article tells of; 0 where none is coded."),
)
SPAN_FEATURES = (
    ("start", "int64", "Where the span begins: code points of text."),
    ("end", "int64", "Where it ends, the code point after the last."),
    ("field", "string", "The field it is evidence for."),
    ("stance", "string", "states, implies, contradicts or inference."),
    ("report", "int64", "The incident's number; null for the article as a whole."),
    ("value_id", "string", "The value it is evidence for."),
)
VALUE_FEATURES = (
    ("id", "string", "The value."),
    ("field", "string", "The field."),
    ("level", "string", "article, incident, or the group's level."),
    ("report", "int64", "The incident's number; null for the article as a whole."),
    ("group", "int64", "The group's number within its incident and level; null outside groups."),
    ("status", "string", "coded, not_mentioned, unclear or not_applicable."),
    ("value", "string", "What was coded, in short."),
    ("content", "string", "What was coded, whole, as JSON, where value does not hold all of it."),
)


class HuggingFaceFolder:
    """The folder being written."""

    def __init__(self, source: DatasetSource, folder: Folder, license_id: str = LICENSE_UNKNOWN) -> None:
        self._source = source
        self._folder = folder
        self._license = license_id
        self._layout = Layout(source)
        self._rows = 0
        with ExitStack() as opening:
            self._data = opening.enter_context(ParquetFile(folder, DATA_NAME, _schema(), _ROWS_KEPT))
            self._open = opening.pop_all()

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article."""
        self._data.add([tuple(_row(self._layout.marked(coded)))])
        self._rows += 1

    def finished(self) -> FormResult:
        """Close the data, write the card and return what was written."""
        data = self._data.finished()
        with OutputFile(self._folder, CARD_NAME) as output:
            output.write(card(self._source, self._license, self._rows, self._data.bytes_in_memory).encode())
            return FormResult((data, output.finished(1)), () if self._rows else (_EMPTY,))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)


def card(source: DatasetSource, license_id: str, rows: int, size: int) -> str:
    """Return the dataset's card: a head in YAML and what the columns are; JSON texts are YAML texts.

    ``size`` is in bytes of Arrow; `datasets` wants it beside the number of rows.
    """
    size_category = next((name for most, name in _SIZES if rows < most), "n>1M")
    head = [
        "---",
        f"pretty_name: {json.dumps(source.project_name, ensure_ascii=False)}",
        f"license: {json.dumps(license_id)}",
        "task_categories:",
        "- token-classification",
        "tags:",
        "- event-extraction",
        "- news",
        "size_categories:",
        f"- {size_category}",
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - split: train",
        f"    path: {DATA_NAME}",
        "dataset_info:",
        "  features:",
        *(f"  - name: {name}\n    dtype: {kind}" for name, kind, _ in FEATURES),
        *_nested("spans", SPAN_FEATURES),
        *_nested("values", VALUE_FEATURES),
        "  splits:",
        "  - name: train",
        f"    num_bytes: {size}",
        f"    num_examples: {rows}",
        "---",
    ]
    return "\n".join((*head, "", *_text_of_card(source, rows), ""))


def _nested(name: str, features: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    yield f"  - name: {name}"
    yield "    list:"
    for feature, kind, _ in features:
        yield f"    - name: {feature}\n      dtype: {kind}"


def _text_of_card(source: DatasetSource, rows: int) -> Iterator[str]:
    yield f"# {' '.join(source.project_name.split()) or 'Coded news articles'}"
    yield ""
    codings = "coding" if rows == 1 else "codings"
    yield f"{rows:,} hand-made {codings} of news articles about violent incidents, one row each, in one split."
    yield "Offsets count Unicode code points of `text`, from 0, the end not included. Spans may overlap."
    yield f"Made by the Incident Annotator {source.app_version} from head {source.head} of the project."
    if not rows:
        yield from _ways_to_open_nothing()
    for title, features in (("Columns", FEATURES), ("`spans`", SPAN_FEATURES), ("`values`", VALUE_FEATURES)):
        yield ""
        yield f"## {title}"
        yield ""
        yield from (f"- `{name}` ({kind}): {text}" for name, kind, text in features)
    for codebook in source.ordered_codebooks:
        yield ""
        yield f"## Fields of the codebook {codebook.id}, version {codebook.version}"
        yield ""
        yield from _fields_of(codebook)


def _ways_to_open_nothing() -> Iterator[str]:
    yield from ("", "## This dataset is empty", "")
    yield f"No coding was chosen, so `{DATA_NAME}` has all columns and no rows. The library `datasets`"
    yield "makes no table of a split without rows (“corresponds to no data”). In this folder, both of these open it:"
    yield from ("", "```python", "import os", "import datasets", "import pyarrow.parquet", "")
    yield 'stream = datasets.load_dataset(os.getcwd(), split="train", streaming=True)'
    yield f'table = datasets.Dataset(pyarrow.parquet.read_table("{DATA_NAME}"))'
    yield "```"


def _fields_of(codebook: Codebook) -> Iterator[str]:
    for field in codebook.fields:
        choices = ", ".join(f"`{category.id}`" for category in field.categories)
        yield f"- `{field.id}` ({field.type.value}, {field.level}): {field.label}{f': {choices}' if choices else ''}"


def _schema() -> Any:
    arrow = needed("pyarrow", "The Hugging Face form", "parquet")
    kinds = {"string": arrow.string(), "int64": arrow.int64()}
    nested = {
        name: arrow.list_(arrow.struct([(feature, kinds[kind]) for feature, kind, _ in features]))
        for name, features in (("spans", SPAN_FEATURES), ("values", VALUE_FEATURES))
    }
    return arrow.schema([*((name, kinds[kind]) for name, kind, _ in FEATURES), *nested.items()])


def _row(marked: MarkedArticle) -> Iterator[Any]:
    """Yield the cells of one coding in the order of the schema."""
    coded = marked.coded
    article, metadata, header = coded.article, coded.article.metadata, coded.coding.header
    yield from (header.id, article.id, article.sha256, article.file_name, metadata.title)
    yield metadata.published.isoformat() if metadata.published else None
    yield from (metadata.source, metadata.url, article.text, coded.coder.name)
    yield from (coded.codebook.id, coded.codebook.version, header.state.value, len(coded.coding.reports()))
    yield [
        {
            "start": mark.start,
            "end": mark.end,
            "field": mark.field,
            "stance": mark.evidence.stance.value,
            "report": mark.placed.place.report_number,
            "value_id": mark.placed.value.id,
        }
        for mark in marked.marks
    ]
    yield [_value(placed) for placed in marked.values]


def _value(placed: PlacedValue) -> dict[str, Any]:
    value, place, evidence = placed
    told = None if value.content is None else short(value.content, evidence)
    return {
        "id": value.id,
        "field": value.field,
        "level": place.level,
        "report": place.report_number,
        "group": place.group_number,
        "status": value.status.value,
        "value": None if told is None else str(told),
        "content": in_full(value.content),
    }
