"""The menu of one quote: follow it, say how it bears on the value, remove it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from annotator.domain.coding import Evidence, Stance
from annotator.gui.form.chips import chip_text
from annotator.gui.form.context import FormContext

STANCE_PHRASES = {
    Stance.STATES: "It states the value",
    Stance.IMPLIES: "It implies the value",
    Stance.CONTRADICTS: "It contradicts the value",
    Stance.INFERENCE: "The value is the coder's inference",
}


def chip_menu(evidence: Evidence, context: FormContext, parent: QWidget) -> QMenu:
    """Return the menu; it is deleted when it closes."""
    intents, menu = context.intents, QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(f"Quote {chip_text(evidence)}")
    menu.addAction("Show in the text").triggered.connect(lambda: intents.evidence_activated.emit(evidence.id))
    if context.is_read_only:
        return menu
    menu.addSeparator()
    for stance, phrase in STANCE_PHRASES.items():
        action = menu.addAction(phrase)
        action.setCheckable(True)
        action.setChecked(stance is evidence.stance)
        action.triggered.connect(_stance_chooser(context, evidence.id, stance))
    menu.addSeparator()
    menu.addAction("Remove the quote").triggered.connect(lambda: intents.evidence_removed.emit(evidence.id))
    return menu


def _stance_chooser(context: FormContext, evidence_id: str, stance: Stance) -> Callable[[], None]:
    return lambda: context.intents.stance_chosen.emit(evidence_id, stance)
