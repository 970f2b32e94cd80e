"""Which codings enter the figures, what is left out and counted, and what blindness hides."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.coding import CodebookVersion, Coder, CodingState
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError
from annotator.domain.figures import AgreementLayer, ColumnKind, ExclusionKind
from annotator.domain.ids import ArticleId, AssignmentId, CodebookId, DecisionId, DivergenceId, RoundId
from annotator.domain.packets import CodingCopy, Divergence
from annotator.domain.review import AlignmentDecision, DecisionKind
from annotator.domain.rounds import Assignment
from annotator.services.agreement.refusals import AgreementError
from annotator.store.project_file import ProjectFile
from tests.agreement_project import GOLD, ROUND, coded_project
from tests.services.agreement.overviews import FIRST, SECOND, THIRD, VIEWER, cell, changed, opened, overview_of, put

# -- Who enters -------------------------------------------------------------------------------------------------------


def exclusions(path: Path, round_id: RoundId | None = ROUND) -> dict[ExclusionKind, int]:
    return {one.kind: one.count for one in overview_of(path, round_id).exclusions}


def reopened(project: ProjectFile) -> list[Entity]:
    with project.read() as reader:
        coding = reader.coding(ArticleId("article-0000"), FIRST, ROUND)
    assert coding is not None
    return [coding.header.model_copy(update={"state": CodingState.DRAFT})]


def test_drafts_do_not_enter_and_are_counted(pair: Path) -> None:
    before = overview_of(pair)
    changed(pair, reopened)
    after = overview_of(pair)
    assert (before.articles, after.articles) == (6, 5)
    assert exclusions(pair) == {ExclusionKind.DRAFT: 1, ExclusionKind.ALONE: 1}
    sentences = [one.sentence for one in after.exclusions]
    assert sentences[0].startswith("1 coding is not declared complete")


def test_gold_that_is_still_open_is_not_compared_with(tmp_path: Path) -> None:
    path = coded_project(tmp_path, articles=6, has_gold=True)

    def reviewed(project: ProjectFile) -> list[Entity]:
        with project.read() as reader:
            found = [reader.coding(ArticleId(f"article-000{at}"), GOLD, ROUND) for at in (0, 3)]
        return [one.header.model_copy(update={"state": CodingState.DRAFT}) for one in found if one is not None]

    changed(path, reviewed)
    found = overview_of(path, layer=AgreementLayer.RELEVANCE)
    assert [(one.kind, one.sentence) for one in found.exclusions] == [
        (ExclusionKind.OPEN_GOLD, "Gold of 2 articles is not compared with while rulings are still open.")
    ]
    assert found.articles == 6
    with opened(path) as workspace:
        gold = next(column for column in found.columns if column.kind is ColumnKind.GOLD)
        lines = workspace.agreement.units(ROUND, found.cell(found.rows[0], gold), viewer=VIEWER)
    assert {str(line.article_id)[-1] for line in lines} == {"1", "2", "4", "5"}


def divergence(*, settled_by: str = "") -> Divergence:
    copies = tuple(CodingCopy(packet_id=None, last_event=name) for name in ("one", "two"))
    return Divergence(
        id=DivergenceId("divergence"),
        round_id=ROUND,
        article_id=ArticleId("article-0001"),
        coder_id=SECOND,
        copies=copies,
        settled_by=settled_by,
    )


def test_a_coding_in_two_copies_is_left_out_until_somebody_settles_it(pair: Path) -> None:
    put(pair, divergence())
    assert exclusions(pair) == {ExclusionKind.DIVERGENCE: 1, ExclusionKind.ALONE: 1}
    assert overview_of(pair).articles == 5
    put(pair, divergence(settled_by="one"))
    assert exclusions(pair) == {}
    assert overview_of(pair).articles == 6


def test_an_article_of_one_coder_is_counted_as_alone(tmp_path: Path) -> None:
    path = coded_project(tmp_path, articles=4, coders=2, each=1)
    assert exclusions(path) == {ExclusionKind.ALONE: 4}
    found = overview_of(path)
    assert found.articles == 0
    assert all(one.value is None for one in found.cells.values())


def test_codings_under_another_codebook_are_left_out_outside_rounds(tmp_path: Path) -> None:
    """Versions of one codebook are compared; a codebook of another name has other fields."""
    path = coded_project(tmp_path, articles=3, has_round=False)

    def foreign(project: ProjectFile) -> list[Entity]:
        with project.read() as reader:
            (version,) = reader.codebooks()
            coding = reader.coding(ArticleId("article-0001"), SECOND)
        assert coding is not None
        source = version.source.replace("\nid: incident\n", "\nid: other\n")
        assert source != version.source
        other = CodebookVersion(id=CodebookId("0-other"), name="other", version=1, source=source, sha256="1" * 64)
        return [other, coding.header.model_copy(update={"codebook_id": other.id})]

    changed(path, foreign)
    found = overview_of(path, None)
    assert found.articles == 2
    assert exclusions(path, None) == {ExclusionKind.OTHER_CODEBOOK: 1, ExclusionKind.ALONE: 1}
    assert any("made under another codebook" in one.sentence for one in found.exclusions)


def test_a_draft_nobody_wrote_in_is_not_even_counted(pair: Path) -> None:
    def begun(project: ProjectFile) -> list[Entity]:
        with project.read() as reader:
            coding = reader.coding(ArticleId("article-0000"), FIRST, ROUND)
        assert coding is not None
        header = coding.header.model_copy(
            update={"id": "empty", "coder_id": THIRD, "state": CodingState.DRAFT, "completed_at": None}
        )
        return [Coder(id=THIRD, name="Coder 03"), header]

    changed(pair, begun)
    assert exclusions(pair) == {}
    assert len(overview_of(pair).coders) == 2


def test_work_outside_rounds_is_compared_too(tmp_path: Path) -> None:
    path = coded_project(tmp_path, articles=6, has_round=False)
    found = overview_of(path, None)
    assert (found.round_name, found.articles) == ("Outside any round", 6)
    assert found.round_id is None


def test_a_round_there_is_not_is_refused(pair: Path) -> None:
    with pytest.raises(CodingError, match="has no round nowhere"):
        overview_of(pair, RoundId("nowhere"))


def test_a_project_without_any_coding_has_rows_and_no_figures(empty: Workspace) -> None:
    found = empty.agreement.overview(None, viewer=VIEWER, resamples=10)
    assert found.rows
    assert found.articles == 0
    assert {one.short_reason for one in found.cells.values()} == {"no two values"}
    with pytest.raises(AgreementError, match="No article has complete codings of two coders"):
        empty.agreement.report(None, viewer=VIEWER)


def test_gold_is_never_one_of_the_coders(tmp_path: Path) -> None:
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
    with_gold = overview_of(coded_project(tmp_path / "with", articles=6, has_gold=True))
    without = overview_of(coded_project(tmp_path / "without", articles=6, has_gold=False))
    assert GOLD not in {coder for coder, _ in with_gold.coders}
    assert [name for _, name in with_gold.coders] == [name for _, name in without.coders]
    assert with_gold.articles == without.articles
    assert cell(with_gold, "event_type", ColumnKind.TOGETHER).column.label == "Coder 01 – Coder 02"


def test_a_persons_word_on_which_reports_are_one_is_heeded(pair: Path) -> None:
    def apart(project: ProjectFile) -> list[Entity]:
        with project.read() as reader:
            codings = list(reader.codings([ArticleId("article-0000")]))
        reports = tuple(report.id for coding in codings for report in coding.reports())
        return [
            AlignmentDecision(
                id=DecisionId("decision"),
                article_id=ArticleId("article-0000"),
                reviewer_id=FIRST,
                decision=DecisionKind.APART,
                reports=reports,
            )
        ]

    before = overview_of(pair)
    changed(pair, apart)
    after = overview_of(pair)
    assert after.alignment.matched == before.alignment.matched - 1


# -- Blindness --------------------------------------------------------------------------------------------------------


def test_a_coder_of_a_running_blind_round_sees_no_figures(tmp_path: Path) -> None:
    path = coded_project(tmp_path, articles=6, has_gold=True)
    put(
        path,
        Assignment(
            id=AssignmentId("assigned"),
            round_id=ROUND,
            article_id=ArticleId("article-0000"),
            coder_id=FIRST,
            position=1,
        ),
    )
    with opened(path) as workspace:
        service = workspace.agreement
        one = cell(service.overview(ROUND, viewer=VIEWER, resamples=10), "event_type", ColumnKind.TOGETHER)
        for ask in (
            lambda: service.overview(ROUND, viewer=FIRST),
            lambda: service.units(ROUND, one, viewer=FIRST),
            lambda: service.with_figures_beside(ROUND, one, viewer=FIRST),
            lambda: service.drift(ROUND, "event_type", viewer=FIRST),
            lambda: service.report(ROUND, viewer=FIRST),
            lambda: service.plan_sample(ROUND, "event_type", 0.2, viewer=FIRST),
        ):
            with pytest.raises(AgreementError, match="hidden from the coders of a blind round"):
                ask()
        workspace.rounds.release(ROUND, by=workspace.coder.id)
        assert service.overview(ROUND, viewer=FIRST, resamples=10).articles == 6
