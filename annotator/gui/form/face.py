"""What one row tells: its value in one line, its marks and its name for a screen reader."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.checking import Problem
from annotator.domain.codebook import Codebook, Severity
from annotator.domain.counted import counted
from annotator.domain.describe import describe, describe_status
from annotator.domain.values import MarkedSpan, Status
from annotator.gui.form.look import one_line
from annotator.gui.form.outline import RowState
from annotator.gui.theme import Tint

OPEN_VALUE = "evidence marked, value open"
"""What stands for the value while there is only evidence."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign at the right of a row with the sentence that explains it."""

    icon: str
    tint: Tint
    sentence: str


@dataclass(frozen=True, slots=True)
class Face:
    """What a row shows beside keycap, label and chips; ``is_dim`` where the summary is no content."""

    summary: str = ""
    is_dim: bool = True
    marks: tuple[Mark, ...] = ()
    accessible_name: str = ""


def face_of(state: RowState, unsaved: str, codebook: Codebook) -> Face:
    """Return the face of a row; ``unsaved`` says why what was typed there is not stored."""
    summary, is_dim = _summary(state, codebook)
    marks = tuple(_marks(state, unsaved))
    told = [f"{state.field.label}: {summary or 'open'}"]
    if state.evidence:
        told.append(counted(len(state.evidence), "quote"))
    return Face(summary, is_dim, marks, ". ".join([*told, *(mark.sentence for mark in marks)]))


def _summary(state: RowState, codebook: Codebook) -> tuple[str, bool]:
    value = state.value
    if value is None:
        return "", True
    if value.status is not Status.CODED:
        return describe_status(value.status), True
    if value.content is None:
        return OPEN_VALUE, True
    return one_line(describe(value.content, state.field, codebook)), isinstance(value.content, MarkedSpan)


def _marks(state: RowState, unsaved: str) -> list[Mark]:
    marks = []
    if state.notes:
        told = "\n".join(note.text for note in state.notes if note.text) or "To be discussed."
        marks.append(Mark("flag" if any(note.is_flagged for note in state.notes) else "note", Tint.DIM, told))
    if unsaved:
        marks.append(Mark("warning", Tint.DANGER, f"Not saved: {unsaved}"))
    if state.open_problems:
        marks.append(Mark("circle", Tint.WARNING, _sentences(state.open_problems)))
    if state.faults:
        is_error = any(problem.severity is Severity.ERROR for problem in state.faults)
        marks.append(Mark("warning", Tint.DANGER if is_error else Tint.WARNING, _sentences(state.faults)))
    return marks


def _sentences(problems: tuple[Problem, ...]) -> str:
    return "\n".join(problem.message for problem in problems)
