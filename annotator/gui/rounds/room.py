"""The rounds room: the rounds at the left; one of them beside, with its coders and articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.ids import RoundId
from annotator.domain.rounds import Round, RoundState
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.rooms import Room
from annotator.gui.rounds.article_table import ArticleTable
from annotator.gui.rounds.asking import RoomView, room_view
from annotator.gui.rounds.coder_list import CoderList
from annotator.gui.rounds.commands import RoundCommands
from annotator.gui.rounds.dialog import plain_label
from annotator.gui.rounds.empty_page import EmptyPage
from annotator.gui.rounds.packets_commands import PacketCommands
from annotator.gui.rounds.round_header import RoundHeader
from annotator.gui.rounds.round_list import RoundPanel
from annotator.gui.rounds.undo_toast import UndoToast
from annotator.gui.theme import ThemeName, current_theme, tokens

KEYS = {
    "N": "rounds_new",
    "P": "rounds_plan",
    "H": "rounds_hand",
    "R": "rounds_move",
    "A": "rounds_add_coder",
    "L": "rounds_release",
    "K": "rounds_packets",
    "M": "rounds_merge",
    "S": "rounds_settle",
    "F2": "rounds_rename",
    "Del": "rounds_withdraw",
    "Ctrl+Z": "rounds_undo",
    "Ctrl+Y": "rounds_redo",
    "Ctrl+Shift+Z": "rounds_redo",
}
"""The room's keys and what they do, by action id."""

_HEADING = 28
_NOTHING_YET = (
    "Nothing is given out in this round yet.\n\n"
    "“Plan assignments…” (P) draws who codes what and shows it before anything is stored; "
    "“Assign by hand…” (H) gives single articles to one coder. Add the people who code first (A)."
)


class RoundsRoom(Room):
    """Shows the project's rounds as far as the person at work may see them, and has everything done by its commands."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        application = QApplication.instance()
        self._tokens = tokens(current_theme(application) if isinstance(application, QApplication) else ThemeName.LIGHT)
        self.view: RoomView | None = None
        self._wanted: RoundId | None = None
        self.commands = RoundCommands(desk, self, self)
        self.packets = PacketCommands(self, desk)
        self.panel = RoundPanel(self._tokens, self)
        self.header = RoundHeader(self.slots, self._tokens, self)
        self.coders = CoderList(self._tokens, self)
        self.table = ArticleTable(self._tokens, self)
        self.empty = EmptyPage(self)
        self.toast = UndoToast(self)
        self._coders_head = plain_label("Coders", "section")
        self._articles_head = plain_label("Articles", "section")
        self._nothing_yet = plain_label(_NOTHING_YET, "subtitle")
        self._nothing_yet.setWordWrap(True)
        self._nothing_yet.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing_yet.setMargin(48)
        self._search = QLineEdit(self)
        self._lay_out()
        self._connect()
        for key, action_id in KEYS.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._on_key, action_id))

    # -- making -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._search.setProperty("role", "search")
        self._search.setPlaceholderText("Search titles")
        self._search.setAccessibleName("Search the titles of the round")
        self._search.setClearButtonEnabled(True)
        self._search.setMaximumWidth(240)
        below = QSplitter(Qt.Orientation.Horizontal, self)
        below.setChildrenCollapsible(False)
        below.addWidget(self._made_side([self._coders_head], self.coders, left=8, right=12))
        below.addWidget(self._made_side([self._articles_head, self._search], self.table, left=12, right=20))
        below.setStretchFactor(0, 2)
        below.setStretchFactor(1, 3)
        below.setSizes([340, 600])
        self._below = QStackedWidget(self)
        self._below.addWidget(below)
        self._below.addWidget(self._nothing_yet)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._below, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        self.panel.setMinimumWidth(200)
        splitter.addWidget(self.panel)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([240, 980])
        self._pages = QStackedWidget(self)
        self._pages.addWidget(splitter)
        self._pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    @staticmethod
    def _made_side(heading: list[QWidget], below: QWidget, *, left: int, right: int) -> QWidget:
        side = QWidget()
        line = QHBoxLayout()
        line.setContentsMargins(12, 0, 0, 0)
        for part in heading:
            line.addWidget(part, 1)
        line.addStrut(_HEADING)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(left, 6, right, 12)
        layout.setSpacing(8)
        layout.addLayout(line)
        layout.addWidget(below, 1)
        return side

    def _connect(self) -> None:
        self.panel.round_chosen.connect(self._on_round_chosen)
        self.panel.new_asked.connect(self._make_round)
        self.empty.new_asked.connect(self._make_round)
        self.empty.merge_asked.connect(self._merge_packet)
        self.coders.coder_chosen.connect(lambda _: self._narrow())
        self._search.textChanged.connect(lambda _: self._narrow())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_available())
        self.table.articles.modelReset.connect(self._show_available)
        self.commands.done.connect(self.toast.say)
        self.commands.round_made.connect(self._want)
        self.toast.undo_asked.connect(self.commands.undo)
        self.desk.rounds_changed.connect(self._look)
        self.desk.articles_changed.connect(self._look)

    # -- as a room ----------------------------------------------------------------------------------------------------

    @property
    def slots(self) -> Mapping[str, Callable[[], object]]:
        """What the room's actions do, by action id."""
        return {
            "rounds_new": self._make_round,
            "rounds_plan": self._plan,
            "rounds_hand": self._assign_by_hand,
            "rounds_move": self._move,
            "rounds_withdraw": self._withdraw,
            "rounds_release": self._release,
            "rounds_packets": self._make_packets,
            "rounds_merge": self._merge_packet,
            "rounds_settle": self._settle_copies,
            "rounds_add_coder": self.commands.add_coder,
            "rounds_rename_coder": self._rename_coder,
            "rounds_rename": self._rename,
            "rounds_remove": self._remove,
            "rounds_undo": self.commands.undo,
            "rounds_redo": self.commands.redo,
        }

    def available(self) -> frozenset[str]:
        """Return the ids of the actions that would do something now."""
        view = self.view
        if view is None or self.facts is None or self.facts.is_read_only:
            return frozenset()
        found = {"rounds_new", "rounds_add_coder", "rounds_merge"}
        found |= {"rounds_undo"} if view.undo_state.undo else set()
        found |= {"rounds_redo"} if view.undo_state.redo else set()
        found |= {"rounds_rename_coder"} if self._chosen_coder() else set()
        if view.progress is not None:
            found |= {"rounds_settle"} if view.progress.unsettled else set()
            found |= {"rounds_release", "rounds_packets", "rounds_rename", "rounds_remove"}
            if view.progress.round.state is RoundState.RUNNING:
                found |= {"rounds_plan", "rounds_hand"}
                found |= {"rounds_move"} if view.progress.total.assigned else set()
                found |= {"rounds_withdraw"} if self.table.chosen_articles() else set()
        return frozenset(found)

    def enter(self, facts: ProjectFacts, theme: ThemeName) -> None:
        """Show the rounds of the open project as they are now."""
        if self.facts is not None and self.facts.id != facts.id:
            self._wanted = self.view = None
        super().enter(facts, theme)
        self._tokens = tokens(theme)
        self.starts_at = self.panel.list
        self._look()

    def open_with(self, argument: object) -> None:
        """Show a round, named by its id."""
        if isinstance(argument, str):
            self._want(argument)
            self._look()

    def leave(self) -> None:
        """Let the toasts go."""
        self.toast.hide()
        self.packets.leave()

    def _start_at(self, start: QWidget) -> None:
        focused = QApplication.focusWidget()
        if start is not self.starts_at and (focused is None or not self.isAncestorOf(focused)):
            start.setFocus()
        self.starts_at = start

    # -- looking ------------------------------------------------------------------------------------------------------

    def _want(self, round_id: str) -> None:
        self._wanted = RoundId(round_id)

    def _look(self) -> None:
        """Ask for everything shown; nothing is asked while another room is shown."""
        if self.facts is not None:
            wanted = self._wanted
            self.desk.ask(lambda workspace, _: room_view(workspace, wanted), on_success=self._show)

    def _show(self, view: RoomView) -> None:
        self.view = view
        progress = view.progress
        self._pages.setCurrentIndex(0 if progress is not None else 1)
        self.empty.refresh(can_write=self.facts is not None and not self.facts.is_read_only)
        self._start_at(self.panel.list if progress is not None else self.empty.new_button)
        if progress is not None:
            self._wanted = progress.round.id
            self.panel.show_rounds(view.lines, progress.round.id, self._tokens)
            self._below.setCurrentIndex(0 if progress.total.assigned else 1)
            self.coders.show_coders(progress.coders, self._tokens)
            self.table.set_tokens(self._tokens)
            self.table.articles.show(progress)
            self._coders_head.setText(f"Coders · {len(progress.coders)}" if not progress.is_own_only else "You")
            self._narrow()
        self._show_available()

    def _narrow(self) -> None:
        """Show only the chosen coder's articles, and those the search lets through."""
        if self.view is None or self.view.progress is None:
            return
        coder = self._chosen_coder()
        model = self.table.articles
        model.narrow(self._search.text().strip(), coder.id if coder else "")
        whose = f" of {coder.name}" if coder and not self.view.progress.is_own_only else ""
        self._articles_head.setText(f"{counted(model.rowCount(), 'article')}{whose}")

    def _show_available(self) -> None:
        view = self.view
        if view is not None and view.progress is not None:
            self.header.show_round(view.progress, view.versions, self._tokens, self.available())
            self.panel.new_button.setEnabled("rounds_new" in self.available())
        self.availability_changed.emit()

    def _chosen_coder(self) -> Coder | None:
        chosen = self.coders.chosen()
        people = self.view.people if self.view is not None else ()
        return next((coder for coder in people if coder.id == chosen), None)

    def _on_round_chosen(self, round_id: str) -> None:
        self._want(round_id)
        self.coders.clearSelection()
        self._search.clear()
        self._look()

    # -- doing --------------------------------------------------------------------------------------------------------

    def _on_key(self, action_id: str) -> None:
        """Do what a key stands for, where it would do something."""
        if action_id in self.available():
            self.slots[action_id]()

    @property
    def _round(self) -> Round | None:
        return self.view.progress.round if self.view is not None and self.view.progress is not None else None

    def _make_round(self) -> None:
        if self.view is not None:
            self.commands.make_round(self.view)

    def _plan(self) -> None:
        if self.view is not None and self._round is not None:
            self.commands.plan(self._round, self.view, self._tokens)

    def _assign_by_hand(self) -> None:
        if self.view is not None and self._round is not None:
            self.commands.assign_by_hand(self._round, self.view, self.coders.chosen())

    def _move(self) -> None:
        if self.view is not None and self._round is not None:
            self.commands.move(self._round, self.view, self.table.chosen_articles(), self.coders.chosen())

    def _withdraw(self) -> None:
        self.commands.withdraw(self.table.chosen_assignments(self.coders.chosen()))

    def _release(self) -> None:
        if self.view is not None and self.view.progress is not None:
            self.commands.release(self.view.progress)

    def _rename(self) -> None:
        if self._round is not None:
            self.commands.rename(self._round)

    def _remove(self) -> None:
        if self._round is not None:
            self.commands.remove(self._round)

    def _rename_coder(self) -> None:
        coder = self._chosen_coder()
        if coder is None:
            self.remarked.emit("Choose a coder in the list first.")
        else:
            self.commands.rename_coder(coder)

    def _make_packets(self) -> None:
        if self._round is not None:
            self.packets.make(self._round)

    def _merge_packet(self) -> None:
        self.packets.merge()

    def _settle_copies(self) -> None:
        self.packets.settle()
