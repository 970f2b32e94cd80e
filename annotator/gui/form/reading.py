"""Reads what a person types into an editor's part; a refusal is one plain sentence."""

from __future__ import annotations

import datetime as dt
import math
import re

from annotator.domain.errors import AnnotatorError
from annotator.domain.values import LARGEST_COUNT, Count, Qualifier

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_NUMBER = r"\d[\d,]*"
_QUALIFIED = re.compile(
    rf"(?P<words>[a-z ]*?)\s*(?P<first>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<second>{_NUMBER}))?", re.IGNORECASE
)
_WORDS = {
    "": Qualifier.EXACT,
    "exactly": Qualifier.EXACT,
    "at least": Qualifier.AT_LEAST,
    "more than": Qualifier.MORE_THAN,
    "over": Qualifier.MORE_THAN,
    "at most": Qualifier.AT_MOST,
    "up to": Qualifier.AT_MOST,
    "fewer than": Qualifier.FEWER_THAN,
    "less than": Qualifier.FEWER_THAN,
    "about": Qualifier.ABOUT,
    "around": Qualifier.ABOUT,
    "some": Qualifier.ABOUT,
}


_VAGUE = {
    "tens": Qualifier.TENS,
    "dozens": Qualifier.DOZENS,
    "scores": Qualifier.SCORES,
    "hundreds": Qualifier.HUNDREDS,
    "thousands": Qualifier.THOUSANDS,
    "several": Qualifier.SEVERAL,
}
"""Words that say there were many, and no number."""


class InputRefusedError(AnnotatorError):
    """What was typed is not a value of its part; the message is the sentence shown below the editor."""


def read_whole(text: str) -> int | None:
    """Return a whole number from 0, None for nothing; thousands may be parted by commas or spaces.

    Raises InputRefusedError for anything else.
    """
    digits = re.sub(r"[\s,]", "", text)
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()):
        raise InputRefusedError(f"“{text.strip()}” is not a whole number.")
    if len(digits.lstrip("0")) > len(str(LARGEST_COUNT)):
        raise InputRefusedError(f"“{text.strip()}” is too large.")
    return int(digits)


def read_degrees(text: str, limit: int) -> float | None:
    """Return degrees between ``-limit`` and ``limit``, None for nothing; raises InputRefusedError for anything else."""
    stripped = text.strip()
    if not stripped:
        return None
    try:
        degrees = float(stripped)
    except ValueError:
        raise InputRefusedError(f"“{stripped}” is not a number of degrees, such as 15.92.") from None
    if not math.isfinite(degrees) or abs(degrees) > limit:
        raise InputRefusedError(f"“{stripped}” does not lie between -{limit} and {limit} degrees.")
    return degrees


def read_day(text: str) -> dt.date | None:
    """Return a day written as 2019-11-03, None for nothing; raises InputRefusedError for anything else."""
    stripped = text.strip()
    if not stripped:
        return None
    try:
        return dt.date.fromisoformat(stripped)
    except ValueError:
        raise InputRefusedError(f"“{stripped}” is not a day; write it as 2019-11-03.") from None


def read_moment(text: str) -> dt.datetime | dt.date | None:
    """Return a day, or a day and time (2019-11-03 08:59, with or without +00:00), None for nothing.

    Raises InputRefusedError for anything else.
    """
    stripped = text.strip()
    if not stripped:
        return None
    try:
        return dt.date.fromisoformat(stripped)
    except ValueError:
        pass
    try:
        return dt.datetime.fromisoformat(stripped)
    except ValueError:
        raise InputRefusedError(f"“{stripped}” is not a date; write it as 2019-11-03 or 2019-11-03 08:59.") from None


def read_country(text: str) -> str:
    """Return an ISO 3166 alpha-3 code in capitals, empty for nothing; raises InputRefusedError for anything else."""
    code = text.strip().upper()
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise InputRefusedError(f"“{text.strip()}” is not a country code of three letters, such as MLI.")
    return code


def read_names(text: str) -> tuple[str, ...]:
    """Return names parted by commas, without blanks and repeats, in the order written."""
    names = (name.strip() for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def read_count(text: str) -> Count | None:
    """Return the count that a short phrase says ("54", "at least 54", "50-60", "dozens"), None when it says none.

    Lower bounds have no high and upper bounds no low, as the codebook's rules on qualifiers ask.
    """
    if text.strip().lower() in _VAGUE:
        return Count(qualifier=_VAGUE[text.strip().lower()])
    match = _QUALIFIED.fullmatch(text.strip())
    if match is None:
        return None
    first = read_whole(match["first"])
    qualifier = _WORDS.get(" ".join(match["words"].lower().split()))
    if match["second"]:
        high = read_whole(match["second"])
        return Count(low=first, high=high, qualifier=Qualifier.RANGE) if qualifier is Qualifier.EXACT else None
    match qualifier:
        case None:
            return None
        case Qualifier.EXACT:
            return Count(low=first, best=first, high=first)
        case Qualifier.AT_LEAST | Qualifier.MORE_THAN:
            return Count(low=first, best=first, qualifier=qualifier)
        case Qualifier.AT_MOST | Qualifier.FEWER_THAN:
            return Count(best=first, high=first, qualifier=qualifier)
        case _:
            return Count(best=first, qualifier=qualifier)


def weekday(moment: dt.date | dt.datetime | None) -> str:
    """Return the weekday's short name, empty for no day."""
    return "" if moment is None else WEEKDAYS[moment.weekday()]
