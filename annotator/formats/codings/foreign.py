"""What a file of another program says, before anybody decided what it means here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from annotator.domain.coding import Stance
from annotator.domain.errors import AnnotatorError
from annotator.domain.values import Content, Status

EXAMPLES_KEPT = 3


class CodingFileError(AnnotatorError):
    """A file of codings cannot be read; the message gives file, line and reason. Nothing was changed.

    ``reason`` is the message without the place, for lists that show the place themselves.
    """

    def __init__(self, message: str, *, kept: str = "", remedy: str = "", reason: str = "") -> None:
        super().__init__(message, kept=kept, remedy=remedy)
        self.reason = reason or message


class Counting(StrEnum):
    """What a file's offsets count."""

    AUTO = "auto"
    CODE_POINTS = "code_points"
    UTF16 = "utf16"


class Place(NamedTuple):
    """Where in the files something stands; ``line`` is the line, row or task, from 1, and 0 for the whole file."""

    file: str
    line: int = 0
    unit: str = "line"

    def __str__(self) -> str:
        """Return the place as the beginning of a sentence, for example ``notes.ann, line 3``."""
        return f"{self.file}, {self.unit} {self.line}" if self.line else self.file


class NotTaken(NamedTuple):
    """Something the file holds that has no place here, and why, in a sentence."""

    place: Place
    reason: str

    def __str__(self) -> str:
        """Return place and reason as a person reads them."""
        return f"{self.place}: {self.reason}"


class LabelKind(StrEnum):
    """What sort of thing a foreign label is."""

    SPAN = "span"
    ANSWER = "answer"
    ATTRIBUTE = "attribute"
    COLUMN = "column"


class LabelKey(NamedTuple):
    """A label's name and, for what is said about its spans, the attribute's."""

    name: str
    attribute: str = ""

    def __str__(self) -> str:
        """Return the key as a person reads it."""
        return f"{self.name} › {self.attribute}" if self.attribute else self.name


@dataclass(frozen=True, slots=True)
class ForeignMark:
    """One span, answer or cell.

    ``spans`` are pairs of offsets as the file counts them (``counting``), several for a discontinuous span; ``quote``
    is what the file says the words are. ``answers`` are the texts that were chosen or typed for it, ``attributes`` more
    of the kind by name. ``report`` and ``group`` are keys: equal ones belong together, empty means not said.
    ``exact`` is the content where the file is an export of this program, ``missing_reason`` why it has no evidence.
    """

    place: Place
    label: str
    kind: LabelKind = LabelKind.SPAN
    spans: tuple[tuple[int, int], ...] = ()
    quote: str | None = None
    answers: tuple[str, ...] = ()
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    report: str = ""
    group: str = ""
    counting: Counting = Counting.AUTO
    stance: Stance = Stance.STATES
    status: Status = Status.CODED
    exact: Content | None = None
    missing_reason: str = ""


@dataclass(frozen=True, slots=True)
class ForeignArticle:
    """An article as the file has it: ``text`` as decoded, None where the file has none; the hash where it is given."""

    name: str
    text: str | None = None
    sha256: str = ""
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class ForeignCoding:
    """One person's marks on one article; ``coder`` is empty where the file does not say whose they are."""

    place: Place
    article: ForeignArticle
    coder: str
    marks: tuple[ForeignMark, ...]


@dataclass(frozen=True, slots=True)
class ForeignLabel:
    """A label with how often it occurs and the first examples of what it marks or says."""

    key: LabelKey
    kind: LabelKind
    count: int
    examples: tuple[str, ...]
    has_answers: bool


@dataclass(frozen=True, slots=True)
class ForeignCodings:
    """All that some files say; ``columns`` are a table's, ``not_taken`` what no form of coding here can hold."""

    form: str
    source: str
    codings: tuple[ForeignCoding, ...]
    not_taken: tuple[NotTaken, ...] = ()
    columns: tuple[str, ...] = ()
    labels: tuple[ForeignLabel, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Count the labels once."""
        object.__setattr__(self, "labels", _labels(mark for coding in self.codings for mark in coding.marks))

    @property
    def coders(self) -> tuple[str, ...]:
        """The names the files give their coders, in order of appearance; without the empty one."""
        return tuple(dict.fromkeys(coding.coder for coding in self.codings if coding.coder))


class _Tally:
    """One label while it is counted."""

    def __init__(self, kind: LabelKind) -> None:
        self.kind = kind
        self.count = 0
        self.examples: dict[str, None] = {}
        self.has_answers = False

    def add(self, example: str, *, has_answers: bool) -> None:
        self.count += 1
        self.has_answers |= has_answers
        if example and len(self.examples) < EXAMPLES_KEPT:
            self.examples[example] = None


def _labels(marks: Iterable[ForeignMark]) -> tuple[ForeignLabel, ...]:
    tallies: dict[LabelKey, _Tally] = {}
    for mark in marks:
        tally = tallies.setdefault(LabelKey(mark.label), _Tally(mark.kind))
        told = mark.answers if mark.answers and mark.kind is not LabelKind.SPAN else (mark.quote or "", *mark.answers)
        tally.add(_example(told), has_answers=bool(mark.answers or mark.exact is not None))
        for name, answers in mark.attributes:
            tally = tallies.setdefault(LabelKey(mark.label, name), _Tally(LabelKind.ATTRIBUTE))
            tally.add(_example(answers), has_answers=True)
    return tuple(
        ForeignLabel(key, tally.kind, tally.count, tuple(tally.examples), tally.has_answers)
        for key, tally in tallies.items()
    )


def _example(told: tuple[str, ...]) -> str:
    """Return what a mark says on one line: its words first where it has some."""
    return " ".join("; ".join(text for text in told if text).split())
