"""The structured form beside the article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMargins, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain.checking import Problem
from annotator.domain.codebook import ARTICLE_LEVEL, Codebook
from annotator.domain.coding import Coding, Slot
from annotator.domain.ids import ReportId
from annotator.domain.proposal import Proposal
from annotator.gui.form.article_block import ArticleBlock
from annotator.gui.form.context import FormContext, Intents
from annotator.gui.form.empty import EmptyView
from annotator.gui.form.focus_order import next_stop
from annotator.gui.form.outline import Outline
from annotator.gui.form.scrolling import bring_into_view, scrolled
from annotator.gui.form.slots import slot_for
from annotator.gui.form.stack import FormStack
from annotator.gui.form.tab_state import tabs_of
from annotator.gui.form.tabs import ReportTabs
from annotator.gui.theme import FieldStyle

_PASSED_ON = (
    *("content_chosen", "status_chosen", "value_cleared", "reason_given", "field_confirmed"),
    *("evidence_activated", "evidence_removed", "stance_chosen", "note_written", "note_removed"),
    *("report_added", "report_removed", "group_copied", "group_removed", "no_incident_chosen"),
)


class FormView(QFrame):
    """Shows one coding as rows built from the codebook, and emits what the coder asks for.

    It never changes a coding: whoever listens stores the change and calls `refresh`. Slots name where a value sits;
    a group's field has a ``group_id``, None where the group has to be made first.
    """

    content_chosen = Signal(object, object)
    status_chosen = Signal(object, object)
    value_cleared = Signal(object)
    reason_given = Signal(object, str)
    evidence_activated = Signal(str)
    evidence_removed = Signal(str)
    stance_chosen = Signal(str, object)
    report_added = Signal()
    report_removed = Signal(str)
    report_selected = Signal(object)
    group_added = Signal(str, str)
    group_copied = Signal(str)
    group_removed = Signal(str)
    note_written = Signal(str, str, bool)
    note_removed = Signal(str)
    slot_activated = Signal(object)
    field_confirmed = Signal(object)
    no_incident_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = FormContext(Intents(self))
        self._coding: Coding | None = None
        self._problems: tuple[Problem, ...] = ()
        self._report: ReportId | None = None
        self._expected: tuple[str, frozenset[str]] | None = None
        self._announced: Slot | None = None
        self._article = ArticleBlock(self._context)
        self._tabs = ReportTabs(self._context)
        self._stack = FormStack(self._context)
        self._area = scrolled(self._stack)
        self._empty = EmptyView(self._context)
        self._pages = QStackedWidget()
        self._warm_up = QTimer(self)
        self._warm_up.timeout.connect(self._on_idle)
        self._lay_out()
        self._connect()
        self._show_all()

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setMinimumWidth(300)
        self.setAccessibleName("Form")
        self._pages.addWidget(self._area)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(QMargins())
        layout.setSpacing(2)
        layout.addWidget(self._article)
        layout.addWidget(self._tabs)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        for name in _PASSED_ON:
            getattr(self._context.intents, name).connect(getattr(self, name))
        self._tabs.selected.connect(self._select)
        self._stack.slot_activated.connect(self._on_report_slot_activated)
        self._article.stack.slot_activated.connect(self._on_article_slot_activated)
        self._stack.group_add_asked.connect(self._on_group_add_asked)
        self._stack.height_changed.connect(self._on_height_changed)
        self._area.verticalScrollBar().rangeChanged.connect(self._on_height_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def set_codebook(self, codebook: Codebook, styles: Mapping[str, FieldStyle]) -> None:
        """Build the form from a codebook; ``styles`` has the look of each field by its id."""
        is_other = codebook != self._context.codebook
        if is_other:
            self._forget()
            self._coding = None
        self._context.codebook = codebook
        self._context.styles = dict(styles)
        if is_other:
            self._show_all()
            self._warm_up.start()
        for stack in self._stacks():
            stack.restyle()

    def show_coding(self, coding: Coding | None, problems: Sequence[Problem] = ()) -> None:
        """Show another article's coding from its first incident on, or that there is none to show.

        What is still being typed is dropped, because it belongs to the coding before: call `take_typing` first.
        """
        self._forget()
        self._coding, self._problems = coding, tuple(problems)
        reports = coding.reports() if coding is not None else ()
        self._set_report(reports[0].id if reports else None)
        self._area.verticalScrollBar().setValue(0)
        self._show_all()

    def take_typing(self) -> bool:
        """Emit what is being typed, before another coding is shown; tells whether all of it could be read."""
        return all(stack.take_typing() for stack in self._stacks())

    def refresh(self, coding: Coding, problems: Sequence[Problem] = ()) -> None:
        """Show the same coding after a change; rows that did not change and typing stay as they are."""
        before = [report.id for report in self._coding.reports()] if self._coding is not None else []
        self._coding, self._problems = coding, tuple(problems)
        reports = [report.id for report in coding.reports()]
        added = [report for report in reports if report not in before]
        if len(added) == 1:
            self._stack.activate(None)
            self._set_report(added[0])
        elif self._report not in reports:
            place = before.index(self._report) if self._report in before else 0
            self._set_report(reports[min(place, len(reports) - 1)] if reports else None)
        self._show_all()
        self._activate_expected()

    def set_read_only(self, is_read_only: bool) -> None:
        """Only show, or edit again; the active row closes."""
        if is_read_only == self._context.is_read_only:
            return
        for stack in self._stacks():
            stack.activate(None)
        self._context.is_read_only = is_read_only
        self._show_all()
        for stack in self._stacks():
            stack.restyle()

    def _show_all(self) -> None:
        codebook, coding = self._context.codebook, self._coding
        reports = coding.reports() if coding is not None else ()
        self._article.setVisible(coding is not None)
        self._tabs.setVisible(bool(reports))
        self._pages.setCurrentWidget(self._area if reports else self._empty)
        self._empty.show_reason(has_coding=coding is not None)
        if codebook is None or coding is None:
            for stack in self._stacks():
                stack.show_items(())
            return
        outline = Outline(codebook, coding, self._problems)
        self._article.show_items(outline.article_items())
        self._tabs.show_tabs(tabs_of(coding, codebook, self._problems), self._report)
        self._stack.show_items(outline.report_items(self._report) if self._report is not None else ())

    def _forget(self) -> None:
        self._expected = None
        for stack in self._stacks():
            stack.forget()

    def _stacks(self) -> tuple[FormStack, FormStack]:
        return self._article.stack, self._stack

    # -- where the coder is -------------------------------------------------------------------------------------------

    def current_report(self) -> ReportId | None:
        """Return the report whose tab is shown, None when there is none."""
        return self._report

    def active_slot(self) -> Slot | None:
        """Return the slot of the active row, None when none is active."""
        return self._article.stack.active or self._stack.active

    def activate(self, slot: Slot, *, edit: bool = True) -> None:
        """Turn to a slot's incident, open its row and bring it into view; ``edit`` gives its editor the keyboard."""
        stack = self._stack_for(slot)
        if slot.report_id is not None and slot.report_id != self._report:
            self._select(slot.report_id)
        if not stack.has_slot(slot):
            return
        stack.activate(slot)
        self._bring_into_view(stack)
        if edit:
            stack.panel.focus_editor()

    def activate_field(self, field_id: str) -> None:
        """Open a field's row in the current report; without a place for it, offer the button that makes one."""
        slot = self.slot_for(field_id)
        if self._stack_for(slot).has_slot(slot):
            self.activate(slot)
            return
        field = self._context.codebook.fields_by_id[field_id] if self._context.codebook is not None else None
        button = self._stack.group_button(field.level) if field is not None and self._report is not None else None
        if button is not None:
            self._area.ensureWidgetVisible(button)
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._coding is not None and self._report is None:
            self._empty.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def slot_for(self, field_id: str) -> Slot:
        """Return where a field's key would go now; raises KeyError when the codebook has no such field."""
        if self._context.codebook is None:
            raise KeyError(field_id)
        return slot_for(field_id, self._context.codebook, self._coding, self._report, self.active_slot())

    def show_proposal(self, slot: Slot, proposal: Proposal) -> None:
        """Fill a slot's editor with a proposal; Enter takes it, typing corrects it, Escape dismisses it."""
        if self._context.is_read_only:
            return
        self.activate(slot)
        self._stack_for(slot).propose(slot, proposal)

    def _stack_for(self, slot: Slot) -> FormStack:
        return self._stack if slot.report_id is not None else self._article.stack

    def _select(self, report_id: ReportId) -> None:
        """Turn to a report's tab."""
        if report_id == self._report or self._coding is None:
            return
        self._stack.activate(None)
        self._set_report(report_id)
        self._area.verticalScrollBar().setValue(0)
        self._show_all()

    def _set_report(self, report_id: ReportId | None) -> None:
        if report_id != self._report:
            self._report = report_id
            self.report_selected.emit(report_id)

    def _bring_into_view(self, stack: FormStack) -> None:
        if stack is self._stack:
            bring_into_view(self._area, stack)
        else:
            self._article.unfold()

    # -- groups to come -----------------------------------------------------------------------------------------------

    def _on_group_add_asked(self, report_id: str, level: str) -> None:
        groups = self._coding.groups(ReportId(report_id), level) if self._coding is not None else ()
        self._expected = (level, frozenset(group.id for group in groups))
        self.group_added.emit(report_id, level)

    def _activate_expected(self) -> None:
        """Open the first row of the group that the coder has just asked for."""
        if self._expected is None or self._coding is None or self._report is None or self._context.codebook is None:
            return
        level, before = self._expected
        fields = self._context.codebook.fields_at(level)
        for group in self._coding.groups(self._report, level):
            if group.id not in before and fields:
                self._expected = None
                self.activate(Slot(fields[0].id, self._report, group.id))
                return

    # -- events -------------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go from one control to the next in the order they are seen; at the ends leave the form."""
        stop = next_stop(self, QApplication.focusWidget(), is_next=is_next)
        if stop is None:
            return super().focusNextPrevChild(is_next)
        stop.setFocus(Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason)
        if self._stack.isAncestorOf(stop):
            self._area.ensureWidgetVisible(stop)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the article's block within its share."""
        super().resizeEvent(event)
        self._article.set_most(self.height())

    def _on_report_slot_activated(self, slot: Slot | None) -> None:
        if slot is not None:
            self._article.stack.activate(None)
        self._announce()

    def _on_article_slot_activated(self, slot: Slot | None) -> None:
        if slot is not None:
            self._stack.activate(None)
        self._announce()

    def _announce(self) -> None:
        slot = self.active_slot()
        if slot != self._announced:
            self._announced = slot
            self.slot_activated.emit(slot)

    def _on_idle(self) -> None:
        """Make one of the editors that the first rows to be opened will need, or stop."""
        fields = self._context.codebook.fields if self._context.codebook is not None else ()
        own = [field.type for field in fields if field.level == ARTICLE_LEVEL]
        others = [field.type for field in fields if field.level != ARTICLE_LEVEL]
        if not (self._article.stack.panel.make_one_of(own) or self._stack.panel.make_one_of(others)):
            self._warm_up.stop()

    def _on_height_changed(self) -> None:
        """Keep the editor in view while it grows, or the article's block above takes room from it."""
        if self._stack.active is not None and self._stack.isAncestorOf(QApplication.focusWidget() or self):
            self._bring_into_view(self._stack)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        """Take what is entered when the coder goes elsewhere in the window; a pop-up over it is not elsewhere."""
        if before is None or now is None or now.window() is not self.window():
            return
        for panel in (stack.panel for stack in self._stacks()):
            if panel.isAncestorOf(before) and not panel.isAncestorOf(now):
                panel.take_typing()
