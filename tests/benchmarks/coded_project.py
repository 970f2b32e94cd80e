"""A project file with as many coded articles as a benchmark asks for, every record with an id of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from annotator.bootstrap import create_workspace
from annotator.domain.article import Article, ArticleImport, Metadata
from annotator.domain.coding import CodingHeader, CodingState, Evidence, Group, Report, Value
from annotator.domain.entities import Entity
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    ImportId,
    ReportId,
    ValueId,
    new_id,
)
from annotator.domain.text import Span, quote_at, text_hash
from annotator.domain.values import (
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    MarkedSpan,
    OneCategory,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.services.folders import Folders
from annotator.store.project_file import ProjectFile

AT_ONCE = 500
"""Articles in one event."""

LINE = "Gunmen attacked the outpost near Ménaka on Saturday, two sources said; at least {} soldiers were killed. "
PLACES = ("Ménaka", "Gao", "Ansongo", "Labbezanga", "Kidal", "Tessalit", "Mopti", "Bandiagara")
WEAPONS = ("firearms", "explosives_ied")


class _Articles:
    """Makes articles of 4 KB, no two alike, and their codings of 30 values and 20 spans."""

    def __init__(self, import_id: ImportId, coder_id: CoderId, codebook_id: CodebookId) -> None:
        self._import_id = import_id
        self._coder_id = coder_id
        self._codebook_id = codebook_id

    def article(self, number: int) -> Article:
        published = dt.date(2024, 1, 1) + dt.timedelta(days=number % 300)
        lines = "\n".join(LINE.format(number + place) * 8 for place in range(5))
        text = f"# Raid {number}\n\nPublished at: **{published}**\n\n{lines}\n"
        return Article(
            id=ArticleId(new_id()),
            import_id=self._import_id,
            text=text,
            sha256=text_hash(text),
            file_name=f"{number:06}.txt",
            metadata=Metadata(title=f"Raid {number}", published=published, source="Example Wire"),
        )

    def records(self, article: Article, number: int) -> Iterator[Entity]:
        """Yield the records of a finished coding, one report with seven groups."""
        coding_id = CodingId(new_id())
        yield CodingHeader(
            id=coding_id,
            article_id=article.id,
            coder_id=self._coder_id,
            codebook_id=self._codebook_id,
            state=CodingState.COMPLETE,
            completed_at=dt.datetime(2024, 6, 1, 12, number % 60, tzinfo=dt.UTC),
        )
        report = Report(id=ReportId(new_id()), coding_id=coding_id, position=0)
        yield report
        places: list[Group | Report | None] = [None, report]
        for level, count in (("perpetrator", 2), ("victim_group", 5)):
            for position in range(count):
                group = Group(
                    id=GroupId(new_id()), coding_id=coding_id, report_id=report.id, level=level, position=position
                )
                places.append(group)
                yield group
        for place, field, content, quotes in _answers(number):
            at = places[place]
            value = Value(
                id=ValueId(new_id()),
                coding_id=coding_id,
                report_id=report.id if at else None,
                group_id=at.id if isinstance(at, Group) else None,
                field=field,
                status=Status.NOT_MENTIONED if content is None else Status.CODED,
                content=content,
            )
            yield value
            for words in quotes:
                start = article.text.index(words, (number * 37) % 2000)
                span = Span(start, start + len(words))
                quote = quote_at(article.text, span)
                yield Evidence(
                    id=EvidenceId(new_id()),
                    coding_id=coding_id,
                    value_id=value.id,
                    start=span.start,
                    end=span.end,
                    quote=quote.exact,
                    prefix=quote.prefix,
                    suffix=quote.suffix,
                )


def _answers(number: int) -> Iterator[tuple[int, str, Content | None, tuple[str, ...]]]:
    """Yield place, field, content and marked words of thirty values."""
    day = dt.date(2024, 1, 1) + dt.timedelta(days=number % 300)
    place = PLACES[number % len(PLACES)]
    killed = Count(low=number, best=number, qualifier=Qualifier.AT_LEAST)
    at_least = "at least "
    yield 0, "article_relevance", OneCategory(category="codable_incident"), ()
    yield 1, "trigger", MarkedSpan(), ("attacked the outpost", "were killed")
    yield 1, "incident_label", FreeText(text=f'Raid {number}, "the outpost"'), ()
    yield 1, "focus", OneCategory(category="main"), ()
    yield 1, "factuality", OneCategory(category="attributed"), ("two sources said",)
    yield 1, "incident_date", DateRange(start=day, end=day, precision=1, expression="on Saturday"), ("on Saturday",)
    where = Location(verbatim="Ménaka", name=place, admin1=place, country_iso3="MLI", lat=15.9 + number / 1e4, lon=2.4)
    yield 1, "location", where, ("Ménaka", "near Ménaka")
    yield 1, "event_type", OneCategory(category="battle"), ("attacked",)
    yield 1, "tactic", SeveralCategories(categories=("armed_assault", "bombing_explosion")), ()
    yield 1, "suicide", YesNo(answer=False), ()
    yield 1, "weapon", SeveralCategories(categories=WEAPONS[: 1 + number % 2]), ()
    yield 1, "property_damage", None, ()
    yield 1, "killed_total", killed, (at_least,)
    yield 1, "killed_perpetrators", None, ()
    yield 1, "wounded_total", Count(qualifier=Qualifier.SEVERAL), ("soldiers",)
    for group in (2, 3):
        actor = EntityName(verbatim="Gunmen", canonical=f"Group {number % 400}", entity_type="rebel_group")
        yield group, "perp_actor", actor, ("Gunmen",)
        yield group, "perp_attribution", OneCategory(category="reported_as_fact"), ("sources said",)
        yield group, "perp_number", Count(qualifier=Qualifier.SEVERAL), ()
    for group in range(4, 8):
        yield group, "vg_type", OneCategory(category="soldiers"), ("soldiers",)
        yield group, "vg_killed", killed, (at_least,)
    yield 8, "vg_type", OneCategory(category="civilians"), ()


def make_coded_project(folder: Path, count: int) -> tuple[Path, Folders]:
    """Make a project of ``count`` coded articles in a folder; return its file and the folders to open it with."""
    folders = Folders(folder / "settings", folder / "state", folder / "data")
    path = folder / "coded.annotator"
    with create_workspace(path, folders=folders, coder_name="Coder A") as workspace:
        (version,) = workspace.codebooks.versions()
        coder_id = workspace.coder.id
    project = ProjectFile.open(path, state_folder=folders.state)
    made = ArticleImport(id=ImportId(new_id()), source="a folder", article_count=0, digest="")
    articles = _Articles(made.id, coder_id, version.id)
    kept = [articles.article(number) for number in range(count)]
    with project.write(coder_id=coder_id, article_id=None, verb="import", label="import") as unit:
        unit.add_articles(made, kept)
    for start in range(0, count, AT_ONCE):
        batch = list(enumerate(kept[start : start + AT_ONCE], start))
        with project.write(coder_id=coder_id, article_id=None, verb="code", label="code") as unit:
            unit.put_all(record for number, article in batch for record in articles.records(article, number))
    project.close()
    return path, folders
