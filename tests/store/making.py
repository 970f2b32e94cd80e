"""Projects, people and articles for the store's tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.article import Article, ArticleImport, Metadata
from annotator.domain.changes import Changes
from annotator.domain.coding import CodebookVersion, Coder, CodingHeader, Evidence, Report, Value
from annotator.domain.entities import Entity
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    ImportId,
    ReportId,
    ValueId,
    new_id,
)
from annotator.domain.text import Span, quote_at, text_hash
from annotator.domain.values import Count
from annotator.store import sqlite
from annotator.store.project_file import ProjectFile

TEXT = "Bamako 😀 — At least 53 soldiers and a civilian have been killed.\nMe\u0301naka\u00a0region."


@dataclass(frozen=True)
class Desk:
    """An open project with a coder, a codebook and some articles, and the folders it lies in."""

    project: ProjectFile
    folder: Path
    coder: Coder
    codebook: CodebookVersion
    articles: tuple[Article, ...]
    articles_import: ArticleImport

    @property
    def path(self) -> Path:
        return self.project.path

    @property
    def state_folder(self) -> Path:
        return state_of(self.folder)

    @property
    def article(self) -> Article:
        return self.articles[0]

    def put(self, *entities: Entity, article: Article | None = None, coder: Coder | None = None) -> Changes:
        """Put records in one unit of work of the coder at the article and return its changes."""
        by, at = coder or self.coder, article or self.article
        with self.project.write(coder_id=by.id, article_id=at.id, verb="put", label="the change") as unit:
            for entity in entities:
                unit.put(entity)
        assert unit.changes is not None
        return unit.changes

    def undo(self) -> str | None:
        """Undo at the first article and return the label of what was undone."""
        with self.project.write(coder_id=self.coder.id, article_id=self.article.id, verb="", label="") as unit:
            undone = unit.undo()
        return None if undone is None else undone.label

    def redo(self) -> str | None:
        """Redo at the first article and return the label of what was redone."""
        with self.project.write(coder_id=self.coder.id, article_id=self.article.id, verb="", label="") as unit:
            redone = unit.redo()
        return None if redone is None else redone.label

    def header(self, article: Article | None = None, coder: Coder | None = None) -> CodingHeader:
        """Return the header of a new coding."""
        return CodingHeader(
            id=CodingId(new_id()),
            article_id=(article or self.article).id,
            coder_id=(coder or self.coder).id,
            codebook_id=self.codebook.id,
        )

    def reopened(self) -> ProjectFile:
        """Close the project and open it again."""
        self.project.close()
        return ProjectFile.open(self.path, state_folder=self.state_folder)


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())


def state_of(folder: Path) -> Path:
    """Return the state folder that tests use beside their projects."""
    return folder / "state"


def a_coder(name: str = "Coder 1") -> Coder:
    """Return a new coder."""
    return Coder(id=CoderId(new_id()), name=name)


def a_codebook(version: int = 1) -> CodebookVersion:
    """Return a new codebook version."""
    source = f"format: incident-annotator/codebook/1\nversion: {version}\n"
    return CodebookVersion(
        id=CodebookId(new_id()), name="incident", version=version, source=source, sha256=text_hash(source)
    )


def an_import() -> ArticleImport:
    """Return a new import that has counted nothing yet."""
    return ArticleImport(id=ImportId(new_id()), source="a folder", article_count=0, digest="")


def an_article(
    import_id: ImportId,
    text: str = TEXT,
    *,
    title: str = "",
    published: dt.datetime | dt.date | None = None,
    is_sample: bool = False,
) -> Article:
    """Return a new article with its hash."""
    return Article(
        id=ArticleId(new_id()),
        import_id=import_id,
        text=text,
        sha256=text_hash(text),
        metadata=Metadata(title=title, published=published, is_sample=is_sample, source="Example Wire"),
    )


def a_report(header: CodingHeader, position: int = 0) -> Report:
    """Return a new report."""
    return Report(id=ReportId(new_id()), coding_id=header.id, position=position)


def a_value(header: CodingHeader, field: str = "killed_total", best: int = 54, report: Report | None = None) -> Value:
    """Return a new count in a field."""
    return Value(
        id=ValueId(new_id()),
        coding_id=header.id,
        report_id=report.id if report else None,
        field=field,
        content=Count(best=best),
    )


def some_evidence(header: CodingHeader, value: Value, text: str, span: Span) -> Evidence:
    """Return new evidence with the text's own quote."""
    quote = quote_at(text, span)
    return Evidence(
        id=EvidenceId(new_id()),
        coding_id=header.id,
        value_id=value.id,
        start=span.start,
        end=span.end,
        quote=quote.exact,
        prefix=quote.prefix,
        suffix=quote.suffix,
    )


def bring_in(project: ProjectFile, articles_import: ArticleImport, articles: Iterable[Article]) -> Changes:
    """Import articles as one event."""
    with project.write(coder_id=None, article_id=None, verb="import", label="the import") as unit:
        unit.add_articles(articles_import, articles)
    assert unit.changes is not None
    return unit.changes


def a_desk(folder: Path, texts: Iterable[str] = (TEXT, "A second text.", "A third text.")) -> Desk:
    """Make a project in a folder, with a coder, a codebook and one article per text."""
    project = ProjectFile.create(folder / "project.annotator", name="Sahel 2019", state_folder=state_of(folder))
    coder, codebook, articles_import = a_coder(), a_codebook(), an_import()
    articles = tuple(
        an_article(articles_import.id, text, title=f"Article {number}", published=dt.date(2019, 11, 1 + number))
        for number, text in enumerate(texts)
    )
    with project.write(coder_id=None, article_id=None, verb="begin", label="the beginning") as unit:
        unit.put(coder)
        unit.put(codebook)
        unit.add_articles(articles_import, articles)
    return Desk(project, folder, coder, codebook, articles, articles_import)


def tamper(path: Path, *statements: str) -> None:
    """Change a closed project file behind the program's back, its triggers taken off and put back."""
    with closing(sqlite.connect(path, "rw")) as driver, sqlite.engine_for(driver).connect() as connection:
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            sqlite.drop_triggers(connection)
            for statement in statements:
                connection.exec_driver_sql(statement)
            sqlite.create_triggers(connection)
