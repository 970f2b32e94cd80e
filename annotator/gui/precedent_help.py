"""Earlier rulings on the field a coder has open, shown with the field's help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.domain.coding import Slot
from annotator.gui.desk import Desk
from annotator.gui.form import FormView
from annotator.gui.form.plain import FieldHelp

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.gui.jobs import Job
    from annotator.services.review.case import Precedent

_PAUSE_MS = 300
"""Only a field somebody stays at is looked up, so that reading never stands before a quick coder's next change."""


class PrecedentHelp(QObject):
    """Asks for the rulings on the open field; those of rounds that are hidden from the coder are not among them."""

    def __init__(self, desk: Desk, form: FormView, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form = form
        self._field = ""
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_PAUSE_MS)
        self._delay.timeout.connect(self._ask)
        form.slot_activated.connect(self._on_slot_activated)

    def _on_slot_activated(self, slot: Slot | None) -> None:
        self._field = slot.field if slot is not None else ""
        if self._field:
            self._delay.start()
        else:
            self._delay.stop()

    def _ask(self) -> None:
        field = self._field

        def read(workspace: Workspace, _: Job) -> Sequence[Precedent]:
            return workspace.review.precedents(field, viewer=workspace.coder.id)

        def then(precedents: Sequence[Precedent]) -> None:
            # The review's words are loaded when there is something to say, not with the window.
            from annotator.gui.review.precedents import SHOWN, precedent_told

            told = [precedent_told(one) for one in precedents[:SHOWN]] if precedents else []
            for shown in self._form.findChildren(FieldHelp):
                shown.show_precedents(field, told)

        self._desk.ask(read, on_success=then)
