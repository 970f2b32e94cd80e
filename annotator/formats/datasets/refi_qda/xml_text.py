"""Elements of XML 1.0 as text: escaped so that a parser gives back every character XML can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold (section 2.2 of the recommendation)."""

_REFERENCES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    # A parser would turn these into a space or a line feed, in attributes or at line ends.
    **{character: f"&#{ord(character)};" for character in "\t\n\r\x85\u2028\u2029"},
}
_NEEDS_REFERENCE = re.compile(f"[{''.join(_REFERENCES)}]")


def escaped(text: str) -> str:
    """Return the text with references for what means something to a parser; forbidden characters stay."""
    return _NEEDS_REFERENCE.sub(lambda found: _REFERENCES[found.group()], text)


def element(name: str, attributes: Mapping[str, str | int | None], *contents: str) -> str:
    """Return one element on a line of its own; ``contents`` are elements already, attributes of None are left out."""
    opening = name + "".join(
        f' {key}="{escaped(str(value))}"' for key, value in attributes.items() if value is not None
    )
    inner = "".join(contents)
    return f"<{opening}>\n{inner}</{name}>\n" if inner else f"<{opening}/>\n"


def text_element(name: str, text: str) -> str:
    """Return an element that holds nothing but text, or nothing where there is no text."""
    return f"<{name}>{escaped(text)}</{name}>\n" if text else ""


def reference(name: str, target: str) -> str:
    """Return an element that refers to another by its GUID."""
    return f'<{name} targetGUID="{target}"/>\n'
