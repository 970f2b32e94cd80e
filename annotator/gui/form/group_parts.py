"""What frames the groups of the form: section headings, the heads of their cards, and the buttons that add one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from annotator.gui.form.context import FormContext
from annotator.gui.form.look import plain_tip
from annotator.gui.form.outline import GroupAdd, GroupHead
from annotator.gui.form.plain import icon_button
from annotator.gui.second_click import ignore_second_click

_MARGIN = 8


class HeadingView(QLabel):
    """A section's heading."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "section")


class GroupHeadView(QWidget):
    """The title of a group's card with its buttons."""

    def __init__(self, context: FormContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._head: GroupHead | None = None
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "caption")
        self.copy_button = icon_button("copy", "Copy", self)
        self.remove_button = icon_button("trash", "Remove", self)
        for button in (self.copy_button, self.remove_button):
            ignore_second_click(button)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)

    def show_head(self, head: GroupHead) -> None:
        """Show a group's title."""
        self.copy_button.setVisible(not self._context.is_read_only)
        self.remove_button.setVisible(not self._context.is_read_only)
        if head == self._head:
            return
        self._head = head
        self._title.setText(head.title)
        for button, verb in ((self.copy_button, "Copy"), (self.remove_button, "Remove")):
            button.setAccessibleName(f"{verb} {head.title}")
            button.setToolTip(plain_tip(f"{verb} {head.title}"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons at the right."""
        side, right = self.height(), self.width()
        self.remove_button.setGeometry(right - side, 0, side, side)
        self.copy_button.setGeometry(right - 2 * side - 2, 0, side, side)
        self._title.setGeometry(_MARGIN, 0, right - 2 * side - _MARGIN - 4, side)

    def _on_copy_clicked(self) -> None:
        if self._head is not None:
            self._context.intents.group_copied.emit(self._head.group.id)

    def _on_remove_clicked(self) -> None:
        if self._head is not None:
            self._context.intents.group_removed.emit(self._head.group.id)


class GroupAddButton(QToolButton):
    """Adds a group of one level; ``asked`` carries the report and the level."""

    asked = Signal(str, str)

    def __init__(self, context: FormContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._add: GroupAdd | None = None
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._on_clicked)
        ignore_second_click(self)

    def show_add(self, add: GroupAdd) -> None:
        """Offer a group of a level of a report."""
        self.setVisible(not self._context.is_read_only)
        if self._add is None or self._add.label != add.label:
            self.setText(f"+ {add.label}".replace("&", "&&"))
            self.setAccessibleName(f"Add {add.label}")
            self.setToolTip(plain_tip(add.help))
        self._add = add

    def _on_clicked(self) -> None:
        if self._add is not None:
            self.asked.emit(self._add.report_id, self._add.level)
