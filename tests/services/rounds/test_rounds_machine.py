"""Whatever people do with rounds, in any order: what the service says agrees with a simple account of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.bootstrap import create_sample
from annotator.domain.changes import Changes
from annotator.domain.errors import AnnotatorError, CodingError, NothingChangedError, RoundError
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.queue import Progress, QueueFilter
from annotator.domain.rounds import Round, RoundState
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.services.round_making import articles_of, people_of

Given = dict[ArticleId, set[CoderId]]

PLACES = st.integers(0, 3)
COUNTS = st.integers(1, 4)


class Account:
    """What a round should be: who has what, and what is finished."""

    def __init__(self) -> None:
        self.given: Given = {}
        self.is_released = False

    def copy(self) -> Account:
        """Return the account as it is now."""
        other = Account()
        other.given = {article: set(coders) for article, coders in self.given.items() if coders}
        other.is_released = self.is_released
        return other


class RoundsMachine(RuleBasedStateMachine):
    """One person plans, moves, takes back and releases in two rounds; three people code."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        folders = Folders(self.folder / "settings", self.folder / "state", self.folder / "data")
        self.workspace = create_sample(self.folder / "p.annotator", folders=folders, coder_name="Coder A")
        self.by = self.workspace.coder.id
        self.people = [coder.id for coder in people_of(self.workspace, "Ben", "Cleo", "Dora")]
        self.articles = articles_of(self.workspace)[:5]
        self.rounds: list[Round] = [self.workspace.rounds.make(name, by=self.by) for name in ("One", "Two")]
        self.accounts = {one.id: Account() for one in self.rounds}
        self.finished: set[CodingKey] = set()
        self.done: list[tuple[RoundId, Account]] = []

    def teardown(self) -> None:
        assert self.workspace.project.check() == ()
        self.workspace.close()
        shutil.rmtree(self.folder)

    # -- deeds --------------------------------------------------------------------------------------------------------

    def tried(self, place: int, deed: Callable[[RoundId], Changes], change: Callable[[Account], bool]) -> None:
        """Do something and change the account alike; where the account says it cannot be, it has to be refused."""
        round_id = self.rounds[place % 2].id
        before, wanted = self.accounts[round_id].copy(), self.accounts[round_id].copy()
        head = self.workspace.project.head
        if change(wanted):
            deed(round_id)
            self.accounts[round_id] = wanted
            self.done.append((round_id, before))
            assert self.workspace.project.head == head + 1
        else:
            try:
                deed(round_id)
            except RoundError:
                assert self.workspace.project.head == head, "what is refused changes nothing"
            else:
                raise AssertionError("this should have been refused")

    @rule(place=PLACES, count=COUNTS, share=st.floats(0, 1), seed=st.integers(0, 9))
    def plan(self, place: int, count: int, share: float, seed: int) -> None:
        """Give out articles by plan."""
        chosen, coders = self.articles[:count], self.people[: max(count, 2)]

        def deed(round_id: RoundId) -> Changes:
            plan = self.workspace.rounds.plan(
                round_id, coders=coders, article_ids=chosen, share=share, coders_each=2, seed=seed
            )
            planned.update({article.article_id: set(article.coders) for article in plan.articles})
            return self.workspace.rounds.assign(plan, by=self.by)

        planned: Given = {}

        def change(account: Account) -> bool:
            return not account.is_released and not any(account.given.get(one) for one in chosen)

        round_id = self.rounds[place % 2].id
        before = self.accounts[round_id]
        self.tried(place, deed, change)
        if planned and change(before):
            self.accounts[round_id].given |= planned

    @rule(place=PLACES, article=PLACES, coder=PLACES)
    def hand(self, place: int, article: int, coder: int) -> None:
        """Give one article to one coder."""
        chosen, taker = self.articles[article], self.people[coder]

        def change(account: Account) -> bool:
            holders = account.given.setdefault(chosen, set())
            is_possible = not account.is_released and taker not in holders
            holders.add(taker)
            return is_possible

        self.tried(
            place,
            lambda round_id: self.workspace.rounds.assign_by_hand(round_id, taker, [chosen], by=self.by),
            change,
        )

    @rule(place=PLACES, article=PLACES, giver=PLACES, taker=PLACES)
    def move(self, place: int, article: int, giver: int, taker: int) -> None:
        """Give one coder's article to another."""
        chosen, one, other = self.articles[article], self.people[giver], self.people[taker]

        def change(account: Account) -> bool:
            round_id = self.rounds[place % 2].id
            holders = account.given.setdefault(chosen, set())
            is_possible = (
                not account.is_released
                and one in holders
                and other not in holders
                and CodingKey(chosen, one, round_id) not in self.finished
            )
            holders.discard(one)
            holders.add(other)
            return is_possible

        self.tried(
            place,
            lambda round_id: self.workspace.rounds.reassign(
                round_id, [chosen], from_coder=one, to_coder=other, by=self.by
            ),
            change,
        )

    @rule(place=PLACES, article=PLACES)
    def withdraw(self, place: int, article: int) -> None:
        """Take one article back from everybody."""
        chosen = self.articles[article]

        def deed(round_id: RoundId) -> Changes:
            states = [
                state.assignment_id
                for found in self.workspace.rounds.progress(round_id).articles
                for state in found.states
                if found.article_id == chosen
            ]
            return self.workspace.rounds.withdraw(states, by=self.by)

        def change(account: Account) -> bool:
            round_id = self.rounds[place % 2].id
            holders = account.given.pop(chosen, set())
            is_open = not any(CodingKey(chosen, one, round_id) in self.finished for one in holders)
            return bool(holders) and is_open and not account.is_released

        self.tried(place, deed, change)

    @rule(place=PLACES)
    def release(self, place: int) -> None:
        """Release a round."""

        def change(account: Account) -> bool:
            was_running, account.is_released = not account.is_released, True
            return was_running

        self.tried(place, lambda round_id: self.workspace.rounds.release(round_id, by=self.by), change)

    @rule(place=PLACES)
    def reopen(self, place: int) -> None:
        """Have a round run again."""

        def change(account: Account) -> bool:
            was_released, account.is_released = account.is_released, False
            return was_released

        self.tried(place, lambda round_id: self.workspace.rounds.reopen(round_id, by=self.by), change)

    @rule(place=PLACES, article=PLACES, coder=PLACES)
    def finish(self, place: int, article: int, coder: int) -> None:
        """Have a coder finish an article in a round, assigned or not."""
        key = CodingKey(self.articles[article], self.people[coder], self.rounds[place % 2].id)
        try:
            self.workspace.coding.code_no_incident(key)
        except (CodingError, NothingChangedError):
            assert key in self.finished
        self.finished.add(key)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        """Take back the last deed; refused where somebody has finished what it gave."""
        round_id, before = self.done[-1]
        head = self.workspace.project.head
        try:
            self.workspace.project.undo(self.by)
        except AnnotatorError:
            now = self.accounts[round_id].given
            lost = {
                CodingKey(article, coder, round_id)
                for article, coders in now.items()
                for coder in coders - before.given.get(article, set())
            }
            assert lost & self.finished, "only finished work keeps a deed from being taken back"
            assert self.workspace.project.head == head
        else:
            self.accounts[round_id] = before
            self.done.pop()

    # -- what always holds --------------------------------------------------------------------------------------------

    @invariant()
    def everybody_has_what_the_account_says(self) -> None:
        """Compare assignments, states and totals."""
        for round_id, account in self.accounts.items():
            progress = self.workspace.rounds.progress(round_id)
            found = {article.article_id: {state.coder_id for state in article.states} for article in progress.articles}
            assert found == {article: coders for article, coders in account.given.items() if coders}
            assert progress.total == self.workspace.rounds.total(round_id)
            assert (progress.round.state is RoundState.RELEASED) is account.is_released
            for article in progress.articles:
                for state in article.states:
                    key = CodingKey(article.article_id, state.coder_id, round_id)
                    assert (state.progress is Progress.NO_INCIDENT) is (key in self.finished)

    @invariant()
    def every_queue_lists_its_coder_s_assignments(self) -> None:
        """Compare queues and blindness."""
        for round_id, account in self.accounts.items():
            for coder in self.people:
                rows = self.workspace.articles.queue(coder, QueueFilter(round_id=round_id))
                lines = self.workspace.articles.queue_page(coder, rows, round_id)
                own = {article for article, coders in account.given.items() if coder in coders}
                assert {line.article_id for line in lines} == own
                assert len(lines) == len(own), "nothing is listed twice"
                assert self.workspace.rounds.hidden(coder, round_id) is (bool(own) and not account.is_released)


RoundsMachine.TestCase.settings = settings(
    max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestRounds = RoundsMachine.TestCase
