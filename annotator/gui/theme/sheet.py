"""Style sheets as lists of rules, so that a base can be trimmed and the project's own rules can replace parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


@dataclass(frozen=True)
class StyleRule:
    """Selectors that share declarations, each declaration a property and its value."""

    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        lines = "".join(f"  {name}: {value};\n" for name, value in self.declarations)
        return ",\n".join(self.selectors) + " {\n" + lines + "}\n"


def parse_sheet(text: str) -> list[StyleRule]:
    """Return the rules of a style sheet in order; comments go, white space is normalised."""
    return [
        StyleRule(
            tuple(" ".join(selector.split()) for selector in selectors.split(",")),
            tuple(_declarations(body)),
        )
        for selectors, body in _RULE.findall(_COMMENT.sub("", text))
    ]


def without(rules: Iterable[StyleRule], selectors: re.Pattern[str], properties: frozenset[str]) -> list[StyleRule]:
    """Return the rules without the selectors that match and without the named properties; empty rules go."""
    kept = (
        StyleRule(
            tuple(selector for selector in rule.selectors if not selectors.search(selector)),
            tuple(declaration for declaration in rule.declarations if declaration[0] not in properties),
        )
        for rule in rules
    )
    return [rule for rule in kept if rule.selectors and rule.declarations]


def overridden(base: Iterable[StyleRule], own: list[StyleRule]) -> list[StyleRule]:
    """Return the base followed by the project's own rules; a selector of its own replaces the base's rules for it.

    Replacing whole rules (not single properties) keeps the sheet short, and short sheets polish fast.
    """
    replaced = {selector for rule in own for selector in rule.selectors}
    exactly = re.compile("|".join(f"^{re.escape(selector)}$" for selector in sorted(replaced)) or r"(?!)")
    return without(base, exactly, frozenset()) + own


def _declarations(body: str) -> Iterable[tuple[str, str]]:
    for declaration in body.split(";"):
        name, colon, value = declaration.partition(":")
        if colon and value.strip():
            yield name.strip(), " ".join(value.split())
