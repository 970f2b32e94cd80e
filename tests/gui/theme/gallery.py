"""Every styled control in every state, to be looked at: ``python -m tests.gui.theme.gallery FOLDER`` writes PNGs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDate, QItemSelectionModel, QSize, QStringListModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialogButtonBox,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QSplitter,
    QTableView,
    QTabWidget,
    QTextEdit,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.theme import ThemeName, Tint, apply_theme, calm_calendar, icon

Part = TypeVar("Part", bound=QWidget)
LABEL_ROLES = ("title", "subtitle", "dim", "caption", "section", "error", "warning")
TONES = {"ok": "Complete", "warn": "2 warnings", "bad": "3 errors", "neutral": "Draft"}
SIZE = QSize(1280, 860)


def with_role(widget: Part, role: str, **properties: str) -> Part:
    """Return the widget after giving it a role and further properties."""
    widget.setProperty("role", role)
    for name, value in properties.items():
        widget.setProperty(name, value)
    return widget


def switched_off(widget: Part) -> Part:
    """Return the widget, disabled."""
    widget.setEnabled(False)
    return widget


def across(*widgets: QWidget) -> QWidget:
    """Return a row of the widgets, packed to the left."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return row


def down(widgets: Sequence[QWidget], frame: QWidget | None = None) -> QWidget:
    """Return a column of the widgets, in the frame when one is given."""
    column = frame or QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(12, 12, 12, 12)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    return column


def push_button(text: str, role: str = "", name: str = "", tint: Tint = Tint.TEXT) -> QPushButton:
    """Return a push button with a role and an icon."""
    button = with_role(QPushButton(text), role) if role else QPushButton(text)
    if name:
        button.setIcon(icon(name, tint))
    return button


def tool_button(text: str, role: str = "", name: str = "", *, checked: bool | None = None) -> QToolButton:
    """Return a tool button with a role and an icon, checkable when ``checked`` is given."""
    button = with_role(QToolButton(), role) if role else QToolButton()
    button.setText(text)
    if name:
        button.setIcon(icon(name))
        button.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
    if checked is not None:
        button.setCheckable(True)
        button.setChecked(checked)
    return button


def check_box(text: str, state: Qt.CheckState) -> QCheckBox:
    """Return a check box in a state."""
    box = QCheckBox(text)
    box.setTristate(state is Qt.CheckState.PartiallyChecked)
    box.setCheckState(state)
    return box


def radio_button(text: str, *, checked: bool) -> QRadioButton:
    """Return a radio button that is alone in its group."""
    button = QRadioButton(text)
    button.setAutoExclusive(False)
    button.setChecked(checked)
    return button


def combo_box(*items: str) -> QComboBox:
    """Return a combo box with the items."""
    box = QComboBox()
    box.addItems(list(items))
    return box


def number_box(value: int) -> QSpinBox:
    """Return a spin box that shows the value."""
    box = QSpinBox()
    box.setRange(0, 99999)
    box.setValue(value)
    return box


def date_box() -> QDateEdit:
    """Return a date editor with a calendar."""
    box = QDateEdit(QDate(2019, 11, 2))
    box.setDisplayFormat("d MMM yyyy")
    box.setCalendarPopup(True)
    return box


def field_row(key: str, label: str, value: QWidget, *, active: bool = False) -> QFrame:
    """Return a row as the form has them: keycap, label, value."""
    row = with_role(QFrame(), "row", active="true" if active else "false")
    layout = QHBoxLayout(row)
    layout.setContentsMargins(9, 6, 12, 6)
    layout.setSpacing(8)
    layout.addWidget(with_role(QLabel(key), "key"))
    name = QLabel(label)
    name.setFixedWidth(96)
    layout.addWidget(name)
    layout.addWidget(value, 1)
    return row


def queue_panel() -> QWidget:
    """Return a panel like the queue's."""
    view = with_role(QListView(), "queue")
    model = QStringListModel([f"Sample wire report number {number} on an attack" for number in range(1, 30)], view)
    view.setModel(model)
    view.setCurrentIndex(model.index(2))
    search = with_role(QLineEdit(), "search")
    search.setPlaceholderText("Search articles")
    search.addAction(icon("search", Tint.DIM), QLineEdit.ActionPosition.LeadingPosition)
    title = across(with_role(QLabel("Queue"), "section"), with_role(QLabel("12 of 40"), "dim"))
    return down([title, search, view])


def label_panel() -> QWidget:
    """Return labels, pills, chips and text inputs."""
    labels = [with_role(QLabel(f"A {role} label, 1–2 Nov 2019"), role) for role in LABEL_ROLES]
    pills = [with_role(QLabel(text), "pill", tone=tone) for tone, text in TONES.items()]
    article = with_role(QTextEdit(), "article")
    article.setPlainText(
        "Gunmen attacked an outpost at dawn on Friday, officials said.\nAt least 12 soldiers were killed."
    )
    article.setFixedHeight(52)
    note = QPlainTextEdit("A note that is long enough to wrap onto a second line of its box.")
    note.setFixedHeight(48)
    toast = with_role(QFrame(), "toast")
    toast_row = QHBoxLayout(toast)
    toast_row.addWidget(QLabel("3 articles removed from the queue"))
    toast_row.addStretch(1)
    toast_row.addWidget(push_button("Undo"))
    card = down(
        [QLabel("A card, with text on it"), with_role(QLabel("and a caption"), "caption")], with_role(QFrame(), "card")
    )
    slim = QProgressBar()
    slim.setValue(60)
    plain = QLabel("Plain body text, with a <a href='#'>link</a>")
    keys = across(*[with_role(QLabel(key), "key") for key in ("D", "W", "I", "Esc", "Ctrl+K")])
    line = with_role(QFrame(), "separator", line="horizontal")
    return down([plain, *labels, across(*pills), keys, line, article, note, card, slim, toast])


def button_panel() -> QWidget:
    """Return buttons and inputs in every state."""
    small = [push_button("Complete", "primary", "check", Tint.ON_ACCENT), push_button("Import", "", "import")]
    buttons = across(*small, push_button("Skip", "quiet"), push_button("Delete", "danger", "trash", Tint.DANGER))
    off = across(
        *[switched_off(push_button(role.title() or "Plain", role)) for role in ("primary", "", "quiet", "danger")]
    )
    tools = across(
        tool_button("", "quiet", "undo"),
        tool_button("", "quiet", "redo"),
        switched_off(tool_button("", "", "flag")),
        tool_button("", "", "sun", checked=True),
        tool_button("“At least 53”", "chip", "close"),
        tool_button("on Saturday", "chip", checked=True),
    )
    tabs = across(tool_button("Incident 1", "tab", checked=True), tool_button("Incident 2", "tab", checked=False))
    states = (Qt.CheckState.Unchecked, Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked)
    boxes = [check_box(state.name, state) for state in states]
    boxes_off = [switched_off(check_box("Off", state)) for state in states]
    radios = [radio_button("Civilians", checked=False), radio_button("Soldiers", checked=True)]
    radios_off = [switched_off(radio_button("Off", checked=is_on)) for is_on in (False, True)]
    refused = QLineEdit("31 February")
    refused.setProperty("state", "error")
    fixed = QLineEdit("Only to be read")
    fixed.setReadOnly(True)
    inputs = across(QLineEdit("Indelimane"), switched_off(QLineEdit("Switched off")), refused, fixed)
    numbers = across(number_box(54), date_box(), combo_box("at least", "exactly"), switched_off(combo_box("off")))
    more = across(switched_off(number_box(3)), switched_off(date_box()), QSlider(Qt.Orientation.Horizontal))
    group = QGroupBox("A group of things")
    QVBoxLayout(group).addWidget(QLabel("inside the group"))
    closing = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    rows = [
        field_row("D", "Date", date_box()),
        field_row("K", "Killed", number_box(54), active=True),
        field_row("L", "Place", QLineEdit("Indelimane")),
    ]
    form = QWidget()
    column = QVBoxLayout(form)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for row in rows:
        column.addWidget(row)
    checks = [across(*boxes), across(*boxes_off), across(*radios, *radios_off)]
    return down([buttons, off, tools, tabs, *checks, inputs, numbers, more, form, group, closing])


def table_panel() -> QWidget:
    """Return tabs over a table, a tree and a calendar."""
    model = QStandardItemModel(4, 3)
    model.setHorizontalHeaderLabels(["Field", "Value", "Evidence"])
    for row in range(4):
        for column, text in enumerate((f"Field {row}", "54", "At least 53 soldiers")):
            model.setItem(row, column, QStandardItem(text))
    model.item(1, 0).setCheckable(True)
    model.item(1, 0).setCheckState(Qt.CheckState.Checked)
    table = QTableView()
    table.setModel(model)
    model.setParent(table)
    table.verticalHeader().hide()
    table.selectRow(2)
    tree = QTreeView()
    branches = QStandardItemModel(tree)
    branches.setHorizontalHeaderLabels(["Incidents"])
    for name in ("Incident 1", "Incident 2"):
        branch = QStandardItem(name)
        branch.appendRows([QStandardItem("Perpetrator"), QStandardItem("Claim")])
        branches.appendRow(branch)
    tree.setModel(branches)
    tree.expand(branches.index(0, 0))
    tree.selectionModel().select(branches.index(1, 0), QItemSelectionModel.SelectionFlag.Select)
    tabs = QTabWidget()
    tabs.addTab(table, "Values")
    tabs.addTab(QWidget(), "Spans")
    tabs.addTab(QWidget(), "Off")
    tabs.setTabEnabled(2, False)
    calendar = QCalendarWidget()
    calm_calendar(calendar)
    calendar.setSelectedDate(QDate(2019, 11, 2))
    return down([tabs, tree, calendar])


def sample_menu(parent: QWidget) -> QMenu:
    """Return a menu with icons, a check mark, a separator, a shortcut, a submenu and a switched-off entry."""
    menu = QMenu("Edit", parent)
    menu.addAction(icon("undo"), "Undo attach evidence to Killed").setShortcut("Ctrl+Z")
    menu.addAction(icon("redo"), "Redo").setEnabled(False)
    menu.addSeparator()
    shown = menu.addAction("Show queue")
    shown.setCheckable(True)
    shown.setChecked(True)
    hidden = menu.addAction("Show line numbers")
    hidden.setCheckable(True)
    menu.addMenu("Theme").addAction("Dark")
    return menu


def gallery() -> QMainWindow:
    """Return a window with every styled control in every state."""
    window = QMainWindow()
    window.menuBar().addMenu(sample_menu(window))
    window.menuBar().addMenu("File")
    toolbar = with_role(QFrame(), "toolbar")
    bar = QHBoxLayout(toolbar)
    bar.setContentsMargins(12, 4, 12, 4)
    bar.addWidget(with_role(QLabel("Mali: a sample headline of the article"), "title"))
    bar.addStretch(1)
    for name in ("search", "book", "keyboard", "settings"):
        bar.addWidget(tool_button("", "quiet", name))
    splitter = QSplitter()
    for panel in (queue_panel(), label_panel(), button_panel(), table_panel()):
        holder = with_role(QFrame(), "panel")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)
        layout.addStretch(1)
        splitter.addWidget(holder)
    splitter.setSizes([200, 330, 460, 300])
    centre = QWidget()
    column = QVBoxLayout(centre)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(toolbar)
    column.addWidget(splitter, 1)
    window.setCentralWidget(centre)
    window.statusBar().showMessage("saved 10:42:03 · 3 required fields left · round 1 (blind)")
    window.resize(SIZE)
    return window


def focusable() -> list[QWidget]:
    """Return one of each control that takes the keyboard."""
    return [
        push_button("Plain"),
        push_button("Primary", "primary"),
        push_button("Quiet", "quiet"),
        push_button("Danger", "danger"),
        tool_button("", "quiet", "undo"),
        tool_button("chip", "chip"),
        tool_button("tab", "tab", checked=True),
        QLineEdit("text"),
        combo_box("at least"),
        number_box(54),
        date_box(),
        check_box("check", Qt.CheckState.Checked),
        radio_button("radio", checked=True),
        QPlainTextEdit("note"),
        with_role(QListView(), "queue"),
        QSlider(Qt.Orientation.Horizontal),
    ]


def focus_strip() -> QWidget:
    """Return pictures of each control with and without the keyboard's focus."""
    strip = QWidget()
    layout = QHBoxLayout(strip)
    for with_focus in (False, True):
        column = QVBoxLayout()
        layout.addLayout(column)
        for control in focusable():
            holder = QWidget()
            QVBoxLayout(holder).addWidget(control)
            holder.resize(180, 48)
            other = QLineEdit(holder)
            other.setFixedSize(0, 0)
            holder.show()
            QTest.qWaitForWindowActive(holder)
            (control if with_focus else other).setFocus(Qt.FocusReason.TabFocusReason)
            label = QLabel()
            label.setPixmap(holder.grab())
            column.addWidget(label)
            holder.hide()
    return strip


def main(folder: Path) -> None:
    """Write the gallery's pictures in each theme; ``QT_SCALE_FACTOR=2`` gives two pixels a unit."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for name in ThemeName:
        apply_theme(app, name)
        window = gallery()
        window.show()
        app.sendPostedEvents()
        scale = round(window.devicePixelRatioF())
        window.grab().save(str(folder / f"{name.value}_{scale}x.png"))
        menu = sample_menu(window)
        menu.setActiveAction(menu.actions()[0])
        menu.ensurePolished()
        menu.resize(menu.sizeHint())
        menu.grab().save(str(folder / f"{name.value}_menu.png"))
        strip = focus_strip()
        strip.resize(strip.sizeHint())
        strip.grab().save(str(folder / f"{name.value}_focus.png"))
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
