"""CITATION.cff (Citation File Format 1.2.0) and the licence's file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from annotator.formats.replication.about import About, Origin

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What YAML does not take as it is and JSON does not escape."""


def title_of(about: About, origin: Origin) -> str:
    """Return the dataset's title: the one given, else the project's name."""
    return " ".join((about.title or origin.project_name).split())


def citation_file(about: About, origin: Origin) -> str:
    """Return the citation file; without authors it names them as a group, because the format asks for one."""
    return "\n".join(_lines(about, origin)) + "\n"


def citation_sentence(about: About, origin: Origin) -> str:
    """Return how the dataset is cited in a text."""
    authors = "; ".join(about.authors) or _group(about, origin)
    return f"{authors} ({origin.day[:4]}). {title_of(about, origin)} (version {origin.head}) [Data set]."


def licence_file(about: About) -> str:
    """Return the text that says what may be done with the data."""
    texts = (
        "The texts of the articles, and quotes from them, belong to those who published them. What is said here is "
        "about the codings, the codebook and the documents of this package.\n"
    )
    if about.licence is None:
        return (
            "No licence was chosen when this package was made. All rights are reserved until its authors say "
            f"otherwise; ask them before you use it.\n\n{texts}"
        )
    return (
        f"{about.licence.name}\nSPDX-License-Identifier: {about.licence.identifier}\n\n"
        f"The data may be used under this licence. Its full text: {about.licence.address}\n\n{texts}"
    )


def _lines(about: About, origin: Origin) -> Iterator[str]:
    yield "cff-version: 1.2.0"
    yield "type: dataset"
    yield 'message: "If you use this dataset, please cite it as below."'
    yield f"title: {_quoted(title_of(about, origin))}"
    yield "authors:"
    for author in about.authors or (_group(about, origin),):
        yield from _author(author)
    yield f"version: {_quoted(str(origin.head))}"
    yield f"date-released: {origin.day}"
    if about.licence:
        yield f"license: {about.licence.identifier}"
    yield "identifiers:"
    yield "  - type: other"
    yield f"    value: {_quoted(f'sha256:{origin.head_hash}')}"
    yield '    description: "Hash of the last event of the project it was made from."'


def _author(author: str) -> Iterator[str]:
    family, comma, given = (part.strip() for part in " ".join(author.split()).partition(","))
    if comma and family and given:
        yield f"  - family-names: {_quoted(family)}"
        yield f"    given-names: {_quoted(given)}"
    else:
        yield f"  - name: {_quoted(family or given)}"


def _group(about: About, origin: Origin) -> str:
    return f"The authors of “{title_of(about, origin)}”"


def _quoted(text: str) -> str:
    """Return text as a double-quoted scalar of YAML."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)
