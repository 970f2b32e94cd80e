"""The article's own fields on top of the form, folded away when they are in the way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.gui.form.context import FormContext
from annotator.gui.form.look import one_line, plain_tip
from annotator.gui.form.outline import Item
from annotator.gui.form.scrolling import scrolled
from annotator.gui.form.stack import FormStack
from annotator.gui.theme import icon

MOST_SHARE = 0.6
"""The part of the form's height that the block may take before it scrolls."""


class ArticleBlock(QWidget):
    """A foldable stack of the article's rows; folded, its head tells their values in one line."""

    def __init__(self, context: FormContext) -> None:
        super().__init__()
        self.stack = FormStack(context)
        self._head = QToolButton()
        self._is_open = True
        self._head.setProperty("role", "quiet")
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setIconSize(QSize(14, 14))
        self._head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._head.clicked.connect(self._on_head_clicked)
        self._area = scrolled(self.stack)
        self._most = 400
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._area)
        self.stack.height_changed.connect(self._fit)
        self._set_open(True)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show the article's rows."""
        self.stack.show_items(items)
        self._tell()

    def unfold(self) -> None:
        """Show the rows."""
        self._set_open(True)

    def set_most(self, form_height: int) -> None:
        """Keep within the block's share of the form's height in pixels."""
        self._most = int(form_height * MOST_SHARE)
        self._fit()

    def _fit(self) -> None:
        self._area.setFixedHeight(min(self.stack.minimumHeight(), self._most))

    def _on_head_clicked(self) -> None:
        self._set_open(not self._is_open)

    def _set_open(self, is_open: bool) -> None:
        self._is_open = is_open
        self._area.setVisible(is_open)
        if not is_open:
            self.stack.activate(None)
        self._head.setIcon(icon("chevron_down" if is_open else "chevron_right"))
        self._tell()

    def _tell(self) -> None:
        rows = [self.stack.row_at(slot) for slot in self.stack.slots()]
        told = [f"{row.state.field.label}: {row.summary or 'open'}" for row in rows if row is not None and row.state]
        text = "Article" if self._is_open else one_line(" · ".join(["Article", *told]))
        self._head.setText(text.replace("&", "&&"))
        self._head.setToolTip("" if self._is_open else plain_tip("\n".join(told)))
        self._head.setAccessibleName("The article's own fields" if self._is_open else text)
