"""The coding room: queue, article and form side by side, and what the coder's keys do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.domain.codebook import Codebook
from annotator.domain.values import Status
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.coding_gestures import CodingGestures
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.form import FormView
from annotator.gui.form_intents import FormIntents
from annotator.gui.precedent_help import PrecedentHelp
from annotator.gui.problems import ProblemCommands
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.queue.queue_navigation import QueueNavigation
from annotator.gui.queue.queue_panel import QueuePanel
from annotator.gui.theme import ThemeName, field_styles, tokens
from annotator.services.coding import Worksheet
from annotator.services.settings import Settings


class CodingRoom(QWidget):
    """Puts the panels of coding together and connects them; what they do is theirs."""

    remarked = Signal(str)
    """A sentence for the status line."""
    article_left = Signal()
    """Nothing is open any more."""

    def __init__(self, desk: Desk, theme: ThemeName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.queue_model = QueueModel(self)
        self.queue_panel = QueuePanel(self.queue_model, tokens(theme), self)
        self.article_panel = ArticlePanel(self)
        self.form = FormView(self)
        self._theme = theme
        self._codebook: Codebook | None = None
        # Before anybody else hears of the worksheet the form has its codebook.
        desk.worksheet_opened.connect(self._on_worksheet_opened)
        self.gestures = CodingGestures(desk, self.article_panel, self.form, self)
        self.navigation = QueueNavigation(
            desk, self.queue_model, self.queue_panel, self.article_panel, self.form, self.gestures
        )
        self.form_intents = FormIntents(desk, self.form, self)
        self.precedent_help = PrecedentHelp(desk, self.form, self)
        self.problem_commands = ProblemCommands(self, desk, self.gestures, self.form)
        self.splitter = self._laid_out()
        self.navigation.remarked.connect(self.remarked)
        self.navigation.article_left.connect(self.article_left)
        self.gestures.remarked.connect(self.remarked)
        self.problem_commands.completed.connect(partial(self.navigation.step, 1))

    def _laid_out(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        for panel, width in ((self.queue_panel, 200), (self.article_panel, 360), (self.form, 340)):
            panel.setMinimumWidth(width)
            splitter.addWidget(panel)
        # On a wide screen titles and values get room too; the text keeps its reading width.
        for place, share in enumerate((1, 3, 2)):
            splitter.setStretchFactor(place, share)
        splitter.setSizes([240, 590, 390])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        return splitter

    @property
    def worksheet(self) -> Worksheet | None:
        """What is on the desk, None when nothing is."""
        return self.gestures.worksheet

    @property
    def slots(self) -> Mapping[str, Callable[[], object]]:
        """What the coding actions do, by action id."""
        gestures = self.gestures
        return {
            "undo": gestures.undo,
            "redo": gestures.redo,
            "remove_evidence": gestures.remove_active_evidence,
            "field_palette": gestures.open_field_palette,
            "attach_to_active": gestures.attach_to_active,
            "not_mentioned": lambda: gestures.set_active_status(Status.NOT_MENTIONED),
            "unclear": lambda: gestures.set_active_status(Status.UNCLEAR),
            "add_incident": gestures.add_incident,
            "remove_incident": gestures.remove_incident,
            "no_incident": gestures.code_no_incident,
            "show_problems": self.problem_commands.show_problems,
            "complete": self.problem_commands.complete,
            "reopen": gestures.reopen,
            "next_article": partial(self.navigation.step, 1),
            "previous_article": partial(self.navigation.step, -1),
            "next_incident": gestures.next_incident,
            "focus_article": self.article_panel.view.setFocus,
            "focus_form": self.form.setFocus,
        }

    def begin(self, facts: ProjectFacts, article_id: str, last_round: str | None) -> None:
        """Show a project just opened, at this article where it is still there, in the round that was chosen last."""
        self.gestures.forget()
        self.article_panel.show_nothing("")
        self.navigation.begin(article_id, facts.rounds, last_round)

    def show_nothing(self, sentence: str, ways: Sequence[str] = ()) -> None:
        """Say why there is no article, with buttons for the actions that lead on."""
        self.article_panel.show_nothing(sentence, ways)
        self.form.show_coding(None, ())

    def set_look(self, theme: ThemeName, settings: Settings, facts: ProjectFacts | None) -> None:
        """Take on a theme, the text size and the codebook's colours."""
        colours = tokens(theme)
        self.queue_panel.set_tokens(colours)
        view = self.article_panel.view
        view.set_colours(
            text=QColor(colours.article_text),
            base=QColor(colours.article_base),
            dim=QColor(colours.article_dim),
            selection=QColor(colours.article_selection),
        )
        view.set_point_size(settings.text_size)
        view.set_reading_width(settings.reading_width)
        self._theme = theme
        if facts is not None:
            self._set_codebook(self.worksheet.codebook if self.worksheet is not None else facts.codebook)

    def _on_worksheet_opened(self, worksheet: Worksheet) -> None:
        """Show the form of the codebook version this coding is made under, which may be another round's."""
        if worksheet.codebook is not self._codebook:
            self._set_codebook(worksheet.codebook)

    def _set_codebook(self, codebook: Codebook) -> None:
        self._codebook = codebook
        styles = field_styles(codebook, self._theme)
        self.form.set_codebook(codebook, styles)
        self.gestures.set_look(styles, tokens(self._theme))
