"""What the reader answers about work in rounds, decisions, rulings and recipes, and about history line by line."""

from __future__ import annotations

import datetime as dt

import pytest

from annotator.domain.coding import Coder, CodingHeader
from annotator.domain.entities import Entity
from annotator.domain.ids import (
    ArticleId,
    AssignmentId,
    CoderId,
    DecisionId,
    RecipeId,
    ReportId,
    RoundId,
    RulingId,
    new_id,
)
from annotator.domain.recipe import ExportChoice, Recipe
from annotator.domain.review import AlignmentDecision, DecisionKind, Ruling, RulingSource
from annotator.domain.rounds import Assignment, Round
from annotator.store.articles import NAMED_AT_ONCE
from tests.store.making import Desk, a_coder, a_report, a_value


class Team:
    """A desk with a second coder and two rounds."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.one, self.other = desk.coder, a_coder("Coder 2")
        self.pilot = Round(id=RoundId(new_id()), name="Pilot", codebook_id=desk.codebook.id)
        self.main = Round(id=RoundId(new_id()), name="Main", codebook_id=desk.codebook.id)
        self.put(self.other, self.pilot, self.main)

    def put(self, *entities: Entity, line: str = "", coder: Coder | None = None, at: int | None = None) -> None:
        """Put records as one event."""
        article = None if at is None else self.desk.articles[at].id
        by = None if coder is None else coder.id
        with self.desk.project.write(coder_id=by, article_id=article, verb="put", label="put", line=line) as unit:
            unit.put_all(entities)

    def coded(self, at: int, coder: Coder, round_id: RoundId | None, best: int = 1) -> CodingHeader:
        """Store a coding with one value, as a deed of the coder's in the round."""
        header = self.desk.header(self.desk.articles[at], coder).model_copy(update={"round_id": round_id})
        self.put(header, a_value(header, best=best), line=round_id or "", coder=coder, at=at)
        return header

    def assigned(self, at: int, coder: Coder, position: int, its_round: Round) -> Assignment:
        """Store an assignment."""
        made = Assignment(
            id=AssignmentId(new_id()),
            round_id=its_round.id,
            article_id=self.desk.articles[at].id,
            coder_id=coder.id,
            position=position,
        )
        self.put(made)
        return made

    def ruled(self, at: int, round_id: RoundId | None) -> Ruling:
        """Store a ruling."""
        made = Ruling(
            id=RulingId(new_id()),
            round_id=round_id,
            article_id=self.desk.articles[at].id,
            reviewer_id=self.one.id,
            codebook_id=self.desk.codebook.id,
            at=dt.datetime(2021, 6, 7, tzinfo=dt.UTC),
            sides=(),
            source=RulingSource.UNANIMOUS,
        )
        self.put(made)
        return made

    def decided(self, at: int) -> AlignmentDecision:
        """Store a decision."""
        made = AlignmentDecision(
            id=DecisionId(new_id()),
            article_id=self.desk.articles[at].id,
            reviewer_id=self.one.id,
            decision=DecisionKind.SAME,
            reports=(ReportId("p"), ReportId("q")),
        )
        self.put(made)
        return made


@pytest.fixture
def team(desk: Desk) -> Team:
    return Team(desk)


def test_a_coder_may_code_an_article_once_outside_and_once_in_each_round(team: Team) -> None:
    headers = [team.coded(0, team.one, round_id) for round_id in (None, team.pilot.id, team.main.id)]
    with team.desk.project.read() as reader:
        for header in headers:
            found = reader.coding(team.desk.article.id, team.one.id, header.round_id)
            assert found is not None
            assert found.header == header
            assert len(list(found.values())) == 1
        assert reader.coding(team.desk.article.id, team.other.id, team.pilot.id) is None
        assert reader.coding(team.desk.article.id, team.one.id, RoundId("none such")) is None


def test_codings_are_chosen_by_round_coder_and_article(team: Team) -> None:
    outside = team.coded(0, team.one, None)
    pilot = team.coded(0, team.one, team.pilot.id)
    others = team.coded(0, team.other, team.pilot.id)
    second = team.coded(1, team.one, team.main.id)
    first_id, second_id = (article.id for article in team.desk.articles[:2])
    chosen: list[tuple[list[ArticleId] | None, CoderId | None, list[RoundId | None] | None, set[str]]] = [
        (None, None, None, {outside.id, pilot.id, others.id, second.id}),
        (None, None, [None], {outside.id}),
        (None, None, [team.pilot.id], {pilot.id, others.id}),
        (None, None, [None, team.main.id], {outside.id, second.id}),
        (None, None, [], set()),
        (None, team.other.id, None, {others.id}),
        ([second_id], None, None, {second.id}),
        ([first_id], team.one.id, [team.pilot.id], {pilot.id}),
        ([], None, None, set()),
        (None, CoderId("nobody"), None, set()),
    ]
    with team.desk.project.read() as reader:
        for articles, coder, rounds, wanted in chosen:
            assert {one.header.id for one in reader.codings(articles, coder, rounds)} == wanted


def test_codings_of_an_article_come_by_coder_and_round(team: Team) -> None:
    for round_id in (team.main.id, None, team.pilot.id):
        for coder in (team.other, team.one):
            team.coded(0, coder, round_id)
    with team.desk.project.read() as reader:
        found = [(one.header.coder_id, one.header.round_id or "") for one in reader.codings()]
    assert found == sorted(found)
    assert len(found) == 6


def test_undo_in_one_round_does_not_see_deeds_in_another(team: Team) -> None:
    article = team.desk.article.id
    team.coded(0, team.one, None)
    team.coded(0, team.one, team.pilot.id)
    with team.desk.project.read() as reader:
        outside = reader.undo_state(team.one.id, article).undo
        inside = reader.undo_state(team.one.id, article, team.pilot.id).undo
        assert outside is not None
        assert inside is not None
        assert (outside.line, inside.line) == ("", team.pilot.id)
        assert outside.sequence < inside.sequence
        assert reader.undo_state(team.one.id, article, team.main.id).undo is None
        assert reader.undo_state(team.other.id, article, team.pilot.id).undo is None


def test_assignments_come_by_coder_and_position_and_of_one_round_only(team: Team) -> None:
    team.assigned(2, team.one, 1, team.main)
    later, earlier = team.assigned(0, team.one, 2, team.pilot), team.assigned(1, team.one, 1, team.pilot)
    others = team.assigned(0, team.other, 1, team.pilot)
    with team.desk.project.read() as reader:
        assert reader.assignments(team.pilot.id, team.one.id) == (earlier, later)
        assert set(reader.assignments(team.pilot.id)) == {earlier, later, others}
        assert [one.coder_id for one in reader.assignments(team.pilot.id)] == sorted(
            one.coder_id for one in (earlier, later, others)
        )
        assert reader.assignments(RoundId("none such")) == ()
        assert reader.rounds_of(team.other.id) == (team.pilot,)


def test_rulings_are_chosen_by_article_and_round(team: Team) -> None:
    outside, pilot, other = team.ruled(0, None), team.ruled(0, team.pilot.id), team.ruled(1, team.pilot.id)
    first, second = (article.id for article in team.desk.articles[:2])
    with team.desk.project.read() as reader:
        assert reader.rulings() == (outside, pilot, other)
        assert reader.rulings([first]) == (outside, pilot)
        assert reader.rulings([first, second], team.pilot.id) == (pilot, other)
        assert reader.rulings([second, first, second]) == (outside, pilot, other), "named twice, told once"
        assert reader.rulings([]) == ()
        assert reader.rulings([ArticleId("none such")]) == ()


def test_decisions_come_oldest_first_without_those_taken_back(team: Team) -> None:
    first, second, third = team.decided(1), team.decided(0), team.decided(1)
    team.put(second.model_copy(update={"is_deleted": True}))
    with team.desk.project.read() as reader:
        assert reader.decisions() == (first, third)
        assert reader.decisions([team.desk.articles[0].id]) == ()
        assert reader.decisions([team.desk.articles[1].id]) == (first, third)


def test_more_articles_than_fit_one_statement_may_be_named(team: Team) -> None:
    ruling, decision = team.ruled(0, None), team.decided(2)
    named = [ArticleId(f"none such {number}") for number in range(NAMED_AT_ONCE + 5)]
    named += [article.id for article in team.desk.articles]
    with team.desk.project.read() as reader:
        assert reader.rulings(named) == (ruling,)
        assert reader.decisions(named) == (decision,)
        assert reader.articles_there(named) == {article.id for article in team.desk.articles}


def test_recipes_come_oldest_first_without_those_removed(team: Team) -> None:
    kept = [
        Recipe(id=RecipeId(new_id()), name=name, choice=ExportChoice(rounds=rounds))
        for name, rounds in (("one", None), ("none", ()), ("outside", (None,)), ("pilot", (team.pilot.id, None)))
    ]
    for recipe in kept:
        team.put(recipe)
    team.put(kept[0].model_copy(update={"is_deleted": True}))
    with team.desk.project.read() as reader:
        assert reader.recipes() == tuple(kept[1:])
        assert [recipe.choice.rounds for recipe in reader.recipes()] == [(), (None,), (team.pilot.id, None)]


def test_who_has_begun_anything_is_told_round_or_not(team: Team) -> None:
    team.coded(0, team.other, team.main.id)
    with team.desk.project.read() as reader:
        assert reader.has_codings(team.other.id)
        assert not reader.has_codings(team.one.id)
        assert not reader.has_codings(CoderId("nobody"))


def test_the_newest_event_is_told_with_its_hash_and_what_it_changed(team: Team) -> None:
    header = team.coded(0, team.one, team.pilot.id)
    report = a_report(header)
    team.put(report, line=team.pilot.id, coder=team.one, at=0)
    with team.desk.project.read() as reader:
        event = reader.last_event()
        assert event is not None
        assert (event.sequence, event.line, event.article_id) == (
            team.desk.project.head.sequence,
            team.pilot.id,
            team.desk.article.id,
        )
        assert reader.event_hash(event.sequence) == event.hash == team.desk.project.head.hash
        assert [change.after for change in reader.changes_of(event)] == [report]
        for missing in (0, -1, event.sequence + 1):
            assert reader.event_hash(missing) is None


def test_a_kind_there_is_not_is_a_mistake_and_a_record_there_is_not_is_none(team: Team) -> None:
    with team.desk.project.read() as reader:
        assert reader.entity("round", team.pilot.id) == team.pilot
        assert reader.entity("round", team.one.id) is None
        with pytest.raises(KeyError):
            reader.entity("colour", "x")


def test_known_texts_are_told_by_their_hashes(team: Team) -> None:
    known = {article.sha256: article.id for article in team.desk.articles}
    with team.desk.project.read() as reader:
        assert reader.article_hashes([*known, "0" * 64, ""]) == known
        assert reader.article_hashes([]) == {}
