"""Letters that choose an entry of a menu with the keyboard, one for each entry and found from its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_FIRST_LETTERS = re.compile(r"(?<![^\W_])[^\W_]")
_LETTERS = re.compile(r"[^\W_]")


def with_mnemonics(texts: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Return texts with an ampersand before the letter that chooses each, as Qt wants it; ampersands are doubled.

    The first letter of the text is best, then that of another word, then any letter. No letter is given twice, and none
    of ``taken``; a text for which none is left gets none.
    """
    given = {letter.casefold() for letter in taken}
    places: dict[int, int] = {}
    for rank in range(3):
        for number, text in enumerate(texts):
            place = next((at for at in _places(text, rank) if text[at].casefold() not in given), None)
            if number not in places and place is not None:
                places[number] = place
                given.add(text[place].casefold())
    return [_marked(text, places.get(number)) for number, text in enumerate(texts)]


def mnemonic_of(text: str) -> str:
    """Return the letter that chooses an entry, in lower case; empty where none does."""
    found = re.search(r"(?<!&)(?:&&)*&([^&])", text)
    return found[1].casefold() if found else ""


def _places(text: str, rank: int) -> Iterator[int]:
    found = (one.start() for one in (_LETTERS if rank == 2 else _FIRST_LETTERS).finditer(text))
    return (at for at in found if rank > 0 or at == 0)


def _marked(text: str, place: int | None) -> str:
    if place is None:
        return text.replace("&", "&&")
    return f"{text[:place].replace('&', '&&')}&{text[place:].replace('&', '&&')}"
