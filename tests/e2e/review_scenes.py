"""Projects in which two or three people coded the same articles, for the review room to be opened on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from annotator.domain.coding import Coder
from annotator.domain.ids import CoderId, RoundId
from tests import agreement_generator as generator
from tests.agreement_generator import Habits
from tests.e2e.scenes import remember
from tests.services.review_making import FIRST, HABITS, SECOND, THIRD, ReviewProject, made_project

NAMES = {FIRST: "Ada", SECOND: "Ben", THIRD: "Chiara"}
REVIEWER = "Reviewer"
ROUND_NAME = "Pilot round"


def reviewed_project(
    folder: Path,
    *,
    articles: int = 3,
    incidents: int = 2,
    coders: Sequence[CoderId] = (FIRST, SECOND),
    habits: Habits = HABITS,
    seed: int = 4,
) -> tuple[Path, RoundId]:
    """Make a round in which each article is coded by all coders, the first of them without error; close the project.

    The reviewer is the person at work.
    """
    remember(coder_name=REVIEWER)
    folder.mkdir(parents=True, exist_ok=True)
    project = made_project(folder)
    round_id = filled(project, articles=articles, incidents=incidents, coders=coders, habits=habits, seed=seed)
    path = project.workspace.project.path
    project.workspace.close()
    return path, round_id


def filled(
    project: ReviewProject,
    *,
    articles: int,
    incidents: int,
    coders: Sequence[CoderId] = (FIRST, SECOND),
    habits: Habits = HABITS,
    seed: int = 4,
) -> RoundId:
    """Put articles, coders and their codings of one round into a project."""
    random = Random(seed)
    written = generator.gold_articles(random, articles, incidents)
    project.add(written, coders)
    project.put([Coder(id=coder, name=NAMES[coder]) for coder in coders])
    round_id = project.round(name=ROUND_NAME)
    for article in written:
        project.store(generator.first_coder(article).coding, FIRST, round_id)
        for coder in coders[1:]:
            project.store(generator.second_coder(article, random, habits, coder).coding, coder, round_id)
    return round_id
