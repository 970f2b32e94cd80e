"""An overview as a table: fields below their sections, one column for each comparison."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.figures import AgreementCell, AgreementColumn, AgreementOverview, AgreementRow, ColumnKind
from annotator.gui.form.look import plain_tip

Index = QModelIndex | QPersistentModelIndex

_SUFFIX = {ColumnKind.REST: "vs rest", ColumnKind.GOLD: "vs gold", ColumnKind.PAIR: "pair"}


class HeatmapModel(QAbstractTableModel):
    """Cells are `AgreementCell`s; a section's heading is a row that cannot be chosen."""

    CellRole = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._overview: AgreementOverview | None = None
        self._lines: list[AgreementRow | str] = []
        self._columns: tuple[AgreementColumn, ...] = ()

    def show_overview(self, overview: AgreementOverview | None, *, has_empty_rows: bool, with_gold: bool) -> None:
        """Show an overview; fields without any figure only where they are wanted."""
        self.beginResetModel()
        self._overview = overview
        self._columns = ()
        self._lines = []
        if overview is not None:
            kept = [one for one in overview.columns if with_gold or one.kind is not ColumnKind.GOLD]
            self._columns = tuple(kept)
            self._lines = _lines(overview, self._columns, has_empty_rows=has_empty_rows)
        self.endResetModel()

    @property
    def columns(self) -> tuple[AgreementColumn, ...]:
        """The columns shown."""
        return self._columns

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of fields and headings."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """Return the number of comparisons."""
        return 0 if parent.isValid() else len(self._columns)

    def is_heading(self, line: int) -> bool:
        """Tell whether a line is a section's heading."""
        return 0 <= line < len(self._lines) and isinstance(self._lines[line], str)

    def cell(self, index: Index) -> AgreementCell | None:
        """Return the figure at a place, None in a heading."""
        if not index.isValid() or self._overview is None:
            return None
        line = self._lines[index.row()]
        return None if isinstance(line, str) else self._overview.cell(line, self._columns[index.column()])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a figure, or what is said of it."""
        cell = self.cell(index)
        if cell is None:
            return None
        if role == self.CellRole:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return figure(cell.value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return told(cell)
        return plain_tip(told(cell)) if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a field's label, a heading, or whom a column compares."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Horizontal:
            if not 0 <= section < len(self._columns):
                return None
            text = column_words(self._columns[section], "\n" if role == Qt.ItemDataRole.DisplayRole else " ")
        else:
            line = self._lines[section] if 0 <= section < len(self._lines) else ""
            text = line if isinstance(line, str) else line.label
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let figures be chosen, headings not."""
        if not index.isValid() or self.is_heading(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _lines(
    overview: AgreementOverview, columns: tuple[AgreementColumn, ...], *, has_empty_rows: bool
) -> list[AgreementRow | str]:
    lines: list[AgreementRow | str] = []
    section = ""
    for row in overview.rows:
        if not has_empty_rows and all(overview.cell(row, column).units == 0 for column in columns):
            continue
        if row.section != section:
            section = row.section
            lines.append(section)
        lines.append(row)
    return lines


def column_words(column: AgreementColumn, between: str = " ") -> str:
    """Return whom a column compares, for example "Coder A vs rest"."""
    return between.join(filter(None, (column.label, _SUFFIX.get(column.kind, ""))))


def figure(value: float | None) -> str:
    """Return a figure with two places and a true minus, a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:.2f}"
    return text.replace("-", "−") if float(text) else "0.00"


def interval(cell: AgreementCell) -> str:
    """Return "0.70–0.88", nothing where there is no interval."""
    if cell.lower is None or cell.upper is None:
        return ""
    return f"{figure(cell.lower)} to {figure(cell.upper)}"


def told(cell: AgreementCell) -> str:
    """Return all that is to be said of a figure, for the tool tip and for a screen reader."""
    head = f"{cell.row.label}, {column_words(cell.column)}"
    if cell.value is None:
        return f"{head}: not defined. {cell.reason}"
    words = f"{head}: {figure(cell.value)}"
    if cell.lower is not None:
        words += f", 95% interval {interval(cell)}"
    counts = f"{cell.units} units in {cell.articles} articles"
    return " ".join((f"{words}; {counts}.", f"{cell.variant}.", *cell.cautions))
