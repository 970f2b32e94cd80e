"""Reduces the drawings of qt-material to what is painted: their editor's notes name the machine they were drawn on."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
_PAINTED = {"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "fill-rule"}
_SHAPED = {"d", "x", "y", "rx", "ry", "r", "cx", "cy", "x1", "y1", "x2", "y2", "points", "transform"}
_KEPT_ATTRIBUTES = _PAINTED | _SHAPED | {"width", "height", "viewBox", "style"}


def cleaned(drawing: str, colour: str) -> str:
    """Return the drawing with only the shapes painted in the colour; raises ET.ParseError if it is not XML."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawing)  # noqa: S314 - qt-material's own drawings, at development time
    _prune(root, colour)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _prune(element: ET.Element, colour: str) -> None:
    for name in list(element.attrib):
        if name not in _KEPT_ATTRIBUTES:
            del element.attrib[name]
    if "style" in element.attrib:
        element.attrib["style"] = _pruned_style(element.attrib["style"])
    for child in list(element):
        _prune(child, colour)
        if not _is_painted(child, colour):
            element.remove(child)


def _is_painted(element: ET.Element, colour: str) -> bool:
    if element.tag == f"{{{_SVG}}}g":
        return len(element) > 0
    paints = f"{element.get('style')} {element.get('fill')} {element.get('stroke')}"
    return re.search(rf"{re.escape(colour)}(?![0-9a-f])", paints) is not None


def _pruned_style(style: str) -> str:
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    return ";".join(f"{name}:{value}" for name, _, value in pairs if name.strip() in _PAINTED)
