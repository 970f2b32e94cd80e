"""What stands in the form while there is nothing to show, with what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from annotator.gui.form.context import FormContext
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.second_click import ignore_second_click

NO_ARTICLE = "What is coded of an article stands here once one is open."
NO_REPORT = "No incident yet. Mark a phrase in the text and press its field's key, or add an incident."
NO_REPORT_READ_ONLY = "No incident is coded in this article."


class EmptyView(QWidget):
    """A sentence and, where a coding waits for its first incident, two buttons."""

    def __init__(self, context: FormContext) -> None:
        super().__init__()
        self._context = context
        self._sentence = WrappedLabel("dim")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.add_button = QPushButton("Add incident")
        self.add_button.setProperty("role", "primary")
        self.none_button = QPushButton("No incident in this article (0)")
        for button in (self.add_button, self.none_button):
            button.setAccessibleName(button.text())
            ignore_second_click(button)
        self.add_button.clicked.connect(context.intents.report_added)
        self.none_button.clicked.connect(context.intents.no_incident_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 36, 32, 16)
        layout.setSpacing(10)
        layout.addWidget(self._sentence)
        layout.addSpacing(8)
        layout.addWidget(self.add_button)
        layout.addWidget(self.none_button)
        layout.addStretch(1)

    def show_reason(self, *, has_coding: bool) -> None:
        """Say why there is nothing: no article, or no incident in it yet."""
        is_open = has_coding and not self._context.is_read_only
        unread = NO_REPORT if is_open else NO_REPORT_READ_ONLY
        self._sentence.say(unread if has_coding else NO_ARTICLE)
        self.add_button.setVisible(is_open)
        self.none_button.setVisible(is_open)
