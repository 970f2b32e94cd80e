"""Asks what the labels of another program's codings mean here, and shows what importing them would do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.codebook import Codebook
from annotator.domain.counted import counted
from annotator.gui.dialogs.columns_panel import ColumnsPanel
from annotator.gui.dialogs.mapping_model import FIELD, HOW, ChoiceDelegate, MappingModel
from annotator.gui.dialogs.places import ask_file, ask_new_file
from annotator.gui.dialogs.reasons_dialog import ReasonsDialog
from annotator.services.coding_imports.service import (
    FORMS,
    OWN_LINES,
    CodingImportPlan,
    CodingMapping,
    Counting,
    ForeignCodings,
)

_ONE_REPORT = "as the files say, else one each"
_ACROSS = 3
_NAMELESS = "Write at “Import as” whose work the codings become."
_COUNTINGS = {
    Counting.AUTO: "found out from the words",
    Counting.CODE_POINTS: "characters",
    Counting.UTF16: "UTF-16 units",
}
_PLAN_AFTER_MS = 150
"""So that a plan is made once when several things are changed in a row."""


class MappingDialog(QDialog):
    """The mapping of some files, with a plan of what it would bring that follows every change."""

    plan_wanted = Signal(object, str)
    """The `CodingMapping` and the coder's name, some moments after something was changed."""
    form_chosen = Signal(str)
    """Another form: the files have to be read again."""
    mapping_chosen = Signal(object)
    """A `CodingMapping` with other columns: the table has to be read again."""
    mapping_to_open = Signal(object)
    mapping_to_save = Signal(object)
    """The `Path` of a mapping's file."""

    def __init__(
        self,
        foreign: ForeignCodings,
        mapping: CodingMapping,
        codebook: Codebook,
        coder_names: Sequence[str],
        parent: QWidget,
        coder_name: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Import codings")
        self.resize(1040, 620)
        self._foreign = foreign
        self._plan: CodingImportPlan | None = None
        self._model = MappingModel(foreign.labels, mapping, codebook, self)
        self._model.mapping_changed.connect(self._on_changed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PLAN_AFTER_MS)
        self._timer.timeout.connect(lambda: self.plan_wanted.emit(self.mapping(), self.coder_name()))
        self._coder = self._made_coder(coder_names, coder_name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(self._made_head())
        if foreign.columns and mapping.columns is not None:
            columns = ColumnsPanel(foreign.columns, mapping.columns, self)
            columns.columns_chosen.connect(
                lambda chosen: self.mapping_chosen.emit(self.mapping().model_copy(update={"columns": chosen}))
            )
            layout.addWidget(columns)
        layout.addWidget(self._made_table(), 1)
        layout.addLayout(self._made_summary())
        layout.addLayout(self._made_buttons())
        self._on_changed()
        (self._table if self.coder_name() else self._coder).setFocus()

    def mapping(self) -> CodingMapping:
        """Return the mapping as it is now."""
        return self._model.mapping.model_copy(
            update={
                "coder": self._whose.currentData() or "",
                "report_by": self._reports.currentData() or "",
                "counting": Counting(self._counting.currentData()),
                "has_articles": self._articles.isChecked(),
            }
        )

    def coder_name(self) -> str:
        """Return the name of the coder whose work the codings become."""
        return " ".join(self._coder.currentText().split())

    def plan(self) -> CodingImportPlan | None:
        """Return what was shown last; None while something newer is being worked out."""
        return self._plan

    def show_plan(self, plan: CodingImportPlan) -> None:
        """Show what importing would do, unless something was changed since."""
        if self._timer.isActive() or plan.mapping != self.mapping() or plan.coder_name != self.coder_name():
            return
        self._plan = plan
        self._summary.setText(summary_of(plan))
        in_the_way = what_is_in_the_way(plan)
        self._fault.setText(in_the_way)
        self._fault.setVisible(bool(in_the_way))
        self._go.setText(f"Import {counted(len(plan.new), 'coding')}" if plan.new else "Nothing to import")
        self._go.setEnabled(plan.is_ready)
        self._reasons.setEnabled(bool(reasons_of(plan)))

    # -- making -------------------------------------------------------------------------------------------------------

    def _made_coder(self, names: Sequence[str], name: str) -> QComboBox:
        box = QComboBox(self)
        box.setEditable(True)
        box.addItems(list(names))
        box.setCurrentText(name)
        box.setAccessibleName("Coder whose work the codings become")
        box.setMinimumWidth(220)
        if (line := box.lineEdit()) is not None:
            line.setPlaceholderText("A coder’s name")
            line.setMaxLength(80)
        box.currentTextChanged.connect(self._on_changed)
        return box

    def _made_head(self) -> QGridLayout:
        mapping, coders = self._model.mapping, self._foreign.coders
        forms = [(form.label, form.name) for form in FORMS if form.name != OWN_LINES]
        self._forms = self._made_box("Form of the files", forms, self._foreign.form)
        self._forms.activated.connect(lambda _: self._on_form())
        whose = [("choose…" if len(coders) > 1 else "all of it", ""), *((name, name) for name in coders)]
        self._whose = self._made_box("Whose work is taken", whose, mapping.coder)
        self._whose.setEnabled(len(coders) > 1)
        attributes = dict.fromkeys(label.key.attribute for label in self._foreign.labels if label.key.attribute)
        reports = [(_ONE_REPORT, ""), *((f"by {name}", name) for name in attributes)]
        self._reports = self._made_box("What tells incidents apart", reports, mapping.report_by)
        countings = [(words, counting) for counting, words in _COUNTINGS.items()]
        self._counting = self._made_box("What offsets count", countings, mapping.counting)
        for box in (self._whose, self._reports, self._counting):
            box.currentIndexChanged.connect(self._on_changed)
        self._articles = QCheckBox("Import missing articles too", self)
        self._articles.setChecked(mapping.has_articles)
        self._articles.toggled.connect(self._on_changed)
        source = QLabel(_elided(self._foreign.source), self)
        source.setTextFormat(Qt.TextFormat.PlainText)
        source.setProperty("role", "subtitle")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(source, 0, 0, 1, 6)
        pairs = (
            ("Import as", self._coder),
            ("Whose work", self._whose),
            ("Incidents", self._reports),
            ("Form", self._forms),
            ("Offsets count", self._counting),
        )
        for place, (words, box) in enumerate(pairs):
            label = QLabel(words, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(box)
            row, column = divmod(place, _ACROSS)
            grid.addWidget(label, 1 + row, 2 * column)
            grid.addWidget(box, 1 + row, 2 * column + 1)
        grid.addWidget(self._articles, 2, 4, 1, 2)
        for column in range(_ACROSS):
            grid.setColumnStretch(2 * column + 1, 1)
        return grid

    def _made_box(self, name: str, choices: Sequence[tuple[str, object]], chosen: object) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        for words, data in choices:
            box.addItem(words, data)
        box.setCurrentIndex(next((place for place, (_, data) in enumerate(choices) if data == chosen), 0))
        return box

    def _made_table(self) -> QTableView:
        table = self._table = QTableView(self)
        table.setAccessibleName("Labels of the files and the fields they become")
        table.setModel(self._model)
        delegate = ChoiceDelegate(table)
        for column in (FIELD, HOW):
            table.setItemDelegateForColumn(column, delegate)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QTableView.EditTrigger.EditKeyPressed | QTableView.EditTrigger.AnyKeyPressed)
        table.clicked.connect(self._on_cell_clicked)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate((230, 76, 64, 0, 210, 220)):
            if width:
                table.setColumnWidth(column, width)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        if self._model.rowCount():
            table.setCurrentIndex(self._model.index(0, FIELD))
        return table

    def _made_summary(self) -> QHBoxLayout:
        self._summary = QLabel("Working out what would be imported…", self)
        self._fault = QLabel(self)
        self._fault.setProperty("role", "error")
        self._fault.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._summary, self._fault):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            words.addWidget(label)
        self._reasons = QPushButton("What is left out…", self)
        self._reasons.setEnabled(False)
        self._reasons.clicked.connect(self._on_reasons)
        line = QHBoxLayout()
        line.addLayout(words, 1)
        line.addWidget(self._reasons, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _made_buttons(self) -> QHBoxLayout:
        opening, saving = QPushButton("Open mapping…", self), QPushButton("Save mapping…", self)
        opening.clicked.connect(self._on_open)
        saving.clicked.connect(self._on_save)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._go = QPushButton("Import", self)
        self._go.setProperty("role", "primary")
        self._go.setEnabled(False)
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for button in (opening, saving, self._reasons):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(opening)
        line.addWidget(saving)
        line.addStretch()
        line.addWidget(buttons)
        return line

    # -- answers ------------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._plan = None
        self._go.setEnabled(False)
        self._timer.start()

    def _on_cell_clicked(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._table.edit(index)

    def _on_form(self) -> None:
        if self._forms.currentData() != self._foreign.form:
            self.form_chosen.emit(self._forms.currentData())

    def _on_reasons(self) -> None:
        if self._plan is not None:
            ReasonsDialog("What is left out", reasons_of(self._plan), self).open()

    def _on_open(self) -> None:
        chosen = ask_file(self, "Open mapping", "Mappings (*.json)")
        if chosen:
            self.mapping_to_open.emit(chosen)

    def _on_save(self) -> None:
        chosen = ask_new_file(self, "Save mapping", "mapping.json", "Mappings (*.json)")
        if chosen:
            self.mapping_to_save.emit(chosen)


def summary_of(plan: CodingImportPlan) -> str:
    """Return the plan in two sentences; what does not occur is not said."""
    ignored = sum(not plan.mapping.rule_for(label.key) for label in plan.foreign.labels)
    counts = {
        "coded already": len(plan.already),
        "of articles not in the project": len(plan.absent),
        "refused": len(plan.refused),
    }
    left = [f"{count:,} {words}" for words, count in counts.items() if count]
    if plan.not_taken:
        left.append(f"{counted(len(plan.not_taken), 'part')} not taken")
    if ignored:
        left.append(f"{ignored:,} of {len(plan.foreign.labels):,} labels left out")
    made = f"{counted(len(plan.new), 'coding')} as {'a draft' if len(plan.new) == 1 else 'drafts'}"
    values, spans = counted(plan.value_count, "value"), counted(plan.evidence_count, "evidence span")
    whole = f"{made}, with {values} and {spans}."
    return f"{whole} {', '.join(left).capitalize()}." if left else whole


def what_is_in_the_way(plan: CodingImportPlan) -> str:
    """Return why nothing can be imported now; empty when something can."""
    if not plan.coder_name:
        return _NAMELESS
    if plan.faults:
        return plan.faults[0]
    if plan.new:
        return ""
    if not plan.foreign.codings and plan.foreign.not_taken:
        return plan.foreign.not_taken[0].reason
    if not any(plan.mapping.rule_for(label.key) for label in plan.foreign.labels):
        return "Choose a field for at least one label."
    return next((one.reason for one in (*plan.refused, *plan.already, *plan.absent)), "The files hold no codings.")


def reasons_of(plan: CodingImportPlan) -> list[str]:
    """Return everything that is left out as sentences: whole codings first, then parts."""
    whole = [f"{one.name}: {one.reason}" for one in (*plan.refused, *plan.already, *plan.absent)]
    return [*plan.faults, *whole, *map(str, plan.not_taken)]


def _elided(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
