"""A form on the screen with a coding in it, and the gestures of a person at the keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article, Metadata
from annotator.domain.checking import Problem, check
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding, CodingHeader, Slot, Stance, Value
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId, GroupId, ImportId, ReportId, new_id
from annotator.domain.revision import Revision
from annotator.domain.text import Span, text_hash
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    Moment,
    OneCategory,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.formats.codebooks import read_codebook
from annotator.gui.form import FormView
from annotator.gui.form.chips import Chip
from annotator.gui.form.panel import EditorPanel
from annotator.gui.form.row import RowView
from annotator.gui.form.tabs import ReportTabs
from annotator.gui.theme import ThemeName, field_styles

ROOT = Path(__file__).resolve().parents[3]
TEXT = (
    "Dozens of troops killed. At least 53 soldiers and a civilian died in an attack on a post in Tessit. "
    "Yesterday's attack was claimed by the Group. قُتل ثلاثة وخمسون جنديا. The toll could rise. "
    "“Several sources doubt <b>the toll</b> &amp; more.” "
) * 2


def load_codebook() -> Codebook:
    """Return the default codebook."""
    path = ROOT / "resources" / "codebooks" / "incident.yaml"
    return read_codebook(path.read_text("utf-8"), name=path.name)


class Draft:
    """A coding that grows, with what is wrong with it."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.article = Article(
            id=ArticleId(new_id()),
            import_id=ImportId(new_id()),
            text=TEXT,
            sha256=text_hash(TEXT),
            metadata=Metadata(title="Dozens killed", published=dt.date(2019, 11, 3)),
        )
        header = CodingHeader(
            id=CodingId(new_id()),
            article_id=self.article.id,
            coder_id=CoderId(new_id()),
            codebook_id=CodebookId(new_id()),
        )
        self.coding = Coding(header)

    def revise(self) -> Revision:
        """Return a revision of the coding as it is."""
        return Revision(self.coding, self.codebook, self.article)

    def report(self) -> ReportId:
        """Add a report."""
        revision = self.revise()
        report = revision.add_report()
        self.coding = revision.coding
        return report.id

    def group(self, report: ReportId, level: str) -> GroupId:
        """Add a group to a report."""
        revision = self.revise()
        group = revision.add_group(report, level)
        self.coding = revision.coding
        return group.id

    def put(self, slot: Slot, content: Content) -> Value:
        """Record a content."""
        revision = self.revise()
        value = revision.set_content(slot, content)
        self.coding = revision.coding
        return value

    def status(self, slot: Slot, status: Status) -> Value:
        """Record a status."""
        revision = self.revise()
        value = revision.set_status(slot, status)
        self.coding = revision.coding
        return value

    def mark(self, slot: Slot, words: str, stance: Stance = Stance.STATES, nth: int = 0) -> str:
        """Attach evidence and return its id."""
        start = -1
        for _ in range(nth + 1):
            start = TEXT.index(words, start + 1)
        revision = self.revise()
        evidence = revision.attach_evidence(slot, Span(start, start + len(words)), stance)
        self.coding = revision.coding
        return evidence.id

    def note(self, subject: str, text: str, *, is_flagged: bool = False, rule: str = "") -> str:
        """Write a note and return its id."""
        revision = self.revise()
        note = revision.write_note(subject, text, is_flagged=is_flagged, rule=rule)
        self.coding = revision.coding
        return note.id

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong now."""
        return check(self.coding, self.codebook, self.article)


class Attack(Draft):
    """Two incidents: one coded in most fields with two victim groups, one with a name only."""

    def __init__(self, codebook: Codebook) -> None:
        super().__init__(codebook)
        self.put(Slot("article_relevance"), OneCategory(category="codable_incident"))
        self.put(Slot("publication_date"), Moment(at=dt.datetime(2019, 11, 3, 8, 59, tzinfo=dt.UTC)))
        self.first, self.second = self.report(), self.report()
        self.mark(self.at("trigger"), "an attack on a post")
        self.put(self.at("incident_label"), FreeText(text="Tessit outpost attack"))
        self.put(Slot("incident_label", self.second), FreeText(text="An earlier one"))
        self.mark(self.at("incident_date"), "Yesterday's attack")
        self.put(self.at("incident_date"), DateRange(start=dt.date(2019, 11, 1), end=dt.date(2019, 11, 2), precision=2))
        self.mark(self.at("location"), "Tessit", Stance.IMPLIES)
        self.put(self.at("location"), Location(verbatim="Tessit", name="Tessit", admin1="Gao", country_iso3="MLI"))
        self.put(self.at("tactic"), SeveralCategories(categories=("bombing_explosion", "armed_assault")))
        self.put(self.at("suicide"), YesNo(answer=True))
        self.status(self.at("weapon"), Status.UNCLEAR)
        self.status(self.at("property_damage"), Status.NOT_MENTIONED)
        self.quotes = [
            self.mark(self.at("killed_total"), words)
            for words in ("At least 53 soldiers", "a civilian", "قُتل ثلاثة وخمسون جنديا", "Dozens of troops killed")
        ]
        self.killed = self.put(self.at("killed_total"), Count(low=54, best=54, qualifier=Qualifier.AT_LEAST))
        self.mark(self.at("toll_status"), "The toll could rise")
        self.soldiers = self.group(self.first, "victim_group")
        self.civilians = self.group(self.first, "victim_group")
        self.put(self.at("vg_type", self.soldiers), OneCategory(category="soldiers"))
        self.put(self.at("vg_killed", self.soldiers), Count(low=53, best=53, qualifier=Qualifier.AT_LEAST))
        self.perpetrator = self.group(self.first, "perpetrator")
        self.put(self.at("perp_actor", self.perpetrator), EntityName(verbatim="the Group", canonical="The Group"))
        statement = self.group(self.first, "statement")
        self.statement = self.at("statement", statement)
        self.put(self.statement, AttributedValue(about_field="killed_total", value="53", stance="asserts"))

    def at(self, field: str, group: GroupId | None = None) -> Slot:
        """Return a slot of the first incident."""
        return Slot(field, self.first, group)


class Person:
    """Reads the form and works it with keys and clicks; ``said`` keeps every signal of the form with its arguments."""

    SIGNALS = (
        *("content_chosen", "status_chosen", "value_cleared", "reason_given", "field_confirmed", "slot_activated"),
        *("evidence_activated", "evidence_removed", "stance_chosen", "note_written", "note_removed"),
        *("report_added", "report_removed", "report_selected", "no_incident_chosen"),
        *("group_added", "group_copied", "group_removed"),
    )

    def __init__(self, form: FormView, qtbot: QtBot) -> None:
        self.form = form
        self.qtbot = qtbot
        self.said: list[tuple[object, ...]] = []
        for name in self.SIGNALS:
            getattr(form, name).connect(self._recorder(name))

    def _recorder(self, name: str) -> Callable[..., None]:
        return lambda *arguments: self.said.append((name, *arguments))

    def heard(self, name: str) -> list[tuple[object, ...]]:
        """Return the arguments of each emission of a signal."""
        return [tuple(arguments) for said, *arguments in self.said if said == name]

    # -- what is seen -------------------------------------------------------------------------------------------------

    def rows(self) -> list[RowView]:
        """Return the rows that are shown, from top to bottom in each part of the form."""
        shown = [row for row in self.form.findChildren(RowView) if row.isVisible() and row.state is not None]
        return sorted(shown, key=lambda row: row.mapTo(self.form, QPoint(0, 0)).y())

    def row(self, slot: Slot) -> RowView:
        """Return the row of a slot."""
        return next(row for row in self.rows() if row.state is not None and row.state.slot == slot)

    def row_of(self, field: str) -> RowView:
        """Return the first row of a field."""
        return next(row for row in self.rows() if row.state is not None and row.state.slot.field == field)

    def panel(self) -> EditorPanel:
        """Return the open panel."""
        return next(panel for panel in self.form.findChildren(EditorPanel) if panel.isVisible())

    def named(self, name: str) -> QWidget:
        """Return the visible widget whose accessible name ends so."""
        found = [
            widget
            for widget in self.form.findChildren(QWidget)
            if widget.isVisible() and widget.accessibleName().endswith(name)
        ]
        assert found, f"nothing is named …{name}"
        return found[0]

    def line(self, name: str) -> QLineEdit:
        """Return a visible line edit by the end of its accessible name."""
        widget = self.named(name)
        assert isinstance(widget, QLineEdit)
        return widget

    def button(self, name: str) -> QToolButton:
        """Return a visible tool button by the end of its accessible name."""
        widget = self.named(name)
        assert isinstance(widget, QToolButton)
        return widget

    def sentences(self) -> list[str]:
        """Return all visible texts."""
        return [label.text() for label in self.form.findChildren(QLabel) if label.isVisible() and label.text()]

    def has_text(self, part: str) -> bool:
        """Tell whether a visible label holds a text."""
        return any(part in sentence for sentence in self.sentences())

    def tabs(self) -> list[str]:
        """Return the tabs' texts."""
        bar = self.form.findChildren(ReportTabs)[0].bar
        return [bar.tabText(index) for index in range(bar.count())] if bar.isVisible() else []

    def elsewhere(self) -> QLineEdit:
        """Return the control of another part of the window."""
        found = self.form.window().findChild(QLineEdit, "elsewhere")
        assert isinstance(found, QLineEdit)
        return found

    def focused(self) -> QWidget:
        """Return the widget with the keyboard."""
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget

    def chip(self, row: RowView, quote: str) -> Chip:
        """Return the chip of a row whose quote begins so."""
        return next(chip for chip in row.chips() if chip.evidence is not None and chip.evidence.quote.startswith(quote))

    # -- what is done -------------------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(self.focused(), key, modifiers)

    def type(self, text: str) -> None:
        """Type a text of any script where the keyboard is."""
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = ord(character.upper()) if character.isascii() else 0
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
                QApplication.sendEvent(self.focused(), event)

    def retype(self, line: QLineEdit, text: str) -> None:
        """Replace what stands in a line by typing."""
        line.setFocus()
        line.selectAll()
        if text:
            self.type(text)
        else:
            self.press(Qt.Key.Key_Delete)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget, in its middle unless a point is given."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at if at is not None else widget.rect().center())


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The default codebook."""
    return load_codebook()


@pytest.fixture
def attack(codebook: Codebook) -> Attack:
    """A coding of two incidents."""
    return Attack(codebook)


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[QWidget]:
    """An active window for the form to stand in, with a control of another part of the window."""
    window = QWidget()
    window.resize(460, 900)
    elsewhere = QLineEdit(window)
    elsewhere.setObjectName("elsewhere")
    elsewhere.setAccessibleName("Elsewhere")
    elsewhere.setGeometry(0, 880, 100, 20)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    yield window
    window.hide()


@pytest.fixture
def person(host: QWidget, qtbot: QtBot, codebook: Codebook) -> Person:
    """A person before a form that shows nothing yet."""
    form = FormView(host)
    form.setGeometry(0, 0, 440, 880)
    form.set_codebook(codebook, field_styles(codebook, ThemeName.LIGHT))
    form.show()
    return Person(form, qtbot)


@pytest.fixture
def coder(person: Person, attack: Attack) -> Person:
    """A person before a form that shows the attack."""
    person.form.show_coding(attack.coding, attack.problems())
    person.said.clear()
    return person
