"""One coding said in elements: its cases, its selections in the text, its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from annotator.domain.codebook import INCIDENT_LEVEL
from annotator.domain.coding import Note, Stance
from annotator.domain.ids import ValueId
from annotator.domain.values import Status
from annotator.formats.datasets.nlp_forms.marks import Mark, MarkedArticle
from annotator.formats.datasets.placement import Place, PlacedValue
from annotator.formats.datasets.refi_qda.codes import CodeTree
from annotator.formats.datasets.refi_qda.guids import derived_guid, guid_of
from annotator.formats.datasets.refi_qda.variables import Answer, Variables
from annotator.formats.datasets.refi_qda.xml_text import element, escaped, reference, text_element

SOURCE_NAME = "<source-name/>"
"""Stands in the cases where the name of their source belongs, which is known only when they are written."""

_NAME_LENGTH = 60
_JOINT = " · "


class Vocabulary(NamedTuple):
    """The codes and variables of a project."""

    codes: CodeTree
    variables: Variables


class CodedText:
    """The elements of one coding, with `SOURCE_NAME` for the name of its source."""

    def __init__(self, marked: MarkedArticle, vocabulary: Vocabulary) -> None:
        self._marked = marked
        self._codes, self._variables = vocabulary
        self._header = marked.coded.coding.header
        self._codebook = marked.coded.codebook
        self._user = guid_of("coder", marked.coded.coder.id)
        self._source = reference("SourceRef", guid_of("article", self._header.article_id))
        self._words = {placed.value.id: marked.words_of(placed) for placed in marked.values}
        self._told_of_values: dict[ValueId, str] = {}
        self._selections_at: dict[Place, list[str]] = {}
        self._selections_of: dict[str, list[str]] = {}
        self._guids = [guid_of("evidence", mark.evidence.id) for mark in marked.marks]
        for mark, guid in zip(marked.marks, self._guids, strict=True):
            self._selections_at.setdefault(mark.placed.place, []).append(guid)
            for subject in (mark.placed.value.id, mark.evidence.id):
                self._selections_of.setdefault(subject, []).append(guid)

    def cases(self) -> str:
        """Return a case for the coding, for each of its reports and for each group in them."""
        values: dict[Place, list[PlacedValue]] = {place: [] for place in self._places()}
        for placed in self._marked.values:
            values[placed.place].append(placed)
        return "".join(self._case(place, found) for place, found in values.items())

    def _places(self) -> Iterator[Place]:
        """Yield the coding as a whole, then each report with the groups in it, with or without values."""
        yield Place()
        coding = self._marked.coded.coding
        for number, report in enumerate(coding.reports(), start=1):
            yield Place(report.id, number, INCIDENT_LEVEL)
            counted: Counter[str] = Counter()
            for group in coding.groups(report.id):
                counted[group.level] += 1
                yield Place(report.id, number, group.level, group.id, counted[group.level])

    def selections(self) -> str:
        """Return the marked words in the order of the text, each with its codes."""
        notes: dict[str, list[str]] = {}
        for note in self._marked.notes:
            for guid in self._selections_of.get(note.subject_id, ()):
                notes.setdefault(guid, []).append(guid_of("note", note.id))
        marks = zip(self._marked.marks, self._guids, strict=True)
        return "".join([self._selection(mark, guid, notes.get(guid, ())) for mark, guid in marks])

    def notes(self) -> str:
        """Return the coder's notes."""
        return "".join(self._note(note) for note in self._marked.notes)

    def loose_notes(self) -> str:
        """Return references to the notes that are about nothing marked."""
        loose = (note for note in self._marked.notes if note.subject_id not in self._selections_of)
        return "".join(reference("NoteRef", guid_of("note", note.id)) for note in loose)

    def _case(self, place: Place, values: list[PlacedValue]) -> str:
        said = "".join(
            [
                self._variables.of_value(self._header.codebook_id, placed.value, self._words[placed.value.id])
                for placed in values
            ]
        )
        if place.report_id is None:
            said = self._variables.of_whole("Coding", self._facts()) + said
        name = _JOINT.join(("", self._marked.coded.coder.name, *self._where(place)))
        marked = "".join([reference("SelectionRef", guid) for guid in self._selections_at.get(place, ())])
        return (
            f'<Case guid="{self._guid_of_place(place)}" name="{SOURCE_NAME}{escaped(name)}">\n'
            f"{said}{self._source}{marked}</Case>\n"
        )

    def _facts(self) -> dict[str, Answer | None]:
        header = self._header
        return {"state": header.state.value, "completed": header.completed_at, "round": header.round_id}

    def _guid_of_place(self, place: Place) -> str:
        if place.group_id is not None:
            return guid_of("group", place.group_id)
        return guid_of("coding", self._header.id) if place.report_id is None else guid_of("report", place.report_id)

    def _where(self, place: Place) -> Iterator[str]:
        if place.report_number is not None:
            yield f"Incident {place.report_number}"
        if place.group_number is not None:
            group = self._codebook.group(place.level)
            yield f"{group.label if group else place.level} {place.group_number}"

    def _selection(self, mark: Mark, guid: str, notes: Sequence[str]) -> str:
        codings = [
            f'<Coding guid="{derived_guid("mark", guid, code)}" creatingUser="{self._user}">\n'
            f"{reference('CodeRef', code)}</Coding>\n"
            for code in self._codes_of(mark)
        ]
        references = [reference("NoteRef", note) for note in notes]
        return (
            f'<PlainTextSelection guid="{guid}" name="{escaped(_shortened(mark.evidence.quote))}"'
            f' startPosition="{mark.start}" endPosition="{mark.end}" creatingUser="{self._user}">\n'
            f"{self._description(mark)}{''.join(codings)}{''.join(references)}</PlainTextSelection>\n"
        )

    def _description(self, mark: Mark) -> str:
        value_id = mark.placed.value.id
        told = self._told_of_values.get(value_id)
        if told is None:
            told = self._told_of_values[value_id] = escaped(self._told(mark.placed))
        return f"<Description>{told}{_JOINT}{mark.evidence.stance.value}</Description>\n"

    def _told(self, placed: PlacedValue) -> str:
        """Return where a value stands, its field and what is coded."""
        field = self._codebook.fields_by_id[placed.value.field]
        told = ": ".join(filter(None, (field.label, self._words[placed.value.id])))
        return _JOINT.join((*self._where(placed.place), told))

    def _codes_of(self, mark: Mark) -> Collection[str]:
        """Return the codes of the chosen categories; the field's where none is, or where the words speak against it."""
        value, field = mark.placed.value, self._codebook.fields_by_id[mark.field]
        is_said = value.status is Status.CODED and mark.evidence.stance is not Stance.CONTRADICTS
        return self._codes.codes_of(self._header.codebook_id, field, value.content if is_said else None)

    def _note(self, note: Note) -> str:
        about = ("Asks for discussion." if note.is_flagged else "", f"Answers rule {note.rule}." if note.rule else "")
        return element(
            "Note",
            {"guid": guid_of("note", note.id), "name": _shortened(note.text), "creatingUser": self._user},
            text_element("Description", " ".join(filter(None, about))),
            text_element("PlainTextContent", note.text),
        )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _NAME_LENGTH else f"{line[: _NAME_LENGTH - 1]}…"
