"""Names people give to things, and any text as one harmless line."""

from __future__ import annotations

import re
import unicodedata

from annotator.domain.errors import AnnotatorError

LONGEST_NAME = 80
NOTHING_CHANGED = "Nothing was changed."

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, line ends of every kind, and the embeddings, overrides and isolates of Unicode's bidirectional
algorithm (UAX #9), with which a name could turn the words after it."""
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers that count as letters or symbols and show nothing."""
_UNSEEN_ALONE = frozenset({"Cc", "Cf", "Cn", "Mn", "Me", "Zl", "Zp", "Zs"})
"""General categories of characters that show nothing by themselves."""


def checked_name(name: str, of_what: str, kind: type[AnnotatorError], longest: int = LONGEST_NAME) -> str:
    """Return a name with single blanks, composed (NFC): what looks the same is one name.

    Raises an error of this kind for a name that is empty, too long, not text, cannot be seen or steers what is shown
    after it. ``of_what`` begins the sentence, for example "A round's name".
    """
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    trouble = _trouble(name, longest)
    if trouble:
        raise kind(f"{of_what} {trouble}.", kept=NOTHING_CHANGED)
    return name


def as_one_line(text: str) -> str:
    """Return text with escapes for what would end the line or steer a terminal; names of files may hold anything."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def shortened(name: str, longest: int) -> str:
    """Return as much of a name's beginning as takes up at most so many bytes, by which systems count names of files."""
    while len(name.encode(errors="surrogatepass")) > longest:
        name = name[:-1]
    return name


def steering_as_json(text: str) -> str:
    """Return JSON with its own escapes for characters in its strings that steer; its line ends stay."""
    return _STEERING.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)


def _trouble(name: str, longest: int) -> str:
    if not 0 < len(name) <= longest:
        return f"has 1 to {longest} characters"
    if any("\ud800" <= character <= "\udfff" for character in name):
        return "is not text in UTF-8"
    steering = _STEERING.search(name)
    if steering:
        return f"cannot have the character U+{ord(steering[0]):04X}, which is not shown"
    if not any(_is_seen(character) for character in name):
        return "has only characters that cannot be seen"
    return ""


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN_ALONE and character not in _BLANK_LETTERS
