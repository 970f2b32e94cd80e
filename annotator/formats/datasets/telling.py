"""What forms say of coded articles, worked out in another process than the one that writes it.

Of a form whose work can be divided (`annotator.formats.datasets.form.DivisibleSink`) each process opens its own, which
writes nothing there; what they say of a stretch of codings is sent to the one that writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, NamedTuple, Self

from annotator.formats.datasets.form import DivisibleSink, Writer
from annotator.formats.datasets.output import DryFolder
from annotator.formats.datasets.refused import Listed, RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.withholding import Withholding

ALL_FORMS = "All forms"
"""What `refused.csv` of the dataset's own folder calls the form, where something is missing in all of them."""


class ToldStretch(NamedTuple):
    """What is said of coded articles that follow each other.

    How many they are, what all forms miss of them, and what each of the forms says.
    """

    articles: int
    missed: tuple[Listed, ...]
    said: tuple[Any, ...]


class Teller:
    """Forms that say something of coded articles and write nothing.

    Raises ExportError when one of the forms cannot be made of the source; TypeError for a form that cannot be divided.
    """

    def __init__(self, source: DatasetSource, writers: Sequence[Writer]) -> None:
        self._withholding = Withholding(source)
        with ExitStack() as opening:
            self._missed = opening.enter_context(RefusedList(DryFolder(), ALL_FORMS))
            self._sinks = [_divisible(opening.enter_context(writer.open(source, DryFolder()))) for writer in writers]
            self._open = opening.pop_all()

    def told(self, coded_articles: Iterable[CodedArticle]) -> ToldStretch:
        """Return what is said of coded articles, in the order of the forms."""
        missed: list[Listed] = []
        leaving: list[CodedArticle] = []
        for coded in coded_articles:
            missed += [self._missed.listed(coded, refusal) for refusal in self._withholding.lost_names(coded)]
            leaving.append(self._withholding.leaving(coded))
        return ToldStretch(len(leaving), tuple(missed), tuple(sink.told(leaving) for sink in self._sinks))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)


def _divisible(sink: object) -> DivisibleSink:
    if not isinstance(sink, DivisibleSink):
        raise TypeError(f"{sink!r} cannot be divided among processes")
    return sink
