"""What a wording asks for of a coding's records, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from pydantic_core import to_json

from annotator.domain.content_json import content_to_json
from annotator.domain.stored_records import StoredRecords
from annotator.domain.wording import AsCells, AsJson, Asked, ToldRow, Wording


def told(records: Mapping[str, Any], wording: Wording) -> Sequence[ToldRow]:
    """Return what a wording asks for of one coding's records of a kind that are not deleted.

    The data base tells it of records that are as they are stored there (`annotator.store.wordings`). Where something
    was taken out of them or one is stored in an unusual way, it is told of the records.
    """
    stored = records.told_if_usual(wording) if isinstance(records, StoredRecords) else None
    return _told_of(records, wording) if stored is None else stored


def _told_of(records: Mapping[str, Any], wording: Wording) -> Sequence[ToldRow]:
    said = [_saying(asked) for asked in wording]
    live = (record for record in records.values() if not record.is_deleted)
    return [(record.coding_id, *(say(record) for say in said)) for record in live]


@cache
def _saying(asked: Asked) -> Callable[[Any], Any]:
    if isinstance(asked, AsJson):
        return to_json
    if isinstance(asked, AsCells):
        return lambda record: ",".join([_quoted(getattr(record, name)) for name in asked.columns])
    if asked == "content":
        return lambda record: None if record.content is None else content_to_json(record.content)
    return attrgetter(asked)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
