"""What a form wants to be told of records: some of their columns, and texts made of them.

A form that writes half a million records spends most of its time on making them and then text of them. So it says
beforehand what it needs, and where a record is stored as usual, the data base puts it together; of any other record the
same is told by `annotator.formats.datasets.told`. Both say it alike to the byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

ToldRow = tuple[Any, ...]
"""The id of a record's coding, then what the wording asks for: columns as they are stored, texts, and bytes of JSON."""


@dataclass(frozen=True, slots=True)
class AsJson:
    """The whole record as one JSON object in UTF-8, its fields in their order, without spaces."""


@dataclass(frozen=True, slots=True)
class AsCells:
    """Columns of text as the cells of a row of CSV, each in quotes whether it needs them or not.

    Only columns that are never without a value.
    """

    columns: tuple[str, ...]


Asked = str | AsJson | AsCells
"""A column by its name, or a text."""

AS_JSON: Final = AsJson()

Wording = tuple[Asked, ...]
"""What is told of each record of one kind that is not deleted, the records in any order.

Whoever asks for the whole of values also asks for their column ``content``, by which they are checked.
What hides a record beside its own tombstone, as that of its report, is for the form to see to.
"""
