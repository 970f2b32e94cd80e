"""Values as variables: each in words and, where it has parts, each part with its own type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, Value
from annotator.domain.ids import CodebookId
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    Moment,
    Status,
)
from annotator.formats.datasets.refi_qda.guids import UniqueNames, derived_guid
from annotator.formats.datasets.refi_qda.xml_text import element, escaped
from annotator.formats.datasets.remembered import Remembered

Answer = bool | int | float | dt.date | str
WORDS = ""
"""The part that holds the whole value in words."""
_NO_SPAN = "why no words are marked"
_OF_NO_FIELD = -1
_JOINT = " | "


class Variable(NamedTuple):
    """A variable; ``rank`` puts it in the codebook's order, ``kind`` is the standard's type."""

    rank: int
    kind: str
    name: str
    guid: str


class _FieldOf(NamedTuple):
    """A field of one codebook, or what stands for one: its place in the order, its key, its name for people."""

    rank: int
    key: tuple[str, str]
    label: str


_Key = tuple[str, str, str, str]


class Variables:
    """The variables that are used, and values of them."""

    def __init__(self, versions: Sequence[CodebookVersion], codebooks: Sequence[Codebook]) -> None:
        self._fields: dict[tuple[CodebookId, str], _FieldOf] = {}
        for version, codebook in zip(versions, codebooks, strict=True):
            for field in codebook.fields:
                group = codebook.group(field.level)
                label = f"{group.label}: {field.label}" if group else field.label
                self._fields[version.id, field.id] = _FieldOf(len(self._fields), (version.sha256, field.id), label)
        self._told: dict[tuple[CodebookId, str], Remembered[str]] = {}
        self._used: dict[_Key, Variable] = {}

    @property
    def used(self) -> int:
        """The number of variables that have a value so far."""
        return len(self._used)

    def used_after(self, count: int) -> tuple[tuple[_Key, Variable], ...]:
        """Return the variables that came into use after so many others."""
        return tuple(islice(self._used.items(), count, None))

    def take(self, used: Iterable[tuple[_Key, Variable]]) -> None:
        """Take variables that have a value elsewhere for used."""
        for key, variable in used:
            self._used.setdefault(key, variable)

    def of_value(self, codebook_id: CodebookId, value: Value, words: str) -> str:
        """Return one value's elements; ``words`` says it in a line."""
        field = self._fields[codebook_id, value.field]
        content, reason = value.content, value.missing_evidence_reason
        if content is None or value.status is not Status.CODED:  # the words may then be others than the content's
            told = self._content(content, field, words)
        else:
            remembered = self._told.get((codebook_id, value.field))
            if remembered is None:
                remembered = self._told[codebook_id, value.field] = Remembered(self._content)
            told = remembered.of(content, field, words)
        return told + self._said(field, _NO_SPAN, reason) if reason else told

    def _content(self, content: Content | None, field: _FieldOf, words: str) -> str:
        whole = _whole(content) or words
        parts: list[tuple[str, Answer]] = [(WORDS, whole)] if whole else []
        return "".join(self._said(field, part, answer) for part, answer in (*parts, *_parts(content)))

    def of_article(self, article: Article) -> str:
        """Return the elements that say what is known of an article."""
        metadata = article.metadata
        parts: dict[str, Answer | None] = {
            "title": metadata.title,
            "published": metadata.published_day,
            "published, as written": metadata.published_as_written,
            "author": metadata.author,
            "source": metadata.source,
            "address": metadata.url,
            "file": article.file_name,
            "SHA-256 of the text": article.sha256,
        }
        if isinstance(metadata.published, dt.datetime):
            parts["published, with the time"] = metadata.published
        return self.of_whole("Article", parts)

    def of_whole(self, label: str, parts: dict[str, Answer | None]) -> str:
        """Return elements for facts that are no field's; those that are unknown are left out."""
        known = ((part, answer) for part, answer in parts.items() if answer is not None and answer != "")
        return "".join(self._said(_FieldOf(_OF_NO_FIELD, ("", label), label), part, answer) for part, answer in known)

    def xml(self) -> str:
        """Return the declarations of every variable that has a value."""
        names = UniqueNames()
        declared = (
            element("Variable", {"guid": one.guid, "name": names.unique(one.name), "typeOfVariable": one.kind})
            for one in sorted(self._used.values(), key=attrgetter("rank"))
        )
        return "".join(declared)

    def _said(self, field: _FieldOf, part: str, answer: Answer) -> str:
        kind, text = _typed(answer)
        variable = self._used.get((*field.key, part, kind))
        if variable is None:
            name = f"{field.label}: {part.replace('_', ' ')}" if part else field.label
            variable = Variable(field.rank, kind, name, derived_guid("variable", *field.key, part, kind))
            self._used[*field.key, part, kind] = variable
        return (
            f'<VariableValue>\n<VariableRef targetGUID="{variable.guid}"/>\n'
            f"<{kind}Value>{escaped(text)}</{kind}Value>\n</VariableValue>\n"
        )


def _whole(content: Content | None) -> str:
    """Return the coder's own words as they are; other contents are described."""
    return content.text if isinstance(content, FreeText) else ""


def _parts(content: Content | None) -> Iterator[tuple[str, Answer]]:
    """Yield the parts of a content that has any."""
    if isinstance(content, Moment):
        yield "day", content.day
        if isinstance(content.at, dt.datetime):
            yield "day and time", content.at
    elif isinstance(content, Count | DateRange | Location | EntityName | AttributedValue):
        for name in type(content).model_fields:
            part = getattr(content, name)
            if name != "type" and part not in (None, "", ()):
                yield name, _JOINT.join(part) if isinstance(part, tuple) else part


def _typed(answer: Answer) -> tuple[str, str]:
    """Return the standard's type for an answer, and how XML Schema writes it."""
    match answer:
        case bool():
            return "Boolean", "true" if answer else "false"
        case int():
            return "Integer", str(answer)
        case float():
            return "Float", f"{Decimal(repr(answer)):f}"
        case dt.datetime():
            return "DateTime", answer.isoformat()
        case dt.date():
            return "Date", answer.isoformat()
        case _:
            return "Text", str(answer)
