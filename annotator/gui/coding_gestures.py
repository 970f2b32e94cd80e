"""What keys and clicks mean while coding: between article, form and desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QApplication

from annotator.domain.changes import Changes
from annotator.domain.codebook import INCIDENT_LEVEL, Field
from annotator.domain.coding import Evidence, Slot, Stance
from annotator.domain.ids import EvidenceId
from annotator.domain.text import Span
from annotator.domain.values import FieldType, Status
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.availability import is_complete
from annotator.gui.choice_palette import Choice, ChoicePalette
from annotator.gui.desk import Desk
from annotator.gui.form import FormView
from annotator.gui.highlighting import highlights_of, touched_highlights
from annotator.gui.theme import FieldStyle, Tokens
from annotator.services.coding import CodingService, Worksheet
from annotator.services.proposals import propose_for, ranked_fields

if TYPE_CHECKING:
    from annotator.gui.desk import Intent


_LONGEST_QUOTE = 30


class CodingGestures(QObject):
    """Turns what the coder does in the article and the form into intents, and shows what came of them."""

    remarked = Signal(str)
    """A sentence for the status line."""

    def __init__(self, desk: Desk, panel: ArticlePanel, form: FormView, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panel = panel
        self._view = panel.view
        self._form = form
        self._worksheet: Worksheet | None = None
        self._styles: dict[str, FieldStyle] = {}
        self._tokens: Tokens | None = None
        self._active_evidence: EvidenceId | None = None
        self._connect()

    @property
    def worksheet(self) -> Worksheet | None:
        """What is on the desk, None when nothing is."""
        return self._worksheet

    def _connect(self) -> None:
        self._desk.worksheet_opened.connect(self._on_worksheet_opened)
        self._desk.changed.connect(self._on_changed)
        self._view.field_key_pressed.connect(self._on_key_pressed)
        self._view.highlight_clicked.connect(self._on_highlight_clicked)
        self._view.highlight_reached.connect(self._go_to_evidence)
        self._view.highlight_adjusted.connect(self._on_highlight_adjusted)
        self._view.context_menu_requested.connect(self._on_context_menu_requested)
        self._view.caret_described.connect(self.remarked)
        self._form.evidence_activated.connect(self._on_evidence_activated)
        self._form.field_confirmed.connect(lambda _: self._view.setFocus())
        self._form.report_added.connect(self.add_incident)
        self._form.no_incident_chosen.connect(self.code_no_incident)

    def set_look(self, styles: dict[str, FieldStyle], tokens: Tokens) -> None:
        """Use other colours for fields; repaints what is shown."""
        self._styles = styles
        self._tokens = tokens
        if self._worksheet is not None:
            self._view.set_highlights(highlights_of(self._worksheet, styles))

    def forget(self) -> None:
        """Take the article off the desk."""
        self._worksheet = None
        self._active_evidence = None
        self._form.show_coding(None, ())

    # -- verbs --------------------------------------------------------------------------------------------------------

    def attach(self, slot: Slot, span: Span, stance: Stance = Stance.STATES) -> None:
        """Attach a span to a field and open the field with what the words suggest."""
        self._perform(
            partial(CodingService.attach_evidence, slot=slot, span=span, stance=stance),
            lambda changes, worksheet: self._open_attached(changes, worksheet, span),
        )

    def attach_to_active(self) -> None:
        """Attach the selection to the field that is open in the form."""
        slot, span = self._form.active_slot(), self._span()
        if slot is None or span is None:
            self.remarked.emit("Mark words in the text and choose a field first.")
            return
        self.attach(slot, span)

    def set_status(self, slot: Slot, status: Status) -> None:
        """Record a status for a field."""
        self._perform(partial(CodingService.set_status, slot=slot, status=status))

    def set_active_status(self, status: Status) -> None:
        """Record a status for the field that is open in the form."""
        slot = self._form.active_slot()
        if slot is None:
            self.remarked.emit("Choose a field first: press its key.")
            return
        self.set_status(slot, status)

    def add_incident(self) -> None:
        """Add an incident; the form goes to its tab by itself."""
        self._perform(partial(CodingService.add_report), lambda *_: self._view.setFocus())

    def next_incident(self) -> None:
        """Go to the next incident's tab, from the last to the first."""
        if self._worksheet is None:
            return
        reports = [report.id for report in self._worksheet.coding.reports()]
        if len(reports) > 1:
            here = self._form.current_report()
            following = reports[(reports.index(here) + 1) % len(reports)] if here in reports else reports[0]
            first = self._worksheet.codebook.fields_at(INCIDENT_LEVEL)[0]
            self._form.activate(Slot(first.id, following), edit=False)

    def remove_incident(self) -> None:
        """Remove the incident whose tab is open."""
        report_id = self._form.current_report()
        if report_id is not None:
            self._perform(partial(CodingService.remove_report, report_id=report_id))

    def code_no_incident(self) -> None:
        """Record that the article reports no incident."""
        self._perform(partial(CodingService.code_no_incident))

    def remove_active_evidence(self) -> None:
        """Remove the evidence whose highlight is active."""
        evidence = self._evidence(self._active_evidence)
        if evidence is None:
            self.remarked.emit("Click a highlight first.")
            return
        self._make_active(None)
        self._perform(partial(CodingService.remove_evidence, evidence_id=evidence.id))

    def reopen(self) -> None:
        """Make a complete coding a draft again."""
        self._perform(partial(CodingService.reopen))

    def undo(self) -> None:
        """Take back the last verb on this article."""
        self._perform(partial(CodingService.undo))

    def redo(self) -> None:
        """Bring back what was taken back."""
        self._perform(partial(CodingService.redo))

    def open_field_palette(self) -> None:
        """Offer all fields for the selection, the likeliest first."""
        worksheet = self._worksheet
        if worksheet is None or self._tokens is None:
            return
        span = self._span()
        fields = worksheet.codebook.fields
        if span and self._desk.allows_proposals:
            fields = ranked_fields(worksheet.codebook, worksheet.article, span)
        choices = [
            Choice(field.id, field.label, _hint(field, worksheet), self._styles[field.id].line) for field in fields
        ]
        words = "Attach the marked words to…" if span else "Go to field…"
        palette = ChoicePalette(words, choices, self._tokens, self._view)
        palette.chosen.connect(self._on_field_chosen)
        palette.open_at(self._below_caret())

    # -- answers ------------------------------------------------------------------------------------------------------

    def _on_worksheet_opened(self, worksheet: Worksheet) -> None:
        focused = QApplication.focusWidget()
        is_for_reading = self._worksheet is None or (focused is not None and self._form.isAncestorOf(focused))
        self._worksheet = worksheet
        self._active_evidence = None
        self._panel.show_article(worksheet.article)
        # Another room may be shown by now; the keys are its own then.
        if is_for_reading and self._view.isVisible():
            self._view.setFocus()
        self._view.set_highlights(highlights_of(worksheet, self._styles))
        self._form.show_coding(worksheet.coding, worksheet.problems)
        self._form.set_read_only(self._is_closed(worksheet))

    def _on_changed(self, changes: Changes, worksheet: Worksheet) -> None:
        before, self._worksheet = self._worksheet, worksheet
        touched = touched_highlights(changes, worksheet, self._styles)
        if before is None or touched is None:
            self._view.set_highlights(highlights_of(worksheet, self._styles))
        else:
            self._view.replace_highlights(*touched)
        self._form.refresh(worksheet.coding, worksheet.problems)
        self._form.set_read_only(self._is_closed(worksheet))

    def _on_key_pressed(self, key: str) -> None:
        special = {
            "Space": self.open_field_palette,
            "Return": self.attach_to_active,
            "Delete": self.remove_active_evidence,
            "0": self.code_no_incident,
        }
        if key in special:
            special[key]()
        elif self._worksheet is not None:
            field = self._worksheet.codebook.fields_by_key.get(key)
            if field is None:
                self.remarked.emit(f"No field has the key {key}. Space lists all fields.")
            else:
                self._on_field_chosen(field.id)

    def _on_field_chosen(self, field_id: str) -> None:
        span = self._span()
        if span is None:
            self._form.activate_field(field_id)
        else:
            self.attach(self._form.slot_for(field_id), span)

    def _on_highlight_clicked(self, keys: tuple[str, ...]) -> None:
        if self._tokens is None or self._worksheet is None:
            return
        if len(keys) == 1:
            self._go_to_evidence(keys[0])
            return
        choices = []
        for key in keys:
            evidence, field = self._evidence(EvidenceId(key)), self._field_of(EvidenceId(key))
            if evidence is not None and field is not None:
                choices.append(Choice(key, field.label, f"“{_shortened(evidence.quote)}”", self._styles[field.id].line))
        palette = ChoicePalette("These words support…", choices, self._tokens, self._view)
        palette.chosen.connect(self._go_to_evidence)
        palette.open_at(self._below_caret())

    def _on_context_menu_requested(self, _place: QPoint, span: Span | None, keys: tuple[str, ...]) -> None:
        """Answer the right mouse button: offer fields for a selection, else what the click would do."""
        if span is not None:
            self.open_field_palette()
        elif keys:
            self._on_highlight_clicked(keys)

    def _on_highlight_adjusted(self, key: str, span: Span) -> None:
        self._perform(partial(CodingService.move_evidence, evidence_id=EvidenceId(key), span=span))

    def _on_evidence_activated(self, evidence_id: str) -> None:
        evidence = self._evidence(EvidenceId(evidence_id))
        if evidence is not None:
            self._make_active(evidence.id)
            self._view.reveal(evidence.span)

    def _go_to_evidence(self, key: str) -> None:
        evidence, worksheet = self._evidence(EvidenceId(key)), self._worksheet
        if evidence is None or worksheet is None:
            return
        self._make_active(evidence.id)
        self._form.activate(worksheet.coding.values_by_id[evidence.value_id].slot, edit=False)

    def _open_attached(self, changes: Changes, worksheet: Worksheet, span: Span) -> None:
        evidence = next(
            (entity for entity in changes.entities if isinstance(entity, Evidence) and entity.span == span), None
        )
        if evidence is None:
            return
        value = worksheet.coding.values_by_id[evidence.value_id]
        field = worksheet.codebook.fields_by_id[value.field]
        self._view.select(None)
        self._make_active(None)
        self._form.activate(value.slot, edit=field.type is not FieldType.SPAN)
        if value.content is None and self._desk.allows_proposals:
            proposal = propose_for(field, worksheet.article, span)
            if proposal is not None:
                self._form.show_proposal(value.slot, proposal)

    def _is_closed(self, worksheet: Worksheet) -> bool:
        return self._desk.is_read_only or is_complete(worksheet)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _perform(self, intent: Intent, then: Callable[[Changes, Worksheet], None] | None = None) -> None:
        self._desk.perform(intent, then)

    def _make_active(self, evidence_id: EvidenceId | None) -> None:
        """Put a highlight in the hand: it can be dragged, removed and shared with another field."""
        self._active_evidence = evidence_id
        self._view.set_active(evidence_id)

    def _span(self) -> Span | None:
        """Return the marked words: the selection, else the active highlight's span."""
        selected = self._view.selected_span()
        evidence = self._evidence(self._active_evidence)
        return selected or (evidence.span if evidence else None)

    def _evidence(self, evidence_id: EvidenceId | None) -> Evidence | None:
        if self._worksheet is None or evidence_id is None:
            return None
        evidence = self._worksheet.coding.evidence_by_id.get(evidence_id)
        return None if evidence is None or evidence.is_deleted else evidence

    def _field_of(self, evidence_id: EvidenceId) -> Field | None:
        evidence = self._evidence(evidence_id)
        if evidence is None or self._worksheet is None:
            return None
        value = self._worksheet.coding.values_by_id[evidence.value_id]
        return self._worksheet.codebook.fields_by_id.get(value.field)

    def _below_caret(self) -> QPoint:
        return self._view.viewport().mapToGlobal(self._view.cursorRect().bottomLeft() + QPoint(0, 8))


def _shortened(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1].rstrip()}…"


def _hint(field: Field, worksheet: Worksheet) -> str:
    section = next((section.label for section in worksheet.codebook.sections if section.id == field.section), "")
    return f"{section}   {field.key}" if field.key else section
