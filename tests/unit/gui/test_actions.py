"""The table of actions, and which of them can be taken when."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from annotator.domain.changes import Event, EventKind, UndoState
from annotator.domain.codebook import RESERVED_KEYS
from annotator.domain.coding import Coding, CodingHeader, CodingState
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId, EventId
from annotator.domain.revision import Revision
from annotator.gui.actions import ACTIONS, Menu
from annotator.gui.availability import available_actions
from annotator.gui.rooms import ROOMS, RoomSpec
from annotator.gui.rounds.room import KEYS
from annotator.services.coding import Worksheet
from tests.drafts import an_article, default_codebook

ALWAYS = {
    *("new_project", "open_project", "open_sample", "quit", "theme_light", "theme_dark", "theme_high_contrast"),
    *("larger_text", "smaller_text", "toggle_queue", "focus_article", "focus_form", "command_palette"),
    *("shortcut_sheet", "about", "room_code", "restore_backup"),
}
WITH_PROJECT = {
    *("export", "check_project", "back_up", "search_queue", "next_article", "previous_article"),
    *("room_rounds", "room_agreement", "room_review"),
}
IMPORTING = {"import_files", "import_folder", "import_codings", "add_codebook", "undo_import"}
READING = {"field_palette", "show_problems", "next_incident"}
ALL = {spec.id for spec in ACTIONS if not spec.room}


def a_worksheet(
    *, reports: int = 0, state: CodingState = CodingState.DRAFT, undo_state: UndoState | None = None
) -> Worksheet:
    article, codebook = an_article(), default_codebook()
    header = CodingHeader(
        id=CodingId("c"), article_id=ArticleId("article"), coder_id=CoderId("a"), codebook_id=CodebookId("b")
    )
    revision = Revision(Coding(header), codebook, article)
    for _ in range(reports):
        revision.add_report()
    revision.set_state(state)
    return Worksheet(article, codebook, revision.coding, (), undo_state or UndoState())


def test_every_action_has_an_id_and_a_text_of_its_own() -> None:
    assert [spec for spec, count in Counter(spec.id for spec in ACTIONS).items() if count > 1] == []
    assert [text for text, count in Counter(spec.text for spec in ACTIONS).items() if count > 1] == []
    assert all(spec.text.strip() == spec.text and spec.text for spec in ACTIONS)


def test_every_menu_has_actions_and_none_begins_with_a_line() -> None:
    for menu in Menu:
        first = next(spec for spec in ACTIONS if spec.menu is menu)
        assert not first.begins_block


def test_no_action_binds_a_single_letter_that_a_codebook_may_use_for_a_field() -> None:
    single = {key for spec in ACTIONS for key in spec.shortcuts if len(key) == 1}
    assert single == RESERVED_KEYS


def test_an_action_has_a_key_of_its_own_or_hints_at_one_of_the_article_s() -> None:
    assert all(not (spec.shortcuts and spec.hint) for spec in ACTIONS)


# -- rooms ------------------------------------------------------------------------------------------------------------

OF_A_ROOM = [spec for spec in ACTIONS if spec.room]


def test_every_room_on_the_rail_has_an_action_that_goes_there() -> None:
    assert {f"room_{room.id}" for room in ROOMS} <= WITH_PROJECT
    assert {spec.room for spec in OF_A_ROOM} <= {room.id for room in ROOMS}


def test_an_action_of_a_room_stands_in_that_room_s_menu_or_that_of_review() -> None:
    menus = {"rounds": Menu.ROUNDS, "review": Menu.REVIEW, "agreement": Menu.REVIEW}
    assert {(spec.room, spec.menu) for spec in OF_A_ROOM} == set(menus.items())


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.id)
def test_within_a_room_no_two_actions_hint_at_one_key(room: RoomSpec) -> None:
    hints = [spec.hint for spec in OF_A_ROOM if spec.room == room.id and spec.hint]
    assert [hint for hint, count in Counter(hints).items() if count > 1] == []
    assert hints


def test_the_rounds_room_s_hints_are_its_keys() -> None:
    hinted = {spec.hint: spec.id for spec in OF_A_ROOM if spec.room == "rounds" and spec.hint}
    assert hinted == {key: action_id for key, action_id in KEYS.items() if key != "Ctrl+Shift+Z"}
    assert KEYS["Ctrl+Shift+Z"] == KEYS["Ctrl+Y"]


@pytest.mark.parametrize("has_project", [False, True])
def test_what_a_room_does_is_not_offered_by_the_coding_room(has_project: bool) -> None:
    for worksheet in (None, a_worksheet(reports=1)):
        available = available_actions(worksheet, has_project=has_project, is_read_only=False)
        assert not available & {spec.id for spec in OF_A_ROOM}


# -- availability -----------------------------------------------------------------------------------------------------


def test_without_a_project_one_can_be_opened_and_the_window_arranged() -> None:
    assert available_actions(None, has_project=False, is_read_only=False) == ALWAYS


def test_a_project_without_an_open_article_can_take_articles() -> None:
    assert available_actions(None, has_project=True, is_read_only=False) == ALWAYS | WITH_PROJECT | IMPORTING


def test_a_project_to_read_only_can_be_exported_checked_and_searched() -> None:
    assert available_actions(None, has_project=True, is_read_only=True) == ALWAYS | WITH_PROJECT


def test_a_draft_can_be_coded() -> None:
    available = available_actions(a_worksheet(reports=1), has_project=True, is_read_only=False)
    assert available == ALL - {"reopen", "undo", "redo"}


def test_an_untouched_article_has_no_incident_to_remove() -> None:
    available = available_actions(a_worksheet(), has_project=True, is_read_only=False)
    assert available == ALL - {"reopen", "undo", "redo", "remove_incident"}


def test_a_complete_coding_can_be_read_and_reopened_and_nothing_else() -> None:
    worksheet = a_worksheet(reports=1, state=CodingState.COMPLETE)
    available = available_actions(worksheet, has_project=True, is_read_only=False)
    assert available == ALWAYS | WITH_PROJECT | IMPORTING | READING | {"reopen"}


@pytest.mark.parametrize("state", CodingState)
def test_a_coding_in_a_project_to_read_only_can_only_be_read(state: CodingState) -> None:
    worksheet = a_worksheet(reports=2, state=state)
    assert available_actions(worksheet, has_project=True, is_read_only=True) == ALWAYS | WITH_PROJECT | READING


EVENT = Event(
    sequence=1,
    id=EventId("e"),
    at=dt.datetime(2019, 11, 3, tzinfo=dt.UTC),
    coder_id=CoderId("a"),
    article_id=ArticleId("article"),
    kind=EventKind.DO,
    verb="set_content",
    label="set Killed",
    hash="0",
)


@pytest.mark.parametrize("state", CodingState)
@pytest.mark.parametrize(
    "undo_state, expected",
    [
        (UndoState(), set()),
        (UndoState(undo=EVENT), {"undo"}),
        (UndoState(redo=EVENT), {"redo"}),
        (UndoState(undo=EVENT, redo=EVENT), {"undo", "redo"}),
    ],
    ids=["neither", "undo", "redo", "both"],
)
def test_undo_and_redo_are_offered_where_there_is_something_to_undo_or_redo(
    state: CodingState, undo_state: UndoState, expected: set[str]
) -> None:
    worksheet = a_worksheet(state=state, undo_state=undo_state)
    available = available_actions(worksheet, has_project=True, is_read_only=False)
    assert available & {"undo", "redo"} == expected
    assert not available_actions(worksheet, has_project=True, is_read_only=True) & {"undo", "redo"}
