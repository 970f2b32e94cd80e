"""REFI-QDA project exchange 1.0: a ``.qdpx`` archive for ATLAS.ti, MAXQDA, NVivo, QualCoder and other programs.

The archive holds ``project.qde`` (XML, namespace ``urn:QDA-XML:project:1.0``) and ``sources/<GUID>.txt``, an article's
stored text in UTF-8 each.

- ``User``: a coder. ``Code``: section, field, category (see `codes`). ``TextSource``: an article, once however many
  coders coded it, with its metadata as variables.
- ``PlainTextSelection``: an evidence span with its coder. It is coded with the chosen categories, or with the field
  where nothing was chosen from a list, where the value is only a status, and where the words contradict the value.
- ``Case``: a coding, each report in it and each group in a report, with every value as variables, so that values
  without marked words are there too. ``Note``: a note, referred to by the marked words it is about, else by its source.

``startPosition`` and ``endPosition`` count Unicode code points from 0, the end is the position after the last one.
So readers of the format cite the standard (REFI-QDA 1.5, section 10.2), and so QualCoder cuts a source. Some programs
write UTF-16 units instead; in texts with emoji or rare scripts theirs and these differ. Line ends are single line
feeds, so that no program has to decide whether two characters count as one.

What it cannot say is listed in `refused.csv`: values of fields that their codebook does not have (left out), characters
that XML 1.0 forbids outside the text files (U+FFFD in their place), and articles whose text begins with a byte order
mark, which readers drop and then count wrongly (left out). Codings of one article must stand together in the stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType, TracebackType
from typing import Any, NamedTuple

from annotator.domain.article import Article
from annotator.domain.text import BYTE_ORDER_MARK
from annotator.formats.datasets.form import FormResult, Sink, Writer
from annotator.formats.datasets.nlp_forms.marks import MarkedArticle
from annotator.formats.datasets.nlp_forms.sink import FormSink, Told
from annotator.formats.datasets.nlp_forms.stored_zip import StoredZip
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.placement import PlacedValue
from annotator.formats.datasets.refi_qda.coded_text import SOURCE_NAME, CodedText, Vocabulary
from annotator.formats.datasets.refi_qda.codes import CodeTree
from annotator.formats.datasets.refi_qda.guids import UniqueNames, guid_of
from annotator.formats.datasets.refi_qda.spool import Spool
from annotator.formats.datasets.refi_qda.variables import Variables
from annotator.formats.datasets.refi_qda.xml_text import allowed, element, escaped
from annotator.formats.datasets.refused import CHANGED, Listed, Refusal, value_refusal
from annotator.formats.datasets.source import CodedArticle, DatasetSource

NAMESPACE = "urn:QDA-XML:project:1.0"
_NO_FIELD = "The coding's codebook has no such field."
_BYTE_ORDER_MARK = "Its text begins with a byte order mark, which programs drop."
_FORBIDDEN = "XML cannot hold a character of its metadata, values or notes; U+FFFD stands in its place."


class SaidCoding(NamedTuple):
    """One coding in elements, and all that is needed of its article where it is the first of it.

    ``cases`` name their source by `SOURCE_NAME`. Of the two lines that tell of characters that were replaced, ``first``
    also tells of those in the article's metadata; ``variables`` came into use with this coding.
    """

    article_id: str
    title: str
    text: bytes
    metadata: str
    cases: str
    selections: str
    loose_notes: str
    notes: str
    variables: tuple[Any, ...]
    first: Listed | None
    later: Listed | None


class RefiQda(FormSink[SaidCoding | None]):
    """The archive being written: texts go in at once, the project's elements when all are known."""

    label = "REFI-QDA"
    file_name = "project.qdpx"

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        super().__init__(source, folder)
        self._zip = StoredZip(self._output)
        versions, codebooks = source.ordered_versions, source.ordered_codebooks
        self._vocabulary = Vocabulary(CodeTree(versions, codebooks), Variables(versions, codebooks))
        self._names = UniqueNames()
        self._open_source: _OpenSource | None = None
        with ExitStack() as opening:
            opening.push(super().__exit__)
            self._cases, self._sources, self._notes = (
                opening.enter_context(Spool(folder, name)) for name in ("cases", "sources", "notes")
            )
            self._closing = opening.pop_all()

    def _told(self, coded: CodedArticle) -> Told[SaidCoding | None]:
        if coded.article.text.startswith(BYTE_ORDER_MARK):
            refusal = Refusal("article", coded.article.id, _BYTE_ORDER_MARK)
            return Told(None, (self._refused.listed(coded, refusal),))
        unknown = self._of_unknown_fields(coded)
        told = super()._told(_without(coded, unknown))
        return Told(told.said, tuple(self._refused.listed(coded, value_refusal(one, _NO_FIELD)) for one in unknown))

    def finished(self) -> FormResult:
        """Bring the project's elements together, close the archive and return what was written."""
        self._close_source()
        self._zip.add_streamed("project.qde", self._project)
        self._zip.end()
        return super().finished()

    def _article(self, marked: MarkedArticle) -> SaidCoding:
        article, variables = marked.coded.article, self._vocabulary.variables
        known = variables.used
        title = _title_of(article)
        metadata = allowed(variables.of_article(article))
        said = CodedText(marked, self._vocabulary)
        parts = [allowed(part) for part in (title, said.cases(), said.selections(), said.notes())]
        replaced = tuple(chain.from_iterable(part.replaced for part in parts))
        _, cases, selections, notes = (part.text for part in parts)
        return SaidCoding(
            article_id=article.id,
            title=title,
            text=article.text.encode(),
            metadata=metadata.text,
            cases=cases,
            selections=selections,
            loose_notes=said.loose_notes(),
            notes=notes,
            variables=variables.used_after(known),
            first=self._listed_replaced(marked.coded, metadata.replaced + replaced),
            later=self._listed_replaced(marked.coded, replaced),
        )

    def _listed_replaced(self, coded: CodedArticle, replaced: tuple[str, ...]) -> Listed | None:
        if not replaced:
            return None
        told = ", ".join(f"U+{ord(character):04X}" for character in dict.fromkeys(replaced))
        refusal = Refusal("article", coded.article.id, _FORBIDDEN, outcome=CHANGED, detail=f"{told}.")
        return self._refused.listed(coded, refusal)

    def _append(self, said: SaidCoding | None) -> None:
        """Put the article's text into the archive where it is new, and keep the elements until all are known."""
        if said is None:
            return
        self._vocabulary.variables.take(said.variables)
        source = self._open_source
        is_first = source is None or source.article_id != said.article_id
        if source is None or is_first:
            source = self._next_source(said)
        listed = said.first if is_first else said.later
        if listed is not None:
            self._refused.take(listed)
        self._cases.write(said.cases.replace(SOURCE_NAME, allowed(escaped(source.name)).text))
        source.selections.append(said.selections)
        source.references.append(said.loose_notes)
        self._notes.write(said.notes)
        self._rows += 1

    def _next_source(self, said: SaidCoding) -> _OpenSource:
        self._close_source()
        guid = guid_of("article", said.article_id)
        self._zip.add(f"sources/{guid}.txt", said.text)
        self._open_source = _OpenSource(said.article_id, guid, self._names.unique(said.title), said.metadata)
        return self._open_source

    def _close_source(self) -> None:
        if self._open_source is not None:
            self._sources.write(allowed(self._open_source.xml()).text)

    def _of_unknown_fields(self, coded: CodedArticle) -> Sequence[PlacedValue]:
        """Return the values of fields that their codebook does not have."""
        known = coded.codebook.fields_by_id
        if all(value.field in known for value in coded.coding.values_by_id.values()):
            return ()
        return [placed for placed in self._layout.marked(coded).values if placed.value.field not in known]

    def _project(self) -> Iterator[bytes]:
        """Yield the whole of ``project.qde``."""
        name = escaped(self._source.project_name)
        origin = escaped(f"Incident Annotator {self._source.app_version}")
        names = UniqueNames()
        users = "".join(
            element("User", {"guid": guid_of("coder", coder.id), "name": names.unique(coder.name)})
            for coder in self._source.coders
        )
        head = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Project xmlns="{NAMESPACE}" name="{name}" origin="{origin}">\n',
            f"<Users>\n{users}</Users>\n" if users else "",
            self._vocabulary.codes.xml,
            f"<Variables>\n{declared}</Variables>\n" if (declared := self._vocabulary.variables.xml()) else "",
        )
        yield allowed("".join(head)).text.encode()
        for spool, container in ((self._cases, "Cases"), (self._sources, "Sources"), (self._notes, "Notes")):
            if not spool.is_empty:
                yield f"<{container}>\n".encode()
                yield from spool.pieces()
                yield f"</{container}>\n".encode()
        yield b"</Project>\n"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.__exit__(kind, error, trace)


def _title_of(article: Article) -> str:
    return " ".join(article.metadata.title.split()) or article.file_name or article.id


def _without(coded: CodedArticle, left_out: Sequence[PlacedValue]) -> CodedArticle:
    if not left_out:
        return coded
    ids = {placed.value.id for placed in left_out}
    kept = {id_: value for id_, value in coded.coding.values_by_id.items() if id_ not in ids}
    return replace(coded, coding=replace(coded.coding, values_by_id=MappingProxyType(kept)))


@dataclass(slots=True)
class _OpenSource:
    """The source whose codings are coming in."""

    article_id: str
    guid: str
    name: str
    metadata: str
    selections: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def xml(self) -> str:
        """Return the finished element."""
        attributes = {"guid": self.guid, "name": self.name, "plainTextPath": f"internal://{self.guid}.txt"}
        return element("TextSource", attributes, *self.selections, *self.references, self.metadata)


@dataclass(frozen=True, slots=True)
class RefiQdaWriter:
    """The form, for the registry."""

    name: str = "refi-qda"
    label: str = "REFI-QDA project (.qdpx)"
    needs_text: bool = True

    @property
    def folder(self) -> str:
        """The folder it writes to."""
        return self.name

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing."""
        return RefiQda(source, folder)


qualitative_writers: dict[str, Writer] = {"refi-qda": RefiQdaWriter()}
"""Every form for qualitative data analysis, by its name."""
