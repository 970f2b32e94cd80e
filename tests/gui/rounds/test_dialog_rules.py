"""What holds for every dialog of the rounds room: names for screen readers, room on the screen, keys, plain text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.article import ArticleImport
from annotator.domain.assigning import LARGEST_SEED
from annotator.domain.coding import CodebookVersion, Coder
from annotator.domain.errors import ProjectError
from annotator.domain.ids import CodebookId, CoderId, ImportId
from annotator.gui.queue.elided_combo_box import ElidedComboBox
from annotator.gui.rounds.coder_ticks import CoderTicks
from annotator.gui.rounds.dialog import RoundsDialog
from annotator.gui.rounds.hand_dialog import HandDialog
from annotator.gui.rounds.move_dialog import MoveDialog
from annotator.gui.rounds.name_dialog import NameDialog
from annotator.gui.rounds.packets_make_dialog import MakePacketsDialog
from annotator.gui.rounds.packets_merge_dialog import MergePacketsDialog, RefusedFile, summary_of
from annotator.gui.rounds.packets_settle_dialog import SettleDialog, words_about
from annotator.gui.rounds.plan_dialog import PlanDialog, ticked_at_first
from annotator.gui.rounds.round_dialog import RoundDialog
from annotator.gui.rounds.seed_edit import SeedEdit
from annotator.gui.theme import ThemeName, tokens
from annotator.services.merging import MergePlan
from annotator.services.rounds.progress import RoundProgress
from tests.gui.rounds.making import a_merge_plan, a_round, people, some_copies, some_progress

LIGHT = tokens(ThemeName.LIGHT)
MARKUP = "<b>Bold</b> &amp; <img src=x>"
SMALLEST_SCREEN = 1280


@dataclass(frozen=True)
class Names:
    """The names that the dialogs show."""

    round: str = "Pilot"
    coder: str = "Ben"
    codebook: str = "incident"
    source: str = "news"
    title: str = "Gunmen attack post"

    @property
    def coders(self) -> list[Coder]:
        return [Coder(id=CoderId(f"c{place}"), name=f"{self.coder}{place}"[:80]) for place in range(1, 4)]

    @property
    def progress(self) -> RoundProgress:
        whole = some_progress(3, 12)
        coders = tuple(one._replace(coder=coder) for one, coder in zip(whole.coders, self.coders, strict=True))
        return replace(whole, round=a_round(self.round), coders=coders)


Made = Callable[[Names, QWidget], QDialog]


def new_round(names: Names, window: QWidget) -> QDialog:
    version = CodebookVersion(id=CodebookId("v"), name=names.codebook, version=1, source="", sha256="")
    return RoundDialog([version], [names.round], window)


def a_plan(names: Names, window: QWidget) -> QDialog:
    made = ArticleImport(id=ImportId("i"), source=names.source, article_count=4, digest="")
    return PlanDialog(
        a_round(names.round), names.coders, ticked_at_first(names.coders, (), CoderId("")), [made], LIGHT, window
    )


DIALOGS: dict[str, Made] = {
    "new round": new_round,
    "plan": a_plan,
    "by hand": lambda names, window: HandDialog(a_round(names.round), names.coders, "c2", window),
    "move": lambda names, window: MoveDialog(names.progress, names.coders, [], "c1", window),
    "name": lambda names, window: NameDialog(f"Rename {names.coder}", "Rename", "Why.", names.coder, window),
    "make packets": lambda names, window: MakePacketsDialog(a_round(names.round), names.coders, Path("/"), window),
    "merge packets": lambda names, window: MergePacketsDialog([a_merge_plan()], [], window),
    "settle": lambda names, window: SettleDialog(some_copies(title=names.title, coder=names.coder), 2, window),
}


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What the dialogs lie above."""
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture(params=DIALOGS)
def made(request: pytest.FixtureRequest) -> Made:
    return DIALOGS[request.param]


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def can_be_reached(dialog: QDialog) -> list[QWidget]:
    """Return what Tab goes to, in its order."""
    found: list[QWidget] = []
    widget = dialog.nextInFocusChain()
    while widget is not None and widget is not dialog:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def read_out(widget: QWidget) -> str:
    """Return what a screen reader says first: its name, its words, or its label's."""
    buddies = [label.text() for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or words or next(iter(buddies), "")


# -- every dialog -----------------------------------------------------------------------------------------------------


def test_everything_that_can_be_reached_by_tab_has_a_name(qtbot: QtBot, window: QWidget, made: Made) -> None:
    dialog = made(Names(), window)
    with qtbot.waitExposed(dialog):
        dialog.open()
    reached = can_be_reached(dialog)
    # The line inside a number's box is the box's own.
    nameless = [one for one in reached if not read_out(one) and one.objectName() != "qt_spinbox_lineedit"]
    assert nameless == []
    assert len(reached) > 1


def test_tab_goes_round_once_without_getting_stuck(qtbot: QtBot, window: QWidget, made: Made) -> None:
    dialog = made(Names(), window)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    start = QApplication.focusWidget()
    assert start is not None, "a dialog begins where one would type or choose first"
    met: list[QWidget | None] = [start]
    while len(met) == 1 or (met[-1] is not start and met[-1] is not None and len(met) < 40):
        QTest.keyClick(met[-1] or start, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    assert met[-1] is start
    assert len(set(map(id, met))) == len(met) - 1


@pytest.mark.parametrize("letter", ["W", "الف ", "長"])
def test_the_longest_names_leave_every_dialog_on_the_smallest_screen(
    qtbot: QtBot, window: QWidget, made: Made, letter: str
) -> None:
    long = (letter * 80)[:80].strip()
    dialog = made(Names(long, long, letter * 100, letter * 200, letter * 300), window)
    with qtbot.waitExposed(dialog):
        dialog.open()
    assert dialog.width() <= SMALLEST_SCREEN
    assert dialog.minimumSizeHint().width() <= SMALLEST_SCREEN


def test_names_that_look_like_markup_are_shown_letter_by_letter(qtbot: QtBot, window: QWidget, made: Made) -> None:
    dialog = made(Names(*([MARKUP] * 5)), window)
    with qtbot.waitExposed(dialog):
        dialog.open()
    telling = [label for label in dialog.findChildren(QLabel) if "<b>" in label.text()]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in telling)
    assert all("<b>" not in label.toolTip() for label in telling)


def test_escape_closes_it_and_it_is_gone(qtbot: QtBot, window: QWidget, made: Made) -> None:
    dialog = made(Names(), window)
    dialog.open()
    with qtbot.waitSignal(dialog.destroyed):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.findChildren(QDialog) == []


# -- a name -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ben", "Ben"),
        ("  Ben \t Okafor ", "Ben Okafor"),
        ("", ""),
        (" \u00a0\u2003", ""),
        ("👩🏽‍💻", "👩🏽‍💻"),
        (MARKUP, MARKUP),
    ],
)
def test_a_name_is_taken_with_single_blanks_and_none_is_not(window: QWidget, typed: str, name: str) -> None:
    dialog = NameDialog("Add coder", "Add", "Why.", "", window)
    dialog.findChildren(QLineEdit)[0].setText(typed)
    assert dialog.name() == name
    assert dialog.go_button.isEnabled() is bool(name)


def test_enter_accepts_a_name_and_does_nothing_without_one(qtbot: QtBot, window: QWidget) -> None:
    dialog = NameDialog("Add coder", "Add", "Why.", "", window)
    dialog.open()
    with qtbot.assertNotEmitted(dialog.accepted):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    QTest.keyClicks(dialog.findChildren(QLineEdit)[0], "Ben")
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog, Qt.Key.Key_Return)


def test_a_present_name_is_chosen_whole_so_that_typing_replaces_it(window: QWidget) -> None:
    dialog = NameDialog("Rename round", "Rename", "Why.", "Pilot", window)
    field = dialog.findChildren(QLineEdit)[0]
    assert field.selectedText() == "Pilot"
    QTest.keyClicks(field, "First")
    assert dialog.name() == "First"


def test_a_remark_comes_and_goes_with_the_reason(qtbot: QtBot, window: QWidget) -> None:
    dialog = RoundsDialog("Title", "Go", window)
    for reason in ("Because.", ""):
        dialog.refuse(reason)
        assert dialog.go_button.isEnabled() is not bool(reason)
        assert ("Because." in words_of(dialog)) is bool(reason)


# -- a round ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "proposed"),
    [
        ([], "Round 1"),
        (["Round 1"], "Round 2"),
        (["round 1", "ROUND 2", "Round 4"], "Round 3"),
        (["Pilot"], "Round 1"),
        (["Round 01", "Round"], "Round 1"),
    ],
)
def test_the_first_free_number_is_proposed(window: QWidget, taken: list[str], proposed: str) -> None:
    assert RoundDialog([], taken, window).findChildren(QLineEdit)[0].text() == proposed


@pytest.mark.parametrize("seed", [0, 7, 2**31 - 1, 2**31, LARGEST_SEED])
def test_a_seed_is_shown_as_it_is(qtbot: QtBot, seed: int) -> None:
    edit = SeedEdit(seed)
    qtbot.addWidget(edit)
    assert (edit.value(), edit.text(), edit.trouble()) == (seed, str(seed), "")
    assert edit.accessibleName() == "Seed"


@pytest.mark.parametrize(
    ("typed", "value"), [("", 0), ("007", 7), ("-3", 3), ("1e5", 15), ("1 000", 1000), ("9" * 30, 10**19 - 1)]
)
def test_only_digits_can_be_typed_and_nothing_counts_as_0(qtbot: QtBot, typed: str, value: int) -> None:
    edit = SeedEdit(5)
    qtbot.addWidget(edit)
    edit.clear()
    QTest.keyClicks(edit, typed)
    assert edit.value() == value


def test_a_seed_larger_than_rounds_take_is_refused_while_it_is_typed(window: QWidget) -> None:
    dialog = RoundDialog([], [], window)
    (seed,) = dialog.findChildren(SeedEdit)
    assert dialog.go_button.isEnabled()
    seed.setText(str(LARGEST_SEED + 1))
    assert not dialog.go_button.isEnabled()
    assert "from 0 to 9223372036854775807" in words_of(dialog)
    seed.setText(str(LARGEST_SEED))
    assert dialog.go_button.isEnabled()
    assert dialog.wish().seed == LARGEST_SEED


def test_the_newest_codebook_comes_first_and_any_can_be_chosen(window: QWidget) -> None:
    versions = [
        CodebookVersion(id=CodebookId(f"v{number}"), name="incident", version=number, source="", sha256="")
        for number in range(1, 4)
    ]
    dialog = RoundDialog(versions, [], window)
    box = dialog.findChildren(ElidedComboBox)[0]
    assert [box.itemText(place) for place in range(3)] == [f"incident, version {number}" for number in (3, 2, 1)]
    for place, version in enumerate(("v3", "v2", "v1")):
        box.setCurrentIndex(place)
        assert dialog.wish().codebook_id == version


# -- by hand ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("to_coder", "chosen"), [("c2", "c2"), ("c1", "c1"), ("", "c1"), ("somebody gone", "c1")])
def test_by_hand_begins_with_the_coder_that_was_chosen_in_the_list(window: QWidget, to_coder: str, chosen: str) -> None:
    dialog = HandDialog(a_round(), people(3), to_coder, window)
    assert dialog.findChildren(QComboBox)[0].currentData() == chosen
    assert dialog.wish().coder_id == chosen
    assert dialog.wish().article_ids == ()
    assert not dialog.go_button.isEnabled()


def test_typing_asks_for_articles_once_it_rests(qtbot: QtBot, window: QWidget) -> None:
    dialog = HandDialog(a_round(), people(1), "", window)
    asked: list[object] = []
    dialog.list_asked.connect(asked.append)
    with qtbot.waitSignal(dialog.list_asked) as waited:
        QTest.keyClicks(dialog.findChildren(QLineEdit)[0], " militia ")
    assert waited.args is not None
    assert waited.args[0].phrase == "militia"
    assert len(asked) == 1


def test_without_anybody_to_code_nothing_can_be_given(window: QWidget) -> None:
    assert HandDialog(a_round(), [], "", window).wish().coder_id == ""
    dialog = MoveDialog(some_progress(1, 0), [], [], "", window)
    assert not dialog.go_button.isEnabled()
    assert dialog.wish().article_ids == ()


# -- ticks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "ticked"), [(0, 0), (1, 1), (3, 2), (40, 40), (40, 0)])
def test_ticks_are_counted_and_told_in_the_list_s_order(qtbot: QtBot, number: int, ticked: int) -> None:
    coders = people(number)
    ticks = CoderTicks(coders, [coder.id for coder in coders[number - ticked :]])
    qtbot.addWidget(ticks)
    assert ticks.ticked() == tuple(coder.id for coder in coders[number - ticked :])
    assert f"{ticked} of {number}" in words_of(ticks)


# -- packets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "folder",
    ["", "   ", "/no/such/folder", "~nobody-there-has-this-name/x", "/" + "w" * 300, "a\0b", __file__],
    ids=["nothing", "blanks", "nowhere", "nobody's home", "too long", "a zero", "a file"],
)
def test_what_is_no_folder_is_said_to_be_none(window: QWidget, tmp_path: Path, folder: str) -> None:
    dialog = MakePacketsDialog(a_round(), people(2), tmp_path, window)
    assert dialog.go_button.isEnabled()
    line = dialog.findChildren(QLineEdit)[0]
    line.setText(folder)
    assert not dialog.go_button.isEnabled()
    assert "There is no such folder." in words_of(dialog)
    line.setText(f"  {tmp_path} ")
    assert dialog.go_button.isEnabled()
    assert dialog.folder() == tmp_path


@pytest.mark.parametrize(
    ("plan", "button"),
    [
        (a_merge_plan(new=1, conflicting=0), "Merge 1 coding"),
        (a_merge_plan(new=2, conflicting=1), "Merge 3 codings"),
        (a_merge_plan(new=0, conflicting=1), "Merge 1 coding"),
        (a_merge_plan(new=0, conflicting=0), "Nothing to merge"),
        (a_merge_plan(new=0, conflicting=0, here=0, refused=0), "Nothing to merge"),
    ],
)
def test_the_dry_run_says_how_much_would_be_merged(window: QWidget, plan: MergePlan, button: str) -> None:
    dialog = MergePacketsDialog([plan], [], window)
    assert dialog.go_button.text() == button
    assert dialog.go_button.isEnabled() is plan.is_ready
    assert plan.summary in words_of(dialog)


def test_the_dry_run_lists_what_needs_a_look_first_and_reads_a_row_in_full(window: QWidget) -> None:
    bad = RefusedFile(Path("bad.annotator"), ProjectError("bad.annotator is empty."))
    dialog = MergePacketsDialog([a_merge_plan(), a_merge_plan()], [bad], window)
    (table,) = dialog.findChildren(QTableView)
    model = table.model()
    outcomes = [model.index(row, 3).data() for row in range(model.rowCount())]
    assert outcomes == ["Refused"] * 3 + ["Conflicting"] * 2 + ["New"] * 2 + ["Already here"] * 2
    assert "bad.annotator is empty." in words_of(dialog)
    for row, why in ((1, "refused!"), (3, "conflicting!"), (5, "new!"), (7, "here!")):
        table.selectRow(row)
        assert why in words_of(dialog).splitlines()
    assert summary_of([], [bad, bad]) == "0 new, 0 already here, 0 conflicting, 0 refused. 2 files cannot be used."


# -- settling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copies", [2, 3, 9])
def test_every_copy_has_a_button_and_a_key(qtbot: QtBot, window: QWidget, copies: int) -> None:
    for number in range(1, copies + 1):
        dialog = SettleDialog(some_copies(copies), 1, window)
        with qtbot.waitActive(dialog):
            dialog.open()
            dialog.activateWindow()
        chosen: list[str] = []
        dialog.chosen.connect(chosen.append)
        with qtbot.waitSignal(dialog.accepted):
            QTest.keyClick(dialog, Qt.Key(Qt.Key.Key_0 + number))
        assert chosen == [f"event {number - 1}"]


def test_enter_chooses_no_copy(qtbot: QtBot, window: QWidget) -> None:
    dialog = SettleDialog(some_copies(), 1, window)
    dialog.open()
    with qtbot.assertNotEmitted(dialog.chosen):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        QTest.keyClick(dialog, Qt.Key.Key_3)
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("waiting", "said"),
    [(1, ""), (2, "After this one, 1 more coding to settle."), (5, "After this one, 4 more codings to settle.")],
)
def test_how_many_more_wait_is_said(window: QWidget, waiting: int, said: str) -> None:
    words = words_of(SettleDialog(some_copies(), waiting, window))
    assert (" more " in words) is bool(said)
    assert said in words


def test_a_copy_says_where_it_comes_from_and_whether_it_is_shown() -> None:
    own, came = some_copies().copies
    assert words_about(own).startswith("worked on in this project, last changed ")
    assert words_about(own).endswith("(“set Killed”), 1 change in all; shown now.")
    assert words_about(came).startswith("came with copy 1.annotator, last changed ")
    assert words_about(came).endswith("2 changes in all.")
    assert words_about(replace(came, file_name="")).startswith("came with a packet, ")
