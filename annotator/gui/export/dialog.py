"""Asks what to export, in which forms, into which folder, and shows beforehand what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.recipe import ExportChoice
from annotator.gui.dialogs.places import ask_folder
from annotator.gui.dialogs.typed_path import is_taken, typed_path
from annotator.gui.export.choice_panel import ChoicePanel, Offer
from annotator.gui.export.forms_panel import FormsPanel
from annotator.gui.export.preview_panel import PreviewPanel

if TYPE_CHECKING:  # the writers of datasets are loaded when somebody asks for them
    from annotator.services.exports.service import Preview

_COUNT_AFTER_MS = 250
"""So that the preview is made once when several things are changed in a row."""
_NO_RECIPE = "No recipe"


class ExportDialog(QDialog):
    """Choice on the left, forms in the middle, what will be written on the right, the folder below."""

    preview_wanted = Signal(object)
    """The `ExportChoice` to count, some moments after something was changed."""
    recipe_kept = Signal(str, object)
    """A name, and the `ExportChoice` to keep under it."""

    def __init__(self, folder: Path, offer: Offer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Export dataset")
        self.resize(1220, 650)
        self._recipes = {recipe.name: recipe.choice for recipe in offer.recipes}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_COUNT_AFTER_MS)
        self._timer.timeout.connect(lambda: self.preview_wanted.emit(self.choice()))
        recipes = self._made_recipes()  # made in the order in which Tab goes through them
        self._choice = ChoicePanel(offer, self)
        self._forms = FormsPanel(offer.forms, self)
        self._preview = PreviewPanel(self)
        for panel in (self._choice, self._forms):
            panel.changed.connect(self._on_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(recipes)
        layout.addLayout(self._made_panels(), 1)
        layout.addLayout(self._made_folder(folder))
        layout.addLayout(self._made_buttons())
        self._on_changed()
        self._recipe.setFocus()

    def choice(self) -> ExportChoice:
        """Return what is chosen now."""
        return self._choice.choice(self._forms.chosen())

    def folder(self) -> Path:
        """Return the folder to write."""
        return typed_path(self._folder.text())

    def show_preview(self, choice: ExportChoice, preview: Preview) -> None:
        """Show what an export would write, unless something was changed since it was asked."""
        if choice == self.choice():
            self._preview.show_preview(preview)
            self._is_empty = not preview.codings
            self._judge()

    def show_no_preview(self, sentence: str) -> None:
        """Say why nothing could be counted."""
        self._preview.show_waiting(sentence)

    def show_recipe_kept(self, name: str, choice: ExportChoice) -> None:
        """List a recipe that was kept just now."""
        if name not in self._recipes:
            self._recipe.addItem(name)
        self._recipes[name] = choice
        self._recipe.setCurrentText(name)

    # -- making -------------------------------------------------------------------------------------------------------

    def _made_recipes(self) -> QHBoxLayout:
        self._recipe = QComboBox(self)
        self._recipe.setAccessibleName("Recipe")
        self._recipe.setMinimumWidth(260)
        self._recipe.addItems([_NO_RECIPE, *self._recipes])
        self._recipe.activated.connect(self._on_recipe)
        keep = QPushButton("Keep as recipe…", self)
        keep.clicked.connect(self._on_keep)
        line = QHBoxLayout()
        label = self._label("Recipe")
        label.setBuddy(self._recipe)
        line.addWidget(label)
        line.addWidget(self._recipe)
        line.addWidget(keep)
        line.addStretch(1)
        return line

    def _made_panels(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for column, (words, panel, share) in enumerate(
            (("What leaves", self._choice, 2), ("Forms", self._forms, 0), ("", self._preview, 5))
        ):
            grid.setColumnStretch(column, share)
            if words:
                grid.addWidget(self._label(words, "section"), 0, column)
                grid.addWidget(panel, 1, column)
            else:
                grid.addWidget(panel, 0, column, 2, 1)
        grid.setAlignment(self._choice, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(1, 1)
        return grid

    def _made_folder(self, folder: Path) -> QHBoxLayout:
        self._folder = QLineEdit(str(folder), self)
        self._folder.setAccessibleName("Folder to write")
        self._folder.textChanged.connect(self._judge)
        choose = QPushButton("Choose…", self)
        choose.clicked.connect(self._on_choose)
        line = QHBoxLayout()
        line.addWidget(self._label("Folder"))
        line.addWidget(self._folder, 1)
        line.addWidget(choose)
        return line

    def _made_buttons(self) -> QHBoxLayout:
        self._remark = self._label("", "error")
        self._is_empty = False
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._go = QPushButton("Export", self)
        self._go.setProperty("role", "primary")
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(self._remark, 1)
        line.addWidget(buttons)
        return line

    def _label(self, words: str, role: str = "") -> QLabel:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        return label

    # -- answers ------------------------------------------------------------------------------------------------------

    def _on_recipe(self, place: int) -> None:
        choice = self._recipes.get(self._recipe.itemText(place))
        if choice is not None:
            self._choice.show_choice(choice)
            if choice.forms:
                self._forms.choose(choice.forms)

    def _on_keep(self) -> None:
        present = self._recipe.currentText() if self._recipe.currentIndex() > 0 else ""
        name, is_given = QInputDialog.getText(
            self, "Keep as recipe", "Name of the recipe", QLineEdit.EchoMode.Normal, present
        )
        if is_given and name.strip():
            self.recipe_kept.emit(" ".join(name.split()), self.choice())

    def _on_choose(self) -> None:
        chosen = ask_folder(self, "Folder in which the dataset's folder is made", self.folder().parent)
        if chosen:
            self._folder.setText(str(chosen / self.folder().name))

    def _on_changed(self) -> None:
        name = self._recipe.currentText()
        if name in self._recipes and self._recipes[name] != self.choice():
            self._recipe.setCurrentIndex(0)
        self._preview.show_waiting("Counting…" if self._forms.chosen() else "Choose at least one form.")
        if self._forms.chosen():
            self._timer.start()
        self._judge()

    def _judge(self) -> None:
        remark = ""
        if not self._forms.chosen():
            remark = "Choose at least one form."
        elif not self._folder.text().strip():
            remark = "Name a folder."
        elif is_taken(self.folder()):
            remark = "There is something of this name already; nothing is ever overwritten. Choose another name."
        elif self._is_empty:
            remark = "Nothing is chosen: no coding would be written."
        self._remark.setText(remark)
        self._go.setEnabled(not remark)
