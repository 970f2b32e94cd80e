"""What all forms of this folder have in common while they are written: one main file and the list of refusals.

What a form says of one coded article hangs on that article alone, so that several processes can work it out; numbers,
names and separators, which hang on what came before, are put in when it is written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import ClassVar, Generic, NamedTuple, Self, TypeVar

from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.nlp_forms.marks import Layout, MarkedArticle
from annotator.formats.datasets.output import Folder, OutputFile, WrittenFile
from annotator.formats.datasets.refused import Listed, Refusal, RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource

Said = TypeVar("Said")


class Told(NamedTuple, Generic[Said]):
    """What a form says of one coded article, and what it refuses or changes of it."""

    said: Said
    refused: tuple[Listed, ...]


class Companion(NamedTuple):
    """A small file beside the main one, such as a tool's configuration."""

    name: str
    data: bytes
    rows: int


class FormSink(ABC, Generic[Said]):
    """A form being written; subclasses say what stands in the main file for one coded article, and append it."""

    label: ClassVar[str]
    """The form's name in remarks."""
    file_name: ClassVar[str]
    """The main file's name."""

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        self._folder = folder
        self._rows = 0
        self._source = source
        self._layout = Layout(source)
        self._listed: list[Listed] = []
        with ExitStack() as opening:
            self._output = opening.enter_context(OutputFile(folder, self.file_name))
            self._refused = opening.enter_context(RefusedList(folder, self.label))
            self._output.write(self._beginning())
            self._open = opening.pop_all()

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article."""
        self.write(self.told([coded]))

    def told(self, coded_articles: Sequence[CodedArticle]) -> Sequence[Told[Said]]:
        """Return what the form says of each coded article."""
        return [self._told(coded) for coded in coded_articles]

    def write(self, told: Sequence[Told[Said]]) -> None:
        """Append what was told of the next coded articles."""
        for said, refused in told:
            for listed in refused:
                self._refused.take(listed)
            self._append(said)

    def finished(self) -> FormResult:
        """Close the files and return what was written."""
        self._output.write(self._ending())
        files = [self._output.finished(self._rows), *map(self._written, self._companions())]
        return FormResult((*files, *self._refused.finished()), (*self._refused.remarks(), *self._remarks()))

    def _told(self, coded: CodedArticle) -> Told[Said]:
        self._listed = []
        said = self._article(self._layout.marked(coded))
        return Told(said, tuple(self._listed))

    @abstractmethod
    def _article(self, marked: MarkedArticle) -> Said:
        """Return what the form says of one coded article, whatever came before it."""

    @abstractmethod
    def _append(self, said: Said) -> None:
        """Append what is said of the next coded article."""

    def _beginning(self) -> bytes:
        return b""

    def _ending(self) -> bytes:
        return b""

    def _companions(self) -> Iterator[Companion]:
        return iter(())

    def _remarks(self) -> tuple[str, ...]:
        return ()

    def _refuse(self, marked: MarkedArticle, refusal: Refusal) -> None:
        self._listed.append(self._refused.listed(marked.coded, refusal))

    def _written(self, companion: Companion) -> WrittenFile:
        with OutputFile(self._folder, companion.name) as output:
            output.write(companion.data)
            return output.finished(companion.rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)


class PlainSink(FormSink[bytes]):
    """A form whose main file is what is said of one coded article after the other."""

    def _append(self, said: bytes) -> None:
        self._output.write(said)
        self._rows += 1
