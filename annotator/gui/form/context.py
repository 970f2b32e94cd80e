"""What every part of the form shares: the codebook, the fields' looks and the intents the form emits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from annotator.domain.codebook import Codebook
from annotator.gui.theme import FieldStyle


class Intents(QObject):
    """What a coder asks for in the form; `FormView` passes each on under the same name."""

    content_chosen = Signal(object, object)
    status_chosen = Signal(object, object)
    value_cleared = Signal(object)
    reason_given = Signal(object, str)
    evidence_activated = Signal(str)
    evidence_removed = Signal(str)
    stance_chosen = Signal(str, object)
    report_added = Signal()
    report_removed = Signal(str)
    group_added = Signal(str, str)
    group_copied = Signal(str)
    group_removed = Signal(str)
    note_written = Signal(str, str, bool)
    note_removed = Signal(str)
    field_confirmed = Signal(object)
    no_incident_chosen = Signal()


@dataclass
class FormContext:
    """The state shared by the form's parts; only `FormView` changes it."""

    intents: Intents
    codebook: Codebook | None = None
    styles: Mapping[str, FieldStyle] = field(default_factory=dict)
    is_read_only: bool = False
