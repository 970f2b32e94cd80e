"""Pictures of the form in each theme, kept to be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from annotator.domain.coding import Slot
from annotator.domain.proposal import Proposal
from annotator.domain.values import Count, Qualifier
from annotator.gui.theme import ThemeName, apply_theme, field_styles
from tests.gui.form.conftest import Attack, Person

DOZENS = Proposal(
    content=Count(qualifier=Qualifier.DOZENS),
    explanation="“dozens” gives no number; the wording is kept and an export may turn it into one.",
    rule="vague",
)


def _colours(picture: QImage) -> int:
    """Return how many colours a picture has, looked at in a grid."""
    points = ((x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))
    return len({picture.pixelColor(x, y).rgb() for x, y in points})


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("width", [360, 440])
def test_the_form_is_painted_in_every_theme(
    qapp: QApplication, coder: Person, attack: Attack, artifacts: Path, theme: ThemeName, width: int
) -> None:
    try:
        apply_theme(qapp, theme)
        coder.form.resize(width, 880)
        coder.form.set_codebook(attack.codebook, field_styles(attack.codebook, theme))
        scenes: dict[str, Slot | None] = {
            "rows": None,
            "count": attack.at("killed_total"),
            "date": attack.at("incident_date"),
            "categories": attack.at("target_type"),
            "statement": attack.statement,
        }
        for name, slot in scenes.items():
            if slot is not None:
                coder.form.activate(slot)
            picture = coder.form.grab().toImage()
            assert _colours(picture) > 20, "more than a background and a text"
            assert picture.save(str(artifacts / f"form_{name}_{theme.value}_{width}.png"))
        coder.form.show_proposal(attack.at("wounded_total"), DOZENS)
        assert coder.form.grab().save(str(artifacts / f"form_proposal_{theme.value}_{width}.png"))
    finally:
        qapp.setStyleSheet("")
