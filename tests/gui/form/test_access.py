"""Everyone can use the form: names, keyboard, plain text, every theme and every width."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QTabBar, QWidget

from annotator.domain.coding import Slot
from annotator.domain.values import Count
from annotator.gui.form.row import RowView
from annotator.gui.theme import ThemeName, apply_theme, field_styles
from tests.gui.form.conftest import Attack, Draft, Person

INNER = (
    "qt_scrollarea_viewport",
    "qt_scrollarea_hcontainer",
    "qt_scrollarea_vcontainer",
    "ScrollLeftButton",
    "ScrollRightButton",
)


def _unnamed(root: QWidget) -> list[str]:
    """Return what can have the keyboard and is seen but has no name."""
    return [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}"
        for widget in root.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and widget.objectName() not in INNER
    ]


def test_every_control_has_a_name_in_every_editor(coder: Person, attack: Attack) -> None:
    coder.click(coder.named("The article's own fields"))
    coder.click(coder.named("59 UTC"))
    for row in coder.rows():
        assert row.state is not None
        coder.form.activate(row.state.slot)
        for button in ("Show more parts", "Note on this value"):
            for widget in coder.panel().findChildren(QWidget):
                if widget.accessibleName() == button and widget.isVisible() and widget.isEnabled():
                    coder.click(widget)
        assert _unnamed(coder.form) == [], row.state.slot.field


def test_every_control_has_a_name_in_the_empty_form(person: Person, attack: Attack) -> None:
    for coding in (None, Draft(attack.codebook).coding):
        person.form.show_coding(coding, [])
        assert _unnamed(person.form) == []


def test_every_tab_has_a_name(coder: Person) -> None:
    bar = coder.form.findChildren(QTabBar)[0]
    assert all(bar.accessibleTabName(index).startswith("Incident ") for index in range(bar.count()))


def test_no_label_reads_markup(coder: Person, attack: Attack) -> None:
    for row in coder.rows():
        assert row.state is not None
        coder.form.activate(row.state.slot)
    rich = [
        label.text()
        for label in coder.form.findChildren(QLabel)
        if label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    ]
    assert rich == []


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("width", [340, 360, 440])
def test_nothing_is_wider_than_the_form_in_any_theme(
    qapp: QApplication, coder: Person, attack: Attack, theme: ThemeName, width: int
) -> None:
    apply_theme(qapp, theme)
    try:
        coder.form.set_codebook(attack.codebook, field_styles(attack.codebook, theme))
        coder.form.resize(width, 880)
        for field in ("killed_total", "incident_date", "location", "target_type", "coder_note"):
            coder.form.activate(attack.at(field))
            coder.qtbot.waitUntil(lambda: not coder.panel().geometry().isNull())
            for widget in coder.form.findChildren(QWidget):
                if widget.isVisible() and not isinstance(widget.parentWidget(), QTabBar):
                    right = widget.mapTo(coder.form, QPoint(widget.width(), 0)).x()
                    assert right <= width, (field, type(widget).__name__, widget.accessibleName())
    finally:
        qapp.setStyleSheet("")


def test_the_form_paints_other_colours_in_another_theme(qapp: QApplication, coder: Person, attack: Attack) -> None:
    pictures = []
    try:
        for theme in (ThemeName.LIGHT, ThemeName.DARK):
            apply_theme(qapp, theme)
            coder.form.set_codebook(attack.codebook, field_styles(attack.codebook, theme))
            picture = coder.form.grab().toImage()
            pictures.append(picture.pixelColor(picture.width() // 2, 2).lightness())
    finally:
        qapp.setStyleSheet("")
    light, dark = pictures
    assert light > 200
    assert dark < 80


def test_rows_below_each_other_begin_their_values_at_one_place(coder: Person, attack: Attack) -> None:
    lefts = {
        row.mapTo(coder.form, QPoint(0, 0)).x() for row in coder.rows() if row.state and not row.state.slot.group_id
    }
    assert len(lefts) == 1


def test_rows_do_not_overlap_and_the_panel_lies_under_its_row(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("killed_total"))
    rows = [row for row in coder.rows() if row.state and row.state.slot.report_id]
    panel = coder.panel().geometry()
    for above, below in pairwise(rows):
        assert above.geometry().bottom() < below.geometry().top()
        assert not panel.intersects(above.geometry())
    active = coder.row(attack.at("killed_total")).geometry()
    assert panel.top() == active.bottom() + 1


def test_a_row_keeps_its_place_when_it_is_opened(coder: Person, attack: Attack) -> None:
    slot = attack.at("stage")
    before = coder.row(slot).mapTo(coder.form, QPoint(0, 0))
    coder.form.activate(slot)
    assert coder.row(slot).mapTo(coder.form, QPoint(0, 0)) == before


def test_long_texts_in_every_place_do_not_widen_the_form(coder: Person, attack: Attack) -> None:
    long = "an uninterruptedandverylongword" * 40
    attack.note(attack.killed.id, long)
    attack.mark(attack.at("killed_total"), attack.article.text)
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(attack.at("killed_total"))
    area = next(area for area in coder.form.findChildren(QScrollArea) if area.isAncestorOf(coder.panel()))
    content = area.widget()
    assert content is not None
    assert content.width() <= area.viewport().width()
    assert coder.form.minimumSizeHint().width() <= 340


def test_ten_thousand_quotes_on_one_value_are_shown_as_a_number(coder: Person, attack: Attack) -> None:
    slot = attack.at("killed_total")
    template = attack.coding.evidence_by_id[attack.quotes[0]]
    many = [template.model_copy(update={"id": f"{template.id}-{index:05}"}) for index in range(10_000)]
    attack.coding = replace(
        attack.coding, evidence_by_id={**attack.coding.evidence_by_id, **{one.id: one for one in many}}
    )
    coder.form.refresh(attack.coding, [])
    row: RowView = coder.row(slot)
    assert row.chips()[-1].text.endswith("more")
    assert "10,004 quotes" in row.accessibleName()
    coder.form.activate(slot)
    assert len(row.chips()) == 4
    attack.put(slot, Count(low=1))
    coder.form.refresh(attack.coding, [])
    assert coder.line("Killed (total): Low").text() == "1"


def test_the_tip_of_a_row_tells_label_value_and_help(coder: Person, attack: Attack) -> None:
    row = coder.row(attack.at("killed_total"))
    tip = row.tip_at(QPoint(60, 8))
    assert tip.startswith("Killed (total)\n54")
    assert attack.codebook.fields_by_id["killed_total"].help in tip


def test_the_tip_of_a_mark_is_its_sentence(coder: Person, attack: Attack) -> None:
    row = coder.row(attack.at("event_type"))
    assert row.tip_at(QPoint(row.width() - 12, 12)) == "Event type is missing."


def test_long_help_opens_on_a_click(coder: Person, attack: Attack) -> None:
    field = attack.codebook.fields_by_id["location"]
    coder.form.activate(attack.at("location"))
    label = next(one for one in coder.panel().findChildren(QLabel) if one.text().endswith("… more"))
    assert field.help not in label.text()
    coder.click(label)
    assert label.text() == field.help
    coder.click(label)
    assert label.text().endswith("… more")


def test_statuses_are_those_of_the_codebook(coder: Person, attack: Attack) -> None:
    coder.form.activate(Slot("article_relevance"))
    assert coder.button("Not mentioned").isVisible()
