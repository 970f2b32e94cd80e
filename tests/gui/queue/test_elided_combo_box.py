"""A list to choose from that is narrower than what is chosen."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from annotator.gui.queue.elided_combo_box import ElidedComboBox

LONG = "A round with a name that goes on and on (blind)"


@pytest.fixture
def box(qtbot: QtBot) -> ElidedComboBox:
    made = ElidedComboBox()
    qtbot.addWidget(made)
    made.addItems(["All articles", LONG])
    made.resize(180, 28)
    made.show()
    return made


def test_what_fits_is_shown_whole(box: ElidedComboBox) -> None:
    assert box.shown_text() == "All articles"
    box.resize(800, 28)
    box.setCurrentIndex(1)
    assert box.shown_text() == LONG


def test_what_does_not_fit_ends_with_three_points_and_the_entry_stays_whole(box: ElidedComboBox) -> None:
    box.setCurrentIndex(1)
    assert box.shown_text().endswith("…")
    assert LONG.startswith(box.shown_text()[:-1].rstrip())
    assert box.currentText() == LONG


def test_a_long_entry_does_not_widen_the_list(box: ElidedComboBox) -> None:
    before = box.minimumSizeHint().width()
    box.addItem(LONG * 5)
    assert box.minimumSizeHint().width() == before


def test_what_is_chosen_is_painted(box: ElidedComboBox) -> None:
    first = box.grab().toImage()
    box.setCurrentIndex(1)
    assert box.grab().toImage() != first
