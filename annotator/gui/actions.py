"""Every action of the window as data; menus, command palette and shortcut sheet are made from this one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Menu(StrEnum):
    """The menus, in order."""

    PROJECT = "Project"
    EDIT = "Edit"
    CODING = "Coding"
    ROUNDS = "Rounds"
    REVIEW = "Review"
    VIEW = "View"
    HELP = "Help"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: ``shortcuts`` in Qt's portable spelling, the first one shown.

    ``hint`` is a key that the article handles itself and the menu only shows. ``begins_block`` puts a separator above.
    ``room`` names the room an action belongs to, and is offered in, when that is not the coding room.
    """

    id: str
    text: str
    menu: Menu
    shortcuts: tuple[str, ...] = ()
    hint: str = ""
    begins_block: bool = False
    is_checkable: bool = False
    room: str = ""


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new_project", "New project…", Menu.PROJECT, ("Ctrl+Shift+N",)),
    ActionSpec("open_project", "Open project…", Menu.PROJECT, ("Ctrl+O",)),
    ActionSpec("open_sample", "Open sample project", Menu.PROJECT),
    ActionSpec("import_files", "Import articles…", Menu.PROJECT, ("Ctrl+I",), begins_block=True),
    ActionSpec("import_folder", "Import a folder of articles…", Menu.PROJECT, ("Ctrl+Shift+I",)),
    ActionSpec("import_codings", "Import codings…", Menu.PROJECT),
    ActionSpec("add_codebook", "Add codebook version…", Menu.PROJECT),
    ActionSpec("export", "Export dataset…", Menu.PROJECT, ("Ctrl+Shift+D",)),
    ActionSpec("check_project", "Check project", Menu.PROJECT, begins_block=True),
    ActionSpec("back_up", "Back up now", Menu.PROJECT),
    ActionSpec("restore_backup", "Restore a backup…", Menu.PROJECT),
    ActionSpec("quit", "Quit", Menu.PROJECT, ("Ctrl+Q",), begins_block=True),
    ActionSpec("undo", "Undo", Menu.EDIT, ("Ctrl+Z",)),
    ActionSpec("redo", "Redo", Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionSpec("undo_import", "Undo last import", Menu.EDIT, begins_block=True),
    ActionSpec("remove_evidence", "Remove evidence", Menu.EDIT, hint="Del", begins_block=True),
    ActionSpec("field_palette", "Attach to field…", Menu.CODING, hint="Space"),
    ActionSpec("attach_to_active", "Attach to the active field", Menu.CODING, hint="Return"),
    ActionSpec("not_mentioned", "Not mentioned", Menu.CODING, ("X",), begins_block=True),
    ActionSpec("unclear", "Unclear", Menu.CODING, ("U",)),
    ActionSpec("add_incident", "Add incident", Menu.CODING, ("Ctrl+T",), begins_block=True),
    ActionSpec("remove_incident", "Remove incident", Menu.CODING),
    ActionSpec("no_incident", "No incident in this article", Menu.CODING, hint="0"),
    ActionSpec("show_problems", "What is still open…", Menu.CODING, ("F8",), begins_block=True),
    ActionSpec("complete", "Complete and go on", Menu.CODING, ("Ctrl+Return", "Ctrl+Enter")),
    ActionSpec("reopen", "Reopen", Menu.CODING),
    ActionSpec("next_article", "Next article", Menu.CODING, ("Ctrl+PgDown",), begins_block=True),
    ActionSpec("previous_article", "Previous article", Menu.CODING, ("Ctrl+PgUp",)),
    ActionSpec("next_incident", "Next incident", Menu.CODING, ("Ctrl+Tab",)),
    ActionSpec("rounds_new", "New round…", Menu.ROUNDS, hint="N", room="rounds"),
    ActionSpec("rounds_plan", "Plan assignments…", Menu.ROUNDS, hint="P", room="rounds"),
    ActionSpec("rounds_hand", "Assign by hand…", Menu.ROUNDS, hint="H", room="rounds"),
    ActionSpec("rounds_move", "Re-assign…", Menu.ROUNDS, hint="R", room="rounds"),
    ActionSpec("rounds_withdraw", "Take back the chosen articles", Menu.ROUNDS, hint="Del", room="rounds"),
    ActionSpec(
        "rounds_release", "Release or reopen the round", Menu.ROUNDS, hint="L", begins_block=True, room="rounds"
    ),
    ActionSpec("rounds_rename", "Rename round…", Menu.ROUNDS, hint="F2", room="rounds"),
    ActionSpec("rounds_remove", "Remove round", Menu.ROUNDS, room="rounds"),
    ActionSpec("rounds_add_coder", "Add coder…", Menu.ROUNDS, hint="A", begins_block=True, room="rounds"),
    ActionSpec("rounds_rename_coder", "Rename coder…", Menu.ROUNDS, room="rounds"),
    ActionSpec("rounds_packets", "Make packets…", Menu.ROUNDS, hint="K", begins_block=True, room="rounds"),
    ActionSpec("rounds_merge", "Merge packet…", Menu.ROUNDS, hint="M", room="rounds"),
    ActionSpec("rounds_settle", "Settle copies…", Menu.ROUNDS, hint="S", room="rounds"),
    ActionSpec("rounds_undo", "Undo in rounds", Menu.ROUNDS, hint="Ctrl+Z", begins_block=True, room="rounds"),
    ActionSpec("rounds_redo", "Redo in rounds", Menu.ROUNDS, hint="Ctrl+Y", room="rounds"),
    ActionSpec("review_take_a", "Take A's answer", Menu.REVIEW, hint="A", room="review"),
    ActionSpec("review_take_b", "Take B's answer", Menu.REVIEW, hint="B", room="review"),
    ActionSpec("review_take_c", "Take C's answer", Menu.REVIEW, hint="C", room="review"),
    ActionSpec("review_take_all", "Put the answers together", Menu.REVIEW, hint="=", room="review"),
    ActionSpec("review_new", "Give a new answer", Menu.REVIEW, hint="N", room="review"),
    ActionSpec("review_none", "Take neither", Menu.REVIEW, hint="X", room="review"),
    ActionSpec("review_skip", "Skip", Menu.REVIEW, hint="S", room="review"),
    ActionSpec("review_undo", "Undo the ruling", Menu.REVIEW, hint="Z", begins_block=True, room="review"),
    ActionSpec("review_redo", "Redo the ruling", Menu.REVIEW, hint="Ctrl+Shift+Z", room="review"),
    ActionSpec("review_reason", "Reason of the ruling in view", Menu.REVIEW, hint="1 to 7", room="review"),
    ActionSpec("review_late_reason", "Reason of the last ruling", Menu.REVIEW, hint="Alt+1 to 7", room="review"),
    ActionSpec("review_note", "Note on the ruling", Menu.REVIEW, hint="M", room="review"),
    ActionSpec("review_help", "Help and precedents of the field", Menu.REVIEW, hint="H", room="review"),
    ActionSpec("review_next", "Next disagreement", Menu.REVIEW, hint="Down", begins_block=True, room="review"),
    ActionSpec("review_previous", "Previous disagreement", Menu.REVIEW, hint="Up", room="review"),
    ActionSpec("review_next_case", "Next case", Menu.REVIEW, hint="J", room="review"),
    ActionSpec("review_previous_case", "Previous case", Menu.REVIEW, hint="K", room="review"),
    ActionSpec(
        "review_incidents", "Which incidents are the same", Menu.REVIEW, hint="L", begins_block=True, room="review"
    ),
    ActionSpec("open_gold", "Open gold", Menu.REVIEW, hint="G", room="review"),
    ActionSpec("review_patterns", "Rule on a pattern…", Menu.REVIEW, hint="P", room="review"),
    ActionSpec("review_stale", "Stale rulings", Menu.REVIEW, room="review"),
    ActionSpec("review_overruled", "Overruled answers", Menu.REVIEW, room="review"),
    ActionSpec(
        "agreement_units", "Units behind the figure", Menu.REVIEW, hint="Return", begins_block=True, room="agreement"
    ),
    ActionSpec("agreement_weeks", "Table or week by week", Menu.REVIEW, hint="W", room="agreement"),
    ActionSpec("agreement_pairs", "Choose pairs of coders…", Menu.REVIEW, hint="P", room="agreement"),
    ActionSpec("agreement_report", "Report of agreement…", Menu.REVIEW, hint="R", room="agreement"),
    ActionSpec("agreement_plan", "Plan a sample…", Menu.REVIEW, hint="N", room="agreement"),
    ActionSpec("theme_light", "Light theme", Menu.VIEW, is_checkable=True),
    ActionSpec("theme_dark", "Dark theme", Menu.VIEW, is_checkable=True),
    ActionSpec("theme_high_contrast", "High contrast theme", Menu.VIEW, is_checkable=True),
    ActionSpec("larger_text", "Larger text", Menu.VIEW, ("Ctrl++", "Ctrl+="), begins_block=True),
    ActionSpec("smaller_text", "Smaller text", Menu.VIEW, ("Ctrl+-",)),
    ActionSpec("room_code", "Go to coding", Menu.VIEW, ("Ctrl+1",), begins_block=True),
    ActionSpec("room_rounds", "Go to rounds", Menu.VIEW, ("Ctrl+2",)),
    ActionSpec("room_agreement", "Go to agreement", Menu.VIEW, ("Ctrl+3",)),
    ActionSpec("room_review", "Go to review", Menu.VIEW, ("Ctrl+4",)),
    ActionSpec("toggle_queue", "Show the queue", Menu.VIEW, ("Ctrl+B",), begins_block=True, is_checkable=True),
    ActionSpec("search_queue", "Search the queue", Menu.VIEW, ("Ctrl+Shift+F",)),
    ActionSpec("focus_article", "Go to the article", Menu.VIEW, ("F6",), begins_block=True),
    ActionSpec("focus_form", "Go to the form", Menu.VIEW, ("F7",)),
    ActionSpec("command_palette", "All commands…", Menu.HELP, ("Ctrl+Shift+P", "Ctrl+K")),
    ActionSpec("shortcut_sheet", "Keys", Menu.HELP, ("F1",)),
    ActionSpec("about", "About", Menu.HELP, begins_block=True),
)
