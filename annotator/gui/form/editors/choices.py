"""The editors that choose from the codebook's categories: one, several, a step of a scale, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import Content, OneCategory, OrdinalLevel, SeveralCategories, YesNo
from annotator.gui.form.editors.base import ValueEditor
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.look import plain_tip
from annotator.gui.form.plain import Line

DIGITS = 9
"""Options that have a digit key; more than this many can be filtered by typing."""

Key = str | int | bool


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what it is recorded as, its label, its help and letters that choose it."""

    key: Key
    label: str
    help: str = ""
    letter: str = ""


class _FilterLine(Line):
    """A line for letters; everything else is the editor's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave digits and arrows to the editor."""
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if (event.text().isdigit() and event.text() != "0") or event.key() in arrows:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _ChipButton(QToolButton):
    """An option; Qt's buttons walk by arrow on their own, past the end of the options."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave everything but Space to the editor."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


class ChoiceEditor(ValueEditor):
    """Shows options as chips in lines; ``is_multi`` lets several be chosen, in the order they are chosen.

    Digits choose the first nine that are shown, arrows walk, Space chooses, typing filters when there are more.
    """

    def __init__(self, *, is_multi: bool = False) -> None:
        super().__init__()
        self._is_multi = is_multi
        self._options: list[Option] = []
        self._limit: int | None = None
        self._chosen: list[Key] = []
        self._buttons: list[QToolButton] = []
        self._filter = _FilterLine()
        self._filter.setPlaceholderText("Type to filter")
        self._filter.textEdited.connect(self._on_filter_edited)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._filter)
        layout.addWidget(self._chips)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # -- face ---------------------------------------------------------------------------------------------------------

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Offer the field's options."""
        self._limit = field.max_categories if self._is_multi else None
        self._options = self._options_of(field)
        self._filter.setVisible(len(self._options) > DIGITS)
        self._filter.setAccessibleName(f"{field.label}: filter the categories")
        self.setAccessibleName(f"{field.label}: choose with a digit or the arrow keys")
        while len(self._buttons) < len(self._options):
            self._add_button()
        self._lay_out()

    def first_part(self) -> QWidget:
        """Return the filter where there is one, else the editor itself, which takes digits and arrows."""
        return self._filter if len(self._options) > DIGITS else self

    def _show(self, content: Content | None) -> None:
        self._chosen = list(self._keys_of(content)) if content is not None else []
        self._filter.clear()
        self._lay_out()

    def _read(self) -> Content | None:
        return self._content_of(self._chosen) if self._chosen else None

    # -- what a kind of choice says -----------------------------------------------------------------------------------

    def _options_of(self, field: Field) -> list[Option]:
        return [Option(category.id, category.label, category.help) for category in field.categories]

    def _keys_of(self, content: Content) -> Sequence[Key]:
        return (content.category,) if isinstance(content, OneCategory) else ()

    def _content_of(self, chosen: Sequence[Key]) -> Content:
        return OneCategory(category=str(chosen[0]))

    # -- chips --------------------------------------------------------------------------------------------------------

    def shown(self) -> list[QToolButton]:
        """Return the chips that the filter leaves."""
        return [button for button in self._buttons[: len(self._all())] if not button.isHidden()]

    def _all(self) -> list[Option]:
        """The options, and behind them chosen ones that the codebook does not have."""
        known = {option.key for option in self._options}
        return self._options + [Option(key, str(key)) for key in self._chosen if key not in known]

    def _add_button(self) -> None:
        button = _ChipButton(self._chips)
        button.setCheckable(True)
        button.setProperty("role", "chip")
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.clicked.connect(self._clicked(len(self._buttons)))
        self._buttons.append(button)
        self._flow.addWidget(button)

    def _clicked(self, index: int) -> Callable[[], None]:
        def choose() -> None:
            self._choose(index)

        return choose

    def _lay_out(self) -> None:
        options = self._all()
        while len(self._buttons) < len(options):
            self._add_button()
        wanted, digit = self._filter.text().strip().casefold(), 0
        for index, button in enumerate(self._buttons):
            if index >= len(options) or wanted not in options[index].label.casefold():
                button.hide()
                continue
            digit += 1
            self._fill(button, options[index], digit)
            button.show()
        self.updateGeometry()

    def _fill(self, button: QToolButton, option: Option, digit: int) -> None:
        shown = option.letter or (str(digit) if digit <= DIGITS else "")
        text = f"{shown}  {option.label}" if shown else option.label
        text = text.replace("&", "&&")
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(option.label)
        button.setToolTip(plain_tip(option.help))
        button.setChecked(option.key in self._chosen)

    # -- choosing -----------------------------------------------------------------------------------------------------

    def _choose(self, index: int) -> bool:
        """Choose an option, or take a chosen one back where several can be; tells whether that was possible."""
        key = self._all()[index].key
        if not self._is_multi:
            self._chosen = [key]
        elif key in self._chosen:
            self._chosen.remove(key)
        elif self._limit is not None and len(self._chosen) >= self._limit:
            self._lay_out()
            self.refused.emit(f"At most {self._limit} can be chosen; take one off first.")
            return False
        else:
            self._chosen.append(key)
        self._lay_out()
        self._mark_edited()
        self.taken.emit()
        return True

    def _choose_by_key(self, button: QToolButton) -> None:
        if self._choose(self._buttons.index(button)):
            if self._filter.text():
                self._filter.clear()
                self._lay_out()
            if not self._is_multi:
                self.confirmed.emit()

    def _on_filter_edited(self, _: str) -> None:
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit or letter, walk by arrow, filter by typing; the rest is the panel's."""
        shown = self.shown()
        button = self._button_for(event.text(), shown)
        focused = self.focusWidget()
        at = shown.index(focused) if isinstance(focused, QToolButton) and focused in shown else None
        match event.key():
            case _ if button is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self._choose_by_key(button)
            case Qt.Key.Key_Right | Qt.Key.Key_Down if shown:
                shown[0 if at is None else min(at + 1, len(shown) - 1)].setFocus()
            case Qt.Key.Key_Left | Qt.Key.Key_Up if at is not None:
                (shown[at - 1] if at else self.first_part()).setFocus()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._is_choice_open(at, shown):
                self._choose_by_key(shown[at or 0])
            case _ if len(self._options) > DIGITS and event.text().isalpha() and not event.modifiers():
                self._filter.setFocus()
                self._filter.insert(event.text())
                self._lay_out()
            case _:
                event.ignore()

    def _is_choice_open(self, at: int | None, shown: list[QToolButton]) -> bool:
        """Tell whether Enter means "this one": a chip walked to, or the first one left by the filter."""
        if at is not None:
            return not shown[at].isChecked()
        return bool(self._filter.text().strip()) and bool(shown) and not shown[0].isChecked()

    def _button_for(self, text: str, shown: list[QToolButton]) -> QToolButton | None:
        for option, button in zip(self._all(), self._buttons, strict=False):
            if option.letter and text and option.letter.casefold() == text.casefold():
                return button
        if text.isdecimal() and 1 <= int(text) <= min(DIGITS, len(shown)):
            return shown[int(text) - 1]
        return None


class SeveralEditor(ChoiceEditor):
    """Several categories, in the order they were chosen."""

    def __init__(self) -> None:
        super().__init__(is_multi=True)

    def _keys_of(self, content: Content) -> Sequence[Key]:
        return content.categories if isinstance(content, SeveralCategories) else ()

    def _content_of(self, chosen: Sequence[Key]) -> Content:
        return SeveralCategories(categories=tuple(str(key) for key in chosen))


class OrdinalEditor(ChoiceEditor):
    """A step of an ordered scale."""

    def _options_of(self, field: Field) -> list[Option]:
        steps = sorted(field.categories, key=lambda category: category.level or 0)
        return [Option(category.level or 0, category.label, category.help) for category in steps]

    def _keys_of(self, content: Content) -> Sequence[Key]:
        return (content.level,) if isinstance(content, OrdinalLevel) else ()

    def _content_of(self, chosen: Sequence[Key]) -> Content:
        return OrdinalLevel(level=int(chosen[0]))


class YesNoEditor(ChoiceEditor):
    """Yes or no, with Y and N beside the digits."""

    def _options_of(self, field: Field) -> list[Option]:
        return [Option(True, "Yes", letter="Y"), Option(False, "No", letter="N")]

    def _keys_of(self, content: Content) -> Sequence[Key]:
        return (content.answer,) if isinstance(content, YesNo) else ()

    def _content_of(self, chosen: Sequence[Key]) -> Content:
        return YesNo(answer=bool(chosen[0]))
