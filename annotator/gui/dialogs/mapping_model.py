"""The foreign labels of an import as a table: each with the field it becomes and how it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.codebook import Codebook, Field
from annotator.gui.form.look import plain_tip
from annotator.services.coding_imports.service import (
    CodingMapping,
    ForeignLabel,
    LabelKind,
    LabelRule,
    Reading,
    readings_for,
)

HEADINGS = ("Label", "Found", "Times", "Example", "Field", "Value")
FIELD, HOW = 4, 5
_SIGN, _SIGN_MARGIN = "▾", 8
LEFT_OUT = "— left out —"
_Index = QModelIndex | QPersistentModelIndex
_KINDS = {
    LabelKind.SPAN: "span",
    LabelKind.ANSWER: "answer",
    LabelKind.ATTRIBUTE: "attribute",
    LabelKind.COLUMN: "column",
}
_WAYS = {
    Reading.EVIDENCE: "left open, with evidence",
    Reading.ANSWER: "what the file says",
    Reading.WORDS: "the marked words",
}


class Option(NamedTuple):
    """One choice of a cell: what a person reads, and the rule it makes of the label's rule."""

    text: str
    field: str
    reading: Reading = Reading.EVIDENCE
    category: str = ""


class MappingModel(QAbstractTableModel):
    """One row per label; `Field` and `Value` can be edited."""

    mapping_changed = Signal()

    def __init__(
        self,
        labels: tuple[ForeignLabel, ...],
        mapping: CodingMapping,
        codebook: Codebook,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._labels = labels
        self._codebook = codebook
        self.mapping = mapping
        self._rules = {rule.key: rule for rule in mapping.labels}
        self._field_options = [Option(LEFT_OUT, ""), *(Option(field.label, field.id) for field in codebook.fields)]

    def options(self, index: _Index) -> list[Option]:
        """Return the choices of a cell that can be edited."""
        if index.column() == FIELD:
            return self._field_options
        field = self._codebook.fields_by_id.get(self._rule(index.row()).field)
        return [] if field is None else list(_ways(field, self._labels[index.row()]))

    def chosen(self, index: _Index) -> int:
        """Return the place of a cell's present choice among its options, -1 for none."""
        rule = self._rule(index.row())
        for place, option in enumerate(self.options(index)):
            is_field = option.field == rule.field
            if is_field and (index.column() == FIELD or option[2:] == (rule.reading, rule.category)):
                return place
        return -1

    def choose(self, index: _Index, option: Option) -> None:
        """Make a choice; another field is read in the most telling way it can be."""
        row = index.row()
        before = self._rule(row)
        if index.column() == FIELD:
            if option.field == before.field:
                return
            field = self._codebook.fields_by_id.get(option.field)
            ways = list(_ways(field, self._labels[row])) if field is not None else []
            option = next(iter(ways), option)
        label = self._labels[row].key
        rule = LabelRule(
            label=label.name,
            attribute=label.attribute,
            field=option.field,
            reading=option.reading,
            category=option.category,
        )
        if rule != before:
            self._rules[rule.key] = rule
            self.mapping = self.mapping.with_rule(rule)
            self.dataChanged.emit(self.index(row, FIELD), self.index(row, HOW))
            self.mapping_changed.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of labels."""
        return 0 if parent.isValid() else len(self._labels)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text; the tool tip repeats it in full."""
        if not index.isValid():
            return None
        words = self._text(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADINGS[index.column()]}: {words or 'nothing'}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 2:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's heading, which begins where the cells below it begin."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(HEADINGS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == 2 else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return what can be done with a cell; `Value` can be chosen once there is a field."""
        flags = super().flags(index)
        if index.isValid() and index.column() in (FIELD, HOW) and self.options(index):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def _text(self, index: _Index) -> str:
        label = self._labels[index.row()]
        match index.column():
            case 0:
                return str(label.key)
            case 1:
                return _KINDS[label.kind]
            case 2:
                return f"{label.count:,}"
            case 3:
                return " · ".join(label.examples)
        place = self.chosen(index)
        return self.options(index)[place].text if place >= 0 else ""

    def _rule(self, row: int) -> LabelRule:
        key = self._labels[row].key
        return self._rules.get(key, LabelRule(label=key.name, attribute=key.attribute))


class ChoiceDelegate(QStyledItemDelegate):
    """Edits a cell with the list of its choices; what is chosen is taken at once."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the cell with the sign of a list at its end where there is something to choose."""
        super().paint(painter, option, index)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            place = option.rect.adjusted(0, 0, -_SIGN_MARGIN, 0)
            painter.save()
            painter.setPen(option.palette.text().color())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _SIGN)
            painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Return the list of choices."""
        box = QComboBox(parent)
        model = index.model()
        if isinstance(model, MappingModel):
            box.addItems([option.text for option in model.options(index)])
            box.setAccessibleName(f"{HEADINGS[index.column()]} of {model.index(index.row(), 0).data()}")
        box.activated.connect(lambda _: self._take(box))
        # The list opens with the cell, so that a choice is one click or one key away.
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Show the present choice."""
        model = index.model()
        if isinstance(editor, QComboBox) and isinstance(model, MappingModel):
            editor.setCurrentIndex(model.chosen(index))

    def setModelData(self, editor: QWidget, model: Any, index: _Index) -> None:
        """Make the choice."""
        if isinstance(editor, QComboBox) and isinstance(model, MappingModel) and editor.currentIndex() >= 0:
            model.choose(index, model.options(index)[editor.currentIndex()])

    def _take(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


def _ways(field: Field, label: ForeignLabel) -> Iterator[Option]:
    """Yield how a label can be read for a field, the most telling way first."""
    readings = readings_for(field)
    if label.has_answers and Reading.ANSWER in readings:
        yield Option(_WAYS[Reading.ANSWER], field.id, Reading.ANSWER)
    if label.kind not in (LabelKind.COLUMN, LabelKind.ATTRIBUTE) or not label.has_answers:
        yield Option(_WAYS[Reading.EVIDENCE], field.id)
        if Reading.WORDS in readings:
            yield Option(_WAYS[Reading.WORDS], field.id, Reading.WORDS)
    if Reading.CATEGORY in readings:
        for category in field.categories:
            yield Option(f"always “{category.label}”", field.id, Reading.CATEGORY, category.id)
