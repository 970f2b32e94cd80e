"""Projects with the generator's codings in them, for tests of review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from annotator.bootstrap import Workspace, create_workspace
from annotator.domain.article import Article, ArticleImport, Metadata
from annotator.domain.coding import Coder, Coding
from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, CoderId, ImportId, ReportId, RoundId, new_id
from annotator.domain.review import RulingSource
from annotator.domain.rounds import Round
from annotator.domain.text import text_hash
from annotator.domain.values import OneCategory
from annotator.services.folders import Folders
from annotator.services.review.case import Case, CaseItem, CaseKey
from annotator.store.project_file import ProjectFile
from tests import agreement_generator as generator
from tests.agreement_generator import GoldArticle, Habits, Incident, Told

FIRST, SECOND, THIRD = CoderId("coder-1"), CoderId("coder-2"), CoderId("coder-3")
HABITS = Habits(missed=0.15, extra=0.15, split=0.1, merged=0.1, in_field=0.3)


class ReviewProject:
    """An open project in which coders have coded the generator's articles; the person at work reviews."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.review = workspace.review
        self.reviewer = workspace.coder.id

    @property
    def file(self) -> ProjectFile:
        """The open file itself."""
        return self.workspace._file

    def put(self, entities: Iterable[Entity], article_id: ArticleId | None = None) -> None:
        """Store records as one event of nobody's."""
        with self.file.write(coder_id=None, article_id=article_id, verb="put", label="put") as unit:
            for entity in entities:
                unit.put(entity)

    def add(self, articles: Sequence[GoldArticle], coders: Sequence[CoderId]) -> None:
        """Add articles and the people who code them."""
        made = ArticleImport(id=ImportId(new_id()), source="generator", article_count=0, digest="")
        with self.file.write(coder_id=None, article_id=None, verb="import", label="import") as unit:
            for number, coder in enumerate(coders, 1):
                unit.put(Coder(id=coder, name=f"Person {number}"))
            unit.add_articles(
                made,
                (
                    Article(
                        id=article.id,
                        import_id=made.id,
                        text=article.text,
                        sha256=text_hash(article.text),
                        metadata=Metadata(
                            title=f"Title of {article.id}", source="Daily", published=generator.FIRST_DAY
                        ),
                    )
                    for article in articles
                ),
            )

    def store(self, coding: Coding, coder: CoderId, round_id: RoundId | None = None) -> None:
        """Store a coding of the generator's as a coder's."""
        header = coding.header.model_copy(
            update={"coder_id": coder, "codebook_id": self.workspace.codebooks.current().id, "round_id": round_id}
        )
        parts = (coding.reports_by_id, coding.groups_by_id, coding.values_by_id, coding.evidence_by_id)
        self.put([header, *(record for records in parts for record in records.values())], header.article_id)

    def round(self, **settings: object) -> RoundId:
        """Make a round."""
        made = Round(id=RoundId(new_id()), name="Round", codebook_id=self.workspace.codebooks.current().id)
        self.put([made.model_copy(update=settings)])
        return made.id

    # -- Reading ------------------------------------------------------------------------------------------------------

    def case(self, article_id: ArticleId, round_id: RoundId | None = None, *, is_blind: bool = False) -> Case:
        """Return a case."""
        return self.review.case(round_id, article_id, viewer=self.reviewer, is_blind=is_blind)

    def coding(self, article_id: ArticleId, coder: CoderId, round_id: RoundId | None = None) -> Coding | None:
        """Return a coder's coding as it is stored."""
        with self.file.read() as reader:
            return reader.coding(article_id, coder, round_id)

    # -- Ruling -------------------------------------------------------------------------------------------------------

    def take(self, key: CaseKey, item: CaseItem, *coders: CoderId) -> None:
        """Rule that one coder's answer is taken, or several coders' put together."""
        source = RulingSource.ONE if len(coders) == 1 else RulingSource.SEVERAL
        self.review.rule(key, item.id, source, taken_from=coders, reviewer=self.reviewer)

    def take_everything(self, key: CaseKey, coder: CoderId) -> int:
        """Rule on every item for one coder and return how many there were; new ones that come up are ruled on too."""
        ruled: set[str] = set()
        while item := next((one for one in self.case(*key).items if one.id not in ruled), None):
            ruled.add(item.id)
            self.take(key, item, coder)
        return len(ruled)


def made_project(folder: Path) -> ReviewProject:
    """Return a new project with nothing in it."""
    folders = Folders(folder / "settings", folder / "state", folder / "data")
    return ReviewProject(create_workspace(folder / "review.annotator", folders=folders, coder_name="Reviewer"))


def two_coders(
    folder: Path, *, articles: int = 1, incidents: int = 3, seed: int = 1, habits: Habits = HABITS
) -> tuple[ReviewProject, list[GoldArticle]]:
    """Return a project in which two coders have coded each article, the second one with errors."""
    random = Random(seed)
    written = generator.gold_articles(random, articles, incidents)
    project = made_project(folder)
    project.add(written, [FIRST, SECOND])
    for article in written:
        project.store(generator.first_coder(article).coding, FIRST)
        project.store(generator.second_coder(article, random, habits).coding, SECOND)
    return project, written


def contents(coding: Coding | None) -> list[tuple[object, ...]]:
    """Return everything in a coding that is not an id, report by report in order of what is in them."""
    if coding is None:
        return []
    evidence = coding.evidence_by_value()

    def of(report: ReportId | None) -> tuple[object, ...]:
        groups: dict[object, str] = {group.id: group.level for group in coding.groups(report)} if report else {}
        members: dict[object, list[str]] = {}
        for value in coding.values():
            if value.report_id == report:
                spans = sorted((one.start, one.end, one.stance, one.quote) for one in evidence.get(value.id, ()))
                said = repr((value.field, value.status, value.content, value.missing_evidence_reason, spans))
                members.setdefault(value.group_id, []).append(said)
        for group in groups:
            members.setdefault(group, [])
        return tuple(sorted((groups.get(group, ""), tuple(sorted(said))) for group, said in members.items()))

    return [of(None), *sorted(of(report.id) for report in coding.reports())]


def with_answer(incidents: Sequence[Incident], name: str, content: object) -> list[Incident]:
    """Return the incidents with the first one's answer replaced."""
    first = incidents[0]
    return [first.changed(name, Told(content, first.answers[name].spans)), *incidents[1:]]  # type: ignore[arg-type]


def alike(project: ReviewProject, articles: int = 4) -> list[CaseKey]:
    """Have two coders differ in the same way in several articles, one half the other way round."""
    found = generator.gold_articles(Random(4), articles, 1)
    project.add(found, [FIRST, SECOND])
    for number, article in enumerate(found):
        battle = with_answer(article.incidents, "event_type", OneCategory(category="battle"))
        riot = with_answer(article.incidents, "event_type", OneCategory(category="riot"))
        for coder, incidents in zip((FIRST, SECOND), (battle, riot) if number % 2 else (riot, battle), strict=True):
            project.store(generator.coded(article, f"by-{coder}", incidents).coding, coder)
    return [CaseKey(article.id) for article in found]
