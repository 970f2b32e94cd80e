"""A project as another library reads it: pyrefiqda, whose models were generated from the published schema.

Elements and attributes the schema does not have, and values it does not allow, are errors here.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pyrefiqda import RefiProject  # type: ignore[import-untyped]
from pyrefiqda.models import Project  # type: ignore[import-untyped]
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.models.datatype import XmlDate, XmlDateTime
from xsdata_pydantic.bindings import XmlParser

from annotator.domain.coding import Coding
from annotator.formats.datasets.refi_qda.guids import guid_of
from annotator.formats.datasets.source import CodedArticle

Answer = str | bool | int | Decimal | dt.date
_STRICT = ParserConfig(
    fail_on_unknown_properties=True, fail_on_unknown_attributes=True, fail_on_converter_warnings=True
)


class Marked(NamedTuple):
    """A selection: its GUID, whose it is, in which source, where, its words there, the notes on it by GUID."""

    guid: str
    coder: str
    source: str
    start: int
    end: int
    words: str
    notes: tuple[str, ...]


class Noted(NamedTuple):
    """A note: its GUID, whose it is, its text."""

    guid: str
    coder: str
    text: str


def parsed(xml: str) -> Any:
    """Return the project in a ``project.qde``; raises ValueError for what the schema does not know."""
    return XmlParser(config=_STRICT).from_string(xml, Project)


class Independent:
    """An archive loaded by the other library, by its own way of unpacking it and of finding sources."""

    def __init__(self, archive: Path, unpacked: Path) -> None:
        self.project = RefiProject.load(archive, str(unpacked))
        self.xml = (unpacked / "project.qde").read_text(encoding="utf-8")
        assert parsed(self.xml) == self.project
        found = self.project.sources.text_source if self.project.sources else []
        self.texts = {
            one.guid: RefiProject.resolve_source_path(one.plain_text_path, unpacked).read_bytes().decode()
            for one in found
        }
        self._sources = found
        self._kinds = {
            one.guid: (one.name, one.type_of_variable.value)
            for one in (self.project.variables.variable if self.project.variables else [])
        }

    @property
    def users(self) -> dict[str, str]:
        """The coders' names by GUID."""
        return {one.guid: one.name for one in (self.project.users.user if self.project.users else [])}

    @property
    def codes(self) -> dict[str, tuple[str, bool]]:
        """Every code's name, and whether words can be coded with it, by GUID."""
        top = self.project.code_book.codes.code if self.project.code_book else []
        return {one.guid: (one.name, one.is_codable) for one in _with_children(top)}

    @property
    def source_names(self) -> dict[str, str]:
        """The sources' names by GUID."""
        return {one.guid: one.name for one in self._sources}

    @property
    def cases(self) -> dict[str, dict[str, Answer]]:
        """The answers of every case by the variables' names, by the case's GUID."""
        return {one.guid: self.answers(one) for one in (self.project.cases.case if self.project.cases else [])}

    @property
    def facts(self) -> dict[str, dict[str, Answer]]:
        """What is known of every source, by its GUID."""
        return {one.guid: self.answers(one) for one in self._sources}

    def marks(self) -> Counter[Marked]:
        """Return every selection."""
        return Counter(
            Marked(
                one.guid,
                one.creating_user,
                source.guid,
                one.start_position,
                one.end_position,
                self.texts[source.guid][one.start_position : one.end_position],
                tuple(sorted(note.target_guid for note in one.note_ref)),
            )
            for source in self._sources
            for one in source.plain_text_selection
        )

    def codes_of(self) -> dict[str, tuple[str, ...]]:
        """Return the names of the codes on every selection, by its GUID."""
        return {
            one.guid: tuple(self.codes[coding.code_ref.target_guid][0] for coding in one.coding)
            for source in self._sources
            for one in source.plain_text_selection
        }

    def notes(self) -> Counter[Noted]:
        """Return every note."""
        found = self.project.notes.note if self.project.notes else []
        return Counter(Noted(one.guid, one.creating_user, one.plain_text_content or "") for one in found)

    def answers(self, holder: Any) -> dict[str, Answer]:
        """Return the answers a case or source holds; each must be of the type its variable declares, and only one."""
        told: dict[str, Answer] = {}
        for one in holder.variable_value:
            name, kind = self._kinds[one.variable_ref.target_guid]
            given = {key: answer for key, answer in _slots(one).items() if answer is not None}
            assert set(given) <= {kind}
            assert name not in told
            told[name] = _plain(given.get(kind, ""))
        return told


def all_marks(coded: Iterable[CodedArticle]) -> Counter[Marked]:
    """Return the selections that say every evidence span of these codings."""
    return Counter(
        Marked(
            guid_of("evidence", one.id),
            guid_of("coder", each.coder.id),
            guid_of("article", each.article.id),
            one.start,
            one.end,
            one.quote,
            tuple(sorted(_notes_on(each.coding, (one.id, one.value_id)))),
        )
        for each in coded
        for one in each.coding.evidence()
    )


def all_notes(coded: Iterable[CodedArticle]) -> Counter[Noted]:
    """Return every note of these codings."""
    return Counter(
        Noted(guid_of("note", note.id), guid_of("coder", each.coder.id), note.text)
        for each in coded
        for note in each.coding.notes()
    )


def all_places(coded: Iterable[CodedArticle]) -> Counter[str]:
    """Return the GUIDs of every coding, report and group that is there."""
    return Counter(guid for each in coded for guid in _places_of(each.coding))


def _places_of(coding: Coding) -> Iterator[str]:
    yield guid_of("coding", coding.header.id)
    for report in coding.reports():
        yield guid_of("report", report.id)
        yield from (guid_of("group", group.id) for group in coding.groups(report.id))


def _notes_on(coding: Coding, subjects: tuple[str, ...]) -> Iterator[str]:
    return (guid_of("note", note.id) for note in coding.notes() if note.subject_id in subjects)


def _with_children(codes: Iterable[Any]) -> Iterator[Any]:
    for one in codes:
        yield one
        yield from _with_children(one.code)


def _slots(value: Any) -> Mapping[str, Any]:
    return {
        "Text": value.text_value,
        "Boolean": value.boolean_value,
        "Integer": value.integer_value,
        "Float": value.float_value,
        "Date": value.date_value,
        "DateTime": value.date_time_value,
    }


def _plain(answer: Any) -> Answer:
    """Return a day or a time of the other library as Python's own."""
    match answer:
        case XmlDateTime():
            return answer.to_datetime()
        case XmlDate():
            return answer.to_date()
        case bool() | str() | int() | Decimal():
            return answer
        case _:
            raise TypeError(f"{type(answer)} is no answer of a variable")
