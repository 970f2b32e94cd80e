"""What every form of dataset offers to the export."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol, runtime_checkable

from annotator.formats.datasets.output import Folder, WrittenFile
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.spreadsheet import AlteredCell


class FormResult(NamedTuple):
    """The files of one form, sentences on what was done to the data, and the cells altered for spreadsheets.

    ``altered`` lists the first of them, ``altered_count`` counts all.
    """

    files: tuple[WrittenFile, ...]
    remarks: tuple[str, ...] = ()
    altered: tuple[AlteredCell, ...] = ()
    altered_count: int = 0


class Sink(AbstractContextManager["Sink"], Protocol):
    """A form being written; leaving the context closes its files, finished or not."""

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article."""

    def finished(self) -> FormResult:
        """Close the files and return what was written."""


@runtime_checkable
class DivisibleSink(Sink, Protocol):
    """A form whose work can be divided among processes: nearly all of it is done for one coded article alone.

    ``add(coded)`` is ``write(told([coded]))``. The two may happen in different processes, each with this form open.
    """

    def told(self, coded_articles: Sequence[CodedArticle]) -> Any:
        """Return what the form says of coded articles, whatever came before them; it can be sent to a process."""

    def write(self, told: Any) -> None:
        """Append what was told of the next coded articles."""


class Writer(Protocol):
    """A form of dataset."""

    @property
    def name(self) -> str:
        """The name for the command line."""

    @property
    def label(self) -> str:
        """The name for people."""

    @property
    def folder(self) -> str:
        """The folder it writes to, relative to the dataset's; empty for the dataset's own."""

    @property
    def needs_text(self) -> bool:
        """Whether the form is nothing without the articles' texts."""

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing into an existing folder."""
