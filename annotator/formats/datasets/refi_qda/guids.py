"""GUIDs that are the same on every run."""

from __future__ import annotations

import hashlib
import re
import uuid

NAMESPACE = uuid.UUID("6f0e8b5c-63e2-5c0f-9a57-2f1c4f7d9b10")
_NAMESPACE = NAMESPACE.bytes
_PLAIN = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def guid_of(kind: str, record_id: str) -> str:
    """Return the record's id where it has a GUID's form, so that other tables' ids are found again; else one from it.

    Derived ones are version 5 (RFC 9562, section 5.5) and differ between kinds.
    """
    return record_id if _PLAIN.fullmatch(record_id) else derived_guid(kind, record_id)


def derived_guid(kind: str, *names: str) -> str:
    """Return the GUID of something that has no id of its own, as ``uuid.uuid5`` makes it in five times the time."""
    named = hashlib.sha1(_NAMESPACE + "\n".join((kind, *names)).encode(), usedforsecurity=False)
    digits = bytearray(named.digest()[:16])
    digits[6] = digits[6] & 0x0F | 0x50
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class UniqueNames:
    """Names as given where nothing else has them, with a number behind them otherwise, whatever their case."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def unique(self, name: str) -> str:
        """Return the name, or "name (2)", "name (3)" … where it was given out before."""
        wanted, number = name, 1
        while wanted.casefold() in self._counts:
            number = max(number, self._counts[name.casefold()]) + 1
            self._counts[name.casefold()] = number
            wanted = f"{name} ({number})"
        self._counts[wanted.casefold()] = 1
        return wanted
