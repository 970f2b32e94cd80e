"""Projects of invented articles that several coders coded, for whatever shows or exports agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from random import Random

from annotator.bootstrap import create_workspace
from annotator.domain.article import Article, ArticleImport, Metadata
from annotator.domain.coding import Coder, Coding, CodingState
from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, CodebookId, CoderId, ImportId, RoundId
from annotator.domain.rounds import Round
from annotator.domain.text import text_hash
from annotator.services.folders import Folders
from annotator.store.project_file import ProjectFile
from tests import agreement_generator as generator

FIRST_COMPLETION = dt.datetime(2021, 6, 7, 9, tzinfo=dt.UTC)
"""A Monday; every ten articles are a week later."""

ROUND = RoundId("round-1")
GOLD = CoderId("gold")
HABITS = generator.Habits(in_field=0.2)


def records_of(coding: Coding) -> Iterable[Entity]:
    """Return a coding's records, the header first."""
    mappings: Sequence[Mapping[str, Entity]] = (
        coding.reports_by_id,
        coding.groups_by_id,
        coding.values_by_id,
        coding.evidence_by_id,
        coding.notes_by_id,
    )
    return chain([coding.header], *(mapping.values() for mapping in mappings))


def in_round(
    coding: Coding,
    codebook_id: CodebookId,
    round_id: RoundId | None,
    *,
    completed_at: dt.datetime | None = FIRST_COMPLETION,
    state: CodingState = CodingState.COMPLETE,
) -> Coding:
    """Return a coding as a round holds it."""
    header = coding.header.model_copy(
        update={"codebook_id": codebook_id, "round_id": round_id, "completed_at": completed_at, "state": state}
    )
    return Coding(header).with_entities([header, *list(records_of(coding))[1:]])


def coded_project(
    folder: Path,
    *,
    articles: int = 24,
    coders: int = 2,
    each: int = 2,
    has_gold: bool = False,
    has_round: bool = True,
    seed: int = 5,
) -> Path:
    """Make a project whose articles are coded by ``each`` of the coders in turn, and return its file.

    The coders are Coder 01, 02, …; articles tell of one to three incidents.
    """
    folders = Folders(folder / "settings", folder / "state", folder / "data")
    path = folder / "coded.annotator"
    with create_workspace(path, folders=folders, name="Coded twice", coder_name="Lead") as workspace:
        codebook_id = workspace.codebooks.current().id
    random = Random(seed)
    told = [generator.gold_articles(random, 1, 1 + at % 3)[0] for at in range(articles)]
    named = [_renamed(article, at) for at, article in enumerate(told)]
    people = [Coder(id=CoderId(f"coder-{at:02}"), name=f"Coder {at:02}") for at in range(1, coders + 1)]
    records: list[Entity] = [*people]
    if has_gold:
        records.append(Coder(id=GOLD, name="Gold", is_gold=True))
    if has_round:
        records.append(Round(id=ROUND, name="Round 1", codebook_id=codebook_id))
    round_id = ROUND if has_round else None
    for at, article in enumerate(named):
        completed = FIRST_COMPLETION + dt.timedelta(weeks=at // 10, hours=at % 10)
        for turn in range(each):
            coder = people[(at + turn * (1 + at // coders % max(coders - 1, 1))) % coders]
            version = generator.second_coder(article, random, HABITS, coder.id)
            records.extend(records_of(in_round(version.coding, codebook_id, round_id, completed_at=completed)))
        if has_gold:
            version = generator.first_coder(article)
            records.extend(records_of(in_round(version.coding, codebook_id, round_id, completed_at=completed)))
    write(path, folders, named, records)
    return path


def write(path: Path, folders: Folders, told: Sequence[generator.GoldArticle], records: Iterable[Entity]) -> None:
    """Put invented articles and records into a project."""
    articles_import = ArticleImport(id=ImportId("invented"), source="invented", article_count=0, digest="")
    articles = [
        Article(
            id=article.id,
            import_id=articles_import.id,
            text=article.text,
            sha256=text_hash(article.text),
            metadata=Metadata(title=f"Invented article {at + 1}", source=("Wire", "Daily")[at % 2]),
        )
        for at, article in enumerate(told)
    ]
    project = ProjectFile.open(path, state_folder=folders.state)
    try:
        with project.write(coder_id=None, article_id=None, verb="begin", label="the beginning") as unit:
            unit.add_articles(articles_import, articles)
            for record in records:
                unit.put(record)
    finally:
        project.close()


def folders_of(path: Path) -> Folders:
    """Return the folders a project of `coded_project` was made with."""
    return Folders(path.parent / "settings", path.parent / "state", path.parent / "data")


def _renamed(article: generator.GoldArticle, at: int) -> generator.GoldArticle:
    return generator.GoldArticle(ArticleId(f"article-{at:04}"), article.text, article.incidents, article.asides)
