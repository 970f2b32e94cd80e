"""A coder's hands: real mouse and key events on the real window, nothing else.

What is on the desk is read from the window's own worksheet; nothing is set by calling the window's methods, apart from
scrolling the text to where a person would scroll it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QProgressDialog,
    QPushButton,
    QToolButton,
    QWidget,
)

from annotator.domain.coding import Coding, Evidence, Slot, Stance
from annotator.domain.ids import GroupId, ReportId
from annotator.domain.text import Span
from annotator.domain.values import Content, FieldType, Status
from annotator.gui.choice_palette import ChoiceModel, ChoicePalette
from annotator.gui.form.chip_menu import STANCE_PHRASES
from annotator.gui.form.row import RowView
from annotator.gui.main_window import MainWindow
from annotator.gui.text.utf16 import Utf16Map
from annotator.gui.waiting import wait_until
from annotator.services.coding import Worksheet

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
PARTS: dict[str, dict[str, str]] = {
    "count": {"low": "Low", "best": "Best", "high": "High", "qualifier": "Wording"},
    "date": {"at": "Day, with time where known"},
    "date_range": {
        "start": "First day",
        "end": "Last day",
        "precision": "Precision",
        "time_of_day": "Time of day",
        "expression": "Words in the text",
    },
    "location": {
        "verbatim": "As written",
        "name": "Name",
        "admin1": "Region (admin 1)",
        "country_iso3": "Country",
        "precision": "Precision",
        "admin2": "District (admin 2)",
        "admin3": "Admin 3",
        "lat": "Latitude",
        "lon": "Longitude",
        "vicinity": "Vicinity",
        "gazetteer_id": "Gazetteer id",
        "description": "Description",
    },
    "entity": {
        "verbatim": "As written",
        "canonical": "Name",
        "entity_type": "Type",
        "aliases": "Other names, parted by commas",
    },
    "attributed_value": {
        "value": "Says",
        "about_field": "About",
        "stance": "Stance",
        "source_entity": "Source",
        "source_type": "Kind of source",
        "source_named": "Named",
        "via": "Via",
    },
}


_Widget = TypeVar("_Widget", bound=QWidget)


class Hands:
    """Works one window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.view = window.coding.article_panel.view
        self.form = window.coding.form
        self.view.set_reduced_motion(True)

    # -- looking ------------------------------------------------------------------------------------------------------

    @property
    def worksheet(self) -> Worksheet:
        """What is on the desk."""
        worksheet = self.window.coding.gestures.worksheet
        assert worksheet is not None
        return worksheet

    @property
    def coding(self) -> Coding:
        """The coding on the desk."""
        return self.worksheet.coding

    @staticmethod
    def wait(condition: Callable[[], bool], what: str) -> None:
        """Let the window work until something is so."""
        assert wait_until(condition), f"waited in vain until {what}"

    @property
    def title(self) -> str:
        """The title of the article on the desk, empty where there is none."""
        worksheet = self.window.coding.gestures.worksheet
        return worksheet.article.metadata.title if worksheet else ""

    @property
    def message(self) -> str:
        """The remark in the status line."""
        return self.named(QLabel, "Message").text()

    def wait_for_article(self, title: str = "") -> None:
        """Let the window work until an article is open, this one when a title is given."""
        self.wait(lambda: self.title == title if title else bool(self.title), f"{title or 'an article'} is open")

    def after_change(self, deed: Callable[[], object]) -> None:
        """Do something and wait for the change it makes to be committed and shown."""
        before = self.worksheet
        deed()
        self.wait(lambda: self.worksheet is not before, "the change was committed")

    # -- articles -----------------------------------------------------------------------------------------------------

    def open_article(self, title: str) -> None:
        """Find an article by its title with the queue's search and open it with the keyboard."""
        search = self.named(QLineEdit, "Search the queue")
        QTest.keyClick(
            self.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        self.type_into(search, title)
        self.wait(lambda: self._queued() == [title], f"the queue shows only {title}")
        articles = self.named(QWidget, "Articles")
        articles.setFocus()
        QTest.keyClick(articles, Qt.Key.Key_Home)
        self.wait(lambda: self.title == title, f"{title} is open")

    def _queued(self) -> list[str]:
        """Return the titles of the queue; empty for one that is not read yet."""
        model = self.window.coding.queue_model
        items = (model.item_at(row) for row in range(model.rowCount()))
        return [item.title if item is not None else "" for item in items]

    # -- marking ------------------------------------------------------------------------------------------------------

    def mark(self, span: Span, *, with_mouse: bool) -> None:
        """Mark a span: by dragging, or by a click at its start and Shift+Right to its end."""
        self.view.reveal(span, pulse=False)
        start, end = self._point(span.start), self._point(span.end)
        viewport = self.view.viewport()
        self.wait(lambda: viewport.rect().contains(self._point(span.start)), "the span is in view")
        start, end = self._point(span.start), self._point(span.end)
        if with_mouse and viewport.rect().contains(end):
            QTest.mousePress(viewport, Qt.MouseButton.LeftButton, NO_MODIFIER, start)
            QTest.mouseMove(viewport, end)
            QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, NO_MODIFIER, end)
        else:
            self.view.setFocus()
            self._put_caret(span.start)
            while self._caret() < span.end:
                QTest.keyClick(self.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        found = self.view.selected_span()
        assert found == span, f"marked {found}, wanted {span}"

    def _put_caret(self, offset: int) -> None:
        """Walk with the keyboard: to the top, then paragraph by paragraph, then character by character."""
        text = self.worksheet.article.text
        QTest.keyClick(self.view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        while "\n" in text[self._caret() : offset]:
            QTest.keyClick(self.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
        while self._caret() < offset:
            QTest.keyClick(self.view, Qt.Key.Key_Right)
        while self._caret() > offset:
            QTest.keyClick(self.view, Qt.Key.Key_Left)

    def _caret(self) -> int:
        return Utf16Map(self.worksheet.article.text).from_qt(self.view.textCursor().position())

    def _point(self, offset: int) -> QPoint:
        cursor = QTextCursor(self.view.document())
        cursor.setPosition(Utf16Map(self.worksheet.article.text).to_qt(offset))
        return self.view.cursorRect(cursor).center()

    # -- fields -------------------------------------------------------------------------------------------------------

    def choose_field(self, field_id: str) -> None:
        """Press the field's key, or find it in the palette where it has none."""
        field = self.worksheet.codebook.fields_by_id[field_id]
        self.view.setFocus()
        if field.key is not None:
            QTest.keyClick(self.view, Qt.Key(ord(field.key)))
            return
        QTest.keyClick(self.view, Qt.Key.Key_Space)
        palette = self.palette()
        line = self.named(QLineEdit, palette.findChildren(QLineEdit)[0].accessibleName(), palette)
        self.type_into(line, field.label)
        # Two fields may share words in their labels; walk to the one that is meant.
        while palette.current_key() != field_id:
            QTest.keyClick(line, Qt.Key.Key_Down)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def attach(self, field_id: str, span: Span, *, with_mouse: bool) -> Slot:
        """Mark a span and attach it to a field; returns where it went."""
        self.mark(span, with_mouse=with_mouse)
        self.after_change(lambda: self.choose_field(field_id))
        slot = self.form.active_slot()
        assert slot is not None
        assert slot.field == field_id
        return slot

    def click(self, accessible_name: str) -> None:
        """Click a button of the form."""
        button = self.named(QAbstractButton, accessible_name, self.form)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def set_status(self, status: Status) -> None:
        """Give the active field a status with its button."""
        label = {
            Status.NOT_MENTIONED: "Not mentioned (X)",
            Status.UNCLEAR: "Unclear (U)",
            Status.NOT_APPLICABLE: "N/A",
        }[status]
        button = next(one for one in self.form.findChildren(QAbstractButton) if one.text() == label and one.isVisible())
        self.after_change(lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))

    def choose_stance(self, evidence: Evidence, stance: Stance) -> None:
        """Walk to the evidence's chip in its row and choose the stance from the chip's menu."""
        row = next(
            row
            for row in self.form.findChildren(RowView)
            if row.isVisible() and evidence in (row.state.evidence if row.state else ())
        )
        row.setFocus()
        index = next(
            place for place, chip in enumerate(row.chips()) if chip.evidence and chip.evidence.id == evidence.id
        )
        for _ in range(index + 1):
            QTest.keyClick(row, Qt.Key.Key_Right)
        QTest.keyClick(row, Qt.Key.Key_S)
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the chip's menu is open")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        wanted = next(action for action in menu.actions() if action.text() == STANCE_PHRASES[stance])
        while menu.activeAction() is not wanted:
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    # -- contents -----------------------------------------------------------------------------------------------------

    def enter(self, slot: Slot, content: Content) -> None:
        """Enter a content into the active field and confirm it with Enter."""
        field = self.worksheet.codebook.fields_by_id[slot.field]
        if field.type in (FieldType.CATEGORICAL, FieldType.CATEGORICAL_MULTI, FieldType.ORDINAL, FieldType.BOOLEAN):
            self._choose_categories(slot, content)
        elif field.type is FieldType.TEXT:
            words = self.named(QPlainTextEdit, field.label, self.form)
            self.type_into(words, content.text)  # type: ignore[union-attr]
            self.after_change(lambda: QTest.keyClick(words, Qt.Key.Key_Return))
        else:
            self._fill_parts(slot, content)

    def _fill_parts(self, slot: Slot, content: Content) -> None:
        label = self.worksheet.codebook.fields_by_id[slot.field].label
        first: QWidget | None = None
        wanted = dict(content)
        if content.type == "location" and not self._find(QLineEdit, f"{label}: Description"):
            self.click("Show more parts")
        for name, caption in PARTS[content.type].items():
            widget = self.named(QWidget, f"{label}: {caption}", self.form)
            first = first or widget
            if isinstance(widget, QComboBox):
                self._pick(widget, slot, name, wanted[name])
            elif isinstance(widget, QLineEdit):
                self.type_into(widget, _as_text(wanted[name]))
        assert first is not None
        value = self.coding.value_at(slot)
        if value is not None and value.content == content:
            return
        line = next(
            one for one in self.form.findChildren(QLineEdit)
            if one.accessibleName().startswith(f"{label}: ") and one.isVisible()
        )  # fmt: skip
        self.after_change(lambda: QTest.keyClick(line, Qt.Key.Key_Return))

    def _pick(self, combo: QComboBox, slot: Slot, name: str, wanted: object) -> None:
        """Walk a closed list with the arrow keys to the entry that stands for a value."""
        label = self._label_of(slot, name, wanted)
        combo.setFocus()
        index = combo.findText(label)
        assert index >= 0, f"{combo.accessibleName()} does not offer {label!r}"
        while combo.currentIndex() != index:
            QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < index else Qt.Key.Key_Up)

    def _label_of(self, slot: Slot, name: str, wanted: object) -> str:
        codebook = self.worksheet.codebook
        field = codebook.fields_by_id[slot.field]
        if name == "qualifier":
            return str(wanted).replace("_", " ")
        if name == "precision":
            return next((step.label for step in field.precisions if step.code == wanted), "–")
        if name == "about_field":
            return codebook.fields_by_id[str(wanted)].label if wanted else "–"
        if name == "source_named":
            return {None: "–", True: "Yes", False: "No"}[wanted]  # type: ignore[index]
        categories = field.stances if name == "stance" else field.categories
        return next((category.label for category in categories if category.id == wanted), "–")

    def _choose_categories(self, slot: Slot, content: Content) -> None:
        field = self.worksheet.codebook.fields_by_id[slot.field]
        if content.type == "categorical":
            wanted = [field.category_label(content.category)]
        elif content.type == "categorical_multi":
            wanted = [field.category_label(category) for category in content.categories]
        elif content.type == "ordinal":
            wanted = [category.label for category in field.categories if category.level == content.level]
        else:
            wanted = ["Yes" if content.answer else "No"]  # type: ignore[union-attr]
        for label in wanted:
            chip = self._chip(label)
            if not chip.isChecked():
                number = chip.text().split(" ", 1)[0]
                if number.isdigit() and len(field.categories) <= 9:
                    self.after_change(partial(self._press, Qt.Key(ord(number))))
                else:
                    self.after_change(partial(QTest.mouseClick, chip, Qt.MouseButton.LeftButton))

    def _press(self, key: Qt.Key) -> None:
        self.wait(lambda: QApplication.activeWindow() is self.window, "the window has the keyboard")
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)

    def _chip(self, label: str) -> QToolButton:
        return next(
            chip
            for chip in self.form.findChildren(QToolButton)
            if chip.accessibleName() == label and chip.isVisible() and chip.isCheckable()
        )

    # -- parts of a report --------------------------------------------------------------------------------------------

    def add_report(self) -> ReportId:
        """Add an incident with its key."""
        before = {report.id for report in self.coding.reports()}
        self.after_change(lambda: QTest.keyClick(self.window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier))
        (report_id,) = {report.id for report in self.coding.reports()} - before
        return report_id

    def add_group(self, report_id: ReportId, level: str) -> GroupId:
        """Add a group with its button."""
        definition = self.worksheet.codebook.group(level)
        assert definition is not None
        before = {group.id for group in self.coding.groups(report_id, level)}
        self.after_change(lambda: self.click(f"Add {definition.label}"))
        (group_id,) = {group.id for group in self.coding.groups(report_id, level)} - before
        return group_id

    # -- keyboard -----------------------------------------------------------------------------------------------------

    def press(self, keys: str, times: int = 1) -> None:
        """Press a key or combination, written as in a menu, where the keyboard is."""
        combination = QKeySequence(keys)[0]  # type: ignore[index]
        for _ in range(times):
            popup = QApplication.activePopupWidget()
            target = popup.focusWidget() if popup is not None else QApplication.focusWidget()
            QTest.keyClick(
                target if target is not None else popup or self.window,
                combination.key(),
                combination.keyboardModifiers(),
            )

    def type_words(self, text: str) -> None:
        """Type where the keyboard is; works for every script."""
        popup = QApplication.activePopupWidget()
        target = popup.focusWidget() if popup is not None else QApplication.focusWidget()
        assert target is not None
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, NO_MODIFIER, character))

    def click_text(self, offset: int) -> None:
        """Click into the article's text before a code point."""
        self.view.reveal(Span(offset, offset + 1), pulse=False)
        viewport = self.view.viewport()
        self.wait(lambda: viewport.rect().contains(self._point(offset)), "the place is in view")
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, NO_MODIFIER, self._point(offset))

    def find(self, words: str) -> Span:
        """Return where words first stand in the article."""
        start = self.worksheet.article.text.index(words)
        return Span(start, start + len(words))

    def type_into(self, widget: QWidget, text: str) -> None:
        """Replace what stands in a line or a text, key by key; works for every script."""
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, NO_MODIFIER, character))

    # -- pop-ups ------------------------------------------------------------------------------------------------------

    def offered(self) -> list[str]:
        """Return what the open palette offers."""
        model = self.palette().findChildren(ChoiceModel)[0]
        return [model.index(row).data() for row in range(model.rowCount())]

    def message_box(self) -> QMessageBox:
        """Return the message that is shown, waiting for it."""
        self.wait(
            lambda: isinstance(QApplication.activeModalWidget(), QMessageBox) and not self.is_busy(),
            "a message is shown",
        )
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        return box

    def dialog(self) -> QDialog:
        """Return the dialog that is open, waiting for it; the one that says how far a job is goes by itself."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), QDialog) and not self.is_busy(), "a dialog")
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog)
        return found

    def is_busy(self) -> bool:
        """Tell whether the window says how far a job is, which takes the keys of whatever is below."""
        return any(one.isVisible() for one in self.window.findChildren(QProgressDialog))

    def answer(self, words: str) -> None:
        """Press a dialog's button."""
        buttons = self.dialog().findChildren(QPushButton)
        button = next(one for one in buttons if one.text().replace("&", "") == words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.window.activateWindow()

    def trigger(self, action_id: str) -> None:
        """Choose an action from its menu."""
        action = self.window.actions_by_id[action_id]
        assert action.isEnabled(), action_id
        action.trigger()

    def close_message(self) -> None:
        """Answer a message with Enter."""
        QTest.keyClick(self.message_box(), Qt.Key.Key_Return)
        self.come_back()

    def come_back(self) -> None:
        """Give the window the keyboard; the offscreen platform does not do so by itself when a dialog closes."""
        self.window.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is self.window, "the window has the keyboard")

    # -- finding ------------------------------------------------------------------------------------------------------

    def palette(self) -> ChoicePalette:
        """Return the palette that is open, waiting for it."""
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), ChoicePalette), "the palette is open")
        palette = QApplication.activePopupWidget()
        assert isinstance(palette, ChoicePalette)
        return palette

    def _find(self, kind: type[_Widget], accessible_name: str, within: QWidget | None = None) -> _Widget | None:
        within = within or self.window
        return next(
            (one for one in within.findChildren(kind) if one.accessibleName() == accessible_name and one.isVisible()),
            None,
        )

    def named(self, kind: type[_Widget], accessible_name: str, within: QWidget | None = None) -> _Widget:
        """Return the visible widget that a screen reader would call by this name."""
        found = self._find(kind, accessible_name, within)
        assert found is not None, f"there is no {kind.__name__} named {accessible_name!r}"
        return found


def _as_text(part: object) -> str:
    if part is None:
        return ""
    if isinstance(part, tuple):
        return ", ".join(str(one) for one in part)
    return str(part)
