"""What a replication package is put together from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple, Protocol

from annotator.domain.recipe import ExportChoice


class PackagePart(NamedTuple):
    """A file of the package: its name relative to the package, with slashes, and what a reader finds in it."""

    name: str
    data: bytes
    about: str


class Wanted(NamedTuple):
    """What the package is about: the choice of codings, None for all, and the time of the project's last event."""

    choice: ExportChoice | None
    at: dt.datetime
    is_cancelled: Callable[[], bool] = lambda: False


class Supplement(NamedTuple):
    """Files that another part of the program contributes, or a sentence why there are none."""

    parts: tuple[PackagePart, ...] = ()
    why_absent: str = ""


class Supplier(Protocol):
    """Makes a supplement; the same project gives the same bytes, so no clock may be asked."""

    def __call__(self, wanted: Wanted, /) -> Supplement:
        """Return the files for what is wanted."""


class AgreementReport(Protocol):
    """How far coders agree, in the forms people publish it in."""

    def html(self) -> str:
        """Return the report for reading."""

    def csv(self) -> str:
        """Return the figures as a table."""

    def json(self) -> str:
        """Return the figures with their definitions."""

    def methods(self) -> str:
        """Return the paragraph for a methods section."""

    def diagnosis_csv(self) -> str:
        """Return every unit, field and coder with the value that was compared."""


def agreement_parts(
    report: AgreementReport, folder: str = "agreement", *, with_values: bool = True
) -> tuple[PackagePart, ...]:
    """Return a report's files for a package; the coded values and titles among them only ``with_values``."""
    named = [
        ("report.html", report.html(), "How far coders agree, field by field; opens in any browser."),
        ("agreement.csv", report.csv(), "The same figures as a table."),
        ("agreement.json", report.json(), "The same figures with definitions, variants and exclusions."),
        ("methods.txt", report.methods(), "A paragraph on agreement for a methods section."),
    ]
    if with_values:
        named.append(("diagnosis.csv", report.diagnosis_csv(), "What was compared: each unit, field, coder and value."))
    return tuple(PackagePart(f"{folder}/{name}", text.encode(), about) for name, text, about in named)
