"""A reader of REFI-QDA archives made from a ZIP and an XML library only, for comparing with what was coded."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.refi_qda.writer import qualitative_writers
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests.unit.formats.datasets.making import CodingMaker, a_codebook, a_source
from tests.unit.formats.refi_qda.schemas import faults

GOLDEN = Path(__file__).resolve().parents[3] / "golden" / "refi_qda"
Q = "{urn:QDA-XML:project:1.0}"


@dataclass(frozen=True)
class Selection:
    """One marked stretch: its quote cut from the source, who marked it, names of its codes, its notes' texts."""

    guid: str
    quote: str
    coder: str
    codes: tuple[str, ...]
    description: str
    notes: tuple[str, ...]
    span: tuple[int, int]


class Qdpx:
    """An archive taken apart."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}
            self.times = {one.date_time for one in archive.infolist()}
        self.xml = self.files["project.qde"].decode()
        self.root = ET.fromstring(self.xml)  # noqa: S314 - the program wrote it
        self.users = {one.attrib["guid"]: one.attrib["name"] for one in self.root.iter(f"{Q}User")}
        self.codes = {one.attrib["guid"]: one.attrib["name"] for one in self.root.iter(f"{Q}Code")}
        self.variables = {one.attrib["guid"]: one.attrib["name"] for one in self.root.iter(f"{Q}Variable")}
        self.note_texts = {
            one.attrib["guid"]: one.findtext(f"{Q}PlainTextContent", "") for one in self.root.iter(f"{Q}Note")
        }

    @property
    def sources(self) -> list[ET.Element]:
        """The text sources."""
        return list(self.root.iter(f"{Q}TextSource"))

    def text_of(self, source: ET.Element) -> str:
        """Return a source's text as its file has it."""
        path = source.attrib["plainTextPath"]
        assert path.startswith("internal://")
        return self.files[f"sources/{path.removeprefix('internal://')}"].decode()

    def selections(self) -> list[Selection]:
        """Return every selection of every source."""
        return [
            self._selection(one, self.text_of(source))
            for source in self.sources
            for one in source.iter(f"{Q}PlainTextSelection")
        ]

    def cases(self) -> dict[str, dict[str, str]]:
        """Return every case's variables by name."""
        return {one.attrib["name"]: self.values_in(one) for one in self.root.iter(f"{Q}Case")}

    def values_in(self, element: ET.Element) -> dict[str, str]:
        """Return the variables of a case or source by name, each as its text."""
        found = {}
        for one in element.iter(f"{Q}VariableValue"):
            reference, value = one
            found[self.variables[reference.attrib["targetGUID"]]] = value.text or ""
        return found

    def notes_of(self, element: ET.Element) -> tuple[str, ...]:
        """Return the texts of the notes an element refers to itself."""
        return tuple(self.note_texts[one.attrib["targetGUID"]] for one in element.findall(f"{Q}NoteRef"))

    def _selection(self, one: ET.Element, text: str) -> Selection:
        start, end = int(one.attrib["startPosition"]), int(one.attrib["endPosition"])
        return Selection(
            guid=one.attrib["guid"],
            quote=text[start:end],
            coder=self.users[one.attrib["creatingUser"]],
            codes=tuple(self.codes[found.attrib["targetGUID"]] for found in one.iter(f"{Q}CodeRef")),
            description=one.findtext(f"{Q}Description", ""),
            notes=self.notes_of(one),
            span=(start, end),
        )


def written(
    folder: Path, coded: Iterable[CodingMaker | CodedArticle], source: DatasetSource | None = None
) -> FormResult:
    """Write codings into a new folder."""
    codebook = a_codebook()
    articles = [one.coded(codebook) if isinstance(one, CodingMaker) else one for one in coded]
    folder.mkdir()
    with qualitative_writers["refi-qda"].open(source or a_source(articles, codebook), folder) as sink:
        for one in articles:
            sink.add(one)
        return sink.finished()


def read(folder: Path) -> Qdpx:
    """Return the archive in a folder; what a schema at hand refuses fails the test."""
    made = Qdpx(folder / "project.qdpx")
    assert faults(made.xml) == []
    return made
