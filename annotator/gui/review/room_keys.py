"""Which key does what in the review room, and the same deeds by the ids of the window's table of actions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from annotator.gui.review.keys import REASON_KEYS, SIDE_KEYS, KeyGroup
from annotator.gui.review.mode_tabs import Mode
from annotator.gui.review.recorder import Recorder
from annotator.gui.review.ruling_frame import reason_of_key

Deed = Callable[[], object]


class RoomKeys:
    """The keys that rule work while a disagreement is in view, a few others whenever a case is open."""

    def __init__(
        self, room: QWidget, recorder: Recorder, step_case: Callable[[int], object], open_patterns: Deed
    ) -> None:
        page = recorder.page
        reasons = {key: reason_of_key(int(key)) for key in REASON_KEYS}
        undo, redo = recorder.undo, recorder.redo
        next_case, previous_case = partial(step_case, 1), partial(step_case, -1)
        to_board, to_gold = partial(page.toggle, Mode.BOARD), partial(page.toggle, Mode.GOLD)
        ruling: dict[str, Deed] = {key: partial(page.take, place) for place, key in enumerate(SIDE_KEYS)}
        ruling |= {"=": page.take_all, "Shift+B": page.take_all, "N": page.open_new, "X": page.take_none}
        ruling |= {"0": page.take_none, "S": page.skip, "M": page.write_note, "H": page.ruling.head.toggle_help}
        ruling |= {key: partial(page.give_reason, reason) for key, reason in reasons.items()}
        ruling |= {f"Alt+{key}": partial(recorder.give_late_reason, reason) for key, reason in reasons.items()}
        ruling |= {"P": open_patterns, "J": next_case, "K": previous_case}
        free: dict[str, Deed] = {"Z": undo, "Ctrl+Z": undo, "Ctrl+Shift+Z": redo, "Ctrl+Y": redo}
        following, preceding = partial(page.step, 1), partial(page.step, -1)
        steps: dict[str, Deed] = {"Down": following, "Up": preceding, "Return": following, "Enter": following}
        self._ruling = KeyGroup(room, ruling)
        self._free = KeyGroup(room, free | {"L": to_board, "G": to_gold})
        self._steps = KeyGroup(page, steps, are_steps=True)  # in the lists the arrow keys are the lists' own
        self._on_page: dict[str, Deed] = {
            "review_undo": undo,
            "review_redo": redo,
            "review_incidents": to_board,
            "open_gold": to_gold,
        }
        self._on_item: dict[str, Deed] = {
            "review_take_a": partial(page.take, 0),
            "review_take_b": partial(page.take, 1),
            "review_take_c": partial(page.take, 2),
            "review_take_all": page.take_all,
            "review_new": page.open_new,
            "review_none": page.take_none,
            "review_skip": page.skip,
            "review_reason": partial(recorder.remarked.emit, "Press 1 to 7, or click a reason below the cards."),
            "review_late_reason": partial(recorder.remarked.emit, "Hold Alt and press 1 to 7."),
            "review_note": page.write_note,
            "review_help": page.ruling.head.toggle_help,
            "review_next": following,
            "review_previous": preceding,
            "review_next_case": next_case,
            "review_previous_case": previous_case,
        }
        self._available: frozenset[str] = frozenset()

    @property
    def slots(self) -> dict[str, Deed]:
        """What the actions on a case do, by action id."""
        return self._on_page | self._on_item

    def available(self) -> frozenset[str]:
        """Return the ids of those that would do something now."""
        return self._available

    def enable(self, *, is_case: bool, is_entering: bool, is_ruling: bool) -> None:
        """Switch keys and actions on and off: whether a case is open, an answer being entered, an item in view."""
        is_free, can_rule = is_case and not is_entering, is_case and is_ruling
        self._free.enable(is_on=is_free)
        self._ruling.enable(is_on=can_rule)
        self._steps.enable(is_on=can_rule)
        self._available = frozenset((*(self._on_page if is_free else ()), *(self._on_item if can_rule else ())))
