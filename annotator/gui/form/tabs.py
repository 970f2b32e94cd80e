"""The tabs of the incidents, with the buttons that add and remove one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from annotator.domain.counted import counted
from annotator.domain.ids import ReportId
from annotator.gui.form.context import FormContext
from annotator.gui.form.look import plain_tip
from annotator.gui.form.plain import icon_button
from annotator.gui.second_click import ignore_second_click
from annotator.gui.theme import Tint, icon


@dataclass(frozen=True, slots=True)
class Tab:
    """One incident's tab: its short name as tool tip, and what is wrong in it."""

    report_id: ReportId
    name: str
    fault_count: int
    open_count: int


class ReportTabs(QWidget):
    """Shows one tab per incident; ``selected`` carries the report the person turned to."""

    selected = Signal(object)

    def __init__(self, context: FormContext) -> None:
        super().__init__()
        self._context = context
        self._tabs: list[Tab] = []
        self.bar = QTabBar()
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(True)
        self.bar.setAccessibleName("Incidents")
        self.bar.currentChanged.connect(self._on_current_changed)
        self.add_button = icon_button("plus", "Add an incident", self)
        self.remove_button = icon_button("trash", "Remove this incident", self)
        for button in (self.add_button, self.remove_button):
            ignore_second_click(button)
        self.add_button.clicked.connect(context.intents.report_added)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(2)
        layout.addWidget(self.bar)
        layout.addWidget(self.add_button)
        layout.addStretch(1)
        layout.addWidget(self.remove_button)

    def show_tabs(self, tabs: Sequence[Tab], current: ReportId | None) -> None:
        """Show the incidents; nothing is emitted."""
        self.bar.blockSignals(True)
        while self.bar.count() > len(tabs):
            self.bar.removeTab(self.bar.count() - 1)
        for index, tab in enumerate(tabs):
            if index == self.bar.count():
                self.bar.addTab(f"Incident {index + 1}")
            if index >= len(self._tabs) or self._tabs[index] != tab:
                self._fill(index, tab)
        self._tabs = list(tabs)
        ids = [tab.report_id for tab in tabs]
        if current in ids:
            self.bar.setCurrentIndex(ids.index(current))
        self.bar.blockSignals(False)
        self.add_button.setVisible(not self._context.is_read_only)
        self.remove_button.setVisible(not self._context.is_read_only and bool(tabs))
        name = f"Remove incident {self.bar.currentIndex() + 1}"
        self.remove_button.setAccessibleName(name)
        self.remove_button.setToolTip(plain_tip(name))

    def _fill(self, index: int, tab: Tab) -> None:
        told = [tab.name] if tab.name else []
        if tab.fault_count:
            told.append(counted(tab.fault_count, "problem"))
        if tab.open_count:
            told.append(counted(tab.open_count, "field") + " still open")
        self.bar.setTabToolTip(index, plain_tip("\n".join(told)))
        self.bar.setAccessibleTabName(index, ", ".join([f"Incident {index + 1}", *told]))
        self.bar.setTabIcon(index, icon("warning", Tint.WARNING) if tab.fault_count else QIcon())

    def _on_current_changed(self, index: int) -> None:
        if 0 <= index < len(self._tabs):
            self.selected.emit(self._tabs[index].report_id)

    def _on_remove_clicked(self) -> None:
        index = self.bar.currentIndex()
        if 0 <= index < len(self._tabs):
            self._context.intents.report_removed.emit(self._tabs[index].report_id)
