"""The small parts the form is put together from."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.codebook import Codebook
from annotator.domain.coding import Evidence, Group, Note, Slot, Value
from annotator.domain.ids import CodingId, EvidenceId, GroupId, NoteId, ReportId, ValueId, new_id
from annotator.domain.values import Status
from annotator.gui.form.context import FormContext, Intents
from annotator.gui.form.editors.texts import WordsEdit
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.group_parts import GroupAddButton, GroupHeadView
from annotator.gui.form.note import NoteEditor
from annotator.gui.form.outline import GroupAdd, GroupHead, Heading, RowState
from annotator.gui.form.placing import CARD_INSET, MARGIN, Placing
from annotator.gui.form.plain import LONG_HELP, HelpLabel, ProposalBanner, WrappedLabel
from annotator.gui.form.pool import Pool
from annotator.gui.form.row import RowView
from annotator.gui.form.status_buttons import StatusButtons
from annotator.gui.theme import ThemeName, apply_theme, field_styles, restyle

UNHURRIED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)


@pytest.fixture
def context(codebook: Codebook, host: QWidget) -> FormContext:
    return FormContext(Intents(host), codebook, field_styles(codebook, ThemeName.LIGHT))


# Flow


class _Block(QWidget):
    """A widget of a fixed size."""

    def __init__(self, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._size = QSize(width, 20)

    def sizeHint(self) -> QSize:
        return self._size


@given(widths=st.lists(st.integers(10, 300), max_size=15), width=st.integers(60, 400))
@UNHURRIED
def test_flowing_widgets_stay_in_order_inside_the_width_without_touching(
    host: QWidget, widths: list[int], width: int
) -> None:
    box = QWidget(host)
    flow = FlowLayout(box, spacing=5)
    blocks = [_Block(each, box) for each in widths]
    for block in blocks:
        flow.addWidget(block)
        block.show()
    height = flow.heightForWidth(width)
    flow.setGeometry(QRect(0, 0, width, height))
    rects = [block.geometry() for block in blocks]
    for index, rect in enumerate(rects):
        assert rect.left() >= 0
        assert rect.right() < width
        assert rect.bottom() < height
        assert not any(rect.intersects(other) for other in rects[index + 1 :])
    assert [(rect.top(), rect.left()) for rect in rects] == sorted((rect.top(), rect.left()) for rect in rects)
    box.setParent(None)
    box.deleteLater()


def test_hidden_widgets_take_no_room_in_a_flow(host: QWidget) -> None:
    box = QWidget(host)
    flow = FlowLayout(box)
    blocks = [_Block(width, box) for width in (40, 500, 40)]
    for block in blocks:
        flow.addWidget(block)
    box.show()
    assert flow.heightForWidth(120) > 20
    blocks[1].hide()
    assert flow.heightForWidth(120) == 20
    assert flow.itemAt(7) is None
    assert flow.takeAt(7) is None
    assert flow.count() == 3


# Pool


def test_a_pool_hands_the_same_widgets_out_again_and_hides_the_rest(host: QWidget) -> None:
    pool = Pool(lambda: QLabel(host))
    first = [pool.take() for _ in range(3)]
    pool.hide_rest()
    again = [pool.take() for _ in range(2)]
    pool.hide_rest()
    assert again == first[:2]
    assert [label.isHidden() for label in first] == [False, False, True]
    assert pool.take() is first[0]
    assert len(pool.all) == 3


# Placing


def _row(context: FormContext, host: QWidget, field: str, group: GroupId | None = None) -> tuple[RowState, RowView]:
    assert context.codebook is not None
    state = RowState(Slot(field, ReportId("r"), group), context.codebook.fields_by_id[field])
    view = RowView(context, host)
    view.show_state(state)
    return state, view


def test_rows_headings_and_cards_lie_below_each_other(context: FormContext, host: QWidget) -> None:
    group = Group(id=GroupId("g"), coding_id=CodingId("c"), report_id=ReportId("r"), level="victim_group", position=1)
    pairs: list[tuple[Heading | GroupHead | GroupAdd | RowState, QWidget]] = [
        (Heading("Toll"), QLabel(host)),
        _row(context, host, "killed_total"),
        (GroupHead(group, "Victim group 1"), GroupHeadView(context, host)),
        _row(context, host, "vg_type", group.id),
        _row(context, host, "vg_killed", group.id),
        (GroupAdd(ReportId("r"), "victim_group", "Victim group", ""), GroupAddButton(context, host)),
    ]
    items, views = [item for item, _ in pairs], [view for _, view in pairs]
    for view in views:
        view.show()
    panel = QWidget(host)
    placing = Placing(400, 16, panel, None)
    placing.place(items, views)
    tops = [view.geometry().top() for view in views]
    bottoms = [view.geometry().bottom() for view in views]
    assert tops == sorted(tops)
    assert all(bottom < top for bottom, top in zip(bottoms, tops[1:], strict=False))
    (card,) = placing.cards
    assert all(card.contains(view.geometry()) for view in views[2:5])
    assert not card.intersects(views[5].geometry())
    assert views[1].geometry().left() == MARGIN
    assert views[3].geometry().left() == MARGIN + CARD_INSET
    assert placing.height > bottoms[-1]
    assert placing.active.isNull()


def test_the_panel_of_the_active_row_pushes_the_rows_below_it_down(context: FormContext, host: QWidget) -> None:
    first, second = _row(context, host, "stage"), _row(context, host, "focus")
    items, views = [first[0], second[0]], [first[1], second[1]]
    closed = Placing(400, 16, QWidget(host), None)
    closed.place(items, views)
    before = views[1].geometry().top()

    class _Panel(QWidget):
        def heightForWidth(self, width: int) -> int:
            return 120

    panel = _Panel(host)
    opened = Placing(400, 16, panel, first[0].slot)
    opened.place(items, views)
    assert views[1].geometry().top() >= before + 120
    assert panel.geometry().top() == views[0].geometry().bottom() + 1
    assert opened.active.contains(panel.geometry())
    assert opened.active.contains(views[0].geometry())
    assert opened.height == closed.height + 120 + 4


# Group parts


def test_a_card_head_says_its_title_and_asks_for_its_own_group(
    context: FormContext, host: QWidget, qtbot: QtBot
) -> None:
    group = Group(id=GroupId("g-7"), coding_id=CodingId("c"), report_id=ReportId("r"), level="claim", position=1)
    head = GroupHeadView(context, host)
    head.resize(300, 26)
    head.show_head(GroupHead(group, "Claim 1"))
    head.show()
    with qtbot.waitSignal(context.intents.group_copied) as copied:
        QTest.mouseClick(head.copy_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(context.intents.group_removed) as removed:
        QTest.mouseClick(head.remove_button, Qt.MouseButton.LeftButton)
    assert (copied.args, removed.args) == (["g-7"], ["g-7"])
    assert head.remove_button.accessibleName() == "Remove Claim 1"
    assert head.copy_button.geometry().right() < head.remove_button.geometry().left()


def test_an_ampersand_in_a_label_is_no_shortcut(context: FormContext, host: QWidget) -> None:
    button = GroupAddButton(context, host)
    button.show_add(GroupAdd(ReportId("r"), "x", "Search & rescue", "Help <b>text</b>"))
    assert button.text() == "+ Search && rescue"
    assert button.accessibleName() == "Add Search & rescue"
    assert "&lt;b&gt;" in button.toolTip()


# Labels


def test_a_wrapped_label_is_hidden_while_it_has_nothing_to_say(host: QWidget) -> None:
    label = WrappedLabel("error")
    label.setParent(host)
    label.say("“5x” is not a <number>.")
    assert not label.isHidden()
    assert label.textFormat() is Qt.TextFormat.PlainText
    label.say("")
    assert label.isHidden()


@pytest.mark.parametrize(
    ("help_text", "shown"),
    [
        ("", ""),
        ("Short help.", "Short help."),
        ("One sentence that is " + "very " * 40 + "long.", None),
        ("First sentence. " + "And more of it. " * 12, "First sentence. … more"),
        ("Is it? " + "Yes it is so. " * 12, "Is it? … more"),
    ],
)
def test_help_shows_its_first_sentence_when_it_is_long(host: QWidget, help_text: str, shown: str | None) -> None:
    label = HelpLabel()
    label.setParent(host)
    label.explain(help_text)
    assert label.text() == (help_text if shown is None else shown)
    assert len(help_text) > LONG_HELP or label.toolTip() == ""


def test_the_banner_of_a_proposal_is_there_only_with_its_sentence(host: QWidget) -> None:
    banner = ProposalBanner()
    banner.setParent(host)
    banner.say("“on Saturday” is 2 Nov 2019.")
    assert not banner.isHidden()
    assert banner.text() == "“on Saturday” is 2 Nov 2019."
    banner.say("")
    assert banner.isHidden()


# Status buttons


def test_statuses_clear_and_note_stand_closer_than_other_quiet_buttons(
    qapp: QApplication, host: QWidget, codebook: Codebook
) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    buttons = StatusButtons()
    buttons.setParent(host)
    row = RowState(Slot("stage", ReportId("r")), codebook.fields_by_id["stage"])
    buttons.show_state(row, codebook, is_read_only=False)
    line = (*buttons.by_status.values(), buttons.clear, buttons.note)
    needed = sum(one.sizeHint().width() for one in line)
    assert buttons.heightForWidth(needed) == max(one.sizeHint().height() for one in line)
    for one in line:
        one.setProperty("role", "quiet")
        restyle(one)
    assert sum(one.sizeHint().width() for one in line) >= needed + 24


def test_only_the_statuses_of_the_codebook_are_offered(host: QWidget, codebook: Codebook) -> None:
    buttons = StatusButtons()
    buttons.setParent(host)
    few = codebook.model_copy(update={"statuses": (Status.CODED, Status.UNCLEAR)})
    row = RowState(Slot("stage", ReportId("r")), codebook.fields_by_id["stage"])
    buttons.show_state(row, few, is_read_only=False)
    offered = {status for status, button in buttons.by_status.items() if not button.isHidden()}
    assert offered == {Status.UNCLEAR}
    buttons.show_state(row, codebook, is_read_only=True)
    assert all(button.isHidden() for button in (*buttons.by_status.values(), buttons.clear, buttons.note))


# Notes


def _note(text: str, *, is_flagged: bool = False, rule: str = "") -> Note:
    return Note(
        id=NoteId(new_id()),
        coding_id=CodingId("c"),
        subject_id="v",
        text=text,
        rule=rule,
        is_flagged=is_flagged,
    )


@pytest.fixture
def note(context: FormContext, host: QWidget) -> NoteEditor:
    editor = NoteEditor(context)
    editor.setParent(host)
    editor.show()
    return editor


def _words_of(note: NoteEditor) -> WordsEdit:
    return note.findChildren(WordsEdit)[0]


def test_a_note_that_nobody_changed_is_not_written(note: NoteEditor, context: FormContext, qtbot: QtBot) -> None:
    note.show_notes("v", [_note("as it is\u00a0now")])
    with qtbot.assertNotEmitted(context.intents.note_written):
        note.write()
        note.hide()


def test_a_changed_note_is_written_once(note: NoteEditor, context: FormContext) -> None:
    written: list[tuple[str, str, bool]] = []
    context.intents.note_written.connect(lambda *told: written.append(told))
    note.show_notes("v", [])
    _words_of(note).insertPlainText("  mine ")
    note.write()
    note.write()
    note.hide()
    assert written == [("v", "mine", False)]


def test_the_note_of_another_value_replaces_the_one_before(note: NoteEditor) -> None:
    note.show_notes("v", [_note("first", is_flagged=True)])
    note.show_notes("w", [])
    assert _words_of(note).words() == ""


def test_a_note_changed_elsewhere_is_shown_unless_it_is_being_typed(note: NoteEditor) -> None:
    note.show_notes("v", [_note("first")])
    note.show_notes("v", [_note("second")])
    assert _words_of(note).words() == "second"
    _words_of(note).insertPlainText("typing ")
    note.show_notes("v", [_note("third")])
    assert _words_of(note).words() == "typing second"


def test_a_read_only_note_is_not_written(note: NoteEditor, context: FormContext, qtbot: QtBot) -> None:
    note.show_notes("v", [_note("first")])
    context.is_read_only = True
    note.set_read_only(True)
    assert _words_of(note).isReadOnly()
    _words_of(note).insertPlainText("x")
    with qtbot.assertNotEmitted(context.intents.note_written):
        note.write()


# Rows


def test_a_long_label_takes_the_room_that_a_short_value_leaves(context: FormContext, host: QWidget) -> None:
    assert context.codebook is not None
    field = context.codebook.fields_by_id["stage"].model_copy(update={"label": "A rather long label for a field"})
    value = Value(
        id=ValueId("v"), coding_id=CodingId("c"), report_id=ReportId("r"), field="stage", status=Status.UNCLEAR
    )
    row = RowView(context, host)
    row.resize(400, 30)
    row.show_state(RowState(Slot("stage", ReportId("r")), field, value))
    label, told = row._texts()
    assert label.width() >= row.fontMetrics().horizontalAdvance(field.label)
    assert told.left() > label.right()
    assert told.width() >= row.fontMetrics().horizontalAdvance("unclear")


@given(width=st.integers(200, 600), marks=st.integers(0, 2), label=st.text(min_size=1, max_size=120))
@UNHURRIED
def test_label_and_value_never_overlap_nor_leave_the_row(
    host: QWidget, codebook: Codebook, width: int, marks: int, label: str
) -> None:
    context = FormContext(Intents(host), codebook, field_styles(codebook, ThemeName.LIGHT))
    field = codebook.fields_by_id["stage"].model_copy(update={"label": label})
    value = Value(
        id=ValueId("v"), coding_id=CodingId("c"), report_id=ReportId("r"), field="stage", status=Status.NOT_APPLICABLE
    )
    notes = (_note("n"),) * marks
    row = RowView(context, host)
    row.resize(width, 30)
    row.show_state(RowState(Slot("stage", ReportId("r")), field, value, notes=notes))
    first, second = row._texts()
    assert not first.intersects(second)
    assert first.left() > 0
    assert second.right() <= width
    row.setParent(None)
    row.deleteLater()


def test_a_row_is_as_high_as_its_quotes_need(context: FormContext, host: QWidget) -> None:
    state, row = _row(context, host, "stage")
    bare = row.wanted_height()
    quote = Evidence(id=EvidenceId("e"), coding_id=CodingId("c"), value_id=ValueId("v"), start=0, end=3, quote="one")
    quotes = tuple(quote.model_copy(update={"id": EvidenceId(f"e{index}")}) for index in range(5))
    heights = []
    for count in (1, 3, 5):
        row.show_state(RowState(state.slot, state.field, evidence=quotes[:count]))
        heights.append(row.wanted_height())
    assert bare < heights[0] == heights[1] == heights[2], "closed, one line holds them all"
    row.set_active(True)
    assert row.wanted_height() > heights[2], "open, each has a line of its own"
