"""Rounds as the store answers for them: tombstones, taken-back imports and other rounds never shine through."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from annotator.domain.article import Article
from annotator.domain.coding import Coder, CodingHeader, CodingState
from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, AssignmentId, CoderId, DivergenceId, RoundId, new_id
from annotator.domain.packets import CodingCopy, Divergence
from annotator.domain.queue import ArticleChoice, Progress, QueueFilter
from annotator.domain.rounds import Assignment, Round
from tests.store.making import Desk, a_coder, a_report, a_value, an_article, an_import, bring_in


@dataclass
class Pilot:
    """A desk with a round in which two coders have articles."""

    desk: Desk
    round: Round
    other: Coder
    assignments: dict[tuple[ArticleId, CoderId], Assignment]

    def put(self, *entities: Entity) -> None:
        """Put records as one event of nobody's."""
        with self.desk.project.write(coder_id=None, article_id=None, verb="put", label="the change") as unit:
            unit.put_all(entities)

    def give(self, article: Article, coder: Coder, position: int, its_round: Round | None = None) -> Assignment:
        """Assign an article."""
        made = Assignment(
            id=AssignmentId(new_id()),
            round_id=(its_round or self.round).id,
            article_id=article.id,
            coder_id=coder.id,
            position=position,
        )
        self.put(made)
        self.assignments[article.id, coder.id] = made
        return made

    def begin(
        self,
        article: Article,
        coder: Coder,
        round_id: RoundId | None,
        state: CodingState = CodingState.DRAFT,
        *,
        has_report: bool = True,
    ) -> CodingHeader:
        """Store a coding."""
        header = self.desk.header(article, coder).model_copy(update={"round_id": round_id, "state": state})
        self.put(header, *([a_report(header)] if has_report else []))
        return header

    def lines(self) -> list[tuple[str, str, Progress]]:
        """Return title, coder and progress of every assignment."""
        with self.desk.project.read() as reader:
            found = reader.assigned_articles(self.round.id)
        names = {self.desk.coder.id: "one", self.other.id: "other"}
        return [(line.title, names[line.coder_id], line.progress) for line in found]

    def queue(self, coder: Coder, *, progress: Progress | None = None, phrase: str = "") -> list[tuple[str, Progress]]:
        """Return title and progress of a coder's queue in the round."""
        wanted = QueueFilter(progress=progress, phrase=phrase, round_id=self.round.id)
        with self.desk.project.read() as reader:
            numbers = reader.queue_ids(coder.id, wanted)
            return [(line.title, line.progress) for line in reader.queue_page(coder.id, numbers, self.round.id)]


@pytest.fixture
def pilot(desk: Desk) -> Pilot:
    other = a_coder("Coder 2")
    made = Round(id=RoundId(new_id()), name="Pilot", codebook_id=desk.codebook.id)
    pilot = Pilot(desk, made, other, {})
    pilot.put(other, made)
    pilot.give(desk.articles[0], desk.coder, 2)
    pilot.give(desk.articles[1], desk.coder, 1)
    pilot.give(desk.articles[1], other, 1)
    return pilot


def test_assignments_come_by_article_then_coder_with_their_progress(pilot: Pilot) -> None:
    desk = pilot.desk
    pilot.begin(desk.articles[1], pilot.other, pilot.round.id, CodingState.COMPLETE)
    pilot.begin(desk.articles[0], desk.coder, pilot.round.id)
    assert pilot.lines() == [
        ("Article 0", "one", Progress.DRAFT),
        ("Article 1", "one", Progress.NOT_STARTED),
        ("Article 1", "other", Progress.COMPLETE),
    ]


@pytest.mark.parametrize(
    ("state", "has_report", "expected"),
    [
        (CodingState.DRAFT, True, Progress.DRAFT),
        (CodingState.DRAFT, False, Progress.DRAFT),
        (CodingState.COMPLETE, True, Progress.COMPLETE),
        (CodingState.COMPLETE, False, Progress.NO_INCIDENT),
    ],
)
def test_every_state_is_told_counted_and_filtered(
    pilot: Pilot, state: CodingState, has_report: bool, expected: Progress
) -> None:
    desk = pilot.desk
    pilot.begin(desk.articles[0], desk.coder, pilot.round.id, state, has_report=has_report)
    assert pilot.lines()[0] == ("Article 0", "one", expected)
    with desk.project.read() as reader:
        assert reader.progress_of_round(pilot.round.id) == {expected: 1, Progress.NOT_STARTED: 2}
    assert pilot.queue(desk.coder, progress=expected) == [("Article 0", expected)]
    assert pilot.queue(desk.coder, progress=Progress.NOT_STARTED) == [("Article 1", Progress.NOT_STARTED)]


def test_codings_of_another_round_or_of_none_or_taken_back_do_not_count(pilot: Pilot) -> None:
    desk = pilot.desk
    second = Round(id=RoundId(new_id()), name="Second", codebook_id=desk.codebook.id)
    pilot.put(second)
    pilot.begin(desk.articles[0], desk.coder, None, CodingState.COMPLETE)
    pilot.begin(desk.articles[0], desk.coder, second.id, CodingState.COMPLETE)
    gone = pilot.begin(desk.articles[1], desk.coder, pilot.round.id, CodingState.COMPLETE)
    pilot.put(gone.model_copy(update={"is_deleted": True}))
    assert {progress for _, _, progress in pilot.lines()} == {Progress.NOT_STARTED}
    assert {progress for _, progress in pilot.queue(desk.coder)} == {Progress.NOT_STARTED}
    with desk.project.read() as reader:
        assert reader.finished_in(pilot.round.id) == frozenset()
        assert reader.finished_in(second.id) == {(desk.articles[0].id, desk.coder.id)}
        assert reader.codings_in(second.id) == reader.codings_in(None)
        assert reader.codings_in(None) == ((desk.articles[0].id, desk.coder.id, True),)
        assert reader.codings_in(pilot.round.id) == ()
        assert reader.codings_of_round(pilot.round.id) == 0
        assert reader.codings_of_round(second.id) == 1


def test_the_codings_of_a_round_come_in_the_order_of_articles_and_tell_drafts(pilot: Pilot) -> None:
    desk = pilot.desk
    for article, state in ((desk.articles[2], CodingState.COMPLETE), (desk.articles[0], CodingState.DRAFT)):
        pilot.begin(article, desk.coder, pilot.round.id, state)
    with desk.project.read() as reader:
        found = reader.codings_in(pilot.round.id)
    assert found == ((desk.articles[0].id, desk.coder.id, False), (desk.articles[2].id, desk.coder.id, True))


def test_a_line_of_all_articles_is_not_doubled_by_codings_in_rounds(pilot: Pilot) -> None:
    desk = pilot.desk
    for round_id in (None, pilot.round.id):
        pilot.begin(desk.articles[0], desk.coder, round_id)
    with desk.project.read() as reader:
        numbers = reader.queue_ids(desk.coder.id, QueueFilter())
        assert [line.title for line in reader.queue_page(desk.coder.id, numbers)] == [
            "Article 0",
            "Article 1",
            "Article 2",
        ]


def test_the_queue_of_a_round_has_the_order_of_the_positions(pilot: Pilot) -> None:
    assert [title for title, _ in pilot.queue(pilot.desk.coder)] == ["Article 1", "Article 0"]
    assert [title for title, _ in pilot.queue(pilot.other)] == ["Article 1"]


def test_the_queue_of_a_round_can_be_searched(pilot: Pilot) -> None:
    assert pilot.queue(pilot.desk.coder, phrase="second") == [("Article 1", Progress.NOT_STARTED)]
    assert pilot.queue(pilot.desk.coder, phrase="third") == []


def test_what_was_taken_back_is_nobody_s(pilot: Pilot) -> None:
    desk = pilot.desk
    taken = pilot.assignments[desk.articles[1].id, desk.coder.id]
    pilot.put(taken.model_copy(update={"is_deleted": True}))
    assert [line[:2] for line in pilot.lines()] == [("Article 0", "one"), ("Article 1", "other")]
    assert [title for title, _ in pilot.queue(desk.coder)] == ["Article 0"]
    with desk.project.read() as reader:
        assert reader.progress_of_round(pilot.round.id) == {Progress.NOT_STARTED: 2}


def test_articles_of_an_import_that_was_taken_back_are_in_no_queue(pilot: Pilot) -> None:
    desk, second = pilot.desk, an_import()
    article = an_article(second.id, "Later news.", title="Later")
    bring_in(desk.project, second, [article])
    pilot.give(article, desk.coder, 9)
    assert ("Later", "one", Progress.NOT_STARTED) in pilot.lines()
    with desk.project.read() as reader:
        (_, made) = reader.imports()
        assert reader.assignments_of_import(made.id) == 1
    pilot.put(made.model_copy(update={"is_deleted": True}))
    assert "Later" not in [title for title, *_ in pilot.lines()]
    assert "Later" not in [title for title, _ in pilot.queue(desk.coder)]
    with desk.project.read() as reader:
        assert reader.articles_there([article.id, desk.articles[0].id, ArticleId("none")]) == {desk.articles[0].id}
        assert article.id not in reader.chosen_articles(ArticleChoice())


def test_rounds_of_a_coder_are_those_with_a_live_assignment(pilot: Pilot) -> None:
    desk = pilot.desk
    second = Round(id=RoundId(new_id()), name="Second", codebook_id=desk.codebook.id)
    pilot.put(second)
    with desk.project.read() as reader:
        assert reader.rounds_of(pilot.other.id) == (pilot.round,)
    given = pilot.give(desk.articles[2], pilot.other, 1, second)
    with desk.project.read() as reader:
        assert reader.rounds_of(pilot.other.id) == (pilot.round, second)
    pilot.put(given.model_copy(update={"is_deleted": True}))
    pilot.put(pilot.round.model_copy(update={"is_deleted": True}))
    with desk.project.read() as reader:
        assert reader.rounds_of(pilot.other.id) == ()


def test_articles_are_chosen_in_reading_order(pilot: Pilot) -> None:
    desk = pilot.desk
    ids = [article.id for article in desk.articles]
    with desk.project.read() as reader:
        assert list(reader.chosen_articles(ArticleChoice())) == ids
        assert list(reader.chosen_articles(ArticleChoice(unassigned_in=pilot.round.id))) == ids[2:]
        assert list(reader.chosen_articles(ArticleChoice(phrase="text"))) == ids[1:]
        assert list(reader.chosen_articles(ArticleChoice(phrase="' OR 1=1 --"))) == []
        assert list(reader.chosen_articles(ArticleChoice(import_id=desk.articles_import.id))) == ids
        assert list(reader.chosen_articles(ArticleChoice(import_id=an_import().id))) == []


def test_only_codings_with_something_in_them_keep_a_round(pilot: Pilot) -> None:
    desk = pilot.desk
    header = pilot.begin(desk.articles[0], desk.coder, pilot.round.id, has_report=False)
    with desk.project.read() as reader:
        assert reader.codings_of_round(pilot.round.id) == 0
        assert reader.has_codings(desk.coder.id)
        assert not reader.has_codings(pilot.other.id)
    pilot.put(a_value(header))
    with desk.project.read() as reader:
        assert reader.codings_of_round(pilot.round.id) == 1


def test_divergences_count_until_somebody_settles_them(pilot: Pilot) -> None:
    desk = pilot.desk
    apart = Divergence(
        id=DivergenceId(new_id()),
        round_id=pilot.round.id,
        article_id=desk.article.id,
        coder_id=desk.coder.id,
        copies=(CodingCopy(packet_id=None, last_event="a"), CodingCopy(packet_id=None, last_event="b")),
    )
    with desk.project.read() as reader:
        assert reader.unsettled_divergences(pilot.round.id) == 0
    pilot.put(apart)
    with desk.project.read() as reader:
        assert reader.unsettled_divergences(pilot.round.id) == 1
        assert reader.unsettled_divergences(RoundId("other")) == 0
    pilot.put(apart.model_copy(update={"settled_by": "a"}))
    with desk.project.read() as reader:
        assert reader.unsettled_divergences(pilot.round.id) == 0
