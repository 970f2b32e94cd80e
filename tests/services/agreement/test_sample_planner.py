"""Plans from a pilot: the answer, what it assumes, and when the pilot is too small to say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.figures import SamplePlan
from annotator.domain.ids import CoderId
from annotator.services.agreement.refusals import AgreementError
from tests.agreement_project import ROUND, coded_project, folders_of

VIEWER = CoderId("viewer")


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A round of forty articles coded by two."""
    path = coded_project(tmp_path_factory.mktemp("pilot"), articles=40)
    with open_workspace(path, folders=folders_of(path), coder_name="Lead") as workspace:
        yield workspace


def planned(workspace: Workspace, field: str, width: float, *, seed: int = 1) -> SamplePlan:
    return workspace.agreement.plan_sample(ROUND, field, width, viewer=VIEWER, seed=seed, resamples=500)


def test_a_plan_answers_in_a_sentence(pilot: Workspace) -> None:
    plan = planned(pilot, "event_type", 0.2)
    assert plan.articles is not None
    assert plan.sentence == (
        f"Code {plan.articles} articles twice to expect a 95% interval 0.20 wide (±0.10) on Event type."
    )
    assert plan.pilot_articles == 40
    assert plan.pilot_units > 40
    assert plan.value is not None
    assert len(plan.assumptions) == 4
    assert "the 40 of the pilot" in plan.assumptions[0]


def test_the_curve_runs_through_the_answer(pilot: Workspace) -> None:
    plan = planned(pilot, "event_type", 0.2)
    assert plan.articles is not None
    widths = {point.articles: point.width for point in plan.curve}
    below = max(size for size in widths if size < plan.articles)
    above = min(size for size in widths if size >= plan.articles)
    assert widths[below] > 0.2 >= widths[above]


def test_a_narrower_interval_takes_more_articles(pilot: Workspace) -> None:
    found = [planned(pilot, "event_type", width).articles for width in (0.4, 0.2, 0.1)]
    assert None not in found
    assert found == sorted(found, key=lambda articles: articles or 0)
    assert len(set(found)) == 3


def test_the_seed_is_kept_and_decides(pilot: Workspace) -> None:
    first, same, other = (planned(pilot, "event_type", 0.2, seed=seed) for seed in (3, 3, 4))
    assert first == same
    assert first.curve != other.curve
    assert first.seed == 3


def test_an_end_of_a_date_and_a_field_of_the_article_can_be_planned(pilot: Workspace) -> None:
    assert planned(pilot, "incident_date.end", 0.2).part == "end"
    relevance = planned(pilot, "article_relevance", 0.2)
    assert relevance.articles is None
    assert relevance.sentence == "No number can be given for Relevance."


def test_a_pilot_without_a_figure_says_why(pilot: Workspace) -> None:
    plan = planned(pilot, "weapon", 0.2)
    assert plan.articles is None
    assert plan.curve == ()
    assert plan.cautions == ("The pilot gives no figure: No unit has values of two coders.",)


def test_a_sample_far_beyond_the_pilot_is_a_guess(pilot: Workspace) -> None:
    plan = planned(pilot, "event_type", 0.08)
    assert plan.articles is not None
    assert plan.articles > 400
    assert any("more than 10 times the pilot's 40" in words for words in plan.cautions)


def test_a_pilot_in_which_nobody_differed_says_little(pilot: Workspace) -> None:
    plan = planned(pilot, "focus", 0.2)
    assert plan.value == 1
    assert any("never differed" in words for words in plan.cautions)


def test_a_width_beyond_reach_says_what_the_most_gives(pilot: Workspace) -> None:
    plan = planned(pilot, "event_type", 0.01)
    assert plan.articles is None
    assert any(words.startswith("Even 5120 articles give an interval") for words in plan.cautions)


@pytest.mark.parametrize("width", [0, -0.1, 2, 5, float("nan"), float("inf")])
def test_a_width_that_is_none_is_refused(pilot: Workspace, width: float) -> None:
    with pytest.raises(AgreementError, match="wide"):
        planned(pilot, "event_type", width)


@pytest.mark.parametrize("field", ["nothing", "coder_note", "trigger", "incident_date.middle", ""])
def test_a_field_without_figures_is_refused(pilot: Workspace, field: str) -> None:
    with pytest.raises(AgreementError, match="no figures for the field"):
        planned(pilot, field, 0.2)


def test_a_small_pilot_is_warned_of(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = coded_project(tmp_path_factory.mktemp("small"), articles=5)
    with open_workspace(path, folders=folders_of(path), coder_name="Lead") as workspace:
        plan = planned(workspace, "event_type", 0.2)
    assert any(words.startswith("Only ") for words in plan.cautions)
