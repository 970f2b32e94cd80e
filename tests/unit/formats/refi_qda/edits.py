"""Edits of a project that put a fault, or what may be one, into its XML."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import cache

from tests.unit.formats.refi_qda.qdpx import GOLDEN, Q

Edit = Callable[[ET.Element], None]
NOWHERE = str(uuid.UUID(int=1))


# --- Projects to edit ------------------------------------------------------------------------------------------------


@cache
def golden() -> str:
    return (GOLDEN / "project.qde").read_text(encoding="utf-8")


def kinds_in(child: ET.Element) -> set[tuple[str, str]]:
    """Return what an element has of kinds: which elements lie in which, and which attributes they have."""
    inside = {(one.tag, inner.tag) for one in child.iter() for inner in one}
    return inside | {(one.tag, name) for one in child.iter() for name in one.attrib}


def prune(parent: ET.Element, seen: set[tuple[str, str]]) -> None:
    """Remove what comes after another of its tag and shows nothing that was not seen before."""
    tags: set[str] = set()
    for child in list(parent):
        kinds = kinds_in(child)
        if child.tag in tags and kinds <= seen:
            parent.remove(child)
        else:
            prune(child, seen)
            seen |= kinds
            tags.add(child.tag)


def one_of_everything() -> ET.Element:
    """Return the golden project with each kind of element and attribute once or so; references may lead nowhere."""
    root = whole()
    prune(root, set())
    return root


def edited(root: ET.Element, edit: Edit) -> str:
    """Return a project with one fault in it."""
    before = ET.tostring(root, encoding="unicode")
    edit(root)
    after = ET.tostring(root, encoding="unicode")
    assert after != before
    return after


def whole() -> ET.Element:
    return ET.fromstring(golden())  # noqa: S314 - the program wrote it


# --- Edits -----------------------------------------------------------------------------------------------------------


def first(root: ET.Element, tag: str, inside: str | None = None) -> ET.Element:
    """Return the first element with a tag, or the first that lies directly in one with another tag."""
    if inside is None:
        return next(root.iter(f"{Q}{tag}"))
    return next(child for parent in root.iter(f"{Q}{inside}") for child in parent if child.tag == f"{Q}{tag}")


def parent_of(root: ET.Element, child: ET.Element) -> ET.Element:
    return next(one for one in root.iter() if child in list(one))


def lacks(tag: str, attribute: str) -> Edit:
    def edit(root: ET.Element) -> None:
        next(one for one in root.iter(f"{Q}{tag}") if attribute in one.attrib).attrib.pop(attribute)

    return edit


def says(tag: str, attribute: str, words: str) -> Edit:
    return lambda root: first(root, tag).set(attribute, words)


def holds(tag: str, words: str) -> Edit:
    def edit(root: ET.Element) -> None:
        first(root, tag).text = words

    return edit


def gains(tag: str, child: str) -> Edit:
    return lambda root: first(root, tag).append(ET.Element(f"{Q}{child}"))


def loses(tag: str, child: str) -> Edit:
    def edit(root: ET.Element) -> None:
        gone = first(root, child, tag)
        parent_of(root, gone).remove(gone)

    return edit


def doubles(tag: str, child: str) -> Edit:
    def edit(root: ET.Element) -> None:
        one = first(root, child, tag)
        parent = parent_of(root, one)
        parent.insert(list(parent).index(one), one)

    return edit


def moves(tag: str, child: str, *, is_last: bool) -> Edit:
    """Put a child behind or before all others; the edit of a lone child would change nothing."""

    def edit(root: ET.Element) -> None:
        one = first(root, child, tag)
        parent = parent_of(root, one)
        parent.remove(one)
        parent.insert(len(parent) if is_last else 0, one)

    return edit


def is_emptied(tag: str) -> Edit:
    def edit(root: ET.Element) -> None:
        one = first(root, tag)
        one[:] = []

    return edit


def is_renamed(tag: str, name: str) -> Edit:
    def edit(root: ET.Element) -> None:
        first(root, tag).tag = name

    return edit


def every_edit(root: ET.Element) -> Iterator[tuple[str, Edit]]:
    """Yield an edit of every kind for every tag, every attribute and every place of a project."""
    elements = {one.tag.removeprefix(Q): one for one in root.iter()}
    for tag in elements:
        yield f"{tag} with an unknown child", gains(tag, "Robot")
        yield f"{tag} with an unknown attribute", says(tag, "mood", "odd")
        yield f"{tag} by another name", is_renamed(tag, f"{Q}{tag}s")
        yield f"{tag} with words", holds(tag, "some words")
        yield f"{tag} with nothing in it", is_emptied(tag)
    for tag, name in sorted({(one.tag.removeprefix(Q), name) for one in root.iter() for name in one.attrib}):
        yield f"{tag} without {name}", lacks(tag, name)
        for words in ("", "x", "-1", "1.5", "true", "Text", "#abc", f" {NOWHERE} ", NOWHERE.upper()):
            yield f"{tag} with {name} {words!r}", says(tag, name, words)
    for parent, child in sorted(
        {(one.tag.removeprefix(Q), part.tag.removeprefix(Q)) for one in root.iter() for part in one}
    ):
        yield f"{parent} without {child}", loses(parent, child)
        yield f"{parent} with {child} twice", doubles(parent, child)
        yield f"{parent} with {child} at its end", moves(parent, child, is_last=True)
        yield f"{parent} with {child} at its beginning", moves(parent, child, is_last=False)
        yield from ((f"{parent} with {other} added", gains(parent, other)) for other in elements)
