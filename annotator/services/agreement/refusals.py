"""What figures of agreement are refused for, in words."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.errors import AnnotatorError
from annotator.domain.figures import AgreementRow, Exclusion


class AgreementError(AnnotatorError):
    """Figures cannot be given: hidden while the round is blind, nothing to compare, or no such field."""


class AgreementCancelledError(AnnotatorError):
    """The person stopped the work; nothing was changed."""


def nothing_to_compare(exclusions: Sequence[Exclusion]) -> AgreementError:
    """Return the refusal of a report where no article was completed by two coders, with what was left out."""
    left_out = " ".join(one.sentence for one in exclusions)
    return AgreementError(
        f"No article has complete codings of two coders. {left_out}".strip(),
        remedy="Figures can be given once two coders have completed the same articles.",
    )


def found_row(rows: Sequence[AgreementRow], field: str) -> AgreementRow:
    """Return the row of a field, "incident_date.end" for one of its parts, else its first.

    Raises AgreementError where there is none.
    """
    name, _, part = field.partition(".")
    row = next((row for row in rows if row.field == name and part in ("", row.part)), None)
    if row is None:
        raise AgreementError(f"There are no figures for the field {field} in this layer.")
    return row
