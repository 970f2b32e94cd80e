"""What its makers say of a package: title, authors, licence; and what can be counted in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from annotator.domain.errors import ExportError
from annotator.domain.ids import ProjectId

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,63}")
"""Without the ``+`` for “or later”, which is an operator of expressions."""
_OF_ONES_OWN = "LicenseRef-"
_NEAREST = 3
_KNOWN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "CC0-1.0": (
            "Creative Commons Zero 1.0 Universal",
            "https://creativecommons.org/publicdomain/zero/1.0/legalcode",
        ),
        "CC-BY-4.0": (
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/legalcode",
        ),
        "CC-BY-SA-4.0": (
            "Creative Commons Attribution-ShareAlike 4.0 International",
            "https://creativecommons.org/licenses/by-sa/4.0/legalcode",
        ),
        "CC-BY-NC-4.0": (
            "Creative Commons Attribution-NonCommercial 4.0 International",
            "https://creativecommons.org/licenses/by-nc/4.0/legalcode",
        ),
        "ODbL-1.0": ("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        "PDDL-1.0": (
            "Open Data Commons Public Domain Dedication and License 1.0",
            "https://opendatacommons.org/licenses/pddl/1-0/",
        ),
    }
)


USUAL_LICENCES = (
    *_KNOWN,
    "CC-BY-ND-4.0",
    "CC-BY-NC-ND-4.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-3.0",
    "ODC-By-1.0",
    "CDLA-Permissive-2.0",
    "CDLA-Sharing-1.0",
    "DL-DE-BY-2.0",
    "DL-DE-ZERO-2.0",
    "etalab-2.0",
    "OGL-UK-3.0",
    "MIT",
    "Apache-2.0",
    "BSD-3-Clause",
    "GPL-3.0-or-later",
)
"""Licences that data, and what goes with them, are published under: those that are offered where another was meant."""


class Licence(NamedTuple):
    """A licence by its SPDX identifier, with its name and the address of its text."""

    identifier: str
    name: str
    address: str


def licence_named(identifier: str) -> Licence | None:
    """Return the licence with this SPDX identifier, None for an empty one; raises ExportError for one SPDX has not.

    The list is the one that comes with `packaging`. A citation file takes no licence beside it.
    """
    if not identifier:
        return None
    if not _IDENTIFIER.fullmatch(identifier):
        raise ExportError(
            f"“{identifier}” is no licence identifier.",
            kept="Nothing was written.",
            remedy="Give one of the SPDX list, for example CC-BY-4.0.",
        )
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression  # it loads a long list

    try:
        proper = canonicalize_license_expression(identifier)
    except InvalidLicenseExpression:
        raise _unknown(identifier) from None
    if proper.startswith(_OF_ONES_OWN):
        raise _unknown(identifier)
    name, address = _KNOWN.get(proper, (proper, f"https://spdx.org/licenses/{proper}.html"))
    return Licence(proper, name, address)


def _unknown(identifier: str) -> ExportError:
    """Return the error that names what may have been meant, of the licences that data are published under."""
    usual = {name.casefold(): name for name in USUAL_LICENCES}
    near = [usual[one] for one in get_close_matches(identifier.casefold(), usual, n=_NEAREST)]
    return ExportError(
        f"The SPDX list has no licence {identifier}.",
        kept="Nothing was written.",
        remedy=f"Known ones are {', '.join(near or ('CC-BY-4.0', 'CC0-1.0'))}. For a licence of your own give none "
        "here: the package then reserves all rights, and you say beside it what may be done.",
    )


@dataclass(frozen=True, slots=True)
class About:
    """What its makers say of a package; an author is "Family, Given" or the name of a group."""

    title: str = ""
    authors: tuple[str, ...] = ()
    licence: Licence | None = None


NOTHING_SAID = About()
"""A package of whose makers nothing is known."""


class Counts(NamedTuple):
    """What is in a package."""

    articles: int = 0
    codings: int = 0
    coders: int = 0
    gold: int = 0
    reports: int = 0
    coded_twice: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """The project a package was made from, at its last event."""

    project_id: ProjectId
    project_name: str
    head: int
    head_hash: str
    at: dt.datetime
    app_version: str

    @property
    def day(self) -> str:
        """The day of the last event, ISO 8601, in UTC."""
        return self.at.astimezone(dt.UTC).date().isoformat()
