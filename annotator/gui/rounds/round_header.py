"""A round's name, what it is, how far it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.coding import CodebookVersion
from annotator.domain.counted import counted
from annotator.domain.rounds import Round, RoundState
from annotator.gui.form.look import plain_tip
from annotator.gui.round_words import manner
from annotator.gui.rounds.dialog import plain_label
from annotator.gui.rounds.progress_bar import Legend, ProgressBar
from annotator.gui.rounds.words import sharing_words
from annotator.gui.theme import Tokens, restyle
from annotator.services.rounds.progress import RoundProgress

_BUTTONS = (
    ("rounds_plan", "Plan assignments…", "P"),
    ("rounds_hand", "Assign by hand…", "H"),
    ("rounds_move", "Re-assign…", "R"),
    ("rounds_packets", "Make packets…", "K"),
    ("rounds_release", "Release", "L"),
)
_MORE = (
    ("rounds_withdraw", "Take back the chosen articles"),
    ("rounds_add_coder", "Add coder…"),
    ("rounds_rename_coder", "Rename coder…"),
    ("rounds_merge", "Merge packet…"),
    ("rounds_settle", "Settle copies…"),
    ("rounds_rename", "Rename round…"),
    ("rounds_remove", "Remove round"),
)


class RoundHeader(QWidget):
    """Shows one round; its buttons do what the room's actions of the same id do."""

    def __init__(
        self, slots: Mapping[str, Callable[[], object]], tokens: Tokens, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._slots = slots
        self.buttons: dict[str, QPushButton] = {}
        self._title = plain_label("", "title")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._manner = plain_label("", "pill")
        self._facts = plain_label("", "dim")
        self._facts.setWordWrap(True)
        self._sharing = plain_label("", "dim")
        self._sharing.setWordWrap(True)
        self._numbers = plain_label("", "subtitle")
        self._bar = ProgressBar(tokens, self)
        self._legend = Legend(tokens, self)
        self._remark = plain_label("", "warning")
        self._remark.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 10)
        layout.setSpacing(8)
        layout.addLayout(self._made_top())
        layout.addWidget(self._facts)
        layout.addWidget(self._sharing)
        layout.addLayout(self._made_buttons())
        layout.addSpacing(4)
        layout.addWidget(self._bar)
        below = QHBoxLayout()
        below.addWidget(self._numbers, 1)
        below.addWidget(self._legend)
        layout.addLayout(below)
        layout.addWidget(self._remark)

    def _made_top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title, 1)
        top.addWidget(self._manner)
        return top

    def _made_buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        for action_id, words, key in _BUTTONS:
            button = QPushButton(words, self)
            button.setToolTip(f"{words.rstrip('…')} ({key})")
            button.clicked.connect(self._slots[action_id])
            self.buttons[action_id] = button
            line.addWidget(button)
        self.buttons["rounds_plan"].setProperty("role", "primary")
        more = QPushButton("More", self)
        more.setAccessibleName("More to do with rounds and coders")
        menu = QMenu(more)
        self._more = {action_id: menu.addAction(words, self._slots[action_id]) for action_id, words in _MORE}
        more.setMenu(menu)
        line.addWidget(more)
        line.addStretch(1)
        return line

    def show_round(
        self,
        progress: RoundProgress,
        versions: Sequence[CodebookVersion],
        tokens: Tokens,
        available: frozenset[str],
    ) -> None:
        """Show a round, and switch the buttons on that would do something."""
        one, total = progress.round, progress.total
        self._title.setText(one.name)
        self._title.setToolTip(plain_tip(one.name))
        self._manner.setText(manner(one).capitalize())
        self._manner.setProperty("tone", "warn" if one.hides_others else "neutral")
        restyle(self._manner)
        self._facts.setText(_facts(one, versions))
        self._bar.show_tally(total, tokens)
        for part in (self._bar, self._numbers, self._legend):
            part.setVisible(total.assigned > 0)
        self._legend.set_tokens(tokens)
        share = f" ({total.finished / total.assigned:.0%})" if total.assigned else ""
        self._numbers.setText(f"{total.finished:,} of {counted(total.assigned, 'coding')} finished{share}")
        self._sharing.setText(sharing_words(progress))
        self._remark.setText(_remark(progress))
        self._remark.setVisible(bool(self._remark.text()))
        is_released = one.state is RoundState.RELEASED
        release = self.buttons["rounds_release"]
        release.setText("Reopen" if is_released else "Release")
        release.setToolTip(plain_tip(f"{_what_release_does(progress)} (L)"))
        for action_id, button in (self.buttons | self._more).items():
            button.setEnabled(action_id in available)


def _facts(one: Round, versions: Sequence[CodebookVersion]) -> str:
    version = next((version for version in versions if version.id == one.codebook_id), None)
    codebook = f"Codebook {version.name}, version {version.version}" if version is not None else "Codebook unknown"
    proposals = "values are proposed" if one.allows_proposals else "no values are proposed"
    return f"{codebook} · {proposals} · reviewer sees {one.sample_share:.0%} of the unanimous values · seed {one.seed}"


def _remark(progress: RoundProgress) -> str:
    said = []
    if progress.is_own_only:
        said.append("You code in this blind round: who codes what besides you is shown once it is released.")
    if progress.unsettled:
        said.append(
            f"{counted(progress.unsettled, 'coding')} went on in two copies and nobody has chosen between them (S)."
        )
    return " ".join(said)


def _what_release_does(progress: RoundProgress) -> str:
    """Return what releasing (or reopening) the round reveals (or hides)."""
    one = progress.round
    if one.state is RoundState.RELEASED:
        return "The round runs again" + (" and its coders see only their own work." if one.is_blind else ".")
    if not one.is_blind:
        return "Its coders see each other's work already; nothing more is given out in a released round."
    open_codings = progress.total.assigned - progress.total.finished
    waits = (
        f" {counted(open_codings, 'coding')} {'is' if open_codings == 1 else 'are'} not finished."
        if open_codings
        else ""
    )
    return f"Its coders will see each other's codings, names and agreement.{waits}"
