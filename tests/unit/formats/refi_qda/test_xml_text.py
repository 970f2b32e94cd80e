"""XML as text, read by a parser that knows nothing of how it was written."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, strategies as st

from annotator.formats.datasets.refi_qda.xml_text import allowed, element, escaped, reference, text_element

FORBIDDEN = [*(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"), "\ufffe", "\uffff"]
kept = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="".join(FORBIDDEN)))
anything = st.text(st.characters(exclude_categories=["Cs"]))


def parsed(xml: str) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314 - the test wrote it


@given(kept)
def test_any_text_comes_back_from_an_element(text: str) -> None:
    assert parsed(text_element("a", text) or "<a/>").text == (text or None)


@given(kept)
def test_any_text_comes_back_from_an_attribute(text: str) -> None:
    assert parsed(element("a", {"b": text})).attrib == {"b": text}


@pytest.mark.parametrize("text", ["\r\n", "\r", "\n", "\t", " ", "\x85", "\u2028", "\u2029", "\u00a0", "a\tb\nc\rd"])
def test_white_space_is_not_normalised(text: str) -> None:
    found = parsed(element("a", {"b": text}, text_element("c", text)))
    assert (found.attrib["b"], found.findtext("c")) == (text, text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("", ""),
        ("a&b<c>d\"e'f", "a&amp;b&lt;c&gt;d&quot;e'f"),
        ("]]>", "]]&gt;"),
        ("&amp;", "&amp;amp;"),
        ("é漢😀", "é漢😀"),
        ("a\nb", "a&#10;b"),
    ],
)
def test_what_means_something_to_a_parser_is_a_reference(text: str, written: str) -> None:
    assert escaped(text) == written


@given(anything)
def test_what_is_allowed_can_be_parsed_and_differs_only_where_it_must(text: str) -> None:
    found = allowed(text)
    assert found.text == "".join("\ufffd" if character in FORBIDDEN else character for character in text)
    assert list(found.replaced) == [character for character in text if character in FORBIDDEN]
    parsed(f"<a>{escaped(found.text)}</a>")


@pytest.mark.parametrize("character", FORBIDDEN)
def test_every_forbidden_character_is_replaced_and_told(character: str) -> None:
    assert allowed(f"a{character}b") == ("a\ufffdb", (character,))


@pytest.mark.parametrize("character", ["\t", "\n", "\r", "\x7f", "\x80", "\x9f", "\ufffd", "\ufeff", "\U0010ffff"])
def test_what_xml_holds_is_left_alone(character: str) -> None:
    assert allowed(f"a{character}b") == (f"a{character}b", ())


def test_an_element_leaves_out_attributes_that_are_none_and_keeps_their_order() -> None:
    assert element("a", {"z": 1, "b": None, "c": "", "d": 0}) == '<a z="1" c="" d="0"/>\n'


def test_elements_hold_elements() -> None:
    xml = element("a", {}, element("b", {}), "", text_element("c", "x"), text_element("d", ""))
    assert [child.tag for child in parsed(xml)] == ["b", "c"]
    assert element("a", {}, "") == "<a/>\n"


def test_a_reference_names_its_target() -> None:
    assert parsed(reference("CodeRef", "g")).attrib == {"targetGUID": "g"}
