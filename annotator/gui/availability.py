"""Which actions can be taken now."""

from __future__ import annotations

from annotator.domain.coding import CodingState
from annotator.gui.actions import ACTIONS
from annotator.services.coding import Worksheet

_CHANGES_PROJECT = frozenset({"import_files", "import_folder", "import_codings", "add_codebook", "undo_import"})
_READS_PROJECT = frozenset(
    {
        *("export", "check_project", "back_up", "search_queue", "next_article", "previous_article"),
        *("room_rounds", "room_agreement", "room_review"),
    }
)
_CHANGES_CODING = frozenset(
    {
        *("remove_evidence", "attach_to_active", "not_mentioned", "unclear"),
        *("add_incident", "remove_incident", "no_incident", "complete"),
    }
)
_READS_CODING = frozenset({"field_palette", "show_problems", "next_incident"})
_DEPENDS = _CHANGES_PROJECT | _READS_PROJECT | _CHANGES_CODING | _READS_CODING | {"undo", "redo", "reopen"}


def available_actions(worksheet: Worksheet | None, *, has_project: bool, is_read_only: bool) -> frozenset[str]:
    """Return the ids of the actions that would do something, given the open project and what is on the desk.

    The actions of other rooms than the coding room are not among them.
    """
    available = {spec.id for spec in ACTIONS if not spec.room} - _DEPENDS
    if has_project:
        available |= _READS_PROJECT | (frozenset() if is_read_only else _CHANGES_PROJECT)
    if worksheet is not None:
        available |= _READS_CODING
        if not is_read_only:
            available |= _writing_actions(worksheet)
    return frozenset(available)


def is_complete(worksheet: Worksheet) -> bool:
    """Tell whether a coding is declared finished; one that was taken back whole is not."""
    header = worksheet.coding.header
    return header.state is CodingState.COMPLETE and not header.is_deleted


def _writing_actions(worksheet: Worksheet) -> set[str]:
    available: set[str] = {"reopen"} if is_complete(worksheet) else set(_CHANGES_CODING)
    if not worksheet.coding.reports():
        available.discard("remove_incident")
    if worksheet.undo_state.undo is not None:
        available.add("undo")
    if worksheet.undo_state.redo is not None:
        available.add("redo")
    return available
