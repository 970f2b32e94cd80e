from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from annotator.gui.theme.svg import cleaned

DRAWING = """<?xml version="1.0"?>
<!-- drawn with an editor -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:editor="http://example.org/editor" width="20" height="20"
     viewBox="0 0 20 20" id="svg8" editor:export="/somewhere/of/somebody/icon.png">
  <defs id="none"/>
  <editor:view zoom="4"/>
  <metadata>a note</metadata>
  <g id="guides"><path style="fill:none;stroke:#ffffff00" d="M0 0h20"/></g>
  <g transform="scale(2)">
    <path id="a" editor:corners="yes" style="fill:#ffffff;stroke-width:0.5;paint-order:stroke" d="M1 1h2v2z"/>
    <circle cx="4" cy="4" r="1" fill="#ffffff"/>
    <rect width="1" height="1" style="fill:#123456"/>
  </g>
</svg>
"""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def root() -> ET.Element:
    return ET.fromstring(cleaned(DRAWING, "#ffffff"))  # noqa: S314 - the text above


def test_shapes_in_the_colour_stay_and_all_others_go(root: ET.Element) -> None:
    shapes = [element.tag.removeprefix(SVG) for element in root.iter() if element.tag not in {f"{SVG}svg", f"{SVG}g"}]
    assert shapes == ["path", "circle"]


def test_a_transparent_form_of_the_colour_is_not_the_colour(root: ET.Element) -> None:
    assert "ffffff00" not in ET.tostring(root, encoding="unicode")


def test_groups_that_hold_something_stay_with_their_transformation(root: ET.Element) -> None:
    assert [group.attrib for group in root.iter(f"{SVG}g")] == [{"transform": "scale(2)"}]


def test_the_size_stays(root: ET.Element) -> None:
    assert root.attrib == {"width": "20", "height": "20", "viewBox": "0 0 20 20"}


def test_what_is_not_painted_leaves_no_trace() -> None:
    text = cleaned(DRAWING, "#ffffff")
    for trace in ("editor", "somebody", "metadata", "defs", "id=", "paint-order", "drawn with"):
        assert trace not in text


def test_how_a_shape_is_painted_stays(root: ET.Element) -> None:
    path = root.find(f".//{SVG}path")
    assert path is not None
    assert path.attrib == {"style": "fill:#ffffff;stroke-width:0.5", "d": "M1 1h2v2z"}


def test_cleaning_twice_is_cleaning_once() -> None:
    once = cleaned(DRAWING, "#ffffff")
    assert cleaned(once, "#ffffff") == once


def test_a_drawing_that_is_not_xml_is_refused() -> None:
    with pytest.raises(ET.ParseError):
        cleaned("<svg", "#ffffff")
