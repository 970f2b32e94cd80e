"""Small readers of the written forms that share nothing with the writers: each goes by the format alone."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, NamedTuple

from tests.golden.laying_open import archive

XMI = "{http://www.omg.org/XMI}"
CAS = "{http:///uima/cas.ecore}"
CUSTOM = "{http:///webanno/custom.ecore}"


class Found(NamedTuple):
    """A span as a reader found it: code points, label, and the text at it."""

    start: int
    end: int
    label: str
    quote: str


def documents(path: Path, ending: str) -> list[bytes]:
    """Return an archive's files of one kind, in order of name."""
    return [data for name, data in sorted(archive(path).items()) if name.endswith(ending)]


def json_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file; `splitlines` ends lines wherever any reader might."""
    return [json.loads(line) for line in path.read_bytes().decode().splitlines()]


def refused(folder: Path) -> list[dict[str, str]]:
    """Return the rows of what was refused; none where there is no such file."""
    path = folder / "refused.csv"
    if not path.exists():
        return []
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True))


class Brat(NamedTuple):
    """A brat document: text, spans by id as fragments with their text, attributes and notes by span."""

    text: str
    spans: dict[str, tuple[str, list[tuple[int, int]], str]]
    attributes: dict[str, dict[str, str]]
    notes: dict[str, dict[str, Any]]


def brat(text: bytes, annotations: bytes) -> Brat:
    """Read a pair of brat files."""
    read = Brat(text.decode(), {}, {}, {})
    for line in annotations.decode().splitlines():
        id_, middle, *rest = line.split("\t")
        kind, *arguments = middle.split(" ")
        if id_[0] == "T":
            fragments = [(int(a), int(b)) for a, b in (part.split() for part in " ".join(arguments).split(";"))]
            (text_of_span,) = rest
            read.spans[id_] = (kind, fragments, text_of_span)
        elif id_[0] == "A":
            read.attributes.setdefault(arguments[0], {})[kind] = arguments[1]
        else:
            assert id_[0] == "#"
            read.notes[arguments[0]] = json.loads(*rest)
    return read


class Token(NamedTuple):
    """A CoNLL-U Plus token: its form, range and tags by field."""

    form: str
    start: int
    end: int
    tags: dict[str, str]


def conll(path: Path) -> list[list[list[Token]]]:
    """Return documents of sentences of tokens."""
    lines = path.read_bytes().decode().split("\n")
    columns = lines[0].removeprefix("# global.columns = ").split(" ")
    found: list[list[list[Token]]] = []
    for line in lines[1:]:
        if line.startswith("# newdoc"):
            found.append([[]])
        elif not line:
            found[-1].append([])
        elif not line.startswith("# "):
            cells = dict(zip(columns, line.split("\t"), strict=True))
            assert int(cells["ID"]) == len(found[-1][-1]) + 1
            start, end = cells["MISC"].removeprefix("TokenRange=").split(":")
            tags = {name.removeprefix("coded:"): cell for name, cell in cells.items() if name.startswith("coded:")}
            found[-1][-1].append(Token(cells["FORM"], int(start), int(end), tags))
    return [[sentence for sentence in document if sentence] for document in found]


def bio_spans(document: list[list[Token]], text: str) -> list[Found]:
    """Return the spans that the tags tell, checking that they are BIO."""
    found: list[Found] = []
    for sentence in document:
        before: dict[str, str] = {}
        for token in sentence:
            for field, tag in token.tags.items():
                if tag == f"I-{field}":
                    assert before[field] in (f"B-{field}", f"I-{field}")
                    last = max(i for i, one in enumerate(found) if one.label == field)
                    found[last] = Found(found[last].start, token.end, field, text[found[last].start : token.end])
                elif tag == f"B-{field}":
                    found.append(Found(token.start, token.end, field, token.form))
                else:
                    assert tag == "O"
            before = token.tags
    return found


class Cas(NamedTuple):
    """A CAS: its text, evidence, values, notes and metadata as attributes."""

    text: str
    evidence: list[dict[str, str]]
    values: list[dict[str, str]]
    notes: list[dict[str, str]]
    metadata: dict[str, str]


def cas(data: bytes) -> Cas:
    """Read an XMI; every structure must be a member of the only view."""
    root = ET.fromstring(data)  # noqa: S314 - the tests wrote it
    sofa, view = root.find(f"{CAS}Sofa"), root.find(f"{CAS}View")
    assert sofa is not None
    assert view is not None
    held = [element for element in root if "sofa" in element.attrib and element is not view]
    assert [element.attrib[f"{XMI}id"] for element in held] == view.attrib["members"].split()
    assert {element.attrib["sofa"] for element in held} == {sofa.attrib[f"{XMI}id"]}
    by_tag = {
        tag: [dict(one.attrib) for one in root.iter(f"{CUSTOM}{tag}")] for tag in ("Evidence", "CodedValue", "Note")
    }
    (metadata,) = (dict(one.attrib) for one in root if one.tag.endswith("DocumentMetaData"))
    return Cas(sofa.attrib["sofaString"], by_tag["Evidence"], by_tag["CodedValue"], by_tag["Note"], metadata)


def utf16_slice(text: str, begin: int, end: int) -> str:
    """Return what a program that counts UTF-16 units finds at a range."""
    return text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le")


def without_breaks(text: str) -> list[str]:
    """Return a text's parts between the characters at which brat cannot be continued."""
    return [part for part in re.split("[\\n\\r\\t\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]+", text) if part]
