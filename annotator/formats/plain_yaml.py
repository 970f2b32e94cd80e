"""YAML 1.2 as plain data (mappings, lists, texts, numbers, truths) with the line of every part.

Anchors, aliases, tags, several documents and repeated keys are refused, and nothing is ever constructed from a tag.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

MAX_DEPTH = 20

Place: TypeAlias = tuple[str | int, ...]
"""The keys and indexes that lead to a part."""

_TAG = "tag:yaml.org,2002:"
_NUMBER_BASES = {"0x": 16, "0o": 8}


class YamlFault(NamedTuple):
    """A line, counted from 1, and what is wrong there, without a full stop."""

    line: int
    reason: str


class YamlRefusedError(ValueError):
    """A text cannot be read as plain YAML."""

    def __init__(self, faults: list[YamlFault]) -> None:
        super().__init__("; ".join(f"line {fault.line}: {fault.reason}" for fault in faults))
        self.faults = faults


def read_plain_yaml(source: str) -> tuple[object, Mapping[Place, int]]:
    """Return the data of a YAML text and the line of every part of it, counted from 1.

    Raises YamlRefusedError: for a text that is not YAML at its first fault, otherwise with every anchor, alias, tag and
    repeated key.
    """
    reader = _Reader(source)
    try:
        data = reader.document()
    except MarkedYAMLError as error:
        raise YamlRefusedError([*reader.faults, _syntax_fault(error)]) from error
    except ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        raise YamlRefusedError([YamlFault(line, "there is a character that no text may hold")]) from error
    if reader.faults:
        raise YamlRefusedError(reader.faults)
    return data, reader.places


class _Reader:
    """Builds data from the parser's events, so that nothing is ever expanded or constructed."""

    def __init__(self, source: str) -> None:
        self._yaml = YAML(typ="safe", pure=True)
        self._source = source
        self._events: Iterator[Any] = iter(())
        self.places: dict[Place, int] = {}
        self.faults: list[YamlFault] = []

    def document(self) -> object:
        """Return the data of the one document there must be."""
        self._events = self._yaml.parse(self._source)
        starts = [next(self._events, None), next(self._events, None)]
        if not isinstance(starts[1], DocumentStartEvent):
            raise YamlRefusedError([YamlFault(1, "the file is empty")])
        if starts[1].version or starts[1].tags:
            self._blame(starts[1], "directives such as %YAML are not used here")
        data = self._node(next(self._events), ())
        next(self._events)
        another = next(self._events)
        if isinstance(another, DocumentStartEvent):
            self._blame(another, "a second document begins here; there may be only one")
        return data

    def _blame(self, event: Any, reason: str) -> None:
        self.faults.append(YamlFault(_line_of(event), reason))

    def _node(self, event: Any, place: Place) -> object:
        self.places.setdefault(place, _line_of(event))
        if len(place) > MAX_DEPTH:
            raise YamlRefusedError([*self.faults, YamlFault(_line_of(event), "the file is nested too deeply")])
        if isinstance(event, AliasEvent):
            self._blame(event, f"*{event.anchor} repeats another part; write it out")
            return None
        if event.anchor is not None:
            self._blame(event, f"the anchor &{event.anchor} is not used here")
        if event.tag not in (None, "!"):
            self._blame(event, f"the tag {event.tag} is not used here")
        if isinstance(event, MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(place)
        return self._scalar(event)

    def _mapping(self, place: Place) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(key_event := next(self._events), MappingEndEvent):
            key = self._key(key_event, place)
            if key in found:
                self._blame(key_event, f"“{key}” is there twice")
            self.places[(*place, key)] = _line_of(key_event)
            found[key] = self._node(next(self._events), (*place, key))
        return found

    def _key(self, event: Any, place: Place) -> str:
        if isinstance(event, ScalarEvent):
            self._node(event, (*place, ""))
            return str(event.value)
        self._node(event, (*place, ""))
        self._blame(event, "a key must be a word")
        return ""

    def _sequence(self, place: Place) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.append(self._node(event, (*place, len(found))))
        return found

    def _scalar(self, event: Any) -> object:
        text = str(event.value)
        if event.tag == "!":
            return text
        tag = str(self._yaml.resolver.resolve(ScalarNode, text, event.implicit))
        kind = tag.removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        return _number(text, kind) if kind in ("int", "float") else text


def _number(text: str, kind: str) -> object:
    """Return the number a scalar is; the text itself where it is none that a codebook could mean."""
    digits = text.replace("_", "")
    base = _NUMBER_BASES.get(digits.lower()[:2], 10)
    try:
        return float(digits) if kind == "float" else int(digits, base)
    except ValueError:
        return text


def _line_of(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _syntax_fault(error: MarkedYAMLError) -> YamlFault:
    mark = error.problem_mark or error.context_mark
    line = 1 if mark is None else int(mark.line) + 1
    problem = str(error.problem or "this is not YAML")
    if "'\\t'" in problem:
        return YamlFault(line, "a tab is used to indent; use spaces")
    context = f", {error.context}" if error.context else ""
    return YamlFault(line, f"this is not YAML: {problem}{context}")
