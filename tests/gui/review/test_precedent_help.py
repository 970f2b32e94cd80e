"""Earlier rulings on a field, where the coder has the field open."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from annotator.domain.coding import Slot
from annotator.domain.ids import RoundId
from annotator.domain.review import RulingReason, RulingSource
from annotator.gui.desk import Desk
from annotator.gui.form import FormView
from annotator.gui.form.plain import FieldHelp
from annotator.gui.precedent_help import PrecedentHelp
from annotator.gui.review.precedents import SHOWN, PrecedentList, precedent_told
from annotator.gui.theme import ThemeName, field_styles
from annotator.services.folders import Folders
from annotator.services.review.case import Precedent
from tests.drafts import default_codebook
from tests.e2e.review_scenes import filled
from tests.gui.review.test_presenting import ruling
from tests.services.review_making import FIRST, ReviewProject, made_project


def precedent(**more: object) -> Precedent:
    parts = {"ruling": ruling(), "title": "A title", "ruled": "54", "answers": ("53", "54"), **more}
    return Precedent(**parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (precedent(), "“54”, not “53” · A title"),
        (
            precedent(ruling=ruling(reason=RulingReason.CODEBOOK_UNCLEAR, note="Count the driver")),
            "“54”, not “53” (codebook unclear: Count the driver) · A title",
        ),
        (precedent(ruling=ruling(note="As printed")), "“54”, not “53” (As printed) · A title"),
        (precedent(ruled="", answers=("53", "54")), "nothing taken, not “53” or “54” · A title"),
        (precedent(answers=("54", "54")), "“54” · A title"),
    ],
)
def test_a_precedent_is_one_sentence(one: Precedent, told: str) -> None:
    assert precedent_told(one) == told


def test_the_list_shows_the_latest_and_counts_all(qtbot: QtBot) -> None:
    listed = PrecedentList()
    qtbot.addWidget(listed)
    listed.show_precedents([precedent(title=f"Title {at}") for at in range(SHOWN + 3)])
    words = [label.text() for label in listed.findChildren(QLabel) if not label.isHidden()]
    assert words[0] == f"Precedents: {SHOWN + 3}"
    assert len(words) == SHOWN + 1
    listed.show_precedents([])
    words = [label.text() for label in listed.findChildren(QLabel) if not label.isHidden()]
    assert words == ["No precedent yet on this field."]


def test_what_was_ruled_on_one_field_goes_when_another_is_explained(qtbot: QtBot) -> None:
    shown = FieldHelp()
    qtbot.addWidget(shown)
    shown.explain("killed_total", "How many died.")
    shown.show_precedents("wounded_total", ["“7”"])
    shown.show_precedents("killed_total", ["“54”, not “53”"])
    words = [label.text() for label in shown.findChildren(QLabel) if not label.isHidden()]
    assert words == ["How many died.", "Ruled before:\n“54”, not “53”"]
    shown.explain("wounded_total", "")
    assert shown.isHidden()


def rule_on_a_number(project: ReviewProject, round_id: RoundId) -> None:
    for line in project.review.cases(round_id, viewer=project.reviewer):
        for item in project.case(line.key.article_id, round_id).items:
            if item.field == "killed_total" and not item.is_whole:
                project.review.rule(
                    line.key,
                    item.id,
                    RulingSource.ONE,
                    taken_from=(FIRST,),
                    reason=RulingReason.CODEBOOK_UNCLEAR,
                    reviewer=project.reviewer,
                )
                return
    raise AssertionError("no number to rule on")


def test_the_form_tells_what_was_ruled_on_the_open_field(qtbot: QtBot, tmp_path: Path) -> None:
    made = made_project(tmp_path)
    rule_on_a_number(made, filled(made, articles=6, incidents=3))
    path = made.workspace.project.path
    with made.file.read() as reader:
        coding = next(iter(reader.codings(coder_id=FIRST)))
    made.workspace.close()
    desk = Desk(Folders(tmp_path / "settings", tmp_path / "state", tmp_path / "data"))
    with qtbot.waitSignal(desk.project_opened):
        desk.open_project(path, "Reviewer")
    form = FormView()
    qtbot.addWidget(form)
    book = default_codebook()
    form.set_codebook(book, field_styles(book, ThemeName.LIGHT))
    form.show_coding(coding, ())
    PrecedentHelp(desk, form, form)
    form.activate(Slot("killed_total", coding.reports()[0].id))
    labels = form.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("codebook unclear" in one.text() for one in labels))
    form.activate(Slot("wounded_total", coding.reports()[0].id))
    assert not any("codebook unclear" in one.text() and not one.isHidden() for one in labels)
    desk.close()
